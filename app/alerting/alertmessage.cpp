// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/alerting/alertmessage.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <array>
#include <cmath>

namespace outlay::alerting {

using namespace Qt::StringLiterals;

namespace {

constexpr int messageVersion = 1;

QString textOf(std::string_view bytes)
{
    return QString::fromUtf8(bytes.data(), qsizetype(bytes.size()));
}

QJsonValue textOrNull(std::string_view text)
{
    return text.empty() ? QJsonValue(QJsonValue::Null) : QJsonValue(textOf(text));
}

QJsonValue timeOrNull(const std::optional<Instant> &at)
{
    return at ? textOrNull(toRfc3339(*at)) : QJsonValue(QJsonValue::Null);
}

/// "limit_usd", "limit_tokens", "limit_requests"; money where the unit is unknown.
void putQuantity(QJsonObject &json, const QString &name, const std::optional<Quantity> &quantity,
                 Quantity::Unit unit)
{
    switch (unit) {
    case Quantity::Unit::Usd:
        json.insert(name + "_usd"_L1, quantity ? textOrNull(toDecimal(Money{quantity->value}))
                                               : QJsonValue(QJsonValue::Null));
        return;
    case Quantity::Unit::Tokens:
    case Quantity::Unit::Requests:
        json.insert(name +
                        (unit == Quantity::Unit::Tokens ? QString(u"_tokens"_s) : u"_requests"_s),
                    quantity ? QJsonValue(qint64(quantity->value)) : QJsonValue(QJsonValue::Null));
        return;
    }
}

void putQuantities(QJsonObject &json, const AlertMessage &message)
{
    const auto unitOf = [](const std::optional<Quantity> &own,
                           const std::optional<Quantity> &other) {
        return own ? own->unit : other ? other->unit : Quantity::Unit::Usd;
    };
    putQuantity(json, u"limit"_s, message.limit, unitOf(message.limit, message.consumed));
    putQuantity(json, u"consumed"_s, message.consumed, unitOf(message.consumed, message.limit));
}

QJsonArray scopeOf(const AlertMessage &message)
{
    QJsonArray scope;
    for (const auto &[dimension, member] : message.scope)
        scope.append(
            QJsonObject{{u"dimension"_s, textOf(dimension)}, {u"value"_s, textOf(member)}});
    return scope;
}

} // namespace

std::string toJson(const AlertMessage &message)
{
    const QJsonValue null(QJsonValue::Null);
    QJsonObject json{{u"version"_s, messageVersion},
                     {u"id"_s, textOrNull(message.id)},
                     {u"delivery_id"_s, textOrNull(message.deliveryId)},
                     {u"sequence"_s, qint64(message.sequence)},
                     {u"kind"_s, textOrNull(message.kind)},
                     {u"state"_s, textOrNull(message.state)},
                     {u"urgency"_s, textOf(name(message.urgency))},
                     {u"title"_s, textOrNull(message.title)},
                     {u"text"_s, textOrNull(message.text)},
                     {u"scope"_s, scopeOf(message)},
                     {u"owner"_s, textOrNull(message.owner)},
                     {u"budget"_s, textOrNull(message.budget)},
                     {u"happened_at"_s, timeOrNull(message.happenedAt)},
                     {u"known_at"_s, timeOrNull(message.knownAt)},
                     {u"runbook"_s, textOrNull(message.runbook)},
                     {u"link"_s, textOrNull(message.link)}};
    json.insert(u"threshold_percent"_s,
                message.thresholdPercent ? QJsonValue(*message.thresholdPercent) : null);
    const bool isNumber = message.utilization && std::isfinite(*message.utilization);
    json.insert(u"utilization"_s, isNumber ? QJsonValue(*message.utilization) : null);
    json.insert(u"cost_usd"_s, message.cost ? textOrNull(toDecimal(*message.cost)) : null);
    json.insert(u"unpriced_requests"_s, qint64(message.unpriced));
    json.insert(u"source_lag_seconds"_s,
                message.sourceLagMicros
                    ? QJsonValue(qint64(floorDivide(*message.sourceLagMicros, microsPerSecond)))
                    : null);
    putQuantities(json, message);
    return QJsonDocument(json).toJson(QJsonDocument::Compact).toStdString();
}

} // namespace outlay::alerting
