// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/axisscale.h"
#include "ui/import/estimate.h"
#include "ui/text/numbers.h"
#include "ui/text/plurals.h"
#include "ui/text/usedshare.h"

#include <QTest>

#include <limits>

using namespace outlay;
using namespace outlay::ui;

class TestNumbers : public QObject
{
    Q_OBJECT

private slots:
    void writesMoney_data();
    void writesMoney();
    void followsTheLocale();
    void writesExactMoney_data();
    void writesExactMoney();
    void writesCompactMoney_data();
    void writesCompactMoney();
    void writesAxisMarksWithTheDecimalsOfTheirStep();
    void writesCompactCounts_data();
    void writesCompactCounts();
    void neverRoundsAShareToNothingOrAll();
    void writesChangesWithoutSign();
    void axisEndsOnARoundMarkPastTheGreatest_data();
    void axisEndsOnARoundMarkPastTheGreatest();
    void chooseEnglishPlurals();
    void estimatesTheRemainingTimeFromTheRate();

private:
    const QLocale m_english{QLocale::English, QLocale::UnitedStates};
};

void TestNumbers::writesMoney_data()
{
    QTest::addColumn<qint64>("nanos");
    QTest::addColumn<QString>("text");
    QTest::newRow("zero is zero") << 0LL << "$0.00";
    QTest::newRow("a nano-dollar is not zero") << 1LL << "<$0.01";
    QTest::newRow("just below half a cent") << 4'999'999LL << "<$0.01";
    QTest::newRow("half a cent rounds to even, which would be zero") << 5'000'000LL << "<$0.01";
    QTest::newRow("above half a cent") << 5'000'001LL << "$0.01";
    QTest::newRow("half to even, up") << 15'000'000LL << "$0.02";
    QTest::newRow("half to even, down") << 25'000'000LL << "$0.02";
    QTest::newRow("carries into dollars") << 999'995'000'000LL << "$1,000.00";
    QTest::newRow("groups thousands") << 4'812'370'000'000LL << "$4,812.37";
    QTest::newRow("a credit") << -12'340'000'000LL << "-$12.34";
    QTest::newRow("a small credit") << -1LL << ">-$0.01";
    QTest::newRow("the greatest") << std::numeric_limits<qint64>::max() << "$9,223,372,036.85";
    QTest::newRow("the least") << std::numeric_limits<qint64>::min() << "-$9,223,372,036.85";
}

void TestNumbers::writesMoney()
{
    QFETCH(qint64, nanos);
    QFETCH(QString, text);
    QCOMPARE(money({nanos}, m_english), text);
}

void TestNumbers::followsTheLocale()
{
    const Money amount{4'812'370'000'000};
    const QString german = money(amount, QLocale(QLocale::German, QLocale::Germany));
    QVERIFY2(german.startsWith(QStringLiteral("4.812,37")) && german.endsWith(QLatin1Char('$')),
             qPrintable(german));
    QVERIFY(money(amount, QLocale(QLocale::English, QLocale::Canada)).contains(u"US$"));
    QCOMPARE(money(amount, QLocale::c()), QStringLiteral("$4,812.37"));
    QCOMPARE(moneyOrDash({}, m_english), QStringLiteral("–"));
}

void TestNumbers::writesExactMoney_data()
{
    QTest::addColumn<qint64>("nanos");
    QTest::addColumn<QString>("text");
    QTest::newRow("two decimals at least") << 1'000'000'000LL << "$1.00";
    QTest::newRow("all nine") << 156'537'880'946LL << "$156.537880946";
    QTest::newRow("without trailing zeros") << 1'250'000LL << "$0.00125";
    QTest::newRow("a credit") << -1LL << "-$0.000000001";
}

void TestNumbers::writesExactMoney()
{
    QFETCH(qint64, nanos);
    QFETCH(QString, text);
    QCOMPARE(moneyExact({nanos}, m_english), text);
}

void TestNumbers::writesCompactMoney_data()
{
    QTest::addColumn<qint64>("dollars");
    QTest::addColumn<QString>("text");
    QTest::newRow("zero") << 0LL << "$0";
    QTest::newRow("hundreds") << 400LL << "$400";
    QTest::newRow("thousands stay whole below ten") << 4'812LL << "$4,812";
    QTest::newRow("tens of thousands") << 12'400LL << "$12.4K";
    QTest::newRow("no .0") << 40'000LL << "$40K";
    QTest::newRow("rounds into the next unit") << 999'960LL << "$1M";
}

