// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/app/cli/budgetrig.h"

#include <QTest>

using namespace outlay;
using namespace outlay::test;
using namespace Qt::StringLiterals;

/// What budgets have come to, and the limits of a user, by the real executable.
class TestCliBudgetStatus : public QObject, protected BudgetRig
{
    Q_OBJECT

private slots:
    void init() { begin(); }
    void aFinishedPeriodSaysWhatItCameTo();
    void timesAreOfOneZone();
    void theLadderKnowsWhomItIsAbout();
    void thePastSaysWhenABudgetMadeLaterWasUsedUp();
    void whatALimitHasComeToIsShown();
    void theLadderNamesWhatBinds();
    void theLadderNamesMembersAndParts();
    void theLadderHasWhatTheGatewayListed();
    void membersHaveAPace();
    void aDemoIsLookedAtFromItsOwnEnd();
};

/// A single period that has ended says what it came to, and that it is over.
void TestCliBudgetStatus::aFinishedPeriodSaysWhatItCameTo()
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
void TestCliBudgetStatus::timesAreOfOneZone()
{
    QCOMPARE(run(u"budget|add|--name|Day|--limit|900USD|--period|day|--tz|Asia/Tokyo"_s).code, 0);
    QVERIFY(run(u"budget|status"_s).out.contains(" 15:00"));
    QVERIFY(!run(u"budget|status|--tz|Asia/Tokyo"_s).out.contains(" 15:00")); // a day's end
}

/// Nobody is called so: the ladder does not look as if nothing were used.
void TestCliBudgetStatus::theLadderKnowsWhomItIsAbout()
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

void TestCliBudgetStatus::thePastSaysWhenABudgetMadeLaterWasUsedUp()
{
    QCOMPARE(run(u"budget|add|--name|Tiny|--limit|0.000001USD|--period|day|--tz|UTC"_s).code, 0);
    const QDateTime then = QDateTime::currentDateTimeUtc().addDays(-5).addSecs(60);
    const QJsonObject past = status(u"|Tiny|--at|"_s + then.toString(Qt::ISODate));
    const auto at = QDateTime::fromString(past["exhausted_at"_L1].toString(), Qt::ISODate);
    QVERIFY2(at.isValid(), qPrintable(past["exhausted_at"_L1].toString()));
    QVERIFY2(at <= then && at.date() == then.date(),
             qPrintable(past["exhausted_at"_L1].toString()));
}

void TestCliBudgetStatus::whatALimitHasComeToIsShown()
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

void TestCliBudgetStatus::theLadderNamesWhatBinds()
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

void TestCliBudgetStatus::theLadderNamesMembersAndParts()
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
void TestCliBudgetStatus::theLadderHasWhatTheGatewayListed()
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

/// A forecast is too dear for a thousand members; a pace is not.
void TestCliBudgetStatus::membersHaveAPace()
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

/// One moment for all of the demo's figures, on whatever day it is looked at.
void TestCliBudgetStatus::aDemoIsLookedAtFromItsOwnEnd()
{
    const auto daysLate = [this](const QString &ledger) {
        const QString at = json(u"budget|status|--ledger|"_s + ledger)["at"_L1].toString();
        return QDateTime::fromString(at, Qt::ISODate).daysTo(QDateTime::currentDateTimeUtc());
    };
    const qint64 late = QDateTime::fromString(u"2026-11-23T17:00:00Z"_s, Qt::ISODate)
                            .daysTo(QDateTime::currentDateTimeUtc());
    for (const auto &[ledger, source] :
         {std::pair(u"demo.sqlite"_s, u"demo calls"_s), {u"other.sqlite"_s, u"calls"_s}}) {
        QCOMPARE(
            m_box->run(importOf({u"log.jsonl"_s, u"--source"_s, source, u"--ledger"_s, ledger}))
                .code,
            0);
    }
    QCOMPARE(daysLate(u"demo.sqlite"_s), std::max<qint64>(late, 0));
    QCOMPARE(daysLate(u"other.sqlite"_s), 0);
    // "today" of every verb is that day as well.
    const auto today = [this](const QString &ledger) {
        return json(u"report|--from|today|--ledger|"_s + ledger)["from"_L1].toString().left(10);
    };
    QCOMPARE(today(u"demo.sqlite"_s), u"2026-11-23"_s);
    QVERIFY(today(u"other.sqlite"_s) > u"2026-11-23"_s);
}

QTEST_GUILESS_MAIN(TestCliBudgetStatus)
#include "tst_clibudgetstatus.moc"
