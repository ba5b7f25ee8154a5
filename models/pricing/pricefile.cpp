// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/pricing/pricefile.h"

#include "models/pricing/layer.h"
#include "models/pricing/ownprices.h"

#include <algorithm>
#include <map>
#include <set>

namespace outlay {

namespace {

constexpr std::string_view draftName = "draft";

bool isOwnForm(std::string_view bytes)
{
    return bytes.find("\"outlay_prices\"") != std::string_view::npos;
}

Result<LayerData> readOwnForm(const std::string &bytes, const std::string &file)
{
    auto data = parseLayer({"file " + file, bytes});
    if (!data)
        return failure(Error::Kind::Unreadable, data.error().text);
    if (data->kind == LayerData::Kind::Book)
        return failure(Error::Kind::Usage, file + ": \"kind\" must be override or catalogue; the "
                                                  "book is the shipped one");
    return data;
}

Result<Catalogue> readList(const std::string &bytes, const PriceFileQuestion &question,
                           std::vector<CatalogueNote> &leftOut)
{
    auto catalogue = readCatalogue(bytes, question.asOf);
    if (!catalogue)
        return failure(Error::Kind::Unreadable, question.file + ": " + catalogue.error().text);
    leftOut = catalogue->leftOut;
    for (CatalogueNote &zero : takeOutZeroPrices(*catalogue))
        leftOut.push_back(std::move(zero));
    return catalogue;
}

using RowsById = std::map<std::string, PriceRow>;

/// Of each model the prices in force at `at`, else those that come next.
RowsById nextInForce(const PriceBook &book, Instant at)
{
    RowsById rows;
    for (PriceRow &row : book.rows()) {
        if (row.range.to > at)
            rows.try_emplace(row.priceId, std::move(row)); // they are in order of time
    }
    return rows;
}

std::string textOf(const RowsById &rows, const std::string &id)
{
    const auto row = rows.find(id);
    return row == rows.end() ? std::string() : ratesText(row->second);
}

/// What an own layer makes of the models it names, at its time and in the next dated price.
Result<std::vector<CatalogueChange>> compareOwn(const LayerData &data, Instant at,
                                                const std::vector<PriceBook::Layer> &without,
                                                const std::vector<PriceBook::Layer> &with)
{
    using Kind = CatalogueChange::Kind;
    const auto before = PriceBook::build(without);
    const auto after = PriceBook::build(with);
    if (!before || !after)
        return tl::unexpected<Error>(before ? after.error() : before.error());
    const RowsById old = nextInForce(**before, at);
    RowsById held;
    for (PriceRow &row : (*after)->quarantined())
        held.insert_or_assign(row.priceId, std::move(row));
    std::vector<CatalogueChange> changes;
    std::set<std::string> seen;
    for (const PriceRow &row : (*after)->rows()) {
        if (row.layer != data.name || row.range.to <= at || !seen.insert(row.priceId).second)
            continue;
        CatalogueChange change{
            Kind::Added, row.priceId, textOf(old, row.priceId), ratesText(row), {}};
        const auto known = old.find(row.priceId);
        if (known != old.end() && changesBetween(known->second, row).empty())
            continue;
        change.kind = known != old.end() ? Kind::Changed : Kind::Added;
        if (row.range.from > at)
            change.note = "from " + toRfc3339(row.range.from);
        changes.push_back(std::move(change));
    }
    for (const auto &[id, row] : held) {
        if (row.layer == data.name)
            changes.push_back(
                {Kind::Quarantined, id, textOf(old, id), ratesText(row), row.quarantine});
    }
    return changes;
}

Result<PriceFile> readOwnFile(std::string bytes, const PriceFileQuestion &question)
{
    const auto data = readOwnForm(bytes, question.file);
    if (!data)
        return tl::unexpected<Error>(data.error());
    PriceFile file;
    file.asOf = data->asOf.value_or(question.asOf);
    file.layer = {data->name, std::move(bytes)};
    std::vector<PriceBook::Layer> without = question.others;
    std::erase_if(without, [&](const auto &layer) { return layer.name == data->name; });
    std::vector<PriceBook::Layer> with = without;
    with.push_back(file.layer);
    // Compared with what there is, its own former version included.
    auto changes = compareOwn(*data, file.asOf, question.others, with);
    if (!changes)
        return tl::unexpected<Error>(changes.error());
    file.changes = std::move(*changes);
    return file;
}

/// As if in force for ever.
void undate(EntryData &entry)
{
    const auto last = std::max_element(
        entry.periods.begin(), entry.periods.end(), [](const PeriodData &l, const PeriodData &r) {
            return l.from.value_or(TimeRange{}.from) < r.from.value_or(TimeRange{}.from);
        });
    if (last == entry.periods.end())
        return;
    PeriodData kept = std::move(*last);
    kept.from.reset();
    kept.to.reset();
    entry.periods.assign(1, std::move(kept));
}

/// What a person set for models that the draft names, taken out of their layers.
void giveWay(std::vector<PriceBook::Layer> &layers, const LayerData &draft)
{
    std::set<std::string> named;
    for (const EntryData &entry : draft.entries)
        named.insert(entry.id());
    for (PriceBook::Layer &layer : layers) {
        auto data = parseLayer(layer);
        if (!data || data->kind != LayerData::Kind::Override)
            continue;
        if (std::erase_if(data->entries,
                          [&](const auto &entry) { return named.contains(entry.id()); }) > 0)
            layer.json = toJson(*data);
    }
}

/// Entries of a catalogue that no layer of a person's speaks of.
void keepOwn(LayerData &draft, const std::vector<PriceBook::Layer> &layers)
{
    std::set<std::string> own;
    for (const PriceBook::Layer &layer : layers) {
        const auto data = parseLayer(layer);
        if (!data || data->kind != LayerData::Kind::Override)
            continue;
        for (const EntryData &entry : data->entries)
            own.insert(entry.id());
    }
    std::erase_if(draft.entries, [&](const auto &entry) { return own.contains(entry.id()); });
}

} // namespace

Result<PriceFile> readPriceFile(std::string bytes, const PriceFileQuestion &question)
{
    if (isOwnForm(bytes))
        return readOwnFile(std::move(bytes), question);
    PriceFile file;
    file.asOf = question.asOf;
    const auto catalogue = readList(bytes, question, file.leftOut);
    if (!catalogue)
        return tl::unexpected<Error>(catalogue.error());
    file.mended = catalogue->mended;
    auto changes = compareCatalogue(*catalogue, question.others);
    if (!changes)
        return tl::unexpected<Error>(changes.error());
    file.changes = std::move(*changes);
    file.layer = layerToStore(*catalogue, question.others);
    return file;
}

Result<std::vector<PriceBook::Layer>> layersUnderDraft(std::string bytes,
                                                       const PriceFileQuestion &question)
{
    std::vector<PriceBook::Layer> layers = question.others;
    LayerData draft;
    if (isOwnForm(bytes)) {
        auto data = readOwnForm(bytes, question.file);
        if (!data)
            return tl::unexpected<Error>(data.error());
        draft = std::move(*data);
        for (EntryData &entry : draft.entries)
            entry.isConfirmed = true; // nothing is stored, and a shock may be a shock
        giveWay(layers, draft);
    } else {
        std::vector<CatalogueNote> leftOut;
        auto catalogue = readList(bytes, question, leftOut);
        if (!catalogue)
            return tl::unexpected<Error>(catalogue.error());
        draft = std::move(catalogue->layer);
        keepOwn(draft, layers);
    }
    draft.name = draftName;
    draft.kind = LayerData::Kind::Override;
    for (EntryData &entry : draft.entries)
        undate(entry);
    std::erase_if(layers, [](const auto &layer) { return layer.name == draftName; });
    layers.push_back({draft.name, toJson(draft)});
    if (const auto book = PriceBook::build(layers); !book)
        return tl::unexpected<Error>(book.error());
    return layers;
}

Result<std::vector<PriceRow>> heldOfDraft(const std::vector<PriceBook::Layer> &layersWithDraft)
{
    const auto book = PriceBook::build(layersWithDraft);
    if (!book)
        return tl::unexpected<Error>(book.error());
    std::vector<PriceRow> held = (*book)->quarantined();
    std::erase_if(held, [](const PriceRow &row) { return row.layer != draftName; });
    return held;
}

Result<std::vector<DatedPrice>> doubtsOfDraft(const std::vector<PriceBook::Layer> &layersWithDraft,
                                              const std::vector<PriceBook::Layer> &others)
{
    const auto with = PriceBook::build(layersWithDraft);
    const auto without = PriceBook::build(others);
    if (!with || !without)
        return tl::unexpected<Error>(with ? without.error() : with.error());
    std::map<std::string, PriceRow> former; // the last one of each
    for (PriceRow &row : (*without)->rows())
        former.insert_or_assign(row.priceId, std::move(row));
    std::vector<DatedPrice> doubtful;
    for (PriceRow &row : (*with)->rows()) {
        if (row.layer != draftName)
            continue;
        const auto known = former.find(row.priceId);
        const PriceRow *before = known != former.end() ? &known->second : nullptr;
        DatedPrice price{std::move(row), {}, {}};
        if (before)
            price.changes = changesBetween(*before, price.row);
        price.doubts = doubtsAbout(price.row, before);
        const bool isKnown = before && price.changes.empty();
        const bool isTold = !doubtful.empty() && doubtful.back().row.priceId == price.row.priceId;
        if (!price.doubts.empty() && !isKnown && !isTold) // told: a discount cuts it in several
            doubtful.push_back(std::move(price));
    }
    return doubtful;
}

Result<std::vector<PriceBook::Layer>> takenOfDraft(std::vector<PriceBook::Layer> layersWithDraft,
                                                   const std::vector<PriceRow> &held)
{
    std::set<std::string> ids;
    for (const PriceRow &row : held)
        ids.insert(row.priceId);
    for (PriceBook::Layer &layer : layersWithDraft) {
        if (layer.name != draftName)
            continue;
        auto draft = parseLayer(layer);
        if (!draft)
            return tl::unexpected<Error>(draft.error());
        for (EntryData &entry : draft->entries)
            entry.isConfirmed = entry.isConfirmed || ids.contains(entry.id());
        layer.json = toJson(*draft);
    }
    return layersWithDraft;
}

} // namespace outlay
