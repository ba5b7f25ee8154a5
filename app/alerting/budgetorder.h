// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/alerting/budgetstatus.h"
#include "models/rules/standing.h"

#include <vector>

namespace outlay::alerting {

/// Where it stands among the others.
[[nodiscard]] Standing standingOf(const BudgetStatus &status);

/// As the Budgets page has them: what is used up first, then by when it will be, what has ended
/// last; the parts of a budget behind it. `statuses`: each budget's members together.
[[nodiscard]] std::vector<BudgetStatus> byTimeToLimit(std::vector<BudgetStatus> statuses);

} // namespace outlay::alerting
