// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ingest/closings.h"
#include "models/ingest/ingest.h"
#include "models/ledger/closingreader.h"
#include "models/ledger/database.h"
#include "tests/support/answers.h"
#include "tests/support/randomcalls.h"
#include "tests/support/sure.h"

#include <QTemporaryDir>
#include <QTest>

#ifdef __unix__
#include <csignal>
#include <sys/wait.h>
#include <unistd.h>
#endif

using namespace outlay;
using namespace outlay::test;

namespace {

const Instant december{1'796'200'000LL * microsPerSecond};

CloseOrder orderOf(const std::string &month)
{
    return {month, "books", "ana", december, false};
}

std::int64_t countOf(const std::string &path, const std::string &sql)
{
    const auto db = sure(Database::open(path, Database::Mode::ReadOnly));
    return sure(db->integer(sql));
}

void run(const std::string &path, const std::string &sql)
{
    const auto db = sure(Database::open(path, Database::Mode::ReadWrite));
    if (const auto done = db->exec(sql); !done)
        qFatal("%s", done.error().text.c_str());
}

std::string errorOf(const Result<ClosedPeriod> &result)
{
    return result ? std::string() : result.error().text;
}

} // namespace

class TestClosings : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_folder;
    int m_count = 0;

    std::string ledgerWith(int calls)
    {
        const std::string path =
            m_folder.filePath(QString::number(++m_count) + QStringLiteral(".sqlite")).toStdString();
        const RandomCalls random(21, calls);
        auto ingest = sure(Ingest::open(path));
        sure(ingest->importFrom(formats().front(), "test", [&](Sink &sink) {
            for (const Observation *observation : random.shuffled(1))
                sink.observation(*observation);
        }));
        return path;
    }
    static Result<> read(const std::string &path, const std::string &month)
    {
        auto reader = sure(ClosingReader::open(path));
        return reader->eachFrozenDay(sure(reader->closed(month)),
                                     [](std::int64_t, const FrozenDay &) {});
    }

private slots:
    void closingIsKeptWithWhoAndWhen()
    {
        const std::string path = ledgerWith(60);
        const std::string answers = answersOf(path);
        const ClosedPeriod closed = sure(closeMonth(path, orderOf("2026-10")));
        const ClosedPeriod kept = sure(sure(ClosingReader::open(path))->closed("2026-10"));
        QCOMPARE(kept.digest, closed.digest);
        QCOMPARE(kept.digest.size(), std::size_t(64));
        QCOMPARE(kept.rows, closed.rows);
        QVERIFY(kept.total == closed.total && !kept.total.isZero());
        QCOMPARE(kept.closedBy, std::string("ana"));
        QCOMPARE(kept.note, std::string("books"));
        QCOMPARE(kept.closedAt.micros, december.micros);
        QVERIFY(!kept.reopened.has_value());
        QVERIFY(read(path, "2026-10").has_value());
        QCOMPARE(answersOf(path), answers); // reports go on as before
        QCOMPARE(countOf(path, "SELECT count(*) FROM change WHERE kind='closed'"), 1);
    }

    void aDryRunTellsTheDigestAndStoresNothing()
    {
        const std::string path = ledgerWith(60);
        const std::int64_t texts = countOf(path, "SELECT count(*) FROM text");
        CloseOrder order = orderOf("2026-10");
        order.isDryRun = true;
        const ClosedPeriod tried = sure(closeMonth(path, order));
        QCOMPARE(countOf(path, "SELECT count(*) FROM closing"), 0);
        QCOMPARE(countOf(path, "SELECT count(*) FROM text"), texts);
        QCOMPARE(sure(closeMonth(path, orderOf("2026-10"))).digest, tried.digest);
    }

    void aMonthIsClosedOnceAndOnlyWhenItIsOver()
    {
        const std::string path = ledgerWith(10);
        CloseOrder early = orderOf("2026-11");
        early.now = sure(parseInstant("2026-11-30T23:59:59Z"));
        QVERIFY(errorOf(closeMonth(path, early)).find("not over") != std::string::npos);
        early.now.micros += microsPerSecond;
        sure(closeMonth(path, early));
        QVERIFY(errorOf(closeMonth(path, orderOf("2026-11"))).find("closed already") !=
                std::string::npos);
        QVERIFY(!closeMonth(path, orderOf("2026-11-01")).has_value());
        QCOMPARE(countOf(path, "SELECT count(*) FROM closing"), 1);
    }

    void theMonthIsTheLedgersZones()
    {
        const std::string path = ledgerWith(10);
        QVERIFY(sure(Ingest::open(path))->setZone("Europe/Berlin").has_value());
        const ClosedPeriod closed = sure(closeMonth(path, orderOf("2026-10")));
        QCOMPARE(toRfc3339(closed.range.from), std::string("2026-09-30T22:00:00Z"));
        QCOMPARE(toRfc3339(closed.range.to), std::string("2026-10-31T23:00:00Z"));
        // And the zone stays, as frozen days are its days.
        const auto refused = sure(Ingest::open(path))->setZone("UTC");
        QVERIFY(!refused.has_value());
        QVERIFY(refused.error().text.find("2026-10 is closed") != std::string::npos);
        sure(reopenMonth(path, "2026-10", {december, "ana", "another zone"}));
        QVERIFY(sure(Ingest::open(path))->setZone("UTC").has_value());
    }

