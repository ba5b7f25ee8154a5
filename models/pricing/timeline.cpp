// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/pricing/bookbuilder.h"

#include <algorithm>
#include <tuple>

namespace outlay {

namespace {

constexpr std::int64_t earliest = std::numeric_limits<std::int64_t>::min();
constexpr std::int64_t latest = std::numeric_limits<std::int64_t>::max();
// 1,000 USD per million tokens.
constexpr std::int64_t highestPlausible = 1'000'000'000;
constexpr int plausibleFactor = 10;

bool anyAbove(const Schedule &schedule, std::int64_t limit)
{
    const auto isAbove = [limit](const RateSet &rates) {
        return std::any_of(rates.begin(), rates.end(),
                           [limit](const auto &rate) { return rate && rate->picos > limit; });
    };
    return isAbove(schedule.rates) ||
           std::any_of(schedule.steps.begin(), schedule.steps.end(),
                       [&](const StepRule &step) { return isAbove(step.rates); }) ||
           std::any_of(schedule.windows.begin(), schedule.windows.end(),
                       [&](const WindowRule &window) { return isAbove(window.rates); });
}

bool isFar(const RateSet &one, const RateSet &other, TokenClass tokenClass)
{
    const auto index = static_cast<std::size_t>(tokenClass);
    if (!one[index] || !other[index])
        return false;
    const Int128 a = one[index]->picos;
    const Int128 b = other[index]->picos;
    return a > b * plausibleFactor || b > a * plausibleFactor;
}

bool isJump(const RateSet &one, const RateSet &other)
{
    return isFar(one, other, TokenClass::Input) || isFar(one, other, TokenClass::Output);
}

/// Prices a candidate is measured by: the shipped book's; else an older catalogue's.
bool isReference(const std::vector<LayerData> &layers, const Candidate &of, const Candidate &other,
                 bool hasBook)
{
    const LayerData &layer = layers[other.layer];
    if (hasBook)
        return layer.kind == LayerData::Kind::Book;
    if (layer.kind != LayerData::Kind::Catalogue || !other.quarantine.empty())
        return false;
    return layers[of.layer].kind == LayerData::Kind::Override || layer.asOf < layers[of.layer].asOf;
}

std::string implausibility(const std::vector<LayerData> &layers,
                           const std::vector<Candidate> &candidates, const Candidate &one)
{
    const LayerData &layer = layers[one.layer];
    if (layer.kind == LayerData::Kind::Book || one.entry->isConfirmed || one.entry->isFree)
        return {};
    const bool isDear =
        anyAbove(one.period->base, highestPlausible) ||
        std::any_of(one.period->tiers.begin(), one.period->tiers.end(),
                    [](const auto &tier) { return anyAbove(tier.second, highestPlausible); });
    if (isDear)
        return "above 1,000 USD per million tokens";
    const bool hasBook = std::any_of(candidates.begin(), candidates.end(), [&](const Candidate &c) {
        return layers[c.layer].kind == LayerData::Kind::Book;
    });
    bool any = false;
    bool isNear = false;
    for (const Candidate &other : candidates) {
        if (!isReference(layers, one, other, hasBook))
            continue;
        any = true;
        isNear = isNear || !isJump(one.period->base.rates, other.period->base.rates);
    }
    return any && !isNear ? "more than ten times off every price known for it" : "";
}

std::int64_t startOf(const PeriodData &period)
{
    return period.from ? period.from->micros : earliest;
}

/// Higher is better; compared member by member.
using Standing = std::tuple<int, std::int64_t, int, std::int64_t, int, std::size_t, std::size_t>;

class Timeline
{
public:
    Timeline(const std::vector<LayerData> &layers, const std::vector<Candidate> &candidates)
        : m_layers(layers)
        , m_candidates(candidates)
    {
        // The user's own periods say nothing about the time outside them.
        for (const Candidate &c : candidates)
            m_hasDated = m_hasDated || (c.quarantine.empty() && c.period->isDated() &&
                                        layers[c.layer].kind != LayerData::Kind::Override);
    }

