// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ingest/ingest.h"
#include "models/ledger/database.h"
#include "models/ledger/ledgerreader.h"
#include "models/ledger/ledgerwriter.h"
#include "models/ledger/schema.h"
#include "tests/support/answers.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <array>
#include <thread>

using namespace outlay;
using namespace outlay::test;

/// Ledgers of earlier schemas; their files are dumps made by the Outlay of that time, from the
/// fixtures under tests/data/formats.
class TestSchema : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_folder;
    int m_count = 0;

    std::string ledgerOfSchema(int version, const QString &suffix = {})
    {
        const QString name = QStringLiteral("schema-%1").arg(version) + suffix;
        QFile dump(QStringLiteral(OUTLAY_TEST_DATA "/ledger/%1.sql").arg(name));
        if (!dump.open(QIODevice::ReadOnly))
            qFatal("%s", qPrintable(dump.fileName()));
        const std::string path =
            m_folder.filePath(QString::number(++m_count) + QLatin1String(".db")).toStdString();
        const auto db = Database::open(path, Database::Mode::ReadWrite);
        if (!db || !(*db)->exec(dump.readAll().toStdString()) ||
            !(*db)->exec("PRAGMA application_id=" + std::to_string(ledgerApplicationId) +
                         "; PRAGMA user_version=" + std::to_string(version)))
            qFatal("the dump cannot be loaded");
        return path;
    }

private slots:
    void theFirstSchemaIsBroughtUpToDate()
    {
        const std::string path = ledgerOfSchema(1);
        // Reading alone is enough, and the file as it was stays beside.
        QVERIFY(LedgerReader::open(path).has_value());
        const std::string copy = path + ".before-schema-" + std::to_string(ledgerSchemaVersion);
#ifndef Q_OS_WIN
        QCOMPARE(QFile::permissions(QString::fromStdString(copy)) &
                     (QFile::ReadGroup | QFile::ReadOther),
                 QFile::Permissions());
#endif
        const auto before = Database::open(copy, Database::Mode::ReadOnly);
        QVERIFY(before.has_value());
        QCOMPARE(*(*before)->integer("PRAGMA user_version"), std::int64_t{1});

        const std::string answers = answersOf(path);
        QVERIFY(answers.size() > 1000);
        auto ingest = Ingest::open(path);
        QVERIFY(ingest.has_value());
        const auto findings = (*ingest)->check();
        QVERIFY(findings.has_value());
        // Every sum is that of its requests; some are weighed otherwise by now.
        QCOMPARE(findings->size(), std::size_t(1));
        QVERIFY2(findings->front().starts_with("4 requests are weighed by the rules of an older"),
                 findings->front().c_str());
        QCOMPARE(answersOf(path), answers);
        QVERIFY((*ingest)->rebuildCells().has_value());
        QVERIFY((*ingest)->check()->empty());
    }

    /// As the window does: its readers and its writer at once.
    void manyOpenItAtOnce()
    {
        for (int round = 0; round < 5; ++round) {
            const std::string path = ledgerOfSchema(1);
            std::array<std::string, 8> problems;
            std::array<std::thread, 8> threads;
            for (std::size_t i = 0; i < threads.size(); ++i) {
                threads[i] = std::thread([&path, &problem = problems[i], i] {
                    const auto open = [&]() -> Result<> {
                        if (i % 2 == 0)
                            OUTLAY_TRY(LedgerReader::open(path));
                        else
                            OUTLAY_TRY(Ingest::open(path));
                        return {};
                    };
                    if (const Result<> opened = open(); !opened)
                        problem = opened.error().text;
                });
            }
            for (std::thread &thread : threads)
                thread.join();
            for (const std::string &problem : problems)
                QVERIFY2(problem.empty(), problem.c_str());
            const auto before =
                Database::open(path + ".before-schema-" + std::to_string(ledgerSchemaVersion),
                               Database::Mode::ReadOnly);
            QVERIFY(before.has_value());
            QCOMPARE(*(*before)->integer("PRAGMA user_version"), std::int64_t{1});
            QVERIFY(!QFile::exists(QString::fromStdString(path + ".migrating")));
        }
    }

    void aCopyOfAnAttemptThatFailedIsNotInTheWay()
    {
        const std::string path = ledgerOfSchema(1);
        QFile left(QString::fromStdString(path) + QLatin1String(".before-schema-") +
                   QString::number(ledgerSchemaVersion));
        QVERIFY(left.open(QIODevice::WriteOnly | QIODevice::Truncate));
        QCOMPARE(left.write("half"), qint64(4));
        left.close();
        QVERIFY(Ingest::open(path).has_value());
        QVERIFY(left.size() > 4);
    }

    void aBackupOfAnEarlierSchemaCanBeRestored()
    {
        const std::string backup = ledgerOfSchema(1);
        const std::string path = m_folder.filePath(QStringLiteral("restored.db")).toStdString();
        QVERIFY(restoreLedgerFile(backup, path).has_value());
        QVERIFY(LedgerReader::open(path).has_value());
    }

    /// Schema 10 knew no services: figures stay, and what is read again tells them.
    void requestsOfTheTenthSchemaLearnTheirService()
    {
        const std::string path = ledgerOfSchema(10);
        auto ingest = Ingest::open(path);
        QVERIFY(ingest.has_value());
        const std::string total = totalOf(path);
        QCOMPARE(total, std::string("4 0.004640000"));
        const std::string answers = answersOf(path);
        const auto told = [&ingest] {
            std::string lines;
            const auto exported = (*ingest)->exportObservations([&lines](std::string_view line) {
                lines += line;
                return true;
            });
            return exported && lines.find("\"service\":\"gemini-api\"") != std::string::npos &&
                   lines.find("\"service\":\"vertex-ai\"") != std::string::npos;
        };
        QVERIFY(!told());
        ImportOptions again;
        again.source = "gateway";
        again.again = true;
        const auto counts =
            (*ingest)->importPaths({OUTLAY_TEST_DATA "/ledger/services.jsonl"}, again);
        QVERIFY(counts.has_value());
        QCOMPARE(counts->created, std::int64_t(0));
        QCOMPARE(totalOf(path), total);
        QCOMPARE(answersOf(path), answers);
        QVERIFY(told());
        const auto findings = (*ingest)->check();
        QVERIFY(findings && findings->empty());
    }

    void aBillOfTheFirstSchemaStaysOneBill()
    {
        const std::string path = ledgerOfSchema(1, QStringLiteral("-bill"));
        auto ingest = Ingest::open(path);
        QVERIFY(ingest.has_value());
        QCOMPARE(totalOf(path), std::string("3 15.130000000"));
        // Read again, its lines learn what they are lines of.
        const auto counts = (*ingest)->importPaths({OUTLAY_TEST_DATA "/ledger/bill.csv"}, {});
        QVERIFY(counts.has_value());
        QCOMPARE(counts->duplicate, std::int64_t(2));
        QCOMPARE(totalOf(path), std::string("3 15.130000000"));
        const auto reader = LedgerReader::open(path);
        QVERIFY(reader.has_value());
        const auto bills = (*reader)->bills();
        QVERIFY(bills.has_value());
        QCOMPARE(bills->size(), std::size_t(1));
        QCOMPARE(bills->front().lines, std::int64_t(2));
    }
};

QTEST_APPLESS_MAIN(TestSchema)
#include "tst_schema.moc"
