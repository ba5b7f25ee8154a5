// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/format.h"
#include "models/ingest/ingest.h"
#include "models/ledger/database.h"
#include "models/ledger/ledgerreader.h"
#include "tests/support/answers.h"
#include "tests/support/foreigndatabase.h"

#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <map>

using namespace outlay;
using namespace outlay::test;

namespace {

const QString dataDir = QStringLiteral(OUTLAY_TEST_DATA "/formats");

/// What a ledger says of a source's own records.
struct Sums
{
    std::int64_t events = 0;
    std::int64_t requests = 0;
    TokenUsage usage;
    bool operator==(const Sums &) const = default;
};

std::map<std::string, Sums> sumsOf(const std::string &ledger)
{
    std::map<std::string, Sums> sums;
    auto reader = LedgerReader::open(ledger);
    if (!reader)
        qFatal("%s", reader.error().text.c_str());
    const auto visited = (*reader)->eachEvent({}, [&sums](const EventRow &event) {
        Sums &sum =
            sums[event.dimensions[static_cast<std::size_t>(Dimension::Source)].value_or("")];
        ++sum.events;
        sum.requests += event.requests;
        sum.usage += event.usage;
        return true;
    });
    if (!visited)
        qFatal("%s", visited.error().text.c_str());
    return sums;
}

} // namespace

/// A folder of everything, imported at once, says what its parts say one by one.
class TestMixedFolder : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_folder;

    /// Without what tests expect: no agent keeps that beside its transcripts.
    void copyInto(const QString &target, const QString &format) const
    {
        const QString from = dataDir + u'/' + format;
        QDirIterator files(from, QDir::Files, QDirIterator::Subdirectories);
        while (files.hasNext()) {
            const QString path = files.next();
            if (path.section(u'/', -1).startsWith(u"expected"))
                continue;
            const QString to = target + u'/' + format + path.mid(from.size());
            QVERIFY(QDir().mkpath(to.section(u'/', 0, -2)));
            QVERIFY(QFile::copy(path, to));
        }
        // What some programs keep in a database, with a row that no file of theirs has.
        if (format == u"bifrost") {
            Owner owner(target + QStringLiteral("/bifrost/logs.db"));
            makeBifrost(owner, bifrostRows() << rowOf(1, "2026-11-01"));
        } else if (format == u"opencode") {
            Owner owner(target + QStringLiteral("/opencode/opencode.db"));
            makeOpenCode(owner);
            QJsonObject row = QJsonDocument::fromJson(fixture(QStringLiteral("opencode/rows.json")))
                                  .array()
                                  .at(0)
                                  .toObject();
            row.insert(QStringLiteral("id"), QStringLiteral("msg_0000000000000000000database"));
            owner.put("message", row);
        }
    }
    ImportCounts import(const std::string &ledger, const QString &folder,
                        const ImportOptions &options = {}) const
    {
        auto ingest = Ingest::open(ledger);
        if (!ingest)
            qFatal("%s", ingest.error().text.c_str());
        const auto counts = (*ingest)->importPaths({folder.toStdString()}, options);
        if (!counts)
            qFatal("%s", counts.error().text.c_str());
        return *counts;
    }
    std::string ledger(const QString &name) const
    {
        return m_folder.filePath(name + QStringLiteral(".sqlite")).toStdString();
    }

