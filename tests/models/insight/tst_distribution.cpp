// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/insight/measure.h"
#include "models/ledger/distribution.h"
#include "models/ledger/ledgerreader.h"
#include "tests/support/ledgerfixture.h"

#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <limits>
#include <map>
#include <memory>
#include <random>
#include <set>

using namespace outlay;
using namespace outlay::test;

namespace {

Instant at(const char *text)
{
    return parseInstant(text).value();
}

const TimeRange autumn{at("2026-10-20T05:17:00Z"), at("2026-11-08T21:40:30Z")};

/// What is known of requests, from the requests themselves.
struct Known
{
    std::int64_t requests = 0;
    std::vector<std::int64_t> latencies;
    std::map<std::string, std::int64_t> tasks;
    Money taskCost;

    void add(const EventRow &event)
    {
        if (event.isSetAside)
            return;
        requests += event.requests;
        if (event.latencyMicros >= 0)
            latencies.push_back(event.latencyMicros);
        const auto &task = event.dimensions[static_cast<std::size_t>(Dimension::Task)];
        if (task && event.cost && !event.isListValue) {
            tasks[*task] += event.requests;
            taskCost += *event.cost;
        }
    }

    /// By nearest rank, and how far off the answer may be.
    [[nodiscard]] bool isNear(std::optional<std::int64_t> told, std::size_t percent) const
    {
        if (latencies.empty() || !told)
            return latencies.empty() == !told;
        std::vector<std::int64_t> sorted = latencies;
        std::sort(sorted.begin(), sorted.end());
        const std::int64_t exact = sorted[(sorted.size() * percent + 99) / 100 - 1];
        return std::abs(*told - exact) * 2000 <= exact; // 0.05 %
    }
};

} // namespace

class TestDistribution : public QObject
{
    Q_OBJECT

private slots:
    void aBucketIsNoFurtherThanItSays();
    void talliesAddUpAndComeApart();
    void ranksAreThoseOfTheRequests();
    void rowsAreToldLikeTheirRequests_data();
    void rowsAreToldLikeTheirRequests();
    void withoutBeingAskedNothingIsTold();
    void partOfTheRequestsDoesNotSpeakForAll();
};

