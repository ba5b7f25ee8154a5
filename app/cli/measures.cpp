// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/measures.h"

namespace outlay::cli {

void writeMeasures(JsonWriter &json, const Measures &measures)
{
    json.field("requests", measures.requests);
    json.key("errors");
    if (measures.errors)
        json.number(*measures.errors);
    else
        json.null();
    writeUsage(json, measures.usage);
    json.field("cache_hits", measures.cacheHits);
    json.field("served_tokens", measures.servedTokens);
    json.key("cost_usd").money(measures.cost);
    json.field("unpriced_requests", measures.unpricedRequests);
    json.key("quarantined_usd").money(measures.quarantined);
    json.key("list_value_usd").money(measures.listValue);
}

void writeTotal(JsonWriter &json, const Measures &measures)
{
    writeMeasures(json, measures);
    json.key("residual_usd").money(measures.residual);
    json.key("set_aside_usd").money(measures.setAside);
}

} // namespace outlay::cli
