// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/money/money.h"
#include "tests/app/cli/sandbox.h"

using namespace outlay;
using namespace outlay::test;

namespace {

QJsonArray rowsOf(const Ran &ran)
{
    return ran.json()[QStringLiteral("rows")].toArray();
}

qint64 nanos(const QJsonValue &usd)
{
    const Result<Money> amount = parseUsd(usd.toString().toStdString());
    return amount ? amount->nanos : -1;
}

qint64 picos(const QJsonValue &usd)
{
    const Result<Decimal> amount = parseDecimal(usd.toString().toStdString());
    return amount ? scaled(*amount, 12).value_or(-1) : -1;
}

} // namespace

class TestCliReport : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void hasTheContractsShape();
    void ordersByCostThenName();
    void measuresAreFurtherFields();
    void rowsAddUpToTheTotalInAnyZone_data();
    void rowsAddUpToTheTotalInAnyZone();
    void cutsDaysOfTheZone();
    void narrowsByRangeAndDimension();
    void theEnvironmentsZoneChangesNothing();
    void topAddsTheRest();
    void csvSumsToTheTotal();
    void aBasisWithoutFiguresIsUnknown();
    void anEmptyRangeSaysSo();
    void withoutALedgerSaysHowToMakeOne();
    void refusesWrongUsage_data();
    void refusesWrongUsage();
    void explainAddsUpToTheRow();
    void explainsOneRequestByItsId();
    void explainNamesTheCommandThatListsItsRequests();
    void branchesCommitsAndPullRequestsAreDimensions();
    void explainSaysWhenNoRequestHasTheId();
    void exportsJson();
    void exportsCsvPrivately();
    void exportsLinesAndCharges();
    void anExportThatFailsLeavesNothing();
    void observationsMergeLedgers();
    void reconcileTellsSumsToCompareWith();
    void reconcileTellsWhatACoverSetsAside();
    void changesAddUp();
    void changesTellAPriceThatWasSet();
    void changesSayWhatIsOnRecord();
    void changesCountFromTheDemosNow();
    void changesRefuseWrongUsage();

private:
    Sandbox m_box;
};

void TestCliReport::initTestCase()
{
    QByteArray log;
    for (int i = 1; i <= 30; ++i) {
        const QByteArray at = QStringLiteral("2026-10-%1T%2:30:00Z")
                                  .arg(20 + i % 10)
                                  .arg(i % 24, 2, 10, QLatin1Char('0'))
                                  .toUtf8();
        const char *model = i % 7 == 0   ? "no-such-model"
                            : i % 2 == 0 ? "claude-haiku-4-5"
                                         : "claude-sonnet-4-5";
        log += logLine(i, model, at.constData(), i % 3 == 0 ? "bob" : "alice");
    }
    m_box.write(QStringLiteral("log.jsonl"), log);
    const Ran ran = m_box.run(importOf({QStringLiteral("log.jsonl")}));
    QVERIFY2(ran.code == 0, ran.err.constData());
}

void TestCliReport::hasTheContractsShape()
{
    const Ran ran = m_box.run("report --by model,user --every day --json");
    QCOMPARE(ran.code, 0);
    QVERIFY(ran.err.isEmpty());
    const QJsonObject json = ran.json();
    QVERIFY(json.contains(QStringLiteral("from")));
    QVERIFY(json.contains(QStringLiteral("to")));
    const QJsonObject row = json[QStringLiteral("rows")].toArray().at(0).toObject();
    for (const char *field :
         {"at", "model", "user", "requests", "errors", "input_tokens", "cache_read_tokens",
          "cache_write_5m_tokens", "cache_write_1h_tokens", "output_tokens", "reasoning_tokens",
          "cache_hits", "served_tokens", "cost_usd", "unpriced_requests", "quarantined_usd"})
        QVERIFY2(row.contains(QLatin1String(field)), field);
    const QJsonObject total = json[QStringLiteral("total")].toObject();
    QCOMPARE(total[QStringLiteral("requests")].toInt(), 30);
    QCOMPARE(total[QStringLiteral("unpriced_requests")].toInt(), 4);
    QVERIFY(total.contains(QStringLiteral("residual_usd")));
    QVERIFY(total.contains(QStringLiteral("set_aside_usd")));
}

