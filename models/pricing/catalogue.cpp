// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/pricing/catalogue.h"

#include "models/pricing/bookdata.h"
#include "models/pricing/cataloguereader.h"
#include "models/pricing/decimaltext.h"

#include <algorithm>
#include <map>
#include <set>

namespace outlay {

namespace {

constexpr std::size_t dateLength = 10;

bool isLiteLlm(const JsonNode &root)
{
    return root.isObject() &&
           std::any_of(root.children.begin(), root.children.end(), [](const JsonNode &model) {
               return model.isObject() && model.find("litellm_provider") != nullptr;
           });
}

bool isGenaiPrices(const JsonNode &root)
{
    return root.isArray() && !root.children.empty() &&
           std::all_of(root.children.begin(), root.children.end(), [](const JsonNode &provider) {
               return provider.isObject() && provider.find("models") != nullptr;
           });
}

bool isZero(const EntryData &entry)
{
    const auto isZeroRate = [](const auto &rate) { return !rate || rate->picos == 0; };
    return std::all_of(entry.periods.begin(), entry.periods.end(),
                       [&](const PeriodData &period) {
                           const RateSet &rates = period.base.rates;
                           return std::all_of(rates.begin(), rates.end(), isZeroRate) &&
                                  period.base.steps.empty();
                       }) &&
           std::none_of(entry.per1k.begin(), entry.per1k.end(), [](const NamedDecimal &fee) {
               return fee.text && parsePicosPerCall(*fee.text).value_or(0) > 0;
           });
}

using NamedRates = std::vector<std::pair<std::string, std::string>>;

NamedRates namedRates(const RateSet &rates)
{
    NamedRates named;
    for (std::size_t i = 0; i < ratedClassCount; ++i) {
        if (rates[i])
            named.emplace_back(rateName(static_cast<TokenClass>(i)), rates[i]->text);
    }
    return named;
}

std::string ratesText(const NamedRates &rates)
{
    std::string text;
    for (const auto &[name, rate] : rates)
        text += (text.empty() ? "" : ", ") + name + ' ' + rate;
    return text;
}

const PeriodData &periodAt(const EntryData &entry, Instant at)
{
    for (const PeriodData &period : entry.periods) {
        if ((!period.from || *period.from <= at) && (!period.to || at < *period.to))
            return period;
    }
    return entry.periods.back();
}

bool hasSameRates(const PriceRow &row, const RateSet &rates)
{
    for (const TokenClass c :
         {TokenClass::Input, TokenClass::Output, TokenClass::CacheRead, TokenClass::CacheWrite5m}) {
        const auto &listed = rates[static_cast<std::size_t>(c)];
        const auto known = std::find_if(row.rates.begin(), row.rates.end(), [c](const auto &rate) {
            return rate.first == rateName(c);
        });
        const bool isKnown = known != row.rates.end();
        if (!isKnown && c == TokenClass::Output && listed && listed->picos == 0)
            continue; // an embedding's output, listed or not
        if (isKnown != listed.has_value())
            return false;
        if (isKnown && parsePicosPerToken(known->second).value_or(-1) != listed->picos)
            return false;
    }
    return true;
}

/// A book's prices in force at one time, by price id.
std::map<std::string, PriceRow> inForce(const PriceBook &book, Instant at)
{
    std::map<std::string, PriceRow> rows;
    for (PriceRow &row : book.rows()) {
        if (row.range.contains(at))
            rows.insert_or_assign(row.priceId, std::move(row));
    }
    return rows;
}

std::string idOf(const PriceBook &book, const EntryData &entry)
{
    const PriceBook::Handle handle = book.resolve(entry.provider, entry.model, {});
    const HandleParts parts = handle != 0 ? unpack(handle) : HandleParts{};
    // Reached by a condition in the name it is another entry's model.
    if (handle == 0 || parts.isFast || parts.place != NamedPlace::None)
        return {};
    return std::string(book.priceId(parts.model));
}

std::vector<LayerData> earlierSnapshots(const Catalogue &catalogue,
                                        const std::vector<PriceBook::Layer> &others)
{
    std::vector<LayerData> earlier;
    const std::string prefix = "catalogue " + catalogue.source + ' ';
    for (const PriceBook::Layer &layer : others) {
        if (!layer.name.starts_with(prefix) || layer.name == catalogue.layer.name)
            continue;
        auto data = parseLayer(layer);
        if (data && data->asOf < catalogue.layer.asOf)
            earlier.push_back(std::move(*data));
    }
    std::sort(earlier.begin(), earlier.end(),
              [](const LayerData &a, const LayerData &b) { return a.asOf < b.asOf; });
    return earlier;
}

/// What the newest of the earlier snapshots says of each id.
std::map<std::string, const EntryData *> latest(const std::vector<LayerData> &earlier)
{
    std::map<std::string, const EntryData *> entries;
    for (const LayerData &layer : earlier) {
        for (const EntryData &entry : layer.entries)
            entries.insert_or_assign(entry.id(), &entry);
    }
    return entries;
}

class Comparison
{
public:
    Comparison(const Catalogue &catalogue, const PriceBook &before, const PriceBook &after)
        : m_catalogue(catalogue)
        , m_before(before)
        , m_after(after)
    {
        const Instant at = catalogue.layer.asOf.value_or(Instant{});
        m_old = inForce(before, at);
        m_new = inForce(after, at);
        for (const PriceRow &row : after.quarantined()) {
            if (row.layer == catalogue.layer.name)
                m_quarantined.insert_or_assign(row.priceId, row.quarantine);
        }
    }

