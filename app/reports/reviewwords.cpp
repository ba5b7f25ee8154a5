// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/reports/reviewwords.h"

#include "app/alerting/alertwords.h"
#include "app/reports/reportpage.h"

namespace outlay::reports {

using alerting::amountText;

std::string signedText(Money amount)
{
    std::string text = amount > Money{} ? "+" : "";
    return text + amountText(amount);
}

std::string counted(std::int64_t number, const std::string &one, const std::string &many)
{
    std::string digits = std::to_string(number);
    for (int at = static_cast<int>(digits.size()) - 3; at > 0; at -= 3)
        digits.insert(static_cast<std::size_t>(at), ",");
    return digits + " " + (number == 1 ? one : many);
}

std::string listOf(const std::vector<std::string> &names)
{
    constexpr std::size_t most = 10;
    std::string text;
    for (std::size_t i = 0; i < names.size() && i < most; ++i)
        text += (i == 0 ? "" : ", ") + oneLine(names[i]);
    if (names.size() > most)
        text += " and " + std::to_string(names.size() - most) + " more";
    return text;
}

std::string dayText(Instant at, const Zone &zone)
{
    const CivilDate date = civilFromDays(zone.dayOf(at));
    const auto two = [](int n) { return (n < 10 ? "0" : "") + std::to_string(n); };
    return std::to_string(date.year) + "-" + two(date.month) + "-" + two(date.day);
}

std::string spanText(const TimeRange &range, const Zone &zone)
{
    return dayText(range.from, zone) + " to " + dayText({range.to.micros - 1}, zone);
}

std::string untilText(Instant end, const Zone &zone)
{
    const std::int64_t into = end.micros - zone.startOfDay(zone.dayOf(end)).micros;
    if (into == 0)
        return {};
    const auto two = [](std::int64_t n) { return (n < 10 ? "0" : "") + std::to_string(n); };
    return ", " + two(into / microsPerHour) + ":" + two(into / microsPerMinute % 60) +
           " (as much of its last day)";
}

std::string inOneSentence(const std::vector<std::string> &parts)
{
    std::string text;
    for (std::size_t i = 0; i < parts.size(); ++i)
        text += (i == 0 ? "" : i + 1 == parts.size() ? " and " : ", ") + parts[i];
    return text;
}

std::string fineText(Money amount)
{
    constexpr std::int64_t place = 100'000;
    return "$" + toDecimal(divideHalfEven(Int128{amount.nanos}, Int128{place}), 4);
}

std::string spreadText(const Spread &spread, const std::string &one, const std::string &many)
{
    if (!spread.median || !spread.p95)
        return "No " + one + " with a cost is known.";
    return counted(spread.count, one, many) + " with a cost: median " + fineText(*spread.median) +
           ", 95th percentile " + fineText(*spread.p95) + ".";
}

} // namespace outlay::reports
