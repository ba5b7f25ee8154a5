// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/insight/periodforecast.h"

#include <QTest>

#include <algorithm>

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

/// A dollar an hour since September, looked at on the 10th of November.
ForecastInput steadyMonth()
{
    ForecastInput input;
    input.period = november;
    input.at = at("2026-11-10T00:00:00Z");
    input.hours = steady(at("2026-09-20T00:00:00Z"), input.at, dollar);
    input.spent = {9 * 24 * dollar.nanos};
    return input;
}

void forget(ForecastInput &input, const TimeRange &range)
{
    std::erase_if(input.hours, [&](const HourlySpend &hour) {
        if (!range.contains(hour.at))
            return false;
        if (input.period.contains(hour.at))
            input.spent -= hour.spend;
        return true;
    });
}

void isDollars(Money amount, std::int64_t dollars)
{
    constexpr std::int64_t tolerance = 1000; // nano-dollars, of doubles over nano-dollars
    QVERIFY2(qAbs(amount.nanos - dollars * dollar.nanos) <= tolerance, toDecimal(amount).c_str());
}

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

    /// A source that has gone silent: while nothing comes in, what is foreseen stays what it was.
    void timeAloneChangesNothing()
    {
        const Instant seen = at("2026-11-23T17:00:00Z");
        std::vector<HourlySpend> hours;
        Money spent;
        for (HourlySpend hour : steady(at("2026-09-20T00:00:00Z"), seen, dollar)) {
            const std::int64_t ofDay = hour.at.micros / microsPerHour % 24;
            const std::int64_t day = hour.at.micros / microsPerDay;
            hour.spend.nanos *= ofDay < 7 || ofDay > 19 ? 0 : 1 + day * day % 5; // days differ
            if (november.contains(hour.at))
                spent += hour.spend;
            hours.push_back(hour);
        }
        std::optional<MoneyBand> first;
        for (std::int64_t later = 24; later < 5 * 24; later += 3) {
            ForecastInput input;
            input.period = november;
            input.at = {seen.micros + later * microsPerHour};
            input.hours = hours;
            input.spent = spent;
            input.missing = {{{seen, input.at}, MissingKind::Uncovered}};
            const PeriodForecast forecast = forecastPeriod(input);
            QVERIFY(forecast.end);
            if (!first)
                first = forecast.end;
            const auto isSame = [&](Money left, Money right) {
                return qAbs(left.nanos - right.nanos) <= dollar.nanos / 100;
            };
            QVERIFY2(isSame(forecast.end->p50, first->p50),
                     (std::to_string(later) + " h: " + toDecimal(forecast.end->p50) + " and " +
                      toDecimal(first->p50))
                         .c_str());
        }
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

    /// A few peaks in weeks of nothing teach no error, which is no certainty.
    void aFewPeaksHaveNoBandOfNoWidth()
    {
        const Instant now = at("2026-11-29T18:00:00Z");
        std::vector<HourlySpend> hours{{at("2026-11-01T10:00:00Z"), dollar},
                                       {at("2026-11-29T09:00:00Z"), {40 * dollar.nanos}}};
        const PeriodForecast forecast = forecastPeriod(november, now, {41 * dollar.nanos}, hours);
        if (forecast.end && forecast.hasBand)
            QVERIFY(forecast.end->p10 < forecast.end->p90);
    }

    /// Spend that falls day by day: the rest of the month is not free, and not certain either.
    void aFallingMonthIsNotOver()
    {
        const Instant now = at("2026-11-04T00:00:00Z");
        std::vector<HourlySpend> hours;
        Money spent;
        std::int64_t left = 63 * 24;
        for (const HourlySpend &hour : steady(at("2026-09-02T00:00:00Z"), now, dollar)) {
            const Money cost{(std::max<std::int64_t>(left - 60, 40) + left * left % 37) *
                             1'000'000};
            --left;
            hours.push_back({hour.at, cost});
            if (november.contains(hour.at))
                spent += cost;
        }
        const PeriodForecast forecast = forecastPeriod(november, now, spent, hours);
        QVERIFY(forecast.end);
        const std::int64_t day = spent.nanos / 3;
        QVERIFY2(forecast.end->p50.nanos > spent.nanos + 27 * day / 3,
                 toDecimal(forecast.end->p50).c_str());
        QVERIFY(!forecast.hasBand || forecast.end->p10 < forecast.end->p90);
    }

    /// Six days that nobody saw are forecast like any six days, whatever is left of the month.
    void aTailNobodySawIsNoMatterOfHours()
    {
        ForecastInput input;
        input.period = november;
        const Instant seen = at("2026-11-23T00:00:00Z");
        std::int64_t n = 0;
        for (HourlySpend hour : steady(at("2026-10-01T00:00:00Z"), seen, dollar)) {
            const std::int64_t ofDay = n % 24;
            const bool isFree = n / 24 % 7 == 2 || n / 24 % 7 == 3;
            const std::int64_t level = (isFree ? 1 : 5 + n * n % 11) * (ofDay < 8 ? 0 : 1);
            hour.spend = {dollar.nanos * level * (1 + n / 168) * (n * n % 89 == 4 ? 9 : 1)};
            ++n;
            input.hours.push_back(hour);
            if (november.contains(hour.at))
                input.spent += hour.spend;
        }
        const auto said = [&](const char *moment) {
            input.at = at(moment);
            input.missing = {{{seen, input.at}, MissingKind::Uncovered}};
            return *forecastPeriod(input).end;
        };
        const MoneyBand before = said("2026-11-28T00:00:00Z");
        const MoneyBand after = said("2026-11-29T00:00:00Z");
        QVERIFY2(qAbs(before.p50.nanos - after.p50.nanos) < dollar.nanos,
                 (toDecimal(before.p50) + " " + toDecimal(after.p50)).c_str());
        QVERIFY(after.p90.nanos < before.p90.nanos + before.p90.nanos / 10);
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
        // 3% of 720 hours are 21 h 36 min.
        QVERIFY(!said("2026-11-01T21:35:59Z").end);
        QVERIFY(said("2026-11-01T21:35:59Z").reason.find("3%") != std::string::npos);
        QVERIFY(said("2026-11-01T21:36:00Z").end);
        QVERIFY(!said("2026-12-01T00:00:00Z").end);
        QVERIFY(!said("2026-10-31T23:59:59Z").end);
        QVERIFY(!forecastPeriod(november, at("2026-11-15T00:00:00Z"), {}, {}).end);
    }

    void feesAreAddedAndNotExpectedAgain()
    {
        ForecastInput input = steadyMonth();
        const Money fee{200 * dollar.nanos};
        for (HourlySpend &hour : input.hours) {
            if (hour.at == at("2026-10-01T00:00:00Z") || hour.at == at("2026-11-01T00:00:00Z"))
                hour.spend += fee;
        }
        input.spent += fee;
        input.fees = {{at("2026-10-01T00:00:00Z"), fee},
                      {at("2026-11-01T00:00:00Z"), fee},
                      {at("2026-11-25T00:00:00Z"), {50 * dollar.nanos}},
                      {at("2026-12-01T00:00:00Z"), fee}}; // the next month's
        const PeriodForecast forecast = forecastPeriod(input);
        QVERIFY(forecast.end);
        isDollars(forecast.fees, 50);
        isDollars(forecast.end->p10, 720 + 200 + 50);
        isDollars(forecast.end->p50, 720 + 200 + 50);
        isDollars(forecast.end->p90, 720 + 200 + 50);
        // In the path from the day it falls due on.
        for (const PathPoint &point : forecast.path) {
            const std::int64_t hours = (point.at.micros - november.from.micros) / microsPerHour;
            const bool isDue = point.at >= at("2026-11-25T00:00:00Z");
            isDollars(point.spent.p50, hours + 200 + (isDue ? 50 : 0));
        }
    }

    void unseenTimeIsMissingAndNotNothing_data()
    {
        QTest::addColumn<QByteArray>("from");
        QTest::addColumn<QByteArray>("to");
        QTest::addColumn<int>("kind");
        QTest::addColumn<int>("low");
        QTest::addColumn<int>("middle");
        const auto add = [](const char *name, const char *from, const char *to, MissingKind kind,
                            int low, int middle) {
            QTest::newRow(name) << QByteArray(from) << QByteArray(to) << int(kind) << low << middle;
        };
        add("a day nobody saw", "2026-11-05T00:00:00Z", "2026-11-06T00:00:00Z",
            MissingKind::Uncovered, 696, 720);
        add("a day asleep", "2026-11-05T00:00:00Z", "2026-11-06T00:00:00Z", MissingKind::Asleep,
            696, 696);
        add("some hours nobody saw", "2026-11-05T00:00:00Z", "2026-11-05T10:00:00Z",
            MissingKind::Uncovered, 710, 720);
        add("the last two days, unfinished", "2026-11-08T00:00:00Z", "2026-11-10T00:00:00Z",
            MissingKind::Unfinished, 672, 720);
        add("asleep for the last two days", "2026-11-08T00:00:00Z", "2026-11-10T00:00:00Z",
            MissingKind::Asleep, 672, 672);
        add("last month", "2026-10-20T00:00:00Z", "2026-10-27T00:00:00Z", MissingKind::Uncovered,
            720, 720);
    }
    void unseenTimeIsMissingAndNotNothing()
    {
        QFETCH(QByteArray, from);
        QFETCH(QByteArray, to);
        QFETCH(int, kind);
        QFETCH(int, low);
        QFETCH(int, middle);
        const TimeRange range{at(from.constData()), at(to.constData())};
        ForecastInput input = steadyMonth();
        forget(input, range);
        const Money taken = forecastPeriod(input).end->p50; // for nothing
        input.missing = {{range, MissingKind(kind)}};
        const PeriodForecast forecast = forecastPeriod(input);
        QVERIFY(forecast.end);
        isDollars(forecast.end->p50, middle);
        isDollars(forecast.unseen, middle - low);
        isDollars(forecast.end->p10, low);
        QVERIFY(forecast.end->p10 >= forecast.spent);
        QVERIFY(taken.nanos <= forecast.end->p50.nanos + 1000);
        QVERIFY(forecast.missingOfHistory > 0);
        if (november.contains(range.from))
            QCOMPARE(forecast.missingOfPeriod,
                     double(range.to.micros - range.from.micros) / double(9 * microsPerDay));
    }

    /// One night's storm sets neither the level nor the band.
    void flaggedExcessIsSpentAndNotExpectedAgain()
    {
        ForecastInput input = steadyMonth();
        for (HourlySpend &hour : input.hours) {
            if (hour.at == at("2026-11-08T03:00:00Z"))
                hour.spend = {500 * dollar.nanos};
        }
        input.spent += {499 * dollar.nanos};
        const Money startled = forecastPeriod(input).end->p90;
        input.flagged = {
            {{at("2026-11-08T03:00:00Z"), at("2026-11-08T04:00:00Z")}, {499 * dollar.nanos}}};
        const PeriodForecast forecast = forecastPeriod(input);
        QCOMPARE(forecast.flagged, 1);
        isDollars(forecast.spent, 9 * 24 + 499);
        isDollars(forecast.end->p10, 720 + 499);
        isDollars(forecast.end->p90, 720 + 499);
        QVERIFY(startled > forecast.end->p90);
    }

    void everyLengthOfPeriodIsForetold_data()
    {
        QTest::addColumn<QByteArray>("from");
        QTest::addColumn<QByteArray>("to");
        QTest::addRow("hour") << QByteArray("2026-11-09T12:00:00Z")
                              << QByteArray("2026-11-09T13:00:00Z");
        QTest::addRow("day of 25 hours in New York")
            << QByteArray("2026-11-01T04:00:00Z") << QByteArray("2026-11-02T05:00:00Z");
        QTest::addRow("day in Kolkata")
            << QByteArray("2026-11-08T18:30:00Z") << QByteArray("2026-11-09T18:30:00Z");
        QTest::addRow("week") << QByteArray("2026-11-02T00:00:00Z")
                              << QByteArray("2026-11-09T00:00:00Z");
        QTest::addRow("quarter") << QByteArray("2026-10-01T00:00:00Z")
                                 << QByteArray("2027-01-01T00:00:00Z");
        QTest::addRow("once") << QByteArray("2026-10-20T11:17:00Z")
                              << QByteArray("2027-03-04T05:06:07Z");
    }
    void everyLengthOfPeriodIsForetold()
    {
        QFETCH(QByteArray, from);
        QFETCH(QByteArray, to);
        ForecastInput input;
        input.period = {at(from.constData()), at(to.constData())};
        const std::int64_t length = input.period.to.micros - input.period.from.micros;
        for (const int share : {10, 50, 90}) {
            input.at = {input.period.from.micros + length * share / 100};
            input.hours = steady(at("2026-09-20T00:00:00Z"), input.at, dollar);
            const std::int64_t passed = input.at.micros - input.period.from.micros;
            input.spent = {passed * 10 / 36}; // a dollar an hour, in nano-dollars a microsecond
            const PeriodForecast forecast = forecastPeriod(input);
            QVERIFY2(forecast.end, forecast.reason.c_str());
            QVERIFY(forecast.hasBand);
            QVERIFY(qAbs(forecast.end->p50.nanos - length * 10 / 36) < 100'000);
            QVERIFY(qAbs(forecast.end->p90.nanos - length * 10 / 36) < 100'000);
        }
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
