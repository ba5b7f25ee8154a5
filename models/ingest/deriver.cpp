// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ingest/deriver.h"

#include "models/ledger/selection.h"
#include "models/pricing/effectivecost.h"

#include <algorithm>

namespace outlay {

namespace {

constexpr std::size_t remembered = 20000;

bool isUpper(char c)
{
    return c >= 'A' && c <= 'Z';
}
bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

} // namespace

// A ticket: two or more capitals or digits starting with a capital, a dash, digits.
std::string ticketIn(std::string_view branch)
{
    for (std::size_t i = 0; i < branch.size(); ++i) {
        const bool atStart = i == 0 || (!isUpper(branch[i - 1]) && !isDigit(branch[i - 1]));
        if (!atStart || !isUpper(branch[i]))
            continue;
        std::size_t dash = i + 1;
        while (dash < branch.size() && (isUpper(branch[dash]) || isDigit(branch[dash])))
            ++dash;
        if (dash - i < 2 || dash >= branch.size() || branch[dash] != '-')
            continue;
        std::size_t end = dash + 1;
        while (end < branch.size() && isDigit(branch[end]))
            ++end;
        if (end > dash + 1)
            return std::string(branch.substr(i, end - i));
    }
    return {};
}

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
}

int Deriver::rankOf(TextId source)
{
    (void)growthOf(source);
    return m_sources[source].first;
}

Growth Deriver::growthOf(TextId source)
{
    if (const auto it = m_sources.find(source); it != m_sources.end())
        return it->second.second;
    const auto row = m_ledger.sourceOf(source);
    std::pair<int, Growth> entry{static_cast<int>(Rank::MappedFile), Growth::Once};
    if (row)
        entry = {row->rank, static_cast<Growth>(row->growth)};
    const std::string name = m_ledger.textOf(source);
    for (const auto &[configured, rank] : m_configuration.ranks) {
        if (configured == name)
            entry.first = rank;
    }
    return m_sources.emplace(source, entry).first->second.second;
}

void Deriver::applyLabels(Profile &profile, OfProfile &out)
{
    const auto it = m_configuration.labels.find(m_ledger.textOf(profile[ProfileField::Source]));
    if (it == m_configuration.labels.end())
        return;
    for (const auto &[dimension, value] : it->second) {
        if (const auto field = profileFieldOf(dimension)) {
            if (profile[*field] == 0)
                profile[*field] = m_ledger.text(value);
        } else if (dimension == Dimension::Task) {
            out.labelTask = m_ledger.text(value);
        }
    }
}

void Deriver::applyPlan(Profile &profile, OfProfile &out)
{
    const std::string source = m_ledger.textOf(profile[ProfileField::Source]);
    const std::string key = m_ledger.textOf(profile[ProfileField::Key]);
    const Ingest::Plan *found = nullptr;
    for (const Ingest::Plan &plan : m_configuration.plans) {
        const bool bySource = plan.source.empty() || plan.source == source;
        const bool byKey = plan.key.empty() || plan.key == key;
        if (!bySource || !byKey || (plan.source.empty() && plan.key.empty()))
            continue;
        if (!found || (found->key.empty() && !plan.key.empty()))
            found = &plan; // a key is more exact than a source
    }
    if (!found)
        return;
    out.plan = found->kind;
    profile[ProfileField::Plan] = m_ledger.text(
        found->name.empty() ? planKindName(found->kind) : std::string_view(found->name));
    if (found->kind == Ingest::Plan::Kind::Unknown)
        profile[ProfileField::Plan] = 0;
}

const Deriver::OfProfile &Deriver::ofProfile(std::uint32_t id)
{
    if (const auto it = m_profiles.find(id); it != m_profiles.end())
        return it->second;
    if (m_profiles.size() >= remembered)
        m_profiles.clear();
    OfProfile out;
    Profile profile = m_ledger.profileOf(id);
    using enum ProfileField;
    out.provider = m_ledger.textOf(profile[Provider]);
    out.model = m_ledger.textOf(profile[Model]);
    out.tier = m_ledger.textOf(profile[Tier]);
    out.speed = m_ledger.textOf(profile[Speed]);
    out.geo = m_ledger.textOf(profile[Geo]);
    out.searchContext = m_ledger.textOf(profile[SearchContext]);
    out.outcome = profile.outcome;
    out.source = profile[Source];
    out.price = m_book->resolve(out.provider, out.model, m_ledger.textOf(profile[ModelGroup]));
    const std::string source = m_ledger.textOf(profile[Source]);
    for (const auto &[confirmedSource, model] : m_configuration.confirmed)
        out.isConfirmed = out.isConfirmed || (confirmedSource == source && model == out.model);
    applyLabels(profile, out);
    applyPlan(profile, out);
    out.attributed = m_ledger.profile(profile);
    return m_profiles.emplace(id, std::move(out)).first->second;
}

TextId Deriver::taskOf(const EventState &state, const OfProfile &profile)
{
    auto it = m_tasks.find(state.thread);
    if (it == m_tasks.end()) {
        if (m_tasks.size() >= remembered)
            m_tasks.clear();
        const Thread thread = m_ledger.threadOf(state.thread);
        TextId task = thread.task;
        if (task == 0)
            task = m_ledger.text(ticketIn(m_ledger.textOf(thread.branch)));
        it = m_tasks.emplace(state.thread, task).first;
    }
    if (it->second != 0)
        return it->second;
    return profile.labelTask != 0 ? profile.labelTask : m_ledger.threadOf(state.thread).session;
}

