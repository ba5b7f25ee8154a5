// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ingest/ingest.h"
#include "models/ingest/preview.h"
#include "models/ledger/database.h"
#include "models/ledger/ledgerreader.h"
#include "tests/support/answers.h"

#include <QDateTime>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <array>
#include <random>

using namespace outlay;
using namespace outlay::test;

namespace {

constexpr Format api{
    "books-test", "a provider's reports", Rank::ProviderResponse, Growth::Once, nullptr, nullptr,
    nullptr};

Instant at(const std::string &text)
{
    return *parseInstant(text);
}

TimeRange dayOf(int day)
{
    const std::int64_t start = at("2026-10-01T00:00:00Z").micros + (day - 1) * microsPerDay;
    return {{start}, {start + microsPerDay}};
}

struct Row
{
    std::string user, key, project, model, amount;
    std::int64_t outputTokens = 0;
};

/// What one series says of one day.
struct Report
{
    std::string series;
    Statement::Kind kind = Statement::Kind::Cost;
    int day = 1;
    int fetchedOn = 1; ///< hours after the day's start
    bool closed = false;
    std::vector<Row> rows;
    std::string source = "api";
    std::string provider = "openai";
    std::int64_t requests = 0; ///< of each row
    std::string service = {};
    int hour = -1; ///< of that day alone
    std::string description = {};

    void tell(Sink &sink) const
    {
        BucketDelivery bucket{series, dayOf(day), {}, closed, {}};
        if (hour >= 0)
            bucket.bucket = {{dayOf(day).from.micros + hour * microsPerHour},
                             {dayOf(day).from.micros + (hour + 1) * microsPerHour}};
        bucket.fetchedAt = {bucket.bucket.from.micros + fetchedOn * microsPerHour};
        sink.bucket(bucket);
        for (const Row &row : rows) {
            Statement statement;
            statement.series = series;
            statement.bucket = bucket.bucket;
            statement.fetchedAt = bucket.fetchedAt;
            statement.closed = closed;
            statement.kind = kind;
            const std::string name = row.user + "|" + row.key + "|" + row.project + "|" + row.model;
            statement.content = name;
            statement.fields[std::size_t(Field::Provider)] = provider;
            statement.fields[std::size_t(Field::Service)] = service;
            statement.description = description;
            statement.requests = requests;
            statement.fields[std::size_t(Field::User)] = row.user;
            statement.fields[std::size_t(Field::Key)] = row.key;
            statement.fields[std::size_t(Field::Project)] = row.project;
            statement.fields[std::size_t(Field::Model)] = row.model;
            if (!row.amount.empty())
                statement.billed = *parseUsd(row.amount);
            statement.usage[TokenClass::Output] = row.outputTokens;
            sink.statement(statement);
        }
    }
};

struct Call
{
    int day = 1;
    int hour = 10;
    std::string id, user, key, project;
    std::int64_t outputTokens = 500'000; ///< of gpt-5-mini: 2 USD per million
    std::string reported = {};           ///< by the gateway
    bool isSpan = false;
    std::string model = "gpt-5-mini";
    std::string provider = "openai";
    std::string service = {};

    void tell(Sink &sink) const
    {
        Observation o;
        o.at = {dayOf(day).from.micros + hour * microsPerHour + 123};
        o[Field::Provider] = provider;
        o[Field::Service] = service;
        o[Field::Model] = model;
        o[Field::User] = user;
        o[Field::Key] = key;
        o[Field::Project] = project;
        o.usage[TokenClass::Output] = outputTokens;
        o.outcome = Outcome::Success;
        if (!reported.empty())
            o.reported = *parseUsd(reported);
        if (isSpan)
            o.rank = Rank::OtelSpan;
        o.addToken(TokenSpace::Response, id);
        sink.observation(o);
    }
};

} // namespace

