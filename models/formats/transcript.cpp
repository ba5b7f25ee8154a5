// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/transcript.h"

#include "models/formats/jsonfields.h"
#include "models/formats/sniffing.h"

namespace outlay {

void TranscriptReader::line(std::string_view line, std::int64_t number, Sink &sink)
{
    line = trimmedRecord(line);
    if (line.empty())
        return;
    if (!hasObjectShape(line))
        return sink.rejected(number, "not a complete JSON object");
    if (const std::string_view type = leadingType(line); !type.empty() && passesOver(type))
        return sink.ignored();
    const auto root = m_tree.parse(line);
    if (!root)
        return sink.rejected(number, root.error().text);
    record(*root, number, sink);
}

void TranscriptReader::document(std::string_view bytes, Sink &sink)
{
    const auto root = m_tree.parse(withoutByteOrderMark(bytes));
    if (!root)
        return sink.rejected(0, root.error().text);
    if (root->isObject())
        return record(*root, 1, sink);
    if (root->isEmpty())
        return sink.ignored();
    std::int64_t number = 0;
    for (const JsonValue element : *root) {
        ++number;
        if (element.isObject())
            record(element, number, sink);
        else
            sink.rejected(number, "not a JSON object");
    }
}

Observation &TranscriptReader::begin()
{
    m_seen.clear();
    m_complaint.clear();
    m_seen.outcome = Outcome::Success;
    m_seen.canSeeFailures = false;
    m_seen.isFinal = true;
    return m_seen;
}

void TranscriptReader::addOwnId(std::string_view scope, std::string_view id)
{
    if (id.empty())
        return;
    m_ownId.assign(m_format);
    if (!scope.empty())
        m_ownId.append("/").append(scope);
    m_ownId.append("/").append(id);
    m_seen.addToken(TokenSpace::GatewayCall, m_ownId);
}

void TranscriptReader::deliver(JsonValue content, std::string_view scope, std::int64_t number,
                               Sink &sink)
{
    if (!m_complaint.isEmpty())
        return sink.rejected(number, m_complaint.text());
    m_content.assign(m_format).append("\n").append(scope).append("\n");
    appendCanonical(content, m_content);
    m_seen.content = m_content;
    sink.observation(m_seen);
}

std::string_view fileName(std::string_view path)
{
    return path.substr(path.find_last_of("/\\") + 1);
}

std::string_view folderOf(std::string_view path)
{
    const std::size_t slash = path.find_last_of("/\\");
    return slash == std::string_view::npos ? std::string_view() : path.substr(0, slash);
}

} // namespace outlay
