// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/otlpattributes.h"

#include <algorithm>

namespace outlay {

namespace {

// In the order of enum Attribute.
constexpr std::array<std::string_view, attributeCount> names = {
    "agent.name",
    "agent_id",
    "attempt",
    "cache_creation_tokens",
    "cache_read_tokens",
    "cache_write_token_count",
    "cached_content_token_count",
    "cached_token_count",
    "cicd.pipeline.name",
    "cicd.pipeline.run.id",
    "codex.usage.reasoning_output_tokens",
    "conversation.id",
    "cost_usd",
    "deployment.environment",
    "deployment.environment.name",
    "duration_ms",
    "enduser.id",
    "error.message",
    "error.type",
    "event.kind",
    "event.name",
    "event.timestamp",
    "gen_ai.agent.id",
    "gen_ai.agent.name",
    "gen_ai.conversation.id",
    "gen_ai.openai.request.service_tier",
    "gen_ai.openai.response.service_tier",
    "gen_ai.operation.name",
    "gen_ai.provider.name",
    "gen_ai.request.model",
    "gen_ai.response.finish_reasons",
    "gen_ai.response.id",
    "gen_ai.response.model",
    "gen_ai.response.time_to_first_chunk",
    "gen_ai.system",
    "gen_ai.usage.cache_creation.input_tokens",
    "gen_ai.usage.cache_creation_input_tokens",
    "gen_ai.usage.cache_read.input_tokens",
    "gen_ai.usage.cache_read_input_tokens",
    "gen_ai.usage.cache_write.input_tokens",
    "gen_ai.usage.completion_tokens",
    "gen_ai.usage.cost",
    "gen_ai.usage.input_tokens",
    "gen_ai.usage.output_tokens",
    "gen_ai.usage.prompt_tokens",
    "gen_ai.usage.reasoning.output_tokens",
    "gen_ai.usage.reasoning_tokens",
    "http.response.status_code",
    "input_token_count",
    "input_tokens",
    "langfuse.session.id",
    "llm.cost.total",
    "llm.model_name",
    "llm.provider",
    "llm.request.type",
    "llm.response.model_name",
    "llm.system",
    "llm.token_count.completion",
    "llm.token_count.completion_details.audio",
    "llm.token_count.completion_details.reasoning",
    "llm.token_count.prompt",
    "llm.token_count.prompt_details.audio",
    "llm.token_count.prompt_details.cache_read",
    "llm.token_count.prompt_details.cache_write",
    "llm.usage.completion_tokens",
    "llm.usage.prompt_tokens",
    "model",
    "openai.response.service_tier",
    "openinference.span.kind",
    "output_token_count",
    "output_tokens",
    "parent_agent_id",
    "project",
    "project.name",
    "query_source",
    "reasoning_token_count",
    "request_id",
    "server.address",
    "service.name",
    "session.id",
    "slug",
    "span.type",
    "speed",
    "status_code",
    "stop_reason",
    "success",
    "team",
    "thoughts_token_count",
    "tool_token_count",
    "traceloop.association.properties.session_id",
    "traceloop.association.properties.user_id",
    "traceloop.entity.name",
    "traceloop.span.kind",
    "ttft_ms",
    "user.account_id",
    "user.email",
    "user.id",
    "user_agent.original",
    "vcs.change.id",
    "vcs.ref.head.name",
    "vcs.repository.name",
    "vcs.repository.url.full"};
static_assert(std::is_sorted(names.begin(), names.end()));

} // namespace

std::string_view name(Attribute attribute)
{
    return names[static_cast<std::size_t>(attribute)];
}

void OtlpAttributes::read(JsonValue keyValues)
{
    m_values.fill({});
    for (const JsonValue keyValue : keyValues) {
        const std::string_view key = keyValue["key"].text();
        const auto *const found = std::lower_bound(names.begin(), names.end(), key);
        if (found != names.end() && *found == key)
            m_values[static_cast<std::size_t>(found - names.begin())] = keyValue["value"];
    }
}

bool OtlpAttributes::has(Attribute attribute) const
{
    return m_values[static_cast<std::size_t>(attribute)].isSet();
}

std::string_view OtlpAttributes::text(Attribute attribute) const
{
    return anyValueText(m_values[static_cast<std::size_t>(attribute)]);
}

std::string_view OtlpAttributes::first(std::initializer_list<Attribute> attributes) const
{
    for (const Attribute attribute : attributes) {
        if (const std::string_view found = text(attribute); !found.empty())
            return found;
    }
    return {};
}

std::string_view anyValueText(JsonValue anyValue)
{
    for (const JsonValue inner : anyValue) {
        if (inner.key() == "arrayValue") {
            const JsonValue values = inner["values"];
            return values.isEmpty() ? std::string_view() : anyValueText(*values.begin());
        }
        if (const std::string_view text = inner.text(); !text.empty())
            return text;
    }
    return {};
}

} // namespace outlay
