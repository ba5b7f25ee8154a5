// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/models/formats/totals.h"

#include <QTest>

using namespace outlay;
using namespace outlay::test;
using enum TokenClass;

namespace {

QByteArray record(const QByteArray &members)
{
    return R"({"schemaType":"ModelInvocationLog","timestamp":"2026-03-07T09:00:00Z",)" + members +
           "}";
}

} // namespace

class TestBedrock : public QObject
{
    Q_OBJECT

private slots:
    void comesToItsExpectedTotals_data();
    void comesToItsExpectedTotals();
    void countsACallOnceThatIsInBothPlaces();
    void readsOneRecordWhole();
    void namesModelsByTheirArns_data();
    void namesModelsByTheirArns();
    void takesOnlyPersonsForUsers();
    void doesNotTrustLifetimesThatDisagree();
    void findsTheResponseOfAStream();
    void refusesASuccessWithoutCounts();
    void tellsOnceWhatIsNotPricedByTokens();
};

void TestBedrock::comesToItsExpectedTotals_data()
{
    QTest::addColumn<QByteArray>("file");
    QTest::newRow("S3") << QByteArray("invocations.jsonl");
    QTest::newRow("CloudWatch") << QByteArray("cloudwatch-events.json");
}

void TestBedrock::comesToItsExpectedTotals()
{
    QFETCH(QByteArray, file);
    const QJsonObject expected = expectedOf("bedrock");
    const Collector sink = readFixture("bedrock", file.constData());
    QVERIFY2(sink.rejections.empty(), qPrintable(sink.reasons()));
    QCOMPARE(qint64(sink.observations.size()), expected[u"records"].toInteger());
    const Totals totals = totalsOf(sink.observations);
    QCOMPARE(difference(expected, totals.usage), QString());
    QCOMPARE(qint64(totals.successes), expected[u"successes"].toInteger());
    QCOMPARE(qint64(totals.errors), expected[u"errors"].toInteger());
    const QJsonObject wrong = expected[u"wrong_answers_to_test_against"].toObject();
    QVERIFY(totals.usage[Input] != wrong[u"uncached_if_always_inside"].toInteger());
    QVERIFY(totals.usage[Input] != wrong[u"uncached_if_always_beside"].toInteger());
    QVERIFY(totals.usage.prompt() != wrong[u"prompt_without_caches"].toInteger());
    // Nobody tells a cost.
    QCOMPARE(totals.reported.nanos + totals.billed.nanos, std::int64_t(0));
}

void TestBedrock::countsACallOnceThatIsInBothPlaces()
{
    std::vector<Seen> all = readFixture("bedrock", "invocations.jsonl").observations;
    const auto events = readFixture("bedrock", "cloudwatch-events.json").observations;
    all.insert(all.end(), events.begin(), events.end());
    QCOMPARE(eventsOf(all).size(), std::size_t(5));
}

void TestBedrock::readsOneRecordWhole()
{
    const Seen seen = readFixture("bedrock", "invocations.jsonl").observations[0];
    QCOMPARE(seen[Field::Provider], std::string("aws"));
    QCOMPARE(seen[Field::Model], std::string("us.anthropic.claude-sonnet-4-5-20250929-v1:0"));
    QCOMPARE(seen[Field::Key], std::string("dev-role"));
    QCOMPARE(seen[Field::User], std::string("ana@example.com"));
    QCOMPARE(seen[Field::Task], std::string("OUT-1"));
    QCOMPARE(seen[Field::Team], std::string("core"));
    QCOMPARE(seen[Field::StopReason], std::string("end_turn"));
    QCOMPARE(seen.tags.at("inference_region"), std::string("us-west-2"));
    QVERIFY(seen.o.hasCacheTtlSplit);
    QCOMPARE(seen[CacheWrite1h], std::int64_t(300));
    QCOMPARE(seen.tokens.size(), std::size_t(2));
    QVERIFY(seen.tokens[0].first == TokenSpace::Request);
    QCOMPARE(seen.tokens[1].second, std::string("msg_bdrk_01AbCdEf"));
}

