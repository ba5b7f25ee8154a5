// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/formatlist.h"

#include "models/formats/jsonfields.h"
#include "models/formats/providername.h"
#include "models/formats/sniffing.h"
#include "models/formats/vocabulary.h"

#include <algorithm>
#include <array>

namespace outlay {

namespace {

// Transcripts of Claude Code: one line per content block, several lines per model call, copies of
// lines over files. docs/formats.md, section claude-code.

namespace ondemand = simdjson::ondemand;

/// "agent-a1f3c9e" of ".../subagents/agent-a1f3c9e.jsonl"; empty for a session's own file.
std::string_view agentOfPath(std::string_view path)
{
    path.remove_prefix(path.find_last_of("/\\") + 1);
    if (!path.starts_with("agent-"))
        return {};
    path.remove_prefix(std::string_view("agent-").size());
    return path.substr(0, path.find('.'));
}

class ClaudeCodeReader final : public Reader
{
public:
    explicit ClaudeCodeReader(const ReaderOptions &options) : m_fileAgent(agentOfPath(options.path))
    {
    }

    void line(std::string_view line, std::int64_t number, Sink &sink) override;

private:
    struct CacheWrites
    {
        std::int64_t flat = 0;
        std::int64_t fiveMinutes = 0;
        std::int64_t oneHour = 0;
        bool isSplit = false;
    };

    bool readRoot(ondemand::object root);
    bool readRootField(std::string_view key, ondemand::value value);
    bool readMessage(ondemand::object message);
    bool readUsage(ondemand::object usage);
    bool readUsageField(std::string_view key, ondemand::value value, CacheWrites &writes);
    bool readCacheCreation(ondemand::object creation, CacheWrites &writes);
    bool readServerTools(ondemand::object tools);
    void finishIdentity(std::string_view line);

    /// A line of another kind: stops the reading without being an error.
    bool noUsage()
    {
        m_hasUsage = false;
        m_isOtherKind = true;
        return false;
    }

    JsonRecord m_record;
    JsonFields m_fields;
    Observation m_seen;
    std::string m_fileAgent;
    std::string m_content;

