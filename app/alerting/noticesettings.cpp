// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/alerting/noticesettings.h"

#include "app/sources/sourcejson.h"

#include <algorithm>
#include <cstdio>

namespace outlay::alerting {

using namespace Qt::StringLiterals;

namespace {

constexpr int minutesOfDay = 24 * 60;
constexpr int daysOfWeek = 7;
constexpr std::int64_t firstWeekday = 3; ///< 1970-01-01 was a Thursday

tl::unexpected<Error> wrong(std::string_view field, const std::string &complaint)
{
    return failure(Error::Kind::Usage,
                   std::string(noticeSetting) + ": " + std::string(field) + ": " + complaint);
}

/// When the clock on the wall shows that minute of a day.
Instant wallTime(const Zone &zone, std::int64_t day, int minute)
{
    const Instant midnight = zone.startOfDay(day);
    Instant at{midnight.micros + minute * microsPerMinute};
    const std::int64_t moved = zone.offsetSeconds(at) - zone.offsetSeconds(midnight);
    at.micros -= moved * microsPerSecond;
    return at;
}

void readQuiet(sources::FieldReader &fields, QuietHours &quiet)
{
    const QJsonValue value = fields.take("quiet");
    if (value.isUndefined())
        return;
    if (!value.isObject())
        return fields.fail("quiet", "must be an object");
    sources::FieldReader parts(value.toObject(), "quiet");
    parts.flag("enabled", quiet.isOn);
    std::string from = minuteText(quiet.fromMinute), to = minuteText(quiet.toMinute);
    parts.text("from", from);
    parts.text("to", to);
    parts.text("zone", quiet.zone);
    for (const auto &[field, text, minute] :
         {std::tuple{"from", &from, &quiet.fromMinute}, std::tuple{"to", &to, &quiet.toMinute}}) {
        const auto parsed = parseMinute(*text);
        if (parsed)
            *minute = *parsed;
        else
            parts.fail(field, "is written 22:00");
    }
    const QJsonValue days = parts.take("days");
    if (!days.isUndefined()) {
        quiet.days.fill(false);
        for (const QJsonValue day : days.toArray()) {
            const std::string text = day.toString().toStdString();
            const auto found = std::find(dayNames.begin(), dayNames.end(), text);
            if (found == dayNames.end())
                parts.fail("days", "is a list of mon, tue, wed, thu, fri, sat and sun");
            else
                quiet.days.at(static_cast<std::size_t>(found - dayNames.begin())) = true;
        }
        if (!days.isArray())
            parts.fail("days", "must be a list");
    }
    if (const Result<> read = parts.finish(); !read)
        fields.fail("quiet", "cannot be read: " + read.error().text);
}

} // namespace

Result<int> parseMinute(std::string_view text)
{
    const auto digit = [&](std::size_t at) { return text[at] >= '0' && text[at] <= '9'; };
    if (text.size() != 5 || text[2] != ':' || !digit(0) || !digit(1) || !digit(3) || !digit(4))
        return failure(Error::Kind::Usage, "a time of day is written 22:00");
    const int hour = (text[0] - '0') * 10 + (text[1] - '0');
    const int minute = (text[3] - '0') * 10 + (text[4] - '0');
    if (hour > 23 || minute > 59)
        return failure(Error::Kind::Usage, "a time of day is from 00:00 to 23:59");
    return hour * 60 + minute;
}

std::string minuteText(int minute)
{
    std::array<char, 16> text{};
    std::snprintf(text.data(), text.size(), "%02d:%02d", minute / 60, minute % 60);
    return text.data();
}

Result<> validate(const NoticeSettings &settings)
{
    const QuietHours &quiet = settings.quiet;
    for (const int minute : {quiet.fromMinute, quiet.toMinute}) {
        if (minute < 0 || minute >= minutesOfDay)
            return wrong("quiet", "a time of day is from 00:00 to 23:59");
    }
    if (!Zone::named(quiet.zone))
        return wrong("quiet", "zone: there is no such time zone; write it as Europe/Berlin, or "
                              "local");
    if (!quiet.isOn)
        return {};
    if (quiet.fromMinute == quiet.toMinute)
        return wrong("quiet", "it ends when it begins; choose another time");
    if (std::none_of(quiet.days.begin(), quiet.days.end(), [](bool isOn) { return isOn; }))
        return wrong("quiet", "days: at least one, or switch it off");
    return {};
}

std::string toJson(const NoticeSettings &settings)
{
    const QuietHours &quiet = settings.quiet;
    QJsonArray days, kinds;
    for (std::size_t i = 0; i < dayNames.size(); ++i) {
        if (quiet.days.at(i))
            days.append(sources::text(dayNames.at(i)));
    }
    for (const AlertKind kind : settings.listedOnly)
        kinds.append(sources::text(name(kind)));
    QJsonObject json{
        {u"version"_s, 1},
        {u"quiet"_s, QJsonObject{{u"enabled"_s, quiet.isOn},
                                 {u"from"_s, sources::text(minuteText(quiet.fromMinute))},
                                 {u"to"_s, sources::text(minuteText(quiet.toMinute))},
                                 {u"days"_s, days},
                                 {u"zone"_s, sources::text(quiet.zone)}}},
        {u"listed_only"_s, kinds},
        {u"burn_rate"_s, settings.watchesBurnRate}};
    return sources::compactJson(json);
}

Result<NoticeSettings> parseNoticeSettings(std::string_view json)
{
    NoticeSettings settings;
    if (json.empty())
        return settings;
    const std::string what(noticeSetting);
    const auto object = sources::parseObject(json, what);
    OUTLAY_TRY(object);
    sources::FieldReader fields(*object, what);
    int version = 0;
    fields.number("version", version);
    if (version != 1)
        fields.fail("version", "is not 1: written by another version of Outlay; update this one");
    readQuiet(fields, settings.quiet);
    std::vector<std::string> kinds;
    fields.texts("listed_only", kinds);
    for (const std::string &text : kinds) {
        if (const auto kind = alertKindNamed(text))
            settings.listedOnly.insert(*kind);
        else
            fields.fail("listed_only", "holds what is no kind of alert");
    }
    fields.flag("burn_rate", settings.watchesBurnRate);
    OUTLAY_TRY(fields.finish());
    OUTLAY_TRY(validate(settings));
    return settings;
}

bool isTold(const NoticeSettings &settings, AlertKind kind)
{
    const bool isBurnRate = kind == AlertKind::BurnRateFast || kind == AlertKind::BurnRateSlow;
    return !settings.listedOnly.contains(kind) && (settings.watchesBurnRate || !isBurnRate);
}

bool breaksThrough(AlertKind kind)
{
    return kind == AlertKind::BudgetExhausted || kind == AlertKind::RetryStorm;
}

std::string_view mutedBy(const NoticeSettings &settings, const Alert &alert, Instant now)
{
    if (!isTold(settings, alert.kind))
        return "listed_only";
    return !breaksThrough(alert.kind) && quietUntil(settings.quiet, now) ? "quiet_hours" : "";
}

std::optional<Instant> quietUntil(const QuietHours &quiet, Instant now)
{
    const auto zone = Zone::named(quiet.zone);
    if (!quiet.isOn || !zone)
        return std::nullopt;
    const std::int64_t today = zone->dayOf(now);
    for (const std::int64_t day : {today - 1, today}) {
        const auto weekday =
            static_cast<std::size_t>(((day + firstWeekday) % daysOfWeek + daysOfWeek) % daysOfWeek);
        if (!quiet.days.at(weekday))
            continue;
        const bool isOverMidnight = quiet.toMinute <= quiet.fromMinute;
        const Instant from = wallTime(*zone, day, quiet.fromMinute);
        const Instant to = wallTime(*zone, isOverMidnight ? day + 1 : day, quiet.toMinute);
        if (from <= now && now < to)
            return to;
    }
    return std::nullopt;
}

} // namespace outlay::alerting
