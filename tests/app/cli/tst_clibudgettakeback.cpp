// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/app/cli/budgetrig.h"

#include <QTest>

using namespace outlay;
using namespace outlay::test;
using namespace Qt::StringLiterals;

/// What goes again at a gateway, and what others have set there.
class TestCliBudgetTakeBack : public QObject, protected BudgetRig
{
    Q_OBJECT

private slots:
    void init() { begin(); }
    void whatAnotherLedgerHasSetStays();
    void twoLedgersCapOneUserInDifferentUnits();
    void takingBackLeavesTheNotesOfOthers();
    void aCapThatGoesLeavesWhatWasThereBefore();
    void aMemberThatIsCappedNoMoreIsAsBefore();
    void whatSomebodyElseHasChangedStays();
    void aCapOfAnotherUserLeavesTheFirst();
    void aCapOfAnotherUnitLeavesTheFirst();
};

/// Two ledgers, one gateway: each takes away only what it has set itself.
void TestCliBudgetTakeBack::whatAnotherLedgerHasSetStays()
{
    addGateway();
    QCOMPARE(run(u"budget|add|--name|Each|--each|user|--limit|30USD|--cap"_s).code, 0);
    QCOMPARE(run(u"budget|push"_s, 1).code, 1); // where keys leak it says so
    const QJsonObject set = m_fake->object(u"user"_s, u"u-bob"_s);
    QCOMPARE(set["max_budget"_L1].toInt(), 30);
    const QString other = u"|--ledger|other.sqlite"_s; // in the same home
    nameGateway(other);
    QCOMPARE(run(u"budget|add|--name|Ana|--scope|user=u-ana|--limit|9USD|--cap"_s + other).code, 0);
    const Ran first = run(u"budget|push|--dry-run"_s + other);
    QVERIFY2(first.out.contains("another ledger has set a limit there which this replaces: ") &&
                 first.out.contains("(its cap each/u-ana, since "),
             first.out.constData());
    for (int i = 0; i < 2; ++i) { // by the second it has seen the notes there
        QCOMPARE(run(u"budget|push"_s + other).code, 0);
        QCOMPARE(m_fake->object(u"user"_s, u"u-bob"_s), set);
        QCOMPARE(there("u-ana", "max_budget").toInt(), 9);
    }
    // The first one is told by whom.
    const Ran drift = run(u"budget|drift"_s, 1);
    QVERIFY2(drift.out.contains("set there is $9 per 1mo, wanted is $30 per 1mo; it was set by ") &&
                 drift.out.contains("(its cap ana, since "),
             drift.out.constData());
    // Its own it does take back, to what it found, and says so first.
    QCOMPARE(run(u"budget|remove|Ana"_s + other).code, 0);
    const Ran preview = run(u"budget|push|--dry-run"_s + other);
    QVERIFY2(preview.out.contains("$9 per 1mo -> back to $30 per 1mo, as before"),
             preview.out.constData());
    QCOMPARE(run(u"budget|push"_s + other).code, 0);
    QCOMPARE(there("u-ana", "max_budget").toInt(), 30);
    QCOMPARE(m_fake->object(u"user"_s, u"u-bob"_s), set);
}

