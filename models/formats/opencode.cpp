// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/formatlist.h"
#include "models/formats/providername.h"
#include "models/formats/sniffing.h"
#include "models/formats/tokencounts.h"
#include "models/formats/transcript.h"

#include <algorithm>
#include <array>

namespace outlay {

namespace {

// Messages of OpenCode: one file each (storage/message), rows of its database as JSON, or what
// `opencode export` writes. docs/formats.md, section opencode.

using enum TokenClass;

class OpenCodeReader final : public TranscriptReader
{
public:
    OpenCodeReader() : TranscriptReader("opencode") {}

protected:
    void record(JsonValue root, std::int64_t number, Sink &sink) override;

private:
    /// `id` and `session` of a row, whose data repeats neither.
    void message(JsonValue root, std::string_view id, std::string_view session, std::int64_t number,
                 Sink &sink);
    void row(JsonValue root, std::int64_t number, Sink &sink);
    void readTokens(JsonValue tokens);

    JsonTree m_data;
    std::string m_dataBytes;
};

void OpenCodeReader::record(JsonValue root, std::int64_t number, Sink &sink)
{
    if (root["data"].isString() && root["session_id"].isString())
        return row(root, number, sink);
    const JsonValue messages = root["messages"];
    if (!root["info"].isObject() || !messages.isArray())
        return message(root, root["id"].text(), root["sessionID"].text(), number, sink);
    if (messages.isEmpty())
        return sink.ignored();
    std::int64_t index = 0;
    for (const JsonValue each : messages) {
        const JsonValue info = each["info"];
        message(info, info["id"].text(), info["sessionID"].text(), ++index, sink);
    }
}

void OpenCodeReader::row(JsonValue root, std::int64_t number, Sink &sink)
{
    m_dataBytes = root["data"].text();
    const std::size_t size = m_dataBytes.size();
    m_dataBytes.resize(size + recordPadding);
    const auto data = m_data.parse(std::string_view(m_dataBytes).substr(0, size));
    if (!data)
        return sink.rejected(number, "data: " + data.error().text);
    message(*data, root["id"].text(), root["session_id"].text(), number, sink);
}

void OpenCodeReader::readTokens(JsonValue tokens)
{
    const JsonValue cache = tokens["cache"];
    needPrompt(tokens, "input", "output", m_complaint);
    const std::int64_t input = countOf(tokens, "input", m_complaint);
    const std::int64_t output = countOf(tokens, "output", m_complaint);
    const std::int64_t reasoning = countOf(tokens, "reasoning", m_complaint);
    const std::int64_t read = countOf(cache, "read", m_complaint);
    const std::int64_t written = countOf(cache, "write", m_complaint);
    const std::int64_t total = countOf(tokens, "total", m_complaint);
    const std::int64_t whole = input + output + read + written;
    // Newer releases write a total and count reasoning beside the output. Without one the SDK's
    // counts are passed on: inside the output, but beside it as Google counts.
    const bool isBeside = reasoning > output || (total != 0 && total == whole + reasoning) ||
                          (total != whole && m_seen[Field::Provider] == "google");
    m_seen.usage[Input] = input;
    m_seen.usage[CacheRead] = read;
    m_seen.usage[CacheWrite5m] = written;
    m_seen.usage[Output] = isBeside ? output + reasoning : output;
    m_seen.usage[Reasoning] = reasoning;
}

void OpenCodeReader::message(JsonValue root, std::string_view id, std::string_view session,
                             std::int64_t number, Sink &sink)
{
    const JsonValue tokens = root["tokens"];
    if (root["role"].text() != "assistant" || !tokens.isSet())
        return sink.ignored();
    Observation &o = begin();
    setProviderAndModel(o, clipped(root["providerID"].text()), clipped(root["modelID"].text()));
    if (!tokens.isObject())
        m_complaint.add("tokens", "expected an object");
    readTokens(tokens);
    if (m_complaint.isEmpty() && o.usage.isZero())
        return sink.ignored(); // not answered, or not yet
    const JsonValue time = root["time"];
    o.at = readTime(time["created"].text(), "time.created", m_complaint).value_or(Instant{});
    o.isFinal = time["completed"].isSet();
    if (root["error"].isObject())
        o.outcome = root["error"]["name"].text() == "MessageAbortedError" ? Outcome::Cancelled
                                                                          : Outcome::Error;
    // 0 of a subscription, or of a model without a price, is no price.
    const JsonValue cost = root["cost"];
    if (cost.isSet())
        o.client = readUsd(cost.text(), "cost", m_complaint);
    if (o.client && o.client->nanos == 0)
        o.client.reset();
    o[Field::Session] = clipped(session);
    o[Field::Project] = clipped(root["path"]["cwd"].text());
    const std::string_view agent = root["agent"].text();
    o[Field::Agent] = clipped(agent.empty() ? root["mode"].text() : agent);
    o[Field::StopReason] = clipped(root["finish"].text());
    addOwnId({}, clipped(id));
    deliver(root, session, number, sink);
}

int sniffOpenCode(std::string_view head, std::string_view /*path*/)
{
    if (!looksLikeJson(head))
        return 0;
    const auto has = [head](std::string_view what) {
        return head.find(what) != std::string_view::npos;
    };
    // Rows of the database hold the message as JSON text.
    if (has("\"session_id\"") && has("\"data\"") &&
        (has("\\\"modelID\\\"") || has("\\\"providerID\\\"")))
        return 91;
    return hasKey(head, "sessionID") &&
                   (hasKey(head, "modelID") || hasKey(head, "providerID") || hasKey(head, "role"))
               ? 91
               : 0;
}

constexpr std::array<std::string_view, 3> messageColumns = {"id", "session_id", "data"};
constexpr FormatTable messageTable{"message", messageColumns};

} // namespace

const Format openCodeFormat{
    .name = "opencode",
    .title = "OpenCode messages",
    .rank = Rank::Transcript,
    .growth = Growth::Max,
    .sniff = sniffOpenCode,
    .framing = jsonFraming,
    .create = [](const ReaderOptions & /*options*/) -> std::unique_ptr<Reader> {
        return std::make_unique<OpenCodeReader>();
    },
    .isRewritten = true,
    .table = &messageTable,
};

} // namespace outlay
