// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ingest/deriver.h"

#include "models/formats/format.h"
#include "models/ingest/merge.h"
#include "models/pricing/effectivecost.h"

#include <algorithm>
#include <limits>
#include <tuple>

namespace outlay {

Deriver::Deriver(LedgerWriter &ledger) : m_ledger(ledger) {}

Result<> Deriver::configure(const Configuration &configuration)
{
    if (configuration.priceLayers.empty()) {
        m_book = PriceBook::shipped();
    } else {
        auto book = PriceBook::build(configuration.priceLayers);
        if (!book)
            return tl::unexpected<Error>(book.error());
        m_book = *std::move(book);
    }
    m_configuration = configuration;
    forget();
    return {};
}

void Deriver::forget()
{
    m_profiles.clear();
    m_priceTexts.clear();
    m_tasks.clear();
    m_sources.clear();
    m_reportsList.clear();
    m_rules.clear();
    m_rulesCompiled = false;
    m_names.reset();
    m_people.reset();
    m_evidence.clear();
    m_withEnvironment.clear();
}

int Deriver::rankOf(const EventState &state, TextId source)
{
    const OfSource &known = ofSource(source);
    if (known.configured)
        return *known.configured;
    const auto told = observerOfKind(state.observerKind);
    return told ? static_cast<int>(told->first) : known.rank;
}

Growth Deriver::growthOf(const EventState &state, TextId source)
{
    const auto told = observerOfKind(state.observerKind);
    return told ? told->second : ofSource(source).growth;
}

const Deriver::OfSource &Deriver::ofSource(TextId id)
{
    const auto [known, isNew] = m_sources.try_emplace(id);
    OfSource &source = known->second;
    if (!isNew)
        return source;
    if (const auto row = m_ledger.sourceOf(id)) {
        source.rank = row->rank;
        source.growth = static_cast<Growth>(row->growth);
        const Format *const format = formatNamed(row->format);
        source.tellsProvider = format == nullptr || format->tellsProvider;
    }
    const std::string name = m_ledger.textOf(id);
    for (const auto &[configured, rank] : m_configuration.ranks) {
        if (configured == name)
            source.configured = rank;
    }
    return source;
}

TextId Deriver::priceText(std::uint32_t entry)
{
    if (const auto it = m_priceTexts.find(entry); it != m_priceTexts.end())
        return it->second;
    const TextId id = m_ledger.text(m_book->priceId(entry));
    m_priceTexts.emplace(entry, id);
    return id;
}

bool Deriver::reportsList(TextId source)
{
    if (m_configuration.reports.empty())
        return false;
    const auto [known, isNew] = m_reportsList.try_emplace(source, false);
    if (isNew) {
        const auto kind = m_configuration.reports.find(m_ledger.textOf(source));
        known->second =
            kind != m_configuration.reports.end() && kind->second == Ingest::ReportsKind::List;
    }
    return known->second;
}

namespace {

bool isPositive(const std::optional<Money> &money)
{
    return money && money->nanos > 0;
}

/// What of a profile decides a price, of requests and of counts alike.
template <typename OfProfile> PriceRequest requestOf(const OfProfile &profile, Instant at)
{
    PriceRequest request;
    request.provider = profile.provider;
    request.model = profile.model;
    request.at = at;
    request.tier = profile.tier;
    request.speed = profile.speed;
    request.geo = profile.geo;
    request.searchContext = profile.searchContext;
    return request;
}

} // namespace

void Deriver::priceIt(const EventState &state, const OfProfile &profile, EventDerived &derived)
{
    PriceRequest request = requestOf(profile, state.at);
    request.usage = state.usage;
    request.requests = state.requests;
    request.isAggregate = state.requests > 1;
    CostInputs inputs;
    inputs.billed = state.billed;
    inputs.reported = state.reported;
    if (state.reported && reportsList(state.reporter != 0 ? state.reporter : profile.source))
        inputs.reported = m_book->discounted(profile.price, request, *state.reported);
    inputs.client = state.client;
    inputs.billableTokens = state.usage.total() + state.usage[TokenClass::WebSearches];
    inputs.hasBillableUnits =
        inputs.billableTokens > 0 && !state.isCacheHit && profile.outcome != Outcome::RefusedByCap;
    const bool canCost = !state.isCacheHit && profile.outcome != Outcome::RefusedByCap;
    // An image, a minute of speech, a search: no tokens, and somebody says what it cost.
    inputs.isCountless =
        canCost && inputs.billableTokens == 0 &&
        (isPositive(inputs.reported) || (isPositive(state.client) && !state.billed));
    // A request the provider billed for its own sake, whatever the counts say.
    if (inputs.isCountless || (isPositive(state.billed) && !state.isCacheHit))
        inputs.hasBillableUnits = true;
    inputs.isConfirmed = profile.isConfirmed;
    const Quote quote = m_book->quote(profile.price, request);
    // The price of no tokens is no estimate of what was not counted in tokens.
    const bool isOfNothing = inputs.isCountless && quote.cost == Money{};
    if (quote.status == Quote::Status::Priced && !isOfNothing) {
        inputs.estimate = quote.cost;
        inputs.isDeclaredFree = quote.isDeclaredFree;
        derived.price = priceText(quote.entry);
    }
    if (profile.plan == Ingest::Plan::Kind::Local)
        inputs.isDeclaredFree = true;
    const EffectiveCost effective = effectiveCost(inputs);
    derived.cost = effective.cost;
    derived.basis = effective.basis;
    derived.estimate = inputs.estimate;
    derived.quarantined = effective.quarantined;
    derived.isFree = !inputs.hasBillableUnits || inputs.isDeclaredFree;
    // What the provider charged for the request itself lies beyond any plan.
    const bool isCharged = isPositive(state.billed);
    // Charged nothing, and told what it was worth: within an allowance, whatever the plan.
    const bool isIncluded = state.billed && state.billed->nanos == 0 && state.client;
    const bool isFlat = isIncluded || profile.plan == Ingest::Plan::Kind::Subscription ||
                        profile.plan == Ingest::Plan::Kind::Provisioned;
    if (isFlat && !isCharged && inputs.hasBillableUnits) {
        if (isIncluded && !derived.estimate && state.client->nanos > 0)
            derived.estimate = state.client; // the seller's own word of what it is worth
        if (inputs.isCountless && !derived.estimate)
            derived.estimate = inputs.reported ? inputs.reported : state.client;
        // The fee is the spend; what the tokens would have cost stands apart as list value.
        derived.isListValue = true;
        derived.cost = Money{};
        derived.basis = Basis::Estimated;
        derived.quarantined.reset();
    }
}

std::string Deriver::modelName(std::string_view provider, std::string_view model)
{
    if (model.empty())
        return {};
    const PriceBook::Handle handle = m_book->resolve(provider, model, {});
    return handle == 0 ? std::string(model) : "#" + std::to_string(handle);
}

std::string Deriver::priceIdOf(std::string_view provider, std::string_view model) const
{
    PriceRequest request;
    request.at = {std::numeric_limits<std::int64_t>::max() - 1};
    const Quote quote = m_book->quote(m_book->resolve(provider, model, {}), request);
    return quote.status == Quote::Status::Priced ? std::string(m_book->priceId(quote.entry))
                                                 : std::string();
}

std::pair<Money, Money> Deriver::estimateOf(const StatementRow &statement)
{
    const OfProfile &profile = ofProfile(statement.profile);
    PriceRequest request = requestOf(profile, statement.bucket.from);
    request.usage = statement.usage;
    const auto costOf = [&](bool isStepped) {
        // As one request the sum is beyond every step that one of its requests can be beyond.
        request.isAggregate = !isStepped;
        request.requests = isStepped ? 1 : std::max<std::int64_t>(statement.requests, 1);
        const Quote quote = m_book->quote(profile.price, request);
        return quote.status == Quote::Status::Priced ? quote.cost : Money{};
    };
    const auto step = static_cast<Statement::PromptStep>(statement.promptStep);
    const Money low = costOf(step == Statement::PromptStep::Above);
    const Money high = step == Statement::PromptStep::Below ? low : costOf(true);
    return {low, std::max(low, high)};
}

EventDerived Deriver::derive(const EventState &state, const EventDerived &before)
{
    EventDerived derived;
    derived.isSetAside = before.isSetAside;
    derived.isControl = before.isControl;
    const OfProfile &profile = ofProfile(state.profile);
    derived.attributed = withEnvironment(profile.attributed, profile.keyEnvironment, state.tags);
    std::tie(derived.task, m_taskMethod) = taskOf(state.thread, state.tags, profile.labelTask);
    priceIt(state, profile, derived);
    applyRules(state, derived);
    return derived;
}

} // namespace outlay
