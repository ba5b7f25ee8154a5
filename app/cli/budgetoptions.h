// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/arguments.h"
#include "models/money/zone.h"
#include "models/rules/budget.h"

#include <string>
#include <string_view>

namespace outlay::cli {

/// A limit as people write it.
struct LimitText
{
    LimitUnit unit = LimitUnit::Money;
    std::int64_t amount = 0;
};
/// "50USD", "$50", "50"; "2000000tokens", "2M tokens"; "500requests". More than 0.
[[nodiscard]] Result<LimitText> parseLimit(std::string_view text);

/// "hour", "day", …, "once", "always", "rolling:24h" (or m, d) into `period`, whose zone and start
/// it leaves as they are.
[[nodiscard]] Result<> parsePeriod(std::string_view text, BudgetPeriod &period);

/// "p75x4+20": the percentile of so many periods, and a margin in percent.
[[nodiscard]] Result<Allocation> parseDynamic(std::string_view text);

/// Four hours: "4h", "30m", "2d".
[[nodiscard]] Result<std::int64_t> parseDuration(std::string_view text);

/// What the options of `budget add` and `budget set` say, into `budget`; what they do not say stays
/// as it is. `zone` reads dates.
[[nodiscard]] Result<> takeBudgetOptions(const Arguments &arguments, const BudgetRules &rules,
                                         const Zone &zone, Budget &budget);

/// The budget of a name (or id); Usage error with the nearest name.
[[nodiscard]] Result<std::size_t> findBudget(const BudgetRules &rules, const std::string &name);

} // namespace outlay::cli
