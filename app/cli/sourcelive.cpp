// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/sourcelive.h"

#include "app/cli/effect.h"
#include "app/cli/json.h"
#include "app/cli/livefindings.h"
#include "app/cli/livestatus.h"
#include "app/cli/openledger.h"
#include "app/cli/quotatext.h"
#include "app/cli/table.h"
#include "app/cli/text.h"
#include "app/sources/livesources.h"
#include "app/sources/watchlock.h"

#include <algorithm>
#include <filesystem>
#include <set>

namespace outlay::cli {

namespace {

using sources::SourceSettings;
using sources::SourceStatus;
using sources::WatchRequest;

constexpr std::int64_t coverageMicros = 30 * microsPerDay;

/// What "30 days" are about.
TimeRange shownTime(const Arguments &arguments)
{
    const Instant now = arguments.now();
    return {{now.micros - coverageMicros}, now};
}

/// Everything `source list` knows.
struct Known
{
    std::vector<SourceSettings> watched;
    std::vector<SourceStatus> statuses;
    std::map<std::string, WatchRequest> requests; ///< that nobody has taken yet
    std::vector<SourceInfo> imported;
    CoverageAnswer coverage;
    std::vector<QuotaWindow> quotas;
    std::string watcher; ///< "outlay (process 12)"; empty: nobody watches

