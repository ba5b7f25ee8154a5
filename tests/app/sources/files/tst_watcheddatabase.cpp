// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/sources/files/tailer.h"

#include "models/ledger/ledgerreader.h"
#include "tests/support/answers.h"
#include "tests/support/foreigndatabase.h"

#include <QDir>
#include <QTemporaryDir>
#include <QTest>

#include <filesystem>
#include <optional>

using namespace outlay;
using namespace outlay::sources;
using namespace outlay::test;
using namespace Qt::StringLiterals;

namespace {

/// A gateway's database in a folder of its own, a ledger beside that, and who watches.
struct Watch
{
    Watch()
    {
        QDir(folder.path()).mkdir(u"theirs"_s);
        options.pollEvery = std::chrono::milliseconds(40);
        settings.name = "gateway";
        settings.kind = SourceKind::Files;
        settings.paths = {path().toStdString()};
    }
    [[nodiscard]] QString path() const { return folder.filePath(u"theirs/logs.db"_s); }
    [[nodiscard]] std::string ledger() const
    {
        return folder.filePath(u"l.sqlite"_s).toStdString();
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
    /// Everything that stands there is taken in, and looking again finds no more.
    [[nodiscard]] bool holds(std::int64_t requests)
    {
        if (!QTest::qWaitFor([&] { return total >= requests && tailer->isCaughtUp(); }, 20'000))
            return false;
        const auto lookedAt = tailer->status().lastAttempt;
        return QTest::qWaitFor(
                   [&] { return tailer->status().lastAttempt > lookedAt && tailer->isCaughtUp(); },
                   20'000) &&
               total == requests;
    }
    [[nodiscard]] std::string inTheLedger()
    {
        stop();
        return totalOf(ledger());
    }

    QTemporaryDir folder;
    SourceSettings settings;
    TailerOptions options;
    std::optional<LedgerQueue> queue;
    std::optional<Tailer> tailer;
    std::int64_t total = 0; ///< requests committed
};

} // namespace

/// Databases of other programs that are watched as files are: rows arrive once, whatever their
/// owner does to the file.
class TestWatchedDatabase : public QObject
{
    Q_OBJECT

private slots:
    void rowsThatComeArriveOnce_data()
    {
        QTest::addColumn<QByteArray>("journal");
        for (const char *journal : {"WAL", "DELETE"})
            QTest::addRow("%s", journal) << QByteArray(journal);
    }
    void rowsThatComeArriveOnce()
    {
        QFETCH(QByteArray, journal);
        Watch watch;
        Owner owner(watch.path());
        owner.run("PRAGMA journal_mode=" + journal);
        makeBifrost(owner, {rowOf(1, "2026-11-01"), rowOf(2, "2026-11-02")});
        watch.start();
        QVERIFY(watch.holds(2));
        owner.put("logs", rowOf(3, "2026-11-02"));
        QVERIFY(watch.holds(3));
        owner.put("logs", rowOf(4, "2026-11-03", "processing"));
        owner.put("logs", rowOf(5, "2026-11-03"));
        QVERIFY(watch.holds(4));
        owner.put("logs", rowOf(4, "2026-11-03")); // it ended
        QVERIFY(watch.holds(5));
        watch.stop();
        watch.start(); // another process, that goes on
        owner.put("logs", rowOf(6, "2026-11-04"));
        QVERIFY(watch.holds(6));
        QVERIFY(watch.tailer->status().warnings.empty());
        QCOMPARE(QString::fromStdString(watch.inTheLedger()), u"6 0.006000000"_s);
    }

    void aDatabaseThatIsTidiedDoublesNothing()
    {
        Watch watch;
        Owner owner(watch.path());
        QList<QJsonObject> rows;
        for (int i = 0; i < 500; ++i)
            rows.append(rowOf(i, "2026-11-02"));
        makeBifrost(owner, rows);
        watch.start();
        QVERIFY(watch.holds(500));
        owner.run("DELETE FROM logs WHERE id < 'row-000400'"); // as gateways forget
        owner.run("VACUUM");
        QVERIFY(watch.holds(500));
        owner.put("logs", rowOf(500, "2026-11-02"));
        owner.run("VACUUM");
        QVERIFY(watch.holds(501));
        QCOMPARE(QString::fromStdString(watch.inTheLedger()), u"501 0.501000000"_s);
    }

    void anotherFileInItsPlaceDoublesNothing()
    {
        Watch watch;
        {
            Owner owner(watch.path());
            makeBifrost(owner, {rowOf(1, "2026-11-01"), rowOf(2, "2026-11-02")});
        }
        watch.start();
        QVERIFY(watch.holds(2));
        const QString other = watch.folder.filePath(u"other.db"_s);
        {
            Owner owner(other);
            makeBifrost(owner, {rowOf(2, "2026-11-02"), rowOf(1, "2026-11-01"),
                                rowOf(3, "2026-10-01")}); // of a day long before
        }
        std::filesystem::rename(other.toStdString(), watch.path().toStdString());
        QVERIFY(watch.holds(3));
        QCOMPARE(QString::fromStdString(watch.inTheLedger()), u"3 0.003000000"_s);
    }
};

QTEST_GUILESS_MAIN(TestWatchedDatabase)
#include "tst_watcheddatabase.moc"
