// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/pricing/layer.h"

#include "models/pricing/decimaltext.h"
#include "models/pricing/jsonnode.h"
#include "models/pricing/layerfields.h"

#include <algorithm>

namespace outlay {

using namespace layerfields;

namespace {

constexpr std::array<std::string_view, ratedClassCount> rateNames = {
    "input",    "cache_read",  "cache_write_5m",   "cache_write_1h", "output",      "reasoning",
    "citation", "input_audio", "cache_read_audio", "output_audio",   "input_image", "output_image"};

Result<> readNamed(const JsonNode &object, const char *key, bool mayRemove,
                   std::vector<NamedDecimal> &into)
{
    const JsonNode *node = object.find(key);
    if (node == nullptr)
        return {};
    const std::string field = std::string(".") + key;
    if (!node->isObject())
        return wrong(field, "expected an object of decimals");
    for (std::size_t i = 0; i < node->keys.size(); ++i) {
        const std::string *text = node->children[i].scalar();
        const bool isNull = node->children[i].kind == JsonNode::Kind::Null;
        if (text == nullptr && !(isNull && mayRemove))
            return wrong(field + "." + node->keys[i], "expected a decimal");
        into.push_back(
            {node->keys[i], text != nullptr ? std::optional<std::string>(*text) : std::nullopt});
    }
    return {};
}

Result<> checkNamed(const std::vector<NamedDecimal> &named, const char *field, bool isMultiplier)
{
    for (const NamedDecimal &item : named) {
        if (!item.text)
            continue;
        const std::string where = std::string(".") + field + "." + item.name;
        if (isMultiplier) {
            if (auto value = parseMultiplier(*item.text); !value)
                return within(where, value.error());
        } else if (auto value = parsePicosPerCall(*item.text); !value) {
            return within(where, value.error());
        }
    }
    return {};
}

Result<PeriodData> readPeriod(const JsonNode &node)
{
    PeriodData period;
    if (!node.isObject())
        return wrong("", "expected an object");
    OUTLAY_TRY(readInstant(node, "from", period.from));
    OUTLAY_TRY(readInstant(node, "to", period.to));
    if (period.from && period.to && *period.to <= *period.from)
        return wrong(".to", "must be later than \"from\"");
    OUTLAY_TRY(readSchedule(node, period.base));
    if (const JsonNode *tiers = node.find("tiers")) {
        for (std::size_t i = 0; i < tiers->keys.size(); ++i) {
            Schedule own;
            if (auto read = readSchedule(tiers->children[i], own); !read)
                return within(".tiers." + tiers->keys[i], read.error());
            period.tiers.emplace_back(tiers->keys[i], std::move(own));
        }
    }
    return period;
}

/// The short form: rates straight in the entry, "input" and "output" suffice.
Result<> readShortPeriod(const JsonNode &node, EntryData &entry)
{
    auto period = readPeriod(node);
    if (!period)
        return tl::unexpected<Error>(period.error());
    bool any = node.find("rates") != nullptr;
    for (std::size_t i = 0; i < ratedClassCount; ++i) {
        const auto tokenClass = static_cast<TokenClass>(i);
        const JsonNode *rate = node.find(rateName(tokenClass));
        if (rate == nullptr)
            continue;
        const std::string field = "." + std::string(rateName(tokenClass));
        if (rate->scalar() == nullptr)
            return wrong(field, "expected a price in USD per million tokens");
        if (auto set = setRate(period->base.rates, tokenClass, *rate->scalar()); !set)
            return within(field, set.error());
        any = true;
    }
    if (entry.isFree && !any) {
        for (const TokenClass zero : {TokenClass::Input, TokenClass::Output})
            OUTLAY_TRY(setRate(period->base.rates, zero, "0"));
        any = true;
    }
    if (!any && entry.per1k.empty())
        return wrong("",
                     "an entry needs \"input\" and \"output\", \"rates\", \"periods\" or \"free\"");
    entry.periods.push_back(std::move(*period));
    return {};
}

Result<EntryData> readEntry(const JsonNode &node)
{
    EntryData entry;
    if (!node.isObject())
        return wrong("", "expected an object");
    OUTLAY_TRY(readText(node, "provider", entry.provider));
    OUTLAY_TRY(readText(node, "model", entry.model));
    if (entry.provider.empty() || entry.model.empty())
        return wrong(entry.provider.empty() ? ".provider" : ".model", "missing");
    const auto aliasOf = [](const JsonNode &alias) -> Result<std::string> {
        return alias.isString() ? Result<std::string>(alias.text)
                                : Result<std::string>(wrong("", "expected text"));
    };
    OUTLAY_TRY(readList(node, "aliases", entry.aliases, aliasOf));
    if (const JsonNode *context = node.find("context")) {
        const auto window = wholeNumber(*context, ".context");
        if (!window)
            return tl::unexpected<Error>(window.error());
        entry.context = *window;
    }
    OUTLAY_TRY(readText(node, "origin", entry.origin));
    OUTLAY_TRY(readText(node, "confidence", entry.confidence));
    OUTLAY_TRY(readText(node, "note", entry.note));
    OUTLAY_TRY(readFlag(node, "confirmed", entry.isConfirmed));
    OUTLAY_TRY(readFlag(node, "free", entry.isFree));
    OUTLAY_TRY(readNamed(node, "multipliers", false, entry.multipliers));
    OUTLAY_TRY(checkNamed(entry.multipliers, "multipliers", true));
    OUTLAY_TRY(readNamed(node, "per_1k", false, entry.per1k));
    OUTLAY_TRY(checkNamed(entry.per1k, "per_1k", false));
    if (node.find("periods") == nullptr) {
        OUTLAY_TRY(readShortPeriod(node, entry));
        return entry;
    }
    const auto periodOf = [](const JsonNode &one) -> Result<PeriodData> {
        auto period = readPeriod(one);
        if (period) {
            OUTLAY_TRY(readNamed(one, "multipliers", true, period->multipliers));
            OUTLAY_TRY(checkNamed(period->multipliers, "multipliers", true));
        }
        return period;
    };
    OUTLAY_TRY(readList(node, "periods", entry.periods, periodOf));
    return entry;
}

Result<DiscountData> readDiscount(const JsonNode &node)
{
    DiscountData discount;
    OUTLAY_TRY(readText(node, "provider", discount.provider));
    OUTLAY_TRY(readText(node, "model", discount.model));
    OUTLAY_TRY(readInstant(node, "from", discount.from));
    OUTLAY_TRY(readInstant(node, "to", discount.to));
    const JsonNode *percent = node.find("percent");
    if (percent == nullptr || percent->scalar() == nullptr)
        return wrong(".percent", "expected a decimal from 0 to 100");
    discount.percent = *percent->scalar();
    if (auto value = parseDiscount(discount.percent); !value)
        return within(".percent", value.error());
    return discount;
}

Result<NameData> readName(const JsonNode &node)
{
    NameData name;
    OUTLAY_TRY(readText(node, "provider", name.provider));
    OUTLAY_TRY(readText(node, "model", name.model));
    OUTLAY_TRY(readText(node, "to", name.to));
    if (name.model.empty())
        return wrong(".model", "missing");
    if (name.to.find('/') == std::string::npos)
        return wrong(".to", "expected \"provider/model\"");
    return name;
}

Result<> readCalendars(const JsonNode &root, LayerData &data)
{
    const JsonNode *node = root.find("calendars");
    for (std::size_t i = 0; node != nullptr && i < node->keys.size(); ++i) {
        std::vector<std::int64_t> days;
        for (const JsonNode &day : node->children[i].children) {
            const auto at = parseInstant(day.text);
            if (!at)
                return within(".calendars." + node->keys[i], at.error());
            days.push_back(floorDivide(at->micros, microsPerDay));
        }
        std::sort(days.begin(), days.end());
        data.calendars.emplace_back(node->keys[i], std::move(days));
    }
    return {};
}

Result<> readKind(const JsonNode &root, LayerData &data)
{
    std::string kind = "override";
    OUTLAY_TRY(readText(root, "kind", kind));
    if (kind == "book")
        data.kind = LayerData::Kind::Book;
    else if (kind == "catalogue")
        data.kind = LayerData::Kind::Catalogue;
    else if (kind != "override")
        return wrong(".kind", "expected book, catalogue or override");
    OUTLAY_TRY(readInstant(root, "as_of", data.asOf));
    if (data.kind == LayerData::Kind::Catalogue && !data.asOf)
        return wrong(".as_of", "a catalogue needs the day it was taken");
    return {};
}

Result<> readFallbacks(const JsonNode &root, LayerData &data)
{
    const JsonNode *node = root.find("fallbacks");
    for (std::size_t i = 0; node != nullptr && i < node->keys.size(); ++i) {
        std::vector<std::string> providers;
        for (const JsonNode &provider : node->children[i].children)
            providers.push_back(provider.text);
        data.fallbacks.emplace_back(node->keys[i], std::move(providers));
    }
    return {};
}

Result<LayerData> readLayer(const JsonNode &root)
{
    LayerData data;
    const JsonNode *version = root.find("outlay_prices");
    if (version == nullptr || version->scalar() == nullptr || *version->scalar() != "1")
        return wrong(".outlay_prices", "expected 1: not a price layer of a form known here");
    OUTLAY_TRY(readKind(root, data));
    OUTLAY_TRY(readCalendars(root, data));
    OUTLAY_TRY(readList(root, "entries", data.entries, readEntry));
    OUTLAY_TRY(readList(root, "discounts", data.discounts, readDiscount));
    OUTLAY_TRY(readList(root, "names", data.names, readName));
    OUTLAY_TRY(readFallbacks(root, data));
    return data;
}

} // namespace

std::string_view rateName(TokenClass tokenClass)
{
    return rateNames[static_cast<std::size_t>(tokenClass)];
}

std::optional<TokenClass> rateNamed(std::string_view name)
{
    const auto *found = std::find(rateNames.begin(), rateNames.end(), name);
    if (found == rateNames.end())
        return std::nullopt;
    return static_cast<TokenClass>(found - rateNames.begin());
}

bool EntryData::isPattern() const
{
    return provider.find('*') != std::string::npos || model.find('*') != std::string::npos;
}

Result<> setRate(RateSet &rates, TokenClass tokenClass, std::string_view text)
{
    const auto picos = parsePicosPerToken(text);
    if (!picos)
        return tl::unexpected<Error>(picos.error());
    rates[static_cast<std::size_t>(tokenClass)] = ListedRate{std::string(text), *picos};
    return {};
}

Result<LayerData> parseLayer(const PriceBook::Layer &layer)
{
    const std::string where = "price layer \"" + layer.name + "\"";
    const auto root = parseJson(layer.json);
    if (!root)
        return within(where, root.error());
    auto data = readLayer(*root);
    if (!data)
        return within(where, data.error());
    data->name = layer.name;
    return data;
}

} // namespace outlay
