// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/format.h"
#include "models/formats/litellmrecord.h"
#include "models/formats/providername.h"
#include "models/formats/tokencounts.h"
#include "models/formats/vocabulary.h"

#include <algorithm>

namespace outlay {

// The other half of LiteLlmRecord: what the fields read, weighed against each other, make of the
// observation.

namespace {

std::string_view firstOf(std::string_view preferred, std::string_view other)
{
    return preferred.empty() ? other : preferred;
}

} // namespace

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

/// What is not told of the prompt and the completion, where the total tells it.
void LiteLlmRecord::takeMissing()
{
    const auto told = [](std::int64_t ofRow, std::int64_t ofObject) {
        return ofRow >= 0 ? ofRow : ofObject;
    };
    const auto orNone = [](std::int64_t count) { return std::max<std::int64_t>(count, 0); };
    std::int64_t prompt = told(m_raw.prompt, m_usage.prompt);
    const std::int64_t completion = told(m_raw.completion, m_usage.completion);
    // No call is without any input: such a 0 is what was not found in the answer.
    const std::int64_t beside = orNone(told(m_raw.total, m_usage.total)) - orNone(completion);
    const bool isLost = prompt == 0 && completion >= 0 && beside > 0 &&
                        beside != orNone(m_usage.reasoning) &&
                        std::max({m_usage.cacheRead, m_usage.cacheReadDetail, m_usage.cacheWrite,
                                  m_usage.cacheWriteDetail}) <= 0;
    prompt = isLost ? -1 : prompt;
    Counted n;
    n.prompt = orNone(prompt);
    n.output = orNone(completion);
    n.total = orNone(told(m_raw.total, m_usage.total));
    n.read = orNone(std::max(m_usage.cacheRead, m_usage.cacheReadDetail));
    n.written = orNone(std::max(m_usage.cacheWrite, m_usage.cacheWriteDetail));
    if (prompt < 0 && completion < 0 && n.total > 0 &&
        hasNoOutput({m_raw.callType, m_raw.model, m_raw.route})) {
        m_raw.prompt = n.total;
        m_raw.completion = 0;
        return;
    }
    if (!takeRest(n, prompt >= 0, completion >= 0))
        return;
    (prompt < 0 ? m_raw.prompt : m_raw.completion) = prompt < 0 ? n.prompt : n.output;
}

void LiteLlmRecord::finishUsage()
{
    takeMissing();
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

/// Refuses what would look free: a call without counts, or with one that is not told, which is not
/// 0. A cost tells what is charged without them.
bool LiteLlmRecord::isTold()
{
    const bool hasFailed = m_seen.outcome != Outcome::Success && m_seen.outcome != Outcome::Unknown;
    const bool hasPrompt = m_raw.prompt >= 0 || m_usage.prompt >= 0;
    const bool hasCompletion = m_raw.completion >= 0 || m_usage.completion >= 0;
    if (hasFailed || m_raw.isCacheHit || (hasPrompt && hasCompletion))
        return true;
    const bool hasTotal = m_raw.total > 0 || m_usage.total > 0;
    if (!hasPrompt && !hasCompletion && hasTotal)
        return (m_raw.cost && m_raw.cost->nanos > 0) || m_fields.fail("total_tokens", totalAlone);
    if (!hasPrompt && !hasCompletion)
        return m_raw.cost.has_value() ||
               m_fields.fail("prompt_tokens", "missing, with completion_tokens and a cost: no row "
                                              "of litellm; of another format, import it in a file "
                                              "of its own and without --format");
    if (hasPrompt && hasNoOutput({m_raw.callType, m_raw.model, m_raw.route}))
        return true;
    return m_fields.fail(hasPrompt ? "completion_tokens" : "prompt_tokens", countNotTold);
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
    const std::size_t slash = std::min(model.find('/'), model.size());
    // So is "vertex_ai/…" of "vertex_ai-anthropic_models".
    const std::string_view router = model.substr(0, slash);
    const bool isOwn =
        m_raw.provider == router || (m_raw.provider.starts_with(router) &&
                                     m_raw.provider.substr(router.size()).starts_with('-'));
    if (slash > 0 && slash < model.size() && isOwn)
        model.remove_prefix(slash + 1);
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
             (!m_raw.isCacheHit || id.find("_cache_hit") != std::string_view::npos))
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
