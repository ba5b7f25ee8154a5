// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ingest/deriver.h"

#include "models/formats/providername.h"
#include "models/formats/vocabulary.h"
#include "models/ingest/providerlabel.h"
#include "models/ledger/selection.h"
#include "models/ledger/sourcename.h"

#include <algorithm>
#include <set>
#include <tuple>
#include <utility>

namespace outlay {

namespace {

/// Fields whose ids a directory names.
constexpr std::array<std::pair<ProfileField, DirectoryEntry::Kind>, 4> namedFields = {{
    {ProfileField::User, DirectoryEntry::Kind::User},
    {ProfileField::Key, DirectoryEntry::Kind::Key},
    {ProfileField::Team, DirectoryEntry::Kind::Team},
    {ProfileField::Project, DirectoryEntry::Kind::Project},
}};

bool isNamed(ProfileField field)
{
    return std::any_of(namedFields.begin(), namedFields.end(),
                       [field](const auto &one) { return one.first == field; });
}

} // namespace

bool Deriver::isProviderOpen(const Profile &profile)
{
    return isProviderGuessed(profile) && providerSaidOf(profile).empty();
}

std::string Deriver::providerSaidOf(const Profile &profile)
{
    return providerSaid(m_configuration, m_ledger.textOf(profile[ProfileField::Source]),
                        providerOfModel(m_ledger.textOf(profile[ProfileField::Model])));
}

bool Deriver::isProviderGuessed(const Profile &profile)
{
    if (profile[ProfileField::Provider] == 0)
        return true;
    const std::string provider = m_ledger.textOf(profile[ProfileField::Provider]);
    // A cloud is told by how it alone writes a model ("claude-sonnet-4-5@20250929").
    return !ofSource(profile[ProfileField::Source]).tellsProvider && !isCloud(provider) &&
           provider == providerOfModel(m_ledger.textOf(profile[ProfileField::Model]));
}

void Deriver::applyLabels(Profile &profile, OfProfile &out)
{
    out.labelTask = labelTaskOf(profile[ProfileField::Source]);
    const auto it = m_configuration.labels.find(m_ledger.textOf(profile[ProfileField::Source]));
    if (it == m_configuration.labels.end())
        return;
    for (const auto &[dimension, value] : it->second) {
        const auto field = profileFieldOf(dimension);
        if (!field)
            continue;
        if (dimension != Dimension::Provider) {
            if (profile[*field] == 0)
                profile[*field] = m_ledger.text(value);
        } else if (const std::string said = providerSaidOf(profile);
                   !said.empty() && isProviderGuessed(profile)) {
            profile[*field] = m_ledger.text(said);
        }
    }
}

void Deriver::applyPlan(Profile &profile, OfProfile &out, const std::string &keyId)
{
    const std::string source = m_ledger.textOf(profile[ProfileField::Source]);
    const std::string key = m_ledger.textOf(profile[ProfileField::Key]);
    // A telemetry source's spans are an observer of their own, and paid as the source is.
    const std::string_view main = mainSource(source);
    const auto exactness = [&](const Ingest::Plan &plan) {
        return (plan.key.empty() ? 0 : 2) + (plan.source == source ? 1 : 0);
    };
    const Ingest::Plan *found = nullptr;
    for (const Ingest::Plan &plan : m_configuration.plans) {
        const bool bySource = plan.source.empty() || plan.source == source || plan.source == main;
        const bool byKey = plan.key.empty() || plan.key == key || plan.key == keyId;
        if (!bySource || !byKey || (plan.source.empty() && plan.key.empty()))
            continue;
        if (!found || exactness(*found) < exactness(plan))
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

/// By another seller's prices, where it has any of the model.
void Deriver::priceAt(const std::string &seller, const std::string &group, OfProfile &out) const
{
    const PriceBook::Handle price = m_book->resolve(seller, out.model, group);
    if (price == 0)
        return;
    out.provider = seller;
    out.price = price;
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
    const TextId group = profile[ModelGroup];
    out.price = m_book->resolve(out.provider, out.model, m_ledger.textOf(group));
    // Of a cloud that only the name of a place tells.
    if (out.price == 0 && isCloud(out.provider) && !ofSource(profile[Source]).tellsProvider)
        priceAt(std::string(providerOfModel(out.model)), m_ledger.textOf(group), out);
    const std::string source = m_ledger.textOf(profile[Source]);
    for (const auto &[confirmedSource, model] : m_configuration.confirmed)
        out.isConfirmed = out.isConfirmed || (confirmedSource == source && model == out.model);
    applyLabels(profile, out);
    // By a seller that somebody named; without prices of its own they stay the maker's.
    if (const std::string seller = m_ledger.textOf(profile[Provider]); seller != out.provider)
        priceAt(seller, m_ledger.textOf(group), out);
    const Profile said = profile;
    applyNames(profile, source);
    applyPlan(profile, out, m_ledger.textOf(said[Key]));
    Profile byUser = profile;
    applyPerson(byUser, said, Told::ByUser);
    out.byUser = m_ledger.profile(byUser);
    applyPerson(profile, said, Told::ByUserOrKey);
    out.keyEnvironment = m_ledger.text(environmentInKey(m_ledger.textOf(profile[Key])));
    out.attributed = m_ledger.profile(profile);
    return m_profiles.emplace(id, std::move(out)).first->second;
}

const DirectoryNames &Deriver::names()
{
    if (m_names)
        return *m_names;
    std::vector<DirectoryNames::Entry> entries;
    for (const DirectoryRow &row : m_ledger.directory())
        entries.push_back({m_ledger.textOf(row.source), static_cast<DirectoryEntry::Kind>(row.kind),
                           m_ledger.textOf(row.id), m_ledger.textOf(row.name),
                           m_ledger.textOf(row.email)});
    return m_names.emplace(entries);
}

void Deriver::rememberNames()
{
    (void)names();
}

bool Deriver::takeNewNames()
{
    const std::optional<DirectoryNames> before = std::exchange(m_names, std::nullopt);
    const std::vector<std::string> ids = names().differingIds(before.value_or(DirectoryNames()));
    const bool isMet = std::any_of(ids.begin(), ids.end(), [this](const std::string &id) {
        const auto text = m_ledger.findText(id);
        return text && m_ledger.isInProfiles(*text);
    });
    if (isMet)
        m_profiles.clear();
    return isMet;
}

void Deriver::applyNames(Profile &profile, const std::string &source)
{
    if (names().isEmpty())
        return;
    for (const auto &[field, kind] : namedFields) {
        if (profile[field] == 0)
            continue;
        const std::string_view shown =
            names().nameOf(kind, source, m_ledger.textOf(profile[field]));
        if (!shown.empty())
            profile[field] = m_ledger.text(shown);
    }
}

const Deriver::People &Deriver::people()
{
    if (m_people)
        return *m_people;
    People &all = m_people.emplace();
    for (const Person &person : m_configuration.people) {
        const Member member{m_ledger.text(person.name), m_ledger.text(person.team),
                            m_ledger.text(person.costCenter)};
        all.byName.emplace(member.name, member);
        const auto add = [&](const Identity &identity) {
            all.byIdentity.emplace(comparable(identity), member);
        };
        add({Identity::Kind::GatewayUser, person.name});
        if (!person.email.empty())
            add({Identity::Kind::Email, person.email});
        for (const Identity &identity : person.identities)
            add(identity);
    }
    return all;
}

void Deriver::applyPerson(Profile &profile, const Profile &said, Told told)
{
    if (m_configuration.people.empty())
        return;
    // The user says more than the key: a key may be lent.
    for (const auto &[field, kind] : {std::pair{ProfileField::User, Identity::Kind::GatewayUser},
                                      {ProfileField::Key, Identity::Kind::Key}}) {
        if (field == ProfileField::Key && told == Told::ByUser)
            return;
        for (const TextId id : {said[field], profile[field]}) {
            if (id == 0)
                continue;
            const auto found = people().byIdentity.find(comparable({kind, m_ledger.textOf(id)}));
            if (found == people().byIdentity.end())
                continue;
            profile[ProfileField::User] = found->second.name;
            fillFrom(found->second, profile);
            return;
        }
    }
}

void Deriver::fillFrom(const Member &member, Profile &profile)
{
    for (const auto &[field, value] : {std::pair{ProfileField::Team, member.team},
                                       {ProfileField::CostCenter, member.costCenter}}) {
        if (profile[field] == 0)
            profile[field] = value;
    }
}

std::uint32_t Deriver::withEnvironment(std::uint32_t attributed, TextId keyEnvironment,
                                       std::uint32_t tags)
{
    const TextId fromTags = tags == 0 ? 0 : evidenceOf(tags).environment;
    const TextId environment = fromTags != 0 ? fromTags : keyEnvironment;
    if (environment == 0)
        return attributed;
    const std::uint64_t key = (std::uint64_t{attributed} << 32U) | environment;
    if (const auto it = m_withEnvironment.find(key); it != m_withEnvironment.end())
        return it->second;
    if (m_withEnvironment.size() >= remembered)
        m_withEnvironment.clear();
    Profile profile = m_ledger.profileOf(attributed);
    // Evidence speaks only where nobody has.
    if (profile[ProfileField::Environment] == 0)
        profile[ProfileField::Environment] = environment;
    return m_withEnvironment.emplace(key, m_ledger.profile(profile)).first->second;
}

bool Deriver::matches(const CompiledFilter &filter, const EventState &state,
                      const EventDerived &derived, const Profile &profile)
{
    const auto isWanted = [&filter](TextId id) {
        return std::find(filter.anyOf.begin(), filter.anyOf.end(), id) != filter.anyOf.end();
    };
    const Dimension dimension = filter.dimension.dimension;
    if (const auto field = profileFieldOf(dimension)) {
        if (isWanted(profile[*field]))
            return true;
        // By its id too: what a log says is what a rule is written for.
        const TextId id = isNamed(*field) ? m_ledger.profileOf(state.profile)[*field] : 0;
        return id != 0 && isWanted(id);
    }
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
        const TextId branch = m_ledger.threadOf(state.thread).branch;
        if (filter.dimension.tagKey == "branch" && branch != 0)
            return isWanted(branch);
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

const std::vector<Deriver::CompiledRule> &Deriver::rules()
{
    if (std::exchange(m_rulesCompiled, true))
        return m_rules;
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
    return m_rules;
}

void Deriver::applyRules(const EventState &state, EventDerived &derived)
{
    if (m_configuration.attributionRules.empty())
        return;
    // Rules see what was said, not what an earlier rule made of it; the first that sets a
    // dimension wins.
    const Profile said = m_ledger.profileOf(derived.attributed);
    Profile profile = said;
    const EventDerived before = derived;
    std::set<Dimension> done;
    for (const CompiledRule &rule : rules()) {
        if (!rule.range.contains(state.at) ||
            !std::all_of(rule.match.begin(), rule.match.end(),
                         [&](const CompiledFilter &f) { return matches(f, state, before, said); }))
            continue;
        for (const auto &[dimension, value] : rule.set) {
            if (!done.insert(dimension).second)
                continue;
            if (dimension == Dimension::Task)
                std::tie(derived.task, m_taskMethod) = std::pair{value, TaskMethod::Rule};
            else if (const auto field = profileFieldOf(dimension))
                profile[*field] = value;
        }
    }
    // Whom a rule names brings team and cost center along, unless a rule names those too.
    const auto member = people().byName.find(profile[ProfileField::User]);
    if (profile[ProfileField::User] != said[ProfileField::User] && member != people().byName.end())
        fillFrom(member->second, profile);
    derived.attributed = m_ledger.profile(profile);
}

std::uint32_t Deriver::attributedOf(std::uint32_t profile, Instant at, Told told)
{
    EventState state;
    state.at = at;
    state.profile = profile;
    EventDerived derived;
    const OfProfile &of = ofProfile(profile);
    derived.attributed =
        withEnvironment(told == Told::ByUser ? of.byUser : of.attributed, of.keyEnvironment, 0);
    applyRules(state, derived);
    return derived.attributed;
}

} // namespace outlay
