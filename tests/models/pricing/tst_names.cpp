// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "support.h"

#include "models/pricing/names.h"

#include <QTest>

using namespace outlay;
using namespace outlay::test;

class TestNames : public QObject
{
    Q_OBJECT

private slots:
    void findsTheModelAndSaysHow_data()
    {
        QTest::addColumn<QByteArray>("provider");
        QTest::addColumn<QByteArray>("model");
        QTest::addColumn<QByteArray>("id");
        QTest::addColumn<QByteArray>("how");
        const auto row = [](const char *provider, const char *model, const char *id,
                            const char *how) {
            QTest::newRow(qPrintable(
                QStringLiteral("%1 %2").arg(QLatin1String(provider), QLatin1String(model))))
                << QByteArray(provider) << QByteArray(model) << QByteArray(id) << QByteArray(how);
        };
        row("anthropic", "claude-opus-5-5", "anthropic/claude-opus-5-5", "exact");
        row("anthropic", " Claude-Opus-5-5 ", "anthropic/claude-opus-5-5", "exact");
        row("anthropic", "claude-opus-5.5", "anthropic/claude-opus-5-5", "alias");
        row("anthropic", "claude-mythos-5-1", "anthropic/claude-fable-5-1", "alias");
        row("openai", "gpt-5-6-luna", "openai/gpt-5.6-luna", "alias");
        row("openai", "gpt-6-2-astra", "openai/gpt-6.2-astra", "normalised");
        row("anthropic", "anthropic/claude-opus-4.6", "anthropic/claude-opus-4-6",
            "provider prefix");
        row("anthropic", "claude-opus-4-6[1m]", "anthropic/claude-opus-4-6", "normalised");
        row("anthropic", "claude-haiku-4-5-20251001[1m]", "anthropic/claude-haiku-4-5",
            "date suffix");
        row("anthropic", "claude-haiku-4-5@20251001", "anthropic/claude-haiku-4-5", "date suffix");
        row("anthropic", "claude-opus-4-20250514", "anthropic/claude-opus-4", "alias");
        row("anthropic", "claude-opus-4-5-20251101", "anthropic/claude-opus-4-5", "date suffix");
        row("anthropic", "claude-opus-4-5-latest", "anthropic/claude-opus-4-5", "date suffix");
        row("openai", "gpt-4o-mini-2024-07-18", "openai/gpt-4o-mini", "date suffix");
        row("openai", "gpt-4o-2024-05-13", "openai/gpt-4o-2024-05-13", "exact");
        row("openai", "gpt-5.4-xhigh", "openai/gpt-5.4", "effort suffix");
        row("openai", "o4-mini-high", "openai/o4-mini", "alias");
        row("anthropic", "claude-opus-4-6-20260205-thinking", "anthropic/claude-opus-4-6",
            "date suffix");
        row("anthropic", "claude-opus-4-6-thinking", "anthropic/claude-opus-4-6", "effort suffix");
        row("anthropic", "claude-opus-4-8-fast", "anthropic/claude-opus-4-8", "speed suffix");
        row("google", "models/gemini-2.5-pro", "google/gemini-2.5-pro", "provider prefix");
        row("google", "publishers/google/models/gemini-2.5-flash-001", "google/gemini-2.5-flash",
            "date suffix");
        row("vertex_ai", "gemini-2.5-flash-lite-preview-09-2025", "google/gemini-2.5-flash-lite",
            "date suffix");
        row("gemini", "gemini/gemini-2.5-pro", "google/gemini-2.5-pro", "provider prefix");
        row("xai", "xai/grok-4.6-20260901", "x-ai/grok-4.6", "date suffix");
        row("bedrock", "us.anthropic.claude-sonnet-4-6-v1:0", "aws/us.anthropic.claude-sonnet-4-6",
            "date suffix");
        row("aws", "arn:aws:bedrock:us-east-1:1:inference-profile/eu.anthropic.claude-sonnet-4-6",
            "aws/us.anthropic.claude-sonnet-4-6", "provider prefix");
        row("aws", "us.amazon.nova-pro-v1:0", "aws/amazon.nova-pro-v1:0", "geography prefix");
        row("groq", "openai/gpt-oss-120b", "groq/openai/gpt-oss-120b", "exact");
        row("litellm", "anthropic/claude-opus-5", "anthropic/claude-opus-5", "provider prefix");
        row("", "xai/grok-4.6", "x-ai/grok-4.6", "provider prefix");
        row("", "claude-opus-5", "anthropic/claude-opus-5", "exact, provider from the name");
        row("MiniMax", "MiniMax-M3", "minimax/minimax-m3", "exact");
    }

