// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/sources/litellm/litellm.h"

#include "app/sources/litellm/litellmrows.h"
#include "app/sources/seenrows.h"

#include <array>

namespace outlay::sources {

namespace {

using Kind = SeriesPlan::Kind;

SeriesPlan names(std::string name)
{
    return {.name = std::move(name),
            .kind = Kind::Snapshot,
            .intervalMicros = microsPerHour,
            .maxPages = 20'000};
}

const std::array<SeriesPlan, 5> plans{// Rows appear when a request ends, under the time it began.
                                      SeriesPlan{.name = "logs",
                                                 .kind = Kind::Rows,
                                                 .intervalMicros = microsPerMinute,
                                                 .refetchMicros = 15 * microsPerMinute,
                                                 .unitMicros = microsPerDay,
                                                 .historyMicros = 365 * microsPerDay,
                                                 .lagMicros = 5 * microsPerSecond,
                                                 .vouchLagMicros = microsPerMinute,
                                                 .maxPages = 100'000},
                                      SeriesPlan{.name = "daily",
                                                 .kind = Kind::Buckets,
                                                 .intervalMicros = microsPerHour,
                                                 .refetchMicros = 2 * microsPerDay,
                                                 .unitMicros = microsPerDay,
                                                 .historyMicros = 60 * microsPerDay},
                                      names("keys"), names("users"), names("teams")};

/// "YYYY-MM-DD HH:MM:SS", which the proxy takes for UTC.
std::string secondText(Instant at)
{
    std::string text = toRfc3339({at.micros / microsPerSecond * microsPerSecond});
    text.resize(19);
    text[10] = ' ';
    return percentEncoded(text);
}

std::string logsPath(const PageRequest &page)
{
    if (page.variant == 2) {
        // The end's day is left out.
        const Instant day = liteLlmDay(page);
        return "spend/logs?summarize=false&start_date=" + dateText(day) +
               "&end_date=" + dateText({day.micros + microsPerDay});
    }
    return std::string(page.variant == 0 ? "spend/logs/v2" : "spend/logs/ui") +
           "?start_date=" + secondText(page.range.from) + "&end_date=" + secondText(page.range.to) +
           "&page_size=100&page=" + std::to_string(pageNumber(page));
}

std::string pathOf(const SeriesPlan &plan, const PageRequest &page)
{
    if (plan.name == "logs")
        return logsPath(page);
    if (plan.name == "daily") {
        const std::string day = dateText(page.range.from);
        return "user/daily/activity?start_date=" + day + "&end_date=" + day +
               "&page_size=1000&page=" + std::to_string(pageNumber(page));
    }
    if (plan.name == "keys")
        return "key/list?return_full_object=true&size=100&page=" + std::to_string(pageNumber(page));
    if (plan.name == "users")
        return "user/list?page_size=100&page=" + std::to_string(pageNumber(page));
    return "team/list";
}

} // namespace

const Format &LiteLlmConnector::format() const
{
    return *formatNamed("litellm");
}

std::span<const SeriesPlan> LiteLlmConnector::series() const
{
    return plans;
}

int LiteLlmConnector::variants(const SeriesPlan &plan) const
{
    return plan.name == "logs" ? 3 : 1;
}

std::vector<HttpHeader> LiteLlmConnector::authorization(std::string_view key) const
{
    return {{"authorization", "Bearer " + std::string(key)}};
}

HttpRequest LiteLlmConnector::request(const SeriesPlan &plan, const PageRequest &page) const
{
    return {pathOf(plan, page), {}};
}

Result<PageEnd> LiteLlmConnector::read(const SeriesPlan &plan, const PageRequest &page,
                                       std::string_view body, Instant fetchedAt, Sink &sink) const
{
    if (plan.name == "logs")
        return page.variant == 2 ? readLiteLlmDay(page, body, sink)
                                 : readLiteLlmLogs(page, body, sink);
    if (plan.name == "daily")
        return readLiteLlmActivity(plan, page, body, fetchedAt, sink);
    return readLiteLlmNames(plan, page, body, fetchedAt, sink);
}

bool LiteLlmConnector::isOwnError(std::string_view body) const
{
    JsonTree tree;
    const auto root = openJson(tree, body);
    return (root && (*root)["detail"].isSet()) || Connector::isOwnError(body);
}

std::string LiteLlmConnector::errorText(std::string_view body) const
{
    JsonTree tree;
    const auto root = openJson(tree, body);
    if (!root || !(*root)["detail"].isSet())
        return Connector::errorText(body);
    const JsonValue detail = (*root)["detail"];
    return std::string((detail.isString() ? detail : detail["error"]).text());
}

std::vector<KeyCheck> LiteLlmConnector::checks(Instant now) const
{
    const PageRequest lastHour{.range = {{now.micros - microsPerHour}, now}};
    const PageRequest first{.range = {dayStart(now), now}};
    const auto log = [&](int variant) {
        PageRequest page = lastHour;
        page.variant = variant;
        return KeyCheck{request(plans[0], page),
                        "the log of requests",
                        true,
                        "without the log there is nothing to read: the master key is needed, or a "
                        "key with permissions.get_spend_routes",
                        &plans[0],
                        page};
    };
    return {
        log(0),
        log(1),
        log(2),
        {request(plans[1], first), "totals of days to compare with", false,
         "missing rows cannot be noticed"},
        {request(plans[2], first), "names and budgets of keys", false,
         "keys carry what their rows say"},
        {request(plans[3], first), "names and budgets of users", false, "users carry their id"},
        {request(plans[4], first), "names and budgets of teams", false, "teams carry their id"}};
}

std::vector<Finding> LiteLlmConnector::judge(const KeyCheck &check, std::string_view /*body*/) const
{
    if (check.request.path.find("user/list") != 0)
        return {};
    return {{Finding::Level::Warn,
             "the key lists all users, so it is an administrator's and may change keys and "
             "budgets; a key with permissions.get_spend_routes reads the log only"}};
}

} // namespace outlay::sources
