// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/formatlist.h"
#include "models/formats/jsontext.h"
#include "models/formats/jsontree.h"
#include "models/formats/sniffing.h"
#include "models/formats/values.h"

#include <array>

namespace outlay {

namespace {

// The file that COPILOT_OTEL_FILE_EXPORTER_PATH names: spans as the JavaScript SDK prints them, one
// a line. Written anew as OTLP and read as such. docs/formats.md, section copilot-cli.

class CopilotOtelReader final : public Reader
{
public:
    explicit CopilotOtelReader(const ReaderOptions &options) : m_otlp(otlpFormat.create(options)) {}

    void line(std::string_view line, std::int64_t number, Sink &sink) override;
    /// Spans spread over lines by whoever passed them on.
    void document(std::string_view bytes, Sink &sink) override;

private:
    void record(JsonValue root, std::int64_t number, Sink &sink);
    void writeAttributes(JsonValue attributes);
    void writeTime(JsonValue span, std::string_view from, std::string_view to);
    void writeSpan(JsonValue span);

    std::unique_ptr<Reader> m_otlp;
    JsonTree m_tree;
    Complaint m_complaint;
    std::string m_request;
};

/// Objects become lists of key and value; what is nested holds content or nothing we read.
void CopilotOtelReader::writeAttributes(JsonValue attributes)
{
    m_request += "\"attributes\":[";
    bool isFirst = true;
    for (const JsonValue value : attributes) {
        if (!value.isString() && !value.isNumber())
            continue;
        m_request += isFirst ? "{\"key\":" : ",{\"key\":";
        appendJsonString(value.key(), m_request);
        m_request +=
            value.isString() ? ",\"value\":{\"stringValue\":" : ",\"value\":{\"doubleValue\":";
        if (value.isString())
            appendJsonString(value.text(), m_request);
        else
            m_request += value.text();
        m_request += "}}";
        isFirst = false;
    }
    m_request += ']';
}

/// [seconds, nanoseconds] -> "…UnixNano".
void CopilotOtelReader::writeTime(JsonValue span, std::string_view from, std::string_view to)
{
    std::array<std::int64_t, 2> parts{-1, -1};
    std::size_t count = 0;
    for (const JsonValue part : span[from]) {
        if (count < parts.size())
            parts[count] = readCount(part.text(), from, m_complaint).value_or(-1);
        ++count;
    }
    constexpr std::int64_t nanosPerSecond = 1'000'000'000;
    constexpr std::int64_t latest = 4'102'444'800; // 2100
    if (count != 2 || parts[0] < 0 || parts[0] > latest || parts[1] < 0 ||
        parts[1] >= nanosPerSecond) {
        m_complaint.add(from, "expected seconds since 1970 and nanoseconds");
        return;
    }
    m_request.append(",\"").append(to).append("\":\"");
    m_request += std::to_string(parts[0] * nanosPerSecond + parts[1]) + '"';
}

void CopilotOtelReader::writeSpan(JsonValue span)
{
    m_request = "{\"resourceSpans\":[{\"resource\":{";
    writeAttributes(span["resource"]["attributes"]);
    m_request += "},\"scopeSpans\":[{\"scope\":{\"name\":";
    appendJsonString(span["instrumentationScope"]["name"].text(), m_request);
    m_request += "},\"spans\":[{";
    writeAttributes(span["attributes"]);
    for (const char *key : {"traceId", "spanId", "parentSpanId", "name"}) {
        m_request.append(",\"").append(key).append("\":");
        appendJsonString(span[key].text(), m_request);
    }
    writeTime(span, "startTime", "startTimeUnixNano");
    writeTime(span, "endTime", "endTimeUnixNano");
    if (span["status"]["code"].text() == "2")
        m_request += ",\"status\":{\"code\":2}";
    m_request += "}]}]}]}";
}

void CopilotOtelReader::line(std::string_view line, std::int64_t number, Sink &sink)
{
    line = trimmedRecord(line);
    if (line.empty())
        return;
    const auto root = m_tree.parse(line);
    if (!root)
        return sink.rejected(number, root.error().text);
    record(*root, number, sink);
}

void CopilotOtelReader::document(std::string_view bytes, Sink &sink)
{
    const auto root = m_tree.parse(withoutByteOrderMark(bytes));
    if (!root)
        return sink.rejected(0, root.error().text);
    if (root->isObject())
        return record(*root, 1, sink);
    std::int64_t number = 0;
    for (const JsonValue each : *root)
        record(each, ++number, sink);
}

void CopilotOtelReader::record(JsonValue root, std::int64_t number, Sink &sink)
{
    const std::string_view type = root["type"].text();
    if (type == "metric")
        return sink.ignored(); // repeats what spans say
    if (type != "span")
        return sink.rejected(number, "type: expected span or metric");
    m_complaint.clear();
    writeSpan(root);
    if (!m_complaint.isEmpty())
        return sink.rejected(number, m_complaint.text());
    const std::size_t size = m_request.size();
    m_request.resize(size + recordPadding);
    m_otlp->line(std::string_view(m_request).substr(0, size), number, sink);
}

int sniffCopilotOtel(std::string_view head, std::string_view /*path*/)
{
    if (!looksLikeJson(head))
        return 0;
    if (hasMember(head, "type", "span") && hasKey(head, "traceId") && hasKey(head, "attributes"))
        return sniffedSurely;
    const bool isCopilots = head.find("github.copilot") != std::string_view::npos;
    return hasMember(head, "type", "metric") && isCopilots ? 85 : 0;
}

} // namespace

const Format copilotOtelFormat{
    .name = "copilot-otel",
    .title = "GitHub Copilot's telemetry file",
    .rank = Rank::OtelSpan,
    .growth = Growth::Once,
    .sniff = sniffCopilotOtel,
    .framing = jsonFraming,
    .create = [](const ReaderOptions &options) -> std::unique_ptr<Reader> {
        return std::make_unique<CopilotOtelReader>(options);
    },
};

} // namespace outlay
