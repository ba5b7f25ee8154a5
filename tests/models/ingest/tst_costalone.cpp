// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ingest/ingest.h"
#include "models/ledger/ledgerreader.h"
#include "tests/support/answers.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace outlay;
using namespace outlay::test;

/// Requests without tokens: what is told of their cost is what they cost, in every format.
class TestCostAlone : public QObject
{
    Q_OBJECT

private slots:
    void aCostWithoutTokensCounts_data();
    void aCostWithoutTokensCounts();
    void whatIsServedOrIncludedCostsNothing();
};

void TestCostAlone::aCostWithoutTokensCounts_data()
{
    QTest::addColumn<QByteArray>("format");
    QTest::addColumn<QByteArray>("row");
    QTest::addColumn<QByteArray>("total"); ///< requests, cost
    const auto test = [](const char *tag, const char *format, const QByteArray &row,
                         const char *total = "1 0.040000000") {
        QTest::newRow(tag) << QByteArray(format) << row << QByteArray(total);
    };
    const auto liteLlm = [](const char *more) -> QByteArray {
        return R"({"litellm_call_id":"00000000-0000-4000-8000-000000000001","startTime":)"
               R"("2026-11-02T10:00:00Z","custom_llm_provider":"openai",)" +
               QByteArray(more) + "}";
    };
    test("litellm, an image", "litellm",
         liteLlm(R"("call_type":"aimage_generation","status":"success","model":"dall-e-3",)"
                 R"("prompt_tokens":0,"completion_tokens":0,"response_cost":0.04)"));
    test("litellm, of a model with a price by the token", "litellm",
         liteLlm(R"("call_type":"aspeech","status":"success","model":"gpt-4o","prompt_tokens":0,)"
                 R"("completion_tokens":0,"total_tokens":0,"response_cost":0.04)"));
    test("litellm, no cost", "litellm",
         liteLlm(R"("status":"success","model":"gpt-4o","prompt_tokens":0,"completion_tokens":0,)"
                 R"("response_cost":0)"),
         "1 0.000000000");
    test("litellm, failed", "litellm",
         liteLlm(R"("status":"failure","model":"gpt-4o","response_cost":null)"), "1 0.000000000");
    // With tokens the reported cost is held against our own.
    test("litellm, tokens", "litellm",
         liteLlm(R"("status":"success","model":"gpt-4o","prompt_tokens":10,)"
                 R"("completion_tokens":5,"response_cost":0.04)"),
         "1 0.000075000");
    test("cloudflare", "cloudflare-gateway",
         R"({"created_at":"2026-03-04T10:00:00Z","success":true,"provider":"openai",)"
         R"("model":"dall-e-3","tokens_in":0,"tokens_out":0,"cost":0.04})");
    test("csv", "csv",
         "at,model,input_tokens,output_tokens,cost_usd\n"
         "2026-11-02T10:00:00Z,dall-e-3,0,0,0.04\n2026-11-02T10:00:01Z,whisper-1,,,0.006\n",
         "2 0.046000000");
    test("helicone", "helicone",
         R"({"request_created_at":"2026-03-04T10:00:00Z","response_status":200,"provider":)"
         R"("OPENAI","request_model":"dall-e-3","prompt_tokens":0,"completion_tokens":0,)"
         R"("costUSD":0.04})");
    test("kong", "kong",
         R"({"started_at":1772618400000,"response":{"status":200},"ai":{"proxy":{"usage":)"
         R"({"prompt_tokens":0,"completion_tokens":0,"cost":0.04},"meta":{"provider_name":)"
         R"("openai","request_model":"dall-e-3"}}}})");
    test("langfuse", "langfuse",
         R"({"type":"GENERATION","startTime":"2026-03-04T10:00:00Z","model":"dall-e-3",)"
         R"("usageDetails":{},"totalCost":0.04})");
    test("portkey", "portkey",
         R"({"created_at":"2026-03-04T10:00:00Z","response_status_code":200,"ai_org":"openai",)"
         R"("ai_model":"dall-e-3","req_units":0,"res_units":0,"cost":4,"cost_currency":"cents"})");
    test("posthog", "posthog",
         R"({"event":"$ai_generation","timestamp":"2026-03-04T10:00:00Z","properties":)"
         R"({"$ai_provider":"openai","$ai_model":"dall-e-3","$ai_input_tokens":0,)"
         R"("$ai_output_tokens":0,"$ai_total_cost_usd":0.04}})");
    test("bifrost", "bifrost",
         R"({"timestamp":"2026-03-04T10:00:00Z","status":"success","provider":"openai",)"
         R"("model":"tts-1","token_usage":"","cost":0.04})");
}

