// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ingest/ingest.h"
#include "models/ledger/foreigntable.h"
#include "tests/support/answers.h"
#include "tests/support/foreigndatabase.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace outlay;
using namespace outlay::test;
using namespace Qt::StringLiterals;

/// Tables of other programs' databases, read where they lie.
class TestDatabaseImport : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<QTemporaryDir> m_folder;
    QString m_path;
    std::string m_ledger;

    ImportCounts import(const QString &path, const std::string &ledger,
                        const ImportOptions &options = {})
    {
        auto ingest = Ingest::open(ledger);
        if (!ingest)
            qFatal("%s", ingest.error().text.c_str());
        const auto counts = (*ingest)->importPaths({path.toStdString()}, options);
        if (!counts)
            qFatal("%s", counts.error().text.c_str());
        return *counts;
    }
    ImportCounts import() { return import(m_path, m_ledger); }
    [[nodiscard]] QStringList besides() const
    {
        return QDir(m_folder->filePath(u"theirs"_s)).entryList(QDir::Files);
    }
    void expectRefusal(const char *words)
    {
        const QStringList before = besides();
        const ImportCounts counts = import();
        QCOMPARE(counts.created, std::int64_t(0));
        QCOMPARE(counts.rejections.size(), std::size_t(1));
        const std::string &said = counts.rejections[0].reason;
        QVERIFY2(said.find(words) != std::string::npos, said.c_str());
        QCOMPARE(besides(), before);
    }

