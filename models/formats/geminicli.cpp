// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/formatlist.h"
#include "models/formats/sniffing.h"
#include "models/formats/tokencounts.h"
#include "models/formats/transcript.h"
#include "models/formats/vocabulary.h"

#include <algorithm>

namespace outlay {

namespace {

// Sessions of Gemini CLI: a header, then messages that are appended again whenever they change;
// edits of the conversation ($set, $rewindTo) refund nothing. Older releases rewrite one document.
// docs/formats.md, section gemini-cli.

using enum TokenClass;

/// The parent's session of ".../chats/<parent session>/<session>.jsonl".
std::string_view parentOfPath(std::string_view path)
{
    const std::string_view folder = folderOf(path);
    return fileName(folderOf(folder)) == "chats" ? fileName(folder) : std::string_view();
}

class GeminiCliReader final : public TranscriptReader
{
public:
    explicit GeminiCliReader(const ReaderOptions &options)
        : TranscriptReader("gemini-cli")
        , m_parent(parentOfPath(options.path))
    {
    }

    [[nodiscard]] std::string state() const override
    {
        return m_session + '\n' + m_project + '\n' + (m_isSubAgent ? "1" : "0");
    }
    [[nodiscard]] bool restore(std::string_view state) override;

protected:
    void record(JsonValue root, std::int64_t number, Sink &sink) override;
    [[nodiscard]] bool passesOver(std::string_view type) const override
    {
        return type == "user" || type == "info" || type == "error" || type == "warning";
    }

private:
    void header(JsonValue root);
    void message(JsonValue root, std::int64_t number, Sink &sink);
    bool readTokens(JsonValue tokens);

    std::string m_parent;
    std::string m_session;
    std::string m_project; ///< known of sub-agents only
    bool m_isSubAgent = false;
};

bool GeminiCliReader::restore(std::string_view state)
{
    if (state.empty())
        return true;
    const std::size_t first = state.find('\n');
    const std::size_t last = state.rfind('\n');
    if (first == std::string_view::npos || last == first ||
        (state.substr(last + 1) != "0" && state.substr(last + 1) != "1"))
        return false;
    m_session = state.substr(0, first);
    m_project = state.substr(first + 1, last - first - 1);
    m_isSubAgent = state.ends_with('1');
    return true;
}

void GeminiCliReader::record(JsonValue root, std::int64_t number, Sink &sink)
{
    if (root["projectHash"].isString() && root["sessionId"].isString()) {
        header(root);
        const JsonValue messages = root["messages"];
        if (messages.isEmpty())
            return sink.ignored();
        std::int64_t index = 0;
        for (const JsonValue each : messages)
            message(each, ++index, sink);
        return;
    }
    message(root, number, sink);
}

void GeminiCliReader::header(JsonValue root)
{
    m_session = clipped(root["sessionId"].text());
    m_isSubAgent = root["kind"].text() == "subagent";
    m_project.clear();
    for (const JsonValue folder : root["directories"]) {
        m_project = clipped(folder.text());
        std::replace(m_project.begin(), m_project.end(), '\n', ' '); // separates the state
        break;
    }
    std::replace(m_session.begin(), m_session.end(), '\n', ' ');
}

/// Whether there is anything to take; complains about counts that contradict their total.
bool GeminiCliReader::readTokens(JsonValue tokens)
{
    needPrompt(tokens, "input", "output", m_complaint);
    const std::int64_t input = countOf(tokens, "input", m_complaint);
    const std::int64_t output = countOf(tokens, "output", m_complaint);
    const std::int64_t cached = countOf(tokens, "cached", m_complaint);
    const std::int64_t thoughts = countOf(tokens, "thoughts", m_complaint);
    const std::int64_t tool = countOf(tokens, "tool", m_complaint);
    const std::int64_t total = countOf(tokens, "total", m_complaint);
    if (input + output + cached + thoughts + tool + total == 0)
        return !m_complaint.isEmpty();
    const std::int64_t whole = input + output + thoughts + tool;
    // By the total: the input includes the cached part unless that stands beside it, and thoughts
    // stand beside the output unless they are inside.
    const bool isCachedBeside = total != whole && cached > 0 && total == whole + cached;
    const bool areThoughtsInside = total != whole && thoughts > 0 && total == whole - thoughts;
    if (total != 0 && total != whole && !isCachedBeside && !areThoughtsInside)
        m_complaint.add("tokens.total", "expected the sum of input, output, thoughts and tool");
    if (!isCachedBeside && cached > input)
        m_complaint.add("tokens.cached", "more than the input it is part of");
    if (areThoughtsInside && thoughts > output)
        m_complaint.add("tokens.thoughts", "more than the output they are part of");
    m_seen.usage[Input] = (isCachedBeside ? input : input - cached) + tool;
    m_seen.usage[CacheRead] = cached;
    m_seen.usage[Output] = areThoughtsInside ? output : output + thoughts;
    m_seen.usage[Reasoning] = thoughts;
    return true;
}

void GeminiCliReader::message(JsonValue root, std::int64_t number, Sink &sink)
{
    if (root["type"].text() != "gemini" || !root["tokens"].isSet())
        return sink.ignored();
    Observation &o = begin();
    if (!root["tokens"].isObject())
        m_complaint.add("tokens", "expected an object");
    else if (!readTokens(root["tokens"]))
        return sink.ignored();
    o.at = readTime(root["timestamp"].text(), "timestamp", m_complaint).value_or(Instant{});
    o[Field::Model] = clipped(root["model"].text());
    const std::string_view maker = providerOfModel(o[Field::Model]);
    o[Field::Provider] = maker.empty() ? "google" : maker;
    o[Field::Session] = m_isSubAgent && !m_parent.empty() ? std::string_view(m_parent) : m_session;
    if (m_isSubAgent)
        o[Field::Agent] = m_session;
    o[Field::Project] = m_project;
    // The last of several records of a message holds.
    o.version = number;
    const std::string_view id = clipped(root["id"].text());
    addOwnId(isUuid(id) ? std::string_view() : std::string_view(m_session), id);
    deliver(root, m_session, number, sink);
}

int sniffGeminiCli(std::string_view head, std::string_view /*path*/)
{
    if (!looksLikeJson(head))
        return 0;
    if (hasKey(head, "projectHash") && hasKey(head, "sessionId"))
        return 92;
    const bool isOurs = hasMember(head, "type", "gemini");
    return isOurs && hasKey(head, "timestamp") ? 85 : 0;
}

} // namespace

const Format geminiCliFormat{
    .name = "gemini-cli",
    .title = "Gemini CLI sessions",
    .rank = Rank::Transcript,
    .growth = Growth::Version,
    .sniff = sniffGeminiCli,
    .framing = jsonFraming,
    .create = [](const ReaderOptions &options) -> std::unique_ptr<Reader> {
        return std::make_unique<GeminiCliReader>(options);
    },
};

} // namespace outlay
