// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/alerting/alertclock.h"
#include "app/alerting/alertwords.h"
#include "app/alerting/budgetpace.h"
#include "app/alerting/noticesettings.h"
#include "models/ingest/ingest.h"
#include "tests/support/sure.h"

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>

using namespace outlay;
using namespace outlay::test;
using namespace outlay::alerting;

namespace {

constexpr Format format{"pace-test", "made up calls", Rank::ProviderResponse, Growth::Once, nullptr,
                        nullptr,     nullptr};
constexpr std::int64_t usd = 1'000'000'000;

Instant at(const char *text)
{
    return sure(parseInstant(text));
}

struct Call
{
    Instant at;
    std::int64_t dollars = 0;
    const char *user = "ana";
};

Budget budgetOf(const char *name, std::int64_t dollars)
{
    Budget budget;
    budget.id = budget.name = name;
    budget.limit = dollars * usd;
    return budget;
}

} // namespace

class TestBudgetPace : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_folder;
    std::string m_path;
    int m_count = 0;

    [[nodiscard]] std::unique_ptr<Ingest> open(Instant now) const
    {
        auto ingest = sure(Ingest::open(m_path));
        ingest->setClock([now] { return now; });
        return ingest;
    }
    void import(const std::vector<Call> &calls, Instant now)
    {
        sure(open(now)->importFrom(format, "api", [&](Sink &sink) {
            for (const Call &call : calls) {
                const std::string id = "resp_pace_" + std::to_string(++m_count);
                Observation seen;
                seen.addToken(TokenSpace::Response, id);
                seen.at = call.at;
                seen[Field::Provider] = "openai";
                seen[Field::Model] = "gpt-5";
                seen[Field::User] = call.user;
                seen.usage[TokenClass::Output] = 1000;
                seen.isFinal = true;
                seen.outcome = Outcome::Success;
                seen.billed = Money{call.dollars * usd};
                sink.observation(seen);
            }
        }));
    }
    void setBudgets(const std::vector<Budget> &budgets, Instant now)
    {
        sure(open(now)->changeBudgets([&](const BudgetRules &) -> Result<BudgetRules> {
            BudgetRules rules;
            rules.budgets = budgets;
            return rules;
        }));
    }
    [[nodiscard]] std::vector<AlertReport> burning(Instant now,
                                                   const std::vector<Alert> &known = {}) const
    {
        const auto reader = sure(LedgerReader::open(m_path));
        return sure(burnReports(*reader, sure(budgetRulesOf(*reader)), known, now));
    }
    [[nodiscard]] std::vector<AlertReport> foreseen(Instant now) const
    {
        const auto reader = sure(LedgerReader::open(m_path));
        const auto statuses = sure(budgetStatuses(*reader, sure(budgetRulesOf(*reader)), now, {}));
        return forecastReports(statuses, {}, now);
    }

