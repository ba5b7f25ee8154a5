// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ingest/ingest.h"
#include "models/ledger/ledgerreader.h"
#include "tests/support/sure.h"

#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <map>
#include <random>
#include <set>

using namespace outlay;
using namespace outlay::test;

namespace {

constexpr Format format{"open-alerts", "made up calls", Rank::ProviderResponse,
                        Growth::Once,  nullptr,         nullptr,
                        nullptr};
constexpr std::int64_t usd = 1'000'000'000;
constexpr Instant now{1'793'000'000'000'000};

struct Call
{
    int number = 0;
    double hoursAgo = 0;
    std::string user = "ana", key = "k1";
    std::int64_t cost = 0; ///< whole dollars; 0: nothing is known of it
};

Budget budgetOf(const std::string &name, std::int64_t dollars, BudgetPeriod::Kind kind)
{
    Budget budget;
    budget.id = budget.name = name;
    budget.limit = dollars * usd;
    budget.period.kind = kind;
    return budget;
}

Budget rollingOf(const std::string &name, std::int64_t dollars, Dimension each, std::int64_t hours)
{
    Budget budget = budgetOf(name, dollars, BudgetPeriod::Kind::Rolling);
    budget.period.length = hours * microsPerHour;
    budget.each = DimensionRef{each, {}};
    return budget;
}

Budget tripwireOf(const std::string &name, Dimension each)
{
    Budget budget = rollingOf(name, 20, each, 1);
    budget.isTripwire = true;
    budget.thresholds.clear();
    return budget;
}

/// A ledger whose clock stands where it is put.
class Desk
{
public:
    explicit Desk(std::vector<Budget> budgets)
    {
        m_ingest = sure(Ingest::open(path()));
        m_ingest->setClock([this] { return m_now; });
        set(std::move(budgets));
    }

    void set(std::vector<Budget> budgets)
    {
        sure(m_ingest->changeBudgets([&](const BudgetRules &before) -> Result<BudgetRules> {
            BudgetRules rules = before;
            rules.detectors.watchesStorms = rules.detectors.watchesRepeats = false;
            rules.budgets = budgets;
            return rules;
        }));
    }

    void import(const std::vector<Call> &calls)
    {
        sure(m_ingest->importFrom(format, "a", [&](Sink &sink) {
            for (const Call &call : calls) {
                const std::string id = "resp_" + std::to_string(call.number);
                Observation seen;
                seen.addToken(TokenSpace::Response, id);
                seen.at = {now.micros - static_cast<std::int64_t>(
                                            call.hoursAgo * static_cast<double>(microsPerHour))};
                seen[Field::Provider] = "nowhere";
                seen[Field::Model] = "made-up";
                seen[Field::User] = call.user;
                seen[Field::Key] = call.key;
                seen.usage[TokenClass::Output] = 10;
                seen.isFinal = true;
                seen.outcome = Outcome::Success;
                if (call.cost > 0)
                    seen.billed = Money{call.cost * usd};
                sink.observation(seen);
            }
        }));
    }

    void pass(std::int64_t micros)
    {
        m_now.micros += micros;
        sure(m_ingest->tickRules());
    }

    [[nodiscard]] std::vector<Alert> active() const
    {
        const auto reader = sure(LedgerReader::open(path()));
        std::vector<Alert> all;
        for (const std::string &body : sure(reader->alerts(TimeRange{}, 10'000))) {
            Alert alert = sure(parseAlert(body));
            if (alert.isActive())
                all.push_back(std::move(alert));
        }
        return all;
    }

    /// Which budgets' limits of whom are known to be passed.
    [[nodiscard]] std::set<std::string> open() const
    {
        std::set<std::string> all;
        for (const Alert &alert : active())
            all.insert(alert.budgetId + ' ' +
                       (alert.scope.empty() ? std::string() : alert.scope.front().second) + ' ' +
                       std::to_string(alert.threshold));
        return all;
    }

    [[nodiscard]] Alert only() const
    {
        const std::vector<Alert> all = active();
        return all.size() == 1 ? all.front() : Alert{};
    }

    /// Ids of what a person is told, in order.
    [[nodiscard]] std::vector<std::string> told() const
    {
        std::vector<std::string> ids;
        for (const AlertLogRow &row : sure(sure(LedgerReader::open(path()))->untold(0, 10'000)))
            ids.push_back(row.alert);
        return ids;
    }

    [[nodiscard]] std::string path() const
    {
        return m_folder.filePath(QStringLiteral("ledger.sqlite")).toStdString();
    }

private:
    QTemporaryDir m_folder;
    Instant m_now = now;
    std::unique_ptr<Ingest> m_ingest;
};

std::string textOf(const std::set<std::string> &all)
{
    std::string text;
    for (const std::string &one : all)
        text += one + "; ";
    return text;
}

} // namespace

/// What is told of as open is what is true, whatever came in before it and in which order.
class TestOpenAlerts : public QObject
{
    Q_OBJECT

private slots:
    void olderDataLeaveARunThatGoesOn()
    {
        Desk desk({tripwireOf("hour", Dimension::User)});
        desk.import({{1, 0.2, "ana", "k1", 25}});
        QCOMPARE(desk.open().size(), std::size_t{1});
        desk.import({{2, 20.0 * 24, "ana", "k1", 1}});
        QCOMPARE(textOf(desk.open()), std::string("hour ana 100; "));
        QCOMPARE(desk.told().size(), std::size_t{1});
    }

    /// Not with the end of the quarter-hour: nothing had been sent by then.
    void aRunBeganWithTheRequestThatReachedIt()
    {
        Desk desk({tripwireOf("hour", Dimension::User)});
        desk.import({{1, 0.5, "ana", "k1", 15}, {2, 0.4, "ana", "k1", 15}});
        const Alert alert = desk.only();
        QCOMPARE(alert.happenedAt.micros,
                 now.micros - static_cast<std::int64_t>(0.4 * static_cast<double>(microsPerHour)));
    }

    /// A history comes in by parts: the alert of a run that is long over says what the whole of it
    /// came to, and is told of once.
    void aRunThatIsOverIsToldWhole()
    {
        Desk desk({tripwireOf("hour", Dimension::User)});
        desk.import({{1, 30.5, "ana", "k1", 25}});
        const auto all = [&] {
            std::vector<Alert> alerts;
            const auto reader = sure(LedgerReader::open(desk.path()));
            for (const std::string &body : sure(reader->alerts(TimeRange{}, 10'000)))
                alerts.push_back(sure(parseAlert(body)));
            return alerts;
        };
        QCOMPARE(all().size(), std::size_t{1});
        QCOMPARE(all().front().consumed, 25 * usd);
        const std::size_t told = desk.told().size();
        desk.import(
            {{2, 30.4, "ana", "k1", 70}, {3, 30.3, "ana", "k1", 5}, {4, 30.9, "ana", "k1", 30}});
        QCOMPARE(all().size(), std::size_t{1});
        QCOMPARE(int(all().front().state), int(AlertState::Resolved));
        QCOMPARE(all().front().consumed, 130 * usd);
        QCOMPARE(all().front().atStake.value().nanos, 130 * usd);
        QCOMPARE(all().front().happenedAt.micros,
                 now.micros - static_cast<std::int64_t>(30.9 * static_cast<double>(microsPerHour)));
        QCOMPARE(desk.told().size(), told);
    }

    void theOrderOfImportsChangesNothing_data()
    {
        QTest::addColumn<int>("seed");
        for (int seed = 0; seed < 60; ++seed)
            QTest::addRow("%d", seed) << seed;
    }
    void theOrderOfImportsChangesNothing()
    {
        QFETCH(int, seed);
        std::mt19937 engine(static_cast<std::uint32_t>(seed));
        const auto random = [&](int below) { return static_cast<int>(engine() % unsigned(below)); };
        std::vector<Budget> budgets{
            rollingOf("days", 100, Dimension::User, 72), rollingOf("day", 45, Dimension::User, 24),
            tripwireOf("key", Dimension::Key), tripwireOf("person", Dimension::User),
            budgetOf("month", 300, BudgetPeriod::Kind::Month)};
        std::vector<Call> calls;
        for (int i = 0; i < 50; ++i) {
            Call call;
            call.number = i;
            // Half of it lately, where runs go on.
            call.hoursAgo = random(2) == 0 ? random(120) / 60.0 : random(12 * 24 * 60) / 60.0;
            call.user = random(2) == 0 ? "ana" : "bob";
            call.key = call.user + std::to_string(random(2));
            call.cost = 1 + random(9);
            calls.push_back(call);
        }
        Desk atOnce(budgets);
        atOnce.import(calls);
        Desk inParts(budgets);
        std::map<int, std::vector<Call>> parts;
        for (const Call &call : calls)
            parts[random(8)].push_back(call);
        for (const auto &[number, part] : parts)
            inParts.import(part);
        compare(inParts, atOnce);
        for (Desk *desk : {&atOnce, &inParts})
            desk->pass(30 * microsPerMinute);
        compare(inParts, atOnce);
        const auto told = inParts.told();
        QCOMPARE(std::set<std::string>(told.begin(), told.end()).size(), told.size());
    }

    static void compare(const Desk &inParts, const Desk &atOnce)
    {
        const std::string one = textOf(atOnce.open()), other = textOf(inParts.open());
        QVERIFY2(one == other, ("at once: " + one + "\nin parts: " + other).c_str());
    }

    void aPersonGoesOnWithoutTheKey()
    {
        Desk desk({tripwireOf("key", Dimension::Key), tripwireOf("person", Dimension::User)});
        desk.import({{1, 0.2, "ana", "k1", 21}});
        QCOMPARE(desk.told().size(), std::size_t{1}); // one thing
        QCOMPARE(desk.open().size(), std::size_t{2});
        desk.import({{2, 0.1, "ana", "k2", 15}});
        QCOMPARE(desk.told().size(), std::size_t{2});
        for (const Alert &alert : desk.active())
            QCOMPARE(alert.consumed, (alert.budgetId == "person" ? 36 : 21) * usd);
    }

    void aPersonStaysOverWhenTheKeyIsNot()
    {
        Desk desk({tripwireOf("key", Dimension::Key), tripwireOf("person", Dimension::User)});
        desk.import({{1, 0.2, "ana", "k1", 21}});
        desk.pass(microsPerHour / 2);
        // Nothing that the key's wire would hear of.
        desk.import({{2, -0.4, "ana", "k2", 19}});
        desk.pass(microsPerHour / 2);
        QCOMPARE(textOf(desk.open()), std::string("person ana 100; "));
        QCOMPARE(desk.told().size(), std::size_t{2});
    }

    void aBudgetThatComesBackHasItsAlerts()
    {
        Budget one = budgetOf("one", 1, BudgetPeriod::Kind::Month);
        one.isCap = true;
        const Budget days = rollingOf("days", 1, Dimension::User, 72);
        Desk desk({one, days});
        desk.import({{1, 0.2, "ana", "k1", 2}, {2, 0.1, "ana", "k1", 0}});
        const std::set<std::string> before = desk.open();
        QCOMPARE(textOf(before), std::string("days ana 100; one  0; one  100; "));
        const std::size_t told = desk.told().size();
        desk.set({});
        QVERIFY(desk.open().empty());
        desk.set({one, days});
        QCOMPARE(textOf(desk.open()), textOf(before));
        desk.import({{3, 0.05, "ana", "k1", 1}});
        desk.pass(microsPerMinute);
        QCOMPARE(textOf(desk.open()), textOf(before));
        QCOMPARE(desk.told().size(), told); // it was told
        for (const Alert &alert : desk.active())
            QCOMPARE(alert.consumed, 3 * usd);
    }

    void anotherLimitWasReachedAtAnotherTime()
    {
        Budget budget = budgetOf("one", 30, BudgetPeriod::Kind::Month);
        Desk desk({});
        desk.import({{1, 60, "ana", "k1", 30}, {2, 10, "ana", "k1", 12}});
        desk.set({budget});
        QCOMPARE(desk.only().happenedAt.micros, now.micros - 60 * microsPerHour);
        budget.limit = 40 * usd;
        desk.set({budget});
        QCOMPARE(desk.only().limit, 40 * usd);
        QCOMPARE(desk.only().happenedAt.micros, now.micros - 10 * microsPerHour);
        budget.limit = 20 * usd;
        desk.set({budget});
        QCOMPARE(desk.only().happenedAt.micros, now.micros - 60 * microsPerHour);
        QCOMPARE(desk.told().size(), std::size_t{1});
    }

    void aLimitThatIsLoweredWasReachedBefore()
    {
        Budget budget = budgetOf("one", 500, BudgetPeriod::Kind::Month);
        Desk desk({});
        desk.import({{1, 60, "ana", "k1", 30}, {2, 10, "ana", "k1", 12}});
        desk.set({budget});
        QVERIFY(desk.open().empty());
        budget.limit = 20 * usd;
        desk.set({budget});
        QCOMPARE(desk.only().happenedAt.micros, now.micros - 60 * microsPerHour);
    }

    void unpricedUnderACapIsTrueByNow()
    {
        Budget budget = budgetOf("one", 10, BudgetPeriod::Kind::Month);
        budget.isCap = true;
        Desk desk({});
        desk.import({{1, 60, "ana", "k1", 0}, {2, 10, "ana", "k1", 2}});
        desk.set({budget});
        QCOMPARE(textOf(desk.open()), std::string("one  0; "));
        QCOMPARE(desk.only().happenedAt.micros, now.micros - 60 * microsPerHour);
        budget.limit = 100 * usd;
        desk.set({budget});
        desk.import({{3, 1, "ana", "k1", 0}});
        QCOMPARE(desk.only().limit, 100 * usd);
        QCOMPARE(desk.only().count, 2);
        QCOMPARE(desk.only().unpriced, 2);
        QVERIFY(!desk.only().atStake);
        QCOMPARE(desk.only().consumed, 2 * usd);
        budget.isCap = false;
        desk.set({budget});
        QVERIFY(desk.open().empty());
        QCOMPARE(desk.told().size(), std::size_t{1});
    }

    void oneThatSpeaksForOthersCountsThem()
    {
        Budget budget = budgetOf("each", 9, BudgetPeriod::Kind::Month);
        budget.each = DimensionRef{Dimension::User, {}};
        Desk desk({});
        std::vector<Call> calls;
        for (int i = 0; i < 31; ++i)
            calls.push_back({i, 1, "user" + std::to_string(i), "k", 10 + i});
        desk.import(calls);
        desk.set({budget});
        QCOMPARE(desk.active().size(), std::size_t{31});
        budget.limit = 39 * usd + usd / 2;
        budget.thresholds.clear();
        desk.set({budget});
        QCOMPARE(textOf(desk.open()), std::string("each user30 100; "));
        QCOMPARE(desk.only().count, 1);
    }
};

QTEST_GUILESS_MAIN(TestOpenAlerts)
#include "tst_openalerts.moc"
