// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/rules/budget.h"

#include <span>

namespace outlay {

/// Has the consumption reached so many percent of the limit? Exact: consumed x 100 >= limit x
/// percent. At 100 % a limit is exhausted, as gateways refuse then.
[[nodiscard]] constexpr bool reaches(std::int64_t consumed, std::int64_t limit, int percent)
{
    return Int128{consumed} * exhaustedPercent >= Int128{limit} * percent;
}

/// Thresholds that are reached, 100 among them, ascending.
[[nodiscard]] std::vector<int> reachedThresholds(const Budget &budget, std::int64_t consumed,
                                                 std::int64_t limit);

/// consumed / limit, for people and JSON; four places, rounded down: 1 is never said of a limit
/// that is not reached.
[[nodiscard]] double utilizationOf(std::int64_t consumed, std::int64_t limit);

/// A run of a rolling window over a threshold: from the step in which it is reached until the sum
/// falls below 90 % of the threshold.
struct Episode
{
    Instant from, to; ///< starts of steps; `to` exclusive, the end of time while it lasts
    std::int64_t peak = 0;
    Instant peakAt = {}; ///< the last step of the first window that holds the peak
    bool operator==(const Episode &) const = default;
};

/// One step of a rolling window: its start and what was consumed in it.
struct RollingStep
{
    Instant at;
    std::int64_t consumed = 0;
};

/// Episodes of a threshold over steps in order (steps without consumption may be left out), of a
/// window of `length`. Those that end before `until` are closed.
[[nodiscard]] std::vector<Episode> episodes(std::span<const RollingStep> steps, std::int64_t length,
                                            std::int64_t limit, int percent, Instant until);

/// The sum of the window that ends with the step that begins at `at`.
[[nodiscard]] std::int64_t windowSum(std::span<const RollingStep> steps, std::int64_t length,
                                     Instant at);

/// Names one crossing for ever, on every machine: two desktops that see the same one deliver one
/// message. `period`: its start, or that of the episode.
[[nodiscard]] std::string crossingId(std::string_view budget, std::string_view member,
                                     Instant period, int percent, std::int64_t arming);

} // namespace outlay
