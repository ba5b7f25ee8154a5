// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ledger/ledgerreader.h"
#include "models/ledger/schema.h"
#include "tests/support/ledgerfixture.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <random>

using namespace outlay;
using namespace outlay::test;

namespace {

const TimeRange march{parseInstant("2026-03-01T00:00:00Z").value(),
                      parseInstant("2026-04-01T00:00:00Z").value()};

std::string pathIn(const QTemporaryDir &folder)
{
    return folder.filePath(QStringLiteral("ledger.sqlite")).toStdString();
}

/// Every call a reader offers, for files that may be damaged: each may fail, none may crash.
void callEverything(LedgerReader &reader)
{
    Query query;
    for (const auto dimension : {Dimension::Model, Dimension::Session, Dimension::Task}) {
        query.by = {{dimension, {}}};
        (void)reader.run(query);
    }
    query.by = {{Dimension::Tag, "env"}, {Dimension::Agent, {}}};
    query.step = Step::Hour;
    (void)reader.run(query);
    (void)reader.events(query, 50);
    (void)reader.eachEvent(query, [](const EventRow &) { return true; });
    (void)reader.event(3);
    (void)reader.eventOf({1, 2, 3});
    (void)reader.facts();
    (void)reader.changeCounter();
    (void)reader.sources();
    (void)reader.rejected(10);
    (void)reader.priceLayers();
    (void)reader.values({Dimension::User, {}}, 10);
}

} // namespace

/// Files that are no ledger, or one that another program or a disk has changed.
class TestLedgerDamage : public QObject
{
    Q_OBJECT

private slots:
    void saysThatThereIsNoLedgerYet()
    {
        const auto reader = LedgerReader::open("/nonexistent/ledger.sqlite");
        QVERIFY(!reader.has_value());
        QCOMPARE(reader.error().kind, Error::Kind::Unreadable);
        QVERIFY(reader.error().text.find("/nonexistent/ledger.sqlite") != std::string::npos);
    }

    void refusesANewerSchemaNamingBothVersions()
    {
        const QTemporaryDir folder;
        LedgerFixture ledger(pathIn(folder), "UTC");
        ledger.write();
        const int newer = ledgerSchemaVersion + 7;
        QVERIFY(ledger.database().exec("COMMIT; PRAGMA user_version=" + std::to_string(newer) +
                                       "; BEGIN"));
        const auto reader = LedgerReader::open(pathIn(folder));
        QVERIFY(!reader.has_value());
        QCOMPARE(reader.error().kind, Error::Kind::Refused);
        for (const int version : {newer, ledgerSchemaVersion})
            QVERIFY(reader.error().text.find(std::to_string(version)) != std::string::npos);
    }

    void refusesADatabaseThatIsNotOurs()
    {
        const QTemporaryDir folder;
        {
            const auto other = Database::open(pathIn(folder), Database::Mode::ReadWrite);
            QVERIFY(other.has_value());
            QVERIFY((*other)->exec("CREATE TABLE bookmarks(url TEXT)"));
        }
        const auto reader = LedgerReader::open(pathIn(folder));
        QVERIFY(!reader.has_value());
        QCOMPARE(reader.error().kind, Error::Kind::Refused);
    }

    void refusesAFileThatIsNoDatabase()
    {
        const QTemporaryDir folder;
        QFile file(QString::fromStdString(pathIn(folder)));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(QByteArray(20'000, 'x'));
        file.close();
        const auto reader = LedgerReader::open(pathIn(folder));
        QVERIFY(!reader.has_value());
        QCOMPARE(reader.error().kind, Error::Kind::Corrupt);
    }

    void neverCrashesOnADamagedFile()
    {
        const QTemporaryDir folder;
        {
            LedgerFixture ledger(pathIn(folder), "Asia/Kolkata");
            fillAtRandom(ledger, 11, 300, march);
            QVERIFY(ledger.database().exec("ROLLBACK; PRAGMA journal_mode=DELETE; BEGIN"));
        }
        QFile original(QString::fromStdString(pathIn(folder)));
        QVERIFY(original.open(QIODevice::ReadOnly));
        const QByteArray whole = original.readAll();
        const std::string damaged = folder.filePath(QStringLiteral("damaged")).toStdString();
        std::mt19937_64 random(20261123);
        int refusals = 0;
        for (int round = 0; round < 150; ++round) {
            QByteArray bytes = whole;
            if (round % 10 == 9)
                bytes.truncate(qsizetype(random() % std::uint64_t(whole.size())));
            for (int i = 0; i < 40 && !bytes.isEmpty(); ++i) {
                const auto where = qsizetype(random() % std::uint64_t(bytes.size()));
                bytes[where] = static_cast<char>(random());
            }
            QFile file(QString::fromStdString(damaged));
            QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
            file.write(bytes);
            file.close();
            const auto reader = LedgerReader::open(damaged);
            if (reader)
                callEverything(**reader);
            else
                ++refusals;
        }
        QVERIFY(refusals < 150);
    }

    void callsATornPageCorrupt()
    {
        const QTemporaryDir folder;
        {
            LedgerFixture ledger(pathIn(folder), "UTC");
            fillAtRandom(ledger, 12, 2000, march);
            QVERIFY(ledger.database().exec("ROLLBACK; PRAGMA journal_mode=DELETE; BEGIN"));
        }
        QFile file(QString::fromStdString(pathIn(folder)));
        QVERIFY(file.open(QIODevice::ReadWrite));
        file.seek(file.size() / 2); // the schema stays readable
        file.write(QByteArray(int(file.size() / 2), '\xff'));
        file.close();
        const auto reader = LedgerReader::open(pathIn(folder));
        QVERIFY2(reader.has_value(), reader ? "" : reader.error().text.c_str());
        int findings = 0;
        for (std::size_t i = 0; i < dimensionCount; ++i) {
            Query query;
            query.by = {{static_cast<Dimension>(i), {}}};
            query.step = Step::Hour; // reads quarter-hour cells, written last
            if (const auto answer = (*reader)->run(query); !answer) {
                QCOMPARE(answer.error().kind, Error::Kind::Corrupt);
                ++findings;
            }
        }
        QVERIFY(findings > 0);
    }
};

QTEST_GUILESS_MAIN(TestLedgerDamage)
#include "tst_ledgerdamage.moc"