    void add(const EntryData &entry)
    {
        const Instant at = m_catalogue.layer.asOf.value_or(Instant{});
        const RateSet &rates = periodAt(entry, at).base.rates;
        const std::string id = idOf(m_after, entry);
        CatalogueChange change;
        change.priceId = id.empty() ? entry.id() : id;
        change.ratesAfter = namedRates(rates);
        change.after = ratesText(change.ratesAfter);
        const auto old = m_old.find(change.priceId);
        if (old != m_old.end()) {
            change.ratesBefore = old->second.rates;
            change.before = ratesText(change.ratesBefore);
        }
        if (const auto held = m_quarantined.find(change.priceId); held != m_quarantined.end()) {
            change.kind = CatalogueChange::Kind::Quarantined;
            change.note = held->second;
        } else if (idOf(m_before, entry).empty()) {
            change.kind = CatalogueChange::Kind::Added;
        } else if (old != m_old.end() && hasSameRates(old->second, rates)) {
            return;
        } else {
            change.kind = CatalogueChange::Kind::Changed;
            const auto now = m_new.find(change.priceId);
            if (now != m_new.end() && !hasSameRates(now->second, rates))
                change.note = "stays: " + now->second.origin;
        }
        changes.push_back(std::move(change));
    }

    std::vector<CatalogueChange> changes;

private:
    const Catalogue &m_catalogue;
    const PriceBook &m_before;
    const PriceBook &m_after;
    std::map<std::string, PriceRow> m_old, m_new;
    std::map<std::string, std::string> m_quarantined;
};

void addRemoved(const Catalogue &catalogue, const std::vector<LayerData> &earlier,
                std::vector<CatalogueChange> &changes)
{
    std::set<std::string> present;
    for (const EntryData &entry : catalogue.layer.entries)
        present.insert(entry.id());
    for (const auto &[id, entry] : latest(earlier)) {
        if (present.contains(id))
            continue;
        CatalogueChange &change = changes.emplace_back();
        change.kind = CatalogueChange::Kind::Removed;
        change.priceId = id;
        change.ratesBefore = namedRates(entry->periods.back().base.rates);
        change.before = ratesText(change.ratesBefore);
        change.note = "keeps the price of the earlier snapshot";
    }
}

} // namespace

namespace catalogues {

Result<> setScaledRate(RateSet &rates, TokenClass tokenClass, const JsonNode &number, int places,
                       const std::string &field)
{
    const std::string *text = number.scalar();
    const auto plain = text != nullptr
                           ? shifted(*text, places)
                           : Result<std::string>(failure(Error::Kind::Malformed, "not a number"));
    if (!plain)
        return failure(plain.error().kind, field + ": " + plain.error().text);
    if (auto set = setRate(rates, tokenClass, *plain); !set)
        return failure(set.error().kind, field + ": " + set.error().text);
    return {};
}

} // namespace catalogues

std::string_view name(CatalogueChange::Kind kind)
{
    static constexpr std::array<std::string_view, 4> names = {"added", "changed", "removed",
                                                              "quarantined"};
    return names[static_cast<std::size_t>(kind)];
}

Result<Catalogue> readCatalogue(std::string_view bytes, Instant asOf)
{
    const auto root = parseJson(bytes);
    if (!root)
        return tl::unexpected<Error>(root.error());
    Catalogue catalogue;
    catalogues::Entries read;
    if (isLiteLlm(*root)) {
        catalogue.source = "litellm";
        read = catalogues::readLiteLlm(*root);
    } else if (isGenaiPrices(*root)) {
        catalogue.source = "genai-prices";
        read = catalogues::readGenaiPrices(*root);
    } else {
        return failure(Error::Kind::Malformed,
                       "neither LiteLLM's map (objects with \"litellm_provider\") nor "
                       "genai-prices' list (providers with \"models\")");
    }
    catalogue.layer.kind = LayerData::Kind::Catalogue;
    catalogue.layer.asOf = asOf;
    catalogue.layer.name =
        "catalogue " + catalogue.source + ' ' + toRfc3339(asOf).substr(0, dateLength);
    catalogue.layer.entries = std::move(read.entries);
    catalogue.layer.fallbacks = std::move(read.fallbacks);
    catalogue.leftOut = std::move(read.leftOut);
    if (catalogue.layer.entries.empty())
        return failure(Error::Kind::Malformed, "no model with a price");
    catalogue.mended = catalogues::mend(catalogue.source, catalogue.layer);
    return catalogue;
}

std::vector<CatalogueNote> takeOutZeroPrices(Catalogue &catalogue)
{
    std::vector<CatalogueNote> notes;
    for (const EntryData &entry : catalogue.layer.entries) {
        if (isZero(entry))
            notes.push_back({entry.id(), "listed at zero; `prices set --free` declares it free"});
    }
    std::erase_if(catalogue.layer.entries, isZero);
    return notes;
}

Result<std::vector<CatalogueChange>> compareCatalogue(const Catalogue &catalogue,
                                                      const std::vector<PriceBook::Layer> &others)
{
    const auto before = PriceBook::build(others);
    if (!before)
        return tl::unexpected<Error>(before.error());
    std::vector<PriceBook::Layer> joined = others;
    std::erase_if(joined,
                  [&](const PriceBook::Layer &l) { return l.name == catalogue.layer.name; });
    joined.push_back({catalogue.layer.name, toJson(catalogue.layer)});
    const auto after = PriceBook::build(joined);
    if (!after)
        return tl::unexpected<Error>(after.error());
    Comparison comparison(catalogue, **before, **after);
    for (const EntryData &entry : catalogue.layer.entries)
        comparison.add(entry);
    addRemoved(catalogue, earlierSnapshots(catalogue, others), comparison.changes);
    return comparison.changes;
}

PriceBook::Layer layerToStore(const Catalogue &catalogue,
                              const std::vector<PriceBook::Layer> &others)
{
    const std::vector<LayerData> earlier = earlierSnapshots(catalogue, others);
    const std::map<std::string, const EntryData *> known = latest(earlier);
    LayerData layer = catalogue.layer;
    std::erase_if(layer.entries, [&](const EntryData &entry) {
        const auto found = known.find(entry.id());
        return found != known.end() && found->second->periods == entry.periods &&
               found->second->multipliers == entry.multipliers &&
               found->second->per1k == entry.per1k && found->second->aliases == entry.aliases;
    });
    return {layer.name, toJson(layer)};
}

} // namespace outlay
