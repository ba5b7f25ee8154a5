// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/budgets/budgetssnapshot.h"
#include "ui/budgets/cappush.h"

namespace outlay::ui {

/// No budget; a proposal of one.
[[nodiscard]] BudgetsSnapshot noBudgets();
/// A company's with a child that is exhausted, and one for each user with three members.
[[nodiscard]] BudgetsSnapshot threeBudgets();
/// The same with 1,000 members.
[[nodiscard]] BudgetsSnapshot thousandMembers();
[[nodiscard]] BudgetDetails companyDetails();
[[nodiscard]] LimitsLadder sampleLadder();
/// One limit to set with a known leak, one that holds, one for nobody.
[[nodiscard]] CapPushPlan samplePushPlan();

[[nodiscard]] inline BudgetsSnapshotPtr shared(BudgetsSnapshot snapshot)
{
    return std::make_shared<const BudgetsSnapshot>(std::move(snapshot));
}

} // namespace outlay::ui
