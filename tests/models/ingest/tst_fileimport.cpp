// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ingest/filewalk.h"
#include "models/ingest/ingest.h"
#include "tests/support/answers.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#ifdef __unix__
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#endif

using namespace outlay;
using namespace outlay::test;

namespace {

/// A transcript line; partial lines of a message come before its final one.
QByteArray claudeLine(int message, int output, const char *stop)
{
    return QByteArray(
               "{\"type\":\"assistant\",\"isSidechain\":false,\"cwd\":\"/home/dev/alpha\","
               "\"sessionId\":\"5d0c6a1e-0000-4000-8000-00000000aaaa\",\"version\":\"2.1.0\","
               "\"gitBranch\":\"main\",\"requestId\":\"req_00000") +
           QByteArray::number(message) + "\",\"timestamp\":\"2026-10-0" +
           QByteArray::number(1 + message % 9) +
           "T10:00:00.000Z\",\"message\":{\"id\":\"msg_00000" + QByteArray::number(message) +
           "\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"claude-sonnet-4-5\","
           "\"stop_reason\":" +
           stop +
           ",\"usage\":{\"input_tokens\":12,\"cache_creation_input_tokens\":0,"
           "\"cache_read_input_tokens\":500,\"output_tokens\":" +
           QByteArray::number(output) + "}}}\n";
}

QByteArray transcript(int messages)
{
    QByteArray text;
    for (int i = 0; i < messages; ++i)
        text += claudeLine(i, 1, "null") + claudeLine(i, 100 + i % 50, "\"end_turn\"");
    return text;
}

} // namespace

class TestFileImport : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_folder;
    int m_count = 0;

    std::string path(const char *name)
    {
        return m_folder.filePath(QString::number(m_count) + QLatin1Char('-') + QLatin1String(name))
            .toStdString();
    }
    void write(const std::string &file, const QByteArray &bytes)
    {
        QFile out(QString::fromStdString(file));
        QVERIFY(out.open(QIODevice::WriteOnly | QIODevice::Truncate));
        QCOMPARE(out.write(bytes), qint64(bytes.size()));
    }
    void append(const std::string &file, const QByteArray &bytes)
    {
        QFile out(QString::fromStdString(file));
        QVERIFY(out.open(QIODevice::WriteOnly | QIODevice::Append));
        QCOMPARE(out.write(bytes), qint64(bytes.size()));
    }
    ImportCounts import(const std::string &ledger, const std::string &file,
                        const ImportOptions &options = {})
    {
        auto ingest = Ingest::open(ledger);
        if (!ingest)
            qFatal("%s", ingest.error().text.c_str());
        const auto counts = (*ingest)->importPaths({file}, options);
        if (!counts)
            qFatal("%s", counts.error().text.c_str());
        return *counts;
    }
    ImportOptions mapped()
    {
        ImportOptions options;
        options.format = "csv";
        options.map =
            *parseFieldMap("at=time,model='gpt-5-mini',provider='openai',output_tokens=out");
        return options;
    }

