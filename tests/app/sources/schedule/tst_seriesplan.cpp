// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/sources/schedule/seriesplan.h"

#include <QTest>

#include <set>

using namespace outlay;
using namespace outlay::sources;
using Kind = SeriesPlan::Kind;

namespace {

Instant at(const char *text)
{
    return parseInstant(text).value();
}

std::string words(TimeRange range)
{
    return toRfc3339(range.from) + ".." + toRfc3339(range.to);
}

const SeriesPlan days{.name = "usage",
                      .kind = Kind::Buckets,
                      .intervalMicros = 5 * microsPerMinute,
                      .refetchMicros = 3 * microsPerDay,
                      .unitMicros = 31 * microsPerDay,
                      .historyMicros = 365 * microsPerDay};
const SeriesPlan rows{.name = "logs",
                      .kind = Kind::Rows,
                      .intervalMicros = microsPerMinute,
                      .refetchMicros = 15 * microsPerMinute,
                      .unitMicros = microsPerDay,
                      .historyMicros = 10 * microsPerDay,
                      .lagMicros = 5 * microsPerSecond};
const SeriesPlan completed{.name = "activity",
                           .kind = Kind::Buckets,
                           .intervalMicros = 6 * microsPerHour,
                           .refetchMicros = 3 * microsPerDay,
                           .unitMicros = 30 * microsPerDay,
                           .historyMicros = 30 * microsPerDay,
                           .lagMicros = 10 * microsPerMinute,
                           .onlyCompletedDays = true};
const SeriesPlan snapshot{.name = "names", .kind = Kind::Snapshot, .intervalMicros = microsPerHour};

/// One page and through a restart.
void take(SeriesProgress &progress, const SeriesPlan &plan, const PageRequest &page, Instant now,
          PageEnd end = {})
{
    const auto advanced = progress.advance(plan, page, end, now);
    QVERIFY2(advanced, advanced ? "" : advanced.error().text.c_str());
    progress = SeriesProgress::fromJson(progress.toJson());
}

/// Does all that is due.
void pollAll(SeriesProgress &progress, const SeriesPlan &plan, Instant now)
{
    for (int i = 0; i < 100; ++i) {
        const auto page = progress.poll(plan, now);
        if (!page)
            return;
        take(progress, plan, *page, now);
    }
    QFAIL("a poll without end");
}

} // namespace

class TestSeriesPlan : public QObject
{
    Q_OBJECT

private slots:
    void waitsForADayThatHasNotEndedAndForTheNextMinutes()
    {
        const auto awaitedBy = [](SeriesPlan plan, std::int64_t lag, const char *now) {
            plan.vouchLagMicros = lag;
            SeriesProgress progress;
            const Instant at = *parseInstant(now);
            while (const auto page = progress.poll(plan, at))
                take(progress, plan, *page, at);
            return progress.awaited(plan);
        };
        const auto range = [](const char *from, const char *to) {
            return TimeRange{*parseInstant(from), *parseInstant(to)};
        };
        QVERIFY(!SeriesProgress().awaited(completed));
        QVERIFY(!awaitedBy(completed, -1, "2026-11-05T12:00:00Z"));
        QVERIFY(awaitedBy(completed, 0, "2026-11-05T12:00:00Z") ==
                range("2026-11-05T00:00:00Z", "2026-11-06T01:10:00Z"));
        // Before it is published, yesterday is what is waited for.
        QVERIFY(awaitedBy(completed, 0, "2026-11-05T00:05:00Z") ==
                range("2026-11-04T00:00:00Z", "2026-11-05T01:10:00Z"));
        QVERIFY(awaitedBy(days, 15 * microsPerMinute, "2026-11-05T12:00:00Z") ==
                range("2026-11-05T11:45:00Z", "2026-11-05T13:05:00Z"));
    }

    void asksForTheMonthFirst()
    {
        SeriesProgress progress;
        const auto page = progress.poll(days, at("2026-11-23T17:00:00Z"));
        QCOMPARE(words(page->range), "2026-11-01T00:00:00Z..2026-11-24T00:00:00Z");
        QVERIFY2(!progress.backfill(days, at("2026-11-23T17:00:00Z")), "history comes later");
    }

    void earlyInTheMonthAsksForTheOverlapToo()
    {
        SeriesProgress progress;
        const auto page = progress.poll(days, at("2026-11-01T08:00:00Z"));
        QCOMPARE(words(page->range), "2026-10-28T00:00:00Z..2026-11-02T00:00:00Z");
    }