void TestDistribution::aBucketIsNoFurtherThanItSays()
{
    std::mt19937_64 random(20261129);
    std::uint32_t last = 0;
    for (std::int64_t micros = 0; micros < 200'000; ++micros) {
        const std::uint32_t bucket = latencyBucket(micros);
        QVERIFY(bucket == last || bucket == last + 1); // none is left out
        last = bucket;
        if (micros < 10'000)
            QCOMPARE(latencyOfBucket(bucket), micros);
    }
    for (int i = 0; i < 100'000; ++i) {
        const auto micros = static_cast<std::int64_t>(random() >> (1 + random() % 60));
        const std::int64_t told = latencyOfBucket(latencyBucket(micros));
        QVERIFY2(std::abs(told - micros) <= micros / 2000, std::to_string(micros).c_str());
        QCOMPARE(latencyBucket(told), latencyBucket(micros));
    }
    QVERIFY(latencyBucket(std::numeric_limits<std::int64_t>::max()) < 150'000);
    QCOMPARE(latencyBucket(-1), 0U);
}

void TestDistribution::talliesAddUpAndComeApart()
{
    const Tally left({{3, 2}, {1, 1}, {7, 5}});
    const Tally right({{3, 1}, {2, 4}});
    Tally both = left;
    both += right;
    QCOMPARE(both.distinct(), 4);
    QCOMPARE(both.total(), 13);
    QVERIFY(both == Tally({{1, 1}, {2, 4}, {3, 3}, {7, 5}}));
    both -= left;
    QVERIFY(both == right); // what is gone leaves no zero behind
    both -= right;
    QCOMPARE(both.distinct(), 0);
}

void TestDistribution::ranksAreThoseOfTheRequests()
{
    const auto quantile = [](const std::vector<std::int64_t> &latencies, int percent) {
        Distribution one;
        for (const std::int64_t micros : latencies)
            one.latencies += Tally({{latencyBucket(micros), 1}});
        return one.latencyMicros(percent).value_or(-1);
    };
    QCOMPARE(quantile({}, 50), -1);
    QCOMPARE(quantile({7}, 50), 7);
    QCOMPARE(quantile({7}, 95), 7);
    QCOMPARE(quantile({1, 2, 3, 4}, 50), 2); // place ceil(4 x 50 / 100)
    QCOMPARE(quantile({1, 2, 3, 4, 5}, 50), 3);
    std::vector<std::int64_t> hundred(100);
    for (std::size_t i = 0; i < hundred.size(); ++i)
        hundred[i] = static_cast<std::int64_t>(i) + 1;
    QCOMPARE(quantile(hundred, 95), 95);
    hundred.push_back(101);
    QCOMPARE(quantile(hundred, 95), 96);
}

void TestDistribution::rowsAreToldLikeTheirRequests_data()
{
    QTest::addColumn<QByteArray>("by");
    QTest::addColumn<int>("step");
    QTest::addColumn<int>("top");
    for (const char *by : {"model", "task", "session", "tag:env", "user"}) {
        QTest::addRow("%s", by) << QByteArray(by) << static_cast<int>(Step::None) << 0;
        QTest::addRow("%s by week", by) << QByteArray(by) << static_cast<int>(Step::Week) << 0;
    }
    QTest::newRow("with the rest") << QByteArray("user") << static_cast<int>(Step::Week) << 2;
}

void TestDistribution::rowsAreToldLikeTheirRequests()
{
    QFETCH(QByteArray, by);
    QFETCH(int, step);
    QFETCH(int, top);
    const QTemporaryDir folder;
    const std::string path = folder.filePath(QStringLiteral("ledger.sqlite")).toStdString();
    LedgerFixture ledger(path, "America/New_York");
    fillAtRandom(ledger, 20261129, 1500, autumn);
    const auto reader = LedgerReader::open(path);
    QVERIFY2(reader.has_value(), reader ? "" : reader.error().text.c_str());
    Query query;
    query.zone = Zone::named("America/New_York").value();
    query.by = {parseDimension(by.toStdString()).value()};
    query.step = static_cast<Step>(step);
    query.top = top;
    const auto answer = (*reader)->run(query);
    QVERIFY2(answer.has_value(), answer ? "" : answer.error().text.c_str());
    std::vector<std::optional<std::string>> named;
    for (const Row &row : answer->rows) {
        if (!row.isOther && !row.isNotItemised)
            named.push_back(row.key.front());
    }
    const auto read = (*reader)->distributions(query);
    QVERIFY2(read.has_value(), read ? "" : read.error().text.c_str());
    const auto distributions = distributionsOf(*answer, *read);
    QCOMPARE(distributions.size(), answer->rows.size());
    int compared = 0;
    for (std::size_t i = 0; i < answer->rows.size(); ++i) {
        const Row &row = answer->rows[i];
        if (row.isNotItemised || row.measures.requests == 0)
            continue;
        Query own = query;
        if (row.at)
            own.range = {*row.at, query.zone.nextBucket(*row.at, query.step)};
        if (!row.isOther) {
            own.where.resize(1);
            own.where[0].dimension = query.by.front();
            own.where[0].anyOf = row.key;
        }
        Known known;
        const auto done = (*reader)->eachEvent(own, [&](const EventRow &event) {
            const auto &value =
                event.dimensions[static_cast<std::size_t>(query.by.front().dimension) %
                                 event.dimensions.size()];
            if (!row.isOther || std::find(named.begin(), named.end(), value) == named.end())
                known.add(event);
            return true;
        });
        QVERIFY(done.has_value());
        const auto &told = distributions[i];
        QVERIFY(told != nullptr);
        QCOMPARE(told->requests, row.measures.requests);
        QCOMPARE(told->requests, known.requests);
        QCOMPARE(told->latencies.total(), row.measures.latencySamples);
        QVERIFY(known.isNear(told->latencyMicros(50), 50));
        QVERIFY(known.isNear(told->latencyMicros(95), 95));
        QCOMPARE(told->tasks.distinct(), static_cast<std::int64_t>(known.tasks.size()));
        QCOMPARE(told->taskCost, known.taskCost);
        ++compared;
    }
    QVERIFY(compared > 2);
    QCOMPARE(read->total->requests, answer->total.requests);
    std::int64_t inBuckets = 0;
    for (const DistributionRow &bucket : read->buckets)
        inBuckets += bucket.distribution->requests;
    QCOMPARE(inBuckets, answer->total.requests);
}

void TestDistribution::withoutBeingAskedNothingIsTold()
{
    const QTemporaryDir folder;
    const std::string path = folder.filePath(QStringLiteral("ledger.sqlite")).toStdString();
    LedgerFixture ledger(path, "UTC");
    fillAtRandom(ledger, 3, 50, autumn);
    const auto reader = LedgerReader::open(path).value();
    const auto answer = reader->run({});
    QVERIFY(answer && answer->total.latencySamples > 0);
    QVERIFY(!valueOf(Measure::LatencyP95, answer->total));
    QVERIFY(valueOf(Measure::LatencyP95, {answer->total, reader->distributions({})->total}));
}

void TestDistribution::partOfTheRequestsDoesNotSpeakForAll()
{
    auto known = std::make_shared<Distribution>();
    known->requests = 3;
    known->latencies = Tally({{latencyBucket(700), 3}});
    known->tasks = Tally({{4, 2}, {9, 1}});
    known->taskCost = {5};
    Measured m;
    m.requests = 3;
    m.distribution = known;
    QVERIFY((valueOf(Measure::LatencyP50, m) == MeasureValue{700, 1}));
    QVERIFY((valueOf(Measure::CostPerTask, m) == MeasureValue{5, 2}));
    m.requests = 4; // one is behind the retention horizon
    QVERIFY(!valueOf(Measure::LatencyP50, m));
    QVERIFY(!valueOf(Measure::CostPerTask, m));
    // What remains of a whole without a part.
    Measured part = m;
    m.requests = 6;
    auto whole = std::make_shared<Distribution>(*known);
    *whole += *known;
    m.distribution = whole;
    part.requests = 3;
    const Measured rest = without(m, part);
    QVERIFY((valueOf(Measure::CostPerTask, rest) == MeasureValue{5, 2}));
}

QTEST_GUILESS_MAIN(TestDistribution)
#include "tst_distribution.moc"
