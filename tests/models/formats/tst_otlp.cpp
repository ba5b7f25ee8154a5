// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/format.h"
#include "tests/models/formats/collector.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace outlay;
using namespace outlay::test;

namespace {

QByteArray fixture(const char *name)
{
    return bytesOf(QStringLiteral(OUTLAY_TEST_DATA "/formats/otlp/") + QString::fromUtf8(name));
}

QJsonObject attributes(const QJsonObject &values)
{
    QJsonArray list;
    for (auto it = values.begin(); it != values.end(); ++it) {
        const QJsonValue value = it.value();
        QJsonObject any;
        if (value.isString())
            any[QStringLiteral("stringValue")] = value;
        else if (value.isBool())
            any[QStringLiteral("boolValue")] = value;
        else if (value.isArray()) {
            QJsonArray inner;
            for (const QJsonValue element : value.toArray())
                inner.append(QJsonObject{{QStringLiteral("stringValue"), element}});
            any[QStringLiteral("arrayValue")] = QJsonObject{{QStringLiteral("values"), inner}};
        } else if (value.toDouble() == double(value.toInteger()))
            any[QStringLiteral("intValue")] = QString::number(value.toInteger());
        else
            any[QStringLiteral("doubleValue")] = value;
        list.append(QJsonObject{{QStringLiteral("key"), it.key()}, {QStringLiteral("value"), any}});
    }
    return {{QStringLiteral("attributes"), list}};
}

QJsonObject parsed(const char *json)
{
    return QJsonDocument::fromJson(json).object();
}

/// One request in one line: resource attributes, scope, one record made of `fields` and `values`.
QByteArray request(const char *kind, const char *scope, const char *resource, QJsonObject fields,
                   const char *values)
{
    const QString all = QString::fromUtf8(kind); // "Spans", "Logs"
    const QString records =
        all == u"Spans" ? QStringLiteral("spans") : QStringLiteral("logRecords");
    fields.insert(QStringLiteral("attributes"),
                  attributes(parsed(values)).value(QStringLiteral("attributes")));
    const QJsonObject scoped{
        {QStringLiteral("scope"), QJsonObject{{QStringLiteral("name"), QString::fromUtf8(scope)}}},
        {records, QJsonArray{fields}}};
    const QJsonObject one{{QStringLiteral("resource"), attributes(parsed(resource))},
                          {QStringLiteral("scope") + all, QJsonArray{scoped}}};
    return QJsonDocument(QJsonObject{{QStringLiteral("resource") + all, QJsonArray{one}}})
               .toJson(QJsonDocument::Compact) +
           '\n';
}

QByteArray span(const char *values, const char *scope = "app", const char *more = "{}")
{
    QJsonObject fields{
        {QStringLiteral("traceId"), QStringLiteral("4BF92F3577B34DA6A3CE929D0E0E4736")},
        {QStringLiteral("spanId"), QStringLiteral("00000000000000Ab")},
        {QStringLiteral("parentSpanId"), QString()},
        {QStringLiteral("name"), QStringLiteral("a span")},
        {QStringLiteral("startTimeUnixNano"), QStringLiteral("1773133201000000999")},
        {QStringLiteral("endTimeUnixNano"), QStringLiteral("1773133203500000000")}};
    const QJsonObject extra = parsed(more);
    for (auto it = extra.begin(); it != extra.end(); ++it)
        fields[it.key()] = it.value();
    return request("Spans", scope, "{}", fields, values);
}

QByteArray logRecord(const char *values, const char *scope = "app", const char *more = "{}",
                     const char *resource = "{}")
{
    QJsonObject fields{{QStringLiteral("timeUnixNano"), QStringLiteral("1773133201000000000")}};
    const QJsonObject extra = parsed(more);
    for (auto it = extra.begin(); it != extra.end(); ++it)
        fields[it.key()] = it.value();
    return request("Logs", scope, resource, fields, values);
}

using Token = std::pair<TokenSpace, std::string>;

} // namespace