    void findsTheModelAndSaysHow()
    {
        QFETCH(QByteArray, provider);
        QFETCH(QByteArray, model);
        QFETCH(QByteArray, id);
        QFETCH(QByteArray, how);
        const Price price =
            PriceBook::shipped()->price(request(provider.toStdString(), model.toStdString(), 1));
        QCOMPARE(QByteArray::fromStdString(price.priceId), id);
        QCOMPARE(QByteArray::fromStdString(price.resolution), how);
    }

    void leavesUnpricedWhatNobodyListed_data()
    {
        QTest::addColumn<QByteArray>("provider");
        QTest::addColumn<QByteArray>("model");
        for (const auto &[provider, model] : {std::pair{"anthropic", "claude-opus-5-6"},
                                              {"anthropic", "claude-opus-5-5-1"},
                                              {"anthropic", "claude-opus"},
                                              {"openai", "gpt-5.7"},
                                              {"openai", "gpt-5.5-nano"},
                                              {"openai", "ft:gpt-4o-mini-2024-07-18:acme::abc"},
                                              {"openai", "claude-opus-5"},
                                              {"openrouter", "anthropic/claude-opus-5"},
                                              {"anthropic", "openrouter/anthropic/claude-opus-5"},
                                              {"anthropic", "claude-opus-5-99999999"},
                                              {"azure", "gpt-5"},
                                              {"", ""},
                                              {"google", "gemini-2.5-pro-tts"},
                                              {"anthropic", "claude-opus-4-1-20259999"}})
            QTest::newRow(qPrintable(
                QStringLiteral("%1 %2").arg(QLatin1String(provider), QLatin1String(model))))
                << QByteArray(provider) << QByteArray(model);
    }

    void leavesUnpricedWhatNobodyListed()
    {
        QFETCH(QByteArray, provider);
        QFETCH(QByteArray, model);
        const auto book = PriceBook::shipped();
        QCOMPARE(book->resolve(provider.toStdString(), model.toStdString(), {}), 0U);
        QCOMPARE(costOf(*book, request(provider.toStdString(), model.toStdString())),
                 std::string("unpriced: unknown model"));
    }

    void triesTheGatewaysModelGroup()
    {
        PriceRequest question = request("anthropic", "my-deployment");
        question.modelGroup = "claude-opus-5";
        const Price price = PriceBook::shipped()->price(question);
        QCOMPARE(price.priceId, std::string("anthropic/claude-opus-5"));
        QCOMPARE(price.resolution, std::string("model group: exact"));
        QVERIFY(PriceBook::shipped()->resolve("anthropic", "my-deployment", "claude-opus-5") != 0);
    }

