// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/money/hash.h"
#include "models/money/instant.h"
#include "models/money/money.h"
#include "models/money/weekhour.h"
#include "models/money/zone.h"

#include <QTest>

#include <algorithm>

#include <limits>

using namespace outlay;

class TestMoney : public QObject
{
    Q_OBJECT

private slots:
    void readsDecimalsExactly_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<qint64>("nanos");
        QTest::newRow("plain") << QByteArray("12.345678901") << 12'345'678'901LL;
        QTest::newRow("exponent") << QByteArray("1.25e-05") << 12'500LL;
        QTest::newRow("float dust") << QByteArray("0.012528750000000001") << 12'528'750LL;
        QTest::newRow("half to even, down") << QByteArray("0.0000000025") << 2LL;
        QTest::newRow("half to even, up") << QByteArray("0.0000000075") << 8LL;
        QTest::newRow("negative half to even") << QByteArray("-0.0000000025") << -2LL;
        QTest::newRow("tiny") << QByteArray("1e-400") << 0LL;
        QTest::newRow("many digits")
            << QByteArray("0.00000000100000000000000000000000000000000000000000001") << 1LL;
        QTest::newRow("largest") << QByteArray("9223372036.854775807")
                                 << std::numeric_limits<qint64>::max();
    }
    void readsDecimalsExactly()
    {
        QFETCH(QByteArray, text);
        QFETCH(qint64, nanos);
        const auto money = parseUsd(text.toStdString());
        QVERIFY(money.has_value());
        QCOMPARE(qint64(money->nanos), nanos);
    }

    void refusesWhatIsNoAmount_data()
    {
        QTest::addColumn<QByteArray>("text");
        for (const char *text : {"", "NaN", "Infinity", "-inf", "0x10", "1e400", "1,5", "1.2.3",
                                 "--1", "1e", ".", "9223372036.854775808", "1 USD",
                                 // 38 digits and more to come: past 128 bits
                                 "74444444444444444444444444444444444444444444444444444444444444"})
            QTest::newRow(text) << QByteArray(text);
    }
    void refusesWhatIsNoAmount()
    {
        QFETCH(QByteArray, text);
        QVERIFY(!parseUsd(text.toStdString()).has_value());
    }

    void printsNinePlaces()
    {
        QCOMPARE(toDecimal(Money{-1}), std::string("-0.000000001"));
        QCOMPARE(toDecimal(Money{12'345'678'901}), std::string("12.345678901"));
        QCOMPARE(toDecimal(Money{0}), std::string("0.000000000"));
    }

    void refusesASumBeyond64Bits() { QVERIFY(!add(Money{INT64_MAX}, Money{1}).has_value()); }

    void readsTimes_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("expected");
        QTest::newRow("zulu") << QByteArray("2026-11-23T12:00:00Z")
                              << QByteArray("2026-11-23T12:00:00Z");
        QTest::newRow("hundred nanoseconds, no zone") << QByteArray("2023-11-16 18:15:46.6805900")
                                                      << QByteArray("2023-11-16T18:15:46.68059Z");
        QTest::newRow("offset") << QByteArray("2026-11-23T12:00:00+05:30")
                                << QByteArray("2026-11-23T06:30:00Z");
        QTest::newRow("date") << QByteArray("2024-02-29") << QByteArray("2024-02-29T00:00:00Z");
        QTest::newRow("leap second")
            << QByteArray("2016-12-31T23:59:60Z") << QByteArray("2016-12-31T23:59:59.999999Z");
    }
    void readsTimes()
    {
        QFETCH(QByteArray, text);
        QFETCH(QByteArray, expected);
        const auto at = parseInstant(text.toStdString());
        QVERIFY(at.has_value());
        QCOMPARE(QByteArray::fromStdString(toRfc3339(*at)), expected);
    }
    void printsTheEdgesOfTime()
    {
        QCOMPARE(toRfc3339({-1}), std::string("1969-12-31T23:59:59.999999Z"));
        QCOMPARE(toRfc3339(TimeRange{}.from), std::string("-290308-12-21T19:59:05.224192Z"));
        QCOMPARE(toRfc3339(TimeRange{}.to), std::string("294247-01-10T04:00:54.775807Z"));
    }
    void refusesImpossibleTimes()
    {
        for (const char *text : {"2025-02-29", "2026-13-01", "2026-11-23T24:00:00Z", "yesterday",
                                 "2026-11-23T12:00:00+99:00", "2026-11-23T12:00:00."})
            QVERIFY2(!parseInstant(text).has_value(), text);
    }
    void tellsSecondsFromMilliseconds()
    {
        QCOMPARE(parseEpoch("1787200000.615")->micros, std::int64_t(1787200000615000));
        QCOMPARE(parseEpoch("1787200000615")->micros, std::int64_t(1787200000615000));
    }

    void keepsDaysOfAwkwardZones()
    {
        const Zone newYork = *Zone::named("America/New_York");
        // 2026-11-01 has 25 hours there, 2026-03-08 has 23.
        const Instant autumn = newYork.startOfDay(daysFromCivil({2026, 11, 1}));
        QCOMPARE(newYork.nextBucket(autumn, Step::Day).micros - autumn.micros, 25 * microsPerHour);
        const Instant spring = newYork.startOfDay(daysFromCivil({2026, 3, 8}));
        QCOMPARE(newYork.nextBucket(spring, Step::Day).micros - spring.micros, 23 * microsPerHour);
        const Zone kolkata = *Zone::named("Asia/Kolkata");
        QCOMPARE(toRfc3339(kolkata.bucketStart(*parseInstant("2026-11-23T12:00:00Z"), Step::Day)),
                 std::string("2026-11-22T18:30:00Z"));
        QCOMPARE(toRfc3339(kolkata.bucketStart(*parseInstant("2026-11-23T12:10:00Z"), Step::Hour)),
                 std::string("2026-11-23T11:30:00Z"));
        for (const char *name : {"Mars/Olympus", "Berlin", "Atlantis", ""})
            QVERIFY2(!Zone::named(name).has_value(), name);
    }
    void hoursOfTheWeekAreTheZones()
    {
        const Zone newYork = *Zone::named("America/New_York");
        QVERIFY((weekHourOf(*parseInstant("2026-11-23T12:10:00Z"), Zone()) == WeekHour{0, 12}));
        QVERIFY((weekHourOf(*parseInstant("2026-11-23T03:10:00Z"), newYork) == WeekHour{6, 22}));
        QVERIFY((weekHourOf(*parseInstant("1969-12-31T23:59:59Z"), Zone()) == WeekHour{2, 23}));
        // Sunday 1 November has 1:00 twice there, Sunday 8 November once.
        const TimeRange range{*parseInstant("2026-10-31T00:00:00Z"),
                              *parseInstant("2026-11-08T06:30:00Z")};
        const std::vector<TimeRange> hours = hoursOf(range, {6, 1}, newYork);
        std::int64_t length = 0;
        for (const TimeRange &hour : hours)
            length += hour.to.micros - hour.from.micros;
        QCOMPARE(length, 2 * microsPerHour + microsPerHour / 2); // the last one ends with the range
        for (std::int64_t at = range.from.micros; at < range.to.micros;
             at += microsPerMinute * 15) {
            const bool isOf = std::any_of(hours.begin(), hours.end(), [&](const TimeRange &hour) {
                return hour.contains({at});
            });
            QCOMPARE(isOf, (weekHourOf({at}, newYork) == WeekHour{6, 1}));
        }
    }
    void bucketsTileTime()
    {
        for (const char *name : {"UTC", "Asia/Kolkata", "America/St_Johns", "Australia/Lord_Howe",
                                 "Africa/Cairo", "America/Sao_Paulo"}) {
            const Zone zone = *Zone::named(name);
            for (const Step step : {Step::Hour, Step::Day, Step::Week, Step::Month}) {
                Instant at = zone.bucketStart(*parseInstant("2026-01-01T00:00:00Z"), step);
                for (int i = 0; i < 400; ++i) {
                    const Instant next = zone.nextBucket(at, step);
                    QVERIFY2(next > at, name);
                    QCOMPARE(zone.bucketStart(at, step).micros, at.micros);
                    QCOMPARE(zone.bucketStart({next.micros - 1}, step).micros, at.micros);
                    at = next;
                }
            }
        }
    }

    void hashIsSipHash13()
    {
        // Reference vector of SipHash-1-3, key 00..0f, empty input and bytes 00..07.
        QCOMPARE(hash64("", 0x0706050403020100ULL, 0x0f0e0d0c0b0a0908ULL), 0xabac0158050fc4dcULL);
    }

    void startsADayAtTheFirstOfTwoMidnights()
    {
        // America/Havana, 1 November 2026: 01:00 CDT becomes 00:00 CST at 05:00 UTC.
        const auto zone = Zone::named("America/Havana");
        QVERIFY(zone.has_value());
        const std::int64_t day = daysFromCivil({2026, 11, 1});
        QCOMPARE(toRfc3339(zone->startOfDay(day)), std::string("2026-11-01T04:00:00Z"));
        QCOMPARE(zone->dayOf({zone->startOfDay(day).micros - 1}), day - 1);
    }
};

QTEST_APPLESS_MAIN(TestMoney)
#include "tst_money.moc"