    void pollsTheOverlapAndADayToCloseAtEachInterval()
    {
        SeriesProgress progress;
        const Instant now = at("2026-11-23T17:00:00Z");
        pollAll(progress, days, now);
        QVERIFY(!progress.poll(days, {now.micros + 5 * microsPerMinute - 1}));
        const auto page = progress.poll(days, {now.micros + 5 * microsPerMinute});
        QCOMPARE(words(page->range), "2026-11-19T00:00:00Z..2026-11-24T00:00:00Z");
        QVERIFY(progress.nextPoll(days) == Instant(now.micros + 5 * microsPerMinute));
    }

    /// Whatever the gaps between polls, each day is fetched once when it is past restating.
    void everyDayGetsAClosingFetch()
    {
        SeriesProgress progress;
        std::set<std::int64_t> closed;
        std::int64_t hour = 0;
        for (int i = 0; i < 60; ++i) {
            hour += i % 7 == 6 ? 24 * 12 : 5 + i % 13; // sleeps of twelve days, too
            const Instant now{at("2026-03-03T01:30:00Z").micros + hour * microsPerHour};
            progress.makeDue();
            while (const auto page = progress.poll(days, now)) {
                for (std::int64_t day = page->range.from.micros; day < page->range.to.micros;
                     day += microsPerDay) {
                    if (now.micros >= day + microsPerDay + days.refetchMicros)
                        closed.insert(day);
                }
                take(progress, days, *page, now);
            }
        }
        const std::int64_t first = *closed.begin();
        const std::int64_t last = *closed.rbegin();
        QVERIFY(last - first > 100 * microsPerDay);
        QCOMPARE(std::int64_t(closed.size()), (last - first) / microsPerDay + 1);
    }

    void historyGoesBackWithoutAHoleAndEnds()
    {
        SeriesProgress progress;
        const Instant now = at("2026-11-23T17:00:00Z");
        pollAll(progress, days, now);
        Instant oldest = at("2026-11-01T00:00:00Z");
        int pages = 0;
        while (const auto page = progress.backfill(days, now)) {
            QVERIFY(page->isBackfill);
            QVERIFY(page->range.to == oldest);
            QVERIFY(page->range.to.micros - page->range.from.micros <= days.unitMicros);
            oldest = page->range.from;
            take(progress, days, *page, now);
            QVERIFY(++pages < 50);
        }
        QVERIFY(oldest == at("2025-11-23T00:00:00Z"));
        QVERIFY(progress.isBackfillDone(days, now));
        QVERIFY(!progress.backfill(days, now));
    }

    void whatIsStillToBeAskedForIsOwed()
    {
        SeriesPlan plan = rows;
        plan.historyMicros = 60 * microsPerDay;
        const Instant now = at("2026-11-23T17:00:00Z");
        SeriesProgress progress;
        pollAll(progress, plan, now);
        QVERIFY(!progress.owed(plan, now)); // it does not vouch
        plan.vouchLagMicros = microsPerMinute;
        // The month; what lies before it nobody counts on yet.
        QCOMPARE(words(progress.owed(plan, now).value()),
                 std::string("2026-11-01T00:00:00Z..2026-11-23T00:00:00Z"));
        take(progress, plan, *progress.backfill(plan, now), now);
        QCOMPARE(words(progress.owed(plan, now).value()),
                 std::string("2026-11-01T00:00:00Z..2026-11-22T00:00:00Z"));
        for (int i = 0; i < 100 && progress.backfill(plan, now); ++i)
            take(progress, plan, *progress.backfill(plan, now), now);
        QVERIFY(!progress.owed(plan, now));
        plan.historyMicros = 400 * microsPerDay; // more to ask for, of older months alone
        QVERIFY(!progress.isBackfillDone(plan, now));
        QVERIFY(!progress.owed(plan, now));
    }

    void historyEndsWhereTheProviderSaysSo()
    {
        SeriesProgress progress;
        const Instant now = at("2026-11-23T17:00:00Z");
        pollAll(progress, days, now);
        take(progress, days, *progress.backfill(days, now), now);
        const auto page = progress.backfill(days, now);
        QVERIFY(page);
        progress.endBackfill(page->range.to);
        progress = SeriesProgress::fromJson(progress.toJson());
        QVERIFY(!progress.backfill(days, now));
        QVERIFY(progress.isBackfillDone(days, now));
    }

    void neverAsksForTodayWhereItIsRefused()
    {
        SeriesProgress progress;
        auto page = progress.poll(completed, at("2026-11-05T00:10:00Z"));
        QCOMPARE(words(page->range), "2026-11-01T00:00:00Z..2026-11-05T00:00:00Z");
        // Ten minutes are given to the provider to finish the day.
        page = SeriesProgress().poll(completed, at("2026-11-05T00:09:59Z"));
        QCOMPARE(words(page->range), "2026-10-31T00:00:00Z..2026-11-04T00:00:00Z");
    }

