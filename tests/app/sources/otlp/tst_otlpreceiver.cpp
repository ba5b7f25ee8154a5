// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/sources/otlp/otlpreceiver.h"

#include "app/sources/otlp/portholder.h"
#include "tests/support/answers.h"
#include "tests/support/httppost.h"
#include "tests/support/otlpencode.h"

#include <QCoreApplication>
#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QProcess>
#include <QSignalSpy>
#include <QTcpServer>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>
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
};

QTEST_GUILESS_MAIN(TestOtlpReceiver)
#include "tst_otlpreceiver.moc"
