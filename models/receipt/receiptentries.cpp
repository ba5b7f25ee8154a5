// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/receipt/receiptentry.h"

#include <algorithm>
#include <utility>

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

std::optional<std::string> known(std::string_view text)
{
    return text.empty() ? std::nullopt : std::optional<std::string>(text);
}

Filter filterOf(Dimension dimension, std::optional<std::string> value)
{
    Filter filter;
    filter.dimension.dimension = dimension;
    filter.anyOf.push_back(std::move(value));
    return filter;
}

} // namespace

std::vector<Filter> entryFilters(const std::string &provider, const std::string &model,
                                 const std::string &tier)
{
    return {filterOf(Dimension::Provider, known(provider)),
            filterOf(Dimension::Model, known(model)), filterOf(Dimension::Tier, known(tier))};
}

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

void ReceiptEntries::see(const EventRow &event)
{
    const auto valueOf = [&event](Dimension dimension) {
        return known(dimensionOf(event, dimension));
    };
    ++m_rows[{valueOf(Dimension::Provider), valueOf(Dimension::Model), valueOf(Dimension::Tier)}]
            [valueOf(Dimension::Price)];
}

/// By as few dimensions as tell them.
std::vector<Filter> ReceiptEntries::filtersOf(const ReceiptEntry &entry, const Sum &sum) const
{
    const auto kind = m_rows.find({known(entry.provider), known(entry.model), known(entry.tier)});
    if (kind == m_rows.end())
        return {};
    std::int64_t all = 0, ofPrices = 0;
    for (const auto &[price, rows] : kind->second) {
        all += rows;
        ofPrices += sum.prices.contains(price) ? rows : 0;
    }
    std::vector<Filter> where = entryFilters(entry.provider, entry.model, entry.tier);
    if (all == sum.rows)
        return where;
    if (ofPrices != sum.rows)
        return {}; // what was applied, and who said the amount, is no dimension
    where.push_back({});
    where.back().dimension.dimension = Dimension::Price;
    where.back().anyOf.assign(sum.prices.begin(), sum.prices.end());
    return where;
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
    ++sum.rows;
    sum.prices.insert(known(dimensionOf(event, Dimension::Price)));
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
        entry.where = filtersOf(entry, sum);
        entries.push_back(std::move(entry));
    }
    std::stable_sort(entries.begin(), entries.end(),
                     [](const ReceiptEntry &a, const ReceiptEntry &b) {
                         return a.basis != b.basis ? a.basis < b.basis : a.cost > b.cost;
                     });
    return entries;
}

} // namespace outlay
