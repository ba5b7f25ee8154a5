// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/ledger/ledgerreader.h"
#include "models/rules/budget.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace outlay::enforcement {

/// One limit that applies to a user at an endpoint.
struct LadderRung
{
    enum class Level : std::uint8_t
    {
        System,
        Endpoint,
        Team,
        User,
    };
    Level level = Level::System;
    std::string name;
    std::string gateway; ///< that has it; empty: a budget of Outlay
    LimitUnit unit = LimitUnit::Money;
    std::optional<BudgetPeriod::Kind> per; ///< nullopt: a window of `windowMicros`, or for life
    std::int64_t windowMicros = 0;
    std::int64_t limit = 0;
    std::optional<std::int64_t> used; ///< nullopt: unknown
    /// It is used up, or will be first of all, before its period ends at the pace of the period.
    bool isBinding = false;
    bool isEnforced = false; ///< read back, fresh, and without a known leak
    [[nodiscard]] std::optional<std::int64_t> left() const;
};
/// "system", "endpoint", "team", "user".
[[nodiscard]] std::string_view name(LadderRung::Level level);

struct LimitsLadder
{
    std::string user, endpoint;    ///< endpoint empty: any
    std::vector<LadderRung> rungs; ///< the widest level first
};

/// Limits of budgets and tripwires on users, endpoints, teams and everything, and those last read
/// from gateways. Limits on a part of what a user does (a model, a project) are none of these.
[[nodiscard]] Result<LimitsLadder> limitsLadder(LedgerReader &reader, const BudgetRules &rules,
                                                const std::string &user,
                                                const std::string &endpoint, Instant now);

} // namespace outlay::enforcement
