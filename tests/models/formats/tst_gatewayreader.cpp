// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/models/formats/totals.h"

#include <QTest>

using namespace outlay;
using namespace outlay::test;
using enum TokenClass;

/// What the formats of gateways' logs share.
class TestGatewayReader : public QObject
{
    Q_OBJECT

private slots:
    void readsARowTheSameInEveryFraming_data();
    void readsARowTheSameInEveryFraming();
    void namesTheRowThatIsBad();
    void refusesASuccessWithoutCountsInsteadOfCallingItFree();
    void refusesARowThatTellsNothingOfACall_data();
    void refusesARowThatTellsNothingOfACall();
    void takesNoCountThatIsNotToldForZero_data();
    void takesNoCountThatIsNotToldForZero();
    void takesAZeroThatIsTold();
    void asksNoOutputOfAnEmbedding_data();
    void asksNoOutputOfAnEmbedding();
    void keepsTheBillOfACallWhoseCountIsNotTold();
    void takesACostThatIsAllThatIsTold_data();
    void takesACostThatIsAllThatIsTold();
    void takesWhatTheTotalTells_data();
    void takesWhatTheTotalTells();
    void refusesATotalThatStandsAlone_data();
    void refusesATotalThatStandsAlone();
    void takesLabelsAsFieldsAndTags();
    void refusesTextThatBeginsLikeJsonAndIsNone();
    void keepsSuccessAndFailureOfOneIdApart();
};

void TestGatewayReader::readsARowTheSameInEveryFraming_data()
{
    QTest::addColumn<QByteArray>("format");
    QTest::addColumn<QByteArray>("envelope");
    QTest::addColumn<QByteArray>("row");
    // Without ids, so that the content is the identity, which no framing may change.
    QTest::newRow("bifrost")
        << QByteArray("bifrost") << QByteArray("logs")
        << QByteArray(R"({"timestamp": "2026-03-04T10:00:00Z", "status": "success", )"
                      R"("token_usage": {"prompt_tokens": 1, "completion_tokens": 2}})");
    QTest::newRow("helicone")
        << QByteArray("helicone") << QByteArray("data")
        << QByteArray(R"({"request_created_at": "2026-03-04T10:00:00Z", )"
                      R"("response_status": 200, "prompt_tokens": 1, "completion_tokens": 2})");
    QTest::newRow("cloudflare") << QByteArray("cloudflare-gateway") << QByteArray("result")
                                << QByteArray(
                                       R"({"created_at": "2026-03-04T10:00:00Z", "success": true, )"
                                       R"("tokens_in": 1, "tokens_out": 2})");
}

void TestGatewayReader::readsARowTheSameInEveryFraming()
{
    QFETCH(QByteArray, format);
    QFETCH(QByteArray, envelope);
    QFETCH(QByteArray, row);
    const QByteArray plain = QJsonDocument::fromJson(row).toJson(QJsonDocument::Compact);
    const QByteArray page = "{\"" + envelope + "\":[" + row + "]}";
    const Collector first = readWith(format.toStdString(), row);
    QCOMPARE(first.observations.size(), std::size_t(1));
    QVERIFY(first.observations[0].tokens.empty());
    for (const QByteArray &bytes :
         {plain, QByteArray("[" + row + "]"), page, QJsonDocument::fromJson(page).toJson(),
          QByteArray("\xef\xbb\xbf" + plain + "\r\n")}) {
        const Collector sink = readWith(format.toStdString(), bytes);
        QVERIFY2(sink.rejections.empty(), qPrintable(sink.reasons()));
        QCOMPARE(sink.observations.size(), std::size_t(1));
        QCOMPARE(sink.observations[0].content, first.observations[0].content);
        QCOMPARE(sink.observations[0].o.usage.counts, first.observations[0].o.usage.counts);
    }
}

