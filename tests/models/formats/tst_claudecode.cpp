// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/models/formats/merging.h"

#include <QDir>
#include <QDirIterator>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace outlay;
using namespace outlay::test;

namespace {

const QString dataDir = QStringLiteral(OUTLAY_TEST_DATA "/formats/claude-code");

QByteArray lineWith(const QByteArray &usage, const QByteArray &message = {},
                    const QByteArray &root = {})
{
    return R"({"type":"assistant","sessionId":"s","timestamp":"2026-03-09T14:00:03.002Z",)" + root +
           R"("message":{"id":"msg_0123456789","model":"claude-sonnet-4-5","role":"assistant",)" +
           message + R"("stop_reason":"end_turn","usage":)" + usage + "}}";
}

Collector read(const QByteArray &bytes, const std::string &path = {})
{
    ReaderOptions options;
    options.path = path;
    return readWith("claude-code", bytes, options);
}

QStringList transcriptsIn(const QString &folder)
{
    QStringList files;
    QDirIterator it(folder, {QStringLiteral("*.jsonl")}, QDir::Files, QDirIterator::Subdirectories);
    while (it.hasNext())
        files << it.next();
    files.sort();
    return files;
}

std::vector<Seen> observationsIn(const QString &folder)
{
    std::vector<Seen> all;
    for (const QString &file : transcriptsIn(folder)) {
        Collector sink = read(bytesOf(file), file.toStdString());
        all.insert(all.end(), sink.observations.begin(), sink.observations.end());
    }
    return all;
}

} // namespace

class TestClaudeCode : public QObject
{
    Q_OBJECT

private slots:
    void mergesTheFixtureToItsExpectedTotals();
    void doesNotGiveTheWrongAnswersOfTheFixture();
    void ownsCopiedHistoryOnce();
    void readsOneLineWhole();
    void trustsTheSplitOfCacheWritesOnlyWhereItIsFilled_data();
    void trustsTheSplitOfCacheWritesOnlyWhereItIsFilled();
    void namesTheProvider_data();
    void namesTheProvider();
    void namesTheAgent();
    void takesOrRefusesAwkwardLines_data();
    void takesOrRefusesAwkwardLines();
    void passesOverBlankLines();
    void survivesAVeryDeepLine();
    void countsEachLineOnce();
    void keepsContentOut();
    void givesLinesWithoutIdsTheirContentAsIdentity();
    void readsTheTranscriptsOfOthers();
    void knowsItsOwn();
};

void TestClaudeCode::mergesTheFixtureToItsExpectedTotals()
{
    const QJsonObject tokens =
        QJsonDocument::fromJson(bytesOf(dataDir + QStringLiteral("/expected.json")))
            .object()[QStringLiteral("tokens")]
            .toObject();
    const auto events = eventsOf(observationsIn(dataDir));
    QCOMPARE(events.size(), std::size_t(6));
    TokenUsage sum;
    for (const auto &event : events)
        sum += mergedByMax(event).o.usage;
    const auto expected = [&](const char *name) {
        return std::int64_t(tokens[QLatin1String(name)].toInteger());
    };
    QCOMPARE(sum[TokenClass::Input], expected("input_uncached"));
    QCOMPARE(sum[TokenClass::CacheRead], expected("cache_read"));
    QCOMPARE(sum[TokenClass::CacheWrite5m], expected("cache_write_5m"));
    QCOMPARE(sum[TokenClass::CacheWrite1h], expected("cache_write_1h"));
    QCOMPARE(sum[TokenClass::Output], expected("output"));
    QCOMPARE(sum.prompt(), expected("input_inclusive"));
}

void TestClaudeCode::doesNotGiveTheWrongAnswersOfTheFixture()
{
    const auto observations = observationsIn(dataDir);
    std::int64_t ofAllLines = 0;
    for (const Seen &seen : observations)
        ofAllLines += seen[TokenClass::Output];
    // The sum of all lines is there to be got wrong: the merged one must differ.
    QCOMPARE(ofAllLines, std::int64_t(2697));
    std::int64_t merged = 0;
    for (const auto &event : eventsOf(observations)) {
        const Seen seen = mergedByMax(event);
        merged += seen[TokenClass::Output];
        if (seen.tokens.front().second == "msg_A") {
            // 5,000 of 9,000 are one-hour writes: at the five-minute rate they would cost less.
            QCOMPARE(seen[TokenClass::CacheWrite1h], std::int64_t(5000));
            QCOMPARE(seen[TokenClass::CacheRead], std::int64_t(20000)); // not the replay's 50,000
            QVERIFY(seen.o.hasCacheTtlSplit);
        }
    }
    QCOMPARE(merged, std::int64_t(1300));
}

