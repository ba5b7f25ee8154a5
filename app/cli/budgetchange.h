// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/alerting/budgethistory.h"
#include "app/cli/arguments.h"
#include "models/ingest/ingest.h"
#include "models/ledger/ledgerreader.h"
#include "models/rules/budget.h"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace outlay::cli {

/// The rules of the command line's ledger, and what reads it; none where there is no ledger yet.
struct StoredRules
{
    std::unique_ptr<LedgerReader> reader; ///< may be null
    BudgetRules rules;
    std::string zone = "UTC"; ///< the ledger's
    Instant now;              ///< shownNow()
};
[[nodiscard]] Result<StoredRules> storedRules(const Arguments &arguments);

/// How a budget would have done in the time before; `hasMembers`: for each of its members.
[[nodiscard]] std::string trialText(const alerting::BudgetTrial &trial, bool hasMembers);

using RulesChange = std::function<Result<BudgetRules>(const BudgetRules &)>;
/// Of rules as they will be: what somebody may not have meant, sentences. Said, not refused.
using RulesRemarks = std::function<Result<std::vector<std::string>>(const BudgetRules &)>;

/// Shows what a change of budgets does, then does it, unless --dry-run. `change` is asked twice: of
/// what was read, and of what is stored by then.
int changeBudgetsAfterShowing(const Arguments &arguments, const StoredRules &stored,
                              const RulesChange &change, const std::string &said,
                              const RulesRemarks &remarks = {});
/// The same where the change is known and `apply` does it.
int changeBudgetsAfterShowing(const Arguments &arguments, const StoredRules &stored,
                              const BudgetRules &after,
                              const std::function<Result<>(Ingest &)> &apply,
                              const std::string &said, const RulesRemarks &remarks = {});

} // namespace outlay::cli
