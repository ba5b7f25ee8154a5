// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/formatlist.h"
#include "models/formats/recordmap.h"
#include "models/formats/sniffing.h"

#include <array>
#include <optional>
#include <utility>

namespace outlay {

namespace {

/// Answers of providers' APIs, saved to a file: totals of a time, which only a poller's memory can
/// put beside the earlier ones.
struct Answer
{
    std::string_view owner, kind;
};

std::optional<Answer> answerOf(JsonValue root)
{
    constexpr std::array<std::pair<std::string_view, Answer>, 4> envelopes = {{
        {"ResultsByTime", {"AWS Cost Explorer", "aws-costs"}},
        {"balance_infos", {"DeepSeek's balance API", "deepseek"}},
        {"usageItems", {"GitHub's billing API", "copilot"}},
        {"usageEvents", {"Cursor's Admin API", "cursor"}},
    }};
    for (const auto &[key, answer] : envelopes) {
        if (root[key].isArray())
            return answer;
    }
    for (const JsonValue series : root["timeSeries"])
        return series["metric"].isObject() ? Answer{"Google's Cloud Monitoring", "vertex"}
                                           : Answer{"xAI's usage API", "xai"};
    for (const JsonValue row : root["data"]) {
        if (row["results"].isArray() && row["start_time"].isSet())
            return Answer{"OpenAI's usage API", "openai"};
        if (row["results"].isArray() && row["starting_at"].isSet())
            return Answer{"Anthropic's usage API", "anthropic"};
        break;
    }
    return std::nullopt;
}

class JsonlReader final : public Reader
{
public:
    explicit JsonlReader(const ReaderOptions &options)
        : m_map(options.map)
        , m_isMapped(!options.map.isEmpty())
    {
    }

    void line(std::string_view line, std::int64_t number, Sink &sink) override
    {
        line = trimmedRecord(line);
        if (line.empty())
            return;
        const auto root = m_tree.parse(line);
        if (!root)
            return sink.rejected(number, root.error().text);
        m_content.assign("jsonl\n").append(line);
        record(*root, number, sink);
    }

    void document(std::string_view bytes, Sink &sink) override
    {
        m_map.requireCounts(m_values, m_observation, m_complaint);
        const auto root = m_tree.parse(withoutByteOrderMark(bytes));
        if (!root)
            return sink.rejected(0, root.error().text);
        if (root->isObject())
            return element(*root, 1, sink);
        std::int64_t number = 0;
        for (const JsonValue value : *root)
            element(value, ++number, sink);
    }

private:
    void element(JsonValue value, std::int64_t number, Sink &sink)
    {
        m_content.assign("jsonl\n");
        appendCanonical(value, m_content);
        record(value, number, sink);
    }

    void record(JsonValue root, std::int64_t number, Sink &sink)
    {
        if (!m_map.problem().empty())
            return sink.rejected(number, m_map.problem());
        if (!root.isObject())
            return sink.rejected(number, "the record is no JSON object");
        lookUp(m_map, root, m_values);
        if (!m_map.isWanted(m_values))
            return sink.ignored();
        if (const auto answer = m_isMapped ? std::nullopt : answerOf(root))
            return sink.rejected(number, "this is an answer of " + std::string(answer->owner) +
                                             ", not a log of requests; let it be asked instead: "
                                             "outlay-cli source add NAME --kind " +
                                             std::string(answer->kind));
        m_observation.clear();
        m_complaint.clear();
        m_map.fill(m_values, m_observation, m_complaint);
        if (!m_complaint.isEmpty())
            return sink.rejected(number, m_complaint.text());
        m_observation.content = m_content;
        sink.observation(m_observation);
    }

    RecordMap m_map;
    bool m_isMapped;
    JsonTree m_tree;
    std::vector<std::string_view> m_values;
    std::string m_content;
    Observation m_observation;
    Complaint m_complaint;
};

int sniffJsonl(std::string_view head, std::string_view /*path*/)
{
    return looksLikeJson(head) ? sniffedGeneric : 0;
}

std::unique_ptr<Reader> createJsonl(const ReaderOptions &options)
{
    return std::make_unique<JsonlReader>(options);
}

} // namespace

const Format jsonlFormat{"jsonl",          "JSON lines with --map",
                         Rank::MappedFile, Growth::Once,
                         &sniffJsonl,      &jsonFraming,
                         &createJsonl,     false,
                         Mapping::Needed};

} // namespace outlay
