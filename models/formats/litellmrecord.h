// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/formats/jsonfields.h"
#include "models/formats/litellmusage.h"
#include "models/formats/observation.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace outlay {

/// Reads one payload or spend row of LiteLLM. Its buffers are kept from record to record.
class LiteLlmRecord
{
public:
    enum class Verdict : std::uint8_t
    {
        Observed,
        Ignored,  ///< a call that only looks something up
        Rejected, ///< see problem()
        Page,     ///< no record but {"data":[…]} of many
    };

    explicit LiteLlmRecord(std::pair<std::uint64_t, std::uint64_t> promptSalt);

    /// At least recordPadding bytes after `record` are readable.
    [[nodiscard]] Verdict read(std::string_view record);
    /// Valid after Observed, until the next read(); views point into the record.
    [[nodiscard]] const Observation &observation() const { return m_seen; }
    [[nodiscard]] const std::string &problem() const { return m_fields.problem; }

private:
    using Value = simdjson::ondemand::value;

    /// JSON that came as text inside JSON: its own copy and parser.
    struct Inner
    {
        std::string bytes;
        JsonRecord record;
    };
    /// What the fields say before they are weighed against each other.
    struct Raw
    {
        std::string_view id, callId, requestId, responseId;
        std::string_view status, metadataStatus, callType, route;
        std::string_view keyAlias, keyHash, teamAlias, teamId, userId, userColumn;
        std::string_view endUser, keyEndUser, projectAlias, projectId, trace, sessionColumn;
        std::string_view provider, model;
        std::string_view errorCode, errorClass, rateLimitCategory, rateLimitType;
        std::string_view responseTier;
        std::optional<Instant> start, end, completionStart;
        std::optional<Money> cost;
        std::int64_t prompt = -1, completion = -1, total = -1, durationMs = -1, retries = -1;
        bool isCacheHit = false, hasStream = false, isStream = false;
        bool isBudgetRefusal = false, hasUsageObject = false, isPage = false;
    };

    bool readRoot(std::string_view key, Value value);
    bool readLongKey(std::string_view key, Value value);
    bool readMetadata(std::string_view key, Value value);
    bool readUsageObject(Value value);
    bool readKeyHolder(std::string_view key, Value value);
    bool readHiddenParams(std::string_view key, Value value);
    bool readUserMetadata(std::string_view key, Value value);
    bool readHeader(std::string_view key, Value value);
    bool readError(std::string_view key, Value value);
    bool readResponse(std::string_view key, Value value);
    bool readFinishReason(Value choices);
    bool readBuiltInTools(std::string_view key, Value value);
    bool readTags(Value value);
    bool readTagArray(simdjson::ondemand::array tags);
    void takeTag(std::string_view tag);
    void hashPrompt(Value value);

    template <typename Visit> bool eachOf(std::string_view field, Value value, Visit visit);
    Inner *openInner(std::string_view text);

    void finishIdentity(std::string_view record);
    void addGatewayCall(std::string_view id, std::string &buffer);
    void finishOutcome();
    void takeMissing();
    bool isTold();
    void finishTimes();
    void finishUsage();
    void finishNames();

    JsonRecord m_record;
    JsonFields m_fields;
    Observation m_seen;
    Raw m_raw;
    LiteLlmUsage m_usage;
    std::pair<std::uint64_t, std::uint64_t> m_promptSalt;
    std::vector<std::unique_ptr<Inner>> m_inner;
    std::size_t m_innerUsed = 0;
    std::string m_callToken;
    std::string m_idToken;
    std::string m_content;
};

} // namespace outlay