void TestCliReport::measuresAreFurtherFields()
{
    // Latency and tasks, which the log of the others does not tell.
    Sandbox box;
    QByteArray log;
    for (int i = 1; i <= 20; ++i)
        log += "{\"t\":\"2026-11-01T10:00:00Z\",\"id\":\"call-000000" + QByteArray::number(10 + i) +
               "\",\"in\":1000,\"out\":250,\"ms\":" + QByteArray::number(i) +
               (i <= 15 ? QByteArray(",\"task\":\"T-" + QByteArray::number(i % 3) + "\"}\n")
                        : QByteArray("}\n"));
    box.write(QStringLiteral("log.jsonl"), log);
    const Ran imported =
        box.run("import --format jsonl --map at=t,id=id,input_tokens=in,output_tokens=out,"
                "latency_ms=ms,task=task,model='claude-sonnet-4-5',provider='anthropic' log.jsonl");
    QVERIFY2(imported.code == 0, imported.err.constData());
    const Ran ran = box.run("report --by model --json --measure "
                            "latency_p50,latency_p95,mean_latency,cost_per_task,cache_hit_rate,"
                            "output_per_input,tokens,cost");
    QCOMPARE(ran.code, 0);
    const QJsonObject row = rowsOf(ran).at(0).toObject();
    QCOMPARE(row[QStringLiteral("latency_p50_seconds")].toDouble(), 0.010);
    QCOMPARE(row[QStringLiteral("latency_p95_seconds")].toDouble(), 0.019);
    QCOMPARE(row[QStringLiteral("mean_latency_seconds")].toDouble(), 0.0105);
    // Fifteen of twenty have a task: 15 x (1,000 x 3 + 250 x 15) micro-dollars, of three tasks.
    QCOMPARE(row[QStringLiteral("cost_per_task_usd")].toString(), QStringLiteral("0.033750000"));
    QCOMPARE(row[QStringLiteral("cost_usd")].toString(), QStringLiteral("0.135000000"));
    QCOMPARE(row[QStringLiteral("output_per_input")].toDouble(), 0.25);
    QCOMPARE(row[QStringLiteral("tokens")].toInt(), 25'000);
    QCOMPARE(ran.json()[QStringLiteral("total")][QStringLiteral("cost_per_task_usd")].toString(),
             QStringLiteral("0.033750000"));
    QCOMPARE(box.run("report --csv --measure latency_p50").out.split('\n').at(1).split(',').last(),
             QByteArray("0.010000"));
    const QByteArray table = box.run("report --by model --measure latency_p50,cost_per_task").out;
    QVERIFY2(table.contains("latency p50") && table.contains("10 ms") && table.contains("$0.0338"),
             table.constData());
    QVERIFY(!table.contains("cache read"));
}

void TestCliReport::ordersByCostThenName()
{
    const QJsonArray rows = rowsOf(m_box.run("report --by model --json"));
    QCOMPARE(rows.size(), 3);
    QCOMPARE(rows[0].toObject()[QStringLiteral("model")].toString(),
             QStringLiteral("claude-sonnet-4-5"));
    QCOMPARE(rows[2].toObject()[QStringLiteral("model")].toString(),
             QStringLiteral("no-such-model"));
    QVERIFY(rows[2].toObject()[QStringLiteral("cost_usd")].isNull());
}

void TestCliReport::rowsAddUpToTheTotalInAnyZone_data()
{
    QTest::addColumn<QString>("zone");
    for (const char *zone :
         {"UTC", "Asia/Kolkata", "America/St_Johns", "Europe/Berlin", "Australia/Lord_Howe"})
        QTest::newRow(zone) << QString::fromLatin1(zone);
}

void TestCliReport::rowsAddUpToTheTotalInAnyZone()
{
    QFETCH(const QString, zone);
    for (const char *cut : {"--every hour", "--every day", "--every week", "--every month",
                            "--every day --by model", "--by user,model", "--by session"}) {
        const Ran ran = m_box.run(QStringLiteral("report --json --tz %1 %2")
                                      .arg(zone, QLatin1String(cut))
                                      .toUtf8()
                                      .constData());
        const QJsonObject total = ran.json()[QStringLiteral("total")].toObject();
        qint64 cost = 0;
        int requests = 0;
        for (const QJsonValue &row : rowsOf(ran)) {
            if (!row[QStringLiteral("cost_usd")].isNull())
                cost += nanos(row[QStringLiteral("cost_usd")]);
            requests += row[QStringLiteral("requests")].toInt();
        }
        QVERIFY2(cost == nanos(total[QStringLiteral("cost_usd")]), cut);
        QVERIFY2(requests == 30, cut);
    }
}

void TestCliReport::cutsDaysOfTheZone()
{
    const QJsonArray rows = rowsOf(m_box.run("report --every day --json --tz Asia/Kolkata"));
    for (const QJsonValue &row : rows)
        QVERIFY(row[QStringLiteral("at")].toString().endsWith(QStringLiteral("T18:30:00Z")));
}

void TestCliReport::narrowsByRangeAndDimension()
{
    const auto requests = [&](const char *words) {
        return m_box.run(words).json()[QStringLiteral("total")][QStringLiteral("requests")].toInt();
    };
    QCOMPARE(requests("report --json --from 2026-10-20 --to 2026-10-21"), 3);
    QCOMPARE(requests("report --json --from 2026-10-20T10:30:00Z --to 2026-10-20T10:30:01Z"), 1);
    QCOMPARE(requests("report --json --where user=bob"), 10);
    QCOMPARE(requests("report --json --where user=bob --where user=alice"), 30);
    QCOMPARE(requests("report --json --where user=bob --where model=no-such-model"), 1);
    QCOMPARE(requests("report --json --where project="), 30);
    QCOMPARE(requests("report --json --where user="), 0);
}

void TestCliReport::theEnvironmentsZoneChangesNothing()
{
    const QByteArray here = m_box.run("report --every day --by model --json").out;
    Sandbox &box = m_box;
    box.setVariable(QStringLiteral("TZ"), QStringLiteral("Pacific/Kiritimati"));
    const QByteArray there = box.run("report --every day --by model --json").out;
    box.setVariable(QStringLiteral("TZ"), QStringLiteral("UTC"));
    QCOMPARE(there, here);
}

void TestCliReport::topAddsTheRest()
{
    const QJsonArray rows = rowsOf(m_box.run("report --by model --top 1 --json"));
    QCOMPARE(rows.size(), 2);
    QVERIFY(rows[1].toObject()[QStringLiteral("other")].toBool());
    QVERIFY(rows[1].toObject()[QStringLiteral("model")].isNull());
    QCOMPARE(rows[0].toObject()[QStringLiteral("requests")].toInt() +
                 rows[1].toObject()[QStringLiteral("requests")].toInt(),
             30);
}

void TestCliReport::csvSumsToTheTotal()
{
    const Ran ran = m_box.run("report --by user --csv");
    const QList<QByteArray> lines = ran.out.trimmed().split('\n');
    QCOMPARE(lines.size(), 3);
    const qsizetype cost = lines[0].split(',').indexOf("cost_usd");
    qint64 sum = 0;
    for (const QByteArray &line : lines.mid(1))
        sum += nanos(QString::fromUtf8(line.split(',').at(cost)));
    const QJsonObject total = m_box.run("report --json").json()[QStringLiteral("total")].toObject();
    QCOMPARE(sum, nanos(total[QStringLiteral("cost_usd")]));
}

void TestCliReport::aBasisWithoutFiguresIsUnknown()
{
    const QJsonObject total =
        m_box.run("report --basis billed --json").json()[QStringLiteral("total")].toObject();
    QVERIFY(total[QStringLiteral("cost_usd")].isNull());
    QCOMPARE(total[QStringLiteral("unpriced_requests")].toInt(), 30);
}

void TestCliReport::anEmptyRangeSaysSo()
{
    const Ran ran = m_box.run("report --from 2025-01-01 --to 2025-02-01");
    QCOMPARE(ran.code, 0);
    QVERIFY(ran.out.contains("Nothing matches"));
    QVERIFY(ran.out.contains("30 events"));
    const Ran json = m_box.run("report --by model --from 2025-01-01 --to 2025-02-01 --json");
    QVERIFY(rowsOf(json).isEmpty());
    QCOMPARE(json.json()[QStringLiteral("from")].toString(),
             QStringLiteral("2025-01-01T00:00:00Z"));
}

void TestCliReport::withoutALedgerSaysHowToMakeOne()
{
    const Sandbox box;
    for (const char *words : {"report", "report --json", "explain --where model=x",
                              "export --format csv", "doctor", "backup b.sqlite"}) {
        const Ran ran = box.run(words);
        QVERIFY2(ran.code == 3, words);
        QVERIFY2(ran.out.isEmpty(), words);
        QVERIFY2(ran.err.contains("outlay-cli import"), words);
    }
}

void TestCliReport::refusesWrongUsage_data()
{
    QTest::addColumn<QString>("words");
    for (const char *words : {"report --by modle",
                              "report --by model,model",
                              "report --every minute",
                              "report --from never",
                              "report --from 2026-11-02 --to 2026-11-01",
                              "report --tz Mars/Base",
                              "report --where model",
                              "report --basis guess",
                              "report --measure latency",
                              "report --measure cost,cost",
                              "report --top 0",
                              "report --top many",
                              "report --csv --json",
                              "report model",
                              "explain",
                              "explain a b",
                              "explain call-00000001 --where user=bob",
                              "export",
                              "export --format pdf",
                              "export --format csv file.csv",
                              "export --format observations --from 2026-10-01",
                              "source",
                              "source frob",
                              "source remove",
                              "source remove jsonl",
                              "source reports jsonl",
                              "source reports jsonl gross",
                              "source reports nobody list",
                              "source plan jsonl",
                              "source plan jsonl free",
                              "source plan nobody metered",
                              "source plan jsonl metered --fee 5",
                              "source plan jsonl subscription --fee lots",
                              "backup",
                              "restore",
                              "demo x",
                              "doctor x"})
        QTest::newRow(words) << QString::fromLatin1(words);
}

void TestCliReport::refusesWrongUsage()
{
    QFETCH(const QString, words);
    const Ran ran = m_box.run(words.split(QLatin1Char(' ')));
    QCOMPARE(ran.code, 2);
    QVERIFY2(ran.out.isEmpty(), ran.out.constData());
    QVERIFY(ran.err.startsWith("outlay-cli "));
}

void TestCliReport::explainAddsUpToTheRow()
{
    for (const QJsonValue &row : rowsOf(m_box.run("report --by model,user --json"))) {
        const Ran ran = m_box.run(
            {QStringLiteral("explain"), QStringLiteral("--json"), QStringLiteral("--where"),
             QStringLiteral("model=") + row[QStringLiteral("model")].toString(),
             QStringLiteral("--where"),
             QStringLiteral("user=") + row[QStringLiteral("user")].toString()});
        QVERIFY2(ran.code == 0, ran.err.constData());
        const QJsonObject receipt = ran.json();
        QCOMPARE(receipt[QStringLiteral("cost_usd")], row[QStringLiteral("cost_usd")]);
        QCOMPARE(receipt[QStringLiteral("events")], row[QStringLiteral("requests")]);
        if (receipt[QStringLiteral("cost_usd")].isNull())
            continue;
        qint64 sum = picos(receipt[QStringLiteral("rounding_usd")]);
        for (const QJsonValue &term : receipt[QStringLiteral("terms")].toArray())
            sum += picos(term[QStringLiteral("usd")]);
        QCOMPARE(sum, picos(receipt[QStringLiteral("cost_usd")]));
        QCOMPARE(receipt[QStringLiteral("basis")].toString(), QStringLiteral("estimated"));
    }
}

void TestCliReport::explainsOneRequestByItsId()
{
    const Ran ran = m_box.run("explain call-00000001 --json");
    QVERIFY2(ran.code == 0, ran.err.constData());
    const QJsonObject receipt = ran.json();
    QCOMPARE(receipt[QStringLiteral("events")].toInt(), 1);
    QCOMPARE(receipt[QStringLiteral("event")][QStringLiteral("user")].toString(),
             QStringLiteral("alice"));
    // 1,000 tokens at 3 USD and 100 at 15 USD a million.
    QCOMPARE(receipt[QStringLiteral("cost_usd")].toString(), QStringLiteral("0.004500000"));
    QCOMPARE(receipt[QStringLiteral("terms")].toArray().size(), 2);
    const Ran people = m_box.run("explain call-00000001");
    QVERIFY(people.out.contains("input_tokens"));
    QVERIFY(people.out.contains("0.004500000"));
}

void TestCliReport::explainNamesTheCommandThatListsItsRequests()
{
    const Ran ran =
        m_box.run({QStringLiteral("explain"), QStringLiteral("--where"), QStringLiteral("user=bob"),
                   QStringLiteral("--from"), QStringLiteral("2026-01-01")});
    QCOMPARE(ran.code, 0);
    const QByteArray line = [&ran] {
        for (const QByteArray &one : ran.out.split('\n')) {
            if (one.startsWith("These requests"))
                return one;
        }
        return QByteArray();
    }();
    const auto at = line.indexOf("outlay-cli ");
    QVERIFY2(at > 0, ran.out.constData());
    const Ran listed = m_box.run(QString::fromUtf8(line.mid(at + 11)).split(u' '));
    QCOMPARE(listed.code, 0);
    const auto rows = listed.out.trimmed().split('\n').size() - 1; // less the headings
    const QByteArray heading = "Receipt for " + QByteArray::number(qlonglong(rows)) + " request";
    QVERIFY2(ran.out.startsWith(heading), ran.out.constData());
    QVERIFY(ran.out.contains("outlay-cli report --by model --from 2026-01-01 --where user=bob"));
}

void TestCliReport::branchesCommitsAndPullRequestsAreDimensions()
{
    Sandbox box;
    QByteArray transcript;
    for (int i = 1; i <= 3; ++i) {
        const QByteArray n = QByteArray::number(i);
        transcript +=
            R"({"type":"assistant","timestamp":"2026-11-0)" + n + R"(T10:00:00Z","sessionId":"s-)" +
            n + R"(","requestId":"req_)" + n + R"(","uuid":"u-)" + n + R"(","gitBranch":")" +
            (i == 3 ? QByteArray("main") : QByteArray("feature/x")) + R"(","message":{"id":"msg_)" +
            n +
            R"(","role":"assistant","type":"message","model":"claude-sonnet-4-5",)"
            R"("stop_reason":"end_turn","usage":{"input_tokens":1000000,"output_tokens":1}}})"
            "\n";
    }
    box.write(QStringLiteral("t.jsonl"), transcript);
    QCOMPARE(box.run("import t.jsonl --format claude-code").code, 0);
    const QJsonArray rows = rowsOf(box.run("report --by branch --json"));
    QCOMPARE(rows.size(), 2);
    QCOMPARE(rows[0][QStringLiteral("tag:branch")].toString(), QStringLiteral("feature/x"));
    QCOMPARE(rows[0][QStringLiteral("requests")].toInt(), 2);
    const QJsonObject total =
        box.run("report --where branch=main --json").json()[QStringLiteral("total")].toObject();
    QCOMPARE(total[QStringLiteral("requests")].toInt(), 1);
    const QJsonArray both = rowsOf(box.run("report --by branch,model --every day --json"));
    QCOMPARE(both.size(), 3);
    QVERIFY(box.run("explain --where branch=feature/x").out.startsWith("Receipt for 2 requests"));
    QCOMPARE(box.run("export --format csv --where branch=main").out.trimmed().split('\n').size(),
             2);
    // The others are tags of senders; nobody sends one here.
    for (const char *words : {"report --by commit --json", "report --by pull-request --json",
                              "report --by pull_request --json"}) {
        const QJsonArray unknown = rowsOf(box.run(words));
        QVERIFY2(unknown.size() == 1, words);
    }
    const Ran wrong = box.run("report --by brunch");
    QVERIFY2(wrong.err.contains("branch, commit, pull_request"), wrong.err.constData());
}

