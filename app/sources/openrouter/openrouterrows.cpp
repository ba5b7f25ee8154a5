// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/sources/openrouter/openrouterrows.h"

#include "app/sources/openrouter/openrouter.h"
#include "models/formats/providername.h"

#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>
#include <vector>

namespace outlay::sources {

using namespace Qt::StringLiterals;

namespace {

void setField(BucketRow &row, Field field, std::string_view text)
{
    if (!text.empty())
        row.fields[field] = clipped(text);
}

std::string lowered(std::string_view text)
{
    std::string out(text);
    std::transform(out.begin(), out.end(), out.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    return out;
}

/// What OpenRouter charges, and apart from it what the upstream provider charges for the user's own
/// key there. The tokens of a row go with whichever there is.
struct ActivityRow
{
    BucketRow credits;
    BucketRow ownKey;
};

ActivityRow activityRow(JsonValue record, Complaint &complaint)
{
    BucketRow row{.kind = Statement::Kind::Cost};
    row.fields[Field::Provider] = "openrouter";
    setField(row, Field::Model, record["model"].text());
    setField(row, Field::Project, record["workspace_id"].text());
    row.key = lowered(record["model_permaslug"].text()) + '\n' +
              std::string(record["endpoint_id"].text()) + '\n' +
              std::string(record["provider_name"].text());
    BucketRow own = row;
    row.amount = usdOf(record["usage"], "usage", complaint);
    const JsonValue ownAmount = record["byok_usage_inference"];
    own.amount = ownAmount.isSet() ? usdOf(ownAmount, "byok_usage_inference", complaint) : Money{};
    own.description =
        std::string(ownKeyPrefix) + std::string(clipped(record["provider_name"].text()));
    TokenUsage usage;
    usage[TokenClass::Input] = countOf(record, "prompt_tokens", complaint);
    usage[TokenClass::Output] = countOf(record, "completion_tokens", complaint);
    usage[TokenClass::Reasoning] =
        std::min(countOf(record, "reasoning_tokens", complaint), usage[TokenClass::Output]);
    BucketRow &bearer =
        own.amount.value_or(Money{}).nanos != 0 && row.amount.value_or(Money{}).nanos == 0 ? own
                                                                                           : row;
    bearer.usage = usage;
    bearer.requests = countOf(record, "requests", complaint);
    return {std::move(row), std::move(own)};
}

BucketRow counterRow(JsonValue key, std::string_view field, std::string description,
                     Complaint &complaint)
{
    BucketRow row{.kind = Statement::Kind::Control};
    row.fields[Field::Provider] = "openrouter";
    setField(row, Field::Key, key["hash"].text());
    row.description = std::move(description);
    row.amount = key[field].isSet() ? usdOf(key[field], field, complaint) : Money{};
    return row;
}

void addCounters(BucketWriter &writer, JsonValue key, Complaint &complaint)
{
    BucketRow month = counterRow(key, "usage_monthly", "this month so far", complaint);
    writer.add(std::move(month), complaint);
    BucketRow own = counterRow(key, "byok_usage_monthly", "this month so far, own keys", complaint);
    writer.add(std::move(own), complaint);
}

/// The month of `at`: counters begin at 00:00 UTC of its first.
TimeRange monthOf(Instant at)
{
    const Instant from = monthStart(at);
    return {from, monthStart({from.micros + 32 * microsPerDay})};
}

void tellKey(JsonValue key, Sink &sink, Instant fetchedAt)
{
    const std::string_view name = key["name"].text();
    tellName(sink,
             {.kind = DirectoryEntry::Kind::Key,
              .id = key["hash"].text(),
              .name = clipped(name.empty() ? key["label"].text() : name),
              .email = {},
              .ownerId = key["creator_user_id"].text(),
              .isArchived = key["disabled"].isTrue(),
              .fetchedAt = fetchedAt,
              .source = {}},
             fetchedAt);
}

std::size_t sizeOf(JsonValue array)
{
    std::size_t size = 0;
    for ([[maybe_unused]] const JsonValue element : array)
        ++size;
    return size;
}

std::string nextOffset(const std::string &offset)
{
    return std::to_string(std::strtoull(offset.c_str(), nullptr, 10) + openRouterPageSize);
}

} // namespace

ListWalk openRouterWalk(const PageRequest &page)
{
    return ListWalk::fromCursor(page.cursor, page.variant == 0 ? "workspaces" : "keys");
}

Result<PageEnd> readOpenRouterActivity(const SeriesPlan &plan, const PageRequest &page,
                                       std::string_view body, Instant fetchedAt, Sink &sink)
{
    JsonTree tree;
    const auto root = openPage(tree, body, "data");
    OUTLAY_TRY(root);
    const auto days = rowsByDay((*root)["data"], "date", page.range);
    OUTLAY_TRY(days);
    BucketWriter writer(plan, fetchedAt, sink);
    Complaint complaint;
    for (const auto &[day, rows] : *days) {
        OUTLAY_TRY(writer.begin({{day}, {day + microsPerDay}}));
        for (const JsonValue record : rows) {
            ActivityRow row = activityRow(record, complaint);
            const bool isOwn = row.ownKey.amount.value_or(Money{}).nanos != 0;
            writer.add(std::move(row.credits), complaint);
            if (isOwn)
                writer.add(std::move(row.ownKey), complaint);
        }
    }
    writer.end();
    return PageEnd{.next = {}, .memory = {}, .delivered = writer.delivered()};
}

Result<PageEnd> readOpenRouterKeys(const SeriesPlan &plan, const PageRequest &page,
                                   std::string_view body, Instant fetchedAt, Sink &sink)
{
    JsonTree tree;
    const auto root = openPage(tree, body, "data");
    OUTLAY_TRY(root);
    const JsonValue rows = (*root)["data"];
    ListWalk walk = openRouterWalk(page);
    const bool isFull = sizeOf(rows) >= openRouterPageSize;
    const bool isWorkspaces = walk.list == "workspaces";
    BucketWriter writer(plan, fetchedAt, sink);
    OUTLAY_TRY(writer.begin(monthOf(page.range.from)));
    writer.takeCarried(walk.carried);
    Complaint complaint;
    for (const JsonValue row : rows) {
        if (!isWorkspaces) {
            tellKey(row, sink, fetchedAt);
            addCounters(writer, row, complaint);
        } else if (!row["id"].text().empty()) {
            walk.queue.emplace_back(row["id"].text());
            tellName(sink,
                     {.kind = DirectoryEntry::Kind::Project,
                      .id = row["id"].text(),
                      .name = clipped(row["name"].text()),
                      .email = {},
                      .ownerId = {},
                      .isArchived = false,
                      .fetchedAt = fetchedAt,
                      .source = {}},
                     fetchedAt);
        }
    }
    if (isFull) {
        walk.after = nextOffset(walk.after);
    } else {
        walk.after.clear();
        if (!isWorkspaces && !walk.queue.empty())
            walk.queue.erase(walk.queue.begin());
        walk.list = "keys";
    }
    // Without workspaces there is still the default one, which needs no id.
    if (isFull || !walk.queue.empty() || isWorkspaces) {
        walk.carried = writer.carry();
        return PageEnd{.next = walk.toCursor(), .memory = {}};
    }
    writer.end();
    return PageEnd{.next = {}, .memory = {}, .delivered = writer.delivered()};
}

Result<PageEnd> readOpenRouterKey(const SeriesPlan &plan, std::string_view body, Instant fetchedAt,
                                  Sink &sink)
{
    JsonTree tree;
    const auto root = openJson(tree, body);
    OUTLAY_TRY(root);
    const JsonValue key = (*root)["data"];
    if (!key.isObject())
        return failure(Error::Kind::Malformed, "the answer lacks \"data\"");
    if (key["is_management_key"].isTrue() || key["is_provisioning_key"].isTrue())
        return PageEnd{};
    BucketWriter writer(plan, fetchedAt, sink);
    OUTLAY_TRY(writer.begin(monthOf(fetchedAt)));
    Complaint complaint;
    BucketRow row = counterRow(key, "usage_monthly", "this month so far", complaint);
    setField(row, Field::Key, key["label"].text());
    writer.add(std::move(row), complaint);
    writer.end();
    return PageEnd{.next = {}, .memory = {}, .delivered = writer.delivered()};
}

Result<PageEnd> readOpenRouterCredits(std::string_view body)
{
    JsonTree tree;
    const auto root = openJson(tree, body);
    OUTLAY_TRY(root);
    const JsonValue data = (*root)["data"];
    Complaint complaint;
    const auto bought = usdOf(data["total_credits"], "total_credits", complaint);
    const auto used = usdOf(data["total_usage"], "total_usage", complaint);
    if (!bought || !used)
        return failure(Error::Kind::Malformed, complaint.text());
    const QJsonObject kept{{u"total_credits"_s, QString::fromStdString(toDecimal(*bought))},
                           {u"total_usage"_s, QString::fromStdString(toDecimal(*used))}};
    return PageEnd{.next = {},
                   .memory = QJsonDocument(kept).toJson(QJsonDocument::Compact).toStdString()};
}

Result<PageEnd> readOpenRouterMembers(const PageRequest &page, std::string_view body,
                                      Instant fetchedAt, Sink &sink)
{
    JsonTree tree;
    const auto root = openPage(tree, body, "data");
    OUTLAY_TRY(root);
    for (const JsonValue member : (*root)["data"]) {
        std::string name(clipped(member["first_name"].text()));
        const std::string_view last = clipped(member["last_name"].text());
        if (!name.empty() && !last.empty())
            name += ' ';
        name += last;
        tellName(sink,
                 {.kind = DirectoryEntry::Kind::User,
                  .id = member["id"].text(),
                  .name = name,
                  .email = clipped(member["email"].text()),
                  .ownerId = {},
                  .isArchived = false,
                  .fetchedAt = fetchedAt,
                  .source = {}},
                 fetchedAt);
    }
    if (sizeOf((*root)["data"]) < openRouterPageSize)
        return PageEnd{};
    return PageEnd{.next = nextOffset(page.cursor), .memory = {}};
}

} // namespace outlay::sources
