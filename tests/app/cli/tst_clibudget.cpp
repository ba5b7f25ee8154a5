// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ledger/database.h"
#include "tests/app/cli/sandbox.h"
#include "tests/fakes/fakelitellmadmin.h"
#include "tests/fakes/fakeserver.h"

#include <QDateTime>
#include <QTest>

#include <map>

using namespace outlay;
using namespace outlay::fakes;
using namespace outlay::test;
using namespace Qt::StringLiterals;

/// The verb `budget` of the real executable, over a ledger of this month.
class TestCliBudget : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void budgetsAreAddedChangedAndRemoved();
    void whatCannotBeMeantIsRefused();
    void anUnknownZoneIsToldOfByName();
    void raisesAndPausesEnd();
    void changesAreListedAndTakenBack();
    void writingTheEarlierRuleAgainIsNoUndo();
    void aRemovedOnlyBudgetComesBack();
    void aFinishedPeriodSaysWhatItCameTo();
    void timesAreOfOneZone();
    void aRaiseThatIsNoMoreIsNotSaidToHold();
    void theLadderKnowsWhomItIsAbout();
    void aWeekWithoutDataProposesNothing();
    void whatBillsAloneTellOfIsProposed();
    void aScopeTheBillsDoNotKnowIsUnknown();
    void exportComesBackByImport();
    void aParentIsNotRemovedAndABareNumberIsNoTokens();
    void aPreviewIsTriedOnThePast();
    void thePastSaysWhenABudgetMadeLaterWasUsedUp();
    void whatALimitHasComeToIsShown();
    void tripwiresAndProposalsAreData();
    void everyVerbAgreesWhereAPlanHasAFee();
    void capsArePushedLitAndTakenBack();
    void whoIsNamedIsCappedBeforeAnyRequest();
    void limitsAMinuteHoldAtTheGateway();
    void whatAnotherLedgerHasSetStays();
    void whoDoesNothingStaysCapped();
    void whatSomebodyElseHasChangedStays();
    void aCapOfAnotherUserLeavesTheFirst();
    void aCapOfAnotherUnitLeavesTheFirst();
    void aScopeNoGatewayHasSaysWhy();
    void theLadderNamesWhatBinds();
    void theLadderNamesMembersAndParts();
    void theLadderHasWhatTheGatewayListed();
    void aScopeThatNobodyNamesIsSaid();
    void aRaiseOverItsParentIsSaidInJsonToo();
    void membersHaveAPace();
    void aGatewayThatKnowsNobodyOfThatNameSaysSo();

private:
    [[nodiscard]] Ran run(const QString &words, int code = 0) const
    {
        const Ran ran = m_box->run(words.split(u'|'));
        if (ran.code != code)
            qWarning().noquote() << words << ran.code << ran.out << ran.err;
        return ran;
    }
    [[nodiscard]] QJsonObject json(const QString &words, int code = 0) const
    {
        const Ran ran = run(words + u"|--json"_s, code);
        return ran.code == code ? ran.json() : QJsonObject();
    }
    [[nodiscard]] QJsonObject status(const QString &more = {}) const
    {
        return json(u"budget|status"_s + more)["budgets"_L1].toArray().first().toObject();
    }
    void addGateway();
    /// Exit code 1: it was done, but a known leak keeps it from holding.
    [[nodiscard]] bool push() const { return m_box->run({u"budget"_s, u"push"_s}).code <= 1; }

    std::unique_ptr<Sandbox> m_box;
    std::unique_ptr<FakeLiteLlmAdmin> m_fake;
    std::unique_ptr<FakeServer> m_server;
};

