// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/app/cli/budgetrig.h"

#include <QTest>

using namespace outlay;
using namespace outlay::test;
using namespace Qt::StringLiterals;

/// Caps of the real executable at a gateway on loopback.
class TestCliBudgetPush : public QObject, protected BudgetRig
{
    Q_OBJECT

private slots:
    void init() { begin(); }
    void capsArePushedLitAndTakenBack();
    void whoIsNamedIsCappedBeforeAnyRequest();
    void limitsAMinuteHoldAtTheGateway();
    void whoDoesNothingStaysCapped();
    void aNewPeriodIsNoDrift();
    void eachOutcomeNamesItsOwnBudgets();
    void aClashNamesThoseThatClash();
    void aScopeNoGatewayHasSaysWhy();
    void aGatewayThatKnowsNobodyOfThatNameSaysSo();
};

void TestCliBudgetPush::capsArePushedLitAndTakenBack()
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
void TestCliBudgetPush::whoIsNamedIsCappedBeforeAnyRequest()
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
void TestCliBudgetPush::limitsAMinuteHoldAtTheGateway()
{
    addGateway();
    QVERIFY(
        run(u"budget|add|--name|R|--limit|30requests|--period|minute"_s, 2).err.contains("--cap"));
    QVERIFY(run(u"budget|add|--name|R|--limit|3USD|--period|minute|--cap"_s, 2)
                .err.contains("requests or tokens"));
    for (const QString &scope :
         {u""_s, u"|--each|model"_s, u"|--scope|model=gpt-5"_s,
          u"|--scope|user=u-ana|--scope|user=u-bob"_s, u"|--each|user|--scope|model=gpt-5"_s}) {
        const QString words = u"budget|add|--name|R|--limit|30requests|--period|minute|--cap"_s;
        const Ran refused = run(words + scope, 2);
        QVERIFY2(refused.err.contains("scope: per minute a gateway caps one user, key or team"),
                 refused.err.constData());
    }
    const QString ana = u"|--scope|user=u-ana|--cap"_s;
    QCOMPARE(run(u"budget|add|--name|Rate|--limit|30requests|--period|minute"_s + ana).code, 0);
    QVERIFY(run(u"budget|set|Rate|--scope|model=gpt-5"_s, 2).err.contains("scope: per minute"));
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
    const QString little = u"|--limit|1requests"_s; // used up, were it any other period
    QCOMPARE(run(u"budget|set|Rate"_s + little).code, 0);
    const QJsonObject rate = status(u"|Rate"_s);
    QVERIFY(rate["consumed_requests"_L1].toInt() >= 1);
    QVERIFY(rate["thresholds_crossed"_L1].toArray().isEmpty());
    QVERIFY(rate["exhausted_at"_L1].isNull() && rate["pace"_L1].isNull());
    QCOMPARE(rate["per_minute"_L1], QJsonValue(true));
    QVERIFY(rate["forecast_reason"_L1].toString().contains(u"only a gateway can hold"_s));
    QVERIFY(json(u"budget|show|Rate"_s)["budgets"_L1][0]["thresholds"_L1].toArray().isEmpty());
    const Ran told = run(u"budget|status"_s);
    QVERIFY2(
        told.out.contains("Rate: a limit per minute, which only a gateway can hold; thresholds and "
                          "forecast do not apply.") &&
            !told.out.contains("used up"),
        told.out.constData());
    QCOMPARE(run(u"budget|set|Rate|--limit|30requests"_s).code, 0);
    // One that goes takes its part away, and leaves the others'.
    QCOMPARE(run(u"budget|remove|Rate"_s).code, 0);
    QVERIFY(run(u"budget|push|--dry-run"_s).out.contains("takes away 30 requests/min"));
    QCOMPARE(run(u"budget|push"_s).code, 0);
    there = m_fake->object(u"user"_s, u"u-ana"_s);
    QVERIFY(there["rpm_limit"_L1].isNull());
    QCOMPARE(there["tpm_limit"_L1].toInt(), 9000);
    QCOMPARE(there["max_budget"_L1].toInt(), 80);
}

void TestCliBudgetPush::whoDoesNothingStaysCapped()
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

/// A period in which nobody has done anything yet: all stay capped, and nothing has drifted.
void TestCliBudgetPush::aNewPeriodIsNoDrift()
{
    addGateway();
    m_fake->remove(u"key"_s, u"hash-bob-0123456789abcdef"_s); // which would leak
    QCOMPARE(run(u"budget|add|--name|Each|--each|user|--limit|30USD|--cap"_s).code, 0);
    QVERIFY(push());
    QCOMPARE(run(u"budget|drift"_s).code, 0);
    // In the hour that runs only Ana has done anything, if at all.
    QCOMPARE(run(u"budget|set|Each|--period|hour"_s).code, 0);
    QCOMPARE(run(u"budget|drift"_s, 1).code, 1); // the window is another one
    QCOMPARE(run(u"budget|push"_s).code, 0);
    const QJsonObject drift = json(u"budget|drift"_s);
    QStringList lights;
    for (const QJsonValue cap : drift["caps"_L1].toArray())
        lights << cap["cap_id"_L1].toString() + u' ' + cap["light"_L1].toString();
    QCOMPARE(lights, (QStringList{u"each/u-ana enforced"_s, u"each/u-bob enforced"_s}));
    QVERIFY(run(u"budget|push|--dry-run"_s).out.contains("0 changes to"));
    // What does drift is told of a quiet member as of any other.
    m_fake->set(u"user"_s, u"u-bob"_s, u"max_budget"_s, 500);
    const Ran drifted = run(u"budget|drift"_s, 1);
    QVERIFY2(drifted.out.contains("Each: u-bob: warns only"), drifted.out.constData());
}

