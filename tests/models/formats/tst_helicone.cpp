// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/models/formats/totals.h"

#include <QTest>

using namespace outlay;
using namespace outlay::test;
using enum TokenClass;

namespace {

/// A row with the given members beside the usual ones.
Seen row(const QByteArray &members)
{
    return onlyOne("helicone", R"({"request_created_at":"2026-03-05T08:00:00Z","request_id":)"
                               R"("11111111-0000-4000-8000-000000000009","response_status":200,)" +
                                   members + "}");
}

} // namespace

class TestHelicone : public QObject
{
    Q_OBJECT

private slots:
    void comesToItsExpectedTotals_data();
    void comesToItsExpectedTotals();
    void findsReasoningOnlyWhereTheTotalShowsIt_data();
    void findsReasoningOnlyWhereTheTotalShowsIt();
    void takesAPromptThatIsNotToldFromTheTotal_data();
    void takesAPromptThatIsNotToldFromTheTotal();
    void refusesACountThatNothingTells_data();
    void refusesACountThatNothingTells();
    void readsOneRowWhole();
    void sharesTheResponsesIdButNotThatOfACopy();
    void refusesBillionthsOfADollar();
    void leavesOutWhatIsStillPending();
};

void TestHelicone::comesToItsExpectedTotals_data()
{
    QTest::addColumn<QByteArray>("file");
    QTest::newRow("page") << QByteArray("page.json");
    QTest::newRow("lines") << QByteArray("rows.jsonl");
}

void TestHelicone::comesToItsExpectedTotals()
{
    QFETCH(QByteArray, file);
    const QJsonObject expected = expectedOf("helicone");
    const Collector sink = readFixture("helicone", file.constData());
    QVERIFY2(sink.rejections.empty(), qPrintable(sink.reasons()));
    const Totals totals = totalsOf(sink.observations);
    const QJsonObject rows = expected[u"rows"].toObject();
    QCOMPARE(difference(expected, totals.usage), QString());
    QCOMPARE(qint64(totals.successes - totals.cacheHits), rows[u"success_billed"].toInteger());
    QCOMPARE(qint64(totals.cacheHits), rows[u"helicone_cache_hit"].toInteger());
    QCOMPARE(qint64(totals.errors), rows[u"failure"].toInteger());
    QCOMPARE(totals.served, std::int64_t(1720));
    QCOMPARE(totals.reported.nanos, nanosOf(expected, "cost_usd"));
    const QJsonObject wrong = expected[u"wrong_answers_to_test_against"].toObject();
    QVERIFY(totals.usage[Output] != wrong[u"output_without_reasoning"].toInteger());
}

void TestHelicone::findsReasoningOnlyWhereTheTotalShowsIt_data()
{
    QTest::addColumn<QByteArray>("members");
    QTest::addColumn<qint64>("output");
    QTest::addColumn<qint64>("reasoning");
    const auto test = [](const char *name, const char *members, qint64 output, qint64 part) {
        QTest::newRow(name) << QByteArray(members) << output << part;
    };
    test("newer", R"("prompt_tokens":10,"completion_tokens":5,"total_tokens":18)", 8, 3);
    test("none", R"("prompt_tokens":10,"completion_tokens":5,"total_tokens":15)", 5, 0);
    test("no total", R"("prompt_tokens":10,"completion_tokens":5)", 5, 0);
    test("older, total with caches",
         R"("prompt_tokens":10,"completion_tokens":5,"prompt_cache_read_tokens":7,)"
         R"("total_tokens":22)",
         5, 0);
    test("older, total with reads and writes",
         R"("prompt_tokens":10,"completion_tokens":5,"prompt_cache_read_tokens":7,)"
         R"("prompt_cache_write_tokens":2,"total_tokens":24)",
         5, 0);
    test("older, total with caches and audio",
         R"("prompt_tokens":10,"completion_tokens":5,"prompt_cache_read_tokens":7,)"
         R"("prompt_audio_tokens":4,"total_tokens":26)",
         5, 0);
}

void TestHelicone::findsReasoningOnlyWhereTheTotalShowsIt()
{
    QFETCH(QByteArray, members);
    QFETCH(qint64, output);
    QFETCH(qint64, reasoning);
    const Seen seen = row(members);
    QCOMPARE(qint64(seen[Output]), output);
    QCOMPARE(qint64(seen[Reasoning]), reasoning);
    QCOMPARE(seen[Input], std::int64_t(10));
}

void TestHelicone::takesAPromptThatIsNotToldFromTheTotal_data()
{
    QTest::addColumn<QByteArray>("members");
    QTest::addColumn<qint64>("input");
    QTest::addColumn<qint64>("output");
    const auto test = [](const char *name, const char *members, qint64 input, qint64 output) {
        QTest::newRow(name) << QByteArray(members) << input << output;
    };
    test("null", R"("prompt_tokens":null,"completion_tokens":220,"total_tokens":1720)", 1500, 220);
    test("0", R"("prompt_tokens":0,"completion_tokens":220,"total_tokens":1720)", 1500, 220);
    test("missing", R"("completion_tokens":220,"total_tokens":1720)", 1500, 220);
    test("the completion", R"("prompt_tokens":1500,"total_tokens":1720)", 1500, 220);
    test("all of it was cached",
         R"("prompt_tokens":null,"completion_tokens":220,"prompt_cache_read_tokens":1500,)"
         R"("total_tokens":1720)",
         0, 220);
    test("0 as it is told",
         R"("prompt_tokens":0,"completion_tokens":220,"prompt_cache_read_tokens":1500,)"
         R"("total_tokens":220)",
         0, 220);
}

