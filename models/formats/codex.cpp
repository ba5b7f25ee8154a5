// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/formatlist.h"

#include "models/formats/codexstate.h"
#include "models/formats/jsonfields.h"
#include "models/formats/providername.h"
#include "models/formats/sniffing.h"
#include "models/formats/vocabulary.h"

#include <algorithm>

namespace outlay {

namespace {

// Rollouts of Codex: cumulative token counters of a session, which forks copy. Emits lineage
// vectors only; the ledger derives the requests. docs/formats.md, section codex.

namespace ondemand = simdjson::ondemand;
using Counts = LineageVector::Counts;

constexpr Counts noCounts{-1, -1, -1, -1, -1};

/// "0195aaaa-0000-7000-8000-000000000001" of "rollout-2026-03-10T09-00-00-0195aaaa-….jsonl".
std::string_view sessionOfPath(std::string_view path)
{
    path.remove_prefix(path.find_last_of("/\\") + 1);
    if (!path.starts_with("rollout-"))
        return {};
    path = path.substr(0, path.find('.'));
    constexpr std::size_t uuidLength = 36;
    if (path.size() < uuidLength)
        return {};
    path.remove_prefix(path.size() - uuidLength);
    return isUuid(path) ? path : std::string_view{};
}

class CodexReader final : public Reader
{
public:
    explicit CodexReader(const ReaderOptions &options) : m_pathSession(sessionOfPath(options.path))
    {
    }

    void line(std::string_view line, std::int64_t number, Sink &sink) override;
    [[nodiscard]] std::string state() const override { return m_state.toText(); }
    [[nodiscard]] bool restore(std::string_view state) override
    {
        return state.empty() || m_state.fromText(state);
    }

private:
    enum class Kind : std::uint8_t
    {
        Unknown, ///< the payload stands before the type
        Meta,
        Turn,
        Event,
        Usage, ///< token_usage_record
        Other,
    };
    /// A session_meta or turn_context, kept only if the line reads to its end.
    struct Context
    {
        std::string_view id;
        std::string_view sessionId;
        std::string_view forkedFrom;
        std::string_view spawnParent;
        std::string_view agent;
        std::string_view provider;
        std::string_view model;
        std::string_view cwd;
        std::string_view branch;
        std::string_view tier;
    };

    /// One of rate_limits; told only if it says how much is used.
    struct Window
    {
        std::int64_t used = -1; ///< hundredths of a percent
        std::int64_t minutes = 0;
        std::int64_t resetsIn = -1; ///< seconds from the line's time on
        std::optional<Instant> resetsAt;
    };

    static Kind kindOf(std::string_view type);
    bool readRoot(ondemand::object root);
    bool readPayload(ondemand::object payload);
    bool readPayloadField(std::string_view key, ondemand::value value);
    bool readInfo(ondemand::object info);
    bool readSource(ondemand::object source);
    bool readSpawn(ondemand::object spawn);
    bool readGit(ondemand::object git);
    bool readCounts(ondemand::value value, std::string_view field, Counts &counts);
    bool readLimits(ondemand::object limits);
    static bool readWindow(ondemand::value value, Window &window);
    void tellQuota(Sink &sink) const;
    void keepContext();
    void take(std::string_view line, std::int64_t number, Sink &sink);
    void emitVector(std::string_view line, Sink &sink);
    bool isRepeatOfRecord() const;

    JsonRecord m_record;
    JsonFields m_fields;
    CodexState m_state;
    Observation m_base;
    std::string m_pathSession;
    std::string m_content;

