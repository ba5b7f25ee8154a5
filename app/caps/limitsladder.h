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
    std::optional<DimensionRef> each; ///< of a budget with a limit for each, but for users
    std::string member;               ///< of `each`
    std::string gateway;              ///< that has it; empty: a budget of Outlay
    std::optional<Instant> readAt;    ///< of a gateway's: when it said so
    LimitUnit unit = LimitUnit::Money;
    std::optional<BudgetPeriod::Kind> per; ///< nullopt: a window of `windowMicros`, or for life
    std::int64_t windowMicros = 0;
    std::int64_t limit = 0;
    std::optional<std::int64_t> used; ///< nullopt: unknown
    bool isAtLeast = false;           ///< of `used`: requests without a price are in no sum
    /// It is used up, or will be first of all, before its period ends at the pace of the period.
    bool isBinding = false;
    bool isEnforced = false; ///< read back, fresh, and without a known leak
    [[nodiscard]] std::optional<std::int64_t> left() const;
};
/// "system", "endpoint", "team", "user".
[[nodiscard]] std::string_view name(LadderRung::Level level);

/// A budget that counts a part of what the user does: never what binds the whole.
struct LadderPart
{
    Budget budget;
    LimitUnit unit = LimitUnit::Money;
    std::optional<BudgetPeriod::Kind> per; ///< as LadderRung
    std::int64_t windowMicros = 0;
    std::int64_t limit = 0; ///< of each member, where it has members
};

struct LimitsLadder
{
    std::string user, endpoint;    ///< endpoint empty: any
    bool isKnown = true;           ///< false: no request names the user, nor the list of people
    std::string likeUser;          ///< then: a name that is close; empty: there is none
    std::vector<LadderRung> rungs; ///< the widest level first
    std::vector<LadderPart> parts; ///< in the order of the rules
};

/// Limits of budgets and tripwires on users, endpoints, teams and everything, and those last read
/// from gateways; apart, those on a part of what the user did in the last 30 days (a model, a
/// project).
[[nodiscard]] Result<LimitsLadder> limitsLadder(LedgerReader &reader, const BudgetRules &rules,
                                                const std::string &user,
                                                const std::string &endpoint, Instant now);

} // namespace outlay::enforcement
