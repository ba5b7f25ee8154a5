// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/formatlist.h"
#include "models/formats/sniffing.h"
#include "models/formats/tokencounts.h"
#include "models/formats/transcript.h"
#include "models/formats/vocabulary.h"

namespace outlay {

namespace {

// Settings of Factory's Droid, one file a session, with the sum of what the session used so far.
// docs/formats.md, section droid.

using enum TokenClass;

/// "<id>" of ".../<id>.settings.json".
std::string_view sessionOfPath(std::string_view path)
{
    path = fileName(path);
    const std::size_t end = path.find(".settings.json");
    return end == std::string_view::npos ? std::string_view() : path.substr(0, end);
}

class DroidReader final : public TranscriptReader
{
public:
    explicit DroidReader(const ReaderOptions &options)
        : TranscriptReader("droid")
        , m_session(sessionOfPath(options.path))
    {
    }

protected:
    void record(JsonValue root, std::int64_t number, Sink &sink) override;

private:
    void readUsage(JsonValue usage);

    std::string m_session;
};

void DroidReader::readUsage(JsonValue usage)
{
    if (!usage.isObject())
        m_complaint.add("tokenUsage", "expected an object");
    needPrompt(usage, "inputTokens", "outputTokens", m_complaint);
    const std::int64_t input = countOf(usage, "inputTokens", m_complaint);
    const std::int64_t output = countOf(usage, "outputTokens", m_complaint);
    const std::int64_t read = countOf(usage, "cacheReadTokens", m_complaint);
    const std::int64_t written = countOf(usage, "cacheCreationTokens", m_complaint);
    const std::int64_t thinking = countOf(usage, "thinkingTokens", m_complaint);
    const std::int64_t total = countOf(usage, "totalTokens", m_complaint);
    const std::int64_t whole = input + output + read + written;
    // Where there is a total it decides; else caches stand beside the input, thinking is inside
    // the output.
    const bool isThinkingBeside = thinking > output || (total != 0 && total == whole + thinking);
    const std::int64_t expected = isThinkingBeside ? whole + thinking : whole;
    const bool areCachesInside =
        total != 0 && total != expected && read + written <= input && total == input + output;
    if (total != 0 && total != expected && !areCachesInside)
        m_complaint.add("tokenUsage.totalTokens", "expected the sum of the other counts");
    m_seen.usage[Input] = areCachesInside ? input - read - written : input;
    m_seen.usage[CacheRead] = read;
    m_seen.usage[CacheWrite5m] = written;
    m_seen.usage[Output] = isThinkingBeside ? output + thinking : output;
    m_seen.usage[Reasoning] = thinking;
}

void DroidReader::record(JsonValue root, std::int64_t number, Sink &sink)
{
    // The session's own transcript, which lies beside it, tells no counts.
    if (!root["tokenUsage"].isSet())
        return sink.ignored();
    Observation &o = begin();
    readUsage(root["tokenUsage"]);
    if (m_complaint.isEmpty() && o.usage.isZero())
        return sink.ignored();
    if (m_session.empty())
        return sink.rejected(number, "a session is known by its file's name only: keep "
                                     "ID.settings.json as it is called");
    const JsonValue at = root["providerLockTimestamp"];
    if (!at.isSet())
        m_complaint.add("providerLockTimestamp", "missing; nothing else says when this was used");
    else
        o.at = readTime(at.text(), "providerLockTimestamp", m_complaint).value_or(Instant{});
    o.isAggregate = true;
    o.outcome = Outcome::Unknown;
    o[Field::Model] = clipped(root["model"].text());
    o[Field::Provider] = providerOfModel(o[Field::Model]);
    o[Field::Session] = m_session;
    addOwnId({}, m_session);
    deliver(root, m_session, number, sink);
}

int sniffDroid(std::string_view head, std::string_view path)
{
    if (!looksLikeJson(head) || !hasKey(head, "tokenUsage"))
        return 0;
    const bool isSettings = !sessionOfPath(path).empty();
    if (hasKey(head, "providerLock") || hasKey(head, "providerLockTimestamp") ||
        hasKey(head, "assistantActiveTimeMs"))
        return 91;
    return isSettings && hasKey(head, "inputTokens") ? 85 : 0;
}

} // namespace

const Format droidFormat{
    .name = "droid",
    .title = "Droid sessions",
    .rank = Rank::Transcript,
    .growth = Growth::Max,
    .sniff = sniffDroid,
    .framing = jsonFraming,
    .create = [](const ReaderOptions &options) -> std::unique_ptr<Reader> {
        return std::make_unique<DroidReader>(options);
    },
    .isRewritten = true,
    .tellsProvider = false,
};

} // namespace outlay
