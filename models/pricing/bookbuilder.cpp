// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/pricing/bookbuilder.h"

#include "models/pricing/discounts.h"

#include <algorithm>
#include <map>

namespace outlay {

namespace {

/// Data is built in passes: names first, because they say which entries speak of one model.
class Builder
{
public:
    explicit Builder(std::vector<LayerData> layers)
        : m_book(std::make_unique<PriceBook::Data>())
        , m_directory(ProviderDirectory::shipped())
    {
        sortLayers(layers);
        m_book->layers = std::move(layers);
    }

    Result<std::unique_ptr<PriceBook::Data>> build()
    {
        for (std::size_t i = 0; i < m_book->layers.size(); ++i) {
            for (const EntryData &entry : m_book->layers[i].entries)
                place(i, entry);
            for (const auto &[provider, others] : m_book->layers[i].fallbacks)
                m_book->fallbacks[m_directory.canonical(provider)] = others;
        }
        for (std::size_t model = 0; model < m_candidates.size(); ++model)
            finish(model);
        return std::move(m_book);
    }

private:
    /// Finds or makes the model an entry speaks of and notes its periods there.
    void place(std::size_t layer, const EntryData &entry)
    {
        const bool isListed = m_book->layers[layer].kind == LayerData::Kind::Catalogue;
        const std::string provider = m_directory.canonical(entry.provider);
        const std::string low = lowered(entry.model);
        std::uint32_t model = 0;
        if (entry.isPattern())
            model = placePattern(provider, entry);
        else
            model = placeNamed(provider, low, entry, isListed);
        NameIndex &index = isListed ? m_book->listed : m_book->declared;
        if (!entry.isPattern()) {
            for (const std::string &alias : entry.aliases) {
                if (!isListed || m_book->declared.likely(provider, alias) == nullptr)
                    index.add(provider, lowered(alias), {model, true});
            }
        }
        for (const PeriodData &period : entry.periods)
            m_candidates[model].push_back({layer, &entry, &period, -1, {}});
    }

    std::uint32_t placePattern(const std::string &provider, const EntryData &entry)
    {
        const auto same =
            std::find_if(m_book->patterns.begin(), m_book->patterns.end(), [&](const auto &p) {
                return p.provider == provider && p.model == lowered(entry.model);
            });
        if (same != m_book->patterns.end())
            return same->index;
        const std::uint32_t model = makeModel(provider, entry.model);
        m_book->patterns.push_back({provider, lowered(entry.model), model});
        return model;
    }

    std::uint32_t placeNamed(const std::string &provider, const std::string &low,
                             const EntryData &entry, bool isListed)
    {
        if (const NameIndex::Hit *hit = m_book->declared.exact(provider, low))
            return hit->model;
        if (const NameIndex::Hit *hit = m_book->declared.likely(provider, low))
            return hit->model;
        if (!isListed) {
            // Of a model that only a catalogue lists: within its dates it holds, outside them the
            // catalogue's price does.
            const NameIndex::Hit *known = m_book->listed.exact(provider, low);
            if (known != nullptr && !known->isAlias) {
                m_book->declared.add(provider, low, *known);
                return known->model;
            }
            const std::uint32_t made = makeModel(provider, entry.model);
            m_book->declared.add(provider, low, {made, false});
            return made;
        }
        if (const NameIndex::Hit *hit = m_book->listed.exact(provider, low))
            return hit->model;
        if (const auto family = familyOf(provider, entry))
            return *family;
        const std::uint32_t made = makeModel(provider, entry.model);
        m_book->listed.add(provider, low, {made, false});
        return made;
    }

    /// A dated id that a catalogue lists apart is the family's member if the family ever had its
    /// price; with a price of its own it is a model of its own.
    std::optional<std::uint32_t> familyOf(const std::string &provider, const EntryData &entry) const
    {
        for (const NameForm &form : nameForms(m_directory, provider, entry.model)) {
            if (form.isFast || form.place != NamedPlace::None)
                continue;
            const NameIndex::Hit *hit = m_book->declared.likely(provider, form.text);
            if (hit == nullptr)
                continue;
            for (const Candidate &known : m_candidates[hit->model]) {
                for (const PeriodData &period : entry.periods) {
                    if (hasSameRates(period.base.rates, known.period->base.rates))
                        return hit->model;
                }
            }
        }
        return std::nullopt;
    }

