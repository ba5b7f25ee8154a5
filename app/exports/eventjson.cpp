// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/exports/eventjson.h"

namespace outlay {

namespace {

std::optional<std::string> known(const std::string &text)
{
    return text.empty() ? std::nullopt : std::optional(text);
}

} // namespace

bool isAlwaysShown(TokenClass tokenClass)
{
    return tokenClass <= TokenClass::Reasoning;
}

void writeUsage(JsonWriter &json, const TokenUsage &usage)
{
    for (std::size_t i = 0; i < tokenClassCount; ++i) {
        const auto tokenClass = static_cast<TokenClass>(i);
        if (isAlwaysShown(tokenClass) || usage[tokenClass] != 0)
            json.field(name(tokenClass), usage[tokenClass]);
    }
}

void writeEvent(JsonWriter &json, const EventRow &event)
{
    json.key("at").time(event.at);
    for (std::size_t i = 0; i < event.dimensions.size(); ++i)
        json.key(name(static_cast<Dimension>(i))).text(event.dimensions[i]);
    json.key("tags").beginObject();
    for (const auto &[key, value] : event.tags)
        json.field(key, std::string_view(value));
    json.endObject();
    json.field("requests", event.requests);
    writeUsage(json, event.usage);
    json.key("cache_hit").boolean(event.isGatewayCacheHit);
    json.field("served_tokens", event.servedTokens);
    json.key("cost_usd").money(event.cost);
    json.key("basis").text(event.cost ? known(std::string(name(event.basis))) : std::nullopt);
    json.key("billed_usd").money(event.billed);
    json.key("reported_usd").money(event.reported);
    json.key("estimated_usd").money(event.estimate);
    json.key("client_usd").money(event.client);
    json.key("quarantined_usd").money(event.quarantined);
    json.key("set_aside").boolean(event.isSetAside || event.isControl);
    json.key("stop_reason").text(known(event.stopReason));
    json.key("model_group").text(known(event.modelGroup));
    json.key("branch").text(known(event.branch));
    json.key("http_status");
    if (event.httpStatus > 0)
        json.number(event.httpStatus);
    else
        json.null();
    for (const auto &[field, micros] :
         {std::pair<std::string_view, std::int64_t>{"latency_ms", event.latencyMicros},
          {"time_to_first_token_ms", event.timeToFirstTokenMicros}}) {
        json.key(field);
        if (micros >= 0)
            json.decimal(toDecimal(Int128{micros}, 3));
        else
            json.null();
    }
}

} // namespace outlay
