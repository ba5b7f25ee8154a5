// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/fakes/fakeclouds.h"

#include <QDateTime>
#include <QJsonDocument>
#include <QTimeZone>

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

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
    return jsonReply(status, R"({"error":{"code":)" + QByteArray::number(status) +
                                 R"(,"message":")" + message + R"("}})");
}

template <typename Write> QByteArray pemOf(Write write)
{
    BIO *bio = BIO_new(BIO_s_mem());
    write(bio);
    char *data = nullptr;
    const long size = BIO_get_mem_data(bio, &data);
    QByteArray pem(data, size);
    BIO_free(bio);
    return pem;
}

QByteArray decoded(const QByteArray &part)
{
    return QByteArray::fromBase64(part, QByteArray::Base64UrlEncoding);
}

bool isSignedBy(const QByteArray &publicPem, const QByteArray &text, const QByteArray &signature)
{
    BIO *bio = BIO_new_mem_buf(publicPem.constData(), int(publicPem.size()));
    EVP_PKEY *key = PEM_read_bio_PUBKEY(bio, nullptr, nullptr, nullptr);
    EVP_MD_CTX *digest = EVP_MD_CTX_new();
    EVP_DigestVerifyInit(digest, nullptr, EVP_sha256(), nullptr, key);
    const bool isGood =
        EVP_DigestVerify(digest, reinterpret_cast<const unsigned char *>(signature.constData()),
                         std::size_t(signature.size()),
                         reinterpret_cast<const unsigned char *>(text.constData()),
                         std::size_t(text.size())) == 1;
    EVP_MD_CTX_free(digest);
    EVP_PKEY_free(key);
    BIO_free(bio);
    return isGood;
}

QDate dateOf(const QString &text)
{
    return QDate::fromString(text.left(10), Qt::ISODate);
}

} // namespace

// --- Vertex AI

FakeVertex::FakeVertex()
{
    constexpr std::size_t bits = 2048;
    EVP_PKEY *pair = EVP_RSA_gen(bits);
    m_publicKey = pemOf([pair](BIO *bio) { PEM_write_bio_PUBKEY(bio, pair); });
    const QByteArray secret = pemOf([pair](BIO *bio) {
        PEM_write_bio_PrivateKey(bio, pair, nullptr, nullptr, 0, nullptr, nullptr);
    });
    EVP_PKEY_free(pair);
    key = textOf({{u"type"_s, u"service_account"_s},
                  {u"client_email"_s, u"outlay-CANARY@halden-labs.iam.example"_s},
                  {u"private_key_id"_s, u"k1"_s},
                  {u"private_key"_s, QString::fromLatin1(secret)}});
    for (const QJsonValue series : fixtureObject(u"google/monitoring-timeseries-page1.json"_s)
                                       .value("timeSeries"_L1)
                                       .toArray()) {
        for (const QJsonValue point : series.toObject().value("points"_L1).toArray()) {
            QJsonObject one = series.toObject();
            one.insert(u"points"_s, QJsonArray{point});
            const QJsonObject interval = point.toObject().value("interval"_L1).toObject();
            days[interval.value("startTime"_L1).toString().left(10)].append(one);
        }
    }
}

QByteArray FakeVertex::problemOf(const QByteArray &token) const
{
    const QList<QByteArray> parts = token.split('.');
    if (parts.size() != 3 || !isSignedBy(m_publicKey, parts[0] + '.' + parts[1], decoded(parts[2])))
        return "the signature is not the account's";
    const QJsonObject head = QJsonDocument::fromJson(decoded(parts[0])).object();
    const QJsonObject claims = QJsonDocument::fromJson(decoded(parts[1])).object();
    const qint64 now = fixtureNowMicros / 1'000'000;
    if (head.value("alg"_L1) != u"RS256"_s || head.value("kid"_L1) != u"k1"_s)
        return "alg, kid";
    if (claims.value("iss"_L1) != claims.value("sub"_L1) ||
        claims.value("aud"_L1) != u"https://monitoring.googleapis.com/"_s)
        return "iss, sub, aud";
    if (claims.value("iat"_L1).toInteger() < now ||
        claims.value("exp"_L1).toInteger() - claims.value("iat"_L1).toInteger() > 3600)
        return "iat, exp";
    return {};
}

