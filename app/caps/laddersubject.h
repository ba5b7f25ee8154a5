// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/caps/limitsladder.h"
#include "app/enforcement/mapping.h"

#include <optional>
#include <set>
#include <string>
#include <vector>

namespace outlay::enforcement {

/// Whom a ladder is about, and which budgets are about them.
struct LadderSubject
{
    std::string user, endpoint; ///< endpoint empty: any
    std::set<std::string> teams;
    std::vector<PersonIds> people;
    bool isKnown = true;  ///< requests, bills or a list of people name the user
    std::string likeUser; ///< of one that is not: a name that is close; empty: there is none

    /// Its value of a dimension; nullopt: nothing is known of that one.
    [[nodiscard]] std::optional<std::set<std::string>> in(const DimensionRef &dimension) const;
};

/// With the teams that requests of the last 30 days and the list of people name.
[[nodiscard]] Result<LadderSubject> ladderSubject(LedgerReader &reader, const std::string &user,
                                                  const std::string &endpoint, Instant now);

/// The narrowest level a budget's scope names; nullopt: it does not apply.
[[nodiscard]] std::optional<LadderRung::Level> levelOf(const Budget &budget,
                                                       const LadderSubject &subject);

/// It counts a part of what the subject does at most: a dimension that a user has many values of is
/// in its scope, and nothing of it is another's.
[[nodiscard]] bool isOfPart(const Budget &budget, const LadderSubject &subject);

} // namespace outlay::enforcement
