// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Of whom and when a budget's alerts tell, as rules and events change.
#include "models/ledger/database.h"
#include "tests/models/ingest/budgetledgers.h"

#include <algorithm>
#include <set>

using namespace outlay;
using namespace outlay::test;

class TestBudgetAlerts : public QObject, private BudgetLedgers
{
    Q_OBJECT

private slots:
    void manyThatAreOverAlreadyAreToldOfAsOne()
    {
        const std::string path = newLedger();
        auto ingest = sure(Ingest::open(path));
        const Instant now = sure(parseInstant("2026-11-11T12:00:00Z"));
        ingest->setClock([now] { return now; });
        importUsers(*ingest, 40);
        Budget each = budgetOf("each", 5 * usd);
        each.each = DimensionRef{Dimension::User, {}};
        setBudgets(*ingest, {each});
        std::string first;
        int told = 0, muted = 0;
        for (const auto &[id, alert] : alertsIn(path)) {
            if (alert.kind != AlertKind::BudgetExhausted)
                continue;
            told += alert.notifiedAt ? 1 : 0;
            muted += alert.inhibitedBy.empty() ? 0 : 1;
            if (alert.inhibitedBy.empty())
                first = id;
        }
        QCOMPARE(told, 1);
        QCOMPARE(muted, 39); // a record each, below the one
        const Alert one = alertsIn(path).at(first);
        QCOMPARE(one.count, std::int64_t(40));
        QCOMPARE(one.scope.front().second, std::string("u39")); // the fullest
        // Time passes and more is spent: nobody hears of the others, nor twice of the one.
        sure(ingest->tickRules());
        for (const auto &[id, alert] : alertsIn(path))
            QCOMPARE(alert.notifiedAt.has_value(), id == first);
        QCOMPARE(sure(sure(LedgerReader::open(path))->untold(0, 100)).size(), std::size_t(1));
    }

    /// A budget over what was spent already was passed when that was spent, not when it was made.
    void aBudgetMadeLaterKnowsWhenItWasPassed()
    {
        const std::string path = newLedger();
        auto ingest = sure(Ingest::open(path));
        ingest->setClock([] { return *parseInstant("2026-11-10T12:00:00Z"); });
        importUsers(*ingest, 2);
        setBudgets(*ingest, {budgetOf("all", 15 * usd)});
        const auto all = alertsIn(path);
        const auto found = std::find_if(all.begin(), all.end(), [](const auto &one) {
            return one.second.kind == AlertKind::BudgetExhausted;
        });
        QVERIFY(found != all.end());
        QCOMPARE(toRfc3339(found->second.happenedAt), std::string("2026-11-10T08:00:00Z"));
        QCOMPARE(toRfc3339(found->second.knownAt), std::string("2026-11-10T12:00:00Z"));
    }

    void aTwinOfABudgetKnowsItAsWell()
    {
        const std::string path = newLedger();
        auto ingest = sure(Ingest::open(path));
        ingest->setClock([] { return *parseInstant("2026-11-10T12:00:00Z"); });
        importUsers(*ingest, 2);
        setBudgets(*ingest, {budgetOf("all", 15 * usd)});
        setBudgets(*ingest, {budgetOf("all", 15 * usd), budgetOf("twin", 18 * usd)});
        const std::vector<ConsumedPeriod> counted =
            sure(sure(LedgerReader::open(path))
                     ->consumption(trackerKey(budgetOf("all", 1)), TimeRange{}));
        QCOMPARE(counted.size(), std::size_t(1));
        QCOMPARE(counted[0].cost, Money{21 * usd}); // remembered, and counted once
        int twins = 0;
        for (const auto &[id, alert] : alertsIn(path)) {
            if (alert.budgetName != "twin" || alert.threshold != exhaustedPercent)
                continue;
            ++twins;
            QCOMPARE(toRfc3339(alert.happenedAt), std::string("2026-11-10T08:00:00Z"));
        }
        QCOMPARE(twins, 1);
    }

