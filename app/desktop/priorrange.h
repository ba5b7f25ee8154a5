// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/ledger/query.h"
#include "ui/overview/period.h"

#include <optional>

namespace outlay {

/// What a period is compared with, as far as the ledger reaches into it.
struct PriorRange
{
    TimeRange range;
    bool isPartial = false; ///< the ledger's first record lies inside of it
};

/// nullopt: there is none, or the ledger begins after it.
[[nodiscard]] inline std::optional<PriorRange>
priorRange(const ui::Period &period, const std::optional<TimeRange> &span, const Zone &zone)
{
    const auto &prior = period.prior;
    if (!prior || prior->to <= prior->from || !span || span->from >= prior->to)
        return {};
    return PriorRange{*prior, zone.dayOf(span->from) > zone.dayOf(prior->from)};
}

} // namespace outlay
