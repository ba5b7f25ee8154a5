// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <random>

namespace outlay::sources {

/// Where jitter comes from; seeded, so that a test draws the same numbers again.
class Jitter
{
public:
    explicit Jitter(std::uint64_t seed) : m_random(seed) {}
    /// Uniform in [0, limitMicros]; 0 for a limit that is not positive.
    [[nodiscard]] std::int64_t upTo(std::int64_t limitMicros);

private:
    std::mt19937_64 m_random;
};

/// How long to wait after the n-th failure in a row (n from 1), in microseconds: uniform in
/// [0, 1, 2, 4, 8 s] ("full jitter"), which spreads clients best. What the server asked for
/// (Retry-After) is a floor, and the jitter lies above it.
[[nodiscard]] std::int64_t backoffDelay(int failures, std::optional<std::int64_t> floorMicros,
                                        Jitter &jitter);

/// The widest the jitter of backoffDelay() gets after that many failures, in microseconds.
[[nodiscard]] std::int64_t backoffSpan(int failures);

} // namespace outlay::sources