void TestHelicone::takesAPromptThatIsNotToldFromTheTotal()
{
    QFETCH(QByteArray, members);
    QFETCH(qint64, input);
    QFETCH(qint64, output);
    const Seen seen = row(members);
    QCOMPARE(qint64(seen[Input]), input);
    QCOMPARE(qint64(seen[Output]), output);
    QCOMPARE(seen[Reasoning], std::int64_t(0));
}

void TestHelicone::refusesACountThatNothingTells_data()
{
    QTest::addColumn<QByteArray>("members");
    QTest::addColumn<QString>("field");
    const auto test = [](const char *name, const char *members, const char *field) {
        QTest::newRow(name) << QByteArray(members) << QString::fromLatin1(field);
    };
    test("no total", R"("prompt_tokens":null,"completion_tokens":220)", "prompt_tokens");
    test("a total without it", R"("completion_tokens":220,"total_tokens":220)", "prompt_tokens");
    test("reasoning or prompt",
         R"("completion_tokens":220,"prompt_cache_read_tokens":900,"total_tokens":1720)",
         "prompt_tokens");
    test("the completion", R"("prompt_tokens":1500)", "completion_tokens");
}

void TestHelicone::refusesACountThatNothingTells()
{
    QFETCH(QByteArray, members);
    QFETCH(QString, field);
    const Collector sink =
        readWith("helicone", R"({"request_created_at":"2026-03-05T08:00:00Z","response_status":)"
                             R"(200,"response_model":"gpt-4o",)" +
                                 members + "}");
    QCOMPARE(sink.observations.size(), std::size_t(0));
    QVERIFY2(sink.reasons().startsWith(u"1: " + field + u": missing"), qPrintable(sink.reasons()));
}

void TestHelicone::readsOneRowWhole()
{
    const Seen seen = readFixture("helicone", "page.json").observations[3];
    QCOMPARE(seen[Field::Provider], std::string("anthropic"));
    QCOMPARE(seen[Field::Model], std::string("claude-sonnet-4-5"));
    QCOMPARE(seen[Field::User], std::string("u-ana"));
    QCOMPARE(seen[Field::Session], std::string("s-1"));
    QCOMPARE(seen[Field::Agent], std::string("/plan/code"));
    QCOMPARE(seen[Field::ParentAgent], std::string("/plan"));
    QCOMPARE(seen[Field::Team], std::string("t-core"));
    QCOMPARE(seen[Field::Task], std::string("OUT-1"));
    QCOMPARE(seen[Field::Endpoint], std::string("/v1/chat/completions"));
    QVERIFY(!seen.tags.contains("Helicone-Session-Id"));
    QCOMPARE(seen.o.latencyMicros, std::int64_t(1'200'000));
    QCOMPARE(seen.o.timeToFirstTokenMicros, std::int64_t(640'000));
    QVERIFY(!seen.o.hasCacheTtlSplit);
}

void TestHelicone::sharesTheResponsesIdButNotThatOfACopy()
{
    const QByteArray counts =
        R"("prompt_tokens":1,"completion_tokens":2,"response_id":"msg_01Abcdef")";
    const Seen answered = row(counts);
    QCOMPARE(answered.tokens.size(), std::size_t(2));
    QCOMPARE(answered.tokens[1].second, std::string("msg_01Abcdef"));
    const Seen copied =
        row(counts + R"(,"cache_reference_id":"11111111-0000-4000-8000-000000000001")");
    QCOMPARE(copied.tokens.size(), std::size_t(1));
    QVERIFY(copied.o.isGatewayCacheHit);
    // All zero: from no cache.
    QVERIFY(!row(counts + R"(,"cache_reference_id":"00000000-0000-0000-0000-000000000000")")
                 .o.isGatewayCacheHit);
}

void TestHelicone::refusesBillionthsOfADollar()
{
    for (const char *cost : {"14025000", "40000000.0", "4e7", "\"40000000.00\""}) {
        const QByteArray line = QByteArray(R"({"request_created_at":"2026-03-05T08:00:00Z",)"
                                           R"("response_status":200,"prompt_tokens":1,)"
                                           R"("completion_tokens":2,"cost":)") +
                                cost + '}';
        QVERIFY2(readWith("helicone", line).reasons().contains(u"billionths"), cost);
        QByteArray dollars = line;
        dollars.replace("\"cost\"", "\"costUSD\"");
        QVERIFY2(readWith("helicone", dollars).reasons().contains(u"billionths"), cost);
    }
    const QByteArray counts = R"("prompt_tokens":1,"completion_tokens":2,"costUSD":)";
    QCOMPARE(row(counts + "2").o.reported->nanos, std::int64_t(2'000'000'000));
    const QByteArray absurd =
        R"({"request_created_at":"2026-03-05T08:00:00Z","response_status":200,)" + counts +
        "40000000.5}";
    QVERIFY(readWith("helicone", absurd).reasons().contains(u"more than 10,000 dollars"));
    QCOMPARE(row(R"("prompt_tokens":1,"completion_tokens":2,"cost":0.25)").o.reported->nanos,
             std::int64_t(250'000'000));
    QVERIFY(!row(R"("prompt_tokens":1,"completion_tokens":2)").o.reported);
}

void TestHelicone::leavesOutWhatIsStillPending()
{
    const QByteArray line = R"({"request_created_at":"2026-03-05T08:00:00Z","response_status":-2,)"
                            R"("prompt_tokens":0,"completion_tokens":0})";
    QCOMPARE(readWith("helicone", line).ignoredCount, 1);
    const QByteArray half =
        R"({"request_created_at":"2026-03-05T08:00:00Z","response_status":null,)"
        R"("prompt_tokens":12,"completion_tokens":null})";
    QCOMPARE(readWith("helicone", half).ignoredCount, 1);
}

QTEST_APPLESS_MAIN(TestHelicone)
#include "tst_helicone.moc"
