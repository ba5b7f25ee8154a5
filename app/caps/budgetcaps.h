// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/alerting/budgetstatus.h"
#include "app/enforcement/mapping.h"
#include "models/ledger/ledgerreader.h"
#include "models/rules/budget.h"

#include <string>
#include <vector>

// Budgets as caps at gateways, and whether those hold: where rules and enforcement meet.
namespace outlay::enforcement {

/// A cap and what its member is called: a person, or an id or alias of the gateway's.
struct CapToPush
{
    DesiredCap cap; ///< entity.kind says what to look for
    std::string member;
    std::string source = {}; ///< the only gateway it is for; empty: any
};

/// Empty: a gateway has an equivalent of the budget. Else why not, a sentence's end.
[[nodiscard]] std::string noCapReason(const Budget &budget);

/// The caps of budgets that are to block, a member each, and what this ledger itself had set for
/// caps that are gone: what another one has set there is not its to take away.
/// Members are those that consumed anything, those with limits of their own and those named.
[[nodiscard]] Result<std::vector<CapToPush>> capsOf(LedgerReader &reader, const BudgetRules &rules,
                                                    Instant now);

[[nodiscard]] std::vector<PersonIds> personIdsOf(const std::vector<Person> &people);

/// Sets the caps' lights by what was last read back from gateways; asks nobody.
[[nodiscard]] Result<> lightCaps(LedgerReader &reader,
                                 std::vector<alerting::BudgetStatus> &statuses, Instant now);

} // namespace outlay::enforcement
