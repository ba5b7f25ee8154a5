// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ingest/ingest.h"
#include "models/ledger/ledgerreader.h"
#include "tests/support/answers.h"

#include <QFile>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <map>

using namespace outlay;
using namespace outlay::test;

namespace {

constexpr int calls = 40;

/// One request of an agent run, as each of its observers writes it down.
struct Call
{
    std::string n;
    int input = 0, cacheRead = 0, write5m = 0, write1h = 0, output = 0;
    std::int64_t millis = 0;

    explicit Call(int i)
        : n(std::to_string(1000 + i))
        , input(10 + i)
        , cacheRead(20'000 + 100 * i)
        , write5m(300 + i)
        , write1h(i % 3 * 700)
        , output(400 + 7 * i)
        , millis(1'793'872'800'000 + i * 9'000)
    {
    }
    [[nodiscard]] std::string time() const { return toRfc3339({millis * 1000}); }

    /// Claude Code's transcript: message id and request id.
    [[nodiscard]] std::string transcript() const
    {
        return R"({"parentUuid":null,"isSidechain":false,"cwd":"/home/dev/demo","sessionId":"run-1-session","version":"2.1.197","gitBranch":"feature/OUT-7","type":"assistant","uuid":"u-)" +
               n + R"(","timestamp":")" + time() + R"(","requestId":"req_)" + n +
               R"(","message":{"id":"msg_)" + n +
               R"(","type":"message","role":"assistant","model":"claude-sonnet-4-5","content":[{"type":"text","text":"synthetic"}],"stop_reason":"end_turn","usage":{"input_tokens":)" +
               std::to_string(input) + R"(,"cache_creation_input_tokens":)" +
               std::to_string(write5m + write1h) + R"(,"cache_read_input_tokens":)" +
               std::to_string(cacheRead) + R"(,"output_tokens":)" + std::to_string(output) +
               R"(,"service_tier":"standard","cache_creation":{"ephemeral_5m_input_tokens":)" +
               std::to_string(write5m) + R"(,"ephemeral_1h_input_tokens":)" +
               std::to_string(write1h) + "}}}}\n";
    }

    /// The gateway's log: its own call id, and the provider's message id.
    [[nodiscard]] std::string gateway() const
    {
        const int prompt = input + cacheRead + write5m + write1h;
        const std::string seconds = std::to_string(millis / 1000);
        return R"({"id":"msg_)" + n + R"(","litellm_call_id":"call-of-request-)" + n +
               R"(","call_type":"anthropic_messages","stream":true,"response_cost":0.0,"status":"success","custom_llm_provider":"anthropic","total_tokens":)" +
               std::to_string(prompt + output) + R"(,"prompt_tokens":)" + std::to_string(prompt) +
               R"(,"completion_tokens":)" + std::to_string(output) + R"(,"startTime":)" + seconds +
               R"(.0,"endTime":)" + seconds +
               R"(.5,"model":"claude-sonnet-4-5","model_group":"sonnet","metadata":{"user_api_key_alias":"ana-laptop","user_api_key_user_id":"u-ana","usage_object":{"prompt_tokens":)" +
               std::to_string(prompt) + R"(,"completion_tokens":)" + std::to_string(output) +
               R"(,"cache_read_input_tokens":)" + std::to_string(cacheRead) +
               R"(,"cache_creation_input_tokens":)" + std::to_string(write5m + write1h) +
               R"(,"prompt_tokens_details":{"cached_tokens":)" + std::to_string(cacheRead) +
               R"(,"cache_creation_tokens":)" + std::to_string(write5m + write1h) +
               R"(,"cache_creation_token_details":{"ephemeral_5m_input_tokens":)" +
               std::to_string(write5m) + R"(,"ephemeral_1h_input_tokens":)" +
               std::to_string(write1h) + "}}}},\"cache_hit\":null}\n";
    }

