// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/fakes/fakeproviders.h"

#include <QDateTime>
#include <QFile>
#include <QJsonDocument>
#include <QTimeZone>

#include <algorithm>

namespace outlay::fakes {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 day = 86'400;

QByteArray textOf(const QJsonObject &object)
{
    return QJsonDocument(object).toJson(QJsonDocument::Compact);
}

FakeReply refused(int status, const QByteArray &message)
{
    return jsonReply(status, R"({"error":{"message":")" + message + R"(","type":"invalid"}})");
}

/// Cursors look like base64 and hold what URLs are careless about.
QByteArray cursorOf(qint64 position)
{
    return "page_AA+/" + QByteArray::number(position) + "=";
}

qint64 positionOf(const QByteArray &cursor)
{
    if (!cursor.startsWith("page_AA+/") || !cursor.endsWith('='))
        return -1;
    return cursor.mid(9, cursor.size() - 10).toLongLong();
}

qint64 secondsOf(const QByteArray &rfc3339)
{
    return QDateTime::fromString(QString::fromUtf8(rfc3339), Qt::ISODate).toSecsSinceEpoch();
}

QString dayText(qint64 seconds)
{
    return QDateTime::fromSecsSinceEpoch(seconds, QTimeZone::utc()).toString(u"yyyy-MM-dd"_s);
}

QJsonArray pagesOf(const QList<QString> &names)
{
    QJsonArray all;
    for (const QString &name : names) {
        for (const QJsonValue value : fixtureObject(name).value("data"_L1).toArray())
            all.append(value);
    }
    return all;
}

} // namespace

QByteArray fixture(const QString &name)
{
    QFile file(QStringLiteral(OUTLAY_TEST_DATA "/providers/") + name);
    if (!file.open(QIODevice::ReadOnly))
        qFatal("no fixture %s", qUtf8Printable(name));
    return file.readAll();
}

QJsonObject fixtureObject(const QString &name)
{
    return QJsonDocument::fromJson(fixture(name)).object();
}

FakeReply fixtureReply(const QString &name)
{
    const QJsonObject json = fixtureObject(name);
    FakeReply reply =
        jsonReply(json.value("status"_L1).toInt(), textOf(json.value("body"_L1).toObject()));
    const QJsonObject headers = json.value("headers"_L1).toObject();
    for (auto it = headers.begin(); it != headers.end(); ++it) {
        if (it.key() != "content-type"_L1)
            reply.headers.append({it.key().toUtf8(), it.value().toString().toUtf8()});
    }
    return reply;
}

FakeReply FakeProvider::answer(const FakeRequest &request)
{
    if (m_interceptor) {
        if (auto instead = m_interceptor(request))
            return *instead;
    }
    return reply(request);
}

// --- OpenAI

FakeOpenAi::FakeOpenAi()
{
    const auto load = [this](const QByteArray &endpoint, const QList<QString> &names) {
        for (const QJsonValue bucket : pagesOf(names)) {
            const QJsonObject object = bucket.toObject();
            buckets[endpoint][object.value("start_time"_L1).toInteger()] =
                object.value("results"_L1).toArray();
        }
    };
    load("usage/completions",
         {u"openai/usage-completions-page1.json"_s, u"openai/usage-completions-page2.json"_s});
    load("usage/embeddings", {u"openai/usage-embeddings-page1.json"_s});
    load("costs", {u"openai/costs-page1.json"_s});
}

FakeReply FakeOpenAi::reply(const FakeRequest &request)
{
    if (request.headers.value("authorization") != "Bearer " + key)
        return fixtureReply(u"openai/error-401.http.json"_s);
    const QByteArray root = "/v1/organization/";
    if (!request.path.startsWith(root))
        return refused(404, "no such path");
    const QByteArray endpoint = request.path.mid(root.size());
    if (endpoint.startsWith("usage/") || endpoint == "costs")
        return bucketPage(request, endpoint);
    return list(request);
}