class TestOtlp : public QObject
{
    Q_OBJECT

private slots:
    void readsAnAgentRun()
    {
        const Collector seen = readWith("otlp", fixture("traces.json"));
        QVERIFY2(seen.rejections.empty(), qPrintable(seen.reasons()));
        QCOMPARE(seen.spans.size(), std::size_t(13));
        TokenUsage calls;
        int withUsage = 0, failed = 0, rollUps = 0, links = 0;
        for (const SeenSpan &one : seen.spans) {
            switch (one.span.kind) {
            case SpanRecord::Kind::Usage:
                calls += one.usage[0].o.usage;
                ++(one.usage[0].o.outcome == Outcome::Error ? failed : withUsage);
                break;
            case SpanRecord::Kind::RollUp:
                ++rollUps;
                break;
            case SpanRecord::Kind::Link:
                ++links;
                break;
            }
        }
        QCOMPARE(withUsage, 6);
        QCOMPARE(failed, 1);
        QCOMPARE(rollUps, 2); // orchestrator and coder repeat their children
        QCOMPARE(links, 4);   // two agents without usage, two tools
        QCOMPARE(calls[TokenClass::Input], 9452);
        QCOMPARE(calls[TokenClass::CacheRead], 11248);
        QCOMPARE(calls[TokenClass::CacheWrite5m], 500);
        QCOMPARE(calls[TokenClass::Output], 2570);
        QCOMPARE(calls[TokenClass::Reasoning], 670);
        QCOMPARE(calls.prompt(), 21200);

        const SeenSpan &agent = seen.spans[0];
        QCOMPARE(agent.agentName, std::string("orchestrator"));
        QCOMPARE(agent.parent, std::string());
        const Seen &call = seen.spans[1].usage[0];
        QCOMPARE(call.tokens,
                 (std::vector<Token>{
                     {TokenSpace::Response, "msg_c0"},
                     {TokenSpace::Span, "4bf92f3577b34da6a3ce929d0e0e4736/0000000000000010"}}));
        QCOMPARE(call[Field::Provider], std::string("anthropic"));
        QCOMPARE(call[Field::Session], std::string("conv-1"));
        QCOMPARE(call[Field::User], std::string("u-ana"));
        QCOMPARE(call[Field::Team], std::string("t-core"));
        QCOMPARE(call.tags.at("service.name"), std::string("demo-agents"));
        QCOMPARE(call.o.rank, std::optional(Rank::OtelSpan));
        QCOMPARE(call.o.latencyMicros, 4'000'000);
    }

    void aResentExportIsTheSameByteForByte()
    {
        const Collector first = readWith("otlp", fixture("traces.json"));
        const Collector again = readWith("otlp", fixture("traces-retry.json"));
        QCOMPARE(again.spans.size(), first.spans.size());
        for (std::size_t i = 0; i < first.spans.size(); ++i) {
            QCOMPARE(again.spans[i].id, first.spans[i].id);
            QCOMPARE(again.spans[i].usage.size(), first.spans[i].usage.size());
            if (!first.spans[i].usage.empty())
                QCOMPARE(again.spans[i].usage[0].content, first.spans[i].usage[0].content);
        }
    }

    void readsClaudeCodesEvents()
    {
        const Collector seen = readWith("otlp", fixture("claude-code-logs.json"));
        QVERIFY2(seen.rejections.empty(), qPrintable(seen.reasons()));
        TokenUsage sum;
        Money client;
        int errors = 0;
        for (const Seen &one : seen.observations) {
            sum += one.o.usage;
            if (one.o.client)
                client += *one.o.client;
            errors += one.o.outcome == Outcome::Error ? 1 : 0;
            QCOMPARE(one[Field::User], std::string("ana@example.com"));
            QCOMPARE(one[Field::Provider], std::string("anthropic"));
            QCOMPARE(one.o.rank, std::optional(Rank::OtelLog));
        }
        QCOMPARE(seen.observations.size(), std::size_t(3));
        QCOMPARE(errors, 1);
        QCOMPARE(sum[TokenClass::Input], 14); // its input excludes the cached part
        QCOMPARE(sum[TokenClass::CacheRead], 10300);
        QCOMPARE(sum[TokenClass::CacheWrite5m], 300);
        QCOMPARE(sum[TokenClass::Output], 250);
        QCOMPARE(toDecimal(client), std::string("0.008007000"));
    }

    void metricsAreNeverCounted()
    {
        const Collector seen = readWith("otlp", fixture("claude-code-metrics.json"));
        QVERIFY(seen.observations.empty() && seen.spans.empty());
        QVERIFY(seen.ignoredCount > 0);
        QVERIFY(seen.rejections.empty());
    }

