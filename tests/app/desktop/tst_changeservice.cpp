// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/changeservice.h"
#include "app/desktop/ledgerservice.h"
#include "models/ingest/ingest.h"
#include "models/ledger/ledgerwriter.h"
#include "tests/support/ledgerfixture.h"

#include <QSemaphore>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <atomic>
#include <memory>

using namespace outlay;
using namespace outlay::test;
using namespace outlay::ui;

namespace {

Instant at(const char *text)
{
    return parseInstant(text).value();
}

const Instant now = at("2026-11-08T22:00:00Z");

OverviewSnapshotPtr figures(std::uint64_t generation, Preset preset = Preset::MonthToDate)
{
    OverviewSnapshot snapshot;
    snapshot.generation = generation;
    snapshot.request.period.preset = preset;
    snapshot.period.range = {at("2026-11-01"), at("2026-12-01")};
    snapshot.period.prior = TimeRange{at("2026-10-01"), at("2026-10-08")};
    snapshot.hasData = true;
    return std::make_shared<const OverviewSnapshot>(std::move(snapshot));
}

/// An explanation that says when it begins, and ends when it is let.
struct Gate
{
    QSemaphore begun, go;

    [[nodiscard]] ExplainChange explain()
    {
        return [this](LedgerReader &, const OverviewSnapshot &snapshot, const CancelToken &cancel,
                      KnownRepricing &) -> Result<ChangeSnapshotPtr> {
            begun.release();
            go.acquire();
            if (cancel->load())
                return failure(Error::Kind::Cancelled, "cancelled");
            auto change = std::make_shared<ChangeSnapshot>();
            change->generation = snapshot.generation;
            return ChangeSnapshotPtr(std::move(change));
        };
    }
};

std::vector<std::uint64_t> generationsOf(const QSignalSpy &spy)
{
    std::vector<std::uint64_t> generations;
    for (const auto &arguments : spy) {
        const auto change = arguments.at(0).value<ChangeSnapshotPtr>();
        generations.push_back(change ? change->generation : 0);
    }
    return generations;
}

} // namespace

class TestChangeService : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void figuresThatComeWithoutEndAreExplained();
    void theNewestFiguresWaitTheirTurn();
    void anotherQuestionIsNotHeldUp();
    void figuresStillToComeGiveUpTheOld();
    void anotherStackIsTheSameQuestion();
    void whileNothingIsWrittenItIsNotWorkedOutAgain();
    void withoutAPeriodBeforeNothingIsAsked();
    void whatCannotBeReadIsSaid();

private:
    std::unique_ptr<QTemporaryDir> m_folder;
    QString m_path;
};

void TestChangeService::initTestCase()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_path = m_folder->filePath(QStringLiteral("ledger.sqlite"));
    LedgerFixture ledger(m_path.toStdString(), "UTC");
    fillAtRandom(ledger, 20261129, 500, {at("2026-09-20T00:00:00Z"), at("2026-11-08T21:00:00Z")});
}

