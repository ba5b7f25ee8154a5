// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/ledger/ledgerreader.h"
#include "models/pricing/pricebook.h"

#include <string>
#include <vector>

namespace outlay {

/// A provider's counts of a model, told by one source without money, that no price is known for:
/// they are no part of any sum.
struct UnpricedCounts
{
    std::string provider, model, source; ///< empty: unknown
    std::vector<TimeRange> buckets;      ///< by time, each once
    std::int64_t tokens = 0;
    std::int64_t requests = 0; ///< 0: not told
    TokenUsage usage;
    std::string reason; ///< why the newest has none
    [[nodiscard]] std::string id() const { return provider + '/' + model; }
};

/// Of the ledger's counts in the range, most tokens first.
[[nodiscard]] Result<std::vector<UnpricedCounts>>
unpricedCounts(LedgerReader &reader, const PriceBook &book, const TimeRange &range);

} // namespace outlay
