// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/app/cli/sandbox.h"

#include <QDateTime>

#ifdef Q_OS_UNIX
#include <csignal>
#endif

using namespace outlay::test;

namespace {

int number(const QJsonObject &object, const char *name)
{
    return object[QLatin1String(name)].toInt(-1);
}

/// Every record is accounted for (invariant 10).
bool addsUp(const QJsonObject &import)
{
    return number(import, "lines") == number(import, "new") + number(import, "merged") +
                                          number(import, "duplicate") + number(import, "ignored") +
                                          number(import, "rejected_count");
}

} // namespace

class TestCliImport : public QObject
{
    Q_OBJECT

private slots:
    void tellsWhatItDid();
    void importingTwiceChangesNothing();
    void againReadsFromTheStart();
    void readsStandardInput();
    void twoFilesWithTheSameCallsAreOneSetOfRequests();
    void importsWhatIsFoundOnTheMachine();
    void foundNothingIsNoFailure();
    void withoutAPathNamesWhatIsThere();
    void refusesWrongUsage_data();
    void refusesWrongUsage();
    void saysThatTheFormatIsAnother();
    void aMapOfAFileThatNamesItsFieldsIsRefused();
    void takesAMapWhereAFormatMayHaveOne();
    void needsNoFormatWhereTheFileTellsIt();
    void aMissingFileAloneLeavesNoLedger();
    void aMissingFileDoesNotStopTheRest();
    void aMissingFolderIsNoPlaceForALedger();
    void badInputIsRejectedWithItsPlace_data();
    void badInputIsRejectedWithItsPlace();
    void aHugeLineIsNoProblem();
    void fillsLabelsOnlyWhereUnknown();
    void keepsOnlyMatchingRecords();
    void refusesAForeignDatabase();
    void speaksToPeople();
    void anInterruptedImportGoesOn();
    void saysWhichLinesOfBillsMayBeMore();
    void saysWhereOneBillCameByTwoRoads();
    void saysWhatMayBeOneProjectByTwoNames();
    void aBillSaysNothingOfTheRestOfItsDay_data();
    void aBillSaysNothingOfTheRestOfItsDay();
    void saysWhereOneBillCameByDaysAndByHours();
};

void TestCliImport::tellsWhatItDid()
{
    const Sandbox box;
    box.write(QStringLiteral("a.jsonl"), logLine(1) + logLine(2) + logLine(3, "no-such-model"));
    const Ran ran = box.run(importOf({QStringLiteral("a.jsonl")}));
    QCOMPARE(ran.code, 0);
    QVERIFY2(ran.err.isEmpty(), ran.err.constData());
    const QJsonObject json = ran.json();
    QCOMPARE(number(json, "files"), 1);
    QCOMPARE(number(json, "lines"), 3);
    QCOMPARE(number(json, "new"), 3);
    QCOMPARE(number(json, "unpriced"), 1);
    QVERIFY(addsUp(json));
    QVERIFY(json[QStringLiteral("rejected")].isArray());
    QVERIFY(json[QStringLiteral("seconds")].isDouble());
    // 3,000 tokens at 3 USD and 200 at 15 USD a million.
    QCOMPARE(json[QStringLiteral("cost_usd")].toString(), QStringLiteral("0.012000000"));
}

void TestCliImport::importingTwiceChangesNothing()
{
    const Sandbox box;
    box.write(QStringLiteral("a.jsonl"), logLine(1) + logLine(2));
    (void)box.run(importOf({QStringLiteral("a.jsonl")}));
    const QByteArray before = box.run("report --by model --json").out;
    const QJsonObject second = box.run(importOf({QStringLiteral("a.jsonl")})).json();
    QCOMPARE(number(second, "unchanged_files"), 1);
    QCOMPARE(number(second, "new"), 0);
    QVERIFY(number(second, "bytes_skipped") > 0);
    QCOMPARE(box.run("report --by model --json").out, before);
}

void TestCliImport::againReadsFromTheStart()
{
    const Sandbox box;
    box.write(QStringLiteral("a.jsonl"), logLine(1) + logLine(2));
    (void)box.run(importOf({QStringLiteral("a.jsonl")}));
    const QJsonObject again =
        box.run(importOf({QStringLiteral("--again"), QStringLiteral("a.jsonl")})).json();
    QCOMPARE(number(again, "lines"), 2);
    QCOMPARE(number(again, "duplicate"), 2);
    QCOMPARE(number(again, "new"), 0);
    QVERIFY(addsUp(again));
}

void TestCliImport::readsStandardInput()
{
    const Sandbox box;
    const Ran ran = box.run(importOf({QStringLiteral("-")}), logLine(1) + logLine(2));
    QCOMPARE(ran.code, 0);
    QCOMPARE(number(ran.json(), "new"), 2);
}

