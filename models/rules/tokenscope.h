// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/rules/budget.h"

namespace outlay {

/// Tokens that a plan's fee pays for stand outside (DESIGN section 1, plan) unless the budget's
/// scope or members go by plan. True of limits in tokens that leave them out; spend leaves them out
/// by costing nothing, and attempts all count.
[[nodiscard]] bool leavesOutPlanTokens(const Budget &budget);

} // namespace outlay
