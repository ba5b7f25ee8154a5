// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/formatlist.h"
#include "models/formats/gatewayreader.h"
#include "models/formats/providername.h"
#include "models/formats/recordmap.h"
#include "models/formats/sniffing.h"
#include "models/formats/tokencounts.h"

#include <algorithm>
#include <array>
#include <span>

namespace outlay {

namespace {

// The operator chooses the names: those of the project's own examples are known, others are said
// with --map.
using Keys = std::span<const std::string_view>;
template <typename... Names> constexpr auto keys(Names... names)
{
    return std::array<std::string_view, sizeof...(Names)>{names...};
}
constexpr auto inputKeys = keys("llm_input_token", "genai_tokens_input");
constexpr auto outputKeys = keys("llm_output_token", "genai_tokens_output");
constexpr auto totalKeys = keys("llm_total_token", "genai_tokens_total");
constexpr auto readKeys = keys("llm_cached_input_token", "genai_tokens_cached_input");
constexpr auto writtenKeys =
    keys("llm_cache_creation_input_token", "genai_tokens_cache_creation_input");
constexpr auto reasoningKeys = keys("llm_reasoning_token", "genai_tokens_reasoning");
constexpr auto modelKeys = keys("response_model", "genai_response_model", "model_name_override",
                                "genai_model_name_override", "genai_model_name", "x-ai-eg-model");
constexpr auto askedKeys = keys("genai_model_name", "x-ai-eg-model");
constexpr auto pathKeys = keys("x-envoy-origin-path", "path", ":path");
constexpr auto operationKeys =
    keys("gen_ai.operation.name", "genai_operation_name", "operation_name");
constexpr auto backendKeys = keys("genai_backend_name", "backend_name");

/// The first that is set, which Envoy's "-" is not.
JsonValue valueOf(JsonValue row, Keys names)
{
    for (const std::string_view key : names) {
        if (const std::string_view text = row[key].text();
            !text.empty() && text != "-" && text != "null")
            return row[key];
    }
    return {};
}

std::string_view textOf(JsonValue row, Keys names)
{
    return clipped(valueOf(row, names).text());
}

/// The cloud that a backend's name names. The gateway writes it as namespace, name, and where it is
/// used: "default/azure-openai/route/chat/rule/0/ref/0".
std::string_view cloudOfBackend(JsonValue row)
{
    std::string_view name = textOf(row, backendKeys);
    name = name.substr(0, name.find("/route/"));
    if (const std::size_t slash = name.rfind('/'); slash != name.npos)
        name.remove_prefix(slash + 1);
    return cloudNamed(name);
}

bool hasAnyKey(JsonValue row, Keys names)
{
    for (const std::string_view key : names) {
        if (row[key].kind() != JsonValue::Kind::Absent)
            return true;
    }
    return false;
}

/// Of a call that makes no text: all of it is what was read.
bool tellsInputByTotal(JsonValue row)
{
    return textOf(row, inputKeys).empty() && textOf(row, outputKeys).empty() &&
           !textOf(row, totalKeys).empty() &&
           hasNoOutput({textOf(row, modelKeys), textOf(row, pathKeys), textOf(row, operationKeys)});
}

class EnvoyReader final : public GatewayReader
{
public:
    explicit EnvoyReader(const ReaderOptions &options)
        : GatewayReader("envoy-gateway", {})
        , m_map(options.map)
        , m_isMapped(!options.map.isEmpty())
    {
    }

private:
    bool read(JsonValue row) override;
    void readEnding(JsonValue row);
    bool readMapped(JsonValue row);
    void readCounts(JsonValue row);
    std::int64_t count(JsonValue row, Keys names);

