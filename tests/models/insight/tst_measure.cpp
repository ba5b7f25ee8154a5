// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/insight/measure.h"

#include <QTest>

#include <algorithm>
#include <limits>

using namespace outlay;

namespace {

Measures some()
{
    Measures m;
    m.requests = 4;
    m.errors = 1;
    m.usage[TokenClass::Input] = 100;
    m.usage[TokenClass::CacheRead] = 600;
    m.usage[TokenClass::CacheWrite5m] = 200;
    m.usage[TokenClass::CacheWrite1h] = 100;
    m.usage[TokenClass::Output] = 250;
    m.usage[TokenClass::Reasoning] = 50;
    m.cost = Money{10};
    m.estimated = Money{7};
    m.residual = Money{3};
    m.unpricedRequests = 1;
    m.latencySamples = 2;
    m.latencyMicros = 5;
    return m;
}

MeasureValue value(Measure measure)
{
    return valueOf(measure, some()).value_or(MeasureValue{-1, 1});
}

} // namespace

class TestMeasure : public QObject
{
    Q_OBJECT

private slots:
    void takesEachFromItsFields()
    {
        QVERIFY((value(Measure::Cost) == MeasureValue{10, 1}));
        QVERIFY((value(Measure::Requests) == MeasureValue{4, 1}));
        QVERIFY((value(Measure::Errors) == MeasureValue{1, 1}));
        QVERIFY((value(Measure::Tokens) == MeasureValue{1250, 1}));
        QVERIFY((value(Measure::UncachedInput) == MeasureValue{100, 1}));
        QVERIFY((value(Measure::CacheReads) == MeasureValue{600, 1}));
        QVERIFY((value(Measure::CacheWrites) == MeasureValue{300, 1}));
        QVERIFY((value(Measure::Output) == MeasureValue{250, 1}));
        QVERIFY((value(Measure::Reasoning) == MeasureValue{50, 1}));
        QVERIFY((value(Measure::MeanLatency) == MeasureValue{5, 2}));
        QVERIFY((value(Measure::CostPerRequest) == MeasureValue{7, 3})); // priced and itemised
        QVERIFY((value(Measure::CacheHitRate) == MeasureValue{6, 10}));
        QVERIFY((value(Measure::OutputPerInput) == MeasureValue{1, 4}));
    }

    void classesOfTokensAddUp()
    {
        const auto sum = value(Measure::UncachedInput).numerator +
                         value(Measure::CacheReads).numerator +
                         value(Measure::CacheWrites).numerator + value(Measure::Output).numerator;
        QCOMPARE(sum, value(Measure::Tokens).numerator);
    }

    void sumsHaveNoDenominator()
    {
        int stackable = 0;
        for (const Measure measure : allMeasures) {
            if (!isStackable(measure))
                continue;
            ++stackable;
            Measures twice = some();
            twice += some();
            QCOMPARE(value(measure).denominator, 1);
            QCOMPARE(valueOf(measure, twice)->numerator, 2 * value(measure).numerator);
        }
        QCOMPARE(stackable, 9);
        QCOMPARE(allMeasures.size(), std::size_t{16});
        QVERIFY(std::is_sorted(allMeasures.begin(), allMeasures.end()));
    }

    void unknownIsNotZero()
    {
        Measures nothing;
        QVERIFY(!valueOf(Measure::Cost, nothing));
        QVERIFY(!valueOf(Measure::Errors, nothing));
        QVERIFY(!valueOf(Measure::MeanLatency, nothing));
        QVERIFY(!valueOf(Measure::CostPerRequest, nothing));
        QVERIFY(!valueOf(Measure::CacheHitRate, nothing));
        QVERIFY(!valueOf(Measure::OutputPerInput, nothing));
        QVERIFY((valueOf(Measure::Requests, nothing) == MeasureValue{0, 1}));
        Measures bill;
        bill.cost = bill.residual = Money{5};
        QVERIFY(!valueOf(Measure::Requests, bill));
        QVERIFY(!valueOf(Measure::Tokens, bill));
        QVERIFY(!valueOf(Measure::CostPerRequest, bill));
        Measures unpriced;
        unpriced.requests = unpriced.unpricedRequests = 3;
        QVERIFY(!valueOf(Measure::CostPerRequest, unpriced));
    }

    void comparesWithoutRounding()
    {
        constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max();
        QVERIFY((MeasureValue{most, most - 1} > MeasureValue{most - 1, most - 1}));
        QVERIFY((MeasureValue{1, 3} == MeasureValue{2, 6}));
        QVERIFY((MeasureValue{-1, 3} < MeasureValue{1, 1000}));
    }

    void roundsOnceHalfToEven()
    {
        QCOMPARE(partsOf(Measure::MeanLatency, MeasureValue{5, 2}), 2);
        QCOMPARE(partsOf(Measure::MeanLatency, MeasureValue{7, 2}), 4);
        QCOMPARE(partsOf(Measure::CostPerRequest, MeasureValue{-5, 2}), -2);
        QCOMPARE(partsOf(Measure::CacheHitRate, MeasureValue{1, 3}), 333'333);
        QCOMPARE(partsOf(Measure::Cost, some()), std::optional<std::int64_t>(10));
        QVERIFY(!partsOf(Measure::Cost, Measures{}));
        constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max();
        QCOMPARE(partsOf(Measure::OutputPerInput, MeasureValue{most, 1}), most);
    }

    void whatRemainsIsTheOtherPart()
    {
        Measures other = some();
        other.requests = 9;
        other.errors.reset();
        other.usage[TokenClass::CacheWrite1h] = 7;
        other.cost = Money{1'000};
        Measures whole = some();
        whole += other;
        const Measures rest = without(whole, some());
        for (const Measure measure : allMeasures) {
            if (measure == Measure::Errors)
                QVERIFY((valueOf(measure, rest) == MeasureValue{0, 1})); // somebody sees failures
            else
                QVERIFY(valueOf(measure, rest) == valueOf(measure, other));
        }
    }

    void aRestThatIsNotPricedHasNoCost()
    {
        Measures unpriced;
        unpriced.requests = unpriced.unpricedRequests = 3;
        Measures whole = some();
        whole += unpriced;
        QVERIFY(!without(whole, some()).cost);
        QVERIFY(!without(some(), some()).cost);
        Measures free;
        free.requests = 2;
        free.cost = Money{};
        whole = some();
        whole += free;
        QCOMPARE(without(whole, some()).cost, std::optional(Money{}));
    }
};

QTEST_APPLESS_MAIN(TestMeasure)
#include "tst_measure.moc"
