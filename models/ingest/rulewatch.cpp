// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ingest/rulewatch.h"

#include "models/ledger/eventrow.h"
#include "models/rules/crossing.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>

namespace outlay {

RuleWatch::RuleWatch(LedgerWriter &ledger)
    : m_ledger(ledger)
    , m_consumption(ledger)
    , m_alerts(ledger)
    , m_budgets(ledger, m_consumption, m_alerts)
    , m_spend(ledger, m_alerts)
{
}

void RuleWatch::setRules(const BudgetRules &rules)
{
    m_consumption.setRules(rules);
    m_spend.setLimits(rules.detectors);
}

void RuleWatch::changedElsewhere()
{
    m_consumption.changedElsewhere();
    m_budgets.forget();
}

void RuleWatch::suspend(bool does)
{
    m_consumption.suspend(does);
    m_spend.suspend(does);
}

void RuleWatch::judge(Instant now)
{
    m_consumption.flush();
    m_budgets.judgeTouched(now);
    m_spend.judgeTouched(now);
}

void RuleWatch::tick(Instant now)
{
    m_budgets.judgeRunning(now);
    m_spend.judgeTouched(now);
    m_alerts.tick(now);
}

void RuleWatch::rearm(const BudgetRules &before, Instant now)
{
    m_budgets.rearm(before, now);
    const Recall recall = recallAfter(before, now);
    if (!recall.trackers.empty())
        m_consumption.recall(recall.trackers, recall.range);
    m_budgets.judgeRunning(now);
    m_consumption.forget(recall.trackers);
}

/// Somebody has reached a threshold, or had by the limit before: when is to be told.
bool RuleWatch::isPassed(const Budget &budget, const Tracker &tracker, Instant now)
{
    const auto period = tracker.calendar().at(now);
    if (!period)
        return false;
    if (budget.allocation || !m_ledger.claimsOf(budget.id).empty())
        return true;
    const int least = budget.thresholds.empty() ? exhaustedPercent : budget.thresholds.front();
    for (const ConsumptionRow &row :
         m_ledger.consumptionIn(tracker.id(), {period->from, {period->from.micros + 1}})) {
        const Consumption sum{row.cost, row.residual, row.tokens, row.requests, row.unpriced};
        const std::string member = row.member == 0 ? std::string() : m_ledger.textOf(row.member);
        if (reaches(sum.in(budget.unit), fixedLimitOf(budget, member, now), least))
            return true;
    }
    return false;
}

/// Those that hold something already and that a rule has come to, which then knows when it was
/// passed as one whose tracker is new does; and those of a limit that became another, for what was
/// told of the one before.
RuleWatch::Recall RuleWatch::recallAfter(const BudgetRules &before, Instant now)
{
    std::map<std::string, const Budget *> old;
    std::set<std::string> oldKeys;
    for (const Budget &budget : before.budgets) {
        old.emplace(budget.id, &budget);
        oldKeys.insert(trackerKey(budget));
    }
    std::set<std::int64_t> those;
    std::optional<TimeRange> range;
    for (const Budget &budget : m_consumption.rules().budgets) {
        Tracker *tracker = m_consumption.trackerWith(m_consumption.trackerOf(budget));
        if (tracker == nullptr || budget.period.kind == BudgetPeriod::Kind::Rolling ||
            !oldKeys.contains(trackerKey(budget)))
            continue;
        const auto known = old.find(budget.id);
        if (known != old.end() && *known->second == budget)
            continue;
        const bool isAlways = budget.period.kind == BudgetPeriod::Kind::Always;
        const auto period = isAlways ? std::optional(TimeRange{}) : tracker->calendar().at(now);
        if (!period || (known != old.end() && !isPassed(budget, *tracker, now)))
            continue;
        those.insert(tracker->id());
        range =
            range ? TimeRange{std::min(range->from, period->from), std::max(range->to, period->to)}
                  : *period;
    }
    return {{those.begin(), those.end()}, range.value_or(TimeRange{})};
}

void RuleWatch::discard()
{
    m_consumption.discard();
    m_budgets.discard();
    m_spend.discard();
}

void RuleWatch::replaced(const StoredEvent &before, const StoredEvent &after)
{
    for (const bool isBefore : {true, false}) {
        const StoredEvent &event = isBefore ? before : after;
        const Profile profile = m_ledger.profileOf(event.derived.attributed);
        m_consumption.note(event, contributionOf(event, profile), isBefore);
    }
}

void RuleWatch::counted(const StoredEvent &event, const Cell &cell, bool subtract)
{
    m_consumption.note(event, cell, subtract);
    if (!subtract)
        m_spend.note(event, cell);
}

void RuleWatch::counted(const ResidualRow &residual, bool subtract)
{
    m_consumption.note(residual, subtract);
}

} // namespace outlay
