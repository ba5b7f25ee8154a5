// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/insight/exhaustion.h"

#include <QTest>

#include <cmath>

using namespace outlay;
using State = ExhaustionBand::State;

namespace {

constexpr std::int64_t usd = 1'000'000'000;

Instant at(const char *text)
{
    return *parseInstant(text);
}

/// 100 USD spent at midnight of the 11th; then 0.50, 1 and 2 USD an hour for ten days.
PeriodForecast byHand()
{
    PeriodForecast forecast;
    forecast.period = {at("2026-11-01T00:00:00Z"), at("2026-11-21T00:00:00Z")};
    forecast.at = at("2026-11-11T00:00:00Z");
    forecast.spent = {100 * usd};
    forecast.hasBand = true;
    forecast.judged = 12;
    forecast.held = 10;
    for (std::int64_t hour = 1; hour <= 240; ++hour)
        forecast.path.push_back({{forecast.at.micros + hour * microsPerHour},
                                 {{100 * usd + hour * usd / 2},
                                  {100 * usd + hour * usd},
                                  {100 * usd + hour * usd * 2}}});
    forecast.end = forecast.path.back().spent;
    return forecast;
}

} // namespace

class TestExhaustion : public QObject
{
    Q_OBJECT

private slots:
    void theThreePathsMakeTheBand()
    {
        // 15 USD are left: after 7.5, 15 and 30 hours.
        const ExhaustionBand band = exhaustionOf(byHand(), {115 * usd});
        QCOMPARE(band.state, State::Foreseen);
        QCOMPARE(*band.earliest, at("2026-11-11T07:00:00Z"));
        QCOMPARE(*band.likely, at("2026-11-11T15:00:00Z"));
        QCOMPARE(*band.latest, at("2026-11-12T06:00:00Z"));
    }

    void notInThisPeriodIsNotUnknown()
    {
        // They end at 220, 340 and 580.
        const ExhaustionBand perhaps = exhaustionOf(byHand(), {500 * usd});
        QCOMPARE(perhaps.state, State::Foreseen);
        QVERIFY(perhaps.earliest && !perhaps.likely && !perhaps.latest);
        const ExhaustionBand likely = exhaustionOf(byHand(), {300 * usd});
        QVERIFY(likely.earliest && likely.likely && !likely.latest);
        const ExhaustionBand never = exhaustionOf(byHand(), {581 * usd});
        QCOMPARE(never.state, State::NotExpected);
        QVERIFY(!never.earliest && !never.likely && !never.latest);

        PeriodForecast early;
        early.reason = "less than 3% of the period have passed";
        QCOMPARE(exhaustionOf(early, {usd}).state, State::Unknown);
        QVERIFY(!chanceToExceed(early, {usd}));
    }

    void whatIsSpentExhaustsAtOnce()
    {
        const PeriodForecast forecast = byHand();
        for (const std::int64_t limit : {100 * usd, usd, std::int64_t{0}}) {
            const ExhaustionBand band = exhaustionOf(forecast, {limit});
            QCOMPARE(band.state, State::Exhausted);
            QCOMPARE(*band.likely, forecast.at);
        }
        PeriodForecast early; // known without any forecast
        early.spent = {2 * usd};
        QCOMPARE(exhaustionOf(early, {usd}).state, State::Exhausted);
        QCOMPARE(*chanceToExceed(early, {usd}), 1.0);
    }

    void chancesAgreeWithTheQuantiles()
    {
        const PeriodForecast forecast = byHand();
        const auto chance = [&](std::int64_t limit) {
            return *chanceToExceed(forecast, {limit * usd});
        };
        QVERIFY(std::abs(chance(220) - 0.9) < 1e-9);
        QVERIFY(std::abs(chance(340) - 0.5) < 1e-9);
        QVERIFY(std::abs(chance(580) - 0.1) < 1e-9);
        double before = 1;
        for (std::int64_t limit = 101; limit < 900; limit += 7) {
            QVERIFY(chance(limit) <= before);
            before = chance(limit);
        }
        // Twelve forecasts rule nothing out that happens once in thirteen.
        QCOMPARE(chance(5000), 1.0 / 13);
        QCOMPARE(chance(100), 12.0 / 13);
        QCOMPARE(chance(99), 1.0);
    }

    void hugeLimitsAreCompared()
    {
        constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max();
        QCOMPARE(exhaustionOf(byHand(), {most}).state, State::NotExpected);
        QVERIFY(*chanceToExceed(byHand(), {most}) > 0);
    }
};

QTEST_GUILESS_MAIN(TestExhaustion)
#include "tst_exhaustion.moc"
