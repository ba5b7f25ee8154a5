// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "support.h"

#include <QTest>

using namespace outlay;
using namespace outlay::test;

class TestConditions : public QObject
{
    Q_OBJECT

private slots:
    void peakHoursFollowTheCalendar_data()
    {
        QTest::addColumn<QByteArray>("when");
        QTest::addColumn<bool>("isPeak");
        QTest::newRow("Monday, the last instant before")
            << QByteArray("2026-11-23T00:59:59.999999Z") << false;
        QTest::newRow("Monday, the first instant") << QByteArray("2026-11-23T01:00:00Z") << true;
        QTest::newRow("Monday, the last instant")
            << QByteArray("2026-11-23T03:59:59.999999Z") << true;
        QTest::newRow("Monday, the end is exclusive")
            << QByteArray("2026-11-23T04:00:00Z") << false;
        QTest::newRow("Monday, the second window") << QByteArray("2026-11-23T06:00:00Z") << true;
        QTest::newRow("Friday") << QByteArray("2026-11-20T09:59:59Z") << true;
        QTest::newRow("Saturday") << QByteArray("2026-11-21T02:00:00Z") << false;
        QTest::newRow("Sunday") << QByteArray("2026-11-22T02:00:00Z") << false;
        QTest::newRow("a holiday on a Thursday") << QByteArray("2026-10-01T02:00:00Z") << false;
        QTest::newRow("a holiday on a Wednesday") << QByteArray("2026-10-07T07:00:00Z") << false;
        QTest::newRow("the Thursday after") << QByteArray("2026-10-08T02:00:00Z") << true;
    }

    void peakHoursFollowTheCalendar()
    {
        QFETCH(QByteArray, when);
        QFETCH(bool, isPeak);
        const Price price = PriceBook::shipped()->price(
            request("deepseek", "deepseek-flash", 1'000'000, 0, at(when.toStdString())));
        QCOMPARE(toDecimal(*price.cost), std::string(isPeak ? "0.300000000" : "0.150000000"));
        QCOMPARE(price.applied, std::string(isPeak ? "peak hours" : "base"));
    }

