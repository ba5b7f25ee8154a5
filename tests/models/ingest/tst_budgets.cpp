// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ingest/ingest.h"
#include "models/ledger/database.h"
#include "models/ledger/ledgerreader.h"
#include "models/rules/consumption.h"
#include "tests/models/ingest/budgetledgers.h"
#include "tests/support/randomcalls.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <map>
#include <random>
#include <set>

#ifdef __unix__
#include <csignal>
#include <sys/wait.h>
#include <unistd.h>
#endif

using namespace outlay;
using namespace outlay::test;

namespace {

constexpr Format format{"budgets-test", "made up calls", Rank::Gateway, Growth::Once,
                        nullptr,        nullptr,         nullptr};
constexpr Instant start{1'793'000'000'000'000}; // where RandomCalls begin

/// Of every kind of scope, members and period that consumption tells apart.
std::vector<Budget> manyBudgets()
{
    using Kind = BudgetPeriod::Kind;
    std::vector<Budget> all;
    const char *zones[] = {"UTC", "Asia/Kolkata", "America/New_York", "Pacific/Apia"};
    const Kind kinds[] = {Kind::Month, Kind::Day, Kind::Hour, Kind::Week, Kind::Always};
    const std::vector<std::optional<DimensionRef>> members{std::nullopt,
                                                           DimensionRef{Dimension::User, {}},
                                                           DimensionRef{Dimension::Session, {}},
                                                           DimensionRef{Dimension::Task, {}},
                                                           DimensionRef{Dimension::Tag, "env"},
                                                           DimensionRef{Dimension::Project, {}}};
    const std::vector<std::vector<Filter>> scopes{
        {},
        {{{Dimension::Model, {}}, {std::string("gpt-5-mini"), std::string("claude-opus-4-5")}}},
        {{{Dimension::User, {}}, {std::string("alice"), std::nullopt}}},
        {{{Dimension::Tag, "env"}, {std::string("prod")}}},
        {{{Dimension::Session, {}}, {std::nullopt, std::string("session-2")}},
         {{Dimension::Provider, {}}, {std::string("anthropic")}}}};
    std::size_t n = 0;
    for (const auto &each : members) {
        for (const auto &scope : scopes) {
            Budget budget = budgetOf("b" + std::to_string(n), 1'000'000 * usd, kinds[n % 5]);
            budget.period.zone = zones[n % 4];
            budget.each = each;
            budget.scope = scope;
            if (n % 3 == 1)
                budget.unit = LimitUnit::Tokens;
            if (n % 7 == 6) {
                budget.period.kind = Kind::Rolling;
                budget.period.length = microsPerHour * (n % 2 == 0 ? 1 : 30);
            }
            all.push_back(budget);
            ++n;
        }
    }
    return all;
}

using Table = std::map<std::pair<std::string, std::int64_t>, Consumption>;

std::string describe(const Table &table)
{
    std::string text;
    for (const auto &[key, sum] : table) {
        if (sum.isZero())
            continue;
        text += key.first + " @" + std::to_string(key.second) + ": " +
                std::to_string(sum.cost.nanos) + " + " + std::to_string(sum.residual.nanos) + ", " +
                std::to_string(sum.tokens) + " tokens, " + std::to_string(sum.requests) +
                " requests, " + std::to_string(sum.unpriced) + " unpriced\n";
    }
    return text;
}

std::string storedFor(LedgerReader &reader, const Budget &budget)
{
    Table table;
    for (const ConsumedPeriod &row : sure(reader.consumption(trackerKey(budget), TimeRange{})))
        table[{row.isUnknown ? "-" : row.member, row.period.micros}] +=
            {row.cost, row.residual, row.tokens, row.requests, row.unpriced};
    return describe(table);
}

/// By looking at every event and at what reports say of residuals: another road through the code
/// than the one consumption takes.
std::string summedFor(LedgerReader &reader, const std::vector<std::int64_t> &quarters,
                      const Budget &budget)
{
    const PeriodCalendar calendar = sure(PeriodCalendar::of(budget.period));
    Table table;
    Query query;
    query.where = budget.scope;
    sure(reader.eachEvent(query, [&](const EventRow &event) {
        if (event.isSetAside || event.isControl)
            return true;
        std::vector<std::string> members{"-"};
        if (budget.each && budget.each->dimension == Dimension::Tag) {
            std::vector<std::string> values;
            for (const auto &[key, value] : event.tags) {
                if (key == budget.each->tagKey)
                    values.push_back(value);
            }
            if (!values.empty())
                members = values;
        } else if (budget.each) {
            members = {event.dimensions[std::size_t(budget.each->dimension)].value_or("-")};
        }
        // None of these budgets goes by plan.
        const bool isPlans = budget.unit == LimitUnit::Tokens && event.isListValue;
        for (const std::string &member : members)
            table[{member, calendar.at(event.at)->from.micros}] +=
                {event.cost.value_or(Money{}),
                 {},
                 isPlans ? 0 : event.usage.total(),
                 event.requests,
                 event.cost ? 0 : event.requests};
        return true;
    }));
    for (const std::int64_t quarter : quarters) {
        query.range = {{quarter * 15 * microsPerMinute}, {(quarter + 1) * 15 * microsPerMinute}};
        if (budget.each)
            query.by = {*budget.each};
        for (const Row &row : sure(reader.run(query)).rows) {
            if (!row.isNotItemised)
                continue;
            const std::string member =
                budget.each && row.key.front() ? *row.key.front() : std::string("-");
            table[{member, calendar.at(query.range.from)->from.micros}].residual +=
                row.measures.residual;
        }
    }
    return describe(table);
}

/// Quarter-hours that residuals are dated in.
std::vector<std::int64_t> residualQuarters(const std::string &path)
{
    const auto db = sure(Database::open(path, Database::Mode::ReadOnly));
    std::vector<std::int64_t> quarters;
    SqlStatement rows = db->prepare("SELECT DISTINCT at/900000000 FROM residual");
    while (rows.step())
        quarters.push_back(rows.integer(0));
    return quarters;
}

std::string storedFor(const std::string &path, const Budget &budget)
{
    return storedFor(*sure(LedgerReader::open(path)), budget);
}

std::string summedFor(const std::string &path, const Budget &budget)
{
    return summedFor(*sure(LedgerReader::open(path)), residualQuarters(path), budget);
}

void import(Ingest &ingest, const std::vector<const Observation *> &observations)
{
    sure(ingest.importFrom(format, "mixed", [&](Sink &sink) {
        for (const Observation *one : observations)
            sink.observation(*one);
    }));
}

/// A provider's bill of a day, of one user and of nobody.
void importBill(Ingest &ingest)
{
    sure(ingest.importFrom(format, "api", [](Sink &sink) {
        BucketDelivery bucket;
        bucket.series = "costs";
        const std::int64_t day = floorDivide(start.micros, microsPerDay) + 2;
        bucket.bucket = {{day * microsPerDay}, {(day + 1) * microsPerDay}};
        bucket.closed = true;
        bucket.fetchedAt = {(day + 3) * microsPerDay};
        sink.bucket(bucket);
        for (const char *user : {"alice", ""}) {
            Statement statement;
            statement.series = bucket.series;
            statement.bucket = bucket.bucket;
            statement.fetchedAt = bucket.fetchedAt;
            statement.closed = true;
            statement.kind = Statement::Kind::Cost;
            statement.content = user;
            statement.fields[std::size_t(Field::Provider)] = "anthropic";
            statement.fields[std::size_t(Field::User)] = user;
            statement.billed = Money{123'456'789'012};
            sink.statement(statement);
        }
    }));
}

} // namespace

class TestBudgets : public QObject, private BudgetLedgers
{
    Q_OBJECT

private:
    static void compareAll(const std::string &path, const char *when)
    {
        bool hasAny = false;
        const auto reader = sure(LedgerReader::open(path));
        const std::vector<std::int64_t> quarters = residualQuarters(path);
        for (const Budget &budget : manyBudgets()) {
            const std::string stored = storedFor(*reader, budget);
            const std::string summed = summedFor(*reader, quarters, budget);
            const std::string what = std::string(when) + ", " + trackerKey(budget) + "\nstored\n" +
                                     stored + "summed\n" + summed;
            QVERIFY2(stored == summed, what.c_str());
            hasAny = hasAny || !stored.empty();
        }
        QVERIFY(hasAny);
    }

private slots:
    void anUnknownZoneStopsItsBudgetOnly()
    {
        const std::string path = newLedger();
        auto ingest = sure(Ingest::open(path));
        Budget lost = budgetOf("lost", 5 * usd), good = budgetOf("good", 5 * usd);
        lost.period.zone = "Asia/Kolkata";
        setBudgets(*ingest, {good, lost});
        importUsers(*ingest, 3);
        ingest.reset();
        const auto rewrite = [&path](const char *from, const char *to) {
            const auto db = sure(Database::open(path, Database::Mode::ReadWrite));
            sure(db->exec(std::string("UPDATE configuration SET value=replace(value,'") + from +
                          "','" + to + "') WHERE name='budgets'"));
        };
        rewrite("Asia/Kolkata", "Asia/Atlantis"); // as on a system without that zone
        ingest = sure(Ingest::open(path));
        importUsers(*ingest, 6, 3);
        QCOMPARE(storedFor(path, good), summedFor(path, good));
        QVERIFY(!storedFor(path, good).empty());
        sure(ingest->tickRules());
        // A new one of that zone is refused, by name.
        const auto refused =
            ingest->changeBudgets([](const BudgetRules &before) -> Result<BudgetRules> {
                BudgetRules rules = before;
                Budget another = budgetOf("another", usd);
                another.period.zone = "Asia/Lemuria";
                rules.budgets = {another};
                return rules;
            });
        QVERIFY(!refused);
        QVERIFY2(refused.error().text.find("another") != std::string::npos &&
                     refused.error().text.find("Asia/Lemuria") != std::string::npos,
                 refused.error().text.c_str());
        // Where the zone is known again, nothing is missing.
        ingest.reset();
        rewrite("Asia/Atlantis", "Asia/Kolkata");
        ingest = sure(Ingest::open(path));
        importUsers(*ingest, 7, 6);
        QCOMPARE(storedFor(path, lost), summedFor(path, lost));
        QVERIFY(!storedFor(path, lost).empty());
    }

    void consumptionIsTheSumOfEventsAndResiduals_data()
    {
        QTest::addColumn<unsigned>("seed");
        for (unsigned seed = 1; seed <= 2; ++seed)
            QTest::addRow("seed %u", seed) << seed;
    }

    void consumptionIsTheSumOfEventsAndResiduals()
    {
        QFETCH(unsigned, seed);
        const RandomCalls calls(seed, 100);
        const std::string path = newLedger();
        auto ingest = sure(Ingest::open(path));
        setBudgets(*ingest, manyBudgets());
        const auto all = calls.shuffled(seed);
        const auto half = static_cast<std::ptrdiff_t>(all.size() / 2);
        import(*ingest, {all.begin(), all.begin() + half});
        compareAll(path, "after half of them");
        importBill(*ingest);
        import(*ingest, {all.begin() + half, all.end()});
        compareAll(path, "after all of them and a bill");
        import(*ingest, all);
        compareAll(path, "after the same again");
        sure(ingest->setPlan({"gateway", {}, Ingest::Plan::Kind::Local, {}, {}, {}}));
        compareAll(path, "after prices have changed");
        sure(ingest->setPlan({"gateway", {}, Ingest::Plan::Kind::Subscription, "max", {}, {}}));
        compareAll(path, "after a plan's fee pays for a part");
        sure(ingest->setPlan({"gateway", {}, Ingest::Plan::Kind::Metered, "max", {}, {}}));
        compareAll(path, "after the plan of that name is paid by use");
        sure(ingest->setSourceRanks({{"transcript", 1}, {"gateway", 2}}));
        compareAll(path, "after ranks have changed");
        sure(ingest->setAttributionRules({{{{{Dimension::Model, {}}, {std::string("gpt-5-mini")}}},
                                           {},
                                           {{Dimension::User, "carol"},
                                            {Dimension::Task, "chat"},
                                            {Dimension::Project, "p"}}}}));
        compareAll(path, "after rules of attribution");
        sure(ingest->setCoveredBy({{"transcript", "gateway", {}}}));
        compareAll(path, "after cover");
        sure(ingest->setZone("Asia/Kolkata"));
        sure(ingest->rebuildCells());
        QVERIFY(sure(ingest->check()).empty());
        compareAll(path, "after cells were rebuilt");
        ingest.reset();
        ingest = sure(Ingest::open(path));
        QVERIFY(sure(ingest->removeSource("telemetry")) > 0);
        compareAll(path, "after a source was removed");
    }

    void tokensOfAPlanCountOnlyWhereChosen()
    {
        const RandomCalls calls(11, 60);
        const std::string path = newLedger();
        auto ingest = sure(Ingest::open(path));
        sure(ingest->setPlan({"gateway", {}, Ingest::Plan::Kind::Subscription, "max", {}, {}}));
        Budget all = budgetOf("all", 1'000'000'000, BudgetPeriod::Kind::Month);
        all.unit = LimitUnit::Tokens;
        Budget ofPlan = all;
        ofPlan.id = ofPlan.name = "of the plan";
        Filter plan;
        plan.dimension.dimension = Dimension::Plan;
        plan.anyOf.emplace_back("max");
        ofPlan.scope = {plan};
        Budget attempts = all;
        attempts.id = attempts.name = "attempts";
        attempts.unit = LimitUnit::Requests;
        setBudgets(*ingest, {all, ofPlan, attempts});
        import(*ingest, calls.shuffled(1));
        const auto sumOf = [&](const Budget &budget) {
            Consumption sum;
            const auto reader = sure(LedgerReader::open(path));
            for (const ConsumedPeriod &row :
                 sure(reader->consumption(trackerKey(budget), TimeRange{})))
                sum += {row.cost, row.residual, row.tokens, row.requests, row.unpriced};
            return sum;
        };
        const auto reader = sure(LedgerReader::open(path));
        const Answer total = sure(reader->run({}));
        Query query;
        query.where = ofPlan.scope;
        const Answer within = sure(reader->run(query));
        QVERIFY(within.total.usage.total() > 0);
        QVERIFY(within.total.usage.total() < total.total.usage.total());
        QCOMPARE(sumOf(ofPlan).tokens, within.total.usage.total());
        QCOMPARE(sumOf(all).tokens, total.total.usage.total() - within.total.usage.total());
        QCOMPARE(sumOf(attempts).requests, total.total.requests);
    }

    void aBudgetAddedLaterCountsWhatWasThere()
    {
        const RandomCalls calls(7, 100);
        const std::string path = newLedger();
        auto ingest = sure(Ingest::open(path));
        import(*ingest, calls.shuffled(1));
        importBill(*ingest);
        setBudgets(*ingest, manyBudgets());
        compareAll(path, "added later");
        setBudgets(*ingest, {});
        setBudgets(*ingest, manyBudgets());
        compareAll(path, "removed and added again");
    }

    void twoProcessesCountTogether()
    {
        const RandomCalls calls(8, 100);
        const std::string path = newLedger();
        auto one = sure(Ingest::open(path));
        auto other = sure(Ingest::open(path));
        const auto all = calls.shuffled(3);
        setBudgets(*one, manyBudgets());
        for (std::size_t i = 0; i < all.size(); i += 20) {
            const auto to = std::min(all.size(), i + 20);
            import(i % 40 == 0 ? *one : *other,
                   {all.begin() + std::ptrdiff_t(i), all.begin() + std::ptrdiff_t(to)});
            if (i == 100) { // the same rules again, but the trackers are other rows
                setBudgets(*one, {budgetOf("x", usd, BudgetPeriod::Kind::Quarter)});
                setBudgets(*one, manyBudgets());
            }
        }
        compareAll(path, "two in turn");
    }

    void whatIsRolledBackLeavesNothing()
    {
        const RandomCalls calls(9, 60);
        const std::string path = newLedger();
        auto ingest = sure(Ingest::open(path));
        // The first transaction makes the trackers, and is taken back.
        QVERIFY(!ingest->acknowledgeAlert("nothing", "ana", {}, false));
        QVERIFY(!sure(ingest->claimTelling(5)));
        import(*ingest, calls.shuffled(1));
        const Budget tripwire = sure(ingest->budgets()).budgets.front();
        QVERIFY(!storedFor(path, tripwire).empty());
        QCOMPARE(storedFor(path, tripwire), summedFor(path, tripwire));
        setBudgets(*ingest, manyBudgets());
        QVERIFY(!ingest->changeBudgets([](const BudgetRules &rules) -> Result<BudgetRules> {
            BudgetRules broken = rules;
            broken.budgets.front().limit = 0;
            return broken;
        }));
        compareAll(path, "after a change that was refused");
        import(*ingest, calls.shuffled(2));
        compareAll(path, "and an import after it");
    }

    void aLedgerOfBeforeBudgetsGetsItsTrackers()
    {
        const RandomCalls calls(10, 60);
        const std::string path = newLedger();
        {
            auto ingest = sure(Ingest::open(path));
            import(*ingest, calls.shuffled(1));
        }
        {
            const auto db = sure(Database::open(path, Database::Mode::ReadWrite));
            sure(db->exec("DROP TABLE tracker;DROP TABLE consumption;DROP TABLE claim;"
                          "DROP TABLE alert;DROP TABLE alert_log;DROP TABLE outbox;"
                          "DROP TABLE freshness;DROP TABLE closing;DROP TABLE frozen_row;"
                          "ALTER TABLE configuration DROP COLUMN undoes;"
                          "ALTER TABLE profile DROP COLUMN service;DROP TABLE yielded;"
                          "DROP TABLE combined;"
                          "PRAGMA user_version=6"));
        }
        auto ingest = sure(Ingest::open(path));
        sure(ingest->tickRules());
        for (const Budget &budget : shippedRules().budgets) {
            QCOMPARE(storedFor(path, budget), summedFor(path, budget));
            QVERIFY(!storedFor(path, budget).empty());
        }
    }

#ifdef __unix__
    void killedInTheMiddleItIsWholeOrNotAtAll()
    {
        const RandomCalls calls(11, 300);
        const auto all = calls.shuffled(1);
        Budget budget = budgetOf("day", usd / 1000, BudgetPeriod::Kind::Day);
        budget.each = DimensionRef{Dimension::User, {}};
        for (int attempt = 0; attempt < 6; ++attempt) {
            const std::string path = newLedger();
            setBudgets(*sure(Ingest::open(path)), {budget});
            const pid_t child = fork();
            QVERIFY(child >= 0);
            if (child == 0) {
                auto ingest = sure(Ingest::open(path));
                for (std::size_t i = 0; i < all.size(); i += 100)
                    import(*ingest, {all.begin() + std::ptrdiff_t(i),
                                     all.begin() + std::ptrdiff_t(std::min(all.size(), i + 100))});
                _exit(0);
            }
            usleep(static_cast<useconds_t>(2'000 + attempt * 25'000));
            kill(child, SIGKILL);
            int status = 0;
            waitpid(child, &status, 0);
            QCOMPARE(storedFor(path, budget), summedFor(path, budget));
            verifyClaims(path, budget);
            import(*sure(Ingest::open(path)), all);
            QCOMPARE(storedFor(path, budget), summedFor(path, budget));
            verifyClaims(path, budget);
        }
    }
#endif

private:
    /// Every threshold that is reached is claimed, with its alert and its entry in the log, once.
    static void verifyClaims(const std::string &path, const Budget &budget)
    {
        auto reader = sure(LedgerReader::open(path));
        const auto claims = sure(reader->claims(budget.id));
        for (const ConsumedPeriod &row :
             sure(reader->consumption(trackerKey(budget), TimeRange{}))) {
            const Consumption sum{row.cost, row.residual, row.tokens, row.requests, row.unpriced};
            for (const int threshold : {50, 75, 90, 100}) {
                const auto count =
                    std::count_if(claims.begin(), claims.end(), [&](const ClaimRow &claim) {
                        return claim.member == row.member && claim.period == row.period &&
                               claim.threshold == threshold;
                    });
                const bool isReached =
                    Int128{sum.in(budget.unit)} * 100 >= Int128{budget.limit} * threshold;
                if (isReached && !row.isUnknown)
                    QCOMPARE(count, 1);
            }
        }
        for (const ClaimRow &claim : claims) {
            QVERIFY(sure(reader->alert(claim.alert)).size() > 2);
            const auto log = sure(reader->alertLog(claim.alert));
            QVERIFY(!log.empty());
            QVERIFY(std::count_if(log.begin(), log.end(),
                                  [](const AlertLogRow &row) { return row.isTold; }) <= 1);
        }
    }
};

QTEST_GUILESS_MAIN(TestBudgets)
#include "tst_budgets.moc"
