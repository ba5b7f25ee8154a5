// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/insight/forecast.h"
#include "app/cli/arguments.h"
#include "app/cli/json.h"
#include "app/cli/openledger.h"
#include "app/cli/question.h"
#include "app/cli/table.h"
#include "app/cli/text.h"
#include "app/cli/verbs.h"
#include "models/insight/periodforecast.h"
#include "models/money/zone.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <iostream>

namespace outlay::cli {

namespace {

constexpr std::array forecastOptions{
    Option{"by", "DIM", "one row per value of a dimension, the dearest of the month first"},
    Option{"top", "N", "how many of them (default 20)"},
    Option{"at", "TIME", "as of then (default: now)"},
    zoneOption,
    whereOption,
    Option{"series", "", "carry on the values on standard input instead"},
    Option{"season", "M", "values that make a season (24 of hours, 7 of days); 1: none"},
    Option{"horizon", "H", "how many values to forecast"},
};

constexpr std::string_view help =
    R"(Where the month is heading: what is spent, exact, and what the rest may bring. p50 is as likely to be
passed as not; four of five months end between p10 and p90. Before 3 % of the month have passed there
is no forecast; with less than three days of history it is the current rate, without a band.

Run rate, seasonal naive, the mean of four seasons, smoothed seasons, theta and the mean of three of
them forecast from earlier points of the same history; the one that erred least there is taken, and
its errors make the band. "held 10 of 12" is its track record: how many of those totals the band held.
Rows do not add up to the total: bands of sums are narrower than sums of bands.

--series carries on any series: one value a line on standard input, oldest first, H lines
"p10,p50,p90" on standard output, then one of the same for their sum.

Examples:
  outlay-cli forecast
  outlay-cli forecast --by project --at 2026-11-15
  outlay-cli forecast --series --season 24 --horizon 48 < hourly.txt
  outlay-cli forecast --series --season 7 --horizon 14 --json < daily.txt | jq .method
)";

constexpr int mostSteps = 100'000;

Result<int> countOf(const Arguments &arguments, std::string_view option, int otherwise)
{
    const auto text = arguments.value(option);
    if (!text)
        return otherwise;
    int number = 0;
    const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), number);
    if (error != std::errc{} || end != text->data() + text->size() || number < 1 ||
        number > mostSteps)
        return failure(Error::Kind::Usage, "--" + std::string(option) + " " + printable(*text) +
                                               ": write a number from 1 to 100000");
    return number;
}

std::string_view trimmed(std::string_view text)
{
    const std::size_t first = text.find_first_not_of(" \t\r");
    if (first == std::string_view::npos)
        return {};
    return text.substr(first, text.find_last_not_of(" \t\r") - first + 1);
}

/// Unreadable names the line.
Result<std::vector<double>> readSeries(std::istream &in)
{
    std::vector<double> values;
    std::string line;
    for (std::int64_t number = 1; std::getline(in, line); ++number) {
        const std::string_view text = trimmed(line);
        if (text.empty())
            continue;
        double value = 0;
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
        if (error != std::errc{} || end != text.data() + text.size() || !std::isfinite(value))
            return failure(Error::Kind::Unreadable, "standard input:" + std::to_string(number) +
                                                        ": \"" + printable(std::string(text)) +
                                                        "\" is no number");
        values.push_back(value);
    }
    if (values.empty())
        return failure(Error::Kind::Unreadable,
                       "standard input has no values: write one number a line, oldest first");
    return values;
}

/// The shortest text that is read back as the same number.
std::string textOf(double value)
{
    constexpr std::size_t room = 32;
    std::array<char, room> buffer{};
    const auto written = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value);
    return {buffer.data(), written.ptr};
}

std::string lineOf(const Quantiles &quantiles)
{
    return textOf(quantiles.p10) + ',' + textOf(quantiles.p50) + ',' + textOf(quantiles.p90);
}

void write(JsonWriter &json, const Quantiles &quantiles)
{
    json.beginObject().key("p10").decimal(textOf(quantiles.p10));
    json.key("p50").decimal(textOf(quantiles.p50)).key("p90").decimal(textOf(quantiles.p90));
    json.endObject();
}

void writeJson(Output &out, const SeriesForecast &forecast)
{
    JsonWriter json(out);
    json.beginObject().field("method", name(forecast.method));
    json.key("has_band").boolean(forecast.hasBand);
    json.field("judged", std::int64_t{forecast.judged});
    json.field("held", std::int64_t{forecast.held});
    json.field("clipped", std::int64_t{forecast.clipped});
    json.key("steps").beginArray();
    for (const Quantiles &step : forecast.steps)
        write(json.newLine(), step);
    json.endArray().key("total");
    write(json, forecast.total);
    json.endObject();
}

