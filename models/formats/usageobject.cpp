// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/usageobject.h"

#include "models/formats/tokencounts.h"
#include "models/formats/vocabulary.h"

#include <algorithm>
#include <array>
#include <initializer_list>

namespace outlay {

namespace {

using enum TokenClass;
using Shape = UsageObject::Shape;

/// What tells of a call's two sides, in the shapes that have `total_tokens`.
constexpr std::array<std::string_view, 4> splitKeys = {"prompt_tokens", "completion_tokens",
                                                       "input_tokens", "output_tokens"};

/// The first of several keys that is set; 0 if none is.
std::int64_t firstCount(JsonValue object, std::initializer_list<std::string_view> keys,
                        Complaint &complaint)
{
    for (const std::string_view key : keys) {
        if (object[key].isSet())
            return countOf(object, key, complaint);
    }
    return 0;
}

JsonValue firstObject(JsonValue object, std::initializer_list<std::string_view> keys)
{
    for (const std::string_view key : keys) {
        if (const JsonValue found = object[key]; found.isObject())
            return found;
    }
    return {};
}

void readAnthropicCounts(JsonValue usage, TokenUsage &sum, bool &hasSplit, Complaint &complaint)
{
    sum[Input] += countOf(usage, "input_tokens", complaint);
    sum[CacheRead] += countOf(usage, "cache_read_input_tokens", complaint);
    sum[Output] += countOf(usage, "output_tokens", complaint);
    const std::int64_t written = countOf(usage, "cache_creation_input_tokens", complaint);
    const JsonValue lifetimes = usage["cache_creation"];
    const std::int64_t short5m = countOf(lifetimes, "ephemeral_5m_input_tokens", complaint);
    const std::int64_t long1h = countOf(lifetimes, "ephemeral_1h_input_tokens", complaint);
    hasSplit = hasSplit || lifetimes.isObject();
    sum[CacheWrite1h] += long1h;
    sum[CacheWrite5m] += std::max(short5m, written - long1h);
    sum[Reasoning] += std::min(
        countOf(usage["output_tokens_details"], "thinking_tokens", complaint), sum[Output]);
}

void readAnthropic(JsonValue usage, UsageObject &out, Complaint &complaint)
{
    readAnthropicCounts(usage, out.usage, out.hasCacheTtlSplit, complaint);
    // The counts at the top leave out the request's own compaction, which is billed. An advisor's
    // turns are another model's: they cannot be told within this request.
    for (const JsonValue iteration : usage["iterations"]) {
        if (iteration["type"].text() == "compaction" && !iteration["model"].isSet())
            readAnthropicCounts(iteration, out.usage, out.hasCacheTtlSplit, complaint);
    }
    out.usage[WebSearches] = countOf(usage["server_tool_use"], "web_search_requests", complaint);
    if (usage["speed"].text() == "fast")
        out.speed = "fast";
    const std::string_view geo = usage["inference_geo"].text();
    if (geo != "global" && geo != "not_available")
        out.geo = geo;
}

void readModalities(JsonValue input, JsonValue output, TokenUsage &usage, Complaint &complaint)
{
    const JsonValue cached = input["cached_tokens_details"];
    const std::int64_t cachedAudio = countOf(cached, "audio_tokens", complaint);
    const std::int64_t cachedImage = countOf(cached, "image_tokens", complaint);
    split(usage, CacheRead, CacheReadAudio, cachedAudio);
    const std::int64_t audio = countOf(input, "audio_tokens", complaint);
    const std::int64_t image = countOf(input, "image_tokens", complaint);
    split(usage, Input, InputAudio, std::max<std::int64_t>(audio - cachedAudio, 0));
    split(usage, Input, InputImage, std::max<std::int64_t>(image - cachedImage, 0));
    split(usage, Output, OutputAudio, countOf(output, "audio_tokens", complaint));
    split(usage, Output, OutputImage, countOf(output, "image_tokens", complaint));
}

void readOpenAi(JsonValue usage, const Counted &n, JsonValue input, JsonValue output,
                UsageObject &out, Complaint &complaint)
{
    out.usage[Input] = uncached(n);
    out.usage[CacheRead] = n.read;
    const JsonValue lifetimes = input["cache_creation_token_details"];
    out.usage[CacheWrite1h] =
        std::min(n.written, countOf(lifetimes, "ephemeral_1h_input_tokens", complaint));
    out.usage[CacheWrite5m] = n.written - out.usage[CacheWrite1h];
    out.hasCacheTtlSplit = lifetimes.isObject();
    out.usage[Output] = wholeOutput(n);
    readModalities(input, output, out.usage, complaint);
    out.usage[Reasoning] = std::min(n.reasoning, out.usage[Output]);
    out.usage[Citation] = countOf(usage, "citation_tokens", complaint);
    const JsonValue tools = firstObject(usage, {"server_tool_use", "server_tool_use_details"});
    out.usage[WebSearches] = usage["num_search_queries"].isSet()
                                 ? countOf(usage, "num_search_queries", complaint)
                                 : countOf(tools, "web_search_requests", complaint);
    out.searchContext = usage["search_context_size"].text();
}

/// One count that is not written is not 0: the total tells it, or nothing does.
void takeMissing(JsonValue usage, Counted &n, Complaint &complaint)
{
    const bool hasPrompt = usage["prompt_tokens"].isSet();
    if (hasPrompt && usage["completion_tokens"].isSet())
        return;
    if (!takeRest(n, hasPrompt, !hasPrompt) && !hasPrompt)
        complaint.add("prompt_tokens", countNotTold);
}

void readChat(JsonValue usage, UsageObject &out, Complaint &complaint)
{
    const JsonValue input = usage["prompt_tokens_details"];
    const JsonValue output = usage["completion_tokens_details"];
    Counted n;
    n.prompt = countOf(usage, "prompt_tokens", complaint);
    n.output = countOf(usage, "completion_tokens", complaint);
    n.total = countOf(usage, "total_tokens", complaint);
    takeMissing(usage, n, complaint);
    // Bifrost writes cached_read_tokens and cached_write_tokens.
    n.read = input["cached_tokens"].isSet() || input["cached_read_tokens"].isSet()
                 ? firstCount(input, {"cached_read_tokens", "cached_tokens"}, complaint)
                 : firstCount(usage,
                              {"prompt_cache_hit_tokens", "num_cached_tokens", "cached_tokens",
                               "cache_read_input_tokens"},
                              complaint);
    n.written = input["cache_write_tokens"].isSet() || input["cached_write_tokens"].isSet()
                    ? firstCount(input, {"cache_write_tokens", "cached_write_tokens"}, complaint)
                    : firstCount(usage, {"cache_creation_input_tokens"}, complaint);
    n.reasoning = output["reasoning_tokens"].isSet()
                      ? countOf(output, "reasoning_tokens", complaint)
                      : countOf(usage, "reasoning_tokens", complaint);
    readOpenAi(usage, n, input, output, out, complaint);
}

void readResponses(JsonValue usage, std::string_view model, UsageObject &out, Complaint &complaint)
{
    // The realtime interface writes the singular.
    const JsonValue input = firstObject(usage, {"input_tokens_details", "input_token_details"});
    const JsonValue output = firstObject(usage, {"output_tokens_details", "output_token_details"});
    Counted n;
    n.prompt = countOf(usage, "input_tokens", complaint);
    n.output = countOf(usage, "output_tokens", complaint);
    n.total = countOf(usage, "total_tokens", complaint);
    if (tellsTotalOnly(usage)) {
        if (!hasNoOutput({model}))
            complaint.add("total_tokens", totalAlone);
        n.prompt = n.total;
    }
    n.read = countOf(input, "cached_tokens", complaint);
    n.written = countOf(input, "cache_write_tokens", complaint);
    n.reasoning = countOf(output, "reasoning_tokens", complaint);
    readOpenAi(usage, n, input, output, out, complaint);
}

std::int64_t modality(JsonValue details, std::string_view wanted, Complaint &complaint)
{
    std::int64_t tokens = 0;
    for (const JsonValue detail : details) {
        if (detail["modality"].text() == wanted)
            tokens += countOf(detail, "tokenCount", complaint);
    }
    return tokens;
}

std::string_view googleTier(JsonValue usage)
{
    const std::string_view traffic = usage["trafficType"].text();
    if (traffic == "PROVISIONED_THROUGHPUT")
        return "provisioned";
    if (traffic == "ON_DEMAND_FLEX")
        return "flex";
    if (traffic == "ON_DEMAND_PRIORITY")
        return "priority";
    return traffic == "ON_DEMAND" ? "standard" : tierWord(usage["serviceTier"].text());
}

void readGoogle(JsonValue usage, UsageObject &out, Complaint &complaint)
{
    Counted n;
    n.prompt = countOf(usage, "promptTokenCount", complaint);
    n.read = countOf(usage, "cachedContentTokenCount", complaint);
    n.output = countOf(usage, "candidatesTokenCount", complaint);
    n.reasoning = countOf(usage, "thoughtsTokenCount", complaint);
    const std::int64_t tools = countOf(usage, "toolUsePromptTokenCount", complaint);
    const std::int64_t total = countOf(usage, "totalTokenCount", complaint);
    // Thoughts stand beside the candidates, unless the total says they are inside.
    const bool isInside =
        total != 0 && total == n.prompt + n.output + tools && n.reasoning <= n.output;
    out.usage[Input] = n.read <= n.prompt ? n.prompt - n.read : n.prompt;
    out.usage[CacheRead] = n.read;
    out.usage[Output] = isInside ? n.output : n.output + n.reasoning;
    const JsonValue prompt = usage["promptTokensDetails"];
    const JsonValue cached = usage["cacheTokensDetails"];
    const std::int64_t cachedAudio = modality(cached, "AUDIO", complaint);
    const std::int64_t cachedImage = modality(cached, "IMAGE", complaint);
    split(out.usage, CacheRead, CacheReadAudio, cachedAudio);
    split(out.usage, Input, InputAudio,
          std::max<std::int64_t>(modality(prompt, "AUDIO", complaint) - cachedAudio, 0));
    split(out.usage, Input, InputImage,
          std::max<std::int64_t>(modality(prompt, "IMAGE", complaint) - cachedImage, 0));
    out.usage[Input] += tools;
    const JsonValue candidates = usage["candidatesTokensDetails"];
    split(out.usage, Output, OutputAudio, modality(candidates, "AUDIO", complaint));
    split(out.usage, Output, OutputImage, modality(candidates, "IMAGE", complaint));
    out.usage[Reasoning] = std::min(n.reasoning, out.usage[Output]);
    out.tier = googleTier(usage);
}

void readBedrock(JsonValue usage, UsageObject &out, Complaint &complaint)
{
    Counted n;
    n.prompt = firstCount(usage, {"inputTokens", "inputTokenCount"}, complaint);
    n.output = firstCount(usage, {"outputTokens", "outputTokenCount"}, complaint);
    n.read = firstCount(usage, {"cacheReadInputTokens", "cacheReadInputTokenCount"}, complaint);
    n.written =
        firstCount(usage, {"cacheWriteInputTokens", "cacheWriteInputTokenCount"}, complaint);
    n.total = firstCount(usage, {"totalTokens", "totalTokenCount"}, complaint);
    // Converse counts caches beside the input; streams of OpenAI models inside it (maximhq/bifrost
    // 6942). The total tells.
    const std::int64_t cached = n.read + n.written;
    const bool isInside = cached != 0 && cached <= n.prompt && n.total == n.prompt + n.output;
    out.usage[Input] = isInside ? n.prompt - cached : n.prompt;
    out.usage[CacheRead] = n.read;
    out.usage[CacheWrite5m] = n.written;
    out.usage[Output] = n.output;
    for (const JsonValue detail : usage["cacheDetails"]) {
        out.hasCacheTtlSplit = true;
        if (detail["ttl"].text() == "1h")
            split(out.usage, CacheWrite5m, CacheWrite1h, countOf(detail, "inputTokens", complaint));
    }
}

void readCohere(JsonValue usage, UsageObject &out, Complaint &complaint)
{
    // "tokens" is what the model saw; "billed_units" is what is paid for, and what prices refer to.
    const JsonValue billed = firstObject(usage, {"billed_units", "tokens"});
    out.usage[Input] = countOf(billed, "input_tokens", complaint);
    out.usage[InputImage] = countOf(billed, "image_tokens", complaint);
    out.usage[Output] = countOf(billed, "output_tokens", complaint);
    if (out.usage.isZero() && billed["search_units"].isSet())
        complaint.add("billed_units", "search units are no tokens");
}

struct BareKeys
{
    std::string_view input;
    std::string_view output;
};
constexpr std::array<BareKeys, 5> bareKeys = {{
    {"inputTextTokenCount", "totalOutputTextTokenCount"},
    {"prompt_token_count", "generation_token_count"},
    {"prompt_eval_count", "eval_count"},
    {"num_tokens_prompt_total", "num_tokens_generated"},
    {"input_token_count", "generated_token_count"},
}};

void readBare(JsonValue body, const BareKeys &keys, UsageObject &out, Complaint &complaint)
{
    out.usage[Input] = countOf(body, keys.input, complaint);
    out.usage[Output] = countOf(body, keys.output, complaint);
    for (const JsonValue result : body["results"]) // Titan
        out.usage[Output] += countOf(result, "tokenCount", complaint);
}

const BareKeys *bareKeysOf(JsonValue body)
{
    for (const BareKeys &keys : bareKeys) {
        if (body[keys.input].isNumber())
            return &keys;
    }
    return nullptr;
}

Shape shapeOf(JsonValue usage)
{
    const auto has = [&](std::string_view key) { return usage[key].isSet(); };
    if (has("promptTokenCount") || has("candidatesTokenCount") || has("totalTokenCount"))
        return Shape::Google;
    if (has("inputTokens") || has("outputTokens") || has("inputTokenCount"))
        return Shape::Bedrock;
    if (usage["billed_units"].isObject() || usage["tokens"].isObject())
        return Shape::Cohere;
    if (has("prompt_tokens") || has("completion_tokens"))
        return Shape::OpenAiChat;
    if (has("cache_creation_input_tokens") || has("cache_read_input_tokens") ||
        usage["cache_creation"].isObject())
        return Shape::Anthropic;
    if (has("input_tokens_details") || has("input_token_details") || has("total_tokens"))
        return Shape::OpenAiResponses;
    if (has("input_tokens") || has("output_tokens"))
        return Shape::Anthropic; // without caches all writers mean the same
    return bareKeysOf(usage) != nullptr ? Shape::Bare : Shape::None;
}

void readCharge(JsonValue usage, UsageObject &out, Complaint &complaint)
{
    // OpenRouter's own charge; with the user's own key it is the fee only.
    if (const JsonValue cost = usage["cost"]; cost.isNumber() && !usage["is_byok"].isTrue())
        out.charge = readUsd(cost.text(), "cost", complaint);
    else if (const JsonValue sum = cost["total_cost"]; sum.isNumber()) // Perplexity
        out.charge = readUsd(sum.text(), "total_cost", complaint);
}

} // namespace

JsonValue usageObjectOf(JsonValue body)
{
    for (const std::string_view key :
         {"usage", "usageMetadata", "amazon-bedrock-invocationMetrics"}) {
        if (const JsonValue found = body[key]; shapeOf(found) != Shape::None)
            return found;
    }
    if (const JsonValue groq = body["x_groq"]["usage"]; groq.isObject())
        return groq;
    if (const JsonValue meta = body["meta"]; shapeOf(meta) == Shape::Cohere)
        return meta;
    if (bareKeysOf(body) != nullptr)
        return body;
    const JsonValue results = body["results"]; // watsonx: one result a request
    if (results.isArray() && !results.isEmpty() && bareKeysOf(*results.begin()) != nullptr)
        return *results.begin();
    return {};
}

bool tellsTotalOnly(JsonValue usage)
{
    const std::string_view total = usage["total_tokens"].text();
    return !total.empty() && total != "0" &&
           std::none_of(splitKeys.begin(), splitKeys.end(),
                        [usage](std::string_view key) { return usage[key].isSet(); });
}

UsageObject readUsageObject(JsonValue usage, Complaint &complaint, std::string_view model)
{
    UsageObject out;
    out.shape = shapeOf(usage);
    switch (out.shape) {
    case Shape::None:
        return out;
    case Shape::Anthropic:
        readAnthropic(usage, out, complaint);
        break;
    case Shape::OpenAiChat:
        readChat(usage, out, complaint);
        break;
    case Shape::OpenAiResponses:
        readResponses(usage, model, out, complaint);
        break;
    case Shape::Google:
        readGoogle(usage, out, complaint);
        break;
    case Shape::Bedrock:
        readBedrock(usage, out, complaint);
        break;
    case Shape::Cohere:
        readCohere(usage, out, complaint);
        break;
    case Shape::Bare:
        readBare(usage, *bareKeysOf(usage), out, complaint);
        break;
    }
    if (out.tier.empty())
        out.tier = tierWord(usage["service_tier"].text());
    readCharge(usage, out, complaint);
    return out;
}

} // namespace outlay
