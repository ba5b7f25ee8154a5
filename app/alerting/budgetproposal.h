// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/ledger/ledgerreader.h"

#include <cstdint>
#include <vector>

namespace outlay::alerting {

/// A monthly budget of what was spent lately, and how it comes about.
struct BudgetProposal
{
    struct Week
    {
        Instant from; ///< Monday, in the zone
        Money cost;
    };
    std::vector<Week> weeks; ///< whole ones, oldest first
    Money usualWeek;         ///< p75 of them, nearest rank
    int daysOfMonth = 0;
    Money limit; ///< for a month of so many days, rounded up to two significant digits

    /// How many of the weeks cost no more than the usual one.
    [[nodiscard]] std::int64_t usualWeeks() const;
};

/// Of weeks' costs; nothing to propose where they cost nothing.
[[nodiscard]] std::optional<BudgetProposal> proposeBudget(std::vector<BudgetProposal::Week> weeks,
                                                          int daysOfMonth);

/// From the last eight whole weeks at most; a week begins after the ledger does. nullopt: there is
/// none yet, or it was free.
[[nodiscard]] Result<std::optional<BudgetProposal>> proposeBudget(LedgerReader &reader,
                                                                  const std::vector<Filter> &scope,
                                                                  const Zone &zone, Instant now);

} // namespace outlay::alerting
