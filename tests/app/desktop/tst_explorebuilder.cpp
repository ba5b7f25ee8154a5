// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/explorebuilder.h"
#include "tests/support/ledgerfixture.h"

#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <map>
#include <memory>

using namespace outlay;
using namespace outlay::test;
using namespace outlay::ui;

namespace {

Instant at(const char *text)
{
    return parseInstant(text).value();
}

// The end of New York's summer time lies inside: a day of 25 hours.
const TimeRange autumn{at("2026-10-20T05:17:00Z"), at("2026-11-08T21:40:30Z")};
const Instant now = at("2026-11-08T22:00:00Z");

PeriodChoice allDays(const Zone &zone)
{
    return {Preset::Custom,
            0,
            {zone.startOfDay(zone.dayOf(autumn.from)), zone.startOfDay(zone.dayOf(now) + 1)}};
}

std::int64_t sumOf(Measure measure, const std::vector<Measured> &parts)
{
    std::int64_t sum = 0;
    for (const Measured &part : parts)
        sum += partsOf(measure, part).value_or(0);
    return sum;
}

} // namespace

/// Against the answers of a ledger with every kind of event in it.
class TestExploreBuilder : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void barsSumToTheLedgersAnswer_data();
    void barsSumToTheLedgersAnswer();
    void rowsAreAllValuesGreatestFirst();
    void twoDimensionsAreThoseOfAReport_data();
    void twoDimensionsAreThoseOfAReport();
    void meansAreOfTheRequestsNotOfTheMeans();
    void hoursOfTheWeekSumToTheItemised();
    void whatSumsDoNotTellIsOfTheRequests();
    void aStepTooFineIsMadeCoarser();
    void aFilterNarrowsEverything();
    void anEmptyLedgerIsAskedNothing();
    void thePeriodBeforeIsThatOfAReport_data();
    void thePeriodBeforeIsThatOfAReport();
    void nothingIsAskedOfThePeriodBeforeUnlessWanted();
    void passesErrorsOn();

private:
    [[nodiscard]] ExploreSnapshot build(const ExploreRequest &request);
    [[nodiscard]] Answer run(const Query &query) { return m_reader->run(query).value(); }

    Zone m_zone = Zone::named("America/New_York").value();
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<LedgerReader> m_reader;
};

void TestExploreBuilder::initTestCase()
{
    m_folder = std::make_unique<QTemporaryDir>();
    const std::string path = m_folder->filePath(QStringLiteral("ledger.sqlite")).toStdString();
    LedgerFixture ledger(path, "America/New_York");
    fillAtRandom(ledger, 20261129, 2500, autumn);
    auto reader = LedgerReader::open(path);
    QVERIFY2(reader.has_value(), reader ? "" : reader.error().text.c_str());
    m_reader = std::move(*reader);
}

ExploreSnapshot TestExploreBuilder::build(const ExploreRequest &request)
{
    ExploreQueries queries;
    queries.facts = m_reader->facts().value();
    queries.run = [this](const Query &query) { return m_reader->run(query); };
    queries.distributions = [this](const Query &query) { return m_reader->distributions(query); };
    queries.unpricedCounts =
        [&request](const TimeRange &range,
                   const std::vector<Filter> &where) -> Result<std::vector<UnpricedCounts>> {
        if (!range.isBounded() || where != request.where)
            return failure(Error::Kind::Usage, "asked for others");
        UnpricedCounts counts;
        counts.tokens = 700;
        return std::vector{counts, counts};
    };
    return buildExplore(request, queries, now, m_zone).value();
}

void TestExploreBuilder::barsSumToTheLedgersAnswer_data()
{
    QTest::addColumn<int>("dimension");
    QTest::addColumn<int>("measure");
    QTest::addColumn<int>("step");
    for (const Dimension dimension : {Dimension::Model, Dimension::User, Dimension::Session,
                                      Dimension::Outcome, Dimension::Source}) {
        for (const Measure measure :
             {Measure::Cost, Measure::Requests, Measure::CacheReads, Measure::Output}) {
            for (const Step step : {Step::Hour, Step::Day, Step::Week}) {
                QTest::addRow("%d %d %d", static_cast<int>(dimension), static_cast<int>(measure),
                              static_cast<int>(step))
                    << static_cast<int>(dimension) << static_cast<int>(measure)
                    << static_cast<int>(step);
            }
        }
    }
}