    /// Keys, people: a period without end is no reason to be silent when the limit changes, nor an
    /// hour of quiet one to call it over.
    void membersWithoutEndAreToldOfWhenALimitIsLowered()
    {
        const std::string path = newLedger();
        auto ingest = sure(Ingest::open(path));
        Instant now = sure(parseInstant("2026-11-10T08:30:00Z"));
        ingest->setClock([&now] { return now; });
        importUsers(*ingest, 3); // 10, 11 and 12 USD
        Budget each = budgetOf("each", 100 * usd, BudgetPeriod::Kind::Always);
        each.each = DimensionRef{Dimension::User, {}};
        const auto open = [&] {
            std::set<std::string> who;
            for (const auto &[id, alert] : alertsIn(path)) {
                if (alert.budgetId == each.id && alert.threshold == exhaustedPercent &&
                    alert.isActive())
                    who.insert(alert.scope.front().second);
            }
            return who;
        };
        setBudgets(*ingest, {each});
        QVERIFY(open().empty());
        each.limit = 11 * usd;
        setBudgets(*ingest, {each});
        QCOMPARE(open(), (std::set<std::string>{"u1", "u2"}));
        now.micros += 5 * microsPerHour;
        sure(ingest->tickRules());
        QCOMPARE(open(), (std::set<std::string>{"u1", "u2"}));
        // While it is paused nothing is told; afterwards what is still true.
        each.pausedUntil = Instant{now.micros + microsPerHour};
        each.limit = 10 * usd;
        setBudgets(*ingest, {each});
        QCOMPARE(open().count("u0"), std::size_t(0));
        now.micros += 2 * microsPerHour;
        sure(ingest->tickRules());
        QCOMPARE(open().count("u0"), std::size_t(1));
    }

    /// A raise ended, and what was found then could not be stored: it is found once more.
    void membersWithoutEndAreJudgedAgainAfterARollBack()
    {
        const std::string path = newLedger();
        auto ingest = sure(Ingest::open(path));
        Instant now = sure(parseInstant("2026-11-10T08:30:00Z"));
        ingest->setClock([&now] { return now; });
        importUsers(*ingest, 3); // 10, 11 and 12 USD
        Budget each = budgetOf("each", 11 * usd, BudgetPeriod::Kind::Always);
        each.each = DimensionRef{Dimension::User, {}};
        each.raise = Budget::Raise{100 * usd, {now.micros + microsPerHour}};
        setBudgets(*ingest, {each});
        const auto over = [&] {
            const auto all = alertsIn(path);
            return std::count_if(all.begin(), all.end(), [](const auto &one) {
                return one.second.threshold == exhaustedPercent && one.second.isActive();
            });
        };
        QCOMPARE(over(), std::ptrdiff_t(0));
        now.micros += 2 * microsPerHour;
        const auto db = sure(Database::open(path, Database::Mode::ReadWrite));
        sure(db->exec("CREATE TRIGGER full BEFORE INSERT ON alert BEGIN "
                      "SELECT RAISE(ABORT, 'the disk is full'); END"));
        QVERIFY(!ingest->tickRules());
        QCOMPARE(over(), std::ptrdiff_t(0));
        sure(db->exec("DROP TRIGGER full"));
        sure(ingest->tickRules());
        QCOMPARE(over(), std::ptrdiff_t(2));
    }

    /// What is taken out is no alert any more; what comes back was told of.
    void whatIsTakenOutEndsItsAlert_data()
    {
        QTest::addColumn<bool>("rolls");
        QTest::newRow("a month") << false;
        QTest::newRow("an hour that rolls, as of tripwires") << true;
    }
    void whatIsTakenOutEndsItsAlert()
    {
        QFETCH(bool, rolls);
        const std::string path = newLedger();
        auto ingest = sure(Ingest::open(path));
        ingest->setClock([] { return *parseInstant("2026-11-10T08:30:00Z"); });
        Budget all = budgetOf("all", 15 * usd);
        if (rolls) {
            all.period.kind = BudgetPeriod::Kind::Rolling;
            all.period.length = microsPerHour;
        }
        setBudgets(*ingest, {all});
        const auto stateOf = [&] {
            const auto alerts = alertsIn(path);
            const auto found = std::find_if(alerts.begin(), alerts.end(), [](const auto &one) {
                return one.second.kind == AlertKind::BudgetExhausted;
            });
            return found == alerts.end() ? std::string("none")
                                         : std::string(name(found->second.state));
        };
        const auto toldTimes = [&] {
            return sure(sure(LedgerReader::open(path))->untold(0, 100)).size();
        };
        importUsers(*ingest, 2);
        QCOMPARE(stateOf(), std::string("open"));
        const std::size_t told = toldTimes();
        QVERIFY(sure(ingest->removeSource("jsonl")) > 0);
        QCOMPARE(stateOf(), std::string("resolved"));
        importUsers(*ingest, 1);
        QCOMPARE(stateOf(), std::string("resolved")); // 10 of 15
        importUsers(*ingest, 2, 1);
        QCOMPARE(stateOf(), std::string("open"));
        QCOMPARE(toldTimes(), told);
    }

