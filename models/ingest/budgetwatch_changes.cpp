// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ingest/budgetwatch_p.h"

#include <algorithm>

// What becomes of claims and alerts when rules change.

namespace outlay {

using namespace budgetwatch;

/// `canComeBack`: with its budget, by an undo; then it is open again, in silence.
void BudgetWatch::end(const std::string &id, const std::string &why, bool canComeBack, Instant now)
{
    auto alert = m_alerts.find(id);
    if (!alert || alert->state == AlertState::Resolved)
        return;
    alert->state = AlertState::Resolved;
    alert->changedAt = std::max(alert->changedAt, now);
    alert->endedAt = alert->endedAt.value_or(now);
    alert->isCorrected = canComeBack;
    m_alerts.put(*alert, why, {}, false, now);
    m_hasEnded = true;
}

void BudgetWatch::rearm(const BudgetRules &before, Instant now)
{
    const auto &budgets = m_consumption.rules().budgets;
    for (const Budget &old : before.budgets) {
        const bool isKept = std::any_of(budgets.begin(), budgets.end(),
                                        [&](const Budget &one) { return one.id == old.id; });
        if (isKept)
            continue;
        for (ClaimRow claim : m_ledger.claimsOf(old.id)) {
            end(claim.alert, "budget removed", true, now);
            if (old.period.kind != BudgetPeriod::Kind::Rolling || claim.until != TimeRange{}.to)
                continue;
            claim.until = now;
            put(claim);
        }
    }
    // Also of budgets that were removed and come back: what was told stays told.
    for (const Budget &budget : budgets) {
        const auto old = std::find_if(before.budgets.begin(), before.budgets.end(),
                                      [&](const Budget &one) { return one.id == budget.id; });
        if (old == before.budgets.end() || *old != budget)
            m_endless[budget.id] = {}; // to be judged
        for (const ClaimRow &claim : m_ledger.claimsOf(budget.id)) {
            if (claim.until > now && !claim.isArmed && claim.threshold != unpricedThreshold)
                rearm(budget, old == before.budgets.end() ? nullptr : &*old, claim, now);
        }
    }
}

/// `before`: as it was; null: it was not there. Only a raised limit arms anew: what was corrected
/// away meanwhile was told of, and so was a run that has not fallen far enough to be over.
void BudgetWatch::rearm(const Budget &budget, const Budget *before, ClaimRow claim, Instant now)
{
    const auto member =
        claim.member.empty() ? std::optional<TextId>(0) : m_ledger.findText(claim.member);
    if (!member)
        return;
    const Case one = caseOf(budget, *member);
    if (one.tracker == nullptr)
        return;
    const std::optional<TimeRange> step = one.tracker->calendar().at(now);
    const bool isRolling = one.tracker->calendar().isRolling();
    std::int64_t amount = 0, limit = 0;
    if (isRolling) {
        const TimeRange window{{step->from.micros - budget.period.length}, step->to};
        std::vector<RollingStep> steps;
        for (const ConsumptionRow &row : m_ledger.consumptionOf(one.tracker->id(), *member, window))
            steps.push_back({row.period, sumOf(row).in(budget.unit)});
        amount = windowSum(steps, budget.period.length, step->from);
        limit = fixedLimitOf(budget, one.member, now);
        if (before != nullptr && limit <= fixedLimitOf(*before, one.member, now))
            return;
    } else {
        const bool isAlways = budget.period.kind == BudgetPeriod::Kind::Always;
        const auto period =
            isAlways ? std::optional(TimeRange{}) : one.tracker->calendar().at(claim.period);
        if (!period || period->from != claim.period)
            return; // of another period than it is now
        const auto rows = m_ledger.consumptionOf(one.tracker->id(), *member, only(claim.period));
        amount = rows.empty() ? 0 : sumOf(rows.front()).in(budget.unit);
        limit = limitOf(one, *period, now);
        Case former = one;
        former.budget = before;
        if (before != nullptr && limit <= limitOf(former, *period, now))
            return;
    }
    if (reaches(amount, limit, claim.threshold))
        return;
    claim.isArmed = true;
    ++claim.arming;
    if (isRolling) // a later run is told of by a claim of its own
        claim.until = std::max(step->to, claim.period);
    put(claim);
    end(claim.alert, "limit raised", false, now);
}

} // namespace outlay
