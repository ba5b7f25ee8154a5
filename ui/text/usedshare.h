// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLocale>
#include <QString>

#include <cstdint>

namespace outlay::ui {

/// How much of a limit is used: "193%", rounded down, "<1%" for a little and ">99%" for nearly all,
/// so that 100% is said of a limit that is reached only; dash when the limit is not above 0.
[[nodiscard]] QString usedShare(std::int64_t consumed, std::int64_t limit, const QLocale &locale);

} // namespace outlay::ui
