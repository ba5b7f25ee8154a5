// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/exports/eventcsv.h"

#include "app/exports/json.h"

namespace outlay {

namespace {

// A bare tag is no column: the tags stand in one of their own, as JSON.
constexpr std::size_t columnDimensions = dimensionCount - 1;

std::string decimalOrNothing(const std::optional<Money> &amount)
{
    return amount ? toDecimal(*amount) : std::string();
}

std::string millisOrNothing(std::int64_t micros)
{
    return micros < 0 ? std::string() : toDecimal(Int128{micros}, 3);
}

std::string tagsText(const EventRow &event)
{
    std::string text;
    for (const auto &[key, value] : event.tags) {
        text += text.empty() ? "{" : ",";
        text += jsonString(key) + ":" + jsonString(value);
    }
    return text.empty() ? text : text + "}";
}

} // namespace

EventCsv::EventCsv(Output &out) : m_csv(out)
{
    m_csv.plain("at");
    for (std::size_t i = 0; i < columnDimensions; ++i)
        m_csv.plain(name(static_cast<Dimension>(i)));
    m_csv.plain("tags").plain("requests");
    for (std::size_t i = 0; i < tokenClassCount; ++i)
        m_csv.plain(name(static_cast<TokenClass>(i)));
    for (const std::string_view heading :
         {"cache_hit", "served_tokens", "cost_usd", "basis", "billed_usd", "reported_usd",
          "estimated_usd", "client_usd", "quarantined_usd", "set_aside", "stop_reason",
          "model_group", "branch", "http_status", "latency_ms", "time_to_first_token_ms"})
        m_csv.plain(heading);
    m_csv.endRow();
}

void EventCsv::add(const EventRow &event)
{
    m_csv.plain(toRfc3339(event.at));
    for (std::size_t i = 0; i < columnDimensions; ++i)
        m_csv.text(i < event.dimensions.size() ? event.dimensions[i].value_or("") : "");
    m_csv.text(tagsText(event)).plain(std::to_string(event.requests));
    for (std::size_t i = 0; i < tokenClassCount; ++i)
        m_csv.plain(std::to_string(event.usage[static_cast<TokenClass>(i)]));
    m_csv.plain(event.isGatewayCacheHit ? "1" : "0").plain(std::to_string(event.servedTokens));
    m_csv.plain(decimalOrNothing(event.cost)).plain(event.cost ? name(event.basis) : "");
    for (const auto *amount :
         {&event.billed, &event.reported, &event.estimate, &event.client, &event.quarantined})
        m_csv.plain(decimalOrNothing(*amount));
    m_csv.plain(event.isSetAside || event.isControl ? "1" : "0");
    m_csv.text(event.stopReason).text(event.modelGroup).text(event.branch);
    m_csv.plain(event.httpStatus > 0 ? std::to_string(event.httpStatus) : "");
    m_csv.plain(millisOrNothing(event.latencyMicros));
    m_csv.plain(millisOrNothing(event.timeToFirstTokenMicros));
    m_csv.endRow();
}

} // namespace outlay
