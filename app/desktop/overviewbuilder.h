// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/ledger/ledgerreader.h"
#include "ui/overview/overviewsnapshot.h"

#include <functional>

namespace outlay {

/// Where the Overview's figures come from: a ledger's reader, or a table in tests.
struct OverviewQueries
{
    std::function<Result<Answer>(const Query &)> run;
    LedgerFacts facts;
    std::vector<SourceInfo> sources;
    std::vector<PlanInfo> plans;
    /// What watched sources vouch for, and who has gone quiet; either may be missing.
    std::function<Result<CoverageAnswer>(const TimeRange &)> coverage;
    std::function<Result<std::vector<Silence>>(Instant now)> silences;
};

/// Asks for everything the Overview shows: eight to nine queries, whatever the ledger holds. Runs
/// on the ledger's thread.
[[nodiscard]] Result<ui::OverviewSnapshot> buildOverview(const ui::OverviewRequest &request,
                                                         const OverviewQueries &queries,
                                                         Instant now, const Zone &zone);

/// Known gaps of a range: before the first record, and after the last reading of any source, as far
/// as no source watched there and no statement tells of it (`told`: in order, none overlapping).
[[nodiscard]] std::vector<TimeRange> uncoveredTime(const TimeRange &range, const LedgerFacts &facts,
                                                   const std::vector<SourceInfo> &sources,
                                                   const std::vector<TimeRange> &told, Instant now);

/// Whether every source is the demo's.
[[nodiscard]] bool isDemo(const std::vector<SourceInfo> &sources);

} // namespace outlay