void TestBedrock::namesModelsByTheirArns_data()
{
    QTest::addColumn<QByteArray>("id");
    QTest::addColumn<QByteArray>("model");
    const auto test = [](const char *id, const char *model) {
        QTest::newRow(model) << QByteArray(id) << QByteArray(model);
    };
    test("amazon.titan-text-express-v1", "amazon.titan-text-express-v1");
    test("arn:aws:bedrock:us-east-1::foundation-model/amazon.titan-text-v1:0",
         "amazon.titan-text-v1:0");
    test("arn:aws:bedrock:eu-west-1:1:inference-profile/eu.anthropic.claude-x-v1:0",
         "eu.anthropic.claude-x-v1:0");
    test("arn:aws:bedrock:us-east-1:1:application-inference-profile/abc",
         "application-inference-profile/abc");
    test("arn:aws:bedrock:us-east-1:1:provisioned-model/p1", "provisioned-model/p1");
}

void TestBedrock::namesModelsByTheirArns()
{
    QFETCH(QByteArray, id);
    QFETCH(QByteArray, model);
    const Seen seen = onlyOne(
        "bedrock", record("\"modelId\":\"" + id +
                          R"(","input":{"inputTokenCount":1},"output":{"outputTokenCount":1})"));
    QCOMPARE(seen[Field::Model], model.toStdString());
    QCOMPARE(seen[Field::Tier], std::string(model.startsWith("provisioned") ? "provisioned" : ""));
}

void TestBedrock::takesOnlyPersonsForUsers()
{
    const Collector sink = readFixture("bedrock", "invocations.jsonl");
    QCOMPARE(sink.observations[1][Field::Key], std::string("batch-role"));
    QCOMPARE(sink.observations[1][Field::User], std::string());
    QCOMPARE(sink.observations[2][Field::User], std::string("ben"));
}

void TestBedrock::doesNotTrustLifetimesThatDisagree()
{
    const Seen seen = onlyOne(
        "bedrock",
        record(R"("modelId":"x","input":{"inputTokenCount":1,"cacheWriteInputTokenCount":9},)"
               R"("output":{"outputTokenCount":1,"outputBodyJson":{"usage":{"inputTokens":1,)"
               R"("cacheWriteInputTokens":5,"cacheDetails":[{"ttl":"1h","inputTokens":5}]}}})"));
    QCOMPARE(seen[CacheWrite5m], std::int64_t(9));
    QVERIFY(!seen.o.hasCacheTtlSplit);
}

void TestBedrock::findsTheResponseOfAStream()
{
    const Seen seen = onlyOne(
        "bedrock",
        record(R"("modelId":"x","input":{"inputTokenCount":1},"output":{"outputTokenCount":1,)"
               R"("outputBodyJson":[{"type":"message_start","message":{"id":"msg_bdrk_7"}}]})"));
    QCOMPARE(seen.tokens[0].second, std::string("msg_bdrk_7"));
}

void TestBedrock::refusesASuccessWithoutCounts()
{
    const Collector sink = readWith("bedrock", record(R"("modelId":"x","input":{})"));
    QVERIFY(sink.reasons().contains(u"no token counts"));
}

void TestBedrock::tellsOnceWhatIsNotPricedByTokens()
{
    const QByteArray rerank =
        record(R"("operation":"InvokeModel","modelId":"cohere.rerank-v3-5:0","output":{})");
    const QByteArray image =
        record(R"("operation":"InvokeModel","modelId":"amazon.titan-image-generator-v2:0",)"
               R"("input":{"inputTokenCount":1000},"output":{})");
    const QByteArray counting =
        record(R"("operation":"CountTokens","modelId":"amazon.nova-lite-v1:0",)"
               R"("input":{"inputTokenCount":1000})");
    const QByteArray chat =
        record(R"("operation":"Converse","modelId":"amazon.nova-lite-v1:0",)"
               R"("input":{"inputTokenCount":10},"output":{"outputTokenCount":2})");
    const QByteArray failed = record(
        R"("operation":"InvokeModel","modelId":"cohere.rerank-v3-5:0","errorCode":"ThrottlingException")");
    const Collector sink = readWith("bedrock", rerank + '\n' + image + '\n' + counting + '\n' +
                                                   chat + '\n' + rerank + '\n' + failed + '\n');
    QCOMPARE(sink.observations.size(), std::size_t(2)); // the chat, and what failed
    QCOMPARE(sink.ignoredCount, 4);
    QCOMPARE(sink.rejections.size(), std::size_t(1));
    QCOMPARE(sink.rejections[0].first, std::int64_t(0));
    QVERIFY2(sink.reasons().contains(
                 u"not priced by tokens, and the log tells no cost: 1 row of "
                 "amazon.titan-image-generator-v2:0, 2 rows of cohere.rerank-v3-5:0"),
             qPrintable(sink.reasons()));
}

QTEST_APPLESS_MAIN(TestBedrock)
#include "tst_bedrock.moc"
