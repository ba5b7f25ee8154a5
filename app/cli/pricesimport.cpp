// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/json.h"
#include "app/cli/openledger.h"
#include "app/cli/pricelayers.h"
#include "app/cli/text.h"
#include "models/pricing/catalogue.h"

#include <algorithm>
#include <array>
#include <filesystem>

namespace outlay::cli {

namespace {

/// What an import found out, told before anything is stored.
struct Findings
{
    std::string layer;
    std::string asOf;
    std::vector<CatalogueChange> changes;
    std::vector<CatalogueNote> mended;
    std::vector<CatalogueNote> leftOut;
};

void writeNotes(JsonWriter &json, const char *key, const std::vector<CatalogueNote> &notes)
{
    json.key(key).beginArray();
    for (const CatalogueNote &note : notes) {
        json.newLine().beginObject().field("price_id", std::string_view(note.priceId));
        json.field("reason", std::string_view(note.text)).endObject();
    }
    json.endArray();
}

void writeJson(const Arguments &arguments, const Findings &findings, bool isStored)
{
    const auto text = [](const std::string &value) {
        return value.empty() ? std::nullopt : std::optional(value);
    };
    JsonWriter json(arguments.out());
    json.beginObject().field("layer", std::string_view(findings.layer));
    json.field("as_of", std::string_view(findings.asOf));
    json.key("stored").boolean(isStored).key("changes").beginArray();
    for (const CatalogueChange &change : findings.changes) {
        json.newLine().beginObject().field("kind", name(change.kind));
        json.field("price_id", std::string_view(change.priceId));
        json.key("before").text(text(change.before)).key("after").text(text(change.after));
        json.key("note").text(text(change.note)).endObject();
    }
    json.endArray();
    writeNotes(json, "mended", findings.mended);
    writeNotes(json, "left_out", findings.leftOut);
    json.endObject();
}

void printChange(Output &out, const CatalogueChange &change)
{
    using Kind = CatalogueChange::Kind;
    static constexpr std::array<std::string_view, 4> marks = {"+ ", "~ ", "- ", "! "};
    std::string line(marks[static_cast<std::size_t>(change.kind)]);
    line += printable(change.priceId) + ": ";
    if (change.kind == Kind::Removed)
        line += change.before;
    else if (change.before.empty())
        line += change.after;
    else
        line += change.before + "  ->  " + change.after;
    if (!change.note.empty())
        line += "  (" + printable(change.note) + ")";
    out.line(line);
}

void printText(const Arguments &arguments, const Findings &findings)
{
    using Kind = CatalogueChange::Kind;
    constexpr std::int64_t shownAtMost = 20;
    Output &out = arguments.out();
    std::array<std::int64_t, 4> counts{};
    std::int64_t hidden = 0;
    for (const CatalogueChange &change : findings.changes) {
        const std::int64_t number = ++counts[static_cast<std::size_t>(change.kind)];
        if (change.kind == Kind::Added && number > shownAtMost && !arguments.has("all"))
            ++hidden;
        else
            printChange(out, change);
    }
    if (hidden > 0)
        out.line("+ … and " + counted(hidden, "more model", "more models") + " (--all shows them)");
    out.line(printable(findings.layer) + ": " + grouped(counts[0]) + " added, " +
             grouped(counts[1]) + " changed, " + grouped(counts[2]) + " removed, " +
             grouped(counts[3]) + " held until confirmed; " +
             grouped(static_cast<std::int64_t>(findings.mended.size())) + " mended, " +
             grouped(static_cast<std::int64_t>(findings.leftOut.size())) +
             " without a usable price per token");
    out.line("In force from " + findings.asOf.substr(0, 10) +
             " on where a list has no dates of its own, and never over a dated price.");
}

int tell(const Arguments &arguments, const Findings &findings, bool isStored)
{
    if (arguments.isJson()) {
        writeJson(arguments, findings, isStored);
        return exitcode::done;
    }
    printText(arguments, findings);
    arguments.out().line(isStored ? "Taken in."
                                  : "Nothing was changed; leave out --dry-run to take it in.");
    return exitcode::done;
}

/// Checks the layers as a whole before the ledger hears of them.
int store(const Arguments &arguments, const Findings &findings, PriceBook::Layer layer)
{
    const auto ingest = openIngest(arguments);
    if (!ingest)
        return arguments.failLedger(ingest.error());
    auto layers = (*ingest)->priceLayers();
    if (!layers)
        return arguments.failLedger(layers.error());
    replaceLayer(*layers, std::move(layer));
    if (const auto book = PriceBook::build(*layers); !book)
        return arguments.fail(book.error());
    if (const Result<> set = (*ingest)->setPriceLayers(*layers); !set)
        return arguments.failLedger(set.error());
    return tell(arguments, findings, true);
}

/// Outlay's own form: kept as it is, under its file's name.
int importOwnForm(const Arguments &arguments, const std::string &path, std::string json)
{
    PriceBook::Layer layer{"file " + std::filesystem::path(path).filename().string(),
                           std::move(json)};
    const auto data = parseLayer(layer);
    if (!data)
        return arguments.fail({Error::Kind::Unreadable, data.error().text});
    Findings findings;
    findings.layer = layer.name;
    findings.asOf = toRfc3339(data->asOf.value_or(arguments.now()));
    if (data->kind == LayerData::Kind::Book)
        return arguments.fail({Error::Kind::Usage, path +
                                                       ": \"kind\" must be override or "
                                                       "catalogue; the book is the shipped one"});
    for (const EntryData &entry : data->entries) {
        CatalogueChange &change = findings.changes.emplace_back();
        change.priceId = entry.id();
        change.kind = CatalogueChange::Kind::Changed;
    }
    return arguments.has("dry-run") ? tell(arguments, findings, false)
                                    : store(arguments, findings, std::move(layer));
}

} // namespace

int runPricesImport(const Arguments &arguments)
{
    if (arguments.positional().size() != 2)
        return arguments.failUsage("name one file: prices import FILE");
    const std::string &path = arguments.positional()[1];
    auto bytes = readWholeFile(path);
    if (!bytes)
        return arguments.fail(bytes.error());
    if (bytes->find("\"outlay_prices\"") != std::string::npos)
        return importOwnForm(arguments, path, std::move(*bytes));
    Instant asOf = dayOfFile(path, arguments.now());
    if (const auto given = arguments.value("as-of")) {
        const auto at = parseInstant(*given);
        if (!at)
            return arguments.failUsage("--as-of " + printable(*given) +
                                       ": write a date, e.g. 2026-08-01");
        asOf = *at;
    }
    auto catalogue = readCatalogue(*bytes, asOf);
    if (!catalogue)
        return arguments.fail({Error::Kind::Unreadable, path + ": " + catalogue.error().text});
    const auto others = storedLayers(arguments);
    if (!others)
        return arguments.failLedger(others.error());
    Findings findings;
    findings.layer = catalogue->layer.name;
    findings.asOf = toRfc3339(asOf);
    findings.mended = catalogue->mended;
    findings.leftOut = catalogue->leftOut;
    for (CatalogueNote &zero : takeOutZeroPrices(*catalogue))
        findings.leftOut.push_back(std::move(zero));
    auto changes = compareCatalogue(*catalogue, *others);
    if (!changes)
        return arguments.fail(changes.error());
    findings.changes = std::move(*changes);
    return arguments.has("dry-run") ? tell(arguments, findings, false)
                                    : store(arguments, findings, layerToStore(*catalogue, *others));
}

} // namespace outlay::cli
