// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/app/cli/sandbox.h"

#include <QDateTime>

#include <memory>

using namespace outlay::test;
using namespace Qt::StringLiterals;

class TestCliBudgetStatus : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void aMemberWithALimitOfItsOwnIsListedBeforeItDoesAnything();

private:
    void run(const QString &words) const
    {
        const Ran ran = m_box->run(words.split(u'|'));
        QVERIFY2(ran.code == 0, ran.err.constData());
    }
    [[nodiscard]] QJsonArray status(const QStringList &more = {}) const
    {
        return m_box->run(QStringList{u"budget"_s, u"status"_s, u"--json"_s} + more)
            .json()["budgets"_L1]
            .toArray();
    }

    QDate m_today;
    std::unique_ptr<Sandbox> m_box;
};

void TestCliBudgetStatus::init()
{
    m_box = std::make_unique<Sandbox>();
    const QDateTime now = QDateTime::currentDateTimeUtc();
    m_today = now.date();
    QByteArray log;
    for (int i = 1; i <= 40; ++i)
        log += logLine(100 + i, "claude-sonnet-4-5",
                       now.addDays(-i).toString(Qt::ISODate).toUtf8().constData(), "u-ana");
    m_box->write(u"log.jsonl"_s, log);
    QCOMPARE(m_box->run(importOf({u"log.jsonl"_s})).code, 0);
}

void TestCliBudgetStatus::aMemberWithALimitOfItsOwnIsListedBeforeItDoesAnything()
{
    run(u"budget|add|--name|Each|--each|user|--limit|50USD|--override|u-new=7USD"_s);
    for (const QStringList &words : {QStringList{u"--members"_s}, QStringList{u"Each"_s}}) {
        QJsonObject found;
        for (const QJsonValue one : status(words)) {
            if (one["member"_L1] == u"u-new"_s)
                found = one.toObject();
        }
        QCOMPARE(found["limit_usd"_L1].toString(), u"7.000000000"_s);
        QCOMPARE(found["consumed_usd"_L1].toString(), u"0.000000000"_s);
        QCOMPARE(found["utilization"_L1].toDouble(-1), 0.0);
    }
    const Ran text = m_box->run("budget status --members");
    QVERIFY2(text.out.contains("Each · u-new"), text.out.constData());
    QCOMPARE(status().size(), 1); // the fullest alone
}

QTEST_GUILESS_MAIN(TestCliBudgetStatus)
#include "tst_clibudgetstatus.moc"
