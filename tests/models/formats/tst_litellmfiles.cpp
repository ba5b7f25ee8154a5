// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/models/formats/merging.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace outlay;
using namespace outlay::test;

namespace {

const QString dataDir = QStringLiteral(OUTLAY_TEST_DATA "/formats/litellm");

QJsonObject expectedOf(const char *folder)
{
    return QJsonDocument::fromJson(bytesOf(dataDir + QLatin1Char('/') + QLatin1String(folder) +
                                           QStringLiteral("/expected.json")))
        .object();
}

Collector read(const QByteArray &bytes, const ReaderOptions &options = {})
{
    return readWith("litellm", bytes, options);
}

std::string decimal(std::int64_t nanos)
{
    std::string text = toDecimal(Money{nanos});
    while (text.ends_with('0') && !text.ends_with(".0"))
        text.pop_back();
    return text;
}

std::string usd(const QJsonValue &value)
{
    return decimal(parseUsd(QByteArray::number(value.toDouble(), 'g', 15).toStdString())->nanos);
}

std::int64_t cost(const std::vector<Seen> &events)
{
    std::int64_t nanos = 0;
    for (const Seen &seen : events)
        nanos += seen.o.reported.value_or(Money{}).nanos;
    return nanos;
}

} // namespace

/// Whole files, with the totals they must give.
class TestLiteLlmFiles : public QObject
{
    Q_OBJECT

private slots:
    void passesOverAByteOrderMarkBeforeAPage();
    void readsPayloadLinesToTheirExpectedTotals();
    void splitsPayloadCostsByTeamUserTagAndModel();
    void readsSpendRowsToTheirExpectedTotals();
    void readsARowTheSameInEveryFraming();
    void knowsItsOwn();
};

void TestLiteLlmFiles::passesOverAByteOrderMarkBeforeAPage()
{
    const QByteArray page =
        R"({"data":[{"request_id":"chatcmpl-1234567","call_type":"acompletion",)"
        R"("spend":0.5,"total_tokens":3,"prompt_tokens":1,)"
        R"("completion_tokens":2,"startTime":"2026-03-09T08:00:00Z",)"
        R"("endTime":"2026-03-09T08:00:01Z","model":"gpt-5-mini",)"
        R"("custom_llm_provider":"openai","status":"success"}]})";
    const Collector plain = read(page);
    QVERIFY2(plain.observations.size() == 1, qPrintable(plain.reasons()));
    const Collector marked = read("\xef\xbb\xbf" + page);
    QVERIFY2(marked.rejections.empty(), qPrintable(marked.reasons()));
    QCOMPARE(marked.observations.size(), std::size_t(1));
    const Collector spread =
        read("\xef\xbb\xbf" + QJsonDocument::fromJson(page).toJson(QJsonDocument::Indented));
    QVERIFY2(spread.rejections.empty(), qPrintable(spread.reasons()));
    QCOMPARE(spread.observations.size(), std::size_t(1));
}