void TestClaudeCode::ownsCopiedHistoryOnce()
{
    std::map<std::string, std::int64_t> outputs;
    for (const auto &event : eventsOf(observationsIn(dataDir))) {
        const Seen seen = mergedByMax(event);
        outputs[seen[Field::Session].substr(32) + "/" + seen[Field::Agent]] +=
            seen[TokenClass::Output];
    }
    const std::map<std::string, std::int64_t> expected = {
        {"aaaa/", 825}, {"aaaa/a1f3c9e", 400}, {"bbbb/", 75}};
    QCOMPARE(outputs, expected);
}

void TestClaudeCode::readsOneLineWhole()
{
    const QByteArray usage =
        R"({"input_tokens":5,"cache_creation_input_tokens":600,"cache_read_input_tokens":29000,)"
        R"("output_tokens":310,"service_tier":"batch","speed":"fast","inference_geo":"us",)"
        R"("cache_creation":{"ephemeral_5m_input_tokens":400,"ephemeral_1h_input_tokens":200},)"
        R"("server_tool_use":{"web_search_requests":2},"iterations":[{"input_tokens":5}]})";
    const QByteArray root = R"("cwd":"/home/dev/a b","gitBranch":"feature/1","requestId":)"
                            R"("req_0123456789","costUSD":0.1234567891,)";
    const Collector sink = read(lineWith(usage, {}, root));
    QCOMPARE(sink.observations.size(), std::size_t(1));
    const Seen &seen = sink.observations.front();
    QCOMPARE(toRfc3339(seen.o.at), std::string("2026-03-09T14:00:03.002Z"));
    QCOMPARE(seen[TokenClass::Input], std::int64_t(5));
    QCOMPARE(seen[TokenClass::CacheRead], std::int64_t(29000));
    QCOMPARE(seen[TokenClass::CacheWrite5m], std::int64_t(400));
    QCOMPARE(seen[TokenClass::CacheWrite1h], std::int64_t(200));
    QCOMPARE(seen[TokenClass::Output], std::int64_t(310));
    QCOMPARE(seen[TokenClass::WebSearches], std::int64_t(2));
    QCOMPARE(seen[Field::Provider], std::string("anthropic"));
    QCOMPARE(seen[Field::Model], std::string("claude-sonnet-4-5"));
    QCOMPARE(seen[Field::Session], std::string("s"));
    QCOMPARE(seen[Field::Project], std::string("/home/dev/a b"));
    QCOMPARE(seen[Field::Branch], std::string("feature/1"));
    QCOMPARE(seen[Field::Tier], std::string("batch"));
    QCOMPARE(seen[Field::Speed], std::string("fast"));
    QCOMPARE(seen[Field::Geo], std::string("us"));
    QCOMPARE(seen[Field::StopReason], std::string("end_turn"));
    QCOMPARE(seen.o.client.value().nanos, std::int64_t(123'456'789));
    QVERIFY(seen.o.isFinal);
    QVERIFY(!seen.o.canSeeFailures);
    QCOMPARE(seen.o.outcome, Outcome::Success);
    const std::vector<std::pair<TokenSpace, std::string>> tokens = {
        {TokenSpace::Response, "msg_0123456789"}, {TokenSpace::Request, "req_0123456789"}};
    QCOMPARE(seen.tokens, tokens);
}

