// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ingest/budgetwatch_p.h"

#include <algorithm>

// Alerts that are open: they show what is true by now.

namespace outlay {

using namespace budgetwatch;

namespace {

/// What is touched is all there is of the period: when a limit was reached follows from it.
bool isWhole(const TouchedConsumption &touched, LimitUnit unit, std::int64_t consumed)
{
    std::int64_t sum = 0;
    for (const TouchedConsumption::Part &part : touched.parts)
        sum += part.added.in(unit);
    return sum == consumed;
}

} // namespace

/// One of a group whose speaker is over has a speaker again, which may be itself.
void BudgetWatch::keepTogether(Alert &alert, Instant now)
{
    if (alert.inhibitedBy.empty())
        return;
    const auto by = m_alerts.find(alert.inhibitedBy);
    if (!by || by->isActive() || by->budgetId != alert.budgetId)
        return;
    m_alerts.takeOver(by->id, now);
    alert = m_alerts.find(alert.id).value_or(alert);
}

/// Alerts that are open show what is consumed by now.
void BudgetWatch::refresh(const Case &one, const TimeRange &period,
                          const std::vector<ClaimRow> &claims, const Alert &facts, Instant now)
{
    for (const ClaimRow &claim : claims) {
        auto alert = m_alerts.find(claim.alert);
        if (!alert || alert->kind == AlertKind::UnpricedUnderCap)
            continue;
        const bool isReached = reaches(facts.consumed, facts.limit, claim.threshold);
        if (alert->state == AlertState::Resolved) {
            const bool isOver = facts.endsAt && now >= *facts.endsAt;
            if (!alert->isCorrected || !isReached || isOver)
                continue;
            m_alerts.restore(*alert, now);
            alert = m_alerts.find(claim.alert);
        }
        if (!isReached) { // taken out, or corrected
            m_alerts.correct(*alert, now);
            m_hasEnded = true;
            continue;
        }
        keepTogether(*alert, now);
        Alert fresh = *alert;
        fresh.consumed = facts.consumed;
        fresh.limit = facts.limit;
        fresh.atStake = facts.atStake;
        fresh.unpriced = facts.unpriced;
        fresh.budgetName = facts.budgetName;
        fresh.owner = facts.owner;
        fresh.endsAt = facts.endsAt ? facts.endsAt : alert->endsAt;
        fresh.lastAt = std::max(facts.lastAt, alert->lastAt); // what comes late may be older
        if (fresh.limit != alert->limit && one.touched != nullptr &&
            isWhole(*one.touched, one.budget->unit, facts.consumed)) {
            const Int128 goal = (Int128{facts.limit} * claim.threshold + 99) / 100;
            fresh.happenedAt =
                reachedAt(one, facts.consumed, static_cast<std::int64_t>(goal), period, now);
        }
        if (!alert->inhibitedBy.empty()) {
            const auto by = m_alerts.find(alert->inhibitedBy);
            const bool isTogether = by && by->isActive() && by->budgetId == alert->budgetId;
            if (!isTogether)
                fresh.inhibitedBy = inhibitorOf(one, period);
        }
        if (fresh != *alert)
            m_alerts.report({fresh, true}, now);
    }
}

/// When the first request without a price came, as far as this transaction knows.
Instant BudgetWatch::unpricedSince(const Case &one, const TimeRange &period, Instant now)
{
    if (one.touched != nullptr) {
        for (const TouchedConsumption::Part &part : one.touched->parts) {
            if (part.added.unpriced > 0)
                return part.last;
        }
    }
    return std::clamp(now, period.from, period.to);
}

/// Unpriced traffic under a cap is never free (DESIGN invariant 13).
void BudgetWatch::warnOfUnpriced(const Case &one, const TimeRange &period,
                                 const Consumption &consumed, const std::vector<ClaimRow> &claims,
                                 Instant now)
{
    const Budget &budget = *one.budget;
    const bool isTrue = budget.isCap && budget.unit == LimitUnit::Money && consumed.unpriced > 0;
    const auto claim = std::find_if(claims.begin(), claims.end(), [](const ClaimRow &known) {
        return known.threshold == unpricedThreshold;
    });
    if (!isTrue && claim == claims.end())
        return;
    Alert alert = alertOf(one, unpricedThreshold, consumed.in(budget.unit),
                          limitOf(one, period, now), period);
    alert.kind = AlertKind::UnpricedUnderCap;
    alert.count = alert.unpriced = consumed.unpriced;
    alert.atStake = std::nullopt;
    if (claim == claims.end()) {
        alert.id = crossingId(budget.id, one.member, period.from, unpricedThreshold, 0);
        alert.happenedAt = unpricedSince(one, period, now);
        put({budget.id, one.member, period.from, unpricedThreshold, 0, false, period.to, alert.id,
             now});
        m_alerts.report({alert, true}, now);
        return;
    }
    auto stored = m_alerts.find(claim->alert);
    if (!stored)
        return;
    if (stored->state == AlertState::Resolved) {
        if (!isTrue || !stored->isCorrected || now >= period.to)
            return;
        m_alerts.restore(*stored, now);
    } else if (!isTrue) { // priced by now, or no cap any more
        m_alerts.correct(*stored, now);
        return;
    }
    alert.id = claim->alert;
    alert.happenedAt = stored->happenedAt;
    alert.lastAt = stored->lastAt;
    alert.inhibitedBy = stored->inhibitedBy;
    m_alerts.report({alert, true}, now);
}

} // namespace outlay
