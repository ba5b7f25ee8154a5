// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/ledger/query.h"
#include "models/pricing/pricebook.h"

#include <array>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

namespace outlay {

/// One line of a receipt; summed over requests with the same entry, conditions, class and rate.
struct ReceiptTerm
{
    std::string
        tokenClass; ///< a token class; "requests", "not_itemised" for figures that came as they are
    std::int64_t quantity = 0;
    std::optional<std::string> rate; ///< as listed; nullopt where the figure came as it is
    Int128 picos = 0;                ///< 12 places of a dollar
    std::string priceId, applied;    ///< empty where no price was applied
    bool isFallback = false;         ///< the class has no rate of its own
};

/// The share of a figure with one model, tier, basis and price: what requests it is of, and how it
/// comes about.
struct ReceiptEntry
{
    Basis basis = Basis::Estimated; ///< Effective: several add up
    std::string provider, model;    ///< as the logs name them; empty: unknown
    std::string tier;               ///< likewise
    std::string priceId;            ///< empty where no price was applied
    std::string applied;            ///< "base", "step over 200000, batch x0.5"
    std::string origin;             ///< where the price comes from and since when
    std::int64_t requests = 0;
    TokenUsage usage;
    Money cost;
    Money listed; ///< before the discount, where sources report list prices; else the cost
    /// picos of the terms + rounding = cost; empty where the figure came as it is.
    std::vector<ReceiptTerm> terms;
    Int128 roundingPicos = 0;
    /// Tell its requests from all others of the figure; empty: no filter does.
    std::vector<Filter> where = {};
};

/// Gathers entries event by event, in memory bounded by models x tiers x prices.
class ReceiptEntries
{
public:
    /// Every request of the figure, also those that are in no entry: entries are told from them.
    void see(const EventRow &event);
    /// `price`: what `event` was priced by; ignored unless its cost is estimated.
    void add(const EventRow &event, const Price &price);
    /// Dearest first, by basis in the order of the enumeration.
    [[nodiscard]] std::vector<ReceiptEntry> finish() const;

private:
    using Key = std::tuple<Basis, std::string, std::string, std::string, std::string, std::string,
                           std::string>;
    using TermKey = std::tuple<std::size_t, std::string, std::string, bool>;
    struct TermSum
    {
        std::int64_t quantity = 0;
        Int128 picos = 0;
    };
    using Value = std::optional<std::string>; ///< of a dimension; nullopt: unknown
    struct Sum
    {
        std::int64_t requests = 0;
        TokenUsage usage;
        Money cost, listed;
        std::map<TermKey, TermSum> terms;
        std::int64_t rows = 0;
        std::set<Value> prices; ///< as stored with the requests
    };
    void addTerms(Sum &sum, const std::vector<PriceTerm> &terms);
    [[nodiscard]] std::vector<Filter> filtersOf(const ReceiptEntry &entry, const Sum &sum) const;

    std::map<Key, Sum> m_sums;
    /// Rows of all requests by provider, model and tier, and by price below.
    std::map<std::array<Value, 3>, std::map<Value, std::int64_t>> m_rows;
};

/// Token classes in the order of the contract, everything else behind.
[[nodiscard]] std::size_t classOrder(std::string_view tokenClass);

/// What keeps the requests of one provider, model and tier.
[[nodiscard]] std::vector<Filter> entryFilters(const std::string &provider,
                                               const std::string &model, const std::string &tier);

/// What an event holds in a dimension; empty: unknown.
[[nodiscard]] std::string_view dimensionOf(const EventRow &event, Dimension dimension);

} // namespace outlay
