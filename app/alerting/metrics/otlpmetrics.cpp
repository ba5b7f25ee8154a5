// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// opentelemetry.io/docs/specs/otlp and opentelemetry-proto, metrics.proto and
// metrics_service.proto: 64-bit integers are decimal text in JSON, names are lowerCamelCase.
#include "app/alerting/metrics/otlpmetrics.h"

#include "app/alerting/metrics/metricfamilies.h"
#include "app/sources/sourcejson.h"

#include <cmath>
#include <optional>

namespace outlay::alerting {

using namespace Qt::StringLiterals;
using sources::text;

namespace {

constexpr qsizetype longestComplaint = 200; ///< characters

QJsonObject attribute(std::string_view key, std::string_view value)
{
    return {{u"key"_s, text(key)}, {u"value"_s, QJsonObject{{u"stringValue"_s, text(value)}}}};
}

/// nullopt: no number that JSON can tell.
std::optional<QJsonObject> pointOf(const MetricFamily &family, const MetricFamily::Row &row,
                                   const QString &nanos)
{
    QJsonObject point{{u"timeUnixNano"_s, nanos}};
    if (family.isCount) {
        point.insert(u"asInt"_s, text(row.value));
    } else {
        const double value = text(row.value).toDouble();
        if (!std::isfinite(value))
            return std::nullopt;
        point.insert(u"asDouble"_s, value);
    }
    QJsonArray attributes;
    for (const auto &[key, value] : row.labels)
        attributes.append(attribute(key, value));
    point.insert(u"attributes"_s, attributes);
    return point;
}

QJsonObject metricOf(const MetricFamily &family, const QString &nanos)
{
    QJsonArray points;
    for (const MetricFamily::Row &row : family.rows) {
        if (const auto point = pointOf(family, row, nanos))
            points.append(*point);
    }
    return {{u"name"_s, text(family.name)},
            {u"description"_s, text(family.help)},
            {u"unit"_s, text(family.unit)},
            {u"gauge"_s, QJsonObject{{u"dataPoints"_s, points}}}};
}

} // namespace

std::string otlpMetrics(const MetricsSnapshot &snapshot, Instant at)
{
    const QString nanos = QString::number(at.micros) + u"000"_s;
    QJsonArray metrics;
    for (const MetricFamily &family : metricFamilies(snapshot))
        metrics.append(metricOf(family, nanos));
    const QJsonObject scope{{u"name"_s, u"outlay"_s}, {u"version"_s, text(snapshot.version)}};
    const QJsonArray resource{attribute("service.name", "outlay"),
                              attribute("service.version", snapshot.version)};
    const QJsonObject scoped{{u"scope"_s, scope}, {u"metrics"_s, metrics}};
    const QJsonObject all{{u"resource"_s, QJsonObject{{u"attributes"_s, resource}}},
                          {u"scopeMetrics"_s, QJsonArray{scoped}}};
    return sources::compactJson({{u"resourceMetrics"_s, QJsonArray{all}}});
}

std::string rejectedPoints(std::string_view answer)
{
    const auto object = sources::parseObject(answer, "answer");
    if (!object)
        return {};
    const QJsonObject partial = object->value(u"partialSuccess"_s).toObject();
    const QJsonValue count = partial.value(u"rejectedDataPoints"_s);
    const qint64 rejected = count.isString() ? count.toString().toLongLong() : count.toInteger();
    QString why = partial.value(u"errorMessage"_s).toString().left(longestComplaint).simplified();
    if (rejected <= 0 && why.isEmpty())
        return {};
    const QString what = rejected > 0 ? QString::number(rejected) + u" points were not taken"_s
                                      : u"the collector warns"_s;
    return (why.isEmpty() ? what : what + u": "_s + why).toStdString();
}

} // namespace outlay::alerting
