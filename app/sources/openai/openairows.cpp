// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/sources/openai/openairows.h"

#include <algorithm>

namespace outlay::sources {

namespace {

void setField(BucketRow &row, Field field, std::string_view text)
{
    if (!text.empty())
        row.fields[field] = clipped(text);
}

void setNames(BucketRow &row, JsonValue result)
{
    row.fields[Field::Provider] = "openai";
    setField(row, Field::Project, result["project_id"].text());
    setField(row, Field::User, result["user_id"].text());
    setField(row, Field::Key, result["api_key_id"].text());
    setField(row, Field::Model, result["model"].text());
}

std::string_view tierOf(JsonValue result)
{
    if (result["batch"].isTrue())
        return "batch";
    const std::string_view tier = result["service_tier"].text();
    return tier == "default" || tier == "auto" ? "standard"
           : tier == "scale"                   ? "provisioned"
                                               : tier;
}

/// input_tokens and output_tokens hold everything; the other fields are parts of them, of which
/// older answers lack some.
TokenUsage usageOf(JsonValue result, Complaint &complaint)
{
    const auto part = [&](std::string_view name, std::int64_t whole) {
        return std::min(countOf(result, name, complaint), whole);
    };
    TokenUsage usage;
    const std::int64_t input = countOf(result, "input_tokens", complaint);
    const std::int64_t cached = part("input_cached_tokens", input);
    const std::int64_t written = part("input_cache_write_tokens", input - cached);
    const std::int64_t uncached = input - cached - written;
    usage[TokenClass::InputAudio] = part("input_audio_tokens", uncached);
    usage[TokenClass::InputImage] =
        part("input_image_tokens", uncached - usage[TokenClass::InputAudio]);
    usage[TokenClass::Input] =
        uncached - usage[TokenClass::InputAudio] - usage[TokenClass::InputImage];
    usage[TokenClass::CacheReadAudio] = part("input_cached_audio_tokens", cached);
    usage[TokenClass::CacheRead] = cached - usage[TokenClass::CacheReadAudio];
    usage[TokenClass::CacheWrite5m] = written;
    const std::int64_t output = countOf(result, "output_tokens", complaint);
    usage[TokenClass::OutputAudio] = part("output_audio_tokens", output);
    usage[TokenClass::OutputImage] =
        part("output_image_tokens", output - usage[TokenClass::OutputAudio]);
    usage[TokenClass::Output] =
        output - usage[TokenClass::OutputAudio] - usage[TokenClass::OutputImage];
    return usage;
}

BucketRow usageRow(JsonValue result, Complaint &complaint)
{
    BucketRow row{.kind = Statement::Kind::Usage};
    setNames(row, result);
    setField(row, Field::Tier, tierOf(result));
    if (!result["input_tokens"].isSet())
        complaint.add("input_tokens", "expected a number");
    row.usage = usageOf(result, complaint);
    row.requests = countOf(result, "num_model_requests", complaint);
    return row;
}

bool isDollars(std::string_view currency)
{
    return currency.empty() || currency == "usd" || currency == "USD";
}

BucketRow costRow(JsonValue result, Complaint &complaint)
{
    BucketRow row{.kind = Statement::Kind::Cost};
    setNames(row, result);
    row.description = clipped(result["line_item"].text());
    row.amount = usdOf(result["amount"]["value"], "amount.value", complaint);
    if (!isDollars(result["amount"]["currency"].text()))
        complaint.add("amount.currency", "expected usd: other currencies are not converted");
    return row;
}

/// Unix seconds.
Instant timeOf(JsonValue value)
{
    const auto at = parseEpoch(value.text());
    return at.value_or(Instant{});
}

ListWalk afterProjects(JsonValue page, ListWalk walk)
{
    for (const JsonValue project : page["data"]) {
        // Whether the keys of an archived project can be listed is not documented.
        if (!project["archived_at"].isSet() && !project["id"].text().empty())
            walk.queue.emplace_back(project["id"].text());
    }
    return walk;
}

void tellKey(JsonValue key, Sink &sink, Instant fetchedAt)
{
    const JsonValue owner = key["owner"];
    const std::string_view person = owner["user"]["id"].text();
    tellName(sink,
             {.kind = DirectoryEntry::Kind::Key,
              .id = key["id"].text(),
              .name = clipped(key["name"].text()),
              .email = {},
              .ownerId = person.empty() ? owner["service_account"]["id"].text() : person,
              .isArchived = key["owner_project_access"].text() == "inactive",
              .fetchedAt = fetchedAt,
              .source = {}},
             fetchedAt);
}

void tellRow(const std::string &list, JsonValue row, Sink &sink, Instant fetchedAt)
{
    if (list == "keys")
        return tellKey(row, sink, fetchedAt);
    const bool isUser = list == "users";
    tellName(sink,
             {.kind = isUser ? DirectoryEntry::Kind::User : DirectoryEntry::Kind::Project,
              .id = row["id"].text(),
              .name = clipped(row["name"].text()),
              .email = isUser ? clipped(row["email"].text()) : std::string_view(),
              .ownerId = {},
              .isArchived = row["archived_at"].isSet(),
              .fetchedAt = fetchedAt,
              .source = {}},
             fetchedAt);
}

} // namespace

Result<PageEnd> readOpenAiBuckets(const SeriesPlan &plan, std::string_view body, Instant fetchedAt,
                                  Sink &sink)
{
    JsonTree tree;
    const auto page = openPage(tree, body, "data");
    OUTLAY_TRY(page);
    auto next = nextPage(*page);
    OUTLAY_TRY(next);
    BucketWriter writer(plan, fetchedAt, sink);
    Complaint complaint;
    for (const JsonValue bucket : (*page)["data"]) {
        if (!bucket["results"].isArray())
            return failure(Error::Kind::Malformed, "a bucket lacks \"results\"");
        OUTLAY_TRY(writer.begin({timeOf(bucket["start_time"]), timeOf(bucket["end_time"])}));
        for (const JsonValue result : bucket["results"]) {
            BucketRow row =
                plan.name == "costs" ? costRow(result, complaint) : usageRow(result, complaint);
            writer.add(std::move(row), complaint);
        }
    }
    writer.end();
    return PageEnd{.next = *next, .memory = {}, .delivered = writer.delivered()};
}

Result<PageEnd> readOpenAiNames(const PageRequest &page, std::string_view body, Instant fetchedAt,
                                Sink &sink)
{
    JsonTree tree;
    const auto root = openPage(tree, body, "data");
    OUTLAY_TRY(root);
    const auto after = nextAfter(*root);
    OUTLAY_TRY(after);
    ListWalk walk = ListWalk::fromCursor(page.cursor, "projects");
    for (const JsonValue row : (*root)["data"])
        tellRow(walk.list, row, sink, fetchedAt);
    if (walk.list == "projects")
        walk = afterProjects(*root, std::move(walk));
    walk.after = *after;
    if (!after->empty())
        return PageEnd{.next = walk.toCursor(), .memory = {}};
    if (walk.list == "projects")
        walk.list = "users";
    else if (walk.list == "users")
        walk.list = "keys";
    else if (!walk.queue.empty())
        walk.queue.erase(walk.queue.begin());
    const bool isEnd = walk.list == "keys" && walk.queue.empty();
    return PageEnd{.next = isEnd ? std::string() : walk.toCursor(), .memory = {}};
}

} // namespace outlay::sources
