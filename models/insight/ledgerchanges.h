// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/insight/changedrivers.h"
#include "models/ledger/ledgerreader.h"
#include "models/pricing/pricebook.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace outlay {

/// Two ranges of the same ledger, both bounded. See priorPeriod() for the usual choice.
struct ChangeQuestion
{
    TimeRange prior, now;
    std::vector<Filter> where;
};

/// What changed, and how much of it could be told apart.
struct LedgerChange
{
    ChangeInput input; ///< slices by provider, model, tier
    ChangeSplit split; ///< `prior` and `now` are the totals of a report over the two ranges
    bool hasPrior = false, hasNow = false; ///< as Answer::hasData
    std::int64_t unpricedPrior = 0, unpricedNow = 0;
    std::int64_t repricedRequests = 0; ///< of now, that had another price then
    /// Requests of now whose price may differ from the prior period's and cannot be told for it:
    /// no price in force then, a figure no book can follow, or only sums are kept (before the
    /// retention horizon). They count as if it did not: their cost is no part of Price.
    std::int64_t unknownRequests = 0;
    Money unknownCost;
};

/// What requests of a period would have cost by another's prices, of one question: it changes only
/// where the ledger does, so it is worth keeping while `prior` grows with the clock.
struct KnownRepricing
{
    struct Slice
    {
        std::string provider, model, tier;
        Money beyond; ///< what the prices of then would have made more of it
    };
    std::int64_t counter = -1; ///< of the ledger it was read from; -1: nothing is known
    ChangeQuestion question;
    /// The last moment of `prior` whose list was asked, had `prior` no end.
    std::optional<Instant> lastListed;
    std::vector<Slice> slices;
    std::int64_t repricedRequests = 0, unknownRequests = 0;
    Money unknownCost;
};

/// Asks sums of both ranges, and reads the requests of those models alone whose price or discount
/// differs within them. A request of `now` is repriced by the list of the same moment of `prior`
/// (as long after its start; its last one where that is shorter), with hours of the week by the
/// request's own time. Requests that failed are not counted where others did not, what they cost
/// is; those on a subscription are left out, their fee is not itemised. `book`: see priceBookOf().
///
/// Each query sees the ledger at one moment; what a writer adds between them shows in the first
/// alone. OutOfRange as splitChange(); Usage where a range is not bounded. `known` is taken where
/// it still holds for that book, else replaced: the same answer for a fraction of the reading.
[[nodiscard]] Result<LedgerChange> readChange(LedgerReader &reader, const PriceBook &book,
                                              const ChangeQuestion &question,
                                              const CancelToken &cancel = {},
                                              KnownRepricing *known = nullptr);

/// The values of a dimension that explain most of the same change. Usage error for a bare tag,
/// whose rows overlap.
[[nodiscard]] Result<TopChanges> readTopChanges(LedgerReader &reader,
                                                const ChangeQuestion &question,
                                                const DimensionRef &dimension, std::size_t most = 3,
                                                const CancelToken &cancel = {});

} // namespace outlay
