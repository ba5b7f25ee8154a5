// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ingest/ingest.h"
#include "models/ledger/ledgerreader.h"

#include <QDirIterator>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <functional>

using namespace outlay;

namespace {

/// Stands where prompts, completions, tool arguments, tool outputs and keys stand.
const QByteArray canary = "zxCanary7qPromptOrKey";

/// The fixture's text with its `@` put to the test.
QByteArray planted(const char *text)
{
    return QByteArray(text).replace("@@", canary);
}

constexpr const char *claudeCode =
    R"j({"type":"summary","summary":"@@","leafUuid":"u-0"}
{"parentUuid":null,"isSidechain":false,"cwd":"/home/dev/demo","sessionId":"canary-session-1","version":"2.1.197","gitBranch":"main","type":"user","uuid":"u-1","timestamp":"2026-11-03T09:00:00.001Z","message":{"role":"user","content":"@@"},"toolUseResult":{"stdout":"@@","usage":{"input_tokens":1}}}
{"parentUuid":"u-1","isSidechain":false,"cwd":"/home/dev/demo","sessionId":"canary-session-1","version":"2.1.197","gitBranch":"main","type":"assistant","uuid":"u-2","timestamp":"2026-11-03T09:00:03.002Z","requestId":"req_canary0001","message":{"id":"msg_canary0001","type":"message","role":"assistant","model":"claude-sonnet-4-5","content":[{"type":"thinking","thinking":"@@","signature":"@@"},{"type":"text","text":"@@"},{"type":"tool_use","id":"toolu_1","name":"Bash","input":{"command":"@@","description":"@@"}}],"stop_reason":"tool_use","usage":{"input_tokens":10,"cache_creation_input_tokens":0,"cache_read_input_tokens":0,"output_tokens":20}}}
{"parentUuid":"u-2","isSidechain":false,"cwd":"/home/dev/demo","sessionId":"canary-session-1","version":"2.1.197","type":"assistant","uuid":"u-3","timestamp":"2026-11-03T09:00:04.002Z","requestId":"req_canary0002","isApiErrorMessage":true,"error":"@@","message":{"id":"bf7f2b4e-0000-4000-8000-000000000001","role":"assistant","model":"<synthetic>","content":[{"type":"text","text":"@@"}],"usage":{"input_tokens":0,"output_tokens":0}}}
{"type":"queue-operation","operation":"enqueue","content":"@@","timestamp":"2026-11-03T09:00:05.000Z","sessionId":"canary-session-1"}
{"parentUuid":"u-2","sessionId":"canary-session-1","version":"2.1.197","type":"assistant","uuid":"u-4","timestamp":"2026-11-03T09:00:06.002Z","requestId":"req_canary0003","message":{"id":"msg_canary0003","role":"assistant","model":"claude-sonnet-4-5","content":[],"usage":{"input_tokens":"@@","output_tokens":-5}}}
)j";

constexpr const char *codex =
    R"j({"timestamp":"2026-11-03T10:00:00.000Z","type":"session_meta","payload":{"id":"0199a000-0000-7000-8000-00000000c0de","timestamp":"2026-11-03T10:00:00.000Z","cwd":"/home/dev/demo","originator":"codex_cli_rs","cli_version":"0.169.0","instructions":"@@","base_instructions":{"text":"@@"}}}
{"timestamp":"2026-11-03T10:00:01.000Z","type":"turn_context","payload":{"cwd":"/home/dev/demo","model":"gpt-5-mini","user_instructions":"@@"}}
{"timestamp":"2026-11-03T10:00:01.000Z","type":"event_msg","payload":{"type":"user_message","message":"@@"}}
{"timestamp":"2026-11-03T10:00:02.000Z","type":"response_item","payload":{"type":"message","role":"assistant","content":[{"type":"output_text","text":"@@"}]}}
{"timestamp":"2026-11-03T10:00:02.000Z","type":"response_item","payload":{"type":"function_call","name":"shell","arguments":"@@","call_id":"call_1"}}
{"timestamp":"2026-11-03T10:00:03.000Z","type":"response_item","payload":{"type":"function_call_output","call_id":"call_1","output":"@@"}}
{"timestamp":"2026-11-03T10:00:04.000Z","type":"event_msg","payload":{"type":"token_count","info":{"total_token_usage":{"input_tokens":100,"cached_input_tokens":10,"output_tokens":20,"reasoning_output_tokens":5,"total_tokens":120},"last_token_usage":{"input_tokens":100,"cached_input_tokens":10,"output_tokens":20,"reasoning_output_tokens":5,"total_tokens":120}}}}
)j";