class TestBooks : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_folder;
    int m_count = 0;

    std::string newLedger()
    {
        return m_folder.filePath(QString::number(++m_count) + QStringLiteral(".sqlite"))
            .toStdString();
    }
    static std::unique_ptr<Ingest> open(const std::string &path)
    {
        auto ingest = Ingest::open(path);
        if (!ingest)
            qFatal("%s", ingest.error().text.c_str());
        return *std::move(ingest);
    }
    template <typename Said> static void give(Ingest &ingest, const Said &said)
    {
        const std::string source = [&] {
            if constexpr (requires { said.source; })
                return said.source;
            else
                return std::string("gateway");
        }();
        const auto counts =
            ingest.importPage(api, source, [&](Sink &sink) { said.tell(sink); }, {"page", "state"});
        if (!counts)
            qFatal("%s", counts.error().text.c_str());
    }
    static std::string spendBy(const std::string &path, const std::string &dimension)
    {
        auto reader = LedgerReader::open(path);
        Query query;
        query.by = {*parseDimension(dimension)};
        const auto answer = (*reader)->run(query);
        std::string text;
        for (const auto &row : answer->rows)
            text += row.key.front().value_or("-") + (row.isNotItemised ? "* " : " ") +
                    toDecimal(row.measures.cost.value_or(Money{})) + "; ";
        return text;
    }
    static std::vector<ReconciliationRow> reconciled(const std::string &path)
    {
        auto reader = LedgerReader::open(path);
        auto rows = (*reader)->reconciliation({});
        if (!rows)
            qFatal("%s", rows.error().text.c_str());
        return *rows;
    }

    /// What counts nowhere as another source tells it.
    static std::string setAside(const std::string &path)
    {
        std::string text;
        const auto reader = LedgerReader::open(path);
        const auto bills = (*reader)->yieldedBills({});
        for (const YieldedBill &bill : *bills)
            text += toRfc3339(bill.day.from).substr(0, 10) + " " + bill.provider + " " +
                    bill.source + (bill.isEstimated ? " ~" : " ") + toDecimal(bill.billed) +
                    " by " + bill.toldBy + "\n";
        return text;
    }

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

    /// One bill told by two sources: which of them counts is for the user to say.
    void aBillSeenTwiceCountsAsItsCoverTellsIt()
    {
        const auto report = [](const char *source, int day, const char *amount) {
            Report told{"costs", Statement::Kind::Cost, day, 200, true, {{"", "", "", "", amount}}};
            told.source = source;
            told.provider = "aws";
            return told;
        };
        const std::string path = newLedger();
        auto ingest = open(path);
        give(*ingest, report("polled", 1, "3.00"));
        give(*ingest, report("bill", 1, "3.10"));
        give(*ingest, report("polled", 2, "1.00")); // of which the bill tells nothing yet
        QCOMPARE(totalOf(path), std::string("0 7.100000000"));
        QVERIFY(ingest->setCoveredBy({{"polled", "bill", {}}}));
        QCOMPARE(totalOf(path), std::string("0 4.100000000"));
        give(*ingest, report("bill", 2, "1.05"));
        QCOMPARE(totalOf(path), std::string("0 4.150000000"));
        const auto findings = ingest->check();
        QVERIFY2(findings->empty(), findings->empty() ? "" : findings->front().c_str());
        QVERIFY(ingest->setCoveredBy({}));
        QCOMPARE(totalOf(path), std::string("0 8.150000000"));
    }

    void nothingCoversItself()
    {
        const auto ingest = open(newLedger());
        const TimeRange october{*parseInstant("2026-10-01T00:00:00Z"),
                                *parseInstant("2026-11-01T00:00:00Z")};
        const TimeRange november{october.to, *parseInstant("2026-12-01T00:00:00Z")};
        for (const auto &rules : std::vector<std::vector<Ingest::CoveredBy>>{
                 {{"a", "a", {}}},
                 {{"a", "b", {}}, {"b", "a", october}},
                 {{"a", "b", october}, {"b", "c", {}}, {"c", "a", {}}}}) {
            const auto set = ingest->setCoveredBy(rules);
            QVERIFY(!set);
            QCOMPARE(int(set.error().kind), int(Error::Kind::Usage));
            QVERIFY(ingest->coveredBy().empty());
        }
        QVERIFY(ingest->setCoveredBy({{"a", "b", october}, {"b", "a", november}}));
        QVERIFY(ingest->setCoveredBy({{"a", "b", {}}, {"a", "c", {}}, {"b", "c", {}}}));
    }

    void whatACoverSetsAsideIsTold()
    {
        const auto report = [](const char *source, int day, const char *amount) {
            Report told{"costs", Statement::Kind::Cost,
                        day,     200,
                        true,    {{"", "", "a", "", amount}, {"", "", "b", "", "0.50"}}};
            told.source = source;
            told.provider = "aws";
            return told;
        };
        const std::string path = newLedger();
        auto ingest = open(path);
        give(*ingest, report("polled", 1, "3.00"));
        give(*ingest, report("bill", 1, "3.10"));
        give(*ingest, report("polled", 2, "1.00"));
        const auto yielded = [&path] { return setAside(path); };
        QCOMPARE(yielded(), std::string());
        QVERIFY(ingest->setCoveredBy({{"polled", "bill", {}}}));
        const std::string first = "2026-10-01 aws polled 3.500000000 by bill\n";
        QCOMPARE(yielded(), first);
        give(*ingest, report("bill", 2, "1.05"));
        QCOMPARE(yielded(), first + "2026-10-02 aws polled 1.500000000 by bill\n");
        QVERIFY(ingest->setCoveredBy({}));
        QCOMPARE(yielded(), std::string());
        QVERIFY(ingest->setCoveredBy({{"polled", "bill", {}}}));
        QVERIFY(ingest->removeSource("polled"));
        QCOMPARE(yielded(), std::string());
    }

    /// A bill whose lines were given a project beside counts that know of none; and a credit that
    /// is all the bill has of a day.
    void countsYieldToABillWithProjectsAndToNoCreditAlone()
    {
        const std::string path = newLedger();
        auto ingest = open(path);
        for (int day = 1; day <= 2; ++day) {
            Report counted{"tokens", Statement::Kind::Usage,
                           day,      200,
                           true,     {{"", "", "", "gpt-5-mini", "", 1'000'000}}};
            counted.source = "counts";
            give(*ingest, counted);
        }
        QCOMPARE(totalOf(path), std::string("0 4.000000000"));
        Report bill{"costs", Statement::Kind::Cost, 1, 200, true, {{"", "", "web", "", "1.90"}}};
        bill.source = "bill";
        give(*ingest, bill);
        QCOMPARE(totalOf(path), std::string("0 3.900000000"));
        QCOMPARE(spendBy(path, "project"), std::string("-* 2.000000000; web* 1.900000000; "));
        QCOMPARE(setAside(path), std::string("2026-10-01 openai counts ~2.000000000 by bill\n"));
        Report credit = bill;
        credit.day = 2;
        credit.rows = {{"", "", "web", "", "-0.50"}};
        give(*ingest, credit);
        QCOMPARE(totalOf(path), std::string("0 3.400000000"));
        QCOMPARE(ingest->check()->size(), std::size_t(0));
    }

    /// Taxes, support and what costs nothing and names no model bill no use; what credits have
    /// taken back is use.
    void countsYieldToWhatBillsUseOnly_data()
    {
        QTest::addColumn<int>("kind");
        QTest::addColumn<QString>("model");
        QTest::addColumn<QString>("amount");
        QTest::addColumn<QString>("description");
        QTest::addColumn<QString>("total"); // of it and counts of 2 USD
        using enum Statement::Kind;
        const auto data = [](const char *name, Statement::Kind kind, const char *model,
                             const char *amount, const char *description, const char *total) {
            QTest::newRow(name) << int(kind) << model << amount << description << total;
        };
        data("use", UsageCost, "", "1.90", "", "0 1.900000000");
        data("credited use", UsageCost, "", "-0.000001", "", "0 -0.000001000");
        data("tax", OtherCost, "", "0.40", "", "0 2.400000000");
        data("not said", Cost, "", "1.90", "Predictions", "0 1.900000000");
        data("not said but in words", Cost, "", "0.40", "Premium Support", "0 2.400000000");
        data("nothing", Cost, "", "0", "", "0 2.000000000");
        data("nothing of a model", Cost, "gpt-5-mini", "0", "", "0 0.000000000");
    }
    void countsYieldToWhatBillsUseOnly()
    {
        QFETCH(int, kind);
        QFETCH(QString, model);
        QFETCH(QString, amount);
        QFETCH(QString, description);
        QFETCH(QString, total);
        const std::string path = newLedger();
        auto ingest = open(path);
        Report counted{"tokens", Statement::Kind::Usage,
                       1,        200,
                       true,     {{"", "", "", "gpt-5-mini", "", 1'000'000}}};
        counted.source = "counts";
        give(*ingest, counted);
        Report bill{"costs", Statement::Kind(kind), 1, 200, true, {}};
        bill.source = "bill";
        bill.description = description.toStdString();
        bill.rows = {{"", "", "", model.toStdString(), amount.toStdString()}};
        give(*ingest, bill);
        QCOMPARE(QString::fromStdString(totalOf(path)), total);
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

    /// Cloud Monitoring counts Vertex AI's tokens; a gateway's requests to AI Studio are none of
    /// them.
    void requestsToAiStudioDoNotExplainVertexTokens()
    {
        Report tokens{"tokens", Statement::Kind::Usage,
                      1,        200,
                      true,     {{"", "", "", "gemini-2.5-flash", "", 1'000'000}}};
        tokens.source = "vertex";
        tokens.provider = "google";
        tokens.service = "vertex-ai";
        Call call{1, 10, "gen-1", "ana", "", ""};
        call.provider = "google";
        call.model = "gemini-2.5-flash";
        call.outputTokens = 1'000'000;
        for (const auto &[service, total] :
             {std::pair("vertex-ai", "1 2.500000000"), std::pair("gemini-api", "1 5.000000000"),
              std::pair("", "1 2.500000000")}) {
            const std::string path = newLedger();
            auto ingest = open(path);
            give(*ingest, tokens);
            QCOMPARE(totalOf(path), std::string("0 2.500000000"));
            call.service = service;
            give(*ingest, call);
            QCOMPARE(totalOf(path), std::string(total));
            QCOMPARE(ingest->check()->size(), std::size_t(0));
            const auto reader = LedgerReader::open(path);
            const auto rows = (*reader)->reconciliation({});
            for (const ReconciliationRow &row : *rows)
                QCOMPARE(row.drift.nanos, std::int64_t(0));
        }
    }

    /// One cloud sells models of several makers: what a line's words say it is of, by the title of
    /// the service or the unit of sale, no request to another explains.
    void requestsAreNotTakenOffLinesOfOtherModels_data()
    {
        QTest::addColumn<QString>("provider");
        QTest::addColumn<QString>("service"); // of the bill
        QTest::addColumn<QString>("unit");
        QTest::addColumn<QString>("model"); // of the request: 2.50 USD
        QTest::addColumn<QString>("total"); // 5 are billed
        const auto data = [](const char *name, const char *provider, const char *service,
                             const char *unit, const char *model, const char *total) {
            QTest::newRow(name) << QString::fromLatin1(provider) << QString::fromLatin1(service)
                                << QString::fromLatin1(unit) << QString::fromLatin1(model)
                                << QString::fromLatin1(total);
        };
        const char *claude = "vertex-ai/claude/sonnet/45";
        const char *flash = "gemini-2.5-flash";
        data("another maker's title", "google", claude, "in", flash, "1 7.500000000");
        data("another maker's unit", "google", "", "Claude Sonnet 4.5", flash, "1 7.500000000");
        data("another model's unit", "google", "", "Gemini 2.5 Pro", flash, "1 7.500000000");
        data("its own unit", "google", "", "Gemini 2.5 Flash Input", flash, "1 5.000000000");
        data("no model's unit", "google", "", "Predictions", flash, "1 5.000000000");
        data("of a maker that sells its own", "anthropic", "", "Gemini 2.5 Pro", flash,
             "1 5.000000000");
    }
    void requestsAreNotTakenOffLinesOfOtherModels()
    {
        QFETCH(QString, provider);
        QFETCH(QString, service);
        QFETCH(QString, unit);
        QFETCH(QString, model);
        QFETCH(QString, total);
        Report bill{"costs", Statement::Kind::Cost, 1, 200, true, {{"", "", "", "", "5.00"}}};
        bill.source = "bill";
        bill.provider = provider.toStdString();
        bill.service = service.toStdString();
        bill.description = unit.toStdString();
        Call call{1, 10, "gen-1", "ana", "", ""};
        call.provider = provider.toStdString();
        call.model = model.toStdString();
        call.reported = "2.50";
        const std::string path = newLedger();
        auto ingest = open(path);
        give(*ingest, bill);
        give(*ingest, call);
        QCOMPARE(QString::fromStdString(totalOf(path)), total);
        QCOMPARE(ingest->check()->size(), std::size_t(0));
        const bool isExplained = total.contains(u"5.0");
        std::string causes;
        for (const ReconciliationRow &row : reconciled(path))
            causes += row.model.empty() ? "" : row.model + ": " + row.cause;
        QCOMPARE(causes, isExplained ? std::string()
                                     : "gemini-2.5-flash: a model that the bill does not name: "
                                       "free, credited, or billed elsewhere");
    }

    void countsYieldToTheBillOfAnotherSource()
    {
        const std::string path = newLedger();
        auto ingest = open(path);
        Report counted{"tokens", Statement::Kind::Usage,
                       1,        200,
                       true,     {{"", "", "", "gpt-5-mini", "", 1'000'000}}};
        counted.source = "counts";
        give(*ingest, counted);
        QCOMPARE(totalOf(path), std::string("0 2.000000000")); // by the book
        Report bill{"costs", Statement::Kind::Cost, 1, 200, true, {{"", "", "", "", "0.60"}}};
        bill.source = "bill";
        give(*ingest, bill);
        QCOMPARE(totalOf(path), std::string("0 0.600000000"));
        QCOMPARE(spendBy(path, "model"), std::string("gpt-5-mini* 0.600000000; "));
        QCOMPARE(ingest->check()->size(), std::size_t(0));
    }

    /// Cloud Monitoring counts by the day, a cloud's bill is by the hour and lists those with any
    /// use: whatever the size of the buckets, and whichever came first.
    void countsYieldToABillInOtherBuckets_data()
    {
        QTest::addColumn<std::vector<int>>("billed");  // hours of a day; -1: all of it in one
        QTest::addColumn<std::vector<int>>("counted"); // likewise
        std::vector<int> all;
        for (int hour = 0; hour < 24; ++hour)
            all.push_back(hour);
        const std::vector<int> whole{-1};
        QTest::newRow("a day, a day") << whole << whole;
        QTest::newRow("hours, a day") << all << whole;
        QTest::newRow("some hours, a day") << std::vector<int>{3, 10} << whole;
        QTest::newRow("a day, hours") << whole << all;
        QTest::newRow("hours, hours") << all << all;
    }
    void countsYieldToABillInOtherBuckets()
    {
        QFETCH(std::vector<int>, billed);
        QFETCH(std::vector<int>, counted);
        std::vector<Report> reports;
        const auto report = [&reports](int day, int hour) -> Report & {
            Report &told = reports.emplace_back();
            told.day = day;
            told.hour = hour;
            told.fetchedOn = 200;
            told.closed = true;
            told.provider = "google";
            told.service = "vertex-ai";
            return told;
        };
        for (const int hour : billed) {
            Report &costs = report(1, hour);
            costs.series = "costs";
            costs.source = "bill";
            costs.rows = {{"", "", "", "",
                           billed.size() == 24  ? "0.50"
                           : billed.size() == 2 ? "6"
                                                : "12"}};
        }
        for (const int hour : counted) {
            for (const int day : {1, 2}) { // of the second the bill says nothing
                Report &tokens = report(day, hour);
                tokens.series = "tokens";
                tokens.kind = Statement::Kind::Usage;
                tokens.source = "vertex";
                tokens.rows = {
                    {"", "", "", "gemini-2.5-flash", "", 2'400'000 / std::ssize(counted)}};
            }
        }
        std::string first;
        for (int order = 0; order < 2; ++order) {
            const std::string path = newLedger();
            auto ingest = open(path);
            for (const Report &told : reports)
                give(*ingest, told);
            QCOMPARE(totalOf(path), std::string("0 18.000000000"));
            QCOMPARE(setAside(path),
                     std::string("2026-10-01 google vertex ~6.000000000 by bill\n"));
            QCOMPARE(spendBy(path, "model"), std::string("gemini-2.5-flash* 18.000000000; "));
            QCOMPARE(ingest->check()->size(), std::size_t(0));
            first = first.empty() ? answersOf(path) : first;
            QCOMPARE(answersOf(path), first);
            QVERIFY(ingest->removeSource("bill"));
            QCOMPARE(totalOf(path), std::string("0 12.000000000"));
            QCOMPARE(setAside(path), std::string());
            std::reverse(reports.begin(), reports.end());
        }
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

    void coverageJoinsAndTellsWhatIsOpen()
    {
        const std::string path = newLedger();
        auto ingest = open(path);
        const auto hours = [](int from, int to) {
            return TimeRange{{dayOf(1).from.micros + from * microsPerHour},
                             {dayOf(1).from.micros + to * microsPerHour}};
        };
        using enum CoverageKind;
        for (const auto &[range, kind] :
             {std::pair(hours(2, 4), Watched), std::pair(hours(4, 6), Watched),
              std::pair(hours(6, 8), Asleep), std::pair(hours(10, 12), Watched),
              std::pair(hours(11, 13), Gap)})
            QVERIFY(ingest->vouch("files", {range, kind}).has_value());
        auto reader = LedgerReader::open(path);
        const auto answer = (*reader)->coverage(hours(0, 13));
        QVERIFY(answer.has_value());
        QCOMPARE(answer->sources.size(), std::size_t(1));
        const std::vector<Vouched> ranges{{hours(2, 6), Watched},
                                          {hours(6, 8), Asleep},
                                          {hours(10, 12), Watched},
                                          {hours(12, 13), Gap}};
        QVERIFY(answer->sources.front().ranges == ranges);
        const std::vector<TimeRange> open{hours(8, 10), hours(12, 13)};
        QVERIFY(answer->open == open);
        // The gap is read again later.
        QVERIFY(ingest->vouch("files", {hours(8, 13), Watched}).has_value());
        QVERIFY((*reader)->coverage(hours(0, 13))->isWhole());
    }

    void aSourceThatNeverSucceededLeavesTimeOpen()
    {
        const std::string path = newLedger();
        auto ingest = open(path);
        const auto now = [] { return Instant{QDateTime::currentMSecsSinceEpoch() * 1000}; };
        const auto set = [&](const std::string &sources) {
            QVERIFY(
                ingest->setSetting("live_sources", R"({"version":1,"sources":[)" + sources + "]}")
                    .has_value());
        };
        const Instant before = now();
        set(R"({"name":"api"},{"name":"files","paused":true})");
        const Instant added = {now().micros + microsPerSecond};
        auto reader = LedgerReader::open(path);
        const TimeRange days{{before.micros - 9 * microsPerDay}, {before.micros + microsPerDay}};
        const auto coverage = [&] { return (*reader)->coverage(days).value(); };
        const auto isOpenFrom = [&](Instant from, Instant to) {
            const auto open = coverage().open;
            return open.size() == 1 && open[0].from >= from && open[0].from <= to &&
                   open[0].to == days.to;
        };
        // Nothing was promised of the time before; what was paused at once owes nothing.
        QVERIFY(isOpenFrom(before, added));
        QCOMPARE(coverage().neverVouched, std::vector<std::string>{"api"});
        // It answers at last, and tells of older days too.
        const Instant hour{before.micros + microsPerHour};
        const Instant week{before.micros - 7 * microsPerDay};
        QVERIFY(ingest->vouch("api", {{week, hour}, CoverageKind::Watched}).has_value());
        QVERIFY(isOpenFrom(hour, hour));
        QVERIFY(coverage().neverVouched.empty());
        // Paused it still owes the time; removed it does not.
        set(R"({"name":"api","paused":true})");
        QVERIFY(isOpenFrom(hour, hour));
        set("");
        QVERIFY(coverage().isWhole());
    }

    void closedStatementsTellOfTheirTime()
    {
        const std::string path = newLedger();
        auto ingest = open(path);
        const auto report = [&](int day, Statement::Kind kind, bool isClosed) {
            give(*ingest,
                 Report{"costs", kind, day, 30, isClosed, {{"", "", "p", "gpt-5-mini", "3.00"}}});
        };
        report(1, Statement::Kind::Cost, true);
        report(2, Statement::Kind::Cost, true);
        report(3, Statement::Kind::Cost, false);
        report(4, Statement::Kind::Control, true);
        report(6, Statement::Kind::Cost, true);
        auto reader = LedgerReader::open(path);
        const auto answer = (*reader)->coverage({dayOf(2).from, dayOf(9).from});
        QVERIFY(answer.has_value());
        QVERIFY(answer->isWhole());
        QVERIFY((answer->told == std::vector<TimeRange>{dayOf(2), dayOf(6)}));
        // A preview of a change looks at requests, and names what has none.
        const auto effect = previewChange(path, {});
        QVERIFY(effect.has_value());
        QCOMPARE(effect->notItemised, *parseUsd("12.00"));
    }

    void aPlanHoldsForTheSpansOfItsSource()
    {
        const std::string path = newLedger();
        auto ingest = open(path);
        Call log{1, 10, "resp_log00001", "ana", "k", ""};
        Call span{1, 11, "resp_span0001", "ana", "k", ""};
        span.isSpan = true;
        give(*ingest, log);
        give(*ingest, span);
        auto reader = LedgerReader::open(path);
        const auto costOf = [&](const std::string &source) {
            Query query;
            query.where = {{{Dimension::Source, {}}, {source}}};
            return (*reader)->run(query)->total.cost;
        };
        const auto source = [&](const std::string &name) {
            const auto all = (*reader)->sources().value();
            return *std::find_if(all.begin(), all.end(),
                                 [&](const SourceInfo &one) { return one.name == name; });
        };
        QCOMPARE(costOf("gateway/spans"), std::optional(*parseUsd("1.00")));
        Ingest::Plan plan;
        plan.source = "gateway";
        plan.kind = Ingest::Plan::Kind::Local;
        QVERIFY(ingest->setPlan(plan).has_value());
        QCOMPARE(costOf("gateway"), std::optional(Money{}));
        QCOMPARE(costOf("gateway/spans"), std::optional(Money{}));
        QCOMPARE(source("gateway/spans").plan, std::string("local"));
        QCOMPARE(source("gateway/spans").partOf, std::string("gateway"));
        QVERIFY(source("gateway").partOf.empty());
        // Set apart.
        plan.source = "gateway/spans";
        plan.kind = Ingest::Plan::Kind::Metered;
        QVERIFY(ingest->setPlan(plan).has_value());
        QCOMPARE(costOf("gateway"), std::optional(Money{}));
        QCOMPARE(costOf("gateway/spans"), std::optional(*parseUsd("1.00")));
        QCOMPARE(source("gateway/spans").plan, std::string("metered"));
    }

    void aKeyGoneQuietIsNoticed()
    {
        const std::string path = newLedger();
        auto ingest = open(path);
        int n = 1000;
        const auto call = [&](int day, const std::string &key) {
            give(*ingest, Call{day, 10, "resp_" + std::to_string(1'000'000 + n++), "ana", key, ""});
        };
        for (int day = 1; day <= 10; ++day) {
            call(day, "steady");
            if (day <= 8)
                call(day, "gone");
            if (day % 3 == 0)
                call(day, "seldom");
            if (day <= 8 || day == 10)
                call(day, "back");
        }
        auto reader = LedgerReader::open(path);
        const auto silences = (*reader)->silences({dayOf(10).from.micros + 11 * microsPerHour});
        QVERIFY(silences.has_value());
        QCOMPARE(silences->size(), std::size_t(1));
        QCOMPARE(silences->front().value, std::string("gone"));
        QCOMPARE(silences->front().activeDays, 7);
        QCOMPARE(silences->front().since.micros, dayOf(9).from.micros);
        QVERIFY((*reader)->silences({dayOf(3).from.micros})->empty());
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
