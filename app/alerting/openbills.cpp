// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/alerting/openbills.h"

#include "models/insight/ledgeroutlook.h"

#include <algorithm>

namespace outlay::alerting {

namespace {

bool holdsUnknown(const Filter &filter)
{
    return std::find(filter.anyOf.begin(), filter.anyOf.end(), std::nullopt) != filter.anyOf.end();
}

} // namespace

Result<Money> OpenBills::of(const std::vector<Filter> &scope, const TimeRange &range, Money own)
{
    if (std::all_of(scope.begin(), scope.end(), holdsUnknown) || range.from >= range.to)
        return Money{};
    const auto all = notItemised({}, range);
    if (!all || *all == Money{})
        return all;
    std::vector<Filter> open = scope;
    if (open.size() == 1) { // the same for every value: many budgets ask for one each
        open.front().anyOf = {std::nullopt};
        return notItemised(open, range);
    }
    for (Filter &filter : open) {
        if (!holdsUnknown(filter))
            filter.anyOf.emplace_back();
    }
    const auto wide = notItemised(open, range);
    return wide ? Result<Money>(*wide - own) : wide;
}

Result<Money> OpenBills::notItemised(const std::vector<Filter> &where, const TimeRange &range)
{
    const auto known = std::find_if(m_asked.begin(), m_asked.end(), [&](const auto &one) {
        return one.first.first == where && one.first.second == range;
    });
    if (known != m_asked.end())
        return known->second;
    Query query;
    query.range = range;
    query.where = where;
    const auto answer = m_reader.run(query);
    if (!answer)
        return tl::unexpected<Error>(answer.error());
    Money sum = answer->total.residual;
    const auto plans = m_reader.plans();
    if (!plans)
        return tl::unexpected<Error>(plans.error());
    if (auto fees = feesWithin(*plans, where); fees && sum != Money{}) {
        query.where = *std::move(fees);
        const auto ofFees = m_reader.run(query);
        if (!ofFees)
            return tl::unexpected<Error>(ofFees.error());
        sum -= ofFees->total.residual;
    }
    m_asked.emplace_back(std::pair(where, range), sum);
    return sum;
}

} // namespace outlay::alerting
