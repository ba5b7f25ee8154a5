// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/rules/budget.h"

#include <span>

namespace outlay {

/// One attempt, as far as a storm is concerned.
struct Attempt
{
    Instant at;
    std::string actor; ///< key, else user, else session; empty: unknown
    bool isKey = false;
    std::string model;
    bool isRefused = false; ///< 429 or 5xx
    std::optional<Money> cost;
    bool isFailure = false; ///< 5xx: the server failed, it did not refuse
};

/// The same actor hammering the same model in spite of refusals.
struct RetryStorm
{
    std::string actor, model;
    bool isKey = false;
    TimeRange range; ///< first to last refused attempt
    std::int64_t attempts = 0, refused = 0;
    std::int64_t failed = 0; ///< of the refused: those that a server failed at
    /// Of all attempts within: what is admitted, cut off and sent again is billed. nullopt: none of
    /// them has a price.
    std::optional<Money> cost;
    std::int64_t unpriced = 0; ///< attempts within that have no price, and are in no cost
    bool operator==(const RetryStorm &) const = default;
};

/// Storms among attempts in time order: `stormAttempts` refused ones within `stormMicros`; one goes
/// on while the next refused attempt comes within five times that. Each once, in order of their
/// start.
[[nodiscard]] std::vector<RetryStorm> retryStorms(std::span<const Attempt> attempts,
                                                  const DetectorLimits &limits);

/// A storm is over when nothing was refused for so long.
[[nodiscard]] constexpr std::int64_t stormQuietMicros(const DetectorLimits &limits)
{
    return 5 * limits.stormMicros;
}

} // namespace outlay
