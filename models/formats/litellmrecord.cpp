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

bool equalsIgnoringCase(std::string_view left, std::string_view lowerRight)
{
    return std::equal(left.begin(), left.end(), lowerRight.begin(), lowerRight.end(),
                      [](char a, char b) { return (a >= 'A' && a <= 'Z' ? a + 32 : a) == b; });
}

std::string_view firstOf(std::string_view preferred, std::string_view other)
{
    return preferred.empty() ? other : preferred;
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
    if (!isRead)
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

/// spend_logs_metadata and requester_metadata: free-form, with these names by convention.
bool LiteLlmRecord::readUserMetadata(std::string_view key, Value value)
{
    const auto take = [&](Field field) {
        std::string_view text;
        if (!m_fields.text(value, key, text))
            return false;
        if (!text.empty())
            m_seen[field] = text;
        return true;
    };
    if (key == "task_id" || key == "task")
        return take(Field::Task);
    if (key == "session_id" || key == "session")
        return take(Field::Session);
    if (key == "agent_id" || key == "agent")
        return take(Field::Agent);
    if (key == "parent_agent_id")
        return take(Field::ParentAgent);
    if (key == "project" || key == "project_id")
        return take(Field::Project);
    return (key != "environment" && key != "env") || take(Field::Environment);
}

/// Headers of Claude Code that a gateway may be told to log.
bool LiteLlmRecord::readHeader(std::string_view key, Value value)
{
    constexpr std::array<std::pair<std::string_view, Field>, 3> headers = {{
        {"x-claude-code-session-id", Field::Session},
        {"x-claude-code-agent-id", Field::Agent},
        {"x-claude-code-parent-agent-id", Field::ParentAgent},
    }};
    for (const auto &[name, field] : headers) {
        if (equalsIgnoringCase(key, name))
            return m_fields.text(value, name, m_seen[field]);
    }
    return true;
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

bool LiteLlmRecord::readTags(Value value)
{
    ondemand::array tags;
    if (value.get_array().get(tags) == simdjson::SUCCESS)
        return readTagArray(tags);
    const JsonScalar scalar = scalarOf(value);
    if (scalar.kind != JsonScalar::Kind::Text || !trimmedRecord(scalar.text).starts_with('['))
        return true;
    Inner *inner = openInner(scalar.text);
    const std::string_view bytes = inner == nullptr
                                       ? std::string_view{}
                                       : std::string_view(inner->bytes.data(), scalar.text.size());
    ondemand::document *document =
        inner == nullptr ? nullptr : inner->record.openAny(bytes, m_fields.problem);
    if (document == nullptr || document->get_array().get(tags) != simdjson::SUCCESS)
        return m_fields.fail("request_tags", "text that should be JSON but is not");
    return readTagArray(tags);
}

bool LiteLlmRecord::readTagArray(ondemand::array tags)
{
    for (simdjson::simdjson_result<Value> element : tags) {
        Value value;
        std::string_view tag;
        if (std::move(element).get(value) != simdjson::SUCCESS)
            return m_fields.fail("request_tags", "malformed JSON");
        if (!m_fields.text(value, "request_tags", tag))
            return false;
        takeTag(tag);
    }
    return true;
}

void LiteLlmRecord::takeTag(std::string_view tag)
{
    constexpr std::string_view userAgent = "user-agent:";
    if (tag.empty() || equalsIgnoringCase(tag.substr(0, userAgent.size()), userAgent))
        return; // added by LiteLLM itself, one for each client version
    const std::size_t colon = tag.find(':');
    if (colon == 0 || colon == std::string_view::npos) {
        m_seen.tags.push_back({"tag", tag});
        return;
    }
    const std::string_view key = tag.substr(0, colon);
    const std::string_view value = tag.substr(colon + 1);
    m_seen.tags.push_back({key, value});
    constexpr std::array<std::pair<std::string_view, Field>, 6> known = {{
        {"env", Field::Environment},
        {"environment", Field::Environment},
        {"task", Field::Task},
        {"session", Field::Session},
        {"agent", Field::Agent},
        {"project", Field::Project},
    }};
    for (const auto &[name, field] : known) {
        if (key == name && m_seen[field].empty())
            m_seen[field] = value;
    }
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

void LiteLlmRecord::finishTimes()
{
    m_seen.at = *m_raw.start;
    // A row may be written again when its cost is amended; the later end wins.
    m_seen.version = m_raw.end ? m_raw.end->micros : m_raw.start->micros;
    if (m_raw.end && *m_raw.end >= *m_raw.start)
        m_seen.latencyMicros = m_raw.end->micros - m_raw.start->micros;
    else if (m_raw.durationMs >= 0)
        m_seen.latencyMicros = m_raw.durationMs * 1000;
    if (!m_raw.completionStart || *m_raw.completionStart < *m_raw.start)
        return;
    // Spend rows do not say whether a call streamed, but only a stream starts before it ends.
    const bool isStream =
        m_raw.hasStream ? m_raw.isStream : m_raw.end && *m_raw.completionStart < *m_raw.end;
    if (isStream)
        m_seen.timeToFirstTokenMicros = m_raw.completionStart->micros - m_raw.start->micros;
}

void LiteLlmRecord::finishUsage()
{
    const TokenUsage usage = m_usage.normalised(m_raw.prompt, m_raw.completion);
    m_seen.isGatewayCacheHit = m_raw.isCacheHit;
    if (m_raw.isCacheHit) {
        m_seen.servedTokens = usage.total(); // the original answer's, not processed again
    } else {
        m_seen.usage = usage;
        m_seen.hasCacheTtlSplit = m_usage.hasSplit();
    }
    m_seen.reported = m_raw.cost;
    m_seen[Field::Tier] = firstOf(m_usage.tier, tierWord(m_raw.responseTier));
    m_seen[Field::Speed] = m_usage.speed;
    m_seen[Field::Geo] = m_usage.geo;
}

void LiteLlmRecord::finishOutcome()
{
    const bool hasFailed = m_raw.status == "failure" || m_raw.metadataStatus == "failure";
    const bool hasSucceeded = m_raw.status == "success" || m_raw.metadataStatus == "success";
    const bool hasTokens = !m_seen.usage.isZero() || m_seen.servedTokens > 0;
    int code = 0;
    if (const auto number = quickScaled(m_raw.errorCode, 0);
        number && *number >= 100 && *number < 600)
        code = static_cast<int>(*number);
    if (hasFailed) {
        const bool isRefusal = m_raw.isBudgetRefusal || m_raw.rateLimitType == "budget" ||
                               m_raw.errorClass == "BudgetExceededError";
        const bool isCancelled = code == 499 || m_raw.errorClass == "CancelledError";
        m_seen.outcome = isRefusal     ? Outcome::RefusedByCap
                         : isCancelled ? Outcome::Cancelled
                                       : Outcome::Error;
        m_seen.httpStatus = code;
        if (!m_raw.rateLimitCategory.empty())
            m_seen.tags.push_back({"rate_limit", m_raw.rateLimitCategory});
    } else if (hasSucceeded || hasTokens) {
        m_seen.outcome = Outcome::Success;
    }
    m_seen.isFinal = hasFailed || hasSucceeded;
    if (m_raw.retries >= 0)
        m_seen.attempt =
            static_cast<std::int32_t>(std::min<std::int64_t>(m_raw.retries, 1'000'000) + 1);
}

void LiteLlmRecord::finishNames()
{
    std::string_view model = m_raw.model;
    // "gemini/gemini-2.5-pro" of provider gemini: the router's own way of writing it.
    if (model.starts_with(m_raw.provider) && model.substr(m_raw.provider.size()).starts_with('/'))
        model.remove_prefix(m_raw.provider.size() + 1);
    setProviderAndModel(m_seen, m_raw.provider, model);
    if (m_seen[Field::Provider].empty())
        m_seen[Field::Provider] = providerOfModel(model);
    m_seen[Field::User] = firstOf(m_raw.userId, m_raw.userColumn);
    m_seen[Field::Key] = firstOf(m_raw.keyAlias, m_raw.keyHash);
    m_seen[Field::Team] = firstOf(m_raw.teamAlias, m_raw.teamId);
    m_seen[Field::Endpoint] = firstOf(m_raw.route, m_raw.callType);
    if (m_seen[Field::Project].empty())
        m_seen[Field::Project] = firstOf(m_raw.projectAlias, m_raw.projectId);
    m_seen[Field::Operation] = firstOf(m_raw.trace, m_raw.sessionColumn);
    if (const std::string_view endUser = firstOf(m_raw.endUser, m_raw.keyEndUser); !endUser.empty())
        m_seen.tags.push_back({"end_user", endUser});
}

void LiteLlmRecord::addGatewayCall(std::string_view id, std::string &buffer)
{
    if (!isUsableId(id))
        return;
    const bool hasFailed = m_seen.outcome == Outcome::Error ||
                           m_seen.outcome == Outcome::Cancelled ||
                           m_seen.outcome == Outcome::RefusedByCap;
    buffer.assign(id);
    buffer += hasFailed ? "/failure" : m_seen.outcome == Outcome::Success ? "/success" : "/unknown";
    m_seen.addToken(TokenSpace::GatewayCall, buffer);
}

/// The gateway's call id where there is one: response ids repeat on some providers. A cache hit
/// copies the response id of the call that filled the cache, which is another event.
void LiteLlmRecord::finishIdentity(std::string_view record)
{
    const std::string_view id = firstOf(m_raw.id, m_raw.requestId);
    const bool isOwnSuccess = m_seen.outcome == Outcome::Success && !m_raw.isCacheHit;
    addGatewayCall(m_raw.callId, m_callToken);
    if (isOwnSuccess && isProviderResponseId(id))
        m_seen.addToken(TokenSpace::Response, id);
    else if (id != m_raw.callId && (m_raw.callId.empty() || isUuid(id)) &&
             (!m_raw.isCacheHit || contains(id, "_cache_hit")))
        addGatewayCall(id, m_idToken);
    if (isOwnSuccess && m_raw.responseId != id && isProviderResponseId(m_raw.responseId))
        m_seen.addToken(TokenSpace::Response, m_raw.responseId);
    m_seen.content = record;
    if (!m_seen.tokens.empty())
        return;
    // Without blanks, so that a row is the same in a line, an array and a page.
    m_content.assign("litellm\n");
    const std::size_t head = m_content.size();
    m_content.resize(head + record.size() + recordPadding);
    std::size_t size = 0;
    if (simdjson::minify(record.data(), record.size(), m_content.data() + head, size) !=
        simdjson::SUCCESS)
        size = record.copy(m_content.data() + head, record.size());
    m_content.resize(head + size);
    m_seen.content = m_content;
}

} // namespace outlay