void TestExploreBuilder::barsSumToTheLedgersAnswer()
{
    QFETCH(int, dimension);
    QFETCH(int, measure);
    QFETCH(int, step);
    ExploreRequest request;
    request.period = allDays(m_zone);
    request.dimension = {static_cast<Dimension>(dimension), {}};
    request.measure = static_cast<Measure>(measure);
    request.step = static_cast<Step>(step);
    const ExploreSnapshot s = build(request);
    QVERIFY(s.hasData);
    QVERIFY(s.series.size() <= 8 && !s.series.empty());

    Query query;
    query.range = s.period.range;
    query.zone = m_zone;
    const std::int64_t whole = partsOf(request.measure, run(query).total).value_or(0);
    QVERIFY(whole != 0);
    QCOMPARE(sumOf(request.measure, s.bucketTotals), whole);
    std::int64_t bySeries = 0;
    for (const ExploreSeries &series : s.series) {
        QCOMPARE(series.buckets.size(), s.buckets.size());
        bySeries += sumOf(request.measure, series.buckets);
        QCOMPARE(sumOf(request.measure, series.buckets),
                 partsOf(request.measure, series.total).value_or(0));
    }
    QCOMPARE(bySeries, whole);
    for (std::size_t b = 0; b < s.buckets.size(); ++b) {
        std::int64_t bar = 0;
        for (const ExploreSeries &series : s.series)
            bar += partsOf(request.measure, series.buckets[b]).value_or(0);
        QCOMPARE(bar, partsOf(request.measure, s.bucketTotals[b]).value_or(0));
    }
}

void TestExploreBuilder::rowsAreAllValuesGreatestFirst()
{
    for (const Measure measure : allMeasures) {
        ExploreRequest request;
        request.period = allDays(m_zone);
        request.dimension = {Dimension::Session, {}};
        request.measure = measure;
        const ExploreSnapshot s = build(request);
        Query query;
        query.range = s.period.range;
        query.zone = m_zone;
        query.by = {request.dimension};
        const Answer answer = run(query);
        QCOMPARE(s.rows.size(), answer.rows.size());
        QVERIFY(s.rows.size() > 8);
        QCOMPARE(s.unpricedTokens, std::int64_t(1400));
        for (std::size_t i = 1; i < s.rows.size(); ++i) {
            const auto before = valueOf(measure, s.rows[i - 1].measures);
            const auto after = valueOf(measure, s.rows[i].measures);
            QVERIFY(!after || (before && *before >= *after)); // unknown ones are behind
        }
        if (isStackable(measure)) {
            std::int64_t sum = 0;
            for (const ExploreRow &row : s.rows)
                sum += partsOf(measure, row.measures).value_or(0);
            QCOMPARE(sum, partsOf(measure, answer.total).value_or(0));
        }
    }
}

void TestExploreBuilder::twoDimensionsAreThoseOfAReport_data()
{
    QTest::addColumn<int>("measure");
    for (const Measure measure : allMeasures)
        QTest::addRow("%s", std::string(name(measure)).c_str()) << static_cast<int>(measure);
}

