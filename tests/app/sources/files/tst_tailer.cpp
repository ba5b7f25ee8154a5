// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/sources/files/tailer.h"

#include "models/ledger/ledgerreader.h"
#include "tests/support/answers.h"

#include <QDir>
#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <array>
#include <filesystem>
#include <future>
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
        // What was committed while nobody listened any more is in the ledger all the same.
        if (const auto reader = LedgerReader::open(ledger()))
            total = (*reader)->run({})->total.requests;
    }
    void restart()
    {
        stop();
        start();
    }
    [[nodiscard]] bool hasAll(std::int64_t events, int patience = 20'000)
    {
        return QTest::qWaitFor([&] { return total >= events && tailer->isCaughtUp(); }, patience);
    }
    [[nodiscard]] bool warns(const char *text) const
    {
        return QTest::qWaitFor([&] {
            const auto &warnings = tailer->status().warnings;
            return warnings.size() == 1 && warnings[0].find(text) != std::string::npos;
        });
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
    [[nodiscard]] int rejected() const
    {
        return static_cast<int>((*LedgerReader::open(ledger()))->rejected(10)->size());
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

    /// A folder that was named by mistake looks like one where nothing happens.
    void saysThatNoFormatKnowsWhatIsThere()
    {
        Setup setup;
        setup.settings.format = SourceSettings().format;
        append(setup.log("notes.txt"), "remember the milk\n");
        append(setup.log("empty.log"), "");
        setup.start();
        QVERIFY(setup.warns("the only file here"));
        append(setup.log("more.txt"), "and the bread\n");
        QVERIFY(setup.warns("any of the 2 files here"));
        append(setup.log(), line(0)); // others may lie beside what is ours
        QVERIFY(setup.hasAll(1));
        QVERIFY(QTest::qWaitFor([&] { return setup.tailer->status().warnings.empty(); }));
    }

    void aFormatThatIsUnknownIsAMistakeOfTheSettings()
    {
        Setup setup;
        setup.settings.format = "claud";
        append(setup.log(), line(0));
        setup.start();
        QCOMPARE(int(setup.tailer->status().state), int(SourceStatus::State::ConfigurationError));
        QVERIFY(setup.tailer->status().reason.find("unknown format") != std::string::npos);
        setup.tailer->pollNow();
        QVERIFY(setup.tailer->isCaughtUp());
        QCOMPARE(setup.tailer->status().errors, std::int64_t(0));
    }

    void appendsInPiecesOfAnySize_data()
    {
        QTest::addColumn<bool>("usesHints");
        QTest::addColumn<unsigned>("seed");
        for (unsigned seed = 1; seed <= 3; ++seed) {
            QTest::addRow("hints, seed %u", seed) << true << seed;
            QTest::addRow("polling, seed %u", seed) << false << seed;
        }
    }

    /// Cut anywhere: inside UTF-8 sequences, between CR and LF, with restarts on the way.
    void appendsInPiecesOfAnySize()
    {
        QFETCH(bool, usesHints);
        QFETCH(unsigned, seed);
        std::mt19937 random(seed);
        QByteArray all;
        constexpr int lines = 60;
        for (int i = 0; i < lines; ++i) {
            const int padding = random() % 10 == 0 ? 400'000 : int(random() % 3000);
            all += line(i, padding, random() % 2 == 0);
        }
        Setup setup(usesHints);
        setup.options.lineTime = std::chrono::minutes(1); // a half line waits for its other half
        setup.start();
        for (qsizetype at = 0; at < all.size();) {
            static constexpr std::array<unsigned, 5> sizes{1, 2, 100, 20'000, 1'048'576};
            const auto size = 1 + static_cast<qsizetype>(random() % sizes[random() % sizes.size()]);
            append(setup.log(), all.mid(at, size));
            at += size;
            if (random() % 4 == 0)
                QTest::qWait(int(random() % 20));
            if (random() % 50 == 0)
                setup.restart();
        }
        QVERIFY(QTest::qWaitFor([&] { return setup.tailer->isCaughtUp(); }, 20'000));
        QVERIFY2(setup.hasAll(lines), qPrintable(QString::number(setup.total)));
        QCOMPARE(setup.tailer->status().errors, 0);
        QCOMPARE(setup.answers(), imported(all));
        QCOMPARE(setup.gaps(), 0);
    }

    void loseNothingWhateverRotates_data()
    {
        QTest::addColumn<QString>("how");
        QTest::addColumn<bool>("usesHints");
        QTest::addColumn<bool>("restarts");
        for (const char *how :
             {"rename", "rename and pack", "copy and truncate", "truncate and write more",
              "delete and write anew", "dated names"}) {
            for (const bool usesHints : {true, false}) {
                for (const bool restarts : {true, false}) {
                    QTest::addRow("%s, %s, %s", how, usesHints ? "hints" : "polling",
                                  restarts ? "restarting" : "running on")
                        << QString::fromUtf8(how) << usesHints << restarts;
                }
            }
        }
    }

    void loseNothingWhateverRotates()
    {
        QFETCH(QString, how);
        QFETCH(bool, usesHints);
        QFETCH(bool, restarts);
        std::mt19937 random(7);
        Setup setup(usesHints);
        // One named file: rotated ones are nobody's but its own.
        setup.settings.paths = {setup.log("x.log").toStdString()};
        const QString log = setup.log("x.log");
        const bool losesUnread = how == u"truncate and write more" || how == u"copy and truncate" ||
                                 how == u"delete and write anew";
        const bool isGapTold = how == u"truncate and write more" || how == u"copy and truncate" ||
                               (how == u"delete and write anew" && (restarts || !usesHints));
        QByteArray all;
        int number = 0;
        const auto write = [&](int lines) {
            for (int i = 0; i < lines; ++i) {
                const QByteArray one = line(number++, int(random() % 8000));
                all += one;
                append(log, one);
            }
        };
        write(3);
        setup.start();
        for (int round = 0; round < 6; ++round) {
            write(5);
            // What nobody has read when it is destroyed is lost to everybody.
            if (losesUnread || round % 2 == 0)
                QVERIFY2(setup.hasAll(number), qPrintable(QString::number(setup.total)));
            if (restarts)
                setup.stop();
            const QString rotated = log + u'.' + QString::number(round);
            if (how == u"rename" || how == u"rename and pack") {
                QVERIFY(QFile::rename(log, rotated));
                if (how == u"rename and pack")
                    pack(rotated);
            } else if (how == u"dated names") {
                QVERIFY(QFile::rename(
                    log, setup.log(qPrintable(QStringLiteral("x-2026110%1.log").arg(round + 1)))));
            } else if (how == u"copy and truncate") {
                QVERIFY(QFile::copy(log, rotated));
                QVERIFY(QFile::resize(log, 0));
            } else if (how == u"delete and write anew") {
                QVERIFY(QFile::remove(log));
            } else {
                QVERIFY(QFile::resize(log, 0));
                write(25); // longer than before
            }
            write(3);
            if (restarts)
                setup.start();
            QVERIFY2(
                setup.hasAll(number),
                qPrintable(
                    QStringLiteral("round %1: %2 of %3").arg(round).arg(setup.total).arg(number)));
        }
        QCOMPARE(setup.answers(), imported(all));
        QCOMPARE(setup.gaps() > 0, isGapTold);
    }

    void aReusedInodeIsAnotherFile()
    {
        Setup setup;
        const QString log = setup.log("x.jsonl");
        QByteArray all = line(0) + line(1);
        append(log, all);
        setup.start();
        QVERIFY(setup.hasAll(2));
        setup.stop();
        const auto inodeOf = [](const QString &path) {
            FoundFile file;
            file.path = path.toStdString();
            return describeFile(file) ? file.inode : 0;
        };
        const std::int64_t inode = inodeOf(log);
        bool isReused = false;
        QVERIFY(QFile::remove(log));
        for (int i = 0; i < 200 && !isReused; ++i) {
            const QString other = setup.log(qPrintable(QStringLiteral("y%1.jsonl").arg(i)));
            append(other, {});
            isReused = inodeOf(other) == inode;
            QVERIFY(QFile::rename(other, log));
            if (!isReused)
                QVERIFY(QFile::remove(log) && QFile(log).open(QFile::WriteOnly));
        }
        const QByteArray more = line(2) + line(3) + line(4);
        append(log, more);
        setup.start();
        QVERIFY(setup.hasAll(5));
        QCOMPARE(setup.answers(), imported(all + more));
        if (!isReused)
            QSKIP("this file system gave the inode to nobody else");
    }

    void aHundredRotationsASecond()
    {
        Setup setup;
        const QString log = setup.log("x.log");
        setup.settings.paths = {log.toStdString()};
        QByteArray all;
        append(log, {});
        setup.start();
        constexpr int rotations = 200;
        constexpr int kept = 20;
        int number = 0;
        for (int round = 0; round < rotations; ++round) {
            for (int i = 0; i < 3; ++i) {
                const QByteArray one = line(number++, 500);
                all += one;
                append(log, one);
            }
            QFile::remove(log + u'.' + QString::number(kept));
            for (int i = kept; i > 1; --i)
                QFile::rename(log + u'.' + QString::number(i - 1), log + u'.' + QString::number(i));
            QFile::rename(log, log + QStringLiteral(".1"));
            QTest::qWait(8);
        }
        append(log, line(number));
        all += line(number++);
        constexpr int patience = 30'000; // under a sanitizer
        QVERIFY2(setup.hasAll(number, patience),
                 qPrintable(QStringLiteral("%1 of %2").arg(setup.total).arg(number)));
        QCOMPARE(setup.answers(), imported(all));
        QCOMPARE(setup.gaps(), 0);
    }

    void nothingIsLostWhileTheLedgerIsBusy()
    {
        Setup setup;
        const QString log = setup.log("x.log");
        setup.settings.paths = {log.toStdString()};
        QByteArray all = line(0);
        append(log, all);
        setup.start();
        QVERIFY(setup.hasAll(1));
        std::promise<void> free;
        setup.queue->post([wait = free.get_future().share()](Ingest &) { wait.wait(); });
        int number = 1;
        for (int round = 0; round < 30; ++round) {
            append(log, line(number));
            all += line(number++);
            QFile::remove(log + QStringLiteral(".1")); // the only one that is kept
            QFile::rename(log, log + QStringLiteral(".1"));
            QTest::qWait(1);
        }
        append(log, line(number));
        all += line(number++);
        free.set_value();
        QVERIFY2(setup.hasAll(number),
                 qPrintable(QStringLiteral("%1 of %2").arg(setup.total).arg(number)));
        QCOMPARE(setup.answers(), imported(all));
        QCOMPARE(setup.gaps(), 0);
    }

    void whatWasReadIsKnownHoweverLongTheLedgerIsBusy()
    {
        Setup setup;
        const QString log = setup.log("x.log");
        const auto rotate = [&] {
            QFile::remove(log + QStringLiteral(".1"));
            QFile::rename(log, log + QStringLiteral(".1"));
        };
        setup.settings.paths = {log.toStdString()};
        append(log, line(0));
        setup.start();
        QVERIFY(setup.hasAll(1));
        append(log, line(1));
        rotate();
        QVERIFY(setup.hasAll(2));
        std::promise<void> free;
        setup.queue->post([wait = free.get_future().share()](Ingest &) { wait.wait(); });
        append(log, line(2));
        rotate();
        QTest::qWait(6'000); // longer than a file that was read is kept
        append(log, line(3));
        free.set_value();
        QVERIFY2(setup.hasAll(4), qPrintable(QString::number(setup.total)));
        QCOMPARE(setup.gaps(), 0);
    }

    void aChainThatBrokeWhileNothingStoodThereIsAGap()
    {
        Setup setup;
        const QString log = setup.log("x.log");
        setup.settings.paths = {log.toStdString()};
        append(log, line(0));
        setup.start();
        QVERIFY(setup.hasAll(1));
        setup.stop();
        append(log, line(1)); // nobody will ever read this
        QVERIFY(QFile::remove(log));
        append(log + QStringLiteral(".1"), line(2));
        setup.start();
        QTest::qWait(300); // looked, and nothing stood there
        QTRY_VERIFY_WITH_TIMEOUT(setup.tailer->isCaughtUp(), 20'000);
        append(log, line(3));
        QVERIFY2(setup.hasAll(3), qPrintable(QString::number(setup.total)));
        QVERIFY(setup.gaps() > 0);
    }

    void aBrokenChainIsAGapAndTheRestIsTaken()
    {
        Setup setup;
        const QString log = setup.log("x.log");
        setup.settings.paths = {log.toStdString()};
        append(log, line(0));
        setup.start();
        QVERIFY(setup.hasAll(1));
        setup.stop();
        append(log, line(1)); // nobody will ever read this
        QVERIFY(QFile::remove(log));
        append(log, line(2));
        QVERIFY(QFile::rename(log, log + QStringLiteral(".1")));
        append(log, line(3));
        setup.start();
        QVERIFY2(setup.hasAll(3), qPrintable(QString::number(setup.total)));
        QCOMPARE(setup.answers(), imported(line(0) + line(2) + line(3)));
        QVERIFY(setup.gaps() > 0); // around what was watched meanwhile
    }

    void halfALineWaits()
    {
        Setup setup;
        setup.options.lineTime = std::chrono::minutes(10);
        setup.start();
        const QByteArray one = line(0, 4000);
        append(setup.log(), one.left(1000));
        QTest::qWait(200);
        QTRY_VERIFY_WITH_TIMEOUT(setup.tailer->isCaughtUp(), 20'000);
        QCOMPARE(setup.tailer->status().errors, 0);
        QCOMPARE(setup.total, 0);
        append(setup.log(), one.mid(1000));
        QVERIFY(setup.hasAll(1));
        QCOMPARE(setup.answers(), imported(one));
    }

    void aLineThatStaysWithoutEndIsTakenAndCompleted()
    {
        Setup setup;
        setup.start();
        const QByteArray one = line(0);
        append(setup.log(), one.chopped(1));
        QVERIFY(setup.hasAll(1));
        append(setup.log(), "\n" + line(1));
        QVERIFY(setup.hasAll(2));
        QCOMPARE(setup.answers(), imported(one + line(1)));
    }

    void aFolderThatGoesAndComesBack()
    {
        Setup setup;
        append(setup.log(), line(0));
        setup.start();
        QVERIFY(setup.hasAll(1));
        const QString away = setup.folder.filePath(QStringLiteral("away"));
        QVERIFY(QFile::rename(setup.logs(), away));
        QTRY_VERIFY(setup.tailer->status().state == SourceStatus::State::Unreachable);
        append(away + QStringLiteral("/x.jsonl"), line(1));
        QVERIFY(QFile::rename(away, setup.logs()));
        QTRY_VERIFY(setup.tailer->status().state == SourceStatus::State::Waiting);
        QVERIFY(setup.hasAll(2));
        append(setup.log(), line(2));
        QVERIFY(setup.hasAll(3));
        QCOMPARE(setup.answers(), imported(line(0) + line(1) + line(2)));
        QCOMPARE(setup.gaps(), 0);
    }

    void aPlaceThatIsNotThereYet()
    {
        Setup setup;
        const QString place = setup.folder.filePath(QStringLiteral("not/yet/there"));
        setup.settings.paths = {place.toStdString()};
        setup.start();
        QTRY_VERIFY(setup.tailer->status().state == SourceStatus::State::Unreachable);
        QVERIFY(setup.tailer->status().reason.find("no such file or folder") != std::string::npos);
        QVERIFY(QDir().mkpath(place));
        append(place + QStringLiteral("/x.jsonl"), line(0));
        QVERIFY(setup.hasAll(1));
        QTRY_VERIFY(setup.tailer->status().state == SourceStatus::State::Waiting);
    }

    void patternsNameFilesThatComeLater()
    {
        Setup setup;
        setup.settings.paths = {setup.log("app-*.log").toStdString()};
        append(setup.log("app-1.log"), line(0));
        append(setup.log("other.log"), line(9));
        setup.start();
        QVERIFY(setup.hasAll(1));
        append(setup.log("app-2.log"), line(1));
        QVERIFY(setup.hasAll(2));
        QCOMPARE(setup.answers(), imported(line(0) + line(1)));
    }

    void aFileThatMayNotBeRead()
    {
        if (::geteuid() == 0)
            QSKIP("root may read everything");
        Setup setup(false);
        append(setup.log(), line(0));
        setup.start();
        QVERIFY(setup.hasAll(1));
        QVERIFY(QFile::setPermissions(setup.log(), {}));
        QTRY_VERIFY(setup.tailer->status().state == SourceStatus::State::Unreachable);
        QVERIFY(QFile::setPermissions(setup.log(), QFile::ReadOwner | QFile::WriteOwner));
        append(setup.log(), line(1));
        QVERIFY(setup.hasAll(2));
        QTRY_VERIFY(setup.tailer->status().state == SourceStatus::State::Waiting);
    }

    void thousandsOfFiles()
    {
        Setup setup;
        QByteArray all;
        constexpr int files = 3000;
        for (int i = 0; i < files; ++i) {
            const QString folder =
                setup.logs() + QStringLiteral("/%1").arg(i % 50, 2, 10, QLatin1Char('0'));
            QDir().mkpath(folder);
            append(folder + QStringLiteral("/%1.jsonl").arg(i), line(i));
            all += line(i);
        }
        setup.start();
        QVERIFY(setup.hasAll(files, 120'000));
        append(setup.logs() + QStringLiteral("/07/7.jsonl"), line(files));
        all += line(files);
        QVERIFY(setup.hasAll(files + 1, 120'000));
        const auto descriptors =
            QDir(QStringLiteral("/proc/self/fd"))
                .entryList(QDir::NoDotAndDotDot | QDir::AllEntries | QDir::System)
                .size();
        QVERIFY2(descriptors < 250, qPrintable(QString::number(descriptors)));
        QCOMPARE(setup.answers(), imported(all));
    }

    /// More happens at once than the system's queue of hints holds: it says so, and everything is
    /// looked at. The poll would come too late for this test.
    void hintsThatOverflowAreMadeUpFor()
    {
        QFile limit(QStringLiteral("/proc/sys/fs/inotify/max_queued_events"));
        if (!limit.open(QFile::ReadOnly))
            QSKIP("no inotify here");
        constexpr int files = 10'000;
        if (limit.readAll().trimmed().toInt() > 2 * files)
            QSKIP("the system's queue holds more than this test makes");
        Setup setup;
        setup.options.pollEvery = std::chrono::hours(1);
        append(setup.log(), line(0));
        setup.start();
        QVERIFY(setup.hasAll(1));
        QByteArray all = line(0);
        for (int i = 1; i <= files; ++i) { // made, written and closed: three hints each
            append(setup.logs() + QStringLiteral("/%1.jsonl").arg(i), line(i));
            all += line(i);
        }
        QVERIFY(setup.hasAll(files + 1, 120'000));
        append(setup.logs() + QStringLiteral("/9999.jsonl"), line(files + 1));
        all += line(files + 1);
        QVERIFY(setup.hasAll(files + 2, 120'000));
        QCOMPARE(setup.answers(), imported(all));
    }

    /// The system lets no more folders be watched (or there are more than we ask for).
    void foldersWithoutHintsArePolled()
    {
        Setup setup;
        setup.options.hintedFolders = 2;
        setup.options.pollEvery = std::chrono::milliseconds(100);
        QByteArray all;
        const auto write = [&](int n) {
            append(setup.logs() + QStringLiteral("/%1/x.jsonl").arg(n % 10), line(n));
            all += line(n);
        };
        for (int i = 0; i < 10; ++i)
            QDir().mkpath(setup.logs() + QStringLiteral("/%1").arg(i));
        for (int n = 0; n < 10; ++n)
            write(n);
        setup.start();
        QVERIFY(setup.hasAll(10));
        QCOMPARE(setup.tailer->status().warnings,
                 std::vector<std::string>{"10 folders are looked at each 100 ms only: 2 are "
                                          "watched, which is the most"});
        for (int n = 10; n < 40; ++n)
            write(n);
        QVERIFY(setup.hasAll(40));
        QFile::rename(setup.logs() + QStringLiteral("/9/x.jsonl"),
                      setup.logs() + QStringLiteral("/9/x.jsonl.1"));
        write(49);
        QVERIFY(setup.hasAll(41));
        QCOMPARE(setup.answers(), imported(all));
    }

    void pausingLosesNothing()
    {
        Setup setup;
        append(setup.log(), line(0));
        setup.start();
        QVERIFY(setup.hasAll(1));
        setup.tailer->pause();
        QVERIFY(setup.tailer->status().state == SourceStatus::State::Paused);
        append(setup.log(), line(1));
        QTest::qWait(100);
        QCOMPARE(setup.total, 1);
        setup.tailer->resume();
        QVERIFY(setup.hasAll(2));
        QCOMPARE(setup.answers(), imported(line(0) + line(1)));
    }

    void aLineTooLongIsRejectedAndTheRestIsTaken()
    {
        Setup setup;
        // No turn is long enough, and many end within the line.
        setup.options.sliceTime = std::chrono::milliseconds(1);
        append(setup.log(), line(0) + QByteArray(90 << 20, 'x') + '\n' + line(1));
        setup.start();
        constexpr int patience = 240'000; // 90 MB, under a sanitizer
        QVERIFY(setup.hasAll(2, patience));
        QCOMPARE(setup.rejected(), 1);
        append(setup.log(), line(2) + QByteArray(70 << 20, 'x'));
        QVERIFY(setup.hasAll(3, patience));
        QCOMPARE(setup.rejected(), 2);
        append(setup.log(), QByteArray(1 << 20, 'x') + '\n' + line(3));
        QVERIFY(setup.hasAll(4, patience));
        QCOMPARE(setup.rejected(), 2);
    }

    void aRejectedLineIsToBeFound()
    {
        Setup setup;
        append(setup.log(), line(0));
        setup.start();
        QVERIFY(setup.hasAll(1));
        append(setup.log(), "{\"secret\": not json\n" + line(1));
        QVERIFY(setup.hasAll(2));
        const auto &warnings = setup.tailer->status().warnings;
        QTRY_COMPARE(warnings.size(), std::size_t(1));
        const std::string begin = std::string(rejectedWarning) + setup.log().toStdString();
        QVERIFY2(warnings.front().starts_with(begin + ", line 2: "), warnings.front().c_str());
        QVERIFY(warnings.front().find("secret") == std::string::npos);
    }
};

QTEST_GUILESS_MAIN(TestTailer)
#include "tst_tailer.moc"
