// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/alerting/budgetfields.h"
#include "app/alerting/budgetorder.h"
#include "app/caps/budgetcaps.h"
#include "app/caps/foldedlights.h"
#include "app/cli/budgetchange.h"
#include "app/cli/budgetedit.h"
#include "app/cli/budgetladder.h"
#include "app/cli/budgetoptions.h"
#include "app/cli/budgetpropose.h"
#include "app/cli/budgetpush.h"
#include "app/cli/budgettext.h"
#include "app/cli/effect.h"
#include "app/cli/liveloop.h"
#include "app/cli/openledger.h"
#include "app/cli/pricelayers.h"
#include "app/cli/question.h"
#include "app/cli/text.h"
#include "app/cli/undo.h"
#include "app/cli/verbs.h"
#include "app/exports/outputfile.h"
#include "models/ingest/configuration.h"
#include "models/ledger/configurationentry.h"

#include <QJsonDocument>

#include <algorithm>
#include <array>

namespace outlay::cli {

using alerting::budgetFields;
using alerting::BudgetStatus;
using alerting::changedLines;

namespace {

constexpr std::array budgetOptions{
    Option{"name", "NAME", "add: its name; set: a new one"},
    Option{"scope", "DIM=VALUE", "add, set: what it counts; repeat for more; default: everything"},
    Option{"each", "DIM", "add, set: a budget for each user, key, session, …"},
    Option{"limit", "AMOUNT", "50USD, 2000000tokens or 500requests; of one member with --each"},
    Option{"period", "PERIOD",
           "minute, hour, day, week, month (default), quarter, once, always, rolling:24h"},
    Option{"start", "DAY", "when months (1 to 28) or weeks (mon to sun) begin"},
    Option{"from", "TIME|SOURCE", "with --period once: its start; limits: the gateway"},
    Option{"to", "TIME|SOURCE",
           "with --period once: its end (exclusive); push, drift: the gateway"},
    zoneOption,
    Option{"thresholds", "50,75,90", "percents to be told at, or none; 100 is always one"},
    Option{"cap", "", "it is to block at 100%, where something can refuse requests"},
    Option{"no-cap", "", "set: it warns only"},
    Option{"override", "MEMBER=AMOUNT", "with --each: another limit for one; empty: takes it away"},
    Option{"dynamic", "p75x4+20", "a limit that follows the last periods; off: fixed"},
    Option{"bound", "AMOUNT", "with --dynamic: never more than that"},
    Option{"parent", "NAME", "the budget that this one is a part of"},
    Option{"owner", "NAME", "who answers for it"},
    Option{"deputy", "NAME", "who does when the owner is away"},
    Option{"note", "TEXT", "what it is for"},
    Option{"at", "TIME", "status: as of then"},
    Option{"members", "", "status: every member of budgets with --each"},
    Option{"until", "TIME", "pause, raise: when that ends"},
    Option{"for", "4h", "pause, raise: for how long (30m, 4h, 2d)"},
    Option{"off", "", "raise: ends it"},
    Option{"storms", "on|off", "tripwires: look for retry storms"},
    Option{"repeats", "on|off", "tripwires: look for repeated prompts"},
    Option{"output", "FILE", "export: write there instead"},
    Option{"user", "NAME", "ladder: whose limits"},
    Option{"endpoint", "NAME", "ladder: at which endpoint (default: any)"},
    passphraseFileOption,
    dryRunOption,
};

constexpr std::string_view help =
    R"(Limits for spend, tokens or requests, over a period of a time zone, and what is told as they are
reached. A budget warns; with --cap it is to block, and says where it cannot. What counts is counted as
it comes in: a threshold is told once in a period, and only what was known then. Plans' fees are spend
and consume no budget. Use within a subscription has no money and its tokens stand outside, unless
the scope or --each goes by plan; its requests count.

status                    how budgets stand in the period that runs: used, limit, what is foreseen
list, show NAME           what budgets there are, and one in full
add --name NAME --limit AMOUNT …
set NAME …                changes what is given
remove NAME               forgets it; its alerts stay in the list
raise NAME --limit AMOUNT --until TIME    a higher limit for a while; overrides stay
pause NAME [--until TIME], resume NAME    tells nothing meanwhile; it counts, and a gateway refuses
propose                   a monthly budget, from what the last weeks cost
tripwires                 what watches without anybody asking: sessions, hours, storms, repetitions
history, undo             what was changed and when; puts back what was before the last change
export, import FILE       all of it as JSON, to keep with the code; import replaces all
push                      sets the caps of budgets with --cap at a gateway, and reads them back
drift                     whether the gateway still holds them; exit code 1: not all
undo-push [PUSH]          puts back what the gateway had before the last push, or that one
limits                    the limits the gateway has; sets nothing
ladder --user U           every limit that applies to somebody, what is left, and which binds

Every change shows what it does first; --dry-run stops there.

Examples:
  outlay-cli budget propose
  outlay-cli budget add --name Team --limit 2000USD --tz Europe/Vienna --cap --owner ada
  outlay-cli budget add --name "Per person" --each user --limit 50USD --period week --override ada=90USD
  outlay-cli budget add --name Opus --scope model=claude-opus-4-5 --limit 5Mtokens --period rolling:24h
  outlay-cli budget add --name Search --scope project=search --limit 300USD --dynamic p75x4+20 --bound 600USD
  outlay-cli budget raise Team --limit 2500USD --for 3d
  outlay-cli budget push --to proxy --dry-run
  outlay-cli budget status --json | jq '.budgets[] | {name, utilization}'
)";

/// How budgets stand beside what their rules say.
Result<BudgetStandings> standingsOf(const StoredRules &stored, const BudgetRules &rules,
                                    Instant now)
{
    if (!stored.reader)
        return BudgetStandings{};
    const auto statuses = enforcement::litStatuses(*stored.reader, rules, now);
    if (!statuses)
        return tl::unexpected<Error>(statuses.error());
    return cli::standingsOf(*statuses);
}

int list(const Arguments &arguments, const StoredRules &stored, bool hasTripwires)
{
    const auto standings = standingsOf(stored, stored.rules, stored.now);
    if (!standings)
        return arguments.failLedger(standings.error());
    std::vector<const Budget *> budgets;
    for (const Budget &budget : stored.rules.budgets) {
        if (budget.isTripwire == hasTripwires)
            budgets.push_back(&budget);
    }
    if (arguments.isJson()) {
        JsonWriter json(arguments.out());
        json.beginObject();
        writeBudgets(json, stored.rules, budgets, *standings, stored.now);
        if (hasTripwires) {
            const DetectorLimits &limits = stored.rules.detectors;
            json.key("retry_storms").boolean(limits.watchesStorms);
            json.key("repeated_prompts").boolean(limits.watchesRepeats);
        }
        json.endObject();
    } else if (budgets.empty() && !hasTripwires) {
        arguments.out().line("No budgets yet. For a first one: outlay-cli budget propose");
    } else {
        printBudgets(arguments.out(), stored.rules, *standings, stored.now, hasTripwires);
    }
    return exitcode::done;
}

std::string detectorText(bool isOn, const std::string &what, std::int64_t count,
                         std::int64_t micros)
{
    return what + ": " + (isOn ? "" : "off; ") + counted(count, "attempt", "attempts") +
           " within " + counted(micros / microsPerSecond, "second", "seconds");
}

/// "on" or "off" into a switch.
Result<> takeSwitch(const Arguments &arguments, std::string_view option, bool &value)
{
    const auto text = arguments.value(option);
    if (!text)
        return {};
    if (*text != "on" && *text != "off")
        return failure(Error::Kind::Usage, "--" + std::string(option) + ": write on or off");
    value = *text == "on";
    return {};
}

int tripwires(const Arguments &arguments, const StoredRules &stored)
{
    if (arguments.has("storms") || arguments.has("repeats")) {
        const auto change = [&](const BudgetRules &before) -> Result<BudgetRules> {
            BudgetRules rules = before;
            OUTLAY_TRY(takeSwitch(arguments, "storms", rules.detectors.watchesStorms));
            OUTLAY_TRY(takeSwitch(arguments, "repeats", rules.detectors.watchesRepeats));
            return rules;
        };
        return changeBudgetsAfterShowing(arguments, stored, change, "Changed.");
    }
    const int code = list(arguments, stored, true);
    if (arguments.isJson())
        return code;
    const DetectorLimits &limits = stored.rules.detectors;
    arguments.out().line(detectorText(limits.watchesStorms, "Retry storm, refused",
                                      limits.stormAttempts, limits.stormMicros));
    arguments.out().line(detectorText(limits.watchesRepeats, "The same prompt", limits.repeatCount,
                                      limits.repeatMicros));
    arguments.out().line("Change one with: outlay-cli budget set NAME --limit AMOUNT, or budget "
                         "pause NAME");
    return code;
}

/// The rule says what a limit follows; this what it has come to.
int showInForce(const Arguments &arguments, const StoredRules &stored, const Budget &budget)
{
    if (!stored.reader)
        return exitcode::done;
    BudgetRules rules;
    rules.budgets = {budget};
    alerting::StatusOptions options;
    options.hasForecasts = false;
    options.hasTripwires = true;
    const auto statuses = budgetStatuses(*stored.reader, rules, stored.now, options);
    if (!statuses)
        return arguments.failLedger(statuses.error());
    for (const BudgetStatus &status : *statuses) {
        if (!status.limit)
            continue;
        const std::string whose = status.member.empty() ? std::string() : " of " + status.member;
        arguments.out().line("  in force now" + printable(whose) + ": " +
                             alerting::amountText(budget.unit, *status.limit));
    }
    return exitcode::done;
}

int show(const Arguments &arguments, const StoredRules &stored)
{
    const auto wanted = nameOf(arguments);
    if (!wanted)
        return arguments.failUsage("write: budget show NAME");
    const auto found = findBudget(stored.rules, *wanted);
    if (!found)
        return arguments.fail(found.error());
    const Budget &budget = stored.rules.budgets[*found];
    BudgetRules only;
    only.budgets = {budget};
    const auto standings = standingsOf(stored, only, stored.now);
    if (!standings)
        return arguments.failLedger(standings.error());
    if (arguments.isJson()) {
        JsonWriter json(arguments.out());
        json.beginObject();
        writeBudgets(json, stored.rules, {&budget}, *standings, stored.now);
        json.endObject();
        return exitcode::done;
    }
    arguments.out().line(printable(budget.name) + " (" + budget.id + ")");
    for (const auto &[field, value] : budgetFields(stored.rules, budget))
        arguments.out().line("  " + printable(field) + ": " + printable(value));
    if (const auto now = standings->find(budget.id); now != standings->end() && budget.isCap)
        arguments.out().line("  cap now: " + printable(capText(now->second.light)));
    return budget.allocation ? showInForce(arguments, stored, budget) : exitcode::done;
}

/// Lights them. The fullest member stands for its budget, whose light is that of all of them;
/// those are the answer.
Result<std::vector<BudgetStatus>> lightFolded(LedgerReader &reader, const BudgetRules &rules,
                                              std::vector<BudgetStatus> &statuses, Instant at,
                                              alerting::StatusOptions options)
{
    OUTLAY_TRY(enforcement::lightCaps(reader, statuses, at));
    if (options.hasMembers || std::none_of(statuses.begin(), statuses.end(), [](const auto &one) {
            return one.budget->each.has_value();
        }))
        return statuses;
    options.hasMembers = true;
    options.hasForecasts = false;
    auto all = alerting::budgetStatuses(reader, rules, at, options);
    if (!all)
        return all;
    OUTLAY_TRY(enforcement::lightCaps(reader, *all, at));
    const auto lights = enforcement::foldedLights(*all);
    for (BudgetStatus &status : statuses) {
        if (const auto light = lights.find(status.budget->id); light != lights.end())
            status.cap = light->second;
    }
    return all;
}

int status(const Arguments &arguments, const StoredRules &stored)
{
    BudgetRules rules = stored.rules;
    alerting::StatusOptions options;
    options.hasOver = true;
    options.hasMembers = arguments.has("members");
    options.hasOverridden = true;
    if (const auto wanted = nameOf(arguments)) {
        const auto found = findBudget(stored.rules, *wanted);
        if (!found)
            return arguments.fail(found.error());
        rules.budgets = {stored.rules.budgets[*found]};
        options.hasTripwires = true;
        options.hasMembers = true;
    }
    const auto zone = zoneOf(arguments, stored.zone);
    if (!zone)
        return arguments.fail(zone.error());
    Instant at = stored.now;
    if (const auto text = arguments.value("at")) {
        const auto then = parseMoment(*text, *zone, stored.now);
        if (!then)
            return arguments.fail(then.error());
        options.isPast = *then < at;
        at = *then;
    }
    std::vector<BudgetStatus> statuses, all;
    if (stored.reader) {
        auto found = budgetStatuses(*stored.reader, rules, at, options);
        if (!found)
            return arguments.failLedger(found.error());
        statuses = *std::move(found);
        auto lit = lightFolded(*stored.reader, rules, statuses, at, options);
        if (!lit)
            return arguments.failLedger(lit.error());
        all = *std::move(lit);
        statuses = alerting::byTimeToLimit(std::move(statuses));
    }
    if (arguments.isJson()) {
        JsonWriter json(arguments.out());
        json.beginObject().key("at").time(at).key("budgets").beginArray();
        for (const BudgetStatus &one : statuses) {
            json.newLine();
            writeStatus(json, one);
        }
        json.endArray().endObject();
    } else if (statuses.empty()) {
        arguments.out().line("No budgets yet. For a first one: outlay-cli budget propose");
    } else {
        printStatuses(arguments.out(), statuses, *zone);
        printUnpriced(arguments.out(), all);
    }
    return exitcode::done;
}

using History = std::vector<ConfigurationEntry>;

Result<History> historyOf(const Arguments &arguments, const StoredRules &stored)
{
    if (!stored.reader)
        return History{};
    return configurationEntries(ledgerPath(arguments), configurationName::budgets);
}

int history(const Arguments &arguments, const StoredRules &stored)
{
    const auto values = historyOf(arguments, stored);
    if (!values)
        return arguments.failLedger(values.error());
    const auto zone = zoneOf(arguments, stored.zone);
    if (!zone)
        return arguments.fail(zone.error());
    JsonWriter json(arguments.out());
    if (arguments.isJson())
        json.beginObject().key("changes").beginArray();
    else if (values->empty())
        arguments.out().line("Nothing was changed yet.");
    BudgetRules before = shippedRules();
    for (const ConfigurationEntry &entry : *values) {
        const auto after = parseBudgets(entry.value);
        if (!after)
            return arguments.failLedger(after.error());
        const std::vector<std::string> lines = changedLines(before, *after);
        if (arguments.isJson()) {
            json.newLine().beginObject().key("at").time(entry.at).key("who").string(entry.who);
            json.key("is_undo").boolean(entry.undoes.has_value());
            json.key("changes").beginArray();
            for (const std::string &line : lines)
                json.string(line);
            json.endArray().endObject();
        } else {
            arguments.out().line(
                zone->toLocal({floorDivide(entry.at.micros, microsPerSecond) * microsPerSecond}) +
                "  " + printable(entry.who) + (entry.undoes ? ", undo" : ""));
            for (const std::string &line : lines)
                arguments.out().line("  " + printable(line));
        }
        before = *after;
    }
    if (arguments.isJson())
        json.endArray().endObject();
    return exitcode::done;
}

int undo(const Arguments &arguments, const StoredRules &stored)
{
    const auto values = historyOf(arguments, stored);
    if (!values)
        return arguments.failLedger(values.error());
    const auto next = nextUndo(*values, toJson(shippedRules()));
    if (!next)
        return sayNothingToUndo(arguments);
    const auto rules = parseBudgets(next->before);
    if (!rules)
        return arguments.failLedger(rules.error());
    return changeBudgetsAfterShowing(
        arguments, stored, *rules,
        [](Ingest &ingest) -> Result<> {
            const Result<bool> undone = ingest.undoBudgets();
            if (!undone)
                return tl::unexpected<Error>(undone.error());
            return {};
        },
        "Undone.");
}

int exportRules(const Arguments &arguments, const StoredRules &stored)
{
    const std::string compact = toJson(stored.rules);
    const QByteArray text =
        QJsonDocument::fromJson(QByteArray::fromStdString(compact)).toJson(QJsonDocument::Indented);
    const auto target = arguments.value("output");
    if (!target || *target == "-") {
        arguments.out().write(text.toStdString());
        return exitcode::done;
    }
    const auto file = OutputFile::create(*target);
    if (!file)
        return arguments.fail(file.error());
    (*file)->out().write(text.toStdString());
    if (const Result<> done = (*file)->finish(); !done)
        return arguments.fail(done.error());
    return exitcode::done;
}

int importRules(const Arguments &arguments, const StoredRules &stored)
{
    const auto wanted = nameOf(arguments);
    if (!wanted)
        return arguments.failUsage("write: budget import FILE.json");
    const Result<std::string> bytes = readWholeFile(*wanted);
    if (!bytes)
        return arguments.fail(bytes.error());
    if (bytes->find_first_not_of(" \t\r\n") == std::string::npos)
        return arguments.fail({Error::Kind::Usage, *wanted + ": is empty"});
    const auto rules = parseBudgets(*bytes);
    if (!rules)
        return arguments.fail({rules.error().kind, *wanted + ": " + rules.error().text});
    if (const Result<> sound = checkBudgets(*rules); !sound)
        return arguments.fail({sound.error().kind, *wanted + ": " + sound.error().text});
    return changeBudgetsAfterShowing(
        arguments, stored, [&rules](const BudgetRules &) -> Result<BudgetRules> { return *rules; },
        "There " +
            counted(static_cast<std::int64_t>(rules->budgets.size()), "rule is", "rules are") +
            " now, tripwires included.");
}

int listPlain(const Arguments &arguments, const StoredRules &stored)
{
    return list(arguments, stored, false);
}

struct Word
{
    std::string_view word;
    int (*run)(const Arguments &, const StoredRules &);
};

int pushOrCheck(const Arguments &arguments, const StoredRules &stored,
                int (*run)(const Arguments &, const CapInput &))
{
    const auto input =
        stored.reader ? enforcement::capInputOf(*stored.reader, stored.rules, arguments.now())
                      : failure(Error::Kind::Usage, "there is no ledger yet, and so no gateway");
    if (!input)
        return arguments.failLedger(input.error());
    return run(arguments, *input);
}

int push(const Arguments &arguments, const StoredRules &stored)
{
    return pushOrCheck(arguments, stored, pushCaps);
}

int drift(const Arguments &arguments, const StoredRules &stored)
{
    return pushOrCheck(arguments, stored, checkDrift);
}

int undoPushed(const Arguments &arguments, const StoredRules &)
{
    return undoPush(arguments, nameOf(arguments).value_or(std::string()));
}

int limits(const Arguments &arguments, const StoredRules &)
{
    return listLimits(arguments);
}

constexpr std::array words{
    Word{"status", status},       Word{"list", listPlain},       Word{"show", show},
    Word{"add", addBudget},       Word{"set", setBudget},        Word{"remove", removeBudget},
    Word{"raise", raiseBudget},   Word{"pause", pauseBudget},    Word{"resume", resumeBudget},
    Word{"tripwires", tripwires}, Word{"history", history},      Word{"undo", undo},
    Word{"export", exportRules},  Word{"import", importRules},   Word{"push", push},
    Word{"drift", drift},         Word{"undo-push", undoPushed}, Word{"limits", limits},
    Word{"ladder", showLadder}};

int run(Arguments &arguments)
{
    const std::string what = arguments.positional().empty() ? "" : arguments.positional().front();
    if (what == "propose")
        return proposeBudget(arguments);
    const auto found =
        std::find_if(words.begin(), words.end(), [&](const Word &one) { return one.word == what; });
    if (found == words.end())
        return arguments.failUsage(
            what.empty() ? "say what to do: status, list, show, add, set, remove, raise, pause, "
                           "resume, propose, tripwires, history, undo, export, import, "
                           "push, drift, undo-push, limits or ladder"
                         : "\"" + printable(what) + "\" is nothing it does");
    const bool takesName = what != "list" && what != "add" && what != "tripwires" &&
                           what != "history" && what != "undo" && what != "export" &&
                           what != "push" && what != "drift" && what != "limits" &&
                           what != "ladder";
    if (!takesName && arguments.positional().size() > 1)
        return arguments.failUsage("budget " + what +
                                   " takes no name; put names with blanks in "
                                   "quotes");
    const auto stored = storedRules(arguments);
    if (!stored)
        return arguments.failLedger(stored.error());
    return found->run(arguments, *stored);
}

} // namespace

const Verb budgetVerb{"budget",
                      "limits over a period, and how they stand",
                      "status|list|show|add|set|remove|raise|pause|resume|… [NAME] [OPTIONS]",
                      budgetOptions,
                      help,
                      run};

} // namespace outlay::cli
