// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ingest/ingest.h"
#include "models/ledger/ledgerreader.h"
#include "tests/support/answers.h"
#include "tests/support/randomcalls.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <random>

using namespace outlay;
using namespace outlay::test;

namespace {

using Order = std::vector<const Observation *>;

Order all(const RandomCalls &calls)
{
    Order order;
    for (const Observation &observation : calls.observations())
        order.push_back(&observation);
    return order;
}

/// Imports in transactions of random size.
void import(Ingest &ingest, const Order &order, std::uint32_t seed)
{
    std::mt19937 engine(seed);
    for (std::size_t start = 0; start < order.size();) {
        const std::size_t end = std::min(order.size(), start + 1 + engine() % 60);
        const auto counts = ingest.importFrom(formats().front(), "test", [&](Sink &sink) {
            for (std::size_t i = start; i < end; ++i)
                sink.observation(*order[i]);
        });
        QVERIFY2(counts.has_value(), counts ? "" : counts.error().text.c_str());
        QCOMPARE(counts->lines, std::int64_t(end - start));
        QCOMPARE(counts->created + counts->merged + counts->duplicate + counts->ignored +
                     counts->rejected,
                 counts->lines);
        start = end;
    }
}

/// A million tokens out of gpt-5-mini: 2 USD.
Observation millionOutput(const char *at, std::int64_t requests)
{
    Observation o;
    o.at = *parseInstant(at);
    o[Field::Provider] = "openai";
    o[Field::Model] = "gpt-5-mini";
    o.usage[TokenClass::Output] = 1'000'000;
    o.requests = requests;
    o.outcome = Outcome::Success;
    return o;
}

void compareAnswers(const std::string &actual, const std::string &expected)
{
    if (actual == expected)
        return;
    std::size_t at = 0;
    while (at < actual.size() && at < expected.size() && actual[at] == expected[at])
        ++at;
    const auto line = [at](const std::string &text) {
        const std::size_t start = text.rfind('\n', at == 0 ? 0 : at - 1);
        const std::size_t from = start == std::string::npos ? 0 : start + 1;
        return text.substr(from, text.find('\n', at) - from);
    };
    qWarning("actual:   %s\nexpected: %s", line(actual).c_str(), line(expected).c_str());
    QFAIL("the answers differ");
}

} // namespace

class TestInvariants : public QObject
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
    std::unique_ptr<Ingest> open(const std::string &path)
    {
        auto ingest = Ingest::open(path);
        if (!ingest)
            qFatal("%s", ingest.error().text.c_str());
        return *std::move(ingest);
    }
    void verifySound(Ingest &ingest)
    {
        const auto findings = ingest.check();
        QVERIFY(findings.has_value());
        QVERIFY2(findings->empty(), findings->empty() ? "" : findings->front().c_str());
    }
    /// Sets a configuration on a full ledger, and on a fresh one that is filled after; both must
    /// answer alike, and differently from before if `changes`.
    template <typename Configure> void verifyConfigurationIsC(Configure configure, bool changes)
    {
        const RandomCalls calls(11);
        const std::string toggledPath = newLedger();
        auto toggled = open(toggledPath);
        import(*toggled, all(calls), 1);
        const std::string before = answersOf(toggledPath);
        configure(*toggled);
        verifySound(*toggled);
        const std::string freshPath = newLedger();
        auto fresh = open(freshPath);
        configure(*fresh);
        import(*fresh, calls.shuffled(5), 2);
        compareAnswers(answersOf(toggledPath), answersOf(freshPath));
        QCOMPARE(answersOf(toggledPath) != before, changes);
    }

