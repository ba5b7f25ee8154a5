// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/sources/litellm/litellmrows.h"

#include "app/sources/seenrows.h"
#include "models/money/hash.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>
#include <vector>

namespace outlay::sources {

using namespace Qt::StringLiterals;

namespace {

std::int64_t numberOf(JsonValue value)
{
    Complaint ignored;
    return readCount(value.text(), {}, ignored).value_or(0);
}

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
    const bool isTotalKnown = (*root)["total"].isSet() && !(*root)["total_is_capped"].isTrue();
    ListPage list{.ids = *ids, .isMore = ids->size() >= liteLlmPageSize};
    if (isTotalKnown)
        list.total = numberOf((*root)["total"]);
    auto end = pageAfter(page, list);
    if (end && !ids->empty())
        readAs("litellm", body, sink);
    return end;
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
        readAs("litellm", body, sink);
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
    const std::int64_t number = pageNumber(page);
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
    const std::int64_t number = pageNumber(page);
    const bool isMore = !rows.isEmpty() && number < numberOf((*root)["total_pages"]);
    return PageEnd{.next = isMore ? std::to_string(number + 1) : std::string(),
                   .memory = std::move(memory)};
}

} // namespace outlay::sources
