// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ledger/database.h"
#include "tests/app/cli/budgetrig.h"

#include <QTest>

#include <map>

using namespace outlay;
using namespace outlay::test;
using namespace Qt::StringLiterals;

/// The verb `budget` of the real executable: what is stored, changed and taken back.
class TestCliBudget : public QObject, protected BudgetRig
{
    Q_OBJECT

private slots:
    void init() { begin(); }
    void budgetsAreAddedChangedAndRemoved();
    void whatCannotBeMeantIsRefused();
    void anUnknownZoneIsToldOfByName();
    void raisesAndPausesEnd();
    void changesAreListedAndTakenBack();
    void writingTheEarlierRuleAgainIsNoUndo();
    void aRemovedOnlyBudgetComesBack();
    void aRaiseThatIsNoMoreIsNotSaidToHold();
    void aWeekWithoutDataProposesNothing();
    void whatBillsAloneTellOfIsProposed();
    void aScopeTheBillsDoNotKnowIsUnknown();
    void exportComesBackByImport();
    void aParentIsNotRemovedAndABareNumberIsNoTokens();
    void aPreviewIsTriedOnThePast();
    void tripwiresAndProposalsAreData();
    void everyVerbAgreesWhereAPlanHasAFee();
    void aScopeThatNobodyNamesIsSaid();
    void aRaiseOverItsParentIsSaidInJsonToo();
};

void TestCliBudget::budgetsAreAddedChangedAndRemoved()
{
    QJsonObject done = json(u"budget|add|--name|Team|--limit|50USD|--owner|ada|--dry-run"_s);
    QCOMPARE(done["changed"_L1], QJsonValue(false));
    QCOMPARE(json(u"budget|list"_s)["budgets"_L1].toArray().size(), 0);
    done = json(u"budget|add|--name|Team|--limit|50USD|--owner|ada"_s);
    QCOMPARE(done["changed"_L1], QJsonValue(true));
    QCOMPARE(json(u"budget|list"_s)["budgets"_L1][0]["limit_usd"_L1].toString(), u"50.000000000"_s);
    QCOMPARE(run(u"budget|set|Team|--limit|80USD|--cap"_s).code, 0);
    const QJsonValue shown = json(u"budget|show|Team"_s)["budgets"_L1][0];
    QCOMPARE(shown["limit_usd"_L1].toString(), u"80.000000000"_s);
    QCOMPARE(shown["owner"_L1].toString(), u"ada"_s);
    QCOMPARE(shown["cap"_L1], QJsonValue(true));
    QCOMPARE(run(u"budget|remove|Nobody"_s, 2).code, 2);
    QCOMPARE(run(u"budget|remove|Team"_s).code, 0);
    QCOMPARE(json(u"budget|status"_s)["budgets"_L1].toArray().size(), 0);
}

void TestCliBudget::whatCannotBeMeantIsRefused()
{
    for (const QString &wrong : {u"--period|day|--start|5"_s, u"--period|week|--start|5"_s,
                                 u"--period|month|--start|mon"_s})
        QVERIFY(run(u"budget|add|--name|Team|--limit|50USD|"_s + wrong, 2).err.contains("--start"));
    QVERIFY(run(u"budget|add|--name|Team|--limit|1.0000000001USD"_s, 2).err.contains("decimals"));
    QCOMPARE(run(u"budget|add|--name|Team|--limit|50USD|--period|week|--start|fri"_s).code, 0);
    QCOMPARE(run(u"budget|pause|Team"_s).code, 0);
    QCOMPARE(run(u"budget|add|--name| All |--limit|60USD"_s).code, 0); // blanks nobody sees
    QCOMPARE(run(u"budget|add|--name|Part|--limit|60USD|--parent|All"_s).code, 0);
    const Ran raised = run(u"budget|raise|Part|--limit|90USD|--for|3d"_s);
    QVERIFY2(raised.err.contains("come to $90.00, and it has $60.00"), raised.err.constData());
    QVERIFY(run(u"budget|list"_s).out.contains("raised to $90.00"));
    QVERIFY(run(u"budget|status"_s).out.contains("paused until resumed"));
}