void TestCliReport::explainSaysWhenNoRequestHasTheId()
{
    const Ran ran = m_box.run("explain call-99999999");
    QCOMPARE(ran.code, 2);
    QVERIFY(ran.err.contains("call-99999999"));
}

void TestCliReport::exportsJson()
{
    const Ran ran = m_box.run("export --format json --where user=bob");
    const QJsonArray events = ran.json()[QStringLiteral("events")].toArray();
    QCOMPARE(events.size(), 10);
    for (qsizetype i = 1; i < events.size(); ++i)
        QVERIFY(events[i - 1][QStringLiteral("at")].toString() <=
                events[i][QStringLiteral("at")].toString());
    QVERIFY(!ran.out.contains("log.jsonl")); // no path leaves the ledger
}

void TestCliReport::exportsLinesAndCharges()
{
    const QJsonArray events =
        m_box.run("export --format json").json()[QStringLiteral("events")].toArray();
    const QByteArrayList lines = m_box.run("export --format jsonl").out.trimmed().split('\n');
    QCOMPARE(lines.size(), events.size());
    for (qsizetype i = 0; i < lines.size(); ++i)
        QCOMPARE(QJsonDocument::fromJson(lines[i]).object(), events[i].toObject());
    const Ran focus = m_box.run("export --format focus --where user=bob");
    QCOMPARE(focus.code, 0);
    const QByteArrayList rows = focus.out.trimmed().split('\n');
    QVERIFY(rows[0].startsWith("BilledCost,BillingAccountId,"));
    qint64 sum = 0;
    for (const QByteArray &row : rows.mid(1))
        sum += nanos(QString::fromLatin1(row.left(row.indexOf(','))));
    const QJsonObject total =
        m_box.run("report --json --where user=bob").json()[QStringLiteral("total")].toObject();
    QVERIFY(sum > 0);
    QCOMPARE(sum, nanos(total[QStringLiteral("cost_usd")]));
    // What has no price is in no row, and said beside them.
    const QByteArray said = m_box.run("export --format focus").err;
    const int unpriced = m_box.run("report --json")
                             .json()[QStringLiteral("total")][QStringLiteral("unpriced_requests")]
                             .toInt();
    QVERIFY2(unpriced == 0 ? said.isEmpty()
                           : said.startsWith(QByteArray(QByteArray::number(unpriced) + " request")),
             said.constData());
}

