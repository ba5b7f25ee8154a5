// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ingest/ingest.h"
#include "models/insight/agenttree.h"
#include "models/insight/taskcosts.h"
#include "models/receipt/receiptreader.h"
#include "tests/support/randomcalls.h"

#include <QTemporaryDir>
#include <QTest>

#include <algorithm>

using namespace outlay;
using namespace outlay::test;

namespace {

std::vector<Money> upTo(std::int64_t last)
{
    std::vector<Money> amounts;
    for (std::int64_t i = last; i > 0; --i)
        amounts.push_back({i});
    return amounts;
}

Filter only(Dimension dimension, std::optional<std::string> value)
{
    return {{dimension, {}}, {std::move(value)}};
}

} // namespace

/// Over a ledger of made-up calls, with a plan's fee.
class TestTaskCosts : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void quantilesAreAmountsThatOccur_data();
    void quantilesAreAmountsThatOccur();
    void partsSumToTheReport();
    void theDearestComeFirst();
    void detailsAreOfAllRequests();
    void filtersNarrow();
    void treesSumToTheReport_data();
    void treesSumToTheReport();
    void knowsSessionsBelow();
    void behindTheHorizonAreSumsOnly();

private:
    [[nodiscard]] Answer ask(const Query &query) const
    {
        auto answer = m_reader->run(query);
        if (!answer)
            qFatal("%s", answer.error().text.c_str());
        return *std::move(answer);
    }
    [[nodiscard]] TaskCosts costs(std::size_t top, const Query &query = {}) const
    {
        auto costs = taskCosts(*m_reader, query, top);
        if (!costs)
            qFatal("%s", costs.error().text.c_str());
        return *std::move(costs);
    }

    QTemporaryDir m_folder;
    std::unique_ptr<LedgerReader> m_reader;
};

