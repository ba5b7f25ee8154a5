// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/alerting/budgetstatus.h"

#include <vector>

namespace outlay::alerting {

/// Sets `unpricedTokens` of budgets in money, up to the instant. Several queries where providers
/// count anything without money: not on the GUI thread.
[[nodiscard]] Result<> noteUnpricedCounts(LedgerReader &reader, Instant at,
                                          std::vector<BudgetStatus> &statuses);

} // namespace outlay::alerting
