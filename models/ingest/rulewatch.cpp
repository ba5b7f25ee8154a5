// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ingest/rulewatch.h"

#include "models/ledger/eventrow.h"

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
    const std::vector<std::int64_t> joined = trackersJoined(before);
    if (!joined.empty())
        m_consumption.recall(joined);
    m_budgets.judgeRunning(now);
    m_consumption.forget(joined);
}

/// Trackers that hold something already and that a rule has come to: it knows when it was passed as
/// one whose tracker is new does.
std::vector<std::int64_t> RuleWatch::trackersJoined(const BudgetRules &before)
{
    std::set<std::string> old, oldKeys;
    for (const Budget &budget : before.budgets) {
        old.insert(budget.id);
        oldKeys.insert(trackerKey(budget));
    }
    std::set<std::int64_t> joined;
    for (const Budget &budget : m_consumption.rules().budgets) {
        if (!old.contains(budget.id) && oldKeys.contains(trackerKey(budget)) &&
            budget.period.kind != BudgetPeriod::Kind::Rolling)
            joined.insert(m_consumption.trackerOf(budget));
    }
    joined.erase(0);
    return {joined.begin(), joined.end()};
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
