// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/ingest/ingest.h"

#include <string>
#include <vector>

namespace outlay::cli {

/// What words like "aws" or "anthropic=aws" make of what was said before; "none" alone: nothing. A
/// usage error for names of no provider, and of one of a provider's services.
[[nodiscard]] Result<Ingest::ProviderByMaker> parseProviders(const std::vector<std::string> &words,
                                                             Ingest::ProviderByMaker said);
/// Of a label, "anthropic=aws,openai=azure"; a word alone may also be a server of one's own.
[[nodiscard]] Result<Ingest::ProviderByMaker> parseProviderLabel(const std::string &label);

} // namespace outlay::cli