void TestCliReport::exportsCsvPrivately()
{
    const QByteArray direct = m_box.run("export --format csv").out;
    QCOMPARE(direct.count('\n'), 31);
    const Ran ran = m_box.run("export --format csv --output out.csv");
    QCOMPARE(ran.code, 0);
    QVERIFY(ran.out.isEmpty());
    QCOMPARE(m_box.read(QStringLiteral("out.csv")), direct);
    const auto others = QFile::ReadGroup | QFile::WriteGroup | QFile::ReadOther | QFile::WriteOther;
    QVERIFY((QFile::permissions(m_box.path(QStringLiteral("out.csv"))) & others) == 0);
    QVERIFY(!QFile::exists(m_box.path(QStringLiteral("out.csv.part"))));
}

void TestCliReport::anExportThatFailsLeavesNothing()
{
    const Ran ran = m_box.run("export --format csv --output no/such/folder/out.csv");
    QCOMPARE(ran.code, 2);
    QVERIFY(ran.err.contains("out.csv"));
    if (QFile::exists(QStringLiteral("/dev/full"))) {
        const Ran full = m_box.run("export --format csv --output /dev/full");
        QCOMPARE(full.code, 2);
        QVERIFY(full.err.contains("No space left"));
        QVERIFY(QFile::exists(QStringLiteral("/dev/full")));
    }
}

