// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/money/moment.h"

#include <algorithm>
#include <charconv>

namespace outlay {

namespace {

/// Exactly digits, at most nine of them.
std::optional<int> numberOf(std::string_view text)
{
    int number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    const bool isWhole = error == std::errc{} && end == text.data() + text.size();
    const bool isPlain = isWhole && text.size() <= 9 && text[0] >= '0' && text[0] <= '9';
    return isPlain ? std::optional(number) : std::nullopt;
}

std::optional<Instant> fromWord(std::string_view text, const Zone &zone, Instant now)
{
    const std::int64_t today = zone.dayOf(now);
    if (text == "now")
        return now;
    if (text == "today")
        return zone.startOfDay(today);
    if (text == "yesterday")
        return zone.startOfDay(today - 1);
    if (text == "week")
        return zone.bucketStart(now, Step::Week);
    if (text == "month")
        return zone.bucketStart(now, Step::Month);
    if (text == "year")
        return zone.startOfDay(daysFromCivil({civilFromDays(today).year, 1, 1}));
    return std::nullopt;
}

/// "7d": seven calendar days including today; "2w"; "24h": back from now.
std::optional<Instant> fromSpan(std::string_view text, const Zone &zone, Instant now)
{
    if (text.size() < 2)
        return std::nullopt;
    const std::optional<int> count = numberOf(text.substr(0, text.size() - 1));
    constexpr int longest = 100'000; // days: beyond it the calendar ends
    if (!count || *count < 1 || *count > longest)
        return std::nullopt;
    switch (text.back()) {
    case 'd':
        return zone.startOfDay(zone.dayOf(now) - (*count - 1));
    case 'w':
        return zone.startOfDay(zone.dayOf(now) - (7 * std::int64_t{*count} - 1));
    case 'h':
        return Instant{now.micros - *count * microsPerHour};
    default:
        return std::nullopt;
    }
}

/// "2026-11" or "2026-11-23", in the zone.
std::optional<Instant> fromDate(std::string_view text, const Zone &zone)
{
    const bool isMonth = text.size() == 7;
    if ((!isMonth && text.size() != 10) || text[4] != '-' || (!isMonth && text[7] != '-'))
        return std::nullopt;
    const auto year = numberOf(text.substr(0, 4));
    const auto month = numberOf(text.substr(5, 2));
    const auto day = isMonth ? std::optional(1) : numberOf(text.substr(8, 2));
    if (!year || !month || !day)
        return std::nullopt;
    const CivilDate date{*year, *month, *day};
    const bool isReal = date.year >= 1970 && date.month >= 1 && date.month <= 12 && date.day >= 1 &&
                        civilFromDays(daysFromCivil(date)) == date;
    return isReal ? std::optional(zone.startOfDay(daysFromCivil(date))) : std::nullopt;
}

bool namesItsZone(std::string_view text)
{
    const std::size_t time = text.find_first_of("Tt ");
    return time != std::string_view::npos &&
           text.find_first_of("Zz+-", time) != std::string_view::npos;
}

/// A wall-clock time of the zone, given as if it were UTC. Inside a gap or an overlap of the
/// clocks: the offset in force before it.
Instant fromWallClock(Instant wall, const Zone &zone)
{
    const auto shifted = [&](Instant guess) {
        return Instant{wall.micros - zone.offsetSeconds(guess) * microsPerSecond};
    };
    const Instant first = shifted(wall);
    const Instant second = shifted(first);
    return zone.offsetSeconds(second) == zone.offsetSeconds(first) ? second
                                                                   : std::min(first, second);
}

} // namespace

std::optional<Instant> momentOf(std::string_view text, const Zone &zone, Instant now)
{
    if (const auto at = fromWord(text, zone, now))
        return at;
    if (const auto at = fromSpan(text, zone, now))
        return at;
    if (const auto at = fromDate(text, zone))
        return at;
    if (text.size() > 10) {
        if (const Result<Instant> at = parseInstant(text))
            return namesItsZone(text) ? *at : fromWallClock(*at, zone);
    }
    return std::nullopt;
}

} // namespace outlay
