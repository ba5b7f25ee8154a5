// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/formatlist.h"
#include "models/formats/gatewayreader.h"
#include "models/formats/sniffing.h"
#include "models/formats/vocabulary.h"

#include <algorithm>
#include <optional>

namespace outlay {

namespace {

using enum TokenClass;

bool startsWithIgnoringCase(std::string_view text, std::string_view lowerPrefix)
{
    return text.size() >= lowerPrefix.size() &&
           std::equal(lowerPrefix.begin(), lowerPrefix.end(), text.begin(), [](char p, char c) {
               return p == (c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
           });
}

// Rows of POST /v1/request/query(-clickhouse), in pages {"data":[…]} or one a line.
class HeliconeReader final : public GatewayReader
{
public:
    HeliconeReader() : GatewayReader("helicone", "data") {}

private:
    bool read(JsonValue row) override;
    bool takeMissing(JsonValue row, TokenUsage &usage, std::int64_t &completion);
    void readCounts(JsonValue row);
    void readCost(JsonValue row);
    void readNames(JsonValue row);
    void readProperty(JsonValue property);

    std::string m_parentAgent;
};

bool HeliconeReader::read(JsonValue row)
{
    Observation &o = seen();
    takeTime(row, {"request_created_at"});
    takeOutcome(statusOf(row["response_status"]));
    const std::string_view reference = row["cache_reference_id"].text();
    o.isGatewayCacheHit = reference.find_first_not_of("0-") != std::string_view::npos;
    if (const JsonValue answered = row["response_created_at"]; answered.isSet()) {
        o.version = readTime(answered.text(), "response_created_at", complaint())
                        .value_or(Instant{})
                        .micros;
    }
    readCounts(row);
    readCost(row);
    readNames(row);
    o.latencyMicros = micros(row, "delay_ms", 3);
    o.timeToFirstTokenMicros = micros(row, "time_to_first_token", 3);
    identify(row["request_id"].text());
    // A copy from the cache repeats the id of the answer it copies.
    const std::string_view response = row["response_id"].text();
    if (o.outcome == Outcome::Success && !o.isGatewayCacheHit && isProviderResponseId(response))
        o.addToken(TokenSpace::Response, response);
    // No status: pending, or given up before an answer came.
    return o.outcome != Outcome::Unknown || !o.usage.isZero();
}

/// A part of the total where the other part is told, but this one is not.
std::optional<std::int64_t> restOf(std::int64_t total, std::int64_t told, std::int64_t cached)
{
    const std::int64_t rest = total - told;
    if (rest <= 0)
        return std::nullopt;
    if (cached == 0)
        return rest;
    // Totals of newer builds leave caches out, and what is beside may be reasoning as well.
    return rest == cached ? std::optional<std::int64_t>(0) : std::nullopt;
}

/// Fills in what is missing of the prompt and the completion where the total tells.
bool HeliconeReader::takeMissing(JsonValue row, TokenUsage &usage, std::int64_t &completion)
{
    const bool hasPrompt = row["prompt_tokens"].isSet();
    const std::int64_t total = countOf(row, "total_tokens", complaint());
    const std::int64_t cached = usage[CacheRead] + usage[CacheWrite5m] + usage[InputAudio];
    // No call is without any input: a 0 is what was not found in the answer.
    const bool isPromptUnknown = !hasPrompt || (usage[Input] == 0 && cached == 0);
    if (isPromptUnknown && row["completion_tokens"].isSet()) {
        if (const auto prompt = restOf(total, completion, cached + usage[OutputAudio])) {
            usage[Input] = *prompt;
            return true;
        }
    } else if (hasPrompt && !row["completion_tokens"].isSet() && total >= usage[Input] &&
               cached + usage[OutputAudio] == 0 && total > 0) {
        completion = total - usage[Input];
        return true;
    }
    return false;
}

void HeliconeReader::readCounts(JsonValue row)
{
    Complaint &c = complaint();
    std::int64_t completion = countOf(row, "completion_tokens", c);
    const std::int64_t audioOut = countOf(row, "completion_audio_tokens", c);
    TokenUsage usage;
    usage[Input] = countOf(row, "prompt_tokens", c); // without the cached part
    usage[CacheRead] = countOf(row, "prompt_cache_read_tokens", c);
    usage[CacheWrite5m] = countOf(row, "prompt_cache_write_tokens", c); // both lifetimes
    usage[InputAudio] = countOf(row, "prompt_audio_tokens", c);
    usage[OutputAudio] = audioOut;
    const bool isDerived = takeMissing(row, usage, completion);
    const bool isHalf = row["prompt_tokens"].isSet() != row["completion_tokens"].isSet();
    if (isHalf && !isDerived && seen().outcome == Outcome::Unknown)
        return; // pending: the row is written again when it ends
    if (!isDerived && !tellsCounts(row["prompt_tokens"], "prompt_tokens", row["completion_tokens"],
                                   "completion_tokens",
                                   {row["response_model"].text(), row["request_model"].text(),
                                    row["request_path"].text()}))
        return;
    // Newer builds count reasoning beside the completion, and only the total shows it; older ones
    // have a total that contains caches and audio, which is no reasoning.
    const std::int64_t beside = countOf(row, "total_tokens", c) - usage[Input] - completion;
    const std::int64_t audio = usage[InputAudio] + audioOut;
    const bool isReasoning = beside > 0 && beside != audio && beside != usage[CacheRead] + audio &&
                             beside != usage[CacheRead] + usage[CacheWrite5m] + audio;
    usage[Reasoning] = isReasoning ? beside : 0;
    usage[Output] = completion + usage[Reasoning];
    takeUsage(usage);
}

void HeliconeReader::readCost(JsonValue row)
{
    // Of dollars, a column that is exported as such may hold a whole number, but hardly so many.
    constexpr std::int64_t nanosInADollar = 1'000'000'000;
    constexpr std::int64_t mostDollars = 99;
    const bool isDollars = row["costUSD"].isSet();
    const std::string_view field = isDollars ? "costUSD" : "cost";
    const std::int64_t nanos = parseUsd(row[field].text()).value_or(Money{}).nanos;
    // "40000000.0" and "4e7" as well.
    const bool isWhole = nanos > 0 && nanos % nanosInADollar == 0;
    if (isWhole && (!isDollars || nanos / nanosInADollar > mostDollars))
        complaint().add(field, "a whole number looks like the billionths of a dollar that the "
                               "analytics storage holds; export costUSD, or dollars");
    else
        seen().reported = usd(row, field);
}

void HeliconeReader::readNames(JsonValue row)
{
    Observation &o = seen();
    nameProviderAndModel(o, firstTextOf(row, {"provider"}),
                         firstTextOf(row, {"response_model", "model_override", "request_model"}));
    o[Field::ModelGroup] = firstTextOf(row, {"request_model"});
    o[Field::Endpoint] = firstTextOf(row, {"request_path"});
    o[Field::User] = firstTextOf(row, {"request_user_id"});
    const JsonValue properties =
        inner().of(firstOf(row, {"request_properties", "properties"}), "properties", complaint());
    takeLabels(properties);
    // Helicone's own are no labels of the user.
    std::erase_if(o.tags,
                  [](const Tag &tag) { return startsWithIgnoringCase(tag.key, "helicone-"); });
    for (const JsonValue property : properties)
        readProperty(property);
}

void HeliconeReader::readProperty(JsonValue property)
{
    Observation &o = seen();
    const std::string_view value = clipped(property.text());
    if (startsWithIgnoringCase(property.key(), "helicone-session-id"))
        o[Field::Session] = value;
    if (!startsWithIgnoringCase(property.key(), "helicone-session-path"))
        return;
    // "/plan/code": the agent and those that called it.
    o[Field::Agent] = value;
    const std::size_t slash = value.rfind('/');
    m_parentAgent = value.substr(0, slash == std::string_view::npos ? 0 : slash);
    o[Field::ParentAgent] = m_parentAgent;
}

int sniffHelicone(std::string_view head, std::string_view /*path*/)
{
    const bool isHelicone = looksLikeJson(head) && hasKey(head, "request_created_at") &&
                            hasKey(head, "request_id") && hasKey(head, "response_status") &&
                            (hasKey(head, "prompt_tokens") || hasKey(head, "delay_ms"));
    return isHelicone ? sniffedSurely : 0;
}

} // namespace

const Format heliconeFormat{
    .name = "helicone",
    .title = "Helicone requests",
    .rank = Rank::Gateway,
    .growth = Growth::Version,
    .sniff = sniffHelicone,
    .framing = jsonFraming,
    .create = [](const ReaderOptions &) -> std::unique_ptr<Reader> {
        return std::make_unique<HeliconeReader>();
    },
};

} // namespace outlay