/// Three budgets of one user: what is written is said of its own, once.
void TestCliBudgetPush::eachOutcomeNamesItsOwnBudgets()
{
    addGateway();
    const QString ana = u"|--scope|user=u-ana|--cap"_s;
    QCOMPARE(run(u"budget|add|--name|Rate|--limit|30requests|--period|minute"_s + ana).code, 0);
    QCOMPARE(run(u"budget|add|--name|Spend|--limit|80USD"_s + ana).code, 0);
    QVERIFY(run(u"budget|push|--dry-run"_s).out.startsWith("Rate, Spend (user Ana): "));
    QCOMPARE(run(u"budget|push"_s).code, 0);
    QCOMPARE(run(u"budget|set|Rate|--limit|40requests"_s).code, 0);
    const Ran preview = run(u"budget|push|--dry-run"_s);
    QVERIFY2(preview.out.startsWith("Rate (user Ana): 30 requests/min -> 40 requests/min\n"),
             preview.out.constData());
    const Ran pushed = run(u"budget|push"_s);
    QVERIFY2(pushed.out.contains("\nRate (user Ana): holds\n") &&
                 pushed.out.contains("\nSpend (user Ana): was there already\n"),
             pushed.out.constData());
    QCOMPARE(run(u"budget|remove|Rate"_s).code, 0);
    const Ran gone = run(u"budget|push"_s);
    QVERIFY2(gone.out.startsWith("Rate (user Ana): 40 requests/min -> any requests/min\n") &&
                 gone.out.contains("\nRate (user Ana): holds\n") &&
                 gone.out.contains("\nSpend (user Ana): was there already\n"),
             gone.out.constData());
    QCOMPARE(gone.out.count("Rate (user Ana)"), 2);
    QVERIFY(!gone.out.contains("Rate, Spend") && !gone.out.contains("Spend, Rate"));
}

void TestCliBudgetPush::aClashNamesThoseThatClash()
{
    addGateway();
    const QString ana = u"|--scope|user=u-ana|--cap"_s;
    const QString rate = u"requests|--period|minute"_s + ana;
    QCOMPARE(run(u"budget|add|--name|Fast|--limit|30"_s + rate).code, 0);
    QCOMPARE(run(u"budget|add|--name|Slow|--limit|20"_s + rate).code, 0);
    QCOMPARE(run(u"budget|add|--name|Money|--limit|80USD"_s + ana).code, 0);
    const Ran pushed = run(u"budget|push"_s, 1);
    QVERIFY2(pushed.out.contains("several caps want to set user Ana: Fast and Slow; keep one") &&
                 !pushed.out.contains("Money and") && !pushed.out.contains("and Money"),
             pushed.out.constData());
    QCOMPARE(there("u-ana", "max_budget").toInt(), 80); // which is nobody else's
    QVERIFY(there("u-ana", "rpm_limit").isNull());
    // Pushing again would not help, and nothing says that it would.
    const Ran drift = run(u"budget|drift"_s, 1);
    QVERIFY2(drift.out.contains("several caps want to set user Ana: Fast and Slow") &&
                 !drift.out.contains("push it again"),
             drift.out.constData());
    QVERIFY(status(u"|Slow"_s)["cap_reason"_L1].toString().contains(u"several caps want"_s));
    QCOMPARE(status(u"|Money"_s)["cap_light"_L1].toString(), u"enforced"_s);
}

void TestCliBudgetPush::aScopeNoGatewayHasSaysWhy()
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

void TestCliBudgetPush::aGatewayThatKnowsNobodyOfThatNameSaysSo()
{
    addGateway();
    QCOMPARE(run(u"budget|add|--name|Gone|--scope|user=u-gone|--limit|5USD|--cap"_s).code, 0);
    QCOMPARE(status(u"|Gone"_s)["cap_reason"_L1].toString(),
             u"nothing was read back from proxy yet"_s);
    const Ran drift = run(u"budget|drift"_s, 1);
    QVERIFY2(drift.out.contains("the gateway knows no user u-gone"), drift.out.constData());
    QCOMPARE(status(u"|Gone"_s)["cap_reason"_L1].toString(), u"the gateway knows no user u-gone"_s);
}

QTEST_GUILESS_MAIN(TestCliBudgetPush)
#include "tst_clibudgetpush.moc"
