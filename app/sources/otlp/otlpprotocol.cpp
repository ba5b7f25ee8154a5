// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/sources/otlp/otlpprotocol.h"

#include "app/sources/otlp/headertext.h"
#include "app/sources/otlp/localrequest.h"
#include "models/formats/jsontext.h"
#include "models/formats/jsontree.h"

#include <algorithm>
#include <array>
#include <cctype>

#include <zlib.h>

namespace outlay::sources {

namespace {

void appendVarint(std::uint64_t value, std::string &out)
{
    for (; value >= 0x80; value >>= 7U)
        out.push_back(static_cast<char>((value & 0x7fU) | 0x80U));
    out.push_back(static_cast<char>(value));
}

void appendNumber(char tag, std::uint64_t value, std::string &out)
{
    if (value == 0)
        return;
    out.push_back(tag);
    appendVarint(value, out);
}

void appendBytes(char tag, std::string_view bytes, std::string &out)
{
    out.push_back(tag);
    appendVarint(bytes.size(), out);
    out.append(bytes);
}

constexpr char field1Number = 0x08;
constexpr char field1Bytes = 0x0a;
constexpr char field2Bytes = 0x12;

/// google.rpc.Code of an HTTP status.
int rpcCode(int httpStatus)
{
    switch (httpStatus) {
    case 400:
    case 413:
    case 415:
        return 3; // INVALID_ARGUMENT
    case 401:
        return 16; // UNAUTHENTICATED
    case 403:
        return 7; // PERMISSION_DENIED
    case 404:
    case 405:
        return 12; // UNIMPLEMENTED
    case 429:
        return 8; // RESOURCE_EXHAUSTED
    case 503:
        return 14; // UNAVAILABLE
    default:
        return 13; // INTERNAL
    }
}

HttpAnswer made(OtlpEncoding encoding, int status, std::string body)
{
    return {status,
            encoding == OtlpEncoding::Json ? "application/json" : "application/x-protobuf",
            std::move(body),
            {}};
}

std::string_view rejectedField(OtlpSignal signal)
{
    switch (signal) {
    case OtlpSignal::Traces:
        return "rejectedSpans";
    case OtlpSignal::Logs:
        return "rejectedLogRecords";
    case OtlpSignal::Metrics:
        break;
    }
    return "rejectedDataPoints";
}

} // namespace

std::optional<OtlpSignal> otlpSignalOf(std::string_view target)
{
    target = target.substr(0, target.find('?'));
    if (target == "/v1/traces")
        return OtlpSignal::Traces;
    if (target == "/v1/logs")
        return OtlpSignal::Logs;
    if (target == "/v1/metrics")
        return OtlpSignal::Metrics;
    return std::nullopt;
}

std::optional<OtlpEncoding> otlpEncodingOf(const HttpHead &head)
{
    const std::string_view field = head.field("Content-Type");
    const std::string type = lowered(trimmed(field.substr(0, field.find(';'))));
    if (type == "application/x-protobuf" || type == "application/protobuf")
        return OtlpEncoding::Protobuf;
    if (type == "application/json")
        return OtlpEncoding::Json;
    return std::nullopt;
}

bool isGzip(const HttpHead &head)
{
    return lowered(trimmed(head.field("Content-Encoding"))) == "gzip";
}

std::optional<HttpAnswer> otlpRefusal(const HttpHead &head, std::string_view token)
{
    const auto known = otlpEncodingOf(head);
    const OtlpEncoding encoding = known.value_or(OtlpEncoding::Json);
    if (head.count("Host") != 1 || !isThisMachine(head.field("Host")))
        return otlpStatus(encoding, 403, "the Host is not this machine");
    // Programs send none; whoever has one is a web page, whatever it says.
    if (head.count("Origin") != 0)
        return otlpStatus(encoding, 403, "not for web pages");
    if (!token.empty() && !showsToken(head, token)) {
        HttpAnswer answer = otlpStatus(encoding, 401,
                                       "the token is missing or wrong; senders take it from "
                                       "OTEL_EXPORTER_OTLP_HEADERS");
        answer.fields.emplace_back("WWW-Authenticate", "Bearer");
        return answer;
    }
    if (!otlpSignalOf(head.target))
        return otlpStatus(encoding, 404, "here are /v1/traces, /v1/logs and /v1/metrics");
    if (head.method != "POST") {
        HttpAnswer answer = otlpStatus(encoding, 405, "telemetry is sent by POST");
        answer.fields.emplace_back("Allow", "POST");
        return answer;
    }
    if (!known)
        return otlpStatus(encoding, 415,
                          "the Content-Type is to be application/x-protobuf or application/json");
    const std::string packing = lowered(trimmed(head.field("Content-Encoding")));
    if (!packing.empty() && packing != "gzip" && packing != "identity")
        return otlpStatus(encoding, 415, "the Content-Encoding is to be gzip or none");
    return std::nullopt;
}

HttpAnswer otlpTaken(OtlpSignal signal, OtlpEncoding encoding, std::int64_t rejected,
                     std::string_view message)
{
    std::string body;
    const bool isWhole = rejected == 0 && message.empty();
    if (encoding == OtlpEncoding::Protobuf) {
        std::string partial;
        appendNumber(field1Number, static_cast<std::uint64_t>(rejected), partial);
        if (!message.empty())
            appendBytes(field2Bytes, message, partial);
        if (!isWhole)
            appendBytes(field1Bytes, partial, body);
        return made(encoding, 200, std::move(body));
    }
    if (isWhole)
        return made(encoding, 200, "{}");
    body = "{\"partialSuccess\":{\"";
    body.append(rejectedField(signal)).append("\":\"").append(std::to_string(rejected));
    body += "\",\"errorMessage\":";
    appendJsonString(message, body);
    body += "}}";
    return made(encoding, 200, std::move(body));
}

HttpAnswer otlpStatus(OtlpEncoding encoding, int httpStatus, std::string_view message,
                      int retryAfter)
{
    std::string body;
    const auto code = static_cast<std::uint64_t>(rpcCode(httpStatus));
    if (encoding == OtlpEncoding::Protobuf) {
        appendNumber(field1Number, code, body);
        appendBytes(field2Bytes, message, body);
    } else {
        body = "{\"code\":" + std::to_string(code) + ",\"message\":";
        appendJsonString(message, body);
        body.push_back('}');
    }
    HttpAnswer answer = made(encoding, httpStatus, std::move(body));
    if (retryAfter > 0)
        answer.fields.emplace_back("Retry-After", std::to_string(retryAfter));
    return answer;
}

Result<std::string> gunzip(std::string_view packed, std::size_t most)
{
    constexpr int onlyGzip = 16;
    constexpr std::size_t step = 64U << 10;
    z_stream stream{};
    if (inflateInit2(&stream, onlyGzip + MAX_WBITS) != Z_OK)
        return failure(Error::Kind::Malformed, "gzip: no memory");
    const std::unique_ptr<z_stream, int (*)(z_stream *)> end(&stream, &inflateEnd);
    stream.next_in = reinterpret_cast<Bytef *>(const_cast<char *>(packed.data()));
    stream.avail_in = static_cast<uInt>(packed.size());
    std::string plain;
    int status = Z_OK;
    while (true) {
        const std::size_t before = plain.size();
        plain.resize(before + step);
        stream.next_out = reinterpret_cast<Bytef *>(plain.data() + before);
        stream.avail_out = static_cast<uInt>(step);
        status = inflate(&stream, Z_NO_FLUSH);
        plain.resize(before + step - stream.avail_out);
        if (plain.size() > most)
            return failure(Error::Kind::OutOfRange, "the body is too large when unpacked");
        if (status == Z_STREAM_END) {
            if (stream.avail_in == 0)
                return plain;
            status = inflateReset(&stream);
        } else if (status == Z_BUF_ERROR || (status == Z_OK && stream.avail_out != 0)) {
            if (stream.avail_in == 0)
                return failure(Error::Kind::Malformed, "the gzip data is cut off");
        }
        if (status != Z_OK && status != Z_BUF_ERROR)
            return failure(Error::Kind::Malformed, "the gzip data is damaged");
    }
}

Result<> checkOtlpJson(OtlpSignal signal, std::string_view json)
{
    JsonTree tree;
    const auto root = tree.parse(json);
    if (!root)
        return failure(Error::Kind::Malformed, "JSON: " + root.error().text);
    if (!root->isObject())
        return failure(Error::Kind::Malformed, "JSON: expected an object");
    static constexpr std::array<std::array<std::string_view, 3>, 3> names{
        {{"resourceSpans", "scopeSpans", "spans"},
         {"resourceLogs", "scopeLogs", "logRecords"},
         {"resourceMetrics", "scopeMetrics", "metrics"}}};
    const auto &[resources, scopes, records] = names[static_cast<std::size_t>(signal)];
    const auto isList = [](JsonValue value) { return !value.isSet() || value.isArray(); };
    const auto wrong = [](std::string_view field) {
        return failure(Error::Kind::Malformed, std::string(field) + ": expected a list of objects");
    };
    const JsonValue all = (*root)[resources];
    if (!isList(all))
        return wrong(resources);
    for (const JsonValue resource : all) {
        if (!resource.isObject())
            return wrong(resources);
        if (!isList(resource[scopes]))
            return wrong(scopes);
        for (const JsonValue scope : resource[scopes]) {
            if (!scope.isObject())
                return wrong(scopes);
            if (!isList(scope[records]))
                return wrong(records);
            for (const JsonValue record : scope[records]) {
                if (!record.isObject())
                    return wrong(records);
            }
        }
    }
    return {};
}

} // namespace outlay::sources