void TestCliImport::twoFilesWithTheSameCallsAreOneSetOfRequests()
{
    const Sandbox box;
    box.write(QStringLiteral("logs/a.jsonl"), logLine(1) + logLine(2));
    box.write(QStringLiteral("logs/deep/b.jsonl"), logLine(2) + logLine(3));
    const QJsonObject json = box.run(importOf({QStringLiteral("logs")})).json();
    QCOMPARE(number(json, "files"), 2);
    QCOMPARE(number(json, "new"), 3);
    QCOMPARE(number(json, "duplicate"), 1);
}

void TestCliImport::importsWhatIsFoundOnTheMachine()
{
    const Sandbox box;
    const QString from = QStringLiteral(OUTLAY_TEST_DATA "/formats/claude-code/projects");
    QProcess copy;
    QDir().mkpath(box.path(QStringLiteral(".claude")));
    copy.start(QStringLiteral("cp"),
               {QStringLiteral("-r"), from, box.path(QStringLiteral(".claude"))});
    QVERIFY(copy.waitForFinished());
    const Ran ran = box.run("import --found --json");
    QVERIFY2(ran.code == 0 || ran.code == 1, ran.err.constData());
    QVERIFY(ran.err.contains("Claude Code transcripts"));
    QVERIFY(number(ran.json(), "new") > 0);
    QVERIFY(box.run("report --by source").out.contains("claude-code"));
}

void TestCliImport::foundNothingIsNoFailure()
{
    const Sandbox box;
    const Ran ran = box.run("import --found --json");
    QCOMPARE(ran.code, 0);
    QCOMPARE(number(ran.json(), "files"), 0);
    const Ran report = box.run("report");
    QCOMPARE(report.code, 0);
    QVERIFY(report.out.contains("outlay-cli import"));
}

void TestCliImport::withoutAPathNamesWhatIsThere()
{
    const Sandbox box;
    box.write(QStringLiteral(".codex/sessions/rollout-a.jsonl"), "{}\n");
    const Ran ran = box.run("import");
    QCOMPARE(ran.code, 2);
    QVERIFY(ran.err.contains("Codex sessions"));
    QVERIFY(ran.err.contains("import --found"));
    QVERIFY(ran.out.isEmpty());
}

void TestCliImport::refusesWrongUsage_data()
{
    QTest::addColumn<QString>("words");
    QTest::addColumn<QByteArray>("says");
    const auto row = [](const char *tag, const char *words, const char *says) {
        QTest::newRow(tag) << QString::fromLatin1(words) << QByteArray(says);
    };
    row("an unknown format", "import --format foo a.jsonl", "claude-code");
    row("an unknown field", "import --format jsonl --map when=t a.jsonl", "unknown field");
    row("a map without its format", "import --map at=t a.log", "--format csv or --format jsonl");
    row("a map for a format that needs none", "import --format litellm --map at=t a.jsonl",
        "--map");
    row("a choice for a format that needs none", "import --format litellm --only a=b a.jsonl",
        "--only is for --format csv");
    row("a choice without a format", "import --only a=b a.log",
        "--only needs --format csv or --format jsonl, or another");
    row("a choice for a file that needs none", "import --only a=b c.jsonl",
        "names its own fields: leave --only out");
    row("counts mapped for a bill",
        "import --format focus --map input_tokens=ConsumedQuantity b.csv",
        "--map input_tokens: a bill has its own times and amounts");
    row("counts mapped for what is a bill", "import --map output_tokens=BilledCost b.csv",
        "--map output_tokens: a bill");
    row("a label of no dimension", "import --label colour=red a.jsonl", "cost_center");
    row("a label that is no label", "import --label project a.jsonl", "DIM=VALUE");
    row("an option of another verb", "import --by model a.jsonl", "unknown option");
    row("an empty source", "import --source= a.jsonl", "--source");
}

void TestCliImport::refusesWrongUsage()
{
    QFETCH(const QString, words);
    QFETCH(const QByteArray, says);
    const Sandbox box;
    box.write(QStringLiteral("a.jsonl"), logLine(1));
    box.write(QStringLiteral("c.jsonl"), R"({"event":"a","properties":{"aider_version":"1"}})"
                                         "\n");
    box.write(QStringLiteral("b.csv"), "BilledCost,BillingCurrency,ChargePeriodStart\n");
    const Ran ran = box.run(words.split(QLatin1Char(' ')));
    QCOMPARE(ran.code, 2);
    QVERIFY(ran.out.isEmpty());
    QVERIFY2(ran.err.contains(says), ran.err.constData());
    QVERIFY(!QFile::exists(box.path(QStringLiteral(".local/share/outlay/ledger.sqlite"))));
}

