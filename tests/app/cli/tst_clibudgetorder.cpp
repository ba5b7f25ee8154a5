// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/app/cli/sandbox.h"

#include <QDateTime>

#include <memory>

using namespace outlay::test;
using namespace Qt::StringLiterals;

class TestCliBudgetOrder : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void whatHasEndedIsLast();
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

void TestCliBudgetOrder::init()
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

/// However full it was: what runs out is to be seen first.
void TestCliBudgetOrder::whatHasEndedIsLast()
{
    const auto once = [this](const QString &name, int from, int to, const QString &limit) {
        run(u"budget|add|--name|"_s + name + u"|--period|once|--limit|"_s + limit + u"|--from|"_s +
            m_today.addDays(from).toString(Qt::ISODate) + u"|--to|"_s +
            m_today.addDays(to).toString(Qt::ISODate));
    };
    once(u"a has ended"_s, -30, -5, u"0.01USD"_s);
    once(u"b is to come"_s, 5, 9, u"1USD"_s);
    once(u"c has room"_s, -30, 30, u"900000USD"_s);
    once(u"d is used up"_s, -30, 30, u"0.01USD"_s);
    QStringList names;
    for (const QJsonValue one : status())
        names << one["name"_L1].toString();
    QCOMPARE(names, (QStringList{u"d is used up"_s, u"c has room"_s, u"b is to come"_s,
                                 u"a has ended"_s}));
    const Ran text = m_box->run("budget status");
    QVERIFY2(text.out.contains("begins ") && !text.out.contains("T00:00:00Z"),
             text.out.constData());
}

void TestCliBudgetOrder::aMemberWithALimitOfItsOwnIsListedBeforeItDoesAnything()
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

QTEST_GUILESS_MAIN(TestCliBudgetOrder)
#include "tst_clibudgetorder.moc"
