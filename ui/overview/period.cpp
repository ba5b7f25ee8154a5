// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/overview/period.h"

#include "models/insight/priorperiod.h"

#include <algorithm>

namespace outlay::ui {
namespace {

TimeRange days(const Zone &zone, std::int64_t first, std::int64_t end)
{
    return {zone.startOfDay(first), zone.startOfDay(end)};
}

std::int64_t monthStart(std::int64_t day, int monthsLater)
{
    const CivilDate date = civilFromDays(day);
    const int index = date.year * 12 + (date.month - 1) + monthsLater;
    return daysFromCivil({index / 12, index % 12 + 1, 1});
}

/// The same wall time on another day: days of 23 and 25 hours keep their place in the day.
Instant sameTime(const Zone &zone, std::int64_t day, Instant now)
{
    const Instant start = zone.startOfDay(zone.dayOf(now));
    const Instant other{zone.startOfDay(day).micros + (now.micros - start.micros)};
    return std::min(other, zone.startOfDay(day + 1));
}

Period ofDays(const PeriodChoice &choice, std::int64_t length, Instant now, const Zone &zone)
{
    const std::int64_t today = zone.dayOf(now);
    const std::int64_t end = today + 1 + choice.shift * length;
    Period period;
    period.range = days(zone, end - length, end);
    period.prior = days(zone, end - 2 * length, end - length);
    if (choice.shift == 0)
        period.prior->to = sameTime(zone, today - length, now);
    return period;
}

Period ofMonth(const PeriodChoice &choice, Instant now, const Zone &zone)
{
    const std::int64_t today = zone.dayOf(now);
    const std::int64_t start = monthStart(today, choice.shift);
    const std::int64_t before = monthStart(today, choice.shift - 1);
    Period period;
    period.range = days(zone, start, monthStart(today, choice.shift + 1));
    period.prior = days(zone, before, start);
    if (choice.shift == 0) {
        // A shorter month before ends with its last day: 31 March is compared with all of February.
        const std::int64_t day = before + (today - start);
        if (day < start)
            period.prior->to = sameTime(zone, day, now);
    }
    return period;
}

/// As the command line compares: of what is still to come nothing is known.
Period ofCustom(const PeriodChoice &choice, Instant now, const Zone &zone)
{
    Period period;
    period.range = choice.custom;
    period.prior = priorPeriod(passedOf(choice.custom, now), zone);
    return period;
}

} // namespace

TimeRange passedOf(const TimeRange &range, Instant now)
{
    return range.contains(now) && range.from < now ? TimeRange{range.from, now} : range;
}

Step stepFor(const TimeRange &range)
{
    const std::int64_t length = range.to.micros - range.from.micros;
    if (length <= 49 * microsPerHour) // two days, one of them of 25 hours
        return Step::Hour;
    if (length <= 93 * microsPerDay)
        return Step::Day;
    return length <= 732 * microsPerDay ? Step::Week : Step::Month;
}

Period resolve(const PeriodChoice &choice, Instant now, const Zone &zone,
               const std::optional<TimeRange> &span)
{
    Period period;
    switch (choice.preset) {
    case Preset::Today:
        period = ofDays(choice, 1, now, zone);
        break;
    case Preset::Last7:
        period = ofDays(choice, 7, now, zone);
        break;
    case Preset::Last30:
        period = ofDays(choice, 30, now, zone);
        break;
    case Preset::MonthToDate:
        period = ofMonth(choice, now, zone);
        break;
    case Preset::All: {
        const TimeRange held = span.value_or(TimeRange{now, {now.micros + 1}});
        period.range = days(zone, zone.dayOf(held.from), zone.dayOf({held.to.micros - 1}) + 1);
        break;
    }
    case Preset::Custom:
        period = ofCustom(choice, now, zone);
        break;
    }
    period.step = stepFor(period.range);
    period.isRunning = period.range.contains(now);
    return period;
}

PeriodChoice sameDays(const PeriodChoice &choice, const Zone &before, const Zone &after)
{
    if (choice.preset != Preset::Custom)
        return choice;
    const std::int64_t first = before.dayOf(choice.custom.from);
    const std::int64_t end = before.dayOf({choice.custom.to.micros - 1}) + 1;
    if (days(before, first, end) != choice.custom)
        return choice;
    PeriodChoice same = choice;
    same.custom = days(after, first, end);
    return same;
}

PeriodChoice shifted(const PeriodChoice &choice, int by, Instant now, const Zone &zone)
{
    PeriodChoice next = choice;
    if (choice.preset == Preset::All)
        return next;
    if (choice.preset != Preset::Custom) {
        next.shift = std::min(0, choice.shift + by);
        return next;
    }
    const std::int64_t first = zone.dayOf(choice.custom.from);
    const std::int64_t end = zone.dayOf({choice.custom.to.micros - 1}) + 1;
    if (days(zone, first, end) == choice.custom) {
        const std::int64_t length = (end - first) * by;
        next.custom = days(zone, first + length, end + length);
    } else {
        const std::int64_t micros = (choice.custom.to.micros - choice.custom.from.micros) * by;
        next.custom = {{choice.custom.from.micros + micros}, {choice.custom.to.micros + micros}};
    }
    return next.custom.from > now ? choice : next;
}

} // namespace outlay::ui