private slots:
    void init()
    {
        m_path =
            m_folder.filePath(QString::number(++m_count) + QStringLiteral(".sqlite")).toStdString();
    }

    /// November has 720 hours: with 720 dollars an even hour costs one.
    void fastNeedsBothWindows()
    {
        const Instant now = at("2026-11-10T12:00:00Z");
        setBudgets({budgetOf("all", 720)}, now);
        // 20 dollars in the hour, but none in the last five minutes.
        import({{ at("2026-11-10T11:20:00Z"), 20 }}, now);
        QVERIFY(burning(now).empty());
        import({{ at("2026-11-10T11:58:00Z"), 2 }}, now);
        const auto reports = burning(now);
        QCOMPARE(reports.size(), std::size_t(1));
        const Alert &alert = reports[0].alert;
        QVERIFY(reports[0].isTrue);
        QCOMPARE(alert.kind, AlertKind::BurnRateFast);
        QCOMPARE(alert.atStake->nanos, 22 * usd);
        QCOMPARE(alert.consumed, 22 * usd);
        // 698 dollars are left, at 22 an hour.
        QVERIFY2(
            alert.detail.find("22 times the even pace over the last 1 h, 24 times over the "
                              "last 5 min; at this pace it is used up 11 Nov 2026, 19:43 UTC") == 0,
            alert.detail.c_str());
        QVERIFY(!wordsFor(alert, Zone()).text.empty());
        // Ten minutes on it has stopped.
        const auto later = burning({now.micros + 10 * microsPerMinute}, {alert});
        QCOMPARE(later.size(), std::size_t(1));
        QVERIFY(!later[0].isTrue);
        QCOMPARE(later[0].alert.id, alert.id);
    }

    void whatIsExactlyAtTheFactorDoesNotBurn()
    {
        const Instant now = at("2026-11-10T12:00:00Z");
        setBudgets({budgetOf("all", 7200)}, now); // ten dollars an hour; 144 are 14.4 times
        import({{at("2026-11-10T11:10:00Z"), 124}, { at("2026-11-10T11:59:00Z"), 20 }}, now);
        const auto reports = burning(now);
        for (const AlertReport &report : reports)
            QVERIFY(report.alert.kind != AlertKind::BurnRateFast);
        import({{ at("2026-11-10T11:59:30Z"), 1 }}, now);
        QCOMPARE(burning(now).at(0).alert.kind, AlertKind::BurnRateFast);
    }

    void slowSpeaksWhereFastDoesNot()
    {
        const Instant now = at("2026-11-10T12:00:00Z");
        setBudgets({budgetOf("all", 720)}, now);
        std::vector<Call> calls;
        for (int quarter = 0; quarter < 24; ++quarter) // 8 dollars an hour for 6 hours
            calls.push_back({{now.micros - (quarter * 15 + 1) * microsPerMinute}, 2});
        import(calls, now);
        const auto reports = burning(now);
        QCOMPARE(reports.size(), std::size_t(1));
        QCOMPARE(reports[0].alert.kind, AlertKind::BurnRateSlow);
        QVERIFY(reports[0].alert.detail.starts_with("8 times the even pace over the last 6 h"));
    }

    void membersBurnByThemselves()
    {
        const Instant now = at("2026-11-10T12:00:00Z");
        Budget each = budgetOf("each", 720);
        each.each = DimensionRef{Dimension::User, {}};
        setBudgets({each}, now);
        import({{at("2026-11-10T11:59:00Z"), 30, "ana"},
                {at("2026-11-10T11:59:00Z"), 1, "bob"},
                { at("2026-11-10T11:59:00Z"),
                  90,
                  "" }}, // whose is not known is nobody's
               now);
        const auto reports = burning(now);
        QCOMPARE(reports.size(), std::size_t(1));
        QCOMPARE(reports[0].alert.scope.at(0).second, std::string("ana"));
    }

    void whatIsUsedUpOrPausedHasSaidMore()
    {
        const Instant now = at("2026-11-10T12:00:00Z");
        Budget paused = budgetOf("paused", 720);
        paused.pausedUntil = Instant{now.micros + microsPerDay};
        setBudgets({budgetOf("all", 20), paused}, now);
        import({{ at("2026-11-10T11:59:00Z"), 30 }}, now);
        QVERIFY(burning(now).empty());
    }

    void theForecastWarnsBeforeTheMoneyIsGone()
    {
        const Instant now = at("2026-11-20T12:00:00Z");
        std::vector<Call> calls;
        for (int hour = 0; hour < 50 * 24; ++hour) // two dollars an hour: 1,440 a month
            calls.push_back({{now.micros - hour * microsPerHour - microsPerMinute}, 2});
        import(calls, now);
        setBudgets({budgetOf("narrow", 1200), budgetOf("wide", 2000)}, now);
        const auto reports = foreseen(now);
        QCOMPARE(reports.size(), std::size_t(1));
        const Alert &alert = reports[0].alert;
        QCOMPARE(alert.kind, AlertKind::ForecastExceeds);
        QCOMPARE(alert.budgetName, std::string("narrow"));
        // 936 are spent; the rest of 1,200 lasts 132 hours, until the 26th at midnight.
        QVERIFY2(alert.detail.find("used up about 26 Nov 2026") != std::string::npos ||
                     alert.detail.find("used up about 25 Nov 2026, 23") != std::string::npos,
                 alert.detail.c_str());
        QCOMPARE(*alert.endsAt, at("2026-12-01T00:00:00Z"));
        // Used up, it says so itself.
        setBudgets({budgetOf("narrow", 900)}, now);
        QVERIFY(foreseen(now).empty());
    }

    void theClockTellsOfABurnAndEndsIt()
    {
        Instant now = at("2026-11-10T12:00:00Z");
        setBudgets({budgetOf("all", 720)}, now);
        import({{at("2026-11-10T11:30:00Z"), 20}, { at("2026-11-10T11:59:00Z"), 5 }}, now);
        LedgerQueue queue(m_path);
        queue.post([&now](Ingest &ingest) { ingest.setClock([now] { return now; }); });
        AlertClock clock(queue, [&now] { return now; });
        QSignalSpy told(&clock, &AlertClock::told);
        QSignalSpy failed(&clock, &AlertClock::failed);
        clock.look();
        QTRY_COMPARE(told.size(), 1);
        QCOMPARE(told[0][0].value<Alert>().kind, AlertKind::BurnRateFast);
        QVERIFY(failed.isEmpty());
        const std::string id = told[0][0].value<Alert>().id;
        const auto state = [&] {
            return sure(parseAlert(sure(sure(LedgerReader::open(m_path))->alert(id)))).state;
        };
        QCOMPARE(state(), AlertState::Open);
        for (const int minutes : {10, 25}) { // over, and over for long enough
            now = at("2026-11-10T12:00:00Z");
            now.micros += minutes * microsPerMinute;
            queue.post([now](Ingest &ingest) { ingest.setClock([now] { return now; }); });
            clock.look();
            QTRY_VERIFY(!clock.isLooking());
        }
        QCOMPARE(state(), AlertState::Resolved);
        QCOMPARE(told.size(), 1);
    }

    /// What was taken out again before anybody looked is told to nobody, and neither is what has
    /// no budget any more.
    void whatIsOverIsNotTold()
    {
        const Instant now = at("2026-11-10T12:00:00Z");
        setBudgets({budgetOf("all", 10)}, now);
        import({{ at("2026-11-10T11:59:00Z"), 25 }}, now);
        const auto exhausted = [&] {
            const auto reader = sure(LedgerReader::open(m_path));
            for (const AlertLogRow &entry : sure(reader->untold(0, 100))) {
                if (sure(parseAlert(sure(reader->alert(entry.alert)))).kind ==
                    AlertKind::BudgetExhausted)
                    return true;
            }
            return false;
        };
        QVERIFY(exhausted());
        QVERIFY(sure(open(now)->removeSource("api")) > 0);
        QVERIFY(exhausted()); // in the log, and of no interest
        LedgerQueue queue(m_path);
        queue.post([now](Ingest &ingest) { ingest.setClock([now] { return now; }); });
        AlertClock clock(queue, [&now] { return now; });
        QSignalSpy told(&clock, &AlertClock::told);
        clock.look();
        QTRY_VERIFY(!clock.isLooking());
        queue.drain();
        QTRY_VERIFY(!exhausted()); // claimed, so that nobody tells it later either
        QVERIFY(told.isEmpty());
        // Another one, of a budget that goes before it is told; what is still true is told.
        import({{ at("2026-11-10T11:58:00Z"), 26 }}, now);
        setBudgets({budgetOf("other", 5)}, now);
        clock.look();
        QTRY_VERIFY(!told.isEmpty());
        QTRY_VERIFY(!exhausted());
        for (const QList<QVariant> &one : told)
            QVERIFY(one[0].value<Alert>().budgetId != "all");
    }

    void burnRatesThatNobodyWantsAreNotLookedFor()
    {
        const Instant now = at("2026-11-10T12:00:00Z");
        setBudgets({budgetOf("all", 720)}, now);
        import({{at("2026-11-10T11:30:00Z"), 20}, { at("2026-11-10T11:59:00Z"), 5 }}, now);
        const auto choose = [&](bool isOn) {
            NoticeSettings settings;
            settings.watchesBurnRate = isOn;
            sure(open(now)->setSetting(std::string(noticeSetting), toJson(settings)));
        };
        choose(false);
        LedgerQueue queue(m_path);
        queue.post([now](Ingest &ingest) { ingest.setClock([now] { return now; }); });
        AlertClock clock(queue, [&now] { return now; });
        const auto burning = [&] {
            clock.look();
            if (!QTest::qWaitFor([&] { return !clock.isLooking(); }))
                qFatal("it still looks");
            int open = 0;
            for (const std::string &body :
                 sure(sure(LedgerReader::open(m_path))->alerts({now, now}, 100)))
                open += sure(parseAlert(body)).kind == AlertKind::BurnRateFast ? 1 : 0;
            return open;
        };
        QCOMPARE(burning(), 0);
        choose(true);
        QCOMPARE(burning(), 1);
        choose(false);
        (void)burning();
        const auto bodies = sure(sure(LedgerReader::open(m_path))->alerts({now, now}, 100));
        for (const std::string &body : bodies) // it ends like any that is no longer true
            QVERIFY(sure(parseAlert(body)).kind != AlertKind::BurnRateFast ||
                    sure(parseAlert(body)).endedAt);
    }

    void singleRequestsGoOnceADayOfTheLedger()
    {
        Instant now = at("2026-11-20T12:00:00Z");
        import({{at("2026-08-10T11:30:00Z"), 20}, { at("2026-11-10T11:30:00Z"), 5 }}, now);
        sure(open(now)->setRetentionMonths(1));
        LedgerQueue queue(m_path);
        queue.post([&now](Ingest &ingest) { ingest.setClock([&now] { return now; }); });
        AlertClock clock(queue, [&now] { return now; });
        const auto kept = [&] {
            const auto reader = sure(LedgerReader::open(m_path));
            std::int64_t requests = 0;
            Query query;
            query.range = {at("2026-01-01T00:00:00Z"), at("2027-01-01T00:00:00Z")};
            sure(reader->eachEvent(query, [&](const EventRow &event) {
                requests += event.requests;
                return true;
            }));
            return requests;
        };
        const auto looked = [&] {
            clock.look();
            QVERIFY(QTest::qWaitFor([&] { return !clock.isLooking(); }));
            queue.drain();
        };
        QCOMPARE(kept(), std::int64_t{2});
        looked();
        QCOMPARE(kept(), std::int64_t{1}); // sums of it stay
        Query all;
        all.range = {at("2026-01-01T00:00:00Z"), at("2027-01-01T00:00:00Z")};
        QCOMPARE(sure(sure(LedgerReader::open(m_path))->run(all)).total.cost, Money{25 * usd});
        // An old one that comes in afterwards stays until the ledger's next day.
        import({{ at("2026-07-10T11:30:00Z"), 1 }}, now);
        const std::int64_t later = kept();
        looked();
        QCOMPARE(kept(), later);
        now.micros += microsPerDay;
        looked();
        QCOMPARE(kept(), std::int64_t{1});
    }

    /// Fees of plans are spend, and no consumption (DESIGN invariant 6): all roads say the same.
    void feesAreNoConsumption()
    {
        const Instant now = at("2026-11-20T12:00:00Z");
        import({{ at("2026-11-10T11:30:00Z"), 20 }}, now);
        {
            const auto ingest = open(now);
            Ingest::Plan plan;
            plan.source = "api";
            plan.kind = Ingest::Plan::Kind::Provisioned;
            plan.name = "reserved";
            plan.fee = Money{200 * usd};
            plan.from = "2026-11-01T00:00:00Z";
            sure(ingest->setPlan(plan));
        }
        setBudgets({budgetOf("all", 720)}, now);
        const auto reader = sure(LedgerReader::open(m_path));
        const BudgetRules rules = sure(budgetRulesOf(*reader));
        const TimeRange month{at("2026-11-01T00:00:00Z"), at("2026-12-01T00:00:00Z")};
        Query query;
        query.range = month;
        const Money withFee = sure(reader->run(query)).total.cost.value_or(Money{});
        const BudgetStatus counted = sure(budgetStatuses(*reader, rules, now, {})).at(0);
        StatusOptions past;
        past.isPast = true;
        const BudgetStatus read = sure(budgetStatuses(*reader, rules, now, past)).at(0);
        QVERIFY(withFee > Money{counted.amount()});
        QCOMPARE(read.amount(), counted.amount());
        QCOMPARE(read.forecast->spent.nanos, counted.amount());
    }
};

QTEST_GUILESS_MAIN(TestBudgetPace)
#include "tst_budgetpace.moc"
