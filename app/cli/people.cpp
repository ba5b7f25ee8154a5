// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/effect.h"
#include "app/cli/interrupt.h"
#include "app/cli/openledger.h"
#include "app/cli/pricelayers.h"
#include "app/cli/pseudonymise.h"
#include "app/cli/question.h"
#include "app/cli/table.h"
#include "app/cli/text.h"
#include "app/cli/undo.h"
#include "app/cli/verbs.h"
#include "models/ingest/peoplehistory.h"
#include "models/receipt/peoplereport.h"

#include <algorithm>
#include <array>
#include <filesystem>

namespace outlay::cli {

namespace {

using People = std::vector<Person>;

constexpr std::array peopleOptions{
    Option{"email", "ADDRESS", "add, set: their e-mail"},
    Option{"team", "NAME", "add, set: their team, where a log does not say one"},
    Option{"cost-center", "NAME", "add, set: their cost center, likewise"},
    Option{"identity", "KIND=VALUE", "add, set: how a source calls them; repeat for more"},
    Option{"without", "KIND=VALUE", "set: takes an identity away"},
    Option{"name", "NAME", "set: a new name"},
    Option{"apply", "", "suggest: take all suggestions"},
    Option{"top", "N", "unmapped: the N dearest (default: all)"},
    Option{"yes", "", "pseudonymise: do it, as it cannot be undone"},
    dryRunOption,
    fromOption,
    toOption,
    zoneOption,
};

constexpr std::string_view help =
    R"(Who money is spent for. A person gathers what sources call them; requests whose user or key is
one of these are theirs, and get their team and cost center where the log says none. Sums stay the same.

list                      everybody, with identities and spend
add NAME …                a new person
set NAME …                changes what is given; an empty value clears it
remove NAME               forgets a person; the requests keep what the log called them
join NAME KIND=VALUE…     gives a person more identities (VALUE alone: an e-mail or a gateway's user)
pseudonymise NAME [--yes] puts "person-7f3a" in the place of everything a person is called, for
                          good: also in budgets, rules, alerts, their history, closed months and
                          later imports; figures stay. Says what it would do, and does it with --yes
undo                      puts back the persons before the last change, and so on
unmapped                  users, and keys without a user, that are nobody's yet, dearest first
suggest [--apply]         who they seem to be: the same e-mail, the owner of the key in a provider's
                          directory, the same name before the @
import FILE.csv           columns name, email, team, cost_center, gateway_user, key, os_user,
                          provider_user; several identities in a cell are separated by semicolons

Kinds of identities: email, gateway_user, key, os_user, provider_user.

Examples:
  outlay-cli people add "Ada Lovelace" --email ada@example.com --team search
  outlay-cli people join "Ada Lovelace" os_user=ada key=ada-laptop
  outlay-cli people suggest
  outlay-cli people import team.csv --dry-run
  outlay-cli people unmapped --from 2026-11-01 --json
)";

Result<Identity> parseIdentity(const std::string &text)
{
    const std::size_t sign = text.find('=');
    if (sign == std::string::npos)
        return Identity{text.find('@') == std::string::npos ? Identity::Kind::GatewayUser
                                                            : Identity::Kind::Email,
                        text};
    const auto kind = identityKindNamed(text.substr(0, sign));
    if (!kind)
        return failure(Error::Kind::Usage,
                       "\"" + printable(text.substr(0, sign)) +
                           "\" is no kind of identity; it is email, gateway_user, key, os_user or "
                           "provider_user");
    if (sign + 1 == text.size())
        return failure(Error::Kind::Usage, "the identity after \"" + text + "\" is missing");
    return Identity{*kind, text.substr(sign + 1)};
}

Result<std::vector<Identity>> parseIdentities(const std::vector<std::string> &texts)
{
    std::vector<Identity> identities;
    for (const std::string &text : texts) {
        const auto identity = parseIdentity(text);
        if (!identity)
            return tl::unexpected<Error>(identity.error());
        identities.push_back(*identity);
    }
    return identities;
}

/// Everybody there is; nobody where there is no ledger yet.
Result<People> storedPeople(const Arguments &arguments)
{
    std::error_code error;
    if (!std::filesystem::exists(ledgerPath(arguments), error) && !error)
        return People{};
    const auto reader = openReader(arguments);
    if (!reader)
        return tl::unexpected<Error>(reader.error());
    return (*reader)->people();
}

Result<People::iterator> find(People &people, const std::string &name)
{
    const auto found = std::find_if(people.begin(), people.end(),
                                    [&](const Person &person) { return person.name == name; });
    if (found != people.end())
        return found;
    std::vector<std::string_view> names;
    for (const Person &person : people)
        names.emplace_back(person.name);
    const std::string_view near = nearest(name, names);
    return failure(Error::Kind::Usage,
                   "nobody is called \"" + printable(name) + "\"" +
                       (near.empty() ? "; see: people list"
                                     : "; did you mean \"" + std::string(near) + "\"?"));
}

Result<> takeOptions(const Arguments &arguments, Person &person)
{
    for (const auto &[option, field] : {std::pair{"email", &Person::email},
                                        {"team", &Person::team},
                                        {"cost-center", &Person::costCenter},
                                        {"name", &Person::name}}) {
        if (const auto value = arguments.value(option))
            person.*field = *value;
    }
    if (!person.email.empty() && person.email.find('@') == std::string::npos)
        return failure(Error::Kind::Usage,
                       "\"" + printable(person.email) + "\" is no e-mail address");
    const auto more = parseIdentities(arguments.values("identity"));
    const auto less = parseIdentities(arguments.values("without"));
    if (!more || !less)
        return tl::unexpected<Error>((more ? less : more).error());
    person.identities.insert(person.identities.end(), more->begin(), more->end());
    for (const Identity &gone : *less) {
        if (std::erase(person.identities, gone) == 0)
            return failure(Error::Kind::Usage, person.name + " has no identity " +
                                                   std::string(name(gone.kind)) + "=" +
                                                   printable(gone.value));
    }
    return {};
}

int change(const Arguments &arguments, People people, const std::string &said)
{
    people = normalised(std::move(people));
    if (const Result<> sound = checkPeople(people); !sound)
        return arguments.fail(sound.error());
    ConfigurationChange wanted;
    wanted.people = people;
    return changeAfterShowing(
        arguments, wanted, [&people](Ingest &ingest) { return ingest.setPeople(people); }, said);
}

int add(const Arguments &arguments, People people)
{
    const std::vector<std::string> &words = arguments.positional();
    if (words.size() != 2)
        return arguments.failUsage("write: people add NAME");
    if (find(people, words[1]))
        return arguments.failUsage("there is somebody called \"" + printable(words[1]) +
                                   "\" already; change them with: people set");
    Person &person = people.emplace_back();
    person.name = words[1];
    if (const Result<> taken = takeOptions(arguments, person); !taken)
        return arguments.fail(taken.error());
    return change(arguments, std::move(people), "Added " + printable(words[1]) + ".");
}

int set(const Arguments &arguments, People people)
{
    const std::vector<std::string> &words = arguments.positional();
    if (words.size() != 2)
        return arguments.failUsage("write: people set NAME and what to change");
    const auto person = find(people, words[1]);
    if (!person)
        return arguments.fail(person.error());
    if (const Result<> taken = takeOptions(arguments, **person); !taken)
        return arguments.fail(taken.error());
    return change(arguments, std::move(people), "Changed " + printable(words[1]) + ".");
}

int remove(const Arguments &arguments, People people)
{
    const std::vector<std::string> &words = arguments.positional();
    if (words.size() != 2)
        return arguments.failUsage("write: people remove NAME");
    const auto person = find(people, words[1]);
    if (!person)
        return arguments.fail(person.error());
    people.erase(*person);
    return change(arguments, std::move(people), "Removed " + printable(words[1]) + ".");
}

int join(const Arguments &arguments, People people)
{
    const std::vector<std::string> &words = arguments.positional();
    if (words.size() < 3)
        return arguments.failUsage("write: people join NAME KIND=VALUE");
    const auto person = find(people, words[1]);
    if (!person)
        return arguments.fail(person.error());
    const auto identities = parseIdentities({words.begin() + 2, words.end()});
    if (!identities)
        return arguments.fail(identities.error());
    std::vector<Identity> &all = (*person)->identities;
    all.insert(all.end(), identities->begin(), identities->end());
    return change(arguments, std::move(people), "Joined to " + printable(words[1]) + ".");
}

int importCsv(const Arguments &arguments, People people)
{
    const std::vector<std::string> &words = arguments.positional();
    if (words.size() != 2)
        return arguments.failUsage("write: people import FILE.csv");
    const Result<std::string> bytes = readWholeFile(words[1]);
    if (!bytes)
        return arguments.fail(bytes.error());
    const std::size_t before = people.size();
    Result<People> read = peopleFromCsv(*bytes, words[1], std::move(people));
    if (!read)
        return arguments.fail(read.error());
    const std::size_t after = read->size();
    return change(arguments, *std::move(read),
                  counted(static_cast<std::int64_t>(after - before), "person was", "persons were") +
                      " added; there are " + grouped(static_cast<std::int64_t>(after)) + ".");
}

int undo(const Arguments &arguments, People)
{
    const auto former = formerPeople(ledgerPath(arguments));
    if (!former)
        return arguments.failLedger(former.error());
    if (*former) {
        const auto number = static_cast<std::int64_t>((*former)->size());
        return change(arguments, **former,
                      std::string("Undone; there ") + (number == 1 ? "is " : "are ") +
                          counted(number, "person", "persons") + " now.");
    }
    return sayNothingToUndo(arguments);
}

Result<PeopleReport> reportOf(const Arguments &arguments)
{
    const auto reader = openReader(arguments);
    if (!reader)
        return tl::unexpected<Error>(reader.error());
    const auto query = narrowedQuery(arguments, **reader);
    if (!query)
        return tl::unexpected<Error>(query.error());
    return peopleReport(**reader, *query, interruptToken());
}

void writeIdentity(JsonWriter &json, const Identity &identity)
{
    json.beginObject().field("kind", name(identity.kind));
    json.field("value", std::string_view(identity.value)).endObject();
}

std::optional<std::string> known(const std::string &text)
{
    return text.empty() ? std::nullopt : std::optional(text);
}

std::string identityText(const Identity &identity)
{
    return std::string(name(identity.kind)) + "=" + identity.value;
}

int list(const Arguments &arguments)
{
    const Result<PeopleReport> report = reportOf(arguments);
    if (!report)
        return arguments.failLedger(report.error());
    if (arguments.isJson()) {
        JsonWriter json(arguments.out());
        json.beginObject().key("people").beginArray();
        for (const PersonSpend &one : report->people) {
            json.newLine().beginObject();
            json.field("name", std::string_view(one.person.name));
            json.key("email").text(known(one.person.email));
            json.key("team").text(known(one.person.team));
            json.key("cost_center").text(known(one.person.costCenter));
            json.key("identities").beginArray();
            for (const Identity &identity : one.person.identities)
                writeIdentity(json, identity);
            json.endArray();
            json.field("requests", one.requests).key("cost_usd").money(one.cost).endObject();
        }
        json.endArray().key("nobody_usd").money(report->nobody);
        json.key("total_usd").money(report->total).endObject();
        return exitcode::done;
    }
    if (report->people.empty()) {
        arguments.out().line("Nobody yet. See who is in the logs with: outlay-cli people suggest");
        return exitcode::done;
    }
    Table table;
    for (const char *heading : {"person", "e-mail", "team", "cost center", "identities"})
        table.addColumn(heading, Table::Align::Left);
    table.addColumn("requests", Table::Align::Right);
    table.addColumn("cost", Table::Align::Right);
    for (const PersonSpend &one : report->people) {
        std::string identities;
        for (const Identity &identity : one.person.identities)
            identities += (identities.empty() ? "" : ", ") + identityText(identity);
        table.addRow({one.person.name, one.person.email, one.person.team, one.person.costCenter,
                      identities, grouped(one.requests), dollars(one.cost)});
    }
    table.print(arguments.out(), arguments.out().width());
    return exitcode::done;
}

int unmapped(const Arguments &arguments)
{
    Result<PeopleReport> report = reportOf(arguments);
    if (!report)
        return arguments.failLedger(report.error());
    if (const auto top = arguments.value("top")) {
        std::size_t most = 0;
        for (const char c : *top) {
            if (c < '0' || c > '9' || most > 100'000'000)
                return arguments.failUsage("--top " + printable(*top) + ": write a number");
            most = most * 10 + static_cast<std::size_t>(c - '0');
        }
        report->unmapped.resize(std::min(most, report->unmapped.size()));
    }
    if (arguments.isJson()) {
        JsonWriter json(arguments.out());
        json.beginObject().key("unmapped").beginArray();
        for (const UnmappedIdentity &one : report->unmapped) {
            json.newLine().beginObject().key("identity");
            writeIdentity(json, one.identity);
            json.field("requests", one.requests).key("cost_usd").money(one.cost).endObject();
        }
        json.endArray().key("nobody_usd").money(report->nobody);
        json.key("total_usd").money(report->total).endObject();
        return exitcode::done;
    }
    if (report->unmapped.empty()) {
        arguments.out().line("Every user and key belongs to somebody.");
        return exitcode::done;
    }
    Table table;
    table.addColumn("kind", Table::Align::Left);
    table.addColumn("identity", Table::Align::Left);
    table.addColumn("requests", Table::Align::Right);
    table.addColumn("cost", Table::Align::Right);
    for (const UnmappedIdentity &one : report->unmapped)
        table.addRow({std::string(name(one.identity.kind)), one.identity.value,
                      grouped(one.requests), dollars(one.cost)});
    table.print(arguments.out(), arguments.out().width());
    return exitcode::done;
}

std::string reasonText(const JoinSuggestion &suggestion)
{
    switch (suggestion.reason) {
    case JoinSuggestion::Reason::SameEmail:
        return "same e-mail";
    case JoinSuggestion::Reason::KeyOwner:
        return "owner of the key";
    case JoinSuggestion::Reason::SameLocalPart:
        return "same name before the @";
    case JoinSuggestion::Reason::NewPerson:
        break;
    }
    return "new person";
}

int suggest(const Arguments &arguments, People people)
{
    const Result<PeopleReport> report = reportOf(arguments);
    if (!report)
        return arguments.failLedger(report.error());
    if (arguments.has("apply")) {
        for (const JoinSuggestion &suggestion : report->suggestions)
            people = joined(std::move(people), suggestion);
        return change(arguments, std::move(people),
                      counted(static_cast<std::int64_t>(report->suggestions.size()), "identity was",
                              "identities were") +
                          " joined.");
    }
    if (arguments.isJson()) {
        JsonWriter json(arguments.out());
        json.beginObject().key("suggestions").beginArray();
        for (const JoinSuggestion &suggestion : report->suggestions) {
            json.newLine().beginObject().key("identity");
            writeIdentity(json, suggestion.identity);
            json.field("person", std::string_view(suggestion.person));
            json.field("reason", name(suggestion.reason));
            json.key("cost_usd").money(suggestion.cost).endObject();
        }
        json.endArray().endObject();
        return exitcode::done;
    }
    if (report->suggestions.empty()) {
        arguments.out().line("No suggestion. See who is missing with: outlay-cli people unmapped");
        return exitcode::done;
    }
    Table table;
    for (const char *heading : {"identity", "is", "because"})
        table.addColumn(heading, Table::Align::Left);
    table.addColumn("cost", Table::Align::Right);
    for (const JoinSuggestion &suggestion : report->suggestions)
        table.addRow({identityText(suggestion.identity), suggestion.person, reasonText(suggestion),
                      dollars(suggestion.cost)});
    table.print(arguments.out(), arguments.out().width());
    arguments.out().line("Take them all with: outlay-cli people suggest --apply");
    return exitcode::done;
}

int run(Arguments &arguments)
{
    const std::string what =
        arguments.positional().empty() ? std::string() : arguments.positional().front();
    if (what == "list")
        return list(arguments);
    if (what == "unmapped")
        return unmapped(arguments);
    if (what == "pseudonymise")
        return pseudonymise(arguments);
    using Change = int (*)(const Arguments &, People);
    constexpr std::array<std::pair<std::string_view, Change>, 7> changes = {{
        {"add", add},
        {"set", set},
        {"remove", remove},
        {"join", join},
        {"import", importCsv},
        {"undo", undo},
        {"suggest", suggest},
    }};
    for (const auto &[word, function] : changes) {
        if (what != word)
            continue;
        Result<People> people = storedPeople(arguments);
        if (!people)
            return arguments.failLedger(people.error());
        return function(arguments, *std::move(people));
    }
    constexpr std::string_view all =
        "people list, add, set, remove, join, suggest, import, undo, unmapped or pseudonymise";
    return arguments.failUsage(what.empty() ? "say what to do: " + std::string(all)
                                            : "cannot do \"" + printable(what) + "\"; it is " +
                                                  std::string(all));
}

} // namespace

const Verb peopleVerb{"people",
                      "who money is spent for, and what sources call them",
                      "list|unmapped|suggest|undo | add|set|remove|join|pseudonymise NAME … | "
                      "import FILE",
                      peopleOptions,
                      help,
                      run};

} // namespace outlay::cli
