// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/alerting/alertfacts.h"
#include "app/alerting/alertwords.h"

#include <QTest>

#include <set>

using namespace outlay;
using namespace outlay::alerting;

namespace {

Instant instant(const char *text)
{
    return *parseInstant(text);
}

Alert budgetAlert(AlertKind kind, int threshold)
{
    Alert alert;
    alert.kind = kind;
    alert.budgetName = "Platform";
    alert.unit = "usd";
    alert.threshold = threshold;
    alert.consumed = 833'120'000'000;
    alert.limit = 1'000'000'000'000;
    alert.happenedAt = instant("2026-11-23T19:12:00Z");
    alert.endsAt = instant("2026-12-01T00:00:00Z");
    return alert;
}

AlertWords words(const Alert &alert)
{
    return wordsFor(alert, Zone());
}

} // namespace

class TestAlertWords : public QObject
{
    Q_OBJECT

private slots:
    void aThresholdSaysWhatIsUsedAndWhenItPassed()
    {
        const AlertWords told = words(budgetAlert(AlertKind::BudgetThreshold, 75));
        QCOMPARE(told.title, std::string("Budget “Platform” has passed 75%"));
        QCOMPARE(told.text, std::string("$833.12 of $1,000.00 used (83%); passed 23 Nov 2026, "
                                        "19:12. The period ends 1 Dec 2026."));
    }

    /// The most a window held is no figure of now.
    void aWindowThatRollsTellsNowAndItsPeak()
    {
        Alert alert = budgetAlert(AlertKind::BudgetThreshold, 75);
        alert.endsAt = std::nullopt;
        alert.evidence = {{"from", "2026-11-23T18:30:00Z"}, {"to", "2026-11-23T19:30:00Z"}};
        const Present now = 100'000'000'000;
        QCOMPARE(wordsFor(alert, Zone(), {}, now).text,
                 std::string("$100.00 of $1,000.00 used now (10%); it reached $833.12 at 23 Nov "
                             "2026, 19:30; passed 23 Nov 2026, 19:12."));
        RunbookFacts facts = factsOf(alert, Zone(), {}, now);
        QCOMPARE(facts.values["consumed"],
                 std::string("$100.00 now (it reached $833.12 at 23 Nov 2026, 19:30)"));
        QCOMPARE(facts.values["present"], std::string("$100.00"));
        QCOMPARE(facts.values["peak"], std::string("$833.12"));
        QCOMPARE(facts.values["utilization"], std::string("10%"));
        alert.kind = AlertKind::TripwireHourly;
        QVERIFY(words(alert).title.ends_with(" has gone over $1,000.00 in an hour"));
        QCOMPARE(wordsFor(alert, Zone(), {}, now).text,
                 std::string("$100.00 used now; it reached $833.12 at 23 Nov 2026, 19:30, of a "
                             "tripwire at $1,000.00; passed 23 Nov 2026, 19:12."));
        // As long as it grows, and when it is over, there is one figure.
        QVERIFY(wordsFor(alert, Zone(), {}, alert.consumed).text.find("now") == std::string::npos);
        alert.state = AlertState::Resolved;
        QVERIFY(words(alert).text.find("now") == std::string::npos);
        QCOMPARE(factsOf(alert, Zone()).values["present"], std::string("less, it is over"));
    }

    /// What is not known is said in words that fit the page, and no zero stands for it.
    void whatIsNotKnownIsNoZero()
    {
        Alert alert = budgetAlert(AlertKind::BurnRateSlow, 0);
        QCOMPARE(factsOf(alert, Zone()).values["exhausted_at"],
                 std::string("not before its period ends"));
        alert.kind = AlertKind::RetryStorm;
        alert.atStake.reset();
        QCOMPARE(factsOf(alert, Zone()).values["cost"],
                 std::string("not known, nothing of it has a price"));
        QVERIFY(words(alert).text.find("$") == std::string::npos);
    }

    /// The page of a budget without an end, of a window and of a month: each a sentence.
    void aRunbookNamesThePeriodOfEveryBudget()
    {
        Alert alert = budgetAlert(AlertKind::BudgetExhausted, 100);
        alert.budgetId = "platform";
        const auto page = [&alert] {
            return fillRunbook(*shippedRunbook(name(alert.kind)), factsOf(alert, Zone()));
        };
        const auto says = [&page](const char *text) {
            return page().find("$833.12 of $1,000.00 in " + std::string(text)) != std::string::npos;
        };
        alert.endsAt.reset();
        QVERIFY2(says("all the time so far, as it has no period, since"), page().c_str());
        alert.evidence = {{"from", "2026-11-22T19:15:00Z"}, {"to", "2026-11-23T19:15:00Z"}};
        alert.period = "2026-11-23T19:00:00Z";
        QVERIFY2(says("a rolling window of 24 hours, since"), page().c_str());
        alert.evidence[0].second = "2026-11-23T18:30:00Z";
        QVERIFY2(says("a rolling window of 45 minutes, since"), page().c_str());
        alert.evidence[0].second = "2026-11-16T19:15:00Z";
        QVERIFY2(says("a rolling window of 7 days, since"), page().c_str());
        alert.evidence.clear();
        alert.period = "2026-11-01T00:00:00Z";
        alert.endsAt = instant("2026-12-01T00:00:00Z");
        QVERIFY2(says("the period from 1 Nov 2026 to 1 Dec 2026, since"), page().c_str());
        QVERIFY2(page().find("unknown") == std::string::npos, page().c_str());
    }