void TestGatewayReader::namesTheRowThatIsBad()
{
    const QByteArray good = R"({"created_at":"2026-03-04T10:00:00Z","success":true,)"
                            R"("tokens_in":1,"tokens_out":2})";
    const QByteArray bad = QByteArray(good).replace("\"tokens_in\":1", "\"tokens_in\":-1");
    const QByteArray timeless = R"({"success":true,"tokens_in":1})";
    const Collector page =
        readWith("cloudflare-gateway", "{\"result\":[\n" + good + ",\n" + bad + ",\n7,\n" +
                                           timeless + ",\n" + good + "\n]}");
    QCOMPARE(page.observations.size(), std::size_t(2));
    QCOMPARE(page.rejections.size(), std::size_t(3));
    QCOMPARE(page.rejections[0].first, std::int64_t(2));
    QCOMPARE(page.rejections[0].second, std::string("tokens_in: is negative"));
    QCOMPARE(page.rejections[1].second, std::string("the record is no JSON object"));
    QVERIFY(page.rejections[2].second.starts_with("created_at: missing"));
    const Collector lines = readWith("cloudflare-gateway", good + "\n{\"a\":\n" + good);
    QCOMPARE(lines.observations.size(), std::size_t(2));
    QCOMPARE(lines.rejections[0].first, std::int64_t(2));
}

void TestGatewayReader::refusesASuccessWithoutCountsInsteadOfCallingItFree()
{
    const Collector sink =
        readWith("cloudflare-gateway",
                 R"({"created_at":"2026-03-04T10:00:00Z","success":true,"cost":0,"model":"x"})");
    QCOMPARE(sink.observations.size(), std::size_t(0));
    QVERIFY(sink.reasons().contains(u"no token counts"));
    const Collector failed =
        readWith("cloudflare-gateway",
                 R"({"created_at":"2026-03-04T10:00:00Z","success":false,"status_code":500})");
    QCOMPARE(failed.observations.size(), std::size_t(1));
    QVERIFY(!failed.observations[0].o.reported);
}

void TestGatewayReader::refusesARowThatTellsNothingOfACall_data()
{
    QTest::addColumn<QByteArray>("format");
    QTest::addColumn<QByteArray>("row");
    const QByteArray portkey = R"({"id":"pk-000000001","created_at":"2026-03-04T10:00:00Z",)"
                               R"("ai_org":"openai","ai_model":"gpt-4o","req_units":1500,)"
                               R"("res_units":220,"response_status_code":200})";
    QTest::newRow("portkey as cloudflare") << QByteArray("cloudflare-gateway") << portkey;
    QTest::newRow("cloudflare as portkey")
        << QByteArray("portkey")
        << QByteArray(R"({"created_at":"2026-03-04T10:00:00Z","success":true,"tokens_in":1,)"
                      R"("tokens_out":2,"provider":"openai","model":"gpt-4o","cached":false})");
    QTest::newRow("langfuse as litellm")
        << QByteArray("litellm")
        << QByteArray(R"({"id":"obs-00000001","type":"GENERATION","traceId":"t","startTime":)"
                      R"("2026-03-04T10:00:00Z","providedModelName":"gpt-4o","usageDetails":)"
                      R"({"input":1500,"output":220}})");
}

void TestGatewayReader::refusesARowThatTellsNothingOfACall()
{
    QFETCH(QByteArray, format);
    QFETCH(QByteArray, row);
    const Collector sink = readWith(format.toStdString(), row);
    QCOMPARE(sink.observations.size(), std::size_t(0));
    QCOMPARE(sink.rejections.size(), std::size_t(1));
    QCOMPARE(sink.rejections[0].first, std::int64_t(1));
    QVERIFY2(sink.reasons().contains(u"no row of " + QString::fromLatin1(format)),
             qPrintable(sink.reasons()));
    QVERIFY(sink.reasons().contains(u"without --format"));
}

