// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/overview/period.h"
#include "ui/text/labels.h"

#include <QTest>

using namespace outlay;
using namespace outlay::ui;

namespace {

Instant at(const char *text)
{
    return parseInstant(text).value();
}

QString text(const TimeRange &range)
{
    return QString::fromStdString(toRfc3339(range.from) + "/" + toRfc3339(range.to));
}

} // namespace

class TestPeriod : public QObject
{
    Q_OBJECT

private slots:
    void resolves_data();
    void resolves();
    void monthToDateOnTheLastDayOfALongMonthTakesAllOfAShortOne();
    void aChosenRangeIsComparedAsTheCommandLineDoes_data();
    void aChosenRangeIsComparedAsTheCommandLineDoes();
    void keepsTheWallTimeAcrossAClockChange();
    void choosesStepsThatLeaveBarsApart();
    void movesByWholePeriodsAndNotIntoTheFuture();
    void daysOfAnotherZoneAreTheSameDays();
    void namesRanges_data();
    void namesRanges();
};

void TestPeriod::resolves_data()
{
    QTest::addColumn<int>("preset");
    QTest::addColumn<int>("shift");
    QTest::addColumn<QString>("range");
    QTest::addColumn<QString>("prior");
    const auto row = [](const char *name, Preset preset, int shift, const char *range,
                        const char *prior) {
        QTest::newRow(name) << static_cast<int>(preset) << shift << QString::fromLatin1(range)
                            << QString::fromLatin1(prior);
    };
    row("today against yesterday until the same time", Preset::Today, 0,
        "2026-11-23T00:00:00Z/2026-11-24T00:00:00Z", "2026-11-22T00:00:00Z/2026-11-22T16:45:00Z");
    row("yesterday against the whole day before", Preset::Today, -1,
        "2026-11-22T00:00:00Z/2026-11-23T00:00:00Z", "2026-11-21T00:00:00Z/2026-11-22T00:00:00Z");
    row("seven calendar days, today included", Preset::Last7, 0,
        "2026-11-17T00:00:00Z/2026-11-24T00:00:00Z", "2026-11-10T00:00:00Z/2026-11-16T16:45:00Z");
    row("the month against the same days of the one before", Preset::MonthToDate, 0,
        "2026-11-01T00:00:00Z/2026-12-01T00:00:00Z", "2026-10-01T00:00:00Z/2026-10-23T16:45:00Z");
    row("a past month against the whole one before", Preset::MonthToDate, -1,
        "2026-10-01T00:00:00Z/2026-11-01T00:00:00Z", "2026-09-01T00:00:00Z/2026-10-01T00:00:00Z");
    row("across the turn of the year", Preset::MonthToDate, -10,
        "2026-01-01T00:00:00Z/2026-02-01T00:00:00Z", "2025-12-01T00:00:00Z/2026-01-01T00:00:00Z");
    row("all that the ledger holds, in whole days", Preset::All, 0,
        "2026-03-02T00:00:00Z/2026-11-24T00:00:00Z", "");
}

void TestPeriod::resolves()
{
    QFETCH(int, preset);
    QFETCH(int, shift);
    QFETCH(QString, range);
    QFETCH(QString, prior);
    const TimeRange span{at("2026-03-02T09:00:00Z"), at("2026-11-23T16:00:00Z")};
    const Period period =
        resolve({static_cast<Preset>(preset), shift, {}}, at("2026-11-23T16:45:00Z"), Zone(), span);
    QCOMPARE(text(period.range), range);
    QCOMPARE(period.prior ? text(*period.prior) : QString(), prior);
    QCOMPARE(period.isRunning, shift == 0);
}

void TestPeriod::monthToDateOnTheLastDayOfALongMonthTakesAllOfAShortOne()
{
    const Period period = resolve({}, at("2026-03-31T12:00:00Z"), Zone(), {});
    QCOMPARE(text(*period.prior), QStringLiteral("2026-02-01T00:00:00Z/2026-03-01T00:00:00Z"));
}

void TestPeriod::aChosenRangeIsComparedAsTheCommandLineDoes_data()
{
    QTest::addColumn<QString>("from");
    QTest::addColumn<QString>("to");
    QTest::addColumn<QString>("prior");
    QTest::newRow("a whole month that runs") << "2026-11-01T00:00:00Z"
                                             << "2026-12-01T00:00:00Z"
                                             << "2026-10-01T00:00:00Z/2026-10-23T16:45:00Z";
    QTest::newRow("to an hour still to come") << "2026-11-01T00:00:00Z"
                                              << "2026-11-30T10:00:00Z"
                                              << "2026-10-01T00:00:00Z/2026-10-23T16:45:00Z";
    QTest::newRow("a whole month that has ended") << "2026-10-01T00:00:00Z"
                                                  << "2026-11-01T00:00:00Z"
                                                  << "2026-09-01T00:00:00Z/2026-10-01T00:00:00Z";
    QTest::newRow("days, the last still to come") << "2026-11-20T00:00:00Z"
                                                  << "2026-11-26T00:00:00Z"
                                                  << "2026-11-16T00:00:00Z/2026-11-19T16:45:00Z";
    QTest::newRow("an hour that runs") << "2026-11-23T16:00:00Z"
                                       << "2026-11-23T17:00:00Z"
                                       << "2026-11-23T15:15:00Z/2026-11-23T16:00:00Z";
}

