// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/effect.h"
#include "app/cli/interrupt.h"
#include "app/cli/openledger.h"
#include "app/cli/pricelayers.h"
#include "app/cli/question.h"
#include "app/cli/table.h"
#include "app/cli/text.h"
#include "app/cli/undo.h"
#include "app/cli/verbs.h"
#include "models/ingest/configuration.h"
#include "models/ledger/configurationentry.h"
#include "models/ledger/people.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <filesystem>

namespace outlay::cli {

namespace {

using Rule = Ingest::AttributionRule;
using Rules = std::vector<Rule>;

constexpr std::array attributionOptions{
    Option{"match", "DIM=VALUE",
           "only this; repeat to add values or dimensions; \"DIM=\": unknown"},
    Option{"set", "DIM=VALUE", "person, team, cost_center, project, environment, task, task_kind"},
    Option{"at", "N", "add: its place in the order (default: the last)"},
    fromOption,
    toOption,
    zoneOption,
    dryRunOption,
};

constexpr std::string_view help =
    R"(Rules that say who and what a request was for. They are gone through in order; of each dimension
the first rule that sets it wins. A rule matches by any dimension, as logs say it, not as another rule made
it; with --from and --to only requests of that time. Every change shows first what it moves, and can be
undone. Sums stay the same.

list                    the rules, numbered
add --match … --set …   a new rule, at the end or --at N
preview --match … --set …  what such a rule would move; like add --dry-run
set N …                 replaces what is given of rule N
move N TO               gives rule N another place
remove N                takes rule N away
undo                    puts back the rules before the last change, and so on
shares                  by what the tasks of requests are known: rule, explicit, ticket, pull_request,
                        ci_run, label, session, none
export                  the rules as JSON
import FILE             takes rules from such a file instead of those there are

Examples:
  outlay-cli attribution preview --match key=svc-search --set team=search
  outlay-cli attribution add --match tag:app=review --set task_kind=review --from 2026-11-01
  outlay-cli attribution add --match user= --match key=ada-laptop --set person="Ada Lovelace" --at 1
  outlay-cli attribution shares --from month
)";

Result<Rules> storedRules(const Arguments &arguments)
{
    std::error_code error;
    if (!std::filesystem::exists(ledgerPath(arguments), error) && !error)
        return Rules{};
    const auto reader = openReader(arguments);
    if (!reader)
        return tl::unexpected<Error>(reader.error());
    const auto json = (*reader)->setting(configurationName::attributionRules);
    if (!json)
        return tl::unexpected<Error>(json.error());
    return parseAttributionRules(*json);
}

/// "person" is how people say what the ledger calls user.
std::string canonical(const std::string &text)
{
    constexpr std::string_view word = "person=";
    return text.starts_with(word) ? "user=" + text.substr(word.size()) : text;
}

Result<std::vector<std::pair<Dimension, std::string>>>
parseSet(const std::vector<std::string> &texts)
{
    std::vector<std::pair<Dimension, std::string>> set;
    for (const std::string &given : texts) {
        const std::string text = canonical(given);
        const std::size_t sign = text.find('=');
        const auto dimension = dimensionNamed(text.substr(0, sign));
        if (sign == std::string::npos || !dimension)
            return failure(Error::Kind::Usage,
                           "--set " + printable(given) +
                               ": write DIM=VALUE; DIM is person, team, cost_center, project, "
                               "environment, task or task_kind");
        set.emplace_back(*dimension, text.substr(sign + 1));
    }
    return set;
}

/// A slip of the pen would become somebody new.
Result<> checkPersons(const Arguments &arguments)
{
    constexpr std::string_view word = "person=";
    std::vector<Person> people;
    if (const auto reader = openReader(arguments)) {
        auto known = (*reader)->people();
        if (!known)
            return tl::unexpected<Error>(known.error());
        people = *std::move(known);
    }
    for (const std::string &given : arguments.values("set")) {
        const std::string wanted = given.starts_with(word) ? given.substr(word.size()) : "";
        if (wanted.empty() ||
            std::any_of(people.begin(), people.end(),
                        [&wanted](const Person &person) { return person.name == wanted; }))
            continue;
        std::vector<std::string_view> names;
        for (const Person &person : people)
            names.emplace_back(person.name);
        const std::string_view near = nearest(wanted, names);
        return failure(Error::Kind::Usage,
                       "nobody is called \"" + printable(wanted) + "\"" +
                           (near.empty() ? "; first: outlay-cli people add " + shellWord(wanted)
                                         : "; did you mean \"" + std::string(near) + "\"?"));
    }
    return {};
}

/// Takes over what the command line gives.
Result<> takeOptions(const Arguments &arguments, Rule &rule)
{
    std::vector<std::string> matches = arguments.values("match");
    std::transform(matches.begin(), matches.end(), matches.begin(), canonical);
    const auto match = parseFilters(matches);
    if (!match)
        return tl::unexpected<Error>(match.error());
    if (const Result<> known = checkPersons(arguments); !known)
        return known;
    const auto set = parseSet(arguments.values("set"));
    if (!set)
        return tl::unexpected<Error>(set.error());
    if (arguments.has("match"))
        rule.match = *match;
    if (arguments.has("set"))
        rule.set = *set;
    std::string ledgerZone = "UTC";
    if (const auto reader = openReader(arguments)) {
        if (const auto facts = (*reader)->facts())
            ledgerZone = facts->zone;
    }
    const auto zone = Zone::named(arguments.valueOr("tz", ledgerZone));
    if (!zone)
        return tl::unexpected<Error>(zone.error());
    for (const auto &[option, side] :
         {std::pair{"from", &TimeRange::from}, {"to", &TimeRange::to}}) {
        const auto text = arguments.value(option);
        if (!text)
            continue;
        if (text->empty()) {
            rule.range.*side = TimeRange{}.*side;
            continue;
        }
        const auto at = parseMoment(*text, *zone, arguments.now());
        if (!at)
            return tl::unexpected<Error>(at.error());
        rule.range.*side = *at;
    }
    return {};
}

std::string matchText(const Rule &rule)
{
    std::string text;
    for (const Filter &filter : rule.match) {
        std::string values;
        for (const auto &value : filter.anyOf)
            values += (values.empty() ? "" : "|") + value.value_or("(unknown)");
        text += (text.empty() ? "" : ", ") + toString(filter.dimension) + "=" + values;
    }
    return text.empty() ? "everything" : text;
}

std::string setText(const Rule &rule)
{
    std::string text;
    for (const auto &[dimension, value] : rule.set)
        text += (text.empty() ? "" : ", ") + std::string(name(dimension)) + "=" + value;
    return text;
}

std::optional<Instant> bound(Instant at, Instant none)
{
    return at == none ? std::nullopt : std::optional(at);
}

int list(const Arguments &arguments, const Rules &rules)
{
    if (arguments.isJson()) {
        JsonWriter json(arguments.out());
        json.beginObject().key("rules").beginArray();
        for (const Rule &rule : rules) {
            json.newLine().beginObject().key("match").beginArray();
            for (const Filter &filter : rule.match) {
                json.beginObject().field("dimension", std::string_view(toString(filter.dimension)));
                json.key("any_of").beginArray();
                for (const auto &value : filter.anyOf)
                    json.text(value);
                json.endArray().endObject();
            }
            json.endArray().key("set").beginObject();
            for (const auto &[dimension, value] : rule.set)
                json.field(name(dimension), std::string_view(value));
            json.endObject();
            json.key("from").time(bound(rule.range.from, TimeRange{}.from));
            json.key("to").time(bound(rule.range.to, TimeRange{}.to));
            json.endObject();
        }
        json.endArray().endObject();
        return exitcode::done;
    }
    if (rules.empty()) {
        arguments.out().line("No rule yet. See: outlay-cli attribution --help");
        return exitcode::done;
    }
    Table table;
    table.addColumn("", Table::Align::Right);
    for (const char *heading : {"match", "set", "from", "to"})
        table.addColumn(heading, Table::Align::Left);
    for (std::size_t i = 0; i < rules.size(); ++i) {
        const auto day = [](std::optional<Instant> at) {
            return at ? toRfc3339(*at).substr(0, 10) : std::string();
        };
        table.addRow({std::to_string(i + 1), matchText(rules[i]), setText(rules[i]),
                      day(bound(rules[i].range.from, TimeRange{}.from)),
                      day(bound(rules[i].range.to, TimeRange{}.to))});
    }
    table.print(arguments.out(), arguments.out().width());
    return exitcode::done;
}

int change(const Arguments &arguments, const Rules &rules, const std::string &said)
{
    if (const Result<> sound = checkAttributionRules(rules); !sound)
        return arguments.fail(sound.error());
    ConfigurationChange wanted;
    wanted.attributionRules = rules;
    return changeAfterShowing(
        arguments, wanted, [&rules](Ingest &ingest) { return ingest.setAttributionRules(rules); },
        said);
}

/// The number of a rule, from 1.
Result<std::size_t> parseNumber(const std::string &text, std::size_t count)
{
    std::size_t number = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
    if (read.ec != std::errc() || read.ptr != text.data() + text.size() || number == 0 ||
        number > count)
        return failure(Error::Kind::Usage,
                       "\"" + printable(text) + "\" is no rule; " +
                           (count == 0 ? std::string("there is none yet")
                                       : "they are numbered from 1 to " + std::to_string(count)));
    return number - 1;
}

int add(const Arguments &arguments, Rules rules, bool isPreview)
{
    if (arguments.positional().size() != 1 || !arguments.has("set"))
        return arguments.failUsage("write: attribution add --match DIM=VALUE --set DIM=VALUE");
    Rule rule;
    if (const Result<> taken = takeOptions(arguments, rule); !taken)
        return arguments.fail(taken.error());
    std::size_t place = rules.size();
    if (const auto at = arguments.value("at")) {
        const auto number = parseNumber(*at, rules.size() + 1);
        if (!number)
            return arguments.fail(number.error());
        place = *number;
    }
    rules.insert(rules.begin() + static_cast<std::ptrdiff_t>(place), rule);
    if (!isPreview)
        return change(arguments, rules, "Added as rule " + std::to_string(place + 1) + ".");
    if (const Result<> sound = checkAttributionRules(rules); !sound)
        return arguments.fail(sound.error());
    ConfigurationChange wanted;
    wanted.attributionRules = rules;
    const auto effect = effectOf(arguments, wanted);
    if (!effect)
        return arguments.failLedger(effect.error());
    if (arguments.isJson()) {
        JsonWriter json(arguments.out());
        json.beginObject().key("changed").boolean(false);
        writeEffect(*effect, json);
        json.endObject();
    } else {
        printEffect(*effect, arguments.out());
    }
    return exitcode::done;
}

int set(const Arguments &arguments, Rules rules)
{
    const std::vector<std::string> &words = arguments.positional();
    if (words.size() != 2)
        return arguments.failUsage("write: attribution set N and what to change");
    const auto number = parseNumber(words[1], rules.size());
    if (!number)
        return arguments.fail(number.error());
    if (const Result<> taken = takeOptions(arguments, rules[*number]); !taken)
        return arguments.fail(taken.error());
    return change(arguments, rules, "Changed rule " + words[1] + ".");
}

int move(const Arguments &arguments, Rules rules)
{
    const std::vector<std::string> &words = arguments.positional();
    if (words.size() != 3)
        return arguments.failUsage("write: attribution move N TO");
    const auto from = parseNumber(words[1], rules.size());
    const auto to = parseNumber(words[2], rules.size());
    if (!from || !to)
        return arguments.fail((from ? to : from).error());
    const Rule rule = rules[*from];
    rules.erase(rules.begin() + static_cast<std::ptrdiff_t>(*from));
    rules.insert(rules.begin() + static_cast<std::ptrdiff_t>(*to), rule);
    return change(arguments, rules, "Rule " + words[1] + " is rule " + words[2] + " now.");
}

int remove(const Arguments &arguments, Rules rules)
{
    const std::vector<std::string> &words = arguments.positional();
    if (words.size() != 2)
        return arguments.failUsage("write: attribution remove N");
    const auto number = parseNumber(words[1], rules.size());
    if (!number)
        return arguments.fail(number.error());
    rules.erase(rules.begin() + static_cast<std::ptrdiff_t>(*number));
    return change(arguments, rules, "Removed rule " + words[1] + ".");
}

/// "is 1 rule", "are 2 rules".
std::string ruleCount(const Rules &rules)
{
    const auto count = static_cast<std::int64_t>(rules.size());
    return (count == 1 ? "is " : "are ") + counted(count, "rule", "rules");
}

int importRules(const Arguments &arguments)
{
    const std::vector<std::string> &words = arguments.positional();
    if (words.size() != 2)
        return arguments.failUsage("write: attribution import FILE");
    const Result<std::string> bytes = readWholeFile(words[1]);
    if (!bytes)
        return arguments.fail(bytes.error());
    if (bytes->find_first_not_of(" \t\r\n") == std::string::npos)
        return arguments.fail(
            {Error::Kind::Malformed, words[1] + " is empty; a file with [] takes all rules away"});
    const auto rules = parseAttributionRules(*bytes);
    if (!rules)
        return arguments.fail({rules.error().kind, words[1] + ": " + rules.error().text});
    if (const Result<> sound = checkAttributionRules(*rules); !sound)
        return arguments.fail({sound.error().kind, words[1] + ": " + sound.error().text});
    return change(arguments, *rules, "There " + ruleCount(*rules) + " now.");
}

int undo(const Arguments &arguments)
{
    const auto reader = openReader(arguments); // says in its words that there is none
    if (!reader)
        return arguments.failLedger(reader.error());
    const auto history =
        configurationEntries(ledgerPath(arguments), configurationName::attributionRules);
    if (!history)
        return arguments.failLedger(history.error());
    const auto next = nextUndo(*history, "[]");
    if (!next)
        return sayNothingToUndo(arguments);
    const auto rules = parseAttributionRules(next->before);
    if (!rules)
        return arguments.failLedger(rules.error());
    ConfigurationChange wanted;
    wanted.attributionRules = *rules;
    return changeAfterShowing(
        arguments, wanted,
        [](Ingest &ingest) -> Result<> {
            const Result<bool> undone = ingest.undoAttributionRules();
            if (!undone)
                return tl::unexpected<Error>(undone.error());
            return {};
        },
        "Undone; there " + ruleCount(*rules) + " now.",
        [&rules](JsonWriter &json) {
            json.field("rules", static_cast<std::int64_t>(rules->size()));
        });
}

int shares(const Arguments &arguments)
{
    const auto reader = openReader(arguments);
    if (!reader)
        return arguments.failLedger(reader.error());
    const auto query = narrowedQuery(arguments, **reader);
    if (!query)
        return arguments.fail(query.error());
    const auto found = taskShares(ledgerPath(arguments), query->range, interruptToken());
    if (!found)
        return arguments.failLedger(found.error());
    JsonWriter json(arguments.out());
    Table table;
    table.addColumn("task known by", Table::Align::Left);
    for (const char *heading : {"requests", "cost", "share"})
        table.addColumn(heading, Table::Align::Right);
    if (arguments.isJson())
        json.beginObject().key("shares").beginArray();
    for (std::size_t i = 0; i < taskMethodCount; ++i) {
        const TaskShares::Share &one = found->byMethod[i];
        const std::string method(name(static_cast<TaskMethod>(i)));
        if (arguments.isJson()) {
            json.newLine().beginObject().field("method", std::string_view(method));
            json.field("requests", one.requests).key("cost_usd").money(one.cost).endObject();
        } else if (one.requests > 0) {
            table.addRow({method, grouped(one.requests), dollars(one.cost),
                          found->total.cost == Money{} ? "" : share(one.cost, found->total.cost)});
        }
    }
    if (arguments.isJson()) {
        json.endArray().field("requests", found->total.requests);
        json.key("cost_usd").money(found->total.cost).endObject();
        return exitcode::done;
    }
    if (table.isEmpty()) {
        arguments.out().line("No request in that time.");
        return exitcode::done;
    }
    table.addTotal({"all", grouped(found->total.requests), dollars(found->total.cost), ""});
    table.print(arguments.out(), arguments.out().width());
    return exitcode::done;
}

int run(Arguments &arguments)
{
    const std::string what =
        arguments.positional().empty() ? std::string() : arguments.positional().front();
    if (what == "undo")
        return undo(arguments);
    if (what == "shares")
        return shares(arguments);
    if (what == "import")
        return importRules(arguments);
    constexpr std::array<std::string_view, 7> words{"list", "add",    "preview", "set",
                                                    "move", "remove", "export"};
    if (std::find(words.begin(), words.end(), what) == words.end()) {
        const std::string all =
            "attribution list, add, preview, set, move, remove, undo, shares, export or import";
        return arguments.failUsage(what.empty()
                                       ? "say what to do: " + all
                                       : "cannot do \"" + printable(what) + "\"; it is " + all);
    }
    const Result<Rules> rules = storedRules(arguments);
    if (!rules)
        return arguments.failLedger(rules.error());
    if (what == "list")
        return list(arguments, *rules);
    if (what == "export") {
        arguments.out().line(toJson(*rules));
        return exitcode::done;
    }
    if (what == "set")
        return set(arguments, *rules);
    if (what == "move")
        return move(arguments, *rules);
    if (what == "remove")
        return remove(arguments, *rules);
    return add(arguments, *rules, what == "preview");
}

} // namespace

const Verb attributionVerb{
    "attribution",
    "rules that say who and what a request was for",
    "list | add | preview | set|remove|move N | undo | shares | export | import FILE",
    attributionOptions,
    help,
    run};

} // namespace outlay::cli
