// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/rules/tokenscope.h"

#include <algorithm>

namespace outlay {

bool leavesOutPlanTokens(const Budget &budget)
{
    const bool goesByPlan =
        (budget.each && budget.each->dimension == Dimension::Plan) ||
        std::any_of(budget.scope.begin(), budget.scope.end(), [](const Filter &filter) {
            return filter.dimension.dimension == Dimension::Plan;
        });
    return budget.unit == LimitUnit::Tokens && !goesByPlan;
}

} // namespace outlay
