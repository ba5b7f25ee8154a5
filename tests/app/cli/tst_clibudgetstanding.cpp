// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/app/cli/sandbox.h"

#include <QDateTime>
#include <QTest>

using namespace outlay;
using namespace outlay::test;
using namespace Qt::StringLiterals;

/// `list` and `show` say how a budget stands, not only what its rule is.
class TestCliBudgetStanding : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_box = std::make_unique<Sandbox>();
        const QDateTime now = QDateTime::currentDateTimeUtc();
        QByteArray log;
        for (int i = 1; i <= 60; ++i)
            log += logLine(100 + i, "claude-sonnet-4-5",
                           now.addDays(-i).toString(Qt::ISODate).toUtf8().constData(), "u-ana");
        log += logLine(900, "claude-sonnet-4-5",
                       now.addSecs(-60).toString(Qt::ISODate).toUtf8().constData(), "u-ana");
        log += logLine(901, "mystery-model-9",
                       now.addSecs(-50).toString(Qt::ISODate).toUtf8().constData(), "u-bob");
        m_box->write(u"log.jsonl"_s, log);
        QCOMPARE(m_box->run(importOf({u"log.jsonl"_s})).code, 0);
    }

    /// Nothing can refuse requests here: every list says so, in words and as data.
    void aCapThatNothingHoldsWarnsOnly()
    {
        run(u"budget|add|--name|Team|--limit|5000USD|--each|user|--cap"_s);
        run(u"budget|add|--name|Told|--limit|5000USD"_s);
        for (const char *verb : {"budget|list", "budget|show|Team", "budget|status"}) {
            const QString words = QString::fromLatin1(verb);
            QVERIFY2(run(words).out.contains("warns only (no enforcement point)"),
                     run(words).out.constData());
            const QJsonValue team = json(words)["budgets"_L1][0];
            QCOMPARE(team["cap_light"_L1].toString(), u"warns_only"_s);
            QCOMPARE(team["cap_reason"_L1].toString(), u"no enforcement point"_s);
        }
        QCOMPARE(json(u"budget|show|Told"_s)["budgets"_L1][0]["cap_light"_L1].toString(),
                 u"no_cap"_s);
        run(u"budget|pause|Team"_s);
        QVERIFY(run(u"budget|status"_s)
                    .out.contains("paused until resumed; warns only (no enforcement point)"));
    }

    void aDynamicLimitIsToldWithItsFormula()
    {
        const QByteArray added =
            run(u"budget|add|--name|Dyn|--limit|20USD|--period|week|--dynamic|p75x4+20|--bound|22USD"_s)
                .out;
        QVERIFY2(added.contains("dynamic: p75 of 4 periods + 20%, at most $22.00"),
                 added.constData());
        const QJsonValue dynamic = json(u"budget|list"_s)["budgets"_L1][0];
        QCOMPARE(dynamic["dynamic"_L1]["percentile"_L1].toInt(), 75);
        QCOMPARE(dynamic["dynamic"_L1]["bound_usd"_L1].toString(), u"22.000000000"_s);
        const QString inForce = dynamic["limit_in_force_usd"_L1].toString();
        QCOMPARE(json(u"budget|status"_s)["budgets"_L1][0]["limit_usd"_L1].toString(), inForce);
        QVERIFY(inForce != u"20.000000000"_s);
        QVERIFY(run(u"budget|list"_s).out.contains("dynamic: p75"));
    }

    void aRaiseIsDataWithItsAmount()
    {
        run(u"budget|add|--name|Team|--limit|0.0001USD|--period|day"_s);
        const QByteArray raised = run(u"budget|raise|Team|--limit|5000USD|--for|2h"_s).out;
        QVERIFY2(raised.contains("would not have been used up"),
                 raised.constData()); // by the limit that now holds
        const QJsonValue team = json(u"budget|show|Team"_s)["budgets"_L1][0];
        QCOMPARE(team["limit_usd"_L1].toString(), u"0.000100000"_s);
        QCOMPARE(team["raised_limit_usd"_L1].toString(), u"5000.000000000"_s);
        QCOMPARE(team["limit_in_force_usd"_L1].toString(), u"5000.000000000"_s);
    }

    /// The fullest member stands for its budget, and it is another one whose requests have none.
    void requestsWithoutAPriceOfAnyMemberAreSaid()
    {
        run(u"budget|add|--name|Each|--limit|5000USD|--each|user"_s);
        const QByteArray shown = run(u"budget|status"_s).out;
        QVERIFY2(shown.contains("Each · u-ana"), shown.constData());
        QVERIFY2(shown.contains("Each · u-bob: 1 request has no price and is in no sum."),
                 shown.constData());
    }

private:
    Ran run(const QString &words) const
    {
        Ran ran = m_box->run(words.split(u'|'));
        if (ran.code != 0)
            qWarning().noquote() << words << ran.code << ran.out << ran.err;
        return ran;
    }
    [[nodiscard]] QJsonObject json(const QString &words) const
    {
        return run(words + u"|--json"_s).json();
    }

    std::unique_ptr<Sandbox> m_box;
};

QTEST_GUILESS_MAIN(TestCliBudgetStanding)
#include "tst_clibudgetstanding.moc"
