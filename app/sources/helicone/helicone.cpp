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

constexpr std::size_t pageSize = 500;

const std::array<SeriesPlan, 1> plans{SeriesPlan{.name = "requests",
                                                 .kind = SeriesPlan::Kind::Rows,
                                                 .intervalMicros = 2 * microsPerMinute,
                                                 .refetchMicros = 30 * microsPerMinute,
                                                 .unitMicros = microsPerDay,
                                                 .historyMicros = 90 * microsPerDay,
                                                 .lagMicros = 30 * microsPerSecond,
                                                 .vouchLagMicros = 5 * microsPerMinute,
                                                 .maxPages = 100'000}};

/// The older interface asks another table, whose column has another name.
QJsonObject timeLeaf(int variant, const QString &how, Instant at)
{
    const QJsonObject test{{how, QString::fromStdString(toRfc3339(at))}};
    if (variant == 1)
        return {{u"request"_s, QJsonObject{{u"created_at"_s, test}}}};
    return {{u"request_response_rmt"_s, QJsonObject{{u"request_created_at"_s, test}}}};
}

/// The oldest first: rows that arrive meanwhile come after those that were seen.
std::string bodyOf(const PageRequest &page)
{
    const QJsonObject filter{{u"left"_s, timeLeaf(page.variant, u"gte"_s, page.range.from)},
                             {u"operator"_s, u"and"_s},
                             {u"right"_s, timeLeaf(page.variant, u"lt"_s, page.range.to)}};
    const QJsonObject body{{u"filter"_s, filter},
                           {u"offset"_s, qint64(pageNumber(page) - 1) * qint64(pageSize)},
                           {u"limit"_s, qint64(pageSize)},
                           {u"sort"_s, QJsonObject{{u"created_at"_s, u"asc"_s}}},
                           {u"includeInputs"_s, false}};
    return QJsonDocument(body).toJson(QJsonDocument::Compact).toStdString();
}

/// Helicone: its log of requests.
class HeliconeConnector final : public Connector
{
public:
    [[nodiscard]] SourceKind kind() const override { return SourceKind::Helicone; }
    [[nodiscard]] const Format &format() const override { return *formatNamed("helicone"); }
    [[nodiscard]] std::span<const SeriesPlan> series() const override { return plans; }
    [[nodiscard]] std::vector<HttpHeader> authorization(std::string_view key) const override
    {
        return {{"authorization", "Bearer " + std::string(key)}};
    }
    [[nodiscard]] int variants(const SeriesPlan & /*plan*/) const override { return 2; }
    [[nodiscard]] HttpRequest request(const SeriesPlan & /*plan*/,
                                      const PageRequest &page) const override
    {
        return {page.variant == 1 ? "v1/request/query" : "v1/request/query-clickhouse",
                {},
                bodyOf(page)};
    }
    [[nodiscard]] Result<PageEnd> read(const SeriesPlan &plan, const PageRequest &page,
                                       std::string_view body, Instant fetchedAt,
                                       Sink &sink) const override;
    [[nodiscard]] std::vector<KeyCheck> checks(Instant now) const override;
    [[nodiscard]] std::vector<Finding> notes(const HttpSettings &settings) const override
    {
        std::vector<Finding> notes = Connector::notes(settings);
        notes.push_back({Finding::Level::Warn,
                         "whether answers from Helicone's own cache are among its rows, and how "
                         "older servers filter by time, was not verified against a live one"});
        return notes;
    }
};

Result<PageEnd> HeliconeConnector::read(const SeriesPlan & /*plan*/, const PageRequest &page,
                                        std::string_view body, Instant /*fetchedAt*/,
                                        Sink &sink) const
{
    JsonTree tree;
    const auto root = openJson(tree, body);
    OUTLAY_TRY(root);
    // A query that failed is a 200 with an error.
    if (const JsonValue error = (*root)["error"]; error.isSet())
        return failure(Error::Kind::Malformed,
                       "the query failed there: " + std::string(error.isString()
                                                                    ? clipped(error.text())
                                                                    : "no reason told"));
    const JsonValue rows = (*root)["data"];
    if (!rows.isArray())
        return failure(Error::Kind::Malformed, "the answer lacks \"data\"");
    ListPage list;
    for (const JsonValue row : rows)
        list.ids.push_back(hash64(row["request_id"].text()));
    list.isMore = list.ids.size() >= pageSize;
    auto end = pageAfter(page, list);
    if (end && !list.ids.empty())
        readAs("helicone", body, sink);
    return end;
}

std::vector<KeyCheck> HeliconeConnector::checks(Instant now) const
{
    const auto of = [&](int variant) {
        PageRequest page{.range = {{now.micros - microsPerHour}, now}};
        page.variant = variant;
        return KeyCheck{request(plans[0], page),
                        "the log of requests",
                        true,
                        "without the log there is nothing to read: the key needs the permission "
                        "to read (Settings, API keys); in Europe the address is "
                        "https://eu.api.helicone.ai",
                        &plans[0],
                        page};
    };
    return {of(0), of(1)};
}

} // namespace

const Connector &heliconeConnector()
{
    static const HeliconeConnector connector;
    return connector;
}

} // namespace outlay::sources
