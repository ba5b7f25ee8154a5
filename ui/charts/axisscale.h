// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/money/money.h"

#include <cstdint>
#include <vector>

namespace outlay::ui {

/// Round marks of an axis of whole numbers from zero (or below) to past the greatest.
struct NumberAxis
{
    std::int64_t least = 0;
    std::int64_t greatest = 1;
    std::int64_t step = 1;

    [[nodiscard]] std::vector<std::int64_t> marks() const;
    /// 0 at `least`, 1 at `greatest`.
    [[nodiscard]] double position(std::int64_t value) const;
};

/// About `ticks` steps of 1, 2, 2.5 or 5 x 10^n. All-zero data gets 0..`whenZero` in quarters, or
/// in one step where that is less than four.
[[nodiscard]] NumberAxis numberAxis(std::int64_t least, std::int64_t greatest, int ticks,
                                    std::int64_t whenZero);

/// The same of nano-dollars, with marks that are round in the currency shown.
[[nodiscard]] NumberAxis moneyAxis(std::int64_t least, std::int64_t greatest, int ticks,
                                   std::int64_t whenZero);

/// Round marks of a money axis from zero (or below, for credits) to past the greatest amount.
struct AxisScale
{
    Money least;
    Money greatest;
    Money step;

    [[nodiscard]] std::vector<Money> marks() const;
    /// 0 at `least`, 1 at `greatest`.
    [[nodiscard]] double position(Money amount) const;
};

/// About `ticks` steps of 1, 2, 2.5 or 5 x 10^n in the currency shown. All-zero data gets 0..1 of
/// it.
[[nodiscard]] AxisScale axisFor(Money least, Money greatest, int ticks);

} // namespace outlay::ui
