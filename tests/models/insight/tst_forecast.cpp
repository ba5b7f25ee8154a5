// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/insight/forecast.h"

#include <QTest>

#include <cmath>
#include <random>

using namespace outlay;

namespace {

constexpr int day = 24;

/// Hours with a rhythm of the day, and noise in proportion.
std::vector<double> rhythm(std::size_t size, double noise, unsigned seed)
{
    std::mt19937 random(seed);
    std::normal_distribution<double> normal(0, noise);
    std::vector<double> values(size);
    for (std::size_t i = 0; i < size; ++i) {
        const double usual = 10 + 8 * std::sin(2 * 3.14159265358979 * double(i % day) / day);
        values[i] = std::max(0.0, usual * (1 + normal(random)));
    }
    return values;
}

double sumOf(const std::vector<double> &values, std::size_t from, std::size_t to)
{
    double sum = 0;
    for (std::size_t i = from; i < to; ++i)
        sum += values[i];
    return sum;
}

bool isOrdered(const Quantiles &q)
{
    return q.p10 <= q.p50 && q.p50 <= q.p90;
}

} // namespace

class TestForecast : public QObject
{
    Q_OBJECT

private slots:
    void nothingIsForecastAsNothing()
    {
        const SeriesForecast forecast = carryOn({}, day, 3);
        QCOMPARE(forecast.steps.size(), std::size_t(3));
        QCOMPARE(forecast.total.p50, 0.0);
        QVERIFY(!forecast.hasBand);
    }

    void fewValuesHaveNoBand()
    {
        for (std::size_t size = 1; size < 6; ++size) {
            const std::vector<double> values(size, 4.0);
            const SeriesForecast forecast = carryOn(values, 7, 5);
            QVERIFY(!forecast.hasBand);
            QCOMPARE(forecast.method, ForecastMethod::RunRate);
            QCOMPARE(forecast.total.p50, 20.0);
            QCOMPARE(forecast.total.p10, forecast.total.p90);
        }
        QVERIFY(carryOn(std::vector<double>(6, 4.0), 7, 5).hasBand);
    }

    void aPureSeasonIsContinuedExactly()
    {
        std::vector<double> values;
        for (int i = 0; i < 10 * 7; ++i)
            values.push_back(i % 7 < 5 ? 100 + i % 7 : 3);
        const SeriesForecast forecast = carryOn(values, 7, 14);
        for (std::size_t i = 0; i < 14; ++i) {
            QVERIFY(std::abs(forecast.steps[i].p50 - values[i]) < 1e-6);
            QVERIFY(std::abs(forecast.steps[i].p90 - forecast.steps[i].p10) < 1e-6);
        }
        QVERIFY(std::abs(forecast.total.p50 - sumOf(values, 0, 14)) < 1e-6);
    }

    /// Every method, from every phase: the next value of a pure season has the right phase.
    void phasesAreKept_data()
    {
        QTest::addColumn<int>("method");
        for (int method = 1; method < int(forecastMethodCount); ++method)
            QTest::addRow("%s", std::string(name(ForecastMethod(method))).c_str()) << method;
    }
    void phasesAreKept()
    {
        QFETCH(int, method);
        constexpr int season = 5;
        for (std::size_t size = 4 * season; size < 6 * season; ++size) {
            std::vector<double> values;
            for (std::size_t i = 0; i < size + season; ++i)
                values.push_back(double(i % season) * 10);
            const auto next = carriedOn(ForecastMethod(method), std::span(values).first(size),
                                        season, season, {0, 0, 0});
            for (std::size_t i = 0; i < season; ++i)
                QVERIFY2(std::abs(next[i] - values[size + i]) < 10,
                         qPrintable(QStringLiteral("%1 values, step %2: %3 not %4")
                                        .arg(size)
                                        .arg(i)
                                        .arg(next[i])
                                        .arg(values[size + i])));
        }
    }

    void quantilesAreOrderedAndNeverNegative_data()
    {
        QTest::addColumn<unsigned>("seed");
        for (unsigned seed = 1; seed <= 40; ++seed)
            QTest::addRow("seed %u", seed) << seed;
    }
    void quantilesAreOrderedAndNeverNegative()
    {
        QFETCH(unsigned, seed);
        std::mt19937 random(seed);
        const std::size_t size = random() % 90;
        const int season = int(1 + random() % 30);
        const int horizon = int(1 + random() % 60);
        std::vector<double> values;
        for (std::size_t i = 0; i < size; ++i)
            values.push_back(random() % 3 == 0 ? 0.0 : std::exp(double(random() % 20) - 5));
        const SeriesForecast forecast = carryOn(values, season, horizon);
        QCOMPARE(forecast.steps.size(), std::size_t(horizon));
        for (const Quantiles &step : forecast.steps) {
            QVERIFY(isOrdered(step));
            QVERIFY(step.p10 >= 0 && std::isfinite(step.p90));
        }
        QVERIFY(isOrdered(forecast.total));
        QVERIFY(forecast.total.p10 >= 0 && std::isfinite(forecast.total.p90));
        QVERIFY(forecast.held <= forecast.judged);
    }

    /// The unit of the values changes nothing but the unit.
    void scalesWithTheValues()
    {
        std::vector<double> values = rhythm(300, 0.3, 5);
        const SeriesForecast one = carryOn(values, day, 48);
        for (double &value : values)
            value *= 1024; // exact in a double
        const SeriesForecast other = carryOn(values, day, 48);
        QCOMPARE(one.method, other.method);
        QVERIFY(std::abs(other.total.p90 - one.total.p90 * 1024) < 1e-6 * other.total.p90);
    }

