// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/money/zone.h"

#include <QDateTime>
#include <QTimeZone>

namespace outlay {

struct Zone::Data
{
    std::string name = "UTC";
    QTimeZone zone = QTimeZone::utc();
    bool isUtc = true;
};

namespace {

QDateTime toQt(Instant at)
{
    return QDateTime::fromMSecsSinceEpoch(floorDivide(at.micros, 1000), Qt::UTC);
}

} // namespace

Zone::Zone() : m_data(std::make_shared<const Data>()) {}
Zone::~Zone() = default;
Zone::Zone(const Zone &) = default;
Zone &Zone::operator=(const Zone &) = default;
Zone::Zone(Zone &&) noexcept = default;
Zone &Zone::operator=(Zone &&) noexcept = default;

Result<Zone> Zone::named(const std::string &name)
{
    if (name == "UTC" || name == "Etc/UTC" || name == "Z")
        return Zone{};
    const QByteArray id =
        name == "local" ? QTimeZone::systemTimeZoneId() : QByteArray::fromStdString(name);
    if (id == "UTC" || id == "Etc/UTC")
        return Zone{};
    auto data = std::make_shared<Data>();
    data->zone = QTimeZone(id);
    // Qt takes any word for the name of a zone without an offset, which would be UTC.
    const bool isKnown = name == "local" || id.startsWith("UTC+") || id.startsWith("UTC-") ||
                         QTimeZone::isTimeZoneIdAvailable(id);
    if (!isKnown || !data->zone.isValid()) {
        return failure(Error::Kind::Usage,
                       "unknown time zone \"" + name +
                           "\": use an IANA name such as Europe/Berlin, or local");
    }
    data->name = id.toStdString();
    data->isUtc = false;
    Zone zone;
    zone.m_data = std::move(data);
    return zone;
}

const std::string &Zone::name() const
{
    return m_data->name;
}

bool Zone::isUtc() const
{
    return m_data->isUtc;
}

int Zone::offsetSeconds(Instant at) const
{
    return m_data->isUtc ? 0 : m_data->zone.offsetFromUtc(toQt(at));
}

std::int64_t Zone::dayOf(Instant at) const
{
    return floorDivide(at.micros + offsetSeconds(at) * microsPerSecond, microsPerDay);
}

Instant Zone::startOfDay(std::int64_t day) const
{
    if (m_data->isUtc)
        return {day * microsPerDay};
    const QDate date = QDate(1970, 1, 1).addDays(day);
    const Instant start{date.startOfDay(m_data->zone).toMSecsSinceEpoch() * 1000};
    // Where clocks go back over midnight (Havana, the Azores), Qt names the second one.
    const int offsetBefore = offsetSeconds({start.micros - 3 * microsPerHour});
    const Instant first{day * microsPerDay - offsetBefore * microsPerSecond};
    return first < start && dayOf(first) == day ? first : start;
}

Instant Zone::bucketStart(Instant at, Step step) const
{
    switch (step) {
    case Step::None:
        return at;
    case Step::Hour: {
        const std::int64_t offset = offsetSeconds(at) * microsPerSecond;
        const Instant start{floorDivide(at.micros + offset, microsPerHour) * microsPerHour -
                            offset};
        // A zone that shifts inside the hour (Lord Howe's half hour) starts it where it shifted.
        if (!m_data->isUtc && offsetSeconds(start) * microsPerSecond != offset) {
            const auto before = m_data->zone.previousTransition(toQt({at.micros + 1000}));
            if (before.atUtc.isValid())
                return {before.atUtc.toMSecsSinceEpoch() * 1000};
        }
        return start;
    }
    case Step::Day:
        return startOfDay(dayOf(at));
    case Step::Week: {
        const std::int64_t day = dayOf(at);
        return startOfDay(floorDivide(day + 3, 7) * 7 - 3); // 1970-01-01 was a Thursday
    }
    case Step::Month: {
        CivilDate date = civilFromDays(dayOf(at));
        date.day = 1;
        return startOfDay(daysFromCivil(date));
    }
    }
    return at;
}

Instant Zone::nextBucket(Instant start, Step step) const
{
    switch (step) {
    case Step::None:
        return start;
    case Step::Hour: {
        const Instant next = bucketStart({start.micros + microsPerHour}, Step::Hour);
        return next > start ? next : Instant{start.micros + microsPerHour};
    }
    case Step::Day:
        return startOfDay(dayOf(start) + 1);
    case Step::Week:
        return startOfDay(dayOf(bucketStart(start, Step::Week)) + 7);
    case Step::Month: {
        CivilDate date = civilFromDays(dayOf(start));
        date.day = 1;
        date.year += date.month / 12;
        date.month = date.month % 12 + 1;
        return startOfDay(daysFromCivil(date));
    }
    }
    return start;
}

std::string Zone::toLocal(Instant at) const
{
    const int offset = offsetSeconds(at);
    std::string text = toRfc3339({at.micros + offset * microsPerSecond});
    text.pop_back();
    if (offset == 0)
        return text + (m_data->isUtc ? "Z" : "+00:00");
    const int minutes = (offset < 0 ? -offset : offset) / 60;
    const auto two = [](int n) { return std::string(n < 10 ? "0" : "") + std::to_string(n); };
    return text + (offset < 0 ? "-" : "+") + two(minutes / 60) + ":" + two(minutes % 60);
}

} // namespace outlay
