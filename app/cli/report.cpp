// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/interrupt.h"
#include "app/cli/livefindings.h"
#include "app/cli/openledger.h"
#include "app/cli/pricehint.h"
#include "app/cli/question.h"
#include "app/cli/reportmeasures.h"
#include "app/cli/reportwriter.h"
#include "app/cli/text.h"
#include "app/cli/unpricedtext.h"
#include "app/cli/verbs.h"
#include "models/ledger/closingreader.h"
#include "models/receipt/receiptreader.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace outlay::cli {

namespace {

constexpr std::array reportOptions{
    Option{"by", "DIM[,DIM]", "one row per value of these dimensions"},
    Option{"every", "STEP", "cut into hour, day, week or month, of --tz"},
    fromOption,
    toOption,
    zoneOption,
    whereOption,
    Option{"basis", "BASIS", "only figures that are billed, reported, estimated or client"},
    Option{"measure", "NAME[,NAME]", "these measures: latency_p95, cost_per_task, …, see below"},
    Option{"top", "N", "the N dearest rows, and one row for the rest"},
    Option{"currency", "EUR=RATE@DAY",
           "show amounts in it, at RATE for one dollar; the table only"},
    Option{"csv", "", "comma-separated values with exact figures"},
    Option{"as-of", "TIME", "months closed by then as they were closed, the rest as known now"},
};

constexpr std::string_view help =
    R"(Requests, errors, tokens by class and cost, cut as you ask. Amounts are US dollars; the table
rounds for reading, --json and --csv are exact to the nano-dollar. Every request counts once, at
the best figure known for it: billed by the provider, else reported by a gateway, else estimated
from the price book, else a client's own guess. A request of a model without a price is shown as
unpriced, never as free.

Dimensions: provider, model, price, user, key, team, cost_center, project, environment, endpoint,
task, task_kind, session, agent, tier, outcome, plan, source, tag:KEY (a tag's values), tag,
branch (of git), commit, pull_request.

Times are dates in --tz (2026-11-01, 2026-11), RFC 3339 (2026-11-01T09:30:00Z), or words:
today, yesterday, week (since Monday), month, year, now, 7d (seven days, today included), 24h.
A range starts at --from and ends before --to; without them it is everything.

Measures: cost, requests, errors, tokens, uncached_input, cache_reads, cache_writes, output, reasoning,
mean_latency, cost_per_request, cache_hit_rate (of the tokens in), output_per_input, latency_p50,
latency_p95 (by nearest rank, to 0.05%), cost_per_task (mean of the tasks with a name). The table shows
these alone; --json and --csv have them as further fields (…_seconds, …_usd). The last three are read
from requests: days that are over are added up by the window or outlay-cli watch, of others a million
take some seconds. What is older than the ledger keeps requests for has none of them, nor has --as-of.

With --as-of, months that outlay-cli close had closed by that time are answered with their frozen
figures, all other time with current ones, and the answer says which. What a closed month was not
frozen by (price, task, session, agent, tags, hours) it cannot be asked by.

Examples:
  outlay-cli report --by model
  outlay-cli report --by user --every day --from 7d --tz Europe/Berlin
  outlay-cli report --by project,model --where user=alice --where user=bob --from month --top 10
  outlay-cli report --by model --measure requests,latency_p50,latency_p95 --from 7d
  outlay-cli report --by project --where project=           (what no project is known for)
  outlay-cli report --by tag:env --from 2026-10 --to 2026-11 --csv > october.csv
  outlay-cli report --by team --from month --currency EUR=0.92@2026-11-01
  outlay-cli report --every month --json | jq -r '.rows[] | [.at, .cost_usd] | @tsv'
)";

Result<Step> parseStep(const std::string &text)
{
    if (text == "hour")
        return Step::Hour;
    if (text == "day")
        return Step::Day;
    if (text == "week")
        return Step::Week;
    if (text == "month")
        return Step::Month;
    return failure(Error::Kind::Usage,
                   "--every " + printable(text) + ": choose hour, day, week or month");
}

Result<int> parseTop(const std::string &text)
{
    int top = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), top);
    if (error != std::errc{} || end != text.data() + text.size() || top < 1)
        return failure(Error::Kind::Usage,
                       "--top " + printable(text) + ": write a number from 1 on");
    return top;
}

