// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/money/instant.h"
#include "models/money/zone.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace outlay {

/// Over what time a budget's limit holds.
struct BudgetPeriod
{
    enum class Kind : std::uint8_t
    {
        Rolling, ///< the last `length`, moving in steps, see rollingStep()
        Hour,
        Day,
        Week,    ///< from `start`, 1 Monday … 7 Sunday
        Month,   ///< from day `start` of the month, 1..28
        Quarter, ///< January, April, July, October, from day `start` of the month
        Once,    ///< `once`, half-open
        Always,  ///< all of time: what a session, a task or a tag costs in the end
    };
    Kind kind = Kind::Month;
    std::int64_t length = 0; ///< microseconds, Rolling: whole quarter-hours, up to 366 days
    int start = 1;
    TimeRange once;
    std::string zone = "UTC"; ///< IANA name; days are its days, 23 and 25 hours included

    bool operator==(const BudgetPeriod &) const = default;
};
/// "rolling", "hour", …, "always".
[[nodiscard]] std::string_view name(BudgetPeriod::Kind kind);
[[nodiscard]] std::optional<BudgetPeriod::Kind> periodKindNamed(std::string_view name);

/// Rolling windows begin at multiples of it (since 1970, UTC): a quarter-hour, or as many as make
/// 1/48 of longer windows. The window's oldest step is left out as it drops out, so that no more
/// is counted than the last `length` held.
[[nodiscard]] std::int64_t rollingStep(std::int64_t length);

/// A period's calendar: which one an instant is in. Every instant is in exactly one, but for
/// `Once`. All boundaries are at quarter-hours of UTC, as every zone's have been since before 2015.
class PeriodCalendar
{
public:
    /// Usage error: an unknown zone, one off the quarter-hours, a length or start out of range.
    [[nodiscard]] static Result<PeriodCalendar> of(const BudgetPeriod &period);

    /// For Rolling the step that holds it. nullopt: outside `once`.
    [[nodiscard]] std::optional<TimeRange> at(Instant at) const;
    /// The one before or after; of Rolling the steps. nullopt: there is none.
    [[nodiscard]] std::optional<TimeRange> before(const TimeRange &period) const;
    [[nodiscard]] std::optional<TimeRange> after(const TimeRange &period) const;
    [[nodiscard]] const BudgetPeriod &period() const { return m_period; }
    [[nodiscard]] const Zone &zone() const { return m_zone; }
    [[nodiscard]] bool isRolling() const { return m_period.kind == BudgetPeriod::Kind::Rolling; }

private:
    PeriodCalendar(BudgetPeriod period, Zone zone);
    [[nodiscard]] Instant startOfMonths(std::int64_t months) const;
    [[nodiscard]] TimeRange monthsAt(Instant at, int count) const;

    BudgetPeriod m_period;
    Zone m_zone;
};

} // namespace outlay