    [[nodiscard]] const SourceInfo *importedNamed(const std::string &name) const
    {
        const auto found = std::find_if(imported.begin(), imported.end(),
                                        [&](const SourceInfo &s) { return s.name == name; });
        return found == imported.end() ? nullptr : &*found;
    }
    [[nodiscard]] const SourceCoverage *coverageOf(const std::string &name) const
    {
        const auto found = std::find_if(coverage.sources.begin(), coverage.sources.end(),
                                        [&](const SourceCoverage &s) { return s.source == name; });
        return found == coverage.sources.end() ? nullptr : &*found;
    }
    /// As last told, and as was wished since.
    [[nodiscard]] SourceStatus statusOf(const SourceSettings &settings) const
    {
        return sources::statusSince(settings, sources::statusNamed(statuses, settings.name),
                                    requests);
    }
};

Result<Known> readKnown(const Arguments &arguments)
{
    const auto reader = openReader(arguments);
    if (!reader)
        return tl::unexpected<Error>(reader.error());
    Known known;
    auto watched = sources::storedSources(**reader);
    if (!watched)
        return tl::unexpected<Error>(watched.error());
    known.watched = *std::move(watched);
    auto imported = (*reader)->sources();
    if (!imported)
        return tl::unexpected<Error>(imported.error());
    known.imported = *std::move(imported);
    const auto report = sources::watchReport(**reader);
    if (!report)
        return tl::unexpected<Error>(report.error());
    if (*report)
        known.statuses = (*report)->statuses;
    auto requests = sources::pendingRequests(**reader);
    if (!requests)
        return tl::unexpected<Error>(requests.error());
    known.requests = *std::move(requests);
    auto coverage = (*reader)->coverage(shownTime(arguments), arguments.now());
    if (!coverage)
        return tl::unexpected<Error>(coverage.error());
    known.coverage = *std::move(coverage);
    auto quotas = (*reader)->quotaWindows();
    if (!quotas)
        return tl::unexpected<Error>(quotas.error());
    known.quotas = *std::move(quotas);
    known.watcher = sources::WatchLock(ledgerPath(arguments)).holder().toStdString();
    if (known.watcher.empty())
        std::for_each(known.statuses.begin(), known.statuses.end(), sources::leaveUnwatched);
    return known;
}

void writeImported(JsonWriter &json, const SourceInfo *source)
{
    if (!source) {
        json.key("format").null().key("plan").null().key("reports").null();
        json.field("events", std::int64_t{0}).field("files", std::int64_t{0});
        json.key("from").null().key("to").null().key("last_import").null();
        return;
    }
    json.field("format", std::string_view(source->format));
    json.field("plan", std::string_view(source->plan.empty() ? "unknown" : source->plan));
    json.key("reports").text(source->reports == "unknown" ? std::nullopt
                                                          : std::optional(source->reports));
    json.field("events", source->events);
    json.field("files", source->files);
    json.key("from").time(source->span ? std::optional(source->span->from) : std::nullopt);
    json.key("to").time(source->span ? std::optional(source->span->to) : std::nullopt);
    json.key("last_import").time(source->lastImport);
}

/// Watched ones in the order they were added, then those that were only imported.
std::vector<std::string> namesOf(const Known &known)
{
    std::vector<std::string> names;
    for (const SourceSettings &settings : known.watched)
        names.push_back(settings.name);
    for (const SourceInfo &source : known.imported) {
        if (std::find(names.begin(), names.end(), source.name) == names.end())
            names.push_back(source.name);
    }
    return names;
}

void writeJson(const Arguments &arguments, const Known &known)
{
    JsonWriter json(arguments.out());
    json.beginObject().key("sources").beginArray();
    for (const std::string &name : namesOf(known)) {
        json.newLine().beginObject().field("name", std::string_view(name));
        writeImported(json, known.importedNamed(name));
        const SourceSettings *settings = sources::sourceNamed(known.watched, name);
        json.key("live");
        if (settings) {
            json.beginObject();
            writeLive(json, *settings, known.statusOf(*settings));
            json.endObject();
        } else {
            json.null();
        }
        json.key("coverage");
        writeCoverage(json, known.coverageOf(name));
        json.key("quota");
        writeQuotas(json, known.quotas, name, arguments.now());
        json.endObject();
    }
    json.endArray();
    json.key("watched_by")
        .text(known.watcher.empty() ? std::nullopt : std::optional(known.watcher));
    json.endObject();
}

void printWatched(const Arguments &arguments, const Known &known)
{
    Table table;
    for (const char *heading : {"watched", "kind", "state"})
        table.addColumn(heading, Table::Align::Left);
    for (const char *heading : {"last success", "data", "rows", "errors", "next"})
        table.addColumn(heading, Table::Align::Right);
    table.addColumn("30 days", Table::Align::Left);
    const Instant now = arguments.now();
    std::vector<std::string> reasons;
    for (const SourceSettings &settings : known.watched) {
        const SourceStatus status = known.statusOf(settings);
        table.addRow({settings.name, std::string(toString(settings.kind)), stateText(status, now),
                      ageText(status.lastSuccess, now),
                      status.dataUntil ? ageText(status.dataUntil, now) : "", grouped(status.rows),
                      grouped(status.errors),
                      settings.isPaused ? "" : untilText(status.nextAttempt, now),
                      coverageText(known.coverageOf(settings.name), shownTime(arguments))});
        if (!status.reason.empty() && !settings.isPaused)
            reasons.push_back(settings.name + ": " + status.reason);
        for (const std::string &warning : status.warnings)
            reasons.push_back(settings.name + ": " + warning);
    }
    table.print(arguments.out(), arguments.out().width());
    for (const std::string &reason : reasons)
        arguments.out().line("  " + printable(reason));
    for (const std::string &line : awaitedLines(known.coverage))
        arguments.out().line("  " + line);
    arguments.out().line(known.watcher.empty()
                             ? "Nobody watches now: open the window, or run outlay-cli watch."
                             : "Watched by " + printable(known.watcher) + ".");
    arguments.out().line("");
}

void printImported(const Arguments &arguments, const Known &known)
{
    Table table;
    for (const char *heading : {"source", "format", "plan", "reports"})
        table.addColumn(heading, Table::Align::Left);
    table.addColumn("requests", Table::Align::Right);
    table.addColumn("files", Table::Align::Right);
    for (const char *heading : {"from", "to", "last import (UTC)"})
        table.addColumn(heading, Table::Align::Left);
    for (const SourceInfo &source : known.imported) {
        const auto day = [](Instant at) { return toRfc3339(at).substr(0, 10); };
        table.addRow({source.name, source.format, source.plan.empty() ? "unknown" : source.plan,
                      source.reports == "unknown" ? "" : source.reports, grouped(source.events),
                      grouped(source.files), source.span ? day(source.span->from) : "",
                      source.span ? day(source.span->to) : "",
                      source.lastImport ? toRfc3339(*source.lastImport).substr(0, 16) : "never"});
    }
    table.print(arguments.out(), arguments.out().width());
    for (const QuotaWindow &window : known.quotas)
        arguments.out().line(quotaText(window, arguments.now()));
}

struct Command
{
    std::string_view word;
    std::string_view done; ///< after the source's name
};
constexpr std::array commands{
    Command{"pause", " is paused; what happens meanwhile is read afterwards."},
    Command{"resume", " goes on."},
    Command{"trip", " is asked nothing any more, until: outlay-cli source reset "},
    Command{"reset", ": its breaker is closed."},
};

Result<> perform(Ingest &ingest, std::string_view what, const std::string &name)
{
    if (what == "pause" || what == "resume") {
        OUTLAY_TRY(sources::setPaused(ingest, name, what == "pause"));
        return what == "pause" ? Result<>() : sources::requestAgain(ingest, name);
    }
    const auto all = sources::storedSources(ingest);
    if (!all)
        return tl::unexpected<Error>(all.error());
    const SourceSettings *settings = sources::sourceNamed(*all, name);
    if (settings && !isPolled(settings->kind))
        return failure(Error::Kind::Usage, name + " has no breaker: nothing is asked of " +
                                               std::string(toString(settings->kind)) +
                                               "; pause it instead");
    return sources::requestOf(ingest, name,
                              what == "trip" ? WatchRequest::Trip : WatchRequest::Reset);
}

/// Whether anything in the ledger is its.
bool hasData(const Arguments &arguments, const std::string &name)
{
    const Result<Known> known = readKnown(arguments);
    return known && known->importedNamed(name) != nullptr;
}

struct Removal
{
    std::string name;
    bool isWatched = false;
    bool isPolled = false;
    bool isDryRun = false;
    std::optional<std::int64_t> touched; ///< nullopt: nothing taken out
    std::optional<TotalsChange> effect;
};

int sayRemoved(const Arguments &arguments, const Removal &removal)
{
    if (arguments.isJson()) {
        JsonWriter json(arguments.out());
        json.beginObject().field("source", std::string_view(removal.name));
        json.key("events");
        if (removal.touched)
            json.number(*removal.touched);
        else
            json.null();
        json.key("dry_run").boolean(removal.isDryRun);
        json.key("watched").boolean(removal.isDryRun && removal.isWatched);
        if (removal.effect)
            writeTotals(*removal.effect, json);
        else
            json.key("effect").null();
        json.endObject();
        return exitcode::done;
    }
    Output &out = arguments.out();
    const std::string name = printable(removal.name);
    if (removal.effect)
        printTotals(*removal.effect, out);
    if (removal.isDryRun) {
        out.line("Nothing was changed (--dry-run).");
        return exitcode::done;
    }
    if (removal.isWatched)
        out.line(name + " is no longer watched.");
    if (!removal.touched)
        out.line("What it said stays; --data takes it out.");
    else
        out.line(removal.isPolled ? "Adding it again brings back what its provider still tells."
                                  : "Taking in again what it came from brings it back.");
    return exitcode::done;
}

} // namespace

int listSources(const Arguments &arguments)
{
    std::error_code error;
    const bool isNone = !std::filesystem::exists(ledgerPath(arguments), error) && !error;
    const Result<Known> known = isNone ? Known() : readKnown(arguments);
    if (!known)
        return arguments.failLedger(known.error());
    if (arguments.isJson()) {
        writeJson(arguments, *known);
        return exitcode::done;
    }
    if (!known->watched.empty())
        printWatched(arguments, *known);
    if (!known->imported.empty())
        printImported(arguments, *known);
    else if (known->watched.empty())
        arguments.out().line(
            "No source yet. Take one in with: outlay-cli import PATH, or watch one "
            "with: outlay-cli source add NAME --kind …");
    return exitcode::done;
}

int commandSource(const Arguments &arguments)
{
    const std::vector<std::string> &words = arguments.positional();
    const auto command = std::find_if(commands.begin(), commands.end(),
                                      [&](const Command &c) { return c.word == words.front(); });
    if (words.size() != 2)
        return arguments.failUsage("name the source: source " + words.front() + " NAME");
    if (const auto reader = openReader(arguments); !reader) // none is made for this
        return arguments.failLedger(reader.error());
    const auto ingest = openIngest(arguments);
    if (!ingest)
        return arguments.failLedger(ingest.error());
    if (const Result<> done = perform(**ingest, command->word, words[1]); !done)
        return arguments.failLedger(done.error());
    if (arguments.isJson()) {
        JsonWriter json(arguments.out());
        json.beginObject().field("source", std::string_view(words[1]));
        json.field("asked", command->word).endObject();
        return exitcode::done;
    }
    std::string text = printable(words[1]) + std::string(command->done);
    if (command->word == "trip")
        text += shellWord(words[1]);
    arguments.out().line(text);
    return exitcode::done;
}

int removeSource(const Arguments &arguments)
{
    const std::vector<std::string> &words = arguments.positional();
    if (words.size() != 2)
        return arguments.failUsage("name the source: source remove NAME --data");
    const std::string &name = words[1];
    if (const Result<> known = checkKnownSource(arguments, name); !known)
        return arguments.failLedger(known.error());
    const auto ingest = openIngest(arguments);
    if (!ingest)
        return arguments.failLedger(ingest.error());
    const auto all = sources::storedSources(**ingest);
    if (!all)
        return arguments.failLedger(all.error());
    const SourceSettings *settings = sources::sourceNamed(*all, name);
    Removal removal{name,
                    settings != nullptr,
                    settings && isPolled(settings->kind),
                    arguments.has("dry-run"),
                    {},
                    {}};
    if (!removal.isWatched && !arguments.has("data"))
        return arguments.failUsage("what " + name +
                                   " said stays in the ledger unless you add --data");
    const auto takeOut = [&name, &removal](Ingest &into) -> Result<> {
        const Result<std::int64_t> touched = into.removeSource(name);
        if (!touched)
            return tl::unexpected<Error>(touched.error());
        removal.touched = *touched;
        return {};
    };
    const bool hasSaid = arguments.has("data") && (!removal.isWatched || hasData(arguments, name));
    if (hasSaid) {
        const auto effect = Ingest::rehearse(ledgerPath(arguments), takeOut);
        if (!effect)
            return arguments.failLedger(effect.error());
        removal.effect = *effect;
    }
    if (removal.isDryRun)
        return sayRemoved(arguments, removal);
    // First, so that nothing new arrives behind the removal.
    if (removal.isWatched) {
        if (const Result<> forgotten = sources::forgetSource(**ingest, name); !forgotten)
            return arguments.failLedger(forgotten.error());
    }
    if (hasSaid) {
        if (const Result<> taken = takeOut(**ingest); !taken)
            return arguments.failLedger(taken.error());
    } else if (arguments.has("data")) {
        removal.touched = 0; // it had said nothing yet
    }
    return sayRemoved(arguments, removal);
}

Result<> checkKnownSource(const Arguments &arguments, const std::string &name)
{
    const Result<Known> known = readKnown(arguments);
    if (!known)
        return tl::unexpected<Error>(known.error());
    std::string all;
    for (const std::string &one : namesOf(*known)) {
        if (one == name)
            return {};
        all += (all.empty() ? "" : ", ") + one;
    }
    return failure(Error::Kind::Usage, "no source is called \"" + name + "\"; there " +
                                           (all.empty() ? "is none yet" : "are: " + all));
}

} // namespace outlay::cli