void TestCliReport::observationsMergeLedgers()
{
    const Ran exported = m_box.run("export --format observations --output all.jsonl");
    QVERIFY(!m_box.run("export --format observations").out.contains("\n\n"));
    QVERIFY2(exported.code == 0, exported.err.constData());
    // Into a fresh ledger: the same answers. Again: nothing new.
    const Ran first = m_box.run("import all.jsonl --json --ledger other.sqlite");
    QVERIFY2(first.code == 0, first.err.constData());
    for (const char *question : {"report --by model,user --json", "report --every day --json",
                                 "report --by source --json"}) {
        const QByteArray elsewhere = QByteArray(question) + " --ledger other.sqlite";
        QCOMPARE(m_box.run(elsewhere.constData()).out, m_box.run(question).out);
    }
    const QJsonObject second =
        m_box.run("import all.jsonl --again --json --ledger other.sqlite").json();
    QCOMPARE(second[QStringLiteral("new")].toInt(-1), 0);
    const QJsonObject back = m_box.run("import all.jsonl --json").json();
    QCOMPARE(back[QStringLiteral("new")].toInt(-1), 0);
}

void TestCliReport::reconcileTellsSumsToCompareWith()
{
    const QByteArray day = R"("from":"2026-10-21T00:00:00Z","to":"2026-10-22T00:00:00Z",)";
    const QByteArray head = R"({"outlay":1,"source":"proxy","format":"litellm",)" + day +
                            R"("series":"daily","fetched_us":1795219200000000,"closed":true,)";
    m_box.write(QStringLiteral("daily.jsonl"),
                head +
                    R"("kind":"bucket"})"
                    "\n" +
                    head +
                    R"("kind":"statement","statement":"control","prompt_step":"unknown",)"
                    R"("hash":"00000000000000a1",)"
                    R"("provider":"anthropic","billed_usd":"999.5","requests":1000})"
                    "\n");
    const Ran imported = m_box.run("import daily.jsonl --ledger controls.sqlite");
    QVERIFY2(imported.code == 0, imported.err.constData());
    QVERIFY(m_box
                .run(importOf({QStringLiteral("log.jsonl"), QStringLiteral("--ledger"),
                               QStringLiteral("controls.sqlite")}))
                .code == 0);
    const Ran known = m_box.run("report --from 2026-10-21 --to 2026-10-22 --tz UTC --json "
                                "--ledger controls.sqlite --where provider=anthropic");
    const Ran ran = m_box.run("reconcile --json --ledger controls.sqlite");
    QVERIFY2(ran.code == 0, ran.err.constData());
    const QJsonArray controls = ran.json()[QStringLiteral("controls")].toArray();
    QCOMPARE(controls.size(), 1);
    const QJsonObject control = controls[0].toObject();
    QCOMPARE(control[QStringLiteral("said_usd")].toString(), QStringLiteral("999.500000000"));
    QCOMPARE(control[QStringLiteral("said_requests")].toInt(), 1000);
    QCOMPARE(control[QStringLiteral("cause")].toString(),
             QStringLiteral("requests that no source sees"));
    const QJsonObject total = known.json()[QStringLiteral("total")].toObject();
    QVERIFY(total[QStringLiteral("requests")].toInt() > 0);
    QCOMPARE(control[QStringLiteral("known_requests")], total[QStringLiteral("requests")]);
    QCOMPARE(control[QStringLiteral("known_usd")], total[QStringLiteral("cost_usd")]);
    QVERIFY(m_box.run("reconcile --ledger controls.sqlite").out.contains("no source sees"));
    // It is never spend.
    const Ran spend = m_box.run("report --json --ledger controls.sqlite");
    const Ran without = m_box.run("report --json");
    QCOMPARE(spend.json()[QStringLiteral("total")], without.json()[QStringLiteral("total")]);
}

