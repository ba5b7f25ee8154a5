// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/ledger/ledgerreader.h"
#include "ui/overview/overviewsnapshot.h"

#include <functional>
#include <vector>

namespace outlay {

using CoverageQuery = std::function<Result<CoverageAnswer>(const TimeRange &)>;

/// What of a range nobody vouches for; in order, none overlapping.
struct CoverageGaps
{
    /// All of it: before the first record, after the last reading, and the two below.
    std::vector<TimeRange> uncovered;
    std::vector<TimeRange> unvouched; ///< a watched source left it open
    std::vector<ui::AwaitedSource> awaited;
};

/// `coverage` may be missing: nothing is watched.
[[nodiscard]] Result<CoverageGaps> coverageGaps(const TimeRange &range, Instant now,
                                                const LedgerFacts &facts,
                                                const std::vector<SourceInfo> &sources,
                                                const CoverageQuery &coverage);

/// Known gaps of a range: before the first record, and after the last reading of any source, as far
/// as no source watched there and no statement tells of it (`told`: in order, none overlapping).
[[nodiscard]] std::vector<TimeRange> uncoveredTime(const TimeRange &range, const LedgerFacts &facts,
                                                   const std::vector<SourceInfo> &sources,
                                                   const std::vector<TimeRange> &told, Instant now);

} // namespace outlay
