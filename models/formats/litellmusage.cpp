// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/litellmusage.h"

#include "models/formats/vocabulary.h"

#include <algorithm>

namespace outlay {

namespace {

namespace ondemand = simdjson::ondemand;

std::int64_t orZero(std::int64_t count)
{
    return std::max<std::int64_t>(count, 0);
}

template <typename Visit> bool eachOf(ondemand::value value, JsonFields &fields, Visit visit)
{
    ondemand::object object;
    return value.get_object().get(object) != simdjson::SUCCESS || fields.each(object, visit);
}

} // namespace

bool LiteLlmUsage::read(std::string_view key, ondemand::value value, JsonFields &fields)
{
    if (key == "prompt_tokens" || key == "input_tokens")
        return fields.count(value, key, prompt);
    if (key == "completion_tokens" || key == "output_tokens")
        return fields.count(value, key, completion);
    if (key == "total_tokens")
        return fields.count(value, key, total);
    if (key == "prompt_tokens_details" || key == "input_tokens_details")
        return eachOf(value, fields, [&](std::string_view inner, ondemand::value detail) {
            return readPromptDetail(inner, detail, fields);
        });
    if (key == "completion_tokens_details" || key == "output_tokens_details")
        return eachOf(value, fields, [&](std::string_view inner, ondemand::value detail) {
            return readCompletionDetail(inner, detail, fields);
        });
    if (key == "cache_read_input_tokens")
        return fields.count(value, key, cacheRead);
    if (key == "cache_creation_input_tokens")
        return fields.count(value, key, cacheWrite);
    if (key == "cache_creation")
        return readSplit(value, fields);
    if (key == "citation_tokens")
        return fields.count(value, key, citation);
    if (key == "server_tool_use")
        return eachOf(value, fields, [&](std::string_view inner, ondemand::value detail) {
            return inner != "web_search_requests" || fields.count(detail, inner, webSearches);
        });
    if (key == "service_tier") {
        const bool isRead = fields.text(value, key, tier);
        tier = tierWord(tier);
        return isRead;
    }
    if (key == "speed") {
        const bool isRead = fields.text(value, key, speed);
        speed = speed == "fast" ? speed : std::string_view{};
        return isRead;
    }
    if (key == "inference_geo") {
        const bool isRead = fields.text(value, key, geo);
        geo = geo == "global" || geo == "not_available" ? std::string_view{} : geo;
        return isRead;
    }
    return true;
}

bool LiteLlmUsage::readPromptDetail(std::string_view key, ondemand::value value, JsonFields &fields)
{
    if (key == "cached_tokens")
        return fields.count(value, key, cacheReadDetail);
    if (key == "audio_tokens")
        return fields.count(value, "prompt_tokens_details.audio_tokens", audioIn);
    if (key == "image_tokens")
        return fields.count(value, "prompt_tokens_details.image_tokens", imageIn);
    if (key == "cache_creation_tokens")
        return fields.count(value, key, cacheWriteDetail);
    if (key == "cache_creation_token_details")
        return readSplit(value, fields);
    return key != "web_search_requests" || fields.count(value, key, webSearches);
}

bool LiteLlmUsage::readCompletionDetail(std::string_view key, ondemand::value value,
                                        JsonFields &fields)
{
    if (key == "reasoning_tokens")
        return fields.count(value, key, reasoning);
    if (key == "audio_tokens")
        return fields.count(value, "completion_tokens_details.audio_tokens", audioOut);
    return key != "image_tokens" ||
           fields.count(value, "completion_tokens_details.image_tokens", imageOut);
}

bool LiteLlmUsage::readSplit(ondemand::value value, JsonFields &fields)
{
    return eachOf(value, fields, [&](std::string_view key, ondemand::value count) {
        if (key == "ephemeral_5m_input_tokens")
            return fields.count(count, key, write5m);
        return key != "ephemeral_1h_input_tokens" || fields.count(count, key, write1h);
    });
}

bool LiteLlmUsage::hasSplit() const
{
    const bool isPresent = write5m >= 0 || write1h >= 0;
    const bool isFilled = orZero(write5m) + orZero(write1h) > 0;
    return isPresent && (isFilled || std::max(cacheWrite, cacheWriteDetail) <= 0);
}

TokenUsage LiteLlmUsage::normalised(std::int64_t rowPrompt, std::int64_t rowCompletion) const
{
    TokenUsage usage;
    const std::int64_t whole = orZero(rowPrompt >= 0 ? rowPrompt : prompt);
    const std::int64_t read = orZero(std::max(cacheRead, cacheReadDetail));
    usage[TokenClass::CacheRead] = read;
    usage[TokenClass::CacheWrite5m] =
        hasSplit() ? orZero(write5m) : orZero(std::max(cacheWrite, cacheWriteDetail));
    usage[TokenClass::CacheWrite1h] = hasSplit() ? orZero(write1h) : 0;
    const std::int64_t written = usage[TokenClass::CacheWrite5m] + usage[TokenClass::CacheWrite1h];
    // The prompt includes reads and writes; older releases left the writes outside, and rows
    // passed through from a provider may leave out both. A negative rest tells (gateway-logs 1).
    std::int64_t input = whole - read - written;
    if (input < 0)
        input = whole - read;
    if (input < 0)
        input = whole;
    const std::int64_t modal = orZero(audioIn) + orZero(imageIn);
    if (modal <= input) {
        usage[TokenClass::InputAudio] = orZero(audioIn);
        usage[TokenClass::InputImage] = orZero(imageIn);
        input -= modal;
    }
    usage[TokenClass::Input] = input;

    std::int64_t output = orZero(rowCompletion >= 0 ? rowCompletion : completion);
    const std::int64_t modalOut = orZero(audioOut) + orZero(imageOut);
    if (modalOut <= output) {
        usage[TokenClass::OutputAudio] = orZero(audioOut);
        usage[TokenClass::OutputImage] = orZero(imageOut);
        output -= modalOut;
    }
    usage[TokenClass::Output] = output;
    usage[TokenClass::Reasoning] = std::min(orZero(reasoning), output);
    usage[TokenClass::Citation] = orZero(citation);
    usage[TokenClass::WebSearches] = orZero(webSearches);
    return usage;
}

} // namespace outlay