void TestGatewayReader::takesNoCountThatIsNotToldForZero_data()
{
    QTest::addColumn<QByteArray>("format");
    QTest::addColumn<QByteArray>("row");
    QTest::addColumn<QByteArray>("field");
    const auto test = [](const char *format, const char *row, const char *field) {
        QTest::addRow("%s %s", format, field)
            << QByteArray(format) << QByteArray(row) << QByteArray(field);
    };
    const char *const cloudflare = "cloudflare-gateway";
    test(cloudflare,
         R"({"created_at":"2026-03-04T10:00:00Z","success":true,"model":"m","tokens_out":2})",
         "tokens_in");
    test(cloudflare,
         R"({"created_at":"2026-03-04T10:00:00Z","success":true,"model":"m","tokens_in":2})",
         "tokens_out");
    test("portkey",
         R"({"created_at":"2026-03-04T10:00:00Z","response_status_code":200,"res_units":2})",
         "req_units");
    test("portkey",
         "created_at,response_status_code,ai_org,ai_model,res_units\n"
         "2026-03-04T10:00:00Z,200,openai,gpt-4o,220\n",
         "req_units");
    test("openrouter",
         R"({"data":{"id":"gen-000001","created_at":"2026-03-04T10:00:00Z","model":"m",)"
         R"("native_tokens_completion":220}})",
         "native_tokens_prompt");
    test("vercel-gateway",
         R"({"data":{"id":"gen_000001","created_at":"2026-03-04T10:00:00Z","model":"m",)"
         R"("native_tokens_completion":220,"billable_web_search_calls":0}})",
         "native_tokens_prompt");
    test("posthog",
         R"({"event":"$ai_generation","timestamp":"2026-03-04T10:00:00Z","properties":)"
         R"({"$ai_model":"m","$ai_output_tokens":220}})",
         "$ai_input_tokens");
    test("bedrock",
         R"({"schemaType":"ModelInvocationLog","timestamp":"2026-03-04T10:00:00Z","modelId":"m",)"
         R"("output":{"outputTokenCount":220}})",
         "input.inputTokenCount");
    test("bifrost",
         R"({"timestamp":"2026-03-04T10:00:00Z","status":"success","completion_tokens":220})",
         "prompt_tokens");
    test("bifrost",
         R"({"timestamp":"2026-03-04T10:00:00Z","status":"success",)"
         R"("token_usage":{"completion_tokens":220}})",
         "prompt_tokens");
    test("kong",
         R"({"started_at":1772618400000,"response":{"status":200},"ai":{"proxy":{"usage":)"
         R"({"completion_tokens":220},"meta":{"provider_name":"openai"}}}})",
         "prompt_tokens");
    test("envoy-gateway",
         R"({"start_time":"2026-03-04T10:00:00Z","response_code":200,"response_model":"m",)"
         R"("llm_input_token":"-","llm_output_token":220})",
         "llm_input_token");
    test("langfuse",
         R"({"type":"GENERATION","startTime":"2026-03-04T10:00:00Z","model":"m",)"
         R"("usageDetails":{"output":220}})",
         "usageDetails.input");
    test("langfuse",
         R"({"type":"GENERATION","startTime":"2026-03-04T10:00:00Z","model":"m",)"
         R"("usageDetails":{"input":220}})",
         "usageDetails.output");
    test("litellm",
         R"({"startTime":"2026-03-04T10:00:00Z","status":"success","completion_tokens":220})",
         "prompt_tokens");
    test("litellm",
         R"({"startTime":"2026-03-04T10:00:00Z","status":"success","prompt_tokens":220})",
         "completion_tokens");
    test("aider",
         R"({"event":"message_send","time":1772618400,"properties":{"completion_tokens":220}})",
         "prompt_tokens");
    test("csv", "at,model,output_tokens\n2026-03-04T10:00:00Z,gpt-4o,220\n", "input_tokens");
    test("csv", "at,model,input_tokens\n2026-03-04T10:00:00Z,gpt-4o,220\n", "output_tokens");
    test("csv", "at,model,requests\n2026-03-04T10:00:00Z,gpt-4o,220\n", "input_tokens");
    test("jsonl", R"({"at":"2026-03-04T10:00:00Z","model":"gpt-4o","output_tokens":220})",
         "input_tokens");
    test("jsonl",
         R"({"at":"2026-03-04T10:00:00Z","model":"m","input_tokens":8,"path":"/home/embeds/a"})",
         "output_tokens");
}

void TestGatewayReader::takesNoCountThatIsNotToldForZero()
{
    QFETCH(QByteArray, format);
    QFETCH(QByteArray, row);
    QFETCH(QByteArray, field);
    const Collector sink = readWith(format.toStdString(), row);
    QCOMPARE(sink.observations.size(), std::size_t(0));
    QCOMPARE(sink.rejections.size(), std::size_t(1));
    QVERIFY2(sink.rejections[0].second.starts_with(field.toStdString() + ": "),
             qPrintable(sink.reasons()));
}

