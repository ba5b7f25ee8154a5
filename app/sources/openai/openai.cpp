// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/sources/openai/openai.h"

#include "app/sources/openai/openairows.h"

#include <array>

namespace outlay::sources {

namespace {

using Kind = SeriesPlan::Kind;

constexpr std::int64_t year = 365 * microsPerDay;

SeriesPlan usagePlan(std::string name)
{
    return {.name = std::move(name),
            .kind = Kind::Buckets,
            .intervalMicros = 5 * microsPerMinute,
            .refetchMicros = 3 * microsPerDay,
            .unitMicros = 31 * microsPerDay,
            .historyMicros = year,
            .vouchLagMicros = 15 * microsPerMinute,
            .maxPages = 100};
}

const std::array<SeriesPlan, 5> plans{usagePlan("usage/completions"),
                                      SeriesPlan{.name = "costs",
                                                 .kind = Kind::Buckets,
                                                 .intervalMicros = microsPerHour,
                                                 .refetchMicros = 7 * microsPerDay,
                                                 .unitMicros = 180 * microsPerDay,
                                                 .historyMicros = year,
                                                 .vouchLagMicros = microsPerDay,
                                                 .maxPages = 400},
                                      usagePlan("usage/embeddings"), usagePlan("usage/moderations"),
                                      SeriesPlan{.name = "names",
                                                 .kind = Kind::Snapshot,
                                                 .intervalMicros = microsPerHour,
                                                 .maxPages = 20'000}};

std::string seconds(Instant at)
{
    return std::to_string(at.micros / microsPerSecond);
}

std::string bucketPath(const SeriesPlan &plan, const PageRequest &page)
{
    const bool isCosts = plan.name == "costs";
    std::string path = "organization/" + plan.name + "?start_time=" + seconds(page.range.from) +
                       "&end_time=" + seconds(page.range.to) + "&bucket_width=1d";
    path += isCosts ? "&limit=180" : "&limit=31";
    if (isCosts)
        path += groupBy({"project_id", "line_item", "api_key_id"});
    else
        path += groupBy({"project_id", "user_id", "api_key_id", "model"});
    if (plan.name == "usage/completions")
        path += groupBy({"batch", "service_tier"});
    if (!page.cursor.empty())
        path += "&page=" + percentEncoded(page.cursor);
    return path;
}

std::string namesPath(const PageRequest &page)
{
    const ListWalk walk = ListWalk::fromCursor(page.cursor, "projects");
    std::string path = "organization/";
    if (walk.list == "projects")
        path += "projects?limit=100&include_archived=true";
    else if (walk.list == "users" || walk.queue.empty())
        path += "users?limit=100";
    else
        path += "projects/" + percentEncoded(walk.queue.front()) +
                "/api_keys?limit=100&owner_project_access=any";
    if (!walk.after.empty())
        path += "&after=" + percentEncoded(walk.after);
    return path;
}

} // namespace

const Format &OpenAiConnector::format() const
{
    static const Format format = reportFormat("openai", "OpenAI usage and costs");
    return format;
}

std::span<const SeriesPlan> OpenAiConnector::series() const
{
    return plans;
}

std::vector<HttpHeader> OpenAiConnector::authorization(std::string_view key) const
{
    return {{"authorization", "Bearer " + std::string(key)}};
}

HttpRequest OpenAiConnector::request(const SeriesPlan &plan, const PageRequest &page) const
{
    return {plan.kind == Kind::Snapshot ? namesPath(page) : bucketPath(plan, page), {}};
}

Result<PageEnd> OpenAiConnector::read(const SeriesPlan &plan, const PageRequest &page,
                                      std::string_view body, Instant fetchedAt, Sink &sink) const
{
    return plan.kind == Kind::Snapshot ? readOpenAiNames(page, body, fetchedAt, sink)
                                       : readOpenAiBuckets(plan, body, fetchedAt, sink);
}

std::vector<KeyCheck> OpenAiConnector::checks(Instant now) const
{
    const PageRequest today{.range = {dayStart(now), {dayStart(now).micros + microsPerDay}}};
    const auto of = [&](std::size_t plan) { return request(plans[plan], today); };
    return {{of(0), "tokens by project, user, key and model", true,
             "without tokens nothing is known of today", &plans[0], today, "api.usage.read"},
            {of(1), "costs by project and key", true, "without costs money is our estimate",
             &plans[1], today, "api.usage.read"},
            {of(4), "names of projects, users and keys", false, "without names figures carry ids",
             &plans[4], today, "api.management.read"}};
}

std::vector<Finding> OpenAiConnector::notes(const HttpSettings &settings) const
{
    std::vector<Finding> notes = Connector::notes(settings);
    notes.push_back({Finding::Level::Warn,
                     "an Admin API key may manage the organization unless it was made with the "
                     "scopes api.usage.read and api.management.read only; reading cannot tell"});
    return notes;
}

} // namespace outlay::sources
