// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/models/formats/totals.h"

#include <QTest>

using namespace outlay;
using namespace outlay::test;
using enum TokenClass;

namespace {

QByteArray generation(const QByteArray &members)
{
    return R"({"id":"observation-1","traceId":"trace-1","type":"GENERATION","startTime":)"
           R"("2026-03-06T12:00:00Z","endTime":"2026-03-06T12:00:02Z",)"
           R"("parentObservationId":null)" +
           (members.isEmpty() ? members : "," + members) + "}";
}

} // namespace

class TestLangfuse : public QObject
{
    Q_OBJECT

private slots:
    void comesToItsExpectedTotals_data();
    void comesToItsExpectedTotals();
    void decidesWhetherPartsAreInside_data();
    void decidesWhetherPartsAreInside();
    void readsOneObservationWhole();
    void sharesTheIdsOfSpans();
    void readsTheCountsOfBeforeTheMap();
    void asksForTheFieldsThatAreMissing();
    void takesTheCloudThatAModelsNameNames();
};

void TestLangfuse::comesToItsExpectedTotals_data()
{
    QTest::addColumn<QByteArray>("file");
    QTest::newRow("v2 page") << QByteArray("observations-v2-page.json");
    QTest::newRow("v1 page") << QByteArray("observations-v1-page.json");
    QTest::newRow("lines") << QByteArray("rows.jsonl");
}

void TestLangfuse::comesToItsExpectedTotals()
{
    QFETCH(QByteArray, file);
    const QJsonObject expected = expectedOf("langfuse");
    const Collector sink = readFixture("langfuse", file.constData());
    QVERIFY2(sink.rejections.empty(), qPrintable(sink.reasons()));
    QCOMPARE(qint64(sink.records()), expected[u"observations"].toInteger());
    QCOMPARE(qint64(sink.ignoredCount), expected[u"ignored_rollup_observations"].toInteger() +
                                            expected[u"ignored_without_usage"].toInteger());
    const Totals totals = totalsOf(sink.observations);
    QCOMPARE(difference(expected, totals.usage), QString());
    QCOMPARE(qint64(totals.successes), expected[u"usage_bearing_calls"].toInteger());
    QCOMPARE(qint64(totals.errors), expected[u"failed_calls"].toInteger());
    QCOMPARE(totals.reported.nanos, nanosOf(expected, "cost_reported_usd"));
    // The wrong answers: the roll-up counted too, the cached part of the last counted twice.
    QVERIFY(totals.usage.prompt() != 2 * 8700);
    QVERIFY(totals.usage[Input] != 2400);
}

void TestLangfuse::decidesWhetherPartsAreInside_data()
{
    QTest::addColumn<QByteArray>("details");
    QTest::addColumn<QList<qint64>>("counts"); // input, read, written, output, reasoning
    QTest::addColumn<bool>("isDoubtful");
    const auto test = [](const char *name, const char *details, const QList<qint64> &counts,
                         bool isDoubtful) {
        QTest::newRow(name) << QByteArray(details) << counts << isDoubtful;
    };
    test("disjoint",
         R"("input":500,"input_cached_tokens":1500,"output":180,)"
         R"("output_reasoning_tokens":20,"total":2200)",
         {500, 1500, 0, 200, 20}, false);
    test("inside",
         R"("input":1000,"cache_read_input_tokens":400,"output":100,"output_reasoning":30,)"
         R"("total":1100)",
         {600, 400, 0, 100, 30}, false);
    test("no total", R"("input":10,"output":5)", {10, 0, 0, 5, 0}, false);
    test("no total but parts", R"("input":10,"input_cache_read":4,"output":5)", {10, 4, 0, 5, 0},
         true);
    test("neither", R"("input":10,"input_cache_read":4,"output":5,"total":99)", {10, 4, 0, 5, 0},
         true);
    test("larger than the whole", R"("input":10,"input_cache_read":40,"output":5,"total":15)",
         {10, 40, 0, 5, 0}, true);
    test("writes by lifetime",
         R"("input":1,"input_cache_creation_5m":2,"input_cache_creation_1h":4,)"
         R"("input_cache_creation":8,"output":3,"total":18)",
         {1, 0, 14, 3, 0}, false);
    test("as text", R"("input":"7","output":"3","total":"10")", {7, 0, 0, 3, 0}, false);
}