void TestCliImport::saysThatTheFormatIsAnother()
{
    const Sandbox box;
    const QString portkey = QStringLiteral(OUTLAY_TEST_DATA "/formats/portkey/export.jsonl");
    // Rows that are none of its own are refused one by one, and all of them together.
    const Ran wrong = box.run(QStringList{QStringLiteral("import"), QStringLiteral("--format"),
                                          QStringLiteral("cloudflare-gateway"),
                                          QStringLiteral("--json"), portkey});
    QCOMPARE(wrong.code, 1);
    QCOMPARE(number(wrong.json(), "new"), 0);
    QVERIFY2(wrong.out.contains("was a record of cloudflare-gateway; it looks like portkey: leave "
                                "--format out"),
             wrong.out.constData());
    const Ran none = box.run("report --by source --json");
    QCOMPARE(none.json()[QStringLiteral("rows")].toArray().size(), 0);
    // What was not taken in does not count as read.
    const Ran right =
        box.run(QStringList{QStringLiteral("import"), QStringLiteral("--json"), portkey});
    QVERIFY(number(right.json(), "new") > 0);
    QCOMPARE(number(right.json(), "unchanged_files"), 0);
}

void TestCliImport::aMapOfAFileThatNamesItsFieldsIsRefused()
{
    const Sandbox box;
    const QString portkey = QStringLiteral(OUTLAY_TEST_DATA "/formats/portkey/export.csv");
    const QStringList words{QStringLiteral("import"), QStringLiteral("--map"),
                            QStringLiteral("at=created_at,model=ai_model,cost_usd=cost"), portkey};
    const Ran ran = box.run(words);
    QCOMPARE(ran.code, 2);
    QVERIFY2(ran.err.contains("export.csv is portkey, which names its own fields: leave --map out, "
                              "or say --format csv"),
             ran.err.constData());
    const Ran meant = box.run(words + QStringList{QStringLiteral("--format"), QStringLiteral("csv"),
                                                  QStringLiteral("--json")});
    QVERIFY2(number(meant.json(), "lines") > 0, meant.err.constData());
}

void TestCliImport::takesAMapWhereAFormatMayHaveOne()
{
    const Sandbox box;
    // The answer does not tell its time.
    box.write(QStringLiteral("a.jsonl"),
              R"({"model":"claude-sonnet-4-5","usage":{"input_tokens":3,"output_tokens":1}})");
    const QStringList words{QStringLiteral("import"), QStringLiteral("--format"),
                            QStringLiteral("response"), QStringLiteral("--json"),
                            QStringLiteral("a.jsonl")};
    QCOMPARE(number(box.run(words).json(), "rejected_count"), 1);
    const QJsonObject json =
        box.run(words + QStringList{QStringLiteral("--map"), QStringLiteral("at='2026-11-23'")})
            .json();
    QCOMPARE(number(json, "new"), 1);
}

void TestCliImport::needsNoFormatWhereTheFileTellsIt()
{
    const Sandbox box;
    box.write(
        QStringLiteral("bill.json"),
        R"({"billing_account_id":"A","service":{"description":"Vertex AI"},"sku":{"id":"1",)"
        R"("description":"Gemini 2.5 Pro Text Input"},"usage_start_time":)"
        R"("2026-10-05 03:00:00 UTC","usage_end_time":"2026-10-05 04:00:00 UTC","project":)"
        R"({"id":"web"},"export_time":"2026-10-06 15:00:00 UTC","cost":12.5,"currency":"USD",)"
        R"("credits":[],"invoice":{"month":"202610"},"cost_type":"regular"})");
    const QJsonObject bill = box.run("import --json --map project=project.id bill.json").json();
    QCOMPARE(number(bill, "rejected_count"), 0);
    QCOMPARE(bill[QStringLiteral("cost_usd")].toString(), QStringLiteral("12.500000000"));
    const QJsonArray rows =
        box.run("report --by project --json").json()[QStringLiteral("rows")].toArray();
    QCOMPARE(rows[0][QStringLiteral("project")].toString(), QStringLiteral("web"));
    const QJsonObject none = box.run("import --json --only invoice.month=202609 bill.json").json();
    QCOMPARE(number(none, "ignored"), 1);
    // Of our own names, a table needs no map.
    box.write(QStringLiteral("own.csv"), "at,model,input_tokens,output_tokens\n"
                                         "2026-11-02T10:00:00Z,gpt-4o,10,5\n");
    QCOMPARE(number(box.run("import --json --format csv own.csv").json(), "new"), 1);
}

