// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/models/formats/merging.h"

#include <QTest>

using namespace outlay;
using namespace outlay::test;

namespace {

Collector read(const QByteArray &bytes, const ReaderOptions &options = {})
{
    return readWith("litellm", bytes, options);
}

/// A payload with the given members in place of or beside the usual ones.
QByteArray payload(const QByteArray &members = {}, const QByteArray &metadata = {})
{
    return R"({"id":"chatcmpl-abcdefgh","litellm_call_id":"call-abcdefgh","call_type":)"
           R"("acompletion","custom_llm_provider":"openai","model":"gpt-4o-mini",)"
           R"("status":"success","startTime":1772442000.0,"endTime":1772442002.5,)"
           R"("prompt_tokens":1000,"completion_tokens":100,"metadata":{)" +
           metadata + "}" + (members.isEmpty() ? members : "," + members) + "}";
}

/// A usage_object as metadata.
QByteArray usage(const QByteArray &members)
{
    return R"("usage_object":{)" + members + "}";
}

Seen one(const QByteArray &line, const ReaderOptions &options = {})
{
    const Collector sink = read(line, options);
    if (sink.observations.size() != 1)
        qFatal("not one observation: %s", qPrintable(sink.reasons()));
    return sink.observations.front();
}

using Tokens = std::vector<std::pair<TokenSpace, std::string>>;

} // namespace

/// One record at a time.
class TestLiteLlm : public QObject
{
    Q_OBJECT

private slots:
    void findsTheLineOfABadRow();
    void tellsGooglesServicesApart();
    void readsOnePayloadWhole();
    void identifiesCalls_data();
    void identifiesCalls();
    void joinsAPayloadAndItsSpendRow();
    void decidesWhatThePromptIncludes_data();
    void decidesWhatThePromptIncludes();
    void readsEveryClassOfTokens();
    void tellsRefusalsFromErrors_data();
    void tellsRefusalsFromErrors();
    void countsACacheHitAsServedOnly();
    void takesTagsApart();
    void takesNamesFromMetadataInAnyForm();
    void measuresTimes();
    void hashesPromptsOnlyWithASalt();
    void passesOverLookUps();
    void takesOrRefusesAwkwardRecords_data();
    void takesOrRefusesAwkwardRecords();
};

void TestLiteLlm::findsTheLineOfABadRow()
{
    const QByteArray good = payload();
    const QByteArray bad = payload(R"("response_cost":-1)");
    const Collector sink = read("[\n" + good + ",\n" + bad + ",\n7,\n" + good + "\n]\n");
    QCOMPARE(sink.observations.size(), std::size_t(2));
    QCOMPARE(sink.rejections.size(), std::size_t(2));
    QCOMPARE(sink.rejections[0].first, std::int64_t(3));
    QCOMPARE(sink.rejections[0].second, std::string("response_cost: a negative amount"));
    QCOMPARE(sink.rejections[1].first, std::int64_t(4));
    const Collector cut = read("[\n" + good + ",\n" + good.left(50));
    QCOMPARE(cut.rejections.size(), std::size_t(1));
    QCOMPARE(cut.rejections[0].first, std::int64_t(0));
}

