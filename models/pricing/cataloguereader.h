// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/pricing/catalogue.h"
#include "models/pricing/jsonnode.h"

namespace outlay::catalogues {

/// What a reader makes of a file.
struct Entries
{
    std::vector<EntryData> entries;
    std::vector<std::pair<std::string, std::vector<std::string>>> fallbacks;
    std::vector<CatalogueNote> leftOut;
};

/// pricing.md section 5: one object, key = model, rates in USD per token, no dates.
[[nodiscard]] Entries readLiteLlm(const JsonNode &root);
/// pricing.md section 6: providers with models, rates in USD per million, start dates, day times.
[[nodiscard]] Entries readGenaiPrices(const JsonNode &root);

/// Applies the rows of resources/prices/mends.json that are meant for this catalogue.
[[nodiscard]] std::vector<CatalogueNote> mend(std::string_view source, LayerData &layer);

/// Sets a rate from a number in USD x 10^-places per million tokens; an error names the field.
[[nodiscard]] Result<> setScaledRate(RateSet &rates, TokenClass tokenClass, const JsonNode &number,
                                     int places, const std::string &field);

} // namespace outlay::catalogues
