// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/caps/foldedlights.h"

#include "app/caps/budgetcaps.h"

namespace outlay::enforcement {

using alerting::BudgetStatus;
using alerting::CapLight;

CapLight foldedLight(const std::vector<const BudgetStatus *> &members)
{
    const BudgetStatus *worst = nullptr;
    std::int64_t more = 0;
    for (const BudgetStatus *member : members) {
        if (member->isUnknown || member->cap.state != CapLight::State::WarnsOnly)
            continue;
        if (worst)
            ++more;
        else
            worst = member;
    }
    if (!worst)
        return members.empty() ? CapLight{} : members.front()->cap;
    CapLight light = worst->cap;
    // Where nothing can block, it is nobody's in particular.
    if (worst->member.empty() || light.point.empty())
        return light;
    light.reason = worst->member + ": " + light.reason;
    if (more > 0) // whose reasons may be others
        light.reason += "; " + std::to_string(more) +
                        (more == 1 ? " more warns only as well" : " more warn only as well");
    return light;
}

Result<std::vector<BudgetStatus>> litStatuses(LedgerReader &reader, const BudgetRules &rules,
                                              Instant now)
{
    alerting::StatusOptions options;
    options.hasForecasts = false;
    options.hasTripwires = true;
    options.hasOver = true;
    auto statuses = alerting::budgetStatuses(reader, rules, now, options);
    if (!statuses)
        return statuses;
    OUTLAY_TRY(lightCaps(reader, *statuses, now));
    return statuses;
}

std::map<std::string, CapLight> foldedLights(const std::vector<BudgetStatus> &statuses)
{
    std::map<std::string, std::vector<const BudgetStatus *>> members;
    for (const BudgetStatus &status : statuses)
        members[status.budget->id].push_back(&status);
    std::map<std::string, CapLight> lights;
    for (const auto &[id, own] : members)
        lights[id] = foldedLight(own);
    return lights;
}

} // namespace outlay::enforcement
