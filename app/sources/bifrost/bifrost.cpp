// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/sources/connector.h"
#include "app/sources/connectorjson.h"
#include "app/sources/connectorlist.h"
#include "app/sources/seenrows.h"
#include "models/formats/values.h"
#include "models/money/hash.h"

#include <array>

namespace outlay::sources {

namespace {

constexpr std::int64_t pageSize = 1000;
constexpr const char *droppedPath = "api/logs/dropped";

const std::array<SeriesPlan, 1> plans{SeriesPlan{.name = "logs",
                                                 .kind = SeriesPlan::Kind::Rows,
                                                 .intervalMicros = microsPerMinute,
                                                 .refetchMicros = 15 * microsPerMinute,
                                                 .unitMicros = microsPerDay,
                                                 .historyMicros = 365 * microsPerDay,
                                                 .lagMicros = 5 * microsPerSecond,
                                                 .vouchLagMicros = microsPerMinute,
                                                 .maxPages = 100'000}};

/// The log of a Bifrost gateway.
class BifrostConnector final : public Connector
{
public:
    [[nodiscard]] SourceKind kind() const override { return SourceKind::Bifrost; }
    [[nodiscard]] const Format &format() const override { return *formatNamed("bifrost"); }
    [[nodiscard]] std::span<const SeriesPlan> series() const override { return plans; }
    /// A key with a colon is the dashboard's user and password.
    [[nodiscard]] std::vector<HttpHeader> authorization(std::string_view key) const override
    {
        const bool isLogin = key.find(':') != std::string_view::npos;
        return {
            {"authorization", isLogin ? basicAuthorization(key) : "Bearer " + std::string(key)}};
    }
    /// The oldest first: rows that arrive meanwhile come after those that were seen.
    [[nodiscard]] HttpRequest request(const SeriesPlan & /*plan*/,
                                      const PageRequest &page) const override
    {
        return {"api/logs?start_time=" + percentEncoded(toRfc3339(page.range.from)) +
                    "&end_time=" + percentEncoded(toRfc3339(page.range.to)) +
                    "&sort_by=timestamp&order=asc&limit=" + std::to_string(pageSize) +
                    "&offset=" + std::to_string((pageNumber(page) - 1) * pageSize),
                {}};
    }
    [[nodiscard]] Result<PageEnd> read(const SeriesPlan &plan, const PageRequest &page,
                                       std::string_view body, Instant fetchedAt,
                                       Sink &sink) const override;
    [[nodiscard]] std::vector<KeyCheck> checks(Instant now) const override;
    [[nodiscard]] std::vector<Finding> judge(const KeyCheck &check,
                                             std::string_view body) const override;
    [[nodiscard]] std::vector<Finding> notes(const HttpSettings &settings) const override
    {
        std::vector<Finding> notes = Connector::notes(settings);
        notes.push_back({Finding::Level::Warn,
                         "that Bifrost takes the dashboard's user and password as they are sent "
                         "was not verified against a live gateway"});
        return notes;
    }
};

Result<PageEnd> BifrostConnector::read(const SeriesPlan & /*plan*/, const PageRequest &page,
                                       std::string_view body, Instant /*fetchedAt*/,
                                       Sink &sink) const
{
    JsonTree tree;
    const auto root = openPage(tree, body, "logs");
    OUTLAY_TRY(root);
    const JsonValue total = (*root)["pagination"]["total_count"];
    Complaint complaint;
    ListPage list{.total = readCount(total.text(), "pagination.total_count", complaint)};
    if (!list.total)
        return failure(Error::Kind::Malformed, "the answer lacks \"pagination.total_count\"");
    for (const JsonValue row : (*root)["logs"])
        list.ids.push_back(hash64(row["id"].text()));
    const auto count = std::int64_t(list.ids.size());
    // A gateway that gives less than was asked for would be paged wrongly.
    if (page.cursor.empty() && count < pageSize && count < *list.total)
        return failure(Error::Kind::Malformed, "the answer has " + std::to_string(count) +
                                                   " rows of " + std::to_string(*list.total) +
                                                   ", and " + std::to_string(pageSize) +
                                                   " were asked for");
    list.isMore = count >= pageSize;
    auto end = pageAfter(page, list);
    if (end && count > 0)
        readAs("bifrost", body, sink);
    return end;
}

std::vector<KeyCheck> BifrostConnector::checks(Instant now) const
{
    const PageRequest lastHour{.range = {{now.micros - microsPerHour}, now}};
    return {{request(plans[0], lastHour), "the log of requests", true,
             "without the log there is nothing to read: logging must be on, and the key is the "
             "dashboard's user and password (user:password) where it asks for them",
             &plans[0], lastHour},
            {{droppedPath, {}},
             "how many rows were dropped",
             false,
             "rows that a full queue dropped cannot be noticed"}};
}

std::vector<Finding> BifrostConnector::judge(const KeyCheck &check, std::string_view body) const
{
    if (check.request.path != droppedPath)
        return {};
    JsonTree tree;
    const auto root = openJson(tree, body);
    Complaint complaint;
    const std::int64_t dropped = root ? countOf(*root, "dropped_requests", complaint) : 0;
    if (dropped == 0)
        return {};
    return {{Finding::Level::Warn, std::to_string(dropped) +
                                       " rows were dropped because its queue was full: they are "
                                       "in no log, so figures are too low"}};
}

} // namespace

const Connector &bifrostConnector()
{
    static const BifrostConnector connector;
    return connector;
}

} // namespace outlay::sources
