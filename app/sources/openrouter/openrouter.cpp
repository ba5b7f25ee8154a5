// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/sources/openrouter/openrouter.h"

#include "app/sources/openrouter/openrouterrows.h"

#include <array>

namespace outlay::sources {

namespace {

using Kind = SeriesPlan::Kind;

SeriesPlan snapshot(std::string name)
{
    return {.name = std::move(name),
            .kind = Kind::Snapshot,
            .intervalMicros = 10 * microsPerMinute,
            .maxPages = 20'000};
}

// Today is refused, and there are 30 days: what is not fetched by then is gone for good.
const std::array<SeriesPlan, 5> plans{SeriesPlan{.name = "activity",
                                                 .kind = Kind::Buckets,
                                                 .intervalMicros = 6 * microsPerHour,
                                                 .refetchMicros = 3 * microsPerDay,
                                                 .unitMicros = 30 * microsPerDay,
                                                 .historyMicros = 30 * microsPerDay,
                                                 .lagMicros = 10 * microsPerMinute,
                                                 .onlyCompletedDays = true,
                                                 .vouchLagMicros = 0},
                                      snapshot("key"), snapshot("keys"), snapshot("credits"),
                                      snapshot("members")};

std::string keysPath(const PageRequest &page)
{
    const ListWalk walk = openRouterWalk(page);
    const std::string offset =
        walk.after.empty() ? std::string() : "&offset=" + percentEncoded(walk.after);
    if (walk.list == "workspaces")
        return "workspaces?limit=100" + offset;
    std::string path = "keys?include_disabled=true" + offset;
    if (!walk.queue.empty())
        path += "&workspace_id=" + percentEncoded(walk.queue.front());
    return path;
}

std::string pathOf(const SeriesPlan &plan, const PageRequest &page)
{
    if (plan.name == "activity")
        return "activity?group_by=workspace";
    if (plan.name == "keys")
        return keysPath(page);
    if (plan.name == "members")
        return "organization/members?limit=100" +
               (page.cursor.empty() ? std::string() : "&offset=" + percentEncoded(page.cursor));
    return plan.name; // credits, key
}

} // namespace

const Format &OpenRouterConnector::format() const
{
    static const Format format = reportFormat("openrouter", "OpenRouter activity");
    return format;
}

std::span<const SeriesPlan> OpenRouterConnector::series() const
{
    return plans;
}

int OpenRouterConnector::variants(const SeriesPlan &plan) const
{
    return plan.name == "keys" ? 2 : 1; // without the list of workspaces
}

std::vector<HttpHeader> OpenRouterConnector::authorization(std::string_view key) const
{
    return {{"authorization", "Bearer " + std::string(key)}};
}

HttpRequest OpenRouterConnector::request(const SeriesPlan &plan, const PageRequest &page) const
{
    return {pathOf(plan, page), {}};
}

Result<PageEnd> OpenRouterConnector::read(const SeriesPlan &plan, const PageRequest &page,
                                          std::string_view body, Instant fetchedAt,
                                          Sink &sink) const
{
    if (plan.name == "activity")
        return readOpenRouterActivity(plan, page, body, fetchedAt, sink);
    if (plan.name == "keys")
        return readOpenRouterKeys(plan, page, body, fetchedAt, sink);
    if (plan.name == "members")
        return readOpenRouterMembers(page, body, fetchedAt, sink);
    if (plan.name == "credits")
        return readOpenRouterCredits(body);
    return readOpenRouterKey(plan, body, fetchedAt, sink);
}

std::vector<KeyCheck> OpenRouterConnector::checks(Instant now) const
{
    const PageRequest page{.range = {now, now}};
    const PageRequest keys{.range = {now, now}, .variant = 1};
    return {
        {request(plans[1], page), "what kind of key it is", true, "the key is not taken at all"},
        {request(plans[0], page), "spend by day and model", true,
         "spend needs a management key (openrouter.ai/settings/management-keys)"},
        {request(plans[2], keys), "names and counters of keys", false,
         "keys carry their hash instead of a name", &plans[2], keys},
        {request(plans[3], page), "credits", false, "the balance stays unknown"}};
}

std::vector<Finding> OpenRouterConnector::judge(const KeyCheck &check, std::string_view body) const
{
    if (check.request.path != "key")
        return {};
    JsonTree tree;
    const auto root = openJson(tree, body);
    if (!root)
        return {};
    const JsonValue key = (*root)["data"];
    if (key["is_management_key"].isTrue() || key["is_provisioning_key"].isTrue())
        return {{Finding::Level::Warn,
                 "a management key may also make, change and delete keys; there is none that only "
                 "reads. It cannot run requests"}};
    return {{Finding::Level::Warn,
             "this is an inference key: it can spend, and sees only its own counters"}};
}

} // namespace outlay::sources