    static bool hasSameRates(const RateSet &a, const RateSet &b)
    {
        const auto in = static_cast<std::size_t>(TokenClass::Input);
        const auto out = static_cast<std::size_t>(TokenClass::Output);
        return a[in] == b[in] && a[out] == b[out];
    }

    std::uint32_t makeModel(const std::string &provider, const std::string &name)
    {
        Model model;
        model.provider = provider;
        model.model = name;
        model.id = provider + '/' + name;
        model.isPriorityFast = provider == "openai" || provider == "azure";
        if (provider == "aws") {
            for (int i = 1; i <= static_cast<int>(NamedPlace::Global); ++i)
                model.isPlaceInName =
                    model.isPlaceInName ||
                    lowered(name).starts_with(
                        std::string(outlay::name(static_cast<NamedPlace>(i))) + '.');
        }
        m_book->models.push_back(std::move(model));
        m_candidates.emplace_back();
        return static_cast<std::uint32_t>(m_book->models.size() - 1);
    }

    void finish(std::size_t index)
    {
        std::vector<Candidate> &candidates = m_candidates[index];
        quarantineImplausible(m_book->layers, candidates);
        for (Candidate &candidate : candidates) {
            candidate.compiled = static_cast<std::int32_t>(m_book->periods.size());
            m_book->periods.push_back(compile(candidate, candidates));
        }
        Model &model = m_book->models[index];
        std::vector<std::int64_t> boundaries;
        const std::vector<const DiscountData *> discounts = discountsFor(model, boundaries);
        std::vector<Segment> segments = timeline(m_book->layers, candidates, boundaries);
        for (Segment &segment : segments) {
            segment.discount = discountAt(discounts, segment.from);
            if (!model.segments.empty() && isContinued(model.segments.back(), segment))
                model.segments.back().to = segment.to;
            else
                model.segments.push_back(segment);
        }
    }

    static bool isContinued(const Segment &before, Segment after)
    {
        after.from = before.from;
        after.to = before.to;
        return before == after;
    }

    // --- Periods.

    CompiledSchedule compile(const Schedule &schedule, const LayerData &layer) const
    {
        CompiledSchedule compiled;
        compiled.base = compileRates(schedule.rates);
        for (const StepRule &step : schedule.steps) {
            // What a step does not name stays as it is below the step.
            RateSet rates = schedule.rates;
            for (std::size_t i = 0; i < ratedClassCount; ++i) {
                if (step.rates[i])
                    rates[i] = step.rates[i];
            }
            compiled.steps.push_back({step.over, step.isInclusive, compileRates(rates)});
        }
        for (const WindowRule &window : schedule.windows) {
            CompiledWindow made;
            made.name = window.name;
            for (const int day : window.weekdays)
                made.weekdays |= 1U << static_cast<unsigned>(day);
            made.minutes = window.minutes;
            made.exceptDays = calendar(window.except, layer);
            made.table = compileRates(window.rates);
            compiled.windows.push_back(std::move(made));
        }
        return compiled;
    }

    std::vector<std::int64_t> calendar(const std::string &name, const LayerData &own) const
    {
        for (const auto &[known, days] : own.calendars) {
            if (known == name)
                return days;
        }
        for (const LayerData &layer : m_book->layers) {
            for (const auto &[known, days] : layer.calendars) {
                if (known == name)
                    return days;
            }
        }
        return {};
    }

    /// An entry that says nothing of tiers, places and fees takes over what the shipped book says.
    const EntryData *conditionsOf(const Candidate &candidate,
                                  const std::vector<Candidate> &candidates) const
    {
        const bool isSilent =
            candidate.entry->multipliers.empty() && candidate.entry->per1k.empty() &&
            candidate.period->multipliers.empty() && candidate.period->tiers.empty();
        for (const Candidate &other : candidates) {
            if (isSilent && m_book->layers[other.layer].kind == LayerData::Kind::Book)
                return other.entry;
        }
        return candidate.entry;
    }

