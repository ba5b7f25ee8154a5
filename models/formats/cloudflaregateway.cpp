// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/formatlist.h"
#include "models/formats/gatewayreader.h"
#include "models/formats/sniffing.h"

#include <algorithm>

namespace outlay {

namespace {

// Rows of GET …/ai-gateway/gateways/{gateway}/logs, in pages {"result":[…]} or one a line.
class CloudflareReader final : public GatewayReader
{
public:
    CloudflareReader() : GatewayReader("cloudflare-gateway", "result") {}

private:
    bool read(JsonValue row) override;
    void readNames(JsonValue row);
};

bool CloudflareReader::read(JsonValue row)
{
    Observation &o = seen();
    takeTime(row, {"created_at"});
    takeOutcome(statusOf(row["status_code"]));
    if (row["success"].isSet() && !isYes(row["success"]) && o.outcome != Outcome::Cancelled)
        o.outcome = Outcome::Error;
    else if (isYes(row["success"]) && o.outcome == Outcome::Unknown)
        o.outcome = Outcome::Success;
    o.isFinal = o.outcome != Outcome::Unknown;
    o.isGatewayCacheHit = isYes(row["cached"]);
    if (tellsCounts(row["tokens_in"], "tokens_in", row["tokens_out"], "tokens_out",
                    {row["model"].text(), row["model_type"].text(), row["path"].text(),
                     row["request_type"].text()})) {
        // One count each way: what came from a provider's cache, or was reasoning, is not told.
        TokenUsage usage;
        usage[TokenClass::Input] = countOf(row, "tokens_in", complaint());
        usage[TokenClass::Output] = countOf(row, "tokens_out", complaint());
        takeUsage(usage);
    }
    o.reported = usd(row, "cost");
    o.latencyMicros = micros(row, "duration", 3);
    o.attempt = static_cast<std::int32_t>(
                    std::min<std::int64_t>(countOf(row, "step", complaint()), 1'000'000)) +
                1;
    readNames(row);
    identify(row["id"].text());
    return true;
}

void CloudflareReader::readNames(JsonValue row)
{
    Observation &o = seen();
    nameProviderAndModel(o, firstTextOf(row, {"provider"}), firstTextOf(row, {"model"}));
    const std::string_view path = firstTextOf(row, {"path"});
    o[Field::Endpoint] = path.substr(0, path.find('?'));
    tag("model_type", firstTextOf(row, {"model_type"}));
    if (isYes(row["custom_cost"]))
        tag("custom_cost", "true");
    takeLabels(inner().of(row["metadata"], "metadata", complaint()));
}

int sniffCloudflare(std::string_view head, std::string_view /*path*/)
{
    const bool isCloudflare =
        looksLikeJson(head) && hasKey(head, "cached") && hasKey(head, "created_at") &&
        hasKey(head, "provider") && (hasKey(head, "step") || hasKey(head, "status_code")) &&
        (hasKey(head, "tokens_in") || hasKey(head, "tokens_out") || hasKey(head, "model_type"));
    return isCloudflare ? sniffedSurely : 0;
}

} // namespace

const Format cloudflareGatewayFormat{
    .name = "cloudflare-gateway",
    .title = "Cloudflare AI Gateway logs",
    .rank = Rank::Gateway,
    .growth = Growth::Once,
    .sniff = sniffCloudflare,
    .framing = jsonFraming,
    .create = [](const ReaderOptions &) -> std::unique_ptr<Reader> {
        return std::make_unique<CloudflareReader>();
    },
};

} // namespace outlay
