// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/sources/otlp/otlpreceiver.h"

#include "models/ledger/ledgerreader.h"
#include "tests/support/answers.h"
#include "tests/support/httppost.h"
#include "tests/support/otlpencode.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QProcess>
#include <QSignalSpy>
#include <QTcpServer>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <map>
#include <optional>
#include <random>
#include <sqlite3.h>
#include <sys/resource.h>

using namespace outlay;
using namespace outlay::sources;
using namespace outlay::test;

namespace {

const std::pair<QByteArray, QByteArray> isJson{"Content-Type", "application/json"};
const std::pair<QByteArray, QByteArray> isProtobuf{"Content-Type", "application/x-protobuf"};
const std::pair<QByteArray, QByteArray> isPacked{"Content-Encoding", "gzip"};
const std::pair<QByteArray, QByteArray> isChunked{"Transfer-Encoding", "chunked"};

QByteArray bytesOf(const QString &path)
{
    QFile file(path);
    if (!file.open(QFile::ReadOnly))
        qFatal("no %s", qPrintable(path));
    return file.readAll();
}

QString fixturePath(const char *name)
{
    return QStringLiteral(OUTLAY_TEST_DATA "/formats/otlp/") + QString::fromUtf8(name);
}

QByteArray protobufFixture(OtlpSignal signal, const char *name)
{
    return protobufOf(signal, QJsonDocument::fromJson(bytesOf(fixturePath(name))).object());
}

QJsonObject attribute(const QString &key, const QJsonObject &value)
{
    return {{QStringLiteral("key"), key}, {QStringLiteral("value"), value}};
}

QJsonObject textValue(const QString &text)
{
    return {{QStringLiteral("stringValue"), text}};
}

QJsonObject countValue(qint64 count)
{
    return {{QStringLiteral("intValue"), QString::number(count)}};
}

/// A model call as a span, the n-th of a run.
QJsonObject call(int number, const QJsonArray &more = {})
{
    QJsonArray attributes{
        attribute(QStringLiteral("gen_ai.operation.name"), textValue(QStringLiteral("chat"))),
        attribute(QStringLiteral("gen_ai.provider.name"), textValue(QStringLiteral("anthropic"))),
        attribute(QStringLiteral("gen_ai.response.model"),
                  textValue(QStringLiteral("claude-sonnet-4-5"))),
        attribute(QStringLiteral("gen_ai.usage.input_tokens"), countValue(1000 + number)),
        attribute(QStringLiteral("gen_ai.usage.output_tokens"), countValue(100))};
    for (const QJsonValue each : more)
        attributes.append(each);
    const qint64 start = 1'773'133'200'000'000'000 + qint64(number) * 1'000'000'000;
    return {
        {QStringLiteral("traceId"), QStringLiteral("%1").arg(number + 1, 32, 16, QLatin1Char('0'))},
        {QStringLiteral("spanId"), QStringLiteral("%1").arg(number + 1, 16, 16, QLatin1Char('0'))},
        {QStringLiteral("name"), QStringLiteral("chat")},
        {QStringLiteral("kind"), 3},
        {QStringLiteral("startTimeUnixNano"), QString::number(start)},
        {QStringLiteral("endTimeUnixNano"), QString::number(start + 500'000'000)},
        {QStringLiteral("attributes"), attributes}};
}

QJsonObject traces(const QJsonArray &spans)
{
    const QJsonObject scope{
        {QStringLiteral("scope"), QJsonObject{{QStringLiteral("name"), QStringLiteral("app")}}},
        {QStringLiteral("spans"), spans}};
    return {{QStringLiteral("resourceSpans"),
             QJsonArray{QJsonObject{{QStringLiteral("resource"), QJsonObject{}},
                                    {QStringLiteral("scopeSpans"), QJsonArray{scope}}}}}};
}

QByteArray json(const QJsonObject &request)
{
    return QJsonDocument(request).toJson(QJsonDocument::Compact);
}

/// A ledger, its queue and a receiver on a free port.
struct Setup
{
    explicit Setup(const OtlpReceiverOptions &options = {})
    {
        SourceSettings settings;
        settings.name = "otlp";
        settings.kind = SourceKind::Otlp;
        settings.port = freePort();
        queue.emplace(ledger());
        receiver.emplace(settings, options, *queue);
        receiver->start();
    }
    static int freePort()
    {
        QTcpServer server;
        server.listen(QHostAddress(QHostAddress::LocalHost));
        return server.serverPort();
    }
    [[nodiscard]] std::string ledger() const
    {
        return folder.filePath(QStringLiteral("l.sqlite")).toStdString();
    }
    [[nodiscard]] int port() const { return receiver->port(); }
    HttpReply send(const QByteArray &path, const HttpFields &fields, const QByteArray &body) const
    {
        return test::post(port(), path, fields, body);
    }
    /// What the ledger answers once everything is written.
    std::string answers()
    {
        receiver->stop();
        queue->drain();
        return answersOf(ledger());
    }