/// `query`: as narrowed.
Result<Query> parseQuery(const Arguments &arguments, Result<Query> query)
{
    if (!query)
        return query;
    Result<std::vector<DimensionRef>> by = parseDimensions(arguments.values("by"));
    if (!by)
        return tl::unexpected<Error>(by.error());
    query->by = std::move(*by);
    if (const auto every = arguments.value("every")) {
        const Result<Step> step = parseStep(*every);
        if (!step)
            return tl::unexpected<Error>(step.error());
        query->step = *step;
    }
    if (const auto wanted = arguments.value("basis")) {
        const std::optional<Basis> basis = basisNamed(*wanted);
        if (!basis)
            return failure(Error::Kind::Usage,
                           "--basis " + printable(*wanted) +
                               ": choose billed, reported, estimated, client or effective");
        query->basis = *basis;
    }
    if (const auto wanted = arguments.value("top")) {
        const Result<int> top = parseTop(*wanted);
        if (!top)
            return tl::unexpected<Error>(top.error());
        query->top = *top;
    }
    const auto measures = parseMeasures(arguments.values("measure"));
    if (!measures)
        return tl::unexpected<Error>(measures.error());
    if (arguments.has("as-of") &&
        std::any_of(measures->begin(), measures->end(), needsDistribution))
        return failure(Error::Kind::Usage,
                       "--as-of has sums alone: no latency_p50, latency_p95 and cost_per_task");
    return query;
}

/// For the model most requests go to.
std::vector<std::string> pricingOf(LedgerReader &reader, const LedgerFacts &facts)
{
    constexpr std::size_t most = 1;
    std::vector<std::string> pricing;
    const auto book = priceBookOf(reader);
    for (std::size_t i = 0; book && i < facts.unpricedModels.size() && i < most; ++i) {
        const std::string &model = facts.unpricedModels[i].first;
        pricing.push_back(printable(modelName(model)) + ": " + pricingCommands(**book, model));
    }
    return pricing;
}

/// As it is now, or as of a time.
Result<AsOfAnswer> answerTo(const Arguments &arguments, LedgerReader &reader, const Query &query)
{
    const auto text = arguments.value("as-of");
    if (!text) {
        auto answer = reader.run(query, interruptToken());
        if (!answer)
            return tl::unexpected<Error>(answer.error());
        return AsOfAnswer{*std::move(answer), {}};
    }
    const Result<Instant> asOf = parseMoment(*text, query.zone, arguments.now());
    if (!asOf)
        return failure(Error::Kind::Usage, "--as-of: " + asOf.error().text);
    const auto closings = ClosingReader::open(ledgerPath(arguments));
    if (!closings)
        return tl::unexpected<Error>(closings.error());
    return (*closings)->run(query, *asOf);
}

std::optional<AsOf> asOfOf(const Arguments &arguments, const Query &query,
                           const AsOfAnswer &answered)
{
    const auto text = arguments.value("as-of");
    if (!text)
        return std::nullopt;
    const Result<Instant> at = parseMoment(*text, query.zone, arguments.now());
    return AsOf{at.value_or(arguments.now()), answered.closed};
}

/// Providers' counts without a price that the query may be about.
Result<std::vector<UnpricedCounts>> missingCounts(LedgerReader &reader, const Query &query)
{
    return unpricedCounts(reader, query.range, query.where);
}

/// What a report for people says beside its figures.
Result<ReportNotes> notesOn(const Arguments &arguments, LedgerReader &reader,
                            const LedgerFacts &facts, const Query &query, const Answer &answer)
{
    Result<std::vector<SourceInfo>> sources = reader.sources();
    if (!sources)
        return tl::unexpected<Error>(sources.error());
    ReportNotes notes{facts, std::move(*sources)};
    if (!facts.span) {
        // A bill alone, without any request, is figures too.
        const Result<Answer> all = reader.run({}, interruptToken());
        if (!all)
            return tl::unexpected<Error>(all.error());
        if (all->hasData)
            notes.facts.span = all->range;
    }
    if ((answer.rows.empty() || !answer.hasData) && query.where.empty()) {
        const auto books = reader.reconciliation(query.range);
        if (!books)
            return tl::unexpected<Error>(books.error());
        notes.isNothingLeft = !books->empty();
    }
    if (answer.total.unpricedRequests > 0)
        notes.pricing = pricingOf(reader, facts);
    auto counts = missingCounts(reader, query);
    if (!counts)
        return tl::unexpected<Error>(counts.error());
    notes.counts = *std::move(counts);
    // Without an end it is until now, whenever the last request was.
    const Instant end = arguments.has("to") ? answer.range.to : arguments.now();
    const Instant from = std::min(answer.range.from, end);
    auto coverage = coverageNotes(reader, {from, end}, arguments.now());
    if (!coverage)
        return tl::unexpected<Error>(coverage.error());
    notes.coverage = *std::move(coverage);
    return notes;
}