FakeReply FakeVertex::reply(const FakeRequest &request)
{
    const QByteArray authorization = request.headers.value("authorization");
    refusal = authorization.startsWith("Bearer ") ? problemOf(authorization.mid(7)) : "no token";
    if (!refusal.isEmpty())
        return refused(401, "Request had invalid authentication credentials");
    if (request.path != "/v3/projects/halden/timeSeries")
        return refused(404, "no such path");
    const QString from = QString::fromUtf8(request.value("interval.startTime"));
    const QString to = QString::fromUtf8(request.value("interval.endTime"));
    const QList<QByteArray> groups{"metric.labels.type", "resource.labels.model_user_id"};
    if (!request.value("filter").contains("online_serving/token_count\"") ||
        request.value("aggregation.alignmentPeriod") != "86400s" ||
        request.values("aggregation.groupByFields") != groups ||
        dateOf(to) != dateOf(from).addDays(1) || dateOf(to) > QDate(2026, 12, 31))
        return refused(400, "filter, aggregation or interval");
    const QJsonArray all = days.value(from.left(10));
    const int at = request.value("pageToken").mid(2).toInt();
    QJsonArray some;
    for (int i = at; i < all.size() && i < at + seriesPerPage; ++i)
        some.append(all.at(i));
    QJsonObject page{{u"unit"_s, u"1"_s}};
    if (!some.isEmpty())
        page.insert(u"timeSeries"_s, some);
    if (at + seriesPerPage < all.size())
        page.insert(u"nextPageToken"_s, u"+/%1"_s.arg(at + seriesPerPage));
    return jsonReply(200, textOf(page));
}

// --- Cost Explorer

FakeCostExplorer::FakeCostExplorer()
{
    key = "AKIACANARY0123456789:secretCANARY/0123456789+abcdef";
    for (const QJsonValue result : fixtureObject(u"aws/ce-get-cost-and-usage-page1.json"_s)
                                       .value("ResultsByTime"_L1)
                                       .toArray()) {
        const QJsonObject day = result.toObject();
        days[day.value("TimePeriod"_L1).toObject().value("Start"_L1).toString()] =
            day.value("Groups"_L1).toArray();
    }
    const auto group = [](const QString &service, const QString &usage, const QString &amount) {
        const QJsonObject cost{{u"Amount"_s, amount}, {u"Unit"_s, u"USD"_s}};
        return QJsonObject{{u"Keys"_s, QJsonArray{service, usage}},
                           {u"Metrics"_s, QJsonObject{{u"UnblendedCost"_s, cost}}}};
    };
    // What is no model is none of ours.
    days[u"2026-11-03"_s] = {group(u"Amazon Bedrock"_s, u"USE1-Nova-Pro-output-tokens"_s, u"0.5"_s),
                             group(u"Amazon Elastic Compute Cloud"_s, u"BoxUsage"_s, u"99"_s),
                             group(u"AMAZON BEDROCK Service"_s, u"Guardrail"_s, u"0.2"_s)};
}

