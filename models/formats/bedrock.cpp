// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/formatlist.h"
#include "models/formats/gatewayreader.h"
#include "models/formats/sniffing.h"
#include "models/formats/tokencounts.h"
#include "models/formats/usageobject.h"
#include "models/formats/vocabulary.h"

#include <algorithm>
#include <array>
#include <map>

namespace outlay {

namespace {

using enum TokenClass;

std::string_view behindLast(std::string_view text, char separator)
{
    const std::size_t at = text.rfind(separator);
    return at == std::string_view::npos ? text : text.substr(at + 1);
}

/// Models that are billed by the image, the search or the second of video.
constexpr std::array<std::string_view, 9> uncountedModels = {
    "rerank", "image-generator", "nova-canvas", "nova-reel",       "stability.",
    "luma.",  "marengo",         "pegasus",     "stable-diffusion"};

/// "arn:aws:bedrock:us-east-1:123:inference-profile/us.anthropic.x" -> "us.anthropic.x"; of what
/// has only an id of its own (application profiles, provisioned and imported models) "kind/id".
std::string_view modelOf(std::string_view modelId)
{
    if (!modelId.starts_with("arn:"))
        return modelId;
    const std::string_view resource = behindLast(modelId, ':');
    // Versions hold a colon themselves: "…foundation-model/amazon.titan-v1:0".
    const std::size_t named = modelId.find(":foundation-model/");
    const std::size_t profile = modelId.find(":inference-profile/");
    if (named != std::string_view::npos || profile != std::string_view::npos)
        return modelId.substr(modelId.find('/') + 1);
    return resource;
}

/// A session that an SDK, an instance or a function has named is no person.
bool isMachineMade(std::string_view session)
{
    constexpr std::array<std::string_view, 4> prefixes = {"botocore-session-", "aws-sdk-",
                                                          "aws-go-sdk-", "i-0"};
    return session.find_first_not_of("0123456789") == std::string_view::npos ||
           std::any_of(prefixes.begin(), prefixes.end(),
                       [session](std::string_view prefix) { return session.starts_with(prefix); });
}

// Model invocation logs: JSON lines in S3, or events of CloudWatch that hold them as text.
class BedrockReader final : public GatewayReader
{
public:
    BedrockReader() : GatewayReader("bedrock", "events") {}

private:
    bool read(JsonValue row) override;
    void finish(Sink &sink) override;
    bool isUncounted(JsonValue record);
    void readCounts(JsonValue record, JsonValue body);
    void readLifetimes(JsonValue usage, TokenUsage &counts);
    void readNames(JsonValue record, JsonValue body);
    void readIdentity(std::string_view arn);

