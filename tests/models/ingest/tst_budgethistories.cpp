// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ingest/ingest.h"
#include "models/ledger/ledgerreader.h"
#include "models/rules/crossing.h"
#include "tests/models/ingest/budgetmodel.h"
#include "tests/support/sure.h"

#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <array>
#include <random>
#include <set>

using namespace outlay;
using namespace outlay::test;

namespace {

constexpr Format format{"histories", "made up calls", Rank::ProviderResponse, Growth::Once, nullptr,
                        nullptr,     nullptr};
constexpr int ledgers = 100; ///< OUTLAY_HISTORY_LEDGERS in the environment asks for more
constexpr int members = 100; ///< of each: every one is a history of its own
constexpr int steps = 30;
constexpr std::int64_t cent = 10'000'000;

/// Where calendars are awkward.
struct Place
{
    const char *zone;
    const char *around; ///< RFC 3339
};
constexpr std::array<Place, 8> places{{
    {"Asia/Tokyo", "2026-03-31T12:00:00Z"},
    {"America/New_York", "2026-03-07T10:00:00Z"}, // a day of 23 hours follows
    {"America/New_York", "2026-10-31T10:00:00Z"}, // and one of 25
    {"Pacific/Apia", "2021-04-03T06:00:00Z"},     // 25 hours, at the other end of the day
    {"UTC", "2028-02-28T06:00:00Z"},              // leap day
    {"Asia/Kolkata", "2026-06-30T00:00:00Z"},
    {"Australia/Lord_Howe", "2026-04-04T00:00:00Z"}, // half an hour back
    {"Europe/Berlin", "2026-12-31T00:00:00Z"},
}};

/// One ledger, what happens to it, and beside it what must come of that.
class History
{
public:
    History(std::string path, std::uint32_t seed)
        : m_path(std::move(path))
        , m_engine(seed)
        , m_place(places[seed / 2 % places.size()])
        , m_isOrderly(seed % 2 == 1)
        , m_canShrink(seed % 4 == 0)
        , m_start(sure(parseInstant(m_place.around)))
        , m_now(m_start)
        , m_newest{m_start.micros - microsPerDay}
    {
        open();
        m_rules.detectors.watchesStorms = m_rules.detectors.watchesRepeats = false;
        m_rules.budgets = {budget("day", BudgetPeriod::Kind::Day, 300 * cent),
                           budget("hour", BudgetPeriod::Kind::Hour, 12),
                           budget("month", BudgetPeriod::Kind::Month, 2'000 * cent),
                           budget("once", BudgetPeriod::Kind::Once, 700 * cent),
                           budget("rolling", BudgetPeriod::Kind::Rolling, 60 * cent)};
        m_rules.budgets[1].unit = LimitUnit::Requests;
        m_rules.budgets[2].thresholds = {80};
        m_rules.budgets[3].period.once = {{m_start.micros - 5 * microsPerHour},
                                          {m_start.micros + 40 * microsPerHour}};
        m_rules.budgets[4].period.length = microsPerHour;
        change(m_rules);
    }

    void step()
    {
        const int what = random(20);
        if (what < 9)
            import(random(4) == 0 ? 1 + random(3) : 20 + random(60));
        else if (what == 9)
            importAgain();
        else if (what < 13)
            pass(random(3) == 0 ? std::int64_t{random(40)} * microsPerHour
                                : std::int64_t{random(150)} * microsPerMinute);
        else if (what == 13)
            pass(-std::int64_t{random(90)} * microsPerMinute); // a clock set back
        else if (what < 17)
            changeLimits();
        else if (what == 17)
            removeSource();
        else
            open();
    }

    void settle() { import(1); }

    [[nodiscard]] const BudgetRules &rules() const { return m_rules; }
    [[nodiscard]] const BudgetModel &model() const { return m_model; }
    [[nodiscard]] bool isOrderly() const { return m_isOrderly; }
    [[nodiscard]] bool canShrink() const { return m_canShrink; }
    [[nodiscard]] const std::string &path() const { return m_path; }

private:
    [[nodiscard]] int random(int below)
    {
        return static_cast<int>(m_engine() % static_cast<std::uint32_t>(below));
    }
    [[nodiscard]] Budget budget(const char *name, BudgetPeriod::Kind kind, std::int64_t limit) const
    {
        Budget one;
        one.id = one.name = name;
        one.each = DimensionRef{Dimension::User, {}};
        one.period.kind = kind;
        one.period.zone = m_place.zone;
        one.limit = limit;
        return one;
    }
    /// One of the two processes that have it open.
    [[nodiscard]] Ingest &any() { return *m_open[static_cast<std::size_t>(random(2))]; }

    /// As after a restart.
    void open()
    {
        for (std::unique_ptr<Ingest> &one : m_open) {
            one.reset();
            one = sure(Ingest::open(m_path));
            one->setClock([this] { return m_now; });
        }
    }

    void write(const std::vector<Spend> &calls)
    {
        for (const char *source : {"a", "b"}) {
            sure(any().importFrom(format, source, [&](Sink &sink) {
                for (const Spend &call : calls) {
                    if (call.source != source)
                        continue;
                    const std::string id = "resp_" + std::to_string(call.number);
                    const std::string user = userName(call.user);
                    Observation seen;
                    seen.addToken(TokenSpace::Response, id);
                    seen.at = call.at;
                    seen[Field::Provider] = "openai";
                    seen[Field::Model] = "gpt-5";
                    seen[Field::User] = user;
                    seen.usage[TokenClass::Output] = 10;
                    seen.isFinal = true;
                    seen.outcome = Outcome::Success;
                    seen.billed = call.cost;
                    sink.observation(seen);
                }
            }));
            const std::vector<Spend> those = ofSource(calls, source);
            m_model.spend(m_rules, those, m_now);
            if (source == std::string_view("b") && !those.empty())
                m_isRemoved = false;
        }
    }
    [[nodiscard]] static std::vector<Spend> ofSource(const std::vector<Spend> &calls,
                                                     const std::string &source)
    {
        std::vector<Spend> those;
        std::copy_if(calls.begin(), calls.end(), std::back_inserter(those),
                     [&](const Spend &call) { return call.source == source; });
        return those;
    }

    void import(int count)
    {
        if (m_isOrderly && m_now <= m_newest)
            return;
        std::vector<Spend> calls;
        for (int i = 0; i < count; ++i) {
            Spend call;
            call.number = m_count++;
            call.user = random(members);
            call.source = !m_isOrderly && random(4) == 0 ? "b" : "a";
            call.cost = Money{std::int64_t{1 + random(80)} * cent};
            call.at = {m_now.micros - std::int64_t{random(7'200)} * microsPerSecond};
            if (m_isOrderly)
                call.at = {m_newest.micros + 1 + (m_now.micros - m_newest.micros) * i / count};
            else if (random(6) == 0) // late
                call.at.micros -= std::int64_t{random(72)} * microsPerHour;
            if (!m_isOrderly && random(5) == 0) { // on a boundary, or next to it
                const Budget &one = m_rules.budgets[static_cast<std::size_t>(random(3))];
                call.at = {periodOf(one.period, call.at)->from.micros + random(3) - 1};
            }
            calls.push_back(call);
        }
        m_newest = std::max(m_newest, m_now);
        m_past.insert(m_past.end(), calls.begin(), calls.end());
        write(calls);
    }

    void importAgain()
    {
        std::vector<Spend> again;
        for (const Spend &call : m_past) {
            if (random(3) == 0)
                again.push_back(call);
        }
        write(again);
    }

    void pass(std::int64_t micros)
    {
        m_now.micros += micros;
        sure(any().tickRules());
        m_model.look(m_rules, m_now);
        m_newest = std::max(m_newest, m_now);
    }

    void removeSource()
    {
        const bool isThere = std::any_of(m_past.begin(), m_past.end(),
                                         [](const Spend &call) { return call.source == "b"; });
        if (!m_canShrink || !isThere || m_isRemoved)
            return;
        m_isRemoved = true;
        sure(any().removeSource("b"));
        m_model.forget(m_rules, "b", m_now);
    }

    void changeLimits()
    {
        BudgetRules rules = m_rules;
        // The rolling one keeps its limit: then what must be told of it needs no history.
        Budget &one = rules.budgets[static_cast<std::size_t>(random(4))];
        const auto factor = [&] {
            return std::array{50, 70, 90, 130, 200}[std::size_t(random(5))];
        };
        switch (random(4)) {
        case 0:
            one.limit = std::max<std::int64_t>(one.limit * factor() / 100, 3);
            break;
        case 1: {
            const std::string member = userName(random(members));
            const auto at = std::find_if(one.overrides.begin(), one.overrides.end(),
                                         [&](const auto &own) { return own.member >= member; });
            const std::int64_t limit = std::max<std::int64_t>(one.limit * factor() / 100, 3);
            if (at != one.overrides.end() && at->member == member)
                at->limit = limit;
            else
                one.overrides.insert(at, {member, limit});
            break;
        }
        case 2:
            one.raise = Budget::Raise{
                one.limit * 2, {m_now.micros + std::int64_t{1 + random(30)} * microsPerHour}};
            break;
        default:
            if (one.pausedUntil)
                one.pausedUntil = std::nullopt;
            else
                one.pausedUntil =
                    Instant{m_now.micros + std::int64_t{random(200)} * microsPerMinute};
        }
        change(rules);
    }

    void change(const BudgetRules &rules)
    {
        sure(
            any().changeBudgets([&](const BudgetRules &) -> Result<BudgetRules> { return rules; }));
        m_model.limitsChanged(m_rules, rules, m_now);
        m_rules = rules;
    }

    std::string m_path;
    std::mt19937 m_engine;
    Place m_place;
    bool m_isOrderly; ///< calls come in in the order of their times
    bool m_canShrink; ///< calls are taken away again
    Instant m_start, m_now, m_newest;
    BudgetRules m_rules;
    BudgetModel m_model;
    std::array<std::unique_ptr<Ingest>, 2> m_open;
    std::vector<Spend> m_past;
    int m_count = 0;
    bool m_isRemoved = false; ///< source "b", until it brings something again
};

} // namespace

class TestBudgetHistories : public QObject
{
    Q_OBJECT

private slots:
    void noneTwiceAndNoneMissed_data()
    {
        QTest::addColumn<int>("seed");
        const int count = std::max(ledgers, qEnvironmentVariableIntValue("OUTLAY_HISTORY_LEDGERS"));
        for (int seed = 0; seed < count; ++seed)
            QTest::addRow("%s %d", places[std::size_t(seed) / 2 % places.size()].zone, seed)
                << seed;
    }
    void noneTwiceAndNoneMissed()
    {
        QFETCH(int, seed);
        QTemporaryDir folder;
        History history(folder.filePath(QStringLiteral("ledger.sqlite")).toStdString(),
                        std::uint32_t(seed));
        for (int i = 0; i < steps; ++i) {
            history.step();
            if (i % 5 == 4)
                compare(history, seed, i);
            if (QTest::currentTestFailed())
                return;
        }
        history.settle();
        compare(history, seed, steps);
    }

private:
    static void compare(const History &history, int seed, int step)
    {
        const auto reader = sure(LedgerReader::open(history.path()));
        const std::string where =
            "seed " + std::to_string(seed) + ", step " + std::to_string(step) + ": ";
        std::set<std::string> told, rolling;
        for (const AlertLogRow &entry : sure(reader->untold(0, 1'000'000))) {
            const Alert alert = sure(parseAlert(sure(reader->alert(entry.alert))));
            const bool isFirst =
                (alert.budgetId == "rolling" ? rolling : told).insert(entry.alert).second;
            QVERIFY2(isFirst, (where + "told twice: " + toJson(alert)).c_str());
        }
        // Of many members that are over at once one is told of, and speaks for the others.
        std::set<std::string> withOthers;
        std::set<std::pair<std::string, Instant>> spoken; ///< budget and when one was told
        for (const AlertLogRow &entry : sure(reader->alertLogAfter(0, 1'000'000))) {
            const std::string budget = sure(parseAlert(sure(reader->alert(entry.alert)))).budgetId;
            if (entry.isTold)
                spoken.emplace(budget, entry.at);
            if (entry.what != "told with others")
                continue;
            QVERIFY2(spoken.contains({budget, entry.at}),
                     (where + "told with nobody: " + entry.alert).c_str());
            withOthers.insert(entry.alert);
        }
        const auto isHeardOf = [&](std::string id) {
            const std::string budget = sure(parseAlert(sure(reader->alert(id)))).budgetId;
            while (!id.empty() && !told.contains(id) && !withOthers.contains(id)) {
                const Alert alert = sure(parseAlert(sure(reader->alert(id))));
                id = alert.budgetId == budget ? alert.inhibitedBy : std::string();
            }
            return !id.empty();
        };
        for (const auto &[id, what] : history.model().told())
            QVERIFY2(isHeardOf(id), (where + "missed: " + what).c_str());
        for (const std::string &id : told) {
            QVERIFY2(history.model().told().contains(id),
                     (where + "nothing to tell: " + sure(reader->alert(id))).c_str());
        }
        for (const Budget &budget : history.rules().budgets) {
            const bool isRolling = budget.period.kind == BudgetPeriod::Kind::Rolling;
            if (isRolling && history.canShrink())
                continue; // what was told of a run that is no more cannot be told from the end
            const auto claims = sure(reader->claims(budget.id));
            const std::string wrong =
                isRolling ? history.model().wrongRuns(budget, claims, rolling, history.isOrderly())
                          : history.model().wrongClaims(budget, claims);
            QVERIFY2(wrong.empty(), (where + wrong).c_str());
        }
    }
};

QTEST_GUILESS_MAIN(TestBudgetHistories)
#include "tst_budgethistories.moc"
