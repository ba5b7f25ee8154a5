// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/desktop/coveragegaps.h"
#include "ui/explore/exploresnapshot.h"

#include <functional>

namespace outlay {

/// Where Explore's figures come from: a ledger's reader, or a table in tests.
struct ExploreQueries
{
    std::function<Result<Answer>(const Query &)> run;
    LedgerFacts facts;
    std::vector<SourceInfo> sources;
    CoverageQuery coverage; ///< may be missing
};

/// Asks for everything Explore shows: three queries, a fourth for a heatmap, whatever the ledger
/// holds. Runs off the GUI thread.
[[nodiscard]] Result<ui::ExploreSnapshot> buildExplore(const ui::ExploreRequest &request,
                                                       const ExploreQueries &queries, Instant now,
                                                       const Zone &zone);

} // namespace outlay
