// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/money/zone.h"

#include <vector>

namespace outlay {

/// An hour of the day on a day of the week.
struct WeekHour
{
    int weekday = 0; ///< 0: Monday
    int hour = 0;
    bool operator==(const WeekHour &) const = default;
};
[[nodiscard]] WeekHour weekHourOf(Instant at, const Zone &zone);
/// The hours of a bounded range that are that hour of that weekday, in time order.
[[nodiscard]] std::vector<TimeRange> hoursOf(const TimeRange &range, const WeekHour &hour,
                                             const Zone &zone);

} // namespace outlay