constexpr const char *litellm =
    R"j({"id":"chatcmpl-canary0001","litellm_call_id":"call-canary-0001","trace_id":"tr-1","call_type":"acompletion","response_cost":0.00036,"status":"success","custom_llm_provider":"openai","total_tokens":1500,"prompt_tokens":1200,"completion_tokens":300,"startTime":1793696400.0,"endTime":1793696402.0,"model":"gpt-4o-mini","metadata":{"user_api_key_hash":"hash-ana","user_api_key_alias":"ana-laptop","requester_metadata":{"note":"@@"},"requester_custom_headers":{"x-api-key":"@@","authorization":"Bearer @@"},"prompt_management_metadata":{"prompt":"@@"}},"messages":[{"role":"user","content":"@@"}],"response":{"choices":[{"message":{"content":"@@"}}]},"model_parameters":{"api_key":"@@","user":"@@"},"error_str":null}
{"id":"chatcmpl-canary0002","litellm_call_id":"call-canary-0002","call_type":"acompletion","response_cost":0,"status":"failure","custom_llm_provider":"openai","total_tokens":0,"prompt_tokens":0,"completion_tokens":0,"startTime":1793696410.0,"endTime":1793696411.0,"model":"gpt-4o-mini","metadata":{"user_api_key_alias":"ana-laptop"},"messages":"@@","response":"@@","error_str":"Incorrect API key provided: @@","error_information":{"error_code":"401","error_class":"AuthenticationError","llm_provider":"openai","error_message":"Incorrect API key provided: @@","traceback":"@@"}}
)j";

constexpr const char *telemetry =
    R"j({"resourceLogs":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"claude-code"}}]},"scopeLogs":[{"scope":{"name":"com.anthropic.claude_code.events"},"logRecords":[{"timeUnixNano":"1793696500000000000","body":{"stringValue":"claude_code.user_prompt"},"attributes":[{"key":"event.name","value":{"stringValue":"user_prompt"}},{"key":"prompt","value":{"stringValue":"@@"}}]},{"timeUnixNano":"1793696501000000000","body":{"stringValue":"@@"},"attributes":[{"key":"event.name","value":{"stringValue":"api_request"}},{"key":"session.id","value":{"stringValue":"canary-session-2"}},{"key":"model","value":{"stringValue":"claude-sonnet-4-5"}},{"key":"request_id","value":{"stringValue":"req_canary0010"}},{"key":"input_tokens","value":{"intValue":"10"}},{"key":"output_tokens","value":{"intValue":"5"}},{"key":"request_body","value":{"stringValue":"@@"}},{"key":"authorization","value":{"stringValue":"Bearer @@"}}]},{"timeUnixNano":"1793696502000000000","attributes":[{"key":"event.name","value":{"stringValue":"codex.tool_result"}},{"key":"arguments","value":{"stringValue":"@@"}},{"key":"output","value":{"stringValue":"@@"}}]}]}]}],"resourceSpans":[{"resource":{"attributes":[]},"scopeSpans":[{"scope":{"name":"openinference"},"spans":[{"traceId":"000102030405060708090a0b0c0d0e0f","spanId":"0001020304050607","name":"chat gpt-5-mini","kind":3,"startTimeUnixNano":"1793696600000000000","endTimeUnixNano":"1793696601000000000","attributes":[{"key":"gen_ai.operation.name","value":{"stringValue":"chat"}},{"key":"gen_ai.provider.name","value":{"stringValue":"openai"}},{"key":"gen_ai.response.model","value":{"stringValue":"gpt-5-mini"}},{"key":"gen_ai.usage.input_tokens","value":{"intValue":"10"}},{"key":"gen_ai.usage.output_tokens","value":{"intValue":"5"}},{"key":"gen_ai.input.messages","value":{"stringValue":"@@"}},{"key":"gen_ai.prompt.0.content","value":{"stringValue":"@@"}},{"key":"llm.output_messages.0.message.content","value":{"stringValue":"@@"}},{"key":"input.value","value":{"stringValue":"@@"}},{"key":"traceloop.entity.output","value":{"stringValue":"@@"}}],"events":[{"timeUnixNano":"1793696600500000000","name":"gen_ai.choice","attributes":[{"key":"content","value":{"stringValue":"@@"}}]}],"status":{"code":1,"message":"@@"}}]}]}]}
)j";

