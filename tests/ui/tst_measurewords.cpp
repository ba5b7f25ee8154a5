// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ledger/distribution.h"
#include "ui/explore/explorefigures.h"
#include "ui/explore/measurewords.h"
#include "ui/text/plurals.h"

#include <QTest>

using namespace outlay;
using namespace outlay::ui;

namespace {

constexpr std::int64_t usd = 1'000'000'000;

/// Forty requests of $10 in all, of which four tasks have $8; their latencies are 1 to 40 ms.
Measured measured()
{
    Measures sums;
    sums.requests = 40;
    sums.latencySamples = 40;
    sums.cost = Money{10 * usd};
    Distribution of;
    of.requests = 40;
    std::unordered_map<std::uint32_t, std::int64_t> latencies;
    for (std::int64_t ms = 1; ms <= 40; ++ms)
        ++latencies[latencyBucket(ms * 1000)];
    of.latencies = Tally(latencies);
    of.tasks = Tally({{1, 10}, {2, 10}, {3, 10}, {4, 5}});
    of.taskCost = Money{8 * usd};
    return {sums, std::make_shared<const Distribution>(of)};
}

Figure figureOf(Measure measure)
{
    Figure figure;
    setHead(figure, measure, measured());
    return figure;
}

} // namespace

/// What the receipt of a measure says of what it was taken of.
class TestMeasureWords : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void theMoneyNeedsNoWords();
    void aSumNeedsNoDivisor();
    void aMeanNamesSumAndDivisor();
    void aPercentileNamesItsPlace();
    void whatIsOfNoTaskIsSaidOnlyWhereThereIsSome();

private:
    EnglishPlurals m_plurals;
};

void TestMeasureWords::initTestCase()
{
    QLocale::setDefault(QLocale(QLocale::English));
    QCoreApplication::installTranslator(&m_plurals);
}

void TestMeasureWords::theMoneyNeedsNoWords()
{
    QVERIFY(figureOf(Measure::Cost).head.isEmpty());
    QVERIFY(figureOf(Measure::Cost).how.isEmpty());
}

void TestMeasureWords::aSumNeedsNoDivisor()
{
    QCOMPARE(figureOf(Measure::Requests).head, QStringLiteral("Requests: 40"));
    QVERIFY(figureOf(Measure::Requests).how.isEmpty());
}

void TestMeasureWords::aMeanNamesSumAndDivisor()
{
    QCOMPARE(figureOf(Measure::CostPerTask).head, QStringLiteral("Cost per task: $2.0000"));
    QCOMPARE(figureOf(Measure::CostPerTask).how,
             QStringLiteral("$2.00 ($8.00 for 4 tasks; $2.00 of the spend is of no task with a "
                            "name)"));
    QCOMPARE(figureOf(Measure::CostPerRequest).how,
             QStringLiteral("$0.25 ($10.00 for 40 requests)"));
}

void TestMeasureWords::aPercentileNamesItsPlace()
{
    const QString median = figureOf(Measure::LatencyP50).how;
    QVERIFY2(median.contains(QStringLiteral("(number 20 of 40 requests from the fastest on")),
             qPrintable(median));
    const QString p95 = figureOf(Measure::LatencyP95).how;
    QVERIFY2(p95.contains(QStringLiteral("(number 38 of 40 requests from the fastest on")),
             qPrintable(p95));
}

void TestMeasureWords::whatIsOfNoTaskIsSaidOnlyWhereThereIsSome()
{
    Measured all = measured();
    all.cost = Money{8 * usd};
    Figure figure;
    setHead(figure, Measure::CostPerTask, all);
    QCOMPARE(figure.how, QStringLiteral("$2.00 ($8.00 for 4 tasks)"));
}

QTEST_GUILESS_MAIN(TestMeasureWords)
#include "tst_measurewords.moc"
