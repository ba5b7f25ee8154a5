// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/money/percent.h"
#include "models/pricing/pricebook.h"
#include "models/pricing/selection.h"

namespace outlay {

namespace {

constexpr int picoPlaces = 6;     // of a rate per million tokens in picos per token
constexpr int picoCallPlaces = 9; // of a rate per 1,000 calls in picos per call

/// numerator / denominator x 10^-places as decimal text; a multiplier's denominator holds only
/// twos and fives, so that the division ends.
std::string ratioText(Int128 numerator, Int128 denominator, int places)
{
    constexpr int mostPlaces = 18;
    int exponent = -places;
    for (int i = 0; i < mostPlaces && numerator % denominator != 0; ++i) {
        numerator *= 10;
        --exponent;
    }
    return plainDecimal(divideHalfEven(numerator, denominator), exponent);
}

PriceTerm term(std::string_view name, std::int64_t quantity, std::int64_t rate, int places,
               const Selection::Factor &factor)
{
    PriceTerm made;
    made.tokenClass = name;
    made.quantity = quantity;
    made.rate = ratioText(Int128(rate) * factor.numerator, factor.denominator, places);
    made.picos = divideHalfEven(Int128(quantity) * rate * factor.numerator, factor.denominator);
    return made;
}

std::string appliedText(const Selection &selection, const PriceRequest &request)
{
    std::string text = "base";
    if (selection.window != nullptr)
        text = selection.window->name;
    else if (selection.step != nullptr)
        text = std::string(selection.step->isInclusive ? "step at " : "step over ") +
               std::to_string(selection.step->over);
    if (!selection.tierRates.empty())
        text += ", " + std::string(selection.tierRates) + " rates";
    for (std::size_t i = 0; i < selection.multiplierCount; ++i)
        text += ", " + selection.multipliers[i]->name + " x" + selection.multipliers[i]->text;
    if (selection.discount != nullptr)
        text += ", discount " + asPercent(selection.discount->percent);
    if (request.usage[TokenClass::WebSearches] != 0 && selection.period->webSearch < 0)
        text += ", no web search rate";
    return text;
}

std::vector<PriceTerm> termsOf(const Selection &selection, const PriceRequest &request)
{
    std::vector<PriceTerm> terms;
    const Selection::Factor tokens = selection.tokenFactor();
    visitTokenTerms(*selection.table, request.usage,
                    [&](TokenClass c, std::int64_t quantity, std::int64_t rate, bool isFallback) {
                        terms.push_back(term(name(c), quantity, rate, picoPlaces, tokens));
                        terms.back().isFallback = isFallback;
                    });
    const Selection::Factor calls = selection.callFactor();
    const std::int64_t searches = request.usage[TokenClass::WebSearches];
    if (searches != 0 && selection.period->webSearch >= 0)
        terms.push_back(term(name(TokenClass::WebSearches), searches, selection.period->webSearch,
                             picoCallPlaces, calls));
    const std::int64_t fee = requestFee(*selection.period, request.searchContext);
    if (fee >= 0 && request.requests != 0)
        terms.push_back(term("requests", request.requests, fee, picoCallPlaces, calls));
    return terms;
}

std::string reason(const Selection &selection)
{
    switch (selection.status) {
    case Quote::Status::UnknownModel:
        return "unknown model";
    case Quote::Status::NoPriceInForce:
        return "no price in force at that time";
    case Quote::Status::Quarantined:
        return "price in quarantine: " + selection.period->quarantine;
    case Quote::Status::NoRate:
        return "no " + std::string(selection.missing) + " rate for this model";
    case Quote::Status::OutOfRange:
    case Quote::Status::Priced:
        break;
    }
    return {};
}

/// Why a selected price gave no sum.
std::string failedSum(const Selection &selection, const PriceRequest &request)
{
    for (const std::int64_t count : request.usage.counts) {
        if (count < 0)
            return "negative count";
    }
    std::string missing;
    visitTokenTerms(*selection.table, request.usage,
                    [&](TokenClass c, std::int64_t, std::int64_t rate, bool) {
                        if (rate < 0)
                            missing = name(c);
                    });
    if (!missing.empty())
        return "no rate for " + missing;
    if (requestFee(*selection.period, request.searchContext) < -1)
        return "no request fee for this search context";
    return "cost out of range";
}

} // namespace

Price PriceBook::price(const PriceRequest &request) const
{
    Price price;
    price.totalInputTokens = request.usage.prompt();
    const Data::Resolved resolved =
        m_data->resolve(request.provider, request.model, request.modelGroup);
    price.resolution = resolved.how;
    const Selection selection = select(*m_data, resolved.handle, request);
    if (resolved.handle != 0)
        price.priceId = m_data->models[unpack(resolved.handle).model].id;
    if (selection.period != nullptr)
        price.origin = selection.period->origin;
    price.isAssumed = selection.isAssumed;
    if (selection.status != Quote::Status::Priced) {
        price.unpriced = reason(selection);
        return price;
    }
    price.cost = sumOf(selection, request);
    if (!price.cost) {
        price.unpriced = failedSum(selection, request);
        return price;
    }
    price.applied = appliedText(selection, request);
    price.terms = termsOf(selection, request);
    return price;
}

} // namespace outlay