    QTemporaryDir folder;
    std::optional<LedgerQueue> queue;
    std::optional<OtlpReceiver> receiver;
};

/// What a plain import of these documents answers.
std::string imported(const std::vector<QByteArray> &documents)
{
    QTemporaryDir folder;
    const std::string ledger = folder.filePath(QStringLiteral("l.sqlite")).toStdString();
    std::vector<std::string> paths;
    for (const QByteArray &document : documents) {
        const QString path = folder.filePath(QStringLiteral("%1.json").arg(paths.size()));
        QFile file(path);
        if (!file.open(QFile::WriteOnly) || file.write(document) < 0)
            qFatal("cannot write");
        paths.push_back(path.toStdString());
    }
    auto ingest = Ingest::open(ledger);
    ImportOptions options;
    options.format = "otlp";
    if (!ingest || !(*ingest)->importPaths(paths, options))
        qFatal("cannot import");
    ingest->reset();
    return answersOf(ledger);
}

} // namespace

class TestOtlpReceiver : public QObject
{
    Q_OBJECT

private slots:
    void takesWhatSendersSend_data()
    {
        QTest::addColumn<bool>("packs");
        QTest::addColumn<bool>("chunks");
        QTest::addColumn<bool>("asJson");
        for (const bool packs : {false, true}) {
            for (const bool chunks : {false, true}) {
                for (const bool asJson : {false, true}) {
                    QTest::addRow("%s, %s, %s", asJson ? "JSON" : "protobuf",
                                  packs ? "gzip" : "plain", chunks ? "chunked" : "with length")
                        << packs << chunks << asJson;
                }
            }
        }
    }

    void takesWhatSendersSend()
    {
        QFETCH(bool, packs);
        QFETCH(bool, chunks);
        QFETCH(bool, asJson);
        Setup setup;
        QSignalSpy committed(&*setup.receiver, &OtlpReceiver::committed);
        const auto send = [&](OtlpSignal signal, const QByteArray &path, const char *name) {
            QByteArray body = asJson ? bytesOf(fixturePath(name)) : protobufFixture(signal, name);
            HttpFields fields{asJson ? isJson : isProtobuf};
            if (packs) {
                body = gzipped(body);
                fields.append(isPacked);
            }
            if (chunks) {
                body = chunked(body, 777);
                fields.append(isChunked);
            }
            const HttpReply reply = setup.send(path, fields, body);
            QCOMPARE(reply.status, 200);
            QCOMPARE(reply.body, QByteArray(asJson ? "{}" : ""));
            QCOMPARE(reply.field("Content-Type"),
                     QByteArray(asJson ? "application/json" : "application/x-protobuf"));
        };
        send(OtlpSignal::Traces, "/v1/traces", "traces.json");
        send(OtlpSignal::Logs, "/v1/logs", "claude-code-logs.json");
        send(OtlpSignal::Metrics, "/v1/metrics", "claude-code-metrics.json");
        QTRY_COMPARE(committed.count(), 3);
        static const std::string expected = imported(
            {bytesOf(fixturePath("traces.json")), bytesOf(fixturePath("claude-code-logs.json")),
             bytesOf(fixturePath("claude-code-metrics.json"))});
        QCOMPARE(setup.answers(), expected);
    }