bool Deriver::matches(const CompiledFilter &filter, const EventState &state,
                      const EventDerived &derived, const Profile &profile)
{
    const auto isWanted = [&filter](TextId id) {
        return std::find(filter.anyOf.begin(), filter.anyOf.end(), id) != filter.anyOf.end();
    };
    const Dimension dimension = filter.dimension.dimension;
    if (const auto field = profileFieldOf(dimension))
        return isWanted(profile[*field]);
    switch (dimension) {
    case Dimension::Outcome:
        return isWanted(static_cast<TextId>(profile.outcome));
    case Dimension::Task:
        return isWanted(derived.task);
    case Dimension::Session:
        return isWanted(m_ledger.threadOf(state.thread).session);
    case Dimension::Agent:
        return isWanted(m_ledger.threadOf(state.thread).agent);
    case Dimension::Tag: {
        bool hasKey = false;
        for (const TagIds &tag : m_ledger.tagsOf(state.tags)) {
            if (!filter.dimension.tagKey.empty() &&
                m_ledger.textOf(tag.key) != filter.dimension.tagKey)
                continue;
            hasKey = true;
            if (isWanted(filter.dimension.tagKey.empty() ? tag.pair : tag.value))
                return true;
        }
        return !hasKey && isWanted(0);
    }
    default:
        return false;
    }
}

void Deriver::applyRules(const EventState &state, EventDerived &derived)
{
    if (m_configuration.attributionRules.empty())
        return;
    if (!m_rulesCompiled) {
        m_rulesCompiled = true;
        for (const Ingest::AttributionRule &rule : m_configuration.attributionRules) {
            CompiledRule &compiled = m_rules.emplace_back();
            compiled.range = rule.range;
            for (const Filter &filter : rule.match) {
                CompiledFilter &out = compiled.match.emplace_back();
                out.dimension = filter.dimension;
                for (const auto &value : filter.anyOf) {
                    if (filter.dimension.dimension == Dimension::Outcome)
                        out.anyOf.push_back(static_cast<TextId>(
                            outcomeNamed(value.value_or("")).value_or(Outcome::Unknown)));
                    else
                        out.anyOf.push_back(m_ledger.text(value.value_or("")));
                }
            }
            for (const auto &[dimension, value] : rule.set)
                compiled.set.emplace_back(dimension, m_ledger.text(value));
        }
    }
    // Rules see what was said, not what an earlier rule made of it; the first that sets a
    // dimension wins.
    const Profile said = m_ledger.profileOf(derived.attributed);
    Profile profile = said;
    const EventDerived before = derived;
    std::set<Dimension> done;
    for (const CompiledRule &rule : m_rules) {
        if (!rule.range.contains(state.at) ||
            !std::all_of(rule.match.begin(), rule.match.end(),
                         [&](const CompiledFilter &f) { return matches(f, state, before, said); }))
            continue;
        for (const auto &[dimension, value] : rule.set) {
            if (!done.insert(dimension).second)
                continue;
            if (dimension == Dimension::Task)
                derived.task = value;
            else if (const auto field = profileFieldOf(dimension))
                profile[*field] = value;
        }
    }
    derived.attributed = m_ledger.profile(profile);
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

void Deriver::priceIt(const EventState &state, const OfProfile &profile, EventDerived &derived)
{
    PriceRequest request;
    request.provider = profile.provider;
    request.model = profile.model;
    request.at = state.at;
    request.tier = profile.tier;
    request.speed = profile.speed;
    request.geo = profile.geo;
    request.searchContext = profile.searchContext;
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
    // A request the provider billed for its own sake, whatever the counts say.
    if (state.billed && state.billed->nanos > 0 && !state.isCacheHit)
        inputs.hasBillableUnits = true;
    inputs.isConfirmed = profile.isConfirmed;
    const Quote quote = m_book->quote(profile.price, request);
    if (quote.status == Quote::Status::Priced) {
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
    const bool isFlat = profile.plan == Ingest::Plan::Kind::Subscription ||
                        profile.plan == Ingest::Plan::Kind::Provisioned;
    if (isFlat && inputs.hasBillableUnits) {
        // The fee is the spend; what the tokens would have cost stands apart as list value.
        derived.isListValue = true;
        derived.cost = Money{};
        derived.basis = Basis::Estimated;
        derived.quarantined.reset();
    }
}

std::uint32_t Deriver::attributedOf(std::uint32_t profile, Instant at)
{
    EventState state;
    state.at = at;
    state.profile = profile;
    EventDerived derived;
    derived.attributed = ofProfile(profile).attributed;
    applyRules(state, derived);
    return derived.attributed;
}

std::string Deriver::modelName(std::string_view provider, std::string_view model)
{
    if (model.empty())
        return {};
    const PriceBook::Handle handle = m_book->resolve(provider, model, {});
    return handle == 0 ? std::string(model) : "#" + std::to_string(handle);
}

std::pair<Money, Money> Deriver::estimateOf(const StatementRow &statement)
{
    const OfProfile &profile = ofProfile(statement.profile);
    PriceRequest request;
    request.provider = profile.provider;
    request.model = profile.model;
    request.at = statement.bucket.from;
    request.tier = profile.tier;
    request.speed = profile.speed;
    request.geo = profile.geo;
    request.searchContext = profile.searchContext;
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
    derived.attributed = profile.attributed;
    derived.task = taskOf(state, profile);
    priceIt(state, profile, derived);
    applyRules(state, derived);
    return derived;
}

} // namespace outlay
