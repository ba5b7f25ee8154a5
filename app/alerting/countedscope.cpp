// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/alerting/countedscope.h"

#include "models/rules/tokenscope.h"

#include <algorithm>

namespace outlay::alerting {

std::vector<Filter> countedScope(const Budget &budget, const std::vector<PlanInfo> &plans)
{
    std::vector<Filter> scope = budget.scope;
    if (!leavesOutPlanTokens(budget))
        return scope;
    const auto isFlat = [](const PlanInfo &plan) {
        return plan.kind == "subscription" || plan.kind == "provisioned";
    };
    if (std::none_of(plans.begin(), plans.end(), isFlat))
        return scope;
    Filter others;
    others.dimension.dimension = Dimension::Plan;
    others.anyOf.emplace_back();
    for (const PlanInfo &plan : plans) {
        const std::string &name = plan.name.empty() ? plan.kind : plan.name;
        const auto known = std::find(others.anyOf.begin(), others.anyOf.end(), name);
        if (!isFlat(plan) && known == others.anyOf.end())
            others.anyOf.emplace_back(name);
    }
    scope.push_back(std::move(others));
    return scope;
}

} // namespace outlay::alerting