    std::map<std::string, std::int64_t> m_uncounted; ///< rows by model
};

bool BedrockReader::read(JsonValue row)
{
    const JsonValue text = row["message"];
    const JsonValue record =
        text.isString() && !row["modelId"].isSet() ? inner().of(text, "message", complaint()) : row;
    if (record["schemaType"].isSet() && record["schemaType"].text() != "ModelInvocationLog")
        return false;
    Observation &o = seen();
    takeTime(record, {"timestamp"});
    const std::string_view error = record["errorCode"].text();
    o.outcome = error.empty() ? Outcome::Success : Outcome::Error;
    o.httpStatus = statusOf(record["status"]);
    if (outcomeOfStatus(o.httpStatus) == Outcome::Error)
        o.outcome = Outcome::Error;
    if (o.httpStatus == 0 && error == "ThrottlingException")
        o.httpStatus = 429;
    o.isFinal = true;
    if (o.outcome == Outcome::Success && isUncounted(record))
        return false;
    // Only where bodies are logged; of them nothing but counts and the response's id is read.
    const JsonValue body =
        inner().of(record["output"]["outputBodyJson"], "output.outputBodyJson", complaint());
    readCounts(record, body);
    readNames(record, body);
    o.addToken(TokenSpace::Request, clipped(record["requestId"].text()));
    std::string_view response = body["id"].text();
    for (const JsonValue event : body) { // of a stream, its events
        if (response.empty() && event["type"].text() == "message_start")
            response = event["message"]["id"].text();
    }
    if (o.outcome == Outcome::Success && isProviderResponseId(response))
        o.addToken(TokenSpace::Response, response);
    return true;
}

/// What costs nothing, or by the image, the search and the second: the log has no figure of it.
bool BedrockReader::isUncounted(JsonValue record)
{
    const std::string_view operation = record["operation"].text();
    if (operation == "CountTokens" || operation == "ApplyGuardrail")
        return true; // the first is free, the second bills text units; neither calls a model
    const std::string_view model = modelOf(clipped(record["modelId"].text()));
    if (isTold(record["output"]["outputTokenCount"]) ||
        std::none_of(
            uncountedModels.begin(), uncountedModels.end(),
            [model](std::string_view part) { return model.find(part) != std::string_view::npos; }))
        return false;
    constexpr std::size_t most = 16;
    const bool isListed = m_uncounted.size() < most || m_uncounted.contains(std::string(model));
    ++m_uncounted[isListed ? std::string(model) : "other models"];
    return true;
}

/// Once a file, as there may be thousands.
void BedrockReader::finish(Sink &sink)
{
    std::string rows;
    for (const auto &[model, count] : m_uncounted)
        rows += (rows.empty() ? "" : ", ") + std::to_string(count) +
                (count == 1 ? " row of " : " rows of ") + model;
    if (!rows.empty())
        sink.rejected(0, "not priced by tokens, and the log tells no cost: " + rows +
                             "; what they cost is in AWS's bill alone (--format focus)");
    m_uncounted.clear();
}

void BedrockReader::readCounts(JsonValue record, JsonValue body)
{
    const JsonValue input = record["input"];
    const JsonValue output = record["output"];
    if (!tellsCounts(input["inputTokenCount"], "input.inputTokenCount", output["outputTokenCount"],
                     "output.outputTokenCount", {record["modelId"].text()}))
        return;
    Counted n;
    n.prompt = countOf(input, "inputTokenCount", complaint());
    n.read = countOf(input, "cacheReadInputTokenCount", complaint());
    n.written = countOf(input, "cacheWriteInputTokenCount", complaint());
    n.output = countOf(output, "outputTokenCount", complaint());
    const std::int64_t cached = n.read + n.written;
    // Beside the input, but for streams of OpenAI's models (maximhq/bifrost 6942).
    const bool isInside = record["operation"].text().ends_with("Stream") &&
                          record["modelId"].text().find("openai.") != std::string_view::npos &&
                          cached <= n.prompt;
    if (!isInside)
        n.total = n.prompt + cached + n.output;
    TokenUsage usage = disjoint(n);
    readLifetimes(body["usage"], usage);
    takeUsage(usage);
}

/// How long what was written to the cache lives stands only in the response's own usage.
void BedrockReader::readLifetimes(JsonValue usage, TokenUsage &counts)
{
    if (!usage["cacheDetails"].isArray() && !usage["cache_creation"].isObject())
        return;
    const UsageObject said = readUsageObject(usage, complaint());
    if (said.usage[CacheWrite5m] + said.usage[CacheWrite1h] != counts[CacheWrite5m])
        return;
    counts[CacheWrite5m] = said.usage[CacheWrite5m];
    counts[CacheWrite1h] = said.usage[CacheWrite1h];
    seen().hasCacheTtlSplit = true;
}

void BedrockReader::readNames(JsonValue record, JsonValue body)
{
    Observation &o = seen();
    const std::string_view model = modelOf(clipped(record["modelId"].text()));
    // An application profile hides its model; a body may tell it.
    const bool isHidden = model.starts_with("application-inference-profile/");
    const std::string_view told = isHidden ? firstTextOf(body, {"model"}) : std::string_view();
    o[Field::Provider] = "aws";
    o[Field::Model] = told.empty() ? model : told;
    if (isHidden)
        tag("inference_profile", behindLast(model, '/'));
    if (model.starts_with("provisioned-model/"))
        o[Field::Tier] = "provisioned";
    o[Field::Endpoint] = firstTextOf(record, {"operation"});
    o[Field::StopReason] = firstTextOf(body, {"stop_reason", "stopReason"});
    o.latencyMicros = micros(body["metrics"], "latencyMs", 3);
    readIdentity(clipped(record["identity"]["arn"].text()));
    tag("account", firstTextOf(record, {"accountId"}));
    tag("region", firstTextOf(record, {"region"}));
    tag("inference_region", firstTextOf(record, {"inferenceRegion"}));
    takeLabels(record["requestMetadata"]);
}

/// "…:assumed-role/ROLE/SESSION": the role is the key; the session, if a person's, the user.
/// "…:user/NAME": the user.
void BedrockReader::readIdentity(std::string_view arn)
{
    constexpr std::string_view role = "assumed-role/";
    constexpr std::string_view user = "user/";
    const std::string_view resource = behindLast(arn, ':');
    if (resource.starts_with(user))
        seen()[Field::User] = behindLast(resource, '/');
    if (!resource.starts_with(role))
        return;
    const std::size_t slash = resource.rfind('/');
    seen()[Field::Key] = resource.substr(role.size(), std::max(slash, role.size()) - role.size());
    const std::string_view session = resource.substr(slash + 1);
    if (slash >= role.size() && !isMachineMade(session))
        seen()[Field::User] = session;
}

int sniffBedrock(std::string_view head, std::string_view /*path*/)
{
    if (!looksLikeJson(head))
        return 0;
    const bool isRecord = hasKey(head, "schemaType") && hasKey(head, "modelId");
    // As text inside an event of CloudWatch.
    const bool isEvent =
        hasKey(head, "message") && head.find(R"(\"schemaType\")") != std::string_view::npos;
    return (isRecord || isEvent) && head.find("ModelInvocationLog") != std::string_view::npos
               ? sniffedSurely
               : 0;
}

} // namespace

const Format bedrockFormat{
    .name = "bedrock",
    .title = "AWS Bedrock model invocation logs",
    .rank = Rank::ProviderResponse,
    .growth = Growth::Once,
    .sniff = sniffBedrock,
    .framing = jsonFraming,
    .create = [](const ReaderOptions &) -> std::unique_ptr<Reader> {
        return std::make_unique<BedrockReader>();
    },
};

} // namespace outlay
