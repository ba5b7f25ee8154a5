// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/pricing/cataloguereader.h"
#include "models/pricing/decimaltext.h"
#include "models/pricing/names.h"
#include "models/pricing/resources.h"

#include <algorithm>
#include <functional>

namespace outlay::catalogues {

namespace {

bool listHolds(const JsonNode *node, std::string_view text)
{
    if (node == nullptr)
        return true;
    if (node->isString())
        return globMatches(lowered(node->text), lowered(text));
    return std::any_of(node->children.begin(), node->children.end(), [&](const JsonNode &one) {
        return globMatches(lowered(one.text), lowered(text));
    });
}

void changeRates(const JsonNode &changes, RateSet &rates)
{
    for (std::size_t i = 0; i < changes.keys.size(); ++i) {
        const auto tokenClass = rateNamed(changes.keys[i]);
        if (!tokenClass)
            continue;
        auto &rate = rates[static_cast<std::size_t>(*tokenClass)];
        rate.reset();
        const std::string *text = changes.children[i].scalar();
        if (text == nullptr)
            continue;
        if (const auto picos = parsePicosPerToken(*text))
            rate = ListedRate{*text, *picos};
    }
}

void changeNamed(const JsonNode &changes, std::vector<NamedDecimal> &named)
{
    for (std::size_t i = 0; i < changes.keys.size(); ++i) {
        std::erase_if(named, [&](const NamedDecimal &n) { return n.name == changes.keys[i]; });
        if (const std::string *text = changes.children[i].scalar())
            named.push_back({changes.keys[i], *text});
    }
}

void scale(const std::string &factor, RateSet &rates)
{
    const auto by = parseMultiplier(factor);
    for (auto &rate : rates) {
        if (!rate || !by)
            continue;
        const Int128 picos = divideHalfEven(Int128(rate->picos) * by->numerator, by->denominator);
        rate->picos = static_cast<std::int64_t>(picos);
        rate->text = plainDecimal(picos, -6);
    }
}

void forAllRates(EntryData &entry, const std::function<void(RateSet &)> &change)
{
    for (PeriodData &period : entry.periods) {
        change(period.base.rates);
        for (StepRule &step : period.base.steps)
            change(step.rates);
    }
}

const EntryData *shippedEntry(std::string_view id)
{
    static const LayerData book =
        parseLayer(PriceBook::shippedLayer()).value_or(LayerData{}); // a test reads it
    const auto found = std::find_if(book.entries.begin(), book.entries.end(),
                                    [id](const EntryData &e) { return e.id() == id; });
    return found != book.entries.end() ? &*found : nullptr;
}

/// The dated history of the shipped book in place of the catalogue's one number.
void take(const EntryData &shipped, EntryData &entry)
{
    entry.periods = shipped.periods;
    entry.multipliers = shipped.multipliers;
    entry.per1k = shipped.per1k;
}

void changeSteps(const JsonNode &change, EntryData &entry)
{
    const JsonNode *over = change.find("over");
    const JsonNode *inclusive = change.find("inclusive");
    for (PeriodData &period : entry.periods) {
        for (StepRule &step : period.base.steps) {
            if (over != nullptr && inclusive != nullptr && std::to_string(step.over) == over->text)
                step.isInclusive = inclusive->isTrue;
        }
    }
}

/// An announced price that never came: the period before it goes on.
void dropFrom(const std::string &day, EntryData &entry)
{
    const auto at = parseInstant(day);
    const auto period = std::find_if(entry.periods.begin(), entry.periods.end(),
                                     [&](const PeriodData &p) { return at && p.from == *at; });
    if (period == entry.periods.end() || period == entry.periods.begin())
        return;
    (period - 1)->to = period->to;
    entry.periods.erase(period);
}

void apply(const JsonNode &row, EntryData &entry)
{
    if (const JsonNode *from = row.find("take")) {
        if (const EntryData *shipped = shippedEntry(from->text))
            take(*shipped, entry);
    }
    if (const JsonNode *rates = row.find("replace")) {
        PeriodData period;
        changeRates(*rates, period.base.rates);
        entry.periods = {period};
    }
    if (const JsonNode *rates = row.find("rates")) {
        for (PeriodData &period : entry.periods)
            changeRates(*rates, period.base.rates);
    }
    if (const JsonNode *rates = row.find("step_rates")) {
        for (PeriodData &period : entry.periods) {
            for (StepRule &step : period.base.steps)
                changeRates(*rates, step.rates);
        }
    }
    if (const JsonNode *factor = row.find("scale"))
        forAllRates(entry, [factor](RateSet &rates) { scale(factor->text, rates); });
    if (const JsonNode *steps = row.find("steps"))
        changeSteps(*steps, entry);
    if (const JsonNode *multipliers = row.find("multipliers"))
        changeNamed(*multipliers, entry.multipliers);
    if (const JsonNode *fees = row.find("per_1k"))
        changeNamed(*fees, entry.per1k);
    if (const JsonNode *day = row.find("drop_from"))
        dropFrom(day->text, entry);
    if (const JsonNode *names = row.find("drop_aliases"))
        std::erase_if(entry.aliases, [&](const std::string &a) { return listHolds(names, a); });
    if (const JsonNode *names = row.find("add_aliases")) {
        for (const JsonNode &alias : names->children)
            entry.aliases.push_back(alias.text);
    }
}

bool isMeant(const JsonNode &row, std::string_view source, const EntryData &entry)
{
    return listHolds(row.find("catalogue"), source) &&
           listHolds(row.find("provider"), entry.provider) &&
           listHolds(row.find("model"), entry.model);
}

bool isSame(const EntryData &a, const EntryData &b)
{
    return a.periods == b.periods && a.multipliers == b.multipliers && a.per1k == b.per1k &&
           a.aliases == b.aliases;
}

/// A model the catalogue knows only as another one's name.
void addMissing(const JsonNode &row, std::string_view source, LayerData &layer,
                std::vector<CatalogueNote> &notes)
{
    const JsonNode *id = row.find("add");
    const EntryData *shipped = id != nullptr ? shippedEntry(id->text) : nullptr;
    if (shipped == nullptr || !listHolds(row.find("catalogue"), source))
        return;
    const auto has = [&layer](const auto &isIt) {
        return std::any_of(layer.entries.begin(), layer.entries.end(), isIt);
    };
    if (!has([&](const EntryData &e) { return e.provider == shipped->provider; }) ||
        has([&](const EntryData &e) { return e.id() == shipped->id(); }))
        return;
    layer.entries.push_back(*shipped);
    notes.push_back({shipped->id(), row.find("reason") ? row.find("reason")->text : ""});
}

} // namespace

std::vector<CatalogueNote> mend(std::string_view source, LayerData &layer)
{
    std::vector<CatalogueNote> notes;
    const auto root = parseJson(resources::mends());
    const JsonNode *rows = root ? root->find("mends") : nullptr;
    if (rows == nullptr)
        return notes; // a test reads the compiled-in file
    for (const JsonNode &row : rows->children) {
        addMissing(row, source, layer, notes);
        if (row.find("add") != nullptr)
            continue;
        for (EntryData &entry : layer.entries) {
            if (!isMeant(row, source, entry))
                continue;
            const EntryData before = entry;
            apply(row, entry);
            if (!isSame(before, entry))
                notes.push_back({entry.id(), row.find("reason") ? row.find("reason")->text : ""});
        }
    }
    // Hours without a shop's holidays would be read wrong: the calendars come with the prices.
    if (!notes.empty())
        layer.calendars = parseLayer(PriceBook::shippedLayer()).value_or(LayerData{}).calendars;
    return notes;
}

} // namespace outlay::catalogues
