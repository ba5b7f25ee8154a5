// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/arguments.h"
#include "models/pricing/layer.h"
#include "models/pricing/pricebook.h"

#include <memory>
#include <string>
#include <vector>

namespace outlay::cli {

/// The layers stored in the ledger; none where there is no ledger yet.
[[nodiscard]] Result<std::vector<PriceBook::Layer>> storedLayers(const Arguments &arguments);
/// The shipped book with the ledger's layers over it.
[[nodiscard]] Result<std::shared_ptr<const PriceBook>> bookInUse(const Arguments &arguments);

/// The whole file as bytes.
[[nodiscard]] Result<std::string> readWholeFile(const std::string &path);
/// The day a file was last changed: what is known of when a list without a date was true.
[[nodiscard]] Instant dayOfFile(const std::string &path, Instant otherwise);

/// Puts `layer` in the place of the one of its name, or adds it.
void replaceLayer(std::vector<PriceBook::Layer> &layers, PriceBook::Layer layer);

/// "in 5, cached 0.5, out 25" of a row's rates, for people.
[[nodiscard]] std::string ratesText(const PriceRow &row);
[[nodiscard]] std::string joined(const std::vector<std::string> &parts, std::string_view between);

/// The parts of `prices` that have a file of their own.
int runPricesImport(const Arguments &arguments);
int runPricesSet(const Arguments &arguments);

} // namespace outlay::cli
