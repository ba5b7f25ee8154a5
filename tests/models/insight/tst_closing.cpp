// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ingest/closings.h"
#include "models/ingest/ingest.h"
#include "models/insight/closing.h"
#include "models/ledger/database.h"
#include "tests/support/answers.h"
#include "tests/support/randomcalls.h"
#include "tests/support/sure.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <random>

using namespace outlay;
using namespace outlay::test;

namespace {

Instant at(const char *text)
{
    return sure(parseInstant(text));
}

const Instant december = at("2026-12-02T09:00:00Z");

CloseOrder orderOf(const std::string &month, Instant now = december)
{
    return {month, {}, "ana", now, false};
}

void import(Ingest &ingest, const std::vector<const Observation *> &order, std::uint32_t seed = 1)
{
    std::mt19937 engine(seed);
    for (std::size_t start = 0; start < order.size();) {
        const std::size_t end = std::min(order.size(), start + 1 + engine() % 60);
        sure(ingest.importFrom(formats().front(), "test", [&](Sink &sink) {
            for (std::size_t i = start; i < end; ++i)
                sink.observation(*order[i]);
        }));
        start = end;
    }
}

/// `tokens` out of gpt-5-mini, 2 USD a million.
/// An observation looks at its texts: `id` is a literal.
Observation call(const char *id, const char *when, std::int64_t tokens = 1'000'000)
{
    Observation o;
    o.at = at(when);
    o.source = "mine";
    o[Field::Provider] = "openai";
    o[Field::Model] = "gpt-5-mini";
    o[Field::User] = "alice";
    o.usage[TokenClass::Output] = tokens;
    o.outcome = Outcome::Success;
    o.addToken(TokenSpace::Response, id);
    return o;
}

ClosingComparison compared(const std::string &path, const std::string &month)
{
    auto reader = sure(ClosingReader::open(path));
    return sure(compareClosing(*reader, sure(reader->closed(month))));
}

/// Days, values of every dimension and causes must sum to the total.
void verifySums(const ClosingComparison &comparison)
{
    const Money total = comparison.total.spend();
    Money days, causes;
    for (const auto &[day, adjustment] : comparison.byDay)
        days += adjustment.spend();
    for (const auto &cause : comparison.causes)
        causes += cause.spend;
    QCOMPARE(days.nanos, total.nanos);
    QCOMPARE(causes.nanos, total.nanos);
    for (const auto &values : comparison.byValue) {
        Money sum;
        for (const auto &[value, adjustment] : values)
            sum += adjustment.spend();
        QCOMPARE(sum.nanos, total.nanos);
    }
    QVERIFY(comparison.total.frozen == comparison.period.total);
}

std::string spendAsOf(const std::string &path, Instant when, const Query &query = {})
{
    auto reader = sure(ClosingReader::open(path));
    const AsOfAnswer answered = sure(reader->run(query, when));
    std::string text;
    for (const Row &row : answered.answer.rows) {
        for (const auto &key : row.key)
            text += key.value_or("?") + " ";
        text += std::to_string(row.measures.requests) + " " +
                (row.measures.cost ? toDecimal(*row.measures.cost) : "?") + "\n";
    }
    return text + toDecimal(answered.answer.total.cost.value_or(Money{}));
}

Query byModelAndUser()
{
    Query query;
    query.by = {{Dimension::Model, {}}, {Dimension::User, {}}};
    return query;
}

} // namespace

class TestClosing : public QObject
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
    /// Two calls in October, 4 USD, closed.
    std::string closedOctober()
    {
        const std::string path = newLedger();
        auto ingest = sure(Ingest::open(path));
        const Observation first = call("call-00001", "2026-10-05T10:00:00Z");
        const Observation second = call("call-00002", "2026-10-06T10:00:00Z");
        import(*ingest, {&first, &second});
        sure(closeMonth(path, orderOf("2026-10")));
        return path;
    }

    /// What a provider says it charges for 30 October, and may restate.
    static void deliver(Ingest &ingest, std::int64_t billed, const char *when)
    {
        sure(ingest.importPage(
            formats().front(), "api",
            [&](Sink &sink) {
                BucketDelivery bucket;
                bucket.series = "costs";
                bucket.bucket = {at("2026-10-30T00:00:00Z"), at("2026-10-31T00:00:00Z")};
                bucket.fetchedAt = at(when);
                sink.bucket(bucket);
                Statement statement;
                statement.series = bucket.series;
                statement.bucket = bucket.bucket;
                statement.fetchedAt = bucket.fetchedAt;
                statement.fields[static_cast<std::size_t>(Field::Provider)] = "openai";
                statement.content = "all";
                statement.billed = {billed};
                statement.closed = false;
                sink.statement(statement);
            },
            {"costs", "{}"},
            {{{at("2026-10-01T00:00:00Z"), at("2026-10-30T00:00:00Z")}, CoverageKind::Watched}}));
    }

