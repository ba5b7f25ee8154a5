// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/interrupt.h"
#include "app/cli/json.h"
#include "app/cli/liveloop.h"
#include "app/cli/livestatus.h"
#include "app/cli/openledger.h"
#include "app/cli/table.h"
#include "app/cli/text.h"
#include "app/cli/verbs.h"
#include "app/sources/watcher.h"

#include <algorithm>
#include <array>
#include <map>

namespace outlay::cli {

namespace {

using sources::SourceSettings;
using sources::SourceStatus;
using sources::Watcher;
using State = SourceStatus::State;

constexpr std::array pollOptions{
    Option{"once", "", "end when everything that is due has been asked for"},
    Option{"source", "NAME", "only this one; repeat for more"},
    passphraseFileOption,
};

constexpr std::string_view help =
    R"(Asks every API and gateway that is configured, and reads the files that are watched. With --once
it ends when what is due now is in the ledger: today and the month to date come first; older history
is left to watch. What --source names is asked even if it is not due. Without --once it goes on, as
watch does, without listening for telemetry.

Exit code 1 says that something could not be asked; the table and --json say what and why. While
another process watches the ledger, that one is asked to poll now.

Examples:
  outlay-cli poll --once
  outlay-cli poll --once --source acme --json
)";

/// What came of each source.
struct Poll
{
    std::map<std::string, ImportCounts> counts;
    std::vector<SourceStatus> statuses;
};

bool isWell(const SourceStatus &status)
{
    if (status.state == State::Waiting)
        return status.consecutiveFailures == 0;
    return status.state == State::Polling || status.state == State::Idle ||
           status.state == State::Paused;
}

void add(ImportCounts &sum, const ImportCounts &more)
{
    sum.lines += more.lines;
    sum.created += more.created;
    sum.merged += more.merged;
    sum.duplicate += more.duplicate;
    sum.rejected += more.rejected;
    sum.cost += more.cost;
}

Result<std::vector<SourceSettings>> wantedSources(const Arguments &arguments)
{
    const auto reader = openReader(arguments);
    if (!reader)
        return tl::unexpected<Error>(reader.error());
    auto all = sources::storedSources(**reader);
    if (!all)
        return tl::unexpected<Error>(all.error());
    for (const std::string &name : arguments.values("source")) {
        if (!sources::sourceNamed(*all, name))
            return failure(Error::Kind::Usage, "no source that is watched is called \"" + name +
                                                   "\"; see: outlay-cli source list");
    }
    if (all->empty())
        return failure(Error::Kind::Usage, "nothing is watched yet; see: outlay-cli source --help");
    return all;
}

/// The process that watches does it; this one would only ask everything twice.
int askHolder(const Arguments &arguments, const std::vector<SourceSettings> &all,
              const std::string &holder)
{
    const std::vector<std::string> only = arguments.values("source");
    const auto ingest = openIngest(arguments);
    if (!ingest)
        return arguments.failLedger(ingest.error());
    for (const SourceSettings &settings : all) {
        if (!only.empty() && std::find(only.begin(), only.end(), settings.name) == only.end())
            continue;
        const Result<> asked =
            sources::requestOf(**ingest, settings.name, sources::WatchRequest::Poll);
        if (!asked)
            return arguments.failLedger(asked.error());
    }
    if (arguments.isJson()) {
        JsonWriter json(arguments.out());
        json.beginObject().field("asked", std::string_view(holder)).endObject();
    } else {
        arguments.out().line(printable(holder) +
                             " watches this ledger; it was asked to poll now. See: outlay-cli "
                             "source list");
    }
    return exitcode::done;
}

void writeJson(const Arguments &arguments, const Poll &poll)
{
    JsonWriter json(arguments.out());
    json.beginObject().key("sources").beginArray();
    for (const SourceStatus &status : poll.statuses) {
        json.newLine().beginObject().field("source", std::string_view(status.name));
        writeStatus(json, status);
        const auto found = poll.counts.find(status.name);
        const ImportCounts counts = found == poll.counts.end() ? ImportCounts() : found->second;
        json.field("lines", counts.lines).field("new", counts.created);
        json.field("merged", counts.merged).field("duplicate", counts.duplicate);
        json.field("rejected", counts.rejected);
        json.endObject();
    }
    json.endArray().endObject();
}

void printTable(const Arguments &arguments, const Poll &poll)
{
    Table table;
    table.addColumn("source", Table::Align::Left);
    table.addColumn("state", Table::Align::Left);
    for (const char *heading : {"lines", "new", "rejected", "data"})
        table.addColumn(heading, Table::Align::Right);
    for (const SourceStatus &status : poll.statuses) {
        const auto found = poll.counts.find(status.name);
        const ImportCounts counts = found == poll.counts.end() ? ImportCounts() : found->second;
        table.addRow({status.name, stateText(status, arguments.now()), grouped(counts.lines),
                      grouped(counts.created), grouped(counts.rejected),
                      status.dataUntil ? ageText(status.dataUntil, arguments.now()) : ""});
    }
    table.print(arguments.out(), arguments.out().width());
    for (const SourceStatus &status : poll.statuses) {
        if (!status.reason.empty() && !isWell(status))
            arguments.err().line("outlay-cli poll: " + printable(status.name) + ": " +
                                 printable(status.reason));
    }
}

Poll runPoll(const Arguments &arguments, LiveLoop &loop)
{
    LedgerQueue queue(ledgerPath(arguments));
    sources::WatcherOptions options;
    options.program = "outlay-cli";
    options.doesReceive = false;
    options.isOnce = arguments.has("once");
    for (const std::string &name : arguments.values("source"))
        options.only.insert(name);
    options.asksAgain = true;
    Poll poll;
    Watcher watcher(options, queue, loop.secrets());
    QObject::connect(&watcher, &Watcher::committed, &watcher,
                     [&](const QString &source, const ImportCounts &counts) {
                         add(poll.counts[source.toStdString()], counts);
                     });
    QObject::connect(&watcher, &Watcher::statusesChanged, &watcher,
                     [&](const std::vector<SourceStatus> &statuses) { poll.statuses = statuses; });
    QObject::connect(&watcher, &Watcher::failed, &watcher, [&](const Error &error) {
        arguments.err().line("outlay-cli poll: " + printable(error.text));
        (void)arguments.err().flush();
    });
    QObject::connect(&watcher, &Watcher::settled, &watcher, [&] { loop.end(); });
    sources::watchNetwork(watcher);
    watcher.start();
    loop.run();
    poll.statuses = watcher.statuses();
    watcher.stop();
    return poll;
}

int run(Arguments &arguments)
{
    if (!arguments.positional().empty())
        return arguments.failUsage("takes no arguments; did you mean --source " +
                                   arguments.positional().front() + "?");
    const auto all = wantedSources(arguments);
    if (!all)
        return arguments.failLedger(all.error());
    const std::string holder = sources::WatchLock(ledgerPath(arguments)).holder().toStdString();
    if (!holder.empty())
        return askHolder(arguments, *all, holder);
    LiveLoop loop;
    if (const Result<> opened = loop.unlock(arguments); !opened)
        return arguments.fail(opened.error());
    const Poll poll = runPoll(arguments, loop);
    if (arguments.isJson())
        writeJson(arguments, poll);
    else
        printTable(arguments, poll);
    if (isInterrupted())
        return exitcode::interrupted;
    const bool isFine = std::all_of(poll.statuses.begin(), poll.statuses.end(), isWell);
    return isFine ? exitcode::done : exitcode::rejected;
}

} // namespace

const Verb pollVerb{"poll",
                    "ask the APIs and gateways that are configured, and read the watched files",
                    "[--once] [--source NAME]…",
                    pollOptions,
                    help,
                    run};

} // namespace outlay::cli