void TestCliBudget::init()
{
    m_server.reset();
    m_fake.reset();
    m_box = std::make_unique<Sandbox>();
    const QDateTime now = QDateTime::currentDateTimeUtc();
    QByteArray log;
    // Whole weeks before, for the proposal, and an hour ago, for the running month.
    for (int i = 1; i <= 60; ++i)
        log += logLine(100 + i, "claude-sonnet-4-5",
                       now.addDays(-i).toString(Qt::ISODate).toUtf8().constData(),
                       i % 2 ? "u-ana" : "u-bob");
    log += logLine(900, "claude-sonnet-4-5",
                   now.addSecs(-60).toString(Qt::ISODate).toUtf8().constData(), "u-ana");
    m_box->write(u"log.jsonl"_s, log);
    QCOMPARE(m_box->run(importOf({u"log.jsonl"_s})).code, 0);
}

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

/// A single period that has ended says what it came to, and that it is over.
void TestCliBudget::aFinishedPeriodSaysWhatItCameTo()
{
    const QDate today = QDateTime::currentDateTimeUtc().date();
    const QString from = today.addDays(-31).toString(Qt::ISODate);
    const QString to = today.addDays(-11).toString(Qt::ISODate);
    QCOMPARE(run(u"budget|add|--name|Once|--limit|1USD|--period|once|--from|"_s + from +
                 u"|--to|"_s + to)
                 .code,
             0);
    QJsonObject once = status();
    QCOMPARE(once["is_over"_L1], QJsonValue(true));
    QCOMPARE(once["limit_usd"_L1].toString(), u"1.000000000"_s);
    QVERIFY(once["consumed_usd"_L1].toString().toDouble() > 0);
    QVERIFY(once["utilization"_L1].isDouble());
    QVERIFY(once["pace"_L1].isNull());
    QVERIFY(once["period_end"_L1].toString().startsWith(to));
    QVERIFY(run(u"budget|status"_s).out.contains("it is over"));
    // One that is to come has come to nothing yet.
    QCOMPARE(run(u"budget|set|Once|--from|"_s + today.addDays(3).toString(Qt::ISODate) +
                 u"|--to|"_s + today.addDays(9).toString(Qt::ISODate))
                 .code,
             0);
    once = status();
    QCOMPARE(once["is_over"_L1], QJsonValue(false));
    QVERIFY(once["consumed_usd"_L1].isNull());
}

