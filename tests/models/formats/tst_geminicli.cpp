// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/models/formats/transcripttotals.h"

using namespace outlay;
using namespace outlay::test;

namespace {

QByteArray gemini(const QByteArray &tokens, const QByteArray &rest = {})
{
    return R"({"id":"5f0c1111-0000-4000-8000-000000000011","timestamp":"2026-03-11T10:05:02Z",)"
           R"("type":"gemini","content":"secret words","model":"gemini-2.5-pro",)" +
           rest + R"("tokens":)" + tokens + "}";
}

} // namespace

class TestGeminiCli : public QObject
{
    Q_OBJECT

private slots:
    void addsUpToTheExpectedTotals_data()
    {
        QTest::addColumn<QString>("folder");
        QTest::newRow("reference") << QStringLiteral("gemini-cli");
        QTest::newRow("sub-agent and older release") << QStringLiteral("gemini-cli/more");
    }
    void addsUpToTheExpectedTotals()
    {
        QFETCH(QString, folder);
        // The reference's own file; the others have expected totals of their own.
        if (folder == u"gemini-cli") {
            const QString path = QStringLiteral(OUTLAY_TEST_DATA "/formats/gemini-cli");
            const auto events =
                mergedEvents("gemini-cli", observationsIn("gemini-cli", path + u"/tmp"));
            QCOMPARE(events.size(), std::size_t(2));
            const QJsonObject tokens = QJsonDocument::fromJson(bytesOf(path + u"/expected.json"))
                                           .object()[QStringLiteral("tokens")]
                                           .toObject();
            const QJsonObject totals = totalsOf(events);
            for (auto each = totals.begin(); each != totals.end(); ++each)
                QCOMPARE(each->toInteger(), tokens[each.key()].toInteger(-1));
            return;
        }
        compareWithExpected("gemini-cli", folder);
    }

    void theLastRecordOfAMessageHolds()
    {
        const QByteArray first =
            gemini(R"({"input":10,"output":5,"cached":0,"thoughts":0,"tool":0,"total":15})");
        const QByteArray second =
            gemini(R"({"input":10,"output":3,"cached":0,"thoughts":0,"tool":0,"total":13})");
        const auto sink = readWith("gemini-cli", first + '\n' + second + '\n');
        const auto events = mergedEvents("gemini-cli", sink.observations);
        QCOMPARE(events.size(), std::size_t(1));
        QCOMPARE(events.front()[TokenClass::Output], std::int64_t(3));
    }

    void namesSessionAgentAndProjectOfASubAgent()
    {
        const auto all = observationsIn(
            "gemini-cli", QStringLiteral(OUTLAY_TEST_DATA "/formats/gemini-cli/more"));
        QCOMPARE(all.size(), std::size_t(2));
        const Seen &sub = all[0][Field::Agent].empty() ? all[1] : all[0];
        QCOMPARE(sub[Field::Session], std::string("aaaa1111-0000-4000-8000-000000000001"));
        QCOMPARE(sub[Field::Agent], std::string("bbbb2222-0000-4000-8000-000000000002"));
        QCOMPARE(sub[Field::Project], std::string("/home/dev/demo"));
        QCOMPARE(sub[Field::Provider], std::string("google"));
        QVERIFY(!sub.o.canSeeFailures);
    }

    void shortIdsAreUniqueWithinTheirSessionOnly()
    {
        const QByteArray tokens =
            R"("tokens":{"input":1,"output":1,"cached":0,"thoughts":0,"tool":0,"total":2}})";
        std::vector<Seen> all;
        for (const char *session : {"s1", "s2"}) {
            const auto sink = readWith(
                "gemini-cli", QByteArray("{\"sessionId\":\"") + session +
                                  "\",\"projectHash\":\"p\"}\n{\"id\":\"g1\",\"type\":\"gemini\","
                                  "\"timestamp\":\"2026-03-11T10:05:02Z\"," +
                                  tokens);
            all.insert(all.end(), sink.observations.begin(), sink.observations.end());
        }
        QCOMPARE(eventsOf(all).size(), std::size_t(2));
    }