    void openingAgainNeedsAReasonAndKeepsTheOldOne()
    {
        const std::string path = ledgerWith(30);
        const ClosedPeriod closed = sure(closeMonth(path, orderOf("2026-10")));
        QVERIFY(!reopenMonth(path, "2026-10", {december, "bo", ""}).has_value());
        QVERIFY(!reopenMonth(path, "2026-09", {december, "bo", "why not"}).has_value());
        sure(reopenMonth(path, "2026-10", {december, "bo", "invoice was missing"}));
        QVERIFY(!sure(ClosingReader::open(path))->closed("2026-10").has_value());
        const auto all = sure(sure(ClosingReader::open(path))->all());
        QCOMPARE(all.size(), std::size_t(1));
        QCOMPARE(all.front().digest, closed.digest);
        QCOMPARE(all.front().reopened->by, std::string("bo"));
        QCOMPARE(all.front().reopened->reason, std::string("invoice was missing"));
        QCOMPARE(countOf(path, "SELECT count(*) FROM frozen_row"), closed.rows);
        QCOMPARE(countOf(path, "SELECT count(*) FROM change WHERE kind='reopened'"), 1);
        QVERIFY(!reopenMonth(path, "2026-10", {december, "bo", "again"}).has_value());
    }

    void tamperingIsFound_data()
    {
        QTest::addColumn<QString>("sql");
        QTest::addColumn<QString>("named");
        QTest::newRow("a row of another") << "UPDATE frozen_row SET project=source WHERE number=2"
                                          << "row 2 of 2026-10-";
        QTest::newRow("other sums") << "UPDATE frozen_row SET sums=(SELECT total FROM closing) "
                                       "WHERE number=1 AND day=(SELECT min(day) FROM frozen_row)"
                                    << "row 1 of 2026-10-26";
        QTest::newRow("another day")
            << "UPDATE frozen_row SET day=day-1 WHERE day=(SELECT min(day) "
               "FROM frozen_row)"
            << "row 1 of 2026-10-25";
        QTest::newRow("a name") << "UPDATE text SET value='claude-opus-9' WHERE "
                                   "value='claude-opus-4-5'"
                                << "model claude-opus-9";
        QTest::newRow("a row gone") << "DELETE FROM frozen_row WHERE number=1"
                                    << "digest";
        QTest::newRow("a row twice") << "INSERT INTO frozen_row SELECT closing,day,number+1000,"
                                        "provider,model,user,key,team,project,cost_center,"
                                        "environment,endpoint,task_kind,tier,outcome,plan,source,"
                                        "sums,hash FROM frozen_row WHERE number=1"
                                     << "digest";
        QTest::newRow("another digest") << "UPDATE closing SET digest=printf('%064d',1)"
                                        << "digest 000000000000";
        QTest::newRow("another zone") << "UPDATE closing SET zone='Europe/Paris'"
                                      << "digest";
        QTest::newRow("another total") << "UPDATE closing SET total=x''"
                                       << "total";
    }
    void tamperingIsFound()
    {
        QFETCH(const QString, sql);
        QFETCH(const QString, named);
        const std::string path = ledgerWith(80);
        sure(closeMonth(path, orderOf("2026-10")));
        QVERIFY(read(path, "2026-10").has_value());
        run(path, sql.toStdString());
        const Result<> found = read(path, "2026-10");
        QVERIFY(!found.has_value());
        QCOMPARE(static_cast<int>(found.error().kind), static_cast<int>(Error::Kind::Corrupt));
        QVERIFY2(found.error().text.find(named.toStdString()) != std::string::npos,
                 found.error().text.c_str());
    }

    void whatFailsInTheMiddleLeavesNothing()
    {
        const std::string path = ledgerWith(80);
        run(path, "CREATE TRIGGER full BEFORE UPDATE ON closing WHEN new.digest<>'' BEGIN SELECT "
                  "raise(ABORT,'no space left'); END");
        const auto failed = closeMonth(path, orderOf("2026-10"));
        QVERIFY(!failed.has_value());
        for (const char *table : {"closing", "frozen_row"})
            QCOMPARE(countOf(path, std::string("SELECT count(*) FROM ") + table), 0);
        run(path, "DROP TRIGGER full");
        sure(closeMonth(path, orderOf("2026-10")));
    }

#ifdef __unix__
    void killedInTheMiddleItIsWholeOrNotAtAll()
    {
        const std::string path = ledgerWith(1500);
        CloseOrder order = orderOf("2026-10");
        order.isDryRun = true;
        const std::string digest = sure(closeMonth(path, order)).digest;
        for (int attempt = 0; attempt < 8; ++attempt) {
            const pid_t child = fork();
            QVERIFY(child >= 0);
            if (child == 0) {
                (void)closeMonth(path, orderOf("2026-10"));
                _exit(0);
            }
            usleep(static_cast<useconds_t>(500 + attempt * 4'000));
            kill(child, SIGKILL);
            int status = 0;
            waitpid(child, &status, 0);
            auto reader = sure(ClosingReader::open(path));
            const auto closed = reader->closed("2026-10");
            if (!closed) {
                QCOMPARE(countOf(path, "SELECT count(*) FROM closing WHERE reopened_at IS NULL"),
                         0);
                continue;
            }
            QCOMPARE(closed->digest, digest);
            QVERIFY(read(path, "2026-10").has_value());
            sure(reopenMonth(path, "2026-10", {december, "ana", "once more"}));
        }
        QCOMPARE(countOf(path, "SELECT count(*) FROM frozen_row WHERE closing NOT IN (SELECT id "
                               "FROM closing)"),
                 0);
        QCOMPARE(sure(closeMonth(path, orderOf("2026-10"))).digest, digest);
    }
#endif
};

QTEST_APPLESS_MAIN(TestClosings)
#include "tst_closings.moc"
