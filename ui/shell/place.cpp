// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/place.h"

#include "ui/widgets/filterbar.h"

#include <QCoreApplication>
#include <QDate>

#include <algorithm>
#include <array>
#include <utility>

namespace outlay::ui {
namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(Place)
};

constexpr std::array ranges{
    std::pair{"today", Preset::Today}, std::pair{"7d", Preset::Last7},
    std::pair{"30d", Preset::Last30},  std::pair{"month", Preset::MonthToDate},
    std::pair{"all", Preset::All},
};
constexpr std::array charts{
    std::pair{"bars", ChartKind::Bars},
    std::pair{"lines", ChartKind::Lines},
    std::pair{"heatmap", ChartKind::Heatmap},
    std::pair{"ranked", ChartKind::Ranked},
};
constexpr std::array steps{
    std::pair{"hour", Step::Hour},
    std::pair{"day", Step::Day},
    std::pair{"week", Step::Week},
    std::pair{"month", Step::Month},
};

constexpr std::array comparisons{
    std::pair{"prior", true},
    std::pair{"none", false},
};

template <typename Named> QString nameIn(const Named &all, const decltype(all[0].second) &value)
{
    for (const auto &[name, one] : all) {
        if (one == value)
            return QString::fromLatin1(name);
    }
    return {};
}

template <typename Named, typename Value>
Result<> choose(const Named &all, const QString &option, const QString &text,
                std::optional<Value> &into)
{
    QStringList known;
    for (const auto &[name, value] : all) {
        if (text == QLatin1String(name)) {
            into = value;
            return {};
        }
        known << QLatin1String(name);
    }
    return failure(Error::Kind::Usage, Words::tr("%1 is one of %2, not \"%3\"")
                                           .arg(option, known.join(QLatin1String(", ")), text)
                                           .toStdString());
}

Result<> takePage(Link &link, const QString &text)
{
    link.page = pageNamed(text);
    if (link.page)
        return {};
    QStringList known;
    for (const Page one : allPages)
        known << QLatin1String(pageName(one));
    return failure(Error::Kind::Usage, Words::tr("--page: there is no page \"%1\"; pages: %2")
                                           .arg(text, known.join(QLatin1String(", ")))
                                           .toStdString());
}

/// Several values of one dimension are alternatives, as in reports.
Result<> takeFilter(Link &link, const QString &text)
{
    auto filter = parseFilter(text);
    OUTLAY_TRY(filter);
    const auto same = std::find_if(link.where.begin(), link.where.end(), [&](const Filter &one) {
        return one.dimension == filter->dimension;
    });
    if (same == link.where.end())
        link.where.push_back(*std::move(filter));
    else
        same->anyOf.push_back(filter->anyOf.front());
    return {};
}

Result<> takeBy(Link &link, const QString &text)
{
    const QStringList names = text.split(QLatin1Char(','));
    if (names.size() > 2)
        return failure(Error::Kind::Usage,
                       Words::tr("--by takes one dimension, or two such as model,user; not \"%1\"")
                           .arg(text)
                           .toStdString());
    const auto first = parseDimension(names.front().toStdString());
    OUTLAY_TRY(first);
    link.by = *first;
    link.thenBy.reset();
    if (names.size() == 1)
        return {};
    const auto second = parseDimension(names.back().toStdString());
    OUTLAY_TRY(second);
    if (*second == *first)
        return failure(Error::Kind::Usage,
                       Words::tr("--by names %1 twice").arg(names.back()).toStdString());
    link.thenBy = *second;
    return {};
}

std::optional<std::int64_t> dayIn(const std::string &text)
{
    const QDate date = QDate::fromString(QString::fromStdString(text), Qt::ISODate);
    if (!date.isValid() || text.size() != 10)
        return {};
    return QDate(1970, 1, 1).daysTo(date);
}

Result<> takeZone(Link &link, const QString &text)
{
    const auto zone = Zone::named(text.toStdString());
    if (!zone)
        return failure(Error::Kind::Usage, "--tz: " + zone.error().text);
    link.zone = zone->name();
    return {};
}

Result<Instant> momentIn(const std::string &text, const Zone &zone, const char *option)
{
    if (const auto day = dayIn(text))
        return zone.startOfDay(*day);
    const auto at = parseInstant(text);
    if (at && isPlausible(*at))
        return *at;
    return failure(Error::Kind::Usage,
                   Words::tr("%1 is a day such as 2026-11-23, or a time such as "
                             "2026-11-23T14:00:00Z, not \"%2\"")
                       .arg(QLatin1String(option), QString::fromStdString(text))
                       .toStdString());
}

Result<PeriodChoice> choiceOf(const Link &link, const PeriodChoice &before, const Zone &zone,
                              Instant now)
{
    if (link.from.empty() && link.to.empty())
        return link.range ? PeriodChoice{*link.range, 0, {}} : before;
    if (link.from.empty())
        return failure(Error::Kind::Usage, Words::tr("--to needs a --from").toStdString());
    const auto from = momentIn(link.from, zone, "--from");
    OUTLAY_TRY(from);
    const Result<Instant> to = link.to.empty()
                                   ? Result<Instant>(zone.startOfDay(zone.dayOf(now) + 1))
                                   : momentIn(link.to, zone, "--to");
    OUTLAY_TRY(to);
    if (*from >= *to)
        return failure(
            Error::Kind::Usage,
            Words::tr("--from has to be before --to, which is not shown itself").toStdString());
    return PeriodChoice{Preset::Custom, 0, {*from, *to}};
}

