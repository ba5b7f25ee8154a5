// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ingest/ingest.h"
#include "models/ledger/database.h"
#include "models/ledger/ledgerreader.h"

#include <QTemporaryDir>
#include <QTest>

using namespace outlay;

namespace {

constexpr Format api{
    "openrouter", "a provider's reports", Rank::ProviderResponse, Growth::Once, nullptr, nullptr,
    nullptr};

/// Of the fourth and fifth of November.
Instant hour(int hours)
{
    return {parseInstant("2026-11-04T00:00:00Z")->micros + hours * microsPerHour};
}

template <typename T> T sure(Result<T> result)
{
    if (!result)
        qFatal("%s", result.error().text.c_str());
    return *std::move(result);
}

} // namespace

/// Time that a provider has not published yet, and time that is missing.
class TestCoverage : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_folder;
    int m_count = 0;

    std::string newLedger()
    {
        return m_folder.filePath(QString::number(++m_count) + QStringLiteral(".sqlite"))
            .toStdString();
    }
    static void poll(Ingest &ingest, const std::string &series, Instant from, Instant until,
                     const Freshness &freshness)
    {
        const auto counts =
            ingest.importPage(api, "router", [](Sink &) {},
                              {.name = series, .state = "state", .freshness = freshness},
                              {{{from, until}, CoverageKind::Watched}});
        QVERIFY(counts.has_value());
    }
    /// A day late: told until the fifth began, and the fifth is due an hour after it ended.
    static Freshness daily() { return {hour(24), hour(49), true, 10 * microsPerMinute}; }

