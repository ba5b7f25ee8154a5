// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/sources/bucketwriter.h"
#include "app/sources/connector.h"
#include "app/sources/connectorjson.h"
#include "app/sources/connectorlist.h"

#include <array>

namespace outlay::sources {

namespace {

// Days are restated for up to three days. A day is a request of its own.
const std::array<SeriesPlan, 1> plans{SeriesPlan{.name = "credits",
                                                 .kind = SeriesPlan::Kind::Buckets,
                                                 .intervalMicros = 12 * microsPerHour,
                                                 .refetchMicros = 4 * microsPerDay,
                                                 .unitMicros = microsPerDay,
                                                 .historyMicros = 365 * microsPerDay,
                                                 .vouchLagMicros = 3 * microsPerDay}};

/// The answer says which day it is of; another one would be counted where it does not belong.
Result<> checkDay(JsonValue period, Instant day)
{
    const CivilDate date = civilFromDays(floorDivide(day.micros, microsPerDay));
    const auto is = [&period](std::string_view name, int value) {
        return period[name].text() == std::to_string(value);
    };
    if (is("year", date.year) && is("month", date.month) && is("day", date.day))
        return {};
    return failure(Error::Kind::Malformed, "\"timePeriod\" is not the day that was asked for");
}

BucketRow rowOf(JsonValue item, Complaint &complaint)
{
    BucketRow row{.kind = Statement::Kind::Cost};
    row.fields[Field::Provider] = "github";
    if (const auto model = clipped(item["model"].text()); !model.empty())
        row.fields[Field::Model] = model;
    row.description = clipped(item["sku"].text());
    row.key = std::string(item["product"].text()) + '\n' + std::string(item["unitType"].text());
    row.amount = usdOf(item["netAmount"], "netAmount", complaint);
    return row;
}

/// What GitHub charges an organization for Copilot's AI credits, by day and model.
class CopilotConnector final : public Connector
{
public:
    [[nodiscard]] SourceKind kind() const override { return SourceKind::Copilot; }
    [[nodiscard]] const Format &format() const override
    {
        static const Format format = reportFormat("copilot", "GitHub Copilot AI credits");
        return format;
    }
    [[nodiscard]] std::span<const SeriesPlan> series() const override { return plans; }
    [[nodiscard]] std::vector<HttpHeader> authorization(std::string_view key) const override
    {
        return {{"authorization", "Bearer " + std::string(key)}};
    }
    [[nodiscard]] HttpRequest request(const SeriesPlan & /*plan*/,
                                      const PageRequest &page) const override
    {
        const CivilDate date = civilFromDays(floorDivide(page.range.from.micros, microsPerDay));
        return {
            "settings/billing/ai_credit/usage?year=" + std::to_string(date.year) +
                "&month=" + std::to_string(date.month) + "&day=" + std::to_string(date.day),
            {{"accept", "application/vnd.github+json"}, {"x-github-api-version", "2026-03-10"}}};
    }
    [[nodiscard]] Result<PageEnd> read(const SeriesPlan &plan, const PageRequest &page,
                                       std::string_view body, Instant fetchedAt,
                                       Sink &sink) const override;
    /// Refusals name no code, but where they are documented.
    [[nodiscard]] bool isOwnError(std::string_view body) const override
    {
        JsonTree tree;
        const auto root = openJson(tree, body);
        return (root && (*root)["message"].isString() && (*root)["documentation_url"].isString()) ||
               Connector::isOwnError(body);
    }
    [[nodiscard]] std::vector<KeyCheck> checks(Instant now) const override;
    [[nodiscard]] std::vector<Finding> notes(const HttpSettings &settings) const override;
};

Result<PageEnd> CopilotConnector::read(const SeriesPlan &plan, const PageRequest &page,
                                       std::string_view body, Instant fetchedAt, Sink &sink) const
{
    JsonTree tree;
    const auto root = openPage(tree, body, "usageItems");
    OUTLAY_TRY(root);
    const Instant day = dayStart(page.range.from);
    OUTLAY_TRY(checkDay((*root)["timePeriod"], day));
    BucketWriter writer(plan, fetchedAt, sink);
    OUTLAY_TRY(writer.begin({day, {day.micros + microsPerDay}}));
    Complaint complaint;
    for (const JsonValue item : (*root)["usageItems"]) {
        BucketRow row = rowOf(item, complaint);
        writer.add(std::move(row), complaint);
    }
    writer.end();
    return PageEnd{.next = {}, .memory = {}, .delivered = writer.delivered()};
}

std::vector<KeyCheck> CopilotConnector::checks(Instant now) const
{
    const Instant today = dayStart(now);
    const PageRequest yesterday{.range = {{today.micros - microsPerDay}, today}};
    return {{request(plans[0], yesterday), "AI credits by model and day", true,
             "without credits there is nothing to read: the token needs \"Administration\" (read) "
             "of the organization, and the address ends with /organizations/NAME (a person's own "
             "with /users/NAME)",
             &plans[0], yesterday}};
}

std::vector<Finding> CopilotConnector::notes(const HttpSettings &settings) const
{
    std::vector<Finding> notes = Connector::notes(settings);
    notes.push_back({Finding::Level::Warn,
                     "GitHub tells money by day and model: no tokens, no users. Days are final "
                     "after three days. Seats are no part of it"});
    return notes;
}

} // namespace

const Connector &copilotConnector()
{
    static const CopilotConnector connector;
    return connector;
}

} // namespace outlay::sources
