// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/alerting/budgetfields.h"
#include "app/alerting/budgetstatus.h"
#include "app/cli/json.h"
#include "app/cli/output.h"
#include "models/money/zone.h"

#include <string>
#include <vector>

namespace outlay::cli {

void printBudgets(Output &out, const BudgetRules &rules, Instant now, bool hasTripwires);
/// The array of `list` and `show`.
void writeBudgets(JsonWriter &json, const BudgetRules &rules,
                  const std::vector<const Budget *> &budgets, Instant now);

void printStatuses(Output &out, const std::vector<alerting::BudgetStatus> &statuses,
                   const Zone &zone);
/// One object of `status`.
void writeStatus(JsonWriter &json, const alerting::BudgetStatus &status);
/// "$412.00 of $500.00 (82%), past 50 and 75%".
[[nodiscard]] std::string standingText(const alerting::BudgetStatus &status);

} // namespace outlay::cli
