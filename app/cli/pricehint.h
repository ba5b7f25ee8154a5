// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/pricing/pricebook.h"

#include <string>

namespace outlay::cli {

/// The commands that price a model without a price ("provider/model", "/model" where nobody said
/// whose): like its namesake at the maker, if there is one, else by three fields.
[[nodiscard]] std::string pricingCommands(const PriceBook &book, const std::string &model);

/// "azure/gpt-4o", or "gpt-4o" where the provider is unknown.
[[nodiscard]] std::string modelName(const std::string &model);

} // namespace outlay::cli