FakeReply FakeCostExplorer::reply(const FakeRequest &request)
{
    const QByteArray authorization = request.headers.value("authorization");
    const QByteArray scope = "/us-east-1/ce/aws4_request, SignedHeaders=content-type;host;"
                             "x-amz-date;x-amz-target, Signature=";
    if (!authorization.startsWith("AWS4-HMAC-SHA256 Credential=AKIACANARY0123456789/") ||
        !authorization.contains(scope))
        return jsonReply(400, R"({"__type":"UnrecognizedClientException","message":)"
                              R"("The security token included in the request is invalid."})");
    ++charged;
    const QJsonObject body = QJsonDocument::fromJson(request.body).object();
    const QJsonObject period = body.value("TimePeriod"_L1).toObject();
    const QDate from = dateOf(period.value("Start"_L1).toString());
    const QDate to = dateOf(period.value("End"_L1).toString());
    if (request.headers.value("content-type") != "application/x-amz-json-1.1" ||
        request.headers.value("x-amz-target") != "AWSInsightsIndexService.GetCostAndUsage" ||
        request.method != "POST" || request.path != "/" || !from.isValid() || from >= to ||
        body.value("GroupBy"_L1).toArray().size() != 2)
        return jsonReply(400, R"({"__type":"ValidationException","message":"TimePeriod"})");
    // Pages are cut anywhere, in the middle of a day, too.
    const int skipped = body.value("NextPageToken"_L1).toString().mid(2).toInt();
    QJsonArray results;
    int seen = 0;
    bool isMore = false;
    for (QDate day = from; day < to && !isMore; day = day.addDays(1)) {
        QJsonArray groups;
        for (const QJsonValue group : days.value(day.toString(Qt::ISODate))) {
            isMore = isMore || seen >= skipped + groupsPerPage;
            if (!isMore && seen++ >= skipped)
                groups.append(group);
        }
        const bool isSeen = skipped > 0 && groups.isEmpty() && seen <= skipped;
        if (isSeen || (isMore && groups.isEmpty()))
            continue;
        results.append(QJsonObject{
            {u"TimePeriod"_s, QJsonObject{{u"Start"_s, day.toString(Qt::ISODate)},
                                          {u"End"_s, day.addDays(1).toString(Qt::ISODate)}}},
            {u"Total"_s, QJsonObject()},
            {u"Groups"_s, groups},
            {u"Estimated"_s, false}});
    }
    QJsonObject page{{u"ResultsByTime"_s, results}};
    if (isMore)
        page.insert(u"NextPageToken"_s, u"+/%1"_s.arg(skipped + groupsPerPage));
    return jsonReply(200, textOf(page));
}

// --- Cost Management

FakeCostManagement::FakeCostManagement()
{
    key = "halden.example:c11e47:s~CANARY.secret:+/=";
    for (const QJsonValue row : fixtureObject(u"azure/cost-query-response.json"_s)
                                    .value("properties"_L1)
                                    .toObject()
                                    .value("rows"_L1)
                                    .toArray())
        days[QString::number(row.toArray().at(1).toInt())].append(row);
    // What is no model is none of ours.
    days[u"20261103"_s].append(
        QJsonArray{99.5, 20261103, u"Dv3 Series"_s, u"D2 v3 Compute"_s, u"USD"_s});
}

FakeReply FakeCostManagement::token(const FakeRequest &request)
{
    QList<std::pair<QByteArray, QByteArray>> fields;
    for (const QByteArray &field : request.body.split('&'))
        fields.append({field.left(field.indexOf('=')),
                       QByteArray::fromPercentEncoding(field.mid(field.indexOf('=') + 1))});
    const QList<std::pair<QByteArray, QByteArray>> wanted{
        {"grant_type", "client_credentials"},
        {"client_id", "c11e47"},
        {"client_secret", key.mid(key.indexOf("s~"))},
        {"scope", "https://127.0.0.1/.default"}};
    if (request.method != "POST" || request.headers.contains("authorization") ||
        request.headers.value("content-type") != "application/x-www-form-urlencoded")
        return jsonReply(400, R"({"error":"invalid_request","error_description":"form"})");
    if (fields != wanted)
        return jsonReply(401, R"({"error":"invalid_client","error_description":)"
                              R"("AADSTS7000215: Invalid client secret provided."})");
    ++tokens;
    if (std::exchange(areTokensRevoked, false))
        m_oldest = tokens;
    return jsonReply(200,
                     R"({"token_type":"Bearer","expires_in":3599,"access_token":"eyJ.CANARY.)" +
                         QByteArray::number(tokens) + "\"}");
}

