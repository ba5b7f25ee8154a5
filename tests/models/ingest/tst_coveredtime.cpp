// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ingest/ingest.h"
#include "models/ingest/preview.h"
#include "models/ledger/ledgerreader.h"
#include "tests/models/ingest/booksrig.h"

#include <QDateTime>
#include <QTest>

#include <algorithm>

using namespace outlay;
using namespace outlay::test;

/// What of time sources vouch for.
class TestCoveredTime : public QObject, protected BooksRig
{
    Q_OBJECT

private slots:
    void coverageJoinsAndTellsWhatIsOpen()
    {
        const std::string path = newLedger();
        auto ingest = open(path);
        const auto hours = [](int from, int to) {
            return TimeRange{{dayOf(1).from.micros + from * microsPerHour},
                             {dayOf(1).from.micros + to * microsPerHour}};
        };
        using enum CoverageKind;
        for (const auto &[range, kind] :
             {std::pair(hours(2, 4), Watched), std::pair(hours(4, 6), Watched),
              std::pair(hours(6, 8), Asleep), std::pair(hours(10, 12), Watched),
              std::pair(hours(11, 13), Gap)})
            QVERIFY(ingest->vouch("files", {range, kind}).has_value());
        auto reader = LedgerReader::open(path);
        const auto answer = (*reader)->coverage(hours(0, 13));
        QVERIFY(answer.has_value());
        QCOMPARE(answer->sources.size(), std::size_t(1));
        const std::vector<Vouched> ranges{{hours(2, 6), Watched},
                                          {hours(6, 8), Asleep},
                                          {hours(10, 12), Watched},
                                          {hours(12, 13), Gap}};
        QVERIFY(answer->sources.front().ranges == ranges);
        const std::vector<TimeRange> open{hours(8, 10), hours(12, 13)};
        QVERIFY(answer->open == open);
        // The gap is read again later.
        QVERIFY(ingest->vouch("files", {hours(8, 13), Watched}).has_value());
        QVERIFY((*reader)->coverage(hours(0, 13))->isWhole());
    }

    void aSourceThatNeverSucceededLeavesTimeOpen()
    {
        const std::string path = newLedger();
        auto ingest = open(path);
        const auto now = [] { return Instant{QDateTime::currentMSecsSinceEpoch() * 1000}; };
        const auto set = [&](const std::string &sources) {
            QVERIFY(
                ingest->setSetting("live_sources", R"({"version":1,"sources":[)" + sources + "]}")
                    .has_value());
        };
        const Instant before = now();
        set(R"({"name":"api"},{"name":"files","paused":true})");
        const Instant added = {now().micros + microsPerSecond};
        auto reader = LedgerReader::open(path);
        const TimeRange days{{before.micros - 9 * microsPerDay}, {before.micros + microsPerDay}};
        const auto coverage = [&] { return (*reader)->coverage(days).value(); };
        const auto isOpenFrom = [&](Instant from, Instant to) {
            const auto open = coverage().open;
            return open.size() == 1 && open[0].from >= from && open[0].from <= to &&
                   open[0].to == days.to;
        };
        // Nothing was promised of the time before; what was paused at once owes nothing.
        QVERIFY(isOpenFrom(before, added));
        QCOMPARE(coverage().neverVouched, std::vector<std::string>{"api"});
        // It answers at last, and tells of older days too.
        const Instant hour{before.micros + microsPerHour};
        const Instant week{before.micros - 7 * microsPerDay};
        QVERIFY(ingest->vouch("api", {{week, hour}, CoverageKind::Watched}).has_value());
        QVERIFY(isOpenFrom(hour, hour));
        QVERIFY(coverage().neverVouched.empty());
        // Paused it still owes the time; removed it does not.
        set(R"({"name":"api","paused":true})");
        QVERIFY(isOpenFrom(hour, hour));
        set("");
        QVERIFY(coverage().isWhole());
    }

