// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/formats/jsonfields.h"
#include "models/money/tokenusage.h"

#include <cstdint>
#include <string_view>

namespace outlay {

/// A usage_object of LiteLLM as written; -1 where a count is absent.
struct LiteLlmUsage
{
    std::int64_t prompt = -1;
    std::int64_t completion = -1;
    std::int64_t total = -1;
    std::int64_t cacheRead = -1;
    std::int64_t cacheReadDetail = -1; ///< the same count in prompt_tokens_details
    std::int64_t cacheWrite = -1;
    std::int64_t cacheWriteDetail = -1;
    std::int64_t write5m = -1;
    std::int64_t write1h = -1;
    std::int64_t reasoning = -1;
    std::int64_t audioIn = -1;
    std::int64_t imageIn = -1;
    std::int64_t audioOut = -1;
    std::int64_t imageOut = -1;
    std::int64_t citation = -1;
    std::int64_t webSearches = -1;
    std::string_view tier;
    std::string_view speed;
    std::string_view geo;

    /// Reads one field of the object; unknown ones are passed over.
    bool read(std::string_view key, simdjson::ondemand::value value, JsonFields &fields);
    /// Whether writes of 5 minutes and of an hour are told apart.
    [[nodiscard]] bool hasSplit() const;
    /// In disjoint classes (DESIGN section 4), from the row's own totals, where it has them (else
    /// -1), and this object. Whether the prompt includes what was cached is decided by arithmetic.
    [[nodiscard]] TokenUsage normalised(std::int64_t rowPrompt, std::int64_t rowCompletion) const;

private:
    bool readPromptDetail(std::string_view key, simdjson::ondemand::value value,
                          JsonFields &fields);
    bool readCompletionDetail(std::string_view key, simdjson::ondemand::value value,
                              JsonFields &fields);
    bool readSplit(simdjson::ondemand::value value, JsonFields &fields);
};

} // namespace outlay