/// What outlay-cli report --by model,user asks the ledger.
void TestExploreBuilder::twoDimensionsAreThoseOfAReport()
{
    QFETCH(int, measure);
    ExploreRequest request;
    request.period = allDays(m_zone);
    request.thenBy = DimensionRef{Dimension::User, {}};
    request.measure = static_cast<Measure>(measure);
    request.step = Step::Day;
    const ExploreSnapshot s = build(request);
    Query query;
    query.range = s.period.range;
    query.zone = m_zone;
    query.by = request.by();
    const Answer answer = run(query);
    QCOMPARE(s.rows.size(), answer.rows.size());
    for (const Row &row : answer.rows) {
        const auto same = std::find_if(s.rows.begin(), s.rows.end(), [&](const ExploreRow &own) {
            return own.key == row.key && own.isNotItemised == row.isNotItemised;
        });
        QVERIFY(same != s.rows.end());
        QCOMPARE(same->measures.cost, row.measures.cost);
        QCOMPARE(same->measures.requests, row.measures.requests);
        QCOMPARE(same->measures.usage, row.measures.usage);
    }
    QVERIFY(s.series.size() > 2);
    for (std::size_t b = 0; b < s.buckets.size() && isStackable(request.measure); ++b) {
        std::int64_t bar = 0;
        for (const ExploreSeries &series : s.series)
            bar += partsOf(request.measure, series.buckets[b]).value_or(0);
        QCOMPARE(bar, partsOf(request.measure, s.bucketTotals[b]).value_or(0));
    }
    for (const ExploreRow &row : s.rows) {
        const int own = seriesOf(s, row);
        // Errors of a bar are unknown where none of its sources sees them, so bars may say less.
        if (own >= 0 && request.measure != Measure::Errors)
            QCOMPARE(
                partsOf(request.measure, s.series[static_cast<std::size_t>(own)].total).value_or(0),
                partsOf(request.measure, row.measures).value_or(0));
    }
}

void TestExploreBuilder::meansAreOfTheRequestsNotOfTheMeans()
{
    ExploreRequest request;
    request.period = allDays(m_zone);
    request.measure = Measure::MeanLatency;
    request.step = Step::Day;
    const ExploreSnapshot s = build(request);
    Query query;
    query.range = s.period.range;
    query.zone = m_zone;
    query.step = Step::Day;
    const Answer answer = run(query);
    std::map<Instant, Measures> days; // what is not itemised has a row of its own
    for (const Row &row : answer.rows)
        days[*row.at] += row.measures;
    std::size_t compared = 0;
    for (const auto &[day, measures] : days) {
        const auto bucket = std::find(s.buckets.begin(), s.buckets.end(), day);
        QVERIFY(bucket != s.buckets.end());
        const Measures &own = s.bucketTotals[static_cast<std::size_t>(bucket - s.buckets.begin())];
        QCOMPARE(own.latencyMicros, measures.latencyMicros);
        Measures all; // the series of a bucket have its samples among them
        for (const ExploreSeries &series : s.series)
            all += series.buckets[static_cast<std::size_t>(bucket - s.buckets.begin())];
        QCOMPARE(all.latencySamples, measures.latencySamples);
        QVERIFY(valueOf(request.measure, all) == valueOf(request.measure, measures));
        ++compared;
    }
    QVERIFY(compared > 10);
    // Those with the most requests stand apart, not those with the greatest mean.
    for (const ExploreSeries &series : s.series) {
        if (series.isOther)
            continue;
        QVERIFY(series.total.requests > 0);
    }
}

void TestExploreBuilder::hoursOfTheWeekSumToTheItemised()
{
    ExploreRequest request;
    request.period = allDays(m_zone);
    request.chart = ChartKind::Heatmap;
    const ExploreSnapshot s = build(request);
    QCOMPARE(s.heat.size(), std::size_t{7});
    Measures sum;
    int hours = 0;
    for (const auto &day : s.heat) {
        for (const HeatCell &cell : day) {
            sum += cell.measures;
            hours += cell.hours;
            QVERIFY(cell.hours > 0); // more than two weeks
        }
    }
    QCOMPARE(sum.requests, s.total.requests);
    QVERIFY(s.heatWithout != Money{});
    QCOMPARE(s.heatWithout, s.total.residual);
    QCOMPARE(*sum.cost, *s.total.cost - s.total.residual);
    // 20 October 0:00 -0400 to 8 November 22:00 UTC, an hour of it twice.
    QCOMPARE(hours, static_cast<int>((now.micros - s.period.range.from.micros) / microsPerHour));
    // Of a part of one day there are no other hours, which is no zero.
    request.period.custom = {at("2026-11-02T14:00:00Z"), at("2026-11-02T16:00:00Z")}; // Monday 9–11
    const ExploreSnapshot few = build(request);
    QCOMPARE(few.heat[0].at(9).hours, 1);
    QCOMPARE(few.heat[0].at(10).hours, 1);
    QCOMPARE(few.heat[0].at(11).hours, 0);
    QCOMPARE(few.heat[1].at(9).hours, 0);
}