    void closedStatementsTellOfTheirTime()
    {
        const std::string path = newLedger();
        auto ingest = open(path);
        const auto report = [&](int day, Statement::Kind kind, bool isClosed) {
            give(*ingest,
                 Report{"costs", kind, day, 30, isClosed, {{"", "", "p", "gpt-5-mini", "3.00"}}});
        };
        report(1, Statement::Kind::Cost, true);
        report(2, Statement::Kind::Cost, true);
        report(3, Statement::Kind::Cost, false);
        report(4, Statement::Kind::Control, true);
        report(6, Statement::Kind::Cost, true);
        auto reader = LedgerReader::open(path);
        const auto answer = (*reader)->coverage({dayOf(2).from, dayOf(9).from});
        QVERIFY(answer.has_value());
        QVERIFY(answer->isWhole());
        QVERIFY((answer->told == std::vector<TimeRange>{dayOf(2), dayOf(6)}));
        // A preview of a change looks at requests, and names what has none.
        const auto effect = previewChange(path, {});
        QVERIFY(effect.has_value());
        QCOMPARE(effect->notItemised, *parseUsd("12.00"));
    }

    void aPlanHoldsForTheSpansOfItsSource()
    {
        const std::string path = newLedger();
        auto ingest = open(path);
        Call log{1, 10, "resp_log00001", "ana", "k", ""};
        Call span{1, 11, "resp_span0001", "ana", "k", ""};
        span.isSpan = true;
        give(*ingest, log);
        give(*ingest, span);
        auto reader = LedgerReader::open(path);
        const auto costOf = [&](const std::string &source) {
            Query query;
            query.where = {{{Dimension::Source, {}}, {source}}};
            return (*reader)->run(query)->total.cost;
        };
        const auto source = [&](const std::string &name) {
            const auto all = (*reader)->sources().value();
            return *std::find_if(all.begin(), all.end(),
                                 [&](const SourceInfo &one) { return one.name == name; });
        };
        QCOMPARE(costOf("gateway/spans"), std::optional(*parseUsd("1.00")));
        Ingest::Plan plan;
        plan.source = "gateway";
        plan.kind = Ingest::Plan::Kind::Local;
        QVERIFY(ingest->setPlan(plan).has_value());
        QCOMPARE(costOf("gateway"), std::optional(Money{}));
        QCOMPARE(costOf("gateway/spans"), std::optional(Money{}));
        QCOMPARE(source("gateway/spans").plan, std::string("local"));
        QCOMPARE(source("gateway/spans").partOf, std::string("gateway"));
        QVERIFY(source("gateway").partOf.empty());
        // Set apart.
        plan.source = "gateway/spans";
        plan.kind = Ingest::Plan::Kind::Metered;
        QVERIFY(ingest->setPlan(plan).has_value());
        QCOMPARE(costOf("gateway"), std::optional(Money{}));
        QCOMPARE(costOf("gateway/spans"), std::optional(*parseUsd("1.00")));
        QCOMPARE(source("gateway/spans").plan, std::string("metered"));
    }

    void aKeyGoneQuietIsNoticed()
    {
        const std::string path = newLedger();
        auto ingest = open(path);
        int n = 1000;
        const auto call = [&](int day, const std::string &key) {
            give(*ingest, Call{day, 10, "resp_" + std::to_string(1'000'000 + n++), "ana", key, ""});
        };
        for (int day = 1; day <= 10; ++day) {
            call(day, "steady");
            if (day <= 8)
                call(day, "gone");
            if (day % 3 == 0)
                call(day, "seldom");
            if (day <= 8 || day == 10)
                call(day, "back");
        }
        auto reader = LedgerReader::open(path);
        const auto silences = (*reader)->silences({dayOf(10).from.micros + 11 * microsPerHour});
        QVERIFY(silences.has_value());
        QCOMPARE(silences->size(), std::size_t(1));
        QCOMPARE(silences->front().value, std::string("gone"));
        QCOMPARE(silences->front().activeDays, 7);
        QCOMPARE(silences->front().since.micros, dayOf(9).from.micros);
        QVERIFY((*reader)->silences({dayOf(3).from.micros})->empty());
    }
};

QTEST_APPLESS_MAIN(TestCoveredTime)
#include "tst_coveredtime.moc"
