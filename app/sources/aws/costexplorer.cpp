// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/sources/aws/signature.h"
#include "app/sources/bucketwriter.h"
#include "app/sources/connector.h"
#include "app/sources/connectorjson.h"
#include "app/sources/connectorlist.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>
#include <array>

namespace outlay::sources {

using namespace Qt::StringLiterals;

namespace {

constexpr std::int64_t cent = 10'000'000; // nano-dollars

// Each page is charged. Twice a day and a few pages each is some cents; the rest is for history.
const std::array<SeriesPlan, 1> plans{SeriesPlan{.name = "costs",
                                                 .kind = SeriesPlan::Kind::Buckets,
                                                 .intervalMicros = 12 * microsPerHour,
                                                 .refetchMicros = 3 * microsPerDay,
                                                 .unitMicros = 90 * microsPerDay,
                                                 .historyMicros = 365 * microsPerDay,
                                                 .vouchLagMicros = microsPerDay,
                                                 .maxPages = 400,
                                                 .pageNanos = cent,
                                                 .pagesPerDay = 24}};

bool isBedrock(std::string_view service)
{
    constexpr std::string_view word = "bedrock";
    return std::search(service.begin(), service.end(), word.begin(), word.end(),
                       [](char a, char b) { return (a >= 'A' && a <= 'Z' ? a + 32 : a) == b; }) !=
           service.end();
}

/// Of all that AWS charges, what its models do: newer ones are sold under services of their own
/// names, all of which name Bedrock.
Result<> addGroup(BucketWriter &writer, JsonValue group)
{
    std::vector<std::string_view> keys;
    for (const JsonValue key : group["Keys"])
        keys.push_back(key.text());
    if (keys.size() != 2)
        return failure(Error::Kind::Malformed, "a group lacks its two \"Keys\"");
    if (!isBedrock(keys[0]))
        return {};
    Complaint complaint;
    const JsonValue cost = group["Metrics"]["UnblendedCost"];
    if (cost["Unit"].text() != "USD")
        complaint.add("Metrics.UnblendedCost.Unit", "expected USD");
    BucketRow row{.kind = Statement::Kind::Cost};
    row.fields[Field::Provider] = "aws";
    row.description = std::string(clipped(keys[0])) + ": " + std::string(clipped(keys[1]));
    row.amount = usdOf(cost["Amount"], "Metrics.UnblendedCost.Amount", complaint);
    writer.add(std::move(row), complaint);
    return {};
}

Result<TimeRange> dayOf(JsonValue result)
{
    const auto from = parseInstant(result["TimePeriod"]["Start"].text());
    const auto to = parseInstant(result["TimePeriod"]["End"].text());
    if (!from || !to || !result["Groups"].isArray())
        return failure(Error::Kind::Malformed,
                       "a result lacks its \"TimePeriod\" or \"Groups\", which AWS documents");
    return TimeRange{*from, *to};
}

/// The last day of a page may go on with the next one: it is told when that has been seen.
struct OpenDay
{
    std::string from, rows;