void TestLiteLlm::tellsGooglesServicesApart()
{
    for (const auto &[provider, service] :
         {std::pair("gemini", "gemini-api"), std::pair("vertex_ai", "vertex-ai"),
          std::pair("vertex_ai_beta", "vertex-ai"), std::pair("google", ""),
          std::pair("google_ai_studio", "gemini-api"), std::pair("google_vertex", "vertex-ai"),
          std::pair("vertex_ai-language-models", "vertex-ai"),
          std::pair("vertex_ai-anthropic_models", "vertex-ai"), std::pair("bedrock", "")}) {
        const QByteArray named =
            QByteArray("\"custom_llm_provider\":\"").append(provider).append('"');
        const QByteArray line = payload().replace("\"custom_llm_provider\":\"openai\"", named);
        const Seen seen = one(line);
        QCOMPARE(seen[Field::Service], std::string(service));
        QCOMPARE(seen[Field::Provider], std::string(provider[0] == 'b' ? "aws" : "google"));
    }
    // The model's prefix tells it where nothing else does.
    const Seen prefixed =
        one(payload()
                .replace(R"("custom_llm_provider":"openai",)", "")
                .replace(R"("model":"gpt-4o-mini")", R"("model":"gemini/gemini-2.5-pro")"));
    QCOMPARE(prefixed[Field::Service], std::string("gemini-api"));
    // The price map's name of an offer does not hide that the prefix repeats the provider.
    const Seen claude =
        one(payload()
                .replace("\"custom_llm_provider\":\"openai\"",
                         "\"custom_llm_provider\":\"vertex_ai-anthropic_models\"")
                .replace(R"("model":"gpt-4o-mini")", R"("model":"vertex_ai/claude-sonnet-4-5")"));
    QCOMPARE(claude[Field::Model], std::string("claude-sonnet-4-5"));
    QCOMPARE(claude[Field::Service], std::string("vertex-ai"));
}

