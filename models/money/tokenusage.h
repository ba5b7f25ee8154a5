// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace outlay {

/// What a request consumed, in disjoint classes (DESIGN section 4). Input excludes cache reads and
/// writes and other modalities; Output excludes audio, image and citation output. Reasoning is the
/// one exception: it is the part of Output that was reasoning, and counts once.
enum class TokenClass : std::uint8_t
{
    Input,
    CacheRead,
    CacheWrite5m, ///< also writes whose lifetime the source does not tell
    CacheWrite1h,
    Output,
    Reasoning,
    Citation,
    InputAudio,
    CacheReadAudio,
    OutputAudio,
    InputImage,
    OutputImage,
    WebSearches, ///< a count of calls, not tokens
};
inline constexpr std::size_t tokenClassCount = 13;

/// The names of the command line contract: "input_tokens", …, "web_searches".
[[nodiscard]] std::string_view name(TokenClass tokenClass);

/// A format refuses a count above this: no request is that large, and sums of a dozen terms stay
/// exact in 128 bits.
inline constexpr std::int64_t maxTokens = 1'000'000'000'000;

struct TokenUsage
{
    std::array<std::int64_t, tokenClassCount> counts{};

    constexpr std::int64_t &operator[](TokenClass c) { return counts[static_cast<std::size_t>(c)]; }
    constexpr std::int64_t operator[](TokenClass c) const
    {
        return counts[static_cast<std::size_t>(c)];
    }
    constexpr bool operator==(const TokenUsage &) const = default;

    /// Everything that went in: uncached, cache reads and cache writes of all modalities. Decides
    /// a price's step.
    [[nodiscard]] std::int64_t prompt() const;
    /// All tokens, reasoning counted inside output; web searches are none.
    [[nodiscard]] std::int64_t total() const;
    [[nodiscard]] bool isZero() const;
    TokenUsage &operator+=(const TokenUsage &other);
};

} // namespace outlay
