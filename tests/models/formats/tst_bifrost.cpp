// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/models/formats/totals.h"

#include <QTest>

using namespace outlay;
using namespace outlay::test;
using enum TokenClass;

class TestBifrost : public QObject
{
    Q_OBJECT

private slots:
    void comesToItsExpectedTotals_data();
    void comesToItsExpectedTotals();
    void countsACallOnceThatIsInTableAndPage();
    void readsOneRowWhole();
    void prefersTheRowThatKnowsACost();
    void marksRowsWithoutTheUsageObject();
    void marksCachesThatDoNotFitIntoThePrompt();
    void tellsRefusalsFromErrors();
    void passesOverLookUpsAndSaysWhatItDoesNotKnow();
};

void TestBifrost::comesToItsExpectedTotals_data()
{
    QTest::addColumn<QByteArray>("file");
    QTest::newRow("table") << QByteArray("rows.jsonl");
    QTest::newRow("page") << QByteArray("api-logs-page.json");
}

void TestBifrost::comesToItsExpectedTotals()
{
    QFETCH(QByteArray, file);
    const QJsonObject expected = expectedOf("bifrost");
    const Collector sink = readFixture("bifrost", file.constData());
    QVERIFY2(sink.rejections.empty(), qPrintable(sink.reasons()));
    QCOMPARE(qint64(sink.records()), expected[u"rows"].toInteger());
    QCOMPARE(qint64(sink.ignoredCount), expected[u"in_flight_ignore_and_refetch"].toInteger());
    const Totals totals = totalsOf(sink.observations);
    QCOMPARE(difference(expected, totals.usage), QString());
    QCOMPARE(qint64(totals.successes - totals.cacheHits),
             expected[u"final_success_billed"].toInteger());
    QCOMPARE(qint64(totals.cacheHits), expected[u"local_cache_hit"].toInteger());
    QCOMPARE(qint64(totals.errors), expected[u"error"].toInteger());
    QCOMPARE(totals.served, std::int64_t(1020));
    QCOMPARE(totals.reported.nanos, nanosOf(expected, "cost_usd"));
    const QJsonObject wrong = expected[u"wrong_answers_to_test_against"].toObject();
    QVERIFY(totals.usage.total() != wrong[u"sum_of_total_tokens_column"].toInteger());
    QVERIFY(totals.usage[Input] != wrong[u"uncached_ignoring_cache_write"].toInteger());
}

void TestBifrost::countsACallOnceThatIsInTableAndPage()
{
    std::vector<Seen> all = readFixture("bifrost", "rows.jsonl").observations;
    const auto page = readFixture("bifrost", "api-logs-page.json").observations;
    all.insert(all.end(), page.begin(), page.end());
    QCOMPARE(eventsOf(all).size(), std::size_t(5));
}

void TestBifrost::readsOneRowWhole()
{
    const Collector sink = readFixture("bifrost", "rows.jsonl");
    const Seen &retried = sink.observations[3];
    QCOMPARE(retried.o.retries, 2);
    QCOMPARE(retried.o.attempt, 1);
    QCOMPARE(retried.o.latencyMicros, std::int64_t(8'100'000));
    QCOMPARE(retried[Field::Provider], std::string("anthropic"));
    QCOMPARE(retried[Field::Model], std::string("claude-sonnet-4-5"));
    QCOMPARE(retried[Field::Session], std::string("sess-9"));
    QCOMPARE(retried[Field::User], std::string("u-ana"));
    QCOMPARE(retried[Field::Team], std::string("Core"));
    QCOMPARE(retried[Field::Key], std::string("ana"));
    QCOMPARE(retried[Field::Task], std::string("OUT-1"));
    QCOMPARE(retried[Field::Endpoint], std::string("chat.completion"));
    const Seen &failed = sink.observations[1];
    QVERIFY(failed.o.outcome == Outcome::Error);
    QCOMPARE(failed.o.httpStatus, 529);
    QVERIFY(!failed.o.reported);
    QCOMPARE(sink.observations[2].o.attempt, 2); // its fallback
}

void TestBifrost::prefersTheRowThatKnowsACost()
{
    const auto row = [](const char *cost) -> QByteArray {
        return QByteArray(R"({"id":"0b1f0570-aaaa","timestamp":"2026-03-04T10:00:00Z",)"
                          R"("status":"success","token_usage":{"prompt_tokens":9},"cost":)") +
               cost + "}\n";
    };
    for (const QByteArray &lines :
         {QByteArray(row("null") + row("0.5")), QByteArray(row("0.5") + row("null"))}) {
        const Totals totals = totalsOf(readWith("bifrost", lines).observations);
        QCOMPARE(totals.reported.nanos, std::int64_t(500'000'000));
    }
}

void TestBifrost::marksRowsWithoutTheUsageObject()
{
    const Seen seen = onlyOne(
        "bifrost", R"({"timestamp":"2026-03-04T10:00:00Z","status":"success","token_usage":"",)"
                   R"("prompt_tokens":900,"completion_tokens":100,"cached_read_tokens":300})");
    QCOMPARE(seen[Input], std::int64_t(600));
    QCOMPARE(seen[CacheRead], std::int64_t(300));
    QCOMPARE(seen.tags.at("counts"), std::string("cache writes not told"));
}

void TestBifrost::marksCachesThatDoNotFitIntoThePrompt()
{
    const Seen seen = onlyOne(
        "bifrost", R"({"timestamp":"2026-03-04T10:00:00Z","status":"success","token_usage":{)"
                   R"("prompt_tokens":700,"prompt_tokens_details":{"cached_read_tokens":6000,)"
                   R"("cached_write_tokens":1500},"completion_tokens":300}})");
    QCOMPARE(seen[Input], std::int64_t(700)); // and not -6800
    QCOMPARE(seen[CacheRead], std::int64_t(6000));
    QCOMPARE(seen[CacheWrite5m], std::int64_t(1500));
    QCOMPARE(seen.tags.at("counts"), std::string("cached part outside the prompt"));
    QVERIFY(!readFixture("bifrost", "rows.jsonl").observations[3].tags.contains("counts"));
}

void TestBifrost::tellsRefusalsFromErrors()
{
    const Seen seen = onlyOne(
        "bifrost", R"({"timestamp":"2026-03-04T10:00:00Z","status":"error","error_details":)"
                   R"("{\"type\":\"budget_exceeded\",\"status_code\":402}"})");
    QVERIFY(seen.o.outcome == Outcome::RefusedByCap);
    QCOMPARE(seen.o.httpStatus, 402);
}

void TestBifrost::passesOverLookUpsAndSaysWhatItDoesNotKnow()
{
    const QByteArray lookUp = R"({"timestamp":"2026-03-04T10:00:00Z","status":"success",)"
                              R"("object":"list_models"})";
    QCOMPARE(readWith("bifrost", lookUp).ignoredCount, 1);
    const QByteArray odd = R"({"timestamp":"2026-03-04T10:00:00Z","status":"paused"})";
    QVERIFY(readWith("bifrost", odd).reasons().contains(u"status: expected processing"));
}

QTEST_APPLESS_MAIN(TestBifrost)
#include "tst_bifrost.moc"
