// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/ledger/query.h"
#include "models/pricing/pricebook.h"

#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

namespace outlay::cli {

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

/// The share of a receipt with one basis: picos of its terms + rounding = cost.
struct ReceiptSection
{
    std::string basis; ///< "estimated", …, "residual"
    std::int64_t requests = 0;
    std::vector<ReceiptTerm> terms;
    Int128 roundingPicos = 0;
    Money cost;
};

/// The derivation of a figure (DESIGN section 4).
struct Receipt
{
    std::int64_t events = 0;
    std::int64_t requests = 0;
    std::vector<ReceiptSection> sections;
    Int128 roundingPicos = 0;
    std::optional<Money> cost; ///< nullopt: nothing is priced
    std::int64_t unpricedRequests = 0;
    /// Why models have no price, by "provider/model".
    std::map<std::string, std::string> unpriced;
    Money quarantined, listValue, setAside;
    std::int64_t setAsideRequests = 0;

    /// The basis of all of it, or "effective" where several add up.
    [[nodiscard]] std::string basis() const;
};

/// Adds up events to a receipt in memory bounded by the number of prices, not of events.
class ReceiptBuilder
{
public:
    explicit ReceiptBuilder(const PriceBook &book);

    void add(const EventRow &event);
    /// Billed by statements, not itemised.
    void addResidual(Money residual);
    [[nodiscard]] Receipt finish() const;

private:
    struct Sum
    {
        std::int64_t requests = 0;
        Money cost;
    };
    using TermKey =
        std::tuple<std::string, std::string, std::size_t, std::string, std::string, bool>;
    struct TermSum
    {
        std::int64_t quantity = 0;
        Int128 picos = 0;
    };
    void addEstimated(const EventRow &event);
    void addTerm(const std::string &priceId, const std::string &applied, const PriceTerm &term);
    [[nodiscard]] ReceiptSection estimatedSection() const;

    const PriceBook &m_book;
    Receipt m_receipt;
    std::map<TermKey, TermSum> m_terms;
    std::map<Basis, Sum> m_sums;
    Money m_residual;
};

/// The request a stored event was priced as.
[[nodiscard]] PriceRequest priceRequest(const EventRow &event);

} // namespace outlay::cli
