// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/receipt/receiptentry.h"

#include <algorithm>

namespace outlay {
namespace {

constexpr Int128 picosPerNano = 1000;

/// Free by the plan or for want of billable units; else as recorded, so that the sum holds.
std::string appliedWithoutPrice(const EventRow &event)
{
    if (event.isListValue)
        return "within the plan";
    return event.cost->nanos == 0 ? "nothing to bill" : "as recorded";
}

} // namespace

std::size_t classOrder(std::string_view tokenClass)
{
    for (std::size_t i = 0; i < tokenClassCount; ++i) {
        if (name(static_cast<TokenClass>(i)) == tokenClass)
            return i;
    }
    return tokenClassCount;
}

std::string_view dimensionOf(const EventRow &event, Dimension dimension)
{
    const auto index = static_cast<std::size_t>(dimension);
    if (index >= event.dimensions.size() || !event.dimensions[index])
        return {};
    return *event.dimensions[index];
}

void ReceiptEntries::add(const EventRow &event, const Price &price)
{
    const bool isEstimated = event.basis == Basis::Estimated;
    const bool isPriced = isEstimated && price.cost == event.cost;
    std::string priceId, applied, origin;
    if (isPriced) {
        priceId = price.priceId;
        applied = price.applied;
        origin = price.origin;
    } else if (isEstimated) {
        priceId = dimensionOf(event, Dimension::Price);
        applied = appliedWithoutPrice(event);
    }
    Sum &sum = m_sums[{event.basis, std::string(dimensionOf(event, Dimension::Provider)),
                       std::string(dimensionOf(event, Dimension::Model)),
                       std::string(dimensionOf(event, Dimension::Tier)), std::move(priceId),
                       std::move(applied), std::move(origin)}];
    sum.requests += event.requests;
    sum.usage += event.usage;
    sum.cost += *event.cost;
    sum.listed +=
        event.basis == Basis::Reported ? event.reported.value_or(*event.cost) : *event.cost;
    if (isPriced) {
        addTerms(sum, price.terms);
    } else if (isEstimated) {
        PriceTerm term;
        term.tokenClass = "requests";
        term.quantity = event.requests;
        term.picos = Int128{event.cost->nanos} * picosPerNano;
        addTerms(sum, {term});
    }
}

void ReceiptEntries::addTerms(Sum &sum, const std::vector<PriceTerm> &terms)
{
    for (const PriceTerm &term : terms) {
        TermSum &all =
            sum.terms[{classOrder(term.tokenClass), term.rate, term.tokenClass, term.isFallback}];
        all.quantity += term.quantity;
        all.picos += term.picos;
    }
}

std::vector<ReceiptEntry> ReceiptEntries::finish() const
{
    std::vector<ReceiptEntry> entries;
    for (const auto &[key, sum] : m_sums) {
        ReceiptEntry entry;
        std::tie(entry.basis, entry.provider, entry.model, entry.tier, entry.priceId, entry.applied,
                 entry.origin) = key;
        entry.requests = sum.requests;
        entry.usage = sum.usage;
        entry.cost = sum.cost;
        entry.listed = sum.listed;
        Int128 picos = 0;
        for (const auto &[termKey, all] : sum.terms) {
            const auto &[order, rate, tokenClass, isFallback] = termKey;
            entry.terms.push_back({tokenClass, all.quantity,
                                   rate.empty() ? std::nullopt : std::optional(rate), all.picos,
                                   entry.priceId, entry.applied, isFallback});
            picos += all.picos;
        }
        if (!entry.terms.empty())
            entry.roundingPicos = Int128{sum.cost.nanos} * picosPerNano - picos;
        entries.push_back(std::move(entry));
    }
    std::stable_sort(entries.begin(), entries.end(),
                     [](const ReceiptEntry &a, const ReceiptEntry &b) {
                         return a.basis != b.basis ? a.basis < b.basis : a.cost > b.cost;
                     });
    return entries;
}

} // namespace outlay
