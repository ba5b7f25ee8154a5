// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/money/zone.h"
#include "models/rules/budget.h"

#include <QString>

namespace outlay {

/// What a change did to one budget, in the words of the screen: "limit: $50.00 → $80.00; owner:
/// none → ada". Null: it was not there, or is not any more; one of them is.
[[nodiscard]] QString budgetChangeWords(const Budget *before, const Budget *after,
                                        const BudgetRules &rules, const Zone &zone);

} // namespace outlay