void TestChangeService::figuresThatComeWithoutEndAreExplained()
{
    LedgerService service([] { return now; }, Zone());
    QSignalSpy changes(&service, &LedgerService::changeReady);
    // No answer is left alone: the next figures are asked for as soon as there are some.
    const auto again =
        connect(&service, &LedgerService::snapshotReady, &service, &LedgerService::refresh);
    service.setPath(m_path);
    service.request({});
    QTRY_VERIFY_WITH_TIMEOUT(changes.count() >= 3, 60'000);
    disconnect(again);
    const std::vector<std::uint64_t> generations = generationsOf(changes);
    QVERIFY(generations.front() > 0);
    for (std::size_t i = 1; i < generations.size(); ++i)
        QVERIFY(generations[i - 1] < generations[i]); // never an older one after a newer one
}

void TestChangeService::theNewestFiguresWaitTheirTurn()
{
    Gate gate;
    ChangeService service(gate.explain());
    QSignalSpy spy(&service, &ChangeService::explained);
    service.setPath(m_path);
    for (const std::uint64_t generation : {1, 2, 3})
        service.explain(figures(generation));
    gate.go.release(3);
    QTRY_COMPARE_WITH_TIMEOUT(spy.count(), 2, 60'000);
    QCOMPARE(generationsOf(spy), (std::vector<std::uint64_t>{1, 3}));
    QCOMPARE(gate.begun.available(), 2);
}

void TestChangeService::anotherQuestionIsNotHeldUp()
{
    Gate gate;
    ChangeService service(gate.explain());
    QSignalSpy spy(&service, &ChangeService::explained);
    service.setPath(m_path);
    service.explain(figures(1));
    service.explain(figures(2));
    gate.begun.acquire();
    service.explain(figures(3, Preset::Last7));
    gate.go.release(3);
    QTRY_COMPARE_WITH_TIMEOUT(spy.count(), 1, 60'000);
    QCOMPARE(generationsOf(spy), std::vector<std::uint64_t>{3});
}

void TestChangeService::figuresStillToComeGiveUpTheOld()
{
    Gate gate;
    ChangeService service(gate.explain());
    QSignalSpy spy(&service, &ChangeService::explained);
    service.setPath(m_path);
    service.explain(figures(1));
    gate.begun.acquire();
    service.keepOnly(figures(2, Preset::Last7)->request);
    gate.go.release(2);
    service.explain(figures(2, Preset::Last7));
    QTRY_COMPARE_WITH_TIMEOUT(spy.count(), 1, 60'000);
    QCOMPARE(generationsOf(spy), std::vector<std::uint64_t>{2});
}

void TestChangeService::anotherStackIsTheSameQuestion()
{
    Gate gate;
    ChangeService service(gate.explain());
    QSignalSpy spy(&service, &ChangeService::explained);
    service.setPath(m_path);
    service.explain(figures(1));
    gate.begun.acquire();
    OverviewRequest stacked = figures(1)->request;
    stacked.stackBy = {Dimension::User, {}};
    service.keepOnly(stacked);
    gate.go.release();
    QTRY_COMPARE_WITH_TIMEOUT(spy.count(), 1, 60'000);
    QCOMPARE(generationsOf(spy), std::vector<std::uint64_t>{1});
}

/// A window at rest asks every minute.
void TestChangeService::whileNothingIsWrittenItIsNotWorkedOutAgain()
{
    const QString path = m_folder->filePath(QStringLiteral("resting.sqlite"));
    const TimeRange days{at("2026-11-01T00:00:00Z"), at("2026-11-08T00:00:00Z")};
    {
        LedgerFixture ledger(path.toStdString(), "UTC");
        fillAtRandom(ledger, 1, 20, days);
    }
    std::atomic<int> worked = 0;
    ChangeService service([&worked](LedgerReader &, const OverviewSnapshot &snapshot,
                                    const CancelToken &, KnownRepricing &) {
        ++worked;
        auto change = std::make_shared<ChangeSnapshot>();
        change->generation = snapshot.generation;
        change->now = snapshot.period.range;
        return Result<ChangeSnapshotPtr>(std::move(change));
    });
    QSignalSpy spy(&service, &ChangeService::explained);
    service.setPath(path);
    const auto explain = [&](const OverviewSnapshotPtr &snapshot) {
        const int before = int(spy.count());
        service.explain(snapshot);
        return QTest::qWaitFor([&] { return spy.count() > before; }, 60'000);
    };
    QVERIFY(explain(figures(1)));
    QVERIFY(explain(figures(2)));
    QCOMPARE(worked.load(), 1);
    QCOMPARE(generationsOf(spy), (std::vector<std::uint64_t>{1, 2}));
    QVERIFY(explain(figures(3, Preset::Last7))); // another question
    QCOMPARE(worked.load(), 2);
    QVERIFY(explain(figures(4)));
    QCOMPARE(worked.load(), 3);
    OverviewSnapshot later = *figures(5);
    later.period.prior->to.micros += 16 * microsPerMinute;
    QVERIFY(explain(std::make_shared<const OverviewSnapshot>(later)));
    QCOMPARE(worked.load(), 4);
    {
        const auto writer = LedgerWriter::open(path.toStdString());
        QVERIFY(writer && (*writer)->begin());
        (*writer)->putAlert({"a", "storm", "open", days.from, days.from, "{}"});
        QVERIFY((*writer)->commit().has_value());
    }
    QVERIFY(explain(std::make_shared<const OverviewSnapshot>(later)));
    QCOMPARE(worked.load(), 4); // an alert is no figure
    const auto ingest = Ingest::open(path.toStdString());
    QVERIFY(ingest && (*ingest)->setSetting("somebody", "wrote"));
    later.generation = 6;
    QVERIFY(explain(std::make_shared<const OverviewSnapshot>(later)));
    QCOMPARE(worked.load(), 5);
}

void TestChangeService::withoutAPeriodBeforeNothingIsAsked()
{
    Gate gate;
    ChangeService service(gate.explain());
    QSignalSpy spy(&service, &ChangeService::explained);
    OverviewSnapshot all = *figures(1, Preset::All);
    all.period.prior.reset();
    service.explain(std::make_shared<const OverviewSnapshot>(all));
    QCOMPARE(generationsOf(spy), std::vector<std::uint64_t>{0});
    QCOMPARE(gate.begun.available(), 0);
}

void TestChangeService::whatCannotBeReadIsSaid()
{
    ChangeService service;
    QSignalSpy spy(&service, &ChangeService::explained);
    service.setPath(m_folder->filePath(QStringLiteral("none.sqlite")));
    service.explain(figures(1));
    QTRY_COMPARE_WITH_TIMEOUT(spy.count(), 1, 60'000);
    QCOMPARE(generationsOf(spy), std::vector<std::uint64_t>{0});
}

QTEST_GUILESS_MAIN(TestChangeService)
#include "tst_changeservice.moc"
