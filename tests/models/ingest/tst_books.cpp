// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ingest/ingest.h"
#include "models/ledger/database.h"
#include "models/ledger/ledgerreader.h"
#include "tests/models/ingest/booksrig.h"
#include "tests/support/answers.h"

#include <QFile>
#include <QTest>

#include <algorithm>
#include <array>
#include <random>

using namespace outlay;
using namespace outlay::test;

class TestBooks : public QObject, protected BooksRig
{
    Q_OBJECT

private slots:
    void spendIsWhatWasBilledWithNoGatewayAtAll()
    {
        const std::string path = newLedger();
        auto ingest = open(path);
        give(*ingest, Report{"costs",
                             Statement::Kind::Cost,
                             1,
                             200,
                             true,
                             {{"", "", "web", "", "3.00"}, {"", "", "batch", "", "1.00"}}});
        QCOMPARE(totalOf(path), std::string("0 4.000000000"));
        // Counts give the money users and models: 2 USD of 2.5 are ana's by the book.
        give(*ingest, Report{"usage",
                             Statement::Kind::Usage,
                             1,
                             200,
                             true,
                             {{"ana", "k1", "web", "gpt-5-mini", "", 1'000'000},
                              {"bob", "k1", "web", "gpt-5-mini", "", 250'000}}});
        QCOMPARE(totalOf(path), std::string("0 4.000000000"));
        QCOMPARE(spendBy(path, "user"),
                 std::string("ana* 2.400000000; -* 1.000000000; bob* 0.600000000; "));
        QCOMPARE(ingest->check()->size(), std::size_t(0));
    }

    /// What an older Outlay made of a bill is no longer what this one does.
    void aLedgerOfOlderRulesIsFoundAndMended()
    {
        const std::string path = newLedger();
        auto ingest = open(path);
        Report counted{"tokens", Statement::Kind::Usage,
                       1,        200,
                       true,     {{"", "", "", "gpt-5-mini", "", 1'000'000}}};
        counted.source = "counts";
        give(*ingest, counted);
        Report bill{"costs", Statement::Kind::Cost, 1, 200, true, {{"", "", "", "", "0.40"}}};
        bill.source = "bill";
        give(*ingest, bill);
        QCOMPARE(totalOf(path), std::string("0 0.400000000"));
        QCOMPARE(ingest->check()->size(), std::size_t(0));
        {
            // As if it had always been known to be a tax.
            const auto db = Database::open(path, Database::Mode::ReadWrite);
            QVERIFY(db.has_value());
            QVERIFY((*db)->exec("UPDATE statement SET kind=4 WHERE kind=0"));
        }
        const auto findings = ingest->check();
        QCOMPARE(findings->size(), std::size_t(1));
        QVERIFY2(findings->front().starts_with("bills and counts were weighed by the rules of an "
                                               "older Outlay"),
                 findings->front().c_str());
        QVERIFY(ingest->rebuildCells());
        QCOMPARE(ingest->check()->size(), std::size_t(0));
        QCOMPARE(totalOf(path), std::string("0 2.400000000"));
    }

    /// What a seller charged for a request lies beyond any plan; what it charged nothing for and
    /// tells the worth of is within one.
    void whatIsChargedForARequestIsSpendUnderAnyPlan()
    {
        struct Event
        {
            std::string id;
            Money billed;
            std::optional<Money> worth;
            void tell(Sink &sink) const
            {
                Observation o;
                o.at = dayOf(1).from;
                o[Field::Provider] = "openai";
                o[Field::Model] = "gpt-5-mini";
                o.usage[TokenClass::Output] = 500'000;
                o.outcome = Outcome::Success;
                o.billed = billed;
                o.client = worth;
                o.addToken(TokenSpace::Response, id);
                sink.observation(o);
            }
        };
        const std::string path = newLedger();
        auto ingest = open(path);
        give(*ingest, Event{"charged-1", {45'000'000}, {}});
        give(*ingest, Event{"included-1", {}, Money{190'000'000}});
        QCOMPARE(totalOf(path), std::string("2 0.045000000"));
        Ingest::Plan plan;
        plan.source = "gateway";
        plan.kind = Ingest::Plan::Kind::Subscription;
        QVERIFY(ingest->setPlan(plan));
        QCOMPARE(totalOf(path), std::string("2 0.045000000"));
        QCOMPARE(ingest->check()->size(), std::size_t(0));
    }

    /// The bill names the key alone, its usage says who lent it.
    void aKeysOwnerHasWhatNobodyElseHad()
    {
        const std::string path = newLedger();
        auto ingest = open(path);
        give(*ingest, Report{"costs",
                             Statement::Kind::Cost,
                             1,
                             200,
                             true,
                             {{"", "k1", "", "", "3.00"}, {"", "k2", "", "", "1.00"}}});
        give(*ingest, Report{"usage",
                             Statement::Kind::Usage,
                             1,
                             200,
                             true,
                             {{"bob", "k1", "", "gpt-5-mini", "", 1'000'000},
                              {"", "k1", "", "gpt-5-mini", "", 500'000}}});
        const Person ana{"Ana",
                         "",
                         "search",
                         "CC-1",
                         {{Identity::Kind::Key, "k1"}, {Identity::Kind::Key, "k2"}}};
        const Person bob{"Bob", "", "batch", "", {{Identity::Kind::GatewayUser, "bob"}}};
        QVERIFY(ingest->setPeople({ana, bob}));
        QCOMPARE(spendBy(path, "user"), std::string("Ana* 2.000000000; Bob* 2.000000000; "));
        QCOMPARE(spendBy(path, "team"), std::string("batch* 2.000000000; search* 2.000000000; "));
        // Requests through the key are Bob's where they say so, and are covered by its bill.
        give(*ingest, Call{1, 10, "resp_00000001", "bob", "k1", ""});
        QCOMPARE(totalOf(path), std::string("1 4.000000000"));
        QCOMPARE(spendBy(path, "user"),
                 std::string("Ana* 2.000000000; Bob 1.000000000; Bob* 1.000000000; "));
        QCOMPARE(ingest->check()->size(), std::size_t(0));
        // Whatever came first.
        const std::string other = newLedger();
        auto second = open(other);
        QVERIFY(second->setPeople({bob, ana}));
        give(*second, Call{1, 10, "resp_00000001", "bob", "k1", ""});
        give(*second, Report{"usage",
                             Statement::Kind::Usage,
                             1,
                             200,
                             true,
                             {{"", "k1", "", "gpt-5-mini", "", 500'000},
                              {"bob", "k1", "", "gpt-5-mini", "", 1'000'000}}});
        give(*second, Report{"costs",
                             Statement::Kind::Cost,
                             1,
                             200,
                             true,
                             {{"", "k2", "", "", "1.00"}, {"", "k1", "", "", "3.00"}}});
        QCOMPARE(spendBy(other, "user"), spendBy(path, "user"));
    }

    void countsAreAnEstimateUntilTheMoneyComes()
    {
        const std::string path = newLedger();
        auto ingest = open(path);
        give(*ingest, Report{"usage",
                             Statement::Kind::Usage,
                             1,
                             5,
                             false,
                             {{"ana", "k1", "web", "gpt-5-mini", "", 1'000'000}}});
        QCOMPARE(totalOf(path), std::string("0 2.000000000"));
        {
            auto reader = LedgerReader::open(path);
            const auto answer = (*reader)->run({});
            QCOMPARE(toDecimal(answer->total.estimated), std::string("2.000000000"));
            QCOMPARE(toDecimal(answer->total.billed), std::string("0.000000000"));
        }
        give(*ingest,
             Report{"costs", Statement::Kind::Cost, 1, 6, false, {{"", "", "web", "", "0.30"}}});
        QCOMPARE(totalOf(path), std::string("0 2.000000000")); // half a day's money
        give(*ingest,
             Report{"costs", Statement::Kind::Cost, 1, 200, true, {{"", "", "web", "", "1.90"}}});
        QCOMPARE(totalOf(path), std::string("0 1.900000000"));
        QCOMPARE(spendBy(path, "user"), std::string("ana* 1.900000000; "));
    }

    void aRestatedBucketIsReplacedWhole()
    {
        const std::string path = newLedger();
        auto ingest = open(path);
        const Report first{"costs", Statement::Kind::Cost,
                           1,       30,
                           false,   {{"", "k1", "web", "", "3.00"}, {"", "k2", "web", "", "2.00"}}};
        const Report second{"costs", Statement::Kind::Cost,          1, 54,
                            false,   {{"", "k1", "web", "", "3.50"}}};
        give(*ingest, first);
        QCOMPARE(totalOf(path), std::string("0 5.000000000"));
        give(*ingest, second);
        QCOMPARE(totalOf(path), std::string("0 3.500000000"));
        give(*ingest, first); // an older word, come late
        QCOMPARE(totalOf(path), std::string("0 3.500000000"));
        give(*ingest, Report{"costs", Statement::Kind::Cost, 1, 78, true, {}});
        QCOMPARE(totalOf(path), std::string("0 0.000000000"));
        QCOMPARE(ingest->check()->size(), std::size_t(0));
    }

    void requestsOfAGatewayReconcile()
    {
        const std::string path = newLedger();
        auto ingest = open(path);
        for (int day = 1; day <= 3; ++day)
            give(*ingest, Report{"costs",
                                 Statement::Kind::Cost,
                                 day,
                                 400,
                                 day < 3,
                                 {{"", "k1", "web", "", "3.00"}}});
        give(*ingest, Call{1, 10, "resp_00000001", "ana", "vk-1", ""});
        give(*ingest, Call{2, 10, "resp_00000002", "ana", "vk-1", "", 2'000'000});
        give(*ingest, Call{3, 10, "resp_00000003", "ana", "vk-1", "", 2'000'000});
        // Billed 3 each. Day 1: 1 seen; day 2: 4 seen, closed; day 3: 4 seen, open.
        QCOMPARE(totalOf(path), std::string("3 10.000000000"));
        const auto rows = reconciled(path);
        QCOMPARE(rows.size(), std::size_t(3));
        QCOMPARE(toDecimal(rows[0].unattributed), std::string("2.000000000"));
        QCOMPARE(toDecimal(rows[0].attributed), std::string("1.000000000"));
        QCOMPARE(rows[0].cause, std::string("a key that no source sees"));
        QCOMPARE(toDecimal(rows[1].drift), std::string("1.000000000"));
        QCOMPARE(toDecimal(rows[1].unattributed), std::string("0.000000000"));
        QVERIFY(!rows[1].cause.empty());
        QVERIFY(rows[2].cause.starts_with("late data"));
        QVERIFY(!rows[2].isClosed);
        QCOMPARE(ingest->check()->size(), std::size_t(0));
    }

    /// The bill has lines, and none that may hold these requests.
    void requestsOfNoLineAreDriftOfTheirOwn()
    {
        const std::string path = newLedger();
        auto ingest = open(path);
        const auto call = [&](int day, int hour, const std::string &key, const std::string &model) {
            Call one{day, hour, "resp_" + std::to_string(100'000 + day * 100 + hour), {}, key, {}};
            one.model = model;
            give(*ingest, one);
        };
        for (int day = 1; day <= 2; ++day) {
            call(day, 10, "k1", "gpt-5-mini");
            call(day, 11, "", "gpt-5.1");
            call(day, 12, "k1", "gpt-5.1");
        }
        call(1, 13, "k2", "gpt-5-mini"); // named by another day's bill
        const auto bill = [&](int day, bool closed) {
            Report costs{"costs", Statement::Kind::Cost, day, 30, closed, {}};
            costs.rows = {{"", "k1", "", "gpt-5-mini", "1.00"}};
            if (day == 2)
                costs.rows.push_back({"", "k2", "", "gpt-5-mini", "0.25"});
            give(*ingest, costs);
        };
        const std::string before = totalOf(path);
        bill(2, false);
        bill(1, true);
        QVERIFY(before.starts_with("7 "));
        const auto rows = reconciled(path);
        QCOMPARE(rows.size(), std::size_t(5));
        QCOMPARE(rows[0].model, std::string());
        QCOMPARE(toDecimal(rows[0].billed), std::string("1.000000000"));
        QCOMPARE(toDecimal(rows[0].attributed), std::string("1.000000000"));
        QVERIFY(rows[0].cause.empty());
        const auto isDrift = [](const ReconciliationRow &row) {
            return row.billed == Money{} && row.attributed == Money{} &&
                   row.unattributed == Money{} && row.high == Money{};
        };
        QCOMPARE(rows[1].model, std::string("gpt-5-mini"));
        QCOMPARE(toDecimal(rows[1].drift), std::string("1.000000000"));
        QVERIFY(rows[1].cause.starts_with("a key, user or project"));
        QVERIFY(isDrift(rows[1]) && rows[1].isClosed);
        QCOMPARE(rows[2].model, std::string("gpt-5.1"));
        QCOMPARE(toDecimal(rows[2].drift), std::string("10.000000000"));
        QVERIFY(rows[2].cause.starts_with("a model that the bill does not name"));
        QVERIFY(isDrift(rows[2]) && rows[2].isClosed);
        QCOMPARE(toDecimal(rows[3].unattributed), std::string("0.250000000"));
        QCOMPARE(rows[4].model, std::string("gpt-5.1"));
        QVERIFY(rows[4].cause.starts_with("late data"));
        QVERIFY(isDrift(rows[4]) && !rows[4].isClosed);
        // They are what they cost, and nothing beside.
        QCOMPARE(totalOf(path), std::string("7 23.250000000"));
        QCOMPARE(spendBy(path, "model"),
                 std::string("gpt-5.1 20.000000000; gpt-5-mini 3.000000000; "
                             "gpt-5-mini* 0.250000000; "));
        QCOMPARE(ingest->check()->size(), std::size_t(0));
        // The bill names it at last.
        give(*ingest, Report{"costs",
                             Statement::Kind::Cost,
                             2,
                             60,
                             true,
                             {{"", "k1", "", "gpt-5-mini", "1.00"},
                              {"", "k2", "", "gpt-5-mini", "0.25"},
                              {"", "", "", "gpt-5.1", "10"}}});
        QCOMPARE(reconciled(path).size(), std::size_t(4));
    }

    /// What tells lines apart is all that any bill names, whichever comes first.
    void aLaterBillsNamesTellEarlierDaysApart()
    {
        const auto answers = [this](bool isLaterFirst, bool isOneProcess) {
            const std::string path = newLedger();
            auto ingest = open(path);
            give(*ingest, Call{1, 10, "resp_00000001", "", "k2", ""});
            give(*ingest, Call{1, 11, "resp_00000002", "", "k1", ""});
            const auto bill = [&](int day, const char *key) {
                if (!isOneProcess)
                    ingest = open(path);
                give(*ingest, Report{"costs",
                                     Statement::Kind::Cost,
                                     day,
                                     30,
                                     true,
                                     {{"", key, "", "gpt-5-mini", "3.00"}}});
            };
            for (const int day : isLaterFirst ? std::array{2, 1} : std::array{1, 2})
                bill(day, day == 1 ? "k1" : "k2");
            std::string text = answersOf(path);
            bill(2, "k3"); // restated: nobody says k2 any more
            return text + answersOf(path);
        };
        const std::string expected = answers(true, true);
        QCOMPARE(answers(false, true), expected);
        QCOMPARE(answers(true, false), expected);
        QCOMPARE(answers(false, false), expected);
    }

    void aCreditIsTakenOffTheSpend()
    {
        const std::string path = newLedger();
        auto ingest = open(path);
        give(*ingest, Report{"costs",
                             Statement::Kind::Cost,
                             1,
                             400,
                             true,
                             {{"", "k1", "web", "", "3.00"}, {"", "", "", "", "-0.50"}}});
        QCOMPARE(totalOf(path), std::string("0 2.500000000"));
        const auto rows = reconciled(path);
        QCOMPARE(rows.size(), std::size_t(1));
        QCOMPARE(toDecimal(rows[0].unattributed), std::string("2.500000000"));
        QCOMPARE(toDecimal(rows[0].drift), std::string("0.000000000"));
        QCOMPARE(rows[0].cause, std::string("a credit"));
    }

    void controlTotalsAreNeverSpend()
    {
        const std::string path = newLedger();
        auto ingest = open(path);
        give(*ingest,
             Report{"daily", Statement::Kind::Control, 1, 30, true, {{"", "", "", "", "9.00"}}});
        QCOMPARE(totalOf(path), std::string("0 0.000000000"));
    }

    /// What a gateway says of its day is held against its own records of it, a provider's report
    /// against all that is known of the provider.
    void controlTotalsAreComparedWithWhatIsKnown()
    {
        const std::string path = newLedger();
        auto ingest = open(path);
        give(*ingest, Call{1, 10, "call-aaaaaaaa", {}, {}, {}, 500'000, "1.25"});
        give(*ingest, Call{1, 11, "call-bbbbbbbb", {}, {}, {}, 500'000, "0.50"});
        give(*ingest, Call{2, 11, "call-cccccccc", {}, {}, {}});
        give(*ingest, Report{.series = "daily",
                             .kind = Statement::Kind::Control,
                             .day = 1,
                             .closed = true,
                             .rows = {{"", "", "", "m1", "2.00"}, {"", "", "", "m2", "0.25"}},
                             .source = "gateway",
                             .provider = {},
                             .requests = 2});
        give(*ingest, Report{.series = "counter",
                             .kind = Statement::Kind::Control,
                             .day = 2,
                             .rows = {{"", "key", "", "", "0.75"}}});
        auto reader = LedgerReader::open(path);
        const auto totals = (*reader)->controlTotals({dayOf(1).from, dayOf(3).to});
        QVERIFY(totals);
        QCOMPARE(totals->size(), std::size_t(2));
        const ControlTotal &daily = totals->front();
        QCOMPARE(daily.series, std::string("daily"));
        QCOMPARE(daily.source, std::string("gateway"));
        QCOMPARE(daily.provider, std::string());
        QCOMPARE(toDecimal(daily.said), std::string("2.250000000"));
        QCOMPARE(toDecimal(daily.known), std::string("1.750000000"));
        QCOMPARE(daily.saidRequests, 4);
        QCOMPARE(daily.knownRequests, 2);
        QVERIFY(daily.isClosed && daily.lacksRequests());
        const ControlTotal &counter = totals->back();
        QCOMPARE(counter.provider, std::string("openai"));
        QCOMPARE(toDecimal(counter.said), std::string("0.750000000"));
        QCOMPARE(toDecimal(counter.known), std::string("1.000000000"));
        QCOMPARE(counter.saidRequests, 0);
        QVERIFY(!counter.isClosed && !counter.lacksRequests());
        QVERIFY((*reader)->controlTotals({dayOf(3).from, dayOf(4).to})->empty());
    }

    /// Invariant 1 for the second book: any order, repetition and cut; one process or many; a
    /// source taken away and told again; told to another ledger by an export.
    void anyOrderGivesTheSameAnswers_data()
    {
        QTest::addColumn<unsigned>("seed");
        QTest::addColumn<QString>("zone");
        for (unsigned seed = 1; seed <= 8; ++seed)
            QTest::addRow("seed %u", seed)
                << seed << (seed % 2 == 0 ? QStringLiteral("America/New_York") : QString());
    }
    void anyOrderGivesTheSameAnswers()
    {
        QFETCH(unsigned, seed);
        QFETCH(QString, zone);
        std::mt19937 random(seed);
        const auto pick = [&random](int below) { return static_cast<int>(random() % below); };
        std::vector<Report> reports;
        std::vector<Call> calls;
        for (int day = 1; day <= 4; ++day) {
            for (const int hours : {26, 50, 300}) {
                Report costs{"costs", Statement::Kind::Cost, day, hours, hours == 300, {}};
                Report usage{"usage", Statement::Kind::Usage, day, hours + 1, hours == 300, {}};
                for (int i = pick(4); i >= 0; --i) {
                    const std::string n = std::to_string(i);
                    costs.rows.push_back({"", "k" + n, "p" + std::to_string(i % 2), "",
                                          std::to_string(pick(4000)) + "e-3"});
                    usage.rows.push_back({"u" + std::to_string(pick(3)), "k" + n,
                                          "p" + std::to_string(i % 2), "gpt-5-mini", "",
                                          pick(900) * 1000});
                }
                // Some days the last word is still open, or never came.
                if (hours == 300 && day == 4)
                    continue;
                reports.push_back(costs);
                reports.push_back(usage);
            }
            for (int i = 0; i < 6; ++i)
                calls.push_back({day, pick(24), "resp_0000" + std::to_string(day * 100 + i),
                                 pick(2) == 0 ? "u1" : "login", pick(2) == 0 ? "k0" : "vk-7",
                                 pick(2) == 0 ? "p0" : "", pick(400) * 1000});
        }
        const auto fresh = [&] {
            const std::string path = newLedger();
            auto ingest = open(path);
            if (!zone.isEmpty())
                (void)ingest->setZone(zone.toStdString());
            return std::pair(path, std::move(ingest));
        };
        auto [plain, straight] = fresh();
        for (const Report &report : reports)
            give(*straight, report);
        for (const Call &call : calls)
            give(*straight, call);
        const std::string expected = answersOf(plain);
        QCOMPARE(straight->check()->size(), std::size_t(0));

        auto [mixed, ingest] = fresh();
        auto other = open(mixed); // as another process would have it
        std::vector<int> order;
        for (int i = 0; i < static_cast<int>(reports.size() + calls.size()); ++i)
            order.insert(order.end(), 1 + pick(2), i);
        std::shuffle(order.begin(), order.end(), random);
        for (const int i : order) {
            Ingest &into = pick(3) == 0 ? *other : *ingest;
            if (i < static_cast<int>(reports.size()))
                give(into, reports[i]);
            else
                give(into, calls[i - reports.size()]);
            if (pick(15) == 0)
                ingest = open(mixed);
        }
        QCOMPARE(answersOf(mixed), expected);
        QCOMPARE(ingest->check()->size(), std::size_t(0));

        QVERIFY(ingest->removeSource("api").has_value());
        for (const Report &report : reports)
            give(*ingest, report);
        QVERIFY(ingest->removeSource("gateway").has_value());
        for (const Call &call : calls)
            give(*ingest, call);
        QCOMPARE(answersOf(mixed), expected);

        const QString lines =
            m_folder.filePath(QString::number(++m_count) + QStringLiteral(".jsonl"));
        QFile file(lines);
        QVERIFY(file.open(QIODevice::WriteOnly));
        QVERIFY(ingest->exportObservations([&](std::string_view line) {
            return file.write(line.data(), static_cast<qint64>(line.size())) ==
                   static_cast<qint64>(line.size());
        }));
        file.close();
        auto [merged, into] = fresh();
        give(*into, reports[1]);
        const auto counts = into->importPaths({lines.toStdString()}, {});
        QVERIFY(counts.has_value());
        QCOMPARE(counts->rejected, 0);
        QCOMPARE(answersOf(merged), expected);
    }

    void aPageIsStoredWithItsCheckpointOrNotAtAll()
    {
        const std::string path = newLedger();
        auto ingest = open(path);
        const Report report{"costs", Statement::Kind::Cost,     1, 30,
                            false,   {{"", "", "", "", "3.00"}}};
        give(*ingest, report);
        QCOMPARE(*ingest->pollCheckpoint("api", "page"), std::string("state"));
        QVERIFY(ingest->setSourceState("api", "{\"n\":1}").has_value());
        QVERIFY(ingest->setSetting("live_sources", "[]").has_value());
        auto reader = LedgerReader::open(path);
        QCOMPARE((*reader)->sourceStates()->front().second, std::string("{\"n\":1}"));
        QCOMPARE(*(*reader)->setting("live_sources"), std::string("[]"));
        QVERIFY(ingest->removeSource("api").has_value());
        QCOMPARE(*ingest->pollCheckpoint("api", "page"), std::string());
        QVERIFY((*reader)->sourceStates()->empty());
    }
};

QTEST_APPLESS_MAIN(TestBooks)
#include "tst_books.moc"