QString momentText(Instant at, const Zone &zone)
{
    const std::int64_t day = zone.dayOf(at);
    if (zone.startOfDay(day) == at)
        return QDate(1970, 1, 1).addDays(day).toString(Qt::ISODate);
    return QString::fromStdString(toRfc3339(at));
}

} // namespace

bool hasScope(Page page)
{
    return page == Page::Overview || page == Page::Explore || page == Page::Tasks;
}

bool isSamePlace(const Place &left, const Place &right)
{
    return hasScope(left.page) || hasScope(right.page) ? left == right : left.page == right.page;
}

const QStringList &linkOptions()
{
    static const QStringList all{
        QStringLiteral("--page"),  QStringLiteral("--range"),  QStringLiteral("--from"),
        QStringLiteral("--to"),    QStringLiteral("--where"),  QStringLiteral("--by"),
        QStringLiteral("--chart"), QStringLiteral("--every"),  QStringLiteral("--measure"),
        QStringLiteral("--tz"),    QStringLiteral("--compare")};
    return all;
}

Result<> take(Link &link, const QString &option, const QString &value)
{
    if (option == QLatin1String("--page"))
        return takePage(link, value);
    if (option == QLatin1String("--range"))
        return choose(ranges, option, value, link.range);
    if (option == QLatin1String("--chart"))
        return choose(charts, option, value, link.chart);
    if (option == QLatin1String("--every"))
        return choose(steps, option, value, link.step);
    if (option == QLatin1String("--compare"))
        return choose(comparisons, option, value, link.compares);
    if (option == QLatin1String("--where"))
        return takeFilter(link, value);
    if (option == QLatin1String("--tz"))
        return takeZone(link, value);
    if (option == QLatin1String("--from") || option == QLatin1String("--to")) {
        const bool isFrom = option == QLatin1String("--from");
        if (value.isEmpty()) // which is not to say nothing
            OUTLAY_TRY(momentIn({}, Zone(), isFrom ? "--from" : "--to"));
        (isFrom ? link.from : link.to) = value.toStdString();
    } else if (option == QLatin1String("--by")) {
        return takeBy(link, value);
    } else {
        const auto measure = parseMeasure(value.toStdString());
        OUTLAY_TRY(measure);
        link.measure = *measure;
    }
    return {};
}

Result<Place> follow(const Link &link, Place from, const Zone &zone, Instant now)
{
    const Zone days = link.zone.empty() ? zone : Zone::named(link.zone).value_or(zone);
    const auto period = choiceOf(link, from.period, days, now);
    OUTLAY_TRY(period);
    Place place = std::move(from);
    place.period = *period;
    place.page = link.page.value_or(place.page);
    if (!link.where.empty())
        place.where = link.where;
    if (link.thenBy && place.page != Page::Explore)
        return failure(
            Error::Kind::Usage,
            Words::tr("--by takes two dimensions with --page explore only").toStdString());
    if (link.by && place.page == Page::Explore) {
        place.by = *link.by;
        place.thenBy = link.thenBy;
    } else if (link.by) {
        place.stackBy = *link.by;
    }
    place.measure = link.measure.value_or(place.measure);
    place.chart = link.chart.value_or(place.chart);
    if (link.step)
        place.step = link.step;
    place.compares = link.compares.value_or(place.compares);
    return place;
}

QStringList linkTo(const Place &place, const Zone &zone, Instant now)
{
    QStringList all{QStringLiteral("--page"), QLatin1String(pageName(place.page))};
    const QStringList zoned{QStringLiteral("--tz"), QString::fromStdString(zone.name())};
    if (!hasScope(place.page))
        return all << zoned;
    if (place.period.preset != Preset::Custom && place.period.shift == 0) {
        all << QStringLiteral("--range") << nameIn(ranges, place.period.preset);
    } else {
        const TimeRange range = resolve(place.period, now, zone, {}).range;
        all << QStringLiteral("--from") << momentText(range.from, zone) << QStringLiteral("--to")
            << momentText(range.to, zone);
    }
    all << zoned;
    for (const Filter &filter : place.where) {
        const QString dimension = QString::fromStdString(toString(filter.dimension));
        for (const auto &value : filter.anyOf)
            all << QStringLiteral("--where")
                << QString(dimension + QLatin1Char('=') +
                           QString::fromStdString(value.value_or(std::string())));
    }
    if (place.page == Page::Tasks)
        return all;
    const bool isExplore = place.page == Page::Explore;
    QString by = QString::fromStdString(toString(isExplore ? place.by : place.stackBy));
    if (isExplore && place.thenBy)
        by += QLatin1Char(',') + QString::fromStdString(toString(*place.thenBy));
    all << QStringLiteral("--by") << by;
    if (!isExplore)
        return all;
    const std::string_view measure = name(place.measure);
    all << QStringLiteral("--measure")
        << QString::fromLatin1(measure.data(), static_cast<qsizetype>(measure.size()))
        << QStringLiteral("--chart") << nameIn(charts, place.chart);
    if (place.step)
        all << QStringLiteral("--every") << nameIn(steps, *place.step);
    if (place.compares)
        all << QStringLiteral("--compare") << nameIn(comparisons, true);
    return all;
}

} // namespace outlay::ui