/// Money by one ledger, requests a minute by the other, of budgets of one name: each keeps its note
/// and its part, and each can go without the other's.
void TestCliBudgetTakeBack::twoLedgersCapOneUserInDifferentUnits()
{
    addGateway();
    const QString other = u"|--ledger|other.sqlite"_s;
    nameGateway(other);
    const QString one = u"budget|add|--name|One|--scope|user=u-ana|--cap|--limit|"_s;
    QCOMPARE(run(one + u"30USD"_s).code, 0);
    QCOMPARE(run(one + u"500requests|--period|minute"_s + other).code, 0);
    QCOMPARE(run(u"budget|push"_s).code, 0);
    const Ran beside = run(u"budget|push"_s + other);
    QVERIFY2(beside.out.contains("another ledger has set another part of the limit, which stays"),
             beside.out.constData());
    for (int i = 0; i < 2; ++i) {
        for (const QString &ledger : {QString(), other}) {
            const Ran again = run(u"budget|push|--dry-run"_s + ledger);
            QVERIFY2(again.out.contains("0 changes to"), again.out.constData());
            QCOMPARE(run(u"budget|push"_s + ledger).code, 0);
            QCOMPARE(run(u"budget|drift"_s + ledger).code, 0);
        }
    }
    const QString note = there("u-ana", "metadata")["outlay"_L1].toString();
    QCOMPARE(note.count(u'\n'), 1);
    QVERIFY2(note.contains(u"one\tmoney\t"_s) && note.contains(u"one\trpm\t"_s), qPrintable(note));
    // The first one goes: until it is pushed its limit stands, and that is what is said.
    QCOMPARE(run(u"budget|remove|One"_s).code, 0);
    const Ran gone = run(u"budget|drift"_s);
    QVERIFY2(gone.out.contains("the cap is gone, and the gateway still has $30 per 1mo") &&
                 !gone.out.contains("some releases"),
             gone.out.constData());
    QCOMPARE(run(u"budget|push"_s).code, 0);
    QVERIFY(there("u-ana", "max_budget").isNull());
    QCOMPARE(there("u-ana", "rpm_limit").toInt(), 500);
    QCOMPARE(run(u"budget|drift"_s + other).code, 0);
    QCOMPARE(run(u"budget|remove|One"_s + other).code, 0);
    QCOMPARE(run(u"budget|push"_s + other).code, 0);
    QVERIFY(there("u-ana", "rpm_limit").isNull());
    QVERIFY(there("u-ana", "metadata")["outlay"_L1].isUndefined());
}

/// Taking a push back leaves what another ledger has noted since.
void TestCliBudgetTakeBack::takingBackLeavesTheNotesOfOthers()
{
    addGateway();
    const QString other = u"|--ledger|other.sqlite"_s;
    nameGateway(other);
    const QString one = u"budget|add|--name|One|--scope|user=u-ana|--cap|--limit|"_s;
    QCOMPARE(run(one + u"30USD"_s).code, 0);
    QCOMPARE(run(one + u"500requests|--period|minute"_s + other).code, 0);
    QCOMPARE(run(u"budget|push"_s).code, 0);
    QCOMPARE(run(u"budget|push"_s + other).code, 0);
    QCOMPARE(run(u"budget|undo-push"_s).code, 0);
    QVERIFY(there("u-ana", "max_budget").isNull());
    QCOMPARE(there("u-ana", "rpm_limit").toInt(), 500);
    QVERIFY(there("u-ana", "metadata")["outlay"_L1].toString().startsWith(u"one\trpm\t"_s));
    QCOMPARE(run(u"budget|drift"_s + other).code, 0);
}

/// The administrator's own limit is there again once no cap is, unless somebody has changed it.
void TestCliBudgetTakeBack::aCapThatGoesLeavesWhatWasThereBefore()
{
    addGateway();
    m_fake->set(u"user"_s, u"u-ana"_s, u"max_budget"_s, 40);
    m_fake->set(u"user"_s, u"u-ana"_s, u"budget_duration"_s, u"30d"_s);
    QCOMPARE(run(u"budget|add|--name|Ana|--scope|user=u-ana|--limit|9USD|--cap"_s).code, 0);
    QCOMPARE(run(u"budget|push"_s).code, 0);
    QCOMPARE(run(u"budget|set|Ana|--limit|12USD"_s).code, 0);
    QCOMPARE(run(u"budget|push"_s).code, 0); // the second push finds the first one's
    QCOMPARE(run(u"budget|remove|Ana"_s).code, 0);
    const Ran preview = run(u"budget|push|--dry-run"_s);
    QVERIFY2(preview.out.contains("-> back to $40 per ") &&
                 preview.out.contains(", as before Outlay's first push") &&
                 preview.out.contains("1 limit goes back to what was there before"),
             preview.out.constData());
    QCOMPARE(there("u-ana", "max_budget").toInt(), 12);
    const Ran pushed = run(u"budget|push"_s);
    QVERIFY2(pushed.out.contains("Ana (user Ana): holds") &&
                 pushed.out.contains("the gateway has $40 per "),
             pushed.out.constData());
    QCOMPARE(there("u-ana", "max_budget").toInt(), 40);
    QVERIFY(there("u-ana", "metadata")["outlay"_L1].isUndefined());
    QVERIFY(run(u"budget|push|--dry-run"_s).out.contains("0 changes to"));
    // Taken back, the cap holds again, and still knows what was there before it.
    QCOMPARE(run(u"budget|undo-push"_s).code, 0);
    QCOMPARE(there("u-ana", "max_budget").toInt(), 12);
    QCOMPARE(run(u"budget|push"_s).code, 0);
    QCOMPARE(there("u-ana", "max_budget").toInt(), 40);
}

