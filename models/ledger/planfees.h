// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Private to models/ledger.

#include "models/ledger/storedconfiguration.h"
#include "models/money/zone.h"

#include <string>
#include <vector>

namespace outlay {

struct PlanFee
{
    Instant at;
    std::string source, key, plan;
    Money amount;
};

/// Fees of a plan: at the start of the day of `from` in each month (or the month's last day, where
/// it is shorter), in `zone`, up to the month of `lastEvent` and before `until`. `firstEvent`
/// stands in for an absent `from`: then on the first of each month.
[[nodiscard]] std::vector<PlanFee> feesOf(const PlanEntry &plan, const Zone &zone,
                                          Instant firstEvent, Instant lastEvent, Instant until);

/// When another entry for the same source or key takes over from this one; the end of time if none
/// does.
[[nodiscard]] Instant endOf(const PlanEntry &plan, const std::vector<PlanEntry> &plans);

} // namespace outlay
