// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/effect.h"

#include "app/cli/interrupt.h"
#include "app/cli/openledger.h"
#include "app/cli/text.h"

#include <filesystem>
#include <system_error>

namespace outlay::cli {

namespace {

std::string valueText(const std::optional<std::string> &value)
{
    return value ? printable(*value) : "unknown";
}

void printMoves(const ConfigurationEffect &effect, Output &out)
{
    constexpr std::size_t most = 20;
    for (std::size_t i = 0; i < effect.moves.size() && i < most; ++i) {
        const ConfigurationEffect::Move &move = effect.moves[i];
        out.line("moves " + dollars(move.cost) + " from " + valueText(move.from) + " to " +
                 valueText(move.to) + " (" + std::string(name(move.dimension)) + ", " +
                 counted(move.requests, "request", "requests") + ")");
    }
    if (effect.moves.size() > most)
        out.line("and " + counted(static_cast<std::int64_t>(effect.moves.size() - most),
                                  "smaller move", "smaller moves"));
    if (effect.costAfter != effect.costBefore)
        out.line("spend of requests: " + dollars(effect.costBefore) + " becomes " +
                 dollars(effect.costAfter));
    if (effect.quarantinedAfter != effect.quarantinedBefore)
        out.line("quarantined: " + dollars(effect.quarantinedBefore) + " becomes " +
                 dollars(effect.quarantinedAfter));
    out.line("touched: " + grouped(effect.touched) + " of " +
             counted(effect.requests, "request", "requests"));
}

} // namespace

void printEffect(const ConfigurationEffect &effect, Output &out)
{
    if (effect.touched == 0)
        out.line("It touches no request.");
    else
        printMoves(effect, out);
    if (effect.notItemised != Money{})
        out.line("not in this preview: " + dollars(effect.notItemised) +
                 " not itemised: without requests, it moves only by the key, user or project that "
                 "the bill itself names");
}

void writeEffect(const ConfigurationEffect &effect, JsonWriter &json)
{
    json.key("effect").beginObject();
    json.field("requests", effect.requests).field("touched_requests", effect.touched);
    json.key("cost_usd_before").money(effect.costBefore);
    json.key("cost_usd_after").money(effect.costAfter);
    json.key("quarantined_usd_before").money(effect.quarantinedBefore);
    json.key("quarantined_usd_after").money(effect.quarantinedAfter);
    json.key("not_itemised_usd").money(effect.notItemised);
    json.key("moves").beginArray();
    for (const ConfigurationEffect::Move &move : effect.moves) {
        json.newLine().beginObject();
        json.field("dimension", name(move.dimension));
        json.key("from").text(move.from);
        json.key("to").text(move.to);
        json.field("requests", move.requests);
        json.key("cost_usd").money(move.cost);
        json.endObject();
    }
    json.endArray().endObject();
}

Result<ConfigurationEffect> effectOf(const Arguments &arguments, const ConfigurationChange &change)
{
    std::error_code error;
    if (!std::filesystem::exists(ledgerPath(arguments), error) && !error)
        return ConfigurationEffect{};
    return previewChange(ledgerPath(arguments), change, interruptToken());
}

int changeAfterShowing(const Arguments &arguments, const ConfigurationChange &change,
                       const std::function<Result<>(Ingest &)> &apply, const std::string &said,
                       const std::function<void(JsonWriter &)> &extra)
{
    const Result<ConfigurationEffect> effect = effectOf(arguments, change);
    if (!effect)
        return arguments.failLedger(effect.error());
    const bool isDry = arguments.has("dry-run");
    if (!arguments.isJson())
        printEffect(*effect, arguments.out());
    if (!isDry) {
        const Result<std::unique_ptr<Ingest>> ingest = openIngest(arguments);
        if (!ingest)
            return arguments.failLedger(ingest.error());
        if (const Result<> done = apply(**ingest); !done)
            return arguments.failLedger(done.error());
    }
    if (arguments.isJson()) {
        JsonWriter json(arguments.out());
        json.beginObject();
        json.key("changed").boolean(!isDry);
        if (extra)
            extra(json);
        writeEffect(*effect, json);
        json.endObject();
    } else {
        arguments.out().line(isDry ? "Nothing was changed (--dry-run)." : said);
    }
    return exitcode::done;
}

void printTotals(const TotalsChange &change, Output &out, std::string_view unchanged)
{
    const auto &[before, after] = change;
    std::string text = "Spend: " + dollars(before.spend) + " -> " + dollars(after.spend) +
                       ", requests: " + grouped(before.requests) + " -> " + grouped(after.requests);
    const auto add = [&text](const char *what, Money was, Money willBe) {
        if (was != willBe)
            text += ", " + std::string(what) + ": " + dollars(was) + " -> " + dollars(willBe);
    };
    add("fees of plans", before.fees, after.fees);
    add("not itemised", before.notItemised, after.notItemised);
    add("list value of subscriptions", before.listValue, after.listValue);
    add("set aside", before.setAside, after.setAside);
    add("refused figures", before.quarantined, after.quarantined);
    out.line(before == after ? std::string(unchanged) : text + ".");
}

void writeTotals(const TotalsChange &change, JsonWriter &json)
{
    json.key("effect").beginObject();
    for (const auto &[key, totals] :
         {std::pair{"before", &change.first}, std::pair{"after", &change.second}}) {
        json.key(key).beginObject().field("requests", totals->requests);
        json.key("cost_usd").money(totals->spend);
        json.key("residual_usd").money(totals->notItemised);
        json.key("fees_usd").money(totals->fees);
        json.key("list_value_usd").money(totals->listValue);
        json.key("set_aside_usd").money(totals->setAside);
        json.key("quarantined_usd").money(totals->quarantined);
        json.endObject();
    }
    json.endObject();
}

int changeAfterRehearsal(const Arguments &arguments, const std::function<Result<>(Ingest &)> &apply,
                         const std::string &said, const std::function<void(JsonWriter &)> &extra,
                         std::string_view unchanged)
{
    const bool isDry = arguments.has("dry-run");
    const Result<TotalsChange> effect = Ingest::rehearse(ledgerPath(arguments), apply);
    if (!effect)
        return arguments.failLedger(effect.error());
    if (!arguments.isJson())
        printTotals(*effect, arguments.out(), unchanged);
    if (!isDry) {
        const Result<std::unique_ptr<Ingest>> ingest = openIngest(arguments);
        if (!ingest)
            return arguments.failLedger(ingest.error());
        if (const Result<> done = apply(**ingest); !done)
            return arguments.failLedger(done.error());
    }
    if (arguments.isJson()) {
        JsonWriter json(arguments.out());
        json.beginObject();
        json.key("changed").boolean(!isDry);
        if (extra)
            extra(json);
        writeTotals(*effect, json);
        json.endObject();
    } else {
        arguments.out().line(isDry ? "Nothing was changed (--dry-run)." : said);
    }
    return exitcode::done;
}

} // namespace outlay::cli
