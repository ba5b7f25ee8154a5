// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/pricing/priceedits.h"

#include "models/money/percent.h"
#include "models/pricing/ownprices.h"

#include <algorithm>
#include <map>

namespace outlay {
namespace {

/// What was set -> how.
using Items = std::map<std::string, std::string>;

std::string when(const std::optional<Instant> &from, const std::optional<Instant> &to)
{
    constexpr std::size_t dateLength = 10;
    const auto day = [](Instant at) { return toRfc3339(at).substr(0, dateLength); };
    return (from ? " from " + day(*from) : std::string()) +
           (to ? " to " + day(*to) : std::string());
}

std::string ratesOf(const PeriodData &period)
{
    std::string text;
    const auto add = [&text](const std::string &part) {
        text += (text.empty() ? "" : ", ") + part;
    };
    for (std::size_t i = 0; i < ratedClassCount; ++i) {
        if (period.base.rates[i])
            add(std::string(rateName(static_cast<TokenClass>(i))) + " " +
                period.base.rates[i]->text);
    }
    for (const StepRule &step : period.base.steps)
        add("more past " + std::to_string(step.over) + " tokens");
    if (!period.base.windows.empty())
        add("by the hour");
    for (const auto &[tier, schedule] : period.tiers)
        add("tier " + tier);
    return text.empty() ? "no rate" : text;
}

void addOwn(const LayerData &own, Items &items)
{
    for (const EntryData &entry : own.entries) {
        const std::string suffix = entry.isConfirmed ? ", confirmed" : "";
        if (entry.isFree)
            items["price " + entry.id()] = "free";
        for (const PeriodData &period : entry.periods)
            items["price " + entry.id() + when(period.from, period.to)] =
                (entry.isFree ? "free" : ratesOf(period)) + suffix;
    }
    for (const DiscountData &discount : own.discounts)
        items["discount on " + scopeOf(discount) + when(discount.from, discount.to)] =
            asPercent(discount.percent);
    for (const NameData &name : own.names)
        items["name " + (name.provider.empty() ? "" : name.provider + "/") + name.model] = name.to;
}

Result<Items> itemsOf(const std::vector<PriceBook::Layer> &layers)
{
    Items items;
    for (const PriceBook::Layer &layer : layers) {
        const auto data = parseLayer(layer);
        if (!data)
            return tl::unexpected<Error>(data.error());
        if (layer.name == ownLayerName) {
            addOwn(*data, items);
            continue;
        }
        // By its bytes: two lists of as many prices are not one list.
        items["list " + layer.name] =
            std::to_string(data->entries.size()) + " models" + when(data->asOf, std::nullopt);
    }
    return items;
}

} // namespace

Result<std::vector<std::string>> changedPrices(const std::vector<PriceBook::Layer> &before,
                                               const std::vector<PriceBook::Layer> &after)
{
    const auto was = itemsOf(before);
    if (!was)
        return tl::unexpected<Error>(was.error());
    const auto is = itemsOf(after);
    if (!is)
        return tl::unexpected<Error>(is.error());
    std::vector<std::string> lines;
    for (const auto &[what, how] : *was) {
        const auto now = is->find(what);
        if (now == is->end())
            lines.push_back(what + ": gone (was " + how + ")");
        else if (now->second != how)
            lines.push_back(what + ": " + how + " -> " + now->second);
    }
    for (const auto &[what, how] : *is) {
        if (!was->contains(what))
            lines.push_back(what + ": " + how);
    }
    for (const PriceBook::Layer &layer : after) {
        const auto same = std::find_if(before.begin(), before.end(),
                                       [&](const auto &one) { return one.name == layer.name; });
        if (layer.name != ownLayerName && same != before.end() && same->json != layer.json)
            lines.push_back("list " + layer.name + ": taken in anew");
    }
    return lines;
}

} // namespace outlay
