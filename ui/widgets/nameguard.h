// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

class QWidget;

namespace outlay::ui {

/// While names are hidden nothing that holds them can be edited: an editor has to show what it
/// changes. True: it was said so.
[[nodiscard]] bool isRefusedWithoutNames(QWidget &parent);

} // namespace outlay::ui
