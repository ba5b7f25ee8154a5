// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/rules/budgetperiod.h"

#include <QDateTime>
#include <QTest>
#include <QTimeZone>

#include <random>
#include <set>

using namespace outlay;

namespace {

using Kind = BudgetPeriod::Kind;

BudgetPeriod periodOf(Kind kind, const std::string &zone, int start = 1)
{
    BudgetPeriod period;
    period.kind = kind;
    period.zone = zone;
    period.start = start;
    return period;
}

Instant at(const char *text)
{
    return *parseInstant(text);
}

/// The first instant of a civil day, by Qt and not by models/money.
Instant startByQt(const QDate &day, const std::string &zone)
{
    const QDateTime start = day.startOfDay(QTimeZone(QByteArray::fromStdString(zone)));
    return {start.toMSecsSinceEpoch() * 1000};
}

/// The first day of the period a civil day is in.
QDate firstDay(const QDate &day, const BudgetPeriod &period)
{
    switch (period.kind) {
    case Kind::Week:
        return day.addDays(-((day.dayOfWeek() - period.start + 7) % 7));
    case Kind::Month:
    case Kind::Quarter: {
        QDate month(day.year(), day.month(), period.start);
        if (month > day)
            month = month.addMonths(-1);
        while (period.kind == Kind::Quarter && (month.month() - 1) % 3 != 0)
            month = month.addMonths(-1);
        return month;
    }
    default:
        return day;
    }
}

QDate nextFirst(const QDate &first, const BudgetPeriod &period)
{
    if (period.kind == Kind::Week)
        return first.addDays(7);
    if (period.kind == Kind::Month)
        return first.addMonths(1);
    return period.kind == Kind::Quarter ? first.addMonths(3) : first.addDays(1);
}

} // namespace

class TestBudgetPeriod : public QObject
{
    Q_OBJECT

private slots:
    /// Table worked out by hand; times of UTC.
    void boundariesAreThoseOfTheZone_data()
    {
        QTest::addColumn<int>("kind");
        QTest::addColumn<QString>("zone");
        QTest::addColumn<int>("start");
        QTest::addColumn<QString>("instant");
        QTest::addColumn<QString>("from");
        QTest::addColumn<QString>("to");
        const auto row = [](const char *name, Kind kind, const char *zone, int start,
                            const char *instant, const char *from, const char *to) {
            QTest::newRow(name) << static_cast<int>(kind) << zone << start << instant << from << to;
        };
        row("a day in Tokyo", Kind::Day, "Asia/Tokyo", 1, "2026-11-28T15:00:00Z",
            "2026-11-28T15:00:00Z", "2026-11-29T15:00:00Z");
        row("the last instant of a day in Tokyo", Kind::Day, "Asia/Tokyo", 1,
            "2026-11-28T14:59:59.999999Z", "2026-11-27T15:00:00Z", "2026-11-28T15:00:00Z");
        row("23 hours in New York", Kind::Day, "America/New_York", 1, "2026-03-08T12:00:00Z",
            "2026-03-08T05:00:00Z", "2026-03-09T04:00:00Z");
        row("25 hours in New York", Kind::Day, "America/New_York", 1, "2026-11-01T12:00:00Z",
            "2026-11-01T04:00:00Z", "2026-11-02T05:00:00Z");
        row("the hour before clocks go back", Kind::Hour, "America/New_York", 1,
            "2026-11-01T05:59:59Z", "2026-11-01T05:00:00Z", "2026-11-01T06:00:00Z");
        row("the same hour again", Kind::Hour, "America/New_York", 1, "2026-11-01T06:00:00Z",
            "2026-11-01T06:00:00Z", "2026-11-01T07:00:00Z");
        row("the hour after the one that is skipped", Kind::Hour, "America/New_York", 1,
            "2026-03-08T07:00:00Z", "2026-03-08T07:00:00Z", "2026-03-08T08:00:00Z");
        row("a day across the date line", Kind::Day, "Pacific/Apia", 1, "2026-11-28T11:00:00Z",
            "2026-11-28T11:00:00Z", "2026-11-29T11:00:00Z");
        row("an hour of a half-hour zone", Kind::Hour, "Asia/Kolkata", 1, "2026-11-28T10:29:59Z",
            "2026-11-28T09:30:00Z", "2026-11-28T10:30:00Z");
        row("a day of a half-hour zone", Kind::Day, "Asia/Kolkata", 1, "2026-11-28T18:30:00Z",
            "2026-11-28T18:30:00Z", "2026-11-29T18:30:00Z");
        row("a day of a zone of three quarters", Kind::Day, "Asia/Kathmandu", 1,
            "2026-11-28T18:15:00Z", "2026-11-28T18:15:00Z", "2026-11-29T18:15:00Z");
        row("a leap day", Kind::Day, "UTC", 1, "2028-02-29T10:00:00Z", "2028-02-29T00:00:00Z",
            "2028-03-01T00:00:00Z");
        row("a month with a leap day", Kind::Month, "UTC", 1, "2028-02-29T23:59:59Z",
            "2028-02-01T00:00:00Z", "2028-03-01T00:00:00Z");
        row("from the 28th, before it", Kind::Month, "UTC", 28, "2026-02-27T23:59:59Z",
            "2026-01-28T00:00:00Z", "2026-02-28T00:00:00Z");
        row("from the 28th, on it", Kind::Month, "UTC", 28, "2026-02-28T00:00:00Z",
            "2026-02-28T00:00:00Z", "2026-03-28T00:00:00Z");
        row("a month with a 25-hour day", Kind::Month, "America/New_York", 1,
            "2026-11-30T12:00:00Z", "2026-11-01T04:00:00Z", "2026-12-01T05:00:00Z");
        row("a quarter", Kind::Quarter, "UTC", 1, "2026-11-28T00:00:00Z", "2026-10-01T00:00:00Z",
            "2027-01-01T00:00:00Z");
        row("a quarter from the 15th, before it", Kind::Quarter, "UTC", 15, "2026-01-14T23:00:00Z",
            "2025-10-15T00:00:00Z", "2026-01-15T00:00:00Z");
        row("a week from Monday", Kind::Week, "UTC", 1, "2026-11-29T12:00:00Z",
            "2026-11-23T00:00:00Z", "2026-11-30T00:00:00Z");
        row("a week from Sunday", Kind::Week, "UTC", 7, "2026-11-29T00:00:00Z",
            "2026-11-29T00:00:00Z", "2026-12-06T00:00:00Z");
        row("a week from Saturday, the day before", Kind::Week, "UTC", 6, "2026-11-27T23:59:59Z",
            "2026-11-21T00:00:00Z", "2026-11-28T00:00:00Z");
    }

