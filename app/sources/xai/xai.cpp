// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/sources/bucketwriter.h"
#include "app/sources/connector.h"
#include "app/sources/connectorjson.h"
#include "app/sources/connectorlist.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <array>

namespace outlay::sources {

using namespace Qt::StringLiterals;

namespace {

const std::array<SeriesPlan, 1> plans{SeriesPlan{.name = "usage",
                                                 .kind = SeriesPlan::Kind::Buckets,
                                                 .intervalMicros = microsPerHour,
                                                 .refetchMicros = 3 * microsPerDay,
                                                 .unitMicros = 31 * microsPerDay,
                                                 .historyMicros = 365 * microsPerDay,
                                                 .vouchLagMicros = microsPerDay}};

QString secondText(Instant at)
{
    return QString::fromStdString(toRfc3339(at)).left(19).replace(u'T', u' ');
}

std::string_view firstOf(JsonValue list)
{
    for (const JsonValue text : list)
        return text.text();
    return {};
}

/// A point of a key's series: its day and what was spent. No value is no point.
struct Point
{
    Instant day;
    BucketRow row;
};

Result<Point> pointOf(JsonValue series, JsonValue point, Complaint &complaint)
{
    const auto at = parseInstant(point["timestamp"].text());
    if (!at || dayStart(*at) != *at)
        return failure(Error::Kind::Malformed,
                       "a point is of no whole day: timeSeries.dataPoints.timestamp");
    BucketRow row{.kind = Statement::Kind::Cost};
    row.fields[Field::Provider] = "x-ai";
    if (const auto key = clipped(firstOf(series["group"])); !key.empty())
        row.fields[Field::Key] = key;
    if (!point["values"].isArray() || point["values"].isEmpty())
        complaint.add("dataPoints.values", "missing");
    for (const JsonValue value : point["values"]) {
        row.amount = usdOf(value, "dataPoints.values", complaint);
        break; // only dollars were asked for
    }
    return Point{*at, std::move(row)};
}

void tellKey(JsonValue series, Instant fetchedAt, Sink &sink)
{
    tellName(sink,
             {.kind = DirectoryEntry::Kind::Key,
              .id = firstOf(series["group"]),
              .name = clipped(firstOf(series["groupLabels"])),
              .email = {},
              .ownerId = {},
              .isArchived = false,
              .fetchedAt = fetchedAt,
              .source = {}},
             fetchedAt);
}

Result<PageEnd> readUsage(const SeriesPlan &plan, const PageRequest &page, std::string_view body,
                          Instant fetchedAt, Sink &sink)
{
    JsonTree tree;
    const auto root = openPage(tree, body, "timeSeries");
    OUTLAY_TRY(root);
    if ((*root)["limitReached"].isTrue()) {
        if (page.range.to.micros - page.range.from.micros > microsPerDay)
            return PageEnd{.next = {}, .memory = {}, .isTorn = true}; // its halves, then
        return failure(Error::Kind::Malformed,
                       "the answer is only a part, of a single day, too (limitReached)");
    }
    std::map<std::int64_t, std::vector<std::pair<BucketRow, Complaint>>> days;
    for (std::int64_t at = page.range.from.micros; at < page.range.to.micros; at += microsPerDay)
        days[at];
    for (const JsonValue series : (*root)["timeSeries"]) {
        tellKey(series, fetchedAt, sink);
        for (const JsonValue value : series["dataPoints"]) {
            Complaint complaint;
            auto point = pointOf(series, value, complaint);
            OUTLAY_TRY(point);
            days[point->day.micros].emplace_back(std::move(point->row), std::move(complaint));
        }
    }
    BucketWriter writer(plan, fetchedAt, sink);
    for (auto &[day, rows] : days) {
        OUTLAY_TRY(writer.begin({{day}, {day + microsPerDay}}));
        for (auto &[row, complaint] : rows)
            writer.add(std::move(row), complaint);
    }
    writer.end();
    return PageEnd{.next = {}, .memory = {}, .delivered = writer.delivered()};
}

/// What xAI charges a team by day and key.
class XAiConnector final : public Connector
{
public:
    [[nodiscard]] SourceKind kind() const override { return SourceKind::XAi; }
    [[nodiscard]] const Format &format() const override
    {
        static const Format format = reportFormat("xai", "xAI usage");
        return format;
    }
    [[nodiscard]] std::span<const SeriesPlan> series() const override { return plans; }
    [[nodiscard]] std::vector<HttpHeader> authorization(std::string_view key) const override
    {
        return {{"authorization", "Bearer " + std::string(key)}};
    }
    [[nodiscard]] HttpRequest request(const SeriesPlan &plan,
                                      const PageRequest &page) const override;
    [[nodiscard]] Result<PageEnd> read(const SeriesPlan &plan, const PageRequest &page,
                                       std::string_view body, Instant fetchedAt,
                                       Sink &sink) const override
    {
        return readUsage(plan, page, body, fetchedAt, sink);
    }
    [[nodiscard]] std::vector<KeyCheck> checks(Instant now) const override
    {
        const Instant today = dayStart(now);
        const PageRequest asked{.range = {today, {today.micros + microsPerDay}}};
        return {{request(plans[0], asked), "money by day and key", true,
                 "without money there is nothing to read: the key must be a management key "
                 "(console.x.ai, Settings, Management Keys), and the address ends with the team's "
                 "id",
                 &plans[0], asked}};
    }
    [[nodiscard]] std::vector<Finding> notes(const HttpSettings &settings) const override
    {
        std::vector<Finding> notes = Connector::notes(settings);
        notes.push_back({Finding::Level::Warn,
                         "xAI tells money by day and key, and no tokens. How it names the keys was "
                         "not verified against a live account"});
        return notes;
    }
};

HttpRequest XAiConnector::request(const SeriesPlan & /*plan*/, const PageRequest &page) const
{
    const QJsonObject range{{u"startTime"_s, secondText(page.range.from)},
                            {u"endTime"_s, secondText(page.range.to)},
                            {u"timezone"_s, u"Etc/GMT"_s}};
    const QJsonObject dollars{{u"name"_s, u"usd"_s}, {u"aggregation"_s, u"AGGREGATION_SUM"_s}};
    const QJsonObject what{{u"timeRange"_s, range},
                           {u"timeUnit"_s, u"TIME_UNIT_DAY"_s},
                           {u"values"_s, QJsonArray{dollars}},
                           {u"groupBy"_s, QJsonArray{u"api_key_id"_s}},
                           {u"filters"_s, QJsonArray{}}};
    return {"usage",
            {},
            QJsonDocument(QJsonObject{{u"analyticsRequest"_s, what}})
                .toJson(QJsonDocument::Compact)
                .toStdString()};
}

} // namespace

const Connector &xAiConnector()
{
    static const XAiConnector connector;
    return connector;
}

} // namespace outlay::sources