    static OpenDay fromText(const std::string &text)
    {
        const QJsonObject json = QJsonDocument::fromJson(QByteArray::fromStdString(text)).object();
        return {json.value("from"_L1).toString().toStdString(),
                json.value("rows"_L1).toString().toStdString()};
    }
    [[nodiscard]] std::string toText() const
    {
        const QJsonObject json{{u"from"_s, QString::fromStdString(from)},
                               {u"rows"_s, QString::fromStdString(rows)}};
        return QJsonDocument(json).toJson(QJsonDocument::Compact).toStdString();
    }
};

Result<PageEnd> readCosts(const SeriesPlan &plan, const PageRequest &page, std::string_view body,
                          Instant fetchedAt, Sink &sink)
{
    JsonTree tree;
    const auto root = openPage(tree, body, "ResultsByTime");
    OUTLAY_TRY(root);
    BucketWriter writer(plan, fetchedAt, sink);
    const OpenDay open = OpenDay::fromText(page.memory);
    std::optional<Instant> first;
    Instant last{0};
    if (const auto from = parseInstant(open.from)) {
        first = last = *from;
        OUTLAY_TRY(writer.begin({*from, {from->micros + microsPerDay}}));
        writer.takeCarried(open.rows);
    }
    for (const JsonValue result : (*root)["ResultsByTime"]) {
        const auto day = dayOf(result);
        OUTLAY_TRY(day);
        if (!first || day->from != last)
            OUTLAY_TRY(writer.begin(*day));
        first = first.value_or(day->from);
        last = day->from;
        for (const JsonValue group : result["Groups"])
            OUTLAY_TRY(addGroup(writer, group));
    }
    const std::string_view next = (*root)["NextPageToken"].text();
    if (next.empty()) {
        writer.end();
        return PageEnd{.next = {}, .memory = {}, .delivered = writer.delivered()};
    }
    PageEnd end{.next = std::string(next)};
    if (first)
        end.memory = OpenDay{toRfc3339(last), writer.carry()}.toText();
    if (first && *first < last)
        end.delivered = TimeRange{*first, last};
    return end;
}

/// What AWS charges for its models by day, service and kind of use, from Cost Explorer.
class CostExplorerConnector final : public Connector
{
public:
    [[nodiscard]] SourceKind kind() const override { return SourceKind::AwsCosts; }
    [[nodiscard]] const Format &format() const override
    {
        static const Format format = reportFormat("aws-costs", "AWS Cost Explorer");
        return format;
    }
    [[nodiscard]] std::span<const SeriesPlan> series() const override { return plans; }
    /// It signs instead.
    [[nodiscard]] std::vector<HttpHeader> authorization(std::string_view /*key*/) const override
    {
        return {};
    }
    void sign(HttpRequest &request, const QUrl &base, std::string_view key,
              Instant now) const override
    {
        if (const auto parts = AwsKey::parse(key))
            signForAws(request, base, *parts, "us-east-1", "ce", now);
    }
    [[nodiscard]] std::string_view chargedAccount(std::string_view key) const override
    {
        const Result<AwsKey> parts = AwsKey::parse(key);
        return parts ? parts->id : std::string_view();
    }
    [[nodiscard]] Result<> checkKey(std::string_view key) const override
    {
        OUTLAY_TRY(AwsKey::parse(key));
        return {};
    }
    [[nodiscard]] HttpRequest request(const SeriesPlan &plan,
                                      const PageRequest &page) const override;
    [[nodiscard]] Result<PageEnd> read(const SeriesPlan &plan, const PageRequest &page,
                                       std::string_view body, Instant fetchedAt,
                                       Sink &sink) const override
    {
        return readCosts(plan, page, body, fetchedAt, sink);
    }
    [[nodiscard]] HttpReply::Kind meaning(const HttpReply &reply,
                                          std::string_view body) const override;
    [[nodiscard]] bool isOwnError(std::string_view body) const override
    {
        JsonTree tree;
        const auto root = openJson(tree, body);
        return (root && (*root)["__type"].isString()) || Connector::isOwnError(body);
    }
    [[nodiscard]] std::vector<KeyCheck> checks(Instant now) const override;
    [[nodiscard]] std::vector<Finding> notes(const HttpSettings &settings) const override;
};

HttpRequest CostExplorerConnector::request(const SeriesPlan & /*plan*/,
                                           const PageRequest &page) const
{
    const auto by = [](const QString &key) {
        return QJsonObject{{u"Type"_s, u"DIMENSION"_s}, {u"Key"_s, key}};
    };
    QJsonObject body{{u"TimePeriod"_s,
                      QJsonObject{{u"Start"_s, QString::fromStdString(dateText(page.range.from))},
                                  {u"End"_s, QString::fromStdString(dateText(page.range.to))}}},
                     {u"Granularity"_s, u"DAILY"_s},
                     {u"Metrics"_s, QJsonArray{u"UnblendedCost"_s}},
                     {u"GroupBy"_s, QJsonArray{by(u"SERVICE"_s), by(u"USAGE_TYPE"_s)}}};
    if (!page.cursor.empty())
        body.insert(u"NextPageToken"_s, QString::fromStdString(page.cursor));
    return {"",
            {{"content-type", "application/x-amz-json-1.1"},
             {"x-amz-target", "AWSInsightsIndexService.GetCostAndUsage"}},
            QJsonDocument(body).toJson(QJsonDocument::Compact).toStdString()};
}

/// AWS says with 400 what others say with 401, 403 and 429.
HttpReply::Kind CostExplorerConnector::meaning(const HttpReply &reply, std::string_view body) const
{
    constexpr int badRequest = 400;
    JsonTree tree;
    const auto root = openJson(tree, body);
    if (reply.status != badRequest || !root)
        return reply.kind;
    const std::string_view type = (*root)["__type"].text();
    const auto says = [type](std::string_view word) {
        return type.find(word) != std::string_view::npos;
    };
    if (says("LimitExceeded") || says("Throttling"))
        return HttpReply::Kind::Retry;
    const bool isRefused = says("AccessDenied") || says("UnrecognizedClient") ||
                           says("InvalidSignature") || says("ExpiredToken") ||
                           says("IncompleteSignature") || says("MissingAuthentication");
    return isRefused ? HttpReply::Kind::NeedsKey : reply.kind;
}

std::vector<KeyCheck> CostExplorerConnector::checks(Instant now) const
{
    const Instant today = dayStart(now);
    const PageRequest yesterday{.range = {{today.micros - microsPerDay}, today}};
    return {{request(plans[0], yesterday), "costs by service and kind of use", true,
             "without costs there is nothing to read: its user needs the permission "
             "ce:GetCostAndUsage and no other",
             &plans[0], yesterday}};
}

std::vector<Finding> CostExplorerConnector::notes(const HttpSettings &settings) const
{
    std::vector<Finding> notes = Connector::notes(settings);
    notes.push_back({Finding::Level::Warn,
                     "AWS charges 0.01 USD for each page, this test included. It is asked twice a "
                     "day, and with one key for 24 pages a day at most"});
    notes.push_back({Finding::Level::Warn,
                     "Cost Explorer tells money by service and kind of use, and no tokens: those "
                     "are in Bedrock's invocation logs"});
    return notes;
}

} // namespace

const Connector &costExplorerConnector()
{
    static const CostExplorerConnector connector;
    return connector;
}

} // namespace outlay::sources