void TestCliImport::aMissingFileAloneLeavesNoLedger()
{
    const Sandbox box;
    const Ran ran = box.run("import nowhere.jsonl");
    QCOMPARE(ran.code, 2);
    QVERIFY(ran.err.contains("nowhere.jsonl"));
    QVERIFY(!QFile::exists(box.path(QStringLiteral(".local/share/outlay/ledger.sqlite"))));
}

void TestCliImport::aMissingFolderIsNoPlaceForALedger()
{
    const Sandbox box;
    box.write(QStringLiteral("a.jsonl"), logLine(1));
    for (const char *words :
         {"import a.jsonl --ledger typo/l.sqlite", "watch --ledger typo/l.sqlite",
          "demo --ledger typo/l.sqlite", "report --ledger typo/l.sqlite"}) {
        const Ran ran = box.run(words);
        QCOMPARE(ran.code, 2);
        QVERIFY2(ran.err.contains("there is no folder") &&
                     ran.err.contains("typo for the ledger l.sqlite"),
                 ran.err.constData());
        QVERIFY(!QDir(box.path(QStringLiteral("typo"))).exists());
    }
    QDir().mkpath(box.path(QStringLiteral("there")));
    const auto into = [&](const char *ledger) {
        return box
            .run(importOf(
                {QStringLiteral("a.jsonl"), QStringLiteral("--ledger"), QLatin1String(ledger)}))
            .code;
    };
    QCOMPARE(into("there/l.sqlite"), 0);
    QCOMPARE(into(".local/share/outlay/ledger.sqlite"), 0); // the usual one's folder is made
    QCOMPARE(box.run("report").code, 0);
}

void TestCliImport::aMissingFileDoesNotStopTheRest()
{
    const Sandbox box;
    box.write(QStringLiteral("a.jsonl"), logLine(1));
    const Ran ran = box.run(importOf({QStringLiteral("nowhere.jsonl"), QStringLiteral("a.jsonl")}));
    QCOMPARE(ran.code, 2);
    const QJsonObject json = ran.json();
    QCOMPARE(number(json, "new"), 1);
    const QJsonObject rejected = json[QStringLiteral("rejected")].toArray().at(0).toObject();
    QVERIFY(rejected[QStringLiteral("file")].toString().contains(QStringLiteral("nowhere")));
    QCOMPARE(number(rejected, "line"), 0);
}

