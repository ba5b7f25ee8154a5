// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/rules/budget.h"

#include <string>
#include <utility>
#include <vector>

namespace outlay::alerting {

/// "$50.00", "2,000,000 tokens".
[[nodiscard]] std::string amountText(LimitUnit unit, std::int64_t amount);
/// "p75 of 4 periods + 20%, at most $600.00".
[[nodiscard]] std::string allocationText(const Allocation &allocation, LimitUnit unit);
/// "50, 75, 100%".
[[nodiscard]] std::string thresholdsText(const std::vector<int> &thresholds);
/// "month from day 5, Europe/Vienna", "rolling 24 h", "2026-11-01 to 2026-12-01".
[[nodiscard]] std::string periodText(const BudgetPeriod &period);
/// Of an id; the id itself where there is no such budget.
[[nodiscard]] std::string budgetNameOf(const BudgetRules &rules, const std::string &id);

/// What a budget is, field by field: only what is set.
[[nodiscard]] std::vector<std::pair<std::string, std::string>>
budgetFields(const BudgetRules &rules, const Budget &budget);

/// A line each: "+ Team: $50.00, month", "~ Team: limit $50.00 -> $80.00", "- Team".
[[nodiscard]] std::vector<std::string> changedLines(const BudgetRules &before,
                                                    const BudgetRules &after);

/// A raise is under way, and is more than the limit.
[[nodiscard]] bool isRaisedAt(const Budget &budget, Instant at);

} // namespace outlay::alerting