void TestPeriod::aChosenRangeIsComparedAsTheCommandLineDoes()
{
    QFETCH(QString, from);
    QFETCH(QString, to);
    QFETCH(QString, prior);
    const TimeRange chosen{at(qPrintable(from)), at(qPrintable(to))};
    const Period period =
        resolve({Preset::Custom, 0, chosen}, at("2026-11-23T16:45:00Z"), Zone(), {});
    QVERIFY(period.range == chosen);
    QCOMPARE(period.prior ? text(*period.prior) : QString(), prior);
}

void TestPeriod::keepsTheWallTimeAcrossAClockChange()
{
    // Berlin's clocks went back on 25 October 2026, a day of 25 hours.
    const Zone berlin = Zone::named("Europe/Berlin").value();
    const Period period = resolve({Preset::Today, 0, {}}, at("2026-10-26T08:30:00Z"), berlin, {});
    QCOMPARE(text(period.range), QStringLiteral("2026-10-25T23:00:00Z/2026-10-26T23:00:00Z"));
    QCOMPARE(text(*period.prior), QStringLiteral("2026-10-24T22:00:00Z/2026-10-25T07:30:00Z"));
}

void TestPeriod::choosesStepsThatLeaveBarsApart()
{
    const auto step = [](std::int64_t days) { return stepFor({{0}, {days * microsPerDay}}); };
    QCOMPARE(step(1), Step::Hour);
    QCOMPARE(step(2), Step::Hour);
    QCOMPARE(step(3), Step::Day);
    QCOMPARE(step(92), Step::Day);
    QCOMPARE(step(365), Step::Week);
    QCOMPARE(step(800), Step::Month);
}

void TestPeriod::movesByWholePeriodsAndNotIntoTheFuture()
{
    const Instant now = at("2026-11-23T16:45:00Z");
    const PeriodChoice month;
    QCOMPARE(shifted(month, 1, now, Zone()), month);
    QCOMPARE(shifted(month, -1, now, Zone()).shift, -1);
    const PeriodChoice all{Preset::All, 0, {}};
    QCOMPARE(shifted(all, -1, now, Zone()), all);
    const PeriodChoice days{
        Preset::Custom, 0, {at("2026-11-20T00:00:00Z"), at("2026-11-22T00:00:00Z")}};
    QCOMPARE(text(shifted(days, -1, now, Zone()).custom),
             QStringLiteral("2026-11-18T00:00:00Z/2026-11-20T00:00:00Z"));
    const PeriodChoice next = shifted(days, 1, now, Zone());
    QCOMPARE(shifted(next, 1, now, Zone()), next);
}

void TestPeriod::daysOfAnotherZoneAreTheSameDays()
{
    const Zone berlin = Zone::named("Europe/Berlin").value();
    const PeriodChoice days{
        Preset::Custom, 0, {at("2026-10-20T00:00:00Z"), at("2026-10-27T00:00:00Z")}};
    QCOMPARE(text(sameDays(days, Zone(), berlin).custom),
             QStringLiteral("2026-10-19T22:00:00Z/2026-10-26T23:00:00Z")); // the clocks changed
    QVERIFY(sameDays(sameDays(days, Zone(), berlin), berlin, Zone()) == days);
    const PeriodChoice hour{
        Preset::Custom, 0, {at("2026-10-20T03:00:00Z"), at("2026-10-20T04:00:00Z")}};
    QVERIFY(sameDays(hour, Zone(), berlin) == hour);
    const PeriodChoice month{Preset::MonthToDate, -2, {}};
    QVERIFY(sameDays(month, Zone(), berlin) == month);
}

void TestPeriod::namesRanges_data()
{
    QTest::addColumn<QString>("from");
    QTest::addColumn<QString>("to");
    QTest::addColumn<QString>("british");
    QTest::addColumn<QString>("american");
    QTest::newRow("a day") << "2026-11-23"
                           << "2026-11-24"
                           << "23 Nov 2026"
                           << "Nov 23, 2026";
    QTest::newRow("within a month") << "2026-10-01"
                                    << "2026-10-24"
                                    << "1–23 Oct 2026"
                                    << "Oct 1–23, 2026";
    QTest::newRow("across months") << "2026-10-28"
                                   << "2026-11-04"
                                   << "28 Oct – 3 Nov 2026"
                                   << "Oct 28 – Nov 3, 2026";
    QTest::newRow("across years") << "2025-12-28"
                                  << "2026-01-04"
                                  << "28 Dec 2025 – 3 Jan 2026"
                                  << "Dec 28, 2025 – Jan 3, 2026";
}

void TestPeriod::namesRanges()
{
    QFETCH(QString, from);
    QFETCH(QString, to);
    QFETCH(QString, british);
    QFETCH(QString, american);
    const TimeRange range{at(qPrintable(from)), at(qPrintable(to))};
    QCOMPARE(rangeLabel(range, Zone(), QLocale(QLocale::English, QLocale::UnitedKingdom), true),
             british);
    QCOMPARE(rangeLabel(range, Zone(), QLocale(QLocale::English, QLocale::UnitedStates), true),
             american);
}

QTEST_GUILESS_MAIN(TestPeriod)
#include "tst_period.moc"