void TestCliReport::reconcileTellsWhatACoverSetsAside()
{
    const QByteArray columns = "BilledCost,BillingCurrency,BillingAccountId,ChargePeriodStart,"
                               "ChargePeriodEnd,ProviderName,SkuId\n";
    const auto bill = [&](const char *file, const char *amount, const char *account) {
        m_box.write(QString::fromLatin1(file),
                    columns + amount + ",USD," + account + ",2026-10-21,2026-10-22,Anthropic,in\n");
        const QByteArray import =
            QByteArray("import ") + file + " --ledger bills.sqlite --source " + account;
        const Ran ran = m_box.run(import.constData());
        QVERIFY2(ran.code == 0, ran.err.constData());
    };
    bill("one.csv", "3.00", "one");
    bill("two.csv", "3.10", "two");
    const auto aside = [this] {
        return m_box.run("reconcile --json --ledger bills.sqlite")
            .json()[QStringLiteral("set_aside")]
            .toArray();
    };
    QCOMPARE(aside().size(), 0);
    QCOMPARE(m_box.run("source cover one --by two --ledger bills.sqlite").code, 0);
    QCOMPARE(aside().size(), 1);
    const QJsonObject row = aside()[0].toObject();
    QCOMPARE(row[QStringLiteral("day")].toString(), QStringLiteral("2026-10-21"));
    QCOMPARE(row[QStringLiteral("source")].toString(), QStringLiteral("one"));
    QCOMPARE(row[QStringLiteral("billed_usd")].toString(), QStringLiteral("3.000000000"));
    QCOMPARE(row[QStringLiteral("covered_by")].toString(), QStringLiteral("two"));
    const QByteArray told = m_box.run("reconcile --ledger bills.sqlite").out;
    QVERIFY2(told.contains("covered by two, which tells the same bill"), told.constData());
}

