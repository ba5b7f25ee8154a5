// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ingest/budgetwatch_p.h"

#include <algorithm>

// Windows that roll: a threshold is told once a run over it.

namespace outlay {

using namespace budgetwatch;

void BudgetWatch::judgeRolling(const Case &one, const std::vector<Instant> &touched, Instant now)
{
    const std::int64_t length = one.budget->period.length;
    const auto [first, last] = std::minmax_element(touched.begin(), touched.end());
    // Claims of runs that were going on when they were last looked at.
    Instant oldest = *first;
    for (const ClaimRow &claim : m_ledger.claimsOf(one.budget->id, one.member, {})) {
        if (claim.until == TimeRange{}.to)
            oldest = std::min(oldest, claim.period);
    }
    // A run may have begun before that. Where it goes on for very long it is cut: what is left
    // still overlaps its claim.
    constexpr int mostWidenings = 4;
    std::int64_t from = oldest.micros - 2 * length;
    // What lies ahead of a clock that was set back ends runs as well.
    const Instant until{last->micros + 2 * length};
    const Instant to = now < until ? TimeRange{}.to : until;
    std::vector<ConsumptionRow> rows;
    for (int widened = 0; widened <= mostWidenings; ++widened) {
        rows = m_ledger.consumptionOf(one.tracker->id(), one.memberId, {{from}, to});
        if (rows.empty() || rows.front().period.micros >= from + length)
            break;
        from -= (oldest.micros - from) + length;
    }
    std::vector<RollingStep> steps;
    steps.reserve(rows.size());
    for (const ConsumptionRow &row : rows)
        steps.push_back({row.period, sumOf(row).in(one.budget->unit)});
    judgeEpisodes(one, steps, touched, now);
}

void BudgetWatch::judgeEpisodes(const Case &one, const std::vector<RollingStep> &steps,
                                const std::vector<Instant> &touched, Instant now)
{
    const Budget &budget = *one.budget;
    const std::int64_t length = budget.period.length;
    const auto [first, last] = std::minmax_element(touched.begin(), touched.end());
    const TimeRange changed{*first, {last->micros + length}};
    const std::int64_t limit = fixedLimitOf(budget, one.member, now);
    std::vector<int> thresholds = budget.thresholds;
    thresholds.push_back(exhaustedPercent);
    // Highest first: it speaks for the lower ones of the same run.
    Told told;
    for (auto at = thresholds.rbegin(); at != thresholds.rend(); ++at) {
        const std::vector<Episode> found = episodes(steps, length, limit, *at, now);
        settleOpen(one, *at, found, now);
        for (const Episode &episode : found) {
            if (!overlaps({episode.from, episode.to}, changed) || episode.to <= budget.from)
                continue;
            Alert alert = alertOf(one, *at, episode.peak, limit, {episode.from, TimeRange{}.to});
            alert.lastAt = std::min(Instant{last->micros + rollingStep(length)}, now);
            if (episode.to < TimeRange{}.to)
                alert.endedAt = episode.to;
            // The window that holds what is said to be consumed, so that a report of it says so.
            const std::int64_t step = rollingStep(length);
            const std::int64_t end = episode.peakAt.micros + step;
            alert.evidence = {{"from", toRfc3339({end - length / step * step})},
                              {"to", toRfc3339({end})}};
            judgeEpisode(one, episode, std::move(alert), told, now);
        }
    }
}

/// Claims of runs that went on when they were last looked at end with them: a later run is another.
void BudgetWatch::settleOpen(const Case &one, int threshold, const std::vector<Episode> &found,
                             Instant now)
{
    const std::int64_t length = one.budget->period.length;
    const std::int64_t step = rollingStep(length);
    for (ClaimRow claim : m_ledger.claimsOf(one.budget->id, one.member, {})) {
        if (claim.threshold != threshold || claim.until != TimeRange{}.to)
            continue;
        const auto run = std::find_if(found.begin(), found.end(), [&](const Episode &episode) {
            return episode.to > claim.period;
        });
        const bool isThere = run != found.end() && run->from.micros <= claim.period.micros + length;
        if (isThere && run->to == TimeRange{}.to)
            continue;
        // Corrected away: should it come back, it was told of.
        const Instant stepEnd{floorDivide(std::max(now, claim.period).micros, step) * step + step};
        claim.until = isThere ? run->to : stepEnd;
        put(claim);
        auto alert = m_alerts.find(claim.alert);
        if (!alert || alert->state == AlertState::Resolved)
            continue;
        if (!isThere) {
            m_alerts.correct(*alert, now);
            continue;
        }
        alert->endedAt = run->to;
        m_alerts.report({*alert, true}, now);
    }
}

void BudgetWatch::judgeEpisode(const Case &one, const Episode &episode, Alert alert, Told &told,
                               Instant now)
{
    const Budget &budget = *one.budget;
    const int threshold = alert.threshold;
    const TimeRange run{episode.from, episode.to};
    const auto claims = m_ledger.claimsOf(budget.id, one.member, {});
    const ClaimRow *known = nullptr; // the one that was armed last
    for (const ClaimRow &claim : claims) {
        if (claim.threshold == threshold && overlaps({claim.period, claim.until}, run) &&
            (known == nullptr || claim.arming >= known->arming))
            known = &claim;
    }
    if (known != nullptr && !known->isArmed)
        return followEpisode(*known, episode, std::move(alert), told, now);
    if (known == nullptr && one.isRunningOnly && alert.endedAt)
        return; // a lowered limit does not tell of what is over
    const std::int64_t arming = known != nullptr ? known->arming : 0;
    if (known != nullptr && known->period != episode.from) {
        ClaimRow used = *known;
        used.isArmed = false;
        put(used);
    }
    alert.id = crossingId(budget.id, one.member, episode.from, threshold, arming);
    alert.happenedAt =
        std::min(Instant{episode.from.micros + rollingStep(budget.period.length)}, now);
    put({budget.id, one.member, episode.from, threshold, arming, false, episode.to, alert.id, now});
    const auto higher = std::find_if(told.begin(), told.end(),
                                     [&](const auto &other) { return run.contains(other.first); });
    if (higher != told.end())
        return m_alerts.record(alert, higher->second, now);
    told.emplace(episode.from, alert.id);
    for (const ClaimRow &claim : claims) {
        if (claim.threshold < threshold && overlaps({claim.period, claim.until}, run))
            m_alerts.supersede(claim.alert, alert.id, now);
    }
    if (budget.isTripwire) {
        // A person with one key trips both wires with the same money: that is one thing to tell.
        const auto [same, isFirst] =
            m_tripped.emplace(std::pair(episode.from, episode.peak), alert.id);
        if (!isFirst)
            return m_alerts.record(alert, same->second, now);
    }
    alert.inhibitedBy = inhibitorOf(one, run);
    tell(alert, now);
}

/// A run that was told of: its claim and its alert go along with it.
void BudgetWatch::followEpisode(ClaimRow claim, const Episode &episode, Alert alert, Told &told,
                                Instant now)
{
    const bool isOpen = claim.until == TimeRange{}.to;
    const Instant until = isOpen ? episode.to : std::max(claim.until, episode.to);
    if (claim.until != until) {
        claim.until = until;
        put(claim);
    }
    told.emplace(episode.from, claim.alert);
    auto stored = m_alerts.find(claim.alert);
    // What was taken out is there again, and goes on: in silence, as it was told of.
    if (stored && stored->state == AlertState::Resolved && stored->isCorrected && !alert.endedAt) {
        m_alerts.restore(*stored, now);
        stored = m_alerts.find(claim.alert);
    }
    if (!stored || stored->state == AlertState::Resolved)
        return;
    keepTogether(*stored, now);
    alert.id = claim.alert;
    alert.happenedAt = stored->happenedAt;
    alert.period = stored->period;
    alert.count = stored->count;
    alert.inhibitedBy = stored->inhibitedBy;
    if (!alert.inhibitedBy.empty()) {
        const auto by = m_alerts.find(alert.inhibitedBy);
        if (!by || !by->isActive())
            alert.inhibitedBy.clear();
    }
    m_alerts.report({alert, true}, now);
}

} // namespace outlay
