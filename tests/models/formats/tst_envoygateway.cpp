// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/models/formats/totals.h"

#include <QTest>

using namespace outlay;
using namespace outlay::test;
using enum TokenClass;

class TestEnvoyGateway : public QObject
{
    Q_OBJECT

private slots:
    void comesToItsExpectedTotals();
    void readsOneLineWhole();
    void asksForTheNamesThatItDoesNotKnow();
    void marksACachedPartThatTheTotalDoesNotPlace();
    void isKnownByTheGatewaysOwnFields_data();
    void isKnownByTheGatewaysOwnFields();
    void takesTheCloudThatABackendsNameNames_data();
    void takesTheCloudThatABackendsNameNames();
};

void TestEnvoyGateway::comesToItsExpectedTotals()
{
    const QJsonObject expected = expectedOf("envoy-gateway");
    const Collector sink = readFixture("envoy-gateway", "access.jsonl");
    QVERIFY2(sink.rejections.empty(), qPrintable(sink.reasons()));
    QCOMPARE(qint64(sink.records()), expected[u"lines"].toInteger());
    QCOMPARE(qint64(sink.ignoredCount), expected[u"ignored"].toInteger());
    const Totals totals = totalsOf(sink.observations);
    QCOMPARE(difference(expected, totals.usage), QString());
    QCOMPARE(qint64(totals.successes), expected[u"successes"].toInteger());
    QCOMPARE(qint64(totals.errors), expected[u"errors"].toInteger());
    QCOMPARE(qint64(totals.cancellations), expected[u"cancelled"].toInteger());
    const QJsonObject wrong = expected[u"wrong_answers_to_test_against"].toObject();
    QVERIFY(totals.usage[Input] != wrong[u"uncached_if_always_beside"].toInteger());
    QVERIFY(qint64(sink.observations.size()) != wrong[u"requests_with_other_routes"].toInteger());
    for (const Seen &seen : sink.observations)
        QVERIFY(!seen.o.reported);
}

void TestEnvoyGateway::readsOneLineWhole()
{
    const auto lines = readFixture("envoy-gateway", "access.jsonl").observations;
    QCOMPARE(lines[1][Field::Model], std::string("gpt-4o-mini"));
    QCOMPARE(lines[1][Field::ModelGroup], std::string("fast"));
    QCOMPARE(lines[1][Field::Provider], std::string("openai"));
    QCOMPARE(lines[1][Field::Endpoint], std::string("/v1/chat/completions"));
    QCOMPARE(lines[1].o.latencyMicros, std::int64_t(1'526'000));
    QCOMPARE(lines[1].tokens[0].second,
             std::string("envoy-gateway/83b63da3-45a9-4196-98b8-1a7f697d6d01/success"));
    QCOMPARE(lines[3].o.httpStatus, 429);
}

void TestEnvoyGateway::isKnownByTheGatewaysOwnFields_data()
{
    QTest::addColumn<QByteArray>("line");
    QTest::addColumn<bool>("isKnown");
    const auto row = [](const char *name, const QByteArray &fields, bool isKnown) {
        QTest::newRow(name) << "{\"start_time\":\"2026-03-09T12:00:00Z\"," + fields + "}\n"
                            << isKnown;
    };
    const QByteArray counts = R"("genai_tokens_input":30,"genai_tokens_output":4,)"
                              R"("genai_model_name":"gpt-4o-mini")";
    const QByteArray older =
        R"("llm_input_token":30,"llm_output_token":4,"response_model":"gpt-4o")";
    row("with a code only", R"("response_code":200,)" + counts, true);
    row("with the project's older names", R"("response_code":200,"duration":5,)" + older, true);
    row("without a code", R"("duration":5,"x-request-id":"r-1",)" + counts, true);
    row("of a call without counts", R"("response_code":429,"x-ai-eg-model":"fast")", true);
    row("of nothing else of Envoy's", counts, false);
    row("of no gateway", R"("response_code":200,"duration":5,"path":"/")", false);
    row("of other counts", R"("response_code":200,"input_tokens":3,"model":"gpt-4o")", false);
}

/// The operator chooses what the log holds, response_flags or not.
void TestEnvoyGateway::isKnownByTheGatewaysOwnFields()
{
    QFETCH(QByteArray, line);
    QFETCH(bool, isKnown);
    const Format *const taken = sniff(line.toStdString(), "access.log");
    QCOMPARE(taken == formatNamed("envoy-gateway"), isKnown);
    if (isKnown && line.contains("token")) {
        const Seen seen = onlyOne("envoy-gateway", line);
        QCOMPARE(seen[Input], std::int64_t(30));
        QCOMPARE(seen[Output], std::int64_t(4));
    }
}

