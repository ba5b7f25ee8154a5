// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/money/money.h"
#include "tests/app/cli/sandbox.h"

using namespace outlay;
using namespace outlay::test;

namespace {

const QString aaaa = QStringLiteral("5d0c6a1e-0000-4000-8000-00000000aaaa");
const QString thread1 = QStringLiteral("0195aaaa-0000-7000-8000-000000000001");
const QString thread2 = QStringLiteral("0195aaaa-0000-7000-8000-000000000002");

qint64 nanos(const QJsonValue &usd)
{
    const Result<Money> amount = parseUsd(usd.toString().toStdString());
    return amount ? amount->nanos : -1;
}

} // namespace

/// Over the transcripts that the formats are tested with.
class TestCliTasks : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void listsTasksThatSumToTheReport();
    void listsTheDearestAndTheRest();
    void listsCsv();
    void listsForPeople();
    void showsWhoStartedWhom();
    void showsTheMultiplierWithItsSums();
    void showsSessionsThatAgentsStarted();
    void showsForPeople();
    void teachesItself();
    void complainsInWords_data();
    void complainsInWords();

private:
    [[nodiscard]] QJsonObject json(QStringList words) const
    {
        const Ran ran = m_box.run(words << QStringLiteral("--json"));
        if (ran.code != 0)
            qWarning().noquote() << words << ran.err;
        return ran.json();
    }
    [[nodiscard]] QJsonObject show(const QString &name, const QStringList &more = {}) const
    {
        return json(QStringList{QStringLiteral("tasks"), QStringLiteral("show"), name} + more);
    }
    [[nodiscard]] QJsonObject list(const QStringList &more = {}) const
    {
        return json(QStringList{QStringLiteral("tasks"), QStringLiteral("list")} + more);
    }
    [[nodiscard]] QJsonObject report(const QStringList &more = {}) const
    {
        return json(QStringList{QStringLiteral("report")} + more)[u"total"].toObject();
    }

    Sandbox m_box;
};

void TestCliTasks::initTestCase()
{
    for (const char *folder : {"/formats/claude-code/projects", "/formats/codex/sessions"}) {
        const Ran ran = m_box.run(
            {QStringLiteral("import"), QStringLiteral(OUTLAY_TEST_DATA) + QLatin1String(folder)});
        QVERIFY2(ran.code == 0, ran.err.constData());
    }
    // Requests nobody knows a task of.
    m_box.write(QStringLiteral("log.jsonl"), logLine(1) + logLine(2));
    QCOMPARE(m_box.run(importOf({QStringLiteral("log.jsonl")})).code, 0);
}

void TestCliTasks::listsTasksThatSumToTheReport()
{
    const QJsonObject all = list();
    const QJsonObject total = report();
    qint64 sum = nanos(all[u"unknown"][u"cost_usd"]) + nanos(all[u"not_itemised_usd"]);
    int requests = all[u"unknown"][u"requests"].toInt();
    const QJsonArray tasks = all[u"dearest"].toArray();
    QCOMPARE(tasks.size(), all[u"tasks"].toInt());
    qint64 last = nanos(tasks[0][u"cost_usd"]);
    for (const QJsonValue task : tasks) {
        const qint64 cost = nanos(task[u"cost_usd"]);
        QVERIFY(cost <= last);
        last = cost;
        sum += cost;
        requests += task[u"requests"].toInt();
        QCOMPARE(task[u"detailed_requests"].toInt(), task[u"requests"].toInt());
    }
    QCOMPARE(sum, nanos(total[u"cost_usd"]));
    QCOMPARE(requests, total[u"requests"].toInt());
    QCOMPARE(all[u"unknown"][u"requests"].toInt(), 2);
    QCOMPARE(all[u"rest"][u"tasks"].toInt(), 0);
    QCOMPARE(nanos(all[u"cost"][u"max_usd"]), nanos(tasks[0][u"cost_usd"]));
    QCOMPARE(all[u"cost"][u"tasks"].toInt(), tasks.size());
}

