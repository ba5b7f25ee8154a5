// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ingest/budgetwatch_p.h"

#include <algorithm>
#include <utility>

// Windows that roll: a threshold is told once a run over it.

namespace outlay {

using namespace budgetwatch;

namespace {

/// Of a run: the one that was armed last; null: none.
const ClaimRow *claimOf(const std::vector<ClaimRow> &claims, int threshold, const TimeRange &run)
{
    const ClaimRow *known = nullptr;
    for (const ClaimRow &claim : claims) {
        if (claim.threshold == threshold && overlaps({claim.period, claim.until}, run) &&
            (known == nullptr || claim.arming >= known->arming))
            known = &claim;
    }
    return known;
}

} // namespace

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
    // It may also go on after that, up to now, where what comes in is old: then it is never cut.
    // What lies ahead of a clock that was set back ends runs as well.
    std::int64_t ahead = 2 * length;
    Instant to{last->micros + ahead};
    std::vector<ConsumptionRow> rows;
    for (int widened = 0;; ++widened) {
        if (now < to || widened > mostWidenings)
            to = TimeRange{}.to;
        rows = m_ledger.consumptionOf(one.tracker->id(), one.memberId, {{from}, to});
        const bool isBegun =
            rows.empty() || widened >= mostWidenings || rows.front().period.micros >= from + length;
        const bool isOver =
            rows.empty() || to == TimeRange{}.to || rows.back().period.micros + length < to.micros;
        if (isBegun && isOver)
            break;
        if (!isBegun)
            from -= (oldest.micros - from) + length;
        if (!isOver)
            to.micros += std::exchange(ahead, 2 * ahead);
    }
    std::vector<RollingStep> steps;
    steps.reserve(rows.size());
    for (const ConsumptionRow &row : rows)
        steps.push_back({row.period, sumOf(row).in(one.budget->unit)});
    judgeEpisodes(one, steps, to, touched, now);
}

/// `steps`: all up to `to`, where no run goes on unless that is for ever.
void BudgetWatch::judgeEpisodes(const Case &one, const std::vector<RollingStep> &steps, Instant to,
                                const std::vector<Instant> &touched, Instant now)
{
    const Budget &budget = *one.budget;
    const std::int64_t length = budget.period.length;
    const auto [first, last] = std::minmax_element(touched.begin(), touched.end());
    const TimeRange changed{*first, {last->micros + length}};
    const std::int64_t limit = fixedLimitOf(budget, one.member, now);
    std::vector<int> thresholds = budget.thresholds;
    thresholds.push_back(exhaustedPercent);
    const std::vector<ClaimRow> claims = m_ledger.claimsOf(budget.id, one.member, {});
    // Highest first: it speaks for the lower ones of the same run.
    Told told;
    for (auto at = thresholds.rbegin(); at != thresholds.rend(); ++at) {
        const std::vector<Episode> found = episodes(steps, length, limit, *at, now);
        settleOpen(one, *at, found, to, now);
        for (const Episode &episode : found) {
            if (episode.to <= budget.from)
                continue;
            if (!overlaps({episode.from, episode.to}, changed)) {
                // Not touched, but it may speak for a longer run over a lower threshold.
                if (const auto known = claimOf(claims, *at, {episode.from, episode.to}))
                    told.emplace(episode.from, known->alert);
                continue;
            }
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
/// Of those after `to` nothing is known to have changed.
void BudgetWatch::settleOpen(const Case &one, int threshold, const std::vector<Episode> &found,
                             Instant to, Instant now)
{
    const std::int64_t length = one.budget->period.length;
    const std::int64_t step = rollingStep(length);
    for (ClaimRow claim : m_ledger.claimsOf(one.budget->id, one.member, {})) {
        if (claim.threshold != threshold || claim.until != TimeRange{}.to || claim.period >= to)
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
    const ClaimRow *known = claimOf(claims, threshold, run);
    if (known != nullptr && !known->isArmed)
        return followEpisode(one, *known, episode, std::move(alert), told, now);
    if (known == nullptr && one.isRunningOnly && alert.endedAt)
        return; // a lowered limit does not tell of what is over
    const std::int64_t arming = known != nullptr ? known->arming : 0;
    if (known != nullptr && known->period != episode.from) {
        ClaimRow used = *known;
        used.isArmed = false;
        put(used);
    }
    alert.id = crossingId(budget.id, one.member, episode.from, threshold, arming);
    alert.happenedAt = reachedIn(
        one, {episode.from, {episode.from.micros + rollingStep(budget.period.length)}}, now);
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
        // A person with one key trips both wires with the same money: that is one thing to tell,
        // until either goes on without the other.
        const auto [same, isFirst] =
            m_tripped.emplace(std::pair(episode.from, episode.peak), alert.id);
        if (!isFirst && alert.endedAt)
            return m_alerts.record(alert, same->second, now);
        if (!isFirst) {
            alert.inhibitedBy = same->second;
            return tell(alert, now);
        }
    }
    alert.inhibitedBy = inhibitorOf(one, run);
    tell(alert, now);
}

/// When the step of a run reached it: with the last request of it that has just come in; where none
/// has (a limit was lowered), it is not looked up and is its end.
Instant BudgetWatch::reachedIn(const Case &one, const TimeRange &step, Instant now) const
{
    const auto found = m_consumption.touched().find({one.tracker->id(), step.from, one.memberId});
    const bool isKnown = found != m_consumption.touched().end() && !found->second.parts.empty();
    return std::min(isKnown ? found->second.parts.back().last : step.to, now);
}

/// A run that was told of: its claim and its alert go along with it.
void BudgetWatch::followEpisode(const Case &one, ClaimRow claim, const Episode &episode,
                                Alert alert, Told &told, Instant now)
{
    const bool isOpen = claim.until == TimeRange{}.to;
    const Instant until = isOpen ? episode.to : std::max(claim.until, episode.to);
    if (claim.until != until) {
        claim.until = until;
        put(claim);
    }
    const TimeRange run{episode.from, episode.to};
    const bool isSpokenFor = std::any_of(told.begin(), told.end(), [&](const auto &higher) {
        return run.contains(higher.first) && higher.second != claim.alert;
    });
    told.emplace(episode.from, claim.alert);
    auto stored = m_alerts.find(claim.alert);
    if (stored && stored->state == AlertState::Resolved && !alert.endedAt && !isSpokenFor) {
        // What was taken out is there again, or what seemed to be over went on, as older data say.
        std::string other;
        if (one.budget->isTripwire) {
            const auto [same, isFirst] =
                m_tripped.emplace(std::pair(episode.from, episode.peak), claim.alert);
            other = isFirst ? std::string() : same->second;
        }
        m_alerts.goOn(*stored, other, now);
        stored = m_alerts.find(claim.alert);
    }
    // A history comes in by parts, and a run in it may be over in each of them.
    if (stored && stored->state == AlertState::Resolved && !stored->isCorrected && alert.endedAt &&
        alert.consumed > stored->consumed) {
        const std::int64_t step = rollingStep(one.budget->period.length);
        alert.happenedAt = reachedIn(one, {episode.from, {episode.from.micros + step}}, now);
        m_alerts.complete(*stored, alert);
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
        const bool isSameMoney = by && (!one.budget->isTripwire || by->budgetId == alert.budgetId ||
                                        by->consumed == alert.consumed);
        if (!isSameMoney || !by->isActive())
            alert.inhibitedBy.clear();
    }
    m_alerts.report({alert, true}, now);
}

} // namespace outlay
