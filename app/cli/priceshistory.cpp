// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/json.h"
#include "app/cli/openledger.h"
#include "app/cli/priceeffect.h"
#include "app/cli/pricelayers.h"
#include "app/cli/text.h"
#include "app/cli/undo.h"
#include "models/ingest/configuration.h"
#include "models/ledger/configurationentry.h"
#include "models/pricing/priceedits.h"

#include <filesystem>

namespace outlay::cli {

namespace {

using Layers = std::vector<PriceBook::Layer>;

Result<std::vector<ConfigurationEntry>> entriesOf(const Arguments &arguments)
{
    std::error_code error;
    if (!std::filesystem::exists(ledgerPath(arguments), error) && !error)
        return std::vector<ConfigurationEntry>{};
    return configurationEntries(ledgerPath(arguments), configurationName::priceLayers);
}

int tellUndone(const Arguments &arguments, const std::vector<std::string> &lines,
               const std::optional<PriceEffect> &effect, bool isStored)
{
    if (arguments.isJson()) {
        JsonWriter json(arguments.out());
        json.beginObject().key("changed").boolean(isStored).key("changes").beginArray();
        for (const std::string &line : lines)
            json.string(line);
        json.endArray();
        writePriceEffect(effect, json);
        json.endObject();
        return exitcode::done;
    }
    for (const std::string &line : lines)
        arguments.out().line("  " + printable(line));
    printPriceEffect(effect, isStored, arguments.out());
    arguments.out().line(isStored ? "Undone; the events it touches are priced anew."
                                  : "Nothing was changed (--dry-run).");
    return exitcode::done;
}

} // namespace

int runPricesHistory(const Arguments &arguments)
{
    const auto entries = entriesOf(arguments);
    if (!entries)
        return arguments.failLedger(entries.error());
    JsonWriter json(arguments.out());
    if (arguments.isJson())
        json.beginObject().key("changes").beginArray();
    else if (entries->empty())
        arguments.out().line("Nothing was changed yet.");
    Layers before;
    for (const ConfigurationEntry &entry : *entries) {
        const auto after = parseLayers(entry.value);
        const auto lines =
            after ? changedPrices(before, *after) : tl::unexpected<Error>(after.error());
        if (!lines)
            return arguments.failLedger(lines.error());
        if (arguments.isJson()) {
            json.newLine().beginObject().key("at").time(entry.at).key("who").string(entry.who);
            json.key("is_undo").boolean(entry.undoes.has_value());
            json.key("changes").beginArray();
            for (const std::string &line : *lines)
                json.string(line);
            json.endArray().endObject();
        } else {
            constexpr std::size_t minutes = 16;
            std::string moment = toRfc3339(entry.at).substr(0, minutes);
            moment[10] = ' ';
            arguments.out().line(moment + " UTC  " + printable(entry.who) +
                                 (entry.undoes ? ", undo" : ""));
            for (const std::string &line : *lines)
                arguments.out().line("  " + printable(line));
        }
        before = *after;
    }
    if (arguments.isJson())
        json.endArray().endObject();
    return exitcode::done;
}

int runPricesUndo(const Arguments &arguments)
{
    const auto entries = entriesOf(arguments);
    if (!entries)
        return arguments.failLedger(entries.error());
    const auto next = nextUndo(*entries, "[]");
    if (!next)
        return sayNothingToUndo(arguments);
    const auto layers = parseLayers(next->before);
    const auto current = parseLayers(entries->back().value);
    if (!layers || !current)
        return arguments.failLedger((layers ? current : layers).error());
    const auto lines = changedPrices(*current, *layers);
    if (!lines)
        return arguments.failLedger(lines.error());
    const auto effect = priceEffectOf(arguments, *layers);
    if (!effect)
        return arguments.failLedger(effect.error());
    const bool isDry = arguments.has("dry-run");
    if (!isDry) {
        const auto ingest = openIngest(arguments);
        if (!ingest)
            return arguments.failLedger(ingest.error());
        const auto undone = (*ingest)->undoPrices();
        if (!undone)
            return arguments.failLedger(undone.error());
        if (!*undone)
            return sayNothingToUndo(arguments);
    }
    return tellUndone(arguments, *lines, *effect, !isDry);
}

} // namespace outlay::cli
