// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/alerting/budgetstatus.h"
#include "models/ledger/ledgerreader.h"
#include "models/rules/alertstate.h"

#include <vector>

namespace outlay::alerting {

/// Budgets in money, of one or of each member, that burn too fast in a long and in a short window
/// (models/insight/burnrate.h), at `now`; those of `known` that no longer do are no longer true.
/// The slow one says nothing where the fast one does. Used-up budgets have said more already.
/// Up to four queries a budget, one where nothing was spent lately.
[[nodiscard]] Result<std::vector<AlertReport>> burnReports(LedgerReader &reader,
                                                           const BudgetRules &rules,
                                                           const std::vector<Alert> &known,
                                                           Instant now);

/// Budgets that as the forecast's middle path has it will be used up before their period ends.
/// `statuses`: with forecasts. Once a period, however it wavers.
[[nodiscard]] std::vector<AlertReport> forecastReports(const std::vector<BudgetStatus> &statuses,
                                                       const std::vector<Alert> &known,
                                                       Instant now);

} // namespace outlay::alerting