    /// A session's figure is of all of it, however long ago it began.
    void aSessionsTimeHasNoBeginning()
    {
        Alert alert = budgetAlert(AlertKind::TripwireSession, 100);
        alert.lastAt = instant("2026-11-23T21:00:00Z");
        QVERIFY(timeOf(alert).from == TimeRange{}.from);
        QVERIFY(timeOf(alert).to == Instant{alert.lastAt->micros + 1});
        QCOMPARE(factsOf(alert, Zone()).values["from"], std::string("2015-01-01T00:00:00Z"));
        alert.kind = AlertKind::RetryStorm; // else the hour before
        QVERIFY(timeOf(alert).from == instant("2026-11-23T18:12:00Z"));
    }

    void anExhaustedBudgetOfAMemberNamesHim()
    {
        Alert alert = budgetAlert(AlertKind::BudgetExhausted, 100);
        alert.scope = {{"user", "alice"}, {"model", "gpt-6"}};
        alert.state = AlertState::Resolved;
        QCOMPARE(words(alert).title,
                 std::string("Budget “Platform” is used up for user alice, model gpt-6"));
        QVERIFY(words(alert).text.find("period ends") == std::string::npos);
    }

    void aBudgetCalledAsItsScopeIsNotSaidTwice()
    {
        Alert alert = budgetAlert(AlertKind::BudgetThreshold, 50);
        alert.scope = {{"team", "Platform"}};
        QCOMPARE(words(alert).title, std::string("Budget “Platform” has passed 50%"));
    }

