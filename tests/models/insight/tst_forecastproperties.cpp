// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// What holds of every forecast, over random histories.
#include "models/insight/exhaustion.h"
#include "models/insight/periodforecast.h"

#include <QTest>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <random>

using namespace outlay;

namespace {

constexpr std::int64_t usd = 1'000'000'000;

/// Spend with a rhythm of days and weeks, noise, days off, gaps, fees and anomalies.
class History
{
public:
    explicit History(unsigned seed) : m_random(seed) {}

    ForecastInput input()
    {
        static constexpr std::array<std::int64_t, 5> lengths{1, 24, 168, 720, 2160};
        ForecastInput input;
        const Instant epoch{1'790'000'000 * microsPerSecond};
        const std::int64_t length = lengths.at(std::size_t(below(5))) * microsPerHour;
        input.period = {epoch, {epoch.micros + length}};
        input.at = {epoch.micros + length * (4 + below(95)) / 100};
        const std::int64_t before = below(100) * microsPerDay;
        const std::int64_t start = (epoch.micros - before) / microsPerHour * microsPerHour;
        const std::int64_t level = 1 + below(50);
        for (std::int64_t hour = start; hour < input.at.micros; hour += microsPerHour) {
            const std::int64_t ofDay = hour / microsPerHour % 24;
            if (below(10) < 3 || (ofDay < 7 && below(10) < 8))
                continue;
            const Money spend{level * usd * below(1000) / 500};
            input.hours.push_back({{hour}, spend});
            if (hour >= epoch.micros)
                input.spent += spend;
        }
        addOddities(input);
        return input;
    }

private:
    std::int64_t below(std::int64_t bound)
    {
        return std::uniform_int_distribution<std::int64_t>(0, bound - 1)(m_random);
    }
    TimeRange somewhere(const ForecastInput &input)
    {
        const std::int64_t from = input.at.micros - below(60 * 24) * microsPerHour;
        return {{from}, {std::min(from + below(72) * microsPerHour, input.at.micros)}};
    }
    void addOddities(ForecastInput &input)
    {
        for (std::int64_t i = below(3); i > 0; --i)
            input.missing.push_back({somewhere(input), MissingKind(below(3))});
        for (std::int64_t i = below(3); i > 0; --i)
            input.flagged.push_back({somewhere(input), {below(100) * usd}});
        for (std::int64_t i = below(3); i > 0; --i)
            input.fees.push_back(
                {{input.at.micros + (below(40) - 20) * microsPerDay}, {below(300) * usd}});
    }

    std::mt19937_64 m_random;
};

bool isOrdered(const MoneyBand &band)
{
    return band.p10 <= band.p50 && band.p50 <= band.p90;
}

} // namespace

class TestForecastProperties : public QObject
{
    Q_OBJECT

private slots:
    void quantilesAreInOrderAndAboveWhatIsSpent()
    {
        int foretold = 0;
        for (unsigned seed = 0; seed < 400; ++seed) {
            const ForecastInput input = History(seed).input();
            const PeriodForecast forecast = forecastPeriod(input);
            if (!forecast.end)
                continue;
            ++foretold;
            const std::string place = "seed " + std::to_string(seed);
            QVERIFY2(isOrdered(*forecast.end), place.c_str());
            QVERIFY2(forecast.end->p10 >= forecast.spent + forecast.fees, place.c_str());
            QVERIFY2(forecast.held <= forecast.judged, place.c_str());
            QCOMPARE(forecast.spent, input.spent);
            QCOMPARE(forecast.path.back().at, input.period.to);
            QCOMPARE(forecast.path.back().spent, *forecast.end);
            MoneyBand before{input.spent, input.spent, input.spent};
            for (const PathPoint &point : forecast.path) {
                QVERIFY2(isOrdered(point.spent), place.c_str());
                QVERIFY2(point.spent.p10 >= before.p10 && point.spent.p50 >= before.p50 &&
                             point.spent.p90 >= before.p90,
                         place.c_str());
                before = point.spent;
            }
        }
        QVERIFY(foretold > 200);
    }

    void exhaustionIsInOrderAndInsideThePeriod()
    {
        for (unsigned seed = 0; seed < 200; ++seed) {
            const PeriodForecast forecast = forecastPeriod(History(seed).input());
            if (!forecast.end)
                continue;
            double before = 1;
            for (int share = 1; share < 30; ++share) {
                const Money limit{forecast.end->p50.nanos / 10 * share};
                const ExhaustionBand band = exhaustionOf(forecast, limit);
                if (band.latest)
                    QVERIFY(band.likely && *band.likely <= *band.latest);
                if (band.likely)
                    QVERIFY(band.earliest && *band.earliest <= *band.likely);
                if (band.earliest)
                    QVERIFY(*band.earliest >= forecast.at && *band.earliest < forecast.period.to);
                QCOMPARE(bool(band.latest), limit <= forecast.end->p10);
                QCOMPARE(bool(band.earliest), limit <= forecast.end->p90);
                if (const auto chance = chanceToExceed(forecast, limit)) {
                    QVERIFY(*chance <= before);
                    before = *chance;
                }
            }
        }
    }