void TestGatewayReader::takesAZeroThatIsTold()
{
    const Seen seen =
        onlyOne("cloudflare-gateway", R"({"created_at":"2026-03-04T10:00:00Z","success":true,)"
                                      R"("tokens_in":0,"tokens_out":220})");
    QCOMPARE(seen[Output], std::int64_t(220));
    // The total tells what is not written.
    const Seen rest =
        onlyOne("langfuse", R"({"type":"GENERATION","startTime":"2026-03-04T10:00:00Z",)"
                            R"("usageDetails":{"output":220,"total":1720}})");
    QCOMPARE(rest[Input], std::int64_t(1500));
    QCOMPARE(rest[Output], std::int64_t(220));
    // A call that failed has made nothing.
    QCOMPARE(
        onlyOne("cloudflare-gateway",
                R"({"created_at":"2026-03-04T10:00:00Z","success":false,"tokens_in":9})")[Input],
        std::int64_t(9));
}

void TestGatewayReader::asksNoOutputOfAnEmbedding_data()
{
    QTest::addColumn<QByteArray>("format");
    QTest::addColumn<QByteArray>("row");
    QTest::newRow("cloudflare") << QByteArray("cloudflare-gateway")
                                << QByteArray(R"({"created_at":"2026-03-04T10:00:00Z","success":)"
                                              R"(true,"model":"text-embedding-3-small",)"
                                              R"("tokens_in":8,"tokens_out":null})");
    QTest::newRow("posthog") << QByteArray("posthog")
                             << QByteArray(R"({"event":"$ai_embedding","timestamp":)"
                                           R"("2026-03-04T10:00:00Z","properties":)"
                                           R"({"$ai_input_tokens":8}})");
    QTest::newRow("langfuse") << QByteArray("langfuse")
                              << QByteArray(R"({"type":"EMBEDDING","startTime":)"
                                            R"("2026-03-04T10:00:00Z","usageDetails":)"
                                            R"({"input":8}})");
    QTest::newRow("litellm") << QByteArray("litellm")
                             << QByteArray(R"({"startTime":"2026-03-04T10:00:00Z","status":)"
                                           R"("success","call_type":"aembedding",)"
                                           R"("prompt_tokens":8})");
    QTest::newRow("csv") << QByteArray("csv")
                         << QByteArray("at,model,input_tokens\n"
                                       "2026-03-04T10:00:00Z,text-embedding-3-small,8\n");
    // Of a model whose name does not tell, by what was called.
    QTest::newRow("jsonl, by its operation")
        << QByteArray("jsonl")
        << QByteArray(R"({"at":"2026-03-04T10:00:00Z","model":"m","input_tokens":8,)"
                      R"("gen_ai":{"operation":{"name":"embeddings"}}})");
    QTest::newRow("csv, by its path")
        << QByteArray("csv")
        << QByteArray("at,model,input_tokens,path\n2026-03-04T10:00:00Z,m,8,/v1/embeddings\n");
    QTest::newRow("cloudflare, by its type")
        << QByteArray("cloudflare-gateway")
        << QByteArray(R"({"created_at":"2026-03-04T10:00:00Z","success":true,"model":"m",)"
                      R"("request_type":"embeddings","tokens_in":8})");
    QTest::newRow("envoy, by its path")
        << QByteArray("envoy-gateway")
        << QByteArray(R"({"start_time":"2026-03-04T10:00:00Z","response_code":200,)"
                      R"("response_model":"m","llm_input_token":8,":path":"/v1/embeddings"})");
    QTest::newRow("envoy, by its operation")
        << QByteArray("envoy-gateway")
        << QByteArray(R"({"start_time":"2026-03-04T10:00:00Z","response_code":200,)"
                      R"("response_model":"m","llm_input_token":8,)"
                      R"("gen_ai.operation.name":"embeddings"})");
    QTest::newRow("kong, whose total is the input")
        << QByteArray("kong")
        << QByteArray(R"({"started_at":1772618400000,"response":{"status":200},"ai":{"proxy":)"
                      R"({"usage":{"total_tokens":8},"meta":{"provider_name":"voyage",)"
                      R"("request_model":"voyage-3"}}}})");
    // So is it wherever it stands alone.
    const auto total = [](const char *tag, const char *format, const char *row) {
        QTest::newRow(tag) << QByteArray(format) << QByteArray(row);
    };
    total("litellm, a total", "litellm",
          R"({"startTime":"2026-03-04T10:00:00Z","status":"success","call_type":"aembedding",)"
          R"("model":"m","total_tokens":8})");
    total("litellm, a total in its object", "litellm",
          R"({"startTime":"2026-03-04T10:00:00Z","status":"success","metadata":{"usage_object":)"
          R"({"total_tokens":8}},"model":"text-embedding-3-small"})");
    total("envoy, a total", "envoy-gateway",
          R"({"start_time":"2026-03-04T10:00:00Z","response_code":200,"response_model":)"
          R"("text-embedding-3-small","llm_input_token":"-","llm_total_token":8})");
    total("envoy, a total and no other key", "envoy-gateway",
          R"({"start_time":"2026-03-04T10:00:00Z","response_code":200,"response_model":)"
          R"("m",":path":"/v1/embeddings","llm_total_token":8})");
    total("jsonl, a total", "jsonl",
          R"({"at":"2026-03-04T10:00:00Z","model":"text-embedding-3-small","total_tokens":8})");
    total("csv, a total", "csv",
          "at,model,total_tokens\n2026-03-04T10:00:00Z,text-embedding-3-small,8\n");
    total("portkey, a total", "portkey",
          R"({"created_at":"2026-03-04T10:00:00Z","response_status_code":200,)"
          R"("ai_model":"text-embedding-3-small","total_units":8})");
}

