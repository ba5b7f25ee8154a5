// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/sources/files/tailer.h"

#include "models/ledger/ledgerreader.h"
#include "tests/support/answers.h"

#include <QDir>
#include <QFile>
#include <QProcess>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <filesystem>
#include <functional>
#include <optional>
#include <random>
#include <unistd.h>

#include <zlib.h>

using namespace outlay;
using namespace outlay::sources;
using namespace outlay::test;

namespace fs = std::filesystem;

namespace {

/// The n-th model call of a run, with `padding` bytes of text of two to four bytes each.
QByteArray line(int number, int padding = 0, bool hasCarriageReturn = false)
{
    QByteArray text;
    while (text.size() < padding)
        text += "\xe2\x82\xac\xc3\xa4\xf0\x9f\x98\x80"; // euro sign, a umlaut, a smiley
    const QByteArray id = QByteArray::number(number).rightJustified(10, '0');
    return "{\"type\":\"assistant\",\"timestamp\":\"2026-11-01T10:00:00.000Z\","
           "\"sessionId\":\"5f0d8c1e-0000-4000-8000-000000000000\",\"uuid\":\"u" +
           id + "\",\"requestId\":\"req_" + id + "\",\"message\":{\"id\":\"msg_" + id +
           "\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"claude-sonnet-4-5\","
           "\"content\":[{\"type\":\"text\",\"text\":\"" +
           text + "\"}],\"stop_reason\":\"end_turn\",\"usage\":{\"input_tokens\":" +
           QByteArray::number(100 + number) + ",\"output_tokens\":10}}}" +
           (hasCarriageReturn ? "\r\n" : "\n");
}

void append(const QString &path, const QByteArray &bytes)
{
    QFile file(path);
    if (!file.open(QFile::Append) || file.write(bytes) != bytes.size())
        qFatal("cannot append to %s", qPrintable(path));
}

void pack(const QString &path)
{
    QFile file(path);
    if (!file.open(QFile::ReadOnly))
        qFatal("no %s", qPrintable(path));
    const QByteArray all = file.readAll();
    gzFile packed = gzopen((path + QStringLiteral(".gz")).toUtf8().constData(), "wb");
    gzwrite(packed, all.constData(), static_cast<unsigned>(all.size()));
    gzclose(packed);
    QFile::remove(path);
}

/// A folder with logs, a ledger beside it, and a tailer that can be started anew.
struct Setup
{
    explicit Setup(bool usesHints = true)
    {
        QDir(folder.path()).mkdir(QStringLiteral("logs"));
        options.usesHints = usesHints;
        if (!usesHints)
            options.pollEvery = std::chrono::milliseconds(40);
        options.lineTime = std::chrono::milliseconds(300);
        settings.name = "logs";
        settings.kind = SourceKind::Files;
        settings.format = "claude-code";
        settings.paths = {logs().toStdString()};
    }
    [[nodiscard]] QString logs() const { return folder.filePath(QStringLiteral("logs")); }
    [[nodiscard]] QString log(const char *name = "x.jsonl") const
    {
        return logs() + u'/' + QString::fromUtf8(name);
    }
    [[nodiscard]] std::string ledger() const
    {
        return folder.filePath(QStringLiteral("l.sqlite")).toStdString();
    }
    void start()
    {
        queue.emplace(ledger());
        tailer.emplace(settings, options, *queue);
        tailer->connect(&*tailer, &Tailer::committed, &*tailer,
                        [this](const ImportCounts &counts) { total += counts.created; });
        tailer->start();
    }
    void stop()
    {
        tailer.reset();
        queue.reset();
    }
    void restart()
    {
        stop();
        start();
    }
    [[nodiscard]] bool hasAll(std::int64_t events)
    {
        return QTest::qWaitFor([&] { return total >= events && tailer->isCaughtUp(); }, 20'000);
    }
    std::string answers()
    {
        stop();
        return answersOf(ledger());
    }
    [[nodiscard]] std::vector<Vouched> coverage() const
    {
        auto reader = LedgerReader::open(ledger());
        const auto answer = (*reader)->coverage({});
        std::vector<Vouched> ranges;
        for (const SourceCoverage &source : answer->sources)
            ranges.insert(ranges.end(), source.ranges.begin(), source.ranges.end());
        return ranges;
    }
    [[nodiscard]] int gaps() const
    {
        const auto all = coverage();
        return static_cast<int>(std::count_if(all.begin(), all.end(), [](const Vouched &each) {
            return each.kind == CoverageKind::Gap;
        }));
    }

    QTemporaryDir folder;
    SourceSettings settings;
    TailerOptions options;
    std::optional<LedgerQueue> queue;
    std::optional<Tailer> tailer;
    std::int64_t total = 0; ///< events committed
};

/// What a plain import of these bytes answers.
std::string imported(const QByteArray &bytes)
{
    QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("x.jsonl"));
    append(path, bytes);
    const std::string ledger = folder.filePath(QStringLiteral("l.sqlite")).toStdString();
    auto ingest = Ingest::open(ledger);
    ImportOptions options;
    options.format = "claude-code";
    options.source = "logs";
    if (!ingest || !(*ingest)->importPaths({path.toStdString()}, options))
        qFatal("cannot import");
    ingest->reset();
    return answersOf(ledger);
}

} // namespace

class TestTailer : public QObject
{
    Q_OBJECT

private slots:
    void takesWhatIsThereAndWhatComes()
    {
        Setup setup;
        append(setup.log(), line(0) + line(1));
        setup.start();
        QVERIFY(setup.hasAll(2));
        append(setup.log(), line(2));
        QVERIFY(setup.hasAll(3));
        append(setup.log("later.jsonl"), line(3));
        QVERIFY(setup.hasAll(4));
        QDir(setup.logs()).mkpath(QStringLiteral("a/b/c"));
        append(setup.logs() + QStringLiteral("/a/b/c/deep.jsonl"), line(4));
        QVERIFY(setup.hasAll(5));
        QCOMPARE(setup.answers(), imported(line(0) + line(1) + line(2) + line(3) + line(4)));
        QCOMPARE(setup.gaps(), 0);
        QVERIFY(!setup.coverage().empty());
    }
};

QTEST_GUILESS_MAIN(TestTailer)
#include "tst_tailer.moc"
