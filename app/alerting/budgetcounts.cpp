// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/alerting/budgetcounts.h"

#include "models/insight/unpricedcounts.h"

#include <algorithm>
#include <map>
#include <utility>

namespace outlay::alerting {

Result<> noteUnpricedCounts(LedgerReader &reader, Instant at, std::vector<BudgetStatus> &statuses)
{
    std::map<std::pair<Instant, Instant>, std::vector<UnpricedCounts>> known; // by period
    for (BudgetStatus &status : statuses) {
        // Counts are of no member: what filters or members ask beyond them stays as it is.
        if (!status.period || status.budget->each || status.budget->unit != LimitUnit::Money)
            continue;
        const TimeRange period{status.period->from, std::min(status.period->to, at)};
        const auto [found, isNew] = known.try_emplace({period.from, period.to});
        if (isNew) {
            auto counts = unpricedCounts(reader, period);
            if (!counts)
                return tl::unexpected<Error>(counts.error());
            found->second = *std::move(counts);
        }
        for (const UnpricedCounts &one : countsOf(status.budget->scope, found->second))
            status.unpricedTokens += one.tokens;
    }
    return {};
}

} // namespace outlay::alerting