void TestGatewayReader::asksNoOutputOfAnEmbedding()
{
    QFETCH(QByteArray, format);
    QFETCH(QByteArray, row);
    const Seen seen = onlyOne(format.toStdString(), row);
    QCOMPARE(seen[Input], std::int64_t(8));
    QCOMPARE(seen[Output], std::int64_t(0));
}

void TestGatewayReader::keepsTheBillOfACallWhoseCountIsNotTold()
{
    const Seen seen =
        onlyOne("openrouter", R"({"data":{"id":"gen-000001","created_at":"2026-03-04T10:00:00Z",)"
                              R"("model":"m","native_tokens_completion":220,"total_cost":0.5}})");
    QCOMPARE(seen.o.billed->nanos, std::int64_t(500'000'000));
    QCOMPARE(seen.tags.at("counts"), std::string("prompt not told"));
}

/// Images, speech, video, searches: no tokens, and a figure of what they cost.
void TestGatewayReader::takesACostThatIsAllThatIsTold_data()
{
    QTest::addColumn<QByteArray>("format");
    QTest::addColumn<QByteArray>("row");
    const auto test = [](const char *tag, const char *format, const char *row) {
        QTest::newRow(tag) << QByteArray(format) << QByteArray(row);
    };
    test("bifrost", "bifrost",
         R"({"timestamp":"2026-03-04T10:00:00Z","status":"success","model":"dall-e-3",)"
         R"("token_usage":"","cost":0.04})");
    test("cloudflare", "cloudflare-gateway",
         R"({"created_at":"2026-03-04T10:00:00Z","success":true,"model":"dall-e-3",)"
         R"("tokens_in":null,"tokens_out":null,"cost":0.04})");
    test("cloudflare, zeros", "cloudflare-gateway",
         R"({"created_at":"2026-03-04T10:00:00Z","success":true,"model":"dall-e-3",)"
         R"("tokens_in":0,"tokens_out":0,"cost":0.04})");
    test("csv", "csv", "at,model,cost_usd\n2026-03-04T10:00:00Z,dall-e-3,0.04\n");
    test("helicone", "helicone",
         R"({"request_created_at":"2026-03-04T10:00:00Z","response_status":200,)"
         R"("request_model":"dall-e-3","costUSD":0.04})");
    test("kong", "kong",
         R"({"started_at":1772618400000,"response":{"status":200},"ai":{"proxy":{"usage":)"
         R"({"cost":0.04},"meta":{"provider_name":"openai","request_model":"dall-e-3"}}}})");
    test("kong, a total alone", "kong",
         R"({"started_at":1772618400000,"response":{"status":200},"ai":{"proxy":{"usage":)"
         R"({"cost":0.04,"total_tokens":9},"meta":{"provider_name":"openai"}}}})");
    test("langfuse", "langfuse",
         R"({"type":"GENERATION","startTime":"2026-03-04T10:00:00Z","model":"dall-e-3",)"
         R"("usageDetails":{"images":1},"totalCost":0.04})");
    test("langfuse, another unit", "langfuse",
         R"({"type":"GENERATION","startTime":"2026-03-04T10:00:00Z","model":"dall-e-3",)"
         R"("usage":{"unit":"IMAGES","output":1},"totalCost":0.04})");
    test("langfuse, a total alone", "langfuse",
         R"({"type":"GENERATION","startTime":"2026-03-04T10:00:00Z","model":"m",)"
         R"("usageDetails":{"total":100},"totalCost":0.04})");
    test("litellm", "litellm",
         R"({"startTime":"2026-03-04T10:00:00Z","status":"success","model":"dall-e-3",)"
         R"("prompt_tokens":null,"completion_tokens":null,"response_cost":0.04})");
    test("litellm, a total alone", "litellm",
         R"({"startTime":"2026-03-04T10:00:00Z","status":"success","model":"m",)"
         R"("total_tokens":15,"spend":0.04})");
    test("openrouter, an own key", "openrouter",
         R"({"data":{"id":"gen-000001","created_at":"2026-03-04T10:00:00Z","model":"m",)"
         R"("is_byok":true,"usage":0,"upstream_inference_cost":0.04}})");
    test("portkey", "portkey",
         R"({"created_at":"2026-03-04T10:00:00Z","response_status_code":200,)"
         R"("ai_model":"dall-e-3","cost":4,"cost_currency":"cents"})");
    test("posthog", "posthog",
         R"({"event":"$ai_generation","timestamp":"2026-03-04T10:00:00Z","properties":)"
         R"({"$ai_model":"dall-e-3","$ai_total_cost_usd":0.04}})");
}

