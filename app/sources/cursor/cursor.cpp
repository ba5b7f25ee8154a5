// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/sources/connector.h"
#include "app/sources/connectorjson.h"
#include "app/sources/connectorlist.h"
#include "app/sources/seenrows.h"
#include "models/formats/values.h"
#include "models/money/hash.h"

#include <QJsonDocument>
#include <QJsonObject>

#include <array>

namespace outlay::sources {

using namespace Qt::StringLiterals;

namespace {

using Kind = SeriesPlan::Kind;

constexpr int pageSize = 1000;

// Cursor asks to be asked once an hour at most; events were seen half a day late.
const std::array<SeriesPlan, 2> plans{
    SeriesPlan{.name = "events",
               .kind = Kind::Rows,
               .intervalMicros = microsPerHour,
               .refetchMicros = 2 * microsPerDay,
               .unitMicros = 30 * microsPerDay,
               .historyMicros = 90 * microsPerDay,
               .lagMicros = microsPerMinute,
               .vouchLagMicros = 12 * microsPerHour,
               .maxPages = 10'000},
    SeriesPlan{.name = "members", .kind = Kind::Snapshot, .intervalMicros = 6 * microsPerHour}};

std::string eventsBody(const PageRequest &page)
{
    constexpr std::int64_t perMilli = 1000;
    // Both ends are inclusive.
    const QJsonObject body{{u"startDate"_s, qint64(page.range.from.micros / perMilli)},
                           {u"endDate"_s, qint64(page.range.to.micros / perMilli - 1)},
                           {u"page"_s, qint64(pageNumber(page))},
                           {u"pageSize"_s, pageSize}};
    return QJsonDocument(body).toJson(QJsonDocument::Compact).toStdString();
}

Result<PageEnd> readEvents(const PageRequest &page, std::string_view body, Sink &sink)
{
    JsonTree tree;
    const auto root = openPage(tree, body, "usageEvents");
    OUTLAY_TRY(root);
    const JsonValue more = (*root)["pagination"]["hasNextPage"];
    if (more.kind() != JsonValue::Kind::Boolean)
        return failure(Error::Kind::Malformed, "the answer lacks \"pagination.hasNextPage\"");
    Complaint complaint;
    ListPage list{.isMore = more.isTrue()};
    if (const JsonValue total = (*root)["totalUsageEventsCount"]; total.isSet())
        list.total = readCount(total.text(), "totalUsageEventsCount", complaint);
    for (const JsonValue event : (*root)["usageEvents"]) {
        std::string name;
        for (const std::string_view key : {"timestamp", "userEmail", "model", "chargedCents"})
            name.append(event[key].text()).push_back('\n');
        for (const JsonValue count : event["tokenUsage"])
            name.append(count.text()).push_back('\n');
        list.ids.push_back(hash64(name));
    }
    auto end = pageAfter(page, list);
    if (end && !list.ids.empty())
        readAs("cursor", body, sink);
    return end;
}

/// Events carry the address, so that is what names are of.
Result<PageEnd> readMembers(std::string_view body, Instant fetchedAt, Sink &sink)
{
    JsonTree tree;
    const auto root = openPage(tree, body, "teamMembers");
    OUTLAY_TRY(root);
    for (const JsonValue member : (*root)["teamMembers"])
        tellName(sink,
                 {.kind = DirectoryEntry::Kind::User,
                  .id = member["email"].text(),
                  .name = clipped(member["name"].text()),
                  .email = clipped(member["email"].text()),
                  .ownerId = {},
                  .isArchived = member["isRemoved"].isTrue(),
                  .fetchedAt = fetchedAt,
                  .source = {}},
                 fetchedAt);
    return PageEnd{};
}

/// A team's usage events, from Cursor's Admin API.
class CursorConnector final : public Connector
{
public:
    [[nodiscard]] SourceKind kind() const override { return SourceKind::Cursor; }
    [[nodiscard]] const Format &format() const override { return *formatNamed("cursor"); }
    [[nodiscard]] std::span<const SeriesPlan> series() const override { return plans; }
    /// The key is the user; there is no password.
    [[nodiscard]] std::vector<HttpHeader> authorization(std::string_view key) const override
    {
        return {{"authorization", basicAuthorization(std::string(key) + ':')}};
    }
    [[nodiscard]] HttpRequest request(const SeriesPlan &plan,
                                      const PageRequest &page) const override
    {
        if (plan.kind == Kind::Snapshot)
            return {"teams/members", {}};
        return {"teams/filtered-usage-events", {}, eventsBody(page)};
    }
    [[nodiscard]] Result<PageEnd> read(const SeriesPlan &plan, const PageRequest &page,
                                       std::string_view body, Instant fetchedAt,
                                       Sink &sink) const override
    {
        return plan.kind == Kind::Snapshot ? readMembers(body, fetchedAt, sink)
                                           : readEvents(page, body, sink);
    }
    [[nodiscard]] std::vector<KeyCheck> checks(Instant now) const override
    {
        const PageRequest lastHour{.range = {{now.micros - microsPerHour}, now}};
        return {{request(plans[0], lastHour), "usage events of the team", true,
                 "without events there is nothing to read: the key must be an Admin API key, made "
                 "by an administrator of the team (Dashboard, Settings, Cursor Admin API keys)",
                 &plans[0], lastHour},
                {request(plans[1], lastHour), "names of members", false,
                 "members carry their address", &plans[1], lastHour}};
    }
    [[nodiscard]] std::vector<Finding> notes(const HttpSettings &settings) const override
    {
        std::vector<Finding> notes = Connector::notes(settings);
        notes.push_back({Finding::Level::Warn,
                         "an Admin API key may also set members' spend limits; there is none that "
                         "only reads. Events come up to half a day late"});
        return notes;
    }
};

} // namespace

const Connector &cursorConnector()
{
    static const CursorConnector connector;
    return connector;
}

} // namespace outlay::sources
