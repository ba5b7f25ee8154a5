// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/alerting/alertfacts.h"
#include "app/alerting/alertpresent.h"
#include "app/alerting/alertwords.h"
#include "app/alerting/ledgerplace.h"
#include "app/alerting/runbooks.h"
#include "app/cli/alertslookup.h"
#include "app/cli/alertssettings.h"
#include "app/cli/alertstext.h"
#include "app/cli/alertswebhook.h"
#include "app/cli/budgetoptions.h"
#include "app/cli/json.h"
#include "app/cli/liveloop.h"
#include "app/cli/openledger.h"
#include "app/cli/question.h"
#include "app/cli/table.h"
#include "app/cli/text.h"
#include "app/cli/verbs.h"
#include "models/ledger/configurationentry.h"

#include <algorithm>
#include <array>

namespace outlay::cli {

namespace {

constexpr std::size_t shownId = 8;

constexpr std::array alertOptions{
    Option{"all", "", "list: also what is over, and what was known too late to be news"},
    Option{"kind", "KIND", "list: only these, e.g. retry_storm; webhook: generic, slack or teams"},
    Option{"top", "N", "list: the newest N (default 200)"},
    Option{"note", "TEXT", "ack: what was found or done"},
    Option{"expected", "", "ack: it was meant to be; the same does not tell again"},
    Option{"for", "4h", "snooze: for how long (30m, 4h, 2d)"},
    Option{"until", "TIME", "snooze: until then"},
    Option{"url", "URL", "webhook: where it is, or where the address is kept (env:NAME, …)"},
    Option{"secret", "REF", "webhook: where the key is that deliveries are signed with"},
    Option{"route", "DIM=VALUE", "webhook: only these, e.g. team=search,urgency=critical; repeat"},
    Option{"header", "NAME:VALUE", "webhook, metrics push: sent along; repeat; may be env:NAME"},
    Option{"ca", "FILE", "webhook, metrics push: PEM trusted beside the system's"},
    Option{"on", "", "webhook set: switch it on again"},
    Option{"off", "", "webhook set: send nothing, and give up what waits"},
    Option{"quiet", "22:00-07:00", "settings set: told after these hours; also on and off"},
    Option{"quiet-days", "DAYS", "settings set: nights that begin on mon,tue,…; or all"},
    Option{"mute", "KINDS", "settings set: listed, and nobody is notified; also burn_rate"},
    Option{"unmute", "KINDS", "settings set: takes that back"},
    Option{"port", "NUMBER", "metrics on: instead of 9465"},
    Option{"token", "REF", "metrics on: what who asks must show; none: nothing"},
    Option{"every", "SECONDS", "metrics push: how often (default 60)"},
    passphraseFileOption,
    zoneOption,
};

constexpr std::string_view help =
    R"(What somebody should look at: budgets past their thresholds, retry storms, sources that fell silent.
Each is told once; acknowledged ones stay in the list until they are over.

list                      what is open, the newest first; --all: everything there ever was
show ID                   one in full, with what became of it
ack ID [--note TEXT]      somebody has it in hand
snooze ID --for 4h        quiet until then, and back if it is still true
reopen ID                 takes that back
runbook ID                what to check and do, with this alert's facts filled in

webhook add NAME --url URL [--kind generic|slack|teams] [--secret REF] [--route DIM=VALUE]…
webhook set NAME OPTIONS  changes it; --route all: everything again
webhook list              all of them, with what waits and what was given up
webhook remove NAME
webhook test NAME         sends one message that says it is a test

settings show             quiet hours, and what is listed only
settings set OPTIONS      quiet hours never hold back an exhausted budget or a storm
metrics [on|off]          spend, budgets, alerts and sources for Prometheus, on this machine only
metrics push URL|off      the same, sent to an OpenTelemetry collector (OTLP/HTTP)

An id may be shortened to six characters or more. Runbooks are Markdown; a copy in
$XDG_CONFIG_HOME/outlay/runbooks/KIND.md goes before the one that ships.

Examples:
  outlay-cli alerts list
  outlay-cli alerts ack 3f9a1c --note "load test, ends today" --expected
  outlay-cli alerts snooze 3f9a1c --until 2026-12-01
  outlay-cli alerts runbook retry_storm
  outlay-cli alerts webhook add finance --kind slack --url keychain:outlay/finance --route owner=kim
  outlay-cli alerts settings set --quiet 22:00-07:00 --tz Europe/Berlin --mute price_change
  outlay-cli alerts list --all --json | jq '.alerts[] | select(.kind == "retry_storm")'
)";

Result<std::size_t> topOf(const Arguments &arguments)
{
    constexpr std::size_t usual = 200;
    const auto text = arguments.value("top");
    if (!text)
        return usual;
    const bool isNumber = !text->empty() && text->size() < 8 &&
                          text->find_first_not_of("0123456789") == std::string::npos;
    if (!isNumber)
        return failure(Error::Kind::Usage, "--top " + printable(*text) + ": write a number");
    return std::stoul(*text);
}

void printList(Output &out, const std::vector<Alert> &alerts, const std::vector<AlertMore> &more,
               const Zone &zone)
{
    Table table;
    for (const char *heading : {"id", "at", "what", "state", "at stake"})
        table.addColumn(heading, heading == std::string_view("at stake") ? Table::Align::Right
                                                                         : Table::Align::Left);
    for (std::size_t i = 0; i < alerts.size(); ++i) {
        const Alert &alert = alerts[i];
        table.addRow({alert.id.substr(0, shownId), alerting::momentText(alert.happenedAt, zone),
                      alerting::wordsFor(alert, zone).title,
                      stateText(alert, zone, more[i].mutedBy), alerting::stakeText(alert)});
    }
    table.print(out, out.width());
}

int list(const Arguments &arguments)
{
    if (arguments.positional().size() > 1)
        return arguments.failUsage("alerts list takes no id; one in full: alerts show ID");
    const auto top = topOf(arguments);
    if (!top)
        return arguments.fail(top.error());
    std::optional<AlertKind> kind;
    if (const auto text = arguments.value("kind")) {
        kind = alertKindNamed(*text);
        if (!kind)
            return arguments.failUsage("--kind " + printable(*text) + " is no kind of alert");
    }
    const auto opened = openAlerts(arguments);
    if (!opened)
        return arguments.failLedger(opened.error());
    const bool isAll = arguments.has("all");
    const TimeRange never{arguments.now(), arguments.now()};
    auto alerts = storedAlerts(*opened->reader, isAll ? TimeRange{} : never);
    if (!alerts)
        return arguments.failLedger(alerts.error());
    std::int64_t muted = 0;
    std::erase_if(*alerts, [&](const Alert &alert) {
        if (!isAll && alert.isActive() && !alert.inhibitedBy.empty() &&
            (!kind || alert.kind == *kind))
            ++muted;
        const bool isHidden = !isAll && (!alert.isActive() || !alert.inhibitedBy.empty());
        return isHidden || (kind && alert.kind != *kind);
    });
    const std::size_t found = alerts->size();
    alerts->resize(std::min(found, *top));
    const auto more = moreOf(*opened->reader, *alerts, arguments.now());
    if (!more)
        return arguments.failLedger(more.error());
    if (arguments.isJson()) {
        JsonWriter json(arguments.out());
        json.beginObject().key("alerts").beginArray();
        for (std::size_t i = 0; i < alerts->size(); ++i) {
            json.newLine().beginObject();
            writeAlert(json, (*alerts)[i], opened->zone, (*more)[i]);
            json.endObject();
        }
        json.endArray().endObject();
        return exitcode::done;
    }
    if (alerts->empty())
        arguments.out().line(isAll ? "There was no alert yet."
                                   : "Nothing is open. What there was: alerts list --all");
    else
        printList(arguments.out(), *alerts, *more, opened->zone);
    if (found > alerts->size())
        arguments.out().line("and " + grouped(static_cast<std::int64_t>(found - alerts->size())) +
                             " more; see --top");
    if (muted > 0)
        arguments.out().line(counted(muted, "more is open and muted", "more are open and muted") +
                             " by one of these: alerts list --all");
    return exitcode::done;
}

int show(const Arguments &arguments, const Opened &opened, const Alert &alert)
{
    const auto log = opened.reader->alertLog(alert.id);
    if (!log)
        return arguments.failLedger(log.error());
    const auto more = moreOf(*opened.reader, {&alert, 1}, arguments.now());
    if (!more)
        return arguments.failLedger(more.error());
    const auto sent = opened.reader->outboxOf(alert.id);
    if (!sent)
        return arguments.failLedger(sent.error());
    Output &out = arguments.out();
    if (arguments.isJson()) {
        JsonWriter json(out);
        json.beginObject();
        writeAlert(json, alert, opened.zone, more->front());
        json.key("evidence").beginObject();
        for (const auto &[what, value] : alert.evidence)
            json.field(what, std::string_view(value));
        json.endObject().key("log").beginArray();
        for (const AlertLogRow &row : *log) {
            json.newLine().beginObject().key("at").time(row.at);
            json.field("what", std::string_view(row.what)).key("who").text(knownText(row.who));
            json.endObject();
        }
        json.endArray().key("deliveries").beginArray();
        for (const OutboxRow &row : *sent) {
            json.newLine().beginObject().field("webhook", std::string_view(row.hook));
            json.field("state", std::string_view(row.state)).field("attempts", row.attempts);
            json.key("reason").text(knownText(row.reason)).endObject();
        }
        json.endArray().endObject();
        return exitcode::done;
    }
    const auto words = alerting::wordsFor(alert, opened.zone, {}, more->front().present);
    out.line(printable(words.title));
    out.line(printable(words.text));
    out.line("id: " + alert.id + "; " +
             printable(stateText(alert, opened.zone, more->front().mutedBy)) + "; known " +
             alerting::momentText(alert.knownAt, opened.zone));
    out.line("happened " + alerting::momentText(alert.happenedAt, opened.zone) + lagText(alert));
    out.line("where: " + printable(alerting::whereText(alert.scope)));
    if (!alert.owner.empty())
        out.line("owner: " + printable(alert.owner));
    if (!alert.note.empty())
        out.line("note: " + printable(alert.note));
    if (alert.isListedOnly)
        out.line(listedText(alert));
    for (const auto &[what, value] : alert.evidence)
        out.line("  " + printable(what) + ": " + printable(value));
    for (const AlertLogRow &row : *log)
        out.line("  " + alerting::momentText(row.at, opened.zone) + "  " + printable(row.what) +
                 (row.who.empty() ? "" : " by " + printable(row.who)));
    for (const OutboxRow &row : *sent)
        out.line("  webhook " + printable(row.hook) + ": " + row.state +
                 (row.reason.empty() ? "" : ", " + printable(row.reason)));
    out.line("What to do: outlay-cli alerts runbook " + alert.id.substr(0, shownId));
    return exitcode::done;
}

int printRunbook(const Arguments &arguments, std::string_view kind, RunbookFacts facts)
{
    facts.ledger = alerting::ledgerForCommands(ledgerPath(arguments));
    const auto page = alerting::loadRunbook(kind, alerting::runbookFolder());
    if (!page)
        return arguments.fail(page.error());
    if (!page->note.empty())
        arguments.err().line(printable(page->note));
    const std::string text = fillRunbook(page->text, facts);
    if (arguments.isJson()) {
        JsonWriter json(arguments.out());
        json.beginObject().field("runbook", kind).field("text", std::string_view(text));
        json.key("edited").boolean(page->isEdited).endObject();
        return exitcode::done;
    }
    arguments.out().write(text);
    if (!text.ends_with('\n'))
        arguments.out().write("\n");
    return exitcode::done;
}

RunbookFacts beforeAnAlert()
{
    RunbookFacts facts;
    facts.isBlank = true;
    return facts;
}

int runbook(const Arguments &arguments, const Opened &opened, const Alert &alert)
{
    const auto more = moreOf(*opened.reader, {&alert, 1}, arguments.now());
    if (!more)
        return arguments.failLedger(more.error());
    return printRunbook(arguments, name(alert.kind),
                        alerting::factsOf(alert, opened.zone, {}, more->front().present));
}

/// Does `apply`, and says how the alert stands then.
int change(const Arguments &arguments, const Opened &opened, const Alert &alert,
           const std::function<Result<>(Ingest &)> &apply)
{
    const auto ingest = openIngest(arguments);
    if (!ingest)
        return arguments.failLedger(ingest.error());
    if (const Result<> done = apply(**ingest); !done)
        return arguments.failLedger(done.error());
    const auto after = findAlert(*opened.reader, alert.id);
    if (!after)
        return arguments.failLedger(after.error());
    const auto more = moreOf(*opened.reader, {&*after, 1}, arguments.now());
    if (!more)
        return arguments.failLedger(more.error());
    if (arguments.isJson()) {
        JsonWriter json(arguments.out());
        json.beginObject();
        writeAlert(json, *after, opened.zone, more->front());
        json.endObject();
    } else {
        arguments.out().line(printable(alerting::wordsFor(*after, opened.zone).title) + ": " +
                             printable(stateText(*after, opened.zone, more->front().mutedBy)) +
                             ".");
    }
    return exitcode::done;
}

int acknowledge(const Arguments &arguments, const Opened &opened, const Alert &alert)
{
    return change(arguments, opened, alert, [&](Ingest &ingest) {
        return ingest.acknowledgeAlert(alert.id, localAccount(), arguments.valueOr("note", ""),
                                       arguments.has("expected"));
    });
}

int snooze(const Arguments &arguments, const Opened &opened, const Alert &alert)
{
    std::optional<Instant> until;
    if (const auto text = arguments.value("for")) {
        const auto length = parseDuration(*text);
        if (!length)
            return arguments.failUsage("--for: " + length.error().text);
        until = Instant{arguments.now().micros + *length};
    } else if (const auto time = arguments.value("until")) {
        const auto at = parseMoment(*time, opened.zone, arguments.now());
        if (!at)
            return arguments.failUsage("--until: " + at.error().text);
        until = *at;
    }
    if (!until)
        return arguments.failUsage("say --for 4h or --until TIME");
    return change(arguments, opened, alert, [&](Ingest &ingest) {
        return ingest.snoozeAlert(alert.id, *until, localAccount());
    });
}

int reopen(const Arguments &arguments, const Opened &opened, const Alert &alert)
{
    return change(arguments, opened, alert,
                  [&](Ingest &ingest) { return ingest.reopenAlert(alert.id, localAccount()); });
}

struct Word
{
    std::string_view word;
    int (*run)(const Arguments &, const Opened &, const Alert &);
};
constexpr std::array words{Word{"show", show}, Word{"ack", acknowledge}, Word{"snooze", snooze},
                           Word{"reopen", reopen}, Word{"runbook", runbook}};

int run(Arguments &arguments)
{
    const std::vector<std::string> &given = arguments.positional();
    const std::string what = given.empty() ? "" : given.front();
    if (what == "list")
        return list(arguments);
    if (what == "webhook")
        return alertsWebhook(arguments);
    if (what == "settings")
        return alertsSettings(arguments);
    if (what == "metrics")
        return alertsMetrics(arguments);
    const auto found =
        std::find_if(words.begin(), words.end(), [&](const Word &one) { return one.word == what; });
    if (found == words.end())
        return arguments.failUsage(what.empty() ? "say what to do: list, show, ack, snooze, "
                                                  "reopen, runbook, webhook, settings or metrics"
                                                : "\"" + printable(what) + "\" is nothing it does");
    if (given.size() != 2)
        return arguments.failUsage("write: alerts " + what + " ID");
    if (what == "runbook" && alertKindNamed(given[1]))
        return printRunbook(arguments, given[1], beforeAnAlert());
    const auto opened = openAlerts(arguments);
    if (!opened)
        return arguments.failLedger(opened.error());
    const auto alert = findAlert(*opened->reader, given[1]);
    if (!alert)
        return arguments.failLedger(alert.error());
    return found->run(arguments, *opened, *alert);
}

} // namespace

const Verb alertsVerb{"alerts",
                      "what needs looking at, and what was done about it",
                      "list|show|ack|snooze|reopen|runbook|webhook|settings|metrics [ID] [OPTIONS]",
                      alertOptions,
                      help,
                      run};

} // namespace outlay::cli