void TestCliImport::badInputIsRejectedWithItsPlace_data()
{
    QTest::addColumn<QByteArray>("record");
    const auto with = [](const char *field, const char *value) {
        QByteArray line = logLine(2);
        const qsizetype at = line.indexOf(field) + qsizetype(qstrlen(field)) + 1;
        const qsizetype end = line.indexOf(line[at] == '"' ? '"' : ',', at + 1);
        return line.replace(at, end - at + (line[at] == '"' ? 1 : 0), value);
    };
    QTest::newRow("truncated") << logLine(2).left(40).append('\n');
    QTest::newRow("no JSON") << QByteArray("hello\n");
    QTest::newRow("binary") << QByteArray("\x00\x01\x02\xff\xfe{\n", 7);
    QTest::newRow("invalid UTF-8") << with("\"m\"", "\"cla\xff\xfe\"");
    QTest::newRow("deep nesting") << QByteArray(100'000, '[').append('\n');
    QTest::newRow("NaN") << with("\"in\"", "NaN");
    QTest::newRow("Infinity") << with("\"in\"", "Infinity");
    QTest::newRow("negative tokens") << with("\"in\"", "-5");
    QTest::newRow("beyond any request") << with("\"in\"", "1e400");
    QTest::newRow("before 2015") << with("\"t\"", "\"1999-01-01T00:00:00Z\"");
    QTest::newRow("after 2100") << with("\"t\"", "\"2222-01-01T00:00:00Z\"");
    QTest::newRow("no date") << with("\"t\"", "\"yesterday\"");
}

void TestCliImport::badInputIsRejectedWithItsPlace()
{
    QFETCH(const QByteArray, record);
    const Sandbox box;
    box.write(QStringLiteral("a.jsonl"), logLine(1) + record + logLine(3));
    const Ran ran = box.run(importOf({QStringLiteral("a.jsonl")}));
    QCOMPARE(ran.code, 1);
    const QJsonObject json = ran.json();
    QCOMPARE(number(json, "new"), 2);
    QCOMPARE(number(json, "rejected_count"), 1);
    QVERIFY(addsUp(json));
    const QJsonObject rejected = json[QStringLiteral("rejected")].toArray().at(0).toObject();
    QVERIFY(rejected[QStringLiteral("file")].toString().endsWith(QStringLiteral("a.jsonl")));
    QCOMPARE(number(rejected, "line"), 2);
    QVERIFY(!rejected[QStringLiteral("reason")].toString().isEmpty());
    // Nothing new is no reason to forget it.
    const Ran again = box.run(importOf({QStringLiteral("a.jsonl")}));
    QCOMPARE(again.code, 0);
    QVERIFY2(again.err.contains("1 record was rejected when it was read") &&
                 again.err.contains("a.jsonl:2: "),
             again.err.constData());
}

void TestCliImport::aHugeLineIsNoProblem()
{
    const Sandbox box;
    QByteArray huge = logLine(2);
    huge.chop(2);
    huge += ",\"text\":\"" + QByteArray(64 * 1024 * 1024, 'x') + "\"}\n";
    box.write(QStringLiteral("a.jsonl"), logLine(1) + huge + logLine(3));
    huge.clear();
    const Ran ran = box.run(importOf({QStringLiteral("a.jsonl")}));
    const QJsonObject json = ran.json();
    QVERIFY(addsUp(json));
    QCOMPARE(number(json, "lines"), 3);
    // Taken or rejected with its place, and the rest imported either way.
    QCOMPARE(number(json, "new") + number(json, "rejected_count"), 3);
    QVERIFY(number(json, "new") >= 2);
    QCOMPARE(ran.code, number(json, "rejected_count") > 0 ? 1 : 0);
}

void TestCliImport::fillsLabelsOnlyWhereUnknown()
{
    const Sandbox box;
    box.write(QStringLiteral("a.jsonl"), logLine(1));
    (void)box.run(importOf({QStringLiteral("--label"), QStringLiteral("project=search"),
                            QStringLiteral("--label"), QStringLiteral("user=nobody"),
                            QStringLiteral("a.jsonl")}));
    const QJsonObject row = box.run("report --by project,user --json")
                                .json()[QStringLiteral("rows")]
                                .toArray()
                                .at(0)
                                .toObject();
    QCOMPARE(row[QStringLiteral("project")].toString(), QStringLiteral("search"));
    QCOMPARE(row[QStringLiteral("user")].toString(), QStringLiteral("alice"));
}

void TestCliImport::keepsOnlyMatchingRecords()
{
    const Sandbox box;
    box.write(QStringLiteral("a.jsonl"),
              logLine(1) + logLine(2, "claude-sonnet-4-5", "2026-11-01T10:00:00Z", "bob"));
    const QJsonObject json = box.run(importOf({QStringLiteral("--only"), QStringLiteral("u=bob"),
                                               QStringLiteral("a.jsonl")}))
                                 .json();
    QCOMPARE(number(json, "new"), 1);
    QCOMPARE(number(json, "ignored"), 1);
    QVERIFY(addsUp(json));
}

void TestCliImport::refusesAForeignDatabase()
{
    const Sandbox box;
    box.write(QStringLiteral("a.jsonl"), logLine(1));
    box.write(QStringLiteral("notes.txt"), QByteArray(5000, 'x'));
    const Ran ran = box.run(importOf(
        {QStringLiteral("a.jsonl"), QStringLiteral("--ledger"), QStringLiteral("notes.txt")}));
    QCOMPARE(ran.code, 3);
    QVERIFY(ran.out.isEmpty());
    QVERIFY(!ran.err.isEmpty());
    QCOMPARE(box.read(QStringLiteral("notes.txt")), QByteArray(5000, 'x'));
}

void TestCliImport::speaksToPeople()
{
    const Sandbox box;
    box.write(QStringLiteral("a.jsonl"), logLine(1) + "oops\n" + logLine(2, "no-such-model"));
    QStringList words = importOf({QStringLiteral("a.jsonl")});
    words.removeOne(QStringLiteral("--json"));
    const Ran ran = box.run(words);
    QCOMPARE(ran.code, 1);
    for (const char *part : {"new", "rejected", "a.jsonl:2", "no price", "outlay-cli report"})
        QVERIFY2(ran.out.contains(part), part);
    QVERIFY(ran.err.isEmpty()); // no progress bar into a pipe
}

void TestCliImport::anInterruptedImportGoesOn()
{
#ifdef Q_OS_UNIX
    const Sandbox box;
    constexpr int files = 20;
    constexpr int linesEach = 10'000;
    for (int file = 0; file < files; ++file) {
        QByteArray lines;
        for (int i = 0; i < linesEach; ++i)
            lines += logLine(1 + file * linesEach + i);
        box.write(QStringLiteral("logs/%1.jsonl").arg(file), lines);
    }
    QProcess process;
    box.prepare(process, importOf({QStringLiteral("logs")}));
    process.start();
    QVERIFY(process.waitForStarted());
    // As soon as the ledger is there the import is under way; wherever the signal falls, what
    // follows must hold.
    const QString ledger = box.path(QStringLiteral(".local/share/outlay/ledger.sqlite"));
    QTRY_VERIFY_WITH_TIMEOUT(QFile::exists(ledger) || process.state() == QProcess::NotRunning,
                             60'000);
    ::kill(static_cast<pid_t>(process.processId()), SIGINT);
    QVERIFY(process.waitForFinished(120'000));
    QCOMPARE(process.exitStatus(), QProcess::NormalExit);
    const bool wasInterrupted = process.exitCode() == 130;
    QVERIFY(wasInterrupted || process.exitCode() == 0);
    if (wasInterrupted)
        QVERIFY(process.readAllStandardError().contains("goes on from there"));
    QCOMPARE(box.run("doctor --json").json()[QStringLiteral("healthy")].toBool(), true);
    const Ran rest = box.run(importOf({QStringLiteral("logs")}));
    QCOMPARE(rest.code, 0);
    const QJsonObject total = box.run("report --json").json()[QStringLiteral("total")].toObject();
    QCOMPARE(number(total, "requests"), files * linesEach);
    QCOMPARE(box.run("doctor --json").json()[QStringLiteral("healthy")].toBool(), true);
#else
    QSKIP("signals are a matter of POSIX");
#endif
}

void TestCliImport::saysWhichLinesOfBillsMayBeMore()
{
    const Sandbox box;
    const auto write = [&box](const char *file, int firstDay, bool hasSeat) {
        QByteArray csv = "BilledCost,BillingCurrency,BillingAccountId,BillingPeriodStart,"
                         "BillingPeriodEnd,ChargePeriodStart,ChargePeriodEnd,ProviderName,SkuId\n";
        const auto line = [&csv](int day, const char *sku) {
            const QByteArray from = QByteArray::number(day);
            const QByteArray to = QByteArray::number(day + 1);
            csv += "5,USD,A,2026-11-01,2026-12-01,2026-11-" + from + ",2026-11-" + to +
                   ",Anthropic," + sku + "\n";
        };
        for (int day = firstDay; day < firstDay + 4; ++day)
            line(day, "tokens");
        if (hasSeat)
            line(10, "seat");
        box.write(QString::fromLatin1(file), csv);
    };
    write("first/f-00001.csv", 11, true);
    write("first/f-00002.csv", 21, false);
    const Ran clear = box.run("import first --json");
    QVERIFY2(clear.code == 0, clear.err.constData());
    QCOMPARE(clear.json()[QStringLiteral("in_doubt")].toInt(-1), 0);
    // The second part again, with a seat: another one, or it has moved there.
    write("again/f-00002.csv", 21, true);
    const Ran ran = box.run("import again");
    QVERIFY2(ran.out.contains("1 line of bills is in doubt: $5.00 counts as delivered again"),
             ran.out.constData());
    const QJsonObject json = box.run("import again --again --json").json();
    QCOMPARE(json[QStringLiteral("in_doubt")].toInt(), 1);
    QCOMPARE(json[QStringLiteral("in_doubt_more_usd")].toString(), QStringLiteral("5.000000000"));
    QCOMPARE(json[QStringLiteral("in_doubt_less_usd")].toString(), QStringLiteral("0.000000000"));
    const Ran doctor = box.run("doctor");
    QVERIFY2(
        doctor.out.contains("lines of the bill of anthropic account A from 2026-11-01 to before "
                            "2026-12-01 in focus are in doubt: $5.00"),
        doctor.out.constData());
}

/// Google's standard and detailed tables, and its FOCUS export, of one account.
void TestCliImport::saysWhereOneBillCameByTwoRoads()
{
    const Sandbox box;
    const auto table = [](bool isDetailed) {
        QByteArray rows;
        for (int hour = 10; hour < 16; ++hour) {
            const QByteArray row =
                "{'billing_account_id':'A','service':{'description':'Vertex AI'},"
                "'sku':{'id':'s','description':'Predictions'},"
                "'usage_start_time':'2026-10-05 " +
                QByteArray::number(hour) + ":00:00 UTC','usage_end_time':'2026-10-05 " +
                QByteArray::number(hour + 1) +
                ":00:00 UTC','currency':'USD','credits':[],'invoice':{'month':'202610'},";
            // The detailed one splits the charge by what was used.
            if (isDetailed)
                rows += row + "'resource':{'name':'r1'},'cost':1}\n" + row +
                        "'resource':{'name':'r2'},'cost':2}\n";
            else
                rows += row + "'cost':3}\n";
        }
        return rows.replace('\'', '"');
    };
    box.write(QStringLiteral("standard.json"), table(false));
    box.write(QStringLiteral("detailed.json"), table(true));
    box.write(QStringLiteral("focus.csv"),
              "BilledCost,BillingCurrency,BillingAccountId,ChargePeriodStart,ChargePeriodEnd,"
              "ProviderName,ServiceName\n"
              "18,USD,A,2026-10-05,2026-10-06,Google Cloud,Vertex AI\n");
    const Ran one = box.run("import standard.json --json");
    QVERIFY2(one.code == 0 && one.err.isEmpty(), one.err.constData());
    QCOMPARE(one.json()[QStringLiteral("in_doubt")].toInt(-1), 0);
    const Ran both = box.run("import detailed.json");
    QVERIFY2(both.out.contains("6 lines of bills are in doubt: $18.00 is told by two exports"),
             both.out.constData());
    QVERIFY(box.run("doctor").out.contains("$18.00 is told by two exports in different lines"));
    QCOMPARE(box.run("source remove google-billing --data").code, 0);
    QCOMPARE(box.run("import standard.json --again").code, 0);
    const Ran focus = box.run("import focus.csv");
    QVERIFY2(focus.err.contains("Careful: the bills focus and google-billing overlap: both tell "
                                "what google charged on 1 day: 18.000000000 and 18.000000000 USD"),
             focus.err.constData());
    QVERIFY2(focus.err.contains("outlay-cli source cover focus --by google-billing"),
             focus.err.constData());
    QVERIFY(box.run("doctor").out.contains("the bills focus and google-billing overlap"));
    const QJsonArray overlaps =
        box.run("import focus.csv --json").json()[QStringLiteral("overlaps")].toArray();
    QCOMPARE(overlaps.size(), 1);
    QCOMPARE(overlaps[0][QStringLiteral("source")].toString(), QStringLiteral("focus"));
    QCOMPARE(overlaps[0][QStringLiteral("other")].toString(), QStringLiteral("google-billing"));
    QCOMPARE(overlaps[0][QStringLiteral("covered")].toString(), QStringLiteral("focus"));
    QCOMPARE(overlaps[0][QStringLiteral("usd")].toString(), QStringLiteral("18.000000000"));
    QCOMPARE(box.run("source cover focus --by google-billing").code, 0);
    QVERIFY(!box.run("doctor").out.contains("overlap"));
    const QJsonObject total = box.run("report --from 2026-10-01 --to 2026-11-01 --json")
                                  .json()[QStringLiteral("total")]
                                  .toObject();
    QCOMPARE(total[QStringLiteral("cost_usd")].toString(), QStringLiteral("18.000000000"));
}

/// A number in the counts, a name in the bill: JSON says what people are told.
void TestCliImport::saysWhatMayBeOneProjectByTwoNames()
{
    const Sandbox box;
    const QByteArray day = R"("from":"2026-10-05T00:00:00Z","to":"2026-10-06T00:00:00Z",)";
    const QByteArray vertex = R"({"outlay":1,"kind":"KIND","source":"vertex","format":"vertex",)";
    box.write(QStringLiteral("counts.jsonl"),
              QByteArray(vertex).replace("KIND", "bucket") + day +
                  R"("series":"usage","fetched_us":1791417600000000,"closed":true})"
                  "\n" +
                  QByteArray(vertex).replace("KIND", "statement") + day +
                  R"("hash":"00000000000003e9","provider":"google","service":"vertex-ai",)"
                  R"("model":"gemini-2.5-pro","project":"4711","billed_usd":"0.000000000",)"
                  R"("input_tokens":1000000,"output_tokens":100000,"requests":10,"closed":true,)"
                  R"("series":"usage","fetched_us":1791417600000000,"statement":"usage",)"
                  R"("prompt_step":"below"})"
                  "\n");
    box.write(QStringLiteral("focus.csv"),
              "BilledCost,BillingCurrency,BillingAccountId,ChargePeriodStart,ChargePeriodEnd,"
              "ProviderName,ServiceName,SubAccountName\n"
              "18,USD,A,2026-10-05,2026-10-06,Google Cloud,Vertex AI,web\n");
    const Ran counts = box.run("import counts.jsonl --json");
    QVERIFY2(counts.code == 0, counts.out.constData());
    QVERIFY(counts.json()[QStringLiteral("named_otherwise")].toArray().isEmpty());
    const Ran bill = box.run("import focus.csv --json --map project=SubAccountName");
    QVERIFY2(bill.err.contains("counts 1.1M tokens of google for project 4711"),
             bill.err.constData());
    const QJsonArray named = bill.json()[QStringLiteral("named_otherwise")].toArray();
    QCOMPARE(named.size(), 1);
    QCOMPARE(named[0][QStringLiteral("counts")].toString(), QStringLiteral("vertex"));
    QCOMPARE(named[0][QStringLiteral("bill")].toString(), QStringLiteral("focus"));
    QCOMPARE(named[0][QStringLiteral("counted_project")].toString(), QStringLiteral("4711"));
    QCOMPARE(named[0][QStringLiteral("billed_project")].toString(), QStringLiteral("web"));
    QCOMPARE(named[0][QStringLiteral("days")].toInt(), 1);
    QCOMPARE(named[0][QStringLiteral("tokens")].toInt(), 1'100'000);
}

/// Requests made since are on no bill yet.
void TestCliImport::aBillSaysNothingOfTheRestOfItsDay_data()
{
    QTest::addColumn<int>("writtenAfterHours");
    QTest::addColumn<bool>("isOver");
    QTest::newRow("on that day") << 12 << false;
    QTest::newRow("later") << 30 << true;
}
void TestCliImport::aBillSaysNothingOfTheRestOfItsDay()
{
    QFETCH(const int, writtenAfterHours);
    QFETCH(const bool, isOver);
    const Sandbox box;
    const QDateTime start(QDateTime::currentDateTimeUtc().date().addDays(-5), QTime(0, 0), Qt::UTC);
    const QByteArray day = start.toString(Qt::ISODate).toUtf8();
    const QByteArray next = start.addDays(1).toString(Qt::ISODate).toUtf8();
    const QString bill = QStringLiteral("focus.csv");
    box.write(bill, "BilledCost,BillingCurrency,BillingAccountId,ChargePeriodStart,"
                    "ChargePeriodEnd,ProviderName,ServiceName\n1,USD,A," +
                        day + ',' + next + ",OpenAI,API\n");
    QFile file(box.path(bill));
    QVERIFY(file.open(QIODevice::ReadWrite));
    QVERIFY(file.setFileTime(start.addSecs(3600LL * writtenAfterHours),
                             QFileDevice::FileModificationTime));
    file.close();
    box.write(QStringLiteral("calls.csv"),
              "at,provider,model,input_tokens,output_tokens,cost_usd\n" + day +
                  ",openai,our-model,1000000,0,9\n");
    QCOMPARE(box.run("import focus.csv").code, 0);
    QCOMPARE(box.run("import --format csv calls.csv").code, 0);
    QCOMPARE(box.run("doctor").out.contains("says was billed"), isOver);
    const QJsonArray days =
        box.run("reconcile --from 30d --json").json()[QStringLiteral("rows")].toArray();
    QCOMPARE(days.size(), 1);
    QCOMPARE(days[0][QStringLiteral("closed")].toBool(), isOver);
}

/// An account's bill by days and by hours: two FOCUS exports of one source.
void TestCliImport::saysWhereOneBillCameByDaysAndByHours()
{
    const auto bill = [](int hoursEach) {
        QByteArray rows =
            "BilledCost,BillingCurrency,BillingAccountId,ChargePeriodStart,ChargePeriodEnd,"
            "ProviderName,ServiceName,ChargeDescription\n";
        const QDateTime from({2026, 10, 1}, {}, Qt::UTC);
        for (int hour = 0; hour < 48; hour += hoursEach)
            rows += QByteArray::number(hoursEach) + ",USD,A," +
                    from.addSecs(3600 * hour).toString(Qt::ISODate).toUtf8() + ',' +
                    from.addSecs(3600 * (hour + hoursEach)).toString(Qt::ISODate).toUtf8() +
                    ",AWS,Amazon Bedrock,Claude Sonnet 4.5 input\n";
        return rows;
    };
    for (const char *order : {"import days.csv hours.csv", "import hours.csv days.csv"}) {
        const Sandbox box;
        box.write(QStringLiteral("days.csv"), bill(24));
        box.write(QStringLiteral("hours.csv"), bill(1));
        const Ran both = box.run(order);
        QVERIFY2(both.out.contains("2 lines of bills are in doubt: $48.00 is told by two exports"),
                 both.out.constData());
        const Ran doctor = box.run("doctor");
        QVERIFY2(doctor.out.contains("$48.00 is told by two exports in different lines"),
                 doctor.out.constData());
        QVERIFY(doctor.out.contains("outlay-cli source remove focus --data, then import one"));
        QCOMPARE(box.run("source remove focus --data").code, 0);
        QCOMPARE(box.run("import hours.csv --again --json").json()[QStringLiteral("in_doubt")],
                 QJsonValue(0));
    }
}

QTEST_GUILESS_MAIN(TestCliImport)
#include "tst_cliimport.moc"
