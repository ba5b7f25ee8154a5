// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/alerting/budgethistory.h"
#include "app/alerting/budgetstatus.h"
#include "models/ledger/ledgerreader.h"
#include "models/rules/budget.h"

#include <optional>
#include <vector>

namespace outlay::alerting {

/// How a budget stands before a change and after it; nullopt: it is not there.
struct BudgetEffect
{
    std::optional<BudgetStatus> before, after;
    BudgetTrial trial; ///< of `after`; no periods: none are known whole
};
/// Of every budget that differs, of those with members the fullest. Several queries.
[[nodiscard]] Result<std::vector<BudgetEffect>> budgetEffects(LedgerReader &reader,
                                                              const BudgetRules &before,
                                                              const BudgetRules &after,
                                                              Instant now);

/// Since when a budget of that period is judged: periods that ended before the one that runs are
/// nobody's news.
[[nodiscard]] Result<Instant> runningFrom(const BudgetPeriod &period, Instant now);

/// As rules are kept.
void sortByName(BudgetRules &rules);

} // namespace outlay::alerting