void TestCliTasks::listsTheDearestAndTheRest()
{
    const QJsonObject all = list();
    const QJsonObject one = list({QStringLiteral("--top"), QStringLiteral("1")});
    QCOMPARE(one[u"dearest"].toArray().size(), 1);
    QCOMPARE(one[u"dearest"][0][u"task"], all[u"dearest"][0][u"task"]);
    QCOMPARE(one[u"rest"][u"tasks"].toInt(), all[u"tasks"].toInt() - 1);
    QCOMPARE(one[u"cost"], all[u"cost"]);
    const QJsonObject claude = all[u"dearest"][0].toObject();
    QCOMPARE(claude[u"task"].toString(), aaaa);
    QCOMPARE(claude[u"agents"].toInt(), 2);
    QCOMPARE(claude[u"sessions"].toInt(), 1);
    QCOMPARE(claude[u"branches"].toArray(), QJsonArray{QStringLiteral("feature/out-1")});
    QCOMPARE(claude[u"outcomes"][u"success"].toInt(), claude[u"requests"].toInt());
}

void TestCliTasks::listsCsv()
{
    const QList<QByteArray> lines = m_box.run("tasks list --top 1 --csv").out.trimmed().split('\n');
    QCOMPARE(lines.size(), 4); // headings, the dearest, the rest, the unknown
    const qsizetype columns = lines[0].count(',');
    QVERIFY(lines[0].startsWith("task,cost_usd,list_value_usd,requests,"));
    for (const QByteArray &line : lines)
        QCOMPARE(line.count(','), columns);
    QVERIFY(lines[1].startsWith(aaaa.toUtf8()));
    QVERIFY(lines[2].endsWith(",other"));
    QVERIFY(lines[3].endsWith(",unknown"));
}

void TestCliTasks::listsForPeople()
{
    const Ran ran = m_box.run("tasks list");
    QCOMPARE(ran.code, 0);
    for (const char *said :
         {"median $", "the dearest $", "(no task known)", "feature/out-1", "outlay-cli tasks show"})
        QVERIFY2(ran.out.contains(said), ran.out.constData());
}

