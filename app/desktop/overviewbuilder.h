// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/desktop/coveragegaps.h"
#include "models/insight/unpricedcounts.h"
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
    CoverageQuery coverage;
    std::function<Result<std::vector<Silence>>(Instant now)> silences;
    /// The providers' own figures, for the forecast; may be missing.
    std::function<Result<std::vector<ReconciliationRow>>(const TimeRange &)> reconciliation;
    /// Plans' fees, likewise.
    std::function<Result<std::vector<FeeDue>>(const TimeRange &, const std::vector<Filter> &)> fees;
    /// Providers' counts without a price, likewise.
    std::function<Result<std::vector<UnpricedCounts>>(const TimeRange &,
                                                      const std::vector<Filter> &)>
        unpricedCounts;
};

/// Asks for everything the Overview shows: eight to nine queries, of the running month three more,
/// whatever the ledger holds. Runs on the ledger's thread.
[[nodiscard]] Result<ui::OverviewSnapshot> buildOverview(const ui::OverviewRequest &request,
                                                         const OverviewQueries &queries,
                                                         Instant now, const Zone &zone);

} // namespace outlay
