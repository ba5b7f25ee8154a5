// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/pricing/bookdata.h"

#include <algorithm>

namespace outlay {

namespace {

constexpr int picoCallPlaces = 9; // of a rate per 1,000 calls in picos per call

void addRates(PriceRow &row, const RateSet &rates)
{
    for (std::size_t i = 0; i < ratedClassCount; ++i) {
        if (rates[i])
            row.rates.emplace_back(rateName(static_cast<TokenClass>(i)), rates[i]->text);
    }
}

std::string listed(const RateSet &rates)
{
    PriceRow row;
    addRates(row, rates);
    std::string text;
    for (const auto &[name, rate] : row.rates)
        text += (text.empty() ? "" : ", ") + name + " " + rate;
    return text;
}

void addConditions(PriceRow &row, const CompiledPeriod &period)
{
    for (const StepRule &step : period.period->base.steps)
        row.conditions.push_back((step.isInclusive ? "at " : "over ") + std::to_string(step.over) +
                                 ": " + listed(step.rates));
    for (const WindowRule &window : period.period->base.windows)
        row.conditions.push_back(window.name + ": " + listed(window.rates));
    for (const auto &[tier, own] : period.period->tiers)
        row.conditions.push_back(tier + ": " + listed(own.rates));
    for (const Multiplier &multiplier : period.multipliers)
        row.conditions.push_back(multiplier.name + " x" + multiplier.text);
    if (period.webSearch >= 0)
        row.conditions.push_back("web_search " + plainDecimal(period.webSearch, -picoCallPlaces) +
                                 " per 1000");
    static constexpr std::array<std::string_view, 3> levels = {"request ", "request_medium ",
                                                               "request_high "};
    for (std::size_t i = 0; i < levels.size(); ++i) {
        if (period.request[i] >= 0)
            row.conditions.push_back(std::string(levels[i]) +
                                     plainDecimal(period.request[i], -picoCallPlaces) +
                                     " per 1000");
    }
}

PriceRow rowOf(const CompiledPeriod &period)
{
    PriceRow row;
    addRates(row, period.period->base.rates);
    addConditions(row, period);
    row.origin = period.origin;
    row.layer = period.layer;
    row.confidence = period.entry->confidence;
    row.note = period.entry->note;
    row.quarantine = period.quarantine;
    row.isDeclaredFree = period.isDeclaredFree;
    return row;
}

} // namespace

std::vector<PriceRow> PriceBook::rows() const
{
    std::vector<PriceRow> rows;
    for (const Model &model : m_data->models) {
        for (const Segment &segment : model.segments) {
            if (segment.period < 0)
                continue;
            PriceRow row = rowOf(m_data->periods[static_cast<std::size_t>(segment.period)]);
            row.priceId = model.id;
            row.range = {{segment.from}, {segment.to}};
            if (segment.discount >= 0)
                row.conditions.push_back(
                    m_data->discounts[static_cast<std::size_t>(segment.discount)].percent +
                    "% off");
            row.isAssumed = segment.isAssumed;
            rows.push_back(std::move(row));
        }
    }
    std::stable_sort(rows.begin(), rows.end(),
                     [](const PriceRow &a, const PriceRow &b) { return a.priceId < b.priceId; });
    return rows;
}

std::vector<PriceRow> PriceBook::quarantined() const
{
    std::vector<PriceRow> rows;
    for (const CompiledPeriod &period : m_data->periods) {
        if (period.quarantine.empty())
            continue;
        PriceRow row = rowOf(period);
        const Handle handle = resolve(period.entry->provider, period.entry->model, {});
        row.priceId = handle != 0 ? m_data->models[unpack(handle).model].id : period.entry->id();
        if (period.period->from)
            row.range.from = *period.period->from;
        if (period.period->to)
            row.range.to = *period.period->to;
        rows.push_back(std::move(row));
    }
    return rows;
}

} // namespace outlay
