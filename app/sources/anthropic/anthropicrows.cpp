// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/sources/anthropic/anthropicrows.h"

namespace outlay::sources {

namespace {

using PromptStep = Statement::PromptStep;

void setField(BucketRow &row, Field field, std::string_view text)
{
    if (!text.empty())
        row.fields[field] = clipped(text);
}

std::string_view tierOf(std::string_view tier)
{
    return tier == "flex_discount" ? "flex" : tier == "priority_on_demand" ? "priority" : tier;
}

PromptStep stepOf(std::string_view window)
{
    return window == "0-200k"    ? PromptStep::Below
           : window == "200k-1M" ? PromptStep::Above
                                 : PromptStep::Unknown;
}

/// What both reports say alike. They are asked for grouped by workspace, so null is the default
/// one.
BucketRow rowOf(JsonValue result, Statement::Kind kind)
{
    BucketRow row{.kind = kind};
    row.fields[Field::Provider] = "anthropic";
    const std::string_view workspace = result["workspace_id"].text();
    setField(row, Field::Project, workspace.empty() ? defaultWorkspace : workspace);
    setField(row, Field::Model, result["model"].text());
    setField(row, Field::Tier, tierOf(result["service_tier"].text()));
    const std::string_view geo = result["inference_geo"].text();
    if (geo != "global" && geo != "not_available")
        setField(row, Field::Geo, geo);
    row.promptStep = stepOf(result["context_window"].text());
    return row;
}

BucketRow usageRow(JsonValue result, Complaint &complaint)
{
    BucketRow row = rowOf(result, Statement::Kind::Usage);
    setField(row, Field::Key, result["api_key_id"].text());
    if (!result["uncached_input_tokens"].isSet())
        complaint.add("uncached_input_tokens", "expected a number");
    const auto count = [&](JsonValue object, std::string_view name) {
        return countOf(object, name, complaint);
    };
    const JsonValue writes = result["cache_creation"];
    row.usage[TokenClass::Input] = count(result, "uncached_input_tokens");
    row.usage[TokenClass::CacheRead] = count(result, "cache_read_input_tokens");
    row.usage[TokenClass::CacheWrite5m] = count(writes, "ephemeral_5m_input_tokens");
    row.usage[TokenClass::CacheWrite1h] = count(writes, "ephemeral_1h_input_tokens");
    row.usage[TokenClass::Output] = count(result, "output_tokens");
    row.usage[TokenClass::WebSearches] = count(result["server_tool_use"], "web_search_requests");
    return row;
}

BucketRow costRow(JsonValue result, Complaint &complaint)
{
    BucketRow row = rowOf(result, Statement::Kind::Cost);
    row.description = clipped(result["description"].text());
    row.key = std::string(clipped(result["cost_type"].text())) + '/' +
              std::string(clipped(result["token_type"].text()));
    row.amount = centsOf(result["amount"], "amount", complaint);
    const std::string_view currency = result["currency"].text();
    if (!currency.empty() && currency != "USD")
        complaint.add("currency", "expected USD: other currencies are not converted");
    return row;
}

Result<TimeRange> bucketOf(JsonValue bucket)
{
    const auto from = parseInstant(bucket["starting_at"].text());
    const auto to = parseInstant(bucket["ending_at"].text());
    if (!from || !to || !bucket["results"].isArray())
        return failure(Error::Kind::Malformed,
                       "a bucket lacks \"starting_at\", \"ending_at\" or \"results\"");
    return TimeRange{*from, *to};
}

/// One model of one person's or key's day.
BucketRow claudeCodeRow(JsonValue record, JsonValue part, Complaint &complaint)
{
    BucketRow row{.kind = Statement::Kind::Control};
    row.fields[Field::Provider] = "anthropic";
    setField(row, Field::User, record["actor"]["email_address"].text());
    setField(row, Field::Key, record["actor"]["api_key_name"].text());
    setField(row, Field::Model, part["model"].text());
    row.description = "Claude Code, estimated";
    row.key = clipped(record["customer_type"].text());
    const JsonValue tokens = part["tokens"];
    row.usage[TokenClass::Input] = countOf(tokens, "input", complaint);
    row.usage[TokenClass::Output] = countOf(tokens, "output", complaint);
    row.usage[TokenClass::CacheRead] = countOf(tokens, "cache_read", complaint);
    row.usage[TokenClass::CacheWrite5m] = countOf(tokens, "cache_creation", complaint);
    row.amount = centsOf(part["estimated_cost"]["amount"], "estimated_cost.amount", complaint);
    return row;
}

void tellRow(const std::string &list, JsonValue row, Sink &sink, Instant fetchedAt)
{
    DirectoryEntry entry{.kind = DirectoryEntry::Kind::Project,
                         .id = row["id"].text(),
                         .name = clipped(row["name"].text()),
                         .email = {},
                         .ownerId = {},
                         .isArchived = row["archived_at"].isSet(),
                         .fetchedAt = fetchedAt,
                         .source = {}};
    if (list == "users") {
        entry.kind = DirectoryEntry::Kind::User;
        entry.email = clipped(row["email"].text());
    } else if (list == "api_keys") {
        entry.kind = DirectoryEntry::Kind::Key;
        const std::string_view creator = row["created_by"]["id"].text();
        entry.ownerId = creator.empty() ? row["principal"]["id"].text() : creator;
        entry.isArchived = row["status"].text() == "archived" || row["status"].text() == "expired";
    }
    tellName(sink, entry, fetchedAt);
}

} // namespace

Result<PageEnd> readAnthropicBuckets(const SeriesPlan &plan, std::string_view body,
                                     Instant fetchedAt, Sink &sink)
{
    JsonTree tree;
    const auto page = openPage(tree, body, "data");
    OUTLAY_TRY(page);
    const auto next = nextPage(*page);
    OUTLAY_TRY(next);
    BucketWriter writer(plan, fetchedAt, sink);
    Complaint complaint;
    for (const JsonValue bucket : (*page)["data"]) {
        const auto range = bucketOf(bucket);
        OUTLAY_TRY(range);
        OUTLAY_TRY(writer.begin(*range));
        for (const JsonValue result : bucket["results"]) {
            BucketRow row =
                plan.name == "costs" ? costRow(result, complaint) : usageRow(result, complaint);
            writer.add(std::move(row), complaint);
        }
    }
    writer.end();
    return PageEnd{.next = *next, .memory = {}, .delivered = writer.delivered()};
}

Result<PageEnd> readClaudeCode(const SeriesPlan &plan, const PageRequest &page,
                               std::string_view body, Instant fetchedAt, Sink &sink)
{
    JsonTree tree;
    const auto root = openPage(tree, body, "data");
    OUTLAY_TRY(root);
    const auto next = nextPage(*root);
    OUTLAY_TRY(next);
    BucketWriter writer(plan, fetchedAt, sink);
    OUTLAY_TRY(writer.begin({page.range.from, {page.range.from.micros + microsPerDay}}));
    writer.takeCarried(page.memory);
    Complaint complaint;
    for (const JsonValue record : (*root)["data"]) {
        for (const JsonValue part : record["model_breakdown"]) {
            BucketRow row = claudeCodeRow(record, part, complaint);
            writer.add(std::move(row), complaint);
        }
    }
    if (!next->empty())
        return PageEnd{.next = *next, .memory = writer.carry()};
    writer.end();
    return PageEnd{.next = {}, .memory = {}, .delivered = writer.delivered()};
}

Result<PageEnd> readAnthropicNames(const PageRequest &page, std::string_view body,
                                   Instant fetchedAt, Sink &sink)
{
    JsonTree tree;
    const auto root = openPage(tree, body, "data");
    OUTLAY_TRY(root);
    const auto after = nextAfter(*root);
    OUTLAY_TRY(after);
    ListWalk walk = ListWalk::fromCursor(page.cursor, "workspaces");
    // The list leaves it out.
    if (page.cursor.empty())
        tellName(sink,
                 {.kind = DirectoryEntry::Kind::Project,
                  .id = defaultWorkspace,
                  .name = "Default workspace",
                  .email = {},
                  .ownerId = {},
                  .isArchived = false,
                  .fetchedAt = fetchedAt,
                  .source = {}},
                 fetchedAt);
    for (const JsonValue row : (*root)["data"])
        tellRow(walk.list, row, sink, fetchedAt);
    walk.after = *after;
    if (!after->empty())
        return PageEnd{.next = walk.toCursor(), .memory = {}};
    if (walk.list == "api_keys")
        return PageEnd{};
    walk.list = walk.list == "workspaces" ? "users" : "api_keys";
    return PageEnd{.next = walk.toCursor(), .memory = {}};
}

} // namespace outlay::sources
