// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/modelservice.h"

#include <algorithm>
#include <array>
#include <span>

namespace outlay {

namespace {

constexpr std::array<std::string_view, 14> makers = {
    "anthropic", "openai", "mistral",  "cohere", "perplexity", "moonshotai", "together",
    "fireworks", "x-ai",   "deepseek", "groq",   "openrouter", "minimax",    "cerebras"};
constexpr std::array<std::string_view, 7> services = {
    "bedrock", "openai", "anthropic", "claude", "gemini", "vertex ai", "foundry models"};
constexpr std::array<std::string_view, 11> families = {"gpt",    "grok",    "deepseek", "mistral",
                                                       "llama",  "cohere",  "kimi",     "qwen",
                                                       "dall-e", "whisper", "sora"};

bool holdsAny(std::string_view text, std::span<const std::string_view> words)
{
    return std::any_of(words.begin(), words.end(), [text](std::string_view word) {
        return text.find(word) != std::string_view::npos;
    });
}

} // namespace

std::string asciiLowered(std::string_view text)
{
    std::string out(text);
    std::transform(out.begin(), out.end(), out.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    return out;
}

bool isModelService(std::string_view provider, std::string_view service)
{
    return std::find(makers.begin(), makers.end(), provider) != makers.end() ||
           holdsAny(asciiLowered(service), services);
}

bool namesModels(std::string_view text)
{
    const std::string lowered = asciiLowered(text);
    return holdsAny(lowered, services) || holdsAny(lowered, families);
}

} // namespace outlay
