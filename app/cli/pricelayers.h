// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/arguments.h"
#include "app/cli/json.h"
#include "models/pricing/layer.h"
#include "models/pricing/ownprices.h"
#include "models/pricing/pricefile.h"
#include "models/pricing/pricehistory.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace outlay::cli {

/// The layers stored in the ledger; none where there is no ledger yet.
[[nodiscard]] Result<std::vector<PriceBook::Layer>> storedLayers(const Arguments &arguments);
/// The shipped book with the ledger's layers over it.
[[nodiscard]] Result<std::shared_ptr<const PriceBook>> bookInUse(const Arguments &arguments);

/// What that book lists, each with what changed and what is doubtful.
[[nodiscard]] Result<std::vector<DatedPrice>> datedInUse(const Arguments &arguments,
                                                         const PriceBook &book);

/// The whole file as bytes.
[[nodiscard]] Result<std::string> readWholeFile(const std::string &path);
/// The day a file was last changed: what is known of when a list without a date was true.
[[nodiscard]] Instant dayOfFile(const std::string &path, Instant otherwise);

[[nodiscard]] std::string joined(const std::vector<std::string> &parts, std::string_view between);

/// What a file of prices is read with: --as-of, else its day, and the ledger's layers.
[[nodiscard]] Result<PriceFileQuestion> priceFileQuestion(const Arguments &arguments,
                                                          const std::string &path);

/// The parts of `prices` that have a file of their own.
int runPricesHistory(const Arguments &arguments);
int runPricesUndo(const Arguments &arguments);
int runPricesImport(const Arguments &arguments);
int runPricesSet(const Arguments &arguments);
int runPricesShock(const Arguments &arguments);
int runPricesUnpriced(const Arguments &arguments);
int runPricesCheck(const Arguments &arguments);

/// What a price of the book is in doubt for, in a few words; "; " between several.
[[nodiscard]] std::string doubtsText(const std::vector<PriceDoubt> &doubts);
/// The member "doubts" of an open object.
void writeDoubts(JsonWriter &json, const std::vector<PriceDoubt> &doubts);
/// "input 5 -> 4, batch x0.5 added".
[[nodiscard]] std::string changesText(const std::vector<RateChange> &changes);
/// The bounds of a price; nullopt: none.
[[nodiscard]] std::optional<Instant> startOf(const PriceRow &row);
[[nodiscard]] std::optional<Instant> endOf(const PriceRow &row);
/// "2026-11-23"; empty: none.
[[nodiscard]] std::string dayText(const std::optional<Instant> &at);

} // namespace outlay::cli
