// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/sources/anthropic/anthropic.h"

#include "app/sources/anthropic/anthropicrows.h"

#include <array>

namespace outlay::sources {

namespace {

using Kind = SeriesPlan::Kind;

constexpr std::int64_t year = 365 * microsPerDay;
constexpr std::string_view reports = "v1/organizations/";

const std::array<SeriesPlan, 4> plans{SeriesPlan{.name = "usage/messages",
                                                 .kind = Kind::Buckets,
                                                 .intervalMicros = 5 * microsPerMinute,
                                                 .refetchMicros = 2 * microsPerDay,
                                                 .unitMicros = 30 * microsPerDay,
                                                 .historyMicros = year,
                                                 .vouchLagMicros = 15 * microsPerMinute,
                                                 .maxPages = 100},
                                      SeriesPlan{.name = "costs",
                                                 .kind = Kind::Buckets,
                                                 .intervalMicros = 30 * microsPerMinute,
                                                 .refetchMicros = 7 * microsPerDay,
                                                 .unitMicros = 30 * microsPerDay,
                                                 .historyMicros = year,
                                                 .vouchLagMicros = microsPerDay,
                                                 .maxPages = 100},
                                      SeriesPlan{.name = "claude_code",
                                                 .kind = Kind::Buckets,
                                                 .intervalMicros = microsPerHour,
                                                 .refetchMicros = 2 * microsPerDay,
                                                 .unitMicros = microsPerDay,
                                                 .historyMicros = 90 * microsPerDay},
                                      SeriesPlan{.name = "names",
                                                 .kind = Kind::Snapshot,
                                                 .intervalMicros = microsPerHour,
                                                 .maxPages = 20'000}};

/// `ending_at` is documented as "buckets that end before this", so a day's own end may leave it
/// out: polls go without it up to today, and history asks for a day more.
std::string bucketPath(const SeriesPlan &plan, const PageRequest &page)
{
    const bool isCosts = plan.name == "costs";
    std::string path(reports);
    path += isCosts ? "cost_report" : "usage_report/messages";
    path += "?starting_at=" + percentEncoded(toRfc3339(page.range.from));
    if (page.isBackfill)
        path += "&ending_at=" + percentEncoded(toRfc3339({page.range.to.micros + microsPerDay}));
    path += "&bucket_width=1d&limit=31";
    path += isCosts ? groupBy({"workspace_id", "description"})
                    : groupBy({"api_key_id", "workspace_id", "model", "service_tier",
                               "context_window", "inference_geo"});
    if (!page.cursor.empty())
        path += "&page=" + percentEncoded(page.cursor);
    return path;
}

std::string claudeCodePath(const PageRequest &page)
{
    std::string path(reports);
    path += "usage_report/claude_code?starting_at=" + dateText(page.range.from) + "&limit=1000";
    if (!page.cursor.empty())
        path += "&page=" + percentEncoded(page.cursor);
    return path;
}

std::string namesPath(const PageRequest &page)
{
    const ListWalk walk = ListWalk::fromCursor(page.cursor, "workspaces");
    std::string path = std::string(reports) + walk.list + "?limit=1000";
    if (walk.list == "workspaces")
        path += "&include_archived=true";
    if (!walk.after.empty())
        path += "&after_id=" + percentEncoded(walk.after);
    return path;
}

std::string pathOf(const SeriesPlan &plan, const PageRequest &page)
{
    if (plan.kind == Kind::Snapshot)
        return namesPath(page);
    return plan.name == "claude_code" ? claudeCodePath(page) : bucketPath(plan, page);
}

} // namespace

const Format &AnthropicConnector::format() const
{
    static const Format format = reportFormat("anthropic", "Anthropic usage and costs");
    return format;
}

std::span<const SeriesPlan> AnthropicConnector::series() const
{
    return plans;
}

std::vector<HttpHeader> AnthropicConnector::authorization(std::string_view key) const
{
    // An OAuth token (org:admin) is taken as well, but as a bearer.
    if (key.starts_with("sk-ant-oat"))
        return {{"authorization", "Bearer " + std::string(key)}};
    return {{"x-api-key", std::string(key)}};
}

HttpRequest AnthropicConnector::request(const SeriesPlan &plan, const PageRequest &page) const
{
    return {pathOf(plan, page), {{"anthropic-version", "2023-06-01"}}};
}

Result<PageEnd> AnthropicConnector::read(const SeriesPlan &plan, const PageRequest &page,
                                         std::string_view body, Instant fetchedAt, Sink &sink) const
{
    if (plan.kind == Kind::Snapshot)
        return readAnthropicNames(page, body, fetchedAt, sink);
    if (plan.name == "claude_code")
        return readClaudeCode(plan, page, body, fetchedAt, sink);
    return readAnthropicBuckets(plan, body, fetchedAt, sink);
}

bool AnthropicConnector::isOwnError(std::string_view body) const
{
    JsonTree tree;
    const auto root = openJson(tree, body);
    return root && (*root)["error"]["type"].isString();
}

std::vector<KeyCheck> AnthropicConnector::checks(Instant now) const
{
    const PageRequest today{.range = {dayStart(now), {dayStart(now).micros + microsPerDay}}};
    const PageRequest yesterday{.range = {{dayStart(now).micros - microsPerDay}, dayStart(now)}};
    return {{request(plans[0], today), "tokens by workspace, key and model", true,
             "without tokens nothing is known of today", &plans[0], today,
             "to be an Admin API key (sk-ant-admin…)"},
            {request(plans[1], today), "costs by workspace and model", true,
             "without costs money is our estimate", &plans[1], today},
            {request(plans[2], yesterday), "Claude Code by person", false,
             "Claude Code cannot be told by person", &plans[2], yesterday},
            {request(plans[3], today), "names of workspaces, users and keys", false,
             "without names figures carry ids", &plans[3], today}};
}

std::vector<Finding> AnthropicConnector::notes(const HttpSettings &settings) const
{
    std::vector<Finding> notes = Connector::notes(settings);
    notes.push_back({Finding::Level::Warn,
                     "every Admin API key may also manage members, workspaces and keys: there is "
                     "none that only reads"});
    notes.push_back({Finding::Level::Warn,
                     "the cost of Priority Tier is in no report: where it is used, costs are a "
                     "lower bound"});
    return notes;
}

} // namespace outlay::sources