private slots:
    void orderRepetitionAndCutsChangeNothing_data()
    {
        QTest::addColumn<quint32>("seed");
        for (quint32 seed = 1; seed <= 6; ++seed)
            QTest::addRow("seed %u", seed) << seed;
    }
    void orderRepetitionAndCutsChangeNothing()
    {
        QFETCH(quint32, seed);
        const RandomCalls calls(seed);
        const std::string straightPath = newLedger();
        auto straight = open(straightPath);
        import(*straight, all(calls), seed);
        const std::string mixedPath = newLedger();
        auto mixed = open(mixedPath);
        Order twice = calls.shuffled(seed + 100);
        const Order again = calls.shuffled(seed + 200);
        twice.insert(twice.end(), again.begin(), again.begin() + std::ptrdiff_t(again.size() / 2));
        import(*mixed, twice, seed + 7);
        compareAnswers(answersOf(mixedPath), answersOf(straightPath));
        verifySound(*mixed);
        verifySound(*straight);
    }

    void aSourceRemovedIsAsIfItHadNeverBeen_data()
    {
        QTest::addColumn<QByteArray>("source");
        for (const char *source : {"gateway", "transcript", "telemetry", "mapped"})
            QTest::newRow(source) << QByteArray(source);
    }
    void aSourceRemovedIsAsIfItHadNeverBeen()
    {
        QFETCH(QByteArray, source);
        const RandomCalls calls(3);
        const std::string path = newLedger();
        auto ingest = open(path);
        import(*ingest, calls.shuffled(8), 8);
        const std::string whole = answersOf(path);
        QVERIFY(ingest->removeSource(source.toStdString()).has_value());
        verifySound(*ingest);
        const std::string neverPath = newLedger();
        auto never = open(neverPath);
        import(*never, calls.without(source.toStdString()), 9);
        compareAnswers(answersOf(path), answersOf(neverPath));
        // And back again.
        import(*ingest, calls.shuffled(10), 10);
        compareAnswers(answersOf(path), whole);
        verifySound(*ingest);
    }

    void whatALedgerSaysTravels()
    {
        const RandomCalls calls(21);
        const std::string path = newLedger();
        auto ingest = open(path);
        import(*ingest, calls.shuffled(1), 1);
        const std::string file = path + ".jsonl";
        std::string lines;
        QVERIFY(ingest
                    ->exportObservations([&lines](std::string_view line) {
                        lines += line;
                        return true;
                    })
                    .has_value());
        QFile out(QString::fromStdString(file));
        QVERIFY(out.open(QIODevice::WriteOnly));
        out.write(lines.data(), qint64(lines.size()));
        out.close();
        const std::string otherPath = newLedger();
        auto other = open(otherPath);
        const auto counts = other->importPaths({file}, {});
        QVERIFY(counts.has_value());
        QCOMPARE(counts->rejected, std::int64_t(0));
        compareAnswers(answersOf(otherPath), answersOf(path));
        // Merging a ledger into itself changes nothing.
        QVERIFY(ingest->importPaths({file}, {}).has_value());
        compareAnswers(answersOf(path), answersOf(otherPath));
        verifySound(*ingest);
    }

    void aPlanIsConfiguration()
    {
        verifyConfigurationIsC(
            [](Ingest &ingest) {
                Ingest::Plan plan;
                plan.source = "transcript";
                plan.kind = Ingest::Plan::Kind::Subscription;
                plan.name = "Max";
                QVERIFY(ingest.setPlan(plan).has_value());
            },
            true);
    }
    void aPriceIsConfiguration()
    {
        const char *mine = R"({"outlay_prices":1,"kind":"override","as_of":"2026-11-23","entries":[
            {"provider":"openai","model":"gpt-5-mini","input":"2","output":"8"},
            {"provider":"openai","model":"nobody-knows-1","input":"1","output":"3"}],
            "discounts":[{"provider":"anthropic","model":"*","percent":"7.5"}]})";
        verifyConfigurationIsC(
            [mine](Ingest &ingest) {
                const auto set = ingest.setPriceLayers({{"mine", mine}});
                QVERIFY2(set.has_value(), set ? "" : set.error().text.c_str());
            },
            true);
    }
    void aCoverIsConfiguration()
    {
        verifyConfigurationIsC(
            [](Ingest &ingest) {
                QVERIFY(ingest.setCoveredBy({{"transcript", "gateway", {}}}).has_value());
            },
            true);
    }
    void ranksAreConfiguration()
    {
        verifyConfigurationIsC(
            [](Ingest &ingest) {
                QVERIFY(ingest.setSourceRanks({{"telemetry", 0}, {"gateway", 9}}).has_value());
            },
            true);
    }
    void attributionRulesAreConfiguration()
    {
        verifyConfigurationIsC(
            [](Ingest &ingest) {
                Ingest::AttributionRule rule;
                rule.match = {{{Dimension::User, {}}, {"alice", std::nullopt}}};
                rule.set = {{Dimension::Team, "blue"},
                            {Dimension::CostCenter, "4711"},
                            {Dimension::Task, "upkeep"}};
                QVERIFY(ingest.setAttributionRules({rule}).has_value());
            },
            true);
    }
    void theZoneIsConfiguration()
    {
        verifyConfigurationIsC(
            [](Ingest &ingest) { QVERIFY(ingest.setZone("America/St_Johns").has_value()); }, false);
    }
    void aConfirmationIsConfiguration()
    {
        verifyConfigurationIsC(
            [](Ingest &ingest) {
                QVERIFY(ingest.confirmReported("gateway", "claude-opus-4-5").has_value());
            },
            true);
    }

    void listReportsAreConfiguration()
    {
        const char *off = R"({"outlay_prices":1,"discounts":[
            {"provider":"anthropic","model":"*","percent":"7.5"},
            {"provider":"*","model":"nobody*","percent":"50"}]})";
        for (const auto kind : {Ingest::ReportsKind::List, Ingest::ReportsKind::Net}) {
            verifyConfigurationIsC(
                [off, kind](Ingest &ingest) {
                    QVERIFY(ingest.setPriceLayers({{"off", off}}).has_value());
                    QVERIFY(ingest.setReports("gateway", kind).has_value());
                },
                true);
        }
        // And taken back.
        const RandomCalls calls(12);
        const std::string path = newLedger();
        auto ingest = open(path);
        QVERIFY(ingest->setPriceLayers({{"off", off}}).has_value());
        import(*ingest, all(calls), 3);
        const std::string before = answersOf(path);
        QVERIFY(ingest->setReports("gateway", Ingest::ReportsKind::List).has_value());
        QVERIFY(answersOf(path) != before);
        verifySound(*ingest);
        QVERIFY(ingest->setReports("gateway", Ingest::ReportsKind::Unknown).has_value());
        compareAnswers(answersOf(path), before);
    }

    void whatIsBeforeTheHorizonStaysInTheSums()
    {
        const RandomCalls calls(4);
        const std::string path = newLedger();
        auto ingest = open(path);
        import(*ingest, all(calls), 4);
        const std::string before = totalOf(path);
        const Instant horizon{1'793'400'000LL * microsPerSecond};
        const auto dropped = ingest->setRetentionHorizon(horizon);
        QVERIFY(dropped.has_value());
        QVERIFY(*dropped > 0);
        QCOMPARE(totalOf(path), before);
        // Told again, the old ones are ignored and the young ones known.
        const auto counts = ingest->importFrom(formats().front(), "test", [&](Sink &sink) {
            for (const Observation &observation : calls.observations())
                sink.observation(observation);
        });
        QVERIFY(counts.has_value());
        QVERIFY(counts->ignored > 0);
        QCOMPARE(counts->created, std::int64_t(0));
        QCOMPARE(totalOf(path), before);
        verifySound(*ingest);
    }

    void statementsAndEventsAreTwoBooks()
    {
        const std::string path = newLedger();
        auto ingest = open(path);
        Observation o;
        o.at = *parseInstant("2026-10-05T10:00:00Z");
        o[Field::Provider] = "openai";
        o[Field::Model] = "gpt-5-mini";
        o.usage[TokenClass::Output] = 500'000; // 2 USD per million: 1 USD
        o.outcome = Outcome::Success;
        o.addToken(TokenSpace::Response, "resp_00000001");
        Statement bill;
        bill.id = "bill-2026-10-05";
        bill.bucket = {*parseInstant("2026-10-05T00:00:00Z"),
                       *parseInstant("2026-10-06T00:00:00Z")};
        bill.fields[std::size_t(Field::Provider)] = "openai";
        bill.billed = *parseUsd("3.5");
        const auto give = [&](bool event, bool statement) {
            const auto counts = ingest->importFrom(formats().front(), "test", [&](Sink &sink) {
                if (statement)
                    sink.statement(bill);
                if (event)
                    sink.observation(o);
            });
            QVERIFY(counts.has_value());
        };
        give(false, true); // the bill first: all of it is not itemised
        QCOMPARE(totalOf(path), std::string("0 3.500000000"));
        give(true, false);
        QCOMPARE(totalOf(path), std::string("1 3.500000000"));
        give(true, true); // both again
        QCOMPARE(totalOf(path), std::string("1 3.500000000"));
        bill.billed = *parseUsd("0.4"); // restated below what was seen: closed, so signed
        give(false, true);
        QCOMPARE(totalOf(path), std::string("1 0.400000000"));
        bill.closed = false; // open again: no negative residual
        give(false, true);
        QCOMPARE(totalOf(path), std::string("1 1.000000000"));
        verifySound(*ingest);
    }

    void anAggregateYieldsToRequests()
    {
        const std::string path = newLedger();
        auto ingest = open(path);
        Observation sum;
        sum.at = *parseInstant("2026-10-05T12:00:00Z");
        sum[Field::Provider] = "openai";
        sum[Field::Model] = "gpt-5-mini";
        sum.requests = 40;
        sum.usage[TokenClass::Output] = 500'000;
        sum.content = "a day's total";
        Observation one = sum;
        one.requests = 1;
        one.content = {};
        one.addToken(TokenSpace::Response, "resp_00000001");
        one.usage[TokenClass::Output] = 250'000;
        const auto give = [&](const Observation &o) {
            QVERIFY(ingest
                        ->importFrom(formats().front(), "tool",
                                     [&](Sink &sink) { sink.observation(o); })
                        .has_value());
        };
        give(sum);
        QCOMPARE(totalOf(path), std::string("40 1.000000000"));
        give(one);
        QCOMPARE(totalOf(path), std::string("1 0.500000000"));
        give(sum);
        QCOMPARE(totalOf(path), std::string("1 0.500000000"));
        verifySound(*ingest);
    }

    void aSumYieldsToItsSessionOverMidnight_data()
    {
        QTest::addColumn<quint32>("order");
        for (quint32 order = 0; order < 4; ++order)
            QTest::addRow("order %u", order) << order;
    }
    void aSumYieldsToItsSessionOverMidnight()
    {
        QFETCH(quint32, order);
        Observation late = millionOutput("2026-10-05T23:50:00Z", 1);
        late[Field::Session] = "night-shift";
        late.addToken(TokenSpace::Response, "resp_00000001");
        Observation sum = millionOutput("2026-10-06T00:20:00Z", 3);
        sum[Field::Session] = "night-shift";
        sum.content = "shutdown total";
        Observation other = millionOutput("2026-10-06T00:20:00Z", 1);
        other[Field::Session] = "day-shift"; // its own session's sum
        other.isAggregate = true;
        other.content = "another total";
        // The night's request was seen by a gateway too, which supplies its figures.
        Observation gateway = late;
        gateway.source = "gateway";
        gateway.rank = Rank::ProviderResponse;
        std::vector<Observation> said{late, sum, other, gateway};
        std::rotate(said.begin(), said.begin() + order, said.end());
        const std::string path = newLedger();
        auto ingest = open(path);
        for (const bool inOne : {true, false}) {
            const auto give = [&](std::size_t from, std::size_t to) {
                QVERIFY(ingest
                            ->importFrom(formats().front(), "tool",
                                         [&](Sink &sink) {
                                             for (std::size_t i = from; i < to; ++i)
                                                 sink.observation(said[i]);
                                         })
                            .has_value());
            };
            if (inOne)
                give(0, said.size());
            for (std::size_t i = 0; !inOne && i < said.size(); ++i)
                give(i, i + 1);
            QCOMPARE(totalOf(path), std::string("2 4.000000000"));
            verifySound(*ingest);
        }
        // Without the requests the sum is all there is.
        QVERIFY(ingest->removeSource("gateway").has_value());
        QCOMPARE(totalOf(path), std::string("2 4.000000000"));
        QVERIFY(ingest->removeSource("tool").has_value());
        QCOMPARE(totalOf(path), std::string("0 0.000000000"));
    }

    void sumsDoNotYieldToSums()
    {
        const std::string path = newLedger();
        auto ingest = open(path);
        for (const std::int64_t requests : {1, 40}) { // hours of one day, one with one request
            Observation hour = millionOutput("2026-10-05T12:00:00Z", requests);
            hour.isAggregate = true;
            hour.content = requests == 1 ? "hour 1" : "hour 2";
            QVERIFY(ingest
                        ->importFrom(formats().front(), "tool",
                                     [&](Sink &sink) { sink.observation(hour); })
                        .has_value());
        }
        QCOMPARE(totalOf(path), std::string("41 4.000000000"));
        verifySound(*ingest);
    }

    void aGapIsSystematicWhenMostRequestsHaveIt()
    {
        const std::string path = newLedger();
        auto ingest = open(path);
        const auto give = [&](const char *source, int requests, const char *usd) {
            QVERIFY(ingest
                        ->importFrom(formats().front(), source,
                                     [&](Sink &sink) {
                                         for (int i = 0; i < requests; ++i) {
                                             Observation o =
                                                 millionOutput("2026-10-05T12:00:00Z", 1);
                                             o.at.micros += i;
                                             const std::string text =
                                                 source + std::to_string(i) + usd;
                                             o.content = text;
                                             o.reported = *parseUsd(usd);
                                             sink.observation(o);
                                         }
                                     })
                        .has_value());
        };
        give("dear", 10, "2.11");
        give("exact", 10, "2.1"); // 5 % is not above 5 %
        give("few", 4, "3");
        give("odd", 9, "2");
        give("odd", 1, "19"); // one request makes up the whole difference
        give("cheap", 10, "1.8");
        auto reader = LedgerReader::open(path);
        QVERIFY(reader.has_value());
        const auto gaps = (*reader)->reportGaps();
        QVERIFY(gaps.has_value());
        std::vector<std::string> found;
        for (const ReportGap &gap : *gaps) {
            if (gap.isSystematic())
                found.push_back(gap.source + " " + gap.provider + "/" + gap.model + " " +
                                std::to_string(gap.requests) + " " + toDecimal(gap.reported) + " " +
                                toDecimal(gap.estimated));
        }
        const std::vector<std::string> expected = {
            "cheap openai/gpt-5-mini 10 18.000000000 20.000000000",
            "dear openai/gpt-5-mini 10 21.100000000 20.000000000"};
        QCOMPARE(found, expected);
    }
};

QTEST_GUILESS_MAIN(TestInvariants)
#include "tst_invariants.moc"
