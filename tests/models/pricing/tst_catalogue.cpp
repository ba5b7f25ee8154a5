// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/pricing/catalogue.h"

#include "support.h"

#include <QFile>
#include <QTest>

#include <algorithm>

using namespace outlay;
using namespace outlay::test;

namespace {

const Instant taken = at("2026-08-01");

/// A book that knows nothing but this catalogue.
std::shared_ptr<const PriceBook> bookOfCatalogue(const std::string &bytes)
{
    const auto catalogue = readCatalogue(bytes, taken);
    if (!catalogue)
        return nullptr;
    return PriceBook::buildOnly({{catalogue->layer.name, toJson(catalogue->layer)}})
        .value_or(nullptr);
}

std::string liteLlm(const std::string &models)
{
    return R"({"sample_spec": {"litellm_provider": "one of …", "input_cost_per_token": 0.0},)" +
           models + "}";
}

std::string genai(const std::string &provider, const std::string &models)
{
    return R"([{"id": ")" + provider + R"(", "models": [)" + models + "]}]";
}

PriceRequest withTier(PriceRequest question, std::string_view tier)
{
    question.tier = tier;
    return question;
}

std::string shared(const QString &name)
{
    QFile file(QStringLiteral(OUTLAY_SHARED_DIR "/data/prices/") + name);
    return file.open(QIODevice::ReadOnly) ? file.readAll().toStdString() : std::string();
}

} // namespace

