// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/rules/alert.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace outlay {

namespace {

using namespace Qt::StringLiterals;
using Pairs = std::vector<std::pair<std::string, std::string>>;

QString toQt(std::string_view text)
{
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

QJsonArray toJson(const Pairs &pairs)
{
    QJsonArray all;
    for (const auto &[left, right] : pairs)
        all.append(QJsonArray{toQt(left), toQt(right)});
    return all;
}

Pairs pairsFrom(const QJsonValue &value)
{
    Pairs pairs;
    const QJsonArray all = value.toArray();
    for (const QJsonValue one : all) {
        const QJsonArray pair = one.toArray();
        pairs.emplace_back(pair.at(0).toString().toStdString(),
                           pair.at(1).toString().toStdString());
    }
    return pairs;
}

/// Microseconds as text: a JSON number is a double.
QString number(std::int64_t value)
{
    return QString::number(value);
}

std::optional<Instant> timeFrom(const QJsonValue &value)
{
    bool isThere = false;
    const qint64 micros = value.toString().toLongLong(&isThere);
    return isThere ? std::optional(Instant{micros}) : std::nullopt;
}

} // namespace

std::string toJson(const Alert &a)
{
    QJsonObject object{{u"id"_s, toQt(a.id)},
                       {u"kind"_s, toQt(name(a.kind))},
                       {u"state"_s, toQt(name(a.state))},
                       {u"consumed"_s, number(a.consumed)},
                       {u"limit"_s, number(a.limit)},
                       {u"count"_s, number(a.count)},
                       {u"threshold"_s, a.threshold},
                       {u"happened_at"_s, number(a.happenedAt.micros)},
                       {u"known_at"_s, number(a.knownAt.micros)},
                       {u"changed_at"_s, number(a.changedAt.micros)}};
    const auto put = [&object](const QString &field, const std::string &text) {
        if (!text.empty())
            object[field] = toQt(text);
    };
    const auto putTime = [&object](const QString &field, const std::optional<Instant> &at) {
        if (at)
            object[field] = number(at->micros);
    };
    put(u"budget_id"_s, a.budgetId);
    put(u"budget"_s, a.budgetName);
    put(u"owner"_s, a.owner);
    put(u"unit"_s, a.unit);
    put(u"detail"_s, a.detail);
    put(u"acknowledged_by"_s, a.acknowledgedBy);
    put(u"note"_s, a.note);
    put(u"inhibited_by"_s, a.inhibitedBy);
    put(u"period"_s, a.period);
    putTime(u"ended_at"_s, a.endedAt);
    putTime(u"ends_at"_s, a.endsAt);
    putTime(u"last_at"_s, a.lastAt);
    putTime(u"snoozed_until"_s, a.snoozedUntil);
    putTime(u"notified_at"_s, a.notifiedAt);
    putTime(u"acknowledged_at"_s, a.acknowledgedAt);
    if (a.atStake)
        object[u"at_stake"_s] = number(a.atStake->nanos);
    if (a.unpriced > 0)
        object[u"unpriced"_s] = number(a.unpriced);
    if (!a.scope.empty())
        object[u"scope"_s] = toJson(a.scope);
    if (!a.evidence.empty())
        object[u"evidence"_s] = toJson(a.evidence);
    if (a.isExpected)
        object[u"expected"_s] = true;
    if (a.isCorrected)
        object[u"corrected"_s] = true;
    if (a.isListedOnly)
        object[u"listed_only"_s] = true;
    return QJsonDocument(object).toJson(QJsonDocument::Compact).toStdString();
}

Result<Alert> parseAlert(std::string_view json)
{
    const QJsonDocument document = QJsonDocument::fromJson(
        QByteArray::fromRawData(json.data(), static_cast<qsizetype>(json.size())));
    const QJsonObject object = document.object();
    const auto text = [&object](const QString &field) {
        return object[field].toString().toStdString();
    };
    const auto whole = [&object](const QString &field) {
        return static_cast<std::int64_t>(object[field].toString().toLongLong());
    };
    const auto kind = alertKindNamed(text(u"kind"_s));
    const auto state = alertStateNamed(text(u"state"_s));
    if (!kind || !state || text(u"id"_s).empty())
        return failure(Error::Kind::Corrupt, "an alert in the ledger cannot be read; doctor tells "
                                             "more");
    Alert a;
    a.id = text(u"id"_s);
    a.kind = *kind;
    a.state = *state;
    a.scope = pairsFrom(object[u"scope"_s]);
    a.evidence = pairsFrom(object[u"evidence"_s]);
    a.budgetId = text(u"budget_id"_s);
    a.budgetName = text(u"budget"_s);
    a.owner = text(u"owner"_s);
    a.unit = text(u"unit"_s);
    a.threshold = object[u"threshold"_s].toInt();
    a.consumed = whole(u"consumed"_s);
    a.limit = whole(u"limit"_s);
    a.count = whole(u"count"_s);
    a.unpriced = whole(u"unpriced"_s);
    a.detail = text(u"detail"_s);
    a.happenedAt = {whole(u"happened_at"_s)};
    a.knownAt = {whole(u"known_at"_s)};
    a.changedAt = {whole(u"changed_at"_s)};
    a.endedAt = timeFrom(object[u"ended_at"_s]);
    a.endsAt = timeFrom(object[u"ends_at"_s]);
    a.lastAt = timeFrom(object[u"last_at"_s]);
    a.snoozedUntil = timeFrom(object[u"snoozed_until"_s]);
    a.notifiedAt = timeFrom(object[u"notified_at"_s]);
    a.acknowledgedAt = timeFrom(object[u"acknowledged_at"_s]);
    a.acknowledgedBy = text(u"acknowledged_by"_s);
    a.note = text(u"note"_s);
    a.inhibitedBy = text(u"inhibited_by"_s);
    a.period = text(u"period"_s);
    a.isExpected = object[u"expected"_s].toBool();
    a.isCorrected = object[u"corrected"_s].toBool();
    a.isListedOnly = object[u"listed_only"_s].toBool();
    if (object.contains(u"at_stake"_s))
        a.atStake = Money{whole(u"at_stake"_s)};
    return a;
}

} // namespace outlay
