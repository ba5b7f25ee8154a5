// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/enforcement/duration.h"

#include <QTest>

using namespace outlay;
using namespace outlay::enforcement;

class TestDuration : public QObject
{
    Q_OBJECT

private slots:
    void comparesWindows_data()
    {
        QTest::addColumn<QString>("left");
        QTest::addColumn<QString>("right");
        QTest::addColumn<bool>("isSame");
        QTest::newRow("a day in hours") << "24h"
                                        << "1d" << true;
        QTest::newRow("a week in days") << "7d"
                                        << "1w" << true;
        QTest::newRow("LiteLLM's two months") << "30d"
                                              << "1mo" << true;
        QTest::newRow("31 days are no month") << "31d"
                                              << "1mo" << false;
        QTest::newRow("minutes are no months") << "1m"
                                               << "1mo" << false;
        QTest::newRow("unknown words by their text") << "sometimes"
                                                     << "sometimes" << true;
        QTest::newRow("unknown words differ") << "sometimes"
                                              << "often" << false;
    }
    void comparesWindows()
    {
        QFETCH(QString, left);
        QFETCH(QString, right);
        QTEST(isSameDuration(left.toStdString(), right.toStdString()), "isSame");
        QTEST(isSameDuration(right.toStdString(), left.toStdString()), "isSame");
    }

    void lifelongIsNoWindow()
    {
        QVERIFY(isSameDuration(std::nullopt, std::nullopt));
        QVERIFY(!isSameDuration(std::nullopt, "24h"));
    }

    void refusesWhatIsNoWindow()
    {
        for (const char *text :
             {"", "h", "0h", "-1h", "1 h", "1y", "24", "1h1h", "99999999999999999999h"})
            QVERIFY2(!parseDuration(text), text);
    }

    void everyPeriodHasAWindowOrAReason()
    {
        QCOMPARE(*durationFor(PeriodKind::Day), std::string("24h"));
        QCOMPARE(*durationFor(PeriodKind::Week), std::string("7d"));
        QCOMPARE(*durationFor(PeriodKind::Month), std::string("1mo"));
        QCOMPARE(*durationFor(PeriodKind::Hour), std::string("1h"));
        for (const auto period : {PeriodKind::Rolling, PeriodKind::Quarter, PeriodKind::Once}) {
            QVERIFY(!durationFor(period));
            QVERIFY(!durationFor(period).error().text.empty());
        }
    }

    void anAmountThatIsMissingIsNotPushedAsUnlimited()
    {
        DesiredCap cap;
        cap.fields.money = true;
        QVERIFY(!prepared(cap));
        cap.limit.maxBudget = Money{-1};
        QVERIFY(!prepared(cap));
        cap.limit.maxBudget = Money{0};
        QCOMPARE(prepared(cap)->limit.budgetDuration, std::optional<std::string>("1mo"));
        cap.fields = {};
        QVERIFY(!prepared(cap)); // tokens a month have no equivalent
    }

    void amountsAreWrittenWithoutADouble()
    {
        QCOMPARE(jsonNumber(Money{12'345'678'901}), std::string("12.345678901"));
        QCOMPARE(jsonNumber(Money{80'000'000'000}), std::string("80"));
        QCOMPARE(jsonNumber(Money{0}), std::string("0"));
        QCOMPARE(jsonNumber(Money{1}), std::string("0.000000001"));
        QCOMPARE(jsonNumber(Money{9'223'372'036'854'775'807}), std::string("9223372036.854775807"));
        for (const std::int64_t nanos : {1LL, 999'999'999LL, 100'000'000'010LL})
            QCOMPARE(parseUsd(jsonNumber(Money{nanos}))->nanos, nanos);
    }
};

QTEST_APPLESS_MAIN(TestDuration)
#include "tst_duration.moc"