    /// Of many series, about four in five totals lie in the band.
    void theBandHoldsFourOfFive()
    {
        constexpr int series = 200;
        constexpr std::size_t known = 15 * day;
        int held = 0;
        int judged = 0;
        int judgedHeld = 0;
        for (unsigned seed = 1; seed <= series; ++seed) {
            const std::vector<double> values = rhythm(known + 2 * day, 0.4, seed);
            const SeriesForecast forecast = carryOn(std::span(values).first(known), day, 2 * day);
            const double truth = sumOf(values, known, values.size());
            held += truth >= forecast.total.p10 && truth <= forecast.total.p90 ? 1 : 0;
            judged += forecast.judged;
            judgedHeld += forecast.held;
        }
        QVERIFY2(held > series * 72 / 100 && held < series * 95 / 100,
                 qPrintable(QString::number(held)));
        QVERIFY(judgedHeld > judged * 70 / 100);
    }

    /// What falls goes on falling, and never to nothing: more time brings more.
    void aFallingSeriesIsNotOver()
    {
        std::mt19937 random(7);
        std::normal_distribution<double> noise(0, 1);
        std::vector<double> values;
        for (int i = 0; i < 60; ++i)
            values.push_back(std::max(0.5, 99 - 1.38 * i + noise(random)));
        double before = 0;
        for (const int horizon : {30, 60, 90}) {
            const SeriesForecast forecast = carryOn(values, 7, horizon);
            QVERIFY2(forecast.total.p50 > before * 1.1,
                     qPrintable(QString::number(forecast.total.p50)));
            QVERIFY(forecast.total.p50 < values.back() * horizon * 1.5); // and not rising
            QVERIFY(!forecast.hasBand || forecast.total.p90 > forecast.total.p50);
            before = forecast.total.p50;
        }
    }

    /// Every method, of what falls to next to nothing and stays there.
    void noMethodFallsBelowZero()
    {
        std::vector<double> values;
        for (int i = 0; i < 80; ++i)
            values.push_back(std::max(0.5, 200 - 3.0 * i));
        for (std::size_t i = 0; i < forecastMethodCount; ++i) {
            const auto next = carriedOn(ForecastMethod(i), values, 7, 60, {0.9, 0.1, 0.2});
            double sum = 0;
            for (const double value : next) {
                QVERIFY(value >= 0);
                sum += value;
            }
            const bool isTrend = ForecastMethod(i) == ForecastMethod::Theta;
            QVERIFY2(sum > (isTrend ? 20 : 0), std::string(name(ForecastMethod(i))).c_str());
        }
    }

    /// Over random series that rise, fall, jump and rest: sums only grow, in order, and where
    /// history is noise a band is no point.
    void sumsOnlyGrow()
    {
        int banded = 0;
        for (unsigned seed = 1; seed <= 300; ++seed) {
            std::mt19937 random(seed);
            std::normal_distribution<double> noise(0, 5);
            const std::size_t size = 20 + random() % 100;
            const double slope = double(random() % 400) / 100 - 2;
            const std::size_t jump = random() % (2 * size);
            std::vector<double> values;
            for (std::size_t i = 0; i < size; ++i) {
                const double level = 60 + slope * double(i) + (i >= jump ? 100 : 0);
                values.push_back(std::max(0.0, level + noise(random)));
            }
            const SeriesForecast forecast = carryOn(values, 7, int(1 + random() % 90));
            Quantiles before;
            for (const Quantiles &sum : forecast.sums) {
                QVERIFY(isOrdered(sum));
                QVERIFY(sum.p10 >= before.p10 && sum.p50 >= before.p50 && sum.p90 >= before.p90);
                before = sum;
            }
            QCOMPARE(before.p50, forecast.total.p50);
            if (forecast.hasBand) {
                ++banded;
                QVERIFY2(forecast.total.p10 < forecast.total.p90,
                         qPrintable(QString::number(seed)));
            } else {
                QCOMPARE(forecast.total.p10, forecast.total.p90);
                QCOMPARE(forecast.judged, 0);
            }
        }
        QVERIFY(banded > 150);
    }

    /// Trials that all begin on the same few days, before and after a fall, know nothing.
    void aBandThatSaysNothingIsNone()
    {
        std::vector<double> values = rhythm(54, 0.3, 11);
        for (std::size_t i = 0; i < values.size(); ++i)
            values[i] *= i < 44 ? 10 : 1;
        const SeriesForecast longer = carryOn(values, 7, 45);
        QVERIFY(!longer.hasBand);
        QVERIFY(longer.total.p50 > 0);
        QCOMPARE(longer.total.p10, longer.total.p90);
        QVERIFY(carryOn(values, 7, 3).hasBand);
    }

    /// One day of a storm neither moves the forecast nor sets the band.
    void oneOutlierDoesNotSetTheBand()
    {
        std::vector<double> values = rhythm(20 * day, 0.1, 3);
        const SeriesForecast before = carryOn(values, day, 2 * day);
        values[18 * day + 3] = 5000;
        const SeriesForecast after = carryOn(values, day, 2 * day);
        QCOMPARE(before.clipped, 0);
        QCOMPARE(after.clipped, 1);
        QVERIFY(after.total.p90 < before.total.p50 * 1.5);
        QVERIFY(after.total.p90 - after.total.p10 < 4 * (before.total.p90 - before.total.p10));
    }

    /// What happens often is no outlier.
    void aWeeklyPeakIsNoOutlier()
    {
        std::vector<double> values;
        for (int i = 0; i < 12 * 7; ++i)
            values.push_back(i % 7 == 3 ? 500 : 5);
        QCOMPARE(carryOn(values, 7, 7).clipped, 0);
        QCOMPARE(carryOn(values, 7, 7).steps[3].p50, 500.0);
    }
};

QTEST_GUILESS_MAIN(TestForecast)
#include "tst_forecast.moc"
