// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/fakes/fakelitellmadmin.h"

#include <QDateTime>
#include <QJsonArray>
#include <QJsonDocument>

#include <cmath>

namespace outlay::fakes {

using namespace Qt::StringLiterals;

namespace {

FakeReply json(int status, const QJsonObject &object)
{
    return jsonReply(status, QJsonDocument(object).toJson(QJsonDocument::Compact));
}

QString idField(const QString &kind)
{
    return kind == "key"_L1 ? u"token"_s : kind + u"_id"_s;
}

QString container(const QString &kind)
{
    return kind == "key"_L1 ? u"info"_s : kind + u"_info"_s;
}

QJsonObject unlimited()
{
    return {{u"max_budget"_s, QJsonValue()},
            {u"budget_duration"_s, QJsonValue()},
            {u"budget_reset_at"_s, QJsonValue()},
            {u"rpm_limit"_s, QJsonValue()},
            {u"tpm_limit"_s, QJsonValue()},
            {u"spend"_s, 12.5},
            {u"blocked"_s, false},
            {u"models"_s, QJsonArray{u"gpt-4o"_s, u"claude"_s}},
            {u"metadata"_s, QJsonObject{}},
            {u"max_parallel_requests"_s, 7},
            {u"updated_at"_s, u"2026-11-01T00:00:00Z"_s}};
}

QJsonObject with(QJsonObject object, const QJsonObject &more)
{
    for (auto it = more.begin(); it != more.end(); ++it)
        object.insert(it.key(), it.value());
    return object;
}

FakeReply notFound(const QString &kind, const QString &id)
{
    if (kind == "team"_L1)
        return json(404, {{u"detail"_s,
                           QJsonObject{{u"error"_s, u"Team not found"_s}, {u"team_id"_s, id}}}});
    return json(404, {{u"error"_s, QJsonObject{{u"message"_s, u"not found in database"_s},
                                               {u"type"_s, u"not_found_error"_s},
                                               {u"code"_s, u"404"_s}}}});
}

} // namespace

FakeLiteLlmAdmin::FakeLiteLlmAdmin()
{
    m_objects[u"user"_s][u"u-ana"_s] = with(
        unlimited(),
        {{u"user_id"_s, u"u-ana"_s},
         {u"user_alias"_s, u"Ana"_s},
         {u"user_email"_s, u"ana@haldenlabs.example"_s},
         {u"metadata"_s, QJsonObject{{u"cost_center"_s, 4711}, {u"rate"_s, 0.30000000000000004}}}});
    m_objects[u"user"_s][u"u-bob"_s] = with(unlimited(), {{u"user_id"_s, u"u-bob"_s},
                                                          {u"max_budget"_s, 50},
                                                          {u"budget_duration"_s, u"7d"_s},
                                                          {u"budget_reset_at"_s, resetAt},
                                                          {u"rpm_limit"_s, 60}});
    m_objects[u"user"_s][u"u-cy"_s] =
        with(unlimited(), {{u"user_id"_s, u"u-cy"_s}, {u"metadata"_s, QJsonValue()}});
    m_objects[u"key"_s][u"hash-ana-0123456789abcdef"_s] =
        with(unlimited(), {{u"token"_s, u"hash-ana-0123456789abcdef"_s},
                           {u"key_alias"_s, u"ana-laptop"_s},
                           {u"user_id"_s, u"u-ana"_s},
                           {u"team_id"_s, QJsonValue()}});
    m_objects[u"key"_s][u"hash-bob-0123456789abcdef"_s] =
        with(unlimited(), {{u"token"_s, u"hash-bob-0123456789abcdef"_s},
                           {u"key_alias"_s, u"bob-ci"_s},
                           {u"user_id"_s, u"u-bob"_s},
                           {u"team_id"_s, u"t-core"_s}});
    m_objects[u"team"_s][u"t-core"_s] = with(unlimited(), {{u"team_id"_s, u"t-core"_s},
                                                           {u"team_alias"_s, u"Core"_s},
                                                           {u"max_budget"_s, 300},
                                                           {u"budget_duration"_s, u"1mo"_s},
                                                           {u"budget_reset_at"_s, resetAt}});
}

void FakeLiteLlmAdmin::setBehaviour(Behaviour behaviour)
{
    const std::lock_guard lock(m_mutex);
    m_behaviour = behaviour;
}

void FakeLiteLlmAdmin::failUpdate(int nth, const FakeReply &reply, bool isDone)
{
    const std::lock_guard lock(m_mutex);
    m_failures[m_updates.size() + nth] = {reply, isDone};
}

void FakeLiteLlmAdmin::failNext(const FakeReply &reply, int count)
{
    const std::lock_guard lock(m_mutex);
    for (int i = 0; i < count; ++i)
        m_next.append(reply);
}

void FakeLiteLlmAdmin::set(const QString &kind, const QString &id, const QString &field,
                           const QJsonValue &value)
{
    const std::lock_guard lock(m_mutex);
    m_objects[kind][id].insert(field, value);
}

void FakeLiteLlmAdmin::remove(const QString &kind, const QString &id)
{
    const std::lock_guard lock(m_mutex);
    m_objects[kind].remove(id);
}

QJsonObject FakeLiteLlmAdmin::snapshot() const
{
    const std::lock_guard lock(m_mutex);
    QJsonObject all;
    for (auto kind = m_objects.begin(); kind != m_objects.end(); ++kind) {
        QJsonObject known;
        for (auto it = kind->begin(); it != kind->end(); ++it) {
            QJsonObject object = it.value();
            object.remove("updated_at"_L1);
            known.insert(it.key(), object);
        }
        all.insert(kind.key(), known);
    }
    return all;
}

QJsonObject FakeLiteLlmAdmin::object(const QString &kind, const QString &id) const
{
    const std::lock_guard lock(m_mutex);
    return m_objects[kind][id];
}

QList<QByteArray> FakeLiteLlmAdmin::updates() const
{
    const std::lock_guard lock(m_mutex);
    return m_updates;
}

FakeReply FakeLiteLlmAdmin::answer(const FakeRequest &request)
{
    const std::lock_guard lock(m_mutex);
    if (!m_next.isEmpty())
        return m_next.takeFirst();
    if (request.headers.value("authorization") != "Bearer " + key)
        return jsonReply(401, R"({"error":{"message":"Authentication Error, Invalid proxy server )"
                              R"(token passed","type":"auth_error","code":"401"}})");
    for (const QString &kind : {u"user"_s, u"key"_s, u"team"_s}) {
        const QByteArray root = "/" + kind.toUtf8();
        if (request.method == "GET" && request.path == root + "/info")
            return info(kind, request);
        if (request.method == "GET" && request.path == root + "/list")
            return list(kind, request);
        if (request.method == "POST" && request.path == root + "/update")
            return update(kind, request.body);
    }
    if (request.path == "/model/info")
        return jsonReply(200,
                         R"({"data":[{"model_name":"gpt-4o","model_info":)"
                         R"({"input_cost_per_token":2.5e-06,"output_cost_per_token":1e-05}}]})");
    return jsonReply(404, R"({"detail":"Not Found"})");
}

