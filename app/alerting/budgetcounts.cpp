// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/alerting/budgetcounts.h"

#include "models/insight/unpricedcounts.h"

#include <algorithm>

namespace outlay::alerting {

Result<> noteUnpricedCounts(LedgerReader &reader, Instant at, std::vector<BudgetStatus> &statuses)
{
    for (BudgetStatus &status : statuses) {
        // Counts are of no member.
        if (!status.period || status.budget->each || status.budget->unit != LimitUnit::Money)
            continue;
        const TimeRange period{status.period->from, std::min(status.period->to, at)};
        const auto counts = unpricedCounts(reader, period, status.budget->scope);
        if (!counts)
            return tl::unexpected<Error>(counts.error());
        for (const UnpricedCounts &one : *counts)
            status.unpricedTokens += one.tokens;
    }
    return {};
}

} // namespace outlay::alerting
