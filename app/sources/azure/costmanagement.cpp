// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/sources/bucketwriter.h"
#include "app/sources/connector.h"
#include "app/sources/connectorjson.h"
#include "app/sources/connectorlist.h"
#include "models/formats/modelservice.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QUrlQuery>

#include <array>

namespace outlay::sources {

using namespace Qt::StringLiterals;

namespace {

// What is asked for is metered by the months it spans, so a day at a time costs no more than many,
// and what the answer says can be held against the day that was asked for.
const std::array<SeriesPlan, 1> plans{SeriesPlan{.name = "costs",
                                                 .kind = SeriesPlan::Kind::Buckets,
                                                 .intervalMicros = 6 * microsPerHour,
                                                 .refetchMicros = 5 * microsPerDay,
                                                 .unitMicros = microsPerDay,
                                                 .historyMicros = 365 * microsPerDay,
                                                 .vouchLagMicros = microsPerDay}};

constexpr std::string_view costColumn = "PreTaxCost";
constexpr std::string_view dateColumn = "UsageDate";
constexpr std::string_view kindColumn = "MeterSubCategory";
constexpr std::string_view meterColumn = "Meter";
constexpr std::string_view currencyColumn = "Currency";

/// "TENANT:CLIENT_ID:SECRET", as parts; empty: it is none.
struct AzureKey
{
    std::string_view tenant, client, secret;

    static std::optional<AzureKey> parse(std::string_view text)
    {
        const std::size_t first = text.find(':');
        const std::size_t second = text.find(':', first + 1);
        if (first == std::string_view::npos || second == std::string_view::npos)
            return std::nullopt;
        const AzureKey key{text.substr(0, first), text.substr(first + 1, second - first - 1),
                           text.substr(second + 1)};
        // Part of a path, which must not lead elsewhere.
        const bool isName = key.tenant.find_first_not_of("abcdefghijklmnopqrstuvwxyz"
                                                         "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                                         "0123456789.-") == std::string_view::npos;
        if (!isName || key.tenant.empty() || key.client.empty() || key.secret.empty())
            return std::nullopt;
        return key;
    }
};

/// Each of Azure's clouds has a host of its own that tokens come from. An address that is none of
/// theirs is a proxy of the user's: the key goes to no other host then.
std::string signInAddress(const QUrl &base)
{
    static constexpr std::array<std::pair<QLatin1StringView, std::string_view>, 3> clouds{{
        {"management.azure.com"_L1, "https://login.microsoftonline.com"},
        {"management.usgovcloudapi.net"_L1, "https://login.microsoftonline.us"},
        {"management.chinacloudapi.cn"_L1, "https://login.chinacloudapi.cn"},
    }};
    for (const auto &[host, address] : clouds) {
        if (base.host() == host)
            return std::string(address);
    }
    return base.adjusted(QUrl::RemovePath | QUrl::RemoveQuery).toString().toStdString();
}

/// Where the columns of a page stand; their order is the answer's.
struct Columns
{
    int cost = -1, date = -1, kind = -1, meter = -1, currency = -1;