void TestClaudeCode::trustsTheSplitOfCacheWritesOnlyWhereItIsFilled_data()
{
    QTest::addColumn<QByteArray>("usage");
    QTest::addColumn<qint64>("fiveMinutes");
    QTest::addColumn<qint64>("oneHour");
    QTest::addColumn<bool>("isSplit");
    QTest::newRow("no split") << QByteArray(R"({"cache_creation_input_tokens":600})") << 600LL
                              << 0LL << false;
    QTest::newRow("flat 0 beside a filled split: the split")
        << QByteArray(R"({"cache_creation_input_tokens":0,"cache_creation":)"
                      R"({"ephemeral_5m_input_tokens":70,"ephemeral_1h_input_tokens":30}})")
        << 70LL << 30LL << true;
    QTest::newRow("another sum: the split")
        << QByteArray(R"({"cache_creation_input_tokens":500,"cache_creation":)"
                      R"({"ephemeral_5m_input_tokens":0,"ephemeral_1h_input_tokens":30}})")
        << 0LL << 30LL << true;
    QTest::newRow("an empty split beside a filled flat: not lost")
        << QByteArray(R"({"cache_creation":{"ephemeral_5m_input_tokens":0,)"
                      R"("ephemeral_1h_input_tokens":0},"cache_creation_input_tokens":500})")
        << 500LL << 0LL << false;
    QTest::newRow("both 0") << QByteArray(R"({"cache_creation_input_tokens":0,"cache_creation":)"
                                          R"({"ephemeral_5m_input_tokens":0}})")
                            << 0LL << 0LL << true;
    QTest::newRow("null split") << QByteArray(
                                       R"({"cache_creation_input_tokens":9,"cache_creation":null})")
                                << 9LL << 0LL << false;
}

void TestClaudeCode::trustsTheSplitOfCacheWritesOnlyWhereItIsFilled()
{
    QFETCH(QByteArray, usage);
    const Collector sink = read(lineWith(usage));
    QCOMPARE(sink.observations.size(), std::size_t(1));
    QTEST(qint64(sink.observations.front()[TokenClass::CacheWrite5m]), "fiveMinutes");
    QTEST(qint64(sink.observations.front()[TokenClass::CacheWrite1h]), "oneHour");
    QTEST(bool(sink.observations.front().o.hasCacheTtlSplit), "isSplit");
}

void TestClaudeCode::namesTheProvider_data()
{
    QTest::addColumn<QByteArray>("id");
    QTest::addColumn<QByteArray>("model");
    QTest::addColumn<QByteArray>("provider");
    QTest::newRow("Anthropic") << QByteArray("msg_01abcdefgh") << QByteArray("claude-opus-4-5")
                               << QByteArray("anthropic");
    QTest::newRow("Bedrock by the message")
        << QByteArray("msg_bdrk_01abcdefgh") << QByteArray("claude-opus-4-5") << QByteArray("aws");
    QTest::newRow("Bedrock by the model")
        << QByteArray("msg_01abcdefgh") << QByteArray("us.anthropic.claude-sonnet-4-6-v1:0")
        << QByteArray("aws");
    QTest::newRow("Vertex by the message") << QByteArray("msg_vrtx_01abcdefgh")
                                           << QByteArray("claude-opus-4-5") << QByteArray("google");
    QTest::newRow("Vertex by the model")
        << QByteArray("msg_01abcdefgh") << QByteArray("claude-sonnet-4@20250514")
        << QByteArray("google");
    QTest::newRow("Kimi") << QByteArray("chatcmpl-1abcdefgh") << QByteArray("kimi-k2.5")
                          << QByteArray("moonshotai");
    QTest::newRow("GLM") << QByteArray("2026abcdefgh") << QByteArray("glm-5.3")
                         << QByteArray("zai");
    QTest::newRow("unknown") << QByteArray("2026abcdefgh") << QByteArray("my-own-model")
                             << QByteArray("");
}

void TestClaudeCode::namesTheProvider()
{
    QFETCH(QByteArray, id);
    QFETCH(QByteArray, model);
    QFETCH(QByteArray, provider);
    QByteArray line = lineWith(R"({"input_tokens":1})");
    line.replace("msg_0123456789", id).replace("claude-sonnet-4-5", model);
    const Collector sink = read(line);
    QCOMPARE(sink.observations.size(), std::size_t(1));
    QCOMPARE(sink.observations.front()[Field::Provider], provider.toStdString());
    QCOMPARE(sink.observations.front()[Field::Model], model.toStdString());
}

void TestClaudeCode::namesTheAgent()
{
    const QByteArray usage = R"({"input_tokens":1})";
    const auto agentOf = [&](const QByteArray &root, const std::string &path) {
        const Collector sink = read(lineWith(usage, {}, root), path);
        return sink.observations.empty() ? "none" : sink.observations.front()[Field::Agent];
    };
    QCOMPARE(agentOf({}, "/p/0195.jsonl"), std::string());
    QCOMPARE(agentOf({}, "/p/0195/subagents/agent-a1f3c9e.jsonl"), std::string("a1f3c9e"));
    QCOMPARE(agentOf(R"("attributionAgent":"reviewer",)", "/p/agent-x.jsonl"),
             std::string("reviewer"));
    QCOMPARE(agentOf(R"("attributionAgent":"reviewer","agentId":"a1",)", "/p/agent-x.jsonl"),
             std::string("a1"));
    const auto standingOf = [&](const QByteArray &root) {
        return int(read(lineWith(usage, {}, root)).observations.front().o.standing);
    };
    QCOMPARE(standingOf(R"("isSidechain":true,)"), 0);
    QCOMPARE(standingOf(R"("isSidechain":false,)"), 1);
    QCOMPARE(standingOf({}), 1);
}