FakeReply FakeCostManagement::reply(const FakeRequest &request)
{
    if (request.path == "/halden.example/oauth2/v2.0/token")
        return token(request);
    const QByteArray begin = "Bearer eyJ.CANARY.";
    const QByteArray authorization = request.headers.value("authorization");
    if (!authorization.startsWith(begin) || areTokensRevoked ||
        authorization.mid(begin.size()).toInt() < m_oldest)
        return jsonReply(401, R"({"error":{"code":"InvalidAuthenticationToken",)"
                              R"("message":"The access token is invalid."}})");
    if (request.path != "/subscriptions/s1/providers/Microsoft.CostManagement/query" ||
        request.value("api-version") != "2023-11-01")
        return refused(404, "no such path");
    const QJsonObject body = QJsonDocument::fromJson(request.body).object();
    const QJsonObject period = body.value("timePeriod"_L1).toObject();
    const QDate day = dateOf(period.value("from"_L1).toString());
    const QJsonObject set = body.value("dataset"_L1).toObject();
    if (request.method != "POST" || request.headers.value("clienttype").isEmpty() ||
        body.value("type"_L1) != u"ActualCost"_s || !day.isValid() ||
        dateOf(period.value("to"_L1).toString()) != day ||
        set.value("granularity"_L1) != u"Daily"_s || set.value("grouping"_L1).toArray().size() != 2)
        return refused(400, "type, timePeriod or dataset");
    const QJsonArray all = days.value(day.toString(u"yyyyMMdd"_s));
    const int at = request.value("$skiptoken").mid(2).toInt();
    QJsonObject properties =
        fixtureObject(u"azure/cost-query-response.json"_s).value("properties"_L1).toObject();
    QJsonArray rows;
    for (int i = at; i < all.size() && i < at + rowsPerPage; ++i) {
        QJsonArray row = all.at(i).toArray();
        row.replace(4, QString::fromLatin1(currency));
        rows.append(row);
    }
    properties.insert(u"rows"_s, rows);
    if (at + rowsPerPage < all.size())
        properties.insert(u"nextLink"_s,
                          u"https://elsewhere.example/query?api-version=2023-11-01&%24skiptoken="
                          "%2B%2F%1"_s.replace(u"%1"_s, QString::number(at + rowsPerPage)));
    return jsonReply(200, textOf({{u"properties"_s, properties}}));
}

// --- Cursor

FakeCursor::FakeCursor()
{
    key = "key_CANARY_0123456789abcdef";
    for (const QString &name : {u"cursor/filtered-usage-events-page1.json"_s,
                                u"cursor/filtered-usage-events-page2.json"_s}) {
        for (const QJsonValue event : fixtureObject(name).value("usageEvents"_L1).toArray())
            events.append(event);
    }
}

FakeReply FakeCursor::reply(const FakeRequest &request)
{
    if (request.headers.value("authorization") != "Basic " + QByteArray(key + ':').toBase64())
        return jsonReply(401, R"({"error":"Unauthorized","message":"Invalid API key"})");
    if (request.path == "/teams/members")
        return jsonReply(200, R"({"teamMembers":[{"id":"user_1","name":"Ada Lindqvist",)"
                              R"("email":"ada@haldenlabs.example","role":"owner"}]})");
    if (request.path != "/teams/filtered-usage-events" || request.method != "POST")
        return jsonReply(404, R"({"error":"Not Found","message":"no such path"})");
    const QJsonObject body = QJsonDocument::fromJson(request.body).object();
    const qint64 from = body.value("startDate"_L1).toInteger();
    const qint64 to = body.value("endDate"_L1).toInteger();
    const int page = body.value("page"_L1).toInt();
    if (to - from > qint64(30) * 86'400'000 || body.value("pageSize"_L1).toInt() > 1000 || page < 1)
        return jsonReply(400, R"({"error":"Bad Request","message":"at most 30 days"})");
    QJsonArray found;
    for (const QJsonValue event : events) {
        const qint64 at = event.toObject().value("timestamp"_L1).toString().toLongLong();
        if (at >= from && at <= to)
            found.append(event);
    }
    QJsonArray some;
    for (int i = (page - 1) * pageSize; i < found.size() && i < page * pageSize; ++i)
        some.append(found.at(i));
    const QJsonObject pagination{{u"currentPage"_s, page},
                                 {u"hasNextPage"_s, page * pageSize < found.size()}};
    return jsonReply(200, textOf({{u"totalUsageEventsCount"_s, found.size()},
                                  {u"pagination"_s, pagination},
                                  {u"usageEvents"_s, some}}));
}

