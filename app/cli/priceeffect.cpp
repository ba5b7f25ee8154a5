// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/priceeffect.h"

#include "app/cli/openledger.h"
#include "app/cli/pricelayers.h"
#include "app/cli/question.h"
#include "app/cli/table.h"
#include "app/cli/text.h"

#include <filesystem>
#include <system_error>

namespace outlay::cli {

namespace {

std::string nameOf(const ModelPreview &model)
{
    const std::string name = model.model.empty() ? "(no model named)" : model.model;
    return printable(model.provider.empty() ? name : model.provider + '/' + name);
}

void writeSums(const ModelPreview &sums, JsonWriter &json)
{
    json.field("requests", sums.requests).field("changed_requests", sums.changed);
    json.key("now_usd").money(sums.now).key("then_usd").money(sums.then);
    json.key("change_usd").money(sums.change());
    json.field("unpriced_requests_now", sums.unpricedNow);
    json.field("unpriced_requests_then", sums.unpricedThen);
    json.field("given_requests", sums.given);
    json.key("given_usd").money(sums.givenCost);
}

/// "3 requests and 1.1M tokens that a provider counts (+$2.00)"
std::string changedText(const PriceEffect &effect)
{
    const ModelPreview &total = effect.preview.total;
    std::string text;
    if (total.changed > 0)
        text = counted(total.changed, "request", "requests");
    if (effect.counts.tokens == 0)
        return text;
    return text + (text.empty() ? "" : " and ") + compact(effect.counts.tokens) +
           " tokens that a provider counts (" + plusDollars(effect.counts.change) + ")";
}

} // namespace

std::string plusDollars(Money amount)
{
    return amount > Money{} ? "+" + dollars(amount) : dollars(amount);
}

Result<std::optional<PriceEffect>> priceEffectOf(const Arguments &arguments,
                                                 const std::vector<PriceBook::Layer> &layers)
{
    std::optional<Instant> at;
    if (const auto text = arguments.value("at")) {
        const auto moment = parseMoment(*text, Zone(), arguments.now());
        if (!moment)
            return tl::unexpected<Error>(moment.error());
        at = *moment;
    }
    std::error_code error;
    if (!std::filesystem::exists(ledgerPath(arguments), error))
        return std::nullopt;
    const Result<std::unique_ptr<LedgerReader>> reader = openReader(arguments);
    if (!reader)
        return tl::unexpected<Error>(reader.error());
    return priceEffect(**reader, ledgerPath(arguments), layers, at);
}

void printPreview(const PricePreview &preview, std::size_t most, Output &out)
{
    Table table;
    table.addColumn("model", Table::Align::Left);
    for (const char *heading : {"requests", "now", "then", "difference"})
        table.addColumn(heading, Table::Align::Right);
    ModelPreview rest;
    std::int64_t hidden = 0;
    std::size_t shown = 0;
    for (const ModelPreview &model : preview.models) {
        if (model.changed > 0 && shown < most) {
            ++shown;
            table.addRow({nameOf(model), grouped(model.requests), dollars(model.now),
                          dollars(model.then), plusDollars(model.change())});
        } else {
            ++hidden;
            rest += model;
        }
    }
    if (shown == 0)
        return;
    if (hidden > 0)
        table.addRow({counted(hidden, "other model", "other models"), grouped(rest.requests),
                      dollars(rest.now), dollars(rest.then), plusDollars(rest.change())});
    const ModelPreview &total = preview.total;
    table.addTotal({"total", grouped(total.requests), dollars(total.now), dollars(total.then),
                    plusDollars(total.change())});
    table.print(out, out.width());
}

void printPriceEffect(const std::optional<PriceEffect> &effect, bool isDone, Output &out)
{
    if (!effect)
        return out.line("There are no requests yet that it could change.");
    const PricePreview &preview = effect->preview;
    const std::string days = "the last " + std::to_string(effectDays) + " days (" +
                             spanText(effect->range, Zone()) + ")";
    const std::string verb = isDone ? "This changes " : "This would change ";
    if (preview.total.changed == 0 && effect->counts.tokens == 0) {
        out.line((isDone ? "This changes nothing in " : "This would change nothing in ") + days +
                 ".");
    } else {
        out.line(verb + days + " by " + plusDollars(effect->change()) + ", in " +
                 changedText(*effect) + ".");
        constexpr std::size_t mostShown = 10;
        printPreview(preview, mostShown, out);
    }
    if (effect->counts.gained > 0)
        out.line(compact(effect->counts.gained) + " tokens that a provider counts get a price.");
    if (effect->counts.lost > 0)
        out.line(compact(effect->counts.lost) +
                 " tokens that a provider counts lose their price and count as nothing.");
    printPreviewNotes(preview, false, out);
}

void printPreviewNotes(const PricePreview &preview, bool othersFollow, Output &out)
{
    const ModelPreview &total = preview.total;
    if (total.given > 0)
        out.line(dollars(total.givenCost) + " of " + counted(total.given, "request", "requests") +
                 (othersFollow
                      ? " is billed, reported or a client's figure; it follows the prices in "
                        "proportion."
                      : " is billed, reported or a client's figure, which prices do not "
                        "set."));
    if (preview.onBilledDays != Money{})
        out.line(
            plusDollars(preview.onBilledDays) +
            " of the difference is on days a provider has billed: spend stays as billed there, "
            "and what is not itemised makes up for it.");
    if (total.unpricedNow > total.unpricedThen)
        out.line(counted(total.unpricedNow - total.unpricedThen, "request gets", "requests get") +
                 " a price.");
    if (total.unpricedThen > total.unpricedNow)
        out.line(counted(total.unpricedThen - total.unpricedNow, "request loses", "requests lose") +
                 (total.unpricedThen - total.unpricedNow == 1
                      ? " its price and counts as nothing."
                      : " their price and count as nothing."));
    const Money list = preview.listValueThen - preview.listValueNow;
    if (list != Money{})
        out.line("List value of subscriptions: " + plusDollars(list) + ", which is no spend.");
}

void writePreview(const PricePreview &preview, JsonWriter &json)
{
    writeSums(preview.total, json);
    json.key("billed_days_change_usd").money(preview.onBilledDays);
    json.key("list_value_now_usd").money(preview.listValueNow);
    json.key("list_value_then_usd").money(preview.listValueThen);
    json.key("models").beginArray();
    for (const ModelPreview &model : preview.models) {
        const auto text = [](const std::string &value) {
            return value.empty() ? std::nullopt : std::optional(value);
        };
        json.newLine().beginObject().key("provider").text(text(model.provider));
        json.key("model").text(text(model.model));
        writeSums(model, json);
        json.endObject();
    }
    json.endArray();
}

void writePriceEffect(const std::optional<PriceEffect> &effect, JsonWriter &json)
{
    json.key("effect");
    if (!effect) {
        json.null();
        return;
    }
    json.beginObject().key("from").time(effect->range.from).key("to").time(effect->range.to);
    writePreview(effect->preview, json);
    json.field("counted_tokens", effect->counts.tokens);
    json.key("counted_change_usd").money(effect->counts.change);
    json.endObject();
}

} // namespace outlay::cli