/// Whatever zone a budget counts in, times are said in the ledger's, or in --tz.
void TestCliBudget::timesAreOfOneZone()
{
    QCOMPARE(run(u"budget|add|--name|Day|--limit|900USD|--period|day|--tz|Asia/Tokyo"_s).code, 0);
    QVERIFY(run(u"budget|status"_s).out.contains(" 15:00"));
    QVERIFY(!run(u"budget|status|--tz|Asia/Tokyo"_s).out.contains(" 15:00")); // a day's end
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

/// Nobody is called so: the ladder does not look as if nothing were used.
void TestCliBudget::theLadderKnowsWhomItIsAbout()
{
    QCOMPARE(run(u"budget|add|--name|Life|--scope|user=u-ana|--limit|25USD|--period|always"_s).code,
             0);
    const QJsonObject known = json(u"budget|ladder|--user|u-ana"_s);
    QCOMPARE(known["user_known"_L1], QJsonValue(true));
    const Ran life = run(u"budget|ladder|--user|u-ana"_s);
    QVERIFY2(life.out.contains("in all") && !life.out.contains("always"), life.out.constData());
    const QJsonObject stranger = json(u"budget|ladder|--user|ana"_s);
    QCOMPARE(stranger["user_known"_L1], QJsonValue(false));
    QCOMPARE(stranger["like_user"_L1].toString(), u"u-ana"_s);
    const Ran asked = run(u"budget|ladder|--user|ana"_s);
    QVERIFY2(asked.out.contains("No request names the user ana; did you mean u-ana?"),
             asked.out.constData());
    // What has no price is in no sum.
    m_box->write(
        u"more.jsonl"_s,
        logLine(
            950, "a-model-nobody-prices",
            QDateTime::currentDateTimeUtc().addSecs(-30).toString(Qt::ISODate).toUtf8().constData(),
            "u-ana"));
    QCOMPARE(m_box->run(importOf({u"more.jsonl"_s})).code, 0);
    const QJsonArray limits = json(u"budget|ladder|--user|u-ana"_s)["limits"_L1].toArray();
    QVERIFY(std::any_of(limits.begin(), limits.end(), [](const QJsonValue &one) {
        return one["name"_L1] == u"Life"_s && one["used_at_least"_L1].toBool();
    }));
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
    m_box->write(u"bill.csv"_s, focusBill(QDate(today.year(), today.month(), 1), today.day()));
    QCOMPARE(run(u"import|--format|focus|bill.csv|--ledger|bill.sqlite"_s).code, 0);
    const auto add = [&](const QString &more) {
        return run(u"budget|add|--ledger|bill.sqlite|--tz|UTC|--name|"_s + more).code;
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
    QVERIFY2(said.contains("at least $0.00") && !said.contains("lasts at") && !said.contains("0 %"),
             said.constData());
    const Ran past = run(u"budget|status|A|--at|now|--ledger|bill.sqlite"_s);
    QVERIFY2(past.out.contains("at least $0.00"), past.out.constData());
}

void TestCliBudget::aRemovedOnlyBudgetComesBack()
{
    QCOMPARE(run(u"budget|add|--name|X|--limit|10USD"_s).code, 0);
    QCOMPARE(run(u"budget|remove|X"_s).code, 0);
    QCOMPARE(run(u"budget|undo"_s).code, 0);
    QCOMPARE(status(u"|X"_s)["limit_usd"_L1].toString(), u"10.000000000"_s);
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

void TestCliBudget::thePastSaysWhenABudgetMadeLaterWasUsedUp()
{
    QCOMPARE(run(u"budget|add|--name|Tiny|--limit|0.000001USD|--period|day|--tz|UTC"_s).code, 0);
    const QDateTime then = QDateTime::currentDateTimeUtc().addDays(-5).addSecs(60);
    const QJsonObject past = status(u"|Tiny|--at|"_s + then.toString(Qt::ISODate));
    const auto at = QDateTime::fromString(past["exhausted_at"_L1].toString(), Qt::ISODate);
    QVERIFY2(at.isValid(), qPrintable(past["exhausted_at"_L1].toString()));
    QVERIFY2(at <= then && at.date() == then.date(),
             qPrintable(past["exhausted_at"_L1].toString()));
}

void TestCliBudget::whatALimitHasComeToIsShown()
{
    QCOMPARE(run(u"budget|add|--name|Follows|--limit|50USD|--period|day|--dynamic|p75x4+20|"
                 "--bound|90USD"_s)
                 .code,
             0);
    const QString limit = status(u"|Follows"_s)["limit_usd"_L1].toString();
    QVERIFY(limit != u"50.000000000"_s);
    const Ran shown = run(u"budget|show|Follows"_s);
    QVERIFY2(shown.out.contains("in force now: "), shown.out.constData());
    QVERIFY(!shown.out.contains("in force now: 50"));
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

void TestCliBudget::addGateway()
{
    m_fake = std::make_unique<FakeLiteLlmAdmin>();
    m_server = std::make_unique<FakeServer>(m_fake->handler());
    m_box->setVariable(u"OUTLAY_TEST_PUSH_KEY"_s, QString::fromUtf8(m_fake->key));
    m_box->setVariable(u"OUTLAY_TEST_READ_KEY"_s, u"sk-read"_s);
    QCOMPARE(run(u"source|add|proxy|--kind|litellm|--base-url|"_s +
                 QString::fromStdString(m_server->url()) +
                 u"|--secret|env:OUTLAY_TEST_READ_KEY|--push-secret|env:OUTLAY_TEST_PUSH_KEY"
                 "|--no-test"_s)
                 .code,
             0);
}

void TestCliBudget::capsArePushedLitAndTakenBack()
{
    addGateway();
    QCOMPARE(run(u"budget|add|--name|Ana|--scope|user=u-ana|--limit|80USD|--cap"_s).code, 0);
    QCOMPARE(status()["cap_light"_L1].toString(), u"warns_only"_s);
    const QJsonObject before = m_fake->snapshot();
    const Ran preview = run(u"budget|push|--to|proxy|--dry-run"_s);
    QVERIFY2(preview.out.contains("-> $80 per 1mo"), preview.out.constData());
    QCOMPARE(m_fake->snapshot(), before);

    const QJsonObject pushed = json(u"budget|push|--to|proxy"_s);
    QCOMPARE(pushed["caps"_L1][0]["reads"_L1].toString(), u"enforced"_s);
    QJsonObject lit = status();
    QCOMPARE(lit["cap_light"_L1].toString(), u"enforced"_s);
    QCOMPARE(lit["cap_gateway"_L1].toString(), u"proxy"_s);
    QCOMPARE(run(u"budget|drift"_s).code, 0);
    // A pause is of what is told: the gateway goes on to refuse, and everything says so.
    QCOMPARE(run(u"budget|pause|Ana"_s).code, 0);
    QCOMPARE(status()["cap_light"_L1].toString(), u"enforced"_s);
    QCOMPARE(run(u"budget|drift"_s).code, 0);
    const Ran paused = run(u"budget|push|--to|proxy|--dry-run"_s);
    QVERIFY2(!paused.out.contains("unlimited"), paused.out.constData());
    QCOMPARE(run(u"budget|resume|Ana"_s).code, 0);

    // Another limit than what is set there: it is no longer what was promised.
    QCOMPARE(run(u"budget|set|Ana|--limit|90USD"_s).code, 0);
    lit = status();
    QCOMPARE(lit["cap_light"_L1].toString(), u"warns_only"_s);
    QVERIFY(lit["cap_reason"_L1].toString().contains(u"wanted is $90"_s));

    QCOMPARE(run(u"budget|undo-push"_s).code, 0);
    QCOMPARE(m_fake->snapshot(), before);
    QCOMPARE(status()["cap_light"_L1].toString(), u"warns_only"_s);
    QVERIFY(!json(u"budget|limits|--from|proxy"_s)["limits"_L1].toArray().isEmpty());
}

/// Before anybody's key was seen, those a budget names are those a push caps: so says the light.
void TestCliBudget::whoIsNamedIsCappedBeforeAnyRequest()
{
    addGateway();
    QCOMPARE(run(u"budget|add|--name|K|--each|key|--scope|key=bob-ci|--limit|9USD|--cap"_s).code,
             0);
    QVERIFY(!status()["cap_reason"_L1].toString().contains(u"nobody yet"_s));
    const QJsonObject pushed = json(u"budget|push"_s);
    QCOMPARE(pushed["caps"_L1][0]["reads"_L1].toString(), u"enforced"_s);
    QCOMPARE(status()["cap_light"_L1].toString(), u"enforced"_s);
}

/// Requests and tokens a minute: a gateway counts those, beside money at the same user.
void TestCliBudget::limitsAMinuteHoldAtTheGateway()
{
    addGateway();
    QVERIFY(
        run(u"budget|add|--name|R|--limit|30requests|--period|minute"_s, 2).err.contains("--cap"));
    QVERIFY(run(u"budget|add|--name|R|--limit|3USD|--period|minute|--cap"_s, 2)
                .err.contains("requests or tokens"));
    const QString ana = u"|--scope|user=u-ana|--cap"_s;
    QCOMPARE(run(u"budget|add|--name|Rate|--limit|30requests|--period|minute"_s + ana).code, 0);
    QCOMPARE(run(u"budget|add|--name|Much|--limit|9000tokens|--period|rolling:1m"_s + ana).code, 0);
    QCOMPARE(run(u"budget|add|--name|Spend|--limit|80USD"_s + ana).code, 0);
    QCOMPARE(status(u"|Rate"_s)["cap_light"_L1].toString(), u"warns_only"_s);
    QVERIFY(status(u"|Rate"_s)["problem"_L1].isNull());
    const Ran preview = run(u"budget|push|--dry-run"_s);
    QVERIFY2(preview.out.contains("1 change to"), preview.out.constData());
    QCOMPARE(run(u"budget|push"_s).code, 0);
    QJsonObject there = m_fake->object(u"user"_s, u"u-ana"_s);
    QCOMPARE(there["rpm_limit"_L1].toInt(), 30);
    QCOMPARE(there["tpm_limit"_L1].toInt(), 9000);
    QCOMPARE(there["max_budget"_L1].toInt(), 80);
    for (const char *name : {"|Rate", "|Much", "|Spend"})
        QCOMPARE(status(QString::fromLatin1(name))["cap_light"_L1].toString(), u"enforced"_s);
    QCOMPARE(run(u"budget|drift"_s).code, 0);
    QVERIFY(run(u"budget|push|--dry-run"_s).out.contains("0 changes to"));
    QVERIFY(run(u"budget|ladder|--user|u-ana"_s).out.contains("1 min"));
    QCOMPARE(run(u"doctor"_s).code, 0);
    // What the last minute held, by its requests.
    m_box->write(u"now.jsonl"_s,
                 logLine(970, "claude-sonnet-4-5",
                         QDateTime::currentDateTimeUtc().toString(Qt::ISODate).toUtf8().constData(),
                         "u-ana"));
    QCOMPARE(m_box->run(importOf({u"now.jsonl"_s})).code, 0);
    QVERIFY(status(u"|Rate"_s)["consumed_requests"_L1].toInt() >= 1);
    // One that goes takes its part away, and leaves the others'.
    QCOMPARE(run(u"budget|remove|Rate"_s).code, 0);
    QVERIFY(run(u"budget|push|--dry-run"_s).out.contains("takes away 30 requests/min"));
    QCOMPARE(run(u"budget|push"_s).code, 0);
    there = m_fake->object(u"user"_s, u"u-ana"_s);
    QVERIFY(there["rpm_limit"_L1].isNull());
    QCOMPARE(there["tpm_limit"_L1].toInt(), 9000);
    QCOMPARE(there["max_budget"_L1].toInt(), 80);
}

/// Two ledgers, one gateway: each takes away only what it has set itself.
void TestCliBudget::whatAnotherLedgerHasSetStays()
{
    addGateway();
    QCOMPARE(run(u"budget|add|--name|Each|--each|user|--limit|30USD|--cap"_s).code, 0);
    QCOMPARE(run(u"budget|push"_s, 1).code, 1); // where keys leak it says so
    const QJsonObject set = m_fake->object(u"user"_s, u"u-bob"_s);
    QCOMPARE(set["max_budget"_L1].toInt(), 30);
    // The other ledger, in the same home.
    const QString other = u"|--ledger|other.sqlite"_s;
    QCOMPARE(run(u"source|add|proxy|--kind|litellm|--base-url|"_s +
                 QString::fromStdString(m_server->url()) +
                 u"|--secret|env:OUTLAY_TEST_READ_KEY|--push-secret|env:OUTLAY_TEST_PUSH_KEY"
                 "|--no-test"_s +
                 other)
                 .code,
             0);
    QCOMPARE(run(u"budget|add|--name|Ana|--scope|user=u-ana|--limit|9USD|--cap"_s + other).code, 0);
    for (int i = 0; i < 2; ++i) { // by the second it has seen the notes there
        QCOMPARE(run(u"budget|push"_s + other).code, 0);
        QCOMPARE(m_fake->object(u"user"_s, u"u-bob"_s), set);
        QCOMPARE(m_fake->object(u"user"_s, u"u-ana"_s)["max_budget"_L1].toInt(), 9);
    }
    // Its own it does take away, and says so first.
    QCOMPARE(run(u"budget|remove|Ana"_s + other).code, 0);
    const Ran preview = run(u"budget|push|--dry-run"_s + other);
    QVERIFY2(preview.out.contains("takes away $9 per 1mo"), preview.out.constData());
    QVERIFY2(preview.out.contains("1 limit is taken away"), preview.out.constData());
    QCOMPARE(run(u"budget|push"_s + other).code, 0);
    QVERIFY(m_fake->object(u"user"_s, u"u-ana"_s)["max_budget"_L1].isNull());
    QCOMPARE(m_fake->object(u"user"_s, u"u-bob"_s), set);
}

void TestCliBudget::whoDoesNothingStaysCapped()
{
    addGateway();
    QCOMPARE(run(u"budget|add|--name|Each|--each|user|--limit|30USD|--cap"_s).code, 0);
    QVERIFY(push());
    QCOMPARE(m_fake->object(u"user"_s, u"u-bob"_s)["max_budget"_L1].toInt(), 30);
    // In the hour that runs only Ana has done anything, as at the beginning of any period.
    QCOMPARE(run(u"budget|set|Each|--period|day"_s).code, 0);
    const Ran preview = run(u"budget|push|--dry-run"_s);
    QVERIFY2(!preview.out.contains("takes away"), preview.out.constData());
    QVERIFY(push());
    QCOMPARE(m_fake->object(u"user"_s, u"u-bob"_s)["max_budget"_L1].toInt(), 30);
    QCOMPARE(m_fake->object(u"user"_s, u"u-bob"_s)["budget_duration"_L1].toString(), u"24h"_s);
}

void TestCliBudget::whatSomebodyElseHasChangedStays()
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

void TestCliBudget::aCapOfAnotherUserLeavesTheFirst()
{
    addGateway();
    QCOMPARE(run(u"budget|add|--name|One|--scope|user=u-bob|--limit|30USD|--cap"_s).code, 0);
    QVERIFY(push());
    QCOMPARE(m_fake->object(u"user"_s, u"u-bob"_s)["max_budget"_L1].toInt(), 30);
    QCOMPARE(run(u"budget|set|One|--scope|user=u-ana"_s).code, 0);
    QVERIFY(push());
    QCOMPARE(m_fake->object(u"user"_s, u"u-ana"_s)["max_budget"_L1].toInt(), 30);
    QVERIFY(m_fake->object(u"user"_s, u"u-bob"_s)["max_budget"_L1].isNull());
}

void TestCliBudget::aCapOfAnotherUnitLeavesTheFirst()
{
    addGateway();
    QCOMPARE(run(u"budget|add|--name|One|--scope|user=u-bob|--limit|30USD|--cap"_s).code, 0);
    QVERIFY(push());
    QCOMPARE(m_fake->object(u"user"_s, u"u-bob"_s)["max_budget"_L1].toInt(), 30);
    QCOMPARE(run(u"budget|set|One|--limit|500requests|--period|minute"_s).code, 0);
    const Ran preview = run(u"budget|push|--dry-run"_s);
    QVERIFY2(preview.out.contains("takes away $30 per 1mo"), preview.out.constData());
    for (int i = 0; i < 2; ++i) { // the second finds it as it is
        QVERIFY(push());
        QCOMPARE(m_fake->object(u"user"_s, u"u-bob"_s)["rpm_limit"_L1].toInt(), 500);
        QVERIFY(m_fake->object(u"user"_s, u"u-bob"_s)["max_budget"_L1].isNull());
    }
    QCOMPARE(run(u"budget|remove|One"_s).code, 0);
    QVERIFY(push());
    QVERIFY(m_fake->object(u"user"_s, u"u-bob"_s)["rpm_limit"_L1].isNull());
}

void TestCliBudget::aScopeNoGatewayHasSaysWhy()
{
    QCOMPARE(run(u"budget|add|--name|All|--limit|80USD|--cap"_s).code, 0);
    QVERIFY(status()["cap_reason"_L1].toString().contains(u"users, keys and teams"_s));
    QCOMPARE(run(u"budget|set|All|--each|user"_s).code, 0);
    QCOMPARE(status()["cap_reason"_L1].toString(), u"no enforcement point"_s);
    QCOMPARE(run(u"budget|add|--name|Part|--limit|80USD|--cap|--scope|user=u-ana|--scope|"
                 "model=claude-sonnet-4-5"_s)
                 .code,
             0);
    QVERIFY(status(u"|Part"_s)["cap_reason"_L1].toString().contains(u"only a part of it"_s));
}

void TestCliBudget::theLadderNamesWhatBinds()
{
    QCOMPARE(run(u"budget|add|--name|All|--limit|9000USD"_s).code, 0);
    QCOMPARE(run(u"budget|add|--name|Each|--each|user|--limit|0.5USD"_s).code, 0);
    const QJsonArray limits = json(u"budget|ladder|--user|u-ana"_s)["limits"_L1].toArray();
    QCOMPARE(limits.size(), 3); // and the tripwire of a person's hour
    QCOMPARE(limits[0]["level"_L1].toString(), u"system"_s);
    int binding = 0;
    for (const QJsonValue limit : limits) {
        if (!limit["binds"_L1].toBool())
            continue;
        ++binding;
        QCOMPARE(limit["name"_L1].toString(), u"Each"_s);
        QCOMPARE(limit["left"_L1].toString(), u"0.000000000"_s);
    }
    QCOMPARE(binding, 1);
    // Whatever is used up refuses, not the first of them alone.
    QCOMPARE(run(u"budget|add|--name|Tight|--limit|0.1USD"_s).code, 0);
    binding = 0;
    for (const QJsonValue limit : json(u"budget|ladder|--user|u-ana"_s)["limits"_L1].toArray())
        binding += limit["binds"_L1].toBool() ? 1 : 0;
    QCOMPARE(binding, 2);
    QCOMPARE(run(u"budget|ladder"_s, 2).code, 2);
}

void TestCliBudget::theLadderNamesMembersAndParts()
{
    const QByteArray at =
        QDateTime::currentDateTimeUtc().addSecs(-60).toString(Qt::ISODate).toUtf8();
    m_box->write(u"core.jsonl"_s, logLine(700, "claude-sonnet-4-5", at.constData(), "u-ana"));
    QCOMPARE(m_box->run(importOf({u"core.jsonl"_s, u"--label"_s, u"team=core"_s})).code, 0);
    QCOMPARE(run(u"budget|add|--name|Teams|--each|team|--limit|900USD"_s).code, 0);
    QCOMPARE(run(u"budget|add|--name|Sonnet|--scope|model=claude-sonnet-4-5|--limit|70USD"_s).code,
             0);
    QCOMPARE(run(u"budget|add|--name|Opus|--scope|model=claude-opus-4-5|--limit|70USD"_s).code, 0);
    QCOMPARE(run(u"budget|add|--name|Hers|--scope|user=u-ana|--scope|model=claude-sonnet-4-5|"
                 "--limit|0.000001USD"_s)
                 .code,
             0);
    QCOMPARE(run(u"budget|add|--name|His|--scope|user=u-bob|--scope|model=claude-sonnet-4-5|"
                 "--limit|60USD"_s)
                 .code,
             0);
    const QJsonObject ladder = json(u"budget|ladder|--user|u-ana"_s);
    QStringList members;
    for (const QJsonValue limit : ladder["limits"_L1].toArray()) {
        if (limit["name"_L1].toString() == u"Teams"_s)
            members << limit["each"_L1].toString() + u' ' + limit["member"_L1].toString();
        QVERIFY(limit["name"_L1].toString() != u"Hers"_s); // used up, and binds nothing whole
        QVERIFY(limit["read_at"_L1].isNull());
    }
    QCOMPARE(members, QStringList{u"team core"_s});
    // Others' models, and those nobody used, are none of hers.
    QStringList parts;
    for (const QJsonValue part : ladder["parts"_L1].toArray())
        parts << part["name"_L1].toString() + u": "_s + part["scope"_L1].toString();
    QCOMPARE(parts, (QStringList{u"Hers: user u-ana · model claude-sonnet-4-5"_s,
                                 u"Sonnet: model claude-sonnet-4-5"_s}));
    const Ran text = run(u"budget|ladder|--user|u-ana"_s);
    QVERIFY2(text.out.contains("Teams (team core)"), text.out.constData());
    QVERIFY2(text.out.contains("Also applies to part of this:\n  Hers: "), text.out.constData());
}

/// Limits that Outlay never set are limits as well: those of users, keys and teams.
void TestCliBudget::theLadderHasWhatTheGatewayListed()
{
    addGateway();
    m_fake->set(u"team"_s, u"t-core"_s, u"max_budget"_s, 120);
    QVERIFY(json(u"budget|ladder|--user|u-bob"_s)["limits"_L1].toArray().size() < 3);
    QCOMPARE(run(u"budget|limits"_s).code, 0);
    QStringList found;
    for (const QJsonValue limit : json(u"budget|ladder|--user|u-bob"_s)["limits"_L1].toArray()) {
        if (limit["gateway"_L1].toString() != u"proxy"_s)
            continue;
        QVERIFY(!limit["read_at"_L1].toString().isEmpty());
        found << limit["level"_L1].toString() + u' ' + limit["unit"_L1].toString() + u' ' +
                     limit["limit"_L1].toVariant().toString();
    }
    QVERIFY2(found.contains(u"team usd 120.000000000"_s), qPrintable(found.join(u", ")));
    QVERIFY2(found.contains(u"user usd 50.000000000"_s), qPrintable(found.join(u", ")));
    QVERIFY2(found.contains(u"user requests 60"_s), qPrintable(found.join(u", ")));
    const Ran text = run(u"budget|ladder|--user|u-bob"_s);
    QVERIFY2(text.out.contains(", read "), text.out.constData());
    // What it has no more goes with the next list.
    m_fake->set(u"team"_s, u"t-core"_s, u"max_budget"_s, QJsonValue());
    (void)m_box->run(u"budget drift --json"_s.split(u' '));
    for (const QJsonValue limit : json(u"budget|ladder|--user|u-bob"_s)["limits"_L1].toArray())
        QVERIFY(limit["level"_L1].toString() != u"team"_s);
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

/// A forecast is too dear for a thousand members; a pace is not.
void TestCliBudget::membersHaveAPace()
{
    const QDate today = QDateTime::currentDateTimeUtc().date();
    const QString once = u"|--tz|UTC|--period|once|--from|"_s +
                         today.addDays(-10).toString(Qt::ISODate) + u"|--to|"_s +
                         today.addDays(10).toString(Qt::ISODate);
    QCOMPARE(run(u"budget|add|--name|Each|--each|user|--limit|4USD"_s + once).code, 0);
    int members = 0;
    for (const QJsonValue one : json(u"budget|status|Each"_s)["budgets"_L1].toArray()) {
        ++members;
        QVERIFY(one["forecast"_L1].isNull());
        const double used = one["consumed_usd"_L1].toString().toDouble();
        const double end = one["pace"_L1]["end_usd"_L1].toString().toDouble();
        QVERIFY2(end > used * 1.8 && end < used * 2.01, qPrintable(QString::number(end)));
        QCOMPARE(one["pace"_L1]["limit_at"_L1].isString(), end >= 4);
    }
    QCOMPARE(members, 2);
    const Ran text = run(u"budget|status|Each"_s);
    QVERIFY2(text.out.contains("at this pace"), text.out.constData());
}

void TestCliBudget::aGatewayThatKnowsNobodyOfThatNameSaysSo()
{
    addGateway();
    QCOMPARE(run(u"budget|add|--name|Gone|--scope|user=u-gone|--limit|5USD|--cap"_s).code, 0);
    QCOMPARE(status(u"|Gone"_s)["cap_reason"_L1].toString(),
             u"nothing was read back from proxy yet"_s);
    const Ran drift = run(u"budget|drift"_s, 1);
    QVERIFY2(drift.out.contains("the gateway knows no user u-gone"), drift.out.constData());
    QCOMPARE(status(u"|Gone"_s)["cap_reason"_L1].toString(), u"the gateway knows no user u-gone"_s);
}

QTEST_GUILESS_MAIN(TestCliBudget)
#include "tst_clibudget.moc"
