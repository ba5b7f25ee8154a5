// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/json.h"
#include "app/cli/openledger.h"
#include "app/cli/pricehint.h"
#include "app/cli/pricelayers.h"
#include "app/cli/question.h"
#include "app/cli/table.h"
#include "app/cli/text.h"
#include "app/cli/unpricedtext.h"

#include <algorithm>
#include <filesystem>
#include <system_error>

namespace outlay::cli {

namespace {

/// One thing to look at, and what to do about it.
struct Finding
{
    std::string kind;
    std::string name;
    std::string text;
};

/// A model with requests that no price is known for.
struct UnpricedModel
{
    std::string provider, model; ///< empty: unknown
    Measures measures;           ///< of all its requests
    std::string reason;
    [[nodiscard]] std::string id() const { return provider + '/' + model; }
};

std::string reasonOf(const PriceBook &book, const UnpricedModel &model, Instant now)
{
    PriceRequest request;
    request.provider = model.provider;
    request.model = model.model;
    request.at = now;
    request.usage[TokenClass::Input] = 1;
    const std::string reason = book.price(request).unpriced;
    return reason.empty() ? "a tier, a speed, a place or a time without a price" : reason;
}

struct Unpriced
{
    std::vector<UnpricedModel> models;
    std::vector<UnpricedCounts> counts; ///< of providers, without money
};

/// Of the ledger, most unpriced first; none where there is no ledger yet.
Result<Unpriced> unpricedIn(const Arguments &arguments, const PriceBook &book)
{
    Unpriced found;
    std::vector<UnpricedModel> &models = found.models;
    std::error_code error;
    if (!std::filesystem::exists(ledgerPath(arguments), error))
        return found;
    const Result<std::unique_ptr<LedgerReader>> reader = openReader(arguments);
    if (!reader)
        return tl::unexpected<Error>(reader.error());
    auto query = narrowedQuery(arguments, **reader);
    if (!query)
        return tl::unexpected<Error>(query.error());
    query->by = {{Dimension::Provider, {}}, {Dimension::Model, {}}};
    const auto answer = (*reader)->run(*query);
    if (!answer)
        return tl::unexpected<Error>(answer.error());
    for (const Row &row : answer->rows) {
        if (row.measures.unpricedRequests == 0)
            continue;
        UnpricedModel &one = models.emplace_back();
        one.provider = row.key[0].value_or("");
        one.model = row.key[1].value_or("");
        one.measures = row.measures;
        one.reason = reasonOf(book, one, arguments.now());
    }
    std::stable_sort(models.begin(), models.end(), [](const auto &l, const auto &r) {
        return l.measures.unpricedRequests > r.measures.unpricedRequests;
    });
    auto counts = unpricedCounts(**reader, book, query->range, query->where);
    if (!counts)
        return tl::unexpected<Error>(counts.error());
    found.counts = *std::move(counts);
    return found;
}

void findInBook(const PriceBook &book, const std::vector<DatedPrice> &dated, Instant now,
                std::vector<Finding> &findings)
{
    for (const PriceRow &row : book.quarantined())
        findings.push_back({"quarantined", row.priceId,
                            ratesText(row) + " is held (" + row.quarantine + "); prices set " +
                                row.priceId + " --confirm takes it"});
    constexpr std::int64_t soon = 45 * microsPerDay;
    for (const DatedPrice &price : dated) {
        const PriceRow &row = price.row;
        if (row.range.to > now && !price.doubts.empty())
            findings.push_back(
                {"implausible", row.priceId,
                 doubtsText(price.doubts) +
                     (row.layer == ownLayerName ? "; it is your own and counts" : "; it counts") +
                     ". If it is wrong: prices set " + row.priceId + " --input USD --output USD"});
        if (row.range.from > now && row.range.from.micros < now.micros + soon)
            findings.push_back(
                {"coming", row.priceId, "from " + dayText(row.range.from) + ": " + ratesText(row)});
    }
}

std::optional<std::string> told(const std::string &value)
{
    return value.empty() ? std::nullopt : std::optional(value);
}

void writeUsage(const TokenUsage &usage, JsonWriter &json)
{
    for (std::size_t i = 0; i < tokenClassCount; ++i) {
        if (const std::int64_t tokens = usage.counts[i])
            json.field(name(static_cast<TokenClass>(i)), tokens);
    }
}

void writeUnpriced(const Unpriced &unpriced, JsonWriter &json)
{
    json.beginObject().key("models").beginArray();
    for (const UnpricedModel &one : unpriced.models) {
        json.newLine().beginObject().key("provider").text(told(one.provider));
        json.key("model").text(told(one.model));
        json.field("requests", one.measures.requests);
        json.field("unpriced_requests", one.measures.unpricedRequests);
        writeUsage(one.measures.usage, json);
        json.field("reason", std::string_view(one.reason)).endObject();
    }
    json.endArray().key("counts").beginArray();
    for (const UnpricedCounts &one : unpriced.counts) {
        json.newLine().beginObject().key("provider").text(told(one.provider));
        json.key("model").text(told(one.model));
        json.key("source").text(told(one.source));
        json.field("buckets", static_cast<std::int64_t>(one.buckets.size()));
        json.key("from").time(one.buckets.front().from).key("to").time(one.buckets.back().to);
        writeUsage(one.usage, json);
        json.field("reason", std::string_view(one.reason)).endObject();
    }
    json.endArray().endObject();
}

void printModels(Output &out, const std::vector<UnpricedModel> &models)
{
    Table table;
    table.addColumn("model", Table::Align::Left);
    for (const char *heading : {"requests", "unpriced", "input", "cached", "output"})
        table.addColumn(heading, Table::Align::Right);
    table.addColumn("why", Table::Align::Left);
    for (const UnpricedModel &one : models) {
        const TokenUsage &usage = one.measures.usage;
        table.addRow({modelName(one.id()), grouped(one.measures.requests),
                      grouped(one.measures.unpricedRequests), compact(usage[TokenClass::Input]),
                      compact(usage[TokenClass::CacheRead]), compact(usage[TokenClass::Output]),
                      one.reason});
    }
    table.print(out, out.width());
}

void printCounts(Output &out, const std::vector<UnpricedCounts> &counts)
{
    Table table;
    for (const char *heading : {"counted without a request", "source"})
        table.addColumn(heading, Table::Align::Left);
    for (const char *heading : {"buckets", "input", "cached", "output"})
        table.addColumn(heading, Table::Align::Right);
    table.addColumn("why", Table::Align::Left);
    for (const UnpricedCounts &one : counts)
        table.addRow({modelName(one.id()), one.source,
                      grouped(static_cast<std::int64_t>(one.buckets.size())),
                      compact(one.usage[TokenClass::Input]),
                      compact(one.usage[TokenClass::CacheRead]),
                      compact(one.usage[TokenClass::Output]), one.reason});
    table.print(out, out.width());
}

/// Each model once, those with requests first.
std::vector<std::string> idsOf(const Unpriced &unpriced)
{
    std::vector<std::string> ids;
    for (const UnpricedModel &one : unpriced.models)
        ids.push_back(one.id());
    for (const UnpricedCounts &one : unpriced.counts) {
        if (std::find(ids.begin(), ids.end(), one.id()) == ids.end())
            ids.push_back(one.id());
    }
    return ids;
}

} // namespace

int runPricesUnpriced(const Arguments &arguments)
{
    if (arguments.positional().size() != 1)
        return arguments.failUsage("prices unpriced takes no name; --from and --to narrow it");
    const auto book = bookInUse(arguments);
    if (!book)
        return arguments.failLedger(book.error());
    const auto unpriced = unpricedIn(arguments, **book);
    if (!unpriced)
        return arguments.failLedger(unpriced.error());
    if (arguments.isJson()) {
        JsonWriter json(arguments.out());
        writeUnpriced(*unpriced, json);
        return exitcode::done;
    }
    if (unpriced->models.empty() && unpriced->counts.empty()) {
        const bool isNarrowed = arguments.has("from") || arguments.has("to");
        arguments.out().line(std::string("Every request ") +
                             (isNarrowed ? "in that time" : "there is") +
                             " has a price, or needs none.");
        return exitcode::done;
    }
    if (!unpriced->models.empty())
        printModels(arguments.out(), unpriced->models);
    if (!unpriced->counts.empty())
        printCounts(arguments.out(), unpriced->counts);
    for (const std::string &id : idsOf(*unpriced))
        arguments.out().line(printable(modelName(id)) + ": " + pricingCommands(**book, id));
    return exitcode::done;
}

int runPricesCheck(const Arguments &arguments)
{
    const auto book = bookInUse(arguments);
    if (!book)
        return arguments.failLedger(book.error());
    const auto unpriced = unpricedIn(arguments, **book);
    if (!unpriced)
        return arguments.failLedger(unpriced.error());
    std::vector<Finding> findings;
    for (const UnpricedModel &one : unpriced->models)
        findings.push_back({"unpriced", modelName(one.id()),
                            counted(one.measures.unpricedRequests, "request", "requests") +
                                " without a price; " + pricingCommands(**book, one.id())});
    for (const UnpricedCounts &one : unpriced->counts)
        findings.push_back({"unpriced", modelName(one.id()),
                            countsText(one) + "; " + pricingCommands(**book, one.id())});
    const auto dated = datedInUse(arguments, **book);
    if (!dated)
        return arguments.failLedger(dated.error());
    findInBook(**book, *dated, arguments.now(), findings);
    if (arguments.isJson()) {
        JsonWriter json(arguments.out());
        json.beginObject().key("findings").beginArray();
        for (const Finding &finding : findings) {
            json.newLine().beginObject().field("kind", std::string_view(finding.kind));
            json.field("name", std::string_view(finding.name));
            json.field("text", std::string_view(finding.text)).endObject();
        }
        json.endArray().endObject();
        return exitcode::done;
    }
    for (const Finding &finding : findings)
        arguments.out().line(finding.kind + "  " + printable(finding.name) + ": " +
                             printable(finding.text));
    if (findings.empty())
        arguments.out().line("Every model has a price, and none is held.");
    return exitcode::done;
}

} // namespace outlay::cli
