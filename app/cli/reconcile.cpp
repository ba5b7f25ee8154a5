// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/json.h"
#include "app/cli/livefindings.h"
#include "app/cli/openledger.h"
#include "app/cli/question.h"
#include "app/cli/table.h"
#include "app/cli/text.h"
#include "app/cli/unpricedtext.h"
#include "app/cli/verbs.h"
#include "models/money/zone.h"
#include "models/receipt/receiptreader.h"

#include <algorithm>
#include <array>

namespace outlay::cli {

namespace {

constexpr std::array reconcileOptions{fromOption, toOption, zoneOption};

constexpr std::string_view help =
    R"(Holds two books against each other, day by day: what providers say they charge (usage and cost
APIs, FOCUS bills), and the requests Outlay knows of.

  billed        what the provider says; "~" where it tells counts only, priced by the book
  attributed    what known requests explain of it
  unattributed  the rest: not itemised, part of the spend in every report
  drift         what known requests cost beyond what was billed

billed = attributed + unattributed, to the nano-dollar, once a day is closed. While the provider may
still restate it ("open"), requests may cost more than it says, and that is no drift to worry about.
Where something is left, the likely cause stands beside it. Requests that no line of a day's bill can
hold are rows of their own, with their model.

Counts of a model without a price come to nothing here and in every total; the row names the model.

Sums that a source gives only to compare with (a gateway's daily activity, a key's counter, the report
of one tool's use) follow in a table of their own: "said" by the source, "known" to Outlay. They are
never spend. More said than known means requests that no source sees.

A bill that another source tells as well, and that is covered by it (outlay-cli source cover),
counts nowhere; what it says is listed as "set aside". So are counts without money ("~") that
another source's bill has the money of.

Days are those of the ledger's zone; --tz says in which zone --from and --to are meant.

Examples:
  outlay-cli reconcile --from month
  outlay-cli reconcile --from 2026-10 --to 2026-11 --json | jq '.rows[] | select(.cause != null)'
)";

struct Sums
{
    Money billed, attributed, unattributed, high, drift;

