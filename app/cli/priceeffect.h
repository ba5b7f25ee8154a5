// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/arguments.h"
#include "app/cli/json.h"
#include "models/insight/priceshock.h"

#include <optional>
#include <string>
#include <vector>

namespace outlay::cli {

/// --at of a change of prices.
inline constexpr Option effectAtOption{
    "at", "TIME", "import, set, shock: look back from then (default: the newest request's end)"};

/// What the layers would make of the last 30 days in the ledger of the command line; nullopt: it
/// holds no request, or there is none yet. Usage error for --at.
[[nodiscard]] Result<std::optional<PriceEffect>>
priceEffectOf(const Arguments &arguments, const std::vector<PriceBook::Layer> &layers);

/// "This would change the last 30 days …: +$41.00", the models that change, and what does not.
void printPriceEffect(const std::optional<PriceEffect> &effect, bool isDone, Output &out);
/// The member "effect" of an open object; null: nothing is known of.
void writePriceEffect(const std::optional<PriceEffect> &effect, JsonWriter &json);

/// Rows of models: now, then, difference; at most `most` of those that change.
void printPreview(const PricePreview &preview, std::size_t most, Output &out);
/// What the rows leave out: figures of others, billed days, requests that get or lose a price.
void printPreviewNotes(const PricePreview &preview, bool othersFollow, Output &out);
/// Members of an open object: the sums, and "models".
void writePreview(const PricePreview &preview, JsonWriter &json);
/// "+$41.00", "-$3.00", "$0.00".
[[nodiscard]] std::string plusDollars(Money amount);

} // namespace outlay::cli
