// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/rules/alertstate.h"

#include <QTest>

#include <random>

using namespace outlay;

namespace {

constexpr Instant noon{1'793'000'000'000'000};

Instant after(std::int64_t micros)
{
    return {noon.micros + micros};
}

Alert factsOf(AlertKind kind)
{
    Alert alert;
    alert.id = "x";
    alert.kind = kind;
    alert.happenedAt = noon;
    return alert;
}

Alert opened(AlertKind kind)
{
    return *stepAlert(std::nullopt, {factsOf(kind), true}, noon).alert;
}

} // namespace

class TestAlertState : public QObject
{
    Q_OBJECT

private slots:
    void whatIsTrueIsToldOnce()
    {
        const AlertStep born =
            stepAlert(std::nullopt, {factsOf(AlertKind::BudgetThreshold), true}, noon);
        QVERIFY(born.isTold && born.isChanged);
        QCOMPARE(born.alert->state, AlertState::Open);
        QVERIFY(born.alert->knownAt == noon);
        const AlertStep again = stepAlert(*born.alert, {factsOf(AlertKind::BudgetThreshold), true},
                                          after(microsPerHour));
        QVERIFY(!again.isTold);
        QVERIFY(!again.isChanged);
    }

    void whatIsNotTrueIsNoAlert()
    {
        QVERIFY(!stepAlert(std::nullopt, {factsOf(AlertKind::SourceSilent), false}, noon).alert);
    }

    void whatMustHoldIsPendingFirst()
    {
        const AlertKind kind = AlertKind::ForecastExceeds;
        const std::int64_t hold = timingOf(kind).holdMicros;
        QVERIFY(hold > 0);
        const AlertStep born = stepAlert(std::nullopt, {factsOf(kind), true}, noon);
        QCOMPARE(born.alert->state, AlertState::Pending);
        QVERIFY(!born.isTold);
        QVERIFY(!tickAlert(*born.alert, after(hold - 1)).isTold);
        QVERIFY(!tickAlert(*born.alert, after(-hold)).isTold); // the clock stepped back
        const AlertStep of = tickAlert(*born.alert, after(hold));
        QVERIFY(of.isTold);
        QCOMPARE(of.alert->state, AlertState::Open);
        // No longer true before anybody was told: gone without a trace.
        const AlertStep gone = stepAlert(born.alert, {factsOf(kind), false}, after(1));
        QVERIFY(!gone.alert && gone.isChanged && !gone.isTold);
    }

    void whatFlapsStaysOneAlert()
    {
        const AlertKind kind = AlertKind::SourceBroken;
        const std::int64_t keep = timingOf(kind).keepMicros;
        QVERIFY(keep > 0);
        AlertStep step = stepAlert(opened(kind), {factsOf(kind), false}, after(10));
        QCOMPARE(step.alert->state, AlertState::Open);
        QVERIFY(step.alert->endedAt == after(10));
        step = stepAlert(step.alert, {factsOf(kind), true}, after(20));
        QCOMPARE(step.alert->state, AlertState::Open);
        QVERIFY(!step.alert->endedAt && !step.isTold);
        step = stepAlert(step.alert, {factsOf(kind), false}, after(30));
        step = tickAlert(*step.alert, after(30 + keep - 1));
        QCOMPARE(step.alert->state, AlertState::Open);
        step = tickAlert(*step.alert, after(30 + keep));
        QCOMPARE(step.alert->state, AlertState::Resolved);
        QVERIFY(!step.isTold);
    }

    void whatIsOverGrowsInSilence()
    {
        Alert facts = factsOf(AlertKind::RetryStorm);
        facts.count = 20;
        facts.atStake = Money{5};
        facts.endedAt = after(10);
        const Instant late{facts.happenedAt.micros + 2 * newsMicros};
        const AlertStep first = stepAlert(std::nullopt, {facts, false}, late);
        QVERIFY(first.alert && first.alert->isListedOnly && !first.isTold);
        facts.count = 60;
        facts.atStake = Money{15};
        facts.unpriced = 2;
        facts.endedAt = after(30);
        const AlertStep more = stepAlert(first.alert, {facts, false}, late);
        QVERIFY(more.isChanged && !more.isTold);
        QCOMPARE(more.alert->state, AlertState::Resolved);
        QCOMPARE(more.alert->count, std::int64_t(60));
        QVERIFY(more.alert->atStake == Money{15});
        QCOMPARE(more.alert->unpriced, std::int64_t{2});
        QVERIFY(more.alert->endedAt == after(30));
    }

