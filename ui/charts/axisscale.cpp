// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/axisscale.h"

#include <algorithm>
#include <array>
#include <limits>

namespace outlay::ui {
namespace {

std::int64_t niceStep(std::int64_t raw)
{
    std::int64_t power = 1;
    while (power <= raw / 10)
        power *= 10;
    for (const std::int64_t tenths : {10, 20, 25, 50, 100}) {
        const std::int64_t step = power >= 10 ? power / 10 * tenths : power * ((tenths + 9) / 10);
        if (step >= raw)
            return step;
    }
    return power * 10;
}

} // namespace

std::vector<Money> AxisScale::marks() const
{
    std::vector<Money> all;
    for (Money mark = least; mark <= greatest; mark += step)
        all.push_back(mark);
    return all;
}

double AxisScale::position(Money amount) const
{
    return static_cast<double>(amount.nanos - least.nanos) /
           static_cast<double>(greatest.nanos - least.nanos);
}

AxisScale axisFor(Money least, Money greatest, int ticks)
{
    // A tenth of the range of Money keeps the rounding up below within 64 bits.
    constexpr std::int64_t bound = std::numeric_limits<std::int64_t>::max() / 10;
    const std::int64_t low = std::clamp<std::int64_t>(least.nanos, -bound, 0);
    const std::int64_t high = std::clamp<std::int64_t>(greatest.nanos, 0, bound);
    if (low == 0 && high == 0)
        return {{0}, {1'000'000'000}, {250'000'000}};
    const std::int64_t step =
        niceStep(std::max<std::int64_t>(1, (high - low) / std::max(1, ticks)));
    AxisScale scale;
    scale.step = {step};
    scale.least = {-((-low + step - 1) / step) * step};
    scale.greatest = {(high + step - 1) / step * step};
    return scale;
}

} // namespace outlay::ui
