// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/forecastseries.h"
#include "app/cli/json.h"
#include "app/cli/openledger.h"
#include "app/cli/question.h"
#include "app/cli/table.h"
#include "app/cli/text.h"
#include "app/cli/verbs.h"
#include "app/sources/demo/demonow.h"
#include "models/insight/ledgerchanges.h"
#include "models/insight/priorperiod.h"
#include "models/receipt/receiptreader.h"

#include <algorithm>
#include <array>

namespace outlay::cli {

namespace {

constexpr std::array changesOptions{fromOption,
                                    toOption,
                                    zoneOption,
                                    whereOption,
                                    Option{"by", "DIM",
                                           "whose values explain most (default: "
                                           "project)"},
                                    Option{"top", "N", "how many of them (default: 3)"}};
constexpr int usualTop = 3;

constexpr std::string_view help =
    R"(Why spend differs from that of the period before, taken apart without a rest: the terms sum to the
change to the nano-dollar.

  volume        more or fewer requests, at the mix and the cost of a request there was before
  mix           other models and tiers take a larger share of the requests
  efficiency    a request of the same model takes other tokens, or cheaper classes of them (caches)
  price         the same tokens cost something else: each request is priced again by the list of the
                same moment of the period before
  not itemised  fees of plans, and bills without requests
  unpriced      models whose requests had no price in one of the two periods

The period before is of the same kind: of a part of a month from its first day on the same part of
the month before, of seven days the seven days before. Without --from it is about the month to date.
Requests whose price then nobody can tell (a model that had none) are in "price" with nothing, and
counted below. The values of --by that changed most follow, with the rest in one row.

Examples:
  outlay-cli changes
  outlay-cli changes --from 7d --by user --where team=search
  outlay-cli changes --from 2026-10 --to 2026-11 --json | jq '.terms'
)";

struct Words
{
    ChangeTerm term;
    std::string_view name, meaning;
};
constexpr std::array words{
    Words{ChangeTerm::Volume, "volume", "more or fewer requests, as they were before"},
    Words{ChangeTerm::Mix, "mix", "other models, other tiers"},
    Words{ChangeTerm::Efficiency, "efficiency", "other tokens for a request"},
    Words{ChangeTerm::Price, "price", "the same tokens cost something else"},
    Words{ChangeTerm::NotItemised, "not itemised", "fees of plans, bills without requests"},
    Words{ChangeTerm::Unpriced, "unpriced", "no price in one of the periods"},
};

struct Findings
{
    ChangeQuestion question;
    std::optional<Instant> priorFrom; ///< the ledger begins within the period before
    DimensionRef dimension;
    LedgerChange change;
    TopChanges top;
};

std::string plus(Money amount)
{
    return amount > Money{} ? "+" + dollars(amount) : dollars(amount);
}

std::string nameOf(const ValueChange &value)
{
    if (value.isNotItemised)
        return "not itemised";
    return value.value ? printable(*value.value) : "unknown";
}

void writeChange(JsonWriter &json, Money prior, Money now)
{
    json.key("prior_usd").money(prior).key("now_usd").money(now);
    json.key("change_usd").money(now - prior);
}

void writeRange(JsonWriter &json, std::string_view name, const TimeRange &range)
{
    json.key(name).beginObject().key("from").time(range.from).key("to").time(range.to).endObject();
}

void writeJson(Output &out, const Findings &found)
{
    const ChangeSplit &split = found.change.split;
    JsonWriter json(out);
    json.beginObject();
    writeRange(json, "prior", found.question.prior);
    writeRange(json, "now", found.question.now);
    json.key("prior_partly_recorded").boolean(found.priorFrom.has_value());
    writeChange(json, split.prior, split.now);
    json.key("terms").beginObject();
    for (const Words &one : words)
        json.key(std::string(name(one.term)) + "_usd").money(split.terms[one.term]);
    json.endObject();
    json.key("efficiency").beginObject();
    json.key("length_usd").money(split.efficiencyOfLength);
    json.key("classes_usd").money(split.efficiencyOfClasses).endObject();
    json.field("repriced_requests", found.change.repricedRequests);
    json.field("unknown_price_requests", found.change.unknownRequests);
    json.key("unknown_price_usd").money(found.change.unknownCost);
    const std::string dimension = toString(found.dimension);
    json.field("by", dimension).key("top").beginArray();
    for (const ExplainedChange &one : found.top.top) {
        json.newLine().beginObject().key(dimension).text(one.value.value);
        if (one.value.isNotItemised)
            json.key("not_itemised").boolean(true);
        writeChange(json, one.value.prior, one.value.now);
        json.endObject();
    }
    json.endArray().key("rest").beginObject();
    json.field("changed", static_cast<std::int64_t>(found.top.restCount));
    writeChange(json, found.top.restPrior, found.top.restNow);
    json.endObject().endObject();
}

void printTerms(Output &out, const ChangeSplit &split)
{
    Table table;
    table.addColumn("why", Table::Align::Left);
    table.addColumn("change", Table::Align::Right);
    table.addColumn("meaning", Table::Align::Left);
    for (const Words &one : words) {
        const bool isUsual =
            one.term != ChangeTerm::NotItemised && one.term != ChangeTerm::Unpriced;
        if (isUsual || split.terms[one.term] != Money{})
            table.addRow(
                {std::string(one.name), plus(split.terms[one.term]), std::string(one.meaning)});
    }
    table.addTotal({"total", plus(split.change()), ""});
    table.print(out, out.width());
}

void printTop(Output &out, const Findings &found)
{
    Table table;
    table.addColumn(toString(found.dimension), Table::Align::Left);
    for (const char *figure : {"before", "now", "change"})
        table.addColumn(figure, Table::Align::Right);
    const TopChanges &top = found.top;
    for (const ExplainedChange &one : top.top)
        table.addRow(
            {nameOf(one.value), dollars(one.value.prior), dollars(one.value.now), plus(one.delta)});
    if (top.restPrior != Money{} || top.restNow != Money{})
        table.addRow(
            {"the rest", dollars(top.restPrior), dollars(top.restNow), plus(top.restDelta())});
    table.addTotal({"total", dollars(top.prior), dollars(top.now), plus(top.change())});
    table.print(out, out.width());
}

void print(Output &out, const Findings &found, const Zone &zone)
{
    const ChangeSplit &split = found.change.split;
    out.line(spanText(found.question.now, zone) + ": " + dollars(split.now) + ", against " +
             dollars(split.prior) + " from " + spanText(found.question.prior, zone) + ".");
    if (!found.change.hasPrior)
        out.line("There is nothing in the period before.");
    else if (found.priorFrom)
        out.line("The period before is only partly on record: the ledger begins on " +
                 spanText({*found.priorFrom, {found.priorFrom->micros + 1}}, zone) + ".");
    out.write("\n");
    printTerms(out, split);
    out.write("\n");
    printTop(out, found);
    const std::int64_t unknown = found.change.unknownRequests;
    if (unknown > 0)
        out.line("\n" + grouped(unknown) + (unknown == 1 ? " request" : " requests") + " of " +
                 dollars(found.change.unknownCost) +
                 " cannot be priced as in the period before; they count as if they cost the same "
                 "then.");
}

/// Where the ledger begins, if that is behind the first day of the period before.
std::optional<Instant> beginsWithin(const TimeRange &prior, const LedgerFacts &facts,
                                    const Zone &zone)
{
    const bool isPartly = facts.span && zone.dayOf(facts.span->from) > zone.dayOf(prior.from);
    return isPartly ? std::optional(facts.span->from) : std::nullopt;
}

/// `now`: what the ledger's figures end at.
Result<ChangeQuestion> questionOf(const Arguments &arguments, const Query &query, Instant now)
{
    ChangeQuestion question;
    question.where = query.where;
    question.now = query.range;
    if (!arguments.has("from")) {
        const auto month = parseMoment("month", query.zone, now);
        if (!month)
            return tl::unexpected<Error>(month.error());
        question.now.from = *month;
    }
    question.now.to = std::min(question.now.to, now);
    if (question.now.from >= question.now.to)
        return failure(Error::Kind::Usage, "the range begins at " + toRfc3339(question.now.from) +
                                               ", which is not before its end (" +
                                               toRfc3339(question.now.to) +
                                               "); give --from, and --to where it is not now");
    question.prior = priorPeriod(question.now, query.zone);
    return question;
}

Result<DimensionRef> dimensionOf(const Arguments &arguments)
{
    const auto dimensions = parseDimensions({arguments.valueOr("by", "project")});
    if (!dimensions)
        return tl::unexpected<Error>(dimensions.error());
    if (dimensions->size() != 1)
        return failure(Error::Kind::Usage, "--by takes one dimension");
    return dimensions->front();
}

int run(Arguments &arguments)
{
    if (!arguments.positional().empty())
        return arguments.failUsage("\"" + printable(arguments.positional().front()) +
                                   "\" is no option");
    const Result<DimensionRef> dimension = dimensionOf(arguments);
    if (!dimension)
        return arguments.fail(dimension.error());
    const Result<int> most = countOf(arguments, "top", usualTop);
    if (!most)
        return arguments.fail(most.error());
    const Result<std::unique_ptr<LedgerReader>> reader = openReader(arguments);
    if (!reader)
        return arguments.failLedger(reader.error());
    const Result<LedgerFacts> facts = (*reader)->facts();
    if (!facts)
        return arguments.failLedger(facts.error());
    const Result<Instant> now = shownNow(**reader, arguments.now());
    if (!now)
        return arguments.failLedger(now.error());
    const Result<Query> query = narrowedQuery(arguments, facts->zone, *now);
    if (!query)
        return arguments.fail(query.error());
    const Result<ChangeQuestion> question = questionOf(arguments, *query, *now);
    if (!question)
        return arguments.fail(question.error());
    const auto book = priceBookOf(**reader);
    if (!book)
        return arguments.failLedger(book.error());
    auto change = readChange(**reader, **book, *question);
    if (!change)
        return arguments.failLedger(change.error());
    auto top = readTopChanges(**reader, *question, *dimension, static_cast<std::size_t>(*most));
    if (!top)
        return arguments.failLedger(top.error());
    const Findings found{*question, beginsWithin(question->prior, *facts, query->zone), *dimension,
                         *std::move(change), *std::move(top)};
    if (arguments.isJson())
        writeJson(arguments.out(), found);
    else
        print(arguments.out(), found, query->zone);
    return exitcode::done;
}

} // namespace

const Verb changesVerb{
    "changes",
    "why spend differs from that of the period before",
    "[--from TIME] [--to TIME] [--tz ZONE] [--where DIM=VALUE]… [--by DIM] [--top "
    "N]",
    changesOptions,
    help,
    run};

} // namespace outlay::cli