    [[nodiscard]] Segment at(std::int64_t time) const
    {
        Segment segment;
        const Candidate *best = find(time, false);
        if (best == nullptr)
            best = find(time, true);
        if (best == nullptr)
            return segment;
        segment.period = best->compiled;
        segment.isAssumed = isUndated(*best) && time < snapshot(*best);
        return segment;
    }

private:
    [[nodiscard]] bool isUndated(const Candidate &c) const
    {
        return !c.period->isDated() && m_layers[c.layer].kind != LayerData::Kind::Override;
    }
    [[nodiscard]] std::int64_t snapshot(const Candidate &c) const
    {
        const auto &asOf = m_layers[c.layer].asOf;
        return asOf ? asOf->micros : earliest;
    }
    [[nodiscard]] bool isBook(const Candidate &c) const
    {
        return m_layers[c.layer].kind == LayerData::Kind::Book;
    }
    [[nodiscard]] bool holds(const Candidate &c, std::int64_t time) const
    {
        if (isUndated(c))
            return snapshot(c) <= time || isBook(c) || !m_hasDated;
        return startOf(*c.period) <= time && (!c.period->to || time < c.period->to->micros);
    }
    [[nodiscard]] Standing standing(const Candidate &c, std::int64_t time) const
    {
        const LayerData &layer = m_layers[c.layer];
        int rank = 0;
        std::int64_t first = snapshot(c);
        if (layer.kind == LayerData::Kind::Override) {
            rank = c.period->isDated() ? 4 : 3;
            first = startOf(*c.period);
        } else if (c.period->isDated()) {
            rank = 2;
        } else if (time >= snapshot(c) || isBook(c)) {
            // The shipped book's undated prices hold before its day too: a list that is no newer
            // must not reprice the past.
            rank = 1;
        } else {
            // Before every snapshot the nearest one, that is the earliest, says most.
            first = latest - std::max<std::int64_t>(snapshot(c), 0);
        }
        // The first candidate gave the model its name.
        const bool isNamesake =
            normalized(c.entry->model) == normalized(m_candidates.front().entry->model);
        return {rank,
                first,
                isBook(c) ? 1 : 0,
                startOf(*c.period),
                isNamesake ? 1 : 0,
                m_layers.size() - c.layer,
                static_cast<std::size_t>(c.compiled)};
    }
    [[nodiscard]] const Candidate *find(std::int64_t time, bool quarantined) const
    {
        const Candidate *best = nullptr;
        for (const Candidate &c : m_candidates) {
            if (c.quarantine.empty() == quarantined || !holds(c, time))
                continue;
            if (best == nullptr || standing(*best, time) < standing(c, time))
                best = &c;
        }
        return best;
    }

    const std::vector<LayerData> &m_layers;
    const std::vector<Candidate> &m_candidates;
    bool m_hasDated = false;
};

} // namespace

void sortLayers(std::vector<LayerData> &layers)
{
    const auto key = [](const LayerData &layer) {
        const std::int64_t day = layer.asOf ? layer.asOf->micros : earliest;
        return std::make_tuple(static_cast<int>(layer.kind), day, layer.name);
    };
    std::stable_sort(layers.begin(), layers.end(),
                     [&](const LayerData &a, const LayerData &b) { return key(a) < key(b); });
}

void quarantineImplausible(const std::vector<LayerData> &layers, std::vector<Candidate> &candidates)
{
    // Candidates stand in the order of the layers: an older catalogue is judged before it is used
    // to judge a newer one.
    for (Candidate &candidate : candidates)
        candidate.quarantine = implausibility(layers, candidates, candidate);
}

std::vector<Segment> timeline(const std::vector<LayerData> &layers,
                              const std::vector<Candidate> &candidates,
                              std::vector<std::int64_t> boundaries)
{
    for (const Candidate &c : candidates) {
        if (c.period->from)
            boundaries.push_back(c.period->from->micros);
        if (c.period->to)
            boundaries.push_back(c.period->to->micros);
        if (layers[c.layer].asOf)
            boundaries.push_back(layers[c.layer].asOf->micros);
    }
    boundaries.push_back(earliest);
    std::sort(boundaries.begin(), boundaries.end());
    boundaries.erase(std::unique(boundaries.begin(), boundaries.end()), boundaries.end());
    const Timeline line(layers, candidates);
    std::vector<Segment> segments;
    for (std::size_t i = 0; i < boundaries.size(); ++i) {
        Segment segment = line.at(boundaries[i]);
        segment.from = boundaries[i];
        segment.to = i + 1 < boundaries.size() ? boundaries[i + 1] : latest;
        segments.push_back(segment);
    }
    return segments;
}

} // namespace outlay