    void whatIsOverStaysOver()
    {
        Alert alert = opened(AlertKind::BudgetExhausted);
        alert.endsAt = after(100);
        const AlertStep over = tickAlert(alert, after(100));
        QCOMPARE(over.alert->state, AlertState::Resolved);
        const AlertStep more =
            stepAlert(over.alert, {factsOf(AlertKind::BudgetExhausted), true}, after(101));
        QCOMPARE(more.alert->state, AlertState::Resolved);
        QVERIFY(!more.isTold && !more.isChanged);
        QVERIFY(!tickAlert(*over.alert, after(-100)).isChanged);
    }

    void aSnoozeEndsAndIsToldAgain()
    {
        const Alert open = opened(AlertKind::BudgetExhausted);
        QVERIFY(!snoozed(open, noon, "ana", noon));
        const auto slept = snoozed(open, after(100), "ana", noon);
        QVERIFY(slept.has_value());
        QCOMPARE(slept->state, AlertState::Snoozed);
        QVERIFY(!tickAlert(*slept, after(99)).isTold);
        const AlertStep woke = tickAlert(*slept, after(100));
        QVERIFY(woke.isTold);
        QCOMPARE(woke.alert->state, AlertState::Open);
        QVERIFY(!woke.alert->snoozedUntil);
        // It is over meanwhile: nobody is woken for it.
        Alert ending = *slept;
        ending.endsAt = after(50);
        const AlertStep over = tickAlert(ending, after(100));
        QCOMPARE(over.alert->state, AlertState::Resolved);
        QVERIFY(!over.isTold);
    }

    void acknowledgedIsQuietUntilItIsReopened()
    {
        const auto known =
            acknowledged(opened(AlertKind::BudgetExhausted), "ana", "on it", false, after(5));
        QVERIFY(known.has_value());
        QCOMPARE(known->state, AlertState::Acknowledged);
        QCOMPARE(known->acknowledgedBy, std::string("ana"));
        QCOMPARE(known->note, std::string("on it"));
        const AlertStep more =
            stepAlert(*known, {factsOf(AlertKind::BudgetExhausted), true}, after(microsPerDay));
        QVERIFY(!more.isTold);
        QCOMPARE(more.alert->state, AlertState::Acknowledged);
        const auto again = reopened(*known, after(7));
        QVERIFY(again.has_value());
        QCOMPARE(again->state, AlertState::Open);
        QVERIFY(again->acknowledgedBy.empty() && !again->acknowledgedAt);
        QVERIFY(!reopened(*again, after(8)));
    }

    void whatIsOverCanOnlyBeCalledExpected()
    {
        Alert over = opened(AlertKind::RetryStorm);
        over.state = AlertState::Resolved;
        QVERIFY(!acknowledged(over, "ana", {}, false, noon));
        QVERIFY(!snoozed(over, after(5), "ana", noon));
        const auto expected = acknowledged(over, "ana", {}, true, noon);
        QVERIFY(expected.has_value() && expected->isExpected);
        QCOMPARE(expected->state, AlertState::Resolved);
    }

    void historyIsListedAndNewsIsTold()
    {
        Alert facts = factsOf(AlertKind::BudgetExhausted);
        facts.endsAt = after(microsPerHour);
        AlertStep step = stepAlert(std::nullopt, {facts, true}, after(newsMicros - 1));
        QVERIFY(step.isTold && !step.alert->isListedOnly);
        QCOMPARE(step.alert->state, AlertState::Resolved);
        step = stepAlert(std::nullopt, {facts, true}, after(newsMicros));
        QVERIFY(!step.isTold && step.alert->isListedOnly);
        facts.endsAt = after(newsMicros + 1); // old, and still true
        step = stepAlert(std::nullopt, {facts, true}, after(newsMicros));
        QVERIFY(step.isTold && !step.alert->isListedOnly);
    }