Result<std::optional<Currency>> currencyOf(const Arguments &arguments)
{
    const auto text = arguments.value("currency");
    if (!text)
        return std::optional<Currency>{};
    if (arguments.has("csv") || arguments.isJson())
        return failure(Error::Kind::Usage,
                       "--currency is for the table; --csv and --json are exact, in US dollars");
    if (arguments.has("measure"))
        return failure(Error::Kind::Usage,
                       "--currency is for the usual columns; leave it or --measure out");
    auto currency = parseCurrency(*text);
    if (!currency)
        return failure(Error::Kind::Usage,
                       "--currency " + printable(*text) + ": " + currency.error().text);
    return std::optional(*std::move(currency));
}

int run(Arguments &arguments)
{
    if (!arguments.positional().empty())
        return arguments.failUsage("\"" + arguments.positional().front() +
                                   "\" is no option; narrow a report with --where DIM=VALUE");
    if (arguments.has("csv") && arguments.isJson())
        return arguments.failUsage("choose one of --csv and --json");
    const Result<std::optional<Currency>> currency = currencyOf(arguments);
    if (!currency)
        return arguments.fail(currency.error());
    // Before the ledger: a mistyped question is told as such, whatever the ledger's state.
    if (const Result<Query> checked = parseQuery(arguments, narrowedQuery(arguments, "UTC"));
        !checked)
        return arguments.fail(checked.error());
    const Result<std::unique_ptr<LedgerReader>> reader = openReader(arguments);
    if (!reader)
        return arguments.failLedger(reader.error());
    const Result<LedgerFacts> facts = (*reader)->facts();
    if (!facts)
        return arguments.failLedger(facts.error());
    const Result<Query> query = parseQuery(arguments, narrowedQuery(arguments, **reader));
    if (!query)
        return arguments.fail(query.error());
    const Result<AsOfAnswer> answered = answerTo(arguments, **reader, *query);
    if (!answered)
        return arguments.failLedger(answered.error());
    const Answer *const answer = &answered->answer;
    const std::optional<AsOf> asOf = asOfOf(arguments, *query, *answered);
    const Result<AskedMeasures> measures =
        askMeasures(**reader, *query, *answer,
                    parseMeasures(arguments.values("measure")).value_or(std::vector<Measure>()),
                    interruptToken());
    if (!measures)
        return arguments.failLedger(measures.error());
    if (arguments.isJson()) {
        const auto counts = missingCounts(**reader, *query);
        if (!counts)
            return arguments.failLedger(counts.error());
        writeReportJson(arguments.out(), *query, *answer, asOf, *measures, *counts);
    } else if (arguments.has("csv")) {
        writeReportCsv(arguments.out(), *query, *answer, *measures);
        if (asOf)
            printAsOf(arguments.err(), *query, *asOf);
        const auto counts = missingCounts(**reader, *query);
        if (!counts)
            return arguments.failLedger(counts.error());
        if (query->basis == Basis::Effective) {
            for (const UnpricedCounts &one : *counts)
                arguments.err().line("At least: " + countsText(one) + ".");
        }
    } else {
        auto notes = notesOn(arguments, **reader, *facts, *query, *answer);
        if (!notes)
            return arguments.failLedger(notes.error());
        notes->asOf = asOf;
        notes->measures = *measures;
        notes->currency = *currency;
        printReport(arguments.out(), *query, *answer, *notes);
    }
    return exitcode::done;
}

} // namespace

const Verb reportVerb{"report",
                      "what it cost: by model, user, project, task, day, …",
                      "[--by DIM[,DIM]] [--every STEP] [--from TIME] [--to TIME] [OPTIONS]",
                      reportOptions,
                      help,
                      run};

} // namespace outlay::cli
