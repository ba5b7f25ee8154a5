// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/pricing/cataloguereader.h"
#include "models/pricing/decimaltext.h"
#include "models/pricing/names.h"

#include <algorithm>
#include <set>

namespace outlay::catalogues {

namespace {

std::optional<TokenClass> classOf(std::string_view unit)
{
    using enum TokenClass;
    static constexpr std::array<std::pair<std::string_view, TokenClass>, 13> units = {{
        {"input_mtok", Input},
        {"output_mtok", Output},
        {"cache_read_mtok", CacheRead},
        {"cache_write_mtok", CacheWrite5m},
        {"cache_write_5m_mtok", CacheWrite5m},
        {"cache_write_1h_mtok", CacheWrite1h},
        {"input_audio_mtok", InputAudio},
        {"cache_audio_read_mtok", CacheReadAudio},
        {"output_audio_mtok", OutputAudio},
        {"input_image_mtok", InputImage},
        {"output_image_mtok", OutputImage},
        {"output_reasoning_mtok", Reasoning},
        {"output_citation_mtok", Citation},
    }};
    for (const auto &[known, tokenClass] : units) {
        if (known == unit)
            return tokenClass;
    }
    return std::nullopt;
}

StepRule &stepAfter(Schedule &schedule, std::int64_t start)
{
    // "tokens > 199999" says "200,000 and above"; "tokens > 200000" says "above 200,000".
    constexpr std::int64_t thousand = 1000;
    const bool isInclusive = (start + 1) % thousand == 0;
    const std::int64_t over = isInclusive ? start + 1 : start;
    auto step = std::find_if(schedule.steps.begin(), schedule.steps.end(),
                             [over](const StepRule &s) { return s.over >= over; });
    if (step == schedule.steps.end() || step->over != over) {
        StepRule made;
        made.over = over;
        made.isInclusive = isInclusive;
        step = schedule.steps.insert(step, made);
    }
    return *step;
}

/// A number, or {base, tiers: [{start, price}]}.
Result<> readRate(const JsonNode &node, TokenClass tokenClass, const std::string &field,
                  Schedule &schedule)
{
    if (!node.isObject())
        return setScaledRate(schedule.rates, tokenClass, node, 0, field);
    if (const JsonNode *base = node.find("base"))
        OUTLAY_TRY(setScaledRate(schedule.rates, tokenClass, *base, 0, field + ".base"));
    const JsonNode *tiers = node.find("tiers");
    for (std::size_t i = 0; tiers != nullptr && i < tiers->children.size(); ++i) {
        const JsonNode *start = tiers->children[i].find("start");
        const JsonNode *price = tiers->children[i].find("price");
        const auto decimal = start != nullptr && start->scalar() != nullptr
                                 ? parseDecimal(*start->scalar())
                                 : Result<Decimal>(failure(Error::Kind::Malformed, ""));
        const auto tokens = decimal ? scaled(*decimal, 0) : Result<std::int64_t>(-1);
        if (!tokens || *tokens < 0 || price == nullptr)
            return failure(Error::Kind::Malformed, field + ".tiers: expected start and price");
        OUTLAY_TRY(setScaledRate(stepAfter(schedule, *tokens).rates, tokenClass, *price, 0,
                                 field + ".tiers.price"));
    }
    return {};
}

/// One element of `prices`.
struct Variant
{
    Schedule schedule;
    std::vector<NamedDecimal> per1k;
    std::optional<Instant> start;               ///< start_date
    std::optional<std::pair<int, int>> minutes; ///< start_time, end_time
};

Result<> readPrices(const JsonNode &prices, Variant &variant)
{
    for (std::size_t i = 0; i < prices.keys.size(); ++i) {
        const std::string field = "prices." + prices.keys[i];
        if (const auto tokenClass = classOf(prices.keys[i])) {
            OUTLAY_TRY(readRate(prices.children[i], *tokenClass, field, variant.schedule));
            continue;
        }
        const char *call = prices.keys[i] == "requests_kcount"       ? "request"
                           : prices.keys[i] == "web_searches_kcount" ? "web_search"
                                                                     : nullptr;
        const std::string *text = prices.children[i].scalar();
        if (call == nullptr)
            continue;
        const auto plain = text != nullptr
                               ? shifted(*text, 0)
                               : Result<std::string>(failure(Error::Kind::Malformed, ""));
        if (!plain || !parsePicosPerCall(*plain))
            return failure(Error::Kind::Malformed, field + ": expected a price per 1,000 calls");
        variant.per1k.push_back({call, *plain});
    }
    // A step of a class whose base is not listed says nothing below the step.
    for (StepRule &step : variant.schedule.steps) {
        for (std::size_t i = 0; i < ratedClassCount; ++i) {
            if (!variant.schedule.rates[i])
                step.rates[i].reset();
        }
    }
    return {};
}

std::optional<int> minutesOf(const JsonNode *time)
{
    // "00:30:00Z", read as a time of the first day of the calendar.
    const auto at = time != nullptr && time->isString()
                        ? parseInstant("1970-01-01T" + time->text)
                        : Result<Instant>(failure(Error::Kind::Malformed, ""));
    if (!at)
        return std::nullopt;
    return static_cast<int>(at->micros / microsPerMinute);
}

Result<Variant> readVariant(const JsonNode &element)
{
    Variant variant;
    const JsonNode *prices = element.find("prices");
    OUTLAY_TRY(readPrices(prices != nullptr ? *prices : element, variant));
    const JsonNode *constraint = element.find("constraint");
    if (constraint == nullptr)
        return variant;
    if (const JsonNode *date = constraint->find("start_date")) {
        const auto at = parseInstant(date->text);
        if (!at)
            return failure(Error::Kind::Malformed, "constraint.start_date: " + at.error().text);
        variant.start = *at;
        return variant;
    }
    const auto from = minutesOf(constraint->find("start_time"));
    const auto to = minutesOf(constraint->find("end_time"));
    if (!from || !to)
        return failure(Error::Kind::Malformed, "constraint: neither start_date nor two times");
    variant.minutes = {*from, *to};
    return variant;
}

/// The period that begins at `at`: the last active element, and the hours listed after it.
PeriodData periodAt(const std::vector<Variant> &variants, const std::optional<Instant> &at)
{
    std::size_t base = 0;
    for (std::size_t i = 0; i < variants.size(); ++i) {
        const bool isActive =
            !variants[i].minutes && (!variants[i].start || (at && *variants[i].start <= *at));
        if (isActive)
            base = i;
    }
    PeriodData period;
    period.from = at;
    period.base = variants[base].schedule;
    for (std::size_t i = base + 1; i < variants.size(); ++i) {
        if (!variants[i].minutes)
            continue;
        WindowRule window;
        window.weekdays = {0, 1, 2, 3, 4, 5, 6};
        window.minutes.push_back(*variants[i].minutes);
        window.rates = variants[i].schedule.rates;
        period.base.windows.push_back(std::move(window));
    }
    return period;
}

std::vector<PeriodData> periodsOf(const std::vector<Variant> &variants)
{
    std::set<Instant> starts;
    for (const Variant &variant : variants) {
        if (variant.start)
            starts.insert(*variant.start);
    }
    std::vector<PeriodData> periods = {periodAt(variants, std::nullopt)};
    for (const Instant start : starts) {
        periods.back().to = start;
        periods.push_back(periodAt(variants, start));
    }
    return periods;
}

/// "^gpt-5\.6-sol-\d{4}-\d{2}-\d{2}$" -> "gpt-5.6-sol": a date after a name is read as one anyway.
/// Empty where the expression says more than that.
std::string literalOf(std::string text)
{
    if (!text.starts_with('^'))
        return {};
    text.erase(0, 1);
    for (const std::string_view tail : {"$", R"(-\d{4}-\d{2}-\d{2})", R"(-\d{8})", R"(-\d)"}) {
        if (text.ends_with(tail))
            text.erase(text.size() - tail.size());
    }
    std::string literal;
    for (std::size_t i = 0; i < text.size(); ++i) {
        constexpr std::string_view special = "^$()[]{}*+?|\\";
        if (text[i] == '\\' && i + 1 < text.size() &&
            !std::isalnum(static_cast<unsigned char>(text[i + 1])))
            ++i;
        else if (special.find(text[i]) != std::string_view::npos)
            return {};
        literal.push_back(text[i]);
    }
    return literal;
}

/// Every clause becomes a whole name: what merely contains it, or goes on after it with anything
/// but a date, is another model (pricing.md section 10, step 6).
void collectNames(const JsonNode &match, std::vector<std::string> &names)
{
    for (std::size_t i = 0; i < match.keys.size(); ++i) {
        const std::string &kind = match.keys[i];
        const JsonNode &value = match.children[i];
        for (const JsonNode &inner : value.children)
            collectNames(inner, names);
        if (!value.isString())
            continue;
        std::string name = kind == "regex" ? literalOf(value.text) : value.text;
        while (!name.empty() && (name.back() == '-' || name.back() == '@'))
            name.pop_back();
        if (!name.empty() && std::find(names.begin(), names.end(), name) == names.end())
            names.push_back(name);
    }
}

Result<EntryData> readModel(const std::string &provider, const JsonNode &model)
{
    EntryData entry;
    const JsonNode *id = model.find("id");
    const JsonNode *prices = model.find("prices");
    if (id == nullptr || !id->isString() || prices == nullptr)
        return failure(Error::Kind::Malformed, "id or prices: missing");
    entry.provider = provider;
    entry.model = id->text;
    entry.origin = "genai-prices: " + provider + '/' + id->text;
    if (const JsonNode *match = model.find("match"))
        collectNames(*match, entry.aliases);
    std::erase_if(entry.aliases,
                  [&](const std::string &alias) { return lowered(alias) == lowered(entry.model); });
    if (const JsonNode *context = model.find("context_window"); context && context->scalar()) {
        const auto decimal = parseDecimal(*context->scalar());
        const auto tokens = decimal ? scaled(*decimal, 0) : Result<std::int64_t>(0);
        entry.context = std::max<std::int64_t>(tokens.value_or(0), 0);
    }
    std::vector<Variant> variants;
    const std::vector<JsonNode> single = {*prices};
    for (const JsonNode &element : prices->isArray() ? prices->children : single) {
        auto variant = readVariant(element);
        if (!variant)
            return tl::unexpected<Error>(variant.error());
        variants.push_back(std::move(*variant));
    }
    if (variants.empty())
        return failure(Error::Kind::Malformed, "prices: empty");
    entry.periods = periodsOf(variants);
    entry.per1k = variants.back().per1k;
    const RateSet &rates = entry.periods.back().base.rates;
    const bool hasRate =
        std::any_of(rates.begin(), rates.end(), [](const auto &rate) { return rate.has_value(); });
    if (!hasRate && entry.per1k.empty())
        return failure(Error::Kind::Malformed, "no price per token or request");
    return entry;
}

} // namespace

Entries readGenaiPrices(const JsonNode &root)
{
    Entries read;
    const ProviderDirectory &directory = ProviderDirectory::shipped();
    for (const JsonNode &provider : root.children) {
        const JsonNode *id = provider.find("id");
        const JsonNode *models = provider.find("models");
        if (id == nullptr || !id->isString() || models == nullptr)
            continue;
        const std::string name = directory.canonical(id->text);
        for (const JsonNode &model : models->children) {
            auto entry = readModel(name, model);
            if (entry) {
                read.entries.push_back(std::move(*entry));
                continue;
            }
            const JsonNode *modelId = model.find("id");
            read.leftOut.push_back(
                {name + '/' + (modelId != nullptr ? modelId->text : ""), entry.error().text});
        }
        if (const JsonNode *others = provider.find("fallback_model_providers")) {
            auto &fallback = read.fallbacks.emplace_back(name, std::vector<std::string>{});
            for (const JsonNode &other : others->children)
                fallback.second.push_back(directory.canonical(other.text));
        }
    }
    return read;
}

} // namespace outlay::catalogues
