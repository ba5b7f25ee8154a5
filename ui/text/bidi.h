// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace outlay::ui {

/// A value inside of a window that reads from right to left: it keeps its own order ("23 Nov",
/// "127.0.0.1:4318", "+$5.00"). From left to right: as it lies.
[[nodiscard]] QString isolated(const QString &value);

} // namespace outlay::ui