FakeReply FakeOpenAi::bucketPage(const FakeRequest &request, const QByteArray &endpoint)
{
    const bool isCosts = endpoint == "costs";
    const QList<QByteArray> groups = request.values("group_by[]");
    const int limit = request.value("limit").toInt();
    if (!request.has("start_time") || request.value("bucket_width") != "1d" || limit < 1 ||
        limit > (isCosts ? 180 : 31))
        return refused(400, "bad range or limit");
    if (isCosts && (groups.contains("user_id") || groups.contains("model")))
        return refused(400, "group_by");
    const qint64 start = request.value("start_time").toLongLong();
    const qint64 end = request.has("end_time") ? request.value("end_time").toLongLong()
                                               : fixtureNowMicros / 1'000'000;
    qint64 from = start;
    if (request.has("page")) {
        from = positionOf(request.value("page"));
        if (from < 0)
            return refused(400, "page: not one of ours");
    }
    QJsonArray data;
    const int most = std::min(limit, bucketsPerPage);
    while (from < end && data.size() < most) {
        // The first bucket begins where it was asked to, aligned or not.
        const qint64 next = from / day * day + day;
        data.append(QJsonObject{{u"object"_s, u"bucket"_s},
                                {u"start_time"_s, from},
                                {u"end_time"_s, next},
                                {u"results"_s, buckets[endpoint].value(from / day * day)}});
        from = next;
    }
    const bool isMore = from < end;
    return jsonReply(200,
                     textOf({{u"object"_s, u"page"_s},
                             {u"data"_s, data},
                             {u"has_more"_s, isMore},
                             {u"next_page"_s, isMore ? QJsonValue(QString::fromUtf8(cursorOf(from)))
                                                     : QJsonValue()}}));
}

FakeReply FakeOpenAi::list(const FakeRequest &request)
{
    if (request.path.endsWith("/projects")) {
        if (request.value("include_archived") != "true")
            return refused(400, "the archived project would stay without a name");
        return jsonReply(200, fixture(request.has("after") ? u"openai/projects-page2.json"_s
                                                           : u"openai/projects-page1.json"_s));
    }
    if (request.path.endsWith("/users"))
        return jsonReply(200, fixture(u"openai/users-page1.json"_s));
    if (!request.path.endsWith("/api_keys") || request.value("owner_project_access") != "any")
        return refused(404, "no such list");
    return jsonReply(200, fixture(request.path.contains("proj_4nQ2")
                                      ? u"openai/project-api-keys-warehouse-vision-page1.json"_s
                                      : u"openai/project-api-keys-support-desk-page1.json"_s));
}

// --- Anthropic

FakeAnthropic::FakeAnthropic()
{
    key = "sk-ant-admin01-CANARY-0123456789abcdef";
    const auto load = [this](const QByteArray &endpoint, const QList<QString> &names) {
        for (const QJsonValue bucket : pagesOf(names)) {
            const QJsonObject object = bucket.toObject();
            buckets[endpoint][object.value("starting_at"_L1).toString().left(10)] =
                object.value("results"_L1).toArray();
        }
    };
    load("usage_report/messages",
         {u"anthropic/usage-messages-page1.json"_s, u"anthropic/usage-messages-page2.json"_s});
    load("cost_report", {u"anthropic/cost-report-page1.json"_s});
}

FakeReply FakeAnthropic::reply(const FakeRequest &request)
{
    if (request.headers.value("x-api-key") != key)
        return fixtureReply(u"anthropic/error-401.http.json"_s);
    if (request.headers.value("anthropic-version") != "2023-06-01")
        return fixtureReply(u"anthropic/error-400-range.http.json"_s);
    const QByteArray endpoint = request.path.mid(int(qstrlen("/v1/organizations/")));
    if (endpoint == "usage_report/claude_code")
        return claudeCode(request);
    if (endpoint == "usage_report/messages" || endpoint == "cost_report")
        return bucketPage(request, endpoint);
    if (endpoint == "workspaces" && request.value("include_archived") == "true")
        return jsonReply(200, fixture(u"anthropic/workspaces-page1.json"_s));
    if (endpoint == "users")
        return jsonReply(200, fixture(u"anthropic/users-page1.json"_s));
    if (endpoint == "api_keys")
        return jsonReply(200, fixture(u"anthropic/api-keys-page1.json"_s));
    return refused(404, "no such path");
}