void TestCliTasks::showsWhoStartedWhom()
{
    const QJsonObject tree = show(aaaa);
    QCOMPARE(tree[u"task"].toString(), aaaa);
    QVERIFY(tree[u"session"].isNull());
    const QJsonArray agents = tree[u"agents"].toArray();
    QCOMPARE(agents.size(), 2);
    QVERIFY(agents[0][u"agent"].isNull());
    QVERIFY(agents[0][u"started_by"].isNull());
    QCOMPARE(agents[1][u"agent"].toString(), QStringLiteral("a1f3c9e"));
    QCOMPARE(agents[1][u"started_by"].toInt(-1), 0);
    QVERIFY(!agents[1][u"started_by_known"].toBool(true)); // transcripts do not say
    QCOMPARE(agents[0][u"overhead_tokens"].toInt(), 29'012);
    QCOMPARE(agents[1][u"overhead_tokens"].toInt(), 3'008);
    QCOMPARE(agents[1][u"resent"][u"cache_read_tokens"].toInt(), 3'000);
    QCOMPARE(agents[1][u"resent"][u"reread_tokens"].toInt(), 8);
    const QJsonObject total = report({QStringLiteral("--where"), QStringLiteral("task=") + aaaa});
    QCOMPARE(nanos(agents[0][u"cost_usd"]) + nanos(agents[1][u"cost_usd"]),
             nanos(total[u"cost_usd"]));
    QCOMPARE(tree[u"total"][u"cost_usd"], total[u"cost_usd"]);
    QCOMPARE(tree[u"unlisted_requests"].toInt(-1), 0);
}

void TestCliTasks::showsTheMultiplierWithItsSums()
{
    const QJsonObject cost = show(aaaa)[u"team_cost"].toObject();
    // The first call of the agent, 3,000 written at 3.75 and 8 sent at 3, read at 0.30 instead.
    QCOMPARE(cost[u"duplicated_tokens"].toInt(), 3'008);
    QCOMPARE(cost[u"duplicated_usd"].toString(), QStringLiteral("0.010371600"));
    QCOMPARE(nanos(cost[u"one_agent_usd"]), nanos(cost[u"team_usd"]) - 10'371'600);
    QCOMPARE(nanos(cost[u"alone_usd"]),
             nanos(cost[u"one_agent_usd"]) + nanos(cost[u"carried_usd"]));
    const double ratio = double(nanos(cost[u"team_usd"])) / double(nanos(cost[u"one_agent_usd"]));
    QVERIFY(std::abs(cost[u"multiplier"].toDouble() - ratio) <= 0.0005);
    QVERIFY(ratio > 1);
}

void TestCliTasks::showsSessionsThatAgentsStarted()
{
    const QJsonObject task = show(thread1);
    QCOMPARE(task[u"agents"].toArray().size(), 1);
    QCOMPARE(task[u"started_elsewhere"].toArray(), QJsonArray{thread2});
    const QJsonObject session = show(thread1, {QStringLiteral("--session")});
    QVERIFY(session[u"task"].isNull());
    QCOMPARE(session[u"sessions"].toArray(), (QJsonArray{thread1, thread2}));
    const QJsonArray agents = session[u"agents"].toArray();
    QCOMPARE(agents.size(), 2);
    QCOMPARE(agents[1][u"agent"].toString(), QStringLiteral("worker"));
    QCOMPARE(agents[1][u"session"].toString(), thread2);
    QCOMPARE(agents[1][u"started_by"].toInt(-1), 0);
    QVERIFY(agents[1][u"started_by_known"].toBool());
    const QJsonObject total =
        report({QStringLiteral("--where"), QStringLiteral("session=") + thread1,
                QStringLiteral("--where"), QStringLiteral("session=") + thread2});
    QCOMPARE(session[u"total"][u"cost_usd"], total[u"cost_usd"]);
}

void TestCliTasks::showsForPeople()
{
    const Ran ran = m_box.run({QStringLiteral("tasks"), QStringLiteral("show"), aaaa});
    QCOMPARE(ran.code, 0);
    for (const char *said : {"2 agents", "a1f3c9e ?", "the source does not say who started it",
                             "team multiplier", "What if one agent did it"})
        QVERIFY2(ran.out.contains(said), ran.out.constData());
}

void TestCliTasks::teachesItself()
{
    const Ran ran = m_box.run("tasks --help");
    QCOMPARE(ran.code, 0);
    for (const QByteArray &line : ran.out.split('\n'))
        QVERIFY2(QString::fromUtf8(line).size() <= 110, line.constData());
}

void TestCliTasks::complainsInWords_data()
{
    QTest::addColumn<QByteArray>("says");
    const auto row = [](const char *words, const char *says) {
        QTest::newRow(words) << QByteArray(says);
    };
    row("tasks", "tasks list or tasks show NAME");
    row("tasks dance", "cannot do \"dance\"");
    row("tasks list extra", "\"extra\"");
    row("tasks list --top none", "--top none");
    row("tasks list --top 0", "--top 0");
    row("tasks list --from someday", "someday");
    row("tasks list --where hat=x", "hat");
    row("tasks list --csv --json", "--csv and --json");
    row("tasks list --session", "--session belongs to tasks show");
    row("tasks show", "tasks show NAME");
    row("tasks show a b", "tasks show NAME");
    row("tasks show a --csv", "--csv belongs to tasks list");
    row("tasks show nobodys", "no task or session \"nobodys\"");
}

void TestCliTasks::complainsInWords()
{
    QFETCH(QByteArray, says);
    const Ran ran = m_box.run(QTest::currentDataTag());
    QCOMPARE(ran.code, 2);
    QVERIFY(ran.out.isEmpty());
    QVERIFY2(ran.err.contains(says), ran.err.constData());
}

QTEST_GUILESS_MAIN(TestCliTasks)
#include "tst_clitasks.moc"