constexpr const char *response =
    R"j({"id":"chatcmpl-canary0020","object":"chat.completion","created":1793696700,"model":"gpt-4o-mini","choices":[{"index":0,"message":{"role":"assistant","content":"@@","tool_calls":[{"id":"c","type":"function","function":{"name":"f","arguments":"@@"}}]},"finish_reason":"stop"}],"usage":{"prompt_tokens":12,"completion_tokens":3,"total_tokens":15}}
)j";

} // namespace

/// Whatever a log holds of content and keys, nothing of it is found afterwards: not in the ledger,
/// not beside it, not in what is exported or said.
class TestCanary : public QObject
{
    Q_OBJECT

private slots:
    void contentAndKeysStayOutside_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QByteArray>("text");
        const auto row = [](const char *name, const char *text) {
            QTest::newRow(name) << QString::fromLatin1(name) << planted(text);
        };
        row("claude-code.jsonl", claudeCode);
        row("codex.jsonl", codex);
        row("litellm.jsonl", litellm);
        row("otlp.json", telemetry);
        row("response.json", response);
    }
    void contentAndKeysStayOutside()
    {
        QFETCH(QString, name);
        QFETCH(QByteArray, text);
        QVERIFY(text.contains(canary));
        QTemporaryDir logs;
        QTemporaryDir home;
        QFile log(logs.filePath(name));
        QVERIFY(log.open(QIODevice::WriteOnly));
        QCOMPARE(log.write(text), text.size());
        log.close();
        const std::string path = home.filePath(QStringLiteral("ledger.sqlite")).toStdString();
        auto ingest = Ingest::open(path);
        QVERIFY(ingest.has_value());
        const auto counts = (*ingest)->importPaths({log.fileName().toStdString()}, {});
        QVERIFY(counts.has_value());
        QVERIFY(counts->created > 0); // there was something to take in

        QByteArray said;
        for (const ImportCounts::Rejection &rejection : counts->rejections)
            said += QByteArray::fromStdString(rejection.reason);
        QVERIFY((*ingest)->exportObservations([&said](std::string_view line) {
            said.append(line.data(), static_cast<qsizetype>(line.size()));
            return true;
        }));
        QVERIFY(!said.contains(canary));

        const std::string backup = home.filePath(QStringLiteral("backup.sqlite")).toStdString();
        QVERIFY((*ingest)->backup(backup));
        // The write-ahead log still lies beside the ledger.
        int files = 0;
        QDirIterator all(home.path(), QDir::Files);
        while (all.hasNext()) {
            QFile file(all.next());
            QVERIFY(file.open(QIODevice::ReadOnly));
            QVERIFY2(!file.readAll().contains(canary), qPrintable(file.fileName()));
            ++files;
        }
        QVERIFY(files >= 2);
    }
};

QTEST_APPLESS_MAIN(TestCanary)
#include "tst_canary.moc"