// --- GitHub Copilot

FakeCopilot::FakeCopilot()
{
    key = "github_pat_CANARY0123456789";
    days[u"2026-11-3"_s] = fixtureObject(u"github-copilot/ai-credit-usage-org-2026-11-03.json"_s)
                               .value("usageItems"_L1)
                               .toArray();
}

FakeReply FakeCopilot::reply(const FakeRequest &request)
{
    if (request.headers.value("authorization") != "Bearer " + key)
        return jsonReply(401, R"({"message":"Bad credentials","documentation_url":)"
                              R"("https://docs.github.com/rest","status":"401"})");
    if (request.path != "/organizations/halden-labs/settings/billing/ai_credit/usage" ||
        request.headers.value("accept") != "application/vnd.github+json" ||
        request.headers.value("x-github-api-version").isEmpty())
        return jsonReply(404, R"({"message":"Not Found","documentation_url":"https://docs"})");
    const int year = request.value("year").toInt();
    const int month = request.value("month").toInt();
    const int day = request.value("day").toInt();
    const QJsonObject period{{u"year"_s, year}, {u"month"_s, month}, {u"day"_s, day}};
    return jsonReply(
        200, textOf({{u"timePeriod"_s, period},
                     {u"organization"_s, u"halden-labs"_s},
                     {u"usageItems"_s, days.value(u"%1-%2-%3"_s.arg(year).arg(month).arg(day))}}));
}

// --- xAI

FakeXAi::FakeXAi()
{
    key = "xai-token-CANARY-0123456789abcdef";
}

FakeReply FakeXAi::reply(const FakeRequest &request)
{
    if (request.headers.value("authorization") != "Bearer " + key)
        return jsonReply(401, R"({"code":16,"message":"Invalid management key","details":[]})");
    const QJsonObject what =
        QJsonDocument::fromJson(request.body).object().value("analyticsRequest"_L1).toObject();
    const QJsonObject range = what.value("timeRange"_L1).toObject();
    const QString from = range.value("startTime"_L1).toString();
    const QString to = range.value("endTime"_L1).toString();
    if (request.path != "/v1/billing/teams/t1/usage" || request.method != "POST")
        return jsonReply(404, R"({"code":5,"message":"no such path"})");
    if (from.size() != 19 || to.size() != 19 || from.at(10) != u' ' ||
        what.value("timeUnit"_L1) != u"TIME_UNIT_DAY"_s)
        return jsonReply(400, R"({"code":3,"message":"timeRange, timeUnit"})");
    QJsonArray all;
    for (const QJsonValue value :
         fixtureObject(u"xai/usage.json"_s).value("timeSeries"_L1).toArray()) {
        QJsonObject series = value.toObject();
        QJsonArray points;
        for (const QJsonValue point : series.value("dataPoints"_L1).toArray()) {
            const QString day = point.toObject().value("timestamp"_L1).toString().left(10);
            if (day >= from.left(10) && day < to.left(10))
                points.append(point);
        }
        series.insert(u"dataPoints"_s, points);
        all.append(series);
    }
    const auto dayOf = [](const QString &text) {
        return QDate::fromString(text.left(10), Qt::ISODate);
    };
    const bool isPart = isLimited || dayOf(from).daysTo(dayOf(to)) > mostDays;
    return jsonReply(200, textOf({{u"timeSeries"_s, all}, {u"limitReached"_s, isPart}}));
}

// --- DeepSeek

FakeDeepSeek::FakeDeepSeek()
{
    key = "sk-deepseek-CANARY-0123456789";
}

FakeReply FakeDeepSeek::reply(const FakeRequest &request)
{
    if (request.headers.value("authorization") != "Bearer " + key)
        return refused(401, "Authentication Fails");
    if (request.path != "/user/balance")
        return refused(404, "no such path");
    return jsonReply(200, R"({"is_available":true,"balance_infos":[{"currency":")" + currency +
                              R"(","total_balance":")" + balance +
                              R"(","granted_balance":"3.25","topped_up_balance":"45.00"}]})");
}

} // namespace outlay::fakes