void TestExploreBuilder::whatSumsDoNotTellIsOfTheRequests()
{
    for (const Measure measure : {Measure::LatencyP95, Measure::CostPerTask}) {
        ExploreRequest request;
        request.period = allDays(m_zone);
        request.measure = measure;
        request.chart = ChartKind::Heatmap;
        request.dimension = {Dimension::User, {}};
        const ExploreSnapshot s = build(request);
        Query query;
        query.range = s.period.range;
        query.zone = m_zone;
        const auto whole =
            valueOf(measure, {run(query).total, m_reader->distributions(query).value().total});
        QVERIFY(whole.has_value());
        QVERIFY(valueOf(measure, s.total) == whole);
        // Parts, the rest among them, and hours make the whole again.
        Measured bySeries, byHour;
        for (const ExploreSeries &series : s.series)
            bySeries += series.total;
        for (const auto &day : s.heat) {
            for (const HeatCell &cell : day)
                byHour += cell.measures;
        }
        QVERIFY(std::any_of(s.series.begin(), s.series.end(), [&](const ExploreSeries &series) {
            return valueOf(measure, series.total).has_value();
        }));
        QVERIFY(valueOf(measure, bySeries) == whole);
        QVERIFY(valueOf(measure, byHour) == whole);
    }
}

void TestExploreBuilder::aStepTooFineIsMadeCoarser()
{
    ExploreRequest request;
    request.period = {Preset::Custom, 0, {at("2026-01-01T05:00:00Z"), at("2026-12-31T05:00:00Z")}};
    request.step = Step::Hour;
    QVERIFY(build(request).period.step == Step::Day);
    QVERIFY(!fits(Step::Hour, request.period.custom));
    request.period.custom.from = at("2026-12-01T05:00:00Z");
    QVERIFY(build(request).period.step == Step::Hour);
}

void TestExploreBuilder::aFilterNarrowsEverything()
{
    ExploreRequest request;
    request.period = allDays(m_zone);
    request.chart = ChartKind::Heatmap;
    const ExploreSnapshot all = build(request);
    const auto named = std::find_if(all.rows.begin(), all.rows.end(), [](const ExploreRow &row) {
        return row.key.front() && !row.isNotItemised;
    });
    QVERIFY(named != all.rows.end());
    Filter filter{{Dimension::Model, {}}, {}};
    filter.anyOf.push_back(named->key.front());
    request.where.push_back(filter);
    request.dimension = {Dimension::User, {}};
    const ExploreSnapshot s = build(request);
    Query query;
    query.range = s.period.range;
    query.zone = m_zone;
    query.where = request.where;
    const Measures expected = run(query).total;
    QVERIFY(expected.requests > 0 && expected.requests < all.total.requests);
    QCOMPARE(s.total.requests, expected.requests);
    QCOMPARE(sumOf(Measure::Cost, s.bucketTotals), expected.cost->nanos);
    std::int64_t requests = 0;
    for (const auto &day : s.heat) {
        for (const HeatCell &cell : day)
            requests += cell.measures.requests;
    }
    QCOMPARE(requests, expected.requests);
}

void TestExploreBuilder::anEmptyLedgerIsAskedNothing()
{
    ExploreQueries queries;
    int asked = 0;
    queries.run = [&asked](const Query &) -> Result<Answer> {
        ++asked;
        return Answer{};
    };
    const auto s = buildExplore({}, queries, now, m_zone);
    QVERIFY(s);
    QVERIFY(!s->hasData && s->series.empty());
    QCOMPARE(asked, 0);
}