void TestGatewayReader::takesACostThatIsAllThatIsTold()
{
    QFETCH(QByteArray, format);
    QFETCH(QByteArray, row);
    const Seen seen = onlyOne(format.toStdString(), row);
    QVERIFY(seen.o.usage.isZero());
    QVERIFY(seen.o.reported.has_value());
    QCOMPARE(seen.o.reported->nanos, std::int64_t(40'000'000));
}

void TestGatewayReader::takesWhatTheTotalTells_data()
{
    QTest::addColumn<QByteArray>("format");
    QTest::addColumn<QByteArray>("row");
    const auto test = [](const char *tag, const char *format, const char *row) {
        QTest::newRow(tag) << QByteArray(format) << QByteArray(row);
    };
    test("litellm", "litellm",
         R"({"startTime":"2026-03-04T10:00:00Z","status":"success","prompt_tokens":15,)"
         R"("total_tokens":20})");
    test("litellm, the prompt", "litellm",
         R"({"startTime":"2026-03-04T10:00:00Z","status":"success","completion_tokens":5,)"
         R"("total_tokens":20})");
    test("litellm, in its object", "litellm",
         R"({"startTime":"2026-03-04T10:00:00Z","status":"success","metadata":{"usage_object":)"
         R"({"prompt_tokens":15,"total_tokens":20}}})");
    test("litellm, a prompt that was not found", "litellm",
         R"({"startTime":"2026-03-04T10:00:00Z","status":"success","prompt_tokens":0,)"
         R"("completion_tokens":5,"total_tokens":20})");
    test("portkey", "portkey",
         R"({"created_at":"2026-03-04T10:00:00Z","response_status_code":200,"req_units":15,)"
         R"("total_units":20})");
    test("envoy", "envoy-gateway",
         R"({"start_time":"2026-03-04T10:00:00Z","response_code":200,"response_model":"m",)"
         R"("llm_input_token":15,"llm_output_token":"-","llm_total_token":20})");
    test("bifrost", "bifrost",
         R"({"timestamp":"2026-03-04T10:00:00Z","status":"success","completion_tokens":5,)"
         R"("total_tokens":20})");
    test("kong", "kong",
         R"({"started_at":1772618400000,"response":{"status":200},"ai":{"proxy":{"usage":)"
         R"({"prompt_tokens":15,"total_tokens":20},"meta":{"provider_name":"openai"}}}})");
}

