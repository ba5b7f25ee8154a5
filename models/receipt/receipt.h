// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/ledger/query.h"
#include "models/pricing/pricebook.h"
#include "models/receipt/receiptentry.h"

#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

namespace outlay {

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
    /// The same by model, tier and price entry: finer than the sections, with the same sum.
    [[nodiscard]] std::vector<ReceiptEntry> entries() const;

private:
    void addCounts(const EventRow &event);
    [[nodiscard]] ReceiptSection sectionOf(Basis basis) const;

    const PriceBook &m_book;
    Receipt m_receipt;
    ReceiptEntries m_entries;
    Money m_residual;
};

/// The request a stored event was priced as.
[[nodiscard]] PriceRequest priceRequest(const EventRow &event);

} // namespace outlay
