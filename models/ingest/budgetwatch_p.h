// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Private to models/ingest: what the parts of BudgetWatch share.

#include "models/ingest/budgetwatch.h"

namespace outlay::budgetwatch {

inline constexpr int unpricedThreshold = 0; ///< claims of "unpriced under a cap"
/// Members of one budget that are over at once, from so many on, are told of as one.
inline constexpr std::ptrdiff_t toldTogether = 10;
inline constexpr std::int64_t sessionQuiet = microsPerHour;

[[nodiscard]] inline Consumption sumOf(const ConsumptionRow &row)
{
    return {row.cost, row.residual, row.tokens, row.requests, row.unpriced};
}

[[nodiscard]] inline TimeRange only(Instant start)
{
    return {start, {start.micros + 1}};
}

/// Members that are over when nothing more comes of them: conversations, and what is done in them.
/// A key or a person is not.
[[nodiscard]] inline bool endsInSilence(const Budget &budget)
{
    using enum Dimension;
    return budget.period.kind == BudgetPeriod::Kind::Always && budget.each &&
           (budget.each->dimension == Session || budget.each->dimension == Task ||
            budget.each->dimension == Agent);
}

[[nodiscard]] inline bool overlaps(const TimeRange &l, const TimeRange &r)
{
    return l.from < r.to && r.from < l.to;
}

} // namespace outlay::budgetwatch