FakeReply FakeAnthropic::bucketPage(const FakeRequest &request, const QByteArray &endpoint)
{
    const int limit = request.value("limit").toInt();
    if (limit < 1 || limit > 31 || !request.value("starting_at").endsWith('Z'))
        return fixtureReply(u"anthropic/error-400-range.http.json"_s);
    // "Buckets that end before this": taken at its word, which leaves out a day that ends then.
    const qint64 end = request.has("ending_at") ? secondsOf(request.value("ending_at")) - 1
                                                : fixtureNowMicros / 1'000'000 / day * day + day;
    qint64 from = secondsOf(request.value("starting_at")) / day * day;
    if (request.has("page")) {
        from = positionOf(request.value("page"));
        if (from < 0)
            return fixtureReply(u"anthropic/error-400-range.http.json"_s);
    }
    QJsonArray data;
    const int most = std::min(limit, bucketsPerPage);
    while (from + day <= end && data.size() < most) {
        data.append(QJsonObject{{u"starting_at"_s, QString(dayText(from) + u"T00:00:00Z"_s)},
                                {u"ending_at"_s, QString(dayText(from + day) + u"T00:00:00Z"_s)},
                                {u"results"_s, buckets[endpoint].value(dayText(from))}});
        from += day;
    }
    const bool isMore = from + day <= end;
    return jsonReply(200,
                     textOf({{u"data"_s, data},
                             {u"has_more"_s, isMore},
                             {u"next_page"_s, isMore ? QJsonValue(QString::fromUtf8(cursorOf(from)))
                                                     : QJsonValue()}}));
}

FakeReply FakeAnthropic::claudeCode(const FakeRequest &request)
{
    if (request.value("starting_at").size() != 10)
        return fixtureReply(u"anthropic/error-400-range.http.json"_s);
    if (request.value("starting_at") != "2026-11-03")
        return jsonReply(200, R"({"data":[],"has_more":false,"next_page":null})");
    return jsonReply(200, fixture(request.has("page") ? u"anthropic/claude-code-page2.json"_s
                                                      : u"anthropic/claude-code-page1.json"_s));
}

// --- OpenRouter

FakeOpenRouter::FakeOpenRouter()
{
    key = "sk-or-v1-CANARY0123456789abcdef0123456789abcdef";
}

FakeReply FakeOpenRouter::reply(const FakeRequest &request)
{
    if (request.headers.value("authorization") != "Bearer " + key)
        return fixtureReply(u"openrouter/error-401.http.json"_s);
    const QByteArray endpoint = request.path.mid(int(qstrlen("/api/v1/")));
    if (endpoint == "key") {
        QJsonObject json = fixtureObject(u"openrouter/key.json"_s);
        QJsonObject data = json.value("data"_L1).toObject();
        data.insert(u"is_management_key"_s, isManagementKey);
        json.insert(u"data"_s, data);
        return jsonReply(200, textOf(json));
    }
    if (!isManagementKey)
        return fixtureReply(u"openrouter/error-403-not-management-key.http.json"_s);
    if (endpoint == "activity")
        return request.value("date") == today
                   ? fixtureReply(u"openrouter/error-400-activity-today.http.json"_s)
                   : jsonReply(200, fixture(u"openrouter/activity-page1.json"_s));
    if (endpoint == "credits")
        return jsonReply(200, fixture(u"openrouter/credits.json"_s));
    if (endpoint == "organization/members")
        return jsonReply(200, fixture(u"openrouter/organization-members-page1.json"_s));
    if (endpoint == "workspaces" && hasWorkspaces)
        return jsonReply(200, R"({"data":[{"id":"7d0b5c1e-9f7a-4c55-8a57-2b8f6f1f4c20",)"
                              R"("slug":"main","name":"Main"}],"total_count":1})");
    if (endpoint == "keys")
        return jsonReply(200, fixture(request.has("offset") ? u"openrouter/keys-page2-empty.json"_s
                                                            : u"openrouter/keys-page1.json"_s));
    return refused(404, "no such path");
}

// --- LiteLLM

FakeLiteLlm::FakeLiteLlm()
{
    key = "sk-litellm-CANARY-0123456789abcdef";
}

QJsonObject FakeLiteLlm::row(const QString &id, const QString &at, double spend)
{
    return {{u"request_id"_s, id},
            {u"call_type"_s, u"acompletion"_s},
            {u"api_key"_s, u"hash-ana"_s},
            {u"spend"_s, spend},
            {u"total_tokens"_s, 1100},
            {u"prompt_tokens"_s, 1000},
            {u"completion_tokens"_s, 100},
            {u"startTime"_s, at},
            {u"endTime"_s, at},
            {u"model"_s, u"gpt-4o-mini"_s},
            {u"model_group"_s, u"gpt-4o-mini"_s},
            {u"custom_llm_provider"_s, u"openai"_s},
            {u"user"_s, u"u-ana"_s},
            {u"status"_s, u"success"_s},
            {u"metadata"_s, QJsonObject{{u"status"_s, u"success"_s}}}};
}

