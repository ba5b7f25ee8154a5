// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/realsenders/watching.h"

using namespace outlay::test;

/// OpenTelemetry's own exporters for JavaScript send to `outlay-cli watch`. What they send:
/// exporters/send.cjs.
class TestExporters : public QObject
{
    Q_OBJECT

private slots:
    void eachCallIsOneEvent_data();
    void eachCallIsOneEvent();

private:
    struct Sent
    {
        int code = -1;
        QByteArray words;
    };
    static Sent send(const Sandbox &box, int port, const char *encoding, const char *compression)
    {
        QProcess node;
        QProcessEnvironment environment;
        environment.insert(QStringLiteral("HOME"), box.path(QString()));
        node.setProcessEnvironment(environment);
        node.setProcessChannelMode(QProcess::MergedChannels);
        node.start(QStandardPaths::findExecutable(QStringLiteral("node")),
                   {QStringLiteral(OUTLAY_SOURCE_DIR "/tests/realsenders/exporters/send.cjs"),
                    sendersIn("exporters"), QStringLiteral("http://127.0.0.1:%1").arg(port),
                    QString::fromLatin1(encoding), QString::fromLatin1(compression)});
        if (!node.waitForFinished(150'000)) {
            node.kill();
            node.waitForFinished();
        }
        return {node.exitStatus() == QProcess::NormalExit ? node.exitCode() : -1, node.readAll()};
    }
};

void TestExporters::eachCallIsOneEvent_data()
{
    QTest::addColumn<QByteArray>("encoding");
    QTest::addColumn<QByteArray>("compression");
    QTest::addColumn<QByteArray>("again");
    QTest::newRow("protobuf, then JSON")
        << QByteArray("proto") << QByteArray("none") << QByteArray("http");
    QTest::newRow("JSON in gzip, then protobuf")
        << QByteArray("http") << QByteArray("gzip") << QByteArray("proto");
    QTest::newRow("protobuf in gzip, twice")
        << QByteArray("proto") << QByteArray("gzip") << QByteArray("proto");
}

void TestExporters::eachCallIsOneEvent()
{
    QFETCH(QByteArray, encoding);
    QFETCH(QByteArray, compression);
    QFETCH(QByteArray, again);
    const Sandbox box;
    const int port = freePort();
    const Ran added =
        box.run(QStringList{QStringLiteral("source"), QStringLiteral("add"), QStringLiteral("otel"),
                            QStringLiteral("--kind"), QStringLiteral("otlp"),
                            QStringLiteral("--port"), QString::number(port)});
    QVERIFY2(added.code == 0, added.err.constData());
    Watching watching(box);
    QVERIFY2(watching.waitFor("\"state\":\"waiting\""), watching.seen().constData());
    const Sent first = send(box, port, encoding.constData(), compression.constData());
    QVERIFY2(first.code == 0, first.words.constData());
    const auto report = [&] { return box.run("report --by model,outcome,environment --json").out; };
    const QByteArray once = report();
    // 60 spans; 60 events, half of them of the same calls. Two failed spans have no event.
    const QJsonObject total = QJsonDocument::fromJson(once).object().value(u"total").toObject();
    QCOMPARE(total.value(u"requests").toInt(), 90);
    QCOMPARE(total.value(u"errors").toInt(), 2);
    // 400 + n of n = 0..59 and 90..119.
    QCOMPARE(total.value(u"input_tokens").toInt(), 90 * 400 + 1'770 + 3'135);
    QCOMPARE(total.value(u"cache_read_tokens").toInt(), 90 * 600);
    QCOMPARE(total.value(u"output_tokens").toInt(), 90 * 100);
    QVERIFY(once.contains("\"environment\":\"prod\""));
    // As a sender repeats that got no answer, and by the other encoding.
    const Sent second = send(box, port, again.constData(), "none");
    QVERIFY2(second.code == 0, second.words.constData());
    QCOMPARE(report(), once);
    QCOMPARE(watching.stop(), 0);
    QVERIFY2(!watching.seen().contains("\"type\":\"error\""), watching.seen().constData());
    const QDir ledgers(box.path(QStringLiteral(".local/share/outlay")));
    QVERIFY(ledgers.exists(QStringLiteral("ledger.sqlite")));
    for (const QString &name : ledgers.entryList(QDir::Files | QDir::Hidden))
        QVERIFY2(!box.read(QStringLiteral(".local/share/outlay/") + name).contains("CANARY-5c1d77"),
                 qPrintable(name));
}

int main(int argc, char **argv)
{
    if (sendersIn("exporters").isEmpty())
        return skipped;
    QCoreApplication app(argc, argv);
    if (QStandardPaths::findExecutable(QStringLiteral("node")).isEmpty()) {
        std::puts("SKIPPED: no node here");
        return skipped;
    }
    TestExporters test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_exporters.moc"
