// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/interrupt.h"
#include "app/cli/openledger.h"
#include "app/cli/question.h"
#include "app/cli/text.h"
#include "app/cli/verbs.h"
#include "app/exports/dataexport.h"
#include "app/exports/outputfile.h"

#include <array>
#include <functional>

namespace outlay::cli {

namespace {

constexpr std::array exportOptions{
    Option{"format", "NAME", "csv, json, jsonl, focus or observations"},
    Option{"output", "FILE", "write to a file only you can read, instead of stdout"},
    fromOption,
    toOption,
    zoneOption,
    whereOption,
};

constexpr std::string_view help =
    R"(Writes out the ledger, oldest first: request by request, as charges, or all that was observed.

csv           one line a request: time, dimensions, tokens, cost and its basis; unknown is empty;
              text that a spreadsheet would run as a formula gets an apostrophe in front
json          one document, {"events":[…]}, with the same fields; unknown is null
jsonl         the same, one request a line
focus         charges in the form of FOCUS 1.2 (focus.finops.org), CSV: one row for each day of --tz
              and each combination of provider, model, tier, price, key, user, team, project, cost
              center, environment, endpoint, task kind, plan and source; fees of plans and what was
              billed and not itemised are charges, too. BilledCost sums to the cost that report has
              for the same range. Requests without a price are in no row: their cost is unknown
observations  JSON lines with everything each source said: the inverse of import. Importing them
              into another ledger merges the two; requests both know count once. Always the whole
              ledger.

None of them holds a prompt, an answer or a key.

Examples:
  outlay-cli export --format csv --from 2026-11 --to 2026-12 --output november.csv
  outlay-cli export --format json --where project=search | jq '.events[0]'
  outlay-cli export --format focus --from 2026-11 --to 2026-12 --output november-focus.csv
  outlay-cli export --format observations --output laptop.jsonl
  outlay-cli import laptop.jsonl --ledger team.sqlite
)";

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

/// What no row of the file tells, on stderr: stdout may be the file.
void tellRest(const Arguments &arguments, const std::optional<FocusSummary> &summary)
{
    if (summary && summary->unpricedRequests > 0)
        arguments.err().line(
            counted(summary->unpricedRequests, "request has", "requests have") +
            " no price and so no charge; see them with: outlay-cli report --by model");
}

int writeTo(const Arguments &arguments, const std::function<Result<>(Output &)> &write)
{
    const std::string target = arguments.valueOr("output", "-");
    if (target == "-") {
        const Result<> done = write(arguments.out());
        return done ? exitcode::done : arguments.failLedger(done.error());
    }
    const Result<std::unique_ptr<OutputFile>> file = OutputFile::create(target);
    if (!file)
        return arguments.fail(file.error());
    if (const Result<> done = write((*file)->out()); !done)
        return arguments.failLedger(done.error());
    if (const Result<> finished = (*file)->finish(); !finished) {
        (void)arguments.fail(finished.error());
        return exitcode::usage;
    }
    return exitcode::done;
}

int writeDataTo(const Arguments &arguments, LedgerReader &reader, DataFormat format)
{
    const Result<Query> query = narrowedQuery(arguments, reader);
    if (!query)
        return arguments.fail(query.error());
    std::optional<FocusSummary> summary;
    const int code = writeTo(arguments, [&](Output &out) -> Result<> {
        const auto written = writeData(reader, *query, format, out, interruptToken());
        if (!written)
            return tl::unexpected<Error>(written.error());
        summary = *written;
        return {};
    });
    if (code == exitcode::done)
        tellRest(arguments, summary);
    return code;
}

Result<> checkQuestion(const Arguments &arguments, const std::string &format)
{
    const std::string choices = "choose csv, json, jsonl, focus or observations";
    const bool isObservations = format == "observations";
    if (format.empty())
        return failure(Error::Kind::Usage, "which --format? " + choices);
    if (!isObservations && !dataFormatNamed(format))
        return failure(Error::Kind::Usage,
                       "unknown --format " + printable(format) + "; " + choices);
    if (!arguments.positional().empty())
        return failure(Error::Kind::Usage,
                       "to write into a file say --output " + arguments.positional().front());
    if (isObservations && (arguments.has("where") || arguments.has("from") || arguments.has("to")))
        return failure(Error::Kind::Usage, "observations are always the whole ledger; --from, "
                                           "--to and --where are for the other formats");
    const Result<Query> query = narrowedQuery(arguments, "UTC");
    return query ? Result<>() : Result<>(tl::unexpected<Error>(query.error()));
}

int run(Arguments &arguments)
{
    const std::string format = arguments.valueOr("format", arguments.isJson() ? "json" : "");
    if (const Result<> checked = checkQuestion(arguments, format); !checked)
        return arguments.fail(checked.error());
    const Result<std::unique_ptr<LedgerReader>> reader = openReader(arguments);
    if (!reader)
        return arguments.failLedger(reader.error());
    if (const std::optional<DataFormat> known = dataFormatNamed(format))
        return writeDataTo(arguments, **reader, *known);
    return writeTo(arguments, [&](Output &out) { return writeObservations(arguments, out); });
}

} // namespace

const Verb exportVerb{"export",
                      "write out the ledger: CSV, JSON, FOCUS, or observations to merge ledgers",
                      "--format csv|json|jsonl|focus|observations [--output FILE] [OPTIONS]",
                      exportOptions,
                      help,
                      run};

} // namespace outlay::cli
