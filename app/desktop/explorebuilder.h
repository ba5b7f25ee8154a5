// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/desktop/coveragegaps.h"
#include "models/insight/unpricedcounts.h"
#include "ui/explore/exploresnapshot.h"

#include <functional>

namespace outlay {

/// Where Explore's figures come from: a ledger's reader, or a table in tests.
struct ExploreQueries
{
    std::function<Result<Answer>(const Query &)> run;
    /// May be missing: then measures that need them are unknown.
    std::function<Result<Distributions>(const Query &)> distributions = {};
    /// Likewise: providers' counts of a range and filters that no price is known for.
    std::function<Result<std::vector<UnpricedCounts>>(const TimeRange &,
                                                      const std::vector<Filter> &)>
        unpricedCounts = {};
    LedgerFacts facts;
    std::vector<SourceInfo> sources;
    CoverageQuery coverage; ///< may be missing
};

/// Asks for everything Explore shows: three queries, a fourth for a heatmap, whatever the ledger
/// holds; and reads the requests once where the measure needs it. Runs off the GUI thread.
[[nodiscard]] Result<ui::ExploreSnapshot> buildExplore(const ui::ExploreRequest &request,
                                                       const ExploreQueries &queries, Instant now,
                                                       const Zone &zone);

} // namespace outlay
