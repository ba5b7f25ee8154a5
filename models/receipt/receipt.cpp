// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/receipt/receipt.h"

namespace outlay {

namespace {

constexpr Int128 picosPerNano = 1000;

/// The one line of figures that came as they are.
ReceiptTerm asItCame(const char *what, std::int64_t quantity, Money cost)
{
    ReceiptTerm term;
    term.tokenClass = what;
    term.quantity = quantity;
    term.picos = Int128{cost.nanos} * picosPerNano;
    return term;
}

} // namespace

PriceRequest priceRequest(const EventRow &event)
{
    PriceRequest request;
    request.provider = dimensionOf(event, Dimension::Provider);
    request.model = dimensionOf(event, Dimension::Model);
    request.modelGroup = event.modelGroup;
    request.at = event.at;
    request.tier = dimensionOf(event, Dimension::Tier);
    request.speed = event.speed;
    request.geo = event.geo;
    request.searchContext = event.searchContext;
    request.usage = event.usage;
    request.requests = event.requests;
    request.isAggregate = event.requests > 1;
    return request;
}

std::string Receipt::basis() const
{
    return sections.size() == 1 ? sections.front().basis : std::string(name(Basis::Effective));
}

ReceiptBuilder::ReceiptBuilder(const PriceBook &book) : m_book(book) {}

void ReceiptBuilder::add(const EventRow &event)
{
    if (event.isControl)
        return;
    m_entries.see(event);
    if (event.isSetAside) {
        m_receipt.setAsideRequests += event.requests;
        m_receipt.setAside += event.cost.value_or(Money{});
        return;
    }
    addCounts(event);
    if (event.cost)
        m_entries.add(event, event.basis == Basis::Estimated ? m_book.price(priceRequest(event))
                                                             : Price{});
}

void ReceiptBuilder::addCounts(const EventRow &event)
{
    ++m_receipt.events;
    m_receipt.requests += event.requests;
    m_receipt.quarantined += event.quarantined.value_or(Money{});
    if (event.isListValue)
        m_receipt.listValue += event.estimate.value_or(Money{});
    if (event.cost)
        return;
    m_receipt.unpricedRequests += event.requests;
    std::string model(dimensionOf(event, Dimension::Provider));
    model += '/';
    model += dimensionOf(event, Dimension::Model);
    if (!m_receipt.unpriced.contains(model))
        m_receipt.unpriced[model] = m_book.price(priceRequest(event)).unpriced;
}

void ReceiptBuilder::addResidual(Money residual)
{
    m_residual += residual;
}

std::vector<ReceiptEntry> ReceiptBuilder::entries() const
{
    return m_entries.finish();
}

Receipt ReceiptBuilder::finish() const
{
    // By price, conditions, class and rate: the section does not tell models and tiers apart.
    using TermKey =
        std::tuple<std::string, std::string, std::size_t, std::string, std::string, bool>;
    struct Sum
    {
        std::int64_t requests = 0;
        Money cost, listed;
        std::map<TermKey, ReceiptTerm> terms;
    };
    std::map<Basis, Sum> sums;
    for (const ReceiptEntry &entry : m_entries.finish()) {
        Sum &sum = sums[entry.basis];
        sum.requests += entry.requests;
        sum.cost += entry.cost;
        sum.listed += entry.listed;
        for (const ReceiptTerm &term : entry.terms) {
            ReceiptTerm &all =
                sum.terms[{term.priceId, term.applied, classOrder(term.tokenClass),
                           term.rate.value_or(""), term.tokenClass, term.isFallback}];
            const std::int64_t quantity = all.quantity + term.quantity;
            const Int128 picos = all.picos + term.picos;
            all = term;
            all.quantity = quantity;
            all.picos = picos;
        }
    }
    Receipt receipt = m_receipt;
    const auto append = [&](std::string basis, std::int64_t requests, Money cost,
                            std::vector<ReceiptTerm> terms) {
        ReceiptSection section;
        section.basis = std::move(basis);
        section.requests = requests;
        section.cost = cost;
        section.roundingPicos = Int128{cost.nanos} * picosPerNano;
        for (const ReceiptTerm &term : terms)
            section.roundingPicos -= term.picos;
        section.terms = std::move(terms);
        receipt.roundingPicos += section.roundingPicos;
        receipt.cost = receipt.cost.value_or(Money{}) + cost;
        receipt.sections.push_back(std::move(section));
    };
    for (const auto &[basis, sum] : sums) {
        std::vector<ReceiptTerm> terms;
        for (const auto &[key, term] : sum.terms)
            terms.push_back(term);
        if (basis != Basis::Estimated) {
            terms.push_back(asItCame("requests", sum.requests, sum.cost));
            if (sum.listed != sum.cost)
                terms.back().applied = "list " + toDecimal(sum.listed) + " less the discount";
        }
        append(std::string(name(basis)), sum.requests, sum.cost, std::move(terms));
    }
    if (m_residual.nanos != 0)
        append("residual", 0, m_residual, {asItCame("not_itemised", 1, m_residual)});
    return receipt;
}

} // namespace outlay
