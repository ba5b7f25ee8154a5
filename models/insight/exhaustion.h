// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/insight/periodforecast.h"

#include <cstdint>
#include <optional>

namespace outlay {

/// When a limit is passed. Hours of the clock: "between `earliest` and `latest`".
struct ExhaustionBand
{
    enum class State : std::uint8_t
    {
        Unknown,     ///< there is no forecast
        Exhausted,   ///< already: spent is at the limit or above
        Foreseen,    ///< `earliest` at least is set
        NotExpected, ///< not in this period, by any of the three paths
    };
    State state = State::Unknown;
    /// From the p90, p50 and p10 path: start of the hour it is passed in, the nearer of its ends,
    /// and its end. nullopt: by this path not in this period. Without a band the hour's two ends
    /// say no more than `likely`.
    std::optional<Instant> earliest, likely, latest;
};

/// When the period's cumulative spend reaches the limit. A limit of zero or less is exhausted.
[[nodiscard]] ExhaustionBand exhaustionOf(const PeriodForecast &forecast, Money limit);

/// How likely the period ends above the limit, 0..1; nullopt without a band. Between and beyond the
/// quantiles as a normal distribution with a side of its own each way, and never surer than the
/// track record allows: of n judged forecasts 1 / (n + 1) at most may be ruled out. 1 once spent is
/// above the limit. Above 0.5 p50 exceeds the limit (likely), above 0.9 p10 does (nearly sure).
[[nodiscard]] std::optional<double> chanceToExceed(const PeriodForecast &forecast, Money limit);

} // namespace outlay
