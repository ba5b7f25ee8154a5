// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/seenfigures.h"

#include <QTest>

using namespace outlay;

namespace {

Instant at(const char *text)
{
    return parseInstant(text).value();
}

ui::OverviewSnapshot snapshot(std::int64_t writes)
{
    ui::OverviewSnapshot overview;
    overview.writes = writes;
    overview.zone = Zone::named("Asia/Tokyo").value();
    overview.total.requests = 10;
    overview.total.cost = Money{5};
    return overview;
}

} // namespace

class TestSeenFigures : public QObject
{
    Q_OBJECT

private slots:
    void aPageIsReadOncePerStateOfTheLedger()
    {
        SeenFigures seen;
        QVERIFY(seen.takeIfNew(snapshot(1), at("2026-11-30T10:00:00Z")));
        QVERIFY(!seen.takeIfNew(snapshot(1), at("2026-11-30T10:01:00Z")));
        QVERIFY(seen.takeIfNew(snapshot(2), at("2026-11-30T10:02:00Z")));
        QVERIFY(!seen.takeIfNew(snapshot(2), at("2026-11-30T10:03:00Z")));
        seen.forget();
        QVERIFY(seen.takeIfNew(snapshot(2), at("2026-11-30T10:03:00Z")));
    }

    void daysOfAnotherZoneAreNew()
    {
        SeenFigures seen;
        QVERIFY(seen.takeIfNew(snapshot(1), at("2026-11-30T10:00:00Z")));
        ui::OverviewSnapshot other = snapshot(1);
        other.zone = Zone::named("Asia/Seoul").value(); // the same offset, another name
        QVERIFY(seen.takeIfNew(other, at("2026-11-30T10:01:00Z")));
    }

    void whatLeftAMovingRangeIsNew()
    {
        SeenFigures seen;
        QVERIFY(seen.takeIfNew(snapshot(1), at("2026-11-30T10:00:00Z")));
        ui::OverviewSnapshot less = snapshot(1);
        less.total.requests = 9;
        QVERIFY(seen.takeIfNew(less, at("2026-11-30T10:01:00Z")));
        less.total.cost.reset();
        QVERIFY(seen.takeIfNew(less, at("2026-11-30T10:02:00Z")));
    }

    void anotherQuestionIsNew()
    {
        SeenFigures seen;
        QVERIFY(seen.takeIfNew(snapshot(1), at("2026-11-30T10:00:00Z")));
        ui::OverviewSnapshot other = snapshot(1);
        other.request.stackBy.dimension = Dimension::User;
        QVERIFY(seen.takeIfNew(other, at("2026-11-30T10:00:00Z")));
    }

    void aDayBeginsInTheZoneOfTheFigures()
    {
        SeenFigures seen;
        QVERIFY(seen.takeIfNew(snapshot(1), at("2026-11-30T14:59:30Z")));
        QVERIFY(seen.takeIfNew(snapshot(1), at("2026-11-30T15:00:30Z"))); // midnight in Tokyo
        QVERIFY(!seen.takeIfNew(snapshot(1), at("2026-11-30T15:01:30Z")));
    }

    void forecastsMoveWithTheClock()
    {
        SeenFigures seen;
        QVERIFY(seen.takeIfNew(snapshot(1), at("2026-11-30T10:00:00Z")));
        QVERIFY(!seen.takeIfNew(snapshot(1), at("2026-11-30T10:09:59Z")));
        QVERIFY(seen.takeIfNew(snapshot(1), at("2026-11-30T10:10:00Z")));
        QVERIFY(seen.takeIfNew(snapshot(1), at("2026-11-30T09:00:00Z"))); // the clock was set back
    }
};

QTEST_GUILESS_MAIN(TestSeenFigures)
#include "tst_seenfigures.moc"
