// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/insight/forecastinput.h"

#include <array>
#include <cstddef>
#include <vector>

namespace outlay {

/// Spend before a moment in stretches of equal length, oldest first, made fit to be carried on:
/// dated fees and flagged excess taken out, what nobody saw filled in. Nano-dollars as doubles.
struct SpendHistory
{
    static constexpr std::size_t hoursOfDay = 24;

    std::int64_t stretchHours = 24;
    Instant end; ///< of the last stretch; before `until` where what follows is not known
    std::vector<double> values;
    std::vector<bool> isFilled; ///< mostly unseen: the mean of its neighbours of the same phase
    /// What hours after `end` and before `until` brought as far as seen.
    double seenAfterEnd = 0;
    /// What unseen time inside the period before `end` is taken to have brought beyond what was
    /// seen then.
    double unseen = 0;
    std::size_t knownStretches = 0;
    double missingShare = 0; ///< of the time looked at, unseen for whatever reason
    int flagged = 0;         ///< anomalies whose excess was taken out
    /// Mean spend of the hours seen, by hours after a stretch began.
    std::array<double, hoursOfDay> byHour{};

    /// The share of a stretch's spend that its first hours make; `hours` up to `stretchHours`.
    [[nodiscard]] double shareOf(double hours) const;
};

/// The history up to `until`, the start of an hour, in stretches of so many hours (1 or 24) that
/// end there, or where what nobody saw until then begins; nothing older than `mostHours`. `season`:
/// stretches that make one, for filling.
[[nodiscard]] SpendHistory spendHistory(const ForecastInput &input, Instant until,
                                        std::int64_t stretchHours, std::int64_t mostHours,
                                        int season);

} // namespace outlay
