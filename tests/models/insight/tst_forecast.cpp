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
