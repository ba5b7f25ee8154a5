// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/alerting/noticesettings.h"

#include <QTest>

using namespace outlay;
using namespace outlay::alerting;

namespace {

Instant at(const char *text)
{
    return parseInstant(text).value();
}

} // namespace

class TestNoticeSettings : public QObject
{
    Q_OBJECT

private slots:
    void comesBackAsItWas()
    {
        NoticeSettings settings;
        QVERIFY(parseNoticeSettings({}).value() == settings);
        settings.quiet = {true,
                          21 * 60 + 30,
                          6 * 60,
                          {true, false, false, false, true, true, false},
                          "Europe/Berlin"};
        settings.listedOnly = {AlertKind::PriceChange, AlertKind::SourceSilent};
        settings.watchesBurnRate = false;
        QVERIFY(parseNoticeSettings(toJson(settings)).value() == settings);
    }

    void refusesWhatItDoesNotKnow_data()
    {
        QTest::addColumn<QByteArray>("json");
        QTest::addColumn<QByteArray>("names");
        QTest::newRow("no JSON") << QByteArray("[") << QByteArray("alerting");
        QTest::newRow("another version") << QByteArray(R"({"version":2})") << QByteArray("version");
        QTest::newRow("an unknown field")
            << QByteArray(R"({"version":1,"loud":true})") << QByteArray("loud");
        QTest::newRow("no time of day")
            << QByteArray(R"({"version":1,"quiet":{"from":"25:00"}})") << QByteArray("from");
        QTest::newRow("no day") << QByteArray(R"({"version":1,"quiet":{"days":["monday"]}})")
                                << QByteArray("days");
        QTest::newRow("no kind") << QByteArray(R"({"version":1,"listed_only":["x"]})")
                                 << QByteArray("listed_only");
        QTest::newRow("no zone") << QByteArray(R"({"version":1,"quiet":{"zone":"Mars/North"}})")
                                 << QByteArray("zone");
        QTest::newRow("ends when it begins")
            << QByteArray(R"({"version":1,"quiet":{"enabled":true,"from":"07:00","to":"07:00"}})")
            << QByteArray("ends");
    }
    void refusesWhatItDoesNotKnow()
    {
        QFETCH(QByteArray, json);
        QFETCH(QByteArray, names);
        const auto parsed = parseNoticeSettings(json.toStdString());
        QVERIFY(!parsed);
        QVERIFY2(parsed.error().text.find(names.toStdString()) != std::string::npos,
                 parsed.error().text.c_str());
    }

    void saysWhyNobodyIsToldOfAnAlert()
    {
        NoticeSettings settings;
        settings.quiet.isOn = true;
        settings.quiet.zone = "UTC";
        settings.listedOnly = {AlertKind::PriceChange};
        const Instant night = *parseInstant("2026-11-10T23:00:00Z"),
                      noon = *parseInstant("2026-11-10T12:00:00Z");
        Alert alert;
        alert.kind = AlertKind::BudgetThreshold;
        QCOMPARE(mutedBy(settings, alert, noon), std::string_view());
        QCOMPARE(mutedBy(settings, alert, night), std::string_view("quiet_hours"));
        alert.kind = AlertKind::BudgetExhausted; // never quiet
        QCOMPARE(mutedBy(settings, alert, night), std::string_view());
        alert.kind = AlertKind::PriceChange;
        QCOMPARE(mutedBy(settings, alert, noon), std::string_view("listed_only"));
    }
    void isQuietWithinTheHours_data()
    {
        QTest::addColumn<QByteArray>("now");
        QTest::addColumn<QByteArray>("until"); // empty: it is not quiet
        QTest::newRow("before") << QByteArray("2026-11-23T20:59:59Z") << QByteArray();
        QTest::newRow("the first moment")
            << QByteArray("2026-11-23T21:00:00Z") << QByteArray("2026-11-24T06:00:00Z");
        QTest::newRow("over midnight")
            << QByteArray("2026-11-24T05:59:59Z") << QByteArray("2026-11-24T06:00:00Z");
        QTest::newRow("the last moment") << QByteArray("2026-11-24T06:00:00Z") << QByteArray();
        QTest::newRow("the night that clocks go forward")
            << QByteArray("2026-03-29T00:30:00Z") << QByteArray("2026-03-29T05:00:00Z");
        QTest::newRow("the night that clocks go back")
            << QByteArray("2026-10-25T00:30:00Z") << QByteArray("2026-10-25T06:00:00Z");
    }
    void isQuietWithinTheHours()
    {
        QFETCH(QByteArray, now);
        QFETCH(QByteArray, until);
        QuietHours quiet;
        quiet.isOn = true;
        quiet.zone = "Europe/Berlin"; // 22:00 to 07:00 there
        const auto end = quietUntil(quiet, at(now.constData()));
        QCOMPARE(end ? toRfc3339(*end) : std::string(), until.toStdString());
        quiet.isOn = false;
        QVERIFY(!quietUntil(quiet, at(now.constData())));
    }

    void daysAreThoseOnWhichANightBegins()
    {
        QuietHours quiet;
        quiet.isOn = true;
        quiet.zone = "UTC";
        quiet.days = {true, false, false, false, false, false, false}; // Mondays
        QVERIFY(quietUntil(quiet, at("2026-11-23T23:00:00Z")));        // a Monday
        QVERIFY(quietUntil(quiet, at("2026-11-24T06:00:00Z")));
        QVERIFY(!quietUntil(quiet, at("2026-11-24T23:00:00Z")));
        QVERIFY(!quietUntil(quiet, at("2026-11-23T06:00:00Z")));
    }

    void aKindIsToldUnlessItIsListedOnly()
    {
        NoticeSettings settings;
        QVERIFY(isTold(settings, AlertKind::PriceChange));
        settings.listedOnly = {AlertKind::PriceChange};
        QVERIFY(!isTold(settings, AlertKind::PriceChange));
        QVERIFY(isTold(settings, AlertKind::BurnRateFast));
        settings.watchesBurnRate = false;
        QVERIFY(!isTold(settings, AlertKind::BurnRateFast));
        QVERIFY(!isTold(settings, AlertKind::BurnRateSlow));
    }
};

QTEST_GUILESS_MAIN(TestNoticeSettings)
#include "tst_noticesettings.moc"
