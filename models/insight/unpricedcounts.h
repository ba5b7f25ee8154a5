// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/ledger/ledgerreader.h"
#include "models/pricing/pricebook.h"

#include <map>
#include <optional>
#include <string>
#include <utility>
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

/// Counts by the prices of one book.
class CountsPrices
{
public:
    explicit CountsPrices(const PriceBook &book) : m_book(book) {}
    /// nullopt: no price is known.
    [[nodiscard]] std::optional<Money> costOf(const CountedUse &use);
    /// Why there is none.
    [[nodiscard]] std::string reasonOf(const CountedUse &use) const;

private:
    const PriceBook &m_book;
    std::map<std::pair<std::string, std::string>, PriceBook::Handle> m_handles;
};

/// Whether counts can be of one value of it and not of another.
[[nodiscard]] bool isToldByCounts(Dimension dimension);
/// Of the ledger's counts in the range, most tokens first: those that filters on provider, model,
/// source and project may be about; none where they ask for what counts do not tell.
[[nodiscard]] Result<std::vector<UnpricedCounts>>
unpricedCounts(LedgerReader &reader, const PriceBook &book, const TimeRange &range,
               const std::vector<Filter> &where = {});
/// By the prices in force in the ledger, which are only read where there are counts.
[[nodiscard]] Result<std::vector<UnpricedCounts>>
unpricedCounts(LedgerReader &reader, const TimeRange &range, const std::vector<Filter> &where = {});

} // namespace outlay
