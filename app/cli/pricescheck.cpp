// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/json.h"
#include "app/cli/openledger.h"
#include "app/cli/pricehint.h"
#include "app/cli/pricelayers.h"
#include "app/cli/question.h"
#include "app/cli/table.h"
#include "app/cli/text.h"

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

/// Of the ledger, most unpriced requests first; none where there is no ledger yet.
Result<std::vector<UnpricedModel>> unpricedModels(const Arguments &arguments, const PriceBook &book)
{
    std::vector<UnpricedModel> models;
    std::error_code error;
    if (!std::filesystem::exists(ledgerPath(arguments), error))
        return models;
    const Result<std::unique_ptr<LedgerReader>> reader = openReader(arguments);
    if (!reader)
        return tl::unexpected<Error>(reader.error());
    const auto facts = (*reader)->facts();
    if (!facts)
        return tl::unexpected<Error>(facts.error());
    auto query = narrowedQuery(arguments, facts->zone);
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
    return models;
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

void writeUnpriced(const std::vector<UnpricedModel> &models, JsonWriter &json)
{
    json.beginObject().key("models").beginArray();
    for (const UnpricedModel &one : models) {
        const auto text = [](const std::string &value) {
            return value.empty() ? std::nullopt : std::optional(value);
        };
        json.newLine().beginObject().key("provider").text(text(one.provider));
        json.key("model").text(text(one.model));
        json.field("requests", one.measures.requests);
        json.field("unpriced_requests", one.measures.unpricedRequests);
        for (std::size_t i = 0; i < tokenClassCount; ++i) {
            if (const std::int64_t tokens = one.measures.usage.counts[i])
                json.field(name(static_cast<TokenClass>(i)), tokens);
        }
        json.field("reason", std::string_view(one.reason)).endObject();
    }
    json.endArray().endObject();
}

} // namespace

int runPricesUnpriced(const Arguments &arguments)
{
    if (arguments.positional().size() != 1)
        return arguments.failUsage("prices unpriced takes no name; --from and --to narrow it");
    const auto book = bookInUse(arguments);
    if (!book)
        return arguments.failLedger(book.error());
    const auto models = unpricedModels(arguments, **book);
    if (!models)
        return arguments.failLedger(models.error());
    if (arguments.isJson()) {
        JsonWriter json(arguments.out());
        writeUnpriced(*models, json);
        return exitcode::done;
    }
    if (models->empty()) {
        arguments.out().line("Every request there is has a price, or needs none.");
        return exitcode::done;
    }
    Table table;
    table.addColumn("model", Table::Align::Left);
    for (const char *heading : {"requests", "unpriced", "input", "cached", "output"})
        table.addColumn(heading, Table::Align::Right);
    table.addColumn("why", Table::Align::Left);
    for (const UnpricedModel &one : *models) {
        const TokenUsage &usage = one.measures.usage;
        table.addRow({modelName(one.id()), grouped(one.measures.requests),
                      grouped(one.measures.unpricedRequests), compact(usage[TokenClass::Input]),
                      compact(usage[TokenClass::CacheRead]), compact(usage[TokenClass::Output]),
                      one.reason});
    }
    table.print(arguments.out(), arguments.out().width());
    for (const UnpricedModel &one : *models)
        arguments.out().line(printable(modelName(one.id())) + ": " +
                             pricingCommands(**book, one.id()));
    return exitcode::done;
}

int runPricesCheck(const Arguments &arguments)
{
    const auto book = bookInUse(arguments);
    if (!book)
        return arguments.failLedger(book.error());
    const auto models = unpricedModels(arguments, **book);
    if (!models)
        return arguments.failLedger(models.error());
    std::vector<Finding> findings;
    for (const UnpricedModel &one : *models)
        findings.push_back({"unpriced", modelName(one.id()),
                            counted(one.measures.unpricedRequests, "request", "requests") +
                                " without a price; " + pricingCommands(**book, one.id())});
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