    RecordMap m_map;
    bool m_isMapped;
    std::vector<std::string_view> m_values;
};

bool EnvoyReader::read(JsonValue row)
{
    if (m_isMapped)
        return readMapped(row);
    const bool isTotalInput = tellsInputByTotal(row);
    if (!hasAnyKey(row, inputKeys) && !hasAnyKey(row, outputKeys) && !isTotalInput) {
        complaint().add("llm_input_token",
                        "no field of a known name holds the counts; say which do with --map "
                        "input_tokens=FIELD,output_tokens=FIELD,at=start_time,model=FIELD");
        return false;
    }
    Observation &o = seen();
    const std::string_view model = textOf(row, modelKeys);
    const bool hasCounts =
        isTotalInput || !textOf(row, inputKeys).empty() || !textOf(row, outputKeys).empty();
    if (model.empty() && !hasCounts)
        return false; // another route: no model was called
    takeTime(row, {"start_time"});
    readEnding(row);
    if (hasCounts)
        readCounts(row);
    nameProviderAndModel(o, cloudOfBackend(row), model);
    o[Field::ModelGroup] = textOf(row, askedKeys);
    o[Field::Endpoint] = textOf(row, pathKeys);
    o[Field::Endpoint] = o[Field::Endpoint].substr(0, o[Field::Endpoint].find('?'));
    tag("backend", textOf(row, backendKeys));
    tag("route", textOf(row, keys("route_name")));
    identify(textOf(row, keys("x-request-id")));
    return true;
}

void EnvoyReader::readEnding(JsonValue row)
{
    Observation &o = seen();
    takeOutcome(statusOf(row["response_code"]));
    // The client went away: no code, but a flag.
    if (o.outcome == Outcome::Unknown && textOf(row, keys("response_flags")).starts_with("DC")) {
        o.outcome = Outcome::Cancelled;
        o.isFinal = true;
    }
    o.latencyMicros = micros(row, "duration", 3);
}

/// As in the formats of any shape, but with the access log's own outcome and id where the map
/// leaves them out.
bool EnvoyReader::readMapped(JsonValue row)
{
    Observation &o = seen();
    lookUp(m_map, row, m_values);
    if (!m_map.problem().empty())
        complaint().add("--map", m_map.problem());
    if (!m_map.isWanted(m_values))
        return false;
    const bool hasTime = row["start_time"].isSet();
    if (hasTime)
        takeTime(row, {"start_time"});
    readEnding(row);
    const Outcome outcome = o.outcome;
    m_map.fill(m_values, o, complaint(), !hasTime);
    if (o.usage.isZero() && o[Field::Model].empty() && complaint().isEmpty())
        return false; // another route: no model was called
    o.outcome = o.outcome == Outcome::Unknown ? outcome : o.outcome;
    m_map.requireCounts(m_values, o, complaint());
    o.canSeeFailures = true;
    o.isFinal = o.outcome != Outcome::Unknown;
    if (!o.usage.isZero())
        takeUsage(TokenUsage(o.usage));
    nameProviderAndModel(o, o[Field::Provider].empty() ? cloudOfBackend(row) : o[Field::Provider],
                         o[Field::Model]);
    if (o.tokens.empty())
        identify(textOf(row, keys("x-request-id")));
    return true;
}

std::int64_t EnvoyReader::count(JsonValue row, Keys names)
{
    const std::string_view text = textOf(row, names);
    return text.empty() ? 0 : readCount(text, names.front(), complaint()).value_or(0);
}

void EnvoyReader::readCounts(JsonValue row)
{
    const JsonValue prompt = valueOf(row, inputKeys), output = valueOf(row, outputKeys);
    Counted n;
    n.prompt = count(row, inputKeys);
    n.output = count(row, outputKeys);
    n.total = count(row, totalKeys);
    n.read = count(row, readKeys);
    n.written = count(row, writtenKeys);
    n.reasoning = count(row, reasoningKeys);
    if (tellsInputByTotal(row))
        n.prompt = n.total;
    else if (!takeRest(n, prompt.isSet(), output.isSet()))
        (void)tellsCounts(
            prompt, inputKeys.front(), output, outputKeys.front(),
            {textOf(row, modelKeys), textOf(row, pathKeys), textOf(row, operationKeys)});
    const std::int64_t cached = n.read + n.written;
    // The backend's schema decides what its input includes; the total tells, or the sizes do.
    const bool isTold = n.total == n.prompt + n.output || n.total == n.prompt + n.output + cached;
    if (cached > 0 && !isTold)
        doubt("cached part assumed inside the input");
    takeUsage(disjoint(n));
}

int sniffEnvoy(std::string_view head, std::string_view /*path*/)
{
    if (!looksLikeJson(head) || !hasKey(head, "start_time"))
        return 0;
    const auto hasAny = [head](Keys names) {
        return std::any_of(names.begin(), names.end(),
                           [head](std::string_view key) { return hasKey(head, key); });
    };
    // What the operator's format leaves out differs; one field must be the gateway's own.
    constexpr auto own = keys("genai_model_name", "genai_model_name_override", "genai_backend_name",
                              "genai_response_model", "x-ai-eg-model");
    const bool isGateway =
        hasAny(inputKeys) || hasAny(outputKeys) || hasAny(totalKeys) || hasAny(own);
    constexpr auto others =
        keys("response_flags", "upstream_cluster", "upstream_host", "x-request-id", "duration",
             "x-envoy-origin-path", "bytes_sent", "bytes_received", "route_name");
    const bool hasCode = hasKey(head, "response_code");
    if (!isGateway || (!hasCode && !hasAny(others)))
        return 0;
    return hasCode ? sniffedSurely : sniffedLikely;
}

} // namespace

const Format envoyGatewayFormat{
    .name = "envoy-gateway",
    .title = "Envoy AI Gateway access logs",
    .rank = Rank::Gateway,
    .growth = Growth::Once,
    .sniff = sniffEnvoy,
    .framing = jsonFraming,
    .create = [](const ReaderOptions &options) -> std::unique_ptr<Reader> {
        return std::make_unique<EnvoyReader>(options);
    },
    .mapping = Mapping::Optional,
    .tellsProvider = false,
};

} // namespace outlay
