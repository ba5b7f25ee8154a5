// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/insight/seriesmethods.h"
#include "models/money/instant.h"
#include "models/money/money.h"

#include <optional>
#include <span>
#include <string>

namespace outlay {

/// Spend of one hour of the clock, UTC.
struct HourlySpend
{
    Instant at; ///< start of the hour
    Money spend;
};

struct MoneyBand
{
    Money p10, p50, p90;
    bool operator==(const MoneyBand &) const = default;
};

/// Where a period is heading: what is spent, exact, and what the rest of the time may bring.
struct PeriodForecast
{
    TimeRange period;
    Instant at;
    Money spent;
    /// Of the whole period at its end; `spent` at least. nullopt: see `reason`.
    std::optional<MoneyBand> end;
    std::string reason;   ///< why there is no forecast, for people
    bool hasBand = false; ///< false: at the current rate, the three are equal
    ForecastMethod method = ForecastMethod::RunRate;
    int judged = 0, held = 0; ///< see SeriesForecast
    int clipped = 0;
};

/// How much history helps; more is not looked at.
inline constexpr std::int64_t forecastHistoryDays = 120;

/// Forecasts a period that `at` lies in. `hours`: spend before `at` by the hour, oldest first,
/// hours without spend may be left out; they need not begin with the period. `spent`: of the period
/// until `at`. Time is cut into 24-hour stretches that end where the running hour begins, so that
/// no stretch is unfinished and days of 23 and 25 hours need no care; a week of them is a season.
/// Before 3 % of the period have passed there is no forecast; with less than three days of history
/// it is the current rate, without a band.
[[nodiscard]] PeriodForecast forecastPeriod(const TimeRange &period, Instant at, Money spent,
                                            std::span<const HourlySpend> hours);

} // namespace outlay
