// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/formats/format.h"
#include "models/formats/jsontree.h"
#include "models/formats/values.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace outlay {

/// Base of the readers of agents' transcripts that are JSON: takes lines, documents and arrays
/// apart, and hands on what was found under the agent's own id of it.
class TranscriptReader : public Reader
{
public:
    void line(std::string_view line, std::int64_t number, Sink &sink) final;
    void document(std::string_view bytes, Sink &sink) final;

protected:
    /// `format` begins the content of every record and the ids the agent gave.
    explicit TranscriptReader(std::string_view format) : m_format(format) {}

    /// A line, a whole document, or one element of a document that is an array.
    virtual void record(JsonValue object, std::int64_t number, Sink &sink) = 0;
    /// Whether a line carries no usage by its leading type alone, so that it need not be parsed.
    [[nodiscard]] virtual bool passesOver(std::string_view /*type*/) const { return false; }

    /// An emptied observation of a call that was answered: transcripts do not tell of others.
    Observation &begin();
    /// An id that is the agent's own, not the provider's. `scope` says within what it is unique;
    /// empty: by itself.
    void addOwnId(std::string_view scope, std::string_view id);
    /// Rejects the record if there was a complaint. `content` and `scope` tell it from others.
    void deliver(JsonValue content, std::string_view scope, std::int64_t number, Sink &sink);

    Complaint m_complaint;
    Observation m_seen;

private:
    std::string_view m_format;
    JsonTree m_tree;
    std::string m_content;
    std::string m_ownId;
};

/// "b.jsonl" of "/a/b.jsonl".
[[nodiscard]] std::string_view fileName(std::string_view path);
/// "/a" of "/a/b.jsonl"; empty without a folder.
[[nodiscard]] std::string_view folderOf(std::string_view path);

} // namespace outlay