    void whatIsMutedIsToldWhenItsMuteIsOver()
    {
        Alert facts = factsOf(AlertKind::BudgetThreshold);
        facts.inhibitedBy = "team";
        AlertStep step = stepAlert(std::nullopt, {facts, true}, noon);
        QVERIFY(!step.isTold);
        QCOMPARE(step.alert->state, AlertState::Open);
        facts.inhibitedBy.clear();
        step = stepAlert(step.alert, {facts, true}, after(1));
        QVERIFY(step.isTold);
        Alert told = *step.alert;
        told.notifiedAt = after(1);
        QVERIFY(!stepAlert(told, {facts, true}, after(2)).isTold);
    }

    void aClockThatStepsBackMovesNoStateBack()
    {
        std::mt19937 random(99);
        for (int round = 0; round < 2'000; ++round) {
            const auto kind = static_cast<AlertKind>(random() % alertKindCount);
            std::optional<Alert> alert;
            bool wasResolved = false;
            int told = 0, wakes = 0;
            Instant changed;
            for (int step = 0; step < 20; ++step) {
                const Instant now =
                    after((static_cast<std::int64_t>(random() % 2'000) - 600) * microsPerMinute);
                if (alert && random() % 8 == 0 && alert->isActive()) {
                    if (const auto slept = snoozed(*alert, {now.micros + 1}, "ana", now)) {
                        alert = *slept;
                        ++wakes;
                    }
                }
                const bool isTick = alert && random() % 2 == 0;
                const AlertStep did =
                    isTick ? tickAlert(*alert, now)
                           : stepAlert(alert, {factsOf(kind), random() % 3 != 0}, now);
                told += did.isTold ? 1 : 0;
                if (did.isTold && did.alert)
                    QVERIFY(did.alert->state != AlertState::Pending);
                if (!did.alert) {
                    QVERIFY(!wasResolved && told == 0);
                    alert.reset();
                    continue;
                }
                if (wasResolved)
                    QCOMPARE(did.alert->state, AlertState::Resolved);
                if (alert)
                    QVERIFY(did.alert->changedAt >= changed);
                alert = did.alert;
                changed = alert->changedAt;
                wasResolved = alert->state == AlertState::Resolved;
            }
            QVERIFY(told <= 1 + wakes);
        }
    }

    void jsonKeepsEverything()
    {
        Alert a = factsOf(AlertKind::RetryStorm);
        a.state = AlertState::Snoozed;
        a.scope = {{"key", "svc-ünï"}, {"model", "<b>x</b>"}};
        a.budgetId = "b";
        a.budgetName = "B";
        a.owner = "ana";
        a.unit = "usd";
        a.threshold = 75;
        a.consumed = std::numeric_limits<std::int64_t>::max();
        a.limit = 5;
        a.atStake = Money{-7};
        a.unpriced = 3;
        a.count = 20;
        a.detail = "why";
        a.evidence = {{"attempts", "20"}};
        a.knownAt = after(1);
        a.changedAt = after(2);
        a.endedAt = after(3);
        a.endsAt = after(4);
        a.lastAt = after(5);
        a.snoozedUntil = after(6);
        a.notifiedAt = after(7);
        a.acknowledgedAt = after(8);
        a.acknowledgedBy = "bob";
        a.note = "two\nlines";
        a.isExpected = true;
        a.inhibitedBy = "y";
        a.isListedOnly = true;
        a.period = "2026-11-01T00:00:00Z";
        const auto back = parseAlert(toJson(a));
        QVERIFY(back.has_value());
        QVERIFY(*back == a);
        const auto plain = parseAlert(toJson(factsOf(AlertKind::PriceChange)));
        QVERIFY(plain.has_value() && *plain == factsOf(AlertKind::PriceChange));
        for (const char *broken : {"", "{", "{}", R"({"id":"x","kind":"no","state":"open"})"})
            QVERIFY(!parseAlert(broken));
    }

    void everyKindHasANameOfItsOwn()
    {
        for (std::size_t i = 0; i < alertKindCount; ++i) {
            const auto kind = static_cast<AlertKind>(i);
            QVERIFY(alertKindNamed(name(kind)) == kind);
        }
        QVERIFY(!alertKindNamed("nothing"));
        QCOMPARE(urgencyOf(AlertKind::RetryStorm, 0), Urgency::Critical);
        QCOMPARE(urgencyOf(AlertKind::BudgetThreshold, 50), Urgency::Low);
        QCOMPARE(urgencyOf(AlertKind::BudgetThreshold, 75), Urgency::Normal);
    }
};

QTEST_GUILESS_MAIN(TestAlertState)
#include "tst_alertstate.moc"
