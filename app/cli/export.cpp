// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/eventcsv.h"
#include "app/cli/interrupt.h"
#include "app/cli/openledger.h"
#include "app/cli/outputfile.h"
#include "app/cli/question.h"
#include "app/cli/receiptwriter.h"
#include "app/cli/text.h"
#include "app/cli/verbs.h"

#include <array>

namespace outlay::cli {

namespace {

constexpr std::array exportOptions{
    Option{"format", "NAME", "csv, json or observations"},
    Option{"output", "FILE", "write to a file only you can read, instead of stdout"},
    fromOption,
    toOption,
    zoneOption,
    whereOption,
};

constexpr std::string_view help =
    R"(Writes out the ledger, request by request, oldest first.

csv           one line a request: time, dimensions, tokens, cost and its basis; unknown is empty;
              text that a spreadsheet would run as a formula gets an apostrophe in front
json          one document, {"events":[…]}, with the same fields; unknown is null
observations  JSON lines with everything each source said: the inverse of import. Importing them
              into another ledger merges the two; requests both know count once. Always the whole
              ledger.

None of them holds a prompt, an answer or a key.

Examples:
  outlay-cli export --format csv --from 2026-11 --to 2026-12 --output november.csv
  outlay-cli export --format json --where project=search | jq '.events[0]'
  outlay-cli export --format observations --output laptop.jsonl
  outlay-cli import laptop.jsonl --ledger team.sqlite
)";

Result<> writeCsv(LedgerReader &reader, const Query &query, Output &out)
{
    EventCsv csv(out);
    return reader.eachEvent(
        query,
        [&](const EventRow &event) {
            csv.add(event);
            return !out.hasFailed();
        },
        interruptToken());
}

Result<> writeJson(LedgerReader &reader, const Query &query, Output &out)
{
    JsonWriter json(out);
    json.beginObject().key("events").beginArray();
    OUTLAY_TRY(reader.eachEvent(
        query,
        [&](const EventRow &event) {
            json.newLine().beginObject();
            writeEvent(json, event);
            json.endObject();
            return !out.hasFailed();
        },
        interruptToken()));
    json.endArray().endObject();
    return {};
}

Result<> writeObservations(const Arguments &arguments, Output &out)
{
    const Result<std::unique_ptr<Ingest>> ingest = openIngest(arguments);
    if (!ingest)
        return tl::unexpected<Error>(ingest.error());
    OUTLAY_TRY((*ingest)->exportObservations([&](std::string_view line) {
        out.write(line); // with its line end
        return !out.hasFailed() && !isInterrupted();
    }));
    if (isInterrupted())
        return failure(Error::Kind::Cancelled, "interrupted");
    return {};
}

Result<> writeAll(const Arguments &arguments, LedgerReader &reader, const std::string &format,
                  const Query &query, Output &out)
{
    if (format == "csv")
        return writeCsv(reader, query, out);
    if (format == "json")
        return writeJson(reader, query, out);
    return writeObservations(arguments, out);
}

int writeTo(const Arguments &arguments, LedgerReader &reader, const std::string &format,
            const Query &query)
{
    const std::string target = arguments.valueOr("output", "-");
    if (target == "-") {
        const Result<> done = writeAll(arguments, reader, format, query, arguments.out());
        return done ? exitcode::done : arguments.failLedger(done.error());
    }
    const Result<std::unique_ptr<OutputFile>> file = OutputFile::create(target);
    if (!file)
        return arguments.fail(file.error());
    if (const Result<> done = writeAll(arguments, reader, format, query, (*file)->out()); !done)
        return arguments.failLedger(done.error());
    if (const Result<> finished = (*file)->finish(); !finished) {
        (void)arguments.fail(finished.error());
        return exitcode::usage;
    }
    return exitcode::done;
}

int run(Arguments &arguments)
{
    const std::string format = arguments.valueOr("format", arguments.isJson() ? "json" : "");
    if (format != "csv" && format != "json" && format != "observations")
        return arguments.failUsage(format.empty() ? "choose --format csv, json or observations"
                                                  : "unknown --format " + printable(format) +
                                                        "; choose csv, json or observations");
    if (!arguments.positional().empty())
        return arguments.failUsage("to write into a file say --output " +
                                   arguments.positional().front());
    const bool isNarrowed = arguments.has("where") || arguments.has("from") || arguments.has("to");
    if (format == "observations" && isNarrowed)
        return arguments.failUsage("observations are always the whole ledger; --from, --to and "
                                   "--where are for csv and json");
    if (const Result<Query> checked = narrowedQuery(arguments, "UTC"); !checked)
        return arguments.fail(checked.error());
    const Result<std::unique_ptr<LedgerReader>> reader = openReader(arguments);
    if (!reader)
        return arguments.failLedger(reader.error());
    const Result<LedgerFacts> facts = (*reader)->facts();
    if (!facts)
        return arguments.failLedger(facts.error());
    const Result<Query> query = narrowedQuery(arguments, facts->zone);
    if (!query)
        return arguments.fail(query.error());
    return writeTo(arguments, **reader, format, *query);
}

} // namespace

const Verb exportVerb{"export",
                      "write out the requests: CSV, JSON, or observations to merge ledgers",
                      "--format csv|json|observations [--output FILE] [OPTIONS]",
                      exportOptions,
                      help,
                      run};

} // namespace outlay::cli
