// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/alerting/alertpresent.h"

#include "models/rules/consumption.h"

#include <algorithm>

namespace outlay::alerting {

const Budget *rollingBudgetOf(const BudgetRules &rules, const Alert &alert)
{
    const auto budget = std::find_if(rules.budgets.begin(), rules.budgets.end(),
                                     [&](const Budget &one) { return one.id == alert.budgetId; });
    const bool isThere =
        budget != rules.budgets.end() && budget->period.kind == BudgetPeriod::Kind::Rolling;
    return isThere ? &*budget : nullptr;
}

Result<std::vector<RollingStep>> stepsOf(LedgerReader &reader, const Budget &budget,
                                         const Alert &alert, const TimeRange &starts)
{
    std::string member;
    for (const auto &[dimension, value] : alert.scope) {
        if (budget.each && dimension == toString(*budget.each) && member.empty())
            member = value;
    }
    const auto rows = reader.consumption(trackerKey(budget), member, starts);
    if (!rows)
        return tl::unexpected<Error>(rows.error());
    std::vector<RollingStep> steps;
    for (const ConsumedPeriod &row : *rows)
        steps.push_back(
            {row.period,
             Consumption{row.cost, row.residual, row.tokens, row.requests, row.unpriced}.in(
                 budget.unit)});
    return steps;
}

Result<std::optional<std::int64_t>> presentOf(LedgerReader &reader, const BudgetRules &rules,
                                              const Alert &alert, Instant now)
{
    using enum AlertKind;
    const bool isOfWindow = alert.kind == BudgetThreshold || alert.kind == BudgetExhausted ||
                            alert.kind == TripwireHourly;
    const Budget *budget = rollingBudgetOf(rules, alert);
    if (budget == nullptr || !isOfWindow || !alert.isActive() || alert.endedAt)
        return std::optional<std::int64_t>{};
    const std::int64_t step = rollingStep(budget->period.length);
    const Instant running{floorDivide(now.micros, step) * step};
    const auto steps = stepsOf(reader, *budget, alert,
                               {{running.micros - budget->period.length}, {running.micros + 1}});
    if (!steps)
        return tl::unexpected<Error>(steps.error());
    return std::optional(windowSum(*steps, budget->period.length, running));
}

std::string mutedBy(LedgerReader &reader, const Alert &alert)
{
    if (!alert.isActive() || alert.inhibitedBy.empty())
        return {};
    const auto body = reader.alert(alert.inhibitedBy);
    if (!body)
        return alert.inhibitedBy;
    const auto other = parseAlert(*body);
    if (!other)
        return alert.inhibitedBy;
    return other->budgetName.empty() ? std::string(name(other->kind)) : other->budgetName;
}

} // namespace outlay::alerting
