// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/insight/exhaustion.h"

#include <algorithm>
#include <cmath>

namespace outlay {

namespace {

struct Crossing
{
    Instant from, to; ///< the step of the path in which it happens
    Instant nearer;
};

std::optional<Crossing> crossingOf(const PeriodForecast &forecast, Money limit,
                                   Money MoneyBand::*quantile)
{
    Instant from = forecast.at;
    Money before = forecast.spent;
    for (const PathPoint &point : forecast.path) {
        const Money after = point.spent.*quantile;
        if (after >= limit) {
            const double step = double(after.nanos) - double(before.nanos);
            const double share = step > 0 ? (double(limit.nanos) - double(before.nanos)) / step : 0;
            return Crossing{from, point.at, share < 0.5 ? from : point.at};
        }
        from = point.at;
        before = after;
    }
    return {};
}

} // namespace

ExhaustionBand exhaustionOf(const PeriodForecast &forecast, Money limit)
{
    using State = ExhaustionBand::State;
    if (forecast.spent >= limit || limit <= Money{})
        return {State::Exhausted, forecast.at, forecast.at, forecast.at};
    if (!forecast.end)
        return {};
    ExhaustionBand band;
    if (const auto crossing = crossingOf(forecast, limit, &MoneyBand::p90))
        band.earliest = crossing->from;
    if (const auto crossing = crossingOf(forecast, limit, &MoneyBand::p50))
        band.likely = crossing->nearer;
    if (const auto crossing = crossingOf(forecast, limit, &MoneyBand::p10))
        band.latest = crossing->to;
    band.state = band.earliest ? State::Foreseen : State::NotExpected;
    return band;
}

std::optional<double> chanceToExceed(const PeriodForecast &forecast, Money limit)
{
    if (forecast.spent > limit)
        return 1;
    if (!forecast.end || !forecast.hasBand)
        return {};
    constexpr double deviationsToTenth = 1.2815515655446004; // the normal distribution's p90
    const MoneyBand &end = *forecast.end;
    const double over = double(limit.nanos) - double(end.p50.nanos);
    const double side = over < 0 ? double(end.p50.nanos) - double(end.p10.nanos)
                                 : double(end.p90.nanos) - double(end.p50.nanos);
    double chance = over < 0 ? 1 : over > 0 ? 0 : 0.5;
    if (side > 0)
        chance = 0.5 * std::erfc(over / (side / deviationsToTenth) / std::sqrt(2.0));
    const double surest = 1 / (double(std::max(forecast.judged, 1)) + 1);
    return std::clamp(chance, surest, 1 - surest);
}

} // namespace outlay
