// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/rules/budget.h"

#include <string_view>

namespace outlay {

/// A limit a minute, of requests or tokens: only a gateway counts so finely. The ledger keeps no
/// counters for it and tells of no threshold; what the last minute held is read from its requests.
[[nodiscard]] inline bool isPerMinute(const BudgetPeriod &period)
{
    return period.kind == BudgetPeriod::Kind::Rolling && period.length == microsPerMinute;
}

/// What such a budget is, for lists and JSON.
inline constexpr std::string_view minuteLimitWords =
    "a limit per minute, which only a gateway can hold; thresholds and forecast do not apply";

/// Thresholds that are told of: none of a limit a minute.
[[nodiscard]] inline std::vector<int> toldThresholds(const Budget &budget)
{
    return isPerMinute(budget.period) ? std::vector<int>() : budget.thresholds;
}

/// Whether a gateway has a limit a minute for what the scope names: one user, key or team, or each
/// of them.
[[nodiscard]] bool isScopeOfMinute(const Budget &budget);

} // namespace outlay