void TestCliBudget::anUnknownZoneIsToldOfByName()
{
    const Ran refused = run(u"budget|add|--name|Team|--limit|50USD|--tz|Asia/Atlantis"_s, 2);
    QVERIFY2(refused.err.contains("Asia/Atlantis"), refused.err.constData());
    QCOMPARE(run(u"budget|add|--name|Team|--limit|50USD|--tz|Asia/Tokyo"_s).code, 0);
    QCOMPARE(run(u"budget|add|--name|Other|--limit|50USD"_s).code, 0);
    {
        // As on a system that does not know the zone.
        auto db = Database::open(m_box->path(u".local/share/outlay/ledger.sqlite"_s).toStdString(),
                                 Database::Mode::ReadWrite);
        QVERIFY(db);
        QVERIFY((*db)->exec("UPDATE configuration SET value=replace(value,'Asia/Tokyo',"
                            "'Asia/Atlantis') WHERE name='budgets'"));
    }
    m_box->write(u"more.jsonl"_s, logLine(800, "claude-sonnet-4-5", "2026-11-03T10:00:00Z", "u"));
    QCOMPARE(m_box->run(importOf({u"more.jsonl"_s})).code, 0);
    const Ran listed = run(u"budget|list"_s);
    QVERIFY2(listed.out.contains("broken") && listed.out.contains("Asia/Atlantis"),
             listed.out.constData());
    const QJsonArray stood = json(u"budget|status"_s)["budgets"_L1].toArray();
    QCOMPARE(stood.size(), 2);
    QVERIFY(stood[0]["problem"_L1].isNull()); // Other
    QVERIFY(stood[0]["consumed_usd"_L1].isString());
    QVERIFY(stood[1]["problem"_L1].toString().contains(u"Asia/Atlantis"_s));
    QVERIFY(stood[1]["consumed_usd"_L1].isNull());
    const Ran doctor = run(u"doctor"_s);
    QVERIFY2(doctor.out.contains("budget \"Team\" is broken") &&
                 doctor.out.contains("Asia/Atlantis"),
             doctor.out.constData());
    QCOMPARE(run(u"budget|set|Team|--tz|Asia/Tokyo"_s).code, 0);
    QVERIFY(status(u"|Team"_s)["problem"_L1].isNull());
}

void TestCliBudget::raisesAndPausesEnd()
{
    QCOMPARE(run(u"budget|add|--name|Team|--limit|1USD"_s).code, 0);
    QCOMPARE(run(u"budget|raise|Team|--limit|500USD|--for|3d"_s).code, 0);
    QCOMPARE(status()["limit_usd"_L1].toString(), u"500.000000000"_s);
    QCOMPARE(run(u"budget|raise|Team|--off"_s).code, 0);
    QCOMPARE(status()["limit_usd"_L1].toString(), u"1.000000000"_s);
    QCOMPARE(run(u"budget|pause|Team|--for|4h"_s).code, 0);
    QVERIFY(status()["paused_until"_L1].isString());
    QCOMPARE(run(u"budget|resume|Team"_s).code, 0);
    QVERIFY(status()["paused_until"_L1].isNull());
}

void TestCliBudget::changesAreListedAndTakenBack()
{
    QCOMPARE(run(u"budget|add|--name|Team|--limit|50USD"_s).code, 0);
    QCOMPARE(run(u"budget|set|Team|--limit|80USD"_s).code, 0);
    const QJsonArray changes = json(u"budget|history"_s)["changes"_L1].toArray();
    QCOMPARE(changes.size(), 2);
    QVERIFY(changes[1]["changes"_L1][0].toString().contains(u"$50.00 -> $80.00"_s));
    QCOMPARE(run(u"budget|undo"_s).code, 0);
    QCOMPARE(status()["limit_usd"_L1].toString(), u"50.000000000"_s);
    QCOMPARE(run(u"budget|undo"_s).code, 0);
    QCOMPARE(json(u"budget|list"_s)["budgets"_L1].toArray().size(), 0);
}

