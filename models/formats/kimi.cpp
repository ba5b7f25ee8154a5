// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/formatlist.h"
#include "models/formats/jsonfields.h"
#include "models/formats/sniffing.h"
#include "models/formats/tokencounts.h"
#include "models/formats/transcript.h"
#include "models/formats/vocabulary.h"

namespace outlay {

namespace {

// wire.jsonl of Kimi CLI (StatusUpdate) and of Kimi Code (usage.record). docs/formats.md, section
// kimi.

using enum TokenClass;

class KimiReader final : public TranscriptReader
{
public:
    explicit KimiReader(const ReaderOptions &options);

    [[nodiscard]] std::string state() const override { return m_model; }
    [[nodiscard]] bool restore(std::string_view state) override
    {
        m_model = state;
        return true;
    }

protected:
    void record(JsonValue root, std::int64_t number, Sink &sink) override;
    [[nodiscard]] bool passesOver(std::string_view type) const override
    {
        return type != "usage.record" && type != "llm.request";
    }

private:
    void statusUpdate(JsonValue root, std::int64_t number, Sink &sink);
    void usageRecord(JsonValue root, std::int64_t number, Sink &sink);
    void finishCall(JsonValue root, JsonValue at, std::string_view field, std::int64_t number,
                    Sink &sink);

    std::string m_session;
    std::string m_agent; ///< empty for the main one
    std::string m_model; ///< of the latest request: a record may name a setting instead
};

/// ".../<session>/wire.jsonl" and ".../<session>/agents/<agent>/wire.jsonl".
KimiReader::KimiReader(const ReaderOptions &options) : TranscriptReader("kimi")
{
    const std::string_view folder = folderOf(options.path);
    const std::string_view above = folderOf(folder);
    if (fileName(above) == "agents") {
        m_session = fileName(folderOf(above));
        if (fileName(folder) != "main")
            m_agent = fileName(folder);
    } else {
        m_session = fileName(folder);
    }
}

/// Without the agent's own prefix; empty for the name of a setting.
std::string_view modelName(std::string_view model)
{
    constexpr std::string_view prefix = "kimi-code/";
    if (model.starts_with(prefix))
        model.remove_prefix(prefix.size());
    const bool isSetting = model.starts_with("__") && model.ends_with("__");
    return isSetting ? std::string_view() : clipped(model);
}

void KimiReader::record(JsonValue root, std::int64_t number, Sink &sink)
{
    const std::string_view type = root["type"].text();
    if (type == "usage.record")
        return usageRecord(root, number, sink);
    if (type == "llm.request") {
        if (const std::string_view model = modelName(root["model"].text()); !model.empty())
            m_model = model;
        return sink.ignored();
    }
    if (root["message"]["type"].text() == "StatusUpdate")
        return statusUpdate(root, number, sink);
    sink.ignored();
}

void KimiReader::statusUpdate(JsonValue root, std::int64_t number, Sink &sink)
{
    const JsonValue payload = root["message"]["payload"];
    const JsonValue usage = payload["token_usage"];
    if (!usage.isObject())
        return sink.ignored(); // only how full the context is
    Observation &o = begin();
    o.usage[Input] = countOf(usage, "input_other", m_complaint);
    o.usage[CacheRead] = countOf(usage, "input_cache_read", m_complaint);
    o.usage[CacheWrite5m] = countOf(usage, "input_cache_creation", m_complaint);
    o.usage[Output] = countOf(usage, "output", m_complaint);
    needPrompt(usage, "input_other", "output", m_complaint);
    const std::string_view id = clipped(payload["message_id"].text());
    if (isProviderResponseId(id))
        o.addToken(TokenSpace::Response, id);
    else
        addOwnId(m_session, id);
    finishCall(root, root["timestamp"], "timestamp", number, sink);
}

void KimiReader::usageRecord(JsonValue root, std::int64_t number, Sink &sink)
{
    const JsonValue usage = root["usage"];
    Observation &o = begin();
    if (!usage.isObject())
        m_complaint.add("usage", "expected an object");
    o.usage[Input] = countOf(usage, "inputOther", m_complaint);
    o.usage[CacheRead] = countOf(usage, "inputCacheRead", m_complaint);
    o.usage[CacheWrite5m] = countOf(usage, "inputCacheCreation", m_complaint);
    o.usage[Output] = countOf(usage, "output", m_complaint);
    needPrompt(usage, "inputOther", "output", m_complaint);
    const std::string_view own = modelName(root["model"].text());
    o[Field::Model] = own.empty() ? std::string_view(m_model) : own;
    finishCall(root, root["time"], "time", number, sink);
}

void KimiReader::finishCall(JsonValue root, JsonValue at, std::string_view field,
                            std::int64_t number, Sink &sink)
{
    if (m_complaint.isEmpty() && m_seen.usage.isZero())
        return sink.ignored();
    m_seen.at = readTime(at.text(), field, m_complaint).value_or(Instant{});
    const std::string_view maker = providerOfModel(m_seen[Field::Model]);
    m_seen[Field::Provider] = maker.empty() ? "moonshotai" : maker;
    m_seen[Field::Session] = m_session;
    m_seen[Field::Agent] = m_agent;
    deliver(root, m_session + '/' + m_agent, number, sink);
}

int sniffKimi(std::string_view head, std::string_view /*path*/)
{
    if (!looksLikeJson(head))
        return 0;
    const auto has = [head](std::string_view what) {
        return head.find(what) != std::string_view::npos;
    };
    if ((has("usage.record\"") && hasKey(head, "inputOther")) ||
        (has("\"StatusUpdate\"") && hasKey(head, "input_other")))
        return 92;
    return leadingType(trimmedRecord(head.substr(0, head.find('\n')))) == "metadata" &&
                   hasKey(head, "protocol_version")
               ? 88
               : 0;
}

} // namespace

const Format kimiFormat{
    .name = "kimi",
    .title = "Kimi CLI and Kimi Code sessions",
    .rank = Rank::Transcript,
    .growth = Growth::Max,
    .sniff = sniffKimi,
    .framing = linesFraming,
    .create = [](const ReaderOptions &options) -> std::unique_ptr<Reader> {
        return std::make_unique<KimiReader>(options);
    },
};

} // namespace outlay