    void aLimitIsNotUsedUpBeforeItIs()
    {
        QCOMPARE(percentText(9'996, 10'000), std::string(">99%"));
        QCOMPARE(percentText(10'000, 10'000), std::string("100%"));
        QCOMPARE(percentText(99, 100), std::string("99%"));
        QCOMPARE(percentText(77'434, 40'000), std::string("193%"));
        QCOMPARE(percentText(9, 1'000), std::string("<1%"));
        QCOMPARE(percentText(0, 1'000), std::string("0%"));
    }

    void timesAreWrittenAsTheWindowDoes()
    {
        const Alert alert = budgetAlert(AlertKind::BudgetExhausted, 100);
        const std::string text =
            wordsFor(alert, Zone(), [](Instant) { return std::string("THEN"); }).text;
        QVERIFY2(text.find("reached THEN.") != std::string::npos, text.c_str());
    }

    void aNameIsSaidOnce()
    {
        QCOMPARE(whereText({{"user", "ana"}, {"user", "ana"}, {"user", "bob"}}),
                 std::string("user ana or bob"));
    }

    void timesAreOfTheZone()
    {
        const auto zone = Zone::named("Asia/Kolkata");
        QVERIFY(zone.has_value());
        QCOMPARE(momentText(instant("2026-11-23T19:12:00Z"), *zone),
                 std::string("24 Nov 2026, 00:42"));
        QCOMPARE(momentText(instant("2026-11-23T18:30:00Z"), *zone), std::string("24 Nov 2026"));
    }

    void aStormTellsAttemptsTimeAndMoney()
    {
        Alert alert;
        alert.kind = AlertKind::RetryStorm;
        alert.scope = {{"key", "ci"}, {"model", "gpt-6"}};
        alert.count = 1453;
        alert.atStake = Money{4'200'000'000};
        alert.evidence = {{"first", "2026-11-23T02:14:00Z"}, {"last", "2026-11-23T05:50:10Z"}};
        QCOMPARE(words(alert).title, std::string("Retry storm by ci on gpt-6"));
        QCOMPARE(words(alert).text,
                 std::string("1,453 attempts were refused from 23 Nov 2026, 02:14 to 05:50; $4.20 "
                             "spent meanwhile."));
        alert.count = 1;
        alert.atStake = std::nullopt;
        alert.evidence[1].second = "2026-11-24T00:00:00Z";
        QCOMPARE(words(alert).text,
                 std::string("1 attempt was refused from 23 Nov 2026, 02:14 to 24 Nov 2026."));
        // An error of the server is no refusal.
        alert.count = 25;
        alert.evidence.emplace_back("failed", "25");
        QCOMPARE(words(alert).text,
                 std::string("25 attempts failed from 23 Nov 2026, 02:14 to 24 Nov 2026."));
        alert.count = 30;
        QCOMPARE(words(alert).text, std::string("30 attempts failed or were refused from 23 Nov "
                                                "2026, 02:14 to 24 Nov 2026."));
        const std::string page =
            fillRunbook(*shippedRunbook("retry_storm"), factsOf(alert, Zone()));
        QVERIFY2(page.find(": 30, of key ci, model gpt-6.") != std::string::npos, page.c_str());
    }

    /// DESIGN: what has no price is never free.
    void whatIsUnpricedIsNotFree()
    {
        Alert alert;
        alert.kind = AlertKind::RepeatedPrompt;
        alert.scope = {{"key", "ci"}, {"model", "grok-5-beta"}};
        alert.count = 12;
        alert.unpriced = 11;
        alert.happenedAt = instant("2026-11-23T02:14:00Z");
        QCOMPARE(stakeText(alert), std::string("unpriced"));
        QCOMPARE(words(alert).text, std::string("To grok-5-beta, since 23 Nov 2026, 02:14; "
                                                "unpriced, what it costs is not known."));
        QCOMPARE(factsOf(alert, Zone()).values["cost"],
                 std::string("not known, nothing of it has a price"));
        alert.atStake = Money{4'200'000'000};
        alert.unpriced = 1;
        QCOMPARE(stakeText(alert), std::string("at least $4.20, 1 request unpriced"));
        QCOMPARE(words(alert).text,
                 std::string("To grok-5-beta, since 23 Nov 2026, 02:14; at least $4.20 for all "
                             "but the first, 1 request unpriced."));
        alert.unpriced = 3;
        QCOMPARE(factsOf(alert, Zone()).values["cost"],
                 std::string("at least $4.20, 3 requests unpriced"));
        alert.unpriced = 0;
        QCOMPARE(stakeText(alert), std::string("$4.20"));
        alert.atStake.reset();
        QVERIFY(stakeText(alert).empty());
    }

    void oneIsSingularAndManyArePlural()
    {
        Alert alert;
        alert.kind = AlertKind::UnpricedSpend;
        alert.scope = {{"model", "gpt-6"}};
        alert.count = 1;
        QCOMPARE(words(alert).title, std::string("1 request to gpt-6 has no price"));
        alert.count = 2000;
        QCOMPARE(words(alert).title, std::string("2,000 requests to gpt-6 have no price"));
        QCOMPARE(quantityText("tokens", 1), std::string("1 token"));
        QCOMPARE(quantityText("tokens", 2'000'000), std::string("2,000,000 tokens"));
        QCOMPARE(quantityText("requests", -1234), std::string("-1,234 requests"));
    }

    void moneyIsNeverNothingThatIsSomething()
    {
        QCOMPARE(amountText(Money{0}), std::string("$0.00"));
        QCOMPARE(amountText(Money{1}), std::string("<$0.01"));
        QCOMPARE(amountText(Money{-1}), std::string(">-$0.01"));
        QCOMPARE(amountText(Money{1'234'565'000'000}), std::string("$1,234.56"));
        QCOMPARE(amountText(Money{-123'000'000'000}), std::string("-$123.00"));
    }

    void scopesAreWords()
    {
        QCOMPARE(whereText({}), std::string("all spend"));
        QCOMPARE(whereText({{"user", "alice"}, {"user", "bob"}, {"model", ""}}),
                 std::string("user alice or bob, unknown model"));
        QCOMPARE(whereText({{"tag:branch", "main"}}), std::string("branch main"));
    }

    void namesOfDataStayOnOneLineAndAreShortened()
    {
        Alert alert = budgetAlert(AlertKind::BudgetThreshold, 75);
        alert.budgetName = "a\nb\u202Ec" + std::string(500, 'x');
        const std::string title = words(alert).title;
        QVERIFY(title.find('\n') == std::string::npos);
        QVERIFY(title.find("\u202E") == std::string::npos);
        QVERIFY(title.size() < 120);
        QVERIFY(title.find("…”") != std::string::npos);
    }

    void everyKindHasATitleOfItsOwn()
    {
        std::set<std::string> titles;
        for (std::size_t kind = 0; kind < alertKindCount; ++kind) {
            Alert alert = budgetAlert(static_cast<AlertKind>(kind), 75);
            alert.detail = "the server says no";
            const AlertWords told = words(alert);
            QVERIFY(!told.title.empty() && told.title.back() != '.');
            QVERIFY(told.text.size() > 2 && told.text.back() == '.');
            QVERIFY(told.text.find("..") == std::string::npos);
            QVERIFY(told.text.front() != ' ');
            QVERIFY(told.title.find('_') == std::string::npos);
            titles.insert(told.title);
        }
        QCOMPARE(titles.size(), alertKindCount);
    }
};

QTEST_APPLESS_MAIN(TestAlertWords)
#include "tst_alertwords.moc"