FakeReply FakeLiteLlmAdmin::info(const QString &kind, const FakeRequest &request) const
{
    const QByteArray field = kind == "key"_L1 ? "key" : idField(kind).toUtf8();
    const QString id = QString::fromUtf8(request.value(field));
    if (!m_objects[kind].contains(id))
        return notFound(kind, id);
    QJsonObject object = m_objects[kind][id];
    QJsonObject answer;
    if (kind == "key"_L1) {
        object.remove("token"_L1); // as the real one does
        answer.insert(u"key"_s, id);
    } else {
        answer.insert(idField(kind), id);
        QJsonArray keys;
        for (const QJsonObject &row : m_objects[u"key"_s]) {
            if (row.value(idField(kind)) == id)
                keys.append(row);
        }
        answer.insert(u"keys"_s, keys);
    }
    answer.insert(container(kind), object);
    return json(200, answer);
}

FakeReply FakeLiteLlmAdmin::list(const QString &kind, const FakeRequest &request) const
{
    QJsonArray rows;
    for (const QJsonObject &object : m_objects[kind])
        rows.append(object);
    if (kind == "team"_L1)
        return jsonReply(200, QJsonDocument(rows).toJson(QJsonDocument::Compact));
    // Two a page, so that there are several.
    const int page = request.value("page").toInt();
    QJsonArray some;
    for (qsizetype i = qsizetype(page - 1) * 2; i < std::min(rows.size(), qsizetype(page) * 2); ++i)
        some.append(rows.at(i));
    return json(
        200,
        {{kind + u"s"_s, some}, {u"total_pages"_s, int((rows.size() + 1) / 2)}, {u"page"_s, page}});
}

