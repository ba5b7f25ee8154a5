// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/money/money.h"

#include <vector>

namespace outlay::ui {

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

/// About `ticks` steps of 1, 2, 2.5 or 5 x 10^n nano-dollars. All-zero data gets 0..1 USD.
[[nodiscard]] AxisScale axisFor(Money least, Money greatest, int ticks);

} // namespace outlay::ui
