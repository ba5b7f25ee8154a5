// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/sources/bucketwriter.h"
#include "app/sources/connector.h"
#include "app/sources/connectorjson.h"
#include "app/sources/connectorlist.h"
#include "app/sources/google/signedtoken.h"
#include "models/formats/providername.h"

#include <array>

namespace outlay::sources {

namespace {

constexpr std::string_view audience = "https://monitoring.googleapis.com/";

// A day is asked for once it is over: whether Google aligns a day that is not is unverified.
const std::array<SeriesPlan, 1> plans{SeriesPlan{.name = "tokens",
                                                 .kind = SeriesPlan::Kind::Buckets,
                                                 .intervalMicros = 6 * microsPerHour,
                                                 .refetchMicros = 2 * microsPerDay,
                                                 .unitMicros = microsPerDay,
                                                 .historyMicros = 42 * microsPerDay,
                                                 .lagMicros = microsPerHour,
                                                 .onlyCompletedDays = true,
                                                 .vouchLagMicros = 0}};

/// A list that is empty is left out of Google's JSON: then the unit is all there is, or nothing.
Result<> checkPage(JsonValue root)
{
    if (!root.isObject())
        return failure(Error::Kind::Malformed, "the answer is no object");
    if (root["executionErrors"].isSet())
        return failure(Error::Kind::Malformed,
                       "Google could not read all of the time series (executionErrors)");
    const bool isNone = !root["timeSeries"].isSet() && (root.isEmpty() || root["unit"].isString());
    if (!isNone && !root["timeSeries"].isArray())
        return failure(Error::Kind::Malformed,
                       "the answer lacks \"timeSeries\", which Google documents");
    return {};
}

/// The day a point is of, by its end: its beginning may lie a moment after midnight.
std::optional<Instant> dayOf(JsonValue point)
{
    const auto end = parseInstant(point["interval"]["endTime"].text());
    if (!end || dayStart(*end) != *end)
        return std::nullopt;
    return Instant{end->micros - microsPerDay};
}

Result<> addSeries(BucketWriter &writer, JsonValue series, Instant day)
{
    const std::string_view type = series["metric"]["labels"]["type"].text();
    const std::string_view model = series["resource"]["labels"]["model_user_id"].text();
    for (const JsonValue point : series["points"]) {
        if (dayOf(point) != day)
            return failure(Error::Kind::Malformed,
                           "a point is not of the day that was asked for: points.interval.endTime");
        Complaint complaint;
        BucketRow row{.kind = Statement::Kind::Usage};
        row.fields[Field::Provider] = "google";
        row.fields[Field::Service] = vertexAiService;
        row.fields[Field::Model] = clipped(model);
        if (model.empty())
            complaint.add("resource.labels.model_user_id", "missing");
        if (type != "input" && type != "output")
            complaint.add("metric.labels.type", "expected input or output");
        const JsonValue value = point["value"]["int64Value"];
        const auto count = readCount(value.text(), "value.int64Value", complaint);
        row.usage[type == "output" ? TokenClass::Output : TokenClass::Input] = count.value_or(0);
        writer.add(std::move(row), complaint);
    }
    return {};
}

/// Vertex AI: tokens by day and model, as Cloud Monitoring counts them.
class VertexConnector final : public Connector
{
public:
    [[nodiscard]] SourceKind kind() const override { return SourceKind::Vertex; }
    [[nodiscard]] const Format &format() const override
    {
        static const Format format = reportFormat("vertex", "Google Vertex AI tokens");
        return format;
    }
    [[nodiscard]] std::span<const SeriesPlan> series() const override { return plans; }
    /// What is no key file is taken for an access token.
    [[nodiscard]] std::vector<HttpHeader> authorization(std::string_view key) const override
    {
        return {{"authorization", "Bearer " + std::string(key)}};
    }
    void sign(HttpRequest &request, const QUrl &base, std::string_view key,
              Instant now) const override
    {
        if (!key.starts_with('{'))
            return Connector::sign(request, base, key, now);
        if (const auto token = signedToken(key, audience, now))
            request.headers.push_back({"authorization", "Bearer " + *token});
    }
    [[nodiscard]] Result<> checkKey(std::string_view key) const override
    {
        if (key.starts_with('{'))
            OUTLAY_TRY(signedToken(key, audience, Instant{0}));
        return {};
    }
    [[nodiscard]] HttpRequest request(const SeriesPlan &plan,
                                      const PageRequest &page) const override;
    [[nodiscard]] Result<PageEnd> read(const SeriesPlan &plan, const PageRequest &page,
                                       std::string_view body, Instant fetchedAt,
                                       Sink &sink) const override;
    [[nodiscard]] std::vector<KeyCheck> checks(Instant now) const override;
    [[nodiscard]] std::vector<Finding> notes(const HttpSettings &settings) const override;
};

HttpRequest VertexConnector::request(const SeriesPlan & /*plan*/, const PageRequest &page) const
{
    const std::string filter =
        R"(metric.type="aiplatform.googleapis.com/publisher/online_serving/token_count")";
    return {"timeSeries?filter=" + percentEncoded(filter) +
                "&interval.startTime=" + percentEncoded(toRfc3339(page.range.from)) +
                "&interval.endTime=" + percentEncoded(toRfc3339(page.range.to)) +
                "&aggregation.alignmentPeriod=86400s&aggregation.perSeriesAligner=ALIGN_SUM"
                "&aggregation.crossSeriesReducer=REDUCE_SUM"
                "&aggregation.groupByFields=metric.labels.type"
                "&aggregation.groupByFields=resource.labels.model_user_id" +
                (page.cursor.empty() ? std::string() : "&pageToken=" + percentEncoded(page.cursor)),
            {}};
}

Result<PageEnd> VertexConnector::read(const SeriesPlan &plan, const PageRequest &page,
                                      std::string_view body, Instant fetchedAt, Sink &sink) const
{
    JsonTree tree;
    const auto root = openJson(tree, body);
    OUTLAY_TRY(root);
    OUTLAY_TRY(checkPage(*root));
    const Instant day = dayStart(page.range.from);
    BucketWriter writer(plan, fetchedAt, sink);
    OUTLAY_TRY(writer.begin({day, {day.micros + microsPerDay}}));
    writer.takeCarried(page.memory);
    for (const JsonValue series : (*root)["timeSeries"])
        OUTLAY_TRY(addSeries(writer, series, day));
    if (const std::string_view next = (*root)["nextPageToken"].text(); !next.empty())
        return PageEnd{.next = std::string(next), .memory = writer.carry()};
    writer.end();
    return PageEnd{.next = {}, .memory = {}, .delivered = writer.delivered()};
}

std::vector<KeyCheck> VertexConnector::checks(Instant now) const
{
    const Instant today = dayStart(now);
    const PageRequest yesterday{.range = {{today.micros - microsPerDay}, today}};
    return {{request(plans[0], yesterday), "tokens by model and day", true,
             "without them there is nothing to read: the service account needs the role "
             "Monitoring Viewer (roles/monitoring.viewer) in this project",
             &plans[0], yesterday}};
}

std::vector<Finding> VertexConnector::notes(const HttpSettings &settings) const
{
    std::vector<Finding> notes = Connector::notes(settings);
    notes.push_back({Finding::Level::Warn,
                     "Google has no per-key usage API: tokens come by model and day, without user, "
                     "key or money, and Gemini keys of AI Studio are not among them. Whether input "
                     "includes cached tokens was not verified. Import the billing export for what "
                     "is charged"});
    return notes;
}

} // namespace

const Connector &vertexConnector()
{
    static const VertexConnector connector;
    return connector;
}

} // namespace outlay::sources
