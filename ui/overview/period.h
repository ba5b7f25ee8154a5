// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/money/instant.h"
#include "models/money/zone.h"

#include <optional>

namespace outlay::ui {

enum class Preset
{
    Today,
    Last7,  ///< seven calendar days, today included
    Last30, ///< thirty calendar days, today included
    MonthToDate,
    All,
    Custom,
};

/// What a person chose: a preset, moved `shift` periods from now, or their own range.
struct PeriodChoice
{
    Preset preset = Preset::MonthToDate;
    int shift = 0;    ///< <= 0; ignored for All and Custom
    TimeRange custom; ///< whole days of the zone

    bool operator==(const PeriodChoice &) const = default;
};

/// The choice in instants, and what it is compared with.
struct Period
{
    TimeRange range;
    /// Like with like: as much of the period before as has passed of this one; none for All.
    std::optional<TimeRange> prior;
    Step step = Step::Day;
    bool isRunning = false; ///< holds `now`: its end is still to come
};

/// `span` is what the ledger holds; it bounds All.
[[nodiscard]] Period resolve(const PeriodChoice &choice, Instant now, const Zone &zone,
                             const std::optional<TimeRange> &span);

/// As much of it as has passed at `now`; all of it where it has ended or is still to begin.
[[nodiscard]] TimeRange passedOf(const TimeRange &range, Instant now);

/// The period before (-1) or after (+1); the same choice where there is none: All, or the future.
[[nodiscard]] PeriodChoice shifted(const PeriodChoice &choice, int by, Instant now,
                                   const Zone &zone);

/// The same days by the calendar of another zone; what is no whole days stays the same time.
[[nodiscard]] PeriodChoice sameDays(const PeriodChoice &choice, const Zone &before,
                                    const Zone &after);

/// Bars that can be told apart: hours up to two days, days up to a quarter, weeks up to two years.
[[nodiscard]] Step stepFor(const TimeRange &range);

} // namespace outlay::ui
