// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/receipt.h"

namespace outlay::cli {

namespace {

constexpr Int128 picosPerNano = 1000;

std::string_view dimension(const EventRow &event, Dimension which)
{
    const auto index = static_cast<std::size_t>(which);
    if (index >= event.dimensions.size() || !event.dimensions[index])
        return {};
    return *event.dimensions[index];
}

/// Classes in the order of the contract, everything else behind.
std::size_t classOrder(std::string_view tokenClass)
{
    for (std::size_t i = 0; i < tokenClassCount; ++i) {
        if (name(static_cast<TokenClass>(i)) == tokenClass)
            return i;
    }
    return tokenClassCount;
}

} // namespace

PriceRequest priceRequest(const EventRow &event)
{
    PriceRequest request;
    request.provider = dimension(event, Dimension::Provider);
    request.model = dimension(event, Dimension::Model);
    request.modelGroup = event.modelGroup;
    request.at = event.at;
    request.tier = dimension(event, Dimension::Tier);
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
    if (event.isSetAside) {
        m_receipt.setAsideRequests += event.requests;
        m_receipt.setAside += event.cost.value_or(Money{});
        return;
    }
    ++m_receipt.events;
    m_receipt.requests += event.requests;
    m_receipt.quarantined += event.quarantined.value_or(Money{});
    if (event.isListValue)
        m_receipt.listValue += event.estimate.value_or(Money{});
    if (!event.cost) {
        m_receipt.unpricedRequests += event.requests;
        std::string model(dimension(event, Dimension::Provider));
        model += '/';
        model += dimension(event, Dimension::Model);
        if (!m_receipt.unpriced.contains(model))
            m_receipt.unpriced[model] = m_book.price(priceRequest(event)).unpriced;
        return;
    }
    Sum &sum = m_sums[event.basis];
    sum.requests += event.requests;
    sum.cost += *event.cost;
    if (event.basis == Basis::Estimated)
        addEstimated(event);
}

void ReceiptBuilder::addEstimated(const EventRow &event)
{
    const Price price = m_book.price(priceRequest(event));
    if (price.cost == event.cost) {
        for (const PriceTerm &term : price.terms)
            addTerm(price.priceId, price.applied, term);
        return;
    }
    // Free by the plan or for want of billable units; else as recorded, so that the sum holds.
    PriceTerm term;
    term.tokenClass = "requests";
    term.quantity = event.requests;
    term.picos = Int128{event.cost->nanos} * picosPerNano;
    std::string applied = "as recorded";
    if (event.isListValue)
        applied = "within the plan";
    else if (event.cost->nanos == 0)
        applied = "nothing to bill";
    addTerm(std::string(dimension(event, Dimension::Price)), applied, term);
}

void ReceiptBuilder::addTerm(const std::string &priceId, const std::string &applied,
                             const PriceTerm &term)
{
    TermSum &sum = m_terms[{priceId, applied, classOrder(term.tokenClass), term.rate,
                            term.tokenClass, term.isFallback}];
    sum.quantity += term.quantity;
    sum.picos += term.picos;
}

void ReceiptBuilder::addResidual(Money residual)
{
    m_residual += residual;
}

ReceiptSection ReceiptBuilder::estimatedSection() const
{
    ReceiptSection section;
    Int128 picos = 0;
    for (const auto &[key, sum] : m_terms) {
        const auto &[priceId, applied, order, rate, tokenClass, isFallback] = key;
        ReceiptTerm term;
        term.tokenClass = tokenClass;
        term.quantity = sum.quantity;
        term.rate = rate.empty() ? std::nullopt : std::optional(rate);
        term.picos = sum.picos;
        term.priceId = priceId;
        term.applied = applied;
        term.isFallback = isFallback;
        section.terms.push_back(std::move(term));
        picos += sum.picos;
    }
    section.roundingPicos = -picos;
    return section;
}

Receipt ReceiptBuilder::finish() const
{
    Receipt receipt = m_receipt;
    const auto append = [&](std::string basis, const Sum &sum, ReceiptSection section) {
        section.basis = std::move(basis);
        section.requests = sum.requests;
        section.cost = sum.cost;
        receipt.roundingPicos += section.roundingPicos;
        receipt.cost = receipt.cost.value_or(Money{}) + sum.cost;
        receipt.sections.push_back(std::move(section));
    };
    const auto asItCame = [](const Sum &sum) {
        ReceiptTerm term;
        term.tokenClass = "requests";
        term.quantity = sum.requests;
        term.picos = Int128{sum.cost.nanos} * picosPerNano;
        ReceiptSection section;
        section.terms.push_back(std::move(term));
        return section;
    };
    for (const auto &[basis, sum] : m_sums) {
        if (basis != Basis::Estimated) {
            append(std::string(name(basis)), sum, asItCame(sum));
            continue;
        }
        ReceiptSection section = estimatedSection();
        section.roundingPicos += Int128{sum.cost.nanos} * picosPerNano;
        append(std::string(name(basis)), sum, std::move(section));
    }
    if (m_residual.nanos != 0) {
        ReceiptSection section = asItCame({1, m_residual});
        section.terms.front().tokenClass = "not_itemised";
        append("residual", {0, m_residual}, std::move(section));
    }
    return receipt;
}

} // namespace outlay::cli