    void asksAgainOnceTheDayIsComplete()
    {
        SeriesProgress progress;
        pollAll(progress, completed, at("2026-11-04T20:00:00Z"));
        QVERIFY(progress.nextPoll(completed) == at("2026-11-05T00:10:00Z"));
        pollAll(progress, completed, at("2026-11-05T00:10:00Z"));
        QVERIFY(progress.nextPoll(completed) == at("2026-11-05T06:10:00Z"));
    }

    void rowsAreAskedUpToAPastSecondAndOverlap()
    {
        SeriesProgress progress;
        const Instant now = at("2026-11-05T09:00:00.700Z");
        auto page = progress.poll(rows, now);
        QCOMPARE(words(page->range), "2026-11-05T00:00:00Z..2026-11-05T08:59:55Z");
        pollAll(progress, rows, now);
        page = progress.poll(rows, at("2026-11-05T09:01:00.700Z"));
        QCOMPARE(words(page->range), "2026-11-05T08:44:55Z..2026-11-05T09:00:55Z");
    }

    void rowsOfAWholeDayAreReadAgainOnceADay()
    {
        SeriesProgress progress;
        pollAll(progress, rows, at("2026-11-05T09:00:00Z"));
        pollAll(progress, rows, at("2026-11-05T23:59:00Z"));
        auto page = progress.poll(rows, at("2026-11-06T00:01:00Z"));
        QCOMPARE(words(page->range), "2026-11-05T00:00:55Z..2026-11-06T00:00:55Z");
        // The rest of it follows: the newest first.
        pollAll(progress, rows, at("2026-11-06T00:01:00Z"));
        page = progress.poll(rows, at("2026-11-06T00:02:00Z"));
        QCOMPARE(words(page->range), "2026-11-05T23:45:55Z..2026-11-06T00:01:55Z");
    }

    void aTornRangeIsAskedForInHalves()
    {
        SeriesProgress progress;
        const Instant now = at("2026-11-05T08:00:05Z");
        take(progress, rows, *progress.poll(rows, now), now,
             {.next = {}, .memory = {}, .delivered = {}, .isTorn = true});
        QCOMPARE(words(progress.poll(rows, now)->range),
                 "2026-11-05T04:00:00Z..2026-11-05T08:00:00Z");
        take(progress, rows, *progress.poll(rows, now), now);
        QCOMPARE(words(progress.poll(rows, now)->range),
                 "2026-11-05T00:00:00Z..2026-11-05T04:00:00Z");
        take(progress, rows, *progress.poll(rows, now), now);
        QVERIFY(!progress.poll(rows, now));
        QCOMPARE(words(*progress.covered()), "2026-11-05T00:00:00Z..2026-11-05T08:00:00Z");
    }

    void halvingEnds()
    {
        SeriesProgress progress;
        const Instant now = at("2026-11-05T08:00:05Z");
        int pages = 0;
        while (const auto page = progress.poll(rows, now)) {
            take(progress, rows, *page, now,
                 {.next = {}, .memory = {}, .delivered = {}, .isTorn = true});
            QVERIFY(++pages < 2000);
        }
        QVERIFY(pages > 100);
    }

    void goesOnInMidChainAfterARestart()
    {
        SeriesProgress progress;
        const Instant now = at("2026-11-23T17:00:00Z");
        take(progress, days, *progress.poll(days, now), now,
             {.next = "page_A+=", .memory = "m", .delivered = {}});
        const auto page = progress.poll(days, {now.micros + 40 * microsPerDay});
        QCOMPARE(words(page->range), "2026-11-01T00:00:00Z..2026-11-24T00:00:00Z");
        QCOMPARE(page->cursor, "page_A+=");
        QCOMPARE(page->memory, "m");
    }

    void refusesACursorThatRepeats()
    {
        SeriesProgress progress;
        const Instant now = at("2026-11-23T17:00:00Z");
        for (const char *next : {"one", "two"})
            take(progress, days, *progress.poll(days, now), now, {.next = next, .memory = {}});
        const auto page = progress.poll(days, now);
        const auto advanced = progress.advance(days, *page, {.next = "one", .memory = {}}, now);
        QVERIFY(!advanced);
        QVERIFY(advanced.error().text.find("\"one\" repeats") != std::string::npos);
    }

