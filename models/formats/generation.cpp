// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/formatlist.h"
#include "models/formats/gatewayreader.h"
#include "models/formats/sniffing.h"
#include "models/formats/tokencounts.h"

#include <limits>

namespace outlay {

namespace {

using enum TokenClass;

constexpr std::string_view openRouter = "openrouter";
constexpr std::string_view openRouterIds = "gen-", vercelIds = "gen_";

std::optional<Money> sum(std::optional<Money> a, std::optional<Money> b)
{
    if (!a || !b || a->nanos > std::numeric_limits<std::int64_t>::max() - b->nanos)
        return std::nullopt;
    return Money{a->nanos + b->nanos};
}

// What GET /generation?id= of OpenRouter and of the Vercel AI Gateway, which took it over, tells of
// one call: {"data":{…}}, or such objects one a line.
class GenerationReader final : public GatewayReader
{
public:
    GenerationReader(std::string_view name, std::string_view provider)
        : GatewayReader(name, "data")
        , m_provider(provider)
    {
    }

private:
    bool read(JsonValue row) override;
    void readCounts(JsonValue row);
    void readCost(JsonValue row);

    std::string_view m_provider; ///< the router, who sends the bill
};

bool GenerationReader::read(JsonValue row)
{
    Observation &o = seen();
    takeTime(row, {"created_at"});
    o.outcome = isYes(row["cancelled"]) ? Outcome::Cancelled : Outcome::Success;
    o.isFinal = true;
    const std::string_view copied = row["response_cache_source_id"].text();
    o.isGatewayCacheHit = !copied.empty();
    readCost(row);
    readCounts(row);
    o[Field::Provider] = m_provider;
    o[Field::Model] = firstTextOf(row, {"model"});
    o[Field::StopReason] = firstTextOf(row, {"finish_reason"});
    o[Field::User] = firstTextOf(row, {"external_user"});
    o[Field::Session] = firstTextOf(row, {"session_id"});
    o[Field::Operation] = firstTextOf(row, {"request_id"});
    tag("upstream", firstTextOf(row, {"provider_name"}));
    // Of a stream the latency is the time to the first token.
    if (isYes(row["streamed"]))
        o.timeToFirstTokenMicros = micros(row, "latency", 3);
    o.latencyMicros = micros(row, "generation_time", 3);
    const std::string_view id = clipped(row["id"].text());
    o.addToken(TokenSpace::Response, id);
    if (id.starts_with(m_provider == openRouter ? vercelIds : openRouterIds))
        complaint().add("id", m_provider == openRouter
                                  ? "a generation of the Vercel AI Gateway; leave --format out"
                                  : "a generation of OpenRouter; leave --format out");
    return true;
}

void GenerationReader::readCounts(JsonValue row)
{
    // tokens_prompt and tokens_completion are counted with another tokenizer, not for billing.
    if (!tellsCounts(row["native_tokens_prompt"], "native_tokens_prompt",
                     row["native_tokens_completion"], "native_tokens_completion",
                     {row["model"].text()}))
        return;
    Counted n;
    n.prompt = countOf(row, "native_tokens_prompt", complaint());
    n.output = countOf(row, "native_tokens_completion", complaint());
    n.reasoning = countOf(row, "native_tokens_reasoning", complaint());
    n.read = countOf(row, "native_tokens_cached", complaint());
    n.written = countOf(row, "native_tokens_cache_creation", complaint());
    if (n.read + n.written > n.prompt || n.reasoning > n.output)
        doubt("parts larger than the whole");
    TokenUsage usage = disjoint(n);
    usage[WebSearches] = countOf(row, "billable_web_search_calls", complaint());
    takeUsage(usage);
}

void GenerationReader::readCost(JsonValue row)
{
    Observation &o = seen();
    const auto total = usd(row, "total_cost");
    const auto usage = usd(row, "usage");
    if (!isYes(row["is_byok"])) {
        o.billed = total ? total : usage;
        return;
    }
    // With the user's own key the router bills its fee only; the provider's part is told.
    o.reported = sum(usd(row, "upstream_inference_cost"), usage ? usage : total);
    tag("byok", "true");
}

int sniffGeneration(std::string_view head, bool isVercel)
{
    if (!looksLikeJson(head) || !hasKey(head, "native_tokens_prompt") ||
        !hasKey(head, "native_tokens_completion") || !hasKey(head, "total_cost"))
        return 0;
    // One took the other's interface over: ids tell, else what only one has.
    const bool hasVercelId = head.find("\"gen_") != std::string_view::npos;
    const bool hasOpenRouterId = head.find("\"gen-") != std::string_view::npos;
    const bool isVercels = hasVercelId != hasOpenRouterId
                               ? hasVercelId
                               : hasKey(head, "native_tokens_cache_creation") ||
                                     hasKey(head, "billable_web_search_calls");
    return isVercels == isVercel ? sniffedSurely : 0;
}

} // namespace

const Format openRouterFormat{
    .name = "openrouter",
    .title = "OpenRouter generations",
    .rank = Rank::ProviderResponse,
    .growth = Growth::Once,
    .sniff = [](std::string_view head, std::string_view) { return sniffGeneration(head, false); },
    .framing = jsonFraming,
    .create = [](const ReaderOptions &) -> std::unique_ptr<Reader> {
        return std::make_unique<GenerationReader>("openrouter", openRouter);
    },
};

const Format vercelGatewayFormat{
    .name = "vercel-gateway",
    .title = "Vercel AI Gateway generations",
    .rank = Rank::ProviderResponse,
    .growth = Growth::Once,
    .sniff = [](std::string_view head, std::string_view) { return sniffGeneration(head, true); },
    .framing = jsonFraming,
    .create = [](const ReaderOptions &) -> std::unique_ptr<Reader> {
        return std::make_unique<GenerationReader>("vercel-gateway", "vercel_ai_gateway");
    },
};

} // namespace outlay
