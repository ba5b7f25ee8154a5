// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/ledger/ledgerreader.h"
#include "models/rules/budget.h"

namespace outlay::alerting {

/// What of the ledger a budget counts, as a query asks for it: its scope, and where it leaves out
/// the tokens of plans, the other plans alone (as Tracker::countsPlanTokens() has it).
[[nodiscard]] std::vector<Filter> countedScope(const Budget &budget,
                                               const std::vector<PlanInfo> &plans);

} // namespace outlay::alerting