void TestLiteLlmFiles::readsPayloadLinesToTheirExpectedTotals()
{
    const QJsonObject expected = expectedOf("slp");
    const Collector sink = read(bytesOf(dataDir + QStringLiteral("/slp/logs.jsonl")));
    QVERIFY2(sink.rejections.empty(), qPrintable(sink.reasons()));
    QCOMPARE(qint64(sink.observations.size()), expected[QStringLiteral("lines")].toInteger());
    const std::vector<Seen> events = eventsByVersion(sink.observations);
    QCOMPARE(qint64(events.size()), expected[QStringLiteral("unique_ids")].toInteger());
    TokenUsage sum;
    std::map<Outcome, int> outcomes;
    int cacheHits = 0;
    int limited = 0;
    std::int64_t served = 0;
    for (const Seen &seen : events) {
        sum += seen.o.usage;
        ++outcomes[seen.o.outcome];
        cacheHits += seen.o.isGatewayCacheHit ? 1 : 0;
        served += seen.o.servedTokens;
        limited += seen.o.httpStatus == 429 ? 1 : 0;
    }
    QCOMPARE(outcomes[Outcome::Success], 11);
    QCOMPARE(outcomes[Outcome::Error], 7);
    QCOMPARE(outcomes[Outcome::RefusedByCap], 1);
    QCOMPARE(cacheHits, 1);
    QCOMPARE(limited, 6);
    QCOMPARE(served, std::int64_t(1500));
    const QJsonObject tokens = expected[QStringLiteral("tokens_billed")].toObject();
    const auto of = [&](const char *name) { return tokens[QLatin1String(name)].toInteger(); };
    QCOMPARE(qint64(sum[TokenClass::Input]), of("input_uncached"));
    QCOMPARE(qint64(sum[TokenClass::CacheRead]), of("cache_read"));
    QCOMPARE(qint64(sum[TokenClass::CacheWrite5m]), of("cache_write_5m"));
    QCOMPARE(qint64(sum[TokenClass::CacheWrite1h]), of("cache_write_1h"));
    QCOMPARE(qint64(sum[TokenClass::Output]), of("output"));
    QCOMPARE(qint64(sum[TokenClass::Reasoning]), of("reasoning_within_output"));
    QCOMPARE(qint64(sum.prompt()), of("input_inclusive"));
    QCOMPARE(decimal(cost(events)), usd(expected[QStringLiteral("cost_usd")]));
    // The wrong answers: the re-delivered line twice, the cache hit's tokens as processed.
    const QJsonObject wrong = expected[QStringLiteral("wrong_answers_to_test_against")].toObject();
    QCOMPARE(decimal(cost(sink.observations)),
             usd(wrong[QStringLiteral("cost_with_duplicate_line")]));
    QVERIFY(cost(events) != cost(sink.observations));
    QVERIFY(qint64(sum.prompt()) !=
            wrong[QStringLiteral("sum_prompt_tokens_of_all_success_lines")].toInteger());
}

void TestLiteLlmFiles::splitsPayloadCostsByTeamUserTagAndModel()
{
    const QJsonObject expected = expectedOf("slp");
    const auto events =
        eventsByVersion(read(bytesOf(dataDir + QStringLiteral("/slp/logs.jsonl"))).observations);
    const auto compare = [&](const char *table, auto keyOf) {
        std::map<std::string, std::int64_t> nanos;
        for (const Seen &seen : events)
            nanos[keyOf(seen)] += seen.o.reported.value_or(Money{}).nanos;
        const QJsonObject wanted = expected[QLatin1String(table)].toObject();
        for (auto it = wanted.begin(); it != wanted.end(); ++it) {
            std::string key = it.key().toStdString();
            key = key == "(none)" ? "" : key == "t-core" ? "Core" : key == "t-data" ? "Data" : key;
            QCOMPARE(decimal(nanos[key]), usd(it.value()));
        }
    };
    compare("cost_by_team_usd", [](const Seen &seen) { return seen[Field::Team]; });
    compare("cost_by_user_usd", [](const Seen &seen) { return seen[Field::User]; });
    compare("cost_by_model_usd", [](const Seen &seen) { return seen[Field::Model]; });
    compare("cost_by_tag_usd", [](const Seen &seen) {
        const auto tag = seen.tags.find("task");
        return tag == seen.tags.end() ? std::string() : "task:" + tag->second;
    });
}

void TestLiteLlmFiles::readsSpendRowsToTheirExpectedTotals()
{
    const QJsonObject expected = expectedOf("spend-logs");
    std::vector<Seen> rows;
    for (const char *page : {"/spend-logs/page1.json", "/spend-logs/page2.json"}) {
        const Collector sink = read(bytesOf(dataDir + QLatin1String(page)));
        QVERIFY2(sink.rejections.empty(), qPrintable(sink.reasons()));
        rows.insert(rows.end(), sink.observations.begin(), sink.observations.end());
    }
    QCOMPARE(qint64(rows.size()), expected[QStringLiteral("rows_received")].toInteger());
    const auto events = eventsByVersion(rows);
    QCOMPARE(qint64(events.size()), expected[QStringLiteral("unique_request_ids")].toInteger());
    TokenUsage sum;
    std::map<std::string, std::int64_t> teams;
    int failures = 0;
    int cacheHits = 0;
    int free = 0;
    for (const Seen &seen : events) {
        sum += seen.o.usage;
        failures += seen.o.outcome == Outcome::Error ? 1 : 0;
        cacheHits += seen.o.isGatewayCacheHit ? 1 : 0;
        free += !seen.o.usage.isZero() && seen.o.reported == Money{} ? 1 : 0;
        teams[seen[Field::Team]] += seen.o.reported.value_or(Money{}).nanos;
        QVERIFY(!seen.o.hasCacheTtlSplit || seen.o.usage[TokenClass::CacheWrite5m] == 0);
    }
    const QJsonObject tokens = expected[QStringLiteral("tokens_billed")].toObject();
    QCOMPARE(qint64(sum[TokenClass::Input]), tokens[QStringLiteral("input_uncached")].toInteger());
    QCOMPARE(qint64(sum[TokenClass::CacheRead]), tokens[QStringLiteral("cache_read")].toInteger());
    QCOMPARE(qint64(sum[TokenClass::CacheWrite5m]),
             tokens[QStringLiteral("cache_write_unknown_ttl")].toInteger());
    QCOMPARE(qint64(sum[TokenClass::Output]), tokens[QStringLiteral("output")].toInteger());
    QCOMPARE(failures, 2);
    QCOMPARE(cacheHits, 1);
    QCOMPARE(free, 1); // a reported 0 beside tokens is handed on as reported
    QCOMPARE(decimal(cost(events)), usd(expected[QStringLiteral("cost_reported_usd")]));
    const QJsonObject byTeam = expected[QStringLiteral("cost_reported_by_team_usd")].toObject();
    for (auto it = byTeam.begin(); it != byTeam.end(); ++it)
        QCOMPARE(decimal(teams[it.key().toStdString()]), usd(it.value()));
}