    void refusesPagesWithoutEnd()
    {
        SeriesPlan plan = days;
        plan.maxPages = 5;
        SeriesProgress progress;
        const Instant now = at("2026-11-23T17:00:00Z");
        for (int i = 0; i < 4; ++i)
            take(progress, plan, *progress.poll(plan, now), now,
                 {.next = "c" + std::to_string(i), .memory = {}});
        const auto advanced =
            progress.advance(plan, *progress.poll(plan, now), {.next = "c4", .memory = {}}, now);
        QVERIFY(!advanced);
        QVERIFY(advanced.error().text.find("more than 5 pages") != std::string::npos);
    }

    void refusesAPageThatGoesBack()
    {
        SeriesProgress progress;
        const Instant now = at("2026-11-23T17:00:00Z");
        const TimeRange first{at("2026-11-01T00:00:00Z"), at("2026-11-08T00:00:00Z")};
        take(progress, days, *progress.poll(days, now), now,
             {.next = "a", .memory = {}, .delivered = first});
        const auto advanced = progress.advance(
            days, *progress.poll(days, now), {.next = "b", .memory = {}, .delivered = first}, now);
        QVERIFY(!advanced);
        QVERIFY(advanced.error().text.find("2026-11-01") != std::string::npos);
    }

    void aChainCanBeginAnew()
    {
        SeriesProgress progress;
        const Instant now = at("2026-11-23T17:00:00Z");
        QVERIFY(!progress.restartChain(false));
        take(progress, days, *progress.poll(days, now), now, {.next = "a", .memory = {}});
        QVERIFY(progress.restartChain(false));
        QCOMPARE(progress.poll(days, now)->cursor, "");
        QVERIFY(!progress.restartChain(false));
    }

    void anotherQueryIsNoticed()
    {
        SeriesProgress progress;
        const Instant now = at("2026-11-23T17:00:00Z");
        take(progress, days, *progress.poll(days, now), now, {.next = "a", .memory = {}});
        QVERIFY(!progress.isOtherQuery(false, 7));
        progress = SeriesProgress::fromJson(progress.toJson());
        QVERIFY(!progress.isOtherQuery(false, 7));
        QVERIFY(progress.isOtherQuery(false, 8));
    }

    void snapshotsFollowTheirInterval()
    {
        SeriesProgress progress;
        const Instant now = at("2026-11-23T17:00:00Z");
        pollAll(progress, snapshot, now);
        QVERIFY(!progress.poll(snapshot, {now.micros + microsPerHour - 1}));
        QVERIFY(progress.poll(snapshot, {now.micros + microsPerHour}));
        QVERIFY(!progress.backfill(snapshot, now));
        progress.makeDue();
        QVERIFY(progress.poll(snapshot, now));
    }

    void aClockSetBackDoesNotStopIt()
    {
        SeriesProgress progress;
        pollAll(progress, days, at("2026-11-23T17:00:00Z"));
        QVERIFY(progress.poll(days, at("2026-11-20T17:00:00Z")));
    }

    void unreadableTextIsAFreshStart()
    {
        for (const char *text : {"", "x", "[]", R"({"covered":["a"],"poll":{"cursor":3}})",
                                 R"({"poll":{"range":["2026-11-01","2026-11-02"]}})"}) {
            const auto progress = SeriesProgress::fromJson(text);
            QCOMPARE(words(progress.poll(days, at("2026-11-23T17:00:00Z"))->range),
                     "2026-11-01T00:00:00Z..2026-11-24T00:00:00Z");
        }
    }

    /// What is charged is bounded by the day, whatever is due, and over a restart.
    void pagesThatCostAreBounded()
    {
        SeriesPlan costly = days;
        costly.pageNanos = 10'000'000;
        costly.pagesPerDay = 2;
        const Instant noon = at("2026-11-05T12:00:00Z");
        SeriesProgress progress;
        QVERIFY(progress.poll(costly, noon));
        progress.charge(noon);
        QVERIFY(progress.poll(costly, noon));
        progress.charge(noon);
        QVERIFY(!progress.poll(costly, noon) && !progress.backfill(costly, noon));
        progress.makeDue();
        progress = SeriesProgress::fromJson(progress.toJson());
        QVERIFY(!progress.poll(costly, noon));
        QCOMPARE(progress.askedToday(noon), 2);
        QCOMPARE(toRfc3339(progress.nextPoll(costly)), "2026-11-06T00:00:00Z");
        const Instant tomorrow = at("2026-11-06T00:00:00Z");
        QVERIFY(progress.poll(costly, tomorrow));
        QCOMPARE(progress.askedToday(tomorrow), 0);
        QCOMPARE(progress.askedEver(), 2);
    }
};

QTEST_GUILESS_MAIN(TestSeriesPlan)
#include "tst_seriesplan.moc"
