// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/ingest/configuration.h"

#include <string>
#include <string_view>

namespace outlay {

/// A source's label of the provider: "aws", or by the makers of models
/// "anthropic=aws,openai=azure".
[[nodiscard]] Ingest::ProviderByMaker providersOf(const Configuration &configuration,
                                                  const std::string &source);
[[nodiscard]] std::string providerLabel(const Ingest::ProviderByMaker &said);

/// Which provider somebody said that a source's requests to a maker's models went to; empty:
/// nobody.
[[nodiscard]] std::string providerSaid(const Configuration &configuration,
                                       const std::string &source, std::string_view maker);

} // namespace outlay
