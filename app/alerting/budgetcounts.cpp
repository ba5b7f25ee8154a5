// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/alerting/budgetcounts.h"

#include "models/insight/unpricedcounts.h"

#include <algorithm>
#include <map>
#include <utility>

namespace outlay::alerting {

namespace {

/// Whose counts a status is of.
std::vector<Filter> scopeOf(const BudgetStatus &status)
{
    std::vector<Filter> scope = status.budget->scope;
    if (!status.budget->each)
        return scope;
    Filter &member = scope.emplace_back();
    member.dimension = *status.budget->each;
    member.anyOf = {status.member};
    return scope;
}

} // namespace

Result<> noteUnpricedCounts(LedgerReader &reader, Instant at, std::vector<BudgetStatus> &statuses)
{
    std::map<std::pair<Instant, Instant>, bool> hasAny; // by period: of most there are none
    for (BudgetStatus &status : statuses) {
        const auto &each = status.budget->each;
        const bool isOfNone = status.isUnknown ||
                              (each && (status.member.empty() || !isToldByCounts(each->dimension)));
        if (!status.period || isOfNone || status.budget->unit != LimitUnit::Money)
            continue;
        const TimeRange period{status.period->from, std::min(status.period->to, at)};
        const auto [known, isNew] = hasAny.try_emplace({period.from, period.to});
        if (isNew) {
            const auto all = unpricedCounts(reader, period);
            if (!all)
                return tl::unexpected<Error>(all.error());
            known->second = !all->empty();
        }
        if (!known->second)
            continue;
        const auto counts = unpricedCounts(reader, period, scopeOf(status));
        if (!counts)
            return tl::unexpected<Error>(counts.error());
        for (const UnpricedCounts &one : *counts)
            status.unpricedTokens += one.tokens;
    }
    return {};
}

} // namespace outlay::alerting
