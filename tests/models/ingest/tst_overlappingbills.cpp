// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ingest/ingest.h"
#include "models/ledger/ledgerreader.h"
#include "tests/models/ingest/booksrig.h"
#include "tests/support/answers.h"

#include <QTest>

using namespace outlay;
using namespace outlay::test;

/// Who tells what of one time: bills beside other bills, beside counts and beside requests.
class TestOverlappingBills : public QObject, protected BooksRig
{
    Q_OBJECT

private slots:
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
};

QTEST_APPLESS_MAIN(TestOverlappingBills)
#include "tst_overlappingbills.moc"
