// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/pricing/layer.h"

#include <string>
#include <vector>

namespace outlay {

/// What a change of the layers did, a line each: "price anthropic/claude-x from 2026-11-01: input 5
/// -> input 4", "discount on anthropic: 7.5%", "list litellm: gone". Malformed: a layer is none.
[[nodiscard]] Result<std::vector<std::string>>
changedPrices(const std::vector<PriceBook::Layer> &before,
              const std::vector<PriceBook::Layer> &after);

} // namespace outlay
