// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Ingest: a person's name taken out of the ledger for good.
#include "models/ingest/ingest_p.h"

#include "models/formats/observation.h"
#include "models/ledger/pseudonyms.h"

#include <algorithm>
#include <map>

namespace outlay {
namespace {

/// What a person is called, wherever it stands.
std::set<std::string> calledBy(LedgerWriter &ledger, const Person &person)
{
    std::set<std::string> names{person.name};
    if (!person.email.empty())
        names.insert(person.email);
    for (const Identity &identity : person.identities)
        names.insert(identity.value);
    // What a provider's directory says of one of them. What keys are called there may be what
    // teams are called, too.
    for (const DirectoryRow &row : ledger.directory()) {
        if (static_cast<DirectoryEntry::Kind>(row.kind) != DirectoryEntry::Kind::User)
            continue;
        const std::array texts{ledger.textOf(row.id), ledger.textOf(row.name),
                               ledger.textOf(row.email)};
        const bool isTheirs = std::any_of(texts.begin(), texts.end(), [&](const auto &text) {
            return !text.empty() && names.contains(text);
        });
        if (isTheirs)
            names.insert(texts.begin(), texts.end());
    }
    names.erase(std::string());
    // Addresses as they were written.
    for (const std::string &name : std::set(names)) {
        if (name.find('@') == std::string::npos)
            continue;
        names.insert(foldedText(name));
        for (const std::string &text : ledger.textsLike(name))
            names.insert(text);
    }
    return names;
}

Result<std::string> freePseudonym(LedgerWriter &ledger, const std::vector<Person> &people,
                                  const std::string &name)
{
    const std::string hash = keyedHash(ledger.pseudonymSalt(), "person " + name);
    for (std::size_t digits = 4; digits <= hash.size(); ++digits) {
        const std::string wanted = "person-" + hash.substr(0, digits);
        const bool isTaken = std::any_of(people.begin(), people.end(),
                                         [&](const Person &one) { return one.name == wanted; });
        if (!isTaken && !ledger.findText(wanted))
            return wanted;
    }
    return failure(Error::Kind::Internal, "no pseudonym is free");
}

/// An address in other letters, which compared as the same, has a pseudonym of its own.
std::vector<Identity> renamedIdentities(const std::vector<Identity> &before,
                                        const Renaming &renaming)
{
    std::vector<Identity> after;
    for (const Identity &identity : before) {
        if (!renaming.of(identity.value))
            after.push_back(identity);
        for (const auto &[text, instead] : renaming.texts()) {
            if (foldedText(text) == foldedText(identity.value))
                after.push_back({identity.kind, instead});
        }
    }
    return after;
}

/// Everybody as they are called from now on, in this version of the list.
Result<std::string> renamedPeople(const std::string &json, const Renaming &renaming,
                                  const std::string &name, const std::string &pseudonym)
{
    auto people = parsePeople(json);
    if (!people)
        return tl::unexpected<Error>(people.error());
    for (Person &person : *people) {
        if (person.name == name || person.name == pseudonym) {
            if (!person.email.empty())
                person.identities.push_back({Identity::Kind::Email, person.email});
            person.name = pseudonym;
            person.email.clear();
            // What they were called before and are no longer is not theirs to be known by.
            std::erase_if(person.identities, [&](const Identity &identity) {
                return !renaming.of(identity.value) && !identity.value.starts_with(pseudonym);
            });
        }
        person.identities = renamedIdentities(person.identities, renaming);
    }
    return toJson(normalised(*std::move(people)));
}

const std::map<std::string, Renaming::Members> &membersOfConfigurations()
{
    static const std::map<std::string, Renaming::Members> all{
        {configurationName::budgets, {{"scope", "member", "owner", "deputy"}, {"name", "note"}}},
        {configurationName::attributionRules, {{"match", "set"}, {}}},
        {configurationName::labels, {{"*"}, {}}},
        {configurationName::plans, {{"key"}, {}}}};
    return all;
}

Result<> checkNothingElse(LedgerWriter &ledger, const Person &person,
                          const std::set<std::string> &names)
{
    for (const std::string &name : names) {
        const bool isKey = std::any_of(
            person.identities.begin(), person.identities.end(), [&](const Identity &one) {
                return one.kind == Identity::Kind::Key && one.value == name;
            });
        const std::string use = ledger.fixedUseOf(name, isKey);
        if (!use.empty())
            return failure(Error::Kind::Refused,
                           "\"" + name + "\" is also " + use +
                               ", which cannot be renamed; take it from the person first");
    }
    return ledger.status();
}

/// Every version of what names people; of the one in force, how many of what.
Result<> renameInConfiguration(LedgerWriter &ledger, const Renaming &renaming,
                               const std::string &name, PseudonymEffect &effect)
{
    Result<> done;
    ledger.rewriteConfiguration(configurationName::people, [&](const std::string &json) {
        auto after = renamedPeople(json, renaming, name, effect.pseudonym);
        if (!after)
            done = tl::unexpected<Error>(after.error());
        return after.value_or(json);
    });
    for (const auto &[row, members] : membersOfConfigurations()) {
        const std::string before = ledger.configuration(row).value_or(std::string());
        ledger.rewriteConfiguration(
            row, [&](const std::string &json) { return renaming.json(json, members); });
        effect.settings += ledger.configuration(row).value_or(std::string()) != before ? 1 : 0;
    }
    return done;
}

Result<> renameTrackers(LedgerWriter &ledger, const BudgetRules &before, const std::string &json,
                        PseudonymEffect &effect)
{
    const auto after = parseBudgets(json);
    if (!after)
        return tl::unexpected<Error>(after.error());
    for (const Budget &budget : before.budgets) {
        const auto same = std::find_if(after->budgets.begin(), after->budgets.end(),
                                       [&](const Budget &one) { return one.id == budget.id; });
        if (same == after->budgets.end() || *same == budget)
            continue;
        ledger.renameTracker(trackerKey(budget), trackerKey(*same));
        ++effect.budgets;
    }
    return {};
}

} // namespace

Result<> Ingest::Data::pseudonymise(const std::string &name, PseudonymEffect &effect)
{
    const Configuration before = deriver.configuration();
    const auto person = std::find_if(before.people.begin(), before.people.end(),
                                     [&](const Person &one) { return one.name == name; });
    if (person == before.people.end())
        return failure(Error::Kind::Usage, "nobody is called \"" + name + "\"");
    const std::set<std::string> names = calledBy(*ledger, *person);
    OUTLAY_TRY(checkNothingElse(*ledger, *person, names));
    const auto pseudonym = freePseudonym(*ledger, before.people, name);
    if (!pseudonym)
        return tl::unexpected<Error>(pseudonym.error());
    effect = PseudonymEffect{};
    effect.pseudonym = *pseudonym;
    Renaming renaming;
    int number = 0;
    for (const std::string &one : names) {
        const std::string instead =
            one == name ? *pseudonym : *pseudonym + "." + std::to_string(++number);
        renaming.add(one, instead);
        effect.around += ledger->textsAround(one) - (ledger->findText(one) ? 1 : 0);
    }
    const auto closings = ledger->closingsNaming(renaming);
    if (!closings)
        return tl::unexpected<Error>(closings.error());
    effect.texts = ledger->renameTexts(renaming);
    for (const auto &[text, instead] : renaming.texts())
        ledger->addPseudonym(text, instead);
    OUTLAY_TRY(renameInConfiguration(*ledger, renaming, name, effect));
    if (const auto budgets = ledger->configuration(configurationName::budgets))
        OUTLAY_TRY(renameTrackers(*ledger, before.rules, *budgets, effect));
    effect.alerts = ledger->renameInAlerts(renaming);
    ledger->rekeyClosings(*closings, renaming, now());
    for (const auto &closing : *closings)
        effect.months.push_back(closing.period.month());
    ledger->recordChange(now(), "pseudonym", *pseudonym, 0, {}, {});
    return ledger->status();
}

Result<> Ingest::pseudonymise(const std::string &name, PseudonymEffect &effect)
{
    Data &d = *m_data;
    d.ledger->overwriteDeleted();
    OUTLAY_TRY(d.begin());
    const Configuration before = d.deriver.configuration();
    auto done = d.pseudonymise(name, effect);
    // Nothing is derived anew: ids are what they were, and so is every figure.
    d.forget();
    if (done)
        done = d.loadConfiguration();
    if (done)
        done = d.finish();
    if (!done) {
        d.ledger->rollback();
        d.forget();
        (void)d.deriver.configure(before);
        d.rules.setRules(before.rules);
        return done;
    }
    d.ledger->compact();
    return {};
}

} // namespace outlay
