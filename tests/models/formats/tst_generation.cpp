// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/models/formats/totals.h"

#include <QTest>

using namespace outlay;
using namespace outlay::test;
using enum TokenClass;

namespace {

Seen generation(const QByteArray &members)
{
    return onlyOne("vercel-gateway",
                   R"({"id":"gen_01KZ7DPJ","created_at":"2026-03-09T08:00:00Z","total_cost":0.5,)"
                   R"("native_tokens_prompt":100,"native_tokens_completion":20)" +
                       (members.isEmpty() ? members : "," + members) + "}");
}

} // namespace

/// Generations of OpenRouter and the Vercel AI Gateway.
class TestGeneration : public QObject
{
    Q_OBJECT

private slots:
    void comesToItsExpectedTotals_data();
    void comesToItsExpectedTotals();
    void readsAListOfAnswersInTheirEnvelopes();
    void readsOneGenerationWhole();
    void readsCancelledOnesAsSuch();
    void marksPartsLargerThanTheWhole();
    void doesNotKnowTheCostOfAnOwnKeyWithoutItsProvidersPart();
};

void TestGeneration::comesToItsExpectedTotals_data()
{
    QTest::addColumn<QByteArray>("format");
    QTest::newRow("vercel-gateway") << QByteArray("vercel-gateway");
    QTest::newRow("openrouter") << QByteArray("openrouter");
}

void TestGeneration::comesToItsExpectedTotals()
{
    QFETCH(QByteArray, format);
    const std::string name = format.toStdString();
    const QJsonObject expected = expectedOf(name);
    const Collector sink = readFixture(name, "generations.jsonl");
    QVERIFY2(sink.rejections.empty(), qPrintable(sink.reasons()));
    QCOMPARE(qint64(sink.observations.size()), expected[u"rows"].toInteger());
    const Totals totals = totalsOf(sink.observations);
    QCOMPARE(difference(expected, totals.usage), QString());
    QCOMPARE(qint64(totals.cacheHits), expected[u"cache_hits"].toInteger());
    QCOMPARE(qint64(totals.served), expected[u"tokens_served"].toInteger());
    QCOMPARE(totals.billed.nanos, nanosOf(expected, "cost_billed_usd"));
    QCOMPARE(totals.reported.nanos, nanosOf(expected, "cost_usd"));
    const QJsonObject wrong = expected[u"wrong_answers_to_test_against"].toObject();
    QVERIFY(totals.usage[Input] != wrong[u"uncached_with_normalised_counts"].toInteger());
    QVERIFY(totals.usage[Output] != wrong[u"reasoning_added_to_output"].toInteger(-1));
    // The document of one generation is the first line.
    const Collector document = readFixture(name, "generation.json");
    QCOMPARE(document.observations.size(), std::size_t(1));
    QCOMPARE(document.observations[0].tokens, sink.observations[0].tokens);
    QCOMPARE(document.observations[0].content, sink.observations[0].content);
}

void TestGeneration::readsAListOfAnswersInTheirEnvelopes()
{
    const QByteArray vercel =
        R"({"id":"gen_01KZ7DPJ","created_at":"2026-03-09T08:00:00Z","total_cost":0.5,)"
        R"("native_tokens_prompt":100,"native_tokens_completion":20})";
    for (const char *format : {"openrouter", "vercel-gateway"}) {
        const bool isVercels = format[0] == 'v';
        const QByteArray one = isVercels ? vercel : QByteArray(vercel).replace("gen_", "gen-");
        const QByteArray other = QByteArray(one).replace("01KZ7DPJ", "01KZ7DPK");
        // By its id, whatever else it has, it is told from the other's.
        QCOMPARE(sniff(one.toStdString(), {})->name, std::string_view(format));
        const Collector wrong = readWith(isVercels ? "openrouter" : "vercel-gateway", one);
        QCOMPARE(wrong.observations.size(), std::size_t(0));
        QVERIFY2(wrong.reasons().contains(u"leave --format out"), qPrintable(wrong.reasons()));
        const Collector sink =
            readWith(format, "[{\"data\":" + one + "},\n{\"data\":" + other + "}]");
        QVERIFY2(sink.rejections.empty(), qPrintable(sink.reasons()));
        QCOMPARE(sink.observations.size(), std::size_t(2));
        QCOMPARE(sink.observations[0].content, readWith(format, one).observations.at(0).content);
    }
}

void TestGeneration::readsOneGenerationWhole()
{
    const Seen seen = readFixture("openrouter", "generation.json").observations[0];
    QCOMPARE(seen[Field::Provider], std::string("openrouter"));
    QCOMPARE(seen[Field::Model], std::string("anthropic/claude-sonnet-4.5"));
    QCOMPARE(seen[Field::User], std::string("u-ana"));
    QCOMPARE(seen[Field::Session], std::string("sess-1"));
    QCOMPARE(seen[Field::Operation], std::string("req-group-1"));
    QCOMPARE(seen[Field::StopReason], std::string("stop"));
    QCOMPARE(seen.tags.at("upstream"), std::string("Anthropic"));
    QCOMPARE(seen.o.timeToFirstTokenMicros, std::int64_t(700'000));
    QCOMPARE(seen.o.latencyMicros, std::int64_t(3'000'000));
    // The id that the response itself has, so that both are one event.
    QVERIFY(seen.tokens[0].first == TokenSpace::Response);
    QCOMPARE(seen.tokens[0].second, std::string("gen-1772442000-AbCdEfGhIjKlMnOp"));
    const Seen vercel = readFixture("vercel-gateway", "generation.json").observations[0];
    QCOMPARE(vercel[Field::Provider], std::string("vercel_ai_gateway"));
    QCOMPARE(vercel[WebSearches], std::int64_t(2));
}

void TestGeneration::readsCancelledOnesAsSuch()
{
    const auto seen = readFixture("openrouter", "generations.jsonl").observations;
    QVERIFY(seen[1].o.outcome == Outcome::Cancelled);
    QVERIFY(!seen[1].o.billed);
    QVERIFY(seen[2].o.isGatewayCacheHit);
}

void TestGeneration::marksPartsLargerThanTheWhole()
{
    const Seen inside = generation(R"("native_tokens_cached":60)");
    QCOMPARE(inside[Input], std::int64_t(40));
    QVERIFY(!inside.tags.contains("counts"));
    const Seen beside = generation(R"("native_tokens_cached":600)");
    QCOMPARE(beside[Input], std::int64_t(100));
    QCOMPARE(beside[CacheRead], std::int64_t(600));
    QCOMPARE(beside.tags.at("counts"), std::string("parts larger than the whole"));
}

void TestGeneration::doesNotKnowTheCostOfAnOwnKeyWithoutItsProvidersPart()
{
    const Seen seen = generation(R"("is_byok":true)");
    QVERIFY(!seen.o.billed);
    QVERIFY(!seen.o.reported);
}

QTEST_APPLESS_MAIN(TestGeneration)
#include "tst_generation.moc"
