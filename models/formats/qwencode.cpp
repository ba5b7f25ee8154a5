// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/formatlist.h"
#include "models/formats/sniffing.h"
#include "models/formats/transcript.h"
#include "models/formats/usageobject.h"
#include "models/formats/vocabulary.h"

namespace outlay {

namespace {

// Chats of Qwen Code: one line a record, those of type assistant with Google's usage object.
// docs/formats.md, section qwen-code.

class QwenCodeReader final : public TranscriptReader
{
public:
    QwenCodeReader() : TranscriptReader("qwen-code") {}

protected:
    void record(JsonValue root, std::int64_t number, Sink &sink) override;
    // What a ui_telemetry record says of a call, the assistant's record says again.
    [[nodiscard]] bool passesOver(std::string_view type) const override
    {
        return type == "user" || type == "system" || type == "tool_result";
    }

private:
    void readUsage(JsonValue usage);
};

void QwenCodeReader::readUsage(JsonValue usage)
{
    if (!usage.isObject()) {
        m_complaint.add("usageMetadata", "expected an object");
        return;
    }
    const UsageObject read = readUsageObject(usage, m_complaint);
    if (read.shape != UsageObject::Shape::Google) {
        m_complaint.add("usageMetadata", "expected promptTokenCount and candidatesTokenCount");
        return;
    }
    const std::int64_t prompt = countOf(usage, "promptTokenCount", m_complaint);
    if (countOf(usage, "cachedContentTokenCount", m_complaint) > prompt)
        m_complaint.add("cachedContentTokenCount", "more than the prompt it is part of");
    m_seen.usage = read.usage;
}

void QwenCodeReader::record(JsonValue root, std::int64_t number, Sink &sink)
{
    if (root["type"].text() != "assistant" || !root["usageMetadata"].isSet())
        return sink.ignored();
    Observation &o = begin();
    readUsage(root["usageMetadata"]);
    if (m_complaint.isEmpty() && o.usage.isZero())
        return sink.ignored();
    o.at = readTime(root["timestamp"].text(), "timestamp", m_complaint).value_or(Instant{});
    o[Field::Model] = clipped(root["model"].text());
    o[Field::Provider] = providerOfModel(o[Field::Model]);
    o[Field::Session] = clipped(root["sessionId"].text());
    o[Field::Agent] = clipped(root["agentId"].text());
    o[Field::Project] = clipped(root["cwd"].text());
    o[Field::Branch] = clipped(root["gitBranch"].text());
    const std::string_view id = clipped(root["uuid"].text());
    addOwnId(isUuid(id) ? std::string_view() : o[Field::Session], id);
    deliver(root, o[Field::Session], number, sink);
}

int sniffQwenCode(std::string_view head, std::string_view /*path*/)
{
    if (!looksLikeJson(head) || !hasKey(head, "sessionId") || !hasKey(head, "timestamp"))
        return 0;
    // Its records have the keys of Claude Code's, but parts for content and Google's counts.
    if (hasKey(head, "usageMetadata") || hasKey(head, "systemPayload") ||
        hasKey(head, "toolCallResult"))
        return 97;
    return hasKey(head, "uuid") && hasKey(head, "parts") ? 97 : 0;
}

} // namespace

const Format qwenCodeFormat{
    .name = "qwen-code",
    .title = "Qwen Code chats",
    .rank = Rank::Transcript,
    .growth = Growth::Once,
    .sniff = sniffQwenCode,
    .framing = linesFraming,
    .create = [](const ReaderOptions & /*options*/) -> std::unique_ptr<Reader> {
        return std::make_unique<QwenCodeReader>();
    },
    .tellsProvider = false,
};

} // namespace outlay
