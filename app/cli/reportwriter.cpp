// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/reportwriter.h"

#include "app/cli/measures.h"
#include "app/cli/table.h"

#include <algorithm>
#include <iterator>

namespace outlay::cli {

namespace {

void writeRow(JsonWriter &json, const Query &query, const Answer &answer, std::size_t place,
              const AskedMeasures &asked)
{
    const Row &row = answer.rows[place];
    json.beginObject();
    if (query.step != Step::None)
        json.key("at").time(row.at);
    for (std::size_t i = 0; i < query.by.size() && i < row.key.size(); ++i)
        json.key(toString(query.by[i])).text(row.key[i]);
    if (row.isOther)
        json.key("other").boolean(true);
    if (row.isNotItemised)
        json.key("not_itemised").boolean(true);
    writeMeasures(json, row.measures);
    for (const Measure measure : asked.measures)
        writeMeasure(json, measure, asked.at(answer, place));
    json.endObject();
}

/// An end of the range; null where the question left it open and there is no data to close it.
std::optional<Instant> bound(Instant at)
{
    const TimeRange all;
    return at == all.from || at == all.to ? std::nullopt : std::optional(at);
}

void writeAsOf(JsonWriter &json, const AsOf &asOf)
{
    json.key("as_of").time(asOf.at).key("closed_months").beginArray();
    for (const ClosedPeriod &period : asOf.closed) {
        json.beginObject().field("month", std::string_view(period.month()));
        json.key("from").time(period.range.from).key("to").time(period.range.to);
        json.field("digest", std::string_view(period.digest));
        json.key("closed_at").time(period.closedAt).endObject();
    }
    json.endArray();
}

std::vector<TokenClass> shownClasses(const Answer &answer)
{
    std::vector<TokenClass> shown;
    for (std::size_t i = 0; i < tokenClassCount; ++i) {
        const auto tokenClass = static_cast<TokenClass>(i);
        if (isAlwaysShown(tokenClass) || answer.total.usage[tokenClass] != 0)
            shown.push_back(tokenClass);
    }
    return shown;
}

std::string decimalOrNothing(const std::optional<Money> &amount)
{
    return amount ? toDecimal(*amount) : std::string();
}

/// What the total is at least, for.
void writeUnpricedCounts(JsonWriter &json, const std::vector<UnpricedCounts> &counts)
{
    json.key("unpriced_counts").beginArray();
    for (const UnpricedCounts &one : counts) {
        json.beginObject();
        json.field("provider", one.provider).field("model", one.model).field("source", one.source);
        json.field("buckets", static_cast<std::int64_t>(one.buckets.size()));
        json.field("tokens", one.tokens);
        json.endObject();
    }
    json.endArray();
}

} // namespace

void writeReportJson(Output &out, const Query &query, const Answer &answer,
                     const std::optional<AsOf> &asOf, const AskedMeasures &asked,
                     const std::vector<UnpricedCounts> &counts)
{
    JsonWriter json(out);
    json.beginObject();
    json.key("from").time(bound(answer.range.from));
    // Open, and what data there is lies before its start: there is none to close it.
    json.key("to").time(answer.range.to < answer.range.from ? std::nullopt
                                                            : bound(answer.range.to));
    json.field("tz", query.zone.name());
    json.field("basis", name(query.basis));
    if (asOf)
        writeAsOf(json, *asOf);
    json.key("rows").beginArray();
    for (std::size_t place = 0; place < answer.rows.size(); ++place) {
        json.newLine();
        writeRow(json, query, answer, place, asked);
    }
    json.endArray();
    json.key("total").beginObject();
    writeTotal(json, answer.total);
    for (const Measure measure : asked.measures)
        writeMeasure(json, measure, asked.total(answer));
    json.endObject();
    if (query.basis == Basis::Effective && !counts.empty())
        writeUnpricedCounts(json, counts);
    json.endObject();
}

void printAsOf(Output &out, const Query &query, const AsOf &asOf)
{
    std::string months;
    for (const ClosedPeriod &period : asOf.closed)
        months += (months.empty() ? "" : ", ") + period.month() + " (digest " +
                  period.shortDigest() + ")";
    out.line("As of " + query.zone.toLocal(asOf.at) + ": " +
             (months.empty() ? "no month of the range was closed by then; these are current "
                               "figures."
                             : months + " as closed; all other time with current figures."));
}

void writeReportCsv(Output &out, const Query &query, const Answer &answer,
                    const AskedMeasures &asked)
{
    CsvWriter csv(out);
    const std::vector<TokenClass> classes = shownClasses(answer);
    std::vector<Measure> extra;
    std::copy_if(asked.measures.begin(), asked.measures.end(), std::back_inserter(extra),
                 [](Measure measure) { return !measureField(measure).empty(); });
    if (query.step != Step::None)
        csv.plain("at");
    for (const DimensionRef &dimension : query.by)
        csv.text(toString(dimension));
    csv.plain("requests").plain("errors");
    for (const TokenClass tokenClass : classes)
        csv.plain(name(tokenClass));
    for (const std::string_view heading :
         {"cache_hits", "served_tokens", "cost_usd", "unpriced_requests", "quarantined_usd",
          "list_value_usd", "row"})
        csv.plain(heading);
    for (const Measure measure : extra)
        csv.plain(measureField(measure));
    csv.endRow();
    for (std::size_t place = 0; place < answer.rows.size(); ++place) {
        const Row &row = answer.rows[place];
        const Measures &measures = row.measures;
        if (query.step != Step::None)
            csv.plain(row.at ? toRfc3339(*row.at) : "");
        for (const std::optional<std::string> &value : row.key)
            csv.text(value.value_or(""));
        csv.plain(std::to_string(measures.requests));
        csv.plain(measures.errors ? std::to_string(*measures.errors) : "");
        for (const TokenClass tokenClass : classes)
            csv.plain(std::to_string(measures.usage[tokenClass]));
        csv.plain(std::to_string(measures.cacheHits));
        csv.plain(std::to_string(measures.servedTokens));
        csv.plain(decimalOrNothing(measures.cost));
        csv.plain(std::to_string(measures.unpricedRequests));
        csv.plain(toDecimal(measures.quarantined));
        csv.plain(toDecimal(measures.listValue));
        csv.plain(row.isOther ? "other" : row.isNotItemised ? "not_itemised" : "");
        for (const Measure measure : extra)
            csv.plain(measureDigits(measure, asked.at(answer, place)));
        csv.endRow();
    }
}

} // namespace outlay::cli
