// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/formatlist.h"
#include "models/formats/providername.h"
#include "models/formats/sniffing.h"
#include "models/formats/tokencounts.h"
#include "models/formats/transcript.h"

namespace outlay {

namespace {

// Aider's analytics log (aider --analytics-log FILE): one event a line. docs/formats.md, section
// aider.

using enum TokenClass;

class AiderReader final : public TranscriptReader
{
public:
    AiderReader() : TranscriptReader("aider") {}

protected:
    void record(JsonValue root, std::int64_t number, Sink &sink) override;
};

void AiderReader::record(JsonValue root, std::int64_t number, Sink &sink)
{
    if (root["event"].text() != "message_send")
        return sink.ignored();
    const JsonValue properties = root["properties"];
    Observation &o = begin();
    if (!properties.isObject())
        m_complaint.add("properties", "expected an object");
    needPrompt(properties, "prompt_tokens", "completion_tokens", m_complaint);
    o.usage[Input] = countOf(properties, "prompt_tokens", m_complaint);
    o.usage[Output] = countOf(properties, "completion_tokens", m_complaint);
    o.at = readTime(root["time"].text(), "time", m_complaint).value_or(Instant{});
    const std::string_view model = clipped(properties["main_model"].text());
    setProviderAndModel(o, {}, model == "None" ? std::string_view() : model);
    // It writes 0 for a price it does not know.
    const JsonValue cost = properties["cost"];
    if (cost.isSet())
        o.client = readUsd(cost.text(), "cost", m_complaint);
    if (o.client && o.client->nanos == 0)
        o.client.reset();
    o[Field::User] = clipped(root["user_id"].text());
    deliver(root, {}, number, sink);
}

int sniffAider(std::string_view head, std::string_view /*path*/)
{
    return looksLikeJson(head) && hasKey(head, "event") && hasKey(head, "properties") &&
                   hasKey(head, "aider_version")
               ? sniffedSurely
               : 0;
}

} // namespace

const Format aiderFormat{
    .name = "aider",
    .title = "Aider's analytics log",
    .rank = Rank::Transcript,
    .growth = Growth::Once,
    .sniff = sniffAider,
    .framing = linesFraming,
    .create = [](const ReaderOptions & /*options*/) -> std::unique_ptr<Reader> {
        return std::make_unique<AiderReader>();
    },
};

} // namespace outlay
