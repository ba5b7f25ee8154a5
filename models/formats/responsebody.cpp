// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/responsebody.h"

#include "models/formats/vocabulary.h"

#include <algorithm>
#include <array>
#include <initializer_list>

namespace outlay {

namespace {

using Shape = UsageObject::Shape;

void keep(std::string &known, std::string_view text)
{
    if (known.empty() && !text.empty())
        known = clipped(text);
}

std::string_view firstText(JsonValue body, std::initializer_list<std::string_view> keys)
{
    for (const std::string_view key : keys) {
        if (const std::string_view text = body[key].text(); !text.empty())
            return text;
    }
    return {};
}

/// Who answered, where the body's own marks tell it; else the maker of the model, if its name does.
std::string_view providerOf(JsonValue body, Shape shape, std::string_view id,
                            std::string_view model)
{
    const JsonValue usage = body["usage"];
    if (id.starts_with("msg_bdrk_") || shape == Shape::Bedrock)
        return "aws";
    if (id.starts_with("msg_vrtx_") || shape == Shape::Google)
        return "google";
    if (body["type"].text() == "message" && body["role"].text() == "assistant")
        return "anthropic";
    if (shape == Shape::Cohere)
        return "cohere";
    if (body["x_groq"].isObject())
        return "groq";
    if (id.starts_with("gen-") || body["provider"].isString())
        return "openrouter";
    if (usage["prompt_cache_hit_tokens"].isSet())
        return "deepseek";
    if (body["prompt_filter_results"].isSet())
        return "azure";
    if (body["prompt_eval_count"].isSet())
        return "ollama";
    return body["model_id"].isSet() ? "watsonx" : providerOfModel(model);
}

std::string_view stopReasonOf(JsonValue body)
{
    if (const std::string_view own =
            firstText(body, {"stop_reason", "stopReason", "finish_reason", "done_reason"});
        !own.empty())
        return own;
    if (const std::string_view delta = body["delta"]["stop_reason"].text(); !delta.empty())
        return delta;
    for (const JsonValue choice : body["choices"])
        return choice["finish_reason"].text();
    for (const JsonValue candidate : body["candidates"])
        return candidate["finishReason"].text();
    return {};
}

/// Seconds of Groq, milliseconds of Bedrock.
std::int64_t latencyOf(JsonValue body, Complaint &complaint)
{
    if (const JsonValue seconds = body["usage"]["total_time"]; seconds.isNumber())
        return readMicros(seconds.text(), 0, "total_time", complaint).value_or(-1);
    if (const JsonValue millis = body["metrics"]["latencyMs"]; millis.isNumber())
        return readMicros(millis.text(), 3, "latencyMs", complaint).value_or(-1);
    return -1;
}

} // namespace

void ResponseFacts::add(JsonValue body, Complaint &complaint)
{
    keep(id, firstText(body, {"id", "responseId", "response_id", "generation_id"}));
    keep(requestId, firstText(body, {"request_id", "_request_id"}));
    keep(model, firstText(body, {"model", "modelVersion", "model_id", "model_version"}));
    keep(created, firstText(body, {"created", "created_at", "createTime"}));
    keep(tier, tierWord(body["service_tier"].text()));
    if (const std::string_view stop = stopReasonOf(body); !stop.empty())
        stopReason = clipped(stop);
    const std::string_view status = body["status"].text();
    if (status == "failed" || status == "cancelled")
        outcome = status == "failed" ? Outcome::Error : Outcome::Cancelled;
    latencyMicros = std::max(latencyMicros, latencyOf(body, complaint));
    const JsonValue object = usageObjectOf(body);
    const UsageObject said = readUsageObject(object, complaint, model);
    if (said.shape != Shape::None) {
        for (std::size_t i = 0; i < tokenClassCount; ++i)
            usage.counts[i] = std::max(usage.counts[i], said.usage.counts[i]);
        shape = shape == Shape::None ? said.shape : shape;
        hasCacheTtlSplit = hasCacheTtlSplit || said.hasCacheTtlSplit;
        keep(tier, said.tier);
        keep(speed, said.speed);
        keep(geo, said.geo);
        keep(searchContext, said.searchContext);
        if (said.charge)
            charge = said.charge;
    }
    keep(provider, providerOf(body, said.shape, id, model));
}

JsonValue unwrapped(JsonValue root, bool &isBatch)
{
    isBatch = false;
    if (const JsonValue body = root["response"]["body"]; body.isObject()) {
        isBatch = root["custom_id"].isSet(); // a line of OpenAI's batch output
        return body;
    }
    if (const JsonValue message = root["result"]["message"]; message.isObject()) {
        isBatch = root["custom_id"].isSet(); // and of Anthropic's
        return message;
    }
    if (usageObjectOf(root).isSet())
        return root;
    for (const std::string_view key : {"response", "message", "body", "delta", "data"}) {
        if (const JsonValue inner = root[key]; inner.isObject() && usageObjectOf(inner).isSet())
            return inner;
    }
    return root;
}

bool isErrorBody(JsonValue body)
{
    if (body["type"].text() == "error" || body["object"].text() == "error")
        return true;
    if (body["result"]["type"].text() == "errored" || body["response"]["body"]["error"].isSet())
        return true;
    return body["error"].isSet() && !usageObjectOf(body).isSet();
}

} // namespace outlay
