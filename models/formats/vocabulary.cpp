// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/vocabulary.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <utility>

namespace outlay {

namespace {

using Pair = std::pair<std::string_view, std::string_view>;

// The makers' naming, as of 2026-11. The longer of two prefixes stands first.
constexpr std::array<Pair, 31> makers = {{
    {"claude-", "anthropic"},
    {"gpt-oss", ""},
    {"gpt-", "openai"},
    {"chatgpt-", "openai"},
    {"o1", "openai"},
    {"o3", "openai"},
    {"o4-", "openai"},
    {"codex-", "openai"},
    {"text-embedding-3", "openai"},
    {"gemini-", "google"},
    {"grok-", "x-ai"},
    {"deepseek-", "deepseek"},
    {"kimi-", "moonshotai"},
    {"moonshot-", "moonshotai"},
    {"glm-", "zai"},
    {"minimax-", "minimax"},
    {"MiniMax-", "minimax"},
    {"mistral-", "mistral"},
    {"codestral-", "mistral"},
    {"devstral-", "mistral"},
    {"magistral-", "mistral"},
    {"ministral-", "mistral"},
    {"qwen3-max", "alibaba"},
    {"qwen-", "alibaba"},
    {"qwen3-coder-plus", "alibaba"},
    {"sonar", "perplexity"},
    {"command-", "cohere"},
    {"amazon.", "aws"},
    {"anthropic.", "aws"},
    {"us.", "aws"},
    {"eu.", "aws"},
}};

} // namespace

std::string_view providerOfModel(std::string_view model)
{
    if (model.starts_with("claude-") && model.find('@') != std::string_view::npos)
        return "google";
    // "apac.anthropic.claude-…", "global.anthropic.…", "arn:aws:bedrock:…/anthropic.claude-…"
    if (model.find("anthropic.claude-") != std::string_view::npos)
        return "aws";
    for (const auto &[prefix, provider] : makers) {
        if (model.starts_with(prefix))
            return provider;
    }
    return {};
}

std::string_view tierWord(std::string_view tier)
{
    constexpr std::array<Pair, 12> tiers = {{
        {"standard", "standard"},
        {"default", "standard"},
        {"on_demand", "standard"},
        {"batch", "batch"},
        {"flex", "flex"},
        {"priority", "priority"},
        {"fast", "priority"},
        {"provisioned", "provisioned"},
        {"provisioned_throughput", "provisioned"},
        {"reserved", "provisioned"},
        {"scale", "provisioned"},
        {"performance", "priority"},
    }};
    for (const auto &[word, ours] : tiers) {
        if (word == tier)
            return ours;
    }
    return {};
}

bool isProviderResponseId(std::string_view id)
{
    constexpr std::array<std::string_view, 5> prefixes = {"msg_", "chatcmpl-", "resp_", "cmpl-",
                                                          "gen-"};
    return std::any_of(prefixes.begin(), prefixes.end(), [id](std::string_view prefix) {
        return id.starts_with(prefix) && id.size() > prefix.size();
    });
}

bool isUuid(std::string_view id)
{
    if (id.size() != 36)
        return false;
    for (std::size_t i = 0; i < id.size(); ++i) {
        const char c = id[i];
        const bool isDash = i == 8 || i == 13 || i == 18 || i == 23;
        const bool isHex =
            (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
        if (isDash ? c != '-' : !isHex)
            return false;
    }
    return true;
}

} // namespace outlay