void TestLangfuse::decidesWhetherPartsAreInside()
{
    QFETCH(QByteArray, details);
    QFETCH(QList<qint64>, counts);
    QFETCH(bool, isDoubtful);
    const Seen seen = onlyOne("langfuse", generation("\"usageDetails\":{" + details + "}"));
    QCOMPARE((QList<qint64>{seen[Input], seen[CacheRead], seen[CacheWrite5m] + seen[CacheWrite1h],
                            seen[Output], seen[Reasoning]}),
             counts);
    QCOMPARE(seen.tags.contains("counts"), isDoubtful);
}

void TestLangfuse::readsOneObservationWhole()
{
    const Seen seen = readFixture("langfuse", "observations-v2-page.json").observations[1];
    QCOMPARE(seen[Field::Model], std::string("claude-sonnet-4-5"));
    QCOMPARE(seen[Field::Provider], std::string("anthropic"));
    QCOMPARE(seen[Field::User], std::string("u-ana"));
    QCOMPARE(seen[Field::Session], std::string("sess-1"));
    QCOMPARE(seen[Field::Environment], std::string());
    QCOMPARE(seen[CacheWrite5m], std::int64_t(800));
    QVERIFY(seen.o.hasCacheTtlSplit);
    QCOMPARE(seen.o.latencyMicros, std::int64_t(1'500'000));
    QCOMPARE(seen.o.timeToFirstTokenMicros, std::int64_t(900'000));
    QCOMPARE(seen.tokens[0].second, std::string("langfuse/observation-g2/success"));
}

void TestLangfuse::sharesTheIdsOfSpans()
{
    QByteArray line = generation(R"("usageDetails":{"input":1,"output":1})");
    line.replace("observation-1", "00f067aa0ba902b7");
    line.replace("trace-1", "4bf92f3577b34da6a3ce929d0e0e4736");
    const Seen seen = onlyOne("langfuse", line);
    QCOMPARE(seen.tokens.size(), std::size_t(1));
    QVERIFY(seen.tokens[0].first == TokenSpace::Span);
    QCOMPARE(seen.tokens[0].second,
             std::string("4bf92f3577b34da6a3ce929d0e0e4736/00f067aa0ba902b7"));
}

void TestLangfuse::readsTheCountsOfBeforeTheMap()
{
    const Seen seen = onlyOne(
        "langfuse", generation(R"("model":"gpt-4o","usage":{"input":7,"output":3,"total":10,)"
                               R"("unit":"TOKENS"})"));
    QCOMPARE(seen[Input], std::int64_t(7));
    QCOMPARE(seen[Output], std::int64_t(3));
    const Collector characters =
        readWith("langfuse", generation(R"("usage":{"input":7,"unit":"CHARACTERS"})"));
    QVERIFY(characters.reasons().contains(u"usage.unit: expected TOKENS"));
}

void TestLangfuse::asksForTheFieldsThatAreMissing()
{
    const Collector sink = readWith("langfuse", generation({}));
    QCOMPARE(sink.observations.size(), std::size_t(0));
    QVERIFY(sink.reasons().contains(u"fields=core,basic,time,model,usage"));
}

void TestLangfuse::takesTheCloudThatAModelsNameNames()
{
    for (const auto &[model, provider] :
         {std::pair("bedrock/anthropic.claude-sonnet-4-5-20250929-v1:0", "aws"),
          std::pair("us.anthropic.claude-sonnet-4-5-20250929-v1:0", "aws"),
          std::pair("azure/gpt-4o", "azure"), std::pair("vertex_ai/claude-sonnet-4-5", "google"),
          std::pair("claude-sonnet-4-5@20250929", "google"),
          std::pair("claude-sonnet-4-5", "anthropic"), std::pair("gpt-4o", "openai")}) {
        const Seen seen = onlyOne(
            "langfuse", generation(QByteArray(R"("usageDetails":{"input":10,"output":5},)") +
                                   R"("providedModelName":")" + model + '"'));
        QCOMPARE(seen[Field::Provider], std::string(provider));
    }
}

QTEST_APPLESS_MAIN(TestLangfuse)
#include "tst_langfuse.moc"
