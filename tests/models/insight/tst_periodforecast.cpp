// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/insight/periodforecast.h"

#include <QTest>

using namespace outlay;

namespace {

Instant at(const char *text)
{
    return *parseInstant(text);
}

const TimeRange november{at("2026-11-01T00:00:00Z"), at("2026-12-01T00:00:00Z")};

/// The same spend every hour, in [from, to).
std::vector<HourlySpend> steady(Instant from, Instant to, Money spend)
{
    std::vector<HourlySpend> hours;
    for (std::int64_t hour = from.micros; hour < to.micros; hour += microsPerHour)
        hours.push_back({{hour}, spend});
    return hours;
}

constexpr Money dollar{1'000'000'000};

} // namespace

class TestPeriodForecast : public QObject
{
    Q_OBJECT

private slots:
    void steadySpendGoesOnExactly_data()
    {
        QTest::addColumn<QByteArray>("moment");
        for (const char *moment : {"2026-11-02T00:00:00Z", "2026-11-10T07:00:00Z",
                                   "2026-11-23T16:59:59Z", "2026-11-30T23:59:59Z"})
            QTest::addRow("%s", moment) << QByteArray(moment);
    }
    void steadySpendGoesOnExactly()
    {
        QFETCH(QByteArray, moment);
        const Instant now = at(moment.constData());
        const auto hours = steady(at("2026-09-20T00:00:00Z"), now, dollar);
        const std::int64_t passed = now.micros - november.from.micros;
        const PeriodForecast forecast =
            forecastPeriod(november, now, {passed / microsPerSecond * dollar.nanos / 3600}, hours);
        QVERIFY2(forecast.end, forecast.reason.c_str());
        QVERIFY(forecast.hasBand);
        constexpr std::int64_t tolerance = 1000; // nano-dollars, of doubles over nano-dollars
        QVERIFY(qAbs(forecast.end->p50.nanos - 720 * dollar.nanos) <= tolerance);
        QVERIFY(qAbs(forecast.end->p10.nanos - 720 * dollar.nanos) <= tolerance);
        QVERIFY(qAbs(forecast.end->p90.nanos - 720 * dollar.nanos) <= tolerance);
        QVERIFY(forecast.end->p10 >= forecast.spent);
    }

    /// A night without spend at the month's end brings nothing, though a part of a day is left.
    void theRestOfADayFollowsItsHours()
    {
        std::vector<HourlySpend> hours;
        const Instant now = at("2026-11-30T18:00:00Z");
        for (const HourlySpend &hour : steady(at("2026-10-01T00:00:00Z"), now, dollar)) {
            if ((hour.at.micros / microsPerHour) % 24 < 18)
                hours.push_back(hour);
        }
        const Money spent{30 * 18 * dollar.nanos};
        const PeriodForecast forecast = forecastPeriod(november, now, spent, hours);
        QVERIFY(forecast.end);
        QVERIFY(qAbs(forecast.end->p50.nanos - spent.nanos) <= 1000);
    }

    void littleHistoryIsTheCurrentRate()
    {
        const Instant now = at("2026-11-15T00:00:00Z");
        const auto hours = steady(at("2026-11-13T00:00:00Z"), now, dollar);
        const PeriodForecast forecast = forecastPeriod(november, now, {48 * dollar.nanos}, hours);
        QVERIFY(forecast.end);
        QVERIFY(!forecast.hasBand);
        QCOMPARE(forecast.method, ForecastMethod::RunRate);
        QCOMPARE(forecast.end->p10, forecast.end->p90);
        QVERIFY(qAbs(forecast.end->p50.nanos - (48 + 16 * 24) * dollar.nanos) <= 1000);
    }

    void nothingIsForetoldTooEarlyOrTooLate()
    {
        const auto hours = steady(at("2026-09-20T00:00:00Z"), november.to, dollar);
        const auto said = [&](const char *moment) {
            return forecastPeriod(november, at(moment), dollar, hours);
        };
        // 3 % of 720 hours are 21 h 36 min.
        QVERIFY(!said("2026-11-01T21:35:59Z").end);
        QVERIFY(said("2026-11-01T21:35:59Z").reason.find("3 %") != std::string::npos);
        QVERIFY(said("2026-11-01T21:36:00Z").end);
        QVERIFY(!said("2026-12-01T00:00:00Z").end);
        QVERIFY(!said("2026-10-31T23:59:59Z").end);
        QVERIFY(!forecastPeriod(november, at("2026-11-15T00:00:00Z"), {}, {}).end);
    }

    /// What is spent is a floor, whatever the band says.
    void theEndIsNeverBelowWhatIsSpent()
    {
        std::vector<HourlySpend> hours;
        const Instant now = at("2026-11-20T10:30:00Z");
        std::int64_t n = 0;
        for (const HourlySpend &hour : steady(at("2026-08-01T00:00:00Z"), now, dollar)) {
            ++n;
            hours.push_back({hour.at, {dollar.nanos * ((n * n) % 97) / (1 + n % 13)}});
        }
        const Money spent{5000 * dollar.nanos};
        const PeriodForecast forecast = forecastPeriod(november, now, spent, hours);
        QVERIFY(forecast.end && forecast.hasBand);
        QVERIFY(forecast.end->p10 >= spent);
        QVERIFY(forecast.end->p10 <= forecast.end->p50);
        QVERIFY(forecast.end->p50 <= forecast.end->p90);
        QVERIFY(forecast.judged >= forecast.held && forecast.judged > 0);
    }
};

QTEST_GUILESS_MAIN(TestPeriodForecast)
#include "tst_periodforecast.moc"
