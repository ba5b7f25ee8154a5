// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/pricing/cataloguereader.h"
#include "models/pricing/decimaltext.h"
#include "models/pricing/names.h"

#include <algorithm>
#include <map>
#include <numeric>

namespace outlay::catalogues {

namespace {

constexpr int perTokenPlaces = 6; // USD per token -> USD per million
constexpr int perCallPlaces = 3;  // USD per call -> USD per 1,000

std::optional<TokenClass> classOf(std::string_view field)
{
    using enum TokenClass;
    static constexpr std::array<std::pair<std::string_view, TokenClass>, 12> fields = {{
        {"input_cost_per_token", Input},
        {"output_cost_per_token", Output},
        {"output_cost_per_reasoning_token", Reasoning},
        {"citation_cost_per_token", Citation},
        {"cache_read_input_token_cost", CacheRead},
        {"cache_creation_input_token_cost", CacheWrite5m},
        {"cache_creation_input_token_cost_above_1hr", CacheWrite1h},
        {"input_cost_per_audio_token", InputAudio},
        {"output_cost_per_audio_token", OutputAudio},
        {"cache_read_input_audio_token_cost", CacheReadAudio},
        {"input_cost_per_image_token", InputImage},
        {"output_cost_per_image_token", OutputImage},
    }};
    for (const auto &[known, tokenClass] : fields) {
        if (known == field)
            return tokenClass;
    }
    return std::nullopt;
}

/// "input_cost_per_token_above_272k_tokens_flex" taken apart.
struct Field
{
    std::optional<TokenClass> tokenClass;
    std::int64_t over = 0; ///< 0: below every step
    std::string tier;      ///< "": standard
};

Field fieldOf(std::string_view name)
{
    Field field;
    for (const auto &[suffix, tier] : {std::pair<std::string_view, const char *>{"_flex", "flex"},
                                       {"_priority", "priority"},
                                       {"_batches", "batch"}}) {
        if (name.ends_with(suffix)) {
            name.remove_suffix(suffix.size());
            field.tier = tier;
        }
    }
    constexpr std::string_view above = "_above_";
    constexpr std::string_view tokens = "k_tokens";
    const std::size_t at = name.rfind(above);
    if (at != std::string_view::npos && name.ends_with(tokens)) {
        const std::string digits(
            name.substr(at + above.size(), name.size() - at - above.size() - tokens.size()));
        const auto thousands = parseDecimal(digits);
        const auto over = thousands ? scaled(*thousands, 3) : Result<std::int64_t>(0);
        if (!over || *over <= 0)
            return {};
        field.over = *over;
        name = name.substr(0, at);
    }
    field.tokenClass = classOf(name);
    return field;
}

RateSet &ratesAbove(Schedule &schedule, std::int64_t over)
{
    if (over == 0)
        return schedule.rates;
    auto step = std::find_if(schedule.steps.begin(), schedule.steps.end(),
                             [over](const StepRule &s) { return s.over >= over; });
    if (step == schedule.steps.end() || step->over != over) {
        StepRule made;
        made.over = over;
        step = schedule.steps.insert(step, made);
    }
    return step->rates;
}

const std::optional<ListedRate> &rateOf(const RateSet &rates, TokenClass tokenClass)
{
    return rates[static_cast<std::size_t>(tokenClass)];
}

void drop(RateSet &rates, TokenClass tokenClass)
{
    rates[static_cast<std::size_t>(tokenClass)].reset();
}

/// What is no rate: a step for a class that has none below it, a write "for free" (it bills as
/// plain input), a reasoning rate that repeats the output's and would miss its steps.
void tidy(Schedule &schedule)
{
    RateSet &base = schedule.rates;
    for (const TokenClass c : {TokenClass::CacheWrite5m, TokenClass::CacheWrite1h}) {
        if (rateOf(base, c) && rateOf(base, c)->picos == 0)
            drop(base, c);
    }
    if (rateOf(base, TokenClass::Reasoning) == rateOf(base, TokenClass::Output))
        drop(base, TokenClass::Reasoning);
    for (StepRule &step : schedule.steps) {
        for (std::size_t i = 0; i < ratedClassCount; ++i) {
            if (!base[i])
                step.rates[i].reset();
        }
    }
    std::erase_if(schedule.steps, [](const StepRule &step) {
        return std::none_of(step.rates.begin(), step.rates.end(),
                            [](const auto &rate) { return rate.has_value(); });
    });
}

/// One entry while it is read: the standard rates and each tier's own.
struct Draft
{
    Schedule standard;
    std::map<std::string, Schedule> tiers;
};

Result<> readBands(const JsonNode &bands, Schedule &schedule)
{
    for (const JsonNode &band : bands.children) {
        const JsonNode *range = band.find("range");
        if (range == nullptr || range->children.empty() || range->children[0].scalar() == nullptr)
            return failure(Error::Kind::Malformed, "tiered_pricing.range: expected two numbers");
        const auto start = parseDecimal(*range->children[0].scalar());
        const auto over = start ? scaled(*start, 0) : Result<std::int64_t>(-1);
        if (!over || *over < 0)
            return failure(Error::Kind::Malformed, "tiered_pricing.range: expected two numbers");
        for (std::size_t i = 0; i < band.keys.size(); ++i) {
            if (const auto tokenClass = classOf(band.keys[i]))
                OUTLAY_TRY(setScaledRate(ratesAbove(schedule, *over), *tokenClass, band.children[i],
                                         perTokenPlaces, "tiered_pricing." + band.keys[i]));
        }
    }
    return {};
}

Result<Draft> readRates(const JsonNode &model)
{
    Draft draft;
    for (std::size_t i = 0; i < model.keys.size(); ++i) {
        const Field field = fieldOf(model.keys[i]);
        if (!field.tokenClass || model.children[i].kind == JsonNode::Kind::Null)
            continue;
        Schedule &schedule = field.tier.empty() ? draft.standard : draft.tiers[field.tier];
        OUTLAY_TRY(setScaledRate(ratesAbove(schedule, field.over), *field.tokenClass,
                                 model.children[i], perTokenPlaces, model.keys[i]));
    }
    const JsonNode *hit = model.find("input_cost_per_token_cache_hit");
    if (hit != nullptr && !rateOf(draft.standard.rates, TokenClass::CacheRead))
        OUTLAY_TRY(setScaledRate(draft.standard.rates, TokenClass::CacheRead, *hit, perTokenPlaces,
                                 "input_cost_per_token_cache_hit"));
    if (const JsonNode *bands = model.find("tiered_pricing"))
        OUTLAY_TRY(readBands(*bands, draft.standard));
    tidy(draft.standard);
    return draft;
}

/// tier / standard as a fraction, where both are listed and the standard is not zero.
std::optional<Rational> ratio(const RateSet &tier, const RateSet &standard, TokenClass tokenClass)
{
    const auto &own = rateOf(tier, tokenClass);
    const auto &base = rateOf(standard, tokenClass);
    if (!own || !base || base->picos == 0)
        return std::nullopt;
    const std::int64_t divisor = std::max<std::int64_t>(std::gcd(own->picos, base->picos), 1);
    return Rational{own->picos / divisor, base->picos / divisor};
}

bool isPlausible(const Rational &factor)
{
    constexpr int most = 4;
    return factor.numerator <= most * factor.denominator &&
           factor.denominator <= most * factor.numerator;
}

/// "0.5" for 1/2; nothing where the quotient is no decimal of six places.
std::optional<std::string> decimalOf(const Rational &factor)
{
    constexpr std::int64_t unit = 1'000'000;
    const Int128 millionths = Int128(factor.numerator) * unit;
    if (millionths % factor.denominator != 0)
        return std::nullopt;
    return plainDecimal(millionths / factor.denominator, -6);
}

/// A tier that multiplies input and output alike is that multiplier, on every class and step (a
/// cached rate listed rounded, or not at all, is then right). Else its own rates, over the standard
/// ones. A rate beyond a quarter or four times the standard one is an error of the list.
void addTier(const std::string &name, const Schedule &own, const Schedule &standard,
             EntryData &entry, PeriodData &period, std::vector<CatalogueNote> &notes)
{
    const auto input = ratio(own.rates, standard.rates, TokenClass::Input);
    const auto output = ratio(own.rates, standard.rates, TokenClass::Output);
    for (const auto &factor : {input, output}) {
        if (factor && !isPlausible(*factor)) {
            notes.push_back({entry.id(), "its " + name +
                                             " rate is beyond a quarter or four times the "
                                             "standard one and was left out"});
            return;
        }
    }
    const auto &one = input ? input : output;
    if (!one)
        return;
    const auto text = decimalOf(*one);
    if (text && (!output || *output == *one)) {
        entry.multipliers.push_back({name, *text});
        return;
    }
    Schedule merged = standard;
    for (std::size_t i = 0; i < ratedClassCount; ++i) {
        if (own.rates[i])
            merged.rates[i] = own.rates[i];
    }
    period.tiers.emplace_back(name, std::move(merged));
}

void addMultiplier(const JsonNode &node, const std::string &name, EntryData &entry)
{
    const std::string *text = node.scalar();
    if (text == nullptr || !parseMultiplier(*text))
        return;
    if (const auto plain = shifted(*text, 0))
        entry.multipliers.push_back({name, *plain});
}

void addMultipliers(const JsonNode &model, EntryData &entry)
{
    if (const JsonNode *specific = model.find("provider_specific_entry")) {
        for (std::size_t i = 0; i < specific->keys.size(); ++i)
            addMultiplier(specific->children[i], specific->keys[i], entry);
    }
    for (const char *place : {"us", "eu"}) {
        const std::string key = std::string("regional_processing_uplift_multiplier_") + place;
        if (const JsonNode *uplift = model.find(key))
            addMultiplier(*uplift, place, entry);
    }
    const bool hasBatch = std::any_of(entry.multipliers.begin(), entry.multipliers.end(),
                                      [](const NamedDecimal &m) { return m.name == "batch"; }) ||
                          model.find("input_cost_per_token_batches") != nullptr;
    if (!hasBatch) // the catalogue's own rule: half where no rates are listed
        entry.multipliers.push_back({"batch", "0.5"});
}

void addFee(const JsonNode *price, const char *name, EntryData &entry)
{
    if (price == nullptr || price->scalar() == nullptr)
        return;
    const auto perThousand = shifted(*price->scalar(), perCallPlaces);
    if (perThousand && parsePicosPerCall(*perThousand))
        entry.per1k.push_back({name, *perThousand});
}

void addFees(const JsonNode &model, EntryData &entry)
{
    addFee(model.find("input_cost_per_request"), "request", entry);
    const JsonNode *context = model.find("search_context_cost_per_query");
    if (context == nullptr)
        return;
    // Perplexity searches with every request and asks by context; others count their searches.
    if (entry.provider == "perplexity") {
        addFee(context->find("search_context_size_low"), "request", entry);
        addFee(context->find("search_context_size_medium"), "request_medium", entry);
        addFee(context->find("search_context_size_high"), "request_high", entry);
    } else {
        addFee(context->find("search_context_size_medium"), "web_search", entry);
    }
}

/// "vertex_ai-anthropic_models" is sold by vertex_ai.
std::string providerOf(const std::string &litellmProvider)
{
    const ProviderDirectory &directory = ProviderDirectory::shipped();
    if (directory.isKnown(litellmProvider))
        return directory.canonical(litellmProvider);
    return directory.canonical(litellmProvider.substr(0, litellmProvider.find('-')));
}

/// The key less the prefix that repeats the provider.
std::string modelOf(const std::string &key, const std::string &provider)
{
    const std::size_t slash = key.find('/');
    if (slash == std::string::npos || slash + 1 == key.size())
        return key;
    const std::string head = ProviderDirectory::shipped().canonical(key.substr(0, slash));
    return head == provider ? key.substr(slash + 1) : key;
}

Result<EntryData> readModel(const std::string &key, const JsonNode &model,
                            std::vector<CatalogueNote> &notes)
{
    EntryData entry;
    entry.provider = providerOf(model.find("litellm_provider")->text);
    entry.model = modelOf(key, entry.provider);
    entry.origin = "LiteLLM: " + key;
    auto draft = readRates(model);
    if (!draft)
        return tl::unexpected<Error>(draft.error());
    PeriodData period;
    period.base = draft->standard;
    for (const auto &[name, own] : draft->tiers)
        addTier(name, own, draft->standard, entry, period, notes);
    addMultipliers(model, entry);
    addFees(model, entry);
    if (const JsonNode *context = model.find("max_input_tokens"); context && context->scalar()) {
        const auto decimal = parseDecimal(*context->scalar());
        const auto tokens = decimal ? scaled(*decimal, 0) : Result<std::int64_t>(0);
        entry.context = std::max<std::int64_t>(tokens.value_or(0), 0);
    }
    const RateSet &rates = period.base.rates;
    if (!rateOf(rates, TokenClass::Input) && !rateOf(rates, TokenClass::Output) &&
        entry.per1k.empty())
        return failure(Error::Kind::Malformed, "no price per token or request");
    entry.periods.push_back(std::move(period));
    return entry;
}

} // namespace

Entries readLiteLlm(const JsonNode &root)
{
    Entries read;
    std::map<std::string, std::size_t> known;
    for (std::size_t i = 0; i < root.keys.size(); ++i) {
        const std::string &key = root.keys[i];
        const JsonNode &model = root.children[i];
        const JsonNode *provider = model.isObject() ? model.find("litellm_provider") : nullptr;
        if (key == "sample_spec" || provider == nullptr || !provider->isString())
            continue;
        auto entry = readModel(key, model, read.leftOut);
        if (!entry) {
            read.leftOut.push_back({key, entry.error().text});
            continue;
        }
        // "gemini-2.5-pro" (Vertex) and "gemini/gemini-2.5-pro" are one model here; the prefixed
        // key is the more exact one.
        const std::string id = lowered(entry->id());
        const auto [place, isNew] = known.emplace(id, read.entries.size());
        if (isNew)
            read.entries.push_back(std::move(*entry));
        else if (key.find('/') != std::string::npos)
            read.entries[place->second] = std::move(*entry);
    }
    return read;
}

} // namespace outlay::catalogues
