// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/json.h"
#include "app/cli/openledger.h"
#include "app/cli/pricelayers.h"
#include "app/cli/text.h"
#include "models/pricing/decimaltext.h"

#include <algorithm>
#include <array>

namespace outlay::cli {

namespace {

constexpr const char *overrideName = "override";

constexpr std::array<std::pair<const char *, TokenClass>, 5> rateOptions = {{
    {"input", TokenClass::Input},
    {"output", TokenClass::Output},
    {"cache-read", TokenClass::CacheRead},
    {"cache-write", TokenClass::CacheWrite5m},
    {"cache-write-1h", TokenClass::CacheWrite1h},
}};

/// The user's own layer as it stands.
Result<LayerData> ownLayer(const std::vector<PriceBook::Layer> &layers)
{
    for (const PriceBook::Layer &layer : layers) {
        if (layer.name == overrideName)
            return parseLayer(layer);
    }
    LayerData fresh;
    fresh.name = overrideName;
    return fresh;
}

struct Interval
{
    std::optional<Instant> from, to;
};

Result<Interval> interval(const Arguments &arguments)
{
    Interval made;
    for (auto &[option, at] :
         {std::pair<const char *, std::optional<Instant> *>{"from", &made.from},
          {"to", &made.to}}) {
        const auto text = arguments.value(option);
        if (!text)
            continue;
        const auto parsed = parseInstant(*text);
        if (!parsed)
            return failure(Error::Kind::Usage, std::string("--") + option + " " + printable(*text) +
                                                   ": write a date, e.g. 2026-11-01");
        *at = *parsed;
    }
    if (made.from && made.to && *made.to <= *made.from)
        return failure(Error::Kind::Usage, "--to must be later than --from");
    return made;
}

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

Result<EntryData> entryOf(const Arguments &arguments, const std::string &id)
{
    auto entry = entryNamed(id);
    const auto when = interval(arguments);
    if (!entry || !when)
        return tl::unexpected<Error>(entry ? when.error() : entry.error());
    PeriodData period;
    period.from = when->from;
    period.to = when->to;
    entry->isFree = arguments.has("free");
    entry->isConfirmed = arguments.has("confirm");
    for (const auto &[option, tokenClass] : rateOptions) {
        const auto text = arguments.value(option);
        if (!text)
            continue;
        if (entry->isFree)
            return failure(Error::Kind::Usage, "--free or prices, not both");
        if (auto set = setRate(period.base.rates, tokenClass, *text); !set)
            return failure(Error::Kind::Usage,
                           std::string("--") + option + ": " + set.error().text);
    }
    const bool hasInput = arguments.has("input");
    if (!entry->isFree && !hasInput)
        return failure(Error::Kind::Usage, "say --input USD and --output USD per million tokens, "
                                           "or --free, --discount, --means, --confirm, --remove");
    for (const TokenClass zero : {TokenClass::Input, TokenClass::Output}) {
        if (entry->isFree)
            OUTLAY_TRY(setRate(period.base.rates, zero, "0"));
    }
    entry->periods.push_back(std::move(period));
    return entry;
}

/// An imported price that is held, as the user's own from its snapshot on.
Result<EntryData> confirmedEntry(const std::vector<PriceBook::Layer> &layers, const std::string &id)
{
    const auto book = PriceBook::build(layers);
    if (!book)
        return tl::unexpected<Error>(book.error());
    for (const PriceRow &row : (*book)->quarantined()) {
        if (row.priceId != id)
            continue;
        auto entry = entryNamed(id);
        if (!entry)
            return entry;
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
        return entry;
    }
    return failure(Error::Kind::Usage, "no held price of " + printable(id) + " waits for you");
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

Result<> putDiscount(const Arguments &arguments, const std::string &scope, LayerData &own)
{
    const auto when = interval(arguments);
    if (!when)
        return tl::unexpected<Error>(when.error());
    DiscountData discount;
    discount.percent = arguments.valueOr("discount", "0");
    if (const auto rest = parseDiscount(discount.percent); !rest)
        return failure(Error::Kind::Usage, "--discount: " + rest.error().text);
    const std::size_t slash = scope.find('/');
    if (!scope.empty())
        discount.provider = scope.substr(0, slash);
    if (slash != std::string::npos)
        discount.model = scope.substr(slash + 1);
    discount.from = when->from;
    discount.to = when->to;
    std::erase_if(own.discounts, [&](const DiscountData &known) {
        return known.provider == discount.provider && known.model == discount.model &&
               known.from == discount.from && known.to == discount.to;
    });
    own.discounts.push_back(std::move(discount));
    return {};
}

Result<> putName(const std::string &name, const std::string &meaning, LayerData &own)
{
    if (name.empty() || meaning.find('/') == std::string::npos)
        return failure(Error::Kind::Usage, "write: prices set NAME --means PROVIDER/MODEL");
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

std::size_t removeAll(const std::string &name, LayerData &own)
{
    std::size_t removed =
        std::erase_if(own.entries, [&](const EntryData &entry) { return entry.id() == name; });
    removed += std::erase_if(own.names, [&](const NameData &known) {
        return known.model == name || known.provider + '/' + known.model == name;
    });
    removed += std::erase_if(own.discounts, [&](const DiscountData &known) {
        const std::string scope =
            known.model == "*" ? known.provider : known.provider + '/' + known.model;
        return scope == (name.empty() ? "*" : name);
    });
    return removed;
}

Result<> change(const Arguments &arguments, const std::vector<PriceBook::Layer> &layers,
                const std::string &name, LayerData &own)
{
    if (arguments.has("remove")) {
        if (removeAll(name, own) == 0)
            return failure(Error::Kind::Usage, "nothing was set for " + printable(name));
        return {};
    }
    if (arguments.has("discount"))
        return putDiscount(arguments, name, own);
    if (const auto meaning = arguments.value("means"))
        return putName(name, *meaning, own);
    const bool isOnlyConfirmed = arguments.has("confirm") && !arguments.has("input");
    auto entry = isOnlyConfirmed ? confirmedEntry(layers, name) : entryOf(arguments, name);
    if (!entry)
        return tl::unexpected<Error>(entry.error());
    put(own, std::move(*entry));
    return {};
}

/// A price that looks wrong is not stored unless it is confirmed.
Result<> checkPlausible(const std::vector<PriceBook::Layer> &layers)
{
    const auto book = PriceBook::build(layers);
    if (!book)
        return tl::unexpected<Error>(book.error());
    for (const PriceRow &row : (*book)->quarantined()) {
        if (row.layer == overrideName)
            return failure(Error::Kind::Usage, row.priceId + ": " + ratesText(row) + " is " +
                                                   row.quarantine +
                                                   "; if it is right, add --confirm");
    }
    return {};
}

} // namespace

int runPricesSet(const Arguments &arguments)
{
    const std::vector<std::string> &words = arguments.positional();
    if (words.size() > 2 || (words.size() < 2 && !arguments.has("discount")))
        return arguments.failUsage("write: prices set PROVIDER/MODEL --input USD --output USD");
    const std::string name = words.size() > 1 ? words[1] : "";
    const auto ingest = openIngest(arguments);
    if (!ingest)
        return arguments.failLedger(ingest.error());
    auto layers = (*ingest)->priceLayers();
    if (!layers)
        return arguments.failLedger(layers.error());
    auto own = ownLayer(*layers);
    if (!own)
        return arguments.failLedger(own.error());
    if (const Result<> changed = change(arguments, *layers, name, *own); !changed)
        return arguments.fail(changed.error());
    replaceLayer(*layers, {overrideName, toJson(*own)});
    if (const Result<> plausible = checkPlausible(*layers); !plausible)
        return arguments.fail(plausible.error());
    if (const Result<> set = (*ingest)->setPriceLayers(*layers); !set)
        return arguments.failLedger(set.error());
    if (arguments.isJson()) {
        JsonWriter json(arguments.out());
        json.beginObject().field("name", std::string_view(name));
        json.key("stored").boolean(true).endObject();
    } else {
        arguments.out().line("Set; the events it touches are priced anew.");
    }
    return exitcode::done;
}

} // namespace outlay::cli
