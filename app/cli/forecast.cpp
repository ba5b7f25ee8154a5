// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/arguments.h"
#include "app/cli/forecastseries.h"
#include "app/cli/forecasttext.h"
#include "app/cli/openledger.h"
#include "app/cli/plan.h"
#include "app/cli/question.h"
#include "app/cli/text.h"
#include "app/cli/verbs.h"
#include "app/sources/demo/demonow.h"
#include "models/insight/ledgeroutlook.h"
#include "models/money/zone.h"

#include <algorithm>
#include <array>

namespace outlay::cli {

namespace {

constexpr std::array forecastOptions{
    Option{"by", "DIM", "one row per value of a dimension, the dearest of the period first"},
    Option{"top", "N", "how many of them (default 20)"},
    Option{"at", "TIME", "as of then (default: now)"},
    Option{"period", "PERIOD", "hour, day, week, month (default) or quarter that holds it"},
    Option{"limit", "AMOUNT", "when that much is spent, e.g. 500USD"},
    zoneOption,
    whereOption,
    Option{"series", "", "carry on the values on standard input instead"},
    Option{"season", "M", "values that make a season (24 of hours, 7 of days); 1: none"},
    Option{"horizon", "H", "how many values to forecast"},
};

constexpr std::string_view help =
    R"(Where the month is heading: what is spent, exact, and what the rest may bring. p50 is as likely to be
passed as not; four of five months end between p10 and p90. Before 3% of the month have passed there
is no forecast; with less than three days of history it is the current rate, without a band, and where
trials are too few and too far off, there is none either. So for any other --period.

Run rate, seasonal naive, the mean of four seasons, smoothed seasons, theta and the mean of three of
them forecast from earlier points of the same history; the one that erred least there is taken, and
its errors make the band. "held 10 of 12" is its track record: how many of those totals the band held.
Rows do not add up to the total: bands of sums are narrower than sums of bands.

Plans' fees are in it, known and not extrapolated; budgets count none of them. Time that no source
vouches for, that the machine slept, or that a provider will still restate is missing, not nothing:
how much it is, and what it is taken to have brought, stands below the table.

--limit says between when and when that much will be spent, and how likely it is passed.

--series carries on any series: one value a line on standard input, oldest first, H lines
"p10,p50,p90" on standard output, then one of the same for their sum.

Examples:
  outlay-cli forecast
  outlay-cli forecast --by project --at 2026-11-15
  outlay-cli forecast --limit 500USD --where user=alice
  outlay-cli forecast --period week --json | jq .total.p90_usd
  outlay-cli forecast --series --season 24 --horizon 48 < hourly.txt
  outlay-cli forecast --series --season 7 --horizon 14 --json < daily.txt | jq .method
)";

/// What is forecast: of the command line, or of a budget.
struct Question
{
    std::string periodName;
    TimeRange period;
    Instant at;
    Zone zone;
    std::vector<Filter> where;
    std::optional<Money> limit;
    std::optional<DimensionRef> by;
    int top = 0;
};

struct PeriodWord
{
    std::string_view word;
    Step step;
    int length; ///< steps
};
constexpr std::array periodWords{PeriodWord{"hour", Step::Hour, 1}, PeriodWord{"day", Step::Day, 1},
                                 PeriodWord{"week", Step::Week, 1},
                                 PeriodWord{"month", Step::Month, 1},
                                 PeriodWord{"quarter", Step::Month, 3}};

Result<TimeRange> periodOf(std::string_view word, Instant at, const Zone &zone)
{
    const auto known = std::find_if(periodWords.begin(), periodWords.end(),
                                    [&](const PeriodWord &period) { return period.word == word; });
    if (known == periodWords.end())
        return failure(Error::Kind::Usage, "--period " + printable(std::string(word)) +
                                               ": write hour, day, week, month or quarter");
    TimeRange period;
    period.from = zone.bucketStart(at, known->step);
    if (known->length > 1) { // quarters begin in January, April, July and October
        const CivilDate date = civilFromDays(zone.dayOf(at));
        const int first = (date.month - 1) / known->length * known->length + 1;
        period.from = zone.startOfDay(daysFromCivil({date.year, first, 1}));
    }
    period.to = period.from;
    for (int i = 0; i < known->length; ++i)
        period.to = zone.nextBucket(period.to, known->step);
    return period;
}

Result<> takeScope(const Arguments &arguments, Question &question)
{
    Result<std::vector<Filter>> where = parseFilters(arguments.values("where"));
    if (!where)
        return tl::unexpected<Error>(where.error());
    Result<std::vector<DimensionRef>> by = parseDimensions(arguments.values("by"));
    if (!by)
        return tl::unexpected<Error>(by.error());
    if (by->size() > 1)
        return failure(Error::Kind::Usage, "--by takes one dimension here");
    question.where = std::move(*where);
    if (!by->empty())
        question.by = by->front();
    if (const auto limit = arguments.value("limit")) {
        const Result<Money> amount = parseAmount(*limit);
        if (!amount)
            return failure(Error::Kind::Usage, "--limit: " + amount.error().text);
        question.limit = *amount;
    }
    return {};
}

/// `now`: what the ledger's figures end at.
Result<Question> parseQuestion(const Arguments &arguments, const std::string &ledgerZone,
                               Instant now)
{
    Question question;
    const Result<Zone> zone = Zone::named(arguments.valueOr("tz", ledgerZone));
    if (!zone)
        return tl::unexpected<Error>(zone.error());
    const Result<Instant> at = parseMoment(arguments.valueOr("at", "now"), *zone, now);
    if (!at)
        return tl::unexpected<Error>(at.error());
    question.periodName = arguments.valueOr("period", "month");
    const Result<TimeRange> period = periodOf(question.periodName, *at, *zone);
    if (!period)
        return tl::unexpected<Error>(period.error());
    OUTLAY_TRY(takeScope(arguments, question));
    constexpr int usual = 20;
    const Result<int> top = countOf(arguments, "top", usual);
    if (!top)
        return tl::unexpected<Error>(top.error());
    question.zone = *zone;
    question.at = *at;
    question.period = *period;
    question.top = *top;
    return question;
}

Result<std::vector<ForecastRow>> forecastsBy(LedgerReader &reader, const LedgerOutlook &outlook,
                                             const Question &question)
{
    Query query;
    query.range = {question.period.from, question.at};
    query.where = question.where;
    query.by = {*question.by};
    query.top = question.top;
    const Result<Answer> period = reader.run(query);
    if (!period)
        return tl::unexpected<Error>(period.error());
    std::vector<ForecastRow> rows;
    for (const Row &row : period->rows) {
        const bool isKnown = std::any_of(rows.begin(), rows.end(), [&](const ForecastRow &known) {
            return known.value == row.key.front();
        });
        if (row.isOther || isKnown) // what is not itemised has a row of its own in reports
            continue;
        std::vector<Filter> where = question.where;
        where.push_back({*question.by, {row.key.front()}});
        Result<PeriodForecast> forecast = outlook.forecast(where);
        if (!forecast)
            return tl::unexpected<Error>(forecast.error());
        rows.push_back({row.key.front(), std::move(*forecast)});
    }
    return rows;
}

Result<ForecastReport> reportOn(LedgerReader &reader, OutlookQueries queries,
                                const Question &question)
{
    const Result<LedgerOutlook> outlook =
        LedgerOutlook::open(std::move(queries), {question.period, question.at, question.zone, {}});
    if (!outlook)
        return tl::unexpected<Error>(outlook.error());
    ForecastReport report{question.periodName, question.period, question.at, question.zone,
                          question.limit,      question.by,     {},          {}};
    if (question.by) {
        Result<std::vector<ForecastRow>> rows = forecastsBy(reader, *outlook, question);
        if (!rows)
            return tl::unexpected<Error>(rows.error());
        report.rows = std::move(*rows);
    }
    Result<PeriodForecast> total = outlook->forecast(question.where);
    if (!total)
        return tl::unexpected<Error>(total.error());
    report.total = std::move(*total);
    return report;
}

int forecastLedger(const Arguments &arguments)
{
    // Before the ledger: a mistyped question is told as such, whatever the ledger's state.
    if (const Result<Question> checked = parseQuestion(arguments, "UTC", arguments.now()); !checked)
        return arguments.fail(checked.error());
    const Result<std::unique_ptr<LedgerReader>> reader = openReader(arguments);
    if (!reader)
        return arguments.failLedger(reader.error());
    Result<OutlookQueries> queries = outlookQueries(**reader);
    if (!queries)
        return arguments.failLedger(queries.error());
    const Result<Instant> now = shownNow(**reader, arguments.now());
    if (!now)
        return arguments.failLedger(now.error());
    const Result<Question> question = parseQuestion(arguments, queries->facts.zone, *now);
    if (!question)
        return arguments.fail(question.error());
    const Result<ForecastReport> report = reportOn(**reader, std::move(*queries), *question);
    if (!report)
        return arguments.failLedger(report.error());
    if (arguments.isJson())
        writeJson(arguments.out(), *report);
    else
        print(arguments.out(), *report);
    return exitcode::done;
}

int run(Arguments &arguments)
{
    if (arguments.has("series")) {
        if (!arguments.positional().empty())
            return arguments.failUsage(
                "the values come on standard input: forecast --series < FILE");
        return carryOnSeries(arguments);
    }
    if (!arguments.positional().empty())
        return arguments.failUsage("\"" + printable(arguments.positional().front()) +
                                   "\" is no option");
    for (const std::string_view other : {"season", "horizon"}) {
        if (arguments.has(other))
            return arguments.failUsage("--" + std::string(other) + " goes with --series");
    }
    return forecastLedger(arguments);
}

} // namespace

const Verb forecastVerb{
    "forecast",
    "where the month is heading, with bands; or any series",
    "[--by DIM] [--period P] [--limit AMOUNT] [--where DIM=VALUE]… | --series < VALUES",
    forecastOptions,
    help,
    run};

} // namespace outlay::cli
