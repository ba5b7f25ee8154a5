// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/formatlist.h"
#include "models/formats/gatewayreader.h"
#include "models/formats/sniffing.h"
#include "models/formats/tokencounts.h"

namespace outlay {

namespace {

// Events of PostHog's AI observability, exported one a line or as a page {"results":[…]}.
// docs/formats.md, section posthog.
class PostHogReader final : public GatewayReader
{
public:
    PostHogReader() : GatewayReader("posthog", "results") {}

private:
    bool read(JsonValue row) override;
    void readEnding(JsonValue properties);
    void readCounts(JsonValue properties, std::string_view event);
};

bool PostHogReader::read(JsonValue row)
{
    const std::string_view event = row["event"].text();
    // The others ($ai_trace, $ai_span …) repeat what lies below them, or are none of ours.
    if (event != "$ai_generation" && event != "$ai_embedding")
        return false;
    Observation &o = seen();
    takeTime(row, {"timestamp"});
    const JsonValue properties = inner().of(row["properties"], "properties", complaint());
    if (!properties.isObject())
        complaint().add("properties", "missing");
    readEnding(properties);
    readCounts(properties, event);
    o.reported = usd(properties, "$ai_total_cost_usd");
    nameProviderAndModel(o, firstTextOf(properties, {"$ai_provider"}),
                         firstTextOf(properties, {"$ai_model"}));
    o[Field::User] = firstTextOf(row, {"distinct_id"});
    o[Field::Session] = firstTextOf(properties, {"$ai_session_id"});
    tag("name", firstTextOf(properties, {"$ai_span_name"}));
    o.latencyMicros = micros(properties, "$ai_latency", 0);
    o.timeToFirstTokenMicros = micros(properties, "$ai_time_to_first_token", 0);
    identify(firstTextOf(row, {"uuid", "id"}));
    return true;
}

void PostHogReader::readEnding(JsonValue properties)
{
    takeOutcome(statusOf(properties["$ai_http_status"]));
    if (isYes(properties["$ai_is_error"]))
        seen().outcome = Outcome::Error;
    else if (seen().outcome == Outcome::Unknown)
        seen().outcome = Outcome::Success;
    seen().isFinal = true;
}

void PostHogReader::readCounts(JsonValue properties, std::string_view event)
{
    if (!tellsCounts(properties["$ai_input_tokens"], "$ai_input_tokens",
                     properties["$ai_output_tokens"], "$ai_output_tokens",
                     {event, properties["$ai_model"].text()}))
        return;
    const auto count = [&](std::string_view key) { return countOf(properties, key, complaint()); };
    Counted n;
    n.prompt = count("$ai_input_tokens");
    n.read = count("$ai_cache_read_input_tokens");
    n.written = count("$ai_cache_creation_input_tokens");
    n.output = count("$ai_output_tokens");
    n.reasoning = count("$ai_reasoning_tokens");
    // The wrappers hand on what the provider counts: Anthropic's input is without the caches.
    const JsonValue told = properties["$ai_cache_reporting_exclusive"];
    const bool isBeside =
        told.isSet() ? isYes(told) : properties["$ai_provider"].text() == "anthropic";
    if (isBeside)
        n.prompt += n.read + n.written;
    takeUsage(disjoint(n));
}

int sniffPostHog(std::string_view head, std::string_view /*path*/)
{
    const bool isPostHog = looksLikeJson(head) && hasKey(head, "distinct_id") &&
                           head.find("$ai_") != std::string_view::npos;
    return isPostHog ? sniffedSurely : 0;
}

} // namespace

const Format postHogFormat{
    .name = "posthog",
    .title = "PostHog AI events",
    .rank = Rank::OtelSpan,
    .growth = Growth::Once,
    .sniff = sniffPostHog,
    .framing = jsonFraming,
    .create = [](const ReaderOptions &) -> std::unique_ptr<Reader> {
        return std::make_unique<PostHogReader>();
    },
};

} // namespace outlay
