// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/money/weekhour.h"

#include <algorithm>

namespace outlay {

WeekHour weekHourOf(Instant at, const Zone &zone)
{
    const std::int64_t local = at.micros + zone.offsetSeconds(at) * microsPerSecond;
    const std::int64_t day = floorDivide(local, microsPerDay);
    const std::int64_t weekday = day + 3 - floorDivide(day + 3, 7) * 7; // 1970 began Thursday
    return {static_cast<int>(weekday),
            static_cast<int>((local - day * microsPerDay) / microsPerHour)};
}

std::vector<TimeRange> hoursOf(const TimeRange &range, const WeekHour &hour, const Zone &zone)
{
    std::vector<TimeRange> hours;
    for (Instant at = zone.bucketStart(range.from, Step::Hour); at < range.to;) {
        const Instant next = zone.nextBucket(at, Step::Hour);
        if (weekHourOf(at, zone) == hour)
            hours.push_back({std::max(at, range.from), std::min(next, range.to)});
        at = next;
    }
    return hours;
}

} // namespace outlay
