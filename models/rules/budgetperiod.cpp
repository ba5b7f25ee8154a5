// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/rules/budgetperiod.h"

#include "models/rules/minutelimit.h"

#include <algorithm>
#include <array>

namespace outlay {

namespace {

constexpr std::array<std::string_view, 8> kindNames = {"rolling", "hour",    "day",  "week",
                                                       "month",   "quarter", "once", "always"};
constexpr std::int64_t quarterHour = 15 * microsPerMinute;
constexpr int monthsPerYear = 12;
constexpr int monthsPerQuarter = 3;

tl::unexpected<Error> wrong(std::string text)
{
    return failure(Error::Kind::Usage, "period: " + std::move(text));
}

Result<> check(const BudgetPeriod &period)
{
    using enum BudgetPeriod::Kind;
    constexpr std::int64_t longest = 366;
    switch (period.kind) {
    case Rolling:
        if (isPerMinute(period))
            return wrong("only a gateway counts by the minute");
        if (period.length <= 0 || period.length % quarterHour != 0 ||
            period.length > longest * microsPerDay)
            return wrong("a rolling window is a whole number of quarter-hours, up to 366 days");
        break;
    case Week:
        if (period.start < 1 || period.start > 7)
            return wrong("a week starts on day 1 (Monday) to 7 (Sunday)");
        break;
    case Month:
    case Quarter:
        if (period.start < 1 || period.start > 28)
            return wrong("a month starts on day 1 to 28, which every month has");
        break;
    case Once:
        if (period.once.from >= period.once.to)
            return wrong("\"once\" needs a from before its to");
        if (!isPlausible(period.once.from) || period.once.to > latestEvent)
            return wrong("\"once\" needs times from 2015 to 2100");
        if (period.once.from.micros % quarterHour != 0 || period.once.to.micros % quarterHour != 0)
            return wrong("\"once\" begins and ends at quarter-hours");
        break;
    case Hour:
    case Day:
    case Always:
        break;
    }
    return {};
}

} // namespace

std::string_view name(BudgetPeriod::Kind kind)
{
    return kindNames[static_cast<std::size_t>(kind)];
}

std::optional<BudgetPeriod::Kind> periodKindNamed(std::string_view wanted)
{
    const auto found = std::find(kindNames.begin(), kindNames.end(), wanted);
    if (found == kindNames.end())
        return std::nullopt;
    return static_cast<BudgetPeriod::Kind>(found - kindNames.begin());
}

std::int64_t rollingStep(std::int64_t length)
{
    constexpr std::int64_t steps = 48;
    return std::max<std::int64_t>(1, length / quarterHour / steps) * quarterHour;
}

PeriodCalendar::PeriodCalendar(BudgetPeriod period, Zone zone)
    : m_period(std::move(period))
    , m_zone(std::move(zone))
{
}

Result<PeriodCalendar> PeriodCalendar::of(const BudgetPeriod &period)
{
    OUTLAY_TRY(check(period));
    auto zone = Zone::named(period.zone);
    if (!zone)
        return tl::unexpected<Error>(zone.error());
    for (const Instant at : {earliestEvent, Instant{earliestEvent.micros + 180 * microsPerDay}}) {
        if (zone->offsetSeconds(at) * microsPerSecond % quarterHour != 0)
            return wrong("time zone " + period.zone + " is not at quarter-hours of UTC");
    }
    return PeriodCalendar(period, *std::move(zone));
}

/// The first instant of a budget's month; `months` since the year 0.
Instant PeriodCalendar::startOfMonths(std::int64_t months) const
{
    const auto year = static_cast<int>(floorDivide(months, monthsPerYear));
    const auto month = static_cast<int>(months - std::int64_t{year} * monthsPerYear) + 1;
    return m_zone.startOfDay(daysFromCivil({year, month, m_period.start}));
}

TimeRange PeriodCalendar::monthsAt(Instant at, int count) const
{
    const CivilDate date = civilFromDays(m_zone.dayOf(at));
    std::int64_t months = std::int64_t{date.year} * monthsPerYear + date.month - 1;
    if (date.day < m_period.start)
        --months;
    months = floorDivide(months, count) * count;
    return {startOfMonths(months), startOfMonths(months + count)};
}

std::optional<TimeRange> PeriodCalendar::at(Instant at) const
{
    using enum BudgetPeriod::Kind;
    switch (m_period.kind) {
    case Rolling: {
        const std::int64_t step = rollingStep(m_period.length);
        const std::int64_t from = floorDivide(at.micros, step) * step;
        return TimeRange{{from}, {from + step}};
    }
    case Hour: {
        const Instant from = m_zone.bucketStart(at, Step::Hour);
        return TimeRange{from, m_zone.nextBucket(from, Step::Hour)};
    }
    case Day: {
        const std::int64_t day = m_zone.dayOf(at);
        return TimeRange{m_zone.startOfDay(day), m_zone.startOfDay(day + 1)};
    }
    case Week: {
        constexpr int week = 7;
        // Day 0 was a Thursday: day -3 a Monday.
        const std::int64_t shift = 3 - (m_period.start - 1);
        const std::int64_t first = floorDivide(m_zone.dayOf(at) + shift, week) * week - shift;
        return TimeRange{m_zone.startOfDay(first), m_zone.startOfDay(first + week)};
    }
    case Month:
        return monthsAt(at, 1);
    case Quarter:
        return monthsAt(at, monthsPerQuarter);
    case Once:
        return m_period.once.contains(at) ? std::optional(m_period.once) : std::nullopt;
    case Always:
        return TimeRange{};
    }
    return std::nullopt;
}

std::optional<TimeRange> PeriodCalendar::before(const TimeRange &period) const
{
    using enum BudgetPeriod::Kind;
    if (m_period.kind == Once || m_period.kind == Always)
        return std::nullopt;
    return at({period.from.micros - 1});
}

std::optional<TimeRange> PeriodCalendar::after(const TimeRange &period) const
{
    using enum BudgetPeriod::Kind;
    if (m_period.kind == Once || m_period.kind == Always)
        return std::nullopt;
    return at(period.to);
}

} // namespace outlay
