// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Private to models/ledger.

#include "models/ledger/cell.h"
#include "models/ledger/selection.h"
#include "models/money/instant.h"
#include "models/money/zone.h"

#include <map>
#include <vector>

namespace outlay {

/// Half-open ranges of day numbers of the ledger's zone, or of quarter-hours since 1970.
struct BucketRange
{
    std::int64_t from = 0, to = 0;
    bool operator==(const BucketRange &) const = default;
};

/// A range of time, cut so that each instant is in exactly one piece.
struct Windows
{
    std::vector<BucketRange> days;     ///< read from day cells
    std::vector<BucketRange> quarters; ///< from quarter-hour cells
    std::vector<TimeRange> combined;   ///< whole quarter-hours, from combined days
    std::vector<TimeRange> events;     ///< one event after another
};

/// Which cells answer a query, if any do.
struct CellPlan
{
    enum class Keys : std::uint8_t
    {
        All,      ///< no key, no filter
        Value,    ///< the cell's value is the only key
        Joint,    ///< the cell's value is a profile, which has the keys
        Combined, ///< of days that are combined (combinedday.h): everything
        TagKey,   ///< the value is "key:value"; who has no such key is the rest of all
    };
    bool hasQuarters = false;
    CellKind kind = allKind;
    Keys keys = Keys::All;
};

/// The first instant of a day of that zone (its day number or the next that exists).
[[nodiscard]] Instant firstInstantOfDay(const Zone &zone, std::int64_t day);

/// Cells whose sums are exactly what the query asks for, as few as may be.
[[nodiscard]] CellPlan planCells(const Selection &selection);
/// The cells that answer every query; of days alone.
inline constexpr CellPlan combinedPlan{false, allKind, CellPlan::Keys::Combined};
/// Days that are not among `combined` (sorted) are left to their events.
void leaveToEvents(Windows &windows, const std::vector<std::int64_t> &combined,
                   const Zone &ledgerZone);

/// Whole quarter-hours of `days` (sorted), which are left to events, are read from combined ones.
void leaveToQuarters(Windows &windows, const std::vector<std::int64_t> &days,
                     const Zone &ledgerZone);
/// Whether a step's buckets begin with quarter-hours.
[[nodiscard]] bool hasQuarterSteps(const Zone &zone, const TimeRange &range, Step step);

/// Cuts `range` (bounded) for a query in `zone` over a ledger kept in `ledgerZone`. A step's
/// buckets never share a piece, so each piece has one bucket, or (days) one bucket for each day.
[[nodiscard]] Windows divide(const TimeRange &range, const CellPlan &plan, const Zone &ledgerZone,
                             const Zone &zone, Step step);

/// The parts of `ranges` that lie in one of `days`, which are sorted.
[[nodiscard]] std::vector<TimeRange> within(const std::vector<TimeRange> &ranges,
                                            const std::vector<std::int64_t> &days,
                                            const Zone &ledgerZone);

/// Starts of a step's buckets, remembered: asking a time zone costs more than reading a cell.
class BucketFinder
{
public:
    BucketFinder(Zone zone, Step step);
    /// 0 without a step.
    [[nodiscard]] std::int64_t startOf(Instant at);

private:
    Zone m_zone;
    Step m_step;
    std::int64_t m_from = 0, m_to = 0; ///< of the bucket asked for last
    std::map<std::int64_t, std::int64_t> m_ends;
};

} // namespace outlay
