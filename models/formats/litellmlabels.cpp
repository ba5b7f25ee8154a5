// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/labels.h"
#include "models/formats/litellmrecord.h"
#include "models/formats/sniffing.h"

#include <algorithm>
#include <array>

namespace outlay {

// What callers of the gateway say of themselves: tags, metadata by convention, headers.

namespace {

namespace ondemand = simdjson::ondemand;

bool equalsIgnoringCase(std::string_view left, std::string_view lowerRight)
{
    return std::equal(left.begin(), left.end(), lowerRight.begin(), lowerRight.end(),
                      [](char a, char b) { return (a >= 'A' && a <= 'Z' ? a + 32 : a) == b; });
}

} // namespace

/// spend_logs_metadata and requester_metadata: free-form, with these names by convention.
bool LiteLlmRecord::readUserMetadata(std::string_view key, Value value)
{
    const std::optional<Field> field = fieldOfLabel(key);
    std::string_view text;
    if (!field)
        return true;
    if (!m_fields.text(value, key, text))
        return false;
    if (!text.empty())
        m_seen[*field] = text;
    return true;
}

/// Headers of Claude Code that a gateway may be told to log.
bool LiteLlmRecord::readHeader(std::string_view key, Value value)
{
    constexpr std::array<std::pair<std::string_view, Field>, 3> headers = {{
        {"x-claude-code-session-id", Field::Session},
        {"x-claude-code-agent-id", Field::Agent},
        {"x-claude-code-parent-agent-id", Field::ParentAgent},
    }};
    for (const auto &[name, field] : headers) {
        if (equalsIgnoringCase(key, name))
            return m_fields.text(value, name, m_seen[field]);
    }
    return true;
}

bool LiteLlmRecord::readTags(Value value)
{
    ondemand::array tags;
    if (value.get_array().get(tags) == simdjson::SUCCESS)
        return readTagArray(tags);
    const JsonScalar scalar = scalarOf(value);
    if (scalar.kind != JsonScalar::Kind::Text || !trimmedRecord(scalar.text).starts_with('['))
        return true;
    Inner *inner = openInner(scalar.text);
    const std::string_view bytes = inner == nullptr
                                       ? std::string_view{}
                                       : std::string_view(inner->bytes.data(), scalar.text.size());
    ondemand::document *document =
        inner == nullptr ? nullptr : inner->record.openAny(bytes, m_fields.problem);
    if (document == nullptr || document->get_array().get(tags) != simdjson::SUCCESS)
        return m_fields.fail("request_tags", "text that should be JSON but is not");
    return readTagArray(tags);
}

bool LiteLlmRecord::readTagArray(ondemand::array tags)
{
    for (simdjson::simdjson_result<Value> element : tags) {
        Value value;
        std::string_view tag;
        if (std::move(element).get(value) != simdjson::SUCCESS)
            return m_fields.fail("request_tags", "malformed JSON");
        if (!m_fields.text(value, "request_tags", tag))
            return false;
        takeTag(tag);
    }
    return true;
}

void LiteLlmRecord::takeTag(std::string_view tag)
{
    constexpr std::string_view userAgent = "user-agent:";
    if (tag.empty() || equalsIgnoringCase(tag.substr(0, userAgent.size()), userAgent))
        return; // added by LiteLLM itself, one for each client version
    const std::size_t colon = tag.find(':');
    if (colon == 0 || colon == std::string_view::npos) {
        m_seen.tags.push_back({"tag", tag});
        return;
    }
    const std::string_view key = tag.substr(0, colon);
    const std::string_view value = tag.substr(colon + 1);
    m_seen.tags.push_back({key, value});
    constexpr std::array<std::pair<std::string_view, Field>, 6> known = {{
        {"env", Field::Environment},
        {"environment", Field::Environment},
        {"task", Field::Task},
        {"session", Field::Session},
        {"agent", Field::Agent},
        {"project", Field::Project},
    }};
    for (const auto &[name, field] : known) {
        if (key == name && m_seen[field].empty())
            m_seen[field] = value;
    }
}

} // namespace outlay