void TestGatewayReader::takesWhatTheTotalTells()
{
    QFETCH(QByteArray, format);
    QFETCH(QByteArray, row);
    const Seen seen = onlyOne(format.toStdString(), row);
    QCOMPARE(seen[Input], std::int64_t(15));
    QCOMPARE(seen[Output], std::int64_t(5));
}

void TestGatewayReader::refusesATotalThatStandsAlone_data()
{
    QTest::addColumn<QByteArray>("format");
    QTest::addColumn<QByteArray>("row");
    const auto test = [](const char *tag, const char *format, const char *row) {
        QTest::newRow(tag) << QByteArray(format) << QByteArray(row);
    };
    test("litellm", "litellm",
         R"({"startTime":"2026-03-04T10:00:00Z","status":"success","model":"m",)"
         R"("total_tokens":15,"spend":0})");
    test("kong", "kong",
         R"({"started_at":1772618400000,"response":{"status":200},"ai":{"proxy":{"usage":)"
         R"({"total_tokens":9},"meta":{"provider_name":"openai"}}}})");
    test("langfuse", "langfuse",
         R"({"type":"GENERATION","startTime":"2026-03-04T10:00:00Z","model":"m",)"
         R"("usageDetails":{"total":100}})");
    test("response", "response",
         R"({"model":"gpt-4o","created":1772618400,"usage":{"total_tokens":9}})");
}

void TestGatewayReader::refusesATotalThatStandsAlone()
{
    QFETCH(QByteArray, format);
    QFETCH(QByteArray, row);
    const Collector sink = readWith(format.toStdString(), row);
    QCOMPARE(sink.observations.size(), std::size_t(0));
    QVERIFY2(sink.reasons().contains(u"neither what was read nor what was written"),
             qPrintable(sink.reasons()));
}

void TestGatewayReader::takesLabelsAsFieldsAndTags()
{
    const Seen seen = onlyOne(
        "cloudflare-gateway",
        R"({"created_at":"2026-03-04T10:00:00Z","success":true,"tokens_in":1,"tokens_out":2,"metadata":)"
        R"("{\"Task-Id\":\"T1\",\"team\":\"core\",\"_user\":\"ana\",\"env\":\"prod\",)"
        R"(\"nested\":{\"a\":1},\"n\":7,\"empty\":\"\",\"gone\":null}"})");
    QCOMPARE(seen[Field::Task], std::string("T1"));
    QCOMPARE(seen[Field::Team], std::string("core"));
    QCOMPARE(seen[Field::User], std::string("ana"));
    QCOMPARE(seen[Field::Environment], std::string("prod"));
    QCOMPARE(seen.tags.at("n"), std::string("7"));
    QVERIFY(!seen.tags.contains("nested") && !seen.tags.contains("empty"));
    QVERIFY(!seen.tags.contains("gone"));
}

void TestGatewayReader::refusesTextThatBeginsLikeJsonAndIsNone()
{
    const Collector sink =
        readWith("cloudflare-gateway", R"({"created_at":"2026-03-04T10:00:00Z","success":true,)"
                                       R"("tokens_in":1,"tokens_out":2,"metadata":"{\"task\":"})");
    QCOMPARE(sink.observations.size(), std::size_t(0));
    QVERIFY(sink.reasons().contains(u"metadata: text that should be JSON"));
}

void TestGatewayReader::keepsSuccessAndFailureOfOneIdApart()
{
    const auto row = [](const char *success) -> QByteArray {
        return QByteArray(R"({"id":"01JNX00000001","created_at":"2026-03-04T10:00:00Z",)"
                          R"("tokens_in":1,"tokens_out":2,"success":)") +
               success + '}';
    };
    const Seen good = onlyOne("cloudflare-gateway", row("true"));
    const Seen bad = onlyOne("cloudflare-gateway", row("false"));
    QCOMPARE(good.tokens[0].second, std::string("cloudflare-gateway/01JNX00000001/success"));
    QCOMPARE(bad.tokens[0].second, std::string("cloudflare-gateway/01JNX00000001/failure"));
    QVERIFY(good.tokens[0].first == TokenSpace::GatewayCall);
}

QTEST_APPLESS_MAIN(TestGatewayReader)
#include "tst_gatewayreader.moc"