private slots:
    void everythingAtOnceIsTheSumOfItsParts()
    {
        const QString mixed = m_folder.filePath(QStringLiteral("mixed"));
        ImportCounts parts;
        std::map<std::string, Sums> apart;
        for (const QString &format : QDir(dataDir).entryList(QDir::Dirs | QDir::NoDotAndDotDot)) {
            copyInto(mixed, format);
            const QString folder = m_folder.filePath(QStringLiteral("parts"));
            copyInto(folder, format);
            const ImportCounts counts = import(ledger(format), folder + u'/' + format);
            QVERIFY2(counts.lines > 0, qPrintable(format));
            parts.lines += counts.lines;
            parts.ignored += counts.ignored;
            parts.rejected += counts.rejected;
            for (const auto &[source, sums] : sumsOf(ledger(format))) {
                // Another ledger's records go on under the names they had there.
                Sums &sum = apart[source];
                sum.events += sums.events;
                sum.requests += sums.requests;
                sum.usage += sums.usage;
            }
        }
        for (const Format &format : formats()) {
            if (format.rank == Rank::Transcript)
                QVERIFY2(apart[std::string(format.name)].events > 0, format.name.data());
        }
        const ImportCounts all = import(ledger(QStringLiteral("mixed")), mixed);
        QCOMPARE(all.lines, parts.lines);
        QCOMPARE(all.ignored, parts.ignored);
        QCOMPARE(all.rejected, parts.rejected);
        const auto together = sumsOf(ledger(QStringLiteral("mixed")));
        for (const auto &[source, sums] : apart) {
            const auto found = together.find(source);
            QVERIFY2(found != together.end(), source.c_str());
            QVERIFY2(found->second.events == sums.events, source.c_str());
            QVERIFY2(found->second.requests == sums.requests, source.c_str());
            QVERIFY2(found->second.usage == sums.usage, source.c_str());
        }
        QCOMPARE(together.size(), apart.size());
    }

    /// Each record grows and ranks as its own format says, also where all have one source's name.
    void underOneSourcesNameTheSumIsTheSame()
    {
        const auto total = [](const std::string &ledger) {
            Sums sum;
            for (const auto &[source, sums] : sumsOf(ledger)) {
                sum.events += sums.events;
                sum.requests += sums.requests;
                sum.usage += sums.usage;
            }
            return sum;
        };
        ImportOptions options;
        options.source = "team";
        const QString mixed = m_folder.filePath(QStringLiteral("mixed"));
        import(ledger(QStringLiteral("team")), mixed, options);
        const Sums together = total(ledger(QStringLiteral("team")));
        QVERIFY(together == total(ledger(QStringLiteral("mixed"))));

        const QStringList formats = QDir(dataDir).entryList(QDir::Dirs | QDir::NoDotAndDotDot);
        for (const QString &first :
             {QStringLiteral("aider"), QStringLiteral("claude-code"), QStringLiteral("helicone")}) {
            QVERIFY(formats.contains(first));
            const std::string file = ledger(first + QStringLiteral("-first"));
            import(file, mixed + u'/' + first, options);
            import(file, mixed, options);
            QVERIFY2(total(file) == together, qPrintable(first));
        }
    }

    /// A source's own word of its rank holds for whatever it told.
    void anObserverGoesWithItsRecordToAnotherLedger()
    {
        const std::string from = ledger(QStringLiteral("aider-first"));
        const QString lines = m_folder.filePath(QStringLiteral("told.jsonl"));
        auto ingest = Ingest::open(from);
        QVERIFY(ingest.has_value());
        QFile file(lines);
        QVERIFY(file.open(QIODevice::WriteOnly));
        const auto told = (*ingest)->exportObservations([&file](std::string_view line) {
            return file.write(line.data(), static_cast<qint64>(line.size())) ==
                   static_cast<qint64>(line.size());
        });
        QVERIFY(told.has_value());
        file.close();
        import(ledger(QStringLiteral("told")), lines);
        // What is known already adds nothing, although each ledger met another format first.
        const ImportCounts again =
            import(ledger(QStringLiteral("told")), m_folder.filePath(QStringLiteral("mixed")), [] {
                ImportOptions options;
                options.source = "team";
                return options;
            }());
        QCOMPARE(again.created, std::int64_t(0));
        QVERIFY(sumsOf(ledger(QStringLiteral("told"))) == sumsOf(from));
    }

    /// Ledgers of before 2026-11-30 know an observer by its source alone.
    void anOlderLedgersRecordsAreOfWhoeverTellsThemAgain()
    {
        const std::string file = ledger(QStringLiteral("aider-first"));
        const std::string before = answersOf(file);
        {
            const auto db = Database::open(file, Database::Mode::ReadWrite);
            QVERIFY(db.has_value());
            QVERIFY((*db)->exec("UPDATE event SET flags=flags&~(31<<19)"));
        }
        ImportOptions options;
        options.source = "team";
        options.again = true;
        const QString mixed = m_folder.filePath(QStringLiteral("mixed"));
        QCOMPARE(import(file, mixed, options).created, std::int64_t(0));
        QCOMPARE(QString::fromStdString(answersOf(file)), QString::fromStdString(before));
    }

    /// The first start imports a folder it found as what it was found to be, whatever else lies
    /// there.
    void aFoldersFormatGivenSaysTheSame_data()
    {
        QTest::addColumn<QString>("beside");
        QTest::addColumn<QByteArray>("bytes");
        QTest::newRow("amp") << QString() << QByteArray();
        QTest::newRow("claude-code") << QString() << QByteArray();
        QTest::newRow("codex") << QString() << QByteArray();
        QTest::newRow("copilot-cli")
            << QStringLiteral("notes.json") << QByteArray("{\"type\":\"note\"}\n");
        QTest::newRow("droid") << QStringLiteral("one.jsonl")
                               << QByteArray("{\"type\":\"session_start\",\"id\":\"one\"}\n"
                                             "{\"type\":\"message\",\"message\":{}}\n");
        QTest::newRow("gemini-cli")
            << QStringLiteral("logs.json")
            << QByteArray("[\n {\"sessionId\":\"s\",\"messageId\":0,\"type\":\"user\"}\n]\n");
        QTest::newRow("kimi") << QString() << QByteArray();
        QTest::newRow("opencode") << QString() << QByteArray();
        QTest::newRow("qwen-code") << QStringLiteral("one.runtime.json")
                                   << QByteArray("{\"pid\":7,\"sessionId\":\"s\"}\n");
    }
    void aFoldersFormatGivenSaysTheSame()
    {
        QFETCH(QString, beside);
        QFETCH(QByteArray, bytes);
        const QString format = QString::fromUtf8(QTest::currentDataTag());
        const QString folder = m_folder.filePath(QStringLiteral("given"));
        copyInto(folder, format);
        if (!beside.isEmpty()) {
            QFile file(folder + u'/' + format + u'/' + beside);
            QVERIFY(file.open(QIODevice::WriteOnly));
            QCOMPARE(file.write(bytes), qint64(bytes.size()));
        }
        ImportOptions options;
        options.format = format.toStdString();
        const ImportCounts counts =
            import(ledger(format + QStringLiteral("-given")), folder + u'/' + format, options);
        QVERIFY2(counts.rejected == 0,
                 counts.rejections.empty() ? "" : counts.rejections[0].reason.c_str());
        QVERIFY(sumsOf(ledger(format + QStringLiteral("-given"))) == sumsOf(ledger(format)));
    }

    void onceMoreChangesNothing()
    {
        const std::string file = ledger(QStringLiteral("mixed"));
        const std::string before = answersOf(file);
        auto ingest = Ingest::open(file);
        QVERIFY(ingest.has_value());
        ImportOptions again;
        again.again = true;
        const QString mixed = m_folder.filePath(QStringLiteral("mixed"));
        const auto counts = (*ingest)->importPaths({mixed.toStdString()}, again);
        QVERIFY(counts.has_value());
        QCOMPARE(counts->created, std::int64_t(0));
        ingest->reset();
        QCOMPARE(QString::fromStdString(answersOf(file)), QString::fromStdString(before));
    }
};

QTEST_GUILESS_MAIN(TestMixedFolder)
#include "tst_mixedfolder.moc"