FakeReply FakeLiteLlmAdmin::update(const QString &kind, const QByteArray &body)
{
    m_updates.append(body);
    const auto failure = m_failures.constFind(m_updates.size());
    if (failure != m_failures.constEnd() && !failure->second)
        return failure->first;
    const QJsonObject sent = QJsonDocument::fromJson(body).object();
    const QString id = sent.value(kind == "key"_L1 ? u"key"_s : idField(kind)).toString();
    if (!m_objects[kind].contains(id))
        return notFound(kind, id);
    if (m_behaviour != Behaviour::NotStored)
        store(m_objects[kind][id], sent);
    if (failure != m_failures.constEnd())
        return failure->first;
    return json(200, {{u"data"_s, sent}});
}

QJsonValue FakeLiteLlmAdmin::stored(const QJsonValue &amount) const
{
    if (!amount.isDouble())
        return amount;
    if (m_behaviour == Behaviour::StoredInCents)
        return amount.toDouble() * 100;
    if (m_behaviour == Behaviour::Rounded)
        return std::round(amount.toDouble() * 100) / 100;
    if (m_behaviour == Behaviour::BudgetLost)
        return {};
    return amount;
}

void FakeLiteLlmAdmin::store(QJsonObject &object, const QJsonObject &sent)
{
    for (const QString &field :
         {u"max_budget"_s, u"budget_duration"_s, u"rpm_limit"_s, u"tpm_limit"_s}) {
        if (!sent.contains(field))
            continue;
        if (sent.value(field).isNull() && m_behaviour == Behaviour::NullIgnored)
            continue;
        object.insert(field,
                      field == "max_budget"_L1 ? stored(sent.value(field)) : sent.value(field));
    }
    if (sent.contains("budget_duration"_L1)) {
        const bool isLifelong = object.value("budget_duration"_L1).isNull();
        object.insert(u"budget_reset_at"_s, isLifelong ? QJsonValue() : QJsonValue(resetAt));
    }
    if (m_behaviour == Behaviour::ResetInPast)
        object.insert(u"budget_reset_at"_s, pastResetAt);
    if (m_behaviour == Behaviour::OthersChanged)
        object.insert(u"models"_s, QJsonArray());
    if (sent.contains("metadata"_L1)) {
        const QJsonValue metadata = sent.value("metadata"_L1);
        const bool isMerged = m_behaviour == Behaviour::MetadataMerged && metadata.isObject();
        object.insert(u"metadata"_s,
                      isMerged ? with(object.value("metadata"_L1).toObject(), metadata.toObject())
                               : metadata);
    }
    object.insert(u"updated_at"_s, u"2026-11-28T12:00:01Z"_s);
}

void FakeLiteLlmAdmin::followClock()
{
    const std::lock_guard lock(m_mutex);
    const QDate today = QDateTime::currentDateTimeUtc().date();
    const QString before = resetAt;
    resetAt =
        QDate(today.year(), today.month(), 1).addMonths(1).toString(Qt::ISODate) + u"T00:00:00Z"_s;
    for (auto &kind : m_objects) {
        for (QJsonObject &object : kind) {
            if (object.value(u"budget_reset_at"_s) == before)
                object.insert(u"budget_reset_at"_s, resetAt);
        }
    }
}

} // namespace outlay::fakes
