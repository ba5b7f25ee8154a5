// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/otlpencode.h"

#include <QJsonArray>

#include <bit>
#include <functional>

namespace outlay::test {

ProtobufWriter &ProtobufWriter::varint(int field, std::uint64_t value)
{
    raw(static_cast<std::uint64_t>(field) << 3U);
    raw(value);
    return *this;
}

ProtobufWriter &ProtobufWriter::fixed64(int field, std::uint64_t value)
{
    raw(static_cast<std::uint64_t>(field) << 3U | 1U);
    for (unsigned i = 0; i < 8; ++i)
        m_data.append(static_cast<char>(value >> (8 * i) & 0xffU));
    return *this;
}

ProtobufWriter &ProtobufWriter::fixed32(int field, std::uint32_t value)
{
    raw(static_cast<std::uint64_t>(field) << 3U | 5U);
    for (unsigned i = 0; i < 4; ++i)
        m_data.append(static_cast<char>(value >> (8 * i) & 0xffU));
    return *this;
}

ProtobufWriter &ProtobufWriter::bytes(int field, const QByteArray &value)
{
    raw(static_cast<std::uint64_t>(field) << 3U | 2U);
    raw(static_cast<std::uint64_t>(value.size()));
    m_data.append(value);
    return *this;
}

void ProtobufWriter::raw(std::uint64_t value)
{
    while (value >= 0x80) {
        m_data.append(static_cast<char>((value & 0x7fU) | 0x80U));
        value >>= 7U;
    }
    m_data.append(static_cast<char>(value));
}

namespace {

std::uint64_t unsignedOf(const QJsonValue &value)
{
    return value.isString() ? value.toString().toULongLong()
                            : static_cast<std::uint64_t>(value.toInteger());
}

QJsonValue at(const QJsonObject &object, const char *key)
{
    return object.value(QLatin1String(key));
}

void text(ProtobufWriter &out, int field, const QJsonValue &value)
{
    if (!value.toString().isEmpty())
        out.bytes(field, value.toString().toUtf8());
}

void id(ProtobufWriter &out, int field, const QJsonValue &value)
{
    if (!value.toString().isEmpty())
        out.bytes(field, QByteArray::fromHex(value.toString().toLatin1()));
}

void time(ProtobufWriter &out, int field, const QJsonValue &value)
{
    if (unsignedOf(value) != 0)
        out.fixed64(field, unsignedOf(value));
}

void number(ProtobufWriter &out, int field, const QJsonValue &value)
{
    if (value.toInteger() != 0)
        out.varint(field, static_cast<std::uint64_t>(value.toInteger()));
}

using Writer = std::function<QByteArray(const QJsonObject &)>;

void list(ProtobufWriter &out, int field, const QJsonValue &values, const Writer &write)
{
    for (const QJsonValue each : values.toArray())
        out.bytes(field, write(each.toObject()));
}

QByteArray keyValue(const QJsonObject &from);

QByteArray anyValue(const QJsonObject &from)
{
    ProtobufWriter out;
    const auto has = [&](const char *key) { return from.contains(QLatin1String(key)); };
    if (has("stringValue"))
        out.bytes(1, at(from, "stringValue").toString().toUtf8());
    if (has("boolValue"))
        out.varint(2, at(from, "boolValue").toBool() ? 1 : 0);
    if (has("intValue")) {
        const QJsonValue value = at(from, "intValue");
        out.varint(3, static_cast<std::uint64_t>(value.isString() ? value.toString().toLongLong()
                                                                  : value.toInteger()));
    }
    if (has("doubleValue"))
        out.fixed64(4, std::bit_cast<std::uint64_t>(at(from, "doubleValue").toDouble()));
    if (has("arrayValue")) {
        ProtobufWriter inner;
        list(inner, 1, at(from, "arrayValue").toObject().value(u"values"), anyValue);
        out.bytes(5, inner.data());
    }
    if (has("kvlistValue")) {
        ProtobufWriter inner;
        list(inner, 1, at(from, "kvlistValue").toObject().value(u"values"), keyValue);
        out.bytes(6, inner.data());
    }
    if (has("bytesValue"))
        out.bytes(7, QByteArray::fromBase64(at(from, "bytesValue").toString().toLatin1()));
    return out.data();
}

QByteArray keyValue(const QJsonObject &from)
{
    ProtobufWriter out;
    text(out, 1, at(from, "key"));
    out.bytes(2, anyValue(at(from, "value").toObject()));
    return out.data();
}

QByteArray event(const QJsonObject &from)
{
    ProtobufWriter out;
    time(out, 1, at(from, "timeUnixNano"));
    text(out, 2, at(from, "name"));
    list(out, 3, at(from, "attributes"), keyValue);
    return out.data();
}

QByteArray span(const QJsonObject &from)
{
    ProtobufWriter out;
    id(out, 1, at(from, "traceId"));
    id(out, 2, at(from, "spanId"));
    text(out, 3, at(from, "traceState"));
    id(out, 4, at(from, "parentSpanId"));
    text(out, 5, at(from, "name"));
    number(out, 6, at(from, "kind"));
    time(out, 7, at(from, "startTimeUnixNano"));
    time(out, 8, at(from, "endTimeUnixNano"));
    list(out, 9, at(from, "attributes"), keyValue);
    number(out, 10, at(from, "droppedAttributesCount"));
    list(out, 11, at(from, "events"), event);
    if (from.contains(u"status")) {
        ProtobufWriter status;
        text(status, 2, at(at(from, "status").toObject(), "message"));
        number(status, 3, at(at(from, "status").toObject(), "code"));
        out.bytes(15, status.data());
    }
    if (at(from, "flags").toInteger() != 0)
        out.fixed32(16, static_cast<std::uint32_t>(at(from, "flags").toInteger()));
    return out.data();
}

QByteArray log(const QJsonObject &from)
{
    ProtobufWriter out;
    time(out, 1, at(from, "timeUnixNano"));
    number(out, 2, at(from, "severityNumber"));
    text(out, 3, at(from, "severityText"));
    if (from.contains(u"body"))
        out.bytes(5, anyValue(at(from, "body").toObject()));
    list(out, 6, at(from, "attributes"), keyValue);
    number(out, 7, at(from, "droppedAttributesCount"));
    if (at(from, "flags").toInteger() != 0)
        out.fixed32(8, static_cast<std::uint32_t>(at(from, "flags").toInteger()));
    id(out, 9, at(from, "traceId"));
    id(out, 10, at(from, "spanId"));
    time(out, 11, at(from, "observedTimeUnixNano"));
    text(out, 12, at(from, "eventName"));
    return out.data();
}

QByteArray metric(const QJsonObject &from)
{
    ProtobufWriter out;
    text(out, 1, at(from, "name"));
    text(out, 3, at(from, "unit"));
    const auto points = [&](int field, const char *kind) {
        if (!from.contains(QLatin1String(kind)))
            return;
        ProtobufWriter data;
        list(data, 1, at(from, kind).toObject().value(u"dataPoints"), [](const QJsonObject &point) {
            ProtobufWriter inner;
            time(inner, 3, at(point, "timeUnixNano"));
            inner.fixed64(4, std::bit_cast<std::uint64_t>(at(point, "asDouble").toDouble()));
            list(inner, 7, at(point, "attributes"), keyValue);
            return inner.data();
        });
        out.bytes(field, data.data());
    };
    points(5, "gauge");
    points(7, "sum");
    points(9, "histogram");
    return out.data();
}

} // namespace

QByteArray protobufOf(OtlpSignal signal, const QJsonObject &request)
{
    const bool isTraces = signal == OtlpSignal::Traces;
    const bool isLogs = signal == OtlpSignal::Logs;
    const char *const scopes = isTraces ? "scopeSpans" : isLogs ? "scopeLogs" : "scopeMetrics";
    const char *const records = isTraces ? "spans" : isLogs ? "logRecords" : "metrics";
    const char *const resources = isTraces ? "resourceSpans"
                                  : isLogs ? "resourceLogs"
                                           : "resourceMetrics";
    ProtobufWriter out;
    list(out, 1, at(request, resources), [&](const QJsonObject &resource) {
        ProtobufWriter inner;
        ProtobufWriter attributes;
        list(attributes, 1, at(resource, "resource").toObject().value(u"attributes"), keyValue);
        inner.bytes(1, attributes.data());
        list(inner, 2, at(resource, scopes), [&](const QJsonObject &scope) {
            ProtobufWriter scoped;
            ProtobufWriter name;
            text(name, 1, at(scope, "scope").toObject().value(u"name"));
            text(name, 2, at(scope, "scope").toObject().value(u"version"));
            scoped.bytes(1, name.data());
            list(scoped, 2, at(scope, records), isTraces ? span : isLogs ? log : metric);
            text(scoped, 3, at(scope, "schemaUrl"));
            return scoped.data();
        });
        return inner.data();
    });
    return out.data();
}

} // namespace outlay::test