/// A member's cap goes with the member.
void TestCliBudgetTakeBack::aMemberThatIsCappedNoMoreIsAsBefore()
{
    addGateway();
    QCOMPARE(run(u"budget|add|--name|Each|--each|user|--scope|user=u-ana|--scope|user=u-bob|"
                 "--limit|30USD|--cap"_s)
                 .code,
             0);
    QVERIFY(push());
    QCOMPARE(there("u-bob", "max_budget").toInt(), 30);
    QCOMPARE(run(u"budget|set|Each|--scope|user=u-ana"_s).code, 0);
    QVERIFY(run(u"budget|push|--dry-run"_s).out.contains("back to $50 per 7d"));
    QVERIFY(push());
    QCOMPARE(there("u-bob", "max_budget").toInt(), 50);
    QCOMPARE(there("u-bob", "budget_duration").toString(), u"7d"_s);
    QCOMPARE(there("u-ana", "max_budget").toInt(), 30);
}

void TestCliBudgetTakeBack::whatSomebodyElseHasChangedStays()
{
    addGateway();
    QCOMPARE(run(u"budget|add|--name|Bob|--scope|user=u-bob|--limit|30USD|--cap"_s).code, 0);
    QVERIFY(push());
    QCOMPARE(m_fake->object(u"user"_s, u"u-bob"_s)["max_budget"_L1].toInt(), 30);
    m_fake->set(u"user"_s, u"u-bob"_s, u"max_budget"_s, 500); // by hand, at the gateway
    QCOMPARE(run(u"budget|drift"_s, 1).code, 1);
    QCOMPARE(run(u"budget|remove|Bob"_s).code, 0);
    const Ran preview = run(u"budget|push|--dry-run"_s);
    QVERIFY2(!preview.out.contains("takes away"), preview.out.constData());
}

void TestCliBudgetTakeBack::aCapOfAnotherUserLeavesTheFirst()
{
    addGateway();
    QCOMPARE(run(u"budget|add|--name|One|--scope|user=u-bob|--limit|30USD|--cap"_s).code, 0);
    QVERIFY(push());
    QCOMPARE(m_fake->object(u"user"_s, u"u-bob"_s)["max_budget"_L1].toInt(), 30);
    QCOMPARE(run(u"budget|set|One|--scope|user=u-ana"_s).code, 0);
    QVERIFY(push());
    QCOMPARE(there("u-ana", "max_budget").toInt(), 30);
    QCOMPARE(there("u-bob", "max_budget").toInt(), 50); // as before
}

void TestCliBudgetTakeBack::aCapOfAnotherUnitLeavesTheFirst()
{
    addGateway();
    QCOMPARE(run(u"budget|add|--name|One|--scope|user=u-bob|--limit|30USD|--cap"_s).code, 0);
    QVERIFY(push());
    QCOMPARE(m_fake->object(u"user"_s, u"u-bob"_s)["max_budget"_L1].toInt(), 30);
    QCOMPARE(run(u"budget|set|One|--limit|500requests|--period|minute"_s).code, 0);
    const Ran preview = run(u"budget|push|--dry-run"_s);
    QVERIFY2(preview.out.contains("$30 per 1mo -> back to $50 per 7d"), preview.out.constData());
    for (int i = 0; i < 2; ++i) { // the second finds it as it is
        QVERIFY(push());
        QCOMPARE(m_fake->object(u"user"_s, u"u-bob"_s)["rpm_limit"_L1].toInt(), 500);
        QCOMPARE(there("u-bob", "max_budget").toInt(), 50);
    }
    QCOMPARE(run(u"budget|remove|One"_s).code, 0);
    QVERIFY(push());
    QCOMPARE(there("u-bob", "rpm_limit").toInt(), 60);
}

QTEST_GUILESS_MAIN(TestCliBudgetTakeBack)
#include "tst_clibudgettakeback.moc"