    void aThousandTimesTheSpendIsAThousandTimesTheForecast()
    {
        for (unsigned seed = 0; seed < 100; ++seed) {
            const ForecastInput one = History(seed).input();
            ForecastInput thousand = one;
            const auto scale = [](Money &money) { money.nanos *= 1000; };
            scale(thousand.spent);
            for (HourlySpend &hour : thousand.hours)
                scale(hour.spend);
            for (DatedFee &fee : thousand.fees)
                scale(fee.amount);
            for (FlaggedExcess &flagged : thousand.flagged)
                scale(flagged.excess);
            const PeriodForecast small = forecastPeriod(one);
            const PeriodForecast large = forecastPeriod(thousand);
            QCOMPARE(bool(large.end), bool(small.end));
            if (!small.end)
                continue;
            QCOMPARE(large.method, small.method);
            for (Money MoneyBand::*which : {&MoneyBand::p10, &MoneyBand::p50, &MoneyBand::p90}) {
                const double expected = double((*small.end.*which).nanos) * 1000;
                QVERIFY(std::abs(double((*large.end.*which).nanos) - expected) <=
                        1e-9 * std::abs(expected) + 2000);
            }
        }
    }

    /// A zone moves a period and its hours by whole hours: the same forecast at another time.
    void shiftingEverythingShiftsTheForecast()
    {
        for (unsigned seed = 0; seed < 100; ++seed) {
            const ForecastInput here = History(seed).input();
            ForecastInput there = here;
            const auto shift = [](Instant &at) { at.micros += 9 * microsPerHour; };
            for (Instant *at : {&there.period.from, &there.period.to, &there.at})
                shift(*at);
            for (HourlySpend &hour : there.hours)
                shift(hour.at);
            for (DatedFee &fee : there.fees)
                shift(fee.at);
            for (MissingTime &time : there.missing) {
                shift(time.range.from);
                shift(time.range.to);
            }
            for (FlaggedExcess &flagged : there.flagged) {
                shift(flagged.range.from);
                shift(flagged.range.to);
            }
            const PeriodForecast left = forecastPeriod(here);
            const PeriodForecast right = forecastPeriod(there);
            QCOMPARE(right.end, left.end);
            QCOMPARE(right.unseen, left.unseen);
            QCOMPARE(right.missingOfPeriod, left.missingOfPeriod);
        }
    }

    void emptyShortAndHugeInputsAreAnswered()
    {
        const Instant start{1'790'000'000 * microsPerSecond};
        ForecastInput input;
        input.period = {start, {start.micros + 30 * microsPerDay}};
        input.at = {start.micros + 10 * microsPerDay};
        QVERIFY(!forecastPeriod(input).end);
        QVERIFY(!forecastPeriod(input).reason.empty());
        constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max();
        // 9.2 x 10^9 USD is all that Money holds: what is above stays there, and in order.
        for (std::int64_t hour = 0; hour < 240; ++hour)
            input.hours.push_back({{start.micros + hour * microsPerHour}, {most}});
        input.spent = {most};
        input.fees.push_back({{start.micros + 20 * microsPerDay}, {most}});
        const PeriodForecast huge = forecastPeriod(input);
        QVERIFY(huge.end && isOrdered(*huge.end));
        QCOMPARE(huge.end->p90.nanos, most);
        QVERIFY(huge.end->p10 >= huge.spent);
        input.hours.resize(1);
        input.spent = {1};
        const PeriodForecast one = forecastPeriod(input);
        QVERIFY(one.end && isOrdered(*one.end));
        input.period.to = {start.micros + 40'000 * microsPerDay}; // a century, once
        input.at = {start.micros + 1500 * microsPerDay};
        input.hours.clear();
        for (std::int64_t hour = 0; hour < 1500 * 24; hour += 5)
            input.hours.push_back({{start.micros + hour * microsPerHour}, {usd}});
        input.fees.clear();
        const PeriodForecast once = forecastPeriod(input);
        QVERIFY(once.end && isOrdered(*once.end));
        QVERIFY(once.path.size() <= 20'001);
    }

    /// Later in the month less is unknown.
    void theBandNarrowsAsTheMonthGoes()
    {
        std::array<double, 5> width{};
        for (unsigned seed = 0; seed < 40; ++seed) {
            std::mt19937_64 random(seed);
            std::vector<HourlySpend> hours;
            const Instant start{1'790'000'000 * microsPerSecond / microsPerHour * microsPerHour};
            const Instant from{start.micros + 60 * microsPerDay};
            for (std::int64_t hour = 0; hour < 90 * 24; ++hour)
                hours.push_back({{start.micros + hour * microsPerHour},
                                 {usd * std::int64_t(random() % 1000) / 100}});
            for (std::size_t i = 0; i < width.size(); ++i) {
                ForecastInput input;
                input.period = {from, {from.micros + 30 * microsPerDay}};
                input.at = {from.micros + std::int64_t(5 + i * 5) * microsPerDay};
                for (const HourlySpend &hour : hours) {
                    if (hour.at >= input.at)
                        break;
                    input.hours.push_back(hour);
                    if (hour.at >= from)
                        input.spent += hour.spend;
                }
                const PeriodForecast forecast = forecastPeriod(input);
                QVERIFY(forecast.end);
                width.at(i) += double((forecast.end->p90 - forecast.end->p10).nanos);
            }
        }
        for (std::size_t i = 1; i < width.size(); ++i)
            QVERIFY(width.at(i) < width.at(i - 1));
    }
};

QTEST_GUILESS_MAIN(TestForecastProperties)
#include "tst_forecastproperties.moc"