private slots:
    void theOrderOfImportChangesNoDigest_data()
    {
        QTest::addColumn<std::uint32_t>("seed");
        for (const std::uint32_t seed : {1U, 2U, 3U, 4U})
            QTest::newRow(("seed " + std::to_string(seed)).c_str()) << seed;
    }
    void theOrderOfImportChangesNoDigest()
    {
        QFETCH(const std::uint32_t, seed);
        const RandomCalls calls(seed);
        std::vector<std::string> digests;
        for (std::uint32_t order = 0; order < 3; ++order) {
            const std::string path = newLedger();
            auto ingest = sure(Ingest::open(path));
            if (order == 2)
                import(*ingest, calls.shuffled(99)); // once more, in another order
            import(*ingest, calls.shuffled(order), order);
            for (const char *month : {"2026-10", "2026-11"}) {
                const ClosedPeriod period = sure(closeMonth(path, orderOf(month)));
                QVERIFY(period.rows > 5);
                digests.push_back(period.digest);
                QVERIFY(compared(path, month).isUnchanged());
            }
        }
        for (std::size_t i = 2; i < digests.size(); ++i)
            QCOMPARE(digests[i], digests[i - 2]);
        QVERIFY(digests[0] != digests[1]);
    }

    void frozenFiguresAnswerLikeTheLedgerDid_data()
    {
        QTest::addColumn<QString>("zone");
        for (const char *zone : {"UTC", "America/St_Johns", "Asia/Kolkata"})
            QTest::newRow(zone) << QString::fromLatin1(zone);
    }
    void frozenFiguresAnswerLikeTheLedgerDid()
    {
        QFETCH(const QString, zone);
        const RandomCalls calls(7);
        const std::string path = newLedger();
        auto ingest = sure(Ingest::open(path));
        QVERIFY(ingest->setZone(zone.toStdString()).has_value());
        import(*ingest, calls.shuffled(1));
        std::vector<Query> queries;
        for (const Basis basis : {Basis::Effective, Basis::Reported, Basis::Estimated}) {
            for (const Step step : {Step::None, Step::Day, Step::Month}) {
                Query query = byModelAndUser();
                query.basis = basis;
                query.step = step;
                query.zone = sure(Zone::named(zone.toStdString()));
                queries.push_back(query);
                query.where = {{{Dimension::Source, {}}, {"gateway"}}};
                query.top = 2;
                queries.push_back(query);
            }
        }
        std::vector<std::string> before;
        for (const Query &query : queries)
            before.push_back(spendAsOf(path, at("2026-01-01T00:00:00Z"), query));
        sure(closeMonth(path, orderOf("2026-10")));
        for (std::size_t i = 0; i < queries.size(); ++i)
            QCOMPARE(spendAsOf(path, december, queries[i]), before[i]);
        // And go on to, whatever comes.
        const Observation late = call("call-late1", "2026-10-30T12:00:00Z");
        import(*ingest, {&late});
        QVERIFY(ingest->removeSource("gateway").has_value());
        Query october = byModelAndUser();
        october.range = sure(ClosingReader::open(path))->closed("2026-10")->range;
        const std::string frozen = spendAsOf(path, december, october);
        QVERIFY(frozen != spendAsOf(path, at("2026-01-01T00:00:00Z"), october));
    }

    void adjustmentsSumWhateverChanges_data()
    {
        QTest::addColumn<std::uint32_t>("seed");
        for (const std::uint32_t seed : {5U, 6U, 7U})
            QTest::newRow(("seed " + std::to_string(seed)).c_str()) << seed;
    }
    void adjustmentsSumWhateverChanges()
    {
        QFETCH(const std::uint32_t, seed);
        const RandomCalls calls(seed);
        const std::string path = newLedger();
        auto ingest = sure(Ingest::open(path));
        const auto order = calls.shuffled(seed);
        import(*ingest, {order.begin(), order.begin() + std::ptrdiff_t(order.size() / 2)});
        for (const char *month : {"2026-10", "2026-11"})
            sure(closeMonth(path, orderOf(month)));
        const std::string frozen = spendAsOf(path, december, byModelAndUser());
        const auto verify = [&] {
            for (const char *month : {"2026-10", "2026-11"})
                verifySums(compared(path, month));
            QCOMPARE(spendAsOf(path, december, byModelAndUser()), frozen);
        };
        import(*ingest, order);
        verify();
        QVERIFY(compared(path, "2026-10").of(AdjustmentCause::LateRequests).requests > 0);
        QVERIFY(ingest->setCoveredBy({{"transcript", "gateway", {}}}).has_value());
        verify();
        Ingest::Plan plan;
        plan.source = "telemetry";
        plan.kind = Ingest::Plan::Kind::Subscription;
        plan.name = "Max";
        plan.fee = {20'000'000'000};
        QVERIFY(ingest->setPlan(plan).has_value());
        verify();
        QCOMPARE(compared(path, "2026-11").of(AdjustmentCause::Fees).spend.nanos, 20'000'000'000);
        QVERIFY(ingest->removeSource("gateway").has_value());
        verify();
        QVERIFY(ingest->rebuildCells().has_value());
        verify();
        QVERIFY(ingest->setRetentionHorizon(at("2026-11-02T00:00:00Z")).has_value());
        verify();
    }

    void aLateRequestIsOne()
    {
        const std::string path = closedOctober();
        const Observation late = call("call-00003", "2026-10-31T23:59:59Z");
        import(*sure(Ingest::open(path)), {&late});
        const ClosingComparison comparison = compared(path, "2026-10");
        verifySums(comparison);
        QCOMPARE(comparison.total.spend().nanos, 2'000'000'000);
        QCOMPARE(comparison.of(AdjustmentCause::LateRequests).spend.nanos, 2'000'000'000);
        QCOMPARE(comparison.of(AdjustmentCause::LateRequests).requests, 1);
        QCOMPARE(comparison.byDay.at(daysFromCivil({2026, 10, 31})).spend().nanos, 2'000'000'000);
        QVERIFY(comparison.byDay.at(daysFromCivil({2026, 10, 5})).isNone());
    }

    void aRepricingIsOneAndWhoDidItIsKnown()
    {
        const std::string path = closedOctober();
        const std::string frozen = spendAsOf(path, december, byModelAndUser());
        const PriceBook::Layer mine{"mine", R"({"outlay_prices":1,"entries":[
            {"provider":"openai","model":"gpt-5-mini","input":"1","output":"5"}]})"};
        QVERIFY(sure(Ingest::open(path))->setPriceLayers({mine}).has_value());
        const ClosingComparison comparison = compared(path, "2026-10");
        verifySums(comparison);
        QCOMPARE(comparison.of(AdjustmentCause::Repriced).spend.nanos, 6'000'000'000);
        QCOMPARE(comparison.changes.size(), std::size_t(1));
        QCOMPARE(comparison.changes.front().detail, std::string("price_layers"));
        QVERIFY(!comparison.changes.front().who.empty());
        QCOMPARE(spendAsOf(path, december, byModelAndUser()), frozen);
    }

    void anotherAttributionMovesAndAddsNothing()
    {
        const std::string path = closedOctober();
        Ingest::AttributionRule rule;
        rule.match = {{{Dimension::User, {}}, {"alice"}}};
        rule.set = {{Dimension::Team, "blue"}};
        QVERIFY(sure(Ingest::open(path))->setAttributionRules({rule}).has_value());
        const ClosingComparison comparison = compared(path, "2026-10");
        verifySums(comparison);
        QVERIFY(!comparison.isUnchanged());
        QCOMPARE(comparison.total.spend().nanos, 0);
        QCOMPARE(comparison.of(AdjustmentCause::Attribution).moved.nanos, 4'000'000'000);
        const auto &teams = comparison.byValue[placeOf(Dimension::Team)];
        QCOMPARE(teams.at("blue").spend().nanos, 4'000'000'000);
        QCOMPARE(teams.at("").spend().nanos, -4'000'000'000);
        QVERIFY(comparison.byValue[placeOf(Dimension::User)].empty());
    }

    void aRemovedSourceIsNamedAndItsFrozenRowsStay()
    {
        const std::string path = closedOctober();
        QVERIFY(sure(Ingest::open(path))->removeSource("mine").has_value());
        const ClosingComparison comparison = compared(path, "2026-10");
        verifySums(comparison);
        QCOMPARE(comparison.of(AdjustmentCause::SourceRemoved).spend.nanos, -4'000'000'000);
        QCOMPARE(comparison.of(AdjustmentCause::SourceRemoved).requests, -2);
        QCOMPARE(spendAsOf(path, december), std::string("2 4.000000000\n4.000000000"));
    }

    void retentionLeavesFrozenRows()
    {
        const std::string path = closedOctober();
        auto ingest = sure(Ingest::open(path));
        const auto dropped = ingest->setRetentionHorizon(at("2026-11-01T00:00:00Z"));
        QCOMPARE(dropped.value_or(0), std::int64_t(2));
        QVERIFY(compared(path, "2026-10").isUnchanged());
        const Observation late = call("call-00003", "2026-10-07T10:00:00Z");
        import(*ingest, {&late}); // ignored: it is before the horizon
        QVERIFY(compared(path, "2026-10").isUnchanged());
        QVERIFY(sure(ingest->check()).empty());
    }

    void backupsHoldClosings()
    {
        const std::string path = closedOctober();
        const std::string copy = newLedger();
        QVERIFY(sure(Ingest::open(path))->backup(copy).has_value());
        QVERIFY(sure(Ingest::open(path))->removeSource("mine").has_value());
        sure(reopenMonth(path, "2026-10", {december, "ana", "to try restoring"}));
        QVERIFY(restoreLedger(copy, path).has_value());
        QVERIFY(compared(path, "2026-10").isUnchanged());
    }

    void aLedgerMadeOfExportedObservationsClosesWithTheSameDigest()
    {
        const RandomCalls calls(8);
        const std::string path = newLedger();
        auto ingest = sure(Ingest::open(path));
        import(*ingest, calls.shuffled(1));
        const ClosedPeriod here = sure(closeMonth(path, orderOf("2026-11")));
        const QString lines = m_folder.filePath(QStringLiteral("export.jsonl"));
        QFile file(lines);
        QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
        QVERIFY(ingest
                    ->exportObservations([&file](std::string_view line) {
                        return file.write(line.data(), qint64(line.size())) > 0 &&
                               file.write("\n") == 1;
                    })
                    .has_value());
        file.close();
        QVERIFY(compared(path, "2026-11").isUnchanged());
        const std::string other = newLedger();
        auto merged = sure(Ingest::open(other));
        ImportOptions options;
        options.format = "observations";
        sure(merged->importPaths({lines.toStdString()}, options));
        const ClosedPeriod there = sure(closeMonth(other, orderOf("2026-11")));
        QCOMPARE(there.digest, here.digest);
    }

    void aMonthOpenedAgainStillAnswersOfTheTimeItWasClosed()
    {
        const std::string path = closedOctober(); // on 2 December
        const Observation late = call("call-00003", "2026-10-07T10:00:00Z");
        import(*sure(Ingest::open(path)), {&late});
        sure(reopenMonth(path, "2026-10", {at("2026-12-05T00:00:00Z"), "bo", "late call"}));
        sure(closeMonth(path, orderOf("2026-10", at("2026-12-06T00:00:00Z"))));
        const Observation later = call("call-00004", "2026-10-08T10:00:00Z");
        import(*sure(Ingest::open(path)), {&later});
        QCOMPARE(spendAsOf(path, at("2026-12-01T00:00:00Z")),
                 std::string("4 8.000000000\n8.000000000")); // not closed then: current
        QCOMPARE(spendAsOf(path, december), std::string("2 4.000000000\n4.000000000"));
        QCOMPARE(spendAsOf(path, at("2026-12-05T12:00:00Z")),
                 std::string("4 8.000000000\n8.000000000"));
        QCOMPARE(spendAsOf(path, at("2026-12-07T00:00:00Z")),
                 std::string("3 6.000000000\n6.000000000"));
        const auto all = sure(sure(ClosingReader::open(path))->all());
        QCOMPARE(all.size(), std::size_t(2));
        QCOMPARE(all.front().reopened->reason, std::string("late call"));
        QCOMPARE(all.front().reopened->by, std::string("bo"));
        QVERIFY(all.front().digest != all.back().digest);
    }

    void whatWasNotFrozenIsNotAnswered_data()
    {
        QTest::addColumn<QString>("dimension");
        for (const char *name : {"task", "session", "agent", "price", "tag:env"})
            QTest::newRow(name) << QString::fromLatin1(name);
    }
    void whatWasNotFrozenIsNotAnswered()
    {
        QFETCH(const QString, dimension);
        const std::string path = closedOctober();
        auto reader = sure(ClosingReader::open(path));
        Query query;
        query.by = {sure(parseDimension(dimension.toStdString()))};
        const auto refused = reader->run(query, december);
        QVERIFY(!refused.has_value());
        QVERIFY(refused.error().text.find(dimension.toStdString()) != std::string::npos);
        QVERIFY(refused.error().text.find("2026-10") != std::string::npos);
        query.range.from = at("2026-11-01T00:00:00Z"); // a time that is not closed
        QVERIFY(reader->run(query, december).has_value());
    }

    void timeThatCutsAFrozenDayIsRefused()
    {
        const std::string path = closedOctober();
        auto reader = sure(ClosingReader::open(path));
        Query query;
        query.step = Step::Hour;
        QVERIFY(!reader->run(query, december).has_value());
        query.step = Step::Day;
        QVERIFY(reader->run(query, december).has_value());
        query.zone = sure(Zone::named("Asia/Kolkata"));
        const auto cut = reader->run(query, december);
        QVERIFY(!cut.has_value());
        QVERIFY(cut.error().text.find("--tz UTC") != std::string::npos);
        Query inside;
        inside.range.from = at("2026-10-05T10:00:00Z");
        QVERIFY(!reader->run(inside, december).has_value());
    }

    void whatSpeaksAgainstClosingIsTold()
    {
        const std::string path = newLedger();
        auto ingest = sure(Ingest::open(path));
        Observation unknown = call("call-00001", "2026-10-05T10:00:00Z");
        unknown[Field::Model] = "nobody-knows-it";
        import(*ingest, {&unknown});
        auto reader = sure(LedgerReader::open(path));
        const TimeRange october{at("2026-10-01T00:00:00Z"), at("2026-11-01T00:00:00Z")};
        const ClosingObstacles obstacles = sure(obstaclesToClosing(*reader, october, december));
        QVERIFY(!obstacles.isEmpty && obstacles.open.empty() && obstacles.behind.empty());
        QCOMPARE(obstacles.unpriced.size(), std::size_t(1));
        QCOMPARE(obstacles.unpriced.front().model, std::string("openai/nobody-knows-it"));
        const TimeRange may{at("2026-05-01T00:00:00Z"), at("2026-06-01T00:00:00Z")};
        QVERIFY(sure(obstaclesToClosing(*reader, may, december)).isEmpty);
    }

    void countsWithoutAPriceSpeakAgainstClosing()
    {
        const std::string path = newLedger();
        auto ingest = sure(Ingest::open(path));
        const TimeRange day{at("2026-10-05T00:00:00Z"), at("2026-10-06T00:00:00Z")};
        const auto tell = [&day](Sink &sink) {
            sink.bucket({"usage", day, at("2026-10-07T00:00:00Z"), true, {}});
            Statement counted;
            counted.kind = Statement::Kind::Usage;
            counted.series = "usage";
            counted.bucket = day;
            counted.fetchedAt = at("2026-10-07T00:00:00Z");
            counted.content = "mystery";
            counted.fields[std::size_t(Field::Provider)] = "google";
            counted.fields[std::size_t(Field::Model)] = "nobody-knows-it";
            counted.usage[TokenClass::Output] = 700;
            sink.statement(counted);
        };
        QVERIFY(
            ingest->importPage(*formatNamed("observations"), "vertex", tell, {"page", "state"}));
        auto reader = sure(LedgerReader::open(path));
        const ClosingObstacles obstacles = sure(obstaclesToClosing(
            *reader, {at("2026-10-01T00:00:00Z"), at("2026-11-01T00:00:00Z")}, december));
        QVERIFY(obstacles.any());
        QCOMPARE(obstacles.counts.size(), std::size_t(1));
        QCOMPARE(obstacles.counts[0].id(), std::string("google/nobody-knows-it"));
        QCOMPARE(obstacles.counts[0].tokens, std::int64_t(700));
    }

    void openStatementsAndSourcesBehindAreTold()
    {
        const std::string path = newLedger();
        auto ingest = sure(Ingest::open(path));
        deliver(*ingest, 5'000'000'000, "2026-10-31T01:00:00Z");
        auto reader = sure(LedgerReader::open(path));
        const ClosingObstacles obstacles = sure(obstaclesToClosing(
            *reader, {at("2026-10-01T00:00:00Z"), at("2026-11-01T00:00:00Z")}, december));
        QCOMPARE(obstacles.open.size(), std::size_t(1));
        QCOMPARE(obstacles.open.front().provider, std::string("openai"));
        QCOMPARE(obstacles.open.front().billed.nanos, 5'000'000'000);
        QCOMPARE(obstacles.behind.size(), std::size_t(1));
        QCOMPARE(obstacles.behind.front().source, std::string("api"));
        QCOMPARE(obstacles.behind.front().micros, 2 * microsPerDay);
    }

    void aRestatedStatementIsOne()
    {
        const std::string path = newLedger();
        auto ingest = sure(Ingest::open(path));
        const Observation known = call("call-00001", "2026-10-30T10:00:00Z");
        import(*ingest, {&known});
        deliver(*ingest, 5'000'000'000, "2026-10-31T01:00:00Z");
        sure(closeMonth(path, orderOf("2026-10")));
        deliver(*ingest, 7'500'000'000, "2026-12-03T01:00:00Z");
        const ClosingComparison comparison = compared(path, "2026-10");
        verifySums(comparison);
        QCOMPARE(spendOf(comparison.total.frozen).nanos, 5'000'000'000);
        QCOMPARE(comparison.of(AdjustmentCause::Restated).spend.nanos, 2'500'000'000);
        QCOMPARE(comparison.changes.size(), std::size_t(1));
        QCOMPARE(comparison.changes.front().before->nanos, 5'000'000'000);
        // A request that explains more of it is late, and what is not itemised less.
        const Observation late = call("call-00002", "2026-10-30T11:00:00Z");
        import(*ingest, {&late});
        const ClosingComparison later = compared(path, "2026-10");
        verifySums(later);
        QCOMPARE(later.total.spend().nanos, 2'500'000'000);
        QCOMPARE(later.of(AdjustmentCause::LateRequests).spend.nanos, 2'000'000'000);
    }

    void damageIsFoundInEveryClosing()
    {
        const std::string path = closedOctober();
        {
            auto reader = sure(ClosingReader::open(path));
            QVERIFY(sure(damagedClosings(*reader)).empty());
        }
        const auto db = sure(Database::open(path, Database::Mode::ReadWrite));
        QVERIFY(db->exec("UPDATE frozen_row SET user=source WHERE day=(SELECT max(day) FROM "
                         "frozen_row)")
                    .has_value());
        auto reader = sure(ClosingReader::open(path));
        const auto findings = sure(damagedClosings(*reader));
        QCOMPARE(findings.size(), std::size_t(1));
        QVERIFY(findings.front().find("2026-10-06") != std::string::npos);
        QVERIFY(findings.front().find("user mine") != std::string::npos);
        QVERIFY(!reader->run({}, december).has_value());
    }
};

QTEST_APPLESS_MAIN(TestClosing)
#include "tst_closing.moc"
