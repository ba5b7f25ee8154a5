// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/json.h"
#include "app/cli/openledger.h"
#include "app/cli/priceeffect.h"
#include "app/cli/pricelayers.h"
#include "app/cli/question.h"
#include "app/cli/table.h"
#include "app/cli/text.h"
#include "app/sources/demo/demonow.h"
#include "models/pricing/ownprices.h"

#include <algorithm>

namespace outlay::cli {

namespace {

Result<PriceShockQuestion> shockQuestion(const Arguments &arguments, LedgerReader &reader)
{
    PriceShockQuestion question;
    const Result<Query> query = narrowedQuery(arguments, reader);
    if (!query)
        return tl::unexpected<Error>(query.error());
    question.zone = query->zone;
    question.othersFollow = arguments.has("follow");
    if (const auto text = arguments.value("at")) {
        const auto at = parseMoment(*text, question.zone, arguments.now());
        if (!at)
            return failure(Error::Kind::Usage, "--at: " + at.error().text);
        question.at = *at;
    } else {
        const auto at = runningNow(reader, question.zone, arguments.now());
        if (!at)
            return tl::unexpected<Error>(at.error());
        question.at = *at;
    }
    if (arguments.has("from") != arguments.has("to"))
        return failure(Error::Kind::Usage, "give both --from and --to, or neither for last month");
    if (arguments.has("from"))
        question.range = query->range;
    return question;
}

void writeForecast(JsonWriter &json, std::string_view key, const PeriodForecast &forecast)
{
    json.key(key).beginObject().key("spent_usd").money(forecast.spent);
    const auto end = [&](std::string_view name, Money MoneyBand::*which) {
        json.key(name).money(forecast.end ? std::optional((*forecast.end).*which) : std::nullopt);
    };
    end("p10_usd", &MoneyBand::p10);
    end("p50_usd", &MoneyBand::p50);
    end("p90_usd", &MoneyBand::p90);
    json.key("reason").text(forecast.reason.empty() ? std::nullopt
                                                    : std::optional(forecast.reason));
    json.endObject();
}

void writeHeld(const PriceShock &shock, JsonWriter &json)
{
    json.key("held").beginArray();
    for (const PriceRow &row : shock.held) {
        json.newLine().beginObject().field("price_id", std::string_view(row.priceId));
        json.field("rates", ratesText(row)).field("reason", std::string_view(row.quarantine));
        json.endObject();
    }
    json.endArray().key("then_with_held_usd");
    json.money(shock.taken ? std::optional(shock.taken->total.then) : std::nullopt);
}

/// What of the draft is not in the figures.
void printHeld(const PriceShock &shock, Output &out)
{
    if (shock.held.empty() || !shock.taken)
        return;
    const auto number = static_cast<std::int64_t>(shock.held.size());
    out.write("\n");
    out.line("Not in these figures: " +
             counted(number, "price of the file is held, as it looks wrong",
                     "prices of the file are held, as they look wrong") +
             ":");
    for (const PriceRow &row : shock.held)
        out.line("  " + printable(row.priceId) + ": " + printable(ratesText(row)) + " is " +
                 row.quarantine);
    const ModelPreview &total = shock.taken->total;
    out.line(std::string(number == 1 ? "Were it" : "Were they") +
             " taken too: " + dollars(total.now) + " -> " + dollars(total.then) + " (" +
             plusDollars(total.change()) +
             "). After an import, prices set PROVIDER/MODEL --confirm takes one.");
}

void writeDraftDoubts(const std::vector<DatedPrice> &doubtful, JsonWriter &json)
{
    json.key("doubts").beginArray();
    for (const DatedPrice &price : doubtful) {
        json.newLine().beginObject().field("price_id", std::string_view(price.row.priceId));
        writeDoubts(json, price.doubts);
        json.endObject();
    }
    json.endArray();
}

/// What counts in the figures and looks wrong.
void printDoubts(const std::vector<DatedPrice> &doubtful, Output &out)
{
    constexpr std::size_t mostShown = 10;
    const std::size_t shown = std::min(mostShown, doubtful.size());
    for (std::size_t i = 0; i < shown; ++i)
        out.line("LOOK: " + printable(doubtful[i].row.priceId) + ": " +
                 doubtsText(doubtful[i].doubts));
    if (shown < doubtful.size())
        out.line("LOOK: " +
                 counted(static_cast<std::int64_t>(doubtful.size() - shown),
                         "more price of the file looks wrong",
                         "more prices of the file look wrong") +
                 "; --json has them all.");
}

void writeJson(const Arguments &arguments, const std::optional<PriceShock> &shock,
               bool othersFollow, const std::vector<DatedPrice> &doubtful)
{
    JsonWriter json(arguments.out());
    if (!shock) {
        json.beginObject().key("range").null().key("held").null();
        writeDraftDoubts(doubtful, json);
        json.key("forecast").null().endObject();
        return;
    }
    json.beginObject().key("range").beginObject();
    json.key("from").time(shock->range.from).key("to").time(shock->range.to);
    writePreview(shock->preview, json);
    json.endObject().key("others_follow").boolean(othersFollow);
    writeHeld(*shock, json);
    writeDraftDoubts(doubtful, json);
    json.key("forecast").beginObject().key("from").time(shock->now.period.from);
    json.key("to").time(shock->now.period.to).key("at").time(shock->now.at);
    writeForecast(json, "now", shock->now);
    writeForecast(json, "then", shock->then);
    json.endObject().endObject();
}

std::vector<std::string> forecastCells(const std::string &label, const PeriodForecast &forecast)
{
    std::vector<std::string> cells{label, dollars(forecast.spent)};
    for (Money MoneyBand::*which : {&MoneyBand::p10, &MoneyBand::p50, &MoneyBand::p90})
        cells.push_back(forecast.end ? dollars((*forecast.end).*which) : "");
    return cells;
}

void printForecast(const PriceShock &shock, const Zone &zone, Output &out)
{
    out.write("\n");
    const std::string month = spanText(shock.now.period, zone).substr(0, 7);
    if (!shock.now.end || !shock.then.end)
        out.line(month +
                 ", no forecast: " + (shock.now.end ? shock.then.reason : shock.now.reason));
    Table table;
    table.addColumn(month, Table::Align::Left);
    for (const char *heading : {"spent", "p10", "p50", "p90"})
        table.addColumn(heading, Table::Align::Right);
    table.addRow(forecastCells("now", shock.now));
    table.addRow(forecastCells("then", shock.then));
    if (shock.now.end && shock.then.end) {
        const MoneyBand &now = *shock.now.end;
        const MoneyBand &then = *shock.then.end;
        table.addTotal({"difference", plusDollars(shock.then.spent - shock.now.spent),
                        plusDollars(then.p10 - now.p10), plusDollars(then.p50 - now.p50),
                        plusDollars(then.p90 - now.p90)});
    }
    table.print(out, out.width());
}

void printText(const Arguments &arguments, const PriceShock &shock,
               const PriceShockQuestion &question, const std::vector<DatedPrice> &doubtful)
{
    Output &out = arguments.out();
    const Zone &zone = question.zone;
    const ModelPreview &total = shock.preview.total;
    out.line(spanText(shock.range, zone) + " under " + printable(arguments.positional()[1]) + ": " +
             dollars(total.now) + " -> " + dollars(total.then) + " (" +
             plusDollars(total.change()) + ").");
    constexpr std::size_t mostShown = 30;
    printPreview(shock.preview, mostShown, out);
    printPreviewNotes(shock.preview, question.othersFollow, out);
    printDoubts(doubtful, out);
    printHeld(shock, out);
    printForecast(shock, zone, out);
}

} // namespace

int runPricesShock(const Arguments &arguments)
{
    if (arguments.positional().size() != 2)
        return arguments.failUsage("name one file: prices shock FILE");
    const std::string &path = arguments.positional()[1];
    auto bytes = readWholeFile(path);
    if (!bytes)
        return arguments.fail(bytes.error());
    const auto file = priceFileQuestion(arguments, path);
    if (!file)
        return arguments.failLedger(file.error());
    auto layers = layersUnderDraft(*std::move(bytes), *file);
    if (!layers)
        return arguments.fail(layers.error());
    const auto doubtful = doubtsOfDraft(*layers, file->others);
    if (!doubtful)
        return arguments.fail(doubtful.error());
    const Result<std::unique_ptr<LedgerReader>> reader = openReader(arguments);
    if (!reader)
        return arguments.failLedger(reader.error());
    auto question = shockQuestion(arguments, **reader);
    if (!question)
        return arguments.fail(question.error());
    question->layers = *std::move(layers);
    const auto shock = priceShock(**reader, ledgerPath(arguments), *question);
    if (!shock)
        return arguments.failLedger(shock.error());
    if (arguments.isJson())
        writeJson(arguments, *shock, question->othersFollow, *doubtful);
    else if (*shock)
        printText(arguments, **shock, *question, *doubtful);
    else
        arguments.out().line("There are no requests yet to try these prices on.");
    return exitcode::done;
}

} // namespace outlay::cli
