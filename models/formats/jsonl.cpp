// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/formatlist.h"
#include "models/formats/recordmap.h"
#include "models/formats/savedanswer.h"
#include "models/formats/sniffing.h"

#include <string>

namespace outlay {

namespace {

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
        if (const std::string answer = m_isMapped ? std::string() : savedAnswer(root);
            !answer.empty())
            return sink.rejected(number, answer);
        m_observation.clear();
        m_complaint.clear();
        m_map.fill(m_values, m_observation, m_complaint);
        m_map.requireCounts(m_values, m_observation, m_complaint);
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