private slots:
    void whatIsNotDueYetIsNoGap()
    {
        const std::string path = newLedger();
        auto ingest = sure(Ingest::open(path));
        poll(*ingest, "activity", hour(0), hour(24), daily());
        auto reader = sure(LedgerReader::open(path));
        const TimeRange shown{hour(0), hour(42)};
        const CoverageAnswer answer = sure(reader->coverage(shown, hour(42)));
        QVERIFY(answer.isWhole());
        QCOMPARE(answer.sources.size(), std::size_t(1));
        const SourceCoverage &source = answer.sources.front();
        QCOMPARE(source.format, std::string("openrouter"));
        QVERIFY(source.open.empty());
        QVERIFY(source.owed == std::vector<TimeRange>{shown});
        QVERIFY((source.awaited == Awaited{{hour(24), hour(42)}, hour(49), true, 600'000'000}));
        QVERIFY(source.longAwaited().has_value());
        QCOMPARE(source.withGaps().size(), std::size_t(1));
        // Without a "now" nobody can tell.
        QVERIFY(
            (sure(reader->coverage(shown)).open == std::vector<TimeRange>{{hour(24), hour(42)}}));
        // A range that ends before asks of its own part only.
        const auto past = sure(reader->coverage({hour(0), hour(30)}, hour(42)));
        QVERIFY(past.isWhole());
        QVERIFY((past.sources.front().awaited->range == TimeRange{hour(24), hour(30)}));
    }

    void whatIsOverdueIsOpenFromWhereItWasToldTo()
    {
        const std::string path = newLedger();
        auto ingest = sure(Ingest::open(path));
        poll(*ingest, "activity", hour(0), hour(24), daily());
        auto reader = sure(LedgerReader::open(path));
        const auto openAt = [&](int now) {
            return sure(reader->coverage({hour(0), hour(now)}, hour(now))).open;
        };
        QVERIFY(openAt(48).empty());
        QVERIFY((openAt(49) == std::vector<TimeRange>{{hour(24), hour(49)}}));
        const auto late = sure(reader->coverage({hour(0), hour(50)}, hour(50)));
        QVERIFY(!late.sources.front().awaited);
        QCOMPARE(late.sources.front().withGaps().size(), std::size_t(2));
    }

    void aHoleBeforeWhatWasToldStaysOpen()
    {
        const std::string path = newLedger();
        auto ingest = sure(Ingest::open(path));
        QVERIFY(ingest->vouch("router", {{hour(0), hour(4)}, CoverageKind::Watched}).has_value());
        poll(*ingest, "activity", hour(10), hour(24), daily());
        auto reader = sure(LedgerReader::open(path));
        const auto answer = sure(reader->coverage({hour(0), hour(42)}, hour(42)));
        QVERIFY((answer.open == std::vector<TimeRange>{{hour(4), hour(10)}}));
        QVERIFY(answer.sources.front().awaited.has_value());
    }

    void oneSeriesThatIsOverdueLeavesTheTimeOpen()
    {
        const std::string path = newLedger();
        auto ingest = sure(Ingest::open(path));
        poll(*ingest, "usage", hour(0), hour(30), {hour(30), hour(32), false, microsPerMinute});
        poll(*ingest, "costs", hour(0), hour(10), {hour(10), hour(60), false, microsPerDay});
        auto reader = sure(LedgerReader::open(path));
        const auto fresh = sure(reader->coverage({hour(0), hour(31)}, hour(31)));
        QVERIFY(fresh.isWhole());
        QVERIFY((fresh.sources.front().awaited->range == TimeRange{hour(30), hour(31)}));
        const auto late = sure(reader->coverage({hour(0), hour(40)}, hour(40)));
        QVERIFY((late.open == std::vector<TimeRange>{{hour(30), hour(40)}}));
    }

    void theNextPollTakesTheFormerOnesPlace()
    {
        const std::string path = newLedger();
        auto ingest = sure(Ingest::open(path));
        poll(*ingest, "activity", hour(0), hour(24), daily());
        poll(*ingest, "activity", hour(0), hour(48), {hour(48), hour(73), true, microsPerMinute});
        auto reader = sure(LedgerReader::open(path));
        const auto answer = sure(reader->coverage({hour(0), hour(60)}, hour(60)));
        QVERIFY(answer.isWhole());
        QVERIFY((answer.sources.front().awaited->range == TimeRange{hour(48), hour(60)}));
    }

    void removedDataLeavesNothingOfIt()
    {
        const std::string path = newLedger();
        auto ingest = sure(Ingest::open(path));
        poll(*ingest, "activity", hour(0), hour(24), daily());
        QVERIFY(ingest->removeSource("router").has_value());
        QVERIFY(ingest->vouch("router", {{hour(0), hour(24)}, CoverageKind::Watched}).has_value());
        auto reader = sure(LedgerReader::open(path));
        const auto answer = sure(reader->coverage({hour(0), hour(42)}, hour(42)));
        QVERIFY((answer.open == std::vector<TimeRange>{{hour(24), hour(42)}}));
    }

    void aLedgerOfBeforeKnowsNoFreshnessUntilTheNextPoll()
    {
        const std::string path = newLedger();
        {
            auto ingest = sure(Ingest::open(path));
            poll(*ingest, "activity", hour(0), hour(24), daily());
            const auto db = sure(Database::open(path, Database::Mode::ReadWrite));
            QVERIFY(db->exec("DROP TABLE freshness; DROP TABLE closing; DROP TABLE frozen_row; "
                             "ALTER TABLE configuration DROP COLUMN undoes; "
                             "ALTER TABLE profile DROP COLUMN service; DROP TABLE yielded; "
                             "DROP TABLE combined; "
                             "PRAGMA user_version=7")
                        .has_value());
        }
        auto reader = sure(LedgerReader::open(path));
        const TimeRange shown{hour(0), hour(42)};
        QVERIFY((sure(reader->coverage(shown, hour(42))).open ==
                 std::vector<TimeRange>{{hour(24), hour(42)}}));
        auto ingest = sure(Ingest::open(path));
        poll(*ingest, "activity", hour(0), hour(24), daily());
        QVERIFY(sure(reader->coverage(shown, hour(42))).isWhole());
    }
};

QTEST_GUILESS_MAIN(TestCoverage)
#include "tst_coverage.moc"
