// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/sources/bucketwriter.h"
#include "app/sources/connector.h"
#include "app/sources/connectorjson.h"
#include "app/sources/connectorlist.h"
#include "app/sources/seenrows.h"
#include "models/money/hash.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <array>

namespace outlay::sources {

using namespace Qt::StringLiterals;

namespace {

using Kind = SeriesPlan::Kind;

constexpr std::size_t rowLimit = 1000; // of a metrics query: what is beyond it is silently cut

const std::array<SeriesPlan, 3> plans{
    SeriesPlan{.name = "observations",
               .kind = Kind::Rows,
               .intervalMicros = 5 * microsPerMinute,
               .refetchMicros = 30 * microsPerMinute,
               .unitMicros = microsPerDay,
               .historyMicros = 365 * microsPerDay,
               .lagMicros = microsPerMinute,
               .vouchLagMicros = 10 * microsPerMinute,
               .maxPages = 100'000},
    // Hosted plans allow a hundred of these queries a day.
    SeriesPlan{.name = "daily",
               .kind = Kind::Buckets,
               .intervalMicros = 6 * microsPerHour,
               .refetchMicros = 2 * microsPerDay,
               .unitMicros = 10 * microsPerDay,
               .historyMicros = 60 * microsPerDay},
    SeriesPlan{.name = "names", .kind = Kind::Snapshot, .intervalMicros = 6 * microsPerHour}};

std::string timeText(Instant at)
{
    return percentEncoded(toRfc3339(at));
}

std::string observationsPath(const PageRequest &page)
{
    const std::string range =
        "fromStartTime=" + timeText(page.range.from) + "&toStartTime=" + timeText(page.range.to);
    if (page.variant == 1) // self-hosted servers before version 4
        return "api/public/observations?" + range +
               "&limit=100&page=" + std::to_string(pageNumber(page));
    // Without "io", which is what was said.
    return "api/public/v2/observations?fields=core%2Cbasic%2Ctime%2Cmodel%2Cusage%2Cmetrics%2C"
           "trace_context&" +
           range + "&limit=1000" +
           (page.cursor.empty() ? std::string() : "&cursor=" + percentEncoded(page.cursor));
}

std::string dailyPath(const PageRequest &page)
{
    const auto measure = [](const QString &name, const QString &how) {
        return QJsonObject{{u"measure"_s, name}, {u"aggregation"_s, how}};
    };
    const QJsonObject modelCalls{{u"column"_s, u"type"_s},
                                 {u"operator"_s, u"any of"_s},
                                 {u"value"_s, QJsonArray{u"GENERATION"_s, u"EMBEDDING"_s}},
                                 {u"type"_s, u"stringOptions"_s}};
    const QJsonObject query{
        {u"view"_s, u"observations"_s},
        {u"dimensions"_s, QJsonArray{QJsonObject{{u"field"_s, u"providedModelName"_s}}}},
        {u"metrics"_s,
         QJsonArray{measure(u"count"_s, u"count"_s), measure(u"totalCost"_s, u"sum"_s)}},
        {u"filters"_s, QJsonArray{modelCalls}},
        {u"timeDimension"_s, QJsonObject{{u"granularity"_s, u"day"_s}}},
        {u"fromTimestamp"_s, QString::fromStdString(toRfc3339(page.range.from))},
        {u"toTimestamp"_s, QString::fromStdString(toRfc3339(page.range.to))},
        {u"config"_s, QJsonObject{{u"row_limit"_s, qint64(rowLimit)}}}};
    return std::string(page.variant == 1 ? "api/public/metrics" : "api/public/v2/metrics") +
           "?query=" +
           percentEncoded(QJsonDocument(query).toJson(QJsonDocument::Compact).toStdString());
}

/// The newer interface gives a cursor, the older one page numbers.
Result<PageEnd> readObservations(const PageRequest &page, std::string_view body, Sink &sink)
{
    JsonTree tree;
    const auto root = openPage(tree, body, "data");
    OUTLAY_TRY(root);
    const JsonValue meta = (*root)["meta"];
    if (!meta.isObject())
        return failure(Error::Kind::Malformed, "the answer lacks \"meta\"");
    const JsonValue rows = (*root)["data"];
    PageEnd end;
    if (page.variant == 0) {
        end.next = meta["cursor"].text();
    } else {
        Complaint complaint;
        const std::int64_t pages = countOf(meta, "totalPages", complaint);
        if (!complaint.isEmpty() || !meta["totalPages"].isSet())
            return failure(Error::Kind::Malformed, "the answer lacks \"meta.totalPages\"");
        ListPage list{.isMore = pageNumber(page) < pages};
        for (const JsonValue row : rows)
            list.ids.push_back(hash64(row["id"].text()));
        if (meta["totalItems"].isSet())
            list.total = countOf(meta, "totalItems", complaint);
        auto after = pageAfter(page, list);
        OUTLAY_TRY(after);
        end = *std::move(after);
    }
    if (!rows.isEmpty())
        readAs("langfuse", body, sink);
    return end;
}

Result<PageEnd> readDaily(const SeriesPlan &plan, const PageRequest &page, std::string_view body,
                          Instant fetchedAt, Sink &sink)
{
    JsonTree tree;
    const auto root = openPage(tree, body, "data");
    OUTLAY_TRY(root);
    std::size_t count = 0;
    for ([[maybe_unused]] const JsonValue row : (*root)["data"])
        ++count;
    if (count >= rowLimit)
        return failure(Error::Kind::Malformed, "the answer has as many rows as it may: it is cut");
    const auto days = rowsByDay((*root)["data"], "time_dimension", page.range);
    OUTLAY_TRY(days);
    BucketWriter writer(plan, fetchedAt, sink);
    Complaint complaint;
    for (const auto &[day, rows] : *days) {
        OUTLAY_TRY(writer.begin({{day}, {day + microsPerDay}}));
        for (const JsonValue found : rows) {
            BucketRow row{.kind = Statement::Kind::Control};
            if (const auto model = clipped(found["providedModelName"].text()); !model.empty())
                row.fields[Field::Model] = model;
            if (found["sum_totalCost"].isSet())
                row.amount = usdOf(found["sum_totalCost"], "sum_totalCost", complaint);
            if (!found["count_count"].isSet())
                complaint.add("count_count", "missing");
            row.requests = countOf(found, "count_count", complaint);
            writer.add(std::move(row), complaint);
        }
    }
    writer.end();
    return PageEnd{.next = {}, .memory = {}, .delivered = writer.delivered()};
}

Result<PageEnd> readNames(std::string_view body, Instant fetchedAt, Sink &sink)
{
    JsonTree tree;
    const auto root = openPage(tree, body, "data");
    OUTLAY_TRY(root);
    for (const JsonValue project : (*root)["data"])
        tellName(sink,
                 {.kind = DirectoryEntry::Kind::Project,
                  .id = project["id"].text(),
                  .name = clipped(project["name"].text()),
                  .email = {},
                  .ownerId = {},
                  .isArchived = false,
                  .fetchedAt = fetchedAt,
                  .source = {}},
                 fetchedAt);
    return PageEnd{};
}

/// Langfuse: its observations, totals of days to compare with, and the project's name.
class LangfuseConnector final : public Connector
{
public:
    [[nodiscard]] SourceKind kind() const override { return SourceKind::Langfuse; }
    [[nodiscard]] const Format &format() const override { return *formatNamed("langfuse"); }
    [[nodiscard]] std::span<const SeriesPlan> series() const override { return plans; }
    /// The key is "public key:secret key".
    [[nodiscard]] std::vector<HttpHeader> authorization(std::string_view key) const override
    {
        return {{"authorization", basicAuthorization(key)}};
    }
    [[nodiscard]] int variants(const SeriesPlan &plan) const override
    {
        return plan.kind == Kind::Snapshot ? 1 : 2;
    }
    [[nodiscard]] HttpRequest request(const SeriesPlan &plan,
                                      const PageRequest &page) const override
    {
        return {plan.kind == Kind::Rows      ? observationsPath(page)
                : plan.kind == Kind::Buckets ? dailyPath(page)
                                             : "api/public/projects",
                {}};
    }
    [[nodiscard]] Result<PageEnd> read(const SeriesPlan &plan, const PageRequest &page,
                                       std::string_view body, Instant fetchedAt,
                                       Sink &sink) const override
    {
        return plan.kind == Kind::Rows      ? readObservations(page, body, sink)
               : plan.kind == Kind::Buckets ? readDaily(plan, page, body, fetchedAt, sink)
                                            : readNames(body, fetchedAt, sink);
    }
    [[nodiscard]] bool isOwnError(std::string_view body) const override
    {
        JsonTree tree;
        const auto root = openJson(tree, body);
        return (root && (*root)["message"].isString()) || Connector::isOwnError(body);
    }
    [[nodiscard]] std::vector<KeyCheck> checks(Instant now) const override;
};

std::vector<KeyCheck> LangfuseConnector::checks(Instant now) const
{
    const PageRequest lastHour{.range = {{now.micros - microsPerHour}, now}};
    const PageRequest today{.range = {dayStart(now), {dayStart(now).micros + microsPerDay}}};
    const auto of = [&](std::size_t plan, PageRequest page, int variant) {
        page.variant = variant;
        return request(plans[plan], page);
    };
    const std::string calls = "observations of model calls";
    const std::string totals = "totals of days to compare with";
    const std::string without = "the key is a project's public key and secret key, joined by a "
                                "colon (pk-lf-…:sk-lf-…)";
    return {{of(0, lastHour, 0), calls, true, without},
            {of(0, lastHour, 1), calls, true, without},
            {of(1, today, 0), totals, false, "missing rows cannot be noticed"},
            {of(1, today, 1), totals, false, "missing rows cannot be noticed"},
            {request(plans[2], today), "the project's name", false, "the project carries its id",
             &plans[2], today}};
}

} // namespace

const Connector &langfuseConnector()
{
    static const LangfuseConnector connector;
    return connector;
}

} // namespace outlay::sources
