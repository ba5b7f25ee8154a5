// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/json.h"
#include "app/cli/openledger.h"
#include "app/cli/priceeffect.h"
#include "app/cli/pricelayers.h"
#include "app/cli/text.h"

#include <array>

namespace outlay::cli {

namespace {

constexpr std::array<std::pair<const char *, TokenClass>, 5> rateOptions = {{
    {"input", TokenClass::Input},
    {"output", TokenClass::Output},
    {"cache-read", TokenClass::CacheRead},
    {"cache-write", TokenClass::CacheWrite5m},
    {"cache-write-1h", TokenClass::CacheWrite1h},
}};

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
    return made;
}

Result<> putPrice(const Arguments &arguments, const std::string &name, const Interval &when,
                  LayerData &own)
{
    OwnPrice price;
    price.id = name;
    price.from = when.from;
    price.to = when.to;
    price.isFree = arguments.has("free");
    price.isConfirmed = arguments.has("confirm");
    for (const auto &[option, tokenClass] : rateOptions) {
        if (const auto text = arguments.value(option))
            price.rates.emplace_back(tokenClass, *text);
    }
    if (price.rates.empty() && !price.isFree)
        return failure(Error::Kind::Usage, "say --input USD and --output USD per million tokens, "
                                           "or --free, --discount, --means, --confirm, --remove");
    return setOwnPrice(own, price);
}

Result<> change(const Arguments &arguments, const std::vector<PriceBook::Layer> &layers,
                const std::string &name, LayerData &own)
{
    if (arguments.has("remove")) {
        if (removeOwn(own, name) == 0)
            return failure(Error::Kind::Usage, "nothing was set for " + printable(name));
        return {};
    }
    const auto when = interval(arguments);
    if (!when)
        return tl::unexpected<Error>(when.error());
    if (const auto percent = arguments.value("discount"))
        return setOwnDiscount(own, name, *percent, when->from, when->to);
    if (const auto meaning = arguments.value("means"))
        return setOwnName(own, name, *meaning);
    if (arguments.has("confirm") && !arguments.has("input"))
        return confirmHeldPrice(own, layers, name);
    return putPrice(arguments, name, *when, own);
}

Result<std::vector<PriceBook::Layer>> changed(const Arguments &arguments,
                                              const std::vector<PriceBook::Layer> &layers,
                                              const std::string &name)
{
    auto own = ownLayer(layers);
    if (!own)
        return tl::unexpected<Error>(own.error());
    OUTLAY_TRY(change(arguments, layers, name, *own));
    auto made = withOwnLayer(layers, *own);
    if (!made)
        return failure(made.error().kind,
                       made.error().text + (arguments.has("confirm") ? "" : " with --confirm"));
    return made;
}

/// What looks wrong about one's own prices of that name, which count all the same.
Result<std::vector<PriceDoubt>> ownDoubts(const std::vector<PriceBook::Layer> &layers,
                                          const std::string &name)
{
    const auto book = PriceBook::build(layers);
    if (!book)
        return tl::unexpected<Error>(book.error());
    const auto listed = listedRows(layers);
    if (!listed)
        return tl::unexpected<Error>(listed.error());
    std::vector<PriceDoubt> doubts;
    for (const DatedPrice &price : datedPrices((*book)->rows(), *listed)) {
        if (price.row.priceId == name && price.row.layer == ownLayerName)
            doubts.insert(doubts.end(), price.doubts.begin(), price.doubts.end());
    }
    return doubts;
}

/// That a name was made to stand for one without a price; empty: it has one.
std::string meaninglessness(const Arguments &arguments, const std::vector<PriceBook::Layer> &layers)
{
    const std::string meaning = arguments.value("means").value_or("");
    const std::size_t slash = meaning.find('/');
    const auto book = PriceBook::build(layers);
    if (!book || slash == meaning.npos)
        return {};
    const std::string provider = meaning.substr(0, slash);
    const std::string model = meaning.substr(slash + 1);
    if ((*book)->resolve(provider, model, {}) != 0)
        return {};
    const std::string namesake = (*book)->namesake(provider, model);
    return "the book has no price of " + printable(meaning) +
           (namesake.empty() ? "; set one, or name a model of “prices list”"
                             : "; it has one of " + printable(namesake));
}

int tell(const Arguments &arguments, const std::string &name,
         const std::vector<PriceBook::Layer> &layers, const std::optional<PriceEffect> &effect,
         bool isStored)
{
    const auto doubts = ownDoubts(layers, name);
    if (!doubts)
        return arguments.failLedger(doubts.error());
    if (!doubts->empty()) // also beside JSON
        arguments.err().line("LOOK: " + printable(name) + ": " + doubtsText(*doubts));
    if (const std::string words = meaninglessness(arguments, layers); !words.empty())
        arguments.err().line("LOOK: " + printable(name) + ": " + words);
    if (arguments.isJson()) {
        JsonWriter json(arguments.out());
        json.beginObject().field("name", std::string_view(name));
        json.key("stored").boolean(isStored);
        writePriceEffect(effect, json);
        json.endObject();
        return exitcode::done;
    }
    printPriceEffect(effect, isStored, arguments.out());
    arguments.out().line(isStored ? "Set; the events it touches are priced anew."
                                  : "Nothing was changed (--dry-run).");
    return exitcode::done;
}

} // namespace

int runPricesSet(const Arguments &arguments)
{
    const std::vector<std::string> &words = arguments.positional();
    if (words.size() > 2 || (words.size() < 2 && !arguments.has("discount")))
        return arguments.failUsage("write: prices set PROVIDER/MODEL --input USD --output USD");
    const std::string name = words.size() > 1 ? words[1] : "";
    const auto layers = storedLayers(arguments);
    if (!layers)
        return arguments.failLedger(layers.error());
    const auto tried = changed(arguments, *layers, name);
    if (!tried)
        return arguments.fail(tried.error());
    const auto effect = priceEffectOf(arguments, *tried);
    if (!effect)
        return arguments.failLedger(effect.error());
    if (arguments.has("dry-run"))
        return tell(arguments, name, *tried, *effect, false);
    const auto ingest = openIngest(arguments);
    if (!ingest)
        return arguments.failLedger(ingest.error());
    // Anew: another process may have set something meanwhile.
    const auto current = (*ingest)->priceLayers();
    if (!current)
        return arguments.failLedger(current.error());
    const auto made = changed(arguments, *current, name);
    if (!made)
        return arguments.fail(made.error());
    if (const Result<> set = (*ingest)->setPriceLayers(*made); !set)
        return arguments.failLedger(set.error());
    return tell(arguments, name, *made, *effect, true);
}

} // namespace outlay::cli