class TestCatalogue : public QObject
{
    Q_OBJECT

private slots:
    void readsLiteLlmRatesStepsAndCaches()
    {
        const auto book = bookOfCatalogue(liteLlm(
            R"("acme/m": {"litellm_provider": "acme", "input_cost_per_token": 3e-06,
                "output_cost_per_token": "1.5e-05", "cache_read_input_token_cost": 3e-07,
                "cache_creation_input_token_cost": 3.75e-06,
                "cache_creation_input_token_cost_above_1hr": 6e-06,
                "input_cost_per_token_above_200k_tokens": 6e-06,
                "cache_creation_input_token_cost_above_1hr_above_200k_tokens": 1.2e-05,
                "output_cost_per_token_above_200k_tokens": 2.25e-05,
                "output_cost_per_reasoning_token": 1.5e-05})"));
        QVERIFY(book);
        QCOMPARE(costOf(*book, request("acme", "m", 200'000, 1000)), std::string("0.615000000"));
        QCOMPARE(costOf(*book, request("acme", "m", 200'001, 1000)), std::string("1.222506000"));
        PriceRequest question = request("acme", "m", 0, 1000);
        question.usage[TokenClass::Reasoning] = 900;
        question.usage[TokenClass::CacheWrite1h] = 1000;
        QCOMPARE(costOf(*book, question), std::string("0.021000000"));
        question.usage[TokenClass::CacheWrite1h] = 300'000;
        QCOMPARE(costOf(*book, question), std::string("3.622500000"));
    }

    void aTierThatScalesAllAlikeIsAMultiplier()
    {
        // The flex cached rate is listed rounded: half of 0.25 is 0.125.
        const auto book = bookOfCatalogue(liteLlm(
            R"("gpt-5.4": {"litellm_provider": "openai", "input_cost_per_token": 2.5e-06,
                "output_cost_per_token": 1.5e-05, "cache_read_input_token_cost": 2.5e-07,
                "input_cost_per_token_flex": 1.25e-06, "output_cost_per_token_flex": 7.5e-06,
                "cache_read_input_token_cost_flex": 1.3e-07,
                "input_cost_per_token_above_272k_tokens": 5e-06,
                "output_cost_per_token_above_272k_tokens": 2.25e-05})"));
        PriceRequest question = withTier(request("openai", "gpt-5.4", 2000, 500), "flex");
        question.usage[TokenClass::CacheRead] = 30'000;
        QCOMPARE(costOf(*book, question), std::string("0.010000000"));
        // Half of the long rate, not the long rate.
        QCOMPARE(costOf(*book, withTier(request("openai", "gpt-5.4", 300'000), "flex")),
                 std::string("0.750000000"));
        // Half for a batch that lists no rates: the catalogue's own rule.
        QCOMPARE(costOf(*book, withTier(request("openai", "gpt-5.4", 1000), "batch")),
                 std::string("0.001250000"));
    }

    void anImplausibleTierIsLeftOut()
    {
        const auto catalogue = readCatalogue(
            liteLlm(R"("m": {"litellm_provider": "acme", "input_cost_per_token": 5e-08,
                "output_cost_per_token": 4e-07, "input_cost_per_token_priority": 2.5e-06})"),
            taken);
        QVERIFY(catalogue.has_value());
        QCOMPARE(catalogue->leftOut.size(), std::size_t(1));
        QVERIFY(catalogue->leftOut.at(0).text.find("priority") != std::string::npos);
        const auto book =
            PriceBook::buildOnly({{catalogue->layer.name, toJson(catalogue->layer)}}).value();
        QCOMPARE(costOf(*book, withTier(request("acme", "m"), "priority")),
                 std::string("unpriced: no priority rate for this model"));
    }

    void unequalTierRatesAreKeptAsListed()
    {
        const auto book = bookOfCatalogue(liteLlm(
            R"("m": {"litellm_provider": "acme", "input_cost_per_token": 1e-06,
                "output_cost_per_token": 4e-06, "input_cost_per_token_priority": 2e-06,
                "output_cost_per_token_priority": 6e-06})"));
        const Price price =
            book->price(withTier(request("acme", "m", 1'000'000, 1'000'000), "priority"));
        QCOMPARE(toDecimal(*price.cost), std::string("8.000000000"));
        QCOMPARE(price.applied, std::string("base, priority rates"));
    }

    void readsDustAsTextAndRoundsItToAPico()
    {
        const auto catalogue =
            readCatalogue(liteLlm(R"("m": {"litellm_provider": "acme", "input_cost_per_token":
                1.5000020000000002e-05, "output_cost_per_token": 1e-06})"),
                          taken);
        QVERIFY(toJson(catalogue->layer).find("15.000020000000002") != std::string::npos);
        const auto book =
            PriceBook::buildOnly({{catalogue->layer.name, toJson(catalogue->layer)}}).value();
        QCOMPARE(costOf(*book, request("acme", "m")), std::string("15.000020000"));
    }

    void readsBandsAsStepsOfTheWholeRequest()
    {
        const auto book = bookOfCatalogue(liteLlm(
            R"("dashscope/q": {"litellm_provider": "dashscope", "tiered_pricing": [
                {"range": [0, 256000.0], "input_cost_per_token": 5e-08, "output_cost_per_token": 4e-07},
                {"range": [256000.0, 1000000.0], "input_cost_per_token": 2.5e-07,
                 "output_cost_per_token": 2e-06}]})"));
        QCOMPARE(costOf(*book, request("alibaba", "q", 256'000)), std::string("0.012800000"));
        QCOMPARE(costOf(*book, request("alibaba", "q", 256'001)), std::string("0.064000250"));
    }

    void aBadEntryIsLeftOutWithItsFieldNamed()
    {
        const auto catalogue = readCatalogue(
            liteLlm(R"("bad": {"litellm_provider": "acme", "input_cost_per_token": -1e-06},
                "worse": {"litellm_provider": "acme", "output_cost_per_token": "NaN"},
                "picture": {"litellm_provider": "acme", "output_cost_per_image": 0.04},
                "good": {"litellm_provider": "acme", "input_cost_per_token": 1e-06})"),
            taken);
        QVERIFY(catalogue.has_value());
        QCOMPARE(catalogue->layer.entries.size(), std::size_t(1));
        QCOMPARE(catalogue->leftOut.size(), std::size_t(3));
        QVERIFY(catalogue->leftOut.at(0).text.starts_with("input_cost_per_token"));
        QVERIFY(catalogue->leftOut.at(1).text.starts_with("output_cost_per_token"));
    }

    void refusesWhatIsNoCatalogue()
    {
        for (const char *bytes : {"", "{}", "[]", "[1]", "null", "{\"a\": {\"b\": 1}}",
                                  "{\"a\": ", "[{\"id\": \"x\", \"models\": []}]", "\xff\xfe"})
            QVERIFY2(!readCatalogue(bytes, taken).has_value(), bytes);
    }

    void readsGenaiTiersWithTheirOperator()
    {
        const auto book = bookOfCatalogue(
            genai("x-ai", R"({"id": "grok-9", "match": {"starts_with": "grok-9"}, "prices": {
                "input_mtok": {"base": 2, "tiers": [{"start": 199999, "price": 4}]},
                "output_mtok": 6}})"));
        QCOMPARE(book->price(request("x-ai", "grok-9", 199'999)).applied, std::string("base"));
        QCOMPARE(book->price(request("x-ai", "grok-9", 200'000)).applied,
                 std::string("step at 200000"));
        // Mended: the page of OpenAI says "over 272K".
        const auto openai = bookOfCatalogue(genai("openai", R"({"id": "gpt-x", "prices": {
                "input_mtok": {"base": 5, "tiers": [{"start": 271999, "price": 10}]}}})"));
        QCOMPARE(openai->price(request("openai", "gpt-x", 272'000)).applied, std::string("base"));
        QCOMPARE(openai->price(request("openai", "gpt-x", 272'001)).applied,
                 std::string("step over 272000"));
    }

    void readsGenaiDatesAndHours()
    {
        const auto book = bookOfCatalogue(genai("acme", R"({"id": "m", "prices": [
                {"prices": {"input_mtok": 1}},
                {"constraint": {"start_date": "2026-08-17", "type": "start_date"},
                 "prices": {"input_mtok": 2}},
                {"constraint": {"start_time": "01:00:00Z", "end_time": "04:00:00Z"},
                 "prices": {"input_mtok": 4}}]})"));
        const auto cost = [&](const char *when) {
            return costOf(*book, request("acme", "m", 1'000'000, 0, at(when)));
        };
        QCOMPARE(cost("2026-08-16T23:59:59Z"), std::string("1.000000000"));
        QCOMPARE(cost("2026-08-17T00:00:00Z"), std::string("2.000000000"));
        QCOMPARE(cost("2026-08-17T01:00:00Z"), std::string("4.000000000"));
        QCOMPARE(cost("2026-08-17T04:00:00Z"), std::string("2.000000000"));
    }

    void aPrefixInGenaiPricesSwallowsNoSibling()
    {
        const auto book =
            bookOfCatalogue(genai("anthropic", R"({"id": "claude-sonnet-5", "match": {"or": [
                {"starts_with": "claude-sonnet-5"}, {"regex": "^claude-5-sonnet-\\d{8}$"},
                {"contains": "sonnet-v5"}]}, "prices": {"input_mtok": 2, "output_mtok": 10}})"));
        for (const char *same : {"claude-sonnet-5", "claude-sonnet-5-20260630",
                                 "claude-5-sonnet-20260630", "sonnet-v5"})
            QCOMPARE(book->price(request("anthropic", same)).priceId,
                     std::string("anthropic/claude-sonnet-5"));
        for (const char *other : {"claude-sonnet-5-6", "claude-sonnet-5x", "my-sonnet-v5"})
            QCOMPARE(costOf(*book, request("anthropic", other)),
                     std::string("unpriced: unknown model"));
    }

    void anotherProvidersModelIsTriedWhereTheCatalogueSaysSo()
    {
        const std::string bytes =
            R"([{"id": "openai", "models": [{"id": "gpt-x", "prices": {"input_mtok": 5}}]},
                {"id": "azure", "models": [{"id": "own", "prices": {"input_mtok": 1}}],
                 "fallback_model_providers": ["openai"]}])";
        const auto book = bookOfCatalogue(bytes);
        const Price price = book->price(request("azure", "gpt-x"));
        QCOMPARE(price.priceId, std::string("openai/gpt-x"));
        QCOMPARE(price.resolution, std::string("as sold by openai"));
        QCOMPARE(costOf(*book, request("groq", "gpt-x")), std::string("unpriced: unknown model"));
    }

    void zeroPricesAreNotTakenIn()
    {
        auto catalogue = readCatalogue(
            liteLlm(R"("free": {"litellm_provider": "acme", "input_cost_per_token": 0.0,
                "output_cost_per_token": 0}, "m": {"litellm_provider": "acme",
                "input_cost_per_token": 1e-06, "output_cost_per_token": 0.0})"),
            taken);
        const auto notes = takeOutZeroPrices(*catalogue);
        QCOMPARE(notes.size(), std::size_t(1));
        QCOMPARE(notes.at(0).priceId, std::string("acme/free"));
        QCOMPARE(catalogue->layer.entries.size(), std::size_t(1));
    }

    void theComparisonNamesEveryChange()
    {
        const auto catalogue =
            readCatalogue(liteLlm(R"("claude-opus-5": {"litellm_provider": "anthropic",
                "input_cost_per_token": 6e-06, "output_cost_per_token": 3e-05},
                "new": {"litellm_provider": "acme", "input_cost_per_token": 1e-06},
                "dear": {"litellm_provider": "acme", "input_cost_per_token": 0.002},
                "grok-4": {"litellm_provider": "xai", "input_cost_per_token": 3e-06,
                "cache_read_input_token_cost": 7.5e-07, "output_cost_per_token": 1.5e-05})"),
                          taken);
        const PriceBook::Layer earlier =
            layer("catalogue litellm 2026-07-01", R"("kind": "catalogue", "as_of": "2026-07-01", )",
                  R"({"provider": "acme", "model": "gone", "input": "1", "output": "2"})");
        const auto changes = compareCatalogue(*catalogue, {earlier});
        QVERIFY(changes.has_value());
        QCOMPARE(changes->size(), std::size_t(4));
        const auto change = [&](const char *id) {
            return *std::find_if(changes->begin(), changes->end(),
                                 [id](const CatalogueChange &c) { return c.priceId == id; });
        };
        QCOMPARE(change("acme/new").kind, CatalogueChange::Kind::Added);
        QCOMPARE(change("acme/dear").kind, CatalogueChange::Kind::Quarantined);
        QCOMPARE(change("acme/gone").kind, CatalogueChange::Kind::Removed);
        const CatalogueChange opus = change("anthropic/claude-opus-5");
        QCOMPARE(opus.kind, CatalogueChange::Kind::Changed);
        QVERIFY(opus.before.starts_with("input 5, "));
        QCOMPARE(opus.after, std::string("input 6, output 30"));
        QVERIFY(opus.note.starts_with("stays: "));
    }

    void aStoredSnapshotHoldsOnlyWhatIsNew()
    {
        const std::string models =
            R"("a": {"litellm_provider": "acme", "input_cost_per_token": 1e-06},
               "b": {"litellm_provider": "acme", "input_cost_per_token": )";
        const auto first = readCatalogue(liteLlm(models + "2e-06}"), taken);
        const auto second = readCatalogue(liteLlm(models + "3e-06}"), at("2026-09-01"));
        const PriceBook::Layer stored = layerToStore(*first, {});
        const PriceBook::Layer next = layerToStore(*second, {stored});
        QVERIFY(next.json.find("\"a\"") == std::string::npos);
        const auto book = bookOf({stored, next});
        const auto cost = [&](const char *model, const char *when) {
            return costOf(*book, request("acme", model, 1'000'000, 0, at(when)));
        };
        QCOMPARE(cost("a", "2026-10-01"), std::string("1.000000000"));
        QCOMPARE(cost("b", "2026-08-31"), std::string("2.000000000"));
        QCOMPARE(cost("b", "2026-09-01"), std::string("3.000000000"));
    }

    void mendsTheRealLiteLlmMap_data()
    {
        QTest::addColumn<QByteArray>("provider");
        QTest::addColumn<QByteArray>("model");
        QTest::addColumn<QByteArray>("when");
        QTest::addColumn<QByteArray>("tier");
        QTest::addColumn<int>("tokenClass");
        QTest::addColumn<qint64>("count");
        QTest::addColumn<QByteArray>("cost");
        const auto row = [](const char *tag, const char *provider, const char *model,
                            const char *when, const char *tier, TokenClass tokenClass, qint64 count,
                            const char *cost) {
            QTest::newRow(tag) << QByteArray(provider) << QByteArray(model) << QByteArray(when)
                               << QByteArray(tier) << static_cast<int>(tokenClass) << count
                               << QByteArray(cost);
        };
        const char *today = "2026-11-23T12:00:00Z";
        using enum TokenClass;
        row("2: xAI bills the higher rate at 200,000", "x-ai", "grok-4.5", today, "", Input,
            200'000, "0.800000000");
        row("5: Opus 4.6 fast is standard", "anthropic", "claude-opus-4-6", today, "fast", Input,
            1'000'000, "5.000000000");
        row("7: Sonnet 4.6 had a step", "anthropic", "claude-sonnet-4-6", "2026-03-12", "", Input,
            200'001, "1.200006000");
        row("8: one-hour writes of Opus 3", "anthropic", "claude-3-opus-20240229", today, "",
            CacheWrite1h, 1'000'000, "30.000000000");
        row("10: Gemini 3.6 Flash this year", "google", "gemini-3.6-flash", today, "", Input,
            1'000'000, "0.750000000");
        row("11: a Saturday is off-peak", "deepseek", "deepseek-v4-flash", "2026-11-21T02:00:00Z",
            "", Input, 1'000'000, "0.150000000");
        row("13: o3 before the cut", "openai", "o3", "2025-06-01", "", CacheRead, 1'000'000,
            "2.500000000");
        row("15: a cached read is not free", "x-ai", "grok-4", today, "", CacheRead, 1'000'000,
            "0.750000000");
        row("17: a batch halves the long rate", "openai", "gpt-5.5", today, "batch", Input, 300'000,
            "1.500000000");
        row("18: flex cached", "openai", "gpt-5.4", today, "flex", CacheRead, 100'000,
            "0.012500000");
        row("19: no fifty-fold priority", "openai", "gpt-5-nano", today, "priority", Input, 1000,
            "unpriced: no priority rate for this model");
        row("20: pro models have no cache discount", "openai", "gpt-5.5-pro", today, "", CacheRead,
            1000, "0.030000000");
        row("21: the fee by context", "perplexity", "sonar-pro", today, "", Input, 0,
            "0.006000000");
        row("22: image tokens of the realtime model", "openai", "gpt-realtime", today, "",
            InputImage, 1'000'000, "5.000000000");
        row("23: a regional Bedrock endpoint", "aws", "anthropic.claude-sonnet-4-6", today, "",
            Input, 1'000'000, "3.300000000");
        row("24: a window marker", "anthropic", "claude-opus-4-8[1m]", today, "", Input, 1'000'000,
            "5.000000000");
        row("an error where nothing is listed", "anthropic", "claude-opus-5-6", today, "", Input, 1,
            "unpriced: unknown model");
    }

    void mendsTheRealLiteLlmMap()
    {
        const std::string bytes = shared(QStringLiteral("litellm-model-prices.json"));
        if (bytes.empty())
            QSKIP("the catalogue is not beside this tree");
        static const auto book = bookOfCatalogue(bytes);
        QVERIFY(book);
        QFETCH(QByteArray, provider);
        QFETCH(QByteArray, model);
        QFETCH(QByteArray, when);
        QFETCH(QByteArray, tier);
        QFETCH(int, tokenClass);
        QFETCH(qint64, count);
        QFETCH(QByteArray, cost);
        const std::string texts[] = {provider.toStdString(), model.toStdString(),
                                     tier.toStdString()};
        PriceRequest question = request(texts[0], texts[1], 0, 0, at(when.toStdString()));
        question.tier = texts[2];
        question.usage.counts[static_cast<std::size_t>(tokenClass)] = count;
        QCOMPARE(QByteArray::fromStdString(costOf(*book, question)), cost);
    }

    void readsTheRealGenaiPrices()
    {
        for (const char *name : {"genai-prices/data.json", "genai-prices/data-0.1.8.json"}) {
            const std::string bytes = shared(QLatin1String(name));
            if (bytes.empty())
                QSKIP("the catalogue is not beside this tree");
            const auto book = bookOfCatalogue(bytes);
            QVERIFY(book);
            using enum TokenClass;
            const auto cost = [&](const char *provider, const char *model, TokenClass tokenClass,
                                  std::int64_t count, const char *when = "2026-11-23T12:00:00Z") {
                PriceRequest question = request(provider, model, 0, 0, at(when));
                question.usage[tokenClass] = count;
                return costOf(*book, question);
            };
            QCOMPARE(cost("openai", "gpt-5.4", Input, 272'000), std::string("0.680000000"));
            QCOMPARE(cost("openai", "gpt-5.4", Input, 272'001), std::string("1.360005000"));
            QCOMPARE(cost("anthropic", "claude-sonnet-4-0", Input, 200'001),
                     std::string("1.200006000"));
            QCOMPARE(cost("anthropic", "claude-sonnet-5", Input, 1'000'000),
                     std::string("2.000000000"));
            QCOMPARE(cost("anthropic", "claude-sonnet-5-5", CacheRead, 1'000'000),
                     std::string("0.100000000"));
            QCOMPARE(cost("mistral", "mistral-large-latest", Input, 1'000'000),
                     std::string("0.500000000"));
            QCOMPARE(
                cost("deepseek", "deepseek-v4-flash", Input, 1'000'000, "2026-11-21T02:00:00Z"),
                std::string("0.150000000"));
            QCOMPARE(cost("deepseek", "deepseek-chat", Output, 1'000'000),
                     std::string("0.420000000"));
            QCOMPARE(cost("x-ai", "grok-4.5", CacheRead, 1000), std::string("0.000500000"));
            QCOMPARE(cost("openai", "o3", CacheRead, 1'000'000, "2025-06-01"),
                     std::string("2.500000000"));
            QCOMPARE(cost("anthropic", "claude-opus-5-6", Input, 1),
                     std::string("unpriced: unknown model"));
        }
    }
};

QTEST_APPLESS_MAIN(TestCatalogue)
#include "tst_catalogue.moc"
