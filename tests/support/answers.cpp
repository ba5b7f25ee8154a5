// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/answers.h"

#include "models/ledger/ledgerreader.h"

#include <algorithm>
#include <vector>

namespace outlay::test {

namespace {

std::string textOf(const Measures &m)
{
    std::string text =
        std::to_string(m.requests) + " " + (m.errors ? std::to_string(*m.errors) : "?") + " " +
        (m.cost ? toDecimal(*m.cost) : "?") + " " + std::to_string(m.unpricedRequests) + " " +
        toDecimal(m.quarantined) + " " + toDecimal(m.listValue) + " " + toDecimal(m.setAside) +
        " " + toDecimal(m.residual) + " " + std::to_string(m.cacheHits) + " " +
        std::to_string(m.latencyMicros);
    for (const std::int64_t count : m.usage.counts)
        text += " " + std::to_string(count);
    return text;
}

std::string textOf(const Answer &answer)
{
    std::string text;
    for (const Row &row : answer.rows) {
        text += row.at ? toRfc3339(*row.at) : "-";
        for (const auto &key : row.key)
            text += "|" + key.value_or("(unknown)");
        text += (row.isNotItemised ? "|not itemised|" : "|") + textOf(row.measures) + "\n";
    }
    return text + "total " + textOf(answer.total) + "\n";
}

std::string textOf(const EventRow &e)
{
    std::string text = toRfc3339(e.at);
    for (const auto &dimension : e.dimensions)
        text += "|" + dimension.value_or("");
    auto tags = e.tags;
    std::sort(tags.begin(), tags.end());
    for (const auto &[key, value] : tags)
        text += "|" + key + ":" + value;
    for (const std::int64_t count : e.usage.counts)
        text += " " + std::to_string(count);
    for (const auto &money : {e.cost, e.billed, e.reported, e.estimate, e.client, e.quarantined})
        text += money ? " " + toDecimal(*money) : " -";
    text += " " + std::to_string(e.requests) + e.stopReason + e.branch + e.modelGroup;
    text += e.isSetAside ? " aside" : "";
    auto observers = e.observers;
    std::sort(observers.begin(), observers.end());
    for (const std::string &observer : observers)
        text += " " + observer;
    return text;
}

} // namespace

std::string answersOf(const std::string &ledger)
{
    auto reader = LedgerReader::open(ledger);
    if (!reader)
        return "cannot open: " + reader.error().text;
    std::string text;
    const auto ask = [&](const Query &query) {
        const auto answer = (*reader)->run(query);
        text += answer ? textOf(*answer) : "error: " + answer.error().text + "\n";
    };
    for (std::size_t i = 0; i < dimensionCount; ++i) {
        Query query;
        query.by = {{static_cast<Dimension>(i), {}}};
        text += "by " + std::string(name(static_cast<Dimension>(i))) + "\n";
        ask(query);
    }
    for (const char *zone :
         {"UTC", "Asia/Kolkata", "America/St_Johns", "Pacific/Apia", "America/New_York"}) {
        for (const Step step : {Step::Hour, Step::Day, Step::Month}) {
            Query query;
            query.zone = *Zone::named(zone);
            query.step = step;
            query.by = {{Dimension::Model, {}}};
            text += std::string("steps in ") + zone + "\n";
            ask(query);
        }
    }
    std::vector<std::string> events;
    const auto visited = (*reader)->eachEvent({}, [&events](const EventRow &event) {
        events.push_back(textOf(event));
        return true;
    });
    if (!visited)
        text += "error: " + visited.error().text;
    std::sort(events.begin(), events.end());
    for (const std::string &event : events)
        text += event + "\n";
    return text;
}

std::string totalOf(const std::string &ledger)
{
    auto reader = LedgerReader::open(ledger);
    if (!reader)
        return "cannot open: " + reader.error().text;
    const auto answer = (*reader)->run({});
    if (!answer)
        return answer.error().text;
    return std::to_string(answer->total.requests) + " " +
           toDecimal(answer->total.cost.value_or(Money{}));
}

} // namespace outlay::test
