// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/formatlist.h"
#include "models/formats/otlpcanonical.h"
#include "models/formats/otlprecord.h"
#include "models/formats/sniffing.h"

#include <algorithm>
#include <array>

namespace outlay {

namespace {

constexpr std::size_t traceIdSize = 32;
constexpr std::size_t spanIdSize = 16;

/// Lower-case hexadecimal digits of an id; empty if it is none or all zeros.
template <std::size_t N> std::string_view hexId(std::string_view text, std::array<char, N> &buffer)
{
    if (text.size() != N || text.find_first_not_of('0') == std::string_view::npos)
        return {};
    for (std::size_t i = 0; i < N; ++i) {
        const char c = text[i];
        const bool isUpper = c >= 'A' && c <= 'F';
        if (!isUpper && !(c >= 'a' && c <= 'f') && !(c >= '0' && c <= '9'))
            return {};
        buffer[i] = isUpper ? static_cast<char>(c - 'A' + 'a') : c;
    }
    return {buffer.data(), N};
}

/// Only the end of the name: written with and without "claude_code." in front.
bool isNamed(std::string_view event, std::string_view name)
{
    if (!event.ends_with(name))
        return false;
    event.remove_suffix(name.size());
    return event.empty() || event == "claude_code.";
}

class OtlpReader final : public Reader
{
public:
    void line(std::string_view line, std::int64_t number, Sink &sink) override
    {
        line = trimmedRecord(line);
        if (line.empty())
            return;
        m_number = number;
        m_isDocument = false;
        request(line, sink);
    }

    void document(std::string_view bytes, Sink &sink) override
    {
        m_number = 0;
        m_isDocument = true;
        request(withoutByteOrderMark(bytes), sink);
    }

private:
    void request(std::string_view json, Sink &sink)
    {
        const auto root = m_tree.parse(json);
        if (!root)
            return sink.rejected(m_number, root.error().text);
        // A collector may write several requests as one array.
        if (root->isArray()) {
            for (const JsonValue element : *root)
                batches(element, sink);
        } else {
            batches(*root, sink);
        }
    }

    void batches(JsonValue root, Sink &sink)
    {
        bool isRequest = false;
        for (const JsonValue member : root) {
            if (member.key() == "resourceSpans")
                resources(member, "scopeSpans", "spans", &OtlpReader::span, sink);
            else if (member.key() == "resourceLogs")
                resources(member, "scopeLogs", "logRecords", &OtlpReader::log, sink);
            else if (member.key() == "resourceMetrics")
                resources(member, "scopeMetrics", "metrics", &OtlpReader::metric, sink);
            else
                continue;
            isRequest = true;
        }
        if (!isRequest && !root.isEmpty())
            sink.rejected(m_number, "no resourceSpans, resourceLogs or resourceMetrics");
    }

    void resources(JsonValue list, std::string_view scopes, std::string_view records,
                   void (OtlpReader::*take)(JsonValue, Sink &), Sink &sink)
    {
        for (const JsonValue resource : list) {
            m_resource.read(resource["resource"]["attributes"]);
            for (const JsonValue scope : resource[scopes]) {
                m_writer = otlpWriter(scope["scope"]["name"].text(),
                                      m_resource.text(Attribute::ServiceName));
                for (const JsonValue record : scope[records]) {
                    if (m_isDocument)
                        ++m_number;
                    (this->*take)(record, sink);
                }
            }
        }
    }

    /// Metrics have no identity and repeat what events and spans say: never counted.
    void metric(JsonValue metric, Sink &sink)
    {
        for (const JsonValue data : metric) {
            for (const JsonValue point : data["dataPoints"]) {
                (void)point;
                sink.ignored();
            }
        }
    }

    void begin(JsonValue record, Rank rank)
    {
        m_observation.clear();
        m_complaint.clear();
        m_observation.rank = rank;
        // Events before spans, also where both come by one source.
        m_observation.standing = rank == Rank::OtelLog ? 1 : 0;
        m_observation.isFinal = true;
        m_content.assign("otlp\n");
        appendOtlpCanonical(record, m_content);
        m_observation.content = m_content;
    }

