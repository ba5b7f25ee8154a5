// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ledger/planfees.h"

#include "models/ledger/queryplan.h"

#include <algorithm>

namespace outlay {

namespace {

int daysInMonth(int year, int month)
{
    const CivilDate next{year + month / 12, month % 12 + 1, 1};
    return static_cast<int>(daysFromCivil(next) - daysFromCivil({year, month, 1}));
}

} // namespace

std::vector<PlanFee> feesOf(const PlanEntry &plan, const Zone &zone, Instant firstEvent,
                            Instant lastEvent, Instant until)
{
    std::vector<PlanFee> fees;
    if (plan.fee == Money{} || (plan.kind != "subscription" && plan.kind != "provisioned"))
        return fees;
    CivilDate date = civilFromDays(zone.dayOf(plan.from.value_or(firstEvent)));
    const int dayOfMonth = plan.from ? date.day : 1;
    const CivilDate last = civilFromDays(zone.dayOf(lastEvent));
    while (std::pair(date.year, date.month) <= std::pair(last.year, last.month)) {
        date.day = std::min(dayOfMonth, daysInMonth(date.year, date.month));
        const Instant at = firstInstantOfDay(zone, daysFromCivil(date));
        if (at >= until)
            break;
        fees.push_back(
            {at, plan.source, plan.key, plan.name.empty() ? plan.kind : plan.name, plan.fee});
        date.year += date.month / 12;
        date.month = date.month % 12 + 1;
    }
    return fees;
}

Instant endOf(const PlanEntry &plan, const std::vector<PlanEntry> &plans)
{
    Instant end = TimeRange{}.to;
    const Instant from = plan.from.value_or(TimeRange{}.from);
    for (const PlanEntry &other : plans) {
        const Instant otherFrom = other.from.value_or(TimeRange{}.from);
        if (other.source == plan.source && other.key == plan.key && otherFrom > from)
            end = std::min(end, otherFrom);
    }
    return end;
}

} // namespace outlay
