// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/rules/budget.h"
#include "ui/budgets/budgetssnapshot.h"

#include <vector>

namespace outlay {

/// The grid of caps per user: the limits of single users in budgets in money for each user, those
/// for every user and those for the users they name.
[[nodiscard]] std::vector<ui::UserCap> userCapsOf(const BudgetRules &rules);

/// The rules with just these caps. A user's limit is kept as an override where a budget for every
/// user has that period, else in one budget for all users who have one. Usage error: a user twice
/// over one period.
[[nodiscard]] Result<BudgetRules> withUserCaps(const BudgetRules &rules,
                                               const std::vector<ui::UserCap> &caps,
                                               const Zone &zone, Instant now);

/// What changes from what the rules have in force, by user: who has no limit of their own has the
/// one for every user.
[[nodiscard]] std::vector<ui::UserCapDiff> userCapDiffs(const BudgetRules &rules,
                                                        const std::vector<ui::UserCap> &after);

} // namespace outlay
