// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/money/instant.h"
#include "models/money/money.h"

#include <cstdint>
#include <vector>

namespace outlay {

/// Spend of one hour of the clock, UTC.
struct HourlySpend
{
    Instant at; ///< start of the hour
    Money spend;
};

/// A dated amount that somebody knows: a plan's fee, a commitment. One before the forecast is part
/// of what was spent and no reason to expect it again; one after it is added as it stands.
struct DatedFee
{
    Instant at;
    Money amount;
};

enum class MissingKind : std::uint8_t
{
    Unfinished, ///< a provider's bucket that will still be restated
    Uncovered,  ///< some source vouches for nothing then
    Asleep, ///< the machine slept: nothing of its own could happen, and says nothing of the rest
};

/// Time whose spend is not known, or only a part of it: what was seen of it is a floor.
struct MissingTime
{
    TimeRange range;
    MissingKind kind = MissingKind::Uncovered;
};

/// What a detector flagged, and by how much it was beyond what was to be expected.
struct FlaggedExcess
{
    TimeRange range;
    Money excess;
};

/// Everything a forecast is a function of.
struct ForecastInput
{
    TimeRange period; ///< bounded: an hour, a day, a month in somebody's zone, or once
    Instant at;       ///< the forecast is made then; nothing later is looked at but fees
    Money spent;      ///< of the period until `at`, whatever it was for
    /// Before `at`, oldest first; hours without spend may be left out. They need not begin with the
    /// period. Hold the fees of the past where `fees` does.
    std::vector<HourlySpend> hours;
    std::vector<DatedFee> fees;       ///< past and to come, in any order
    std::vector<MissingTime> missing; ///< in any order, may overlap
    std::vector<FlaggedExcess> flagged;
};

} // namespace outlay