    // Of the line being read.
    std::string_view m_messageId;
    std::string_view m_requestId;
    std::string_view m_attributedAgent;
    std::optional<Instant> m_at;
    bool m_hasUsage = false;
    bool m_isOtherKind = false;
    bool m_isSideChain = false;
};

void ClaudeCodeReader::line(std::string_view line, std::int64_t number, Sink &sink)
{
    line = trimmedRecord(line);
    if (line.empty())
        return;
    if (!hasObjectShape(line)) {
        sink.rejected(number, "not a complete JSON object");
        return;
    }
    if (const std::string_view type = leadingType(line); !type.empty() && type != "assistant") {
        sink.ignored();
        return;
    }
    m_seen.clear();
    m_messageId = m_requestId = m_attributedAgent = {};
    m_at.reset();
    m_hasUsage = m_isOtherKind = m_isSideChain = false;
    auto root = m_record.open(line, m_fields.problem);
    const bool isRead = root && readRoot(*root) && (m_record.isAtEnd() || m_fields.failAtEnd());
    if (!isRead && !m_isOtherKind) {
        sink.rejected(number, m_fields.problem);
        return;
    }
    if (!m_hasUsage) {
        sink.ignored();
        return;
    }
    if (!m_at) {
        sink.rejected(number, "timestamp: missing");
        return;
    }
    finishIdentity(line);
    sink.observation(m_seen);
}

bool ClaudeCodeReader::readRoot(ondemand::object root)
{
    return m_fields.each(root, [this](std::string_view key, ondemand::value value) {
        return readRootField(key, value);
    });
}

bool ClaudeCodeReader::readRootField(std::string_view key, ondemand::value value)
{
    if (key == "message") {
        ondemand::object message;
        if (value.get_object().get(message) != simdjson::SUCCESS)
            return noUsage();
        return readMessage(message);
    }
    if (key == "type") {
        std::string_view type;
        if (!m_fields.text(value, key, type))
            return false;
        return type == "assistant" || noUsage();
    }
    if (key == "timestamp")
        return m_fields.instant(value, key, m_at);
    if (key == "requestId")
        return m_fields.text(value, key, m_requestId);
    if (key == "sessionId")
        return m_fields.text(value, key, m_seen[Field::Session]);
    if (key == "cwd")
        return m_fields.text(value, key, m_seen[Field::Project]);
    if (key == "gitBranch")
        return m_fields.text(value, key, m_seen[Field::Branch]);
    if (key == "agentId")
        return m_fields.text(value, key, m_seen[Field::Agent]);
    if (key == "attributionAgent")
        return m_fields.text(value, key, m_attributedAgent);
    if (key == "costUSD")
        return m_fields.money(value, key, m_seen.client);
    if (key == "isSidechain")
        m_isSideChain = JsonFields::flag(value);
    else if (key == "isApiErrorMessage" && JsonFields::flag(value))
        return noUsage();
    return true;
}

bool ClaudeCodeReader::readMessage(ondemand::object message)
{
    return m_fields.each(message, [this](std::string_view key, ondemand::value value) {
        if (key == "usage") {
            ondemand::object usage;
            if (value.get_object().get(usage) == simdjson::SUCCESS)
                return readUsage(usage);
            m_hasUsage = false;
            return scalarOf(value).kind == JsonScalar::Kind::Null ||
                   m_fields.fail("message.usage", "expected an object");
        }
        if (key == "id")
            return m_fields.text(value, "message.id", m_messageId);
        if (key == "model") {
            if (!m_fields.text(value, "message.model", m_seen[Field::Model]))
                return false;
            // Written by the client itself, for a failed call: no model answered.
            return m_seen[Field::Model] != "<synthetic>" || noUsage();
        }
        if (key == "role") {
            std::string_view role;
            if (!m_fields.text(value, "message.role", role))
                return false;
            return role == "assistant" || noUsage();
        }
        if (key == "stop_reason") {
            if (!m_fields.text(value, "message.stop_reason", m_seen[Field::StopReason]))
                return false;
            m_seen.isFinal = !m_seen[Field::StopReason].empty();
        }
        return true;
    });
}

bool ClaudeCodeReader::readUsage(ondemand::object usage)
{
    CacheWrites writes;
    m_seen.usage = {};
    const bool isRead = m_fields.each(usage, [&](std::string_view key, ondemand::value value) {
        return readUsageField(key, value, writes);
    });
    if (!isRead)
        return false;
    // Release 2.1.152 and before wrote 0 into the flat field beside a filled split; endpoints that
    // only imitate the API write an empty split beside a filled flat field.
    const bool isSplitMeant =
        writes.isSplit && (writes.fiveMinutes + writes.oneHour > 0 || writes.flat == 0);
    m_seen.usage[TokenClass::CacheWrite5m] = isSplitMeant ? writes.fiveMinutes : writes.flat;
    m_seen.usage[TokenClass::CacheWrite1h] = isSplitMeant ? writes.oneHour : 0;
    m_seen.hasCacheTtlSplit = isSplitMeant;
    m_hasUsage = true;
    return true;
}

bool ClaudeCodeReader::readUsageField(std::string_view key, ondemand::value value,
                                      CacheWrites &writes)
{
    if (key == "input_tokens")
        return m_fields.count(value, "message.usage.input_tokens", m_seen.usage[TokenClass::Input]);
    if (key == "output_tokens")
        return m_fields.count(value, "message.usage.output_tokens",
                              m_seen.usage[TokenClass::Output]);
    if (key == "cache_read_input_tokens")
        return m_fields.count(value, "message.usage.cache_read_input_tokens",
                              m_seen.usage[TokenClass::CacheRead]);
    if (key == "cache_creation_input_tokens")
        return m_fields.count(value, "message.usage.cache_creation_input_tokens", writes.flat);
    if (key == "cache_creation") {
        ondemand::object creation;
        return value.get_object().get(creation) != simdjson::SUCCESS ||
               readCacheCreation(creation, writes);
    }
    if (key == "server_tool_use") {
        ondemand::object tools;
        return value.get_object().get(tools) != simdjson::SUCCESS || readServerTools(tools);
    }
    if (key == "service_tier" || key == "speed" || key == "inference_geo") {
        std::string_view word;
        if (!m_fields.text(value, key, word))
            return false;
        if (key == "service_tier")
            m_seen[Field::Tier] = tierWord(word);
        else if (key == "speed")
            m_seen[Field::Speed] = word == "fast" ? word : std::string_view{};
        else if (word != "not_available" && word != "global")
            m_seen[Field::Geo] = word;
    }
    return true;
}

bool ClaudeCodeReader::readCacheCreation(ondemand::object creation, CacheWrites &writes)
{
    return m_fields.each(creation, [&](std::string_view key, ondemand::value value) {
        if (key == "ephemeral_5m_input_tokens") {
            writes.isSplit = true;
            return m_fields.count(value, "message.usage.cache_creation.ephemeral_5m_input_tokens",
                                  writes.fiveMinutes);
        }
        if (key == "ephemeral_1h_input_tokens") {
            writes.isSplit = true;
            return m_fields.count(value, "message.usage.cache_creation.ephemeral_1h_input_tokens",
                                  writes.oneHour);
        }
        return true;
    });
}

bool ClaudeCodeReader::readServerTools(ondemand::object tools)
{
    return m_fields.each(tools, [this](std::string_view key, ondemand::value value) {
        return key != "web_search_requests" ||
               m_fields.count(value, "message.usage.server_tool_use.web_search_requests",
                              m_seen.usage[TokenClass::WebSearches]);
    });
}

void ClaudeCodeReader::finishIdentity(std::string_view line)
{
    m_seen.at = *m_at;
    m_seen.addToken(TokenSpace::Response, m_messageId);
    m_seen.addToken(TokenSpace::Request, m_requestId);
    m_seen.content = line;
    if (m_seen.tokens.empty()) {
        m_content.assign("claude-code\n");
        m_content += line;
        m_seen.content = m_content;
    }
    if (m_seen[Field::Agent].empty())
        m_seen[Field::Agent] = m_attributedAgent.empty() ? m_fileAgent : m_attributedAgent;
    if (m_messageId.starts_with("msg_bdrk_"))
        m_seen[Field::Provider] = "aws";
    else if (m_messageId.starts_with("msg_vrtx_"))
        m_seen[Field::Provider] = "google";
    else
        m_seen[Field::Provider] = providerOfModel(m_seen[Field::Model]);
    if (m_seen[Field::Provider] == "google" && m_seen[Field::Model].starts_with("claude"))
        m_seen[Field::Service] = vertexAiService; // where Google sells Claude
    // A side chain may copy messages of the main chain with other counts: the main chain is right.
    m_seen.standing = m_isSideChain ? 0 : 1;
    m_seen.outcome = Outcome::Success;
    m_seen.canSeeFailures = false;
}

int sniffClaudeCode(std::string_view head, std::string_view /*path*/)
{
    head = trimmedRecord(head);
    if (!head.starts_with('{'))
        return 0;
    const auto has = [head](std::string_view what) {
        return head.find(what) != std::string_view::npos;
    };
    if (has("\"parentUuid\"") || has("\"isSidechain\""))
        return 95;
    if (has("\"sessionId\"") && has("\"message\"") && has("\"usage\""))
        return 80;
    const std::string_view type = leadingType(head.substr(0, head.find('\n')));
    if (type.empty())
        return 0;
    // What a session may begin with before its first message.
    constexpr std::array<std::string_view, 7> openings = {
        "summary",     "queue-operation",       "mode",        "attachment",
        "last-prompt", "file-history-snapshot", "custom-title"};
    if ((has("\"leafUuid\"") || has("\"sessionId\"")) &&
        std::find(openings.begin(), openings.end(), type) != openings.end())
        return 60;
    return (type == "assistant" || type == "user") && has("\"message\"") ? 50 : 0;
}

} // namespace

const Format claudeCodeFormat{
    .name = "claude-code",
    .title = "Claude Code transcripts",
    .rank = Rank::Transcript,
    .growth = Growth::Max,
    .sniff = sniffClaudeCode,
    .framing = linesFraming,
    .create = [](const ReaderOptions &options) -> std::unique_ptr<Reader> {
        return std::make_unique<ClaudeCodeReader>(options);
    },
};

} // namespace outlay