void TestLiteLlm::readsOnePayloadWhole()
{
    const QByteArray line = payload(
        R"("trace_id":"trace-1","stream":true,"completionStartTime":1772442000.41,)"
        R"("response_cost":0.0001234567891,"model_group":"mini","end_user":"customer-77",)"
        R"("request_tags":["env:prod","task:OUT-1"],"response":{"id":"chatcmpl-abcdefgh",)"
        R"("choices":[{"index":0,"message":{"content":"x"},"finish_reason":"stop"}],)"
        R"("service_tier":"default"},"standard_built_in_tools_params":{"web_search_options":)"
        R"({"search_context_size":"high"}})",
        R"("user_api_key_hash":"hash","user_api_key_alias":"laptop","user_api_key_user_id":"u-ana",)"
        R"("user_api_key_team_id":"t","user_api_key_team_alias":"Core","user_api_key_request_route":)"
        R"("/chat/completions","attempted_retries":2,"spend_logs_metadata":{"session_id":"s-1",)"
        R"("agent_id":"ag-1","parent_agent_id":"ag-0","project":"demo"})");
    const Seen seen = one(line);
    QCOMPARE(toRfc3339(seen.o.at), std::string("2026-03-02T09:00:00Z"));
    QCOMPARE(seen[Field::Provider], std::string("openai"));
    QCOMPARE(seen[Field::Model], std::string("gpt-4o-mini"));
    QCOMPARE(seen[Field::ModelGroup], std::string("mini"));
    QCOMPARE(seen[Field::User], std::string("u-ana"));
    QCOMPARE(seen[Field::Key], std::string("laptop"));
    QCOMPARE(seen[Field::Team], std::string("Core"));
    QCOMPARE(seen[Field::Endpoint], std::string("/chat/completions"));
    QCOMPARE(seen[Field::Environment], std::string("prod"));
    QCOMPARE(seen[Field::Task], std::string("OUT-1"));
    QCOMPARE(seen[Field::Session], std::string("s-1"));
    QCOMPARE(seen[Field::Agent], std::string("ag-1"));
    QCOMPARE(seen[Field::ParentAgent], std::string("ag-0"));
    QCOMPARE(seen[Field::Project], std::string("demo"));
    QCOMPARE(seen[Field::Operation], std::string("trace-1"));
    QCOMPARE(seen[Field::StopReason], std::string("stop"));
    QCOMPARE(seen[Field::Tier], std::string("standard"));
    QCOMPARE(seen[Field::SearchContext], std::string("high"));
    QCOMPARE(seen.tags.at("end_user"), std::string("customer-77"));
    QCOMPARE(seen.o.reported.value().nanos, std::int64_t(123'457));
    QCOMPARE(seen.o.latencyMicros, std::int64_t(2'500'000));
    QCOMPARE(seen.o.timeToFirstTokenMicros, std::int64_t(410'000));
    QCOMPARE(seen.o.attempt, 3);
    QCOMPARE(seen.o.outcome, Outcome::Success);
    QVERIFY(seen.o.isFinal && seen.o.canSeeFailures);
}

void TestLiteLlm::identifiesCalls_data()
{
    QTest::addColumn<QByteArray>("line");
    QTest::addColumn<QByteArray>("tokens"); // space digit and value, blank-separated
    const auto row = [](const char *name, const QByteArray &line, const char *tokens) {
        QTest::newRow(name) << line << QByteArray(tokens);
    };
    const QByteArray hit = R"("cache_hit":true)";
    const QByteArray uuid = "386abe6b-1540-4397-a92b-dcb32398a0c2";
    row("call id and response id", payload(), "2call-abcdefgh/success 0chatcmpl-abcdefgh");
    row("a failure has no response", payload(R"("status":"failure")"), "2call-abcdefgh/failure");
    row("no call id", payload().replace("litellm_call_id", "x"), "0chatcmpl-abcdefgh");
    row("no call id, failed", payload(R"("status":"failure")").replace("litellm_call_id", "x"),
        "2chatcmpl-abcdefgh/failure");
    row("an id of no provider repeats: the call id alone",
        payload().replace("chatcmpl-abcdefgh", "12345678"), "2call-abcdefgh/success");
    row("an id of no provider and no call id",
        payload().replace("chatcmpl-abcdefgh", "12345678").replace("litellm_call_id", "x"),
        "212345678/success");
    row("a UUID beside the call id", payload().replace("chatcmpl-abcdefgh", uuid),
        "2call-abcdefgh/success 2386abe6b-1540-4397-a92b-dcb32398a0c2/success");
    row("None", payload().replace("chatcmpl-abcdefgh", "None").replace("call-abcdefgh", "None"),
        "");
    row("the copied id of a cache hit", payload(hit).replace("litellm_call_id", "x"), "");
    row("a cache hit's call id", payload(hit), "2call-abcdefgh/success");
    row("a cache hit's own id",
        payload(hit)
            .replace("litellm_call_id", "x")
            .replace("chatcmpl-abcdefgh", "chatcmpl-abcdefgh_cache_hit1772442240.5"),
        "2chatcmpl-abcdefgh_cache_hit1772442240.5/success");
    row("the response's own id",
        payload(R"("response":{"id":"msg_0123456789"})")
            .replace("chatcmpl-abcdefgh", "call-abcdefgh"),
        "2call-abcdefgh/success 0msg_0123456789");
    row("a spend row",
        payload().replace("\"id\"", "\"request_id\"").replace("litellm_call_id", "x"),
        "0chatcmpl-abcdefgh");
}

void TestLiteLlm::identifiesCalls()
{
    QFETCH(QByteArray, line);
    QFETCH(QByteArray, tokens);
    QByteArray found;
    for (const auto &[space, value] : one(line).tokens)
        found += QByteArray::number(int(space)) + QByteArray::fromStdString(value) + ' ';
    QCOMPARE(found.trimmed(), tokens);
}

void TestLiteLlm::joinsAPayloadAndItsSpendRow()
{
    const QByteArray row =
        R"({"request_id":"chatcmpl-abcdefgh","spend":0.5,"call_type":"acompletion","startTime":)"
        R"("2026-03-02T09:00:00.000Z","endTime":"2026-03-02T09:00:02.500Z","prompt_tokens":1000,)"
        R"("completion_tokens":100,"status":"success"})";
    const Collector sink = read(payload(R"("response_cost":0.5)") + "\n" + row + "\n" + row);
    QCOMPARE(sink.observations.size(), std::size_t(3));
    QCOMPARE(eventsOf(sink.observations).size(), std::size_t(1));
    QCOMPARE(sink.observations[0].o.version, sink.observations[1].o.version);
    // A row that is amended later wins whole.
    const Collector amended =
        read(row + "\n" + QByteArray(row).replace("02.500Z", "03.500Z").replace("0.5", "0.75"));
    QCOMPARE(eventsByVersion(amended.observations).front().o.reported.value().nanos,
             std::int64_t(750'000'000));
}

void TestLiteLlm::decidesWhatThePromptIncludes_data()
{
    QTest::addColumn<QByteArray>("usage");
    QTest::addColumn<qint64>("input");
    QTest::newRow("no cache") << QByteArray() << 1000LL;
    QTest::newRow("inclusive of both")
        << QByteArray(R"("cache_read_input_tokens":600,"cache_creation_input_tokens":300)")
        << 100LL;
    QTest::newRow("everything cached")
        << QByteArray(R"("cache_read_input_tokens":700,"cache_creation_input_tokens":300)") << 0LL;
    QTest::newRow("write outside, read inside")
        << QByteArray(R"("cache_read_input_tokens":900,"cache_creation_input_tokens":300)")
        << 100LL;
    QTest::newRow("exclusive of both")
        << QByteArray(R"("cache_read_input_tokens":5000,"cache_creation_input_tokens":300)")
        << 1000LL;
    QTest::newRow("read in the details only")
        << QByteArray(R"("prompt_tokens_details":{"cached_tokens":256})") << 744LL;
    QTest::newRow("read told twice")
        << QByteArray(
               R"("cache_read_input_tokens":256,"prompt_tokens_details":{"cached_tokens":256})")
        << 744LL;
    QTest::newRow("audio inside") << QByteArray(R"("prompt_tokens_details":{"audio_tokens":400})")
                                  << 600LL;
    QTest::newRow("more audio than prompt is not believed")
        << QByteArray(R"("prompt_tokens_details":{"audio_tokens":4000})") << 1000LL;
}

void TestLiteLlm::decidesWhatThePromptIncludes()
{
    QFETCH(QByteArray, usage);
    const Seen seen = one(payload({}, ::usage(usage)));
    QTEST(qint64(seen[TokenClass::Input]), "input");
    QCOMPARE(seen[TokenClass::Output], std::int64_t(100));
}

void TestLiteLlm::readsEveryClassOfTokens()
{
    const Seen seen = one(payload(
        {},
        usage(R"("prompt_tokens":1000,"completion_tokens":100,"citation_tokens":7,)"
              R"("server_tool_use":{"web_search_requests":3},"speed":"fast","inference_geo":"us",)"
              R"("service_tier":"priority","prompt_tokens_details":{"cached_tokens":100,)"
              R"("audio_tokens":50,"image_tokens":30,"cache_creation_tokens":40,)"
              R"("cache_creation_token_details":{"ephemeral_5m_input_tokens":15,)"
              R"("ephemeral_1h_input_tokens":25}},"completion_tokens_details":)"
              R"({"reasoning_tokens":60,"audio_tokens":20,"image_tokens":10})")));
    using T = TokenClass;
    const std::map<T, std::int64_t> expected = {
        {T::Input, 780},       {T::CacheRead, 100},  {T::CacheWrite5m, 15}, {T::CacheWrite1h, 25},
        {T::Output, 70},       {T::Reasoning, 60},   {T::Citation, 7},      {T::InputAudio, 50},
        {T::InputImage, 30},   {T::OutputAudio, 20}, {T::OutputImage, 10},  {T::WebSearches, 3},
        {T::CacheReadAudio, 0}};
    for (const auto &[tokenClass, count] : expected)
        QCOMPARE(seen[tokenClass], count);
    QVERIFY(seen.o.hasCacheTtlSplit);
    QCOMPARE(seen[Field::Tier], std::string("priority"));
    QCOMPARE(seen[Field::Speed], std::string("fast"));
    QCOMPARE(seen[Field::Geo], std::string("us"));
    // The object of hidden_params serves where metadata has none.
    const Seen hidden = one(
        payload(R"("hidden_params":{"usage_object":{"prompt_tokens_details":{"cached_tokens":9}}})",
                R"("usage_object":null)"));
    QCOMPARE(hidden[T::CacheRead], std::int64_t(9));
    const Seen both = one(
        payload(R"("hidden_params":{"usage_object":{"prompt_tokens_details":{"cached_tokens":9}}})",
                usage(R"("prompt_tokens_details":{"cached_tokens":8})")));
    QCOMPARE(both[T::CacheRead], std::int64_t(8));
}

void TestLiteLlm::tellsRefusalsFromErrors_data()
{
    QTest::addColumn<QByteArray>("error");
    QTest::addColumn<int>("outcome");
    QTest::addColumn<int>("status");
    const auto row = [](const char *name, const QByteArray &error, Outcome outcome, int status) {
        QTest::newRow(name) << error << int(outcome) << status;
    };
    row("a provider's rate limit", R"("error_code":"429","error_class":"RateLimitError")",
        Outcome::Error, 429);
    row("the gateway's own rate limit",
        R"("error_code":"429","error_rate_limit_category":"litellm_rate_limit",)"
        R"("error_rate_limit_type":"requests")",
        Outcome::Error, 429);
    row("a budget by its type", R"("error_code":"429","error_rate_limit_type":"budget")",
        Outcome::RefusedByCap, 429);
    row("a budget by its class", R"("error_code":"400","error_class":"BudgetExceededError")",
        Outcome::RefusedByCap, 400);
    row("a budget by its entity", R"("error_code":"403","error_budget_entity_type":"team")",
        Outcome::RefusedByCap, 403);
    row("a budget by its message",
        R"("error_code":"400","error_message":"Budget has been exceeded! Current cost: 10.02")",
        Outcome::RefusedByCap, 400);
    row("overloaded", R"("error_code":503)", Outcome::Error, 503);
    row("the client went away", R"("error_code":"499")", Outcome::Cancelled, 499);
    row("no code", R"("error_code":"")", Outcome::Error, 0);
    row("a code that is none", R"("error_code":"None")", Outcome::Error, 0);
}

void TestLiteLlm::tellsRefusalsFromErrors()
{
    QFETCH(QByteArray, error);
    const QByteArray info = R"("error_information":{)" + error + "}";
    const Seen seen = one(payload(R"("status":"failure",)" + info));
    QTEST(int(seen.o.outcome), "outcome");
    QTEST(seen.o.httpStatus, "status");
    // In spend rows the same stands inside metadata, sometimes as text.
    const Seen row = one(payload({}, R"("status":"failure",)" + info));
    QTEST(int(row.o.outcome), "outcome");
    QTEST(row.o.httpStatus, "status");
}

void TestLiteLlm::countsACacheHitAsServedOnly()
{
    for (const QByteArray hit : {R"("cache_hit":true)", R"("cache_hit":"True")"}) {
        const Seen seen = one(payload(hit + R"(,"response_cost":0.0)"));
        QVERIFY(seen.o.isGatewayCacheHit);
        QVERIFY(seen.o.usage.isZero());
        QCOMPARE(seen.o.servedTokens, std::int64_t(1100));
        QCOMPARE(seen.o.outcome, Outcome::Success);
    }
    for (const QByteArray none : {R"("cache_hit":null)", R"("cache_hit":"None")",
                                  R"("cache_hit":"False")", R"("cache_hit":"")"}) {
        const Seen seen = one(payload(none));
        QVERIFY(!seen.o.isGatewayCacheHit);
        QCOMPARE(seen.o.servedTokens, std::int64_t(0));
    }
}

void TestLiteLlm::takesTagsApart()
{
    const Seen seen = one(payload(
        R"("request_tags":["env:ci","task:OUT:7","app:a:b","nightly","User-Agent: OpenAI/1.0",)"
        R"("",null,12,"caf\u00e9:x\ty"])"));
    const std::map<std::string, std::string> expected = {
        {"env", "ci"}, {"task", "OUT:7"}, {"app", "a:b"}, {"tag", "12"}, {"café", "x\ty"}};
    QCOMPARE(seen.tags, expected); // "nightly" and "12" are both bare; the map keeps the last
    QCOMPARE(seen[Field::Environment], std::string("ci"));
    QCOMPARE(seen[Field::Task], std::string("OUT:7"));
    const Seen text = one(payload(R"("request_tags":"[\"task:OUT-1\"]")"));
    QCOMPARE(text[Field::Task], std::string("OUT-1"));
}

void TestLiteLlm::takesNamesFromMetadataInAnyForm()
{
    QByteArray line = payload();
    line.replace(R"("metadata":{})",
                 R"("metadata":"{\"user_api_key_alias\":\"k\\u0031\",\"usage_object\":)"
                 R"({\"prompt_tokens_details\":{\"cached_tokens\":256}},\"spend_logs_metadata\":)"
                 R"(\"{\\\"task_id\\\":\\\"OUT-9\\\"}\"}")");
    const Seen seen = one(line);
    QCOMPARE(seen[Field::Key], std::string("k1"));
    QCOMPARE(seen[TokenClass::CacheRead], std::int64_t(256));
    QCOMPARE(seen[Field::Task], std::string("OUT-9"));
    const Seen headers =
        one(payload({}, R"("requester_custom_headers":{"X-Claude-Code-Session-Id":)"
                        R"("s-1","x-claude-code-agent-id":"a-1"})"));
    QCOMPARE(headers[Field::Session], std::string("s-1"));
    QCOMPARE(headers[Field::Agent], std::string("a-1"));
    // Without an alias the hash, without a key holder the columns.
    const Seen row = one(payload(R"("api_key":"hash","user":"u-bo","team_id":"t-core",)"
                                 R"("session_id":"sess-1","agent_id":"ag-7")"));
    QCOMPARE(row[Field::Key], std::string("hash"));
    QCOMPARE(row[Field::User], std::string("u-bo"));
    QCOMPARE(row[Field::Team], std::string("t-core"));
    QCOMPARE(row[Field::Operation], std::string("sess-1"));
    QCOMPARE(row[Field::Agent], std::string("ag-7"));
    QCOMPARE(row[Field::Endpoint], std::string("acompletion"));
    const auto names = [](const char *provider, const char *model) {
        const Seen named = one(payload().replace("openai", provider).replace("gpt-4o-mini", model));
        return named[Field::Provider] + " " + named[Field::Model];
    };
    QCOMPARE(names("gemini", "gemini/gemini-2.5-pro"), std::string("google gemini-2.5-pro"));
    QCOMPARE(names("openrouter", "openrouter/anthropic/x"), std::string("openrouter anthropic/x"));
    QCOMPARE(names("groq", "openai/gpt-oss-120b"), std::string("groq openai/gpt-oss-120b"));
    QCOMPARE(names("", "gpt-4o-mini"), std::string("openai gpt-4o-mini"));
    QCOMPARE(names("my_own", "m"), std::string("my_own m"));
}

void TestLiteLlm::measuresTimes()
{
    // Half a microsecond rounds to even; the digits beyond are the float's dust.
    QCOMPARE(one(payload().replace("1772442000.0", "1772442000.1234565")).o.at.micros,
             std::int64_t(1'772'442'000'123'456));
    QCOMPARE(one(payload().replace("1772442000.0", "\"2026-03-02 09:00:00\"")).o.at.micros,
             std::int64_t(1'772'442'000'000'000));
    QCOMPARE(one(payload().replace("1772442000.0", "1772442000000")).o.at.micros,
             std::int64_t(1'772'442'000'000'000));
    QCOMPARE(one(payload().replace("1772442000.0", "1.772442e9")).o.at.micros,
             std::int64_t(1'772'442'000'000'000));
    // An end before the start is a broken clock, not a negative latency.
    QCOMPARE(one(payload().replace("1772442002.5", "1772441000.0")).o.latencyMicros,
             std::int64_t(-1));
    QCOMPARE(one(payload(R"("endTime":null,"request_duration_ms":10)")
                     .replace("\"endTime\":1772442002.5,", ""))
                 .o.latencyMicros,
             std::int64_t(10'000));
    const QByteArray first = R"("completionStartTime":1772442001.0)";
    QCOMPARE(one(payload(first)).o.timeToFirstTokenMicros, std::int64_t(1'000'000));
    QCOMPARE(one(payload(first + R"(,"stream":false)")).o.timeToFirstTokenMicros, std::int64_t(-1));
    QCOMPARE(one(payload(R"("completionStartTime":1772442002.5)")).o.timeToFirstTokenMicros,
             std::int64_t(-1));
}

void TestLiteLlm::hashesPromptsOnlyWithASalt()
{
    const QByteArray line =
        payload(R"("messages":[ {"role":"user","content":"SECRETWORD \" \\ ]"} ])");
    QCOMPARE(one(line).o.promptHash, std::uint64_t(0));
    ReaderOptions salted;
    salted.promptSalt = {1, 2};
    ReaderOptions other;
    other.promptSalt = {1, 3};
    const std::uint64_t hash = one(line, salted).o.promptHash;
    QVERIFY(hash != 0);
    QCOMPARE(one(line, salted).o.promptHash, hash);
    QVERIFY(one(line, other).o.promptHash != hash);
    QCOMPARE(one(payload(R"("messages":[{"role":"user","content":"redacted-by-litellm"}])"), salted)
                 .o.promptHash,
             std::uint64_t(0));
    for (const QByteArray empty :
         {R"("messages":null)", R"("messages":{})", R"("messages":"")", R"("messages":[])"})
        QCOMPARE(one(payload(empty), salted).o.promptHash, std::uint64_t(0));
    for (const std::string &text : one(line, salted).texts)
        QVERIFY(text.find("SECRETWORD") == std::string::npos);
}

void TestLiteLlm::passesOverLookUps()
{
    for (const char *call : {"aget_responses", "alist_input_items", "adelete_responses"})
        QCOMPARE(read(payload().replace("acompletion", call)).ignoredCount, 1);
    QCOMPARE(read(payload().replace("acompletion", "aresponses")).observations.size(),
             std::size_t(1));
}

void TestLiteLlm::takesOrRefusesAwkwardRecords_data()
{
    QTest::addColumn<QByteArray>("line");
    QTest::addColumn<QByteArray>("outcome"); // "taken" or part of the reason
    const auto row = [](const char *name, const QByteArray &line, const char *outcome) {
        QTest::newRow(name) << line << QByteArray(outcome);
    };
    row("counts as text", payload().replace("1000", "\"1000\""), "taken");
    row("counts with a point", payload().replace("1000", "1000.0"), "taken");
    row("null everywhere",
        R"({"startTime":1772442000,"id":null,"metadata":null,"status":null,)"
        R"("request_tags":null,"response":null,"error_information":null,)"
        R"("response_cost":null,"prompt_tokens":null,"endTime":null})",
        "prompt_tokens: missing");
    row("null where it may be",
        R"({"startTime":1772442000,"id":null,"metadata":null,"status":null,)"
        R"("request_tags":null,"response":null,"error_information":null,)"
        R"("response_cost":null,"prompt_tokens":1,"completion_tokens":1,"endTime":null})",
        "taken");
    row("escaped keys", payload().replace("\"startTime\"", "\"start\\u0054ime\""), "taken");
    row("duplicate keys", payload(R"("prompt_tokens":5,"startTime":1772442001)"), "taken");
    row("unknown and nested fields", payload(R"("x":{"y":[[{"startTime":-1}]]})"), "taken");
    row("cost as text", payload(R"("response_cost":"0.00036")"), "taken");
    row("cost with an exponent", payload(R"("response_cost":1.6e-05)"), "taken");
    row("a cost of zero", payload(R"("response_cost":-0.0)"), "taken");
    row("usage-like text in an answer",
        payload(R"("response":{"choices":[{"message":{"content":"{\"prompt_tokens\":-5}"}}]})"),
        "taken");
    row("metadata of another shape", payload().replace(R"("metadata":{})", R"("metadata":[1])"),
        "taken");
    row("tags of another shape", payload(R"("request_tags":{"a":"b"})"), "taken");

    row("no start", payload().replace("startTime", "x"), "startTime: missing");
    row("a start in 1970", payload().replace("1772442000.0", "0"), "startTime: a time before");
    row("a start in 2200", payload().replace("1772442000.0", "7258118400"), "startTime: a time");
    row("a start that is text", payload().replace("1772442000.0", "\"now\""), "startTime");
    row("a negative start", payload().replace("1772442000.0", "-1"), "startTime");
    row("an endless start", payload().replace("1772442000.0", "1e400"), "startTime");
    row("a start that is none", payload().replace("1772442000.0", "NaN"), "startTime");
    row("a negative count", payload().replace("1000", "-1000"), "prompt_tokens: a negative");
    row("too many", payload().replace(":100,", ":1000000000001,"), "completion_tokens: a count");
    row("half a token", payload().replace("1000", "10.5"), "prompt_tokens: expected");
    row("a negative cost", payload(R"("response_cost":-0.1)"), "response_cost: a negative");
    row("a cost that is none", payload(R"("response_cost":NaN)"), "response_cost");
    row("an endless cost", payload(R"("response_cost":1e400)"), "response_cost");
    row("an infinite cost", payload(R"("spend":Infinity)"), "spend");
    row("a cost that is an object", payload(R"("response_cost":{})"), "response_cost");
    row("a negative cached count",
        payload({}, usage(R"("prompt_tokens_details":{"cached_tokens":-1})")), "cached_tokens");
    row("metadata cut off", payload().replace(R"("metadata":{})", R"("metadata":"{\"a\":")"),
        "metadata: text that should be JSON");
    row("tags cut off", payload(R"("request_tags":"[\"a\"")"), "request_tags: text");
    row("cut off", payload().chopped(30), "JSON");
    row("one brace short", payload().chopped(1), "JSON");
    row("invalid UTF-8", payload("\"x\":\"\xc3\x28\""), "UTF-8");
    row("a number", "12", "object");
    row("binary", QByteArray("\x1f\x8b\x08\x00", 4), "UTF-8");
}

void TestLiteLlm::takesOrRefusesAwkwardRecords()
{
    QFETCH(QByteArray, line);
    QFETCH(QByteArray, outcome);
    const auto reader = formatNamed("litellm")->create({});
    Collector sink;
    std::string padded(line.constData(), std::size_t(line.size()));
    padded.resize(padded.size() + recordPadding, '\xee');
    reader->line(std::string_view(padded).substr(0, std::size_t(line.size())), 7, sink);
    QCOMPARE(sink.records(), std::size_t(1));
    if (outcome == "taken") {
        QVERIFY2(sink.observations.size() == 1, qPrintable(sink.reasons()));
    } else {
        QCOMPARE(sink.rejections.size(), std::size_t(1));
        QCOMPARE(sink.rejections.front().first, std::int64_t(7));
        QVERIFY2(sink.reasons().contains(QString::fromUtf8(outcome)), qPrintable(sink.reasons()));
    }
}

QTEST_APPLESS_MAIN(TestLiteLlm)
#include "tst_litellm.moc"
