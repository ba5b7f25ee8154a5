// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/json.h"
#include "app/cli/openledger.h"
#include "app/cli/plan.h"
#include "app/cli/table.h"
#include "app/cli/text.h"
#include "app/cli/verbs.h"

#include <algorithm>
#include <array>

namespace outlay::cli {

namespace {

constexpr std::array sourceOptions{
    Option{"data", "", "remove: take away everything the source said"},
    Option{"fee", "AMOUNT", "plan: what it costs a month, e.g. 200USD"},
    Option{"name", "TEXT", "plan: its name, e.g. \"Max 20x\""},
    Option{"key", "KEY", "plan: of one key instead of a whole source"},
    Option{"from", "DATE", "plan: since when (default: always)"},
};

constexpr std::string_view help =
    R"(Where the ledger's knowledge comes from, and how each source is paid.

list                   every source: its plan, how many requests it supplied, from when to when
remove NAME --data     takes away all it said, as if it had never been imported; requests that
                       another source saw as well stay, as that source saw them
plan NAME KIND         how it is paid:
    metered            by the token: its cost is spend
    subscription       a fee a month: the fee is spend, its tokens stand apart as list value
    provisioned        reserved capacity: like a subscription
    local              a model on your own machine: costs nothing
  Until somebody says, a source counts as metered and reports say so.
reports NAME KIND      what the costs are that it reports itself (a gateway's, a file's cost_usd):
    list               list prices: your discount (prices set --discount) is taken off them
    net                after your discount: taken as they are
    unknown            nobody said; taken as they are

Examples:
  outlay-cli source list
  outlay-cli source plan claude-code subscription --fee 200USD --name "Max 20x"
  outlay-cli source plan --key ci-runner metered
  outlay-cli source reports litellm list
  outlay-cli source remove billing --data
)";

int list(const Arguments &arguments)
{
    const Result<std::unique_ptr<LedgerReader>> reader = openReader(arguments);
    if (!reader)
        return arguments.failLedger(reader.error());
    const Result<std::vector<SourceInfo>> sources = (*reader)->sources();
    if (!sources)
        return arguments.failLedger(sources.error());
    if (arguments.isJson()) {
        JsonWriter json(arguments.out());
        json.beginObject().key("sources").beginArray();
        for (const SourceInfo &source : *sources) {
            json.newLine().beginObject();
            json.field("name", std::string_view(source.name));
            json.field("format", std::string_view(source.format));
            json.field("plan", std::string_view(source.plan.empty() ? "unknown" : source.plan));
            json.key("reports").text(source.reports == "unknown" ? std::nullopt
                                                                 : std::optional(source.reports));
            json.field("events", source.events);
            json.field("files", source.files);
            json.key("from").time(source.span ? std::optional(source.span->from) : std::nullopt);
            json.key("to").time(source.span ? std::optional(source.span->to) : std::nullopt);
            json.key("last_import").time(source.lastImport);
            json.endObject();
        }
        json.endArray().endObject();
        return exitcode::done;
    }
    if (sources->empty()) {
        arguments.out().line("No source yet. Take one in with: outlay-cli import PATH");
        return exitcode::done;
    }
    Table table;
    for (const char *heading : {"source", "format", "plan", "reports"})
        table.addColumn(heading, Table::Align::Left);
    table.addColumn("requests", Table::Align::Right);
    table.addColumn("files", Table::Align::Right);
    for (const char *heading : {"from", "to", "last import (UTC)"})
        table.addColumn(heading, Table::Align::Left);
    for (const SourceInfo &source : *sources) {
        const auto day = [](Instant at) { return toRfc3339(at).substr(0, 10); };
        table.addRow({source.name, source.format, source.plan.empty() ? "unknown" : source.plan,
                      source.reports == "unknown" ? "" : source.reports, grouped(source.events),
                      grouped(source.files), source.span ? day(source.span->from) : "",
                      source.span ? day(source.span->to) : "",
                      source.lastImport ? toRfc3339(*source.lastImport).substr(0, 16) : "never"});
    }
    table.print(arguments.out(), arguments.out().width());
    return exitcode::done;
}

/// Usage error with the known names unless the ledger has that source.
Result<> checkKnown(const Arguments &arguments, const std::string &name)
{
    const Result<std::unique_ptr<LedgerReader>> reader = openReader(arguments);
    if (!reader)
        return tl::unexpected<Error>(reader.error());
    const Result<std::vector<SourceInfo>> sources = (*reader)->sources();
    if (!sources)
        return tl::unexpected<Error>(sources.error());
    std::string known;
    for (const SourceInfo &source : *sources) {
        if (source.name == name)
            return {};
        known += (known.empty() ? "" : ", ") + source.name;
    }
    return failure(Error::Kind::Usage, "no source is called \"" + name + "\"; there " +
                                           (known.empty() ? "is none yet" : "are: " + known));
}

int remove(const Arguments &arguments)
{
    const std::vector<std::string> &words = arguments.positional();
    if (words.size() != 2)
        return arguments.failUsage("name the source: source remove NAME --data");
    if (!arguments.has("data"))
        return arguments.failUsage("what " + words[1] +
                                   " said stays in the ledger unless you add --data");
    if (const Result<> known = checkKnown(arguments, words[1]); !known)
        return arguments.failLedger(known.error());
    const Result<std::unique_ptr<Ingest>> ingest = openIngest(arguments);
    if (!ingest)
        return arguments.failLedger(ingest.error());
    const Result<std::int64_t> removed = (*ingest)->removeSource(words[1]);
    if (!removed)
        return arguments.failLedger(removed.error());
    if (arguments.isJson()) {
        JsonWriter json(arguments.out());
        json.beginObject().field("source", std::string_view(words[1]));
        json.field("events", *removed).endObject();
    } else {
        arguments.out().line("Removed " + printable(words[1]) + ": " +
                             counted(*removed, "request was", "requests were") +
                             " touched. Importing its files again brings it back.");
    }
    return exitcode::done;
}

int plan(const Arguments &arguments)
{
    const Result<Ingest::Plan> wanted = parsePlan(arguments);
    if (!wanted)
        return arguments.fail(wanted.error());
    if (!wanted->source.empty()) {
        if (const Result<> known = checkKnown(arguments, wanted->source); !known)
            return arguments.failLedger(known.error());
    }
    const Result<std::unique_ptr<Ingest>> ingest = openIngest(arguments);
    if (!ingest)
        return arguments.failLedger(ingest.error());
    if (const Result<> set = (*ingest)->setPlan(*wanted); !set)
        return arguments.failLedger(set.error());
    const std::string subject =
        wanted->source.empty() ? "key " + wanted->key : "source " + wanted->source;
    if (arguments.isJson()) {
        JsonWriter json(arguments.out());
        json.beginObject();
        json.key("source").text(wanted->source.empty() ? std::nullopt
                                                       : std::optional(wanted->source));
        json.key("key").text(wanted->key.empty() ? std::nullopt : std::optional(wanted->key));
        json.field("plan", planName(wanted->kind));
        json.key("fee_usd").money(wanted->fee == Money{} ? std::nullopt
                                                         : std::optional(wanted->fee));
        json.endObject();
    } else {
        arguments.out().line("The " + printable(subject) + " is " +
                             std::string(planName(wanted->kind)) +
                             " from now on, for all it has said and will say.");
    }
    return exitcode::done;
}

Result<Ingest::ReportsKind> parseReports(const std::string &text)
{
    using enum Ingest::ReportsKind;
    for (const auto &[word, kind] : {std::pair{"list", List}, {"net", Net}, {"unknown", Unknown}}) {
        if (text == word)
            return kind;
    }
    return failure(Error::Kind::Usage,
                   "reported costs are list, net or unknown, not \"" + printable(text) + "\"");
}

int reports(const Arguments &arguments)
{
    const std::vector<std::string> &words = arguments.positional();
    if (words.size() != 3)
        return arguments.failUsage("write: source reports NAME list, net or unknown");
    const Result<Ingest::ReportsKind> kind = parseReports(words[2]);
    if (!kind)
        return arguments.fail(kind.error());
    if (const Result<> known = checkKnown(arguments, words[1]); !known)
        return arguments.failLedger(known.error());
    const Result<std::unique_ptr<Ingest>> ingest = openIngest(arguments);
    if (!ingest)
        return arguments.failLedger(ingest.error());
    if (const Result<> set = (*ingest)->setReports(words[1], *kind); !set)
        return arguments.failLedger(set.error());
    if (arguments.isJson()) {
        JsonWriter json(arguments.out());
        json.beginObject().field("source", std::string_view(words[1]));
        json.field("reports", std::string_view(words[2])).endObject();
    } else {
        const bool isList = *kind == Ingest::ReportsKind::List;
        arguments.out().line(
            "The costs that " + printable(words[1]) + " reports are " +
            (isList ? "list prices: your discount is taken off them" : "taken as they are") +
            ", for all it has said and will say.");
    }
    return exitcode::done;
}

int run(Arguments &arguments)
{
    const std::string what =
        arguments.positional().empty() ? std::string() : arguments.positional().front();
    if (what == "list" && arguments.positional().size() == 1)
        return list(arguments);
    if (what == "remove")
        return remove(arguments);
    if (what == "plan")
        return plan(arguments);
    if (what == "reports")
        return reports(arguments);
    return arguments.failUsage(what.empty() ? "say what to do: source list, remove, plan or reports"
                                            : "cannot do \"" + what +
                                                  "\"; it is source list, remove, plan or reports");
}

} // namespace

const Verb sourceVerb{
    "source",
    "where the figures come from; remove one, or say how it is paid",
    "list | remove NAME --data | plan NAME KIND [--fee AMOUNT] | reports NAME KIND",
    sourceOptions,
    help,
    run};

} // namespace outlay::cli
