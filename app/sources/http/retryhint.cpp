// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/sources/http/retryhint.h"

#include "models/money/money.h"

#include <QDateTime>
#include <QLocale>
#include <QString>
#include <QTimeZone>

#include <algorithm>
#include <array>

namespace outlay::sources {

using namespace Qt::StringLiterals;

namespace {

/// A decimal number of units of 10^-places seconds; beyond what fits it is as long as can be.
std::optional<std::int64_t> microsOf(std::string_view number, int places)
{
    const auto value = parseDecimal(number);
    if (!value)
        return std::nullopt;
    const auto micros = scaled(*value, 6 - places);
    if (!micros)
        return value->mantissa < 0 ? 0 : longestHintMicros;
    return *micros;
}

std::optional<std::int64_t> untilDate(std::string_view text, const HeaderLookup &header,
                                      Instant now)
{
    const auto at = parseHttpDate(text);
    if (!at)
        return std::nullopt;
    // By the server's own clock where it tells it: ours may differ.
    const auto here = parseHttpDate(header("date"));
    return at->micros - here.value_or(now).micros;
}

/// "6m0s", "1h2m", "250ms", "20s": OpenAI's durations.
std::optional<std::int64_t> durationOf(std::string_view text)
{
    std::int64_t sum = 0;
    bool isAny = false;
    while (!text.empty()) {
        const std::size_t digits = std::min(text.find_first_not_of("0123456789."), text.size());
        const std::size_t end = std::min(text.find_first_of("0123456789.", digits), text.size());
        const std::string_view unit = text.substr(digits, end - digits);
        const auto seconds = microsOf(text.substr(0, digits), unit == "ms" ? 3 : 0);
        const std::int64_t times = unit == "h" ? 3600 : unit == "m" ? 60 : 1;
        if (!seconds || (unit != "h" && unit != "m" && unit != "s" && unit != "ms"))
            return std::nullopt;
        sum += std::min(*seconds, longestHintMicros) * times;
        sum = std::min(sum, longestHintMicros);
        isAny = true;
        text.remove_prefix(end);
    }
    return isAny ? std::optional(sum) : std::nullopt;
}

/// RFC 3339, a duration, a moment since 1970 in seconds or milliseconds, or seconds from now.
std::optional<std::int64_t> untilReset(std::string_view text, Instant now)
{
    if (text.empty())
        return std::nullopt;
    if (const auto micros = microsOf(text, 0)) {
        const auto epoch = parseEpoch(text);
        return epoch && isPlausible(*epoch) ? epoch->micros - now.micros : *micros;
    }
    if (const auto at = parseInstant(text))
        return at->micros - now.micros;
    return durationOf(text);
}

/// Azure counts several things, and each tells its own wait.
std::optional<std::int64_t> azureWait(const HeaderLookup &header)
{
    std::optional<std::int64_t> longest;
    for (const std::string_view what : {"qpu", "entity", "tenant", "client"}) {
        const std::string name =
            "x-ms-ratelimit-microsoft.costmanagement-" + std::string(what) + "-retry-after";
        if (const auto wait = microsOf(header(name), 0))
            longest = std::max(longest.value_or(0), *wait);
    }
    return longest;
}

std::optional<std::int64_t> vendorReset(const HeaderLookup &header, Instant now)
{
    struct Limit
    {
        std::string_view remaining, reset;
    };
    static constexpr std::array limits{
        Limit{"anthropic-ratelimit-requests-remaining", "anthropic-ratelimit-requests-reset"},
        Limit{"anthropic-ratelimit-tokens-remaining", "anthropic-ratelimit-tokens-reset"},
        Limit{"x-ratelimit-remaining-requests", "x-ratelimit-reset-requests"},
        Limit{"x-ratelimit-remaining-tokens", "x-ratelimit-reset-tokens"},
        Limit{"x-ratelimit-remaining", "x-ratelimit-reset"}};
    std::optional<std::int64_t> longest;
    for (const Limit &limit : limits) {
        const std::string remaining = header(limit.remaining);
        if (!remaining.empty() && remaining != "0")
            continue;
        if (const auto wait = untilReset(header(limit.reset), now))
            longest = std::max(longest.value_or(0), *wait);
    }
    return longest;
}

} // namespace

std::optional<Instant> parseHttpDate(std::string_view text)
{
    QString date = QString::fromLatin1(text.data(), qsizetype(text.size())).simplified();
    // The day of the week says nothing, and of a year with two digits it seems wrong.
    date = date.mid(date.indexOf(u',') + 1).trimmed();
    for (const QString &form : {u"dd MMM yyyy HH:mm:ss 'GMT'"_s, u"dd-MMM-yy HH:mm:ss 'GMT'"_s,
                                u"ddd MMM d HH:mm:ss yyyy"_s}) {
        QDateTime at = QLocale::c().toDateTime(date, form);
        if (!at.isValid())
            continue;
        if (at.date().year() < 1970)
            at = at.addYears(100); // two digits
        at.setTimeZone(QTimeZone::utc());
        return Instant{at.toMSecsSinceEpoch() * 1000};
    }
    return std::nullopt;
}

std::optional<std::int64_t> retryHint(const HeaderLookup &header, Instant now)
{
    std::optional<std::int64_t> wait = microsOf(header("retry-after-ms"), 3);
    if (!wait) {
        const std::string text = header("retry-after");
        wait = microsOf(text, 0);
        if (!wait)
            wait = untilDate(text, header, now);
    }
    if (const auto longer = azureWait(header))
        wait = std::max(wait.value_or(0), *longer);
    if (!wait)
        wait = vendorReset(header, now);
    if (!wait)
        return std::nullopt;
    return std::clamp<std::int64_t>(*wait, 0, longestHintMicros);
}

} // namespace outlay::sources
