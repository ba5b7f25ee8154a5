// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/money/result.h"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace outlay {

/// What can be watched. A new one is a row of sourceKinds(), and a connector where it is polled.
enum class SourceKind : std::uint8_t
{
    OpenAi,
    Anthropic,
    OpenRouter,
    LiteLlm,
    Langfuse,
    Helicone,
    Bifrost,
    Vertex,
    AwsCosts,
    AzureCosts,
    Cursor,
    Copilot,
    XAi,
    DeepSeek,
    Files, ///< tailed
    Otlp,  ///< received
};

/// All that differs between kinds beside how they are asked. Texts for people are English and are
/// translated in the context "SourceKind".
struct SourceKindFacts
{
    SourceKind kind = SourceKind::OpenAi;
    const char *word = "";  ///< as stored and as typed: "openai"; also the name proposed for one
    const char *title = ""; ///< "OpenAI"
    const char *hint = "";  ///< which key it needs and where that is made, or how it works
    const char *askingCost = "";   ///< said before it is asked for the first time; empty: nothing
    const char *usualAddress = ""; ///< where it is unless told otherwise, or most likely
    bool isPolled = true;          ///< asked over HTTP on a plan, with a key
    bool isOwn = false;            ///< runs at an address only its user knows
    bool bringsRequests = false;   ///< one by one, not only what is charged
    bool takesCaps = false;        ///< limits can be set there
    bool sellsOnOwnKeys = false;   ///< may tell what the user's own keys cost elsewhere
};

/// In the order they are offered.
[[nodiscard]] std::span<const SourceKindFacts> sourceKinds();
[[nodiscard]] const SourceKindFacts &factsOf(SourceKind kind);
[[nodiscard]] inline std::string_view toString(SourceKind kind)
{
    return factsOf(kind).word;
}
[[nodiscard]] inline bool isPolled(SourceKind kind)
{
    return factsOf(kind).isPolled;
}
/// "openai, anthropic, …"
[[nodiscard]] std::string sourceKindWords();
/// Usage error, with the words that exist, and what to do where somebody looked for another
/// ("gemini"): there is none of that word.
[[nodiscard]] Result<SourceKind> parseSourceKind(std::string_view word);

} // namespace outlay