void TestCliReport::changesAddUp()
{
    const auto totalOf = [this](const char *range) {
        const QByteArray words = QByteArray("report --json --tz UTC ") + range;
        return nanos(m_box.run(words.constData())
                         .json()[QStringLiteral("total")]
                         .toObject()[QStringLiteral("cost_usd")]);
    };
    const Ran ran =
        m_box.run("changes --from 2026-10-24 --to 2026-10-27 --tz UTC --by model --json");
    QVERIFY2(ran.code == 0, ran.err.constData());
    const QJsonObject said = ran.json();
    QCOMPARE(said[QStringLiteral("prior")].toObject()[QStringLiteral("from")].toString(),
             QStringLiteral("2026-10-21T00:00:00Z"));
    QCOMPARE(nanos(said[QStringLiteral("now_usd")]), totalOf("--from 2026-10-24 --to 2026-10-27"));
    QCOMPARE(nanos(said[QStringLiteral("prior_usd")]),
             totalOf("--from 2026-10-21 --to 2026-10-24"));
    const qint64 change =
        nanos(said[QStringLiteral("now_usd")]) - nanos(said[QStringLiteral("prior_usd")]);
    const auto signedNanos = [](const QJsonValue &usd) {
        return parseUsd(usd.toString().toStdString())->nanos;
    };
    qint64 terms = 0;
    for (const QJsonValue term : said[QStringLiteral("terms")].toObject())
        terms += signedNanos(term);
    QCOMPARE(terms, change);
    qint64 values =
        signedNanos(said[QStringLiteral("rest")].toObject()[QStringLiteral("change_usd")]);
    for (const QJsonValue one : said[QStringLiteral("top")].toArray())
        values += signedNanos(one.toObject()[QStringLiteral("change_usd")]);
    QCOMPARE(values, change);
    QVERIFY(
        m_box.run("changes --from 2026-10-24 --to 2026-10-27 --tz UTC").out.contains("efficiency"));
}

