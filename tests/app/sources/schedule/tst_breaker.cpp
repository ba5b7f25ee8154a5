// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/sources/schedule/breaker.h"

#include <QJsonDocument>
#include <QTest>

using namespace outlay;
using namespace outlay::sources;
using State = Breaker::State;

namespace {

constexpr Instant start{1'793'837'400 * microsPerSecond};

Instant after(std::int64_t seconds)
{
    return {start.micros + seconds * microsPerSecond};
}

Breaker opened()
{
    Breaker breaker;
    for (int i = 0; i < Breaker::failuresToOpen; ++i)
        breaker.failed(start, "HTTP 503");
    return breaker;
}

/// As a process that starts later finds it.
Breaker restarted(const Breaker &breaker, Instant now)
{
    return Breaker::fromJson(
        QJsonDocument::fromJson(QJsonDocument(breaker.toJson()).toJson()).object(), now);
}

} // namespace

class TestBreaker : public QObject
{
    Q_OBJECT

private slots:
    void opensAfterFiveInARow()
    {
        Breaker breaker;
        for (int i = 0; i < 4; ++i)
            breaker.failed(start, "HTTP 503");
        QCOMPARE(breaker.state(), State::Closed);
        QVERIFY(breaker.admit(start));
        breaker.failed(start, "HTTP 502");
        QCOMPARE(breaker.state(), State::Open);
        QCOMPARE(breaker.reason(), "HTTP 502");
        QVERIFY(!breaker.admit(start));
    }

    void aSuccessInBetweenCountsFromAnew()
    {
        Breaker breaker;
        for (int i = 0; i < 20; ++i) {
            breaker.failed(start, "HTTP 503");
            if (i % 4 == 3)
                breaker.succeeded();
        }
        QCOMPARE(breaker.state(), State::Closed);
        QCOMPARE(breaker.failures(), 0);
    }

    void probesAfterGrowingWaits()
    {
        Breaker breaker = opened();
        std::int64_t at = 0;
        for (const std::int64_t wait : {30, 60, 120, 240, 480, 960, 1800, 1800, 1800}) {
            QVERIFY(!breaker.admit(after(at + wait - 1)));
            QVERIFY(breaker.admit(after(at + wait)));
            QCOMPARE(breaker.state(), State::HalfOpen);
            QVERIFY2(!breaker.admit(after(at + wait + 1)), "one probe only");
            at += wait;
            breaker.failed(after(at), "HTTP 503");
            QCOMPARE(breaker.state(), State::Open);
        }
    }

    void oneSuccessClosesAndForgets()
    {
        Breaker breaker = opened();
        QVERIFY(breaker.admit(after(30)));
        breaker.failed(after(30), "HTTP 503");
        QVERIFY(breaker.admit(after(90)));
        breaker.succeeded();
        QCOMPARE(breaker.state(), State::Closed);
        QVERIFY(breaker.reason().empty());
        for (int i = 0; i < Breaker::failuresToOpen; ++i)
            breaker.failed(after(100), "HTTP 503");
        QVERIFY(breaker.nextProbe() == after(130));
    }

    void keepsItsScheduleOverARestart()
    {
        Breaker breaker = opened();
        QVERIFY(breaker.admit(after(30)));
        breaker.failed(after(30), "HTTP 503");
        breaker = restarted(breaker, after(40));
        QCOMPARE(breaker.state(), State::Open);
        QCOMPARE(breaker.reason(), "HTTP 503");
        QVERIFY(!breaker.admit(after(89)));
        QVERIFY(breaker.admit(after(90)));
        breaker.failed(after(90), "HTTP 503");
        QVERIFY(breaker.nextProbe() == after(90 + 120));
    }

    void countsFailuresOverARestart()
    {
        Breaker breaker;
        for (int i = 0; i < 4; ++i)
            breaker.failed(start, "HTTP 503");
        breaker = restarted(breaker, after(5));
        QCOMPARE(breaker.state(), State::Closed);
        breaker.failed(after(6), "HTTP 503");
        QCOMPARE(breaker.state(), State::Open);
    }

    void aRestartInMidProbeProbesAgain()
    {
        Breaker breaker = opened();
        QVERIFY(breaker.admit(after(30)));
        breaker = restarted(breaker, after(31));
        QVERIFY(breaker.admit(after(31)));
    }

    void aClockSetBackDoesNotLockItForLong()
    {
        const Breaker breaker = restarted(opened(), after(-86'400));
        QVERIFY(*breaker.nextProbe() <= after(-86'400 + 1800));
    }

    void anInconclusiveProbeChangesNothing()
    {
        Breaker breaker = opened();
        QVERIFY(breaker.admit(after(30)));
        breaker.probeWasInconclusive();
        QCOMPARE(breaker.state(), State::Open);
        QCOMPARE(breaker.failures(), 5);
        QVERIFY(breaker.admit(after(31)));
    }

    void trippedByHandItStaysOpen()
    {
        Breaker breaker;
        breaker.trip("opened by hand");
        QVERIFY(!breaker.admit(after(1'000'000)));
        QVERIFY(!breaker.nextProbe());
        breaker.succeeded();
        QVERIFY(!breaker.admit(after(1'000'000)));
        breaker = restarted(breaker, after(5));
        QVERIFY(breaker.isTrippedByHand());
        breaker.probeNow(after(6));
        QVERIFY(!breaker.admit(after(6)));
        breaker.reset();
        QVERIFY(breaker.admit(after(7)));
    }

    void whatIsGivenUpOpensAtOnce()
    {
        Breaker breaker;
        breaker.gaveUp(start, "paging does not end");
        QCOMPARE(breaker.state(), State::Open);
        QVERIFY(!breaker.admit(after(29)));
        QVERIFY(breaker.admit(after(30)));
        breaker.gaveUp(after(30), "paging does not end");
        QVERIFY(!breaker.admit(after(89)));
        QVERIFY(breaker.admit(after(90)));
        breaker.succeeded();
        QVERIFY(breaker.admit(after(91)));
        QCOMPARE(breaker.failures(), 0);
    }

    void nonsenseIsTakenAsClosed()
    {
        for (const char *text :
             {"", "null", "{}", R"({"failures":-3,"openings":-1})", R"({"next_probe":"x"})"}) {
            Breaker breaker = Breaker::fromJson(QJsonDocument::fromJson(text).object(), start);
            QVERIFY2(breaker.admit(start), text);
        }
    }
};

QTEST_GUILESS_MAIN(TestBreaker)
#include "tst_breaker.moc"