    void aWindowMayWrapMidnight()
    {
        const auto book = bookOf({overrides(
            R"({"provider": "x", "model": "m", "periods": [{"rates": {"input": "1"},
                "windows": [{"name": "night", "utc": [["22:00", "02:00"]],
                             "rates": {"input": "0.5"}}]}]})")});
        for (const char *night : {"2026-11-23T22:00:00Z", "2026-11-23T23:59:59Z",
                                  "2026-11-24T00:00:00Z", "2026-11-24T01:59:59Z"})
            QCOMPARE(costOf(*book, request("x", "m", 1'000'000, 0, at(night))),
                     std::string("0.500000000"));
        for (const char *day : {"2026-11-23T21:59:59Z", "2026-11-24T02:00:00Z"})
            QCOMPARE(costOf(*book, request("x", "m", 1'000'000, 0, at(day))),
                     std::string("1.000000000"));
    }

    void pricesChangeAtTheInstant_data()
    {
        QTest::addColumn<QByteArray>("model");
        QTest::addColumn<QByteArray>("when");
        QTest::addColumn<QByteArray>("cost");
        const auto row = [](const char *model, const char *when, const char *cost) {
            QTest::newRow(when) << QByteArray(model) << QByteArray(when) << QByteArray(cost);
        };
        row("gpt-5.6-luna", "2026-07-29T23:59:59.999999Z", "1.000000000");
        row("gpt-5.6-luna", "2026-07-30T00:00:00Z", "0.200000000");
        row("gpt-5.6-luna", "2026-07-08T23:59:59Z", "unpriced: no price in force at that time");
        row("gpt-5.6-luna", "2099-01-01T00:00:00Z", "0.200000000");
    }

    void pricesChangeAtTheInstant()
    {
        QFETCH(QByteArray, model);
        QFETCH(QByteArray, when);
        QFETCH(QByteArray, cost);
        PriceRequest question = request("openai", "gpt-5.6-luna", 1, 0, at(when.toStdString()));
        question.usage[TokenClass::Input] = 250'000;
        question.usage[TokenClass::CacheRead] = 0;
        const Price quarter = PriceBook::shipped()->price(question);
        const std::string four = quarter.cost ? toDecimal(Money{quarter.cost->nanos * 4})
                                              : "unpriced: " + quarter.unpriced;
        QCOMPARE(QByteArray::fromStdString(four), cost);
    }

    void aStepCountsEveryKindOfPromptToken()
    {
        const auto book = PriceBook::shipped();
        PriceRequest question = request("anthropic", "claude-haiku-5-5", 0, 1000);
        using enum TokenClass;
        for (const TokenClass c : {Input, CacheRead, CacheWrite5m, CacheWrite1h}) {
            question.usage = {};
            question.usage[c] = 100'000;
            QCOMPARE(book->price(question).applied, std::string("base"));
            question.usage[c] = 100'001;
            QCOMPARE(book->price(question).applied, std::string("step over 100000"));
        }
        question.usage = {};
        question.usage[Output] = 500'000;
        QCOMPARE(book->price(question).applied, std::string("base"));
    }

    void anAggregateIsNeverStepped()
    {
        PriceRequest day = request("anthropic", "claude-haiku-5-5", 10'000'000);
        day.isAggregate = true;
        QCOMPARE(costOf(*PriceBook::shipped(), day), std::string("1.000000000"));
        day.isAggregate = false;
        day.requests = 200;
        QCOMPARE(costOf(*PriceBook::shipped(), day), std::string("1.000000000"));
        day.requests = 1;
        QCOMPARE(costOf(*PriceBook::shipped(), day), std::string("5.000000000"));
    }

    void tiersSpeedsAndPlacesMultiply_data()
    {
        QTest::addColumn<QByteArray>("provider");
        QTest::addColumn<QByteArray>("model");
        QTest::addColumn<QByteArray>("tier");
        QTest::addColumn<QByteArray>("speed");
        QTest::addColumn<QByteArray>("geo");
        QTest::addColumn<QByteArray>("applied");
        const auto row = [](const char *provider, const char *model, const char *tier,
                            const char *speed, const char *geo, const char *applied) {
            QTest::addRow("%s %s %s %s", model, tier, speed, geo)
                << QByteArray(provider) << QByteArray(model) << QByteArray(tier)
                << QByteArray(speed) << QByteArray(geo) << QByteArray(applied);
        };
        row("openai", "gpt-5.5", "", "", "", "base");
        row("openai", "gpt-5.5", "default", "standard", "global", "base");
        row("openai", "gpt-5.5", "Batch", "", "EU", "base, batch x0.5, eu x1.1");
        row("openai", "gpt-5.5", "fast", "", "", "base, priority x2");
        row("openai", "gpt-5.5", "priority", "fast", "", "base, priority x2");
        row("openai", "gpt-5.5", "ultrafast", "", "", "no ultrafast rate for this model");
        row("openai", "gpt-5.5", "scale", "", "", "base, provisioned x1");
        row("openai", "gpt-5.5-pro", "priority", "", "", "no priority rate for this model");
        row("openai", "gpt-4o", "", "", "eu", "base, eu x1");
        row("anthropic", "claude-opus-5", "priority", "", "", "base, priority x1");
        row("anthropic", "claude-opus-5", "standard", "fast", "not_available", "base, fast x2");
        row("anthropic", "claude-opus-4-7", "", "fast", "", "no fast rate for this model");
        row("google", "gemini-3.5-flash", "on_demand_priority", "", "", "base, priority x1.8");
        row("aws", "us.anthropic.claude-sonnet-4-6", "", "", "us", "base");
    }

    void tiersSpeedsAndPlacesMultiply()
    {
        QFETCH(QByteArray, provider);
        QFETCH(QByteArray, model);
        QFETCH(QByteArray, tier);
        QFETCH(QByteArray, speed);
        QFETCH(QByteArray, geo);
        QFETCH(QByteArray, applied);
        const std::string names[] = {provider.toStdString(), model.toStdString()};
        PriceRequest question = request(names[0], names[1], 1000);
        question.tier = {tier.constData(), static_cast<std::size_t>(tier.size())};
        question.speed = {speed.constData(), static_cast<std::size_t>(speed.size())};
        question.geo = {geo.constData(), static_cast<std::size_t>(geo.size())};
        const Price price = PriceBook::shipped()->price(question);
        QCOMPARE(QByteArray::fromStdString(price.cost ? price.applied : price.unpriced), applied);
    }

    void historyOfFastModeIsKept()
    {
        PriceRequest question =
            request("anthropic", "claude-opus-4-7", 1'000'000, 0, at("2026-07-23T23:59:59Z"));
        question.speed = "fast";
        QCOMPARE(costOf(*PriceBook::shipped(), question), std::string("30.000000000"));
    }

    void aTiersOwnRatesBeatAMultiplier()
    {
        const auto book = bookOf({overrides(
            R"({"provider": "x", "model": "m", "multipliers": {"batch": "0.5"}, "periods": [
                {"rates": {"input": "2"}, "tiers": {"batch": {"rates": {"input": "0.7"},
                 "steps": [{"over": 1000, "rates": {"input": "0.9"}}]}}}]})")});
        PriceRequest question = request("x", "m", 1000);
        question.tier = "batch";
        QCOMPARE(costOf(*book, question), std::string("0.000700000"));
        QCOMPARE(book->price(question).applied, std::string("base, batch rates"));
        question.usage[TokenClass::Input] = 1001;
        QCOMPARE(costOf(*book, question), std::string("0.000900900"));
    }

    void searchesAndFeesAreNotMultiplied()
    {
        PriceRequest question = request("google", "gemini-3.5-flash", 0);
        question.tier = "batch";
        question.usage[TokenClass::WebSearches] = 1000;
        QCOMPARE(costOf(*PriceBook::shipped(), question), std::string("14.000000000"));
        question = request("perplexity", "sonar-pro", 0);
        QCOMPARE(costOf(*PriceBook::shipped(), question), std::string("0.006000000"));
        question.searchContext = "high";
        QCOMPARE(costOf(*PriceBook::shipped(), question), std::string("0.014000000"));
        question.searchContext = "enormous";
        QCOMPARE(costOf(*PriceBook::shipped(), question),
                 std::string("unpriced: no request fee for this search context"));
    }

    void searchesWithoutARateAreSaid()
    {
        PriceRequest question = request("x-ai", "grok-4", 1000);
        question.usage[TokenClass::WebSearches] = 2;
        QCOMPARE(PriceBook::shipped()->price(question).applied,
                 std::string("base, no web search rate"));
    }
};

QTEST_APPLESS_MAIN(TestConditions)
#include "tst_conditions.moc"
