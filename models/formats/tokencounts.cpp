// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/tokencounts.h"

#include "models/formats/modelservice.h"

#include <algorithm>
#include <array>
#include <string>

namespace outlay {

bool hasNoOutput(std::initializer_list<std::string_view> names)
{
    static constexpr std::array<std::string_view, 5> words = {
        "embed", "rerank", "moderation", "voyage-", "bge-"}; // the last two have no other models
    return std::any_of(names.begin(), names.end(), [](std::string_view name) {
        const std::string lowered = asciiLowered(name);
        return std::any_of(words.begin(), words.end(), [&lowered](std::string_view word) {
            return lowered.find(word) != std::string::npos;
        });
    });
}

void needPrompt(JsonValue counts, std::string_view prompt, std::string_view output,
                Complaint &complaint)
{
    if (counts[output].isSet() && counts[output].text() != "0" && !counts[prompt].isSet())
        complaint.add(prompt, "missing, which is not 0");
}

bool takeRest(Counted &n, bool hasPrompt, bool hasOutput)
{
    if (hasPrompt == hasOutput || n.total <= 0)
        return false;
    const std::int64_t rest = n.total - (hasPrompt ? n.prompt : n.output);
    if (!hasPrompt) {
        n.prompt = std::max<std::int64_t>(rest, 0);
        return rest > 0; // no call is without any input
    }
    const bool isBeside = n.read + n.written > n.prompt;
    if (rest < 0 || isBeside)
        return false;
    n.output = rest;
    return true;
}

std::int64_t uncached(const Counted &n)
{
    const std::int64_t cached = n.read + n.written;
    const bool isBeside = n.total != 0 && cached != 0 && n.total == n.prompt + n.output + cached &&
                          n.total != n.prompt + n.output;
    if (isBeside)
        return n.prompt;
    if (cached <= n.prompt)
        return n.prompt - cached;
    return n.read <= n.prompt ? n.prompt - n.read : n.prompt; // only the write stands beside it
}

std::int64_t wholeOutput(const Counted &n)
{
    const bool isBeside =
        n.reasoning > n.output || (n.total != 0 && n.total == n.prompt + n.output + n.reasoning &&
                                   n.total != n.prompt + n.output);
    return isBeside ? n.output + n.reasoning : n.output;
}

void split(TokenUsage &usage, TokenClass from, TokenClass to, std::int64_t tokens)
{
    const std::int64_t moved = std::min(usage[from], tokens);
    usage[from] -= moved;
    usage[to] += moved;
}

TokenUsage disjoint(const Counted &n)
{
    TokenUsage usage;
    usage[TokenClass::Input] = uncached(n);
    usage[TokenClass::CacheRead] = n.read;
    usage[TokenClass::CacheWrite5m] = n.written;
    usage[TokenClass::Output] = wholeOutput(n);
    usage[TokenClass::Reasoning] = std::min(n.reasoning, usage[TokenClass::Output]);
    return usage;
}

} // namespace outlay