void TestLiteLlmFiles::readsARowTheSameInEveryFraming()
{
    const QByteArray page = bytesOf(dataDir + QStringLiteral("/spend-logs/page1.json"));
    QJsonArray rows = QJsonDocument::fromJson(page).object()[QStringLiteral("data")].toArray();
    // Without an id a row is identified by its content, which no framing may change.
    QJsonObject nameless = rows[1].toObject();
    nameless[QStringLiteral("request_id")] = QStringLiteral("None");
    rows[1] = nameless;
    const QJsonObject whole{{QStringLiteral("data"), rows}, {QStringLiteral("page"), 1}};
    QByteArray lines;
    for (const QJsonValue row : rows)
        lines += QJsonDocument(row.toObject()).toJson(QJsonDocument::Compact) + '\n';
    const std::vector<QByteArray> framings = {
        lines,
        QByteArray(lines).replace("\":", "\": "),
        QJsonDocument(whole).toJson(),
        QJsonDocument(whole).toJson(QJsonDocument::Compact),
        QJsonDocument(whole).toJson(QJsonDocument::Compact) + "\n" +
            lines.left(lines.indexOf('\n')),
        QJsonDocument(rows).toJson(),
        QJsonDocument(rows).toJson(QJsonDocument::Compact),
    };
    const Collector first = read(framings.front());
    QCOMPARE(first.observations.size(), std::size_t(5));
    for (const QByteArray &bytes : framings) {
        const Collector sink = read(bytes);
        QVERIFY2(sink.rejections.empty(), qPrintable(sink.reasons()));
        QVERIFY(sink.observations.size() >= 5);
        for (std::size_t i = 0; i < 5; ++i) {
            QCOMPARE(sink.observations[i].texts, first.observations[i].texts);
            QCOMPARE(sink.observations[i].o.usage.counts, first.observations[i].o.usage.counts);
            QCOMPARE(sink.observations[i].tokens, first.observations[i].tokens);
        }
        QVERIFY(sink.observations[1].tokens.empty());
        QCOMPARE(sink.observations[1].content, first.observations[1].content);
    }
}

void TestLiteLlmFiles::knowsItsOwn()
{
    for (const char *file :
         {"/slp/logs.jsonl", "/spend-logs/page1.json", "/spend-logs/page2.json"}) {
        const std::string head = bytesOf(dataDir + QLatin1String(file)).left(65536).toStdString();
        QVERIFY(sniff(head, {}) != nullptr);
        QCOMPARE(sniff(head, {})->name, std::string_view("litellm"));
    }
    const Format *format = formatNamed("litellm");
    QCOMPARE(format->sniff(R"({"startTime":1,"traceId":"x"})", {}), 0);
    QCOMPARE(format->sniff("startTime,spend\n", {}), 0);
    QCOMPARE(format->framing("[\n{"), Framing::Document);
    QCOMPARE(format->framing("{\n  \"data\": ["), Framing::Document);
    QCOMPARE(format->framing("{\"id\":1}\n{"), Framing::Lines);
}

QTEST_APPLESS_MAIN(TestLiteLlmFiles)
#include "tst_litellmfiles.moc"
