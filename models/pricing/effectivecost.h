// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/money/dimension.h"
#include "models/money/money.h"

#include <cstdint>
#include <optional>

namespace outlay {

/// What is known of one event's cost (DESIGN section 4, "Effective cost").
struct CostInputs
{
    std::optional<Money> billed;
    std::optional<Money> reported;
    std::optional<Money> client;
    std::optional<Money> estimate;   ///< E, our price book's, discount applied
    std::int64_t billableTokens = 0; ///< all tokens and web searches
    bool hasBillableUnits = true;    ///< false: failed without usage, refused, gateway cache hit
    /// Nothing is counted (images, speech, searches): a figure is all there is, and there is
    /// nothing to hold it against.
    bool isCountless = false;
    bool isDeclaredFree = false; ///< the price in force is a declared zero
    bool isConfirmed = false;    ///< a person confirmed the refused figure
};

struct EffectiveCost
{
    std::optional<Money> cost; ///< nullopt: unpriced
    Basis basis = Basis::Estimated;
    /// The figure refused as implausible, shown beside the totals.
    std::optional<Money> quarantined;
};

[[nodiscard]] EffectiveCost effectiveCost(const CostInputs &inputs);

} // namespace outlay