    void aClaudeCodeSpanSharesItsRequestWithTheTranscript()
    {
        const Collector seen = readWith(
            "otlp", span(R"({"span.type":"llm_request","gen_ai.response.id":"req_0123456789",
                             "gen_ai.response.model":"claude-opus-5","input_tokens":3,
                             "cache_read_tokens":2,"cache_creation_tokens":"1","output_tokens":7,
                             "ttft_ms":250,"attempt":2,"speed":"normal","agent_id":"a1",
                             "parent_agent_id":"a0","success":true})",
                         "com.anthropic.claude_code.tracing"));
        QCOMPARE(seen.spans.size(), std::size_t(1));
        QVERIFY(seen.spans[0].span.kind == SpanRecord::Kind::Usage);
        const Seen &one = seen.spans[0].usage[0];
        QCOMPARE(one.tokens,
                 (std::vector<Token>{
                     {TokenSpace::Request, "req_0123456789"},
                     {TokenSpace::Span, "4bf92f3577b34da6a3ce929d0e0e4736/00000000000000ab"}}));
        QCOMPARE(one[TokenClass::Input], 3); // 2 + 1 cached ones are beside it
        QCOMPARE(one[TokenClass::CacheRead], 2);
        QCOMPARE(one[TokenClass::CacheWrite5m], 1);
        QCOMPARE(one.o.timeToFirstTokenMicros, 250'000);
        QCOMPARE(one.o.attempt, 2);
        QCOMPARE(one[Field::Speed], std::string());
        QCOMPARE(one[Field::Agent], std::string("a1"));
        QCOMPARE(one[Field::ParentAgent], std::string("a0"));
        QCOMPARE(one.o.at.micros, 1'773'133'201'000'000);
        QCOMPARE(one.o.latencyMicros, 2'500'000);
    }

    void codexTellsEachResponseTwiceAndItCountsOnce()
    {
        const char *bare = R"({"event.name":"codex.sse_event","event.kind":"response.completed",
            "conversation.id":"c-1","model":"gpt-5-codex"})";
        const char *counted = R"({"event.name":"codex.sse_event","event.kind":"response.completed",
            "event.timestamp":"2026-03-10T09:00:04.5Z","conversation.id":"c-1",
            "model":"gpt-5-codex","input_token_count":"100","cached_token_count":60,
            "cache_write_token_count":10,"output_token_count":20,"reasoning_token_count":5,
            "tool_token_count":120,"user.email":"ana@example.com"})";
        const char *noTime = R"({"timeUnixNano":"0","observedTimeUnixNano":"1773133205000000000",
                                 "eventName":"event otel/src/events/telemetry.rs:1153",
                                 "traceId":"","body":null})";
        const Collector seen =
            readWith("otlp", logRecord(bare, "codex_otel.log_only", noTime) +
                                 logRecord(counted, "codex_otel.log_only", noTime));
        QCOMPARE(seen.ignoredCount, 1);
        QCOMPARE(seen.observations.size(), std::size_t(1));
        const Seen &one = seen.observations[0];
        QCOMPARE(toRfc3339(one.o.at), std::string("2026-03-10T09:00:04.5Z"));
        QCOMPARE(one[TokenClass::Input], 30);
        QCOMPARE(one[TokenClass::CacheRead], 60);
        QCOMPARE(one[TokenClass::CacheWrite5m], 10);
        QCOMPARE(one[TokenClass::Output], 20);
        QCOMPARE(one[TokenClass::Reasoning], 5);
        QCOMPARE(one[Field::Session], std::string("c-1"));
        QCOMPARE(one[Field::Provider], std::string("openai"));
        QVERIFY(one.tokens.empty()); // identified by its content
    }

    void tellsWhereACallCameFrom()
    {
        const Collector seen = readWith("otlp", fixture("origin.json"));
        QCOMPARE(seen.spans.size(), std::size_t(6));
        const auto tag = [&seen](std::size_t span, const char *key) {
            const auto &tags = seen.spans[span].usage[0].tags;
            const auto found = tags.find(key);
            return found == tags.end() ? std::string() : found->second;
        };
        QCOMPARE(tag(0, "cicd.pipeline.run.id"), std::string("18842"));
        QCOMPARE(tag(0, "cicd.pipeline.name"), std::string("pull request"));
        QCOMPARE(tag(0, "vcs.change.id"), std::string("17"));
        QCOMPARE(tag(0, "vcs.repository.name"), std::string("shop"));
        QCOMPARE(tag(0, "vcs.repository.url.full"), std::string("https://git.example/acme/shop"));
        QCOMPARE(seen.spans[0].usage[0][Field::Branch], std::string("pull/17/merge"));
        // The span's own word comes before the resource's.
        QCOMPARE(tag(1, "vcs.change.id"), std::string("18"));
        QCOMPARE(seen.spans[1].usage[0][Field::Branch], std::string("feature/SHOP-12-basket"));
        QCOMPARE(tag(2, "deployment.environment.name"), std::string("production"));
        QCOMPARE(tag(3, "deployment.environment.name"), std::string("staging"));
        QCOMPARE(tag(4, "deployment.environment.name"), std::string("development"));
        QCOMPARE(tag(4, "vcs.repository.url.full"), std::string()); // may hold a secret
        QCOMPARE(tag(5, "user_agent.original"), std::string("gitlab-runner 17.2"));
    }

    void codexToolArgumentsGoNowhere()
    {
        const Collector seen = readWith(
            "otlp", logRecord(R"({"event.name":"codex.tool_result","arguments":"rm -rf secret",
                                  "output":"secret"})",
                              "codex_otel.log_only"));
        QCOMPARE(seen.ignoredCount, 1);
        QCOMPARE(seen.records(), std::size_t(1));
    }

    void codexSpansRepeatItsEvents()
    {
        const char *values = R"({"gen_ai.usage.input_tokens":100,"gen_ai.usage.output_tokens":5})";
        QCOMPARE(readWith("otlp", span(values, "codex_exec")).ignoredCount, 1);
        QCOMPARE(
            readWith("otlp", span(R"({"codex.turn.token_usage.input_tokens":100})", "codex_exec"))
                .ignoredCount,
            1);
    }

    void aFailedAttemptIsAnErrorOfNoTokens()
    {
        const Collector logs = readWith(
            "otlp",
            logRecord(R"({"event.name":"codex.api_request","http.response.status_code":"429",
                                  "duration_ms":"120","attempt":0,"model":"gpt-5"})",
                      "codex_otel") +
                logRecord(R"({"event.name":"codex.api_request","http.response.status_code":200})",
                          "codex_otel"));
        QCOMPARE(logs.observations.size(), std::size_t(1));
        QCOMPARE(logs.ignoredCount, 1);
        QCOMPARE(logs.observations[0].o.outcome, Outcome::Error);
        QCOMPARE(logs.observations[0].o.httpStatus, 429);
        QVERIFY(logs.observations[0].o.usage.isZero());
        const Collector spans =
            readWith("otlp", span(R"({"gen_ai.operation.name":"chat","gen_ai.request.model":"m"})",
                                  "app", R"({"status":{"code":2}})"));
        QVERIFY(spans.spans[0].span.kind == SpanRecord::Kind::Usage);
        QCOMPARE(spans.spans[0].usage[0].o.outcome, Outcome::Error);
    }

    void aCostAloneIsACall_data()
    {
        QTest::addColumn<QByteArray>("values");
        QTest::addColumn<bool>("isCall");
        QTest::newRow("chat") << QByteArray(
                                     R"({"gen_ai.operation.name":"chat","gen_ai.usage.cost":0.04})")
                              << true;
        QTest::newRow("an image")
            << QByteArray(
                   R"({"gen_ai.operation.name":"image_generation","gen_ai.usage.cost":0.04})")
            << true;
        QTest::newRow("OpenInference")
            << QByteArray(R"({"openinference.span.kind":"LLM","llm.cost.total":0.04})") << true;
        QTest::newRow("nothing") << QByteArray(
                                        R"({"gen_ai.operation.name":"chat","gen_ai.usage.cost":0})")
                                 << false;
        QTest::newRow("an agent's sum")
            << QByteArray(R"({"gen_ai.operation.name":"invoke_agent","gen_ai.usage.cost":0.04})")
            << false;
    }
    void aCostAloneIsACall()
    {
        QFETCH(QByteArray, values);
        QFETCH(bool, isCall);
        const Collector seen = readWith("otlp", span(values.constData()));
        QCOMPARE(seen.spans.size(), std::size_t(1));
        QVERIFY(seen.spans[0].span.kind ==
                (isCall ? SpanRecord::Kind::Usage : SpanRecord::Kind::Link));
        if (isCall)
            QCOMPARE(seen.spans[0].usage[0].o.client, std::optional(Money{40'000'000}));
    }

    void readsTheOlderVocabularies_data()
    {
        QTest::addColumn<QByteArray>("values");
        QTest::newRow("semantic conventions")
            << QByteArray(R"({"gen_ai.operation.name":"chat","gen_ai.provider.name":"openai",
                "gen_ai.response.model":"gpt-5","gen_ai.usage.input_tokens":100,
                "gen_ai.usage.cache_read.input_tokens":60,"gen_ai.usage.output_tokens":20,
                "gen_ai.usage.reasoning.output_tokens":5,"gen_ai.conversation.id":"s",
                "gen_ai.response.finish_reasons":["stop"],"user.id":"u"})");
        QTest::newRow("before 1.27")
            << QByteArray(R"({"gen_ai.operation.name":"chat","gen_ai.system":"openai",
                "gen_ai.request.model":"gpt-5","gen_ai.usage.prompt_tokens":100,
                "gen_ai.usage.completion_tokens":20,"gen_ai.usage.cache_read_input_tokens":60,
                "gen_ai.usage.reasoning_tokens":5,"session.id":"s",
                "gen_ai.response.finish_reasons":["stop"],"enduser.id":"u"})");
        QTest::newRow("OpenInference")
            << QByteArray(R"({"openinference.span.kind":"LLM","llm.provider":"openai",
                "llm.model_name":"gpt-5","llm.token_count.prompt":100,
                "llm.token_count.prompt_details.cache_read":60,"llm.token_count.completion":20,
                "llm.token_count.completion_details.reasoning":5,"session.id":"s","user.id":"u",
                "stop_reason":"stop"})");
        QTest::newRow("Traceloop")
            << QByteArray(R"({"llm.request.type":"chat","gen_ai.system":"OpenAI",
                "gen_ai.response.model":"gpt-5","llm.usage.prompt_tokens":"100",
                "llm.usage.completion_tokens":20.0,"gen_ai.usage.cache_read_input_tokens":60,
                "gen_ai.usage.reasoning_tokens":5,"gen_ai.response.finish_reasons":["stop"],
                "traceloop.association.properties.session_id":"s",
                "traceloop.association.properties.user_id":"u"})");
    }
    void readsTheOlderVocabularies()
    {
        QFETCH(QByteArray, values);
        const Collector seen = readWith("otlp", span(values.constData()));
        QCOMPARE(seen.spans.size(), std::size_t(1));
        QVERIFY(seen.spans[0].span.kind == SpanRecord::Kind::Usage);
        const Seen &one = seen.spans[0].usage[0];
        QCOMPARE(one[TokenClass::Input], 40);
        QCOMPARE(one[TokenClass::CacheRead], 60);
        QCOMPARE(one[TokenClass::Output], 20);
        QCOMPARE(one[TokenClass::Reasoning], 5);
        QCOMPARE(one[Field::Provider], std::string("openai"));
        QCOMPARE(one[Field::Model], std::string("gpt-5"));
        QCOMPARE(one[Field::Session], std::string("s"));
        QCOMPARE(one[Field::User], std::string("u"));
        QCOMPARE(one[Field::StopReason], std::string("stop"));
    }

    void cachedPartsLargerThanTheWholeStandBesideIt()
    {
        const Collector seen =
            readWith("otlp", span(R"({"gen_ai.operation.name":"chat","gen_ai.usage.input_tokens":5,
                             "gen_ai.usage.output_tokens":1,
                             "gen_ai.usage.cache_read.input_tokens":60})"));
        QCOMPARE(seen.spans[0].usage[0][TokenClass::Input], 5);
        QCOMPARE(seen.spans[0].usage[0][TokenClass::CacheRead], 60);
    }

    void geminiClisThoughtsStandBesideItsOutput()
    {
        const Collector seen = readWith(
            "otlp", logRecord(R"({"event.name":"gemini_cli.api_response","model":"gemini-2.5-pro",
                                  "input_token_count":100,"cached_content_token_count":40,
                                  "output_token_count":20,"thoughts_token_count":30,
                                  "tool_token_count":7,"duration_ms":1200})",
                              "gemini", "{}", R"({"service.name":"gemini-cli"})"));
        QCOMPARE(seen.observations.size(), std::size_t(1));
        const Seen &one = seen.observations[0];
        QCOMPARE(one[TokenClass::Input], 67);
        QCOMPARE(one[TokenClass::CacheRead], 40);
        QCOMPARE(one[TokenClass::Output], 50);
        QCOMPARE(one[TokenClass::Reasoning], 30);
        QCOMPARE(one[Field::Provider], std::string("google"));
    }

    void treeSpansAreLinksAndOthersAreIgnored()
    {
        const auto kind = [](const char *values) {
            const Collector seen = readWith("otlp", span(values));
            return seen.spans.empty() ? -1 : int(seen.spans[0].span.kind);
        };
        const int link = int(SpanRecord::Kind::Link), rollUp = int(SpanRecord::Kind::RollUp);
        QCOMPARE(kind(R"({"gen_ai.operation.name":"invoke_agent","gen_ai.agent.name":"a"})"), link);
        QCOMPARE(kind(R"({"gen_ai.operation.name":"execute_tool"})"), link);
        QCOMPARE(kind(R"({"openinference.span.kind":"CHAIN"})"), link);
        QCOMPARE(kind(R"({"traceloop.span.kind":"workflow"})"), link);
        QCOMPARE(kind(R"({"gen_ai.operation.name":"chat"})"), link); // a wrapper without counts
        QCOMPARE(kind(R"({"openinference.span.kind":"CHAIN","llm.token_count.prompt":1})"), rollUp);
        QCOMPARE(kind(R"({"http.request.method":"GET"})"), -1);
        QCOMPARE(kind("{}"), -1);
    }

    void rejectsBadRecordsAndTakesTheRest_data()
    {
        QTest::addColumn<QByteArray>("values");
        QTest::addColumn<QByteArray>("more");
        QTest::addColumn<QString>("words");
        const QByteArray good = R"({"gen_ai.operation.name":"chat","gen_ai.usage.input_tokens":5})";
        const auto row = [&](const char *name, const QByteArray &values, const char *more,
                             const char *words) {
            QTest::newRow(name) << values << QByteArray(more) << QString::fromUtf8(words);
        };
        row("trace id in base64", good, R"({"traceId":"S/kvNXezTaajzpKdDg5HNg=="})", "traceId");
        row("trace id of zeros", good, R"({"traceId":"00000000000000000000000000000000"})",
            "traceId");
        row("no span id", good, R"({"spanId":null})", "spanId");
        row("no start", good, R"({"startTimeUnixNano":"0"})", "startTimeUnixNano");
        row("start in seconds", good, R"({"startTimeUnixNano":1773133201})", "startTimeUnixNano");
        row("end before start", good, R"({"endTimeUnixNano":"1773133200000000000"})",
            "endTimeUnixNano");
        row("absurd year", good, R"({"startTimeUnixNano":"9999999999999999999"})",
            "startTimeUnixNano");
        row("negative count", R"({"gen_ai.operation.name":"chat","gen_ai.usage.input_tokens":-5})",
            "{}", "is negative");
        row("text as count",
            R"({"gen_ai.operation.name":"chat","gen_ai.usage.input_tokens":"many"})", "{}",
            "whole number");
        row("negative cost", R"({"gen_ai.operation.name":"chat","gen_ai.usage.input_tokens":1,
                                 "llm.cost.total":-0.5})",
            "{}", "cost: is negative");
    }
    void rejectsBadRecordsAndTakesTheRest()
    {
        QFETCH(QByteArray, values);
        QFETCH(QByteArray, more);
        QFETCH(QString, words);
        const QByteArray good =
            span(R"({"gen_ai.operation.name":"chat","gen_ai.usage.input_tokens":5})");
        const Collector seen = readWith(
            "otlp", good + span(values.constData(), "app", more.constData()) + "{\"cut\n" + good);
        QCOMPARE(seen.spans.size(), std::size_t(2));
        QCOMPARE(seen.rejections.size(), std::size_t(2));
        QCOMPARE(seen.rejections[0].first, 2);
        QCOMPARE(seen.rejections[1].first, 3);
        const QString reason = QString::fromStdString(seen.rejections[0].second);
        QVERIFY2(reason.contains(words), qPrintable(reason));
    }

    void anEmptyRequestIsNoError()
    {
        QCOMPARE(readWith("otlp", "{}\n{\"resourceSpans\":[]}\n").records(), std::size_t(0));
        QCOMPARE(readWith("otlp", fixture("partial-success-response.json")).rejections.size(),
                 std::size_t(1));
    }
};

QTEST_GUILESS_MAIN(TestOtlp)
#include "tst_otlp.moc"