void TestEnvoyGateway::asksForTheNamesThatItDoesNotKnow()
{
    const QByteArray line = R"({"start_time":"2026-03-09T12:00:00Z","response_code":200,)"
                            R"("response_flags":"-","tin":30,"tout":4,"used":"gpt-4o-mini"})";
    const Collector unmapped = readWith("envoy-gateway", line);
    QCOMPARE(unmapped.observations.size(), std::size_t(0));
    QVERIFY(unmapped.reasons().contains(u"--map input_tokens=FIELD"));
    const Collector sink =
        readWith("envoy-gateway", line, mapped("input_tokens=tin,output_tokens=tout,model=used"));
    QVERIFY2(sink.rejections.empty(), qPrintable(sink.reasons()));
    const Seen &seen = sink.observations.at(0);
    QCOMPARE(seen[Input], std::int64_t(30));
    QCOMPARE(seen[Output], std::int64_t(4));
    QCOMPARE(seen[Field::Model], std::string("gpt-4o-mini"));
    QCOMPARE(seen[Field::Provider], std::string("openai"));
    QVERIFY(seen.o.outcome == Outcome::Success);
    const Collector other =
        readWith("envoy-gateway", R"({"start_time":"2026-03-09T12:00:00Z","response_code":200})",
                 mapped("input_tokens=tin,output_tokens=tout,model=used"));
    QCOMPARE(other.ignoredCount, 1);
}

void TestEnvoyGateway::marksACachedPartThatTheTotalDoesNotPlace()
{
    const Seen seen =
        onlyOne("envoy-gateway", R"({"start_time":"2026-03-09T12:00:00Z","response_code":200,)"
                                 R"("llm_input_token":"100","llm_output_token":5,)"
                                 R"("llm_cached_input_token":60,"response_model":"-"})");
    QCOMPARE(seen[Input], std::int64_t(40));
    QCOMPARE(seen.tags.at("counts"), std::string("cached part assumed inside the input"));
    QCOMPARE(seen[Field::Model], std::string());
}

void TestEnvoyGateway::takesTheCloudThatABackendsNameNames_data()
{
    QTest::addColumn<QByteArray>("backend");
    QTest::addColumn<QString>("provider");
    QTest::addColumn<QString>("service");
    const auto row = [](const char *backend, const char *provider, const char *service = "") {
        QTest::newRow(backend) << QByteArray(backend) << QString::fromLatin1(provider)
                               << QString::fromLatin1(service);
    };
    row("default/azure-openai/route/x/rule/0/ref/0", "azure");
    row("envoy-ai-gateway-basic-aws", "aws");
    row("prod/bedrock_eu", "aws");
    row("AWSBedrock", "aws");
    row("default/envoy-ai-gateway-basic-gcp", "google");
    row("gcp-vertex", "google", "vertex-ai");
    row("ai/GCPAnthropic/route/aws/rule/0/ref/0", "google", "vertex-ai");
    row("default/openai/route/azure/rule/0/ref/0", "anthropic"); // not what it is called by
    row("azure-team/primary", "anthropic");
    row("azure-or-aws", "anthropic");
    row("vllm-on-aws", "anthropic");
    row("self-hosted-gcp", "anthropic");
    row("drawscape", "anthropic");
    row("-", "anthropic");
}

void TestEnvoyGateway::takesTheCloudThatABackendsNameNames()
{
    QFETCH(QByteArray, backend);
    QFETCH(QString, provider);
    QFETCH(QString, service);
    const QByteArray counts = R"("response_code":200,"genai_model_name":"claude-sonnet-4-5",)"
                              R"("genai_tokens_input":10,"genai_tokens_output":5,)";
    const QByteArray line = R"({"start_time":"2026-03-09T12:00:00Z",)" + counts +
                            R"("genai_backend_name":")" + backend + R"("})";
    const Seen seen = onlyOne("envoy-gateway", line);
    QCOMPARE(QString::fromStdString(seen[Field::Provider]), provider);
    QCOMPARE(QString::fromStdString(seen[Field::Service]), service);
    const Collector with = readWith("envoy-gateway", line,
                                    mapped("input_tokens=genai_tokens_input,output_tokens=genai_"
                                           "tokens_output,model=genai_model_name"));
    QCOMPARE(QString::fromStdString(with.observations.at(0)[Field::Provider]), provider);
}

QTEST_APPLESS_MAIN(TestEnvoyGateway)
#include "tst_envoygateway.moc"
