// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/money/result.h"

#include <compare>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>

namespace outlay {

/// A point in time: microseconds since 1970-01-01T00:00:00Z.
struct Instant
{
    std::int64_t micros = 0;
    constexpr auto operator<=>(const Instant &) const = default;
};

inline constexpr std::int64_t microsPerSecond = 1'000'000;
inline constexpr std::int64_t microsPerMinute = 60 * microsPerSecond;
inline constexpr std::int64_t microsPerHour = 60 * microsPerMinute;
inline constexpr std::int64_t microsPerDay = 24 * microsPerHour;

/// Events before 2015 or from 2100 on are rejected: they are unset fields and broken clocks.
inline constexpr Instant earliestEvent{1'420'070'400 * microsPerSecond};
inline constexpr Instant latestEvent{4'102'444'800 * microsPerSecond};

/// Half-open: from <= t < to. The default range is all of time.
struct TimeRange
{
    Instant from{std::numeric_limits<std::int64_t>::min()};
    Instant to{std::numeric_limits<std::int64_t>::max()};

    constexpr bool operator==(const TimeRange &) const = default;
    [[nodiscard]] constexpr bool contains(Instant at) const { return from <= at && at < to; }
    [[nodiscard]] constexpr bool isBounded() const { return *this != TimeRange{}; }
};

/// RFC 3339 with 'T' or a blank, optional fraction (digits beyond a microsecond are cut off), with
/// a zone ("Z", "+05:30", "+0530") or without (UTC assumed); also a bare date. Leap second 60 is
/// taken as 59.999999. Says nothing about plausibility: see isPlausible().
[[nodiscard]] Result<Instant> parseInstant(std::string_view text);

/// Seconds (up to 11 digits before the point) or milliseconds since 1970 as a decimal number.
[[nodiscard]] Result<Instant> parseEpoch(std::string_view number);

[[nodiscard]] constexpr bool isPlausible(Instant at)
{
    return at >= earliestEvent && at < latestEvent;
}

/// "2026-11-23T16:43:45Z", with ".123456" (trailing zeros dropped) where there is a fraction.
[[nodiscard]] std::string toRfc3339(Instant at);

/// The proleptic Gregorian day number since 1970-01-01 of a civil date, and back.
struct CivilDate
{
    int year = 1970;
    int month = 1; ///< 1..12
    int day = 1;   ///< 1..31
    constexpr auto operator<=>(const CivilDate &) const = default;
};
[[nodiscard]] std::int64_t daysFromCivil(const CivilDate &date);
[[nodiscard]] CivilDate civilFromDays(std::int64_t days);

/// floor(micros / unit): also right before 1970.
[[nodiscard]] constexpr std::int64_t floorDivide(std::int64_t value, std::int64_t unit)
{
    return value / unit - (value % unit < 0 ? 1 : 0);
}

} // namespace outlay
