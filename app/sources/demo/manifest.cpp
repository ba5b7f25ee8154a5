// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/sources/demo/call.h"
#include "app/sources/demo/view.h"

#include <algorithm>

namespace outlay::demo {

namespace {

std::string_view valueOf(const Call &call, Dimension dimension)
{
    switch (dimension) {
    case Dimension::Key:
        return call.key;
    case Dimension::Task:
        return call.task;
    case Dimension::Session:
        return call.session;
    case Dimension::Project:
        return call.project;
    case Dimension::Model:
        return call.model;
    default:
        return {};
    }
}

bool belongs(const PlantedCase &planted, const Call &call)
{
    return planted.range.contains(call.at) &&
           std::all_of(planted.where.begin(), planted.where.end(), [&call](const auto &part) {
               return valueOf(call, part.first) == part.second;
           });
}

/// Sums the calls themselves, each once, whoever saw it.
class Sums : public Stage
{
public:
    Sums(DemoManifest &manifest, const PriceBook &book) : m_manifest(manifest), m_pricer(book) {}

    void call(const Call &call) override
    {
        const std::optional<Money> cost = m_pricer.cost(call);
        const bool isMetered = call.key != subscriptionKey;
        ++m_manifest.events;
        m_manifest.unpriced += cost ? 0 : 1;
        (isMetered ? m_manifest.cost : m_manifest.listValue) += cost.value_or(Money{});
        for (const DemoSource source : demoSources)
            m_manifest.observations[static_cast<std::size_t>(source)] +=
                call.seen & seenBy(source) ? 1 : 0;
        for (DemoMonth &month : m_manifest.months) {
            if (month.range.contains(call.at)) {
                ++month.events;
                month.cost += isMetered ? cost.value_or(Money{}) : Money{};
            }
        }
        for (PlantedCase &planted : m_manifest.planted) {
            if (belongs(planted, call))
                addTo(planted, call, cost);
        }
    }

private:
    void addTo(PlantedCase &planted, const Call &call, std::optional<Money> cost)
    {
        ++planted.events;
        planted.errors += call.outcome == Outcome::Error ? 1 : 0;
        if (!cost)
            return;
        const std::optional<Call> better = doneRight(planted, call);
        const Money needed = better ? m_pricer.cost(*better).value_or(Money{}) : Money{};
        planted.cost = planted.cost.value_or(Money{}) + *cost;
        planted.avoidable = planted.avoidable.value_or(Money{}) + (*cost - needed);
    }

    DemoManifest &m_manifest;
    Pricer m_pricer;
};

std::string quoted(std::string_view text)
{
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\')
            out += '\\';
        out += c;
    }
    return out + "\"";
}

std::string usd(std::optional<Money> amount)
{
    return amount ? quoted(toDecimal(*amount)) : "null";
}

std::string rangeJson(const TimeRange &range)
{
    return "\"from\":" + quoted(toRfc3339(range.from)) + ",\"to\":" + quoted(toRfc3339(range.to));
}

std::string plantedJson(const PlantedCase &planted)
{
    std::string where;
    for (const auto &[dimension, value] : planted.where)
        where += (where.empty() ? "" : ",") + quoted(name(dimension)) + ":" + quoted(value);
    return "{\"name\":" + quoted(planted.name) + ",\"title\":" + quoted(planted.title) +
           ",\"note\":" + quoted(planted.note) + ",\"where\":{" + where + "}," +
           rangeJson(planted.range) + ",\"events\":" + std::to_string(planted.events) +
           ",\"errors\":" + std::to_string(planted.errors) + ",\"cost_usd\":" + usd(planted.cost) +
           ",\"avoidable_usd\":" + usd(planted.avoidable) + "}";
}

} // namespace

} // namespace outlay::demo

namespace outlay {

DemoManifest demoManifest(const PriceBook &book)
{
    DemoManifest manifest;
    manifest.range = demoRange();
    const Instant november = demo::at(11, 1, 0, 0);
    manifest.months.push_back({{manifest.range.from, november}, 0, {}});
    manifest.months.push_back({{november, manifest.range.to}, 0, {}});
    manifest.planted = demo::plantedCases();
    manifest.subscription.key = demo::subscriptionKey;
    manifest.subscription.kind = Ingest::Plan::Kind::Subscription;
    manifest.subscription.name = "Claude Max 20x";
    manifest.subscription.fee = {200 * 1'000'000'000LL};
    manifest.subscription.from = toRfc3339(manifest.range.from);
    demo::Sums sums(manifest, book);
    demo::playCoding(sums);
    demo::playServices(sums);
    demo::playIncidents(sums);
    return manifest;
}

std::string toJson(const DemoManifest &manifest)
{
    std::string text = "{\"zone\":\"UTC\"," + demo::rangeJson(manifest.range) +
                       ",\"events\":" + std::to_string(manifest.events) +
                       ",\"unpriced_requests\":" + std::to_string(manifest.unpriced) +
                       ",\"cost_usd\":" + demo::usd(manifest.cost) +
                       ",\"list_value_usd\":" + demo::usd(manifest.listValue) + ",\n\"sources\":[";
    for (const DemoSource source : demoSources) {
        text += source == demoSources.front() ? "" : ",";
        text += "{\"name\":" + demo::quoted(sourceName(source)) + ",\"observations\":" +
                std::to_string(manifest.observations[static_cast<std::size_t>(source)]) + "}";
    }
    text += "],\n\"subscription\":{\"key\":" + demo::quoted(manifest.subscription.key) +
            ",\"name\":" + demo::quoted(manifest.subscription.name) +
            ",\"fee_usd_per_month\":" + demo::usd(manifest.subscription.fee) + "},\n\"months\":[";
    for (const DemoMonth &month : manifest.months) {
        text += &month == &manifest.months.front() ? "{" : ",{";
        text += demo::rangeJson(month.range) + ",\"events\":" + std::to_string(month.events) +
                ",\"cost_usd\":" + demo::usd(month.cost) + "}";
    }
    text += "],\n\"planted\":[";
    for (const PlantedCase &planted : manifest.planted)
        text += (&planted == &manifest.planted.front() ? "\n" : ",\n") + demo::plantedJson(planted);
    return text + "\n]}\n";
}

} // namespace outlay
