// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/budgets/budgetssnapshot.h"

namespace outlay::ui {

/// As it is to be shown: itself, or a copy without names while they are hidden. Ids, members and
/// values that can be chosen stay.
[[nodiscard]] BudgetsSnapshotPtr withoutNames(const BudgetsSnapshotPtr &snapshot);
[[nodiscard]] BudgetDetails withoutNames(BudgetDetails details);

} // namespace outlay::ui