    void whenTheOneIsRaisedAboveAnotherSpeaksInSilence()
    {
        const std::string path = newLedger();
        auto ingest = sure(Ingest::open(path));
        const Instant now = sure(parseInstant("2026-11-11T12:00:00Z"));
        ingest->setClock([now] { return now; });
        importUsers(*ingest, 40);
        Budget each = budgetOf("each", 5 * usd);
        each.each = DimensionRef{Dimension::User, {}};
        setBudgets(*ingest, {each});
        each.overrides = {{"u39", 5'000'000 * usd}};
        setBudgets(*ingest, {each});
        sure(ingest->tickRules());
        std::string speaker;
        int active = 0;
        for (const auto &[id, alert] : alertsIn(path)) {
            if (alert.kind != AlertKind::BudgetExhausted || !alert.isActive())
                continue;
            ++active;
            if (alert.inhibitedBy.empty()) {
                QVERIFY2(speaker.empty(), "two speak");
                speaker = id;
            }
        }
        QCOMPARE(active, 39);
        QCOMPARE(alertsIn(path).at(speaker).scope.front().second, std::string("u38"));
        QCOMPARE(alertsIn(path).at(speaker).count, std::int64_t(39));
        for (const auto &[id, alert] : alertsIn(path)) {
            if (alert.kind == AlertKind::BudgetExhausted && alert.isActive() && id != speaker)
                QCOMPARE(alert.inhibitedBy, speaker);
        }
        // Told once, of all.
        QCOMPARE(sure(sure(LedgerReader::open(path))->untold(0, 100)).size(), std::size_t(1));
    }

    void aRemovedBudgetsIdIsNobodyElses()
    {
        const std::string path = newLedger();
        auto ingest = sure(Ingest::open(path));
        const auto add = [&ingest] {
            std::string id;
            sure(ingest->changeBudgets([&id](const BudgetRules &before) -> Result<BudgetRules> {
                BudgetRules rules = before;
                Budget one = budgetOf("Team", 5 * usd);
                one.id = id = newBudgetId(one.name, before);
                rules.budgets = {one};
                return rules;
            }));
            return id;
        };
        QCOMPARE(add(), std::string("team"));
        setBudgets(*ingest, {});
        QCOMPARE(add(), std::string("team-2"));
        setBudgets(*ingest, {});
        QCOMPARE(add(), std::string("team-3"));
        // Undo brings back each of them: to take all away was a change as well.
        for (const char *id : {"", "team-2", "", "team"}) {
            QVERIFY(sure(ingest->undoBudgets()));
            const BudgetRules rules = sure(ingest->budgets());
            QCOMPARE(rules.budgets.empty() ? std::string() : rules.budgets[0].id, std::string(id));
        }
    }

    void aFewAreToldOfOneByOne()
    {
        const std::string path = newLedger();
        auto ingest = sure(Ingest::open(path));
        const Instant now = sure(parseInstant("2026-11-11T12:00:00Z"));
        ingest->setClock([now] { return now; });
        importUsers(*ingest, 3);
        Budget each = budgetOf("each", 5 * usd);
        each.each = DimensionRef{Dimension::User, {}};
        setBudgets(*ingest, {each});
        QCOMPARE(sure(sure(LedgerReader::open(path))->untold(0, 100)).size(), std::size_t(3));
    }
};

QTEST_GUILESS_MAIN(TestBudgetAlerts)
#include "tst_budgetalerts.moc"