    void addIds()
    {
        // Claude Code's spans hold the request id where others hold the response's.
        for (const std::string_view id :
             {m_record.text(Attribute::ResponseId), m_record.text(Attribute::RequestId)}) {
            m_observation.addToken(id.starts_with("req_") ||
                                           id == m_record.text(Attribute::RequestId)
                                       ? TokenSpace::Request
                                       : TokenSpace::Response,
                                   id);
        }
        if (m_observation.tokens.size() == 2 &&
            m_observation.tokens[0].value == m_observation.tokens[1].value)
            m_observation.tokens.pop_back();
    }

    void span(JsonValue span, Sink &sink);
    bool spanIds(JsonValue span, SpanRecord &record);
    void log(JsonValue record, Sink &sink);
    void logCall(JsonValue record, Outcome outcome, Sink &sink);
    [[nodiscard]] std::optional<Instant> logTime(JsonValue record) const;

    JsonTree m_tree;
    OtlpAttributes m_resource;
    OtlpAttributes m_record;
    OtlpWriter m_writer = OtlpWriter::Other;
    Observation m_observation;
    Complaint m_complaint;
    std::string m_content;
    std::string m_spanToken;
    std::array<char, traceIdSize> m_traceId{};
    std::array<char, spanIdSize> m_spanId{};
    std::array<char, spanIdSize> m_parentId{};
    std::int64_t m_number = 0;
    bool m_isDocument = false;
};

bool OtlpReader::spanIds(JsonValue span, SpanRecord &record)
{
    record.traceId = hexId(span["traceId"].text(), m_traceId);
    record.spanId = hexId(span["spanId"].text(), m_spanId);
    record.parentSpanId = hexId(span["parentSpanId"].text(), m_parentId);
    if (record.traceId.empty())
        m_complaint.add("traceId", "expected 32 hexadecimal digits, not all zero");
    if (record.spanId.empty())
        m_complaint.add("spanId", "expected 16 hexadecimal digits, not all zero");
    const auto start = readUnixNano(span["startTimeUnixNano"]);
    const auto end = readUnixNano(span["endTimeUnixNano"]);
    if (!start || !isPlausible(*start))
        m_complaint.add("startTimeUnixNano", "expected nanoseconds within 2015 to 2099");
    else if (!end || !isPlausible(*end) || *end < *start)
        m_complaint.add("endTimeUnixNano", "expected nanoseconds after the start, before 2100");
    if (!m_complaint.isEmpty())
        return false;
    record.start = *start;
    record.end = *end;
    return true;
}

void OtlpReader::span(JsonValue span, Sink &sink)
{
    m_record.read(span["attributes"]);
    const OtlpSort sort = otlpSort(m_record, m_writer, span["name"].text());
    if (sort == OtlpSort::None)
        return sink.ignored();
    begin(span, Rank::OtelSpan);
    SpanRecord record;
    if (!spanIds(span, record))
        return sink.rejected(m_number, m_complaint.text());
    if (sort == OtlpSort::Agent) {
        record.agentName =
            clipped(m_record.first({Attribute::AgentName, Attribute::AgentId,
                                    Attribute::OpenInferenceAgent, Attribute::TraceloopEntity}));
    }
    const bool hasFailed = span["status"]["code"].text() == "2" ||
                           m_record.has(Attribute::ErrorType) ||
                           m_record.text(Attribute::Success) == "false";
    const bool isCall = sort == OtlpSort::Call;
    if (!hasOtlpUsage(m_record) && !(isCall && (hasFailed || hasOtlpCost(m_record)))) {
        record.kind = SpanRecord::Kind::Link;
        return sink.span(record);
    }
    record.kind = isCall ? SpanRecord::Kind::Usage : SpanRecord::Kind::RollUp;
    m_observation.at = record.start;
    m_observation.outcome = Outcome::Success;
    m_observation.usage = otlpUsage(m_record, m_writer, m_complaint);
    readOtlpFields(m_record, m_resource, m_writer, m_observation, m_complaint);
    if (hasFailed)
        m_observation.outcome = Outcome::Error;
    if (m_observation.latencyMicros < 0)
        m_observation.latencyMicros = record.end.micros - record.start.micros;
    addIds();
    m_spanToken.assign(record.traceId).append("/").append(record.spanId);
    m_observation.addToken(TokenSpace::Span, m_spanToken);
    if (!m_complaint.isEmpty())
        return sink.rejected(m_number, m_complaint.text());
    record.usage = &m_observation;
    sink.span(record);
}

std::optional<Instant> OtlpReader::logTime(JsonValue record) const
{
    // Codex writes timeUnixNano "0".
    if (const auto at = readUnixNano(record["timeUnixNano"]))
        return at;
    if (const auto at = parseInstant(m_record.text(Attribute::EventTimestamp)))
        return *at;
    return readUnixNano(record["observedTimeUnixNano"]);
}

void OtlpReader::logCall(JsonValue record, Outcome outcome, Sink &sink)
{
    begin(record, Rank::OtelLog);
    const auto at = logTime(record);
    if (!at || !isPlausible(*at))
        m_complaint.add("timeUnixNano", "expected nanoseconds within 2015 to 2099");
    m_observation.at = at.value_or(Instant{});
    m_observation.usage = otlpUsage(m_record, m_writer, m_complaint);
    readOtlpFields(m_record, m_resource, m_writer, m_observation, m_complaint);
    m_observation.outcome = outcome;
    addIds();
    if (!m_complaint.isEmpty())
        return sink.rejected(m_number, m_complaint.text());
    sink.observation(m_observation);
}

void OtlpReader::log(JsonValue record, Sink &sink)
{
    m_record.read(record["attributes"]);
    // Codex has its own name in the attribute; in eventName the Rust exporter puts a line of code.
    std::string_view event = m_record.text(Attribute::EventName);
    if (event.empty())
        event = record["eventName"].text();
    if (event.empty())
        event = anyValueText(record["body"]);
    const bool isClaude = m_writer == OtlpWriter::ClaudeCode;
    const bool hasUsage = hasOtlpUsage(m_record);
    if (isClaude && isNamed(event, "api_request"))
        return logCall(record, Outcome::Success, sink);
    if (isClaude && isNamed(event, "api_error"))
        return logCall(record, Outcome::Error, sink);
    // Each response is told twice, once without counts.
    if (event == "codex.sse_event" && hasUsage &&
        m_record.text(Attribute::EventKind) == "response.completed")
        return logCall(record, Outcome::Success, sink);
    if (event == "codex.api_request" &&
        outcomeOfStatus(static_cast<int>(
            readCount(m_record.first({Attribute::HttpStatus, Attribute::StatusCode}), {},
                      m_complaint)
                .value_or(0))) == Outcome::Error)
        return logCall(record, Outcome::Error, sink);
    if (event == "gemini_cli.api_response" && hasUsage) {
        m_writer = OtlpWriter::GeminiCli;
        return logCall(record, Outcome::Success, sink);
    }
    if (event == "gemini_cli.api_error") {
        m_writer = OtlpWriter::GeminiCli;
        return logCall(record, Outcome::Error, sink);
    }
    if (event == "gen_ai.client.inference.operation.details" && m_writer == OtlpWriter::Other &&
        hasUsage)
        return logCall(
            record, m_record.has(Attribute::ErrorType) ? Outcome::Error : Outcome::Success, sink);
    sink.ignored();
}

int sniffOtlp(std::string_view head, std::string_view /*path*/)
{
    if (!looksLikeJson(head))
        return 0;
    const bool isOtlp = hasKey(head, "resourceSpans") || hasKey(head, "resourceLogs") ||
                        hasKey(head, "resourceMetrics");
    return isOtlp ? sniffedSurely : 0;
}

std::unique_ptr<Reader> createOtlp(const ReaderOptions & /*options*/)
{
    return std::make_unique<OtlpReader>();
}

} // namespace

const Format otlpFormat{
    "otlp",     "OpenTelemetry (OTLP JSON)", Rank::OtelLog, Growth::Once, &sniffOtlp, &jsonFraming,
    &createOtlp};

} // namespace outlay