    void tellsByTheTotalWhatIsInsideWhat_data()
    {
        QTest::addColumn<QByteArray>("tokens");
        QTest::addColumn<qint64>("input");
        QTest::addColumn<qint64>("output");
        QTest::newRow("cached inside, thoughts beside")
            << QByteArray(
                   R"({"input":100,"output":10,"cached":40,"thoughts":5,"tool":3,"total":118})")
            << 63LL << 15LL;
        QTest::newRow("cached beside")
            << QByteArray(
                   R"({"input":100,"output":10,"cached":40,"thoughts":5,"tool":0,"total":155})")
            << 100LL << 15LL;
        QTest::newRow("thoughts inside")
            << QByteArray(
                   R"({"input":100,"output":10,"cached":0,"thoughts":5,"tool":0,"total":110})")
            << 100LL << 10LL;
        QTest::newRow("no total: as the API counts")
            << QByteArray(R"({"input":100,"output":10,"cached":40,"thoughts":5})") << 60LL << 15LL;
    }
    void tellsByTheTotalWhatIsInsideWhat()
    {
        QFETCH(QByteArray, tokens);
        QFETCH(qint64, input);
        QFETCH(qint64, output);
        const auto sink = readWith("gemini-cli", gemini(tokens));
        QCOMPARE(sink.observations.size(), std::size_t(1));
        QCOMPARE(qint64(sink.observations[0][TokenClass::Input]), input);
        QCOMPARE(qint64(sink.observations[0][TokenClass::Output]), output);
    }

    void refusesWhatContradictsItself_data()
    {
        QTest::addColumn<QByteArray>("line");
        QTest::addColumn<QByteArray>("reason");
        QTest::newRow("another total")
            << gemini(R"({"input":100,"output":10,"cached":0,"thoughts":5,"tool":0,"total":900})")
            << QByteArray("tokens.total");
        QTest::newRow("more cached than sent")
            << gemini(R"({"input":10,"output":10,"cached":40})") << QByteArray("tokens.cached");
        QTest::newRow("negative") << gemini(R"({"input":-1,"output":10})") << QByteArray("input");
        QTest::newRow("no object") << gemini("7") << QByteArray("tokens: expected an object");
        QTest::newRow("no time") << QByteArray(
                                        R"({"type":"gemini","tokens":{"input":1,"output":1}})")
                                 << QByteArray("timestamp");
    }
    void refusesWhatContradictsItself()
    {
        QFETCH(QByteArray, line);
        QFETCH(QByteArray, reason);
        compareRejection("gemini-cli", line, reason);
    }

    void goesOnFromItsState()
    {
        const QByteArray bytes =
            bytesOf(QStringLiteral(OUTLAY_TEST_DATA "/formats/gemini-cli/tmp/0f0f0f0f/chats/"
                                                    "session-2026-03-11T10-00-aaaa1111.jsonl"));
        const Collector whole = readWith("gemini-cli", bytes);
        for (qsizetype cut = bytes.indexOf('\n') + 1; cut > 0; cut = bytes.indexOf('\n', cut) + 1) {
            const Collector parts = readInTwo("gemini-cli", bytes, cut);
            QCOMPARE(parts.observations.size(), whole.observations.size());
            for (std::size_t i = 0; i < whole.observations.size(); ++i) {
                QCOMPARE(parts.observations[i].tokens, whole.observations[i].tokens);
                QCOMPARE(parts.observations[i].o.version, whole.observations[i].o.version);
            }
        }
        QVERIFY(!formatNamed("gemini-cli")->create({})->restore("nonsense"));
    }

    void passesOverWhatElseLiesInItsFolder()
    {
        // logs.json, checkpoints.
        const auto logs = readWith(
            "gemini-cli",
            R"([{"sessionId":"s","messageId":0,"type":"user","message":"words","timestamp":"x"}])");
        QCOMPARE(logs.ignoredCount, 1);
        const auto checkpoint =
            readWith("gemini-cli", R"([{"role":"user","parts":[{"text":"words"}]}])");
        QCOMPARE(checkpoint.ignoredCount, 1);
        QVERIFY(logs.rejections.empty() && checkpoint.rejections.empty());
    }
};

QTEST_GUILESS_MAIN(TestGeminiCli)
#include "tst_geminicli.moc"