    void whereACallCameFromDecidesEnvironmentAndTask()
    {
        const char *const name = "origin.json";
        Setup asJson;
        QCOMPARE(asJson.send("/v1/traces", {isJson}, bytesOf(fixturePath(name))).status, 200);
        const std::string answers = asJson.answers();
        Setup asProtobuf;
        QCOMPARE(
            asProtobuf.send("/v1/traces", {isProtobuf}, protobufFixture(OtlpSignal::Traces, name))
                .status,
            200);
        QCOMPARE(asProtobuf.answers(), answers);
        auto reader = LedgerReader::open(asJson.ledger());
        QVERIFY(reader.has_value());
        const auto requestsBy = [&reader](Dimension dimension) {
            Query query;
            query.by = {{dimension, {}}};
            std::map<std::string, std::int64_t> requests;
            const auto answer = (*reader)->run(query);
            for (const Row &row : answer ? answer->rows : std::vector<Row>())
                requests[row.key.at(0).value_or("")] += row.measures.requests;
            return requests;
        };
        QCOMPARE(requestsBy(Dimension::Environment),
                 (std::map<std::string, std::int64_t>{
                     {"ci", 3}, {"dev", 1}, {"prod", 1}, {"staging", 1}}));
        const auto tasks = requestsBy(Dimension::Task);
        QCOMPARE(tasks.at("PR-17"), 1);
        QCOMPARE(tasks.at("SHOP-12"), 1);
    }

