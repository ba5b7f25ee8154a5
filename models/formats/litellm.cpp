// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/formatlist.h"

#include "models/formats/jsonfields.h"
#include "models/formats/litellmrecord.h"
#include "models/formats/sniffing.h"

#include <algorithm>

namespace outlay {

namespace {

// StandardLoggingPayload lines and rows of LiteLLM_SpendLogs (JSON lines, a page {"data":[…]}, an
// array). docs/formats.md, section litellm.

namespace ondemand = simdjson::ondemand;

class LiteLlmReader final : public Reader
{
public:
    explicit LiteLlmReader(const ReaderOptions &options) : m_row(options.promptSalt) {}

    void line(std::string_view line, std::int64_t number, Sink &sink) override;
    void document(std::string_view bytes, Sink &sink) override;

private:
    /// Rows of an array or a page; `firstLine` is the number of the line they begin on, and
    /// `isLine` says that there is only one.
    void rows(std::string_view bytes, std::int64_t firstLine, bool isLine, Sink &sink);
    bool rowsOf(ondemand::array array, std::string_view bytes, std::int64_t firstLine, bool isLine,
                Sink &sink);
    void row(std::string_view record, std::int64_t number, Sink &sink);
    bool deliver(LiteLlmRecord::Verdict verdict, std::int64_t number, Sink &sink);

    LiteLlmRecord m_row;
    JsonRecord m_page;
    std::string m_rowBytes;
};

void LiteLlmReader::line(std::string_view line, std::int64_t number, Sink &sink)
{
    line = trimmedRecord(line);
    if (line.empty())
        return;
    if (line.starts_with('[')) {
        rows(line, number, true, sink);
        return;
    }
    if (!deliver(m_row.read(line), number, sink))
        rows(line, number, true, sink);
}

void LiteLlmReader::document(std::string_view bytes, Sink &sink)
{
    rows(withoutByteOrderMark(bytes), 1, false, sink);
}

/// False for a page, which is not delivered.
bool LiteLlmReader::deliver(LiteLlmRecord::Verdict verdict, std::int64_t number, Sink &sink)
{
    switch (verdict) {
    case LiteLlmRecord::Verdict::Observed:
        sink.observation(m_row.observation());
        return true;
    case LiteLlmRecord::Verdict::Ignored:
        sink.ignored();
        return true;
    case LiteLlmRecord::Verdict::Rejected:
        sink.rejected(number, m_row.problem());
        return true;
    case LiteLlmRecord::Verdict::Page:
        break;
    }
    return false;
}

void LiteLlmReader::rows(std::string_view bytes, std::int64_t firstLine, bool isLine, Sink &sink)
{
    const std::int64_t whole = isLine ? firstLine : 0;
    std::string problem;
    ondemand::document *document = m_page.openAny(bytes, problem);
    if (document == nullptr) {
        sink.rejected(whole, problem);
        return;
    }
    ondemand::array array;
    const auto error = document->get_array().get(array);
    if (error == simdjson::INCOMPLETE_ARRAY_OR_OBJECT) {
        sink.rejected(whole, "malformed JSON: the document is cut off");
        return;
    }
    if (error == simdjson::SUCCESS ||
        document->find_field("data").get_array().get(array) == simdjson::SUCCESS) {
        if (!rowsOf(array, bytes, firstLine, isLine, sink))
            sink.rejected(whole, "malformed JSON after the rows that could be read");
        return;
    }
    // One payload over several lines: an object of a bucket.
    row(trimmedRecord(bytes), firstLine, sink);
}

bool LiteLlmReader::rowsOf(ondemand::array array, std::string_view bytes, std::int64_t firstLine,
                           bool isLine, Sink &sink)
{
    const char *counted = bytes.data();
    std::int64_t number = firstLine;
    for (simdjson::simdjson_result<ondemand::value> element : array) {
        ondemand::value value;
        if (std::move(element).get(value) != simdjson::SUCCESS)
            return false;
        const char *const start = value.raw_json_token().data();
        if (!isLine)
            number += std::count(counted, start, '\n');
        counted = start;
        ondemand::object object;
        if (value.get_object().get(object) != simdjson::SUCCESS) {
            sink.rejected(number, "not a JSON object");
            continue;
        }
        std::string_view record;
        if (object.raw_json().get(record) != simdjson::SUCCESS)
            return false;
        row(record, number, sink);
    }
    return true;
}

void LiteLlmReader::row(std::string_view record, std::int64_t number, Sink &sink)
{
    // Minified: canonical, and a copy of its own that may be read past its end.
    m_rowBytes.resize(record.size() + recordPadding);
    std::size_t size = 0;
    if (simdjson::minify(record.data(), record.size(), m_rowBytes.data(), size) !=
        simdjson::SUCCESS) {
        sink.rejected(number, "malformed JSON");
        return;
    }
    std::fill(m_rowBytes.begin() + static_cast<std::ptrdiff_t>(size), m_rowBytes.end(), '\0');
    const auto verdict = m_row.read(std::string_view(m_rowBytes.data(), size));
    if (!deliver(verdict, number, sink))
        sink.rejected(number, "a page inside a page");
}

int sniffLiteLlm(std::string_view head, std::string_view /*path*/)
{
    head = trimmedRecord(head);
    if (!head.starts_with('{') && !head.starts_with('['))
        return 0;
    const auto has = [head](std::string_view what) {
        return head.find(what) != std::string_view::npos;
    };
    if (!has("\"startTime\""))
        return 0;
    if (has("\"custom_llm_provider\"") && (has("\"response_cost\"") || has("\"spend\"")))
        return 95;
    if (has("\"litellm_call_id\"") || has("\"user_api_key_hash\"") ||
        (has("\"request_id\"") && has("\"spend\"")))
        return 90;
    return has("\"call_type\"") && (has("\"model_group\"") || has("\"prompt_tokens\"")) ? 80 : 0;
}

} // namespace

const Format liteLlmFormat{
    .name = "litellm",
    .title = "LiteLLM logs and spend rows",
    .rank = Rank::Gateway,
    .growth = Growth::Version,
    .sniff = sniffLiteLlm,
    .framing = jsonFraming,
    .create = [](const ReaderOptions &options) -> std::unique_ptr<Reader> {
        return std::make_unique<LiteLlmReader>(options);
    },
};

} // namespace outlay
