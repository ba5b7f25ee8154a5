// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/rules/budgetperiod.h"

namespace outlay {

/// A limit a minute, of requests or tokens: only a gateway counts so finely. The ledger keeps no
/// counters for it and tells of no threshold; what the last minute held is read from its requests.
[[nodiscard]] inline bool isPerMinute(const BudgetPeriod &period)
{
    return period.kind == BudgetPeriod::Kind::Rolling && period.length == microsPerMinute;
}

} // namespace outlay
