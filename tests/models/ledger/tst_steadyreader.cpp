// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ledger/ledgerwriter.h"
#include "models/ledger/steadyreader.h"
#include "tests/support/bruteforce.h"
#include "tests/support/ledgerfixture.h"

#include <QTemporaryDir>
#include <QTest>

using namespace outlay;
using namespace outlay::test;

namespace {

Instant at(const std::string &text)
{
    return parseInstant(text).value();
}

const TimeRange filled{at("2026-10-20T00:00:00Z"), at("2026-11-08T21:00:00Z")};

Query queryOf(const TimeRange &range, Step step = Step::None)
{
    Query query;
    query.range = range;
    query.step = step;
    return query;
}

} // namespace

class TestSteadyReader : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void saysWhatAFreshReaderSaysOfEveryWindow();
    void readsNothingAnewWhileNothingEntersOrLeaves();
    void aFeeThatComesIntoTheRangeIsSeen();
    void whatIsWrittenIsSeen();
    void anAlertMakesNoFigureNew();
    void everyOtherWriteDoes();

private:
    [[nodiscard]] std::unique_ptr<LedgerReader> reader() const
    {
        return LedgerReader::open(m_path).value();
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::string m_path;
    std::unique_ptr<LedgerFixture> m_ledger;
};

void TestSteadyReader::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_path = m_folder->filePath(QStringLiteral("ledger.sqlite")).toStdString();
    m_ledger = std::make_unique<LedgerFixture>(m_path, "UTC");
    fillAtRandom(*m_ledger, 20261130, 1500, filled);
}

/// An hour that rolls, a period that grows, a month to date and all of time, side by side.
void TestSteadyReader::saysWhatAFreshReaderSaysOfEveryWindow()
{
    SteadyReader steady(reader());
    const auto fresh = reader();

    for (Instant now = at("2026-11-08T17:30:00Z"); now < at("2026-11-09T01:00:00Z");
         now.micros += 7 * microsPerMinute) {
        QVERIFY(steady.look().has_value());
        Query byModel = queryOf({at("2026-11-01T00:00:00Z"), now}, Step::Day);
        byModel.by = {{Dimension::Model, {}}};
        Query narrowed = queryOf({at("2026-11-08T00:00:00Z"), now}, Step::Hour);
        Filter models;
        models.dimension = {Dimension::Model, {}};
        models.anyOf = {std::nullopt};
        narrowed.where.push_back(models);
        Query open;
        open.range.to = now;
        for (const Query &query :
             {queryOf({{now.micros - microsPerHour}, now}), queryOf({{filled.from}, now}),
              queryOf({{now.micros - microsPerDay}, {now.micros + microsPerDay}}), byModel,
              narrowed, open})
            QCOMPARE(describe(steady.run(query).value()), describe(fresh->run(query).value()));
    }
}

void TestSteadyReader::readsNothingAnewWhileNothingEntersOrLeaves()
{
    SteadyReader steady(reader());
    const auto ask = [&steady](Instant now) {
        QVERIFY(steady.look().has_value());
        QVERIFY(steady.run(queryOf({at("2026-11-01T00:00:00Z"), now})).has_value());
        QVERIFY(steady.run(queryOf({{now.micros - microsPerHour}, now})).has_value());
        QVERIFY(steady.facts() && steady.sources() && steady.plans() && steady.silences(now));
    };
    ask(at("2026-11-09T03:00:00Z"));
    const std::int64_t once = steady.readings();
    for (int minute = 1; minute < 60; ++minute)
        ask({at("2026-11-09T03:00:00Z").micros + minute * microsPerMinute});
    QCOMPARE(steady.readings(), once);
    ask(at("2026-11-10T03:00:00Z")); // another day: who is silent is asked again
    QCOMPARE(steady.readings(), once + 1);
}

void TestSteadyReader::aFeeThatComesIntoTheRangeIsSeen()
{
    m_ledger->configure("plans",
                        R"([{"fee_nanos":"200000000000","from":"2026-11-08T23:30:00Z","key":"k",)"
                        R"("kind":"subscription","name":"Max","source":""}])");
    m_ledger->write();
    SteadyReader steady(reader());
    const auto fresh = reader();
    for (const char *end :
         {"2026-11-07T12:00:00Z", "2026-11-08T12:00:00Z", "2026-11-09T12:00:00Z"}) {
        const Query query = queryOf({at("2026-11-07T00:00:00Z"), at(end)});
        QVERIFY(steady.look().has_value());
        QCOMPARE(describe(steady.run(query).value()), describe(fresh->run(query).value()));
    }
    const auto fees = fresh->fees({at("2026-11-01T00:00:00Z"), at("2026-12-01T00:00:00Z")}, {});
    QVERIFY(fees.has_value());
    QCOMPARE(fees->size(), std::size_t{1});
    QCOMPARE(fees->front().amount.nanos, 200'000'000'000);
}

void TestSteadyReader::whatIsWrittenIsSeen()
{
    SteadyReader steady(reader());
    const Query query = queryOf({filled.from, at("2026-12-01T00:00:00Z")});
    QVERIFY(steady.look().has_value());
    const std::string before = describe(steady.run(query).value());
    m_ledger->addResidual({at("2026-11-20T00:00:00Z"), 0, Money{7}});
    m_ledger->write();
    QVERIFY(steady.look().has_value());
    const std::string after = describe(steady.run(query).value());
    QVERIFY(before != after);
    QCOMPARE(after, describe(reader()->run(query).value()));
}

/// A window at rest tells alerts, and watches: neither makes it read requests again.
void TestSteadyReader::anAlertMakesNoFigureNew()
{
    SteadyReader steady(reader());
    const Query query = queryOf({filled.from, at("2026-12-01T00:00:00Z")});
    QVERIFY(steady.look().has_value());
    QVERIFY(steady.run(query).has_value());
    const std::int64_t before = steady.readings();
    const auto counted = reader()->changeCounter();
    const auto figures = reader()->figureCounter();

    const auto writer = LedgerWriter::open(m_path).value();
    QVERIFY(writer->begin().has_value());
    writer->putAlert({"a", "storm", "open", filled.from, filled.from, "{}"});
    (void)writer->logAlert({0, "a", filled.from, "opened", {}, true});
    writer->setPollState("source", "heartbeat", "1");
    writer->vouch(1, {filled, CoverageKind::Watched});
    QVERIFY(writer->commit().has_value());

    QVERIFY(steady.look().has_value());
    QVERIFY(steady.run(query).has_value());
    QCOMPARE(steady.readings(), before);
    QVERIFY(reader()->changeCounter().value() != counted.value());
    QCOMPARE(reader()->figureCounter().value(), figures.value());
}

/// Together with an alert too.
void TestSteadyReader::everyOtherWriteDoes()
{
    const auto writer = LedgerWriter::open(m_path).value();
    const auto changes = [&](const std::function<void()> &write) {
        const std::int64_t before = reader()->figureCounter().value();
        return writer->begin() && (write(), writer->commit()) &&
               reader()->figureCounter().value() != before;
    };
    QVERIFY(changes([&] {
        writer->putAlert({"a", "storm", "open", filled.from, filled.from, "{}"});
        (void)writer->text("a name that nobody had");
    }));
    QVERIFY(changes([&] {
        StoredEvent event;
        std::int64_t id = 0;
        writer->eachEvent([&](StoredEvent &one) {
            event = one;
            id = one.id;
            return false;
        });
        writer->deleteEvent(id);
    }));
}

QTEST_APPLESS_MAIN(TestSteadyReader)
#include "tst_steadyreader.moc"
