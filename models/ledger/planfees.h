// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Private to models/ledger.

#include "models/money/instant.h"
#include "models/money/money.h"
#include "models/money/zone.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace outlay {

/// One entry of the configuration "plans": what a source or a key is paid by.
struct PlanEntry
{
    std::string source, key; ///< one of them
    std::string kind;        ///< metered, subscription, provisioned, local, unknown
    std::string name;
    Money fee;                   ///< a month
    std::optional<Instant> from; ///< nullopt: since the first event
};

struct PlanFee
{
    Instant at;
    std::string source, key, plan;
    Money amount;
};

/// [{"source","key","kind","name","fee_nanos","from"}, …]; Corrupt if it is no such list.
[[nodiscard]] Result<std::vector<PlanEntry>> parsePlans(std::string_view json);

/// Fees of a plan: at the start of the day of `from` in each month (or the month's last day, where
/// it is shorter), in `zone`, up to the month of `lastEvent` and before `until`. `firstEvent`
/// stands in for an absent `from`: then on the first of each month.
[[nodiscard]] std::vector<PlanFee> feesOf(const PlanEntry &plan, const Zone &zone,
                                          Instant firstEvent, Instant lastEvent, Instant until);

/// When another entry for the same source or key takes over from this one; the end of time if none
/// does.
[[nodiscard]] Instant endOf(const PlanEntry &plan, const std::vector<PlanEntry> &plans);

} // namespace outlay
