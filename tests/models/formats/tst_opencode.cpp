// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/models/formats/transcripttotals.h"

using namespace outlay;
using namespace outlay::test;

namespace {

const QString dataDir = QStringLiteral(OUTLAY_TEST_DATA "/formats/opencode");

QByteArray assistant(const QByteArray &tokens, const QByteArray &rest = {})
{
    return R"({"id":"msg_b5a0c0002001AbCd","sessionID":"ses_1","role":"assistant",)" + rest +
           R"("time":{"created":1772539201000},"modelID":"gpt-5","providerID":"openai","tokens":)" +
           tokens + "}";
}

/// What `opencode export` writes of a session with one answer.
QByteArray exported(const QByteArray &answered)
{
    return "{\"info\":{\"id\":\"ses_1\",\"title\":\"words\"},\"messages\":["
           "{\"info\":{\"role\":\"user\",\"id\":\"msg_0\"},\"parts\":[]},{\"info\":" +
           answered + ",\"parts\":[{\"type\":\"text\",\"text\":\"words\"}]}]}";
}

} // namespace

class TestOpenCode : public QObject
{
    Q_OBJECT

private slots:
    void addsUpToTheExpectedTotals()
    {
        compareWithExpected("opencode", QStringLiteral("opencode"));
    }

    void readsAMessageWhole()
    {
        const auto sink = readWith(
            "opencode", bytesOf(dataDir + QStringLiteral("/storage/message/ses_4a1b2c3d4e5f/"
                                                         "msg_b5a0c0002001AbCdEfGhIjKlMn.json")));
        QCOMPARE(sink.observations.size(), std::size_t(1));
        const Seen &seen = sink.observations.front();
        QCOMPARE(toRfc3339(seen.o.at), std::string("2026-03-03T12:00:01Z"));
        QCOMPARE(seen[Field::Provider], std::string("anthropic"));
        QCOMPARE(seen[Field::Model], std::string("claude-sonnet-4-5"));
        QCOMPARE(seen[Field::Session], std::string("ses_4a1b2c3d4e5f"));
        QCOMPARE(seen[Field::Project], std::string("/home/dev/demo"));
        QCOMPARE(seen[Field::Agent], std::string("build"));
        QCOMPARE(seen[Field::StopReason], std::string("stop"));
        QCOMPARE(seen.o.client.value().nanos, std::int64_t(45'900'000));
        QVERIFY(seen.o.isFinal);
        // Its ids look like a provider's and are not: they must not meet those.
        QCOMPARE(seen.tokens.size(), std::size_t(1));
        QCOMPARE(int(seen.tokens[0].first), int(TokenSpace::GatewayCall));
    }

    void noPriceIsNoPrice()
    {
        const auto sink =
            readWith("opencode", assistant(R"({"input":1,"output":2})", R"("cost":0,)"));
        QVERIFY(!sink.observations.at(0).o.client);
    }

    void tellsWhereReasoningStands_data()
    {
        QTest::addColumn<QByteArray>("tokens");
        QTest::addColumn<qint64>("output");
        QTest::newRow("beside, by the total")
            << QByteArray(R"({"total":160,"input":100,"output":20,"reasoning":40,"cache":{}})")
            << 60LL;
        QTest::newRow("inside, by the total")
            << QByteArray(R"({"total":160,"input":100,"output":60,"reasoning":40,"cache":{}})")
            << 60LL;
        QTest::newRow("beside, being more")
            << QByteArray(R"({"input":100,"output":20,"reasoning":40,"cache":{}})") << 60LL;
        QTest::newRow("inside, not told")
            << QByteArray(R"({"input":100,"output":60,"reasoning":40,"cache":{}})") << 60LL;
    }
    void tellsWhereReasoningStands()
    {
        QFETCH(QByteArray, tokens);
        QFETCH(qint64, output);
        const auto sink = readWith("opencode", assistant(tokens));
        QCOMPARE(sink.observations.size(), std::size_t(1));
        QCOMPARE(qint64(sink.observations[0][TokenClass::Output]), output);
        QCOMPARE(sink.observations[0][TokenClass::Reasoning], std::int64_t(40));
    }

    void readsAnExportOfASession()
    {
        const QByteArray answered = assistant("{\"input\":1,\"output\":2}");
        const auto sink = readWith("opencode", exported(answered));
        QCOMPARE(sink.observations.size(), std::size_t(1));
        QCOMPARE(sink.ignoredCount, 1);
        QVERIFY(sink.observations[0].content.find("words") == std::string::npos);
    }

    void tellsHowACallEnded_data()
    {
        QTest::addColumn<QByteArray>("error");
        QTest::addColumn<int>("outcome");
        QTest::newRow("aborted") << QByteArray("MessageAbortedError") << int(Outcome::Cancelled);
        QTest::newRow("failed") << QByteArray("ProviderAuthError") << int(Outcome::Error);
    }
    void tellsHowACallEnded()
    {
        QFETCH(QByteArray, error);
        QFETCH(int, outcome);
        const QByteArray field = "\"error\":{\"name\":\"" + error + "\"},";
        const auto sink = readWith("opencode", assistant("{\"input\":1,\"output\":2}", field));
        QCOMPARE(int(sink.observations.at(0).o.outcome), outcome);
    }

    void ignoresWhatWasNotAnswered()
    {
        QCOMPARE(readWith("opencode", assistant(R"({"input":0,"output":0})")).ignoredCount, 1);
        QCOMPARE(readWith("opencode", assistant("null")).ignoredCount, 1);
        QCOMPARE(readWith("opencode", R"({"role":"user","sessionID":"s"})").ignoredCount, 1);
    }

    void refusesWhatItCannotRead_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QByteArray>("reason");
        QTest::newRow("negative input")
            << assistant(R"({"input":-5,"output":2})") << QByteArray("input");
        QTest::newRow("no object") << assistant("5") << QByteArray("tokens: expected an object");
        QTest::newRow("a row's broken data")
            << QByteArray("[{\"id\":\"msg_1\",\"session_id\":\"s\",\"data\":\"{\\\"role\\\":\"}]")
            << QByteArray("data: ");
        QTest::newRow("no time") << QByteArray(
                                        R"({"role":"assistant","tokens":{"input":1,"output":1}})")
                                 << QByteArray("time.created");
    }
    void refusesWhatItCannotRead()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(QByteArray, reason);
        compareRejection("opencode", bytes, reason);
    }
};

QTEST_GUILESS_MAIN(TestOpenCode)
#include "tst_opencode.moc"