    void boundariesAreThoseOfTheZone()
    {
        QFETCH(int, kind);
        QFETCH(QString, zone);
        QFETCH(int, start);
        QFETCH(QString, instant);
        QFETCH(QString, from);
        QFETCH(QString, to);
        const auto calendar =
            PeriodCalendar::of(periodOf(static_cast<Kind>(kind), zone.toStdString(), start));
        QVERIFY(calendar.has_value());
        const auto period = calendar->at(at(instant.toUtf8().constData()));
        QVERIFY(period.has_value());
        QCOMPARE(QString::fromStdString(toRfc3339(period->from)), from);
        QCOMPARE(QString::fromStdString(toRfc3339(period->to)), to);
    }

    void everyInstantIsInExactlyOnePeriod_data()
    {
        QTest::addColumn<int>("kind");
        QTest::addColumn<QString>("zone");
        QTest::addColumn<int>("start");
        for (const char *zone :
             {"UTC", "Asia/Tokyo", "America/New_York", "Pacific/Apia", "Asia/Kolkata",
              "America/St_Johns", "Australia/Lord_Howe", "America/Santiago", "Africa/Cairo"}) {
            for (const auto &[kind, start] :
                 {std::pair(Kind::Hour, 1), std::pair(Kind::Day, 1), std::pair(Kind::Week, 3),
                  std::pair(Kind::Month, 28), std::pair(Kind::Quarter, 15)}) {
                const std::string label = std::string(zone) + ' ' + std::string(name(kind));
                QTest::newRow(label.c_str()) << static_cast<int>(kind) << zone << start;
            }
        }
    }

    void everyInstantIsInExactlyOnePeriod()
    {
        QFETCH(int, kind);
        QFETCH(QString, zone);
        QFETCH(int, start);
        const BudgetPeriod wanted = periodOf(static_cast<Kind>(kind), zone.toStdString(), start);
        const auto calendar = PeriodCalendar::of(wanted);
        QVERIFY(calendar.has_value());
        // Four years hold a leap day and eight changes of the clock.
        const Instant end = at("2029-01-05T00:00:00Z");
        auto period = calendar->at(at("2025-01-05T12:34:56Z"));
        int count = 0;
        for (; period && period->from < end; ++count) {
            QVERIFY(period->from < period->to);
            const std::int64_t half = (period->from.micros + period->to.micros) / 2;
            for (const Instant inside :
                 {period->from, Instant{half}, Instant{period->to.micros - 1}})
                QVERIFY2(calendar->at(inside) == period, toRfc3339(inside).c_str());
            QCOMPARE(period->from.micros % (15 * microsPerMinute), std::int64_t{0});
            const auto next = calendar->after(*period);
            QVERIFY(next.has_value());
            QVERIFY2(next->from == period->to, toRfc3339(period->to).c_str());
            QVERIFY(calendar->before(*next) == period);
            period = next;
        }
        QVERIFY(count >= 16);
    }