void TestClaudeCode::takesOrRefusesAwkwardLines_data()
{
    QTest::addColumn<QByteArray>("line");
    QTest::addColumn<qint64>("output"); // -1: ignored, -2: rejected
    QTest::addColumn<QByteArray>("reason");
    const auto taken = [](const char *name, const QByteArray &line, qint64 output) {
        QTest::newRow(name) << line << output << QByteArray();
    };
    const auto ignored = [](const char *name, const QByteArray &line) {
        QTest::newRow(name) << line << -1LL << QByteArray();
    };
    const auto rejected = [](const char *name, const QByteArray &line, const char *reason) {
        QTest::newRow(name) << line << -2LL << QByteArray(reason);
    };
    taken("a number as text", lineWith(R"({"output_tokens":"12"})"), 12);
    taken("a whole number with a point", lineWith(R"({"output_tokens":12.0})"), 12);
    taken("a whole number with an exponent", lineWith(R"({"output_tokens":1.2e1})"), 12);
    taken("null counts", lineWith(R"({"output_tokens":null,"input_tokens":null})"), 0);
    taken("unknown fields", lineWith(R"({"x":{"y":[1,{"output_tokens":9}]},"output_tokens":3})"),
          3);
    taken("an escaped key", lineWith(R"({"output\u005ftokens":7})"), 7);
    taken("a duplicate key: the last", lineWith(R"({"output_tokens":1,"output_tokens":8})"), 8);
    taken("a byte order mark", "\xEF\xBB\xBF" + lineWith(R"({"output_tokens":5})"), 5);
    taken("blanks around", "  " + lineWith(R"({"output_tokens":5})") + " \r", 5);
    taken("blanks inside", lineWith("{ \"output_tokens\" : 5 , \"input_tokens\" :\t1 }"), 5);
    taken("usage-like text in the answer",
          lineWith(R"({"output_tokens":4})",
                   R"("content":[{"type":"text","text":"\"usage\":{\"output_tokens\":99}"}],)"),
          4);
    taken("a tool call with usage in its input",
          lineWith(R"({"output_tokens":4})",
                   R"("content":[{"type":"tool_use","input":{"usage":{"output_tokens":99}}}],)"),
          4);
    taken("iterations are not added",
          lineWith(R"({"output_tokens":4,"iterations":[{"output_tokens":4}]})"), 4);
    taken("no type but a role",
          QByteArray(R"({"timestamp":"2026-03-09T14:00:03Z","message":)"
                     R"({"role":"assistant","usage":{"output_tokens":2}}})"),
          2);
    taken("the largest count", lineWith(R"({"output_tokens":1000000000000})"), 1'000'000'000'000);

    ignored("a user line", R"({"type":"user","message":{"usage":{"output_tokens":1}}})");
    ignored("a tool result that repeats usage",
            R"({"isSidechain":false,"type":"user","timestamp":"2026-03-09T14:01:00.005Z",)"
            R"("toolUseResult":{"usage":{"input_tokens":4,"output_tokens":140}}})");
    ignored("a progress line with a copied message",
            R"({"type":"progress","data":{"message":{"message":{"role":"assistant",)"
            R"("usage":{"output_tokens":1}}}}})");
    ignored("a synthetic line",
            lineWith(R"({"output_tokens":0})").replace("claude-sonnet-4-5", "<synthetic>"));
    ignored("an API error", lineWith(R"({"output_tokens":0})", {}, R"("isApiErrorMessage":true,)"));
    ignored("no usage", R"({"type":"assistant","message":{"role":"assistant"}})");
    ignored("usage null", lineWith("null"));
    ignored("a summary", R"({"type":"summary","summary":"x","leafUuid":"y"})");
    ignored("message is text", R"({"type":"assistant","message":"usage"})");

    rejected("cut off", lineWith(R"({"output_tokens":4})").chopped(1), "");
    rejected("cut off in a text", R"({"type":"assistant","message":{"model":"cl)", "complete");
    rejected("not an object", "[1,2]", "object");
    rejected("binary", QByteArray("\x00\x01\xff\xfe\x7f", 5), "object");
    rejected("no time", R"({"type":"assistant","message":{"usage":{"output_tokens":2}}})",
             "timestamp");
    rejected("a time before 2015",
             lineWith(R"({"output_tokens":4})").replace("2026-03-09", "0001-01-01"), "timestamp");
    rejected("a time after 2099",
             lineWith(R"({"output_tokens":4})").replace("2026-03-09", "2100-01-01"), "timestamp");
    rejected("no such day", lineWith(R"({"output_tokens":4})").replace("2026-03-09", "2026-02-30"),
             "timestamp");
    rejected("a negative count", lineWith(R"({"output_tokens":-4})"), "output_tokens: a negative");
    rejected("half a token", lineWith(R"({"output_tokens":1.5})"), "output_tokens: expected");
    rejected("too many", lineWith(R"({"output_tokens":1000000000001})"), "output_tokens");
    rejected("beyond int64", lineWith(R"({"output_tokens":1e400})"), "output_tokens");
    rejected("NaN", lineWith(R"({"output_tokens":NaN})"), "output_tokens");
    rejected("Infinity", lineWith(R"({"input_tokens":Infinity})"), "input_tokens");
    rejected("a bool", lineWith(R"({"input_tokens":true})"), "input_tokens");
    rejected("an object", lineWith(R"({"input_tokens":{}})"), "input_tokens");
    rejected("text that is no number", lineWith(R"({"input_tokens":"many"})"), "input_tokens");
    rejected("a negative cost", lineWith("{}", {}, R"("costUSD":-0.5,)"), "costUSD");
    rejected("a cost that is none", lineWith("{}", {}, R"("costUSD":NaN,)"), "costUSD");
    rejected("an endless cost", lineWith("{}", {}, R"("costUSD":1e400,)"), "costUSD");
    rejected("usage is a list", lineWith("[1]"), "usage");
    rejected("invalid UTF-8", lineWith(R"({"output_tokens":4})", "\"x\":\"\xc3\x28\","), "UTF-8");
    rejected("a raw control character", lineWith(R"({"output_tokens":4})", "\"x\":\"\x01\","),
             "control");
    rejected("a missing colon", lineWith(R"({"output_tokens" 4})"), "JSON");
}

