// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/money/instant.h"

#include "models/money/money.h"

#include <array>
#include <cstdio>

namespace outlay {

namespace {

/// Reads exactly `count` digits; -1 if there are fewer.
int takeDigits(std::string_view &text, int count)
{
    int value = 0;
    if (text.size() < static_cast<std::size_t>(count))
        return -1;
    for (int i = 0; i < count; ++i) {
        const char c = text[static_cast<std::size_t>(i)];
        if (c < '0' || c > '9')
            return -1;
        value = value * 10 + (c - '0');
    }
    text.remove_prefix(static_cast<std::size_t>(count));
    return value;
}

bool take(std::string_view &text, char c)
{
    if (text.empty() || text.front() != c)
        return false;
    text.remove_prefix(1);
    return true;
}

tl::unexpected<Error> notATime(std::string_view text)
{
    return failure(Error::Kind::Malformed, "not a time: \"" + std::string(text.substr(0, 40)) +
                                               "\" (expected like 2026-11-23T12:00:00Z)");
}

bool isLeap(int year)
{
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

int daysInMonth(int year, int month)
{
    static constexpr std::array<int, 12> days = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return month == 2 && isLeap(year) ? 29 : days[static_cast<std::size_t>(month - 1)];
}

} // namespace

// Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms": days_from_civil, civil_from_days.
std::int64_t daysFromCivil(const CivilDate &date)
{
    const std::int64_t year = date.year - (date.month <= 2 ? 1 : 0);
    const std::int64_t era = floorDivide(year, 400);
    const std::int64_t yearOfEra = year - era * 400;
    const std::int64_t shifted = date.month + (date.month > 2 ? -3 : 9);
    const std::int64_t dayOfYear = (153 * shifted + 2) / 5 + date.day - 1;
    const std::int64_t dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear;
    return era * 146097 + dayOfEra - 719468;
}

CivilDate civilFromDays(std::int64_t days)
{
    days += 719468;
    const std::int64_t era = floorDivide(days, 146097);
    const std::int64_t dayOfEra = days - era * 146097;
    const std::int64_t yearOfEra =
        (dayOfEra - dayOfEra / 1460 + dayOfEra / 36524 - dayOfEra / 146096) / 365;
    const std::int64_t dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
    const std::int64_t shifted = (5 * dayOfYear + 2) / 153;
    CivilDate date;
    date.day = static_cast<int>(dayOfYear - (153 * shifted + 2) / 5 + 1);
    date.month = static_cast<int>(shifted < 10 ? shifted + 3 : shifted - 9);
    date.year = static_cast<int>(yearOfEra + era * 400 + (date.month <= 2 ? 1 : 0));
    return date;
}

Result<Instant> parseInstant(std::string_view text)
{
    const std::string_view whole = text;
    CivilDate date;
    date.year = takeDigits(text, 4);
    if (date.year < 0 || !take(text, '-'))
        return notATime(whole);
    date.month = takeDigits(text, 2);
    if (date.month < 1 || date.month > 12 || !take(text, '-'))
        return notATime(whole);
    date.day = takeDigits(text, 2);
    if (date.day < 1 || date.day > daysInMonth(date.year, date.month))
        return notATime(whole);
    std::int64_t micros = daysFromCivil(date) * microsPerDay;
    if (text.empty())
        return Instant{micros};
    if (!take(text, 'T') && !take(text, 't') && !take(text, ' '))
        return notATime(whole);
    const int hour = takeDigits(text, 2);
    if (hour < 0 || hour > 23 || !take(text, ':'))
        return notATime(whole);
    const int minute = takeDigits(text, 2);
    if (minute < 0 || minute > 59)
        return notATime(whole);
    micros += hour * microsPerHour + minute * microsPerMinute;
    if (take(text, ':')) {
        const int second = takeDigits(text, 2);
        if (second < 0 || second > 60)
            return notATime(whole);
        std::int64_t fraction = second == 60 ? microsPerSecond - 1 : 0;
        micros += (second == 60 ? 59 : second) * microsPerSecond;
        if (take(text, '.') || take(text, ',')) {
            std::int64_t unit = microsPerSecond / 10;
            bool any = false;
            while (!text.empty() && text.front() >= '0' && text.front() <= '9') {
                if (second != 60)
                    fraction += (text.front() - '0') * unit;
                unit /= 10;
                any = true;
                text.remove_prefix(1);
            }
            if (!any)
                return notATime(whole);
        }
        micros += fraction;
    }
    take(text, ' '); // "2026-11-23 12:00:00 +0000", "… UTC"
    if (text.empty() || text == "Z" || text == "z" || text == "UTC")
        return Instant{micros};
    const int sign = take(text, '+') ? 1 : take(text, '-') ? -1 : 0;
    const int offsetHours = sign != 0 ? takeDigits(text, 2) : -1;
    if (offsetHours < 0 || offsetHours > 23)
        return notATime(whole);
    int offsetMinutes = 0;
    if (!text.empty()) {
        take(text, ':');
        offsetMinutes = takeDigits(text, 2);
        if (offsetMinutes < 0 || offsetMinutes > 59 || !text.empty())
            return notATime(whole);
    }
    return Instant{micros - sign * (offsetHours * microsPerHour + offsetMinutes * microsPerMinute)};
}

Result<Instant> parseEpoch(std::string_view number)
{
    const auto decimal = parseDecimal(number);
    if (!decimal)
        return notATime(number);
    // Eleven digits of seconds reach the year 5138; a thirteen-digit number is milliseconds.
    const auto whole = scaled(*decimal, 0);
    if (!whole)
        return notATime(number);
    const bool isMillis = *whole > 99'999'999'999 || *whole < -99'999'999'999;
    const auto micros = scaled(*decimal, isMillis ? 3 : 6);
    if (!micros)
        return notATime(number);
    return Instant{*micros};
}

std::string toRfc3339(Instant at)
{
    const std::int64_t days = floorDivide(at.micros, microsPerDay);
    // Not micros - days * microsPerDay: the open side of a range lies at the edge of 64 bits.
    std::int64_t rest = at.micros % microsPerDay;
    if (rest < 0)
        rest += microsPerDay;
    const CivilDate date = civilFromDays(days);
    std::array<char, 48> buffer{};
    std::snprintf(buffer.data(), buffer.size(), "%04d-%02d-%02dT%02d:%02d:%02d", date.year,
                  date.month, date.day, static_cast<int>(rest / microsPerHour),
                  static_cast<int>(rest / microsPerMinute % 60),
                  static_cast<int>(rest / microsPerSecond % 60));
    std::string text = buffer.data();
    if (const auto fraction = static_cast<int>(rest % microsPerSecond); fraction != 0) {
        std::snprintf(buffer.data(), buffer.size(), ".%06d", fraction);
        text += buffer.data();
        text.erase(text.find_last_not_of('0') + 1);
    }
    return text + "Z";
}

} // namespace outlay
