// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ledger/queryplan.h"

#include <algorithm>

namespace outlay {

namespace {

constexpr std::int64_t secondsPerQuarter = 15LL * 60;

bool isOneDimension(const Selection &selection, DimensionRef &dimension)
{
    std::vector<DimensionRef> used = selection.by();
    for (const IdFilter &filter : selection.filters())
        used.push_back(filter.dimension);
    dimension = used.front();
    return std::all_of(used.begin(), used.end(),
                       [&used](const DimensionRef &ref) { return ref == used.front(); });
}

bool isAllOfProfile(const Selection &selection)
{
    return std::all_of(selection.by().begin(), selection.by().end(),
                       [](const DimensionRef &ref) { return isOfProfile(ref.dimension); }) &&
           std::all_of(
               selection.filters().begin(), selection.filters().end(),
               [](const IdFilter &filter) { return isOfProfile(filter.dimension.dimension); });
}

CellPlan planTag(const Selection &selection, const DimensionRef &dimension)
{
    CellPlan plan{false, kindOf(Dimension::Tag), CellPlan::Keys::Value};
    if (selection.filters().empty() && selection.by().size() == 1) {
        if (!dimension.tagKey.empty())
            plan.keys = CellPlan::Keys::TagKey;
        return plan;
    }
    // The cells of several tags overlap: only one value, and nothing else, can be read from them.
    const bool isOneValue = selection.by().empty() && selection.filters().size() == 1 &&
                            selection.filters().front().ids.size() == 1 &&
                            selection.filters().front().ids.front() != 0;
    return isOneValue ? plan : combinedPlan;
}

/// The hours of such a zone start at quarter-hours of UTC: all zones' since 2015, but a zone can
/// also be a made-up offset.
bool hasQuarterOffsets(const Zone &zone, const TimeRange &range)
{
    return zone.offsetSeconds(range.from) % secondsPerQuarter == 0 &&
           zone.offsetSeconds(range.to) % secondsPerQuarter == 0;
}

void addQuarters(Windows &windows, Instant from, Instant to, bool hasQuarters)
{
    if (from >= to)
        return;
    const std::int64_t first = floorDivide(from.micros + microsPerQuarter - 1, microsPerQuarter);
    const std::int64_t last = floorDivide(to.micros, microsPerQuarter);
    if (!hasQuarters || first >= last) {
        windows.events.push_back({from, to});
        return;
    }
    const Instant start{first * microsPerQuarter};
    const Instant end{last * microsPerQuarter};
    if (from < start)
        windows.events.push_back({from, start});
    windows.quarters.push_back({first, last});
    if (end < to)
        windows.events.push_back({end, to});
}

void addDays(Windows &windows, const TimeRange &range, bool hasQuarters, const Zone &ledgerZone)
{
    std::int64_t first = ledgerZone.dayOf(range.from);
    if (firstInstantOfDay(ledgerZone, first) < range.from)
        ++first;
    const std::int64_t last = ledgerZone.dayOf(range.to);
    const Instant start = firstInstantOfDay(ledgerZone, first);
    const Instant end = firstInstantOfDay(ledgerZone, last);
    if (first >= last || start >= end) {
        addQuarters(windows, range.from, range.to, hasQuarters);
        return;
    }
    addQuarters(windows, range.from, start, hasQuarters);
    windows.days.push_back({first, last});
    addQuarters(windows, end, range.to, hasQuarters);
}

template <typename Range, typename Last> void join(std::vector<Range> &ranges, Last to)
{
    std::vector<Range> joined;
    for (const Range &range : ranges) {
        if (!joined.empty() && joined.back().*to == range.from)
            joined.back().*to = range.to;
        else
            joined.push_back(range);
    }
    ranges = std::move(joined);
}

} // namespace

Instant firstInstantOfDay(const Zone &zone, std::int64_t day)
{
    // A damaged file can name any day; no event is further from 1970 than this.
    constexpr std::int64_t furthest = 100'000;
    day = std::clamp(day, -furthest, furthest);
    const Instant start = zone.startOfDay(day);
    if (zone.dayOf(start) >= day && zone.dayOf({start.micros - 1}) < day)
        return start;
    // A day that does not exist, or begins twice: search the first instant that is not before it.
    std::int64_t before = (day - 2) * microsPerDay;
    std::int64_t after = (day + 2) * microsPerDay;
    while (after - before > 1) {
        const std::int64_t middle = before + (after - before) / 2;
        (zone.dayOf({middle}) < day ? before : after) = middle;
    }
    return {after};
}

CellPlan planCells(const Selection &selection)
{
    if (selection.by().empty() && selection.filters().empty())
        return {true, allKind, CellPlan::Keys::All};
    DimensionRef only;
    if (isOneDimension(selection, only)) {
        if (isBranch(only))
            return combinedPlan;
        if (only.dimension == Dimension::Tag)
            return planTag(selection, only);
        return {hasQuarterCells(only.dimension), kindOf(only.dimension), CellPlan::Keys::Value};
    }
    if (isAllOfProfile(selection))
        return {false, jointKind, CellPlan::Keys::Joint};
    return combinedPlan;
}

Windows divide(const TimeRange &range, const CellPlan &plan, const Zone &ledgerZone,
               const Zone &zone, Step step)
{
    Windows windows;
    if (range.from >= range.to)
        return windows;
    if (step == Step::Hour) {
        addQuarters(windows, range.from, range.to,
                    plan.hasQuarters && hasQuarterOffsets(zone, range));
    } else if (step == Step::None || zone.name() == ledgerZone.name()) {
        addDays(windows, range, plan.hasQuarters, ledgerZone);
    } else {
        for (Instant start = zone.bucketStart(range.from, step); start < range.to;) {
            const Instant end = zone.nextBucket(start, step);
            addDays(windows, {std::max(start, range.from), std::min(end, range.to)},
                    plan.hasQuarters, ledgerZone);
            start = end;
        }
    }
    join(windows.days, &BucketRange::to);
    join(windows.quarters, &BucketRange::to);
    join(windows.events, &TimeRange::to);
    return windows;
}

void leaveToEvents(Windows &windows, const std::vector<std::int64_t> &combined,
                   const Zone &ledgerZone)
{
    std::vector<BucketRange> kept;
    for (const BucketRange &range : windows.days) {
        for (std::int64_t day = range.from; day < range.to; ++day) {
            if (std::binary_search(combined.begin(), combined.end(), day))
                kept.push_back({day, day + 1});
            else
                windows.events.push_back(
                    {firstInstantOfDay(ledgerZone, day), firstInstantOfDay(ledgerZone, day + 1)});
        }
    }
    windows.days = std::move(kept);
    std::sort(windows.events.begin(), windows.events.end(),
              [](const TimeRange &l, const TimeRange &r) { return l.from < r.from; });
    join(windows.days, &BucketRange::to);
    join(windows.events, &TimeRange::to);
}

void leaveToQuarters(Windows &windows, const std::vector<std::int64_t> &days,
                     const Zone &ledgerZone)
{
    std::vector<TimeRange> left;
    const auto leave = [&left](Instant from, Instant to) {
        if (from < to)
            left.push_back({from, to});
    };
    for (const TimeRange &range : windows.events) {
        Instant done = range.from;
        for (const TimeRange &part : within({range}, days, ledgerZone)) {
            const Instant from{
                floorDivide(part.from.micros + microsPerQuarter - 1, microsPerQuarter) *
                microsPerQuarter};
            const Instant to{floorDivide(part.to.micros, microsPerQuarter) * microsPerQuarter};
            if (from >= to)
                continue;
            leave(done, from);
            windows.combined.push_back({from, to});
            done = to;
        }
        leave(done, range.to);
    }
    windows.events = std::move(left);
}

bool hasQuarterSteps(const Zone &zone, const TimeRange &range, Step step)
{
    return step == Step::None || hasQuarterOffsets(zone, range);
}

std::vector<TimeRange> within(const std::vector<TimeRange> &ranges,
                              const std::vector<std::int64_t> &days, const Zone &ledgerZone)
{
    std::vector<TimeRange> parts;
    for (const TimeRange &range : ranges) {
        const auto first = std::lower_bound(days.begin(), days.end(), ledgerZone.dayOf(range.from));
        for (auto day = first; day != days.end(); ++day) {
            const Instant from = std::max(range.from, firstInstantOfDay(ledgerZone, *day));
            const Instant to = std::min(range.to, firstInstantOfDay(ledgerZone, *day + 1));
            if (from >= range.to)
                break;
            if (from < to)
                parts.push_back({from, to});
        }
    }
    join(parts, &TimeRange::to);
    return parts;
}

BucketFinder::BucketFinder(Zone zone, Step step) : m_zone(std::move(zone)), m_step(step) {}

std::int64_t BucketFinder::startOf(Instant at)
{
    if (m_step == Step::None || (m_from <= at.micros && at.micros < m_to))
        return m_from;
    const auto after = m_ends.upper_bound(at.micros);
    if (after != m_ends.begin() && at.micros < std::prev(after)->second) {
        m_from = std::prev(after)->first;
        m_to = std::prev(after)->second;
        return m_from;
    }
    const Instant start = m_zone.bucketStart(at, m_step);
    m_from = start.micros;
    m_to = m_zone.nextBucket(start, m_step).micros;
    m_ends.emplace(m_from, m_to);
    return m_from;
}

} // namespace outlay
