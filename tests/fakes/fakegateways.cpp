// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/fakes/fakegateways.h"

#include <QJsonDocument>

#include <algorithm>

namespace outlay::fakes {

using namespace Qt::StringLiterals;

namespace {

QByteArray textOf(const QJsonObject &object)
{
    return QJsonDocument(object).toJson(QJsonDocument::Compact);
}

FakeReply refused(int status, const QByteArray &message)
{
    return jsonReply(status, R"({"message":")" + message + R"(","error":"Refused"})");
}

QByteArray basic(const QByteArray &key)
{
    return "Basic " + key.toBase64();
}

bool isTime(const QString &text)
{
    return text.size() >= 20 && text.at(10) == u'T' && text.endsWith(u'Z');
}

/// Times of different precision, comparable as text.
QString second(const QString &time)
{
    return time.left(19);
}

QJsonArray slice(const QList<QJsonObject> &rows, qsizetype from, qsizetype count)
{
    QJsonArray some;
    for (const QJsonObject &row : rows.mid(from, count))
        some.append(row);
    return some;
}

} // namespace

QList<QJsonObject> FakeGateway::found(const QString &field, const QString &from,
                                      const QString &to) const
{
    QList<QJsonObject> all;
    for (const QJsonValue row : rows) {
        const QString at = row.toObject().value(field).toString();
        if (second(at) >= second(from) && second(at) < second(to))
            all.append(row.toObject());
    }
    std::stable_sort(all.begin(), all.end(), [&](const QJsonObject &a, const QJsonObject &b) {
        return a.value(field).toString() < b.value(field).toString();
    });
    return all;
}

// --- Langfuse

FakeLangfuse::FakeLangfuse()
{
    key = "pk-lf-CANARY-0123456789:sk-lf-CANARY-9876543210";
    pageSize = 100;
}

QJsonObject FakeLangfuse::row(const QString &id, const QString &at, double cost)
{
    return {{u"id"_s, id},
            {u"traceId"_s, u"trace-1"_s},
            {u"startTime"_s, at},
            {u"endTime"_s, at},
            {u"projectId"_s, u"p1"_s},
            {u"parentObservationId"_s, QJsonValue()},
            {u"type"_s, u"GENERATION"_s},
            {u"level"_s, u"DEFAULT"_s},
            {u"environment"_s, u"default"_s},
            {u"userId"_s, u"u-ana"_s},
            {u"providedModelName"_s, u"gpt-4o-mini"_s},
            {u"usageDetails"_s, QJsonObject{{u"input"_s, 1000}, {u"output"_s, 100}}},
            {u"totalCost"_s, cost}};
}

FakeReply FakeLangfuse::reply(const FakeRequest &request)
{
    if (request.headers.value("authorization") != basic(key))
        return refused(401, "Invalid credentials");
    if (request.path == "/api/public/v2/observations" && !isOld)
        return observations(request, true);
    if (request.path == "/api/public/observations" && isOld)
        return observations(request, false);
    if (request.path == (isOld ? "/api/public/metrics" : "/api/public/v2/metrics"))
        return metrics(request);
    if (request.path == "/api/public/projects")
        return jsonReply(200, R"({"data":[{"id":"p1","name":"Support desk","metadata":{}}]})");
    return refused(404, "no such path");
}

FakeReply FakeLangfuse::observations(const FakeRequest &request, bool isV2)
{
    const QString from = QString::fromUtf8(request.value("fromStartTime"));
    const QString to = QString::fromUtf8(request.value("toStartTime"));
    const int limit = request.value("limit").toInt();
    if (!isTime(from) || !isTime(to) || limit < 1 || limit > (isV2 ? 1000 : 100))
        return refused(400, "fromStartTime, toStartTime, limit");
    const QList<QByteArray> groups = request.value("fields").split(',');
    if (isV2 && (!groups.contains("usage") || groups.contains("io")))
        return refused(400, "fields: no counts without usage, and nobody needs what was said");
    const QList<QJsonObject> all = found(u"startTime"_s, from, to);
    const qsizetype size = std::min(limit, pageSize);
    if (!isV2) {
        const int page = request.value("page").toInt();
        const QJsonObject meta{{u"page"_s, page},
                               {u"limit"_s, size},
                               {u"totalItems"_s, all.size()},
                               {u"totalPages"_s, (all.size() + size - 1) / size}};
        return jsonReply(
            200, textOf({{u"data"_s, slice(all, (page - 1) * size, size)}, {u"meta"_s, meta}}));
    }
    const qsizetype at = request.value("cursor").mid(3).toLongLong();
    QJsonObject meta;
    if (at + size < all.size())
        meta.insert(u"cursor"_s, u"c+/%1"_s.arg(at + size));
    return jsonReply(200, textOf({{u"data"_s, slice(all, at, size)}, {u"meta"_s, meta}}));
}

FakeReply FakeLangfuse::metrics(const FakeRequest &request)
{
    const QJsonObject query = QJsonDocument::fromJson(request.value("query")).object();
    const QJsonObject config = query.value("config"_L1).toObject();
    const QString from = query.value("fromTimestamp"_L1).toString();
    const QString to = query.value("toTimestamp"_L1).toString();
    if (query.value("view"_L1) != u"observations"_s || !isTime(from) || !isTime(to) ||
        config.value("row_limit"_L1).toInt() != 1000)
        return refused(400, "query: view, timestamps, row_limit");
    QMap<QString, std::pair<int, double>> days;
    for (const QJsonObject &row : found(u"startTime"_s, from, to)) {
        auto &[count, cost] = days[row.value("startTime"_L1).toString().left(10)];
        ++count;
        cost += row.value("totalCost"_L1).toDouble();
    }
    QJsonArray data;
    for (auto it = days.begin(); it != days.end(); ++it)
        data.append(QJsonObject{{u"providedModelName"_s, u"gpt-4o-mini"_s},
                                {u"time_dimension"_s, QString(it.key() + u"T00:00:00.000Z"_s)},
                                {u"count_count"_s, QString::number(it->first + missing)},
                                {u"sum_totalCost"_s, QString::number(it->second, 'f', 6)}});
    return jsonReply(200, textOf({{u"data"_s, data}}));
}

// --- Helicone

FakeHelicone::FakeHelicone()
{
    key = "sk-helicone-CANARY-0123456789";
}

QJsonObject FakeHelicone::row(const QString &id, const QString &at, double cost)
{
    return {{u"request_id"_s, id},
            {u"request_created_at"_s, at},
            {u"response_created_at"_s, at},
            {u"response_status"_s, 200},
            {u"response_model"_s, u"gpt-4o-mini"_s},
            {u"provider"_s, u"OPENAI"_s},
            {u"request_user_id"_s, u"u-ana"_s},
            {u"prompt_tokens"_s, 1000},
            {u"completion_tokens"_s, 100},
            {u"total_tokens"_s, 1100},
            {u"costUSD"_s, cost}};
}

FakeReply FakeHelicone::reply(const FakeRequest &request)
{
    if (request.headers.value("authorization") != "Bearer " + key)
        return jsonReply(401, R"({"error":"Unauthorized"})");
    const QByteArray path = isOld ? "/v1/request/query" : "/v1/request/query-clickhouse";
    if (request.path != path || request.method != "POST")
        return jsonReply(404, R"({"error":"no such path"})");
    const QJsonObject body = QJsonDocument::fromJson(request.body).object();
    const QJsonObject filter = body.value("filter"_L1).toObject();
    const QString table = isOld ? u"request"_s : u"request_response_rmt"_s;
    const QString column = isOld ? u"created_at"_s : u"request_created_at"_s;
    const auto bound = [&](const QString &side, const QString &how) {
        const QJsonObject leaf = filter.value(side).toObject().value(table).toObject();
        return leaf.value(column).toObject().value(how).toString();
    };
    const QString from = bound(u"left"_s, u"gte"_s);
    const QString to = bound(u"right"_s, u"lt"_s);
    const int limit = body.value("limit"_L1).toInt();
    if (filter.value("operator"_L1) != u"and"_s || !isTime(from) || !isTime(to) || limit < 1)
        return jsonReply(400, R"({"error":"filter"})");
    const QList<QJsonObject> all = found(u"request_created_at"_s, from, to);
    const QJsonArray some = slice(all, body.value("offset"_L1).toInt(), std::min(limit, pageSize));
    return jsonReply(200, textOf({{u"data"_s, some}, {u"error"_s, QJsonValue()}}));
}

// --- Bifrost

FakeBifrost::FakeBifrost()
{
    key = "admin:CANARY-0123456789";
}

QJsonObject FakeBifrost::row(const QString &id, const QString &at, double cost)
{
    const QJsonObject usage{
        {u"prompt_tokens"_s, 1000}, {u"completion_tokens"_s, 100}, {u"total_tokens"_s, 1100}};
    return {{u"id"_s, id},
            {u"timestamp"_s, at},
            {u"object"_s, u"chat.completion"_s},
            {u"provider"_s, u"openai"_s},
            {u"model"_s, u"gpt-4o-mini"_s},
            {u"number_of_retries"_s, 0},
            {u"fallback_index"_s, 0},
            {u"selected_key_id"_s, u"k1"_s},
            {u"virtual_key_name"_s, u"ana"_s},
            {u"token_usage"_s, usage},
            {u"cost"_s, cost},
            {u"status"_s, u"success"_s}};
}

FakeReply FakeBifrost::reply(const FakeRequest &request)
{
    if (request.headers.value("authorization") != basic(key))
        return jsonReply(401, R"({"is_bifrost_error":true,"error":{"message":"Unauthorized"}})");
    if (request.path == "/api/logs/dropped")
        return jsonReply(200, textOf({{u"dropped_requests"_s, dropped}}));
    if (request.path == "/api/logs")
        return logs(request);
    return jsonReply(404, R"({"error":{"message":"no such path"}})");
}

FakeReply FakeBifrost::logs(const FakeRequest &request)
{
    const QString from = QString::fromUtf8(request.value("start_time"));
    const QString to = QString::fromUtf8(request.value("end_time"));
    const int limit = request.value("limit").toInt();
    if (!isTime(from) || !isTime(to) || limit < 1 || limit > 1000 ||
        request.value("sort_by") != "timestamp" || request.value("order") != "asc")
        return jsonReply(400, R"({"error":{"message":"start_time, end_time, limit, order"}})");
    const QList<QJsonObject> all = found(u"timestamp"_s, from, to);
    const int offset = request.value("offset").toInt();
    const QJsonObject pagination{
        {u"limit"_s, limit}, {u"offset"_s, offset}, {u"total_count"_s, all.size()}};
    return jsonReply(200, textOf({{u"logs"_s, slice(all, offset, std::min(limit, pageSize))},
                                  {u"pagination"_s, pagination},
                                  {u"has_logs"_s, !all.isEmpty()}}));
}

} // namespace outlay::fakes