void TestCliReport::changesTellAPriceThatWasSet()
{
    const QString ledger = QStringLiteral("priced.sqlite");
    QByteArray log;
    for (int i = 1; i <= 8; ++i) // the same every day
        log += logLine(i, "claude-haiku-4-5",
                       QStringLiteral("2026-10-0%1T12:00:00Z").arg(i).toUtf8().constData(), "bob");
    m_box.write(QStringLiteral("same.jsonl"), log);
    QVERIFY(m_box.run(importOf({QStringLiteral("same.jsonl"), QStringLiteral("--ledger"), ledger}))
                .code == 0);
    const auto termsOf = [this] {
        return m_box
            .run("changes --from 2026-10-05 --to 2026-10-09 --tz UTC --json --ledger priced.sqlite")
            .json()[QStringLiteral("terms")]
            .toObject();
    };
    const QJsonObject before = termsOf();
    QCOMPARE(nanos(before[QStringLiteral("price_usd")]), qint64(0));
    const Ran set = m_box.run("prices set anthropic/claude-haiku-4-5 --input 2 --output 9 "
                              "--from 2026-10-05 --ledger priced.sqlite");
    QVERIFY2(set.code == 0, QByteArray(set.out + set.err).constData());
    const QJsonObject after = termsOf();
    QVERIFY(nanos(after[QStringLiteral("price_usd")]) > 0);
    for (const char *other : {"volume_usd", "mix_usd", "efficiency_usd", "not_itemised_usd"})
        QCOMPARE(after[QLatin1String(other)], before[QLatin1String(other)]);
}

void TestCliReport::changesSayWhatIsOnRecord()
{
    QByteArray log;
    for (int i = 1; i <= 8; ++i)
        log += logLine(i, "claude-haiku-4-5",
                       QStringLiteral("2026-10-0%1T12:00:00Z").arg(i).toUtf8().constData(), "bob");
    m_box.write(QStringLiteral("begins.jsonl"), log);
    const QString ledger = QStringLiteral("begins.sqlite");
    QVERIFY(
        m_box.run(importOf({QStringLiteral("begins.jsonl"), QStringLiteral("--ledger"), ledger}))
            .code == 0);
    const Ran partly =
        m_box.run("changes --from 2026-10-04 --to 2026-10-09 --ledger begins.sqlite");
    QVERIFY2(partly.out.contains("only partly on record: the ledger begins on 2026-10-01."),
             partly.out.constData());
    // The first request of a day is seldom at midnight.
    QVERIFY(!m_box.run("changes --from 2026-10-05 --to 2026-10-09 --ledger begins.sqlite")
                 .out.contains("on record"));
    const auto isPartly = [this](const char *words) {
        return m_box.run(words).json()[QStringLiteral("prior_partly_recorded")].toBool();
    };
    QVERIFY(isPartly("changes --from 2026-10-04 --to 2026-10-09 --ledger begins.sqlite --json"));
    QVERIFY(!isPartly("changes --from 2026-10-05 --to 2026-10-09 --ledger begins.sqlite --json"));
}

void TestCliReport::changesCountFromTheDemosNow()
{
    QCOMPARE(m_box.run("demo --ledger demo.sqlite").code, 0);
    const Ran days = m_box.run("changes --from 7d --by user --ledger demo.sqlite");
    QVERIFY2(days.out.startsWith("2026-11-17 to 2026-11-23: "),
             QByteArray(days.out + days.err).constData());
    const Ran week = m_box.run("changes --from week --ledger demo.sqlite");
    QVERIFY2(week.out.startsWith("2026-11-23: "), QByteArray(week.out + week.err).constData());
}

void TestCliReport::changesRefuseWrongUsage()
{
    for (const char *words : {"changes all", "changes --by colour", "changes --by user,model",
                              "changes --top 0", "changes --by tag", "changes --from 2030-01-01"}) {
        const Ran ran = m_box.run(words);
        QVERIFY2(ran.code == 2, QByteArray(words + (": " + ran.err)).constData());
        QVERIFY(ran.err.startsWith("outlay-cli changes: "));
    }
}

QTEST_GUILESS_MAIN(TestCliReport)
#include "tst_clireport.moc"
