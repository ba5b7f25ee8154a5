// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/insight/periodforecast.h"

#include "models/insight/forecast.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace outlay {

namespace {

constexpr std::int64_t stretchHours = 24;
constexpr std::int64_t microsPerStretch = stretchHours * microsPerHour;
constexpr int weekOfStretches = 7;
constexpr std::size_t fewestForBand = 3;
constexpr std::int64_t shareHidden = 3; // per cent of the period

/// Spend in 24-hour stretches, oldest first, and its profile over the stretch.
struct Stretches
{
    std::vector<double> values; ///< nano-dollars
    std::array<double, stretchHours> byHour{};
    Money ofRunningHour;

    /// The share of a stretch's spend that its first hours make.
    [[nodiscard]] double shareOf(double hours) const
    {
        double all = 0;
        double first = 0;
        for (std::size_t i = 0; i < byHour.size(); ++i) {
            all += byHour[i];
            first += byHour[i] * std::clamp(hours - double(i), 0.0, 1.0);
        }
        return all > 0 ? first / all : hours / double(stretchHours);
    }
};

Stretches stretchesOf(std::span<const HourlySpend> hours, Instant end)
{
    Stretches stretches;
    const auto first = std::find_if(hours.begin(), hours.end(), [&](const HourlySpend &hour) {
        return hour.spend != Money{} &&
               hour.at.micros >= end.micros - forecastHistoryDays * microsPerStretch;
    });
    for (auto hour = first; hour != hours.end(); ++hour) {
        if (hour->at >= end) {
            stretches.ofRunningHour += hour->spend;
            continue;
        }
        const std::int64_t ago = (end.micros - hour->at.micros + microsPerHour - 1) / microsPerHour;
        const auto back = static_cast<std::size_t>((ago - 1) / stretchHours);
        if (stretches.values.size() <= back) {
            // The first stretch counts once it is whole.
            if (hour != first)
                continue;
            const bool isWhole = ago % stretchHours == 0;
            stretches.values.assign(back + (isWhole ? 1 : 0), 0);
            if (!isWhole)
                continue;
        }
        const auto spend = static_cast<double>(hour->spend.nanos);
        stretches.values[stretches.values.size() - 1 - back] += spend;
        stretches
            .byHour[static_cast<std::size_t>((stretchHours - ago % stretchHours) % stretchHours)] +=
            std::max(spend, 0.0);
    }
    return stretches;
}

Money rounded(double nanos)
{
    constexpr double most = 9e18;
    return {static_cast<std::int64_t>(std::llround(std::clamp(nanos, -most, most)))};
}

} // namespace

PeriodForecast forecastPeriod(const TimeRange &period, Instant at, Money spent,
                              std::span<const HourlySpend> hours)
{
    PeriodForecast forecast;
    forecast.period = period;
    forecast.at = at;
    forecast.spent = spent;
    if (!period.contains(at)) {
        forecast.reason = "the period is over";
        if (at < period.from)
            forecast.reason = "the period has not begun";
        return forecast;
    }
    const std::int64_t passed = at.micros - period.from.micros;
    if (passed / shareHidden < (period.to.micros - period.from.micros) / 100) {
        forecast.reason = "less than 3 % of the period have passed";
        return forecast;
    }
    const Instant end{at.micros - at.micros % microsPerHour};
    Stretches stretches = stretchesOf(hours, end);
    if (stretches.values.empty()) {
        forecast.reason = "less than a day of spend is known";
        return forecast;
    }
    const std::int64_t rest = period.to.micros - end.micros;
    const auto steps = static_cast<int>((rest + microsPerStretch - 1) / microsPerStretch);
    const double lastHours = double(rest - (steps - 1) * microsPerStretch) / double(microsPerHour);
    const SeriesForecast series = carryOn(stretches.values, weekOfStretches, steps);
    const double lastShare = stretches.shareOf(lastHours);
    const double last = series.steps.back().p50;
    // The last step is a part of a stretch, and the band shrinks as the sum does.
    const double middle = series.total.p50 - last * (1 - lastShare);
    const double part = (double(steps) - 1 + lastShare) / double(steps);
    const bool hasBand = series.hasBand && stretches.values.size() >= fewestForBand;
    const auto atEnd = [&](double quantile) {
        const double more = hasBand ? middle + (quantile - series.total.p50) * part : middle;
        // What the running hour has brought already is in both.
        return spent + std::max(rounded(more) - stretches.ofRunningHour, Money{});
    };
    forecast.end = {atEnd(series.total.p10), atEnd(series.total.p50), atEnd(series.total.p90)};
    forecast.hasBand = hasBand;
    forecast.method = series.method;
    forecast.judged = hasBand ? series.judged : 0;
    forecast.held = hasBand ? series.held : 0;
    forecast.clipped = series.clipped;
    return forecast;
}

} // namespace outlay
