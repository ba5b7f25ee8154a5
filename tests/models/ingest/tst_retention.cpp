// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ingest/closings.h"
#include "models/ingest/ingest.h"
#include "models/ledger/closingreader.h"
#include "models/ledger/namesearch.h"
#include "models/ledger/retention.h"
#include "tests/support/answers.h"
#include "tests/support/randomcalls.h"
#include "tests/support/sure.h"

#include <QTemporaryDir>
#include <QTest>

using namespace outlay;
using namespace outlay::test;

namespace {

Instant at(const char *text)
{
    return sure(parseInstant(text));
}

} // namespace

class TestRetention : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_folder;
    int m_count = 0;

    std::string newLedger()
    {
        const std::string path =
            m_folder.filePath(QString::number(++m_count) + QStringLiteral(".sqlite")).toStdString();
        const RandomCalls random(21, 300);
        sure(sure(Ingest::open(path))->importFrom(formats().front(), "test", [&](Sink &sink) {
            for (const Observation *observation : random.shuffled(1))
                sink.observation(*observation);
        }));
        return path;
    }
    static std::int64_t requestsBefore(const std::string &path, Instant first)
    {
        return sure(droppedBefore(*sure(LedgerReader::open(path)), first)).requests;
    }

private slots:
    /// A plan's fee is in the spend of its days, and goes with no request.
    void costsAreThoseOfTheRequests()
    {
        const std::string path = newLedger();
        const auto reader = sure(LedgerReader::open(path));
        const TimeRange span = sure(reader->facts()).span.value();
        const auto before = sure(droppedBefore(*reader, span.to));
        QVERIFY(before.cost && before.cost->nanos > 0);
        const auto ingest = sure(Ingest::open(path));
        sure(ingest->setPlan({{},
                              "a key that asked for nothing",
                              Ingest::Plan::Kind::Subscription,
                              "max",
                              Money{200'000'000'000},
                              toRfc3339(span.from)}));
        const auto after = sure(droppedBefore(*sure(LedgerReader::open(path)), span.to));
        Query query;
        query.range = after.range;
        const Answer answer = sure(sure(LedgerReader::open(path))->run(query));
        QVERIFY(answer.total.residual.nanos > 0);
        QCOMPARE(after.cost.value().nanos, before.cost->nanos);
    }

    void countsWholeMonthsInDaysOfTheZone_data()
    {
        QTest::addColumn<QByteArray>("now");
        QTest::addColumn<int>("months");
        QTest::addColumn<QByteArray>("zone");
        QTest::addColumn<QByteArray>("first");
        QTest::newRow("a year") << QByteArray("2026-11-23T12:00:00Z") << 12 << QByteArray("UTC")
                                << QByteArray("2025-11-23T00:00:00Z");
        QTest::newRow("a shorter month") << QByteArray("2026-03-31T12:00:00Z") << 1
                                         << QByteArray("UTC") << QByteArray("2026-02-28T00:00:00Z");
        QTest::newRow("over the year") << QByteArray("2026-01-05T12:00:00Z") << 13
                                       << QByteArray("UTC") << QByteArray("2024-12-05T00:00:00Z");
        QTest::newRow("days of a zone")
            << QByteArray("2026-11-23T20:00:00Z") << 1 << QByteArray("Asia/Kolkata")
            << QByteArray("2026-10-23T18:30:00Z");
    }
    void countsWholeMonthsInDaysOfTheZone()
    {
        QFETCH(QByteArray, now);
        QFETCH(int, months);
        QFETCH(QByteArray, zone);
        QFETCH(QByteArray, first);
        QCOMPARE(QByteArray::fromStdString(toRfc3339(retentionStart(
                     sure(Zone::named(zone.toStdString())), at(now.constData()), months))),
                 first);
    }

    void isOffUntilItIsSet()
    {
        const std::string path = newLedger();
        const std::string before = answersOf(path);
        auto ingest = sure(Ingest::open(path));
        ingest->setClock([] { return at("2030-01-01T00:00:00Z"); });
        QCOMPARE(sure(ingest->retentionMonths()), 0);
        QVERIFY(!ingest->isRetentionDue());
        QCOMPARE(sure(ingest->applyRetention()), 0);
        QCOMPARE(answersOf(path), before);
        QVERIFY(!ingest->setRetentionMonths(-1).has_value());
        QVERIFY(!ingest->setRetentionMonths(121).has_value());
    }

    void dropsWhatIsOlderOnceADayAndKeepsTotalsAndClosedMonths()
    {
        const std::string path = newLedger();
        const std::string total = totalOf(path);
        const Instant december{1'796'200'000LL * microsPerSecond};
        const ClosedPeriod closed = sure(closeMonth(path, {"2026-10", "", "ana", december, false}));
        auto ingest = sure(Ingest::open(path));
        Instant now = at("2027-01-02T12:00:00Z");
        ingest->setClock([&now] { return now; });
        const Instant first = at("2026-11-02T00:00:00Z");
        const std::int64_t due = requestsBefore(path, first);
        QVERIFY(due > 0);
        sure(ingest->setRetentionMonths(2));
        QVERIFY(requestsBefore(path, first) == due); // setting it drops nothing
        QVERIFY(ingest->isRetentionDue());
        QVERIFY(sure(ingest->applyRetention()) > 0);
        QVERIFY(!ingest->isRetentionDue());
        QCOMPARE(requestsBefore(path, first), 0);
        QCOMPARE(totalOf(path), total);
        QVERIFY(sure(ingest->check()).empty());
        now.micros += microsPerDay;
        QVERIFY(ingest->isRetentionDue());
        sure(ingest->applyRetention());
        QCOMPARE(totalOf(path), total);
        sure(ingest->setRetentionMonths(0));
        QVERIFY(!ingest->isRetentionDue());
        ingest.reset();
        auto reader = sure(ClosingReader::open(path));
        sure(reader->eachFrozenDay(sure(reader->closed("2026-10")),
                                   [](std::int64_t, const FrozenDay &) {}));
        QCOMPARE(sure(reader->closed("2026-10")).digest, closed.digest);
    }

    void namesAreFoundByAnyPartOfThem()
    {
        const std::string path = newLedger();
        const auto has = [&](const char *text, Dimension dimension, const std::string &value) {
            const auto found = sure(namesLike(path, text, 30));
            return std::find(found.begin(), found.end(), FoundName{dimension, value}) !=
                   found.end();
        };
        QVERIFY(has("ALI", Dimension::User, "alice"));
        QVERIFY(has("opus", Dimension::Model, "claude-opus-4-5"));
        QVERIFY(has("session-2", Dimension::Session, "session-2"));
        QVERIFY(sure(namesLike(path, "a", 30)).empty());
        QVERIFY(sure(namesLike(path, "no such name", 30)).empty());
        QCOMPARE(sure(namesLike(path, "s", 1)).size(), std::size_t(0));
        QCOMPARE(sure(namesLike(path, "session", 1)).size(), std::size_t(1));
        QVERIFY(!namesLike(path + ".none", "alice", 30).has_value());
        const auto first = sure(namesLike(path, "session-1", 30)).front();
        QVERIFY2(first.value.starts_with("session-1"), first.value.c_str());
    }
};

QTEST_APPLESS_MAIN(TestRetention)
#include "tst_retention.moc"