void TestClaudeCode::takesOrRefusesAwkwardLines()
{
    QFETCH(QByteArray, line);
    QFETCH(qint64, output);
    QFETCH(QByteArray, reason);
    Collector sink;
    std::string padded(line.constData(), std::size_t(line.size()));
    padded.resize(padded.size() + recordPadding, '\xee');
    const auto reader = formatNamed("claude-code")->create({});
    reader->line(std::string_view(padded).substr(0, std::size_t(line.size())), 7, sink);
    QCOMPARE(sink.records(), std::size_t(1));
    if (output >= 0) {
        QVERIFY2(sink.observations.size() == 1, qPrintable(sink.reasons()));
        QCOMPARE(qint64(sink.observations.front()[TokenClass::Output]), output);
    } else if (output == -1) {
        QVERIFY2(sink.ignoredCount == 1, qPrintable(sink.reasons()));
    } else {
        QCOMPARE(sink.rejections.size(), std::size_t(1));
        QCOMPARE(sink.rejections.front().first, std::int64_t(7));
        QVERIFY2(sink.reasons().contains(QString::fromUtf8(reason)), qPrintable(sink.reasons()));
    }
}

void TestClaudeCode::passesOverBlankLines()
{
    const QByteArray line = lineWith(R"({"output_tokens":4})");
    const Collector sink = read("\n \t\r\n" + line + "\r\n\n");
    QCOMPARE(sink.records(), std::size_t(1)); // blank lines are no records
    QCOMPARE(sink.observations.size(), std::size_t(1));
}

void TestClaudeCode::survivesAVeryDeepLine()
{
    const int depth = 200'000;
    const QByteArray deep = "\"x\":" + QByteArray(depth, '[') + QByteArray(depth, ']') + ",";
    QCOMPARE(read(lineWith(R"({"output_tokens":4})", deep)).records(), std::size_t(1));
    const QByteArray open = "\"x\":" + QByteArray(depth, '[');
    const Collector sink = read(lineWith(R"({"output_tokens":4})", open));
    QCOMPARE(sink.rejections.size(), std::size_t(1));
}

