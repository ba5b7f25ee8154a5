// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/ledger/ledgerreader.h"
#include "models/rules/alert.h"
#include "models/rules/budget.h"
#include "models/rules/crossing.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace outlay::alerting {

/// The budget over a rolling window that an alert is about; null: it is about another, or it has
/// gone.
[[nodiscard]] const Budget *rollingBudgetOf(const BudgetRules &rules, const Alert &alert);

/// What that budget consumed of the alert's member, in steps that start in the range.
[[nodiscard]] Result<std::vector<RollingStep>> stepsOf(LedgerReader &reader, const Budget &budget,
                                                       const Alert &alert, const TimeRange &starts);

/// What the window of an alert that goes on holds now: `consumed` is the most it held. nullopt: it
/// is of another budget, or over.
[[nodiscard]] Result<std::optional<std::int64_t>>
presentOf(LedgerReader &reader, const BudgetRules &rules, const Alert &alert, Instant now);

/// What the alert is called that says more than this one, as long as that mutes it: its budget,
/// else its kind. Empty: nothing does.
[[nodiscard]] std::string mutedBy(LedgerReader &reader, const Alert &alert);

} // namespace outlay::alerting