void TestNumbers::writesCompactMoney()
{
    QFETCH(qint64, dollars);
    QFETCH(QString, text);
    QCOMPARE(moneyCompact({dollars * 1'000'000'000}, m_english), text);
}

void TestNumbers::writesAxisMarksWithTheDecimalsOfTheirStep()
{
    QCOMPARE(moneyTick({0}, {2'500'000}, m_english), QStringLiteral("$0"));
    QCOMPARE(moneyTick({5'000'000}, {2'500'000}, m_english), QStringLiteral("$0.0050"));
    QCOMPARE(moneyTick({1'500'000'000}, {500'000'000}, m_english), QStringLiteral("$1.50"));
    QCOMPARE(moneyTick({300'000'000'000}, {100'000'000'000}, m_english), QStringLiteral("$300"));
}

void TestNumbers::writesCompactCounts_data()
{
    QTest::addColumn<qint64>("value");
    QTest::addColumn<QString>("text");
    QTest::newRow("small") << 812LL << "812";
    QTest::newRow("one decimal") << 1'840LL << "1.8K";
    QTest::newRow("no decimal from a hundred on") << 184'312LL << "184K";
    QTest::newRow("millions") << 1'200'000LL << "1.2M";
    QTest::newRow("rounds into the next unit") << 999'999LL << "1M";
    QTest::newRow("billions") << 1'930'000'000LL << "1.9B";
}

void TestNumbers::writesCompactCounts()
{
    QFETCH(qint64, value);
    QFETCH(QString, text);
    QCOMPARE(countCompact(value, m_english), text);
}

void TestNumbers::neverRoundsAShareToNothingOrAll()
{
    QCOMPARE(share(0, 100, m_english), QStringLiteral("0.0%"));
    QCOMPARE(share(1, 100'000, m_english), QStringLiteral("<0.1%"));
    QCOMPARE(share(99'999, 100'000, m_english), QStringLiteral(">99.9%"));
    QCOMPARE(share(382, 1000, m_english), QStringLiteral("38.2%"));
    QCOMPARE(share(1, 0, m_english), QStringLiteral("–"));
    QCOMPARE(shareWhole(1, 1000, m_english), QStringLiteral("<1%"));
    QCOMPARE(shareWhole(999, 1000, m_english), QStringLiteral(">99%"));
    QCOMPARE(usedShare(9'996, 10'000, m_english), QStringLiteral(">99%"));
    QCOMPARE(usedShare(77'434, 40'000, m_english), QStringLiteral("193%"));
    QCOMPARE(usedShare(9, 1000, m_english), QStringLiteral("<1%"));
    QCOMPARE(usedShare(10, 10, m_english), QStringLiteral("100%"));
    QCOMPARE(usedShare(1, 0, m_english), QStringLiteral("–"));
}

void TestNumbers::writesChangesWithoutSign()
{
    QCOMPARE(changePercent(1124, 1000, m_english), QStringLiteral("12.4%"));
    QCOMPARE(changePercent(500, 1000, m_english), QStringLiteral("50.0%"));
    QCOMPARE(changePercent(5000, 1000, m_english), QStringLiteral("400%"));
    QCOMPARE(changePercent(5, 0, m_english), QStringLiteral("–"));
}

void TestNumbers::axisEndsOnARoundMarkPastTheGreatest_data()
{
    QTest::addColumn<qint64>("least");
    QTest::addColumn<qint64>("greatest");
    QTest::newRow("nothing") << 0LL << 0LL;
    QTest::newRow("a nano-dollar") << 0LL << 1LL;
    QTest::newRow("dollars") << 0LL << 318'123'456'789LL;
    QTest::newRow("with credits") << -40'000'000'000LL << 100'000'000'000LL;
    QTest::newRow("the greatest there is") << 0LL << std::numeric_limits<qint64>::max() / 11;
}

void TestNumbers::axisEndsOnARoundMarkPastTheGreatest()
{
    QFETCH(qint64, least);
    QFETCH(qint64, greatest);
    const AxisScale scale = axisFor({least}, {greatest}, 4);
    QVERIFY(scale.step.nanos > 0);
    QVERIFY(scale.least.nanos <= least);
    QVERIFY(scale.greatest.nanos >= greatest);
    QCOMPARE(scale.greatest.nanos % scale.step.nanos, 0LL);
    QVERIFY(scale.marks().size() >= 2 && scale.marks().size() <= 8);
    QCOMPARE(scale.marks().back(), scale.greatest);
    QCOMPARE(scale.position(scale.least), 0.0);
    QCOMPARE(scale.position(scale.greatest), 1.0);
}

void TestNumbers::chooseEnglishPlurals()
{
    const EnglishPlurals plurals;
    QCOMPARE(plurals.translate("", "%1 request(s)", "", 1), QStringLiteral("%1 request"));
    QCOMPARE(plurals.translate("", "%1 request(s)", "", 0), QStringLiteral("%1 requests"));
    QCOMPARE(pluralOf(std::numeric_limits<std::int64_t>::max()), std::numeric_limits<int>::max());
}

void TestNumbers::estimatesTheRemainingTimeFromTheRate()
{
    RateEstimate estimate;
    estimate.start(0);
    estimate.update(500, 50, 1000);
    QVERIFY(!estimate.rate()); // too early to say
    estimate.update(1000, 100, 1000);
    QCOMPARE(*estimate.rate(), 100.0);
    QCOMPARE(*estimate.remainingSeconds(), 9);
    estimate.update(2000, 1000, 1000);
    QVERIFY(!estimate.remainingSeconds()); // done
}

QTEST_GUILESS_MAIN(TestNumbers)
#include "tst_numbers.moc"