void TestClaudeCode::countsEachLineOnce()
{
    for (const QString &file : transcriptsIn(dataDir)) {
        const QByteArray bytes = bytesOf(file);
        const Collector sink = read(bytes);
        QCOMPARE(sink.records(), std::size_t(bytes.count('\n')));
        QVERIFY(sink.rejections.empty());
    }
}

void TestClaudeCode::keepsContentOut()
{
    const QByteArray secret = "SECRETWORD";
    const Collector sink = read(lineWith(R"({"output_tokens":4})",
                                         R"("content":[{"type":"text","text":"SECRETWORD"}],)",
                                         R"("toolUseResult":"SECRETWORD",)"));
    QCOMPARE(sink.observations.size(), std::size_t(1));
    for (const std::string &text : sink.observations.front().texts)
        QVERIFY(!QByteArray::fromStdString(text).contains(secret));
    const Collector refused = read(lineWith(R"({"output_tokens":"SECRETWORD"})"));
    QCOMPARE(refused.rejections.size(), std::size_t(1));
    QVERIFY(!refused.reasons().contains(QString::fromUtf8(secret)));
}

void TestClaudeCode::givesLinesWithoutIdsTheirContentAsIdentity()
{
    QByteArray line = lineWith(R"({"output_tokens":4})");
    line.replace("msg_0123456789", "None");
    QByteArray other = line;
    other.replace("14:00:03", "14:00:04");
    const Collector sink = read(line + "\n" + line + "\n" + other + "\n");
    QCOMPARE(sink.observations.size(), std::size_t(3));
    QVERIFY(sink.observations.front().tokens.empty());
    QCOMPARE(eventsOf(sink.observations).size(), std::size_t(2));
    QVERIFY(sink.observations.front().content.starts_with("claude-code\n"));
}

void TestClaudeCode::readsTheTranscriptsOfOthers()
{
    const QString folder = QStringLiteral(OUTLAY_SHARED_DIR "/data/transcripts");
    if (!QDir(folder).exists())
        QSKIP("the collected transcripts are not on this machine");
    const auto alpha = observationsIn(folder + QStringLiteral("/ccusage/fixtures/claude"));
    QCOMPARE(alpha.size(), std::size_t(5));
    std::int64_t client = 0;
    int fast = 0;
    TokenUsage sum;
    for (const Seen &seen : alpha) {
        client += seen.o.client.value().nanos;
        fast += seen[Field::Speed] == "fast" ? 1 : 0;
        sum += seen.o.usage;
    }
    QCOMPARE(client, std::int64_t(1'090'000'000));
    QCOMPARE(fast, 1);
    QCOMPARE(sum[TokenClass::Input], std::int64_t(730));
    QCOMPARE(sum[TokenClass::Output], std::int64_t(310));
    QCOMPARE(sum[TokenClass::CacheWrite5m], std::int64_t(90));
    QCOMPARE(sum[TokenClass::CacheRead], std::int64_t(110));
    const auto log = observationsIn(folder + QStringLiteral("/claude-code-log"));
    QCOMPARE(eventsOf(log).size(), std::size_t(6));
    QCOMPARE(log.front()[Field::Tier], std::string("standard"));
}

void TestClaudeCode::knowsItsOwn()
{
    for (const QString &file : transcriptsIn(dataDir)) {
        const std::string head = bytesOf(file).left(65536).toStdString();
        QVERIFY(sniff(head, file.toStdString()) != nullptr);
        QCOMPARE(sniff(head, {})->name, std::string_view("claude-code"));
    }
    const Format *format = formatNamed("claude-code");
    QCOMPARE(format->framing("{"), Framing::Lines);
    QCOMPARE(format->sniff("timestamp,model\n", {}), 0);
    QCOMPARE(format->sniff(R"({"agentType":"reviewer","description":"x"})", {}), 0);
    QCOMPARE(format->sniff("", {}), 0);
    QVERIFY(format->sniff(R"({"type":"queue-operation","sessionId":"s","operation":"enqueue"})",
                          {}) > 0);
    // Others have sessions too.
    QCOMPARE(format->sniff(R"({"sessionId":"s","projectHash":"0f","startTime":"2026"})", {}), 0);
    QCOMPARE(format->sniff(R"({"data":[{"id":"o","sessionId":"s","type":"GENERATION"}]})", {}), 0);
}

QTEST_APPLESS_MAIN(TestClaudeCode)
#include "tst_claudecode.moc"
