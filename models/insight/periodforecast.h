// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/insight/forecastinput.h"
#include "models/insight/seriesmethods.h"

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace outlay {

struct MoneyBand
{
    Money p10, p50, p90;
    bool operator==(const MoneyBand &) const = default;
};

/// What the period will have cost by then.
struct PathPoint
{
    Instant at;
    MoneyBand spent;
};

/// Where a period is heading: what is spent, exact, and what the rest of the time may bring.
struct PeriodForecast
{
    TimeRange period;
    Instant at;
    Money spent;
    /// Of the whole period at its end; `spent` and `fees` at least. nullopt: see `reason`.
    std::optional<MoneyBand> end;
    std::string reason;   ///< why there is no forecast, for people
    bool hasBand = false; ///< false: too little history for one, the three are equal
    ForecastMethod method = ForecastMethod::RunRate;
    int judged = 0, held = 0; ///< see SeriesForecast
    int clipped = 0;          ///< stretches so far off that they were taken as less
    int flagged = 0;          ///< anomalies whose excess sets neither level nor band
    Money fees;               ///< to come until the period's end: known, in all three
    /// In p50, for time of the period before `at` that nobody saw; p10 holds none of it.
    Money unseen;
    double missingOfPeriod = 0;  ///< share of the period's time before `at` that is not known
    double missingOfHistory = 0; ///< the same of all the history looked at
    /// From `at` to the end, hour by hour (in longer steps beyond a year); none of the three ever
    /// falls where spend never did. Empty without a forecast.
    std::vector<PathPoint> path;
};

/// How much history helps; more is not looked at.
inline constexpr std::int64_t forecastHistoryDays = 120;

/// Forecasts the end of a period. A function of its inputs: knows no clock and no zone.
///
/// Time is cut into 24-hour stretches that end where the running hour begins, so that none is
/// unfinished and days of 23 and 25 hours need no care; a week of them is a season. Where two days
/// or less are to be forecast, with what nobody saw before `at`, and so in all hours and days, into
/// single hours with a season of a week once three are known, else of a day. Stretches seen for at
/// least half of their usual spend are scaled up, others filled in. Before 3 % of the period have
/// passed there is no forecast; with less than three days of history it is the current rate,
/// without a band.
[[nodiscard]] PeriodForecast forecastPeriod(const ForecastInput &input);

/// The same with nothing to come, missing or flagged.
[[nodiscard]] PeriodForecast forecastPeriod(const TimeRange &period, Instant at, Money spent,
                                            std::span<const HourlySpend> hours);

} // namespace outlay
