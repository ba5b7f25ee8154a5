// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/sources/litellm/litellmrows.h"

#include "models/formats/format.h"
#include "models/money/hash.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>
#include <set>
#include <vector>

namespace outlay::sources {

using namespace Qt::StringLiterals;

namespace {

std::int64_t numberOf(const std::string &cursor)
{
    return cursor.empty() ? 1 : std::strtoll(cursor.c_str(), nullptr, 10);
}

std::int64_t numberOf(JsonValue value)
{
    Complaint ignored;
    return readCount(value.text(), {}, ignored).value_or(0);
}

/// What is remembered from page to page: how many rows were different ones, and the last page's, as
/// offset paging gives those again when rows arrive meanwhile.
struct SeenRows
{
    std::int64_t different = 0;
    std::set<std::uint64_t> lastPage;

    static SeenRows fromText(const std::string &text)
    {
        const QJsonObject json = QJsonDocument::fromJson(QByteArray::fromStdString(text)).object();
        SeenRows seen{.different = json.value("different"_L1).toInteger(), .lastPage = {}};
        for (const QJsonValue id : json.value("last"_L1).toArray())
            seen.lastPage.insert(id.toString().toULongLong(nullptr, 16));
        return seen;
    }
    [[nodiscard]] std::string toText() const
    {
        QJsonArray ids;
        for (const std::uint64_t id : lastPage)
            ids.append(QString::number(id, 16));
        const QJsonObject json{{u"different"_s, qint64(different)}, {u"last"_s, ids}};
        return QJsonDocument(json).toJson(QJsonDocument::Compact).toStdString();
    }
    [[nodiscard]] bool isLastPage(const std::vector<std::uint64_t> &ids) const
    {
        return lastPage == std::set<std::uint64_t>(ids.begin(), ids.end());
    }
    void take(const std::vector<std::uint64_t> &ids)
    {
        for (const std::uint64_t id : ids)
            different += lastPage.contains(id) ? 0 : 1;
        lastPage = {ids.begin(), ids.end()};
    }
};

Result<std::vector<std::uint64_t>> idsOf(JsonValue rows)
{
    std::vector<std::uint64_t> ids;
    for (const JsonValue row : rows) {
        if (!row["startTime"].isSet())
            return failure(Error::Kind::Malformed,
                           "a row lacks \"startTime\": sums of days, not requests");
        ids.push_back(hash64(std::string(row["request_id"].text()) + '\n' +
                             std::string(row["startTime"].text())));
    }
    return ids;
}

/// Through the reader of LiteLLM's logs, so that a row is the same by whatever way it comes.
void readRows(std::string_view body, Sink &sink)
{
    const auto reader = formatNamed("litellm")->create({});
    reader->document(body, sink);
    reader->finish(sink);
}

BucketRow metricsRow(JsonValue metrics, std::string_view model, Complaint &complaint)
{
    BucketRow row{.kind = Statement::Kind::Control};
    if (!model.empty())
        row.fields[Field::Model] = clipped(model);
    row.amount = usdOf(metrics["spend"], "spend", complaint);
    const auto count = [&](std::string_view name) { return countOf(metrics, name, complaint); };
    row.usage[TokenClass::CacheRead] = count("cache_read_input_tokens");
    row.usage[TokenClass::CacheWrite5m] = count("cache_creation_input_tokens");
    // prompt_tokens hold the cached ones.
    row.usage[TokenClass::Input] =
        std::max<std::int64_t>(0, count("prompt_tokens") - row.usage[TokenClass::CacheRead] -
                                      row.usage[TokenClass::CacheWrite5m]);
    row.usage[TokenClass::Output] = count("completion_tokens");
    row.requests = count("api_requests");
    return row;
}

void addDay(BucketWriter &writer, JsonValue result)
{
    Complaint complaint;
    const JsonValue models = result["breakdown"]["models"];
    if (!models.isObject() || models.isEmpty()) {
        BucketRow row = metricsRow(result["metrics"], {}, complaint);
        writer.add(std::move(row), complaint);
        return;
    }
    for (const JsonValue model : models) {
        const JsonValue metrics = model["metrics"];
        BucketRow row = metricsRow(metrics.isObject() ? metrics : model, model.key(), complaint);
        writer.add(std::move(row), complaint);
    }
}

struct NameFields
{
    std::string_view list, id, name, owner;
    DirectoryEntry::Kind kind;
};

NameFields fieldsOf(std::string_view series)
{
    if (series == "users")
        return {"users", "user_id", "user_alias", {}, DirectoryEntry::Kind::User};
    if (series == "keys")
        return {"keys", "token", "key_alias", "user_id", DirectoryEntry::Kind::Key};
    return {"teams", "team_id", "team_alias", {}, DirectoryEntry::Kind::Team};
}

void tellName(const NameFields &fields, JsonValue row, Sink &sink, Instant fetchedAt)
{
    // Older proxies give the keys' hashes only.
    const std::string_view id = row.isString() ? row.text() : row[fields.id].text();
    outlay::sources::tellName(sink,
                              {.kind = fields.kind,
                               .id = id,
                               .name = clipped(row[fields.name].text()),
                               .email = clipped(row["user_email"].text()),
                               .ownerId = row[fields.owner].text(),
                               .isArchived = row["blocked"].isTrue(),
                               .fetchedAt = fetchedAt,
                               .source = {}},
                              fetchedAt);
}

/// A budget there is, as the proxy told it; amounts as decimals.
void appendBudget(QJsonArray &budgets, const NameFields &fields, JsonValue row)
{
    QJsonObject budget;
    for (const char *name : {"max_budget", "soft_budget"}) {
        if (const auto usd = parseUsd(row[name].text()))
            budget.insert(QLatin1StringView(name), QString::fromStdString(toDecimal(*usd)));
    }
    if (budget.isEmpty())
        return;
    for (const char *name : {"budget_duration", "budget_reset_at"}) {
        const std::string_view text = clipped(row[name].text());
        if (!text.empty())
            budget.insert(QLatin1StringView(name),
                          QString::fromUtf8(text.data(), qsizetype(text.size())));
    }
    const std::string_view id = row[fields.id].text();
    budget.insert(u"id"_s, QString::fromUtf8(id.data(), qsizetype(id.size())));
    budgets.append(budget);
}

} // namespace

Result<PageEnd> readLiteLlmLogs(const PageRequest &page, std::string_view body, Sink &sink)
{
    JsonTree tree;
    const auto root = openPage(tree, body, "data");
    OUTLAY_TRY(root);
    const auto ids = idsOf((*root)["data"]);
    OUTLAY_TRY(ids);
    SeenRows seen = SeenRows::fromText(page.memory);
    const std::int64_t number = numberOf(page.cursor);
    if (ids->size() >= liteLlmPageSize && seen.isLastPage(*ids))
        return failure(Error::Kind::Malformed,
                       "page " + std::to_string(number) + " holds the rows of page " +
                           std::to_string(number - 1) + ": paging would not end");
    seen.take(*ids);
    const std::int64_t total = numberOf((*root)["total"]);
    const bool isTotalKnown = (*root)["total"].isSet() && !(*root)["total_is_capped"].isTrue();
    if (!ids->empty())
        readRows(body, sink);
    if (ids->size() >= liteLlmPageSize)
        return PageEnd{.next = std::to_string(number + 1), .memory = seen.toText()};
    const bool isTorn = isTotalKnown && number > 1 && seen.different < total;
    return PageEnd{.next = {}, .memory = {}, .delivered = {}, .isTorn = isTorn};
}

Instant liteLlmDay(const PageRequest &page)
{
    const auto told = parseInstant(page.cursor);
    return dayStart(told.value_or(Instant{page.range.to.micros - 1}));
}

Result<PageEnd> readLiteLlmDay(const PageRequest &page, std::string_view body, Sink &sink)
{
    JsonTree tree;
    const auto root = openJson(tree, body);
    OUTLAY_TRY(root);
    if (!root->isArray())
        return failure(Error::Kind::Malformed, "the answer is no list of rows");
    OUTLAY_TRY(idsOf(*root));
    if (!root->isEmpty())
        readRows(body, sink);
    const Instant before{liteLlmDay(page).micros - microsPerDay};
    if (before < dayStart(page.range.from))
        return PageEnd{};
    return PageEnd{.next = dateText(before), .memory = {}};
}

Result<PageEnd> readLiteLlmActivity(const SeriesPlan &plan, const PageRequest &page,
                                    std::string_view body, Instant fetchedAt, Sink &sink)
{
    JsonTree tree;
    const auto root = openPage(tree, body, "results");
    OUTLAY_TRY(root);
    BucketWriter writer(plan, fetchedAt, sink);
    OUTLAY_TRY(writer.begin({page.range.from, {page.range.from.micros + microsPerDay}}));
    writer.takeCarried(page.memory);
    for (const JsonValue result : (*root)["results"]) {
        if (result["date"].text() == dateText(page.range.from))
            addDay(writer, result);
    }
    const JsonValue metadata = (*root)["metadata"];
    const std::int64_t number = numberOf(page.cursor);
    if (metadata["has_more"].isTrue() || number < numberOf(metadata["total_pages"]))
        return PageEnd{.next = std::to_string(number + 1), .memory = writer.carry()};
    writer.end();
    return PageEnd{.next = {}, .memory = {}, .delivered = writer.delivered()};
}

Result<PageEnd> readLiteLlmNames(const SeriesPlan &plan, const PageRequest &page,
                                 std::string_view body, Instant fetchedAt, Sink &sink)
{
    const NameFields fields = fieldsOf(plan.name);
    JsonTree tree;
    const auto root = openJson(tree, body);
    OUTLAY_TRY(root);
    const JsonValue rows = root->isArray() ? *root : (*root)[fields.list];
    if (!rows.isArray())
        return failure(Error::Kind::Malformed,
                       "the answer lacks \"" + std::string(fields.list) + "\"");
    QJsonArray budgets = QJsonDocument::fromJson(QByteArray::fromStdString(page.memory)).array();
    for (const JsonValue row : rows) {
        tellName(fields, row, sink, fetchedAt);
        appendBudget(budgets, fields, row);
    }
    std::string memory = QJsonDocument(budgets).toJson(QJsonDocument::Compact).toStdString();
    const std::int64_t number = numberOf(page.cursor);
    const bool isMore = !rows.isEmpty() && number < numberOf((*root)["total_pages"]);
    return PageEnd{.next = isMore ? std::to_string(number + 1) : std::string(),
                   .memory = std::move(memory)};
}

} // namespace outlay::sources
