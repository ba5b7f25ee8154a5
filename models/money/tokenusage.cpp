// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/money/tokenusage.h"

#include <algorithm>

namespace outlay {

std::string_view name(TokenClass tokenClass)
{
    static constexpr std::array<std::string_view, tokenClassCount> names = {
        "input_tokens",          "cache_read_tokens",  "cache_write_5m_tokens",
        "cache_write_1h_tokens", "output_tokens",      "reasoning_tokens",
        "citation_tokens",       "input_audio_tokens", "cache_read_audio_tokens",
        "output_audio_tokens",   "input_image_tokens", "output_image_tokens",
        "web_searches"};
    return names[static_cast<std::size_t>(tokenClass)];
}

std::int64_t TokenUsage::prompt() const
{
    using enum TokenClass;
    const TokenUsage &n = *this;
    return n[Input] + n[CacheRead] + n[CacheWrite5m] + n[CacheWrite1h] + n[InputAudio] +
           n[CacheReadAudio] + n[InputImage];
}

std::int64_t TokenUsage::total() const
{
    using enum TokenClass;
    const TokenUsage &n = *this;
    return prompt() + n[Output] + n[Citation] + n[OutputAudio] + n[OutputImage];
}

bool TokenUsage::isZero() const
{
    return std::all_of(counts.begin(), counts.end(), [](std::int64_t count) { return count == 0; });
}

TokenUsage &TokenUsage::operator+=(const TokenUsage &other)
{
    for (std::size_t i = 0; i < counts.size(); ++i)
        counts[i] += other.counts[i];
    return *this;
}

} // namespace outlay
