// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/formatlist.h"
#include "models/formats/gatewayreader.h"
#include "models/formats/sniffing.h"
#include "models/formats/tokencounts.h"
#include "models/formats/usageobject.h"

#include <algorithm>
#include <array>

namespace outlay {

namespace {

/// Calls that list, fetch or count something use no tokens.
bool onlyLooksUp(std::string_view object)
{
    constexpr std::array<std::string_view, 7> parts = {
        "list", "retrieve", "download", "delete", "cancel", "file_", "count_tokens"};
    return std::any_of(parts.begin(), parts.end(), [object](std::string_view part) {
        return object.find(part) != std::string_view::npos;
    });
}

// Rows of the table `logs` (objects as JSON text) and of pages {"logs":[…]} of GET /api/logs.
class BifrostReader final : public GatewayReader
{
public:
    BifrostReader() : GatewayReader("bifrost", "logs") {}

private:
    bool read(JsonValue row) override;
    void readCounts(JsonValue row);
    void readEnding(JsonValue row);
    void readNames(JsonValue row);
};

bool BifrostReader::read(JsonValue row)
{
    Observation &o = seen();
    const std::string_view status = row["status"].text();
    if (status == "processing")
        return false; // still in flight; the row is written again when it ends
    takeTime(row, {"timestamp", "created_at"});
    o.reported = usd(row, "cost");
    // A cost may come later, when it is calculated again: the row that knows one wins.
    o.version = o.reported ? 1 : 0;
    const JsonValue cache = inner().of(row["cache_debug"], "cache_debug", complaint());
    o.isGatewayCacheHit = isYes(cache["cache_hit"]);
    readEnding(row);
    readCounts(row);
    readNames(row);
    identify(row["id"].text());
    return !o.usage.isZero() || o.servedTokens > 0 || o.outcome != Outcome::Success ||
           !onlyLooksUp(o[Field::Endpoint]);
}

void BifrostReader::readCounts(JsonValue row)
{
    const JsonValue usage = inner().of(row["token_usage"], "token_usage", complaint());
    if (usage.isObject()) {
        if (tellsCost() && tellsTotalOnly(usage))
            return;
        const UsageObject counts = readUsageObject(usage, complaint(), row["model"].text());
        if (counts.shape == UsageObject::Shape::None)
            return;
        takeUsage(counts.usage);
        if (counts.usage.prompt() > countOf(usage, "prompt_tokens", complaint()))
            doubt("cached part outside the prompt");
        seen().hasCacheTtlSplit = counts.hasCacheTtlSplit;
        return;
    }
    const JsonValue prompt = row["prompt_tokens"], completion = row["completion_tokens"];
    // The columns alone do not tell what was written to the cache.
    Counted n;
    n.prompt = countOf(row, "prompt_tokens", complaint());
    n.output = countOf(row, "completion_tokens", complaint());
    n.total = countOf(row, "total_tokens", complaint());
    n.read = countOf(row, "cached_read_tokens", complaint());
    if (!takeRest(n, isTold(prompt), isTold(completion)) &&
        !tellsCounts(prompt, "prompt_tokens", completion, "completion_tokens",
                     {row["model"].text(), row["object_type"].text()}))
        return;
    if (n.prompt + n.output == 0)
        return;
    takeUsage(disjoint(n));
    doubt("cache writes not told");
}

void BifrostReader::readEnding(JsonValue row)
{
    Observation &o = seen();
    o.outcome = outcomeOf(row["status"].text());
    if (o.outcome == Outcome::Unknown)
        complaint().add("status", "expected processing, success or error");
    o.isFinal = true;
    o[Field::StopReason] = firstTextOf(row, {"stop_reason"});
    o.latencyMicros = micros(row, "latency", 3);
    o.retries = static_cast<std::int32_t>(
        std::min<std::int64_t>(countOf(row, "number_of_retries", complaint()), 1'000'000));
    // The first attempt is 0 in the log; its fallbacks are rows of their own.
    o.attempt = static_cast<std::int32_t>(std::min<std::int64_t>(
                    countOf(row, "fallback_index", complaint()), 1'000'000)) +
                1;
    if (o.outcome != Outcome::Error)
        return;
    const JsonValue details = inner().of(row["error_details"], "error_details", complaint());
    o.httpStatus = statusOf(details["status_code"]);
    if (outcomeOfStatus(o.httpStatus) == Outcome::Cancelled)
        o.outcome = Outcome::Cancelled;
    for (const JsonValue type : {details["type"], details["error"]["type"]}) {
        if (type.text() == "budget_exceeded")
            o.outcome = Outcome::RefusedByCap;
    }
}

void BifrostReader::readNames(JsonValue row)
{
    Observation &o = seen();
    nameProviderAndModel(o, firstTextOf(row, {"provider"}), firstTextOf(row, {"model"}));
    o[Field::ModelGroup] = firstTextOf(row, {"alias"});
    o[Field::Endpoint] = firstTextOf(row, {"object", "object_type"});
    // Its name notwithstanding the id of a session, not of a row.
    o[Field::Session] = firstTextOf(row, {"parent_request_id"});
    o[Field::User] = firstTextOf(row, {"user_id", "user_name"});
    o[Field::Team] = firstTextOf(row, {"team_name", "team_id"});
    o[Field::Key] = firstTextOf(
        row, {"virtual_key_name", "virtual_key_id", "selected_key_name", "selected_key_id"});
    tag("customer", firstTextOf(row, {"customer_name", "customer_id"}));
    tag("business_unit", firstTextOf(row, {"business_unit_name", "business_unit_id"}));
    tag("routing_rule", firstTextOf(row, {"routing_rule_name", "routing_rule_id"}));
    takeLabels(inner().of(row["metadata"], "metadata", complaint()));
}

// Its interface's names are the columns', but one. Prompts and answers lie in others.
constexpr std::array<std::string_view, 8> neededColumns = {
    "id",     "timestamp",      "provider",          "model",
    "status", "fallback_index", "number_of_retries", "selected_key_id"};
constexpr std::array<std::string_view, 27> wantedColumns = {"object_type",
                                                            "total_tokens",
                                                            "parent_request_id",
                                                            "alias",
                                                            "selected_key_name",
                                                            "virtual_key_id",
                                                            "virtual_key_name",
                                                            "routing_rule_id",
                                                            "routing_rule_name",
                                                            "user_id",
                                                            "user_name",
                                                            "team_id",
                                                            "team_name",
                                                            "customer_id",
                                                            "customer_name",
                                                            "business_unit_id",
                                                            "business_unit_name",
                                                            "cache_debug",
                                                            "latency",
                                                            "token_usage",
                                                            "cost",
                                                            "stop_reason",
                                                            "error_details",
                                                            "metadata",
                                                            "prompt_tokens",
                                                            "completion_tokens",
                                                            "cached_read_tokens"};
constexpr FormatTable logTable{"logs", neededColumns, wantedColumns, "timestamp"};

int sniffBifrost(std::string_view head, std::string_view /*path*/)
{
    const bool isBifrost = looksLikeJson(head) && hasKey(head, "fallback_index") &&
                           hasKey(head, "number_of_retries") && hasKey(head, "selected_key_id");
    return isBifrost ? sniffedSurely : 0;
}

} // namespace

const Format bifrostFormat{
    .name = "bifrost",
    .title = "Bifrost logs",
    .rank = Rank::Gateway,
    .growth = Growth::Version,
    .sniff = sniffBifrost,
    .framing = jsonFraming,
    .create = [](const ReaderOptions &) -> std::unique_ptr<Reader> {
        return std::make_unique<BifrostReader>();
    },
    .table = &logTable,
};

} // namespace outlay
