// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/formats/jsontree.h"
#include "models/formats/values.h"
#include "models/money/tokenusage.h"

#include <optional>
#include <string_view>

namespace outlay {

/// A provider's usage object in our disjoint classes, and what else it says. Whether counts include
/// the cached part is decided by the object's shape and arithmetic alone (docs/formats.md).
struct UsageObject
{
    enum class Shape : std::uint8_t
    {
        None,
        Anthropic,
        OpenAiChat, ///< and all that speak it: Mistral, DeepSeek, xAI, Groq, Together, …
        OpenAiResponses,
        Google,
        Bedrock,
        Cohere,
        Bare, ///< two counts of an older interface: Titan, Llama, watsonx, Ollama, Aleph Alpha
    };
    Shape shape = Shape::None;
    TokenUsage usage;
    bool hasCacheTtlSplit = false;
    std::string_view tier;          ///< in the words of DESIGN section 4
    std::string_view speed;         ///< "fast" or empty
    std::string_view geo;           ///< "us", "eu" …; empty for global
    std::string_view searchContext; ///< low, medium, high
    std::optional<Money> charge;    ///< the figure beside the counts
};

/// The object that holds the counts of a response: its usage, usageMetadata or meta member, or the
/// body itself where an older interface puts them there; absent if there is none.
[[nodiscard]] JsonValue usageObjectOf(JsonValue body);

/// Whether it has a total and neither what was read nor what was written.
[[nodiscard]] bool tellsTotalOnly(JsonValue usage);

/// Reads `usage`; the shape is None if it is no usage object. Complains about counts that are none,
/// and about a total alone, unless that is all `model` has: an embedding's input.
[[nodiscard]] UsageObject readUsageObject(JsonValue usage, Complaint &complaint,
                                          std::string_view model = {});

} // namespace outlay
