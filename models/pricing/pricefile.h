// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/pricing/catalogue.h"
#include "models/pricing/pricebook.h"
#include "models/pricing/pricehistory.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace outlay {

/// A file of prices, read: LiteLLM's map, genai-prices' list, or a layer in Outlay's own form.
struct PriceFile
{
    PriceBook::Layer layer; ///< to be stored
    Instant asOf;           ///< when the list was true
    std::vector<CatalogueChange> changes;
    std::vector<CatalogueNote> mended;  ///< see Catalogue
    std::vector<CatalogueNote> leftOut; ///< see Catalogue
};

/// What a file is read with.
struct PriceFileQuestion
{
    std::string file; ///< its name, for the layer of Outlay's own form and for messages
    Instant asOf;     ///< of lists that do not say when they were true
    std::vector<PriceBook::Layer> others; ///< of the ledger, the shipped book not among them
};

/// Reads a file and compares it with what there is; stores nothing. Malformed and Usage errors name
/// the file.
[[nodiscard]] Result<PriceFile> readPriceFile(std::string bytes, const PriceFileQuestion &question);

/// The layers with the file's prices as if they had always been in force: of an entry with several
/// dated prices the last one, without its dates, before all others. What a person set for the same
/// models gives way to Outlay's own form and stays before a catalogue; discounts stay in force, and
/// so do those that the file brings. The same errors.
[[nodiscard]] Result<std::vector<PriceBook::Layer>>
layersUnderDraft(std::string bytes, const PriceFileQuestion &question);
/// Entries of the draft in such layers that are held: they look wrong and are not in force.
[[nodiscard]] Result<std::vector<PriceRow>>
heldOfDraft(const std::vector<PriceBook::Layer> &layersWithDraft);
/// Prices of the draft that count in such layers, with what looks wrong about them against the
/// `others` of the question; those without a doubt, and those that change nothing, are left out.
[[nodiscard]] Result<std::vector<DatedPrice>>
doubtsOfDraft(const std::vector<PriceBook::Layer> &layersWithDraft,
              const std::vector<PriceBook::Layer> &others);
/// The same layers with these entries in force.
[[nodiscard]] Result<std::vector<PriceBook::Layer>>
takenOfDraft(std::vector<PriceBook::Layer> layersWithDraft, const std::vector<PriceRow> &held);

} // namespace outlay