    // Of the line being read.
    Kind m_kind = Kind::Unknown;
    Context m_context;
    std::optional<Instant> m_at;
    std::string_view m_time;
    std::string_view m_event; ///< payload.type
    std::string_view m_responseId;
    std::string_view m_infoModel;
    Counts m_last = noCounts;
    Counts m_total = noCounts;
    std::array<Window, 2> m_windows; ///< primary, secondary
    std::string_view m_plan;
    std::string_view m_limit;
};

CodexReader::Kind CodexReader::kindOf(std::string_view type)
{
    if (type == "event_msg")
        return Kind::Event;
    if (type == "token_usage_record")
        return Kind::Usage;
    if (type == "turn_context")
        return Kind::Turn;
    return type == "session_meta" ? Kind::Meta : Kind::Other;
}

void CodexReader::line(std::string_view line, std::int64_t number, Sink &sink)
{
    line = trimmedRecord(line);
    if (line.empty())
        return;
    if (!hasObjectShape(line)) {
        sink.rejected(number, "not a complete JSON object");
        return;
    }
    const std::string_view type = leadingType(line);
    m_kind = type.empty() ? Kind::Unknown : kindOf(type);
    // An event without counters has them nowhere: conversation is passed over unparsed.
    if (m_kind == Kind::Other ||
        (m_kind == Kind::Event && line.find("\"token_count\"") == std::string_view::npos &&
         line.find("\\u00") == std::string_view::npos)) {
        sink.ignored();
        return;
    }
    m_context = {};
    m_at.reset();
    m_time = m_event = m_responseId = m_infoModel = {};
    m_last = m_total = noCounts;
    m_windows = {};
    m_plan = m_limit = {};
    auto root = m_record.open(line, m_fields.problem);
    if (!root || !readRoot(*root) || (!m_record.isAtEnd() && !m_fields.failAtEnd())) {
        sink.rejected(number, m_fields.problem);
        return;
    }
    take(line, number, sink);
}

bool CodexReader::readRoot(ondemand::object root)
{
    return m_fields.each(root, [this](std::string_view key, ondemand::value value) {
        if (key == "timestamp") {
            const JsonScalar scalar = scalarOf(value);
            if (scalar.kind == JsonScalar::Kind::Text)
                m_time = scalar.text;
            return m_fields.instant(scalar, key, m_at);
        }
        if (key == "type") {
            std::string_view type;
            if (!m_fields.text(value, key, type))
                return false;
            m_kind = kindOf(type);
            return true;
        }
        if (key == "payload") {
            ondemand::object payload;
            return value.get_object().get(payload) != simdjson::SUCCESS || readPayload(payload);
        }
        return true;
    });
}

bool CodexReader::readPayload(ondemand::object payload)
{
    return m_fields.each(payload, [this](std::string_view key, ondemand::value value) {
        return readPayloadField(key, value);
    });
}

bool CodexReader::readPayloadField(std::string_view key, ondemand::value value)
{
    ondemand::object nested;
    if (key == "info")
        return value.get_object().get(nested) != simdjson::SUCCESS || readInfo(nested);
    if (key == "rate_limits")
        return value.get_object().get(nested) != simdjson::SUCCESS || readLimits(nested);
    if (key == "source")
        return value.get_object().get(nested) != simdjson::SUCCESS || readSource(nested);
    if (key == "git")
        return value.get_object().get(nested) != simdjson::SUCCESS || readGit(nested);
    if (key == "usage")
        return readCounts(value, "payload.usage", m_last);
    if (key == "thread_token_usage")
        return readCounts(value, "payload.thread_token_usage", m_total);
    if (key == "type")
        return m_fields.text(value, "payload.type", m_event);
    if (key == "response_id")
        return m_fields.text(value, "payload.response_id", m_responseId);
    if (key == "id")
        return m_fields.text(value, "payload.id", m_context.id);
    if (key == "session_id")
        return m_fields.text(value, "payload.session_id", m_context.sessionId);
    if (key == "forked_from_id")
        return m_fields.text(value, "payload.forked_from_id", m_context.forkedFrom);
    if (key == "cwd")
        return m_fields.text(value, "payload.cwd", m_context.cwd);
    if (key == "model")
        return m_fields.text(value, "payload.model", m_context.model);
    if (key == "model_provider")
        return m_fields.text(value, "payload.model_provider", m_context.provider);
    if (key == "service_tier")
        return m_fields.text(value, "payload.service_tier", m_context.tier);
    return true;
}

bool CodexReader::readInfo(ondemand::object info)
{
    return m_fields.each(info, [this](std::string_view key, ondemand::value value) {
        if (key == "last_token_usage")
            return readCounts(value, "info.last_token_usage", m_last);
        if (key == "total_token_usage")
            return readCounts(value, "info.total_token_usage", m_total);
        return key != "model" || m_fields.text(value, "info.model", m_infoModel);
    });
}

/// {"subagent":{"thread_spawn":{"parent_thread_id":…}}} or {"subagent":"review"}
bool CodexReader::readSource(ondemand::object source)
{
    return m_fields.each(source, [this](std::string_view key, ondemand::value value) {
        ondemand::object agent;
        if (key != "subagent")
            return true;
        if (value.get_object().get(agent) != simdjson::SUCCESS)
            return m_fields.text(value, "source.subagent", m_context.agent);
        return m_fields.each(agent, [this](std::string_view inner, ondemand::value spawn) {
            ondemand::object details;
            return inner != "thread_spawn" ||
                   spawn.get_object().get(details) != simdjson::SUCCESS || readSpawn(details);
        });
    });
}

bool CodexReader::readSpawn(ondemand::object spawn)
{
    return m_fields.each(spawn, [this](std::string_view key, ondemand::value value) {
        if (key == "parent_thread_id")
            return m_fields.text(value, "thread_spawn.parent_thread_id", m_context.spawnParent);
        return key != "agent_role" ||
               m_fields.text(value, "thread_spawn.agent_role", m_context.agent);
    });
}

bool CodexReader::readGit(ondemand::object git)
{
    return m_fields.each(git, [this](std::string_view key, ondemand::value value) {
        return key != "branch" || m_fields.text(value, "git.branch", m_context.branch);
    });
}

bool CodexReader::readCounts(ondemand::value value, std::string_view field, Counts &counts)
{
    ondemand::object usage;
    if (value.get_object().get(usage) != simdjson::SUCCESS)
        return scalarOf(value).kind == JsonScalar::Kind::Null ||
               m_fields.fail(field, "expected an object");
    counts = noCounts;
    return m_fields.each(usage, [&](std::string_view key, ondemand::value number) {
        constexpr std::array<std::string_view, 5> names = {
            "input_tokens", "cached_input_tokens", "cache_write_input_tokens", "output_tokens",
            "reasoning_output_tokens"};
        for (std::size_t i = 0; i < names.size(); ++i) {
            if (key == names[i])
                return m_fields.count(number, names[i], counts[i]);
        }
        return true;
    });
}

bool CodexReader::readLimits(ondemand::object limits)
{
    return m_fields.each(limits, [this](std::string_view key, ondemand::value value) {
        if (key == "primary" || key == "secondary")
            return readWindow(value, m_windows[key == "primary" ? 0 : 1]);
        if (key == "plan_type")
            return m_fields.text(value, "rate_limits.plan_type", m_plan);
        return key != "limit_name" || m_fields.text(value, "rate_limits.limit_name", m_limit);
    });
}

/// What cannot be meant is left out: a window that is not understood must not cost the usage that
/// stands beside it.
bool CodexReader::readWindow(ondemand::value value, Window &window)
{
    constexpr std::int64_t maxUsed = 100 * 10'000; // hundredfold the allowance
    constexpr std::int64_t maxMinutes = 366 * 24 * 60;
    constexpr std::int64_t maxSeconds = maxMinutes * 60;
    ondemand::object fields;
    if (value.get_object().get(fields) != simdjson::SUCCESS)
        return true;
    const auto within = [](const JsonScalar &scalar, int places, std::int64_t most) {
        const auto number = quickScaled(scalar.text, places);
        return number && *number >= 0 && *number <= most ? number : std::nullopt;
    };
    JsonFields lenient;
    return lenient.each(fields, [&](std::string_view key, ondemand::value field) {
        const JsonScalar scalar = scalarOf(field);
        if (scalar.kind != JsonScalar::Kind::Number && scalar.kind != JsonScalar::Kind::Text)
            return true;
        if (key == "used_percent")
            window.used = within(scalar, 2, maxUsed).value_or(-1);
        else if (key == "window_minutes")
            window.minutes = within(scalar, 0, maxMinutes).value_or(0);
        else if (key == "resets_in_seconds")
            window.resetsIn = within(scalar, 0, maxSeconds).value_or(-1);
        else if (key == "resets_at")
            (void)lenient.instant(scalar, key, window.resetsAt);
        return true;
    });
}

void CodexReader::tellQuota(Sink &sink) const
{
    constexpr std::array<std::string_view, 2> names = {"primary", "secondary"};
    for (std::size_t i = 0; i < names.size(); ++i) {
        const Window &window = m_windows[i];
        QuotaObservation quota;
        quota.plan = m_plan;
        quota.limit = m_limit;
        quota.window = names[i];
        quota.at = *m_at;
        quota.used = window.used;
        quota.minutes = window.minutes;
        quota.resetsAt = window.resetsAt;
        if (!quota.resetsAt && window.resetsIn >= 0)
            quota.resetsAt = Instant{m_at->micros + window.resetsIn * microsPerSecond};
        // Without an end nobody could tell when it no longer holds.
        if (quota.used >= 0 && (quota.resetsAt || quota.minutes > 0))
            sink.quota(quota);
    }
}

void CodexReader::take(std::string_view line, std::int64_t number, Sink &sink)
{
    if (m_state.firstTime.empty())
        m_state.firstTime = m_time;
    const bool isEvent = m_kind == Kind::Event && m_event == "token_count";
    if (m_kind == Kind::Meta || m_kind == Kind::Turn)
        keepContext();
    if (isEvent && m_at)
        tellQuota(sink);
    if ((!isEvent && m_kind != Kind::Usage) || (m_last == noCounts && m_total == noCounts)) {
        sink.ignored();
        return;
    }
    const bool isRepeat = isEvent && isRepeatOfRecord();
    if (isEvent)
        m_state.isRepeatDue = false;
    if (isRepeat) {
        sink.ignored();
        return;
    }
    if (!m_at) {
        sink.rejected(number, "timestamp: missing");
        return;
    }
    if (m_kind == Kind::Usage) {
        m_state.isRepeatDue = true;
        m_state.dueLast = m_last;
        m_state.dueTotal = m_total;
    }
    emitVector(line, sink);
}

/// Each token_usage_record is followed, with other lines between, by the older token_count with
/// the same numbers: one request. A record of a compaction has no such line.
bool CodexReader::isRepeatOfRecord() const
{
    return m_state.isRepeatDue && m_last == m_state.dueLast &&
           (m_total == m_state.dueTotal || m_state.dueTotal == noCounts);
}

void CodexReader::keepContext()
{
    if (m_kind == Kind::Turn) {
        if (!m_context.model.empty())
            m_state.model = m_context.model;
        m_state.tier = tierWord(m_context.tier);
        if (!m_context.cwd.empty())
            m_state.cwd = m_context.cwd;
        return;
    }
    // Further session_meta lines are the ancestors' of a fork, copied with their history.
    if (m_state.hasMeta)
        return;
    const std::string_view id = m_context.id.empty() ? m_context.sessionId : m_context.id;
    if (id.empty())
        return;
    m_state.hasMeta = true;
    m_state.session = id;
    m_state.parent = m_context.forkedFrom.empty() ? m_context.spawnParent : m_context.forkedFrom;
    m_state.agent = m_context.agent;
    m_state.cwd = m_context.cwd;
    m_state.branch = m_context.branch;
    m_state.provider = m_context.provider;
}

void CodexReader::emitVector(std::string_view line, Sink &sink)
{
    if (m_state.session.empty())
        m_state.session = m_pathSession.empty() ? "codex-" + m_state.firstTime : m_pathSession;
    m_base.clear();
    m_base.at = *m_at;
    const std::string_view model =
        m_infoModel.empty() ? std::string_view(m_state.model) : m_infoModel;
    setProviderAndModel(m_base, m_state.provider, model);
    if (m_base[Field::Provider].empty())
        m_base[Field::Provider] = providerOfModel(model);
    m_base[Field::Session] = m_state.session;
    m_base[Field::Project] = m_state.cwd;
    m_base[Field::Branch] = m_state.branch;
    m_base[Field::Tier] = m_state.tier;
    m_base[Field::Agent] = m_state.agent;
    m_base[Field::ParentAgent] = m_state.parent;
    m_base.addToken(TokenSpace::Response, m_responseId);
    m_base.isFinal = true;
    m_base.outcome = Outcome::Success;
    m_base.canSeeFailures = false;
    m_content.assign("codex\n");
    m_content += line;
    m_base.content = m_content;

    LineageVector vector;
    vector.base = &m_base;
    vector.session = m_state.session;
    vector.parent = m_state.parent;
    vector.ordinal = m_state.ordinal++;
    vector.last = m_last;
    vector.total = m_total;
    sink.lineage(vector);
}

int sniffCodex(std::string_view head, std::string_view /*path*/)
{
    head = trimmedRecord(head);
    const std::string_view first = head.substr(0, head.find('\n'));
    if (!first.starts_with('{') || first.find("\"payload\"") == std::string_view::npos)
        return 0;
    const auto has = [head](std::string_view what) {
        return head.find(what) != std::string_view::npos;
    };
    if (has("\"session_meta\"") || has("\"token_count\"") || has("\"turn_context\""))
        return 95;
    return has("\"event_msg\"") || has("\"response_item\"") ? 90 : 0;
}

} // namespace

const Format codexFormat{
    .name = "codex",
    .title = "Codex rollouts",
    .rank = Rank::Transcript,
    .growth = Growth::Once,
    .sniff = sniffCodex,
    .framing = linesFraming,
    .create = [](const ReaderOptions &options) -> std::unique_ptr<Reader> {
        return std::make_unique<CodexReader>(options);
    },
};

} // namespace outlay