    void refusesByTheSpecification_data()
    {
        QTest::addColumn<QByteArray>("request");
        QTest::addColumn<int>("status");
        const QByteArray good = json(traces({call(1)}));
        const auto row = [](const char *name, const QByteArray &request, int status) {
            QTest::newRow(name) << request << status;
        };
        const QByteArray to = "/v1/traces";
        row("good", requestOf("POST", to, {isJson}, good), 200);
        row("good, by name", requestOf("POST", to, {isJson, {"Host", "localhost:4318"}}, good),
            200);
        row("good, type with a parameter",
            requestOf("POST", to, {{"Content-Type", "application/json; charset=utf-8"}}, good),
            200);
        row("empty JSON", requestOf("POST", to, {isJson}, "{}"), 200);
        row("empty protobuf", requestOf("POST", to, {isProtobuf}, {}), 200);
        row("unknown fields", requestOf("POST", to, {isJson}, R"({"what":[1,2]})"), 200);
        row("another path", requestOf("POST", "/v1/other", {isJson}, good), 404);
        row("another method", requestOf("GET", to, {isJson}, {}), 405);
        row("no type", requestOf("POST", to, {}, good), 415);
        row("another type", requestOf("POST", to, {{"Content-Type", "text/plain"}}, good), 415);
        row("another packing", requestOf("POST", to, {isJson, {"Content-Encoding", "br"}}, good),
            415);
        row("no JSON", requestOf("POST", to, {isJson}, "{\"resourceSpans\":"), 400);
        row("wrong shape", requestOf("POST", to, {isJson}, R"({"resourceSpans":5})"), 400);
        row("wrong shape within",
            requestOf("POST", to, {isJson}, R"({"resourceSpans":[{"scopeSpans":[7]}]})"), 400);
        row("no protobuf", requestOf("POST", to, {isProtobuf}, "\x0a\x05\x01"), 400);
        row("damaged gzip", requestOf("POST", to, {isJson, isPacked}, "\x1f\x8b\x08 what"), 400);
        row("cut off gzip", requestOf("POST", to, {isJson, isPacked}, gzipped(good).chopped(9)),
            400);
        row("gzip bomb",
            requestOf("POST", to, {isJson, isPacked}, gzipped(QByteArray((64 << 20) + 1, ' '))),
            413);
        row("64 MiB and one", requestOf("POST", to, {isJson, {"Content-Length", "67108865"}}, {}),
            413);
        row("a header too large",
            requestOf("POST", to, {isJson, {"X-Long", QByteArray(20'000, 'x')}}, good), 431);
        row("a stranger's Host", requestOf("POST", to, {isJson, {"Host", "evil.example"}}, good),
            403);
        row("a Host that begins well",
            requestOf("POST", to, {isJson, {"Host", "127.0.0.1.evil.example"}}, good), 403);
        row("two Hosts",
            requestOf("POST", to, {isJson, {"Host", "127.0.0.1"}, {"Host", "evil.example"}}, good),
            403);
        row("an Origin", requestOf("POST", to, {isJson, {"Origin", "https://evil.example"}}, good),
            403);
        row("preflight",
            requestOf(
                "OPTIONS", to,
                {{"Origin", "https://evil.example"}, {"Access-Control-Request-Method", "POST"}},
                {}),
            403);
        QByteArray deep = R"({"stringValue":"x"})";
        for (int i = 0; i < 1000; ++i)
            deep = R"({"arrayValue":{"values":[)" + deep + "]}}";
        row("a thousand levels",
            requestOf("POST", to, {isJson},
                      R"({"resourceSpans":[{"resource":{"attributes":[{"key":"k","value":)" + deep +
                          "}]}}]}"),
            400);
    }

    void refusesByTheSpecification()
    {
        QFETCH(QByteArray, request);
        QFETCH(int, status);
        Setup setup;
        RawClient client(setup.port());
        client.send(request);
        const HttpReply reply = client.reply();
        QCOMPARE(reply.status, status);
        QVERIFY(reply.field("Access-Control-Allow-Origin").isEmpty());
        if (status == 400 && reply.field("Content-Type") == "application/json") {
            const QJsonObject body = QJsonDocument::fromJson(reply.body).object();
            QCOMPARE(body.value(u"code").toInt(), 3);
            QVERIFY(!body.value(u"message").toString().isEmpty());
        }
        // Whatever it was, the next sender is served.
        QCOMPARE(setup.send("/v1/traces", {isJson}, json(traces({call(2)}))).status, 200);
    }

    void saysWhatItRejects()
    {
        Setup setup;
        QJsonObject bad = call(1);
        bad[QStringLiteral("traceId")] = QStringLiteral("zz");
        const QJsonObject request = traces({call(0), bad});
        const HttpReply reply = setup.send("/v1/traces", {isJson}, json(request));
        QCOMPARE(reply.status, 200);
        const QJsonObject partial =
            QJsonDocument::fromJson(reply.body).object().value(u"partialSuccess").toObject();
        QCOMPARE(partial.value(u"rejectedSpans").toString(), QStringLiteral("1"));
        QVERIFY(partial.value(u"errorMessage").toString().contains(u"traceId"));
        bad[QStringLiteral("traceId")] = QStringLiteral("abcd"); // two bytes in protobuf
        const HttpReply binary = setup.send("/v1/traces", {isProtobuf},
                                            protobufOf(OtlpSignal::Traces, traces({call(0), bad})));
        QCOMPARE(binary.status, 200);
        QVERIFY(binary.body.contains("traceId"));
        QCOMPARE(binary.body.mid(2, 2), QByteArray("\x08\x01")); // rejected_spans = 1
    }

    void takesTenThousandAttributes()
    {
        Setup setup;
        QJsonArray many;
        for (int i = 0; i < 10'000; ++i)
            many.append(attribute(QStringLiteral("key.%1").arg(i), countValue(i)));
        const QJsonObject request = traces({call(0, many)});
        QCOMPARE(setup.send("/v1/traces", {isJson}, json(request)).status, 200);
        QCOMPARE(
            setup.send("/v1/traces", {isProtobuf}, protobufOf(OtlpSignal::Traces, request)).status,
            200);
        QCOMPARE(setup.answers(), imported({json(request)}));
    }

    void asksForTheToken()
    {
        Setup setup;
        setup.receiver->setToken("wonderland");
        const QByteArray body = json(traces({call(0)}));
        const auto with = [&](const QByteArray &value) {
            return setup.send("/v1/traces", {isJson, {"Authorization", value}}, body).status;
        };
        QCOMPARE(setup.send("/v1/traces", {isJson}, body).status, 401);
        QCOMPARE(with("Bearer wonderlan"), 401);
        QCOMPARE(with("Bearer wonderland2"), 401);
        QCOMPARE(with("Basic wonderland"), 401);
        QCOMPARE(with("Bearer wonderland"), 200);
        QCOMPARE(with("bearer wonderland"), 200);
    }

    void aRepetitionIsNoSecondEvent()
    {
        Setup setup;
        const QByteArray body = bytesOf(fixturePath("claude-code-logs.json"));
        QSignalSpy committed(&*setup.receiver, &OtlpReceiver::committed);
        {
            RawClient client(setup.port());
            client.send(requestOf("POST", "/v1/logs", {isJson}, body));
        } // gone before the answer
        QTRY_COMPARE(committed.count(), 1);
        for (int i = 0; i < 3; ++i)
            QCOMPARE(setup.send("/v1/logs", {isJson}, body).status, 200);
        QCOMPARE(setup.answers(), imported({body}));
    }

    void aThousandSlowSendersDoNotStopAGoodOne()
    {
        rlimit limit{};
        getrlimit(RLIMIT_NOFILE, &limit);
        limit.rlim_cur = std::min<rlim_t>(limit.rlim_max, 4096);
        setrlimit(RLIMIT_NOFILE, &limit);
        if (limit.rlim_cur < 2000)
            QSKIP("not enough descriptors here for a thousand connections");
        Setup setup;
        std::vector<std::unique_ptr<RawClient>> slow;
        for (int i = 0; i < 1000; ++i) {
            slow.push_back(std::make_unique<RawClient>(setup.port()));
            slow.back()->send(i % 2 == 0 ? QByteArray("POST /v1/traces HTTP/1.1\r\nHost: 127")
                                         : requestOf("POST", "/v1/traces",
                                                     {isJson, {"Content-Length", "1000000"}}, "{"));
            if (i % 100 == 0) {
                QCOMPARE(setup.send("/v1/traces", {isJson}, json(traces({call(i)}))).status, 200);
            }
        }
        // Those that were heard longest ago gave way.
        QVERIFY(!slow.front()->isOpen());
        QVERIFY(slow.back()->isOpen());
        QCOMPARE(setup.send("/v1/traces", {isJson}, json(traces({call(5000)}))).status, 200);
    }

    void aSlowBodyEnds()
    {
        OtlpReceiverOptions options;
        options.limits.bodyTime = std::chrono::milliseconds(200);
        options.limits.headerTime = std::chrono::milliseconds(200);
        Setup setup(options);
        RawClient body(setup.port());
        body.send(requestOf("POST", "/v1/traces", {isJson, {"Content-Length", "100"}}, "{"));
        RawClient head(setup.port());
        head.send("POST /v1/tra");
        QTRY_VERIFY(!body.isOpen());
        QTRY_VERIFY(!head.isOpen());
    }

    void aTakenPortIsNamed()
    {
        QTcpServer other;
        QVERIFY(other.listen(QHostAddress(QHostAddress::LocalHost)));
        QTemporaryDir folder;
        LedgerQueue queue(folder.filePath(QStringLiteral("l.sqlite")).toStdString());
        SourceSettings settings;
        settings.name = "otlp";
        settings.kind = SourceKind::Otlp;
        settings.port = other.serverPort();
        OtlpReceiver receiver(settings, queue);
        QSignalSpy taken(&receiver, &OtlpReceiver::portTaken);
        QSignalSpy listening(&receiver, &OtlpReceiver::listening);
        receiver.start();
        QCOMPARE(taken.count(), 1);
        const QString holder = taken.at(0).at(0).toString();
        QVERIFY2(
            holder.contains(QStringLiteral("process %1").arg(QCoreApplication::applicationPid())),
            qPrintable(holder));
        const int offered = taken.at(0).at(1).toInt();
        QVERIFY(offered > other.serverPort());
        QVERIFY(otlpSenderSettings(offered, true).find(std::to_string(offered)) !=
                std::string::npos);
        const SourceStatus &status = receiver.status();
        QVERIFY(status.state == SourceStatus::State::PortTaken);
        QCOMPARE(status.freePort, offered);
        QVERIFY(status.nextAttempt > status.lastAttempt);
        QVERIFY(parseSourceStatus(toJson(status))->state == SourceStatus::State::PortTaken);
        other.close();
        receiver.pollNow();
        QCOMPARE(listening.count(), 1);
        QVERIFY(receiver.status().state == SourceStatus::State::Waiting);
    }

    void aLockedLedgerIsNoLoss()
    {
        OtlpReceiverOptions options;
        options.patience = std::chrono::milliseconds(200);
        Setup setup(options);
        const QByteArray first = json(traces({call(0)}));
        // A slow machine may need more than that patience.
        QTRY_COMPARE_WITH_TIMEOUT(setup.send("/v1/traces", {isJson}, first).status, 200, 20'000);
        sqlite3 *other = nullptr;
        QCOMPARE(sqlite3_open(setup.ledger().c_str(), &other), SQLITE_OK);
        QCOMPARE(sqlite3_exec(other, "BEGIN IMMEDIATE", nullptr, nullptr, nullptr), SQLITE_OK);
        const QByteArray second = json(traces({call(1)}));
        const HttpReply reply = setup.send("/v1/traces", {isJson}, second);
        QCOMPARE(reply.status, 503);
        QVERIFY(reply.field("Retry-After").toInt() > 0);
        sqlite3_exec(other, "ROLLBACK", nullptr, nullptr, nullptr);
        sqlite3_close(other);
        QTRY_COMPARE_WITH_TIMEOUT(setup.send("/v1/traces", {isJson}, second).status, 200, 20'000);
        QCOMPARE(setup.answers(), imported({first, second}));
    }

    /// The sender's side of a receiver that is killed at any instant: it repeats what was not
    /// answered, and all of it is there once.
    void killedAnywhereNothingIsLostOrDoubled()
    {
        QTemporaryDir folder;
        const QString ledger = folder.filePath(QStringLiteral("l.sqlite"));
        std::mt19937 random(11);
        constexpr int calls = 60;
        std::vector<QByteArray> all;
        all.reserve(calls);
        for (int i = 0; i < calls; ++i)
            all.push_back(json(traces({call(i)})));
        std::size_t next = 0;
        for (int round = 0; round < 40 && next < all.size(); ++round) {
            QProcess process;
            const int port = Setup::freePort();
            process.start(QCoreApplication::applicationFilePath(),
                          {QStringLiteral("--serve"), ledger, QString::number(port)});
            QVERIFY(process.waitForStarted());
            QVERIFY(process.waitForReadyRead(20'000)); // it listens
            const bool isLast = round == 39;
            for (int sent = 0; next < all.size() && (isLast || sent < 3); ++sent) {
                RawClient client(port);
                client.send(requestOf("POST", "/v1/traces", {isJson}, all[next]));
                if (sent == 2 && !isLast) {
                    QTest::qWait(int(random() % 80)); // around the commit
                    ::kill(pid_t(process.processId()), SIGKILL);
                }
                if (client.reply().status == 200)
                    ++next;
            }
            process.kill(); // also where nothing was left to send
            QVERIFY(process.waitForFinished());
        }
        QCOMPARE(next, all.size());
        QCOMPARE(answersOf(ledger.toStdString()), imported(all));
    }

    void contentIsFoundNowhere()
    {
        Setup setup;
        const QString canary = QStringLiteral("CANARY-7f3a91");
        QJsonArray content;
        for (const char *key : {"gen_ai.input.messages",
                                "gen_ai.output.messages",
                                "gen_ai.system_instructions",
                                "gen_ai.prompt.0.content",
                                "gen_ai.completion.0.content",
                                "gen_ai.tool.call.arguments",
                                "gen_ai.tool.call.result",
                                "input.value",
                                "output.value",
                                "llm.input_messages",
                                "llm.output_messages",
                                "prompt",
                                "arguments",
                                "output",
                                "tool_input",
                                "error.message",
                                "tool_parameters",
                                "traceloop.entity.input",
                                "traceloop.entity.output",
                                "user_prompt"})
            content.append(attribute(QString::fromUtf8(key), textValue(canary)));
        QJsonObject span = call(0, content);
        span[QStringLiteral("name")] = QString(QStringLiteral("chat ") + canary);
        span[QStringLiteral("status")] =
            QJsonObject{{QStringLiteral("code"), 2}, {QStringLiteral("message"), canary}};
        span[QStringLiteral("events")] =
            QJsonArray{QJsonObject{{QStringLiteral("name"), QStringLiteral("exception")},
                                   {QStringLiteral("attributes"), content}}};
        QJsonObject bad = span;
        bad[QStringLiteral("traceId")] = canary;
        for (const QJsonObject &request : {traces({span}), traces({bad})}) {
            QCOMPARE(setup.send("/v1/traces", {isJson}, json(request)).status, 200);
            QCOMPARE(setup.send("/v1/traces", {isProtobuf}, protobufOf(OtlpSignal::Traces, request))
                         .status,
                     200);
        }
        for (const char *event : {"codex.tool_result", "codex.user_prompt", "api_request"}) {
            QJsonArray attributes = content;
            attributes.append(
                attribute(QStringLiteral("event.name"), textValue(QString::fromUtf8(event))));
            attributes.append(
                attribute(QStringLiteral("model"), textValue(QStringLiteral("claude-opus-4-5"))));
            attributes.append(attribute(QStringLiteral("input_tokens"), countValue(5)));
            const QJsonObject record{
                {QStringLiteral("timeUnixNano"), QStringLiteral("1773133200000000000")},
                {QStringLiteral("body"), textValue(canary)},
                {QStringLiteral("attributes"), attributes}};
            const QJsonObject scope{
                {QStringLiteral("scope"),
                 QJsonObject{
                     {QStringLiteral("name"), QStringLiteral("com.anthropic.claude_code.events")}}},
                {QStringLiteral("logRecords"), QJsonArray{record}}};
            const QJsonObject request{
                {QStringLiteral("resourceLogs"),
                 QJsonArray{QJsonObject{{QStringLiteral("scopeLogs"), QJsonArray{scope}}}}}};
            QCOMPARE(setup.send("/v1/logs", {isJson}, json(request)).status, 200);
        }
        QVERIFY(!setup.answers().empty());
        setup.queue.reset();
        int looked = 0;
        for (const QFileInfo &file :
             QDir(setup.folder.path()).entryInfoList(QDir::Files | QDir::Hidden)) {
            ++looked;
            QVERIFY2(!bytesOf(file.filePath()).contains(canary.toUtf8()),
                     qPrintable(file.fileName()));
        }
        QVERIFY(looked > 0);
    }
};

/// The receiver as a process of its own, to be killed.
static int serve(QCoreApplication &app, const QStringList &arguments)
{
    LedgerQueue queue(arguments.at(2).toStdString());
    SourceSettings settings;
    settings.name = "otlp";
    settings.kind = SourceKind::Otlp;
    settings.port = arguments.at(3).toInt();
    OtlpReceiver receiver(settings, queue);
    receiver.start();
    if (receiver.port() == 0)
        return 1;
    std::puts("listening");
    std::fflush(stdout);
    return app.exec();
}

int main(int argc, char **argv)
{
    QCoreApplication app(argc, argv);
    const QStringList arguments = QCoreApplication::arguments();
    if (arguments.size() == 4 && arguments.at(1) == u"--serve")
        return serve(app, arguments);
    TestOtlpReceiver test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_otlpreceiver.moc"