    /// Telemetry's event: the request id alone.
    [[nodiscard]] std::string log() const
    {
        const auto text = [](const char *key, const std::string &value) {
            return std::string(R"({"key":")") + key + R"(","value":{"stringValue":")" + value +
                   "\"}}";
        };
        const auto number = [](const char *key, int value) {
            return std::string(R"({"key":")") + key + R"(","value":{"intValue":")" +
                   std::to_string(value) + "\"}}";
        };
        return R"({"timeUnixNano":")" + std::to_string(millis) +
               R"(000000","body":{"stringValue":"claude_code.api_request"},"attributes":[)" +
               text("event.name", "api_request") + "," + text("session.id", "run-1-session") + "," +
               text("user.email", "ana@example.com") + "," + text("model", "claude-sonnet-4-5") +
               "," + text("request_id", "req_" + n) + "," + number("input_tokens", input) + "," +
               number("output_tokens", output) + "," + number("cache_read_tokens", cacheRead) +
               "," + number("cache_creation_tokens", write5m + write1h) + "]}";
    }
    /// Telemetry's span, which has the request id where others have the response's.
    [[nodiscard]] std::string span() const
    {
        const auto number = [](const char *key, int value) {
            return std::string(R"({"key":")") + key + R"(","value":{"intValue":")" +
                   std::to_string(value) + "\"}}";
        };
        const auto text = [](const char *key, const std::string &value) {
            return std::string(R"({"key":")") + key + R"(","value":{"stringValue":")" + value +
                   "\"}}";
        };
        return R"({"traceId":"000102030405060708090a0b0c0d0e0f","spanId":"0000000000)" + n +
               R"(ab","name":"claude_code.llm_request","kind":1,"startTimeUnixNano":")" +
               std::to_string(millis) + R"(000000","endTimeUnixNano":")" +
               std::to_string(millis + 500) + R"(000000","attributes":[)" +
               text("span.type", "llm_request") + "," + text("model", "claude-sonnet-4-5") + "," +
               text("gen_ai.response.id", "req_" + n) + "," + number("input_tokens", input) + "," +
               number("output_tokens", output) + "," + number("cache_read_tokens", cacheRead) +
               "," + number("cache_creation_tokens", write5m + write1h) + "]}";
    }
};

