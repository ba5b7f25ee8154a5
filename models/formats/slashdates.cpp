// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/slashdates.h"

#include <array>
#include <charconv>
#include <utility>

namespace outlay {

namespace {

using Order = SlashDates::Order;

std::optional<CivilDate> dateOf(std::string_view text, Order order)
{
    std::array<int, 3> parts{};
    const char *at = text.data();
    const char *end = text.data() + text.size();
    for (std::size_t i = 0; i < parts.size(); ++i) {
        const auto read = std::from_chars(at, end, parts[i]);
        const bool isLast = i + 1 == parts.size();
        if (read.ec != std::errc() ||
            (isLast ? read.ptr != end : read.ptr == end || *read.ptr != '/'))
            return std::nullopt;
        at = read.ptr + (isLast ? 0 : 1);
    }
    if (order == Order::DayFirst)
        std::swap(parts[0], parts[1]);
    const auto [month, day, year] = parts;
    if (month < 1 || month > 12 || day < 1 || day > 31 || year < 0 || year > 9999)
        return std::nullopt;
    const CivilDate date{year < 100 ? 2000 + year : year, month, day};
    return civilFromDays(daysFromCivil(date)) == date ? std::optional(date) : std::nullopt;
}

bool isMonth(const std::optional<CivilDate> &from, const std::optional<CivilDate> &to)
{
    if (!from || !to || from->day != 1 || to->day != 1)
        return false;
    return (to->year - from->year) * 12 + to->month - from->month == 1;
}

bool isDay(const std::optional<CivilDate> &from, const std::optional<CivilDate> &to)
{
    return from && to && daysFromCivil(*to) - daysFromCivil(*from) == 1;
}

} // namespace

void SlashDates::look(const Period &charge, const Period &billing)
{
    if (m_order != Order::Unknown)
        return;
    const auto settle = [this](bool isMonthFirst, bool isDayFirst) {
        if (isMonthFirst != isDayFirst)
            m_order = isMonthFirst ? Order::MonthFirst : Order::DayFirst;
        return m_order != Order::Unknown;
    };
    for (const std::string_view text : {charge.from, charge.to, billing.from, billing.to}) {
        if (settle(dateOf(text, Order::MonthFirst).has_value(),
                   dateOf(text, Order::DayFirst).has_value()))
            return;
    }
    const auto read = [](const Period &period, Order order) {
        return std::pair(dateOf(period.from, order), dateOf(period.to, order));
    };
    const auto billedByMonth = read(billing, Order::MonthFirst);
    const auto billedByDay = read(billing, Order::DayFirst);
    if (settle(isMonth(billedByMonth.first, billedByMonth.second),
               isMonth(billedByDay.first, billedByDay.second)))
        return;
    const auto isUsual = [](const auto &period) {
        return isDay(period.first, period.second) || isMonth(period.first, period.second);
    };
    const bool byMonth = isUsual(read(charge, Order::MonthFirst));
    const bool byDay = isUsual(read(charge, Order::DayFirst));
    m_mayBeMonthFirst = m_mayBeMonthFirst || (byMonth && !byDay);
    m_mayBeDayFirst = m_mayBeDayFirst || (byDay && !byMonth);
}

void SlashDates::decide()
{
    if (m_order == Order::Unknown && m_mayBeMonthFirst != m_mayBeDayFirst)
        m_order = m_mayBeMonthFirst ? Order::MonthFirst : Order::DayFirst;
}

std::optional<Instant> SlashDates::read(std::string_view text) const
{
    const auto date = dateOf(text, m_order);
    if (!date || (m_order == Order::Unknown && date != dateOf(text, Order::DayFirst)))
        return std::nullopt;
    return Instant{daysFromCivil(*date) * microsPerDay};
}

} // namespace outlay
