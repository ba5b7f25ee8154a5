// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/format.h"
#include "tests/models/formats/cassette.h"
#include "tests/models/formats/collector.h"

#include <QDir>
#include <QDirIterator>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace outlay;
using namespace outlay::test;

namespace {

const char *const atConstant = "at='2026-01-02T03:04:05Z'";

Collector readLine(const QByteArray &json)
{
    return readWith("response", json, mapped(atConstant));
}

qint64 number(const QJsonObject &object, const char *key)
{
    return object.value(QString::fromUtf8(key)).toInteger();
}

/// What that project's extractor of the same interface saw.
QJsonObject extraction(const QJsonArray &extracted, QStringView provider, QStringView flavour)
{
    for (const QJsonValue one : extracted) {
        for (const QJsonValue extractor : one[u"extractors"].toArray()) {
            if (extractor[u"provider_id"].toString() == provider &&
                extractor[u"api_flavor"].toString() == flavour)
                return one[u"usage"].toObject();
        }
    }
    return {};
}

/// Where our classes differ from that project's, who is right, and why.
const char *reasonToDiffer(const QJsonObject &body)
{
    const QJsonObject usage = body.value(u"usage").toObject();
    if (usage.contains(u"num_cached_tokens"))
        return "Mistral's cached tokens are part of prompt_tokens and have a rate of their own, "
               "which that "
               "project does not read. We are right.";
    for (const QJsonValue iteration : usage.value(u"iterations").toArray()) {
        if (iteration[u"type"].toString() == u"compaction")
            return "The counts at the top leave out the request's compaction, which Anthropic "
                   "bills: "
                   "the sum over the iterations is the bill. We are right.";
    }
    if (usage.value(u"server_tool_use_details").toObject().contains(u"web_search_requests"))
        return "OpenRouter counts web searches; that project does not. We are right.";
    return nullptr;
}

} // namespace