/// What a person writes again is a change, not an undo of the one before.
void TestCliBudget::writingTheEarlierRuleAgainIsNoUndo()
{
    QCOMPARE(run(u"budget|add|--name|A|--limit|5USD"_s).code, 0);
    QCOMPARE(run(u"budget|add|--name|X|--limit|10USD"_s).code, 0);
    QCOMPARE(run(u"budget|set|X|--limit|20USD"_s).code, 0);
    QCOMPARE(run(u"budget|set|X|--limit|10USD"_s).code, 0);
    QCOMPARE(run(u"budget|undo"_s).code, 0);
    QCOMPARE(status(u"|X"_s)["limit_usd"_L1].toString(), u"20.000000000"_s);
    QCOMPARE(run(u"budget|undo"_s).code, 0);
    QCOMPARE(status(u"|X"_s)["limit_usd"_L1].toString(), u"10.000000000"_s);
    QCOMPARE(run(u"budget|undo"_s).code, 0);
    QCOMPARE(json(u"budget|list"_s)["budgets"_L1].toArray().size(), 1);
    // A change after undos is the next to go; they tell themselves apart.
    QCOMPARE(run(u"budget|set|A|--limit|7USD"_s).code, 0);
    const QJsonArray changes = json(u"budget|history"_s)["changes"_L1].toArray();
    QCOMPARE(changes.size(), 8);
    QVERIFY(changes[6]["is_undo"_L1].toBool() && !changes[7]["is_undo"_L1].toBool(true));
    QCOMPARE(run(u"budget|undo"_s).code, 0);
    QCOMPARE(status(u"|A"_s)["limit_usd"_L1].toString(), u"5.000000000"_s);
    QCOMPARE(run(u"budget|undo"_s).code, 0);
    QCOMPARE(json(u"budget|list"_s)["budgets"_L1].toArray().size(), 0);
    QVERIFY(run(u"budget|undo"_s).out.contains("nothing to undo"));
}

void TestCliBudget::aRemovedOnlyBudgetComesBack()
{
    QCOMPARE(run(u"budget|add|--name|X|--limit|10USD"_s).code, 0);
    QCOMPARE(run(u"budget|remove|X"_s).code, 0);
    QCOMPARE(run(u"budget|undo"_s).code, 0);
    QCOMPARE(status(u"|X"_s)["limit_usd"_L1].toString(), u"10.000000000"_s);
}

void TestCliBudget::aRaiseThatIsNoMoreIsNotSaidToHold()
{
    QCOMPARE(run(u"budget|add|--name|Team|--limit|10USD"_s).code, 0);
    QCOMPARE(run(u"budget|raise|Team|--limit|20USD|--for|3d"_s).code, 0);
    QVERIFY(run(u"budget|list"_s).out.contains("raised to $20.00"));
    QCOMPARE(run(u"budget|set|Team|--limit|25USD"_s).code, 0);
    const Ran listed = run(u"budget|list"_s);
    QVERIFY2(!listed.out.contains("raised") && listed.out.contains("$25.00"),
             listed.out.constData());
    QVERIFY(json(u"budget|list"_s)["budgets"_L1][0]["raised_until"_L1].isNull());
    QVERIFY(run(u"budget|show|Team"_s).out.contains("which is no more"));
}