void TestCostAlone::aCostWithoutTokensCounts()
{
    QFETCH(const QByteArray, format);
    QFETCH(const QByteArray, row);
    QFETCH(const QByteArray, total);
    const QTemporaryDir folder;
    QFile file(folder.filePath(QStringLiteral("log")));
    QVERIFY(file.open(QIODevice::WriteOnly) && file.write(row) == row.size());
    file.close();
    const std::string path = folder.filePath(QStringLiteral("ledger.sqlite")).toStdString();
    auto ingest = Ingest::open(path);
    QVERIFY(ingest.has_value());
    ImportOptions options;
    options.format = format.toStdString();
    const auto counts = (*ingest)->importPaths({file.fileName().toStdString()}, options);
    QVERIFY(counts.has_value());
    for (const ImportCounts::Rejection &rejection : counts->rejections)
        QFAIL(rejection.reason.c_str());
    QCOMPARE(totalOf(path), total.toStdString());
    QCOMPARE((*ingest)->check()->size(), std::size_t(0));
    const auto reader = LedgerReader::open(path);
    const auto answer = (*reader)->run({});
    QCOMPARE(answer->total.unpricedRequests, std::int64_t(0));
    QCOMPARE(answer->total.quarantined.nanos,
             std::int64_t(total == "1 0.000075000" ? 40'000'000 : 0));
    if (answer->total.estimated == Money{})
        QCOMPARE(answer->total.reported, *answer->total.cost);
}

/// A gateway's cache serves for nothing; within a subscription it is worth what is said.
void TestCostAlone::whatIsServedOrIncludedCostsNothing()
{
    const QTemporaryDir folder;
    QFile file(folder.filePath(QStringLiteral("log.jsonl")));
    const QByteArray rows =
        R"({"id":"log-00000001","created_at":"2026-03-04T10:00:00Z","success":true,"model":"m",)"
        R"("cached":true,"cost":0.04})"
        "\n"
        R"({"id":"log-00000002","created_at":"2026-03-04T10:00:00Z","success":true,"model":"m",)"
        R"("cached":false,"cost":0.04})"
        "\n";
    QVERIFY(file.open(QIODevice::WriteOnly) && file.write(rows) == rows.size());
    file.close();
    const std::string path = folder.filePath(QStringLiteral("ledger.sqlite")).toStdString();
    auto ingest = Ingest::open(path);
    ImportOptions options;
    options.format = "cloudflare-gateway";
    options.source = "edge";
    QVERIFY((*ingest)->importPaths({file.fileName().toStdString()}, options));
    QCOMPARE(totalOf(path), std::string("2 0.040000000"));
    Ingest::Plan plan;
    plan.source = "edge";
    plan.kind = Ingest::Plan::Kind::Subscription;
    QVERIFY((*ingest)->setPlan(plan));
    QCOMPARE(totalOf(path), std::string("2 0.000000000"));
    const auto reader = LedgerReader::open(path);
    QCOMPARE((*reader)->run({})->total.listValue.nanos, std::int64_t(40'000'000));
}

QTEST_GUILESS_MAIN(TestCostAlone)
#include "tst_costalone.moc"
