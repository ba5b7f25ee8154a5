// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/pricing/layer.h"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace outlay {

/// Something said about one entry while a catalogue was read.
struct CatalogueNote
{
    std::string priceId;
    std::string text;
};

/// Somebody else's price list, in our terms.
struct Catalogue
{
    std::string source;                 ///< "litellm", "genai-prices"
    LayerData layer;                    ///< named "catalogue SOURCE DATE"
    std::vector<CatalogueNote> mended;  ///< corrected where pricing.md section 8 says it is wrong
    std::vector<CatalogueNote> leftOut; ///< without a price per token or call, or unreadable
};

/// LiteLLM's map or genai-prices' list, told apart by their shape. Numbers are taken as the decimal
/// text they are written in. `asOf` is the day the list was true: neither file says it. Malformed:
/// the file is neither; a single bad entry is left out with its field named.
[[nodiscard]] Result<Catalogue> readCatalogue(std::string_view bytes, Instant asOf);

/// What taking a catalogue in would mean, entry by entry.
struct CatalogueChange
{
    enum class Kind
    {
        Added,
        Changed,
        Removed,
        Quarantined,
    };
    Kind kind = Kind::Added;
    std::string priceId;
    std::string before; ///< rates in force at the snapshot; empty: none
    std::string after;  ///< rates the catalogue lists
    std::string note;   ///< why the old price stays, or what is wrong
    /// The rates by class.
    std::vector<std::pair<std::string, std::string>> ratesBefore = {}, ratesAfter = {};
};
[[nodiscard]] std::string_view name(CatalogueChange::Kind kind);

/// `others` are the layers the catalogue would join, the shipped book not among them.
[[nodiscard]] Result<std::vector<CatalogueChange>>
compareCatalogue(const Catalogue &catalogue, const std::vector<PriceBook::Layer> &others);

/// The layer to store: less the entries an older snapshot of the same catalogue has already, so
/// that a daily import keeps history without growing by a whole list a day.
[[nodiscard]] PriceBook::Layer layerToStore(const Catalogue &catalogue,
                                            const std::vector<PriceBook::Layer> &others);

/// Entries that list nothing but zero: a catalogue's zero is often "we do not know". They are not
/// stored; a price is free by the user's word only.
[[nodiscard]] std::vector<CatalogueNote> takeOutZeroPrices(Catalogue &catalogue);

} // namespace outlay