/// A week that nothing is known of is not one that cost nothing.
void TestCliBudget::aWeekWithoutDataProposesNothing()
{
    const QJsonArray whole = json(u"budget|propose"_s)["weeks"_L1].toArray();
    QVERIFY(whole.size() >= 7);
    const QDateTime now = QDateTime::currentDateTimeUtc();
    QByteArray log;
    for (int i = 1; i <= 60; ++i) {
        if (i < 16 || i > 40)
            log += logLine(100 + i, "claude-sonnet-4-5",
                           now.addDays(-i).toString(Qt::ISODate).toUtf8().constData(), "u-ana");
    }
    m_box->write(u"gap.jsonl"_s, log);
    QStringList words = importOf({u"gap.jsonl"_s});
    words << u"--ledger"_s << u"gap.sqlite"_s;
    QCOMPARE(m_box->run(words).code, 0);
    const QJsonArray weeks = json(u"budget|propose|--ledger|gap.sqlite"_s)["weeks"_L1].toArray();
    QVERIFY(!weeks.isEmpty() && weeks.size() < whole.size());
    for (const QJsonValue week : weeks)
        QVERIFY(week["cost_usd"_L1].toString() != u"0.000000000"_s);
}

/// Four weeks of a bill, the last of them not told of to its end.
void TestCliBudget::whatBillsAloneTellOfIsProposed()
{
    const QDate today = QDateTime::currentDateTimeUtc().date();
    const QDate monday = today.addDays(1 - today.dayOfWeek());
    m_box->write(u"bill.csv"_s, focusBill(monday.addDays(-28), 27));
    QCOMPARE(run(u"import|--format|focus|bill.csv|--ledger|bill.sqlite"_s).code, 0);
    const QJsonObject proposal = json(u"budget|propose|--tz|UTC|--ledger|bill.sqlite"_s);
    const QJsonArray weeks = proposal["weeks"_L1].toArray();
    QCOMPARE(weeks.size(), 3);
    for (const QJsonValue week : weeks)
        QCOMPARE(week["cost_usd"_L1].toString(), u"110.250000000"_s);
    QVERIFY(proposal["limit_usd"_L1].toString().toDouble() > 440);
}

/// What may all be of a project is not known to be none of it.
void TestCliBudget::aScopeTheBillsDoNotKnowIsUnknown()
{
    const QDate today = QDateTime::currentDateTimeUtc().date();
    // Not of this month, which has no bill on its first day.
    const QDate start = today.addDays(-20);
    m_box->write(u"bill.csv"_s, focusBill(start, 20));
    const QString once = u"|--period|once|--from|"_s + start.toString(Qt::ISODate) + u"|--to|"_s +
                         today.addDays(10).toString(Qt::ISODate);
    QCOMPARE(run(u"import|--format|focus|bill.csv|--ledger|bill.sqlite"_s).code, 0);
    const auto add = [&](const QString &more) {
        return run(u"budget|add|--ledger|bill.sqlite|--tz|UTC|--name|"_s + more + once).code;
    };
    QCOMPARE(add(u"A|--limit|300USD|--scope|project=proj-a"_s), 0);
    QCOMPARE(add(u"Two|--limit|300USD|--scope|project=proj-a|--scope|provider=openai"_s), 0);
    QCOMPARE(add(u"Large|--limit|9000000USD|--scope|project=proj-a"_s), 0);
    QCOMPARE(add(u"Known|--limit|300USD|--scope|provider=openai"_s), 0);
    QCOMPARE(add(u"Unknown|--limit|300USD|--scope|project="_s), 0);
    std::map<QString, QJsonObject> budgets;
    for (const QJsonValue one :
         json(u"budget|status|--ledger|bill.sqlite"_s)["budgets"_L1].toArray())
        budgets[one["name"_L1].toString()] = one.toObject();
    for (const QString &name : {u"A"_s, u"Two"_s}) {
        const QJsonObject &open = budgets[name];
        QVERIFY2(open["consumed_at_least"_L1].toBool(), qPrintable(name));
        QVERIFY(open["utilization"_L1].isNull() && open["pace"_L1].isNull());
    }
    for (const QString &name : {u"Large"_s, u"Known"_s, u"Unknown"_s}) {
        QVERIFY2(!budgets[name]["consumed_at_least"_L1].toBool(), qPrintable(name));
        QVERIFY(!budgets[name]["utilization"_L1].isNull());
    }
    const QByteArray said = run(u"budget|status|A|--ledger|bill.sqlite"_s).out;
    QVERIFY2(said.contains("at least $0.00") && !said.contains("lasts at") && !said.contains(" 0%"),
             said.constData());
    const Ran past = run(u"budget|status|A|--at|now|--ledger|bill.sqlite"_s);
    QVERIFY2(past.out.contains("at least $0.00"), past.out.constData());
}

