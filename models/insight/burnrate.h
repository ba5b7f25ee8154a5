// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/money/instant.h"
#include "models/money/money.h"

#include <cstdint>
#include <optional>

namespace outlay {

/// How fast a limit is used up: 1 uses exactly all of it over the period.
///   burn = (spend in the window / window) / (limit / period)
///
/// An alarm needs two windows: the long one, in which a share of the limit must be gone, and the
/// short one, a twelfth of it, so that it ends soon after the spending does (Google, The Site
/// Reliability Workbook, chapter 5, "Multiwindow, Multi-Burn-Rate Alerts"). Of 30 days it asks for
/// 2 % in 1 h and 5 min, 14.4 times the even pace, and 5 % in 6 h and 30 min, 6 times. What that
/// protects is the share of the limit, so the windows follow the period P and the factors stay:
///   window = P / 720, P / 120;   factor = share x P / window
/// A window must still hold several requests, and their reports take minutes to arrive: it is never
/// shorter than 5 minutes (fast) and 30 minutes (slow), but at most a twelfth and a quarter of P.
/// Where it is longer than P / 720 or P / 120, more of the limit goes in it at the same factor. The
/// share is then 25 % and 50 % at most, or the alarm would come with the last dollar; the factor
/// follows. Windows are rounded to whole minutes, short ones to whole seconds, at least one minute.
///
///   period    fast                    slow
///   hour      5 min + 1 min, 3x       15 min + 75 s, 2x
///   day       5 min + 1 min, 14.4x    30 min + 2.5 min, 6x
///   week      14 min + 70 s, 14.4x    84 min + 7 min, 6x
///   30 days   1 h + 5 min, 14.4x      6 h + 30 min, 6x
///   90 days   3 h + 15 min, 14.4x     18 h + 90 min, 6x
struct BurnRule
{
    std::int64_t longMicros = 0, shortMicros = 0;
    std::int64_t factorMillis = 0; ///< thousandths: 14400 is 14.4 times the even pace

    [[nodiscard]] double factor() const { return double(factorMillis) / 1000; }
};

struct BurnRules
{
    BurnRule fast, slow;
};

/// For a period of that length, at least a minute.
[[nodiscard]] BurnRules burnRulesFor(std::int64_t periodMicros);

/// burn, see above; nullopt where limit, period or window are none.
[[nodiscard]] std::optional<double> burnRate(Money spentInWindow, std::int64_t windowMicros,
                                             Money limit, std::int64_t periodMicros);

/// Spend in the windows that end at `at`; they may begin before the period does: a pace knows no
/// calendar.
struct WindowSpend
{
    Money inLong, inShort;
};

struct BurnVerdict
{
    std::optional<double> longRate, shortRate;
    bool isBurning = false; ///< both exceed the factor; exact, whatever the rates round to
    /// When the limit is used up if the long window's pace goes on; `at` if it is already. nullopt:
    /// not in this period.
    std::optional<Instant> exhaustedAt;
};

/// `spent`: of the period until `at`, which it holds.
[[nodiscard]] BurnVerdict judgeBurn(const BurnRule &rule, const WindowSpend &spend,
                                    const TimeRange &period, Instant at, Money spent, Money limit);

} // namespace outlay