    CompiledPeriod compile(const Candidate &candidate,
                           const std::vector<Candidate> &candidates) const
    {
        const LayerData &layer = m_book->layers[candidate.layer];
        CompiledPeriod period;
        period.entry = candidate.entry;
        period.period = candidate.period;
        period.layer = layer.name;
        period.quarantine = candidate.quarantine;
        period.base = compile(candidate.period->base, layer);
        for (const auto &[name, own] : candidate.period->tiers)
            period.tiers.emplace_back(name, compile(own, layer));
        const EntryData *conditions = conditionsOf(candidate, candidates);
        addMultipliers(period, conditions->multipliers);
        addMultipliers(period, candidate.period->multipliers);
        addFees(period, conditions->per1k);
        const bool hasFees =
            period.webSearch > 0 || std::any_of(period.request.begin(), period.request.end(),
                                                [](std::int64_t fee) { return fee > 0; });
        // A catalogue's zero is often "we do not know"; only the user's word makes a price free.
        period.isDeclaredFree =
            layer.kind != LayerData::Kind::Catalogue && !hasFees && period.base.base.isAllZero();
        period.origin = originOf(candidate, layer);
        return period;
    }

    static std::string originOf(const Candidate &candidate, const LayerData &layer)
    {
        constexpr std::size_t dateLength = 10;
        std::string origin = candidate.entry->origin.empty() ? layer.name : candidate.entry->origin;
        if (candidate.period->from)
            origin += ", since " + toRfc3339(*candidate.period->from).substr(0, dateLength);
        else if (!candidate.period->isDated() && layer.asOf)
            origin += ", undated, seen " + toRfc3339(*layer.asOf).substr(0, dateLength);
        return origin;
    }

    static void addMultipliers(CompiledPeriod &period, const std::vector<NamedDecimal> &named)
    {
        for (const NamedDecimal &item : named) {
            std::erase_if(period.multipliers,
                          [&](const Multiplier &m) { return m.name == item.name; });
            if (!item.text)
                continue;
            if (const auto factor = parseMultiplier(*item.text))
                period.multipliers.push_back({item.name, *factor, *item.text});
        }
    }

    static void addFees(CompiledPeriod &period, const std::vector<NamedDecimal> &named)
    {
        for (const NamedDecimal &item : named) {
            const auto picos = item.text ? parsePicosPerCall(*item.text) : Result<std::int64_t>(-1);
            if (!picos)
                continue;
            if (item.name == "web_search")
                period.webSearch = *picos;
            else if (item.name == "request" || item.name == "request_low")
                period.request[0] = *picos;
            else if (item.name == "request_medium")
                period.request[1] = *picos;
            else if (item.name == "request_high")
                period.request[2] = *picos;
        }
    }

    // --- Discounts: the most exact match wins; they never add up.

    std::vector<const DiscountData *> discountsFor(const Model &model,
                                                   std::vector<std::int64_t> &boundaries) const
    {
        auto matching = discountsOn(m_book->layers, model.provider, model.model);
        for (const DiscountData *discount : matching) {
            if (discount->from)
                boundaries.push_back(discount->from->micros);
            if (discount->to)
                boundaries.push_back(discount->to->micros);
        }
        return matching;
    }

    std::int32_t discountAt(const std::vector<const DiscountData *> &matching, std::int64_t at)
    {
        const DiscountData *best = mostExact(matching, at);
        const auto rest =
            best != nullptr ? parseDiscount(best->percent) : Result<Rational>(Rational{});
        if (best == nullptr || !rest || rest->isOne())
            return -1;
        const auto known = m_discounts.find(best);
        if (known != m_discounts.end())
            return known->second;
        m_book->discounts.push_back({*rest, best->percent});
        const auto made = static_cast<std::int32_t>(m_book->discounts.size() - 1);
        m_discounts.emplace(best, made);
        return made;
    }

    std::unique_ptr<PriceBook::Data> m_book;
    const ProviderDirectory &m_directory;
    std::vector<std::vector<Candidate>> m_candidates; ///< by model
    std::map<const DiscountData *, std::int32_t> m_discounts;
};

} // namespace

Result<std::unique_ptr<PriceBook::Data>> compileBook(std::vector<LayerData> layers)
{
    return Builder(std::move(layers)).build();
}

} // namespace outlay
