// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/formatlist.h"
#include "models/formats/sniffing.h"
#include "models/formats/tokencounts.h"
#include "models/formats/transcript.h"
#include "models/formats/vocabulary.h"

#include <unordered_map>

namespace outlay {

namespace {

// Threads of Amp: one JSON document each, with a ledger of its calls, or counts at its messages.
// docs/formats.md, section amp.

using enum TokenClass;

class AmpReader final : public TranscriptReader
{
public:
    AmpReader() : TranscriptReader("amp") {}

protected:
    void record(JsonValue root, std::int64_t number, Sink &sink) override;

private:
    void event(JsonValue event, std::int64_t number, Sink &sink);
    void addCaches(JsonValue tokens, JsonValue usage);
    void message(JsonValue message, std::int64_t number, Sink &sink);
    void deliverCall(JsonValue content, std::string_view model, std::string_view id,
                     std::int64_t number, Sink &sink);

    std::string m_thread;
    /// Of the assistant's messages, by their ids.
    std::unordered_map<std::string_view, JsonValue> m_usages;
};

void AmpReader::record(JsonValue root, std::int64_t /*number*/, Sink &sink)
{
    const JsonValue messages = root["messages"];
    const JsonValue events = root["usageLedger"]["events"];
    m_thread = clipped(root["id"].text());
    std::int64_t index = 0;
    if (events.isArray() && !events.isEmpty()) {
        m_usages.clear();
        for (const JsonValue each : messages) {
            if (each["role"].text() == "assistant" && each["messageId"].isSet())
                m_usages[each["messageId"].text()] = each["usage"];
        }
        for (const JsonValue each : events)
            event(each, ++index, sink);
        return;
    }
    for (const JsonValue each : messages)
        message(each, ++index, sink);
    if (index == 0)
        sink.ignored();
}

/// The ledger leaves caches to the message, whose own counts tell whether it is of the same call.
void AmpReader::addCaches(JsonValue tokens, JsonValue usage)
{
    m_seen.usage[CacheRead] = countOf(tokens, "cacheReadInputTokens", m_complaint);
    m_seen.usage[CacheWrite5m] = countOf(tokens, "cacheCreationInputTokens", m_complaint);
    if (tokens["cacheReadInputTokens"].isSet() || tokens["cacheCreationInputTokens"].isSet() ||
        !usage.isObject())
        return;
    const std::int64_t read = countOf(usage, "cacheReadInputTokens", m_complaint);
    const std::int64_t written = countOf(usage, "cacheCreationInputTokens", m_complaint);
    if (usage["inputTokens"].isSet()) {
        const std::int64_t own = countOf(usage, "inputTokens", m_complaint);
        if (m_seen.usage[Input] == own + read + written)
            m_seen.usage[Input] = own;
        else if (m_seen.usage[Input] != own)
            m_complaint.add("tokens.input",
                            "neither the message's inputTokens nor all of its input");
    }
    m_seen.usage[CacheRead] = read;
    m_seen.usage[CacheWrite5m] = written;
}

void AmpReader::event(JsonValue event, std::int64_t number, Sink &sink)
{
    const JsonValue tokens = event["tokens"];
    if (!tokens.isSet())
        return sink.ignored(); // an operation that called no model
    Observation &o = begin();
    if (!tokens.isObject())
        m_complaint.add("tokens", "expected an object");
    needPrompt(tokens, "input", "output", m_complaint);
    o.usage[Input] = countOf(tokens, "input", m_complaint);
    o.usage[Output] = countOf(tokens, "output", m_complaint);
    const auto usage = m_usages.find(event["toMessageId"].text());
    addCaches(tokens, usage == m_usages.end() ? JsonValue() : usage->second);
    o.at = readTime(event["timestamp"].text(), "timestamp", m_complaint).value_or(Instant{});
    const std::string_view own = clipped(event["id"].text());
    // The ledger is only added to, so that an entry's place names it.
    deliverCall(event, event["model"].text(),
                own.empty() ? "#" + std::to_string(number) : std::string(own), number, sink);
}

void AmpReader::message(JsonValue message, std::int64_t number, Sink &sink)
{
    const JsonValue usage = message["usage"];
    if (message["role"].text() != "assistant" || !usage.isObject())
        return sink.ignored();
    Observation &o = begin();
    needPrompt(usage, "inputTokens", "outputTokens", m_complaint);
    o.usage[Input] = countOf(usage, "inputTokens", m_complaint);
    o.usage[CacheRead] = countOf(usage, "cacheReadInputTokens", m_complaint);
    o.usage[CacheWrite5m] = countOf(usage, "cacheCreationInputTokens", m_complaint);
    o.usage[Output] = countOf(usage, "outputTokens", m_complaint);
    const std::int64_t all = countOf(usage, "totalInputTokens", m_complaint);
    if (all != 0 && all != o.usage.prompt())
        m_complaint.add("usage.totalInputTokens", "expected the sum of the input and its caches");
    const JsonValue at = usage["timestamp"].isSet() ? usage["timestamp"] : message["timestamp"];
    o.at = readTime(at.text(), "usage.timestamp", m_complaint).value_or(Instant{});
    const std::string_view own = clipped(message["messageId"].text());
    const JsonValue model = usage["model"].isSet() ? usage["model"] : message["model"];
    deliverCall(message, model.text(),
                "m" + (own.empty() ? std::to_string(number) : std::string(own)), number, sink);
}

void AmpReader::deliverCall(JsonValue content, std::string_view model, std::string_view id,
                            std::int64_t number, Sink &sink)
{
    if (m_complaint.isEmpty() && m_seen.usage.isZero())
        return sink.ignored();
    m_seen[Field::Model] = clipped(model);
    m_seen[Field::Provider] = providerOfModel(m_seen[Field::Model]);
    m_seen[Field::Session] = m_thread;
    if (!m_thread.empty())
        addOwnId(m_thread, id);
    deliver(content, m_thread, number, sink);
}

int sniffAmp(std::string_view head, std::string_view path)
{
    if (!looksLikeJson(head))
        return 0;
    if (hasKey(head, "usageLedger"))
        return 92;
    const bool isThread = head.find("\"id\":\"T-") != std::string_view::npos ||
                          head.find("\"id\": \"T-") != std::string_view::npos;
    // What follows may be longer than what is looked at; the name then decides.
    return isThread && (hasKey(head, "messages") || fileName(path).starts_with("T-")) ? 88 : 0;
}

} // namespace

const Format ampFormat{
    .name = "amp",
    .title = "Amp threads",
    .rank = Rank::Transcript,
    .growth = Growth::Max,
    .sniff = sniffAmp,
    .framing = documentFraming,
    .create = [](const ReaderOptions & /*options*/) -> std::unique_ptr<Reader> {
        return std::make_unique<AmpReader>();
    },
    .isRewritten = true,
};

} // namespace outlay