FakeReply FakeLiteLlm::reply(const FakeRequest &request)
{
    if (request.headers.value("authorization") != "Bearer " + key)
        return jsonReply(401, R"({"error":{"message":"Authentication Error, Invalid proxy server )"
                              R"(token passed","type":"auth_error","param":"None","code":"401"}})");
    if ((request.path == "/spend/logs/v2" && hasV2) || (request.path == "/spend/logs/ui" && hasUi))
        return logs(request);
    if (request.path == "/spend/logs")
        return day(request);
    if (request.path == "/key/list")
        return jsonReply(200, R"({"keys":[{"token":"hash-ana","key_alias":"ana-laptop",)"
                              R"("user_id":"u-ana","max_budget":12.5,"budget_duration":"30d"}],)"
                              R"("total_count":1,"current_page":1,"total_pages":1})");
    if (request.path == "/user/list")
        return jsonReply(200,
                         R"({"users":[{"user_id":"u-ana","user_email":"ana@haldenlabs.example",)"
                         R"("user_alias":"Ana","max_budget":null}],"total":1,"page":1,)"
                         R"("page_size":100,"total_pages":1})");
    if (request.path == "/team/list")
        return jsonReply(200, R"([{"team_id":"t-core","team_alias":"Core","max_budget":300.0,)"
                              R"("soft_budget":250,"budget_duration":"1mo"}])");
    if (request.path == "/user/daily/activity")
        return jsonReply(200, R"({"results":[],"metadata":{"page":1,"total_pages":1,)"
                              R"("has_more":false}})");
    return jsonReply(404, R"({"detail":"Not Found"})");
}

FakeReply FakeLiteLlm::logs(const FakeRequest &request)
{
    const QString from = QString::fromUtf8(request.value("start_date"));
    const QString to = QString::fromUtf8(request.value("end_date"));
    const int page = request.value("page").toInt();
    const int asked = request.value("page_size").toInt();
    if (from.size() != 19 || to.size() != 19 || from.at(10) != u' ' || page < 1 || asked < 1 ||
        asked > 100)
        return jsonReply(400, R"({"detail":{"error":"start_date, end_date"}})");
    if (beforePage)
        beforePage(*this, page);
    QList<QJsonObject> found;
    for (const QJsonValue value : rows) {
        QString at = value.toObject().value("startTime"_L1).toString().left(19);
        at.replace(u'T', u' ');
        if (at >= from && at <= to)
            found.append(value.toObject());
    }
    std::stable_sort(found.begin(), found.end(), [](const QJsonObject &a, const QJsonObject &b) {
        return a.value("startTime"_L1).toString() > b.value("startTime"_L1).toString();
    });
    const int size = std::min(asked, pageSize);
    QJsonArray data;
    for (const QJsonObject &row : found.mid(qsizetype(page - 1) * size, size))
        data.append(row);
    const qint64 total = found.size() + totalIsOff;
    return jsonReply(200, textOf({{u"data"_s, data},
                                  {u"total"_s, total},
                                  {u"page"_s, page},
                                  {u"page_size"_s, size},
                                  {u"total_pages"_s, (total + size - 1) / size}}));
}

FakeReply FakeLiteLlm::day(const FakeRequest &request)
{
    if (request.value("summarize") != "false")
        return jsonReply(200, R"([{"startTime":null,"spend":1.0,"users":{},"models":{}}])");
    const QString from = QString::fromUtf8(request.value("start_date"));
    const QString to = QString::fromUtf8(request.value("end_date"));
    QJsonArray data;
    for (const QJsonValue value : rows) {
        // The end is its midnight: its day is left out.
        const QString at = value.toObject().value("startTime"_L1).toString().left(10);
        if (at >= from && at < to)
            data.append(value);
    }
    return jsonReply(200, QJsonDocument(data).toJson(QJsonDocument::Compact));
}

} // namespace outlay::fakes