    void aFastSuffixSetsTheSpeed()
    {
        const auto book = PriceBook::shipped();
        QCOMPARE(costOf(*book, request("anthropic", "claude-opus-4-8-fast")),
                 std::string("10.000000000"));
        QCOMPARE(costOf(*book, request("openai", "gpt-5.4-fast", 100'000)),
                 std::string("0.500000000"));
        QCOMPARE(costOf(*book, request("x-ai", "grok-4-fast")),
                 std::string("unpriced: no fast rate for this model"));
    }

    void aGeographyInTheNameIsACondition()
    {
        QCOMPARE(costOf(*PriceBook::shipped(), request("aws", "us.amazon.nova-pro-v1:0")),
                 std::string("unpriced: no us rate for this model"));
        const auto book = bookOf({overrides(
            R"({"provider": "aws", "model": "amazon.nova-x-v1:0", "input": "1", "output": "2",
                "multipliers": {"us": "1.1"}})")});
        QCOMPARE(costOf(*book, request("aws", "us.amazon.nova-x-v1:0")),
                 std::string("1.100000000"));
        QCOMPARE(costOf(*book, request("aws", "global.amazon.nova-x-v1:0")),
                 std::string("1.000000000"));
    }

    /// A profile in front costs a tenth more than the global one, on Anthropic's models from 4.5
    /// on.
    void bedrocksProfilesHaveTheirOwnPrices()
    {
        const auto book = PriceBook::shipped();
        for (const char *place : {"us", "eu", "apac", "au", "jp"}) {
            const std::string id = std::string(place) + ".anthropic.claude-haiku-4-5-20251001-v1:0";
            QCOMPARE(costOf(*book, request("aws", id.c_str())), std::string("1.100000000"));
        }
        QCOMPARE(costOf(*book, request("aws", "global.anthropic.claude-haiku-4-5-20251001-v1:0")),
                 std::string("1.000000000"));
        QCOMPARE(costOf(*book, request("bedrock", "eu.anthropic.claude-opus-4-5-20251101-v1:0")),
                 std::string("5.500000000"));
        // Sources disagree on the region's own, and on no place that is not listed.
        for (const char *id : {"anthropic.claude-haiku-4-5-20251001-v1:0",
                               "us-gov.anthropic.claude-haiku-4-5-20251001-v1:0",
                               "us.anthropic.claude-haiku-9-v1:0"})
            QVERIFY2(costOf(*book, request("aws", id)).starts_with("unpriced"), id);
    }

    void theUserMayMapAName()
    {
        const PriceBook::Layer names = {"names", R"({"outlay_prices": 1, "names": [
                {"model": "house-model", "to": "anthropic/claude-opus-5"},
                {"provider": "azure", "model": "house-model", "to": "openai/gpt-5"}]})"};
        const auto book = bookOf({names});
        QVERIFY(book);
        QCOMPARE(book->price(request("litellm", "House-Model")).priceId,
                 std::string("anthropic/claude-opus-5"));
        const Price price = book->price(request("azure", "house-model"));
        QCOMPARE(price.priceId, std::string("openai/gpt-5"));
        QCOMPARE(price.resolution, std::string("mapped to openai/gpt-5"));
    }

    void aFineTuneHasItsOwnPriceOnly()
    {
        const auto book = bookOf({overrides(
            R"({"provider": "openai", "model": "ft:gpt-4o-mini", "input": "0.3", "output": "1.2"})")});
        QCOMPARE(costOf(*book, request("openai", "ft:gpt-4o-mini-2024-07-18:acme::abc")),
                 std::string("0.300000000"));
    }

    void patternsAreAnchored()
    {
        QVERIFY(globMatches("claude-*", "claude-opus"));
        QVERIFY(globMatches("*", ""));
        QVERIFY(globMatches("a*b*c", "axxbyyc"));
        QVERIFY(!globMatches("claude-*", "my-claude-opus"));
        QVERIFY(!globMatches("a*b", "abc"));
    }

    void everyNameOfTheBookIsItsOwn()
    {
        // Resolving each price id's own name must lead back to it: no two entries collide.
        const auto book = PriceBook::shipped();
        const std::vector<PriceRow> rows = book->rows();
        QVERIFY(rows.size() >= 106);
        for (const PriceRow &row : rows) {
            const std::size_t slash = row.priceId.find('/');
            const std::string provider = row.priceId.substr(0, slash);
            const std::string model = row.priceId.substr(slash + 1);
            const Price price = book->price(request(provider, model));
            QCOMPARE(price.priceId, row.priceId);
            QCOMPARE(price.resolution, std::string("exact"));
            QVERIFY(!row.origin.empty());
            QVERIFY(row.quarantine.empty());
        }
    }

    void namesTheSameModelAtItsMaker_data()
    {
        QTest::addColumn<QByteArray>("provider");
        QTest::addColumn<QByteArray>("model");
        QTest::addColumn<QByteArray>("id");
        const auto data = [](const char *provider, const char *model, const char *id) {
            QTest::addRow("%s/%s", provider, model)
                << QByteArray(provider) << QByteArray(model) << QByteArray(id);
        };
        data("azure", "gpt-4o", "openai/gpt-4o");
        data("azure", "gpt-4o-2024-08-06", "openai/gpt-4o");
        data("aws", "anthropic.claude-sonnet-4-5-20250929-v1:0", "anthropic/claude-sonnet-4-5");
        data("bedrock", "eu.anthropic.claude-haiku-4-5-20251001-v1:0",
             "anthropic/claude-haiku-4-5");
        data("vertex_ai", "claude-sonnet-4-5@20250929", "anthropic/claude-sonnet-4-5");
        data("google", "publishers/anthropic/models/claude-opus-4-5@20251101",
             "anthropic/claude-opus-4-5");
        data("together", "openai/gpt-oss-120b", "");
        data("azure", "our-deployment", "");
        data("anthropic", "claude-opus-9", ""); // a release nobody listed borrows nothing
        data("", "nobody-knows-1", "");
        data("", "", "");
    }
    void namesTheSameModelAtItsMaker()
    {
        QFETCH(QByteArray, provider);
        QFETCH(QByteArray, model);
        QFETCH(QByteArray, id);
        QCOMPARE(PriceBook::shipped()->namesake(provider.toStdString(), model.toStdString()),
                 id.toStdString());
    }
};

QTEST_APPLESS_MAIN(TestNames)
#include "tst_names.moc"
