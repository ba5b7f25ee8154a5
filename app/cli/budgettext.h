// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/alerting/budgetstatus.h"
#include "app/cli/json.h"
#include "app/cli/output.h"
#include "models/money/zone.h"

#include <string>
#include <utility>
#include <vector>

namespace outlay::cli {

/// "month from day 5, Europe/Vienna", "rolling 24 h", "2026-11-01 to 2026-12-01".
[[nodiscard]] std::string periodText(const BudgetPeriod &period);

/// What a budget is, field by field, as `show` prints it and changes are told: only what is set.
[[nodiscard]] std::vector<std::pair<std::string, std::string>>
budgetFields(const BudgetRules &rules, const Budget &budget);

/// A line each: "+ Team: $50.00, month", "~ Team: limit $50.00 -> $80.00", "- Team".
[[nodiscard]] std::vector<std::string> changedLines(const BudgetRules &before,
                                                    const BudgetRules &after);

void printBudgets(Output &out, const BudgetRules &rules, Instant now, bool hasTripwires);
/// The array of `list` and `show`.
void writeBudgets(JsonWriter &json, const BudgetRules &rules,
                  const std::vector<const Budget *> &budgets, Instant now);

void printStatuses(Output &out, const std::vector<alerting::BudgetStatus> &statuses);
/// One object of `status`.
void writeStatus(JsonWriter &json, const alerting::BudgetStatus &status);
/// "$412.00 of $500.00 (82 %), past 50 and 75 %".
[[nodiscard]] std::string standingText(const alerting::BudgetStatus &status);

} // namespace outlay::cli