private slots:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        QVERIFY(QDir(m_folder->path()).mkdir(u"theirs"_s));
        m_path = m_folder->filePath(u"theirs/logs 100%.db"_s);
        m_ledger = m_folder->filePath(u"l.sqlite"_s).toStdString();
    }

    void aTableIsReadAsItsExport()
    {
        {
            Owner owner(m_path);
            makeBifrost(owner, bifrostRows());
        }
        const ImportCounts counts = import();
        QCOMPARE(counts.rejected, std::int64_t(0));
        QVERIFY(counts.created > 0);
        const QString rows = m_folder->filePath(u"rows.jsonl"_s);
        QVERIFY(QFile::copy(QStringLiteral(OUTLAY_TEST_DATA "/formats/bifrost/rows.jsonl"), rows));
        const std::string other = m_folder->filePath(u"other.sqlite"_s).toStdString();
        (void)import(rows, other);
        QCOMPARE(QString::fromStdString(answersOf(m_ledger)),
                 QString::fromStdString(answersOf(other)));
        // Both in one ledger are the same requests.
        QCOMPARE(import(rows, m_ledger).created, std::int64_t(0));
        QCOMPARE(besides(), QStringList{u"logs 100%.db"_s});
    }

    void openCodesMessagesAreReadAsTheirExport()
    {
        {
            Owner owner(m_path);
            makeOpenCode(owner);
        }
        QCOMPARE(import().rejected, std::int64_t(0));
        const QString file = m_folder->filePath(u"rows.json"_s);
        QVERIFY(QFile::copy(QStringLiteral(OUTLAY_TEST_DATA "/formats/opencode/rows.json"), file));
        const std::string other = m_folder->filePath(u"other.sqlite"_s).toStdString();
        QVERIFY(import(file, other).created > 0);
        QCOMPARE(totalOf(m_ledger), totalOf(other));
    }

    void whatGrowsIsGoneOnWith()
    {
        Owner owner(m_path);
        makeBifrost(owner, {rowOf(1, "2026-11-01"), rowOf(2, "2026-11-05"),
                            rowOf(3, "2026-11-05", "processing")});
        const ImportCounts first = import();
        QCOMPARE(first.lines, std::int64_t(3));
        QCOMPARE(first.created, std::int64_t(2));
        QCOMPARE(import().unchangedFiles, std::int64_t(1));
        owner.put("logs", rowOf(3, "2026-11-05"));
        owner.put("logs", rowOf(4, "2026-11-06"));
        const ImportCounts second = import();
        QCOMPARE(second.lines, std::int64_t(3)); // not that of the first day
        QCOMPARE(second.created, std::int64_t(2));
        QCOMPARE(totalOf(m_ledger), std::string("4 0.004000000"));
        ImportOptions again;
        again.again = true;
        QCOMPARE(import(m_path, m_ledger, again).lines, std::int64_t(4));
        QCOMPARE(totalOf(m_ledger), std::string("4 0.004000000"));
    }

    /// A gateway that runs has its newest rows in the log beside the file.
    void whatLiesInTheLogCounts()
    {
        Owner owner(m_path);
        owner.run("PRAGMA journal_mode=WAL; PRAGMA wal_autocheckpoint=0");
        makeBifrost(owner, {rowOf(1, "2026-11-01")});
        const QStringList before = besides();
        QCOMPARE(before.size(), 3);
        QCOMPARE(import().created, std::int64_t(1));
        owner.put("logs", rowOf(2, "2026-11-02")); // the file itself stays as it was
        QCOMPARE(import().created, std::int64_t(1));
        QCOMPARE(import().unchangedFiles, std::int64_t(1));
        QCOMPARE(besides(), before);
    }

    void aLogNobodyHoldsIsSaidAndNothingIsMade()
    {
        const QString copy = m_folder->filePath(u"theirs/copy.db"_s);
        {
            Owner owner(m_path);
            owner.run("PRAGMA journal_mode=WAL; PRAGMA wal_autocheckpoint=0");
            makeBifrost(owner, {rowOf(1, "2026-11-01")});
            QVERIFY(QFile::copy(m_path, copy));
            QVERIFY(QFile::copy(m_path + u"-wal"_s, copy + u"-wal"_s));
        }
        m_path = copy;
        expectRefusal("that no running program holds");
    }

    void aLockedOneIsSaid()
    {
        Owner owner(m_path);
        makeBifrost(owner, {rowOf(1, "2026-11-01")});
        owner.run("BEGIN EXCLUSIVE");
        expectRefusal("locked by another program");
        owner.run("COMMIT");
        QCOMPARE(import().created, std::int64_t(1));
    }

    void anotherProgramsIsSaid()
    {
        {
            Owner owner(m_path);
            owner.createTable("logs", {{u"id"_s, u"1"_s}, {u"line"_s, u"2"_s}});
        }
        expectRefusal("without a table that is known (of bifrost, opencode)");
        ImportOptions options;
        options.format = "litellm";
        const ImportCounts counts = import(m_path, m_ledger, options);
        QVERIFY(counts.rejections[0].reason.find("litellm keeps nothing") != std::string::npos);
    }

    void aDamagedOneIsSaid()
    {
        {
            Owner owner(m_path);
            QList<QJsonObject> rows;
            for (int i = 0; i < 200; ++i)
                rows.append(rowOf(i, "2026-11-01"));
            makeBifrost(owner, rows);
        }
        QFile file(m_path);
        QVERIFY(file.resize(file.size() / 2));
        const ImportCounts counts = import();
        QCOMPARE(counts.rejections.size(), std::size_t(1));
        QVERIFY2(counts.rejections[0].reason.find("damaged") != std::string::npos,
                 counts.rejections[0].reason.c_str());
        QCOMPARE(import().unchangedFiles, std::int64_t(0));
    }

    /// A folder's databases are read as each alone, whatever their names; the ledger is none.
    void aFolderIsReadAsItsDatabasesAre_data()
    {
        QTest::addColumn<QString>("format");
        QTest::addColumn<int>("skipped");
        QTest::newRow("auto") << u"auto"_s << 1;
        QTest::newRow("bifrost") << u"bifrost"_s << 2;
        QTest::newRow("opencode") << u"opencode"_s << 2;
    }
    void aFolderIsReadAsItsDatabasesAre()
    {
        QFETCH(QString, format);
        QFETCH(int, skipped);
        const QString folder = m_folder->filePath(u"theirs"_s);
        const QString second = folder + u"/state/opencode"_s;
        QVERIFY(QDir(folder).mkdir(u"state"_s));
        Owner bifrost(m_path);
        bifrost.run("PRAGMA journal_mode=WAL; PRAGMA wal_autocheckpoint=0");
        makeBifrost(bifrost, {rowOf(1, "2026-11-01"), rowOf(2, "2026-11-05")});
        Owner openCode(second);
        makeOpenCode(openCode);
        Owner(folder + u"/places.sqlite"_s).createTable("logs", {{u"id"_s, u"1"_s}});
        m_ledger = QString(folder + u"/l.sqlite"_s).toStdString();
        const std::string apart = m_folder->filePath(u"apart.sqlite"_s).toStdString();
        if (format != u"opencode")
            QVERIFY(import(m_path, apart).created > 0);
        if (format != u"bifrost")
            QVERIFY(import(second, apart).created > 0);
        ImportOptions options;
        options.format = format.toStdString();
        const ImportCounts counts = import(folder, m_ledger, options);
        QCOMPARE(counts.rejected, std::int64_t(0));
        QCOMPARE(counts.skippedFiles, std::int64_t(skipped));
        QCOMPARE(QString::fromStdString(answersOf(m_ledger)),
                 QString::fromStdString(answersOf(apart)));
        QCOMPARE(import(folder, m_ledger, options).unchangedFiles, std::int64_t(3 - skipped));
        if (format == u"opencode")
            return;
        bifrost.put("logs", rowOf(3, "2026-11-06")); // into the log beside it
        QCOMPARE(import(folder, m_ledger, options).created, std::int64_t(1));
    }

    /// Of a database that cannot be told nobody knows whose it is.
    void aLockedOneInAFolderIsSaidAndTheRestIsRead()
    {
        const QString folder = m_folder->filePath(u"theirs"_s);
        Owner locked(m_path);
        makeBifrost(locked, {rowOf(1, "2026-11-01")});
        Owner other(folder + u"/other.db"_s);
        makeBifrost(other, {rowOf(2, "2026-11-01")});
        locked.run("BEGIN EXCLUSIVE");
        const ImportCounts counts = import(folder, m_ledger);
        QCOMPARE(counts.created, std::int64_t(1));
        QCOMPARE(counts.skippedFiles, std::int64_t(0));
        QCOMPARE(counts.rejections.size(), std::size_t(1));
        QCOMPARE(QString::fromStdString(counts.rejections[0].file), m_path);
        QVERIFY(counts.rejections[0].reason.find("locked by another") != std::string::npos);
        locked.run("COMMIT");
        QCOMPARE(import(folder, m_ledger).created, std::int64_t(1));
    }

    /// More rows than are read at once.
    void everyRowIsReadOnce()
    {
        Owner owner(m_path);
        owner.run("BEGIN");
        QList<QJsonObject> rows;
        for (int i = 0; i < 9'000; ++i)
            rows.append(rowOf(i, "2026-11-01"));
        makeBifrost(owner, rows);
        owner.run("COMMIT");
        const ImportCounts counts = import();
        QCOMPARE(counts.lines, std::int64_t(9'000));
        QCOMPARE(counts.created, std::int64_t(9'000));
        QCOMPARE(totalOf(m_ledger), std::string("9000 9.000000000"));
    }
};

QTEST_GUILESS_MAIN(TestDatabaseImport)
#include "tst_databaseimport.moc"
