// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/pricing/layer.h"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace outlay {

/// The layer that holds what a person set: prices, free models, discounts, names.
inline constexpr std::string_view ownLayerName = "override";

/// A price as a person gives it. Errors name the field as they would type it.
struct OwnPrice
{
    std::string id; ///< "provider/model"; '*' stands for any run of characters
    /// USD per million tokens as decimal text; input is needed unless it is free.
    std::vector<std::pair<TokenClass, std::string>> rates;
    std::optional<Instant> from, to; ///< half-open; without both it holds for all time
    bool isFree = false;
    bool isConfirmed = false; ///< a person vouches for a price that looks wrong
};

/// A person's own layer as it stands among the layers; an empty one where there is none.
[[nodiscard]] Result<LayerData> ownLayer(const std::vector<PriceBook::Layer> &layers);

/// Puts a price in the place of the one with the same model and dates, or adds it.
[[nodiscard]] Result<> setOwnPrice(LayerData &own, const OwnPrice &price);
/// Takes an imported price that is held, as one's own from its snapshot on. Usage: none is held.
[[nodiscard]] Result<> confirmHeldPrice(LayerData &own, const std::vector<PriceBook::Layer> &layers,
                                        const std::string &id);
/// `scope`: "provider/model", "provider", or empty for everything.
[[nodiscard]] Result<> setOwnDiscount(LayerData &own, const std::string &scope,
                                      const std::string &percent, std::optional<Instant> from,
                                      std::optional<Instant> to);
/// `name` ("model" or "provider/model") stands for `meaning` ("provider/model").
[[nodiscard]] Result<> setOwnName(LayerData &own, const std::string &name,
                                  const std::string &meaning);
/// Takes back everything set for a name or a discount's scope; how many things that were.
std::size_t removeOwn(LayerData &own, const std::string &name);
/// "anthropic/claude-*", "anthropic", "*": what a discount is on.
[[nodiscard]] std::string scopeOf(const DiscountData &discount);

/// The layers with `own` in its place. Usage: it holds a price that looks wrong and is not
/// confirmed, or the layers make no book.
[[nodiscard]] Result<std::vector<PriceBook::Layer>>
withOwnLayer(std::vector<PriceBook::Layer> layers, const LayerData &own);
/// Puts `layer` in the place of the one of its name, or adds it.
void replaceLayer(std::vector<PriceBook::Layer> &layers, PriceBook::Layer layer);

/// "input 5, cache_read 0.5, output 25" of a row's rates.
[[nodiscard]] std::string ratesText(const PriceRow &row);

} // namespace outlay