    void daysWeeksAndMonthsAreThoseOfQt()
    {
        std::mt19937 random(20261128);
        const char *zones[] = {"UTC",          "Asia/Tokyo",   "America/New_York",
                               "Pacific/Apia", "Asia/Kolkata", "Europe/Berlin"};
        for (int round = 0; round < 20'000; ++round) {
            const Kind kinds[] = {Kind::Day, Kind::Week, Kind::Month, Kind::Quarter};
            const Kind kind = kinds[random() % 4];
            const int most = kind == Kind::Week ? 7 : 28;
            const std::string zone = zones[random() % 6];
            const BudgetPeriod wanted = periodOf(kind, zone, 1 + static_cast<int>(random() % most));
            const auto calendar = PeriodCalendar::of(wanted);
            QVERIFY(calendar.has_value());
            const QTimeZone qtZone(QByteArray::fromStdString(zone));
            const qint64 second = 1'420'200'000LL + random() % 500'000'000U;
            const QDate day = QDateTime::fromSecsSinceEpoch(second, qtZone).date();
            const QDate first = firstDay(day, wanted);
            const auto period = calendar->at({second * microsPerSecond});
            QVERIFY(period.has_value());
            const TimeRange expected{startByQt(first, zone),
                                     startByQt(nextFirst(first, wanted), zone)};
            const std::string what = zone + ' ' + std::string(name(kind)) + ' ' +
                                     std::to_string(wanted.start) + ' ' +
                                     toRfc3339({second * microsPerSecond});
            QVERIFY2(*period == expected, what.c_str());
        }
    }

    void rollingStepsCoverTheWindowAndNoMore()
    {
        for (const int quarters : {1, 4, 47, 48, 96, 97, 145, 672, 35136}) {
            BudgetPeriod period;
            period.kind = Kind::Rolling;
            period.length = quarters * 15 * microsPerMinute;
            const auto calendar = PeriodCalendar::of(period);
            QVERIFY(calendar.has_value());
            QVERIFY(calendar->isRolling());
            const std::int64_t step = rollingStep(period.length);
            QVERIFY(step <= period.length);
            QCOMPARE(step % (15 * microsPerMinute), std::int64_t{0});
            const auto range = calendar->at(at("2026-11-28T20:41:02Z"));
            QCOMPARE(range->to.micros - range->from.micros, step);
            QCOMPARE(range->from.micros % step, std::int64_t{0});
            QVERIFY(calendar->after(*range)->from == range->to);
        }
    }

    void onceAndAlwaysHaveNoNeighbours()
    {
        BudgetPeriod once = periodOf(Kind::Once, "UTC");
        once.once = {at("2026-11-01T00:00:00Z"), at("2026-12-01T00:00:00Z")};
        const auto calendar = PeriodCalendar::of(once);
        QVERIFY(calendar.has_value());
        QVERIFY(calendar->at(once.once.from) == once.once);
        QVERIFY(!calendar->at(once.once.to));
        QVERIFY(!calendar->at({once.once.from.micros - 1}));
        QVERIFY(!calendar->after(once.once) && !calendar->before(once.once));
        const auto always = PeriodCalendar::of(periodOf(Kind::Always, "UTC"));
        QVERIFY(always->at(once.once.from) == TimeRange{});
        QVERIFY(!always->after({}));
    }

    void whatCannotBeKeptIsRefused()
    {
        BudgetPeriod odd = periodOf(Kind::Rolling, "UTC");
        odd.length = 20 * microsPerMinute;
        QVERIFY(!PeriodCalendar::of(odd));
        odd.length = 367 * microsPerDay;
        QVERIFY(!PeriodCalendar::of(odd));
        QVERIFY(!PeriodCalendar::of(periodOf(Kind::Month, "UTC", 29)));
        QVERIFY(!PeriodCalendar::of(periodOf(Kind::Week, "UTC", 0)));
        QVERIFY(!PeriodCalendar::of(periodOf(Kind::Day, "Mars/Olympus")));
        BudgetPeriod once = periodOf(Kind::Once, "UTC");
        once.once = {at("2026-11-01T00:07:00Z"), at("2026-12-01T00:00:00Z")};
        QVERIFY(!PeriodCalendar::of(once));
    }

    void namesGoBothWays()
    {
        std::set<std::string> seen;
        for (int i = 0; i <= static_cast<int>(Kind::Always); ++i) {
            const auto kind = static_cast<Kind>(i);
            QVERIFY(periodKindNamed(name(kind)) == kind);
            QVERIFY(seen.insert(std::string(name(kind))).second);
        }
        QVERIFY(!periodKindNamed("fortnight"));
    }
};

QTEST_GUILESS_MAIN(TestBudgetPeriod)
#include "tst_budgetperiod.moc"