private slots:
    void foldersAreReadByTheNamesOfTheirFiles()
    {
        for (const char *name : {"a.jsonl", "a.CSV", "a.Json.GZ", "part-00000", "bill-000000000012",
                                 "focus-00000-of-00005", "export_7.zst"})
            QVERIFY2(canBeRecords(name), name);
        for (const char *name : {"a.pdf", "agent.meta.json", "notes", "part-", "v1.2-3", "12345"})
            QVERIFY2(!canBeRecords(name), name);
    }
    /// Logs that were rotated away are known by their content; what is left out is named.
    void foldersAreReadByContentWhereNamesSayNothing()
    {
        ++m_count;
        const QString folder = QString::fromStdString(path("folder"));
        QVERIFY(QDir().mkpath(folder + QStringLiteral("/.git")));
        const auto in = [&folder](const char *name) { return folder.toStdString() + '/' + name; };
        write(in("x.log"), claudeLine(1, 5, "\"end_turn\""));
        const char *const names[] = {"x.log.1", "x.log.2026-03-01", "x.out", "x.dat", "x.1"};
        int message = 2;
        for (const char *name : names)
            write(in(name), claudeLine(message++, 5, "\"end_turn\""));
        write(in("notes.md"), "nothing of it\n");
        write(in("table.csv"), "a,b\n1,2\n");
        write(in(".git/config"), "nothing of it\n");
        write(in("x.meta.json"), "{}");
        write(in("empty.bin"), {});
        const ImportCounts counts = import(path("l.sqlite"), folder.toStdString());
        QCOMPARE(counts.created, std::int64_t(6));
        QCOMPARE(counts.rejected, std::int64_t(0));
        std::vector<std::string> skipped = counts.skipped;
        std::sort(skipped.begin(), skipped.end());
        QCOMPARE(skipped.size(), std::size_t(2));
        QCOMPARE(skipped[0], in("notes.md"));
        QCOMPARE(skipped[1], in("table.csv"));
        QCOMPARE(counts.skippedFiles, std::int64_t(2));
        QCOMPARE(import(path("l.sqlite"), folder.toStdString()).unchangedFiles, std::int64_t(6));
    }
    /// Whatever stands before the first record, and however long that is.
    void whatAProgramSaysBeforeItsRecordsIsRefusedAlone_data()
    {
        QTest::addColumn<QString>("format");
        QTest::addColumn<bool>("isNamed");
        for (const char *format : {"auto", "claude-code"}) {
            QTest::addRow("a file, %s", format) << QString::fromUtf8(format) << true;
            QTest::addRow("a folder, %s", format) << QString::fromUtf8(format) << false;
        }
    }
    void whatAProgramSaysBeforeItsRecordsIsRefusedAlone()
    {
        QFETCH(QString, format);
        QFETCH(bool, isNamed);
        const QString folder = QString::fromStdString(path("folder"));
        QVERIFY(QDir().mkpath(folder));
        const std::string file = folder.toStdString() + "/gateway.log.1";
        QByteArray record = claudeLine(1, 5, "\"end_turn\"");
        record.insert(1, "\"text\":\"" + QByteArray(70'000, 'x') + "\",");
        write(file, "[INFO] Starting gateway...\nlistening on :4000\n" + record +
                        claudeLine(2, 5, "\"end_turn\""));
        write(folder.toStdString() + "/README.md",
              "Lines look so:\n" + claudeLine(3, 5, "\"end_turn\"") + "and are records.\n");
        ImportOptions options;
        options.format = format.toStdString();
        const std::string ledger = path("l.sqlite");
        const ImportCounts counts = import(ledger, isNamed ? file : folder.toStdString(), options);
        QCOMPARE(counts.created, std::int64_t(2));
        QCOMPARE(counts.rejected, std::int64_t(2));
        for (std::size_t i = 0; i < 2; ++i) {
            QCOMPARE(counts.rejections.at(i).file, file);
            QCOMPARE(counts.rejections.at(i).line, std::int64_t(i) + 1);
        }
        QCOMPARE(counts.skippedFiles, std::int64_t(isNamed ? 0 : 1));
        append(file, claudeLine(4, 5, "\"end_turn\""));
        const ImportCounts more = import(ledger, isNamed ? file : folder.toStdString(), options);
        QCOMPARE(more.created, std::int64_t(1));
        QCOMPARE(more.lines, std::int64_t(1));
    }

    /// Two roads may spell one id in two ways.
    void aUuidIsOneHoweverItIsWritten()
    {
        ImportOptions options = mapped();
        options.map = *parseFieldMap("at=at,id=id,model='gpt-5-mini',output_tokens=out");
        const auto file = [this](const char *name, const QByteArray &id) {
            write(path(name), "at,id,out\n2026-11-01T10:00:00Z," + id + ",5\n");
            return path(name);
        };
        const QByteArray usual = "83b63da3-45a9-4196-98b8-1a7f697d6d00";
        const QByteArray other = QByteArray(usual).toUpper().replace("-", "");
        for (const bool isUsualFirst : {true, false}) {
            const std::string ledger = path(isUsualFirst ? "usual.sqlite" : "other.sqlite");
            options.source = "gateway";
            QCOMPARE(import(ledger, file("1.csv", isUsualFirst ? usual : other), options).created,
                     std::int64_t(1));
            options.source = "provider";
            const ImportCounts counts =
                import(ledger, file("2.csv", isUsualFirst ? other : usual), options);
            QCOMPARE(counts.created, std::int64_t(0));
            QCOMPARE(counts.merged, std::int64_t(1));
            QCOMPARE(import(ledger, file("3.csv", usual.toUpper()), options).created,
                     std::int64_t(0));
            QCOMPARE(import(ledger, file("4.csv", "93" + other.mid(2)), options).created,
                     std::int64_t(1));
        }
    }

    void namesFilesThatAreNoText_data()
    {
        QTest::addColumn<QByteArray>("head");
        QTest::addColumn<QString>("words");
        const auto data = [](const char *name, const QByteArray &head, const char *words) {
            QTest::newRow(name) << head << QString::fromUtf8(words);
        };
        data("ZIP", QByteArray("PK\x03\x04\0\0", 6), "a ZIP archive");
        data("Parquet", QByteArray("PAR1\x15\0\x15", 7), "a Parquet file");
        data("UTF-16, little end first", QByteArray("\xff\xfe{\0}\0", 6), "text in UTF-16");
        data("UTF-16, big end first", QByteArray("\xfe\xff\0{\0}", 6), "text in UTF-16");
    }
    void namesFilesThatAreNoText()
    {
        QFETCH(QByteArray, head);
        QFETCH(QString, words);
        ++m_count;
        write(path("file"), head);
        const ImportCounts counts = import(path("l.sqlite"), path("file"));
        QCOMPARE(counts.rejected, std::int64_t(1));
        QVERIFY2(counts.rejections.at(0).reason.starts_with(words.toStdString()),
                 counts.rejections.at(0).reason.c_str());
    }

    void init() { ++m_count; }

    void saysWhatIsWrongWithAFileAsAWhole_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QByteArray>("reason");
        QTest::newRow("gzip, cut off")
            << QByteArray("\x1f\x8b\x08\0garbage", 11) << QByteArray("the gzip data is cut off");
        QTest::newRow("zstd, damaged")
            << QByteArray("(\xb5/\xfdgarbage") << QByteArray("the zstd data is damaged");
        QTest::newRow("ZIP") << QByteArray("PK\x03\x04 and more") << QByteArray("unpack it");
        QTest::newRow("SQLite") << QByteArray("SQLite format 3\0\x10\0\x01\x01", 20)
                                << QByteArray("the database is damaged");
        QTest::newRow("unknown") << QByteArray("\x89PNG\r\n") << QByteArray("--format");
    }
    void saysWhatIsWrongWithAFileAsAWhole()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(QByteArray, reason);
        const std::string file = path("a.bin");
        write(file, bytes);
        const auto counts = import(path("l.sqlite"), file);
        QCOMPARE(counts.lines, std::int64_t(1));
        QCOMPARE(counts.rejections.size(), std::size_t(1));
        QCOMPARE(counts.rejections[0].file, file);
        QCOMPARE(counts.rejections[0].line, std::int64_t(0));
        const std::string &said = counts.rejections[0].reason;
        QVERIFY2(said.find(reason.toStdString()) != std::string::npos, said.c_str());
        QVERIFY2(said.find(file) == std::string::npos, said.c_str()); // told apart already
    }

    void saysThatAFileIsNotOfTheFormatItWasSaidToBeOf()
    {
        const std::string file = path("a.jsonl");
        const std::string ledger = path("l.sqlite");
        write(file, transcript(3));
        ImportOptions options;
        options.format = "aider"; // which ignores what is no event of its own
        const auto wrong = import(ledger, file, options);
        QCOMPARE(wrong.created, std::int64_t(0));
        QCOMPARE(wrong.ignored, std::int64_t(6));
        QCOMPARE(wrong.rejected, std::int64_t(1));
        QCOMPARE(wrong.lines, wrong.ignored + wrong.rejected);
        QCOMPARE(wrong.rejections[0].file, file);
        QCOMPARE(wrong.rejections[0].reason,
                 std::string("none of 6 records was a record of aider; it looks like claude-code: "
                             "leave --format out"));
        // It left nothing that would make the file count as read.
        QCOMPARE(import(ledger, file).created, std::int64_t(3));
        // Nor does having been read as what it is hide that it is not the other.
        QCOMPARE(import(ledger, file, options).rejected, std::int64_t(1));
    }

    void saysThatNothingInAFolderIsOfTheFormat()
    {
        const std::string folder = path("folder");
        QVERIFY(QDir().mkpath(QString::fromStdString(folder)));
        write(folder + "/a.jsonl", transcript(3));
        write(folder + "/b.jsonl", R"({"what":"something else"})");
        ImportOptions options;
        options.format = "aider";
        const auto wrong = import(path("l.sqlite"), folder, options);
        QCOMPARE(wrong.rejected, std::int64_t(1));
        QVERIFY(wrong.rejections[0].reason.find("claude-code") != std::string::npos);
        // A folder of that format may hold other things.
        write(folder + "/c.jsonl",
              R"({"event":"message_send","time":1772618400,"properties":{"main_model":"gpt-4o",)"
              R"("prompt_tokens":9,"completion_tokens":2,"aider_version":"0.80"}})");
        const auto mixed = import(path("m.sqlite"), folder, options);
        QCOMPARE(mixed.created, std::int64_t(1));
        QCOMPARE(mixed.rejected, std::int64_t(0));
    }

    void aFileOfItsFormatMayHoldNothingToCount()
    {
        const std::string file = path("a.jsonl");
        write(file, R"({"event":"launched","time":1772618400,"properties":{"aider_version":"1"}})");
        ImportOptions options;
        options.format = "aider";
        const auto counts = import(path("l.sqlite"), file, options);
        QCOMPARE(counts.ignored, std::int64_t(1));
        QCOMPARE(counts.rejected, std::int64_t(0));
    }

    void goesOnWhereItStopped()
    {
        const std::string file = path("a.jsonl");
        const std::string ledger = path("l.sqlite");
        write(file, transcript(50));
        const auto first = import(ledger, file);
        QCOMPARE(first.created, std::int64_t(50));
        QCOMPARE(first.lines, std::int64_t(100));
        QCOMPARE(import(ledger, file).unchangedFiles, std::int64_t(1));
        append(file, claudeLine(50, 7, "\"end_turn\""));
        const auto second = import(ledger, file);
        QCOMPARE(second.created, std::int64_t(1));
        QCOMPARE(second.lines, std::int64_t(1));
        QVERIFY(second.bytesSkipped > 0);
    }

    void readsAFileThatWasReplacedFromTheStart()
    {
        const std::string file = path("a.jsonl");
        const std::string ledger = path("l.sqlite");
        write(file, transcript(20));
        import(ledger, file);
        write(file, transcript(3)); // shorter: truncated
        const auto again = import(ledger, file);
        QCOMPARE(again.created, std::int64_t(0));
        QCOMPARE(again.lines, std::int64_t(6));
        write(file, claudeLine(900, 5, "\"end_turn\"") + transcript(40)); // longer, other start
        QCOMPARE(import(ledger, file).created, std::int64_t(21));
    }

    void replacesAnUnfinishedLastLine()
    {
        const std::string file = path("a.csv");
        const std::string ledger = path("l.sqlite");
        write(file, "time,out\n2026-10-05T10:00:00Z,100\n2026-10-05T11:00:00Z,4");
        QCOMPARE(import(ledger, file, mapped()).created, std::int64_t(2));
        append(file, "50\n2026-10-05T12:00:00Z,7\n");
        import(ledger, file, mapped());
        const std::string whole = path("whole.csv");
        write(whole, "time,out\n2026-10-05T10:00:00Z,100\n2026-10-05T11:00:00Z,450\n"
                     "2026-10-05T12:00:00Z,7\n");
        const std::string other = path("o.sqlite");
        import(other, whole, mapped());
        QCOMPARE(answersOf(ledger), answersOf(other));
    }

    void namesFileLineAndReasonOfWhatItRejects()
    {
        const std::string file = path("a.jsonl");
        const std::string ledger = path("l.sqlite");
        QByteArray broken = claudeLine(1, 5, "\"end_turn\"");
        broken.replace("\"output_tokens\":5", "\"output_tokens\":-5");
        write(file, claudeLine(0, 5, "\"end_turn\"") + broken + claudeLine(2, 5, "\"end_turn\""));
        ImportOptions options;
        options.format = "claude-code";
        const auto counts = import(ledger, file, options);
        QCOMPARE(counts.created, std::int64_t(2));
        QCOMPARE(counts.rejected, std::int64_t(1));
        QCOMPARE(counts.rejections.at(0).file, file);
        QCOMPARE(counts.rejections.at(0).line, std::int64_t(2));
        QVERIFY(!counts.rejections.at(0).reason.empty());
    }

    void keepsEverythingCommittedWhenCancelled()
    {
        const std::string file = path("a.jsonl");
        const std::string ledger = path("l.sqlite");
        write(file, transcript(30'000)); // several windows
        {
            auto ingest = Ingest::open(ledger);
            QVERIFY(ingest.has_value());
            int asked = 0;
            const auto counts = (*ingest)->importPaths(
                {file}, {}, [&asked](const ImportProgress &) { return ++asked < 2; });
            QVERIFY(counts.has_value());
            QVERIFY(counts->wasCancelled);
            QVERIFY(counts->created > 0);
        }
        import(ledger, file);
        const std::string other = path("o.sqlite");
        import(other, file);
        QCOMPARE(totalOf(ledger), totalOf(other));
    }

#ifdef __unix__
    void survivesSigkillAtAnyMoment()
    {
        const std::string file = path("a.jsonl");
        const std::string whole = path("whole.sqlite");
        write(file, transcript(20'000));
        import(whole, file);
        const std::string expected = answersOf(whole);
        for (int attempt = 0; attempt < 8; ++attempt) {
            const std::string ledger = path(("k" + std::to_string(attempt)).c_str());
            const pid_t child = fork();
            QVERIFY(child >= 0);
            if (child == 0) {
                auto ingest = Ingest::open(ledger);
                if (ingest)
                    (void)(*ingest)->importPaths({file}, {});
                _exit(0);
            }
            usleep(static_cast<useconds_t>(3'000 + attempt * 15'000));
            kill(child, SIGKILL);
            int status = 0;
            waitpid(child, &status, 0);
            import(ledger, file);
            QCOMPARE(answersOf(ledger), expected);
            auto ingest = Ingest::open(ledger);
            QVERIFY(ingest.has_value());
            const auto findings = (*ingest)->check();
            QVERIFY(findings.has_value() && findings->empty());
        }
    }
#endif

    void refusesWhatIsNotALedger()
    {
        const std::string file = path("not.sqlite");
        write(file, QByteArray(5000, 'x'));
        const auto ingest = Ingest::open(file);
        QVERIFY(!ingest.has_value());
        QVERIFY(!ingest.error().text.empty());
    }
};

QTEST_GUILESS_MAIN(TestFileImport)
#include "tst_fileimport.moc"
