// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/changebuilder.h"
#include "app/desktop/overviewbuilder.h"
#include "tests/support/ledgerfixture.h"

#include <QTemporaryDir>
#include <QTest>

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

} // namespace

class TestChangeBuilder : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void itsSidesAreTheFiguresOfThePage_data();
    void itsSidesAreTheFiguresOfThePage();
    void whatIsFilteredDoesNotExplain();
    void withoutAPeriodBeforeThereIsNone();
    void stopsWhenItIsCancelled();

private:
    [[nodiscard]] OverviewSnapshot build(const OverviewRequest &request);

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<LedgerReader> m_reader;
    KnownRepricing m_known;
};

void TestChangeBuilder::initTestCase()
{
    m_folder = std::make_unique<QTemporaryDir>();
    const std::string path = m_folder->filePath(QStringLiteral("ledger.sqlite")).toStdString();
    LedgerFixture ledger(path, "UTC");
    fillAtRandom(ledger, 20261129, 2500, {at("2026-09-20T00:00:00Z"), at("2026-11-08T21:00:00Z")});
    auto reader = LedgerReader::open(path);
    QVERIFY2(reader.has_value(), reader ? "" : reader.error().text.c_str());
    m_reader = std::move(*reader);
}

OverviewSnapshot TestChangeBuilder::build(const OverviewRequest &request)
{
    OverviewQueries queries;
    queries.facts = m_reader->facts().value();
    queries.run = [this](const Query &query) { return m_reader->run(query); };
    queries.reconciliation = [this](const TimeRange &range) {
        return m_reader->reconciliation(range);
    };
    queries.silences = [this](Instant when) { return m_reader->silences(when); };
    queries.coverage = [this](const TimeRange &range) { return m_reader->coverage(range, now); };
    OverviewSnapshot snapshot = buildOverview(request, queries, now, Zone()).value();
    snapshot.generation = 7;
    return snapshot;
}

void TestChangeBuilder::itsSidesAreTheFiguresOfThePage_data()
{
    QTest::addColumn<int>("preset");
    QTest::newRow("month") << static_cast<int>(Preset::MonthToDate);
    QTest::newRow("days") << static_cast<int>(Preset::Last7);
}

void TestChangeBuilder::itsSidesAreTheFiguresOfThePage()
{
    QFETCH(int, preset);
    OverviewRequest request;
    request.period.preset = static_cast<Preset>(preset);
    const OverviewSnapshot snapshot = build(request);
    const auto change = buildChange(*m_reader, snapshot, {}, m_known);
    QVERIFY(change && *change);
    const ChangeSnapshot &c = **change;
    QCOMPARE(c.generation, std::uint64_t{7});
    QVERIFY(c.hasPrior && c.hasNow);
    QVERIFY(c.now == snapshot.period.range && c.seen == (TimeRange{c.now.from, now}));
    QCOMPARE(c.split.now.nanos, snapshot.total.cost.value_or(Money{}).nanos);
    QCOMPARE(c.split.prior.nanos, snapshot.prior->cost.value_or(Money{}).nanos);
    QCOMPARE(c.split.terms.sum().nanos, (c.split.now - c.split.prior).nanos);
    QCOMPARE(c.top.change().nanos, c.split.change().nanos);
    QVERIFY(c.dimension == (DimensionRef{Dimension::User, {}}));
    QVERIFY(!c.top.top.empty());
}

void TestChangeBuilder::whatIsFilteredDoesNotExplain()
{
    OverviewRequest request;
    Query users;
    users.by = {{Dimension::User, {}}};
    const Answer answer = m_reader->run(users).value();
    request.where = {{{Dimension::User, {}}, {answer.rows.front().key.front()}}};
    const auto change = buildChange(*m_reader, build(request), {}, m_known);
    QVERIFY(change && *change);
    QVERIFY((*change)->dimension != (DimensionRef{Dimension::User, {}}));
}

void TestChangeBuilder::withoutAPeriodBeforeThereIsNone()
{
    OverviewRequest request;
    request.period.preset = Preset::All;
    const auto change = buildChange(*m_reader, build(request), {}, m_known);
    QVERIFY(change && !*change);
}

void TestChangeBuilder::stopsWhenItIsCancelled()
{
    const auto cancel = std::make_shared<std::atomic<bool>>(true);
    const auto change = buildChange(*m_reader, build({}), cancel, m_known);
    QVERIFY(!change);
    QCOMPARE(static_cast<int>(change.error().kind), static_cast<int>(Error::Kind::Cancelled));
}

QTEST_GUILESS_MAIN(TestChangeBuilder)
#include "tst_changebuilder.moc"
