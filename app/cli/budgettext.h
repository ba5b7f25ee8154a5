// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/alerting/budgetfields.h"
#include "app/alerting/budgetstatus.h"
#include "app/cli/json.h"
#include "app/cli/output.h"
#include "models/money/zone.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace outlay::cli {

/// What of a budget its rule alone does not say.
struct BudgetStanding
{
    alerting::CapLight light;
    /// In force now; nullopt: it has members, or cannot be judged.
    std::optional<std::int64_t> limit;
};
using BudgetStandings = std::map<std::string, BudgetStanding>; ///< by the budgets' ids
/// Of the statuses of all members, lit.
[[nodiscard]] BudgetStandings standingsOf(const std::vector<alerting::BudgetStatus> &statuses);

void printBudgets(Output &out, const BudgetRules &rules, const BudgetStandings &standings,
                  Instant now, bool hasTripwires);
/// The array of `list` and `show`.
void writeBudgets(JsonWriter &json, const BudgetRules &rules,
                  const std::vector<const Budget *> &budgets, const BudgetStandings &standings,
                  Instant now);
/// "blocks", or "warns only (why)"; empty: it is no cap.
[[nodiscard]] std::string capText(const alerting::CapLight &light);

void printStatuses(Output &out, const std::vector<alerting::BudgetStatus> &statuses,
                   const Zone &zone);
/// What is in no sum: of all members, not only of those in the table.
void printUnpriced(Output &out, const std::vector<alerting::BudgetStatus> &statuses);
/// One object of `status`.
void writeStatus(JsonWriter &json, const alerting::BudgetStatus &status);
/// "$412.00 of $500.00 (82%), past 50 and 75%".
[[nodiscard]] std::string standingText(const alerting::BudgetStatus &status);

} // namespace outlay::cli
