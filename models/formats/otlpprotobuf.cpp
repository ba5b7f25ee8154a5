// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/otlpprotobuf.h"

#include "models/formats/jsontext.h"

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <cmath>
#include <cstring>
#include <optional>
#include <span>

namespace outlay {

namespace {

/// protobuf's own decoders stop at 100 levels.
constexpr int deepest = 100;
constexpr std::int64_t mostFields = 4'000'000;

enum class WireType : std::uint8_t
{
    Varint = 0,
    Fixed64 = 1,
    Bytes = 2,
    Fixed32 = 5,
};

/// How a field is written, in protobuf and in JSON.
enum class Kind : std::uint8_t
{
    Text,
    Base64,
    HexId,
    Integer64,  ///< varint; a string in JSON
    Unsigned64, ///< fixed64; a string in JSON
    Number,     ///< varint: enums, counts
    Flags,      ///< fixed32
    Boolean,
    Double,
    Message,
};

struct MessageType;

struct FieldType
{
    std::uint32_t number;
    std::string_view name;
    Kind kind;
    bool isRepeated = false;
    const MessageType *message = nullptr;
};

struct MessageType
{
    std::span<const FieldType> fields;
    bool isChoice = false; ///< one of its fields: the last that was written
};

// The messages of opentelemetry/proto/{common,resource,trace,logs,metrics}/v1, as far as they are
// read; the numbers are theirs.
extern const MessageType anyValue;
constexpr std::array arrayValueFields{FieldType{1, "values", Kind::Message, true, &anyValue}};
constexpr MessageType arrayValue{arrayValueFields};
constexpr std::array keyValueFields{FieldType{1, "key", Kind::Text},
                                    FieldType{2, "value", Kind::Message, false, &anyValue}};
constexpr MessageType keyValue{keyValueFields};
constexpr std::array keyValueListFields{FieldType{1, "values", Kind::Message, true, &keyValue}};
constexpr MessageType keyValueList{keyValueListFields};
constexpr std::array anyValueFields{
    FieldType{1, "stringValue", Kind::Text},
    FieldType{2, "boolValue", Kind::Boolean},
    FieldType{3, "intValue", Kind::Integer64},
    FieldType{4, "doubleValue", Kind::Double},
    FieldType{5, "arrayValue", Kind::Message, false, &arrayValue},
    FieldType{6, "kvlistValue", Kind::Message, false, &keyValueList},
    FieldType{7, "bytesValue", Kind::Base64}};
constexpr MessageType anyValue{anyValueFields, true};

constexpr std::array resourceFields{FieldType{1, "attributes", Kind::Message, true, &keyValue}};
constexpr MessageType resource{resourceFields};
constexpr std::array scopeFields{FieldType{1, "name", Kind::Text},
                                 FieldType{2, "version", Kind::Text}};
constexpr MessageType scope{scopeFields};

constexpr std::array eventFields{FieldType{1, "timeUnixNano", Kind::Unsigned64},
                                 FieldType{2, "name", Kind::Text},
                                 FieldType{3, "attributes", Kind::Message, true, &keyValue},
                                 FieldType{4, "droppedAttributesCount", Kind::Number}};
constexpr MessageType event{eventFields};
constexpr std::array linkFields{FieldType{1, "traceId", Kind::HexId},
                                FieldType{2, "spanId", Kind::HexId},
                                FieldType{3, "traceState", Kind::Text},
                                FieldType{4, "attributes", Kind::Message, true, &keyValue},
                                FieldType{5, "droppedAttributesCount", Kind::Number},
                                FieldType{6, "flags", Kind::Flags}};
constexpr MessageType link{linkFields};
constexpr std::array statusFields{FieldType{2, "message", Kind::Text},
                                  FieldType{3, "code", Kind::Number}};
constexpr MessageType status{statusFields};
constexpr std::array spanFields{FieldType{1, "traceId", Kind::HexId},
                                FieldType{2, "spanId", Kind::HexId},
                                FieldType{3, "traceState", Kind::Text},
                                FieldType{4, "parentSpanId", Kind::HexId},
                                FieldType{5, "name", Kind::Text},
                                FieldType{6, "kind", Kind::Number},
                                FieldType{7, "startTimeUnixNano", Kind::Unsigned64},
                                FieldType{8, "endTimeUnixNano", Kind::Unsigned64},
                                FieldType{9, "attributes", Kind::Message, true, &keyValue},
                                FieldType{10, "droppedAttributesCount", Kind::Number},
                                FieldType{11, "events", Kind::Message, true, &event},
                                FieldType{12, "droppedEventsCount", Kind::Number},
                                FieldType{13, "links", Kind::Message, true, &link},
                                FieldType{14, "droppedLinksCount", Kind::Number},
                                FieldType{15, "status", Kind::Message, false, &status},
                                FieldType{16, "flags", Kind::Flags}};
constexpr MessageType spanMessage{spanFields};
constexpr std::array scopeSpansFields{FieldType{1, "scope", Kind::Message, false, &scope},
                                      FieldType{2, "spans", Kind::Message, true, &spanMessage}};
constexpr MessageType scopeSpans{scopeSpansFields};
constexpr std::array resourceSpansFields{
    FieldType{1, "resource", Kind::Message, false, &resource},
    FieldType{2, "scopeSpans", Kind::Message, true, &scopeSpans}};
constexpr MessageType resourceSpans{resourceSpansFields};
constexpr std::array tracesFields{
    FieldType{1, "resourceSpans", Kind::Message, true, &resourceSpans}};
constexpr MessageType traces{tracesFields};

constexpr std::array logFields{FieldType{1, "timeUnixNano", Kind::Unsigned64},
                               FieldType{2, "severityNumber", Kind::Number},
                               FieldType{3, "severityText", Kind::Text},
                               FieldType{5, "body", Kind::Message, false, &anyValue},
                               FieldType{6, "attributes", Kind::Message, true, &keyValue},
                               FieldType{7, "droppedAttributesCount", Kind::Number},
                               FieldType{8, "flags", Kind::Flags},
                               FieldType{9, "traceId", Kind::HexId},
                               FieldType{10, "spanId", Kind::HexId},
                               FieldType{11, "observedTimeUnixNano", Kind::Unsigned64},
                               FieldType{12, "eventName", Kind::Text}};
constexpr MessageType logRecord{logFields};
constexpr std::array scopeLogsFields{FieldType{1, "scope", Kind::Message, false, &scope},
                                     FieldType{2, "logRecords", Kind::Message, true, &logRecord}};
constexpr MessageType scopeLogs{scopeLogsFields};
constexpr std::array resourceLogsFields{FieldType{1, "resource", Kind::Message, false, &resource},
                                        FieldType{2, "scopeLogs", Kind::Message, true, &scopeLogs}};
constexpr MessageType resourceLogs{resourceLogsFields};
constexpr std::array logsFields{FieldType{1, "resourceLogs", Kind::Message, true, &resourceLogs}};
constexpr MessageType logs{logsFields};

constexpr MessageType dataPoint{};
constexpr std::array dataFields{FieldType{1, "dataPoints", Kind::Message, true, &dataPoint}};
constexpr MessageType data{dataFields};
constexpr std::array metricFields{
    FieldType{1, "name", Kind::Text},
    FieldType{5, "gauge", Kind::Message, false, &data},
    FieldType{7, "sum", Kind::Message, false, &data},
    FieldType{9, "histogram", Kind::Message, false, &data},
    FieldType{10, "exponentialHistogram", Kind::Message, false, &data},
    FieldType{11, "summary", Kind::Message, false, &data}};
constexpr MessageType metric{metricFields};
constexpr std::array scopeMetricsFields{FieldType{1, "scope", Kind::Message, false, &scope},
                                        FieldType{2, "metrics", Kind::Message, true, &metric}};
constexpr MessageType scopeMetrics{scopeMetricsFields};
constexpr std::array resourceMetricsFields{
    FieldType{1, "resource", Kind::Message, false, &resource},
    FieldType{2, "scopeMetrics", Kind::Message, true, &scopeMetrics}};
constexpr MessageType resourceMetrics{resourceMetricsFields};
constexpr std::array metricsFields{
    FieldType{1, "resourceMetrics", Kind::Message, true, &resourceMetrics}};
constexpr MessageType metrics{metricsFields};

WireType wireTypeOf(Kind kind)
{
    switch (kind) {
    case Kind::Integer64:
    case Kind::Number:
    case Kind::Boolean:
        return WireType::Varint;
    case Kind::Unsigned64:
    case Kind::Double:
        return WireType::Fixed64;
    case Kind::Flags:
        return WireType::Fixed32;
    case Kind::Text:
    case Kind::Base64:
    case Kind::HexId:
    case Kind::Message:
        break;
    }
    return WireType::Bytes;
}

/// One field as it lies in the bytes.
struct WireField
{
    std::uint32_t number = 0;
    WireType type = WireType::Varint;
    std::uint64_t value = 0; ///< of all but Bytes
    std::string_view bytes;
};

/// How many bytes the UTF-8 sequence at the start has; 0: none is there.
std::size_t sequenceLength(std::string_view text)
{
    const auto byte = [text](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const unsigned char first = byte(0);
    if (first < 0x80)
        return 1;
    const std::size_t length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
    if (first < 0xc2 || first > 0xf4 || length > text.size())
        return 0;
    for (std::size_t i = 1; i < length; ++i) {
        if ((byte(i) & 0xc0U) != 0x80U)
            return 0;
    }
    // Overlong forms, surrogates, and what lies beyond U+10FFFF.
    const bool isForbidden = (first == 0xe0 && byte(1) < 0xa0) ||
                             (first == 0xed && byte(1) > 0x9f) ||
                             (first == 0xf0 && byte(1) < 0x90) || (first == 0xf4 && byte(1) > 0x8f);
    return isForbidden ? 0 : length;
}

class Decoder
{
public:
    Decoder(std::string_view all, std::string &json, std::size_t most)
        : m_all(all)
        , m_json(json)
        , m_most(most)
    {
    }

    Result<> run(const MessageType &type)
    {
        m_json.clear();
        message(type, m_all, 0);
        if (m_problem == nullptr)
            return {};
        return failure(Error::Kind::Malformed, "protobuf: " + std::string(m_problem) +
                                                   " (at byte " + std::to_string(m_problemAt) +
                                                   ')');
    }

private:
    bool fail(const char *problem, const char *at)
    {
        if (m_problem == nullptr) {
            m_problem = problem;
            m_problemAt = at - m_all.data();
        }
        return false;
    }

    bool varint(std::string_view &rest, std::uint64_t &value)
    {
        value = 0;
        constexpr std::size_t longest = 10;
        for (std::size_t i = 0; i < std::min(rest.size(), longest); ++i) {
            const auto byte = static_cast<unsigned char>(rest[i]);
            value |= static_cast<std::uint64_t>(byte & 0x7fU) << (7 * i);
            if (byte < 0x80) {
                rest.remove_prefix(i + 1);
                return true;
            }
        }
        return fail(rest.size() < longest ? "a number is cut off" : "a number has no end",
                    rest.data());
    }

    template <typename T> bool fixed(std::string_view &rest, std::uint64_t &value)
    {
        if (rest.size() < sizeof(T))
            return fail("a number is cut off", rest.data());
        value = 0;
        for (std::size_t i = 0; i < sizeof(T); ++i)
            value |= static_cast<std::uint64_t>(static_cast<unsigned char>(rest[i])) << (8 * i);
        rest.remove_prefix(sizeof(T));
        return true;
    }

    /// Takes the next field off; false at the end or after a failure.
    bool next(std::string_view &rest, WireField &field)
    {
        if (rest.empty() || m_problem != nullptr)
            return false;
        const char *const at = rest.data();
        std::uint64_t tag = 0;
        if (!varint(rest, tag))
            return false;
        constexpr std::uint64_t largestTag = (1ULL << 32) - 1;
        field.number = static_cast<std::uint32_t>(tag >> 3);
        if (tag > largestTag || field.number == 0)
            return fail("no such field number", at);
        switch (tag & 7U) {
        case 0:
            field.type = WireType::Varint;
            return varint(rest, field.value);
        case 1:
            field.type = WireType::Fixed64;
            return fixed<std::uint64_t>(rest, field.value);
        case 2: {
            field.type = WireType::Bytes;
            std::uint64_t length = 0;
            if (!varint(rest, length))
                return false;
            if (length > rest.size())
                return fail("a length reaches beyond the end", at);
            field.bytes = rest.substr(0, static_cast<std::size_t>(length));
            rest.remove_prefix(static_cast<std::size_t>(length));
            return true;
        }
        case 5:
            field.type = WireType::Fixed32;
            return fixed<std::uint32_t>(rest, field.value);
        default: // groups, which proto3 has not
            return fail("an unknown wire type", at);
        }
    }

    static bool fits(const FieldType &type, const WireField &field)
    {
        return type.number == field.number && wireTypeOf(type.kind) == field.type;
    }

    bool message(const MessageType &type, std::string_view bytes, int depth)
    {
        if (depth >= deepest)
            return fail("nested deeper than 100 levels", bytes.data());
        m_json.push_back('{');
        if (!check(bytes))
            return false;
        if (type.isChoice)
            choice(type, bytes, depth);
        else {
            for (const FieldType &field : type.fields)
                field.isRepeated ? list(field, bytes, depth) : single(field, bytes, depth);
        }
        m_json.push_back('}');
        return m_problem == nullptr;
    }

    /// Goes over the fields once, so that a message whose fields are all unknown is checked too.
    bool check(std::string_view bytes)
    {
        WireField field;
        while (next(bytes, field)) {
            if (++m_fields > mostFields)
                return fail("more than 4 million fields", bytes.data());
        }
        return m_problem == nullptr;
    }

    void choice(const MessageType &type, std::string_view bytes, int depth)
    {
        const FieldType *chosen = nullptr;
        WireField last;
        WireField field;
        while (next(bytes, field)) {
            for (const FieldType &each : type.fields) {
                if (!fits(each, field))
                    continue;
                chosen = &each;
                last = field;
            }
        }
        if (chosen != nullptr)
            member(*chosen, last, depth);
    }

    /// Of a field written several times the last counts.
    void single(const FieldType &type, std::string_view bytes, int depth)
    {
        std::optional<WireField> last;
        WireField field;
        while (next(bytes, field)) {
            if (fits(type, field))
                last = field;
        }
        if (last)
            member(type, *last, depth);
    }

    void list(const FieldType &type, std::string_view bytes, int depth)
    {
        bool isFirst = true;
        WireField field;
        while (next(bytes, field)) {
            if (!fits(type, field))
                continue;
            if (isFirst)
                key(type.name).push_back('[');
            else
                m_json.push_back(',');
            isFirst = false;
            value(type, field, depth);
        }
        if (!isFirst)
            m_json.push_back(']');
    }

    std::string &key(std::string_view name)
    {
        if (m_json.back() != '{')
            m_json.push_back(',');
        m_json.push_back('"');
        return m_json.append(name).append("\":");
    }

    void member(const FieldType &type, const WireField &field, int depth)
    {
        key(type.name);
        value(type, field, depth);
    }

    void value(const FieldType &type, const WireField &field, int depth)
    {
        switch (type.kind) {
        case Kind::Text:
            text(field.bytes);
            break;
        case Kind::Base64:
            base64(field.bytes);
            break;
        case Kind::HexId:
            hexadecimal(field.bytes);
            break;
        case Kind::Integer64:
            quoted(std::to_string(static_cast<std::int64_t>(field.value)));
            break;
        case Kind::Unsigned64:
            quoted(std::to_string(field.value));
            break;
        case Kind::Number:
            m_json += std::to_string(static_cast<std::int32_t>(field.value & 0xffffffffU));
            break;
        case Kind::Flags:
            m_json += std::to_string(field.value);
            break;
        case Kind::Boolean:
            m_json += field.value != 0 ? "true" : "false";
            break;
        case Kind::Double:
            number(std::bit_cast<double>(field.value));
            break;
        case Kind::Message:
            message(*type.message, field.bytes, depth + 1);
            break;
        }
        if (m_json.size() > m_most)
            fail("it is too large as JSON", m_all.data());
    }

    void quoted(std::string_view plain) { m_json.append("\"").append(plain).append("\""); }

    void number(double value)
    {
        if (std::isnan(value))
            return quoted("NaN");
        if (std::isinf(value))
            return quoted(value > 0 ? "Infinity" : "-Infinity");
        std::array<char, 32> digits{};
        const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value);
        m_json.append(digits.data(), end.ptr);
    }

    /// In pieces, so that what grows beyond the bound is stopped before it is there.
    void text(std::string_view bytes)
    {
        m_json.push_back('"');
        while (!bytes.empty() && m_problem == nullptr) {
            constexpr std::size_t piece = 65536;
            m_clean.clear();
            while (!bytes.empty() && m_clean.size() < piece) {
                const std::size_t length = sequenceLength(bytes);
                m_clean.append(length == 0 ? std::string_view("\xef\xbf\xbd")
                                           : bytes.substr(0, length));
                bytes.remove_prefix(std::max<std::size_t>(length, 1));
            }
            const std::size_t start = m_json.size();
            appendJsonString(m_clean, m_json);
            m_json.pop_back();
            m_json.erase(start, 1);
            if (m_json.size() > m_most)
                fail("it is too large as JSON", m_all.data());
        }
        m_json.push_back('"');
    }

    void hexadecimal(std::string_view bytes)
    {
        static constexpr std::string_view digits = "0123456789abcdef";
        m_json.push_back('"');
        for (const char c : bytes) {
            const auto byte = static_cast<unsigned char>(c);
            m_json.push_back(digits[byte >> 4U]);
            m_json.push_back(digits[byte & 15U]);
        }
        m_json.push_back('"');
    }

    void base64(std::string_view bytes)
    {
        static constexpr std::string_view digits =
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        m_json.push_back('"');
        for (; !bytes.empty(); bytes.remove_prefix(std::min<std::size_t>(bytes.size(), 3))) {
            const auto byte = [bytes](std::size_t i) -> unsigned {
                return i < bytes.size() ? static_cast<unsigned char>(bytes[i]) : 0U;
            };
            const unsigned three = byte(0) << 16U | byte(1) << 8U | byte(2);
            m_json.push_back(digits[three >> 18U]);
            m_json.push_back(digits[three >> 12U & 63U]);
            m_json.push_back(bytes.size() > 1 ? digits[three >> 6U & 63U] : '=');
            m_json.push_back(bytes.size() > 2 ? digits[three & 63U] : '=');
        }
        m_json.push_back('"');
    }

    std::string_view m_all;
    std::string &m_json;
    std::string m_clean; ///< scratch of text()
    std::size_t m_most;
    std::int64_t m_fields = 0;
    const char *m_problem = nullptr;
    std::ptrdiff_t m_problemAt = 0;
};

} // namespace

Result<> otlpJsonOf(OtlpSignal signal, std::string_view protobuf, std::string &json,
                    std::size_t most)
{
    const MessageType &type = signal == OtlpSignal::Traces ? traces
                              : signal == OtlpSignal::Logs ? logs
                                                           : metrics;
    return Decoder(protobuf, json, most).run(type);
}

} // namespace outlay
