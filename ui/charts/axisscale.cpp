// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/axisscale.h"

#include "ui/text/shown.h"

#include <algorithm>
#include <array>
#include <limits>

namespace outlay::ui {
namespace {

/// A dollar, or a unit of the currency shown, in its billionths.
constexpr std::int64_t oneUnit = 1'000'000'000;

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

std::vector<std::int64_t> NumberAxis::marks() const
{
    std::vector<std::int64_t> all;
    for (std::int64_t mark = least; mark <= greatest; mark += step)
        all.push_back(mark);
    return all;
}

double NumberAxis::position(std::int64_t value) const
{
    return static_cast<double>(value - least) / static_cast<double>(greatest - least);
}

NumberAxis numberAxis(std::int64_t least, std::int64_t greatest, int ticks, std::int64_t whenZero)
{
    // A tenth of the range of 64 bits keeps the rounding up below within them.
    constexpr std::int64_t bound = std::numeric_limits<std::int64_t>::max() / 10;
    const std::int64_t low = std::clamp<std::int64_t>(least, -bound, 0);
    const std::int64_t high = std::clamp<std::int64_t>(greatest, 0, bound);
    if (low == 0 && high == 0)
        return {0, whenZero, whenZero < 4 ? whenZero : whenZero / 4};
    const std::int64_t step =
        niceStep(std::max<std::int64_t>(1, (high - low) / std::max(1, ticks)));
    return {-((-low + step - 1) / step) * step, (high + step - 1) / step * step, step};
}

std::vector<Money> AxisScale::marks() const
{
    std::vector<Money> all;
    for (const std::int64_t mark : NumberAxis{least.nanos, greatest.nanos, step.nanos}.marks())
        all.push_back({mark});
    return all;
}

double AxisScale::position(Money amount) const
{
    return NumberAxis{least.nanos, greatest.nanos, step.nanos}.position(amount.nanos);
}

NumberAxis moneyAxis(std::int64_t least, std::int64_t greatest, int ticks, std::int64_t whenZero)
{
    const auto currency = shownCurrency();
    if (!currency)
        return numberAxis(least, greatest, ticks, whenZero);
    constexpr Int128 bound = std::numeric_limits<std::int64_t>::max() / 10;
    const auto shown = [&](std::int64_t nanos) {
        const Int128 parts = divideHalfEven(partsOf({nanos}, *currency), oneUnit);
        return static_cast<std::int64_t>(std::clamp(parts, -bound, bound));
    };
    const NumberAxis axis = numberAxis(shown(least), shown(greatest), ticks, oneUnit);
    // A step of round units is no whole number of nano-dollars: rounded up, so that the last mark
    // stays past the greatest.
    const Int128 exact = Int128{axis.step} * oneUnit;
    const auto step = static_cast<std::int64_t>((exact + currency->rate - 1) / currency->rate);
    return {axis.least / axis.step * step, axis.greatest / axis.step * step, step};
}

AxisScale axisFor(Money least, Money greatest, int ticks)
{
    const NumberAxis axis = moneyAxis(least.nanos, greatest.nanos, ticks, oneUnit);
    return {{axis.least}, {axis.greatest}, {axis.step}};
}

} // namespace outlay::ui