void TestTaskCosts::initTestCase()
{
    const std::string path = m_folder.filePath(QStringLiteral("l.sqlite")).toStdString();
    {
        auto ingest = Ingest::open(path);
        QVERIFY(ingest.has_value());
        Ingest::Plan plan;
        plan.source = "test";
        plan.kind = Ingest::Plan::Kind::Metered;
        QVERIFY((*ingest)->setPlan(plan).has_value());
        const RandomCalls calls(7, 600);
        const auto counts = (*ingest)->importFrom(formats().front(), "test", [&](Sink &sink) {
            for (const Observation &observation : calls.observations())
                sink.observation(observation);
            // A thread whose agent was started by another thread's, and one below that.
            Observation thread = calls.observations().front();
            thread.tokens.clear();
            for (const auto &[session, parent] :
                 {std::pair{"thread-1", "session-1"}, {"thread-2", "thread-1"}}) {
                thread.content = session;
                thread[Field::Session] = session;
                thread[Field::ParentAgent] = parent;
                sink.observation(thread);
            }
        });
        QVERIFY(counts.has_value());
        plan.source.clear();
        plan.key = "key-1";
        plan.kind = Ingest::Plan::Kind::Subscription;
        plan.fee = {20'000'000'001};
        QVERIFY((*ingest)->setPlan(plan).has_value());
    }
    auto reader = LedgerReader::open(path);
    QVERIFY(reader.has_value());
    m_reader = *std::move(reader);
}

void TestTaskCosts::quantilesAreAmountsThatOccur_data()
{
    QTest::addColumn<qint64>("amounts");
    QTest::addColumn<qint64>("median");
    QTest::addColumn<qint64>("p95");
    QTest::newRow("one") << 1LL << 1LL << 1LL;
    QTest::newRow("an even count takes the lower middle") << 2LL << 1LL << 2LL;
    QTest::newRow("an odd count has a middle") << 5LL << 3LL << 5LL;
    QTest::newRow("19: ceil(18.05)") << 19LL << 10LL << 19LL;
    QTest::newRow("20: the 19th") << 20LL << 10LL << 19LL;
    QTest::newRow("21: ceil(19.95)") << 21LL << 11LL << 20LL;
    QTest::newRow("100: the 95th") << 100LL << 50LL << 95LL;
}

void TestTaskCosts::quantilesAreAmountsThatOccur()
{
    QFETCH(qint64, amounts);
    QFETCH(qint64, median);
    QFETCH(qint64, p95);
    const Spread spread = spreadOf(upTo(amounts));
    QCOMPARE(spread.count, std::int64_t{amounts});
    QCOMPARE(spread.total, Money{amounts * (amounts + 1) / 2});
    QCOMPARE(spread.median, std::optional(Money{median}));
    QCOMPARE(spread.p95, std::optional(Money{p95}));
    QCOMPARE(spread.most, std::optional(Money{amounts}));
    QVERIFY(!spreadOf({}).median);
}

void TestTaskCosts::partsSumToTheReport()
{
    const Answer answer = ask({});
    for (const std::size_t top : {0U, 1U, 3U, 1000U}) {
        const TaskCosts costs = this->costs(top);
        Measures sum = costs.rest;
        for (const TaskRow &row : costs.dearest)
            sum += row.measures;
        if (costs.unknown)
            sum += *costs.unknown;
        QCOMPARE(costs.dearest.size(), std::min(top, std::size_t(costs.tasks)));
        QCOMPARE(costs.restTasks + std::int64_t(costs.dearest.size()), costs.tasks);
        QCOMPARE(sum.cost.value_or(Money{}) + costs.notItemised, *answer.total.cost);
        QCOMPARE(sum.requests, answer.total.requests);
        QCOMPARE(sum.usage, answer.total.usage);
        QCOMPARE(costs.notItemised, answer.total.residual);
    }
    QVERIFY(costs(3).tasks > 3);
    QVERIFY(costs(3).unknown.has_value());
    QVERIFY(costs(3).notItemised != Money{}); // the fee
}

void TestTaskCosts::theDearestComeFirst()
{
    const TaskCosts costs = this->costs(1000);
    const auto isDearer = [](const TaskRow &l, const TaskRow &r) {
        return l.measures.cost > r.measures.cost;
    };
    QVERIFY(std::is_sorted(costs.dearest.begin(), costs.dearest.end(), isDearer));
    QCOMPARE(costs.cost.most, costs.dearest.front().measures.cost);
    std::vector<Money> spent;
    for (const TaskRow &row : costs.dearest) {
        const bool isPlanned =
            row.measures.listValue != Money{} && row.measures.cost.value_or(Money{}) == Money{};
        if (row.measures.cost && !isPlanned)
            spent.push_back(*row.measures.cost);
    }
    QCOMPARE(costs.cost, spreadOf(spent));
    QVERIFY(costs.medianTask && costs.p95Task && costs.dearestTask);
    QCOMPARE(costs.medianTask->measures.cost, costs.cost.median);
    QCOMPARE(costs.p95Task->measures.cost, costs.cost.p95);
    QCOMPARE(costs.dearestTask->task, costs.dearest.front().task);
}

void TestTaskCosts::detailsAreOfAllRequests()
{
    const TaskCosts costs = this->costs(4);
    for (const TaskRow &row : costs.dearest) {
        const TaskDetail &detail = row.detail;
        QCOMPARE(detail.requests, row.measures.requests);
        const OutcomeCounts &ended = detail.outcomes;
        QCOMPARE(ended.success + ended.error + ended.refusedByCap + ended.cancelled + ended.unknown,
                 row.measures.requests);
        Query query;
        query.where = {only(Dimension::Task, row.task)};
        query.by = {{Dimension::Session, {}}};
        std::int64_t sessions = 0;
        for (const Row &session : ask(query).rows)
            sessions += session.key.front() ? 1 : 0;
        QCOMPARE(detail.sessions, sessions);
        QVERIFY(detail.first <= detail.last);
        query.by = {{Dimension::User, {}}};
        std::vector<std::string> people;
        for (const Row &user : ask(query).rows) {
            if (user.key.front() && user.measures.requests > 0)
                people.push_back(*user.key.front());
        }
        std::sort(people.begin(), people.end());
        QCOMPARE(detail.people, people);
    }
    const auto ticket = std::find_if(costs.dearest.begin(), costs.dearest.end(),
                                     [](const TaskRow &row) { return row.task == "OUT-17"; });
    QVERIFY(ticket != costs.dearest.end());
    QCOMPARE(ticket->detail.branches, std::vector<std::string>{"feature/OUT-17-thing"});
}

void TestTaskCosts::filtersNarrow()
{
    Query query;
    query.where = {only(Dimension::Task, "OUT-17")};
    const TaskCosts costs = this->costs(5, query);
    QCOMPARE(costs.tasks, std::int64_t{1});
    QCOMPARE(costs.dearest.front().task, std::string("OUT-17"));
    QCOMPARE(costs.cost.median, costs.dearest.front().measures.cost);
    QVERIFY(!costs.unknown);
    QCOMPARE(costs.notItemised, Money{});
}

void TestTaskCosts::treesSumToTheReport_data()
{
    QTest::addColumn<int>("dimension");
    for (const Dimension dimension : {Dimension::Task, Dimension::Session, Dimension::Model})
        QTest::newRow(std::string(name(dimension)).c_str()) << static_cast<int>(dimension);
}

void TestTaskCosts::treesSumToTheReport()
{
    QFETCH(int, dimension);
    const auto book = priceBookOf(*m_reader);
    QVERIFY(book.has_value());
    Query query;
    query.by = {{static_cast<Dimension>(dimension), {}}};
    int teams = 0;
    for (const Row &row : ask(query).rows) {
        if (row.isNotItemised)
            continue;
        Query narrowed;
        narrowed.where = {only(static_cast<Dimension>(dimension), row.key.front())};
        const auto tree = readAgentTree(*m_reader, **book, narrowed);
        QVERIFY2(tree.has_value(), tree ? "" : tree.error().text.c_str());
        QCOMPARE(tree->listed.cost, row.measures.cost);
        QCOMPARE(tree->listed.requests, row.measures.requests);
        QCOMPARE(tree->listed.usage, row.measures.usage);
        QCOMPARE(tree->listed.listValue, row.measures.listValue);
        QCOMPARE(tree->listed.unpricedRequests, row.measures.unpricedRequests);
        TeamCost sum;
        for (const Team &team : tree->teams) {
            sum += team.cost;
            if (team.agents == 1) {
                QCOMPARE(team.cost.duplicated, Money{});
                QCOMPARE(team.cost.carried, Money{});
            } else {
                ++teams;
            }
        }
        QCOMPARE(sum, tree->cost);
        QCOMPARE(tree->cost.oneAgent() + tree->cost.duplicated, tree->cost.team);
    }
    QVERIFY(teams > 0);
}

void TestTaskCosts::knowsSessionsBelow()
{
    using Names = std::vector<std::string>;
    QCOMPARE(m_reader->sessionsBelow("session-1").value_or(Names{}),
             (Names{"session-1", "thread-1", "thread-2"}));
    QCOMPARE(m_reader->sessionsBelow("thread-2").value_or(Names{}), Names{"thread-2"});
    QCOMPARE(m_reader->sessionsBelow("nobody's").value_or(Names{}), Names{"nobody's"});
}

void TestTaskCosts::behindTheHorizonAreSumsOnly()
{
    const std::string path = m_folder.filePath(QStringLiteral("old.sqlite")).toStdString();
    {
        auto ingest = Ingest::open(path);
        QVERIFY(ingest.has_value());
        const RandomCalls calls(8, 300);
        QVERIFY((*ingest)
                    ->importFrom(formats().front(), "test",
                                 [&](Sink &sink) {
                                     for (const Observation &observation : calls.observations())
                                         sink.observation(observation);
                                 })
                    .has_value());
        // In the midst of the calls.
        const auto dropped = (*ingest)->setRetentionHorizon({1'793'400'000LL * microsPerSecond});
        QVERIFY(dropped.has_value());
        QVERIFY(*dropped > 0);
    }
    const auto reader = LedgerReader::open(path);
    QVERIFY(reader.has_value());
    const auto costs = taskCosts(**reader, {}, 1000);
    QVERIFY(costs.has_value());
    bool hasOld = false;
    for (const TaskRow &row : costs->dearest) {
        QVERIFY(row.detail.requests <= row.measures.requests);
        hasOld = hasOld || row.detail.requests < row.measures.requests;
    }
    QVERIFY(hasOld);
    const auto tree = readAgentTree(**reader, *PriceBook::shipped(), {});
    QVERIFY(tree.has_value());
    QVERIFY(tree->listed.requests < tree->total.requests);
    QVERIFY(tree->listed.cost < tree->total.cost);
}

QTEST_APPLESS_MAIN(TestTaskCosts)
#include "tst_taskcosts.moc"
