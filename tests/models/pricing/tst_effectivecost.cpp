// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/pricing/effectivecost.h"

#include <QTest>

#include <limits>

using namespace outlay;

namespace {

CostInputs inputs(std::optional<std::int64_t> estimate, std::optional<std::int64_t> reported,
                  std::int64_t tokens = 1000)
{
    CostInputs made;
    if (estimate)
        made.estimate = Money{*estimate};
    if (reported)
        made.reported = Money{*reported};
    made.billableTokens = tokens;
    return made;
}

constexpr auto none = std::nullopt;

} // namespace

class TestEffectiveCost : public QObject
{
    Q_OBJECT

private slots:
    void nothingBillableCostsNothing()
    {
        CostInputs failed = inputs(500, 600);
        failed.billed = Money{700};
        failed.hasBillableUnits = false;
        QCOMPARE(effectiveCost(failed).cost, std::optional(Money{0}));
        CostInputs free = inputs(0, 600);
        free.isDeclaredFree = true;
        QCOMPARE(effectiveCost(free).cost, std::optional(Money{0}));
        QVERIFY(!effectiveCost(free).quarantined);
    }

    void billedComesFirstIfItIsMoreThanZero()
    {
        CostInputs both = inputs(500, 600);
        both.billed = Money{700'000};
        const EffectiveCost cost = effectiveCost(both);
        QCOMPARE(cost.cost, std::optional(Money{700'000}));
        QCOMPARE(cost.basis, Basis::Billed);
        both.billed = Money{0};
        QCOMPARE(effectiveCost(both).basis, Basis::Reported);
        both.billed = Money{-5};
        QCOMPARE(effectiveCost(both).basis, Basis::Reported);
    }

    void reportedIsMeasuredByTheEstimate_data()
    {
        QTest::addColumn<qint64>("estimate");
        QTest::addColumn<qint64>("reported");
        QTest::addColumn<bool>("isTaken");
        QTest::newRow("equal") << 500LL << 500LL << true;
        QTest::newRow("ten times more") << 500LL << 5000LL << true;
        QTest::newRow("one nano more than ten times") << 500LL << 5001LL << false;
        QTest::newRow("a tenth") << 500LL << 50LL << true;
        QTest::newRow("one nano less than a tenth") << 500LL << 49LL << false;
        QTest::newRow("an estimate of zero") << 0LL << 1LL << false;
        QTest::newRow("near the largest amounts")
            << std::numeric_limits<qint64>::max() << std::numeric_limits<qint64>::max() / 10 + 1
            << true;
    }

    void reportedIsMeasuredByTheEstimate()
    {
        QFETCH(qint64, estimate);
        QFETCH(qint64, reported);
        QFETCH(bool, isTaken);
        const EffectiveCost cost = effectiveCost(inputs(estimate, reported));
        QCOMPARE(cost.basis, isTaken ? Basis::Reported : Basis::Estimated);
        QCOMPARE(qint64(cost.cost->nanos), isTaken ? reported : estimate);
        QCOMPARE(cost.quarantined.has_value(), !isTaken);
        if (!isTaken)
            QCOMPARE(qint64(cost.quarantined->nanos), reported);
    }

    void withoutAnEstimateTheDearestPriceDecides()
    {
        // 1,000 USD per million tokens: 1,000 tokens may cost 1 USD.
        const EffectiveCost taken = effectiveCost(inputs(none, 1'000'000'000));
        QCOMPARE(taken.basis, Basis::Reported);
        QCOMPARE(taken.cost, std::optional(Money{1'000'000'000}));
        const EffectiveCost refused = effectiveCost(inputs(none, 1'000'000'001));
        QVERIFY(!refused.cost);
        QCOMPARE(refused.quarantined, std::optional(Money{1'000'000'001}));
    }

    void aConfirmedFigureIsTaken()
    {
        CostInputs dear = inputs(1, 1'000'000);
        dear.isConfirmed = true;
        QCOMPARE(effectiveCost(dear).basis, Basis::Reported);
        QVERIFY(!effectiveCost(dear).quarantined);
    }

    void aReportedZeroIsUnknownNotFree()
    {
        QCOMPARE(effectiveCost(inputs(500, 0)).basis, Basis::Estimated);
        const EffectiveCost unknown = effectiveCost(inputs(none, 0));
        QVERIFY(!unknown.cost);
        QVERIFY(!unknown.quarantined);
    }

    void aNegativeReportIsQuarantined()
    {
        const EffectiveCost cost = effectiveCost(inputs(500, -1));
        QCOMPARE(cost.cost, std::optional(Money{500}));
        QCOMPARE(cost.quarantined, std::optional(Money{-1}));
    }

    void theClientsGuessComesLast()
    {
        CostInputs guess = inputs(none, none);
        guess.client = Money{1'000'000'000};
        QCOMPARE(effectiveCost(guess).basis, Basis::Client);
        guess.client = Money{1'000'000'001};
        QVERIFY(!effectiveCost(guess).cost);
        QCOMPARE(effectiveCost(guess).quarantined, std::optional(Money{1'000'000'001}));
        guess.client = Money{0};
        QVERIFY(!effectiveCost(guess).cost);
        guess.client = Money{10};
        guess.estimate = Money{20};
        QCOMPARE(effectiveCost(guess).basis, Basis::Estimated);
        // A refused report stays shown when the client's figure stands in for it.
        guess.estimate.reset();
        guess.reported = Money{2'000'000'000};
        QCOMPARE(effectiveCost(guess).basis, Basis::Client);
        QCOMPARE(effectiveCost(guess).quarantined, std::optional(Money{2'000'000'000}));
    }

    void nothingKnownIsUnpriced()
    {
        const EffectiveCost cost = effectiveCost(inputs(none, none));
        QVERIFY(!cost.cost);
        QVERIFY(!cost.quarantined);
    }
};

QTEST_APPLESS_MAIN(TestEffectiveCost)
#include "tst_effectivecost.moc"
