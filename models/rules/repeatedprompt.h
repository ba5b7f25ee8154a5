// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/rules/budget.h"

#include <span>

namespace outlay {

/// One request that tells a salted hash of its prompt.
struct PromptUse
{
    Instant at;
    std::uint64_t prompt = 0;
    std::string actor; ///< key, else user, else session; empty: unknown
    bool isKey = false;
    std::string model;
    std::optional<Money> cost;
};

/// The same prompt again and again.
struct RepeatedPrompt
{
    std::uint64_t prompt = 0;
    std::string actor, model; ///< of the first
    bool isKey = false;
    TimeRange range; ///< first to last
    std::int64_t count = 0;
    /// Of all but the first, as far as they have a price. nullopt: none of them has.
    std::optional<Money> cost;
    std::int64_t unpriced = 0; ///< of all but the first: without a price, and in no cost
    bool operator==(const RepeatedPrompt &) const = default;
};

/// Repetitions among uses in time order: `repeatCount` within `repeatMicros`; one goes on while the
/// next comes within that. In order of their start.
[[nodiscard]] std::vector<RepeatedPrompt> repeatedPrompts(std::span<const PromptUse> uses,
                                                          const DetectorLimits &limits);

} // namespace outlay
