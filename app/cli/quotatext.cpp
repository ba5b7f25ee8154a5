// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/quotatext.h"

#include "app/cli/text.h"
#include "models/money/money.h"
#include "models/money/percent.h"

namespace outlay::cli {

namespace {

constexpr int usedPlaces = 2;

/// "12", "12.5", "12.34"
std::string percentOf(std::int64_t hundredths)
{
    std::string digits = toDecimal(Int128{hundredths}, usedPlaces);
    while (digits.back() == '0')
        digits.pop_back();
    if (digits.back() == '.')
        digits.pop_back();
    return digits;
}

std::string minuteText(Instant at)
{
    std::string text = toRfc3339(at).substr(0, 16);
    text[10] = ' ';
    return text + " UTC";
}

std::string lengthOf(const QuotaWindow &window)
{
    constexpr std::int64_t perHour = 60, perDay = 24 * perHour;
    const std::int64_t minutes = window.minutes;
    if (minutes == 0)
        return window.window + " window";
    const std::string number = minutes % perDay == 0    ? std::to_string(minutes / perDay) + " d"
                               : minutes % perHour == 0 ? std::to_string(minutes / perHour) + " h"
                                                        : std::to_string(minutes) + " min";
    return "window of " + number;
}

} // namespace

void writeQuotas(JsonWriter &json, const std::vector<QuotaWindow> &windows,
                 const std::string &source, Instant now)
{
    json.beginArray();
    for (const QuotaWindow &window : windows) {
        if (window.source != source)
            continue;
        const auto known = [](const std::string &text) {
            return text.empty() ? std::nullopt : std::optional(text);
        };
        json.beginObject().key("plan").text(known(window.plan));
        json.key("limit").text(known(window.limit));
        json.field("window", std::string_view(window.window)).key("window_minutes");
        if (window.minutes == 0)
            json.null();
        else
            json.number(window.minutes);
        json.key("used_percent");
        if (now < window.holdsUntil())
            json.decimal(toDecimal(Int128{window.used}, usedPlaces));
        else
            json.null();
        json.key("observed_at").time(window.at).key("resets_at").time(window.resetsAt);
        json.key("unknown_since");
        json.time(now < window.holdsUntil() ? std::nullopt : std::optional(window.holdsUntil()));
        json.endObject();
    }
    json.endArray();
}

std::string quotaText(const QuotaWindow &window, Instant now)
{
    std::string text = printable(window.source);
    if (!window.plan.empty())
        text += ", plan " + printable(window.plan);
    if (!window.limit.empty())
        text += ", " + printable(window.limit);
    text += ", " + printable(lengthOf(window)) + ": ";
    const Instant end = window.holdsUntil();
    if (now >= end)
        return text + "reset; unknown since " + minuteText(end);
    text += asPercent(percentOf(window.used)) + " used";
    return window.resetsAt ? text + ", resets " + minuteText(end)
                           : text + " as of " + minuteText(window.at);
}

} // namespace outlay::cli