void TestExploreBuilder::thePeriodBeforeIsThatOfAReport_data()
{
    QTest::addColumn<bool>("isSplit");
    QTest::addColumn<int>("measure");
    QTest::newRow("cost") << false << static_cast<int>(Measure::Cost);
    QTest::newRow("by two") << true << static_cast<int>(Measure::Cost);
    QTest::newRow("percentile") << false << static_cast<int>(Measure::LatencyP95);
}

void TestExploreBuilder::thePeriodBeforeIsThatOfAReport()
{
    QFETCH(bool, isSplit);
    QFETCH(int, measure);
    ExploreRequest request;
    request.period = {Preset::Last7, 0, {}};
    request.dimension.dimension = Dimension::User;
    if (isSplit)
        request.thenBy = DimensionRef{Dimension::Model, {}};
    request.measure = static_cast<Measure>(measure);
    request.compares = true;
    const ExploreSnapshot snapshot = build(request);
    QVERIFY(snapshot.period.prior && snapshot.prior);
    QVERIFY(!snapshot.isPriorPartial);
    Query query;
    query.range = *snapshot.period.prior;
    query.zone = m_zone;
    query.by = request.by();
    const Answer answer = run(query);
    QCOMPARE(snapshot.prior->cost, answer.total.cost);
    QCOMPARE(snapshot.prior->requests, answer.total.requests);
    std::map<std::pair<ValueKey, bool>, std::int64_t> before;
    for (const Row &row : answer.rows)
        before[{row.key, row.isNotItemised}] = row.measures.requests;
    std::int64_t sum = 0;
    for (const ExploreRow &row : snapshot.rows) {
        QVERIFY(row.prior);
        const auto found = before.find({row.key, row.isNotItemised});
        QCOMPARE(row.prior->requests, found == before.end() ? 0 : found->second);
        sum += row.prior->requests;
    }
    QCOMPARE(sum, answer.total.requests); // those that are gone are listed, too
    if (needsDistribution(request.measure)) {
        const auto exact = m_reader->distributions(query).value();
        QCOMPARE(partsOf(request.measure, *snapshot.prior),
                 partsOf(request.measure, Measured(answer.total, exact.total)));
        return;
    }
    QCOMPARE(snapshot.priorBuckets.size(), snapshot.buckets.size());
    QCOMPARE(sumOf(Measure::Cost, snapshot.priorBuckets), answer.total.cost->nanos);
    query.by.clear();
    query.range.to = m_zone.startOfDay(m_zone.dayOf(query.range.from) + 1);
    QCOMPARE(snapshot.priorBuckets.front().requests, run(query).total.requests);
}

void TestExploreBuilder::nothingIsAskedOfThePeriodBeforeUnlessWanted()
{
    ExploreRequest request;
    request.period = {Preset::Last7, 0, {}};
    const ExploreSnapshot plain = build(request);
    QVERIFY(!plain.prior && plain.priorBuckets.empty() && !plain.rows.front().prior);
    request.compares = true;
    request.period = {Preset::Last30, 0, {}}; // the ledger begins after the thirty before
    QVERIFY(!build(request).prior);
    request.period = {Preset::Last7, -1, {}};
    const ExploreSnapshot partly = build(request);
    QVERIFY(partly.prior && partly.isPriorPartial);
}

void TestExploreBuilder::passesErrorsOn()
{
    ExploreQueries queries;
    queries.facts.span = autumn;
    queries.run = [](const Query &) -> Result<Answer> {
        return failure(Error::Kind::Busy, "locked");
    };
    const auto s = buildExplore({}, queries, now, m_zone);
    QVERIFY(!s);
    QVERIFY(s.error().kind == Error::Kind::Busy);
}

QTEST_GUILESS_MAIN(TestExploreBuilder)
#include "tst_explorebuilder.moc"
