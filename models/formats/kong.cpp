// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/formatlist.h"
#include "models/formats/gatewayreader.h"
#include "models/formats/sniffing.h"
#include "models/formats/usageobject.h"

namespace outlay {

namespace {

// Lines of Kong's log plugins whose `ai` holds an entry for each AI plugin that called a model.
class KongReader final : public GatewayReader
{
public:
    KongReader() : GatewayReader("kong", {}) {}

private:
    void row(JsonValue row, std::int64_t number, Sink &sink) override;
    bool read(JsonValue row) override;
    void readCounts(JsonValue entry);
    void readNames(JsonValue row, JsonValue entry);

    JsonValue m_entry; ///< the call to read of the row
    std::string m_id;
};

/// Entries without usage belong to plugins that looked at a call and made none, unless the call
/// failed, which leaves only its meta.
bool isCall(JsonValue entry)
{
    return entry["usage"].isObject() || entry["meta"]["provider_name"].isSet();
}

void KongReader::row(JsonValue row, std::int64_t number, Sink &sink)
{
    if (!row.isObject())
        return sink.rejected(number, "the record is no JSON object");
    int calls = 0;
    for (const JsonValue entry : row["ai"]) {
        if (!isCall(entry))
            continue;
        ++calls;
        m_entry = entry;
        begin(row, entry.key());
        read(row);
        deliver(number, sink);
    }
    if (calls == 0)
        sink.ignored(); // a request that no model was called for
}

bool KongReader::read(JsonValue row)
{
    Observation &o = seen();
    takeTime(row, {"started_at"});
    takeOutcome(statusOf(row["response"]["status"]));
    const std::string_view status = m_entry["cache"]["cache_status"].text();
    o.isGatewayCacheHit = status == "Hit" || status == "hit" || status == "HIT";
    o.reported = usd(m_entry["usage"], "cost"); // by the operator's own prices
    readCounts(m_entry);
    o.latencyMicros = micros(m_entry["meta"], "llm_latency", 3);
    if (o.latencyMicros < 0)
        o.latencyMicros = micros(row["latencies"], "request", 3);
    readNames(row, m_entry);
    const std::string_view id = row["request"]["id"].text();
    if (isUsableId(id)) {
        m_id.assign(clipped(id)).append("/").append(clipped(m_entry.key()));
        identify(m_id);
    }
    return true;
}

void KongReader::readCounts(JsonValue entry)
{
    if (tellsCost() && tellsTotalOnly(entry["usage"]))
        return;
    const UsageObject counts =
        readUsageObject(entry["usage"], complaint(),
                        firstTextOf(entry["meta"], {"response_model", "request_model"}));
    if (counts.shape == UsageObject::Shape::None)
        return;
    takeUsage(counts.usage);
    const std::string_view provider = entry["meta"]["provider_name"].text();
    // Of Anthropic's answers Kong keeps the uncached input only: caches are billed, not logged.
    if ((provider == "anthropic" || provider == "bedrock") &&
        counts.usage[TokenClass::CacheRead] + counts.usage[TokenClass::CacheWrite5m] == 0)
        doubt("cached part not told");
}

void KongReader::readNames(JsonValue row, JsonValue entry)
{
    Observation &o = seen();
    const JsonValue meta = entry["meta"];
    nameProviderAndModel(o, firstTextOf(meta, {"provider_name"}),
                         firstTextOf(meta, {"response_model", "request_model"}));
    o[Field::ModelGroup] = firstTextOf(meta, {"request_model"});
    const std::string_view uri = firstTextOf(row["request"], {"uri"});
    o[Field::Endpoint] = uri.substr(0, uri.find('?'));
    o[Field::User] = firstTextOf(row["consumer"], {"username", "custom_id", "id"});
    tag("plugin", clipped(entry.key()));
    tag("service", firstTextOf(row["service"], {"name"}));
    tag("route", firstTextOf(row["route"], {"name"}));
    tag("workspace", firstTextOf(row, {"workspace_name"}));
}

int sniffKong(std::string_view head, std::string_view /*path*/)
{
    const bool isKong = looksLikeJson(head) && hasKey(head, "ai") && hasKey(head, "started_at") &&
                        hasKey(head, "latencies") && hasKey(head, "provider_name");
    return isKong ? sniffedSurely : 0;
}

} // namespace

const Format kongFormat{
    .name = "kong",
    .title = "Kong AI Gateway logs",
    .rank = Rank::Gateway,
    .growth = Growth::Once,
    .sniff = sniffKong,
    .framing = jsonFraming,
    .create = [](const ReaderOptions &) -> std::unique_ptr<Reader> {
        return std::make_unique<KongReader>();
    },
};

} // namespace outlay
