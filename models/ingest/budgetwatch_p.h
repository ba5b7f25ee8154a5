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

[[nodiscard]] inline bool overlaps(const TimeRange &l, const TimeRange &r)
{
    return l.from < r.to && r.from < l.to;
}

} // namespace outlay::budgetwatch
