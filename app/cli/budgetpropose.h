// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/alerting/budgetproposal.h"
#include "app/cli/arguments.h"

#include <string>

namespace outlay::cli {

/// `budget propose`: a monthly budget from the last whole weeks, with the reasoning.
int proposeBudget(const Arguments &arguments);

/// How the proposal comes about: "6 of the last 8 whole weeks cost $120.00 or less; …".
[[nodiscard]] std::string basisText(const alerting::BudgetProposal &proposal);

} // namespace outlay::cli
