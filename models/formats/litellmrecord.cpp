// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/litellmrecord.h"

#include "models/formats/format.h"
#include "models/formats/providername.h"
#include "models/formats/sniffing.h"
#include "models/formats/vocabulary.h"
#include "models/money/hash.h"

#include <algorithm>
#include <array>

namespace outlay {

namespace {

namespace ondemand = simdjson::ondemand;

bool contains(std::string_view text, std::string_view what)
{
    return text.find(what) != std::string_view::npos;
}

/// Two refusals of LiteLLM's own budgets: by key, user or team, and by provider.
bool saysBudgetExceeded(std::string_view message)
{
    return contains(message, "Budget has been exceeded") || contains(message, "ExceededBudget") ||
           contains(message, "budget exceeded") || contains(message, "Exceeded budget");
}

/// Fetching a stored response or file is logged with the usage of the original call.
bool onlyLooksUp(std::string_view callType)
{
    constexpr std::array<std::string_view, 10> prefixes = {
        "aget_",     "get_",     "alist_",  "list_",    "aretrieve_",
        "retrieve_", "adelete_", "delete_", "acancel_", "cancel_"};
    return std::any_of(prefixes.begin(), prefixes.end(),
                       [&](std::string_view prefix) { return callType.starts_with(prefix); });
}

} // namespace

LiteLlmRecord::LiteLlmRecord(std::pair<std::uint64_t, std::uint64_t> promptSalt)
    : m_promptSalt(promptSalt)
{
}

LiteLlmRecord::Verdict LiteLlmRecord::read(std::string_view record)
{
    m_seen.clear();
    m_raw = {};
    m_usage = {};
    m_innerUsed = 0;
    auto root = m_record.open(record, m_fields.problem);
    if (!root)
        return Verdict::Rejected;
    const bool isRead = m_fields.each(
        *root, [this](std::string_view key, Value value) { return readRoot(key, value); });
    if (m_raw.isPage)
        return Verdict::Page;
    if (!isRead || (!m_record.isAtEnd() && !m_fields.failAtEnd()))
        return Verdict::Rejected;
    if (onlyLooksUp(m_raw.callType))
        return Verdict::Ignored;
    if (!m_raw.start) {
        m_fields.fail("startTime", "missing");
        return Verdict::Rejected;
    }
    finishTimes();
    finishUsage();
    finishOutcome();
    if (!isTold())
        return Verdict::Rejected;
    finishNames();
    finishIdentity(record);
    return Verdict::Observed;
}

template <typename Visit>
bool LiteLlmRecord::eachOf(std::string_view field, Value value, Visit visit)
{
    ondemand::object object;
    if (value.get_object().get(object) == simdjson::SUCCESS)
        return m_fields.each(object, visit);
    const JsonScalar scalar = scalarOf(value);
    if (scalar.kind != JsonScalar::Kind::Text || !trimmedRecord(scalar.text).starts_with('{'))
        return true;
    Inner *inner = openInner(scalar.text);
    if (inner == nullptr)
        return m_fields.fail(field, "JSON inside JSON inside JSON, too deep");
    const std::string_view bytes(inner->bytes.data(), scalar.text.size());
    auto root = inner->record.open(bytes, m_fields.problem);
    if (!root)
        return m_fields.fail(field, "text that should be JSON but is not");
    return m_fields.each(*root, visit);
}

LiteLlmRecord::Inner *LiteLlmRecord::openInner(std::string_view text)
{
    constexpr std::size_t most = 16;
    if (m_innerUsed == most)
        return nullptr;
    if (m_innerUsed == m_inner.size())
        m_inner.push_back(std::make_unique<Inner>());
    Inner *inner = m_inner[m_innerUsed++].get();
    inner->bytes.assign(text);
    inner->bytes.append(recordPadding, '\0');
    return inner;
}

bool LiteLlmRecord::readRoot(std::string_view key, Value value)
{
    switch (key.size()) {
    case 2:
        return key != "id" || m_fields.text(value, key, m_raw.id);
    case 4:
        if (key == "data") {
            ondemand::array rows;
            m_raw.isPage = value.get_array().get(rows) == simdjson::SUCCESS;
            return !m_raw.isPage;
        }
        return key != "user" || m_fields.text(value, key, m_raw.userColumn);
    case 5:
        if (key == "model")
            return m_fields.text(value, key, m_raw.model);
        return key != "spend" || m_fields.money(value, key, m_raw.cost);
    case 6:
        if (key == "stream") {
            m_raw.hasStream = true;
            m_raw.isStream = JsonFields::flag(value);
            return true;
        }
        return key != "status" || m_fields.text(value, key, m_raw.status);
    case 7:
        if (key == "endTime")
            return m_fields.instant(value, key, m_raw.end);
        if (key == "api_key")
            return !m_raw.keyHash.empty() || m_fields.text(value, key, m_raw.keyHash);
        return key != "team_id" || !m_raw.teamId.empty() || m_fields.text(value, key, m_raw.teamId);
    case 8:
        if (key == "metadata")
            return eachOf(key, value,
                          [this](std::string_view k, Value v) { return readMetadata(k, v); });
        if (key == "response")
            return eachOf(key, value,
                          [this](std::string_view k, Value v) { return readResponse(k, v); });
        if (key == "messages")
            hashPrompt(value);
        else if (key == "trace_id")
            return m_fields.text(value, key, m_raw.trace);
        else if (key == "end_user")
            return m_fields.text(value, key, m_raw.endUser);
        else if (key == "agent_id")
            return m_fields.text(value, key, m_seen[Field::Agent]);
        return true;
    case 9:
        if (key == "startTime")
            return m_fields.instant(value, key, m_raw.start);
        if (key == "cache_hit")
            m_raw.isCacheHit = JsonFields::flag(value);
        return key != "call_type" || m_fields.text(value, key, m_raw.callType);
    case 10:
        if (key == "request_id")
            return m_fields.text(value, key, m_raw.requestId);
        return key != "session_id" || m_fields.text(value, key, m_raw.sessionColumn);
    default:
        return key.size() < 10 || readLongKey(key, value);
    }
}

bool LiteLlmRecord::readLongKey(std::string_view key, Value value)
{
    switch (key.size()) {
    case 11:
        return key != "model_group" || m_fields.text(value, key, m_seen[Field::ModelGroup]);
    case 12:
        if (key == "total_tokens")
            return m_fields.count(value, key, m_raw.total);
        return key != "request_tags" || readTags(value);
    case 13:
        if (key == "prompt_tokens")
            return m_fields.count(value, key, m_raw.prompt);
        if (key == "response_cost")
            return m_fields.money(value, key, m_raw.cost);
        // Repeats the usage object; needed only where metadata has none.
        return key != "hidden_params" || m_raw.hasUsageObject ||
               eachOf(key, value,
                      [this](std::string_view k, Value v) { return readHiddenParams(k, v); });
    case 15:
        return key != "litellm_call_id" || m_fields.text(value, key, m_raw.callId);
    case 17:
        if (key == "completion_tokens")
            return m_fields.count(value, key, m_raw.completion);
        return key != "error_information" ||
               eachOf(key, value, [this](std::string_view k, Value v) { return readError(k, v); });
    case 19:
        if (key == "custom_llm_provider")
            return m_fields.text(value, key, m_raw.provider);
        if (key == "completionStartTime")
            return m_fields.instant(value, key, m_raw.completionStart);
        return key != "request_duration_ms" || m_fields.count(value, key, m_raw.durationMs);
    default:
        if (key == "error_str") {
            std::string_view message;
            const bool isRead = m_fields.text(value, key, message);
            m_raw.isBudgetRefusal = m_raw.isBudgetRefusal || saysBudgetExceeded(message);
            return isRead;
        }
        return key != "standard_built_in_tools_params" ||
               eachOf(key, value,
                      [this](std::string_view k, Value v) { return readBuiltInTools(k, v); });
    }
}

bool LiteLlmRecord::readMetadata(std::string_view key, Value value)
{
    if (key.starts_with("user_api_key_"))
        return readKeyHolder(key.substr(13), value);
    if (key == "usage_object")
        return readUsageObject(value);
    if (key == "additional_usage_values" && !m_raw.hasUsageObject)
        return eachOf(key, value,
                      [this](std::string_view k, Value v) { return m_usage.read(k, v, m_fields); });
    if (key == "spend_logs_metadata" || key == "requester_metadata")
        return eachOf(key, value,
                      [this](std::string_view k, Value v) { return readUserMetadata(k, v); });
    if (key == "requester_custom_headers")
        return eachOf(key, value, [this](std::string_view k, Value v) { return readHeader(k, v); });
    if (key == "error_information")
        return eachOf(key, value, [this](std::string_view k, Value v) { return readError(k, v); });
    if (key == "status")
        return m_fields.text(value, "metadata.status", m_raw.metadataStatus);
    return key != "attempted_retries" ||
           m_fields.count(value, "metadata.attempted_retries", m_raw.retries);
}

/// The better of two places for usage: what other fields said of it is dropped.
bool LiteLlmRecord::readUsageObject(Value value)
{
    bool isFirst = true;
    return eachOf("usage_object", value, [&](std::string_view key, Value count) {
        if (isFirst)
            m_usage = {};
        isFirst = false;
        m_raw.hasUsageObject = true;
        return m_usage.read(key, count, m_fields);
    });
}

/// The fields of metadata that begin with user_api_key_.
bool LiteLlmRecord::readKeyHolder(std::string_view key, Value value)
{
    if (key == "hash")
        return m_fields.text(value, key, m_raw.keyHash);
    if (key == "alias")
        return m_fields.text(value, key, m_raw.keyAlias);
    if (key == "team_id")
        return m_fields.text(value, key, m_raw.teamId);
    if (key == "team_alias")
        return m_fields.text(value, key, m_raw.teamAlias);
    if (key == "user_id")
        return m_fields.text(value, key, m_raw.userId);
    if (key == "end_user_id")
        return m_fields.text(value, key, m_raw.keyEndUser);
    if (key == "request_route")
        return m_fields.text(value, key, m_raw.route);
    if (key == "project_alias")
        return m_fields.text(value, key, m_raw.projectAlias);
    return key != "project_id" || m_fields.text(value, key, m_raw.projectId);
}

bool LiteLlmRecord::readHiddenParams(std::string_view key, Value value)
{
    return key != "usage_object" || eachOf(key, value, [this](std::string_view k, Value v) {
               return m_usage.read(k, v, m_fields);
           });
}

bool LiteLlmRecord::readError(std::string_view key, Value value)
{
    if (key == "error_code")
        return m_fields.text(value, key, m_raw.errorCode);
    if (key == "error_class")
        return m_fields.text(value, key, m_raw.errorClass);
    if (key == "error_rate_limit_category")
        return m_fields.text(value, key, m_raw.rateLimitCategory);
    if (key == "error_rate_limit_type")
        return m_fields.text(value, key, m_raw.rateLimitType);
    std::string_view text;
    if (key == "error_message" || key == "error_budget_entity_type") {
        if (!m_fields.text(value, key, text))
            return false;
        const bool isEntity = key == "error_budget_entity_type" && !text.empty();
        m_raw.isBudgetRefusal = m_raw.isBudgetRefusal || isEntity || saysBudgetExceeded(text);
    }
    return true;
}

bool LiteLlmRecord::readResponse(std::string_view key, Value value)
{
    if (key == "id")
        return m_fields.text(value, "response.id", m_raw.responseId);
    if (key == "choices")
        return readFinishReason(value);
    if (key == "stop_reason")
        return m_fields.text(value, "response.stop_reason", m_seen[Field::StopReason]);
    return key != "service_tier" ||
           m_fields.text(value, "response.service_tier", m_raw.responseTier);
}

bool LiteLlmRecord::readFinishReason(Value choices)
{
    ondemand::array array;
    if (choices.get_array().get(array) != simdjson::SUCCESS)
        return true;
    for (simdjson::simdjson_result<Value> element : array) {
        ondemand::object choice;
        if (element.get_object().get(choice) != simdjson::SUCCESS)
            return true;
        for (simdjson::simdjson_result<ondemand::field> found : choice) {
            ondemand::field field;
            if (std::move(found).get(field) != simdjson::SUCCESS)
                return m_fields.fail("response.choices", "malformed JSON");
            if (field.key() == "finish_reason")
                return m_fields.text(field.value(), "finish_reason", m_seen[Field::StopReason]);
        }
        return true; // the first choice speaks for all
    }
    return true;
}

bool LiteLlmRecord::readBuiltInTools(std::string_view key, Value value)
{
    return key != "web_search_options" || eachOf(key, value, [this](std::string_view k, Value v) {
               return k != "search_context_size" ||
                      m_fields.text(v, k, m_seen[Field::SearchContext]);
           });
}

/// A salted hash of the prompt as logged; none where the gateway has redacted it.
void LiteLlmRecord::hashPrompt(Value value)
{
    if (m_promptSalt == std::pair<std::uint64_t, std::uint64_t>{})
        return;
    std::string_view prompt;
    ondemand::array messages;
    if (value.get_array().get(messages) == simdjson::SUCCESS) {
        if (messages.raw_json().get(prompt) != simdjson::SUCCESS)
            return;
    } else {
        const JsonScalar scalar = scalarOf(value);
        if (scalar.kind != JsonScalar::Kind::Text)
            return;
        prompt = scalar.text;
    }
    prompt = trimmedRecord(prompt);
    constexpr std::size_t shortest = 3; // "", "[]", "{}"
    if (prompt.size() >= shortest && !contains(prompt, "redacted-by-litellm"))
        m_seen.promptHash = hash64(prompt, m_promptSalt.first, m_promptSalt.second);
}

} // namespace outlay
