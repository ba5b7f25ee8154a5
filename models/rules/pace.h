// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/money/instant.h"

#include <cstdint>
#include <optional>

namespace outlay {

/// How long until the limit is reached at the pace of the period so far; nullopt: not before its
/// end. 0: it is reached.
[[nodiscard]] std::optional<std::int64_t> microsToLimit(std::int64_t consumed, std::int64_t limit,
                                                        const TimeRange &period, Instant now);

/// What becomes of a period if it goes on as it went so far: for an order of many, which a forecast
/// of each would be too dear for.
struct PaceOutlook
{
    std::int64_t end = 0;           ///< consumed by its end
    std::optional<Instant> limitAt; ///< nullopt: not before its end
    bool operator==(const PaceOutlook &) const = default;
};
/// nullopt: less than 3% of the period have passed, as of forecasts, or it has no end.
[[nodiscard]] std::optional<PaceOutlook> paceOf(std::int64_t consumed, std::int64_t limit,
                                                const TimeRange &period, Instant now);

} // namespace outlay