    void add(const ReconciliationRow &row)
    {
        billed += row.billed;
        attributed += row.attributed;
        unattributed += row.unattributed;
        high += row.high;
        drift += row.drift;
    }
};

template <typename Figures> void writeFigures(JsonWriter &json, const Figures &figures)
{
    json.key("billed_usd").money(figures.billed);
    json.key("attributed_usd").money(figures.attributed);
    json.key("unattributed_usd").money(figures.unattributed);
    json.key("unattributed_high_usd").money(figures.high);
    json.key("drift_usd").money(figures.drift);
}

std::string dateOf(const TimeRange &day, const Zone &zone)
{
    const CivilDate date = civilFromDays(zone.dayOf(day.from));
    const auto two = [](int n) { return (n < 10 ? "0" : "") + std::to_string(n); };
    return std::to_string(date.year) + "-" + two(date.month) + "-" + two(date.day);
}

void writeJson(JsonWriter &json, const std::vector<ReconciliationRow> &rows,
               const std::vector<UnpricedCounts> &counts, const Zone &zone)
{
    json.key("rows").beginArray();
    Sums total;
    for (const ReconciliationRow &row : rows) {
        json.newLine().beginObject();
        json.field("provider", row.provider).field("source", row.source);
        json.key("model").text(row.model.empty() ? std::nullopt : std::optional(row.model));
        json.field("day", dateOf(row.day, zone));
        writeFigures(json, row);
        json.key("closed").boolean(row.isClosed).key("estimated").boolean(row.isEstimated);
        json.key("cause").text(row.cause.empty() ? std::nullopt : std::optional(row.cause));
        const std::string unpriced = unpricedIn(row, counts);
        json.key("unpriced_models").text(unpriced.empty() ? std::nullopt : std::optional(unpriced));
        json.key("silent_keys").beginArray();
        for (const SilentKey &key : row.silentKeys) {
            json.beginObject().field("key", key.key);
            json.key("unattributed_usd").money(key.unattributed).endObject();
        }
        json.endArray().endObject();
        total.add(row);
    }
    json.endArray().key("total").beginObject();
    writeFigures(json, total);
    json.endObject();
}

/// An id of a provider's is longer than anybody reads; a name is not.
std::string shortened(const std::string &key)
{
    constexpr std::size_t longest = 24;
    constexpr std::size_t head = 12;
    constexpr std::size_t tail = 6;
    if (key.size() <= longest || key.find(' ') != std::string::npos)
        return printable(key);
    return printable(key.substr(0, head)) + "…" + printable(key.substr(key.size() - tail));
}

/// The likely cause; where models or keys are, which ones, with what they carry.
std::string causeText(const ReconciliationRow &row)
{
    constexpr std::size_t most = 3;
    if (!row.model.empty())
        return printable(row.model) + ": " + row.cause;
    if (!row.cause.starts_with("a key ") && !row.cause.starts_with("keys "))
        return row.cause;
    std::string text = row.cause;
    for (std::size_t i = 0; i < row.silentKeys.size() && i < most; ++i)
        text += (i == 0 ? ": " : ", ") + shortened(row.silentKeys[i].key) + " (" +
                dollars(row.silentKeys[i].unattributed) + ")";
    if (row.silentKeys.size() > most)
        text += ", and " + std::to_string(row.silentKeys.size() - most) + " more";
    return text;
}

/// That, whether the day is open, and what the row's figures lack.
std::string remarkOn(const ReconciliationRow &row, const std::vector<UnpricedCounts> &counts)
{
    std::string remark = row.isClosed ? "" : "open";
    const auto add = [&remark](const std::string &text) {
        remark += (remark.empty() || text.empty() ? "" : "; ") + text;
    };
    add(causeText(row));
    if (const std::string models = unpricedIn(row, counts); !models.empty())
        add("at least: counts without a price, of " + printable(models));
    return remark;
}

/// What a difference means, in a few words; empty: nothing.
std::string meaningOf(const ControlTotal &total)
{
    if (total.lacksRequests() && !total.isClosed)
        return "open: not all may have arrived yet";
    if (total.lacksRequests())
        return total.provider.empty() ? "requests missing here" : "requests that no source sees";
    // A report of one tool, or one key's counter, is a part of what is known of its provider.
    if (!total.provider.empty())
        return "a part of all that is known of " + total.provider;
    if (total.known <= total.said)
        return {};
    return total.isClosed ? "more known than said" : "open: not all is told yet";
}

void writeJson(JsonWriter &json, const std::vector<ControlTotal> &totals)
{
    json.beginArray();
    for (const ControlTotal &total : totals) {
        json.newLine().beginObject();
        json.field("source", total.source).field("series", total.series);
        json.key("provider")
            .text(total.provider.empty() ? std::nullopt : std::optional(total.provider));
        json.key("from").time(total.bucket.from).key("to").time(total.bucket.to);
        json.key("said_usd").money(total.said).key("known_usd").money(total.known);
        json.key("said_requests");
        if (total.saidRequests > 0)
            json.number(total.saidRequests);
        else
            json.null(); // it does not count them
        json.field("known_requests", total.knownRequests);
        json.key("closed").boolean(total.isClosed);
        const std::string meaning = meaningOf(total);
        json.key("cause").text(meaning.empty() ? std::nullopt : std::optional(meaning));
        json.endObject();
    }
    json.endArray();
}

std::string spanOf(const TimeRange &bucket)
{
    constexpr std::size_t date = 10;
    const std::string from = toRfc3339(bucket.from).substr(0, date);
    if (bucket.to.micros - bucket.from.micros <= microsPerDay)
        return from;
    return from + " to " + toRfc3339({bucket.to.micros - 1}).substr(0, date);
}

void print(Output &out, const std::vector<ControlTotal> &totals)
{
    Table table;
    for (const char *name : {"to compare with", "source", "series"})
        table.addColumn(name, Table::Align::Left);
    for (const char *figure : {"said", "known", "requests said", "known"})
        table.addColumn(figure, Table::Align::Right);
    table.addColumn("meaning", Table::Align::Left);
    for (const ControlTotal &total : totals)
        table.addRow({spanOf(total.bucket), total.source, total.series, dollars(total.said),
                      dollars(total.known),
                      total.saidRequests > 0 ? grouped(total.saidRequests) : "",
                      grouped(total.knownRequests), meaningOf(total)});
    out.write("\n");
    table.print(out, out.width());
}

void print(Output &out, const std::vector<YieldedBill> &bills, const Zone &zone)
{
    Table table;
    for (const char *name : {"set aside", "provider", "source"})
        table.addColumn(name, Table::Align::Left);
    table.addColumn("billed", Table::Align::Right);
    table.addColumn("why", Table::Align::Left);
    Money total;
    for (const YieldedBill &bill : bills) {
        table.addRow({dateOf(bill.day, zone), bill.provider, bill.source,
                      (bill.isEstimated ? "~" : "") + dollars(bill.billed),
                      "covered by " + printable(bill.toldBy) + ", which tells the same bill"});
        total += bill.billed;
    }
    table.addTotal({"total", "", "", dollars(total), ""});
    out.write("\n");
    table.print(out, out.width());
}

void writeJson(JsonWriter &json, const std::vector<YieldedBill> &bills, const Zone &zone)
{
    json.beginArray();
    for (const YieldedBill &bill : bills) {
        json.newLine().beginObject();
        json.field("provider", bill.provider).field("source", bill.source);
        json.field("day", dateOf(bill.day, zone));
        json.key("billed_usd").money(bill.billed).key("estimated").boolean(bill.isEstimated);
        json.field("covered_by", bill.toldBy).endObject();
    }
    json.endArray();
}

void print(Output &out, const std::vector<ReconciliationRow> &rows,
           const std::vector<UnpricedCounts> &counts, const Zone &zone)
{
    Table table;
    table.addColumn("day", Table::Align::Left);
    table.addColumn("provider", Table::Align::Left);
    table.addColumn("source", Table::Align::Left);
    for (const char *figure : {"billed", "attributed", "unattributed", "drift"})
        table.addColumn(figure, Table::Align::Right);
    table.addColumn("likely cause", Table::Align::Left);
    Sums total;
    for (const ReconciliationRow &row : rows) {
        table.addRow({dateOf(row.day, zone), row.provider, row.source,
                      (row.isEstimated ? "~" : "") + dollars(row.billed), dollars(row.attributed),
                      dollars(row.unattributed), dollars(row.drift), remarkOn(row, counts)});
        total.add(row);
    }
    table.addTotal({"total", "", "", dollars(total.billed), dollars(total.attributed),
                    dollars(total.unattributed), dollars(total.drift), ""});
    table.print(out, out.width());
    if (total.high > total.unattributed)
        out.write("Not itemised: between " + dollars(total.unattributed) + " and " +
                  dollars(total.high) + ", by how many prompts were beyond a price's step.\n");
}

int run(Arguments &arguments)
{
    if (!arguments.positional().empty())
        return arguments.failUsage("\"" + printable(arguments.positional().front()) +
                                   "\" is no option");
    const Result<std::unique_ptr<LedgerReader>> reader = openReader(arguments);
    if (!reader)
        return arguments.failLedger(reader.error());
    const Result<LedgerFacts> facts = (*reader)->facts();
    if (!facts)
        return arguments.failLedger(facts.error());
    const Result<Query> query = narrowedQuery(arguments, **reader);
    if (!query)
        return arguments.fail(query.error());
    const Result<Zone> zone = Zone::named(facts->zone);
    if (!zone)
        return arguments.failLedger(zone.error());
    const Result<std::vector<ReconciliationRow>> rows = (*reader)->reconciliation(query->range);
    if (!rows)
        return arguments.failLedger(rows.error());
    const Result<std::vector<ControlTotal>> controls = (*reader)->controlTotals(query->range);
    if (!controls)
        return arguments.failLedger(controls.error());
    const Result<std::vector<YieldedBill>> yielded = (*reader)->yieldedBills(query->range);
    if (!yielded)
        return arguments.failLedger(yielded.error());
    const auto book = priceBookOf(**reader);
    if (!book)
        return arguments.failLedger(book.error());
    const auto counts = unpricedCounts(**reader, **book, query->range);
    if (!counts)
        return arguments.failLedger(counts.error());
    const Instant now = arguments.now();
    const auto coverage =
        coverageNotes(**reader, {query->range.from, std::min(query->range.to, now)}, now);
    if (!coverage)
        return arguments.failLedger(coverage.error());
    if (arguments.isJson()) {
        JsonWriter json(arguments.out());
        json.beginObject();
        writeJson(json, *rows, *counts, *zone);
        json.key("set_aside");
        writeJson(json, *yielded, *zone);
        json.key("controls");
        writeJson(json, *controls);
        json.endObject();
        return exitcode::done;
    }
    if (rows->empty()) {
        arguments.out().write(
            "There is nothing to hold the requests against: no provider's own figures in this "
            "range.\nAdd a provider's usage and cost API (outlay-cli source add --help), or import "
            "a FOCUS bill.\n");
    } else {
        print(arguments.out(), *rows, *counts, *zone);
    }
    if (!yielded->empty())
        print(arguments.out(), *yielded, *zone);
    if (!controls->empty())
        print(arguments.out(), *controls);
    arguments.out().write("\n");
    printCoverageNotes(arguments.out(), *coverage);
    return exitcode::done;
}

} // namespace

const Verb reconcileVerb{"reconcile",
                         "hold providers' own figures against the requests, day by day",
                         "[--from TIME] [--to TIME] [--tz ZONE]",
                         reconcileOptions,
                         help,
                         run};

} // namespace outlay::cli
