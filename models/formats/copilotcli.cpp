// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/copilotstate.h"
#include "models/formats/formatlist.h"
#include "models/formats/sniffing.h"
#include "models/formats/tokencounts.h"
#include "models/formats/transcript.h"
#include "models/formats/vocabulary.h"

#include <algorithm>

namespace outlay {

namespace {

// Events of GitHub Copilot CLI. Only a session's end tells what it used, as a sum for each model;
// a session that is resumed ends several times. docs/formats.md, section copilot-cli.

using enum TokenClass;
using Totals = CopilotState::Totals;
using Counts = CopilotState::Counts;

/// "<id>" of ".../session-state/<id>/events.jsonl" and of ".../session-state/<id>.jsonl".
std::string_view sessionOfPath(std::string_view path)
{
    const std::string_view file = fileName(path);
    return file.starts_with("events.") ? fileName(folderOf(path)) : file.substr(0, file.find('.'));
}

class CopilotCliReader final : public TranscriptReader
{
public:
    explicit CopilotCliReader(const ReaderOptions &options) : TranscriptReader("copilot-cli")
    {
        m_state.session = sessionOfPath(options.path);
    }

    [[nodiscard]] std::string state() const override { return m_state.toText(); }
    [[nodiscard]] bool restore(std::string_view state) override
    {
        return state.empty() || m_state.fromText(state);
    }

protected:
    void record(JsonValue root, std::int64_t number, Sink &sink) override;
    [[nodiscard]] bool passesOver(std::string_view type) const override
    {
        return type != "session.start" && type != "session.shutdown" && type != "assistant.message";
    }

private:
    void start(JsonValue data);
    void shutdown(JsonValue root, std::int64_t number, Sink &sink);
    Totals readMetrics(JsonValue metrics);
    void deliverModel(JsonValue root, const std::string &model, const Counts &counts,
                      std::int64_t number, Sink &sink);

    CopilotState m_state;
};

void CopilotCliReader::record(JsonValue root, std::int64_t number, Sink &sink)
{
    const std::string_view type = root["type"].text();
    const JsonValue data = root["data"];
    if (type == "session.shutdown" && data["modelMetrics"].isSet())
        return shutdown(root, number, sink);
    if (type == "session.start")
        start(data);
    Complaint unimportant; // these counts only tell what the next shutdown is
    if (type == "assistant.message")
        m_state.said += countOf(data, "outputTokens", unimportant);
    sink.ignored();
}

void CopilotCliReader::start(JsonValue data)
{
    if (const std::string_view id = clipped(data["sessionId"].text()); !id.empty())
        m_state.session = id;
    m_state.folder = clipped(data["context"]["cwd"].text());
    m_state.branch = clipped(data["context"]["branch"].text());
}

Totals CopilotCliReader::readMetrics(JsonValue metrics)
{
    Totals totals;
    if (!metrics.isObject())
        m_complaint.add("modelMetrics", "expected an object");
    for (const JsonValue each : metrics) {
        const JsonValue usage = each["usage"];
        Counts counts;
        needPrompt(usage, "inputTokens", "outputTokens", m_complaint);
        counts.input = countOf(usage, "inputTokens", m_complaint);
        counts.output = countOf(usage, "outputTokens", m_complaint);
        counts.read = countOf(usage, "cacheReadTokens", m_complaint);
        counts.written = countOf(usage, "cacheWriteTokens", m_complaint);
        counts.reasoning = countOf(usage, "reasoningTokens", m_complaint);
        counts.requests = countOf(each["requests"], "count", m_complaint);
        if (counts.read + counts.written > counts.input)
            m_complaint.add("usage.cacheReadTokens, cacheWriteTokens",
                            "more than the inputTokens they are part of");
        if (counts.reasoning > counts.output)
            m_complaint.add("usage.reasoningTokens", "more than the outputTokens they are part of");
        totals[std::string(clipped(each.key()))] = counts;
    }
    return totals;
}

void CopilotCliReader::shutdown(JsonValue root, std::int64_t number, Sink &sink)
{
    m_complaint.clear();
    const Totals totals = readMetrics(root["data"]["modelMetrics"]);
    (void)readTime(root["timestamp"].text(), "timestamp", m_complaint);
    if (!m_complaint.isEmpty())
        return sink.rejected(number, m_complaint.text());
    if (totals.empty())
        return sink.ignored(); // nothing was used: a resumption that ended at once
    const CopilotState::Step step = m_state.step(totals);
    if (step.kind == CopilotState::Step::Kind::Unclear)
        return sink.rejected(number, "modelMetrics: more than at the end before it, though nothing "
                                     "was said in between; whether it includes the earlier one "
                                     "cannot be told");
    bool isTaken = false;
    for (const auto &[model, counts] : step.used) {
        if (counts == Counts{} || (counts.input == 0 && counts.output == 0))
            continue;
        deliverModel(root, model, counts, number, sink);
        isTaken = true;
    }
    if (!isTaken)
        sink.ignored();
}

void CopilotCliReader::deliverModel(JsonValue root, const std::string &model, const Counts &counts,
                                    std::int64_t number, Sink &sink)
{
    Observation &o = begin();
    o.at = readTime(root["timestamp"].text(), "timestamp", m_complaint).value_or(Instant{});
    o.usage[Input] = counts.input - counts.read - counts.written;
    o.usage[CacheRead] = counts.read;
    o.usage[CacheWrite5m] = counts.written;
    o.usage[Output] = counts.output;
    o.usage[Reasoning] = counts.reasoning;
    o.requests = std::max<std::int64_t>(counts.requests, 1);
    o.isAggregate = true;
    o.outcome = Outcome::Unknown;
    o[Field::Model] = model;
    o[Field::Provider] = providerOfModel(model);
    o[Field::Session] = m_state.session;
    o[Field::Project] = m_state.folder;
    o[Field::Branch] = m_state.branch;
    const std::string_view event = clipped(root["id"].text());
    if (!event.empty())
        addOwnId(m_state.session, std::string(event) + '/' + model);
    deliver(root, m_state.session + '/' + model, number, sink);
}

int sniffCopilotCli(std::string_view head, std::string_view /*path*/)
{
    if (!looksLikeJson(head) || !hasKey(head, "data"))
        return 0;
    const auto has = [head](std::string_view type) {
        return head.find("\"type\":\"" + std::string(type)) != std::string_view::npos ||
               head.find("\"type\": \"" + std::string(type)) != std::string_view::npos;
    };
    if (has("session.start\"") || has("session.shutdown\""))
        return 92;
    return (has("assistant.") || has("user.message\"") || has("session.")) &&
                   hasKey(head, "parentId")
               ? 88
               : 0;
}

} // namespace

const Format copilotCliFormat{
    .name = "copilot-cli",
    .title = "GitHub Copilot CLI sessions",
    .rank = Rank::Transcript,
    .growth = Growth::Once,
    .sniff = sniffCopilotCli,
    .framing = linesFraming,
    .create = [](const ReaderOptions &options) -> std::unique_ptr<Reader> {
        return std::make_unique<CopilotCliReader>(options);
    },
};

} // namespace outlay
