// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ledger/queryplan.h"

#include <QTest>

using namespace outlay;

namespace {

Instant at(const char *text)
{
    return parseInstant(text).value();
}

const CellPlan modelPlan{true, kindOf(Dimension::Model), CellPlan::Keys::Value};
const CellPlan sessionPlan{false, kindOf(Dimension::Session), CellPlan::Keys::Value};

} // namespace

/// That cells are read wherever they can be: the answers alone would not tell.
class TestQueryPlan : public QObject
{
    Q_OBJECT

private slots:
    void readsWholeDaysOfTheLedgersZoneFromDayCells()
    {
        const Zone zone = Zone::named("America/New_York").value();
        // 23 hours and 25 hours are days as well.
        const TimeRange year{at("2026-01-01T05:00:00Z"), at("2027-01-01T05:00:00Z")};
        for (const Step step : {Step::None, Step::Day, Step::Week, Step::Month}) {
            const Windows windows = divide(year, sessionPlan, zone, zone, step);
            QCOMPARE(windows.days, (std::vector<BucketRange>{{daysFromCivil({2026, 1, 1}),
                                                              daysFromCivil({2027, 1, 1})}}));
            QVERIFY(windows.quarters.empty());
            QVERIFY(windows.events.empty());
        }
    }

    void readsEdgesFromQuarterHoursAndOnlyTheirRestFromEvents()
    {
        const TimeRange range{at("2026-03-01T22:37:00Z"), at("2026-03-05T02:10:00Z")};
        const Windows windows = divide(range, modelPlan, Zone{}, Zone{}, Step::None);
        const std::int64_t day = daysFromCivil({2026, 3, 2});
        QCOMPARE(windows.days, (std::vector<BucketRange>{{day, day + 3}}));
        QCOMPARE(windows.quarters,
                 (std::vector<BucketRange>{{day * 96 - 5, day * 96},
                                           {(day + 3) * 96, (day + 3) * 96 + 8}}));
        QCOMPARE(windows.events, (std::vector<TimeRange>{{range.from, at("2026-03-01T22:45:00Z")},
                                                         {at("2026-03-05T02:00:00Z"), range.to}}));
    }

    void readsAnotherZonesDaysFromQuarterHours()
    {
        const Zone kolkata = Zone::named("Asia/Kolkata").value();
        const TimeRange range{at("2026-03-01T18:30:00Z"), at("2026-03-04T18:30:00Z")};
        const Windows days = divide(range, modelPlan, Zone{}, kolkata, Step::Day);
        QVERIFY(days.days.empty());
        QVERIFY(days.events.empty());
        QCOMPARE(days.quarters.size(), std::size_t{1});
        // As one sum, two of the days are whole in both zones.
        QCOMPARE(divide(range, modelPlan, Zone{}, kolkata, Step::None).days.size(), std::size_t{1});
    }

    void readsHoursOfAnOddOffsetFromEvents()
    {
        const Zone odd = Zone::named("UTC+05:37").value();
        const TimeRange range{at("2026-03-01T00:00:00Z"), at("2026-03-02T00:00:00Z")};
        QCOMPARE(divide(range, modelPlan, Zone{}, odd, Step::Hour).events,
                 std::vector<TimeRange>{range});
        const Zone half = Zone::named("Australia/Lord_Howe").value();
        QVERIFY(divide(range, modelPlan, Zone{}, half, Step::Hour).events.empty());
    }

    void narrowsRangesToDays()
    {
        const Zone zone = Zone::named("America/New_York").value();
        const std::int64_t day = daysFromCivil({2026, 11, 1}); // 25 hours
        const std::vector<TimeRange> month{
            {at("2026-10-15T12:00:00Z"), at("2026-11-20T12:00:00Z")}};
        QCOMPARE(
            within(month, {day, day + 1}, zone),
            (std::vector<TimeRange>{{at("2026-11-01T04:00:00Z"), at("2026-11-03T05:00:00Z")}}));
        QVERIFY(within(month, {}, zone).empty());
    }

    void findsTheStartOfADayThatDoesNotExist()
    {
        // Apia had no 30 December 2011.
        const Zone apia = Zone::named("Pacific/Apia").value();
        const std::int64_t missing = daysFromCivil({2011, 12, 30});
        QCOMPARE(firstInstantOfDay(apia, missing), firstInstantOfDay(apia, missing + 1));
    }
};

QTEST_APPLESS_MAIN(TestQueryPlan)
#include "tst_queryplan.moc"
