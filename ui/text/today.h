// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDate>

namespace outlay::ui {

/// The day it is in the zone that is shown, which need not be the machine's: what dialogs begin
/// with.
[[nodiscard]] QDate todayShown();

} // namespace outlay::ui