class TestResponse : public QObject
{
    Q_OBJECT

private slots:
    void cutsUsageIntoClasses_data()
    {
        QTest::addColumn<QByteArray>("usage");
        QTest::addColumn<QByteArray>(
            "classes"); // in the order of TokenClass, zeros at the end left out
        const auto row = [](const char *name, const char *usage, const char *classes) {
            QTest::newRow(name) << QByteArray(usage) << QByteArray(classes);
        };
        row("Anthropic, both lifetimes",
            R"({"input_tokens":3,"cache_creation_input_tokens":30,"cache_read_input_tokens":7,
                "cache_creation":{"ephemeral_5m_input_tokens":10,"ephemeral_1h_input_tokens":20},
                "output_tokens":5,"output_tokens_details":{"thinking_tokens":2}})",
            "3 7 10 20 5 2");
        row("Anthropic, no lifetimes",
            R"({"input_tokens":3,"cache_creation_input_tokens":30,"cache_read_input_tokens":0,
                "output_tokens":5})",
            "3 0 30 0 5");
        row("Anthropic, compaction inside",
            R"({"input_tokens":220,"cache_read_input_tokens":0,"output_tokens":8,"iterations":[
                {"type":"compaction","input_tokens":55196,"output_tokens":125},
                {"type":"message","input_tokens":220,"output_tokens":8}]})",
            "55416 0 0 0 133");
        row("OpenAI chat",
            R"({"prompt_tokens":100,"completion_tokens":50,"total_tokens":150,
                "prompt_tokens_details":{"cached_tokens":60,"cache_write_tokens":10,"audio_tokens":5},
                "completion_tokens_details":{"reasoning_tokens":20,"audio_tokens":4}})",
            "25 60 10 0 46 20 0 5 0 4");
        row("OpenAI embeddings", R"({"prompt_tokens":4,"total_tokens":4})", "4");
        row("OpenAI responses",
            R"({"input_tokens":100,"input_tokens_details":{"cached_tokens":60,"cache_write_tokens":1},
                "output_tokens":50,"output_tokens_details":{"reasoning_tokens":20},"total_tokens":150})",
            "39 60 1 0 50 20");
        row("Google",
            R"({"promptTokenCount":100,"cachedContentTokenCount":40,"candidatesTokenCount":20,
                "thoughtsTokenCount":30,"toolUsePromptTokenCount":7,"totalTokenCount":157})",
            "67 40 0 0 50 30");
        row("Google, sound and image",
            R"({"promptTokenCount":100,"cachedContentTokenCount":40,"candidatesTokenCount":20,
                "promptTokensDetails":[{"modality":"TEXT","tokenCount":50},
                    {"modality":"AUDIO","tokenCount":30},{"modality":"IMAGE","tokenCount":20}],
                "cacheTokensDetails":[{"modality":"AUDIO","tokenCount":25},{"modality":"TEXT"}],
                "candidatesTokensDetails":[{"modality":"IMAGE","tokenCount":12}]})",
            "35 15 0 0 8 0 0 5 25 0 20 12");
        row("Google, thoughts inside by the total",
            R"({"promptTokenCount":100,"candidatesTokenCount":50,"thoughtsTokenCount":30,
                "totalTokenCount":150})",
            "100 0 0 0 50 30");
        row("DeepSeek",
            R"({"prompt_tokens":100,"prompt_cache_hit_tokens":60,"prompt_cache_miss_tokens":40,
                "completion_tokens":5,"total_tokens":105})",
            "40 60 0 0 5");
        row("xAI, reasoning beside the completion",
            R"({"prompt_tokens":32,"completion_tokens":9,"total_tokens":141,
                "prompt_tokens_details":{"text_tokens":32,"cached_tokens":6},
                "completion_tokens_details":{"reasoning_tokens":100}})",
            "26 6 0 0 109 100");
        row("Perplexity's deep research",
            R"({"prompt_tokens":33,"completion_tokens":11395,"total_tokens":11428,
                "citation_tokens":64881,"num_search_queries":18,"reasoning_tokens":95305})",
            "33 0 0 0 106700 95305 64881 0 0 0 0 0 18");
        row("Mistral", R"({"prompt_tokens":997,"num_cached_tokens":976,"completion_tokens":155})",
            "21 976 0 0 155");
        row("caches beside the prompt, by the total",
            R"({"prompt_tokens":100,"completion_tokens":10,"total_tokens":180,
                "prompt_tokens_details":{"cached_tokens":70}})",
            "100 70 0 0 10");
        row("caches beside the prompt, larger than it",
            R"({"prompt_tokens":5,"completion_tokens":10,
                "prompt_tokens_details":{"cached_tokens":70}})",
            "5 70 0 0 10");
        row("only the write beside the prompt",
            R"({"prompt_tokens":100,"completion_tokens":10,"prompt_tokens_details":
                {"cached_tokens":70,"cache_write_tokens":50}})",
            "30 70 50 0 10");
        row("Bedrock Converse",
            R"({"inputTokens":3,"outputTokens":121,"cacheReadInputTokens":1712,
                "cacheWriteInputTokens":236,"cacheDetails":[{"inputTokens":236,"ttl":"1h"}],
                "totalTokens":2072})",
            "3 1712 0 236 121");
        row("Bedrock, stream of an OpenAI model",
            R"({"inputTokens":100,"outputTokens":10,"cacheReadInputTokens":60,"totalTokens":110})",
            "40 60 0 0 10");
        row("Cohere",
            R"({"billed_units":{"input_tokens":41,"output_tokens":25},"cached_tokens":144,
                "tokens":{"input_tokens":1441,"output_tokens":54}})",
            "41 0 0 0 25");
        row("Groq, times beside the counts",
            R"({"prompt_tokens":10,"completion_tokens":2,"total_time":0.5,"queue_time":1.1})",
            "10 0 0 0 2");
        row("numbers as strings", R"({"prompt_tokens":"10","completion_tokens":"2"})",
            "10 0 0 0 2");
        row("details null",
            R"({"prompt_tokens":10,"completion_tokens":2,"prompt_tokens_details":null})",
            "10 0 0 0 2");
    }
    void cutsUsageIntoClasses()
    {
        QFETCH(QByteArray, usage);
        QFETCH(QByteArray, classes);
        const char *key = usage.contains("promptTokenCount") ? "usageMetadata" : "usage";
        const Collector seen =
            readLine(QByteArray("{\"model\":\"m\",\"") + key + "\":" + usage.simplified() + "}");
        QVERIFY2(seen.rejections.empty(), qPrintable(seen.reasons()));
        QCOMPARE(seen.observations.size(), std::size_t(1));
        QByteArrayList counts;
        for (const std::int64_t count : seen.observations[0].o.usage.counts)
            counts.append(QByteArray::number(qlonglong(count)));
        while (counts.size() > 1 && counts.last() == "0")
            counts.removeLast();
        QCOMPARE(counts.join(' '), classes);
    }

    void readsAWholeMessage()
    {
        const QByteArray json = R"({
  "id": "msg_01AbCdEf", "type": "message", "role": "assistant", "model": "claude-sonnet-4-5",
  "content": [{"type": "text", "text": "secret"}], "stop_reason": "end_turn",
  "usage": {"input_tokens": 1, "cache_read_input_tokens": 0, "output_tokens": 2,
            "service_tier": "batch", "inference_geo": "us", "speed": "fast",
            "server_tool_use": {"web_search_requests": 3}}
})";
        QCOMPARE(sniff(json.toStdString(), "x.json")->name, std::string_view("response"));
        const Collector seen = readLine(json);
        QVERIFY2(seen.rejections.empty(), qPrintable(seen.reasons()));
        const Seen &one = seen.observations.at(0);
        QCOMPARE(one.tokens.at(0).second, std::string("msg_01AbCdEf"));
        QCOMPARE(one[Field::Provider], std::string("anthropic"));
        QCOMPARE(one[Field::Tier], std::string("batch"));
        QCOMPARE(one[Field::Geo], std::string("us"));
        QCOMPARE(one[Field::Speed], std::string("fast"));
        QCOMPARE(one[Field::StopReason], std::string("end_turn"));
        QCOMPARE(one[TokenClass::WebSearches], 3);
        for (const std::string &text : one.texts)
            QVERIFY(text.find("secret") == std::string::npos);
    }

    void aResponseWithoutATimeSaysHowToGiveOne()
    {
        const char *line = R"({"id":"msg_01AbCdEf","model":"m","usage":{"input_tokens":1}})";
        const Collector seen = readWith("response", line);
        QCOMPARE(seen.rejections.size(), std::size_t(1));
        QVERIFY(seen.reasons().contains(QStringLiteral("--map")));
        const QByteArray created =
            R"({"created":1717697862,"model":"m","usage":{"prompt_tokens":1}})";
        QCOMPARE(readWith("response", created).observations.at(0).o.at.micros,
                 1'717'697'862'000'000);
        const QByteArray wrapped =
            R"({"ts":"2026-01-01","who":"ana","body":{"model":"m","usage":{"input_tokens":1}}})";
        const Collector byMap = readWith("response", wrapped, mapped("at=ts,user=who"));
        QCOMPARE(toRfc3339(byMap.observations.at(0).o.at), std::string("2026-01-01T00:00:00Z"));
        QCOMPARE(byMap.observations.at(0)[Field::User], std::string("ana"));
    }

    void readsStreams_data()
    {
        QTest::addColumn<QByteArray>("stream");
        QTest::addColumn<QString>("id");
        QTest::addColumn<qint64>("input");
        QTest::addColumn<qint64>("output");
        QTest::newRow("Anthropic")
            << QByteArray(
                   "event: message_start\ndata: {\"type\":\"message_start\",\"message\":{\"id\":"
                   "\"msg_01AbCdEf\",\"type\":\"message\",\"role\":\"assistant\",\"model\":"
                   "\"claude-x\",\"usage\":{\"input_tokens\":52,\"cache_read_input_tokens\":0,"
                   "\"output_tokens\":2}}}\n\nevent: ping\ndata: {\"type\": \"ping\"}\n\n"
                   "event: message_delta\ndata: {\"type\":\"message_delta\",\"delta\":"
                   "{\"stop_reason\":\"end_turn\"},\"usage\":{\"output_tokens\":216}}\n\n"
                   "event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n")
            << QStringLiteral("msg_01AbCdEf") << qint64(52) << qint64(216);
        QTest::newRow("OpenAI chat")
            << QByteArray(
                   "data: {\"id\":\"chatcmpl-1234\",\"created\":1719816565,\"model\":\"gpt-5\","
                   "\"choices\":[{\"delta\":{\"content\":\"a\"}}],\"usage\":null}\r\n\r\n"
                   "data: {\"id\":\"chatcmpl-1234\",\"choices\":[],\"usage\":{\"prompt_tokens\":10,"
                   "\"completion_tokens\":3}}\r\n\r\ndata: [DONE]\r\n\r\n")
            << QStringLiteral("chatcmpl-1234") << qint64(10) << qint64(3);
        QTest::newRow("OpenAI responses")
            << QByteArray(
                   "event: response.created\ndata: {\"type\":\"response.created\",\"response\":"
                   "{\"id\":\"resp_0123456\",\"created_at\":1741682064,\"model\":\"gpt-5\","
                   "\"usage\":null}}\n\nevent: response.completed\ndata: {\"type\":"
                   "\"response.completed\",\"response\":{\"id\":\"resp_0123456\",\"usage\":"
                   "{\"input_tokens\":10,\"output_tokens\":3,\"total_tokens\":13}}}\n\n")
            << QStringLiteral("resp_0123456") << qint64(10) << qint64(3);
        QTest::newRow("Google")
            << QByteArray(
                   "data: {\"usageMetadata\":{\"promptTokenCount\":10,\"candidatesTokenCount\":1},"
                   "\"modelVersion\":\"gemini-x\",\"responseId\":\"abcdefghij\"}\n\n"
                   "data: {\"usageMetadata\":{\"promptTokenCount\":10,\"candidatesTokenCount\":3},"
                   "\"modelVersion\":\"gemini-x\",\"responseId\":\"abcdefghij\"}\n\n")
            << QStringLiteral("abcdefghij") << qint64(10) << qint64(3);
        QTest::newRow("Cohere")
            << QByteArray("event: message-start\ndata: "
                          "{\"id\":\"74d7aae4-2939\",\"type\":\"message-start\"}"
                          "\n\nevent: message-end\ndata: {\"type\":\"message-end\",\"delta\":{"
                          "\"finish_reason\":\"COMPLETE\",\"usage\":{\"billed_units\":{\"input_"
                          "tokens\":10,"
                          "\"output_tokens\":3}}}}\n\n")
            << QStringLiteral("74d7aae4-2939") << qint64(10) << qint64(3);
    }
    void readsStreams()
    {
        QFETCH(QByteArray, stream);
        QFETCH(QString, id);
        QFETCH(qint64, input);
        QFETCH(qint64, output);
        QCOMPARE(sniff(stream.toStdString(), "x")->name, std::string_view("response"));
        const Collector one = readLine(stream);
        QVERIFY2(one.rejections.empty(), qPrintable(one.reasons()));
        QCOMPARE(one.observations.size(), std::size_t(1));
        QCOMPARE(QString::fromStdString(one.observations[0].tokens.at(0).second), id);
        QCOMPARE(qint64(one.observations[0][TokenClass::Input]), input);
        QCOMPARE(qint64(one.observations[0][TokenClass::Output]), output);
        QByteArray other = stream;
        other.replace(id.toUtf8(), QByteArray(id.toUtf8() + 'x'));
        const Collector two = readLine(stream + other); // one capture of two streams
        QCOMPARE(two.observations.size(), std::size_t(2));
    }

    void aStreamThatBreaksOffSaysSo()
    {
        const Collector seen =
            readLine("data: {\"id\":\"chatcmpl-1234\",\"created\":1719816565,\"model\":\"m\"}\n\n"
                     "data: {\"id\":\"chatcmpl-1234\",\"cho");
        QCOMPARE(seen.rejections.size(), std::size_t(1));
        QVERIFY(seen.reasons().contains(QStringLiteral("no JSON")));
    }

    void readsLinesOfBatchResults()
    {
        const QByteArray openAi =
            R"({"id":"batch_req_1","custom_id":"c","response":{"status_code":200,"request_id":"req_0123456","body":{"id":"chatcmpl-1234","created":1719816565,"model":"gpt-5","usage":{"prompt_tokens":1,"completion_tokens":2}}},"error":null})";
        const QByteArray anthropic =
            R"({"custom_id":"c","result":{"type":"succeeded","message":{"id":"msg_01AbCdEf","type":"message","role":"assistant","model":"claude-x","usage":{"input_tokens":1,"output_tokens":2,"cache_read_input_tokens":0}}}})";
        const QByteArray errored = R"({"custom_id":"c","result":{"type":"errored","error":{}}})";
        const Collector seen = readLine(openAi + '\n' + anthropic + '\n' + errored + '\n');
        QVERIFY2(seen.rejections.empty(), qPrintable(seen.reasons()));
        QCOMPARE(seen.observations.size(), std::size_t(2));
        QCOMPARE(seen.ignoredCount, 1);
        for (const Seen &one : seen.observations)
            QCOMPARE(one[Field::Tier], std::string("batch"));
        QCOMPARE(seen.observations[0].tokens.size(), std::size_t(2));
    }

    void theRoutersOwnChargeIsBilled()
    {
        const Collector seen = readLine(
            R"({"id":"gen-0123456789","provider":"Anthropic","model":"anthropic/claude-x","usage":{"prompt_tokens":3329,"completion_tokens":53,"cost":0.00219855,"is_byok":false}})");
        QCOMPARE(seen.observations.at(0).o.billed->nanos, 2'198'550);
        QCOMPARE(seen.observations.at(0)[Field::Provider], std::string("openrouter"));
        QCOMPARE(seen.observations.at(0)[Field::Model], std::string("anthropic/claude-x"));
    }

    void rejectsWhatIsNoUsageAndIgnoresErrors_data()
    {
        QTest::addColumn<QByteArray>("line");
        QTest::addColumn<QString>("words");
        QTest::newRow("no usage") << QByteArray(R"({"id":"x","model":"m"})")
                                  << QStringLiteral("no usage");
        QTest::newRow("negative") << QByteArray(R"({"usage":{"input_tokens":-1}})")
                                  << QStringLiteral("negative");
        QTest::newRow("infinite") << QByteArray(R"({"usage":{"input_tokens":1e400}})")
                                  << QStringLiteral("larger");
        QTest::newRow("fraction") << QByteArray(R"({"usage":{"input_tokens":1.5}})")
                                  << QStringLiteral("fraction");
        QTest::newRow("object as count")
            << QByteArray(R"({"usage":{"input_tokens":{}}})") << QStringLiteral("whole number");
        QTest::newRow("absurd time")
            << QByteArray(R"({"created":1,"usage":{"input_tokens":1}})") << QString();
        QTest::newRow("search units")
            << QByteArray(R"({"meta":{"billed_units":{"search_units":1}}})")
            << QStringLiteral("search units");
        QTest::newRow("cut off") << QByteArray(R"({"usage":{"input_tokens":1})")
                                 << QStringLiteral("not JSON");
    }
    void rejectsWhatIsNoUsageAndIgnoresErrors()
    {
        QFETCH(QByteArray, line);
        QFETCH(QString, words);
        const Collector seen = words.isEmpty() ? readWith("response", line) : readLine(line);
        QCOMPARE(seen.rejections.size(), std::size_t(1));
        QVERIFY2(seen.reasons().contains(words), qPrintable(seen.reasons()));
        QCOMPARE(readLine(R"({"type":"error","error":{"type":"overloaded_error"}})").ignoredCount,
                 1);
        QCOMPARE(readLine(R"({"error":{"code":"401"}})").ignoredCount, 1);
    }

    void agreesWithAnotherProjectsExtractions()
    {
        const QByteArray bytes =
            bytesOf(QStringLiteral(OUTLAY_SHARED_DIR "/data/api-usage-bodies/usages_a.json.gz"));
        if (bytes.isEmpty())
            QSKIP("the usage bodies of genai-prices are not on this machine");
        const QJsonArray entries = QJsonDocument::fromJson(bytes).array();
        QCOMPARE(entries.size(), 809);
        int compared = 0, differing = 0;
        for (const QJsonValue entry : entries) {
            QJsonObject body = entry[u"body"].toObject();
            const QByteArray line = QJsonDocument(body).toJson(QJsonDocument::Compact);
            const Collector seen = readLine(line);
            QVERIFY2(seen.observations.size() == 1,
                     qPrintable(seen.reasons() + QString::fromUtf8(line)));
            const Seen &ours = seen.observations[0];
            const QJsonObject usage = body.value(u"usage").toObject();
            const QJsonArray extracted = entry[u"extracted"].toArray();
            QJsonObject theirs;
            if (body.contains(u"usageMetadata"))
                theirs = extraction(extracted, u"google", u"default");
            else if (usage.contains(u"inputTokens"))
                theirs = extraction(extracted, u"aws", u"default");
            else if (usage.contains(u"billed_units"))
                theirs = extraction(extracted, u"cohere", u"default");
            else if (body.contains(u"meta"))
                theirs = extraction(extracted, u"cohere", u"embeddings");
            else if (usage.contains(u"completion_tokens"))
                theirs = extraction(extracted, u"openrouter", u"chat");
            else if (usage.contains(u"prompt_tokens"))
                theirs = extraction(extracted, u"openai", u"embeddings");
            else if (usage.contains(u"cache_read_input_tokens"))
                theirs = extraction(extracted, u"anthropic", u"default");
            else
                theirs = extraction(extracted, u"openai", u"responses");
            QVERIFY2(!theirs.isEmpty() || ours.o.usage.prompt() == 0, line.constData());
            using enum TokenClass;
            const bool isSame =
                ours.o.usage.prompt() == number(theirs, "input_tokens") &&
                ours[CacheRead] + ours[CacheReadAudio] == number(theirs, "cache_read_tokens") &&
                ours[CacheWrite5m] + ours[CacheWrite1h] == number(theirs, "cache_write_tokens") &&
                ours[Output] + ours[OutputAudio] + ours[OutputImage] ==
                    number(theirs, "output_tokens") &&
                ours[Reasoning] == number(theirs, "output_reasoning_tokens") &&
                ours[InputAudio] + ours[CacheReadAudio] == number(theirs, "input_audio_tokens") &&
                ours[WebSearches] == number(theirs, "web_searches");
            ++compared;
            if (isSame)
                continue;
            ++differing;
            QVERIFY2(reasonToDiffer(body) != nullptr,
                     QByteArray(line + "\n" + QJsonDocument(theirs).toJson(QJsonDocument::Compact))
                         .constData());
        }
        QCOMPARE(compared, 809);
        qInfo("%d bodies compared, %d differ for a stated reason", compared, differing);
    }

    void readsRecordedExchanges()
    {
        const QString folder = QStringLiteral(OUTLAY_SHARED_DIR "/data/api-recordings");
        if (!QDir(folder).exists())
            QSKIP("the recorded exchanges of OpenLLMetry are not on this machine");
        QDirIterator files(folder, {QStringLiteral("*.gz")}, QDir::Files,
                           QDirIterator::Subdirectories);
        int exchanges = 0, events = 0, ignored = 0, rejected = 0, empty = 0, unknown = 0;
        while (files.hasNext()) {
            const QString path = files.next();
            for (const Exchange &one : exchangesOf(bytesOf(path))) {
                ++exchanges;
                if (one.body.trimmed().isEmpty()) {
                    ++empty;
                    continue;
                }
                const Format *format = sniff(one.body.left(65536).toStdString(), "body");
                if (format == nullptr || format->name != "response") {
                    ++unknown;
                    continue;
                }
                const Collector seen = readLine(one.body);
                events += int(seen.observations.size());
                ignored += seen.ignoredCount;
                rejected += int(seen.rejections.size());
            }
        }
        // Unknown: 18 administrative answers of watsonx, 3 binary event streams of Bedrock, errors,
        // and older interfaces that count no tokens. Rejected: streams without usage.
        QCOMPARE(exchanges, 163);
        QCOMPARE(events, 129);
        QCOMPARE(ignored, 0);
        QCOMPARE(rejected, 3);
        QCOMPARE(empty, 4);
        QCOMPARE(unknown, 27);
    }
};

QTEST_GUILESS_MAIN(TestResponse)
#include "tst_response.moc"