int carryOnSeries(const Arguments &arguments)
{
    for (const std::string_view other : {"by", "top", "at", "tz", "where"}) {
        if (arguments.has(other))
            return arguments.failUsage("--series knows no ledger, hence no --" +
                                       std::string(other));
    }
    const Result<int> season = countOf(arguments, "season", 1);
    if (!season)
        return arguments.fail(season.error());
    const Result<int> horizon = countOf(arguments, "horizon", *season);
    if (!horizon)
        return arguments.fail(horizon.error());
    const Result<std::vector<double>> values = readSeries(std::cin);
    if (!values)
        return arguments.fail(values.error());
    const SeriesForecast forecast = carryOn(*values, *season, *horizon);
    if (arguments.isJson()) {
        writeJson(arguments.out(), forecast);
        return exitcode::done;
    }
    for (const Quantiles &step : forecast.steps)
        arguments.out().line(lineOf(step));
    arguments.out().line(lineOf(forecast.total));
    return exitcode::done;
}

struct ForecastRow
{
    std::optional<std::string> value; ///< nullopt: unknown
    PeriodForecast forecast;
};

struct Question
{
    Query query; ///< of the month until `at`; by the dimension asked for
    TimeRange month;
    Instant at;
    int top = 0;
};

Result<Question> parseMonth(const Arguments &arguments, const std::string &ledgerZone)
{
    const Result<Zone> zone = Zone::named(arguments.valueOr("tz", ledgerZone));
    if (!zone)
        return tl::unexpected<Error>(zone.error());
    const Result<Instant> at = parseMoment(arguments.valueOr("at", "now"), *zone, arguments.now());
    if (!at)
        return tl::unexpected<Error>(at.error());
    Result<std::vector<Filter>> where = parseFilters(arguments.values("where"));
    if (!where)
        return tl::unexpected<Error>(where.error());
    Result<std::vector<DimensionRef>> by = parseDimensions(arguments.values("by"));
    if (!by)
        return tl::unexpected<Error>(by.error());
    if (by->size() > 1)
        return failure(Error::Kind::Usage, "--by takes one dimension here");
    constexpr int usual = 20;
    const Result<int> top = countOf(arguments, "top", usual);
    if (!top)
        return tl::unexpected<Error>(top.error());
    Question question;
    question.month.from = zone->bucketStart(*at, Step::Month);
    question.month.to = zone->nextBucket(question.month.from, Step::Month);
    question.at = *at;
    question.top = *top;
    question.query.range = {question.month.from, *at};
    question.query.where = std::move(*where);
    question.query.by = std::move(*by);
    return question;
}

Result<PeriodForecast> forecastOf(LedgerReader &reader, const Question &question, Query query)
{
    query.by.clear();
    query.range = {question.month.from, question.at};
    const Result<Answer> spent = reader.run(query);
    if (!spent)
        return tl::unexpected<Error>(spent.error());
    query.range.from = {question.at.micros - (forecastHistoryDays + 1) * microsPerDay};
    query.zone = Zone();
    query.step = Step::Hour;
    const Result<Answer> history = reader.run(query);
    if (!history)
        return tl::unexpected<Error>(history.error());
    std::vector<HourlySpend> hours;
    for (const Row &row : history->rows) {
        if (row.at && row.measures.cost)
            hours.push_back({*row.at, *row.measures.cost});
    }
    return forecastPeriod(question.month, question.at, spent->total.cost.value_or(Money{}), hours);
}

Result<std::vector<ForecastRow>> forecastsBy(LedgerReader &reader, const Question &question)
{
    Query query = question.query;
    query.top = question.top;
    const Result<Answer> month = reader.run(query);
    if (!month)
        return tl::unexpected<Error>(month.error());
    std::vector<ForecastRow> rows;
    for (const Row &row : month->rows) {
        const bool isKnown = std::any_of(rows.begin(), rows.end(), [&](const ForecastRow &known) {
            return known.value == row.key.front();
        });
        if (row.isOther || isKnown) // what is not itemised has a row of its own in reports
            continue;
        Query one = question.query;
        one.where.push_back({one.by.front(), {row.key.front()}});
        Result<PeriodForecast> forecast = forecastOf(reader, question, one);
        if (!forecast)
            return tl::unexpected<Error>(forecast.error());
        rows.push_back({row.key.front(), std::move(*forecast)});
    }
    return rows;
}