    static Result<Columns> read(JsonValue columns)
    {
        Columns found;
        const std::array<std::pair<std::string_view, int *>, 5> wanted{
            {{costColumn, &found.cost},
             {dateColumn, &found.date},
             {kindColumn, &found.kind},
             {meterColumn, &found.meter},
             {currencyColumn, &found.currency}}};
        int at = 0;
        for (const JsonValue column : columns) {
            for (const auto &[name, place] : wanted) {
                if (asciiLowered(column["name"].text()) == asciiLowered(name))
                    *place = at;
            }
            ++at;
        }
        for (const auto &[name, place] : wanted) {
            if (*place < 0)
                return failure(Error::Kind::Malformed, "properties.columns lacks \"" +
                                                           std::string(name) +
                                                           "\", which was asked for");
        }
        return found;
    }
};

/// "20261102"
std::string dayNumber(Instant day)
{
    std::string text = dateText(day);
    std::erase(text, '-');
    return text;
}

Result<> addRow(BucketWriter &writer, const Columns &columns, JsonValue row, Instant day)
{
    std::vector<JsonValue> cells;
    for (const JsonValue cell : row)
        cells.push_back(cell);
    const auto cell = [&cells](int index) {
        return std::size_t(index) < cells.size() ? cells[std::size_t(index)] : JsonValue();
    };
    if (cell(columns.date).text() != dayNumber(day))
        return failure(Error::Kind::Malformed,
                       "UsageDate is not the day that was asked for, " + dateText(day));
    const std::string_view kind = cell(columns.kind).text();
    const std::string_view meter = cell(columns.meter).text();
    if (!namesModels(kind) && !namesModels(meter))
        return {};
    Complaint complaint;
    if (cell(columns.currency).text() != "USD")
        complaint.add("Currency", "only USD is taken; no exchange rate would be the invoice's");
    BucketRow line{.kind = Statement::Kind::Cost};
    line.fields[Field::Provider] = "azure";
    line.description = std::string(clipped(kind)) + ": " + std::string(clipped(meter));
    line.amount = usdOf(cell(columns.cost), costColumn, complaint);
    writer.add(std::move(line), complaint);
    return {};
}

/// Of the link to the next page only its place is taken: it is asked for where this one was.
Result<std::string> placeOfNext(JsonValue properties)
{
    const JsonValue link = properties["nextLink"];
    if (!link.isSet() || link.text().empty())
        return std::string();
    const std::string_view text = link.text();
    const QUrlQuery query(QUrl(QString::fromUtf8(text.data(), qsizetype(text.size()))));
    for (const auto &[name, value] : query.queryItems(QUrl::FullyDecoded)) {
        if (name.compare("$skiptoken"_L1, Qt::CaseInsensitive) == 0 && !value.isEmpty())
            return value.toStdString();
    }
    return failure(Error::Kind::Malformed, "properties.nextLink names no $skiptoken");
}

Result<PageEnd> readCosts(const SeriesPlan &plan, const PageRequest &page, std::string_view body,
                          Instant fetchedAt, Sink &sink)
{
    JsonTree tree;
    const auto root = openJson(tree, body);
    OUTLAY_TRY(root);
    const JsonValue properties = (*root)["properties"];
    if (!properties["columns"].isArray() || !properties["rows"].isArray())
        return failure(Error::Kind::Malformed, "the answer lacks \"properties.columns\" or "
                                               "\"properties.rows\", which Azure documents");
    const auto columns = Columns::read(properties["columns"]);
    OUTLAY_TRY(columns);
    const auto next = placeOfNext(properties);
    OUTLAY_TRY(next);
    const Instant day = dayStart(page.range.from);
    BucketWriter writer(plan, fetchedAt, sink);
    OUTLAY_TRY(writer.begin({day, {day.micros + microsPerDay}}));
    writer.takeCarried(page.memory);
    for (const JsonValue row : properties["rows"])
        OUTLAY_TRY(addRow(writer, *columns, row, day));
    if (!next->empty())
        return PageEnd{.next = *next, .memory = writer.carry()};
    writer.end();
    return PageEnd{.next = {}, .memory = {}, .delivered = writer.delivered()};
}

QJsonObject queryOf(Instant day)
{
    const QString date = QString::fromStdString(dateText(day));
    const auto by = [](std::string_view name) {
        return QJsonObject{{u"type"_s, u"Dimension"_s},
                           {u"name"_s, QString::fromLatin1(name.data(), qsizetype(name.size()))}};
    };
    const QJsonObject cost{{u"name"_s, QString::fromLatin1(costColumn.data(), costColumn.size())},
                           {u"function"_s, u"Sum"_s}};
    return {
        {u"type"_s, u"ActualCost"_s},
        {u"timeframe"_s, u"Custom"_s},
        {u"timePeriod"_s, QJsonObject{{u"from"_s, QString(date + u"T00:00:00+00:00"_s)},
                                      {u"to"_s, QString(date + u"T23:59:59+00:00"_s)}}},
        {u"dataset"_s, QJsonObject{{u"granularity"_s, u"Daily"_s},
                                   {u"aggregation"_s, QJsonObject{{u"totalCost"_s, cost}}},
                                   {u"grouping"_s, QJsonArray{by(kindColumn), by(meterColumn)}}}}};
}

/// What Azure charges for models by day and meter, from Cost Management's queries.
class CostManagementConnector final : public Connector
{
public:
    [[nodiscard]] SourceKind kind() const override { return SourceKind::AzureCosts; }
    [[nodiscard]] const Format &format() const override
    {
        static const Format format = reportFormat("azure-costs", "Azure Cost Management");
        return format;
    }
    [[nodiscard]] std::span<const SeriesPlan> series() const override { return plans; }
    [[nodiscard]] std::vector<HttpHeader> authorization(std::string_view key) const override
    {
        return {{"authorization", "Bearer " + std::string(key)}};
    }
    [[nodiscard]] std::optional<TokenRequest> tokenRequest(const QUrl &base,
                                                           std::string_view key) const override;
    [[nodiscard]] Result<> checkKey(std::string_view key) const override;
    [[nodiscard]] HttpRequest request(const SeriesPlan &plan,
                                      const PageRequest &page) const override;
    [[nodiscard]] Result<PageEnd> read(const SeriesPlan &plan, const PageRequest &page,
                                       std::string_view body, Instant fetchedAt,
                                       Sink &sink) const override
    {
        return readCosts(plan, page, body, fetchedAt, sink);
    }
    [[nodiscard]] std::string errorText(std::string_view body) const override;
    [[nodiscard]] std::vector<KeyCheck> checks(Instant now) const override;
    [[nodiscard]] std::vector<Finding> notes(const HttpSettings &settings) const override;
};

/// What is no key of a client is taken for an access token, as long as it lasts.
std::optional<TokenRequest> CostManagementConnector::tokenRequest(const QUrl &base,
                                                                  std::string_view key) const
{
    const auto parts = AzureKey::parse(key);
    if (!parts)
        return std::nullopt;
    const std::string scope = "https://" + base.host().toStdString() + "/.default";
    TokenRequest token{.address = signInAddress(base), .secret = std::string(parts->secret)};
    token.request.path = std::string(parts->tenant) + "/oauth2/v2.0/token";
    token.request.headers = {{"content-type", "application/x-www-form-urlencoded"}};
    token.request.json =
        "grant_type=client_credentials&client_id=" + percentEncoded(parts->client) +
        "&client_secret=" + percentEncoded(parts->secret) + "&scope=" + percentEncoded(scope);
    return token;
}

Result<> CostManagementConnector::checkKey(std::string_view key) const
{
    if (!AzureKey::parse(key) && !key.starts_with("eyJ"))
        return failure(Error::Kind::Usage,
                       "expected TENANT:CLIENT_ID:SECRET of an app registration, or an access "
                       "token for https://management.azure.com");
    return {};
}

HttpRequest CostManagementConnector::request(const SeriesPlan & /*plan*/,
                                             const PageRequest &page) const
{
    // Without a client type of its own it would share the quota of all tools that name none.
    return {
        "providers/Microsoft.CostManagement/query?api-version=2023-11-01" +
            (page.cursor.empty() ? std::string() : "&%24skiptoken=" + percentEncoded(page.cursor)),
        {{"clienttype", "Outlay"}},
        QJsonDocument(queryOf(dayStart(page.range.from)))
            .toJson(QJsonDocument::Compact)
            .toStdString()};
}

/// Who does not get a token is told a word, and beside it what that means.
std::string CostManagementConnector::errorText(std::string_view body) const
{
    JsonTree tree;
    const auto root = openJson(tree, body);
    if (root && (*root)["error_description"].isString())
        return std::string((*root)["error_description"].text());
    return Connector::errorText(body);
}

std::vector<KeyCheck> CostManagementConnector::checks(Instant now) const
{
    const Instant today = dayStart(now);
    const PageRequest yesterday{.range = {{today.micros - microsPerDay}, today}};
    return {{request(plans[0], yesterday), "costs by day and meter", true,
             "without costs there is nothing to read: the app registration needs the role Cost "
             "Management Reader for what the address names"}};
}

std::vector<Finding> CostManagementConnector::notes(const HttpSettings &settings) const
{
    std::vector<Finding> notes = Connector::notes(settings);
    notes.push_back({Finding::Level::Warn,
                     "Azure tells money by meter before tax, and no tokens, users or keys. Meters "
                     "are taken whose names tell a model (Azure OpenAI, GPT, Claude, Mistral …); "
                     "other currencies than USD are refused. How late Azure is, and whether it "
                     "answers for a scope that never had use, was not verified"});
    return notes;
}

} // namespace

const Connector &costManagementConnector()
{
    static const CostManagementConnector connector;
    return connector;
}

} // namespace outlay::sources
