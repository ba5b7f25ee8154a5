// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/insight/priorperiod.h"

#include <algorithm>

namespace outlay {

namespace {

/// A moment as people read it off a calendar and a clock.
struct Local
{
    std::int64_t day = 0;
    std::int64_t micros = 0; ///< after the day's start

    [[nodiscard]] bool isMidnight() const { return micros == 0; }
};

Local localOf(Instant at, const Zone &zone)
{
    const std::int64_t day = zone.dayOf(at);
    return {day, at.micros - zone.startOfDay(day).micros};
}

Instant instantOf(const Local &local, const Zone &zone)
{
    // A day of 23 hours ends before the last hour of one of 24.
    const Instant next = zone.startOfDay(local.day + 1);
    return std::min(Instant{zone.startOfDay(local.day).micros + local.micros}, next);
}

int monthIndex(std::int64_t day)
{
    const CivilDate date = civilFromDays(day);
    return date.year * 12 + date.month - 1;
}

std::int64_t firstDayOf(int month)
{
    return daysFromCivil({month / 12, month % 12 + 1, 1});
}

} // namespace

TimeRange priorPeriod(const TimeRange &range, const Zone &zone)
{
    const Local from = localOf(range.from, zone);
    const Local to = localOf(range.to, zone);
    if (!from.isMidnight())
        return {{range.from.micros - (range.to.micros - range.from.micros)}, range.from};
    const int first = monthIndex(from.day);
    const int last = monthIndex(to.day);
    if (firstDayOf(first) == from.day) {
        const bool isWhole = to.isMidnight() && firstDayOf(last) == to.day && last > first;
        if (isWhole)
            return {zone.startOfDay(firstDayOf(2 * first - last)), range.from};
        if (first == last) {
            const std::int64_t start = firstDayOf(first - 1);
            const Local end{start + (to.day - from.day), to.micros};
            return {zone.startOfDay(start), std::min(instantOf(end, zone), range.from)};
        }
    }
    const std::int64_t days = to.day - from.day + (to.isMidnight() ? 0 : 1);
    return {zone.startOfDay(from.day - days),
            std::min(instantOf({to.day - days, to.micros}, zone), range.from)};
}

} // namespace outlay