void write(JsonWriter &json, const PeriodForecast &forecast)
{
    json.key("spent_usd").money(forecast.spent);
    const auto band = [&](std::string_view name, Money MoneyBand::*which) {
        json.key(name).money(forecast.end ? std::optional((*forecast.end).*which) : std::nullopt);
    };
    band("p10_usd", &MoneyBand::p10);
    band("p50_usd", &MoneyBand::p50);
    band("p90_usd", &MoneyBand::p90);
    json.key("method").text(forecast.end ? std::optional(std::string(name(forecast.method)))
                                         : std::nullopt);
    json.key("has_band").boolean(forecast.hasBand);
    json.field("judged", std::int64_t{forecast.judged});
    json.field("held", std::int64_t{forecast.held});
    json.key("reason").text(forecast.reason.empty() ? std::nullopt
                                                    : std::optional(forecast.reason));
}

void writeJson(Output &out, const Question &question, const std::vector<ForecastRow> &rows,
               const PeriodForecast &total)
{
    JsonWriter json(out);
    json.beginObject().key("at").time(question.at);
    json.key("period_start").time(question.month.from).key("period_end").time(question.month.to);
    json.key("rows").beginArray();
    for (const ForecastRow &row : rows) {
        json.newLine().beginObject();
        json.key(toString(question.query.by.front())).text(row.value);
        write(json, row.forecast);
        json.endObject();
    }
    json.endArray().key("total").beginObject();
    write(json, total);
    json.endObject().endObject();
}

std::vector<std::string> cellsOf(const PeriodForecast &forecast)
{
    if (!forecast.end)
        return {dollars(forecast.spent), "", "", "", forecast.reason};
    const MoneyBand &end = *forecast.end;
    const std::string remark = forecast.hasBand ? std::string(name(forecast.method)) + ", held " +
                                                      std::to_string(forecast.held) + " of " +
                                                      std::to_string(forecast.judged)
                                                : std::string("at the current rate");
    return {dollars(forecast.spent), forecast.hasBand ? dollars(end.p10) : "", dollars(end.p50),
            forecast.hasBand ? dollars(end.p90) : "", remark};
}

void print(Output &out, const Question &question, const std::vector<ForecastRow> &rows,
           const PeriodForecast &total)
{
    Table table;
    table.addColumn(question.query.by.empty() ? "" : toString(question.query.by.front()),
                    Table::Align::Left);
    for (const char *figure : {"spent", "p10", "p50", "p90"})
        table.addColumn(figure, Table::Align::Right);
    table.addColumn("by", Table::Align::Left);
    const auto add = [&](const std::string &label, const PeriodForecast &forecast, auto adding) {
        std::vector<std::string> cells = cellsOf(forecast);
        cells.insert(cells.begin(), label);
        (table.*adding)(std::move(cells));
    };
    for (const ForecastRow &row : rows)
        add(row.value ? printable(*row.value) : "(unknown)", row.forecast, &Table::addRow);
    add("month", total, rows.empty() ? &Table::addRow : &Table::addTotal);
    table.print(out, out.width());
}

int forecastMonth(const Arguments &arguments)
{
    // Before the ledger: a mistyped question is told as such, whatever the ledger's state.
    if (const Result<Question> checked = parseMonth(arguments, "UTC"); !checked)
        return arguments.fail(checked.error());
    const Result<std::unique_ptr<LedgerReader>> reader = openReader(arguments);
    if (!reader)
        return arguments.failLedger(reader.error());
    const Result<LedgerFacts> facts = (*reader)->facts();
    if (!facts)
        return arguments.failLedger(facts.error());
    const Result<Question> question = parseMonth(arguments, facts->zone);
    if (!question)
        return arguments.fail(question.error());
    std::vector<ForecastRow> rows;
    if (!question->query.by.empty()) {
        Result<std::vector<ForecastRow>> found = forecastsBy(**reader, *question);
        if (!found)
            return arguments.failLedger(found.error());
        rows = std::move(*found);
    }
    const Result<PeriodForecast> total = forecastOf(**reader, *question, question->query);
    if (!total)
        return arguments.failLedger(total.error());
    if (arguments.isJson())
        writeJson(arguments.out(), *question, rows, *total);
    else
        print(arguments.out(), *question, rows, *total);
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
    return forecastMonth(arguments);
}

} // namespace

const Verb forecastVerb{"forecast",
                        "where the month is heading, with bands; or any series",
                        "[--by DIM] [--top N] [--at TIME] [--where DIM=VALUE]… | --series < VALUES",
                        forecastOptions,
                        help,
                        run};

} // namespace outlay::cli