void TestCliBudget::exportComesBackByImport()
{
    QCOMPARE(run(u"budget|add|--name|Team|--limit|50USD|--each|user|--override|u-bob=7USD"_s).code,
             0);
    const QByteArray kept = run(u"budget|export"_s).out;
    QCOMPARE(run(u"budget|export|--output|rules.json"_s).code, 0);
    QCOMPARE(m_box->read(u"rules.json"_s), kept);
    QCOMPARE(run(u"budget|remove|Team"_s).code, 0);
    QCOMPARE(run(u"budget|import|rules.json"_s).code, 0);
    QCOMPARE(run(u"budget|export"_s).out, kept);
}

void TestCliBudget::aParentIsNotRemovedAndABareNumberIsNoTokens()
{
    QCOMPARE(run(u"budget|add|--name|Top|--limit|50USD"_s).code, 0);
    QCOMPARE(run(u"budget|add|--name|Part|--limit|20USD|--parent|Top"_s).code, 0);
    const Ran removed = run(u"budget|remove|Top"_s, 2);
    QCOMPARE(removed.code, 2);
    QVERIFY2(removed.err.contains("parent of \"Part\""), removed.err.constData());
    QCOMPARE(run(u"budget|add|--name|Tok|--limit|3000000tokens"_s).code, 0);
    const Ran bare = run(u"budget|set|Tok|--limit|5000000"_s, 2);
    QCOMPARE(bare.code, 2);
    QVERIFY2(bare.err.contains("5000000tokens"), bare.err.constData());
    QCOMPARE(run(u"budget|set|Tok|--limit|5000000tokens"_s).code, 0);
}

void TestCliBudget::aPreviewIsTriedOnThePast()
{
    const QString words = u"budget|add|--name|Dyn|--limit|50USD|--period|week|--dynamic|p75x4+20"
                          "|--bound|60USD"_s;
    const QJsonObject shown = json(words + u"|--dry-run"_s)["effect"_L1][0].toObject();
    const QJsonObject trial = shown["trial"_L1].toObject();
    QVERIFY(trial["periods"_L1].toInt() > 0);
    QVERIFY(trial["requests"_L1].toInt() > 0);
    QCOMPARE(run(words).code, 0);
    // The limit that is foreseen is the one that is then in force.
    QCOMPARE(shown["after"_L1]["limit_usd"_L1].toString(), status()["limit_usd"_L1].toString());
    QVERIFY(status()["limit_usd"_L1].toString() != u"50.000000000"_s);
    const Ran tight = run(u"budget|add|--name|Tight|--limit|0.01USD|--period|week|--dry-run"_s);
    QVERIFY2(tight.out.contains("It would have been used up in "), tight.out.constData());
}

void TestCliBudget::tripwiresAndProposalsAreData()
{
    QCOMPARE(json(u"budget|tripwires"_s)["budgets"_L1].toArray().size(), 3);
    QCOMPARE(run(u"budget|tripwires|--storms|off"_s).code, 0);
    QCOMPARE(json(u"budget|tripwires"_s)["retry_storms"_L1], QJsonValue(false));
    const QJsonObject proposal = json(u"budget|propose"_s);
    QVERIFY(proposal["limit_usd"_L1].isString());
    QVERIFY(!proposal["weeks"_L1].toArray().isEmpty());
}

