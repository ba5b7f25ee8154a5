// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/json.h"
#include "app/cli/openledger.h"
#include "app/cli/priceeffect.h"
#include "app/cli/pricelayers.h"
#include "app/cli/text.h"
#include "models/pricing/pricefile.h"

#include <array>
#include <filesystem>

namespace outlay::cli {

namespace {

/// What an import found out, told before anything is stored.
struct Findings
{
    PriceFile file;
    std::optional<PriceEffect> effect;
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
    const PriceFile &file = findings.file;
    JsonWriter json(arguments.out());
    json.beginObject().field("layer", std::string_view(file.layer.name));
    json.key("as_of").time(file.asOf);
    json.key("stored").boolean(isStored).key("changes").beginArray();
    for (const CatalogueChange &change : file.changes) {
        json.newLine().beginObject().field("kind", name(change.kind));
        json.field("price_id", std::string_view(change.priceId));
        json.key("before").text(text(change.before)).key("after").text(text(change.after));
        json.key("note").text(text(change.note)).endObject();
    }
    json.endArray();
    writeNotes(json, "mended", file.mended);
    writeNotes(json, "left_out", file.leftOut);
    writePriceEffect(findings.effect, json);
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

void printText(const Arguments &arguments, const PriceFile &file)
{
    using Kind = CatalogueChange::Kind;
    constexpr std::int64_t shownAtMost = 20;
    Output &out = arguments.out();
    std::array<std::int64_t, 4> counts{};
    std::int64_t hidden = 0;
    for (const CatalogueChange &change : file.changes) {
        const std::int64_t number = ++counts[static_cast<std::size_t>(change.kind)];
        if (change.kind == Kind::Added && number > shownAtMost && !arguments.has("all"))
            ++hidden;
        else
            printChange(out, change);
    }
    if (hidden > 0)
        out.line("+ … and " + counted(hidden, "more model", "more models") + " (--all shows them)");
    out.line(printable(file.layer.name) + ": " + grouped(counts[0]) + " added, " +
             grouped(counts[1]) + " changed, " + grouped(counts[2]) + " removed, " +
             grouped(counts[3]) + " held until confirmed; " +
             grouped(static_cast<std::int64_t>(file.mended.size())) + " mended, " +
             grouped(static_cast<std::int64_t>(file.leftOut.size())) +
             " without a usable price per token");
    out.line("In force from " + dayText(file.asOf) +
             " on where a list has no dates of its own, and never over a dated price.");
}

int tell(const Arguments &arguments, const Findings &findings, bool isStored)
{
    if (arguments.isJson()) {
        writeJson(arguments, findings, isStored);
        return exitcode::done;
    }
    printText(arguments, findings.file);
    printPriceEffect(findings.effect, isStored, arguments.out());
    arguments.out().line(isStored ? "Taken in."
                                  : "Nothing was changed; leave out --dry-run to take it in.");
    return exitcode::done;
}

/// Whose layers the file would join, and what they would be.
Result<std::vector<PriceBook::Layer>> joinedBy(const PriceFile &file,
                                               std::vector<PriceBook::Layer> layers)
{
    replaceLayer(layers, file.layer);
    if (const auto book = PriceBook::build(layers); !book)
        return tl::unexpected<Error>(book.error());
    return layers;
}

/// Checks the layers as a whole before the ledger hears of them.
int store(const Arguments &arguments, const Findings &findings)
{
    const auto ingest = openIngest(arguments);
    if (!ingest)
        return arguments.failLedger(ingest.error());
    const auto layers = (*ingest)->priceLayers();
    if (!layers)
        return arguments.failLedger(layers.error());
    const auto joined = joinedBy(findings.file, *layers);
    if (!joined)
        return arguments.fail(joined.error());
    if (const Result<> set = (*ingest)->setPriceLayers(*joined); !set)
        return arguments.failLedger(set.error());
    return tell(arguments, findings, true);
}

} // namespace

Result<PriceFileQuestion> priceFileQuestion(const Arguments &arguments, const std::string &path)
{
    PriceFileQuestion question;
    question.file = std::filesystem::path(path).filename().string();
    question.asOf = dayOfFile(path, arguments.now());
    if (const auto given = arguments.value("as-of")) {
        const auto at = parseInstant(*given);
        if (!at)
            return failure(Error::Kind::Usage,
                           "--as-of " + printable(*given) + ": write a date, e.g. 2026-08-01");
        question.asOf = *at;
    }
    auto others = storedLayers(arguments);
    if (!others)
        return tl::unexpected<Error>(others.error());
    question.others = *std::move(others);
    return question;
}

int runPricesImport(const Arguments &arguments)
{
    if (arguments.positional().size() != 2)
        return arguments.failUsage("name one file: prices import FILE");
    const std::string &path = arguments.positional()[1];
    auto bytes = readWholeFile(path);
    if (!bytes)
        return arguments.fail(bytes.error());
    const auto question = priceFileQuestion(arguments, path);
    if (!question)
        return arguments.failLedger(question.error());
    auto file = readPriceFile(*std::move(bytes), *question);
    if (!file)
        return arguments.fail(file.error());
    const auto joined = joinedBy(*file, question->others);
    if (!joined)
        return arguments.fail(joined.error());
    auto effect = priceEffectOf(arguments, *joined);
    if (!effect)
        return arguments.failLedger(effect.error());
    const Findings findings{*std::move(file), *std::move(effect)};
    return arguments.has("dry-run") ? tell(arguments, findings, false) : store(arguments, findings);
}

} // namespace outlay::cli