std::string telemetry(const char *resource, const char *scope, const char *items,
                      const char *scopeName, const std::string &records)
{
    return std::string("{\"") + resource +
           R"(":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"claude-code"}}]},")" +
           scope + R"(":[{"scope":{"name":")" + scopeName + "\"},\"" + items + "\":[" + records +
           "]}]}]}\n";
}

} // namespace

/// One agent run seen by its transcript, a gateway's log and two kinds of telemetry.
class TestObservers : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_folder;
    std::vector<std::string> m_files;

    void write(const char *name, const std::string &text)
    {
        QFile file(m_folder.filePath(QLatin1String(name)));
        QVERIFY(file.open(QIODevice::WriteOnly));
        QCOMPARE(file.write(text.data(), static_cast<qint64>(text.size())),
                 static_cast<qint64>(text.size()));
        m_files.push_back(file.fileName().toStdString());
    }
    /// Imported one after the other: "requests cost" and the answers.
    std::pair<std::string, std::string> importedInOrder(const std::vector<int> &order)
    {
        static int count = 0;
        const std::string path =
            m_folder.filePath(QString::number(++count) + QStringLiteral(".sqlite")).toStdString();
        auto ingest = Ingest::open(path);
        for (const int i : order) {
            const auto counts = (*ingest)->importPaths({m_files[i]}, {});
            if (!counts || counts->rejected != 0)
                return {"rejected " + m_files[i], {}};
        }
        return {totalOf(path), answersOf(path)};
    }

private slots:
    void initTestCase()
    {
        std::string transcript;
        std::string gateway;
        std::string logs;
        std::string spans;
        for (int i = 0; i < calls; ++i) {
            const Call call(i);
            transcript += call.transcript();
            gateway += call.gateway();
            logs += (i == 0 ? "" : ",") + call.log();
            spans += (i == 0 ? "" : ",") + call.span();
        }
        write("run-1-session.jsonl", transcript);
        write("gateway.jsonl", gateway);
        write("logs.json", telemetry("resourceLogs", "scopeLogs", "logRecords",
                                     "com.anthropic.claude_code.events", logs));
        write("spans.json", telemetry("resourceSpans", "scopeSpans", "spans",
                                      "com.anthropic.claude_code.tracing", spans));
    }

    void eachRequestIsOneEventInEveryOrder()
    {
        // 40 requests at 3, 0.3, 3.75, 6 and 15 USD per million.
        std::int64_t nanos = 0;
        for (int i = 0; i < calls; ++i) {
            const Call c(i);
            nanos += 3000LL * c.input + 300LL * c.cacheRead + 3750LL * c.write5m +
                     6000LL * c.write1h + 15000LL * c.output;
        }
        const std::string expected = std::to_string(calls) + " " + toDecimal({nanos});
        std::vector<int> order{0, 1, 2, 3};
        std::string answers;
        do {
            const auto [total, all] = importedInOrder(order);
            QCOMPARE(total, expected);
            if (answers.empty())
                answers = all;
            QCOMPARE(all, answers);
        } while (std::next_permutation(order.begin(), order.end()));
    }

    /// Each observer in a ledger of its own, merged in any order: as one ledger that saw all.
    void mergedLedgersAnswerAsOneThatSawAll_data()
    {
        QTest::addColumn<bool>("isOld");
        QTest::newRow("as exported now") << false;
        QTest::newRow("exports without the format") << true;
    }
    void mergedLedgersAnswerAsOneThatSawAll()
    {
        QFETCH(bool, isOld);
        const auto path = [this](const QString &name) {
            return m_folder
                .filePath(name + QLatin1Char(' ') + QLatin1String(QTest::currentDataTag()))
                .toStdString();
        };
        std::vector<std::string> exports;
        for (int i = 0; i < 4; ++i) {
            auto ingest = Ingest::open(path(QStringLiteral("own%1").arg(i)));
            QVERIFY((*ingest)->importPaths({m_files[i]}, {}).has_value());
            QByteArray lines;
            QVERIFY((*ingest)->exportObservations([&lines](std::string_view line) {
                lines.append(line.data(), static_cast<qsizetype>(line.size()));
                return true;
            }));
            if (isOld)
                lines = QString::fromUtf8(lines)
                            .remove(QRegularExpression(QStringLiteral("\"format\":\"[a-z-]+\",")))
                            .toUtf8();
            QCOMPARE(lines.contains("\"format\""), !isOld);
            exports.push_back(path(QStringLiteral("export%1").arg(i)));
            QFile file(QString::fromStdString(exports.back()));
            QVERIFY(file.open(QIODevice::WriteOnly));
            QCOMPARE(file.write(lines), lines.size());
        }
        const std::string one = path(QStringLiteral("one"));
        QVERIFY((*Ingest::open(one))->importPaths(m_files, {}).has_value());
        const std::string expected = answersOf(one);
        std::map<std::string, std::string> formats;
        const auto known = LedgerReader::open(one);
        const auto sources = (*known)->sources();
        for (const SourceInfo &source : *sources)
            formats[source.name] = isOld ? "observations" : source.format;
        QVERIFY(formats.size() > 2);
        std::vector<int> order{0, 1, 2, 3};
        int n = 0;
        do {
            const std::string merged = path(QStringLiteral("merged%1").arg(++n));
            auto ingest = Ingest::open(merged);
            for (const int i : order) {
                const auto counts = (*ingest)->importPaths({exports[i]}, {});
                QVERIFY(counts.has_value());
                QCOMPARE(counts->rejected, 0);
            }
            QCOMPARE(answersOf(merged), expected);
            auto reader = LedgerReader::open(merged);
            const auto all = (*reader)->sources();
            QCOMPARE(all->size(), formats.size() + 1); // the exports are read by one of their own
            for (const SourceInfo &source : *all) {
                if (source.name != "observations")
                    QCOMPARE(source.format, formats[source.name]);
            }
        } while (std::next_permutation(order.begin(), order.end()));
        if (!isOld)
            return;
        // What says it later tells what the sources of an old export are.
        const std::string merged = path(QStringLiteral("merged1"));
        QVERIFY((*Ingest::open(merged))->importPaths(m_files, {}).has_value());
        QCOMPARE(answersOf(merged), expected);
        auto reader = LedgerReader::open(merged);
        const auto all = (*reader)->sources();
        QVERIFY(std::none_of(all->begin(), all->end(), [](const SourceInfo &source) {
            return source.format == "observations" && source.name != "observations";
        }));
    }

    void theRequestKnowsWhatEachObserverKnew()
    {
        const std::string path = m_folder.filePath(QStringLiteral("all.sqlite")).toStdString();
        auto ingest = Ingest::open(path);
        QVERIFY((*ingest)->importPaths(m_files, {}).has_value());
        auto reader = LedgerReader::open(path);
        const auto events = (*reader)->events({}, calls);
        QCOMPARE(events->size(), std::size_t(calls));
        for (const EventRow &event : *events) {
            QCOMPARE(event.observers.size(), std::size_t(4));
            const auto value = [&event](Dimension d) {
                return event.dimensions[static_cast<std::size_t>(d)].value_or("-");
            };
            QCOMPARE(value(Dimension::Key), std::string("ana-laptop")); // the gateway
            QCOMPARE(value(Dimension::Task), std::string("OUT-7"));     // the branch
            QCOMPARE(value(Dimension::Session), std::string("run-1-session"));
        }
    }
};

QTEST_APPLESS_MAIN(TestObservers)
#include "tst_observers.moc"