void TestCliBudget::everyVerbAgreesWhereAPlanHasAFee()
{
    const QByteArray at =
        QDateTime::currentDateTimeUtc().addSecs(-90).toString(Qt::ISODate).toUtf8();
    m_box->write(u"within.jsonl"_s, logLine(500, "claude-sonnet-4-5", at.constData(), "u-bob"));
    QCOMPARE(m_box->run(importOf({u"within.jsonl"_s, u"--source"_s, u"max"_s})).code, 0);
    QCOMPARE(run(u"source|plan|max|subscription|--fee|200USD|--name|Max 20x"_s).code, 0);
    const QJsonObject added = json(u"budget|add|--name|Team|--limit|900USD"_s);
    const QJsonObject effect = added["effect"_L1][0]["after"_L1].toObject();
    const QJsonObject now = status();
    QCOMPARE(effect["consumed_usd"_L1].toString(), now["consumed_usd"_L1].toString());
    const QJsonObject asOf = status(u"|--at|now"_s);
    QCOMPARE(asOf["consumed_usd"_L1].toString(), now["consumed_usd"_L1].toString());
    // Tokens within the plan stand outside, on every road.
    const QJsonObject counted =
        json(u"budget|add|--name|Tokens|--limit|9Mtokens|--period|rolling:720h"_s);
    const QJsonObject tokens = status(u"|Tokens"_s);
    const double all = counted["effect"_L1][0]["after"_L1]["consumed_tokens"_L1].toDouble();
    QVERIFY(all > 0);
    QCOMPARE(tokens["consumed_tokens"_L1].toDouble(), all);
    QCOMPARE(status(u"|Tokens|--at|now"_s)["consumed_tokens"_L1].toDouble(), all);
    QCOMPARE(run(u"source|plan|max|metered"_s).code, 0);
    QVERIFY(status(u"|Tokens"_s)["consumed_tokens"_L1].toDouble() > all);
    // What is proposed is of what budgets count.
    const QJsonObject proposal = json(u"budget|propose"_s);
    for (const QJsonValue week : proposal["weeks"_L1].toArray())
        QVERIFY(week["cost_usd"_L1].toString().toDouble() < 200);
    // A forecast begins with what is spent: its tenth percentile is no less.
    const QJsonObject forecast = now["forecast"_L1].toObject();
    if (!forecast.isEmpty())
        QVERIFY(forecast["p10"_L1].toString().toDouble() >=
                now["consumed_usd"_L1].toString().toDouble());
}

void TestCliBudget::aScopeThatNobodyNamesIsSaid()
{
    Ran ran = run(u"budget|add|--name|Typo|--scope|user=u-anna|--limit|9USD|--json"_s);
    QCOMPARE(ran.code, 0);
    QVERIFY2(ran.err.contains("Mind: no request names user u-anna yet; closest: u-ana"),
             ran.err.constData());
    QCOMPARE(ran.json()["remarks"_L1].toArray().size(), 1);
    ran = run(u"budget|set|Typo|--limit|8USD"_s); // the scope is as it was
    QVERIFY2(!ran.err.contains("no request"), ran.err.constData());
    ran = run(u"budget|set|Typo|--scope|user=u-bob"_s);
    QVERIFY2(!ran.err.contains("no request"), ran.err.constData());
    ran = run(u"budget|set|Typo|--scope|user=zzzzzzzz"_s);
    QVERIFY2(ran.err.contains("no request names user zzzzzzzz yet.\n"), ran.err.constData());
}

void TestCliBudget::aRaiseOverItsParentIsSaidInJsonToo()
{
    QCOMPARE(run(u"budget|add|--name|All|--limit|90USD"_s).code, 0);
    QCOMPARE(run(u"budget|add|--name|Part|--limit|50USD|--parent|All|--scope|user=u-ana"_s).code,
             0);
    const QJsonObject over = json(u"budget|raise|Part|--limit|95USD|--for|1d|--dry-run"_s);
    QCOMPARE(over["remarks"_L1][0].toString(),
             u"with the raise the children of \"All\" come to $95.00, and it has $90.00"_s);
    const QJsonObject within = json(u"budget|raise|Part|--limit|85USD|--for|1d"_s);
    QVERIFY(within["remarks"_L1].toArray().isEmpty());
}

QTEST_GUILESS_MAIN(TestCliBudget)
#include "tst_clibudget.moc"
