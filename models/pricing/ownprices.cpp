// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/pricing/ownprices.h"

#include "models/pricing/decimaltext.h"

#include <algorithm>

namespace outlay {

namespace {

Result<EntryData> entryNamed(const std::string &id)
{
    EntryData entry;
    const std::size_t slash = id.find('/');
    if (slash == std::string::npos || slash == 0 || slash + 1 == id.size())
        return failure(Error::Kind::Usage,
                       "write the model as PROVIDER/MODEL, e.g. anthropic/claude-opus-5-5");
    entry.provider = id.substr(0, slash);
    entry.model = id.substr(slash + 1);
    entry.origin = "set by you";
    return entry;
}

Result<> checkDates(std::optional<Instant> from, std::optional<Instant> to)
{
    if (from && to && *to <= *from)
        return failure(Error::Kind::Usage, "it must end later than it begins");
    return {};
}

Result<> takeRates(const OwnPrice &price, RateSet &rates)
{
    if (price.isFree && !price.rates.empty())
        return failure(Error::Kind::Usage, "free or prices, not both");
    if (price.isFree) {
        OUTLAY_TRY(setRate(rates, TokenClass::Input, "0"));
        return setRate(rates, TokenClass::Output, "0");
    }
    for (const auto &[tokenClass, text] : price.rates) {
        if (auto set = setRate(rates, tokenClass, text); !set)
            return failure(Error::Kind::Usage,
                           std::string(rateName(tokenClass)) + ": " + set.error().text);
    }
    if (!rates[static_cast<std::size_t>(TokenClass::Input)])
        return failure(Error::Kind::Usage, "say at least what a million input tokens cost");
    return {};
}

void put(LayerData &own, EntryData entry)
{
    const PeriodData &fresh = entry.periods.front();
    for (EntryData &known : own.entries) {
        if (known.id() != entry.id())
            continue;
        std::erase_if(known.periods, [&](const PeriodData &period) {
            return period.from == fresh.from && period.to == fresh.to;
        });
    }
    std::erase_if(own.entries, [](const EntryData &known) { return known.periods.empty(); });
    own.entries.push_back(std::move(entry));
}

} // namespace

Result<LayerData> ownLayer(const std::vector<PriceBook::Layer> &layers)
{
    for (const PriceBook::Layer &layer : layers) {
        if (layer.name == ownLayerName)
            return parseLayer(layer);
    }
    LayerData fresh;
    fresh.name = ownLayerName;
    return fresh;
}

Result<> setOwnPrice(LayerData &own, const OwnPrice &price)
{
    auto entry = entryNamed(price.id);
    if (!entry)
        return tl::unexpected<Error>(entry.error());
    OUTLAY_TRY(checkDates(price.from, price.to));
    PeriodData period;
    period.from = price.from;
    period.to = price.to;
    OUTLAY_TRY(takeRates(price, period.base.rates));
    entry->isFree = price.isFree;
    entry->isConfirmed = price.isConfirmed;
    entry->periods.push_back(std::move(period));
    put(own, std::move(*entry));
    return {};
}

Result<> confirmHeldPrice(LayerData &own, const std::vector<PriceBook::Layer> &layers,
                          const std::string &id)
{
    const auto book = PriceBook::build(layers);
    if (!book)
        return tl::unexpected<Error>(book.error());
    for (const PriceRow &row : (*book)->quarantined()) {
        if (row.priceId != id)
            continue;
        auto entry = entryNamed(id);
        if (!entry)
            return tl::unexpected<Error>(entry.error());
        entry->isConfirmed = true;
        entry->origin = "confirmed by you: " + row.origin;
        PeriodData period;
        for (const PriceBook::Layer &layer : layers) {
            const auto data = parseLayer(layer);
            if (data && layer.name == row.layer)
                period.from =
                    row.range.from == TimeRange{}.from ? data->asOf : std::optional(row.range.from);
        }
        for (const auto &[name, rate] : row.rates) {
            if (const auto tokenClass = rateNamed(name))
                OUTLAY_TRY(setRate(period.base.rates, *tokenClass, rate));
        }
        entry->periods.push_back(std::move(period));
        put(own, std::move(*entry));
        return {};
    }
    return failure(Error::Kind::Usage, "no held price of " + id + " waits for you");
}

Result<> setOwnDiscount(LayerData &own, const std::string &scope, const std::string &percent,
                        std::optional<Instant> from, std::optional<Instant> to)
{
    OUTLAY_TRY(checkDates(from, to));
    DiscountData discount;
    discount.percent = percent;
    if (const auto rest = parseDiscount(discount.percent); !rest)
        return failure(Error::Kind::Usage, "discount: " + rest.error().text);
    const std::size_t slash = scope.find('/');
    if (!scope.empty())
        discount.provider = scope.substr(0, slash);
    if (slash != std::string::npos)
        discount.model = scope.substr(slash + 1);
    if (discount.provider.empty() || discount.model.empty())
        return failure(Error::Kind::Usage, "a discount is on PROVIDER/MODEL, PROVIDER or *");
    discount.from = from;
    discount.to = to;
    std::erase_if(own.discounts, [&](const DiscountData &known) {
        return known.provider == discount.provider && known.model == discount.model &&
               known.from == discount.from && known.to == discount.to;
    });
    own.discounts.push_back(std::move(discount));
    return {};
}

Result<> setOwnName(LayerData &own, const std::string &name, const std::string &meaning)
{
    const std::size_t target = meaning.find('/');
    if (name.empty() || target == std::string::npos || target == 0 || target + 1 == meaning.size())
        return failure(Error::Kind::Usage, "say which PROVIDER/MODEL the name stands for");
    NameData made;
    const std::size_t slash = name.find('/');
    if (slash != std::string::npos)
        made.provider = name.substr(0, slash);
    made.model = name.substr(slash == std::string::npos ? 0 : slash + 1);
    made.to = meaning;
    std::erase_if(own.names, [&](const NameData &known) {
        return known.provider == made.provider && known.model == made.model;
    });
    own.names.push_back(std::move(made));
    return {};
}

std::string scopeOf(const DiscountData &discount)
{
    return discount.model == "*" ? discount.provider : discount.provider + '/' + discount.model;
}

std::size_t removeOwn(LayerData &own, const std::string &name)
{
    std::size_t removed =
        std::erase_if(own.entries, [&](const EntryData &entry) { return entry.id() == name; });
    removed += std::erase_if(own.names, [&](const NameData &known) {
        return known.model == name || known.provider + '/' + known.model == name;
    });
    removed += std::erase_if(own.discounts, [&](const DiscountData &known) {
        return scopeOf(known) == (name.empty() ? "*" : name);
    });
    return removed;
}

void replaceLayer(std::vector<PriceBook::Layer> &layers, PriceBook::Layer layer)
{
    const auto same = std::find_if(layers.begin(), layers.end(),
                                   [&](const auto &one) { return one.name == layer.name; });
    if (same != layers.end())
        *same = std::move(layer);
    else
        layers.push_back(std::move(layer));
}

Result<std::vector<PriceBook::Layer>> withOwnLayer(std::vector<PriceBook::Layer> layers,
                                                   const LayerData &own)
{
    replaceLayer(layers, {std::string(ownLayerName), toJson(own)});
    const auto book = PriceBook::build(layers);
    if (!book)
        return tl::unexpected<Error>(book.error());
    for (const PriceRow &row : (*book)->quarantined()) {
        if (row.layer == ownLayerName)
            return failure(Error::Kind::Usage, row.priceId + ": " + ratesText(row) + " is " +
                                                   row.quarantine + "; if it is right, confirm it");
    }
    return layers;
}

std::string ratesText(const PriceRow &row)
{
    std::string text;
    for (const auto &[name, rate] : row.rates)
        text.append(text.empty() ? "" : ", ").append(name).append(" ").append(rate);
    return text;
}

} // namespace outlay
