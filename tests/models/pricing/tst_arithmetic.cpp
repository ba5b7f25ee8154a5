// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "support.h"

#include "models/pricing/decimaltext.h"

#include <QTest>

#include <array>
#include <random>

using namespace outlay;
using namespace outlay::test;

namespace {

/// A random question that meets every condition the book knows; fixed by the seed.
class Questions
{
public:
    explicit Questions(std::uint64_t seed) : m_random(seed) {}

    PriceRequest next()
    {
        const auto &[provider, model] = pick(models);
        PriceRequest question;
        question.provider = provider;
        question.model = model;
        question.at = Instant{at("2025-01-01").micros +
                              below(3 * 365 * 24 * 3600LL) * microsPerSecond + below(1'000'000)};
        question.tier = pick(tiers);
        question.speed = below(8) == 0 ? "fast" : "";
        question.geo = pick(places);
        question.searchContext = pick(contexts);
        question.requests = below(10) == 0 ? below(1000) : 1;
        question.isAggregate = below(10) == 0;
        for (std::size_t i = 0; i < tokenClassCount; ++i) {
            if (below(3) != 0)
                continue;
            // All sizes alike: one token to 10^12.
            const std::array<std::int64_t, 4> limits = {10, 300'000, 100'000'000, maxTokens + 1};
            question.usage.counts[i] = below(pick(limits));
        }
        return question;
    }

private:
    std::int64_t below(std::int64_t limit)
    {
        return std::uniform_int_distribution<std::int64_t>(0, limit - 1)(m_random);
    }
    template <typename Array> const typename Array::value_type &pick(const Array &from)
    {
        return from[static_cast<std::size_t>(below(static_cast<std::int64_t>(from.size())))];
    }

    static constexpr std::array<std::pair<std::string_view, std::string_view>, 14> models = {{
        {"anthropic", "claude-opus-5-5"},
        {"anthropic", "claude-haiku-5-5"},
        {"anthropic", "claude-sonnet-4-6"},
        {"anthropic", "claude-opus-4-8-fast"},
        {"openai", "gpt-6.2-sol"},
        {"openai", "gpt-5.5-pro"},
        {"openai", "gpt-realtime"},
        {"openai", "o3"},
        {"google", "gemini-2.5-pro"},
        {"x-ai", "grok-4.6"},
        {"deepseek", "deepseek-flash"},
        {"alibaba", "qwen3-max"},
        {"perplexity", "sonar-deep-research"},
        {"perplexity", "sonar-pro"},
    }};
    static constexpr std::array<std::string_view, 7> tiers = {
        "", "standard", "batch", "flex", "priority", "provisioned", "batch"};
    static constexpr std::array<std::string_view, 4> places = {"", "us", "eu", "global"};
    static constexpr std::array<std::string_view, 4> contexts = {"", "low", "medium", "high"};
    std::mt19937_64 m_random;
};

std::string describe(const PriceRequest &question)
{
    std::string text = std::string(question.model) + " at " + toRfc3339(question.at) + " tier " +
                       std::string(question.tier) + " geo " + std::string(question.geo);
    for (std::size_t i = 0; i < tokenClassCount; ++i)
        text += ' ' + std::to_string(question.usage.counts[i]);
    return text;
}

} // namespace

class TestArithmetic : public QObject
{
    Q_OBJECT

private slots:
    void quoteAndReceiptAgreeToTheNano()
    {
        const PriceBook::Layer discounts = {"discounts", R"({"outlay_prices": 1, "discounts": [
                {"provider": "anthropic", "percent": "7.25"},
                {"provider": "openai", "model": "gpt-6*", "percent": "33.333333"},
                {"model": "o3", "percent": "12.5", "from": "2025-09-01", "to": "2026-02-01"}]})"};
        for (const auto &book : {PriceBook::shipped(), bookOf({discounts})}) {
            QVERIFY(book);
            Questions questions(20261123);
            int priced = 0;
            for (int i = 0; i < 40'000; ++i) {
                const PriceRequest question = questions.next();
                const auto handle = book->resolve(question.provider, question.model, {});
                const Quote quote = book->quote(handle, question);
                const Price price = book->price(question);
                const std::string context = describe(question);
                QVERIFY2((quote.status == Quote::Status::Priced) == price.cost.has_value(),
                         context.c_str());
                if (!price.cost)
                    continue;
                ++priced;
                QVERIFY2(quote.cost == *price.cost, context.c_str());
                // The terms add up: each is rounded to a pico, so they may miss by half a nano
                // and half a pico each, no more.
                Int128 picos = 0;
                for (const PriceTerm &term : price.terms)
                    picos += term.picos;
                const Int128 off = picos - Int128(price.cost->nanos) * 1000;
                QVERIFY2(off <= 508 && off >= -508, context.c_str());
            }
            QVERIFY(priced > 10'000);
        }
    }

    void roundsOnceHalfToEven_data()
    {
        QTest::addColumn<QByteArray>("rate");
        QTest::addColumn<qint64>("tokens");
        QTest::addColumn<qint64>("nanos");
        QTest::newRow("2.5 -> 2") << QByteArray("0.0025") << 1LL << 2LL;
        QTest::newRow("3.5 -> 4") << QByteArray("0.0035") << 1LL << 4LL;
        QTest::newRow("7.5 -> 8") << QByteArray("0.0025") << 3LL << 8LL;
        QTest::newRow("0.5 -> 0") << QByteArray("0.0005") << 1LL << 0LL;
        QTest::newRow("0.501 -> 1") << QByteArray("0.000501") << 1LL << 1LL;
    }

    void roundsOnceHalfToEven()
    {
        QFETCH(QByteArray, rate);
        QFETCH(qint64, tokens);
        QFETCH(qint64, nanos);
        const auto book =
            bookOf({overrides(R"({"provider": "x", "model": "m", "rates": {"input": ")" +
                              rate.toStdString() + R"(", "output": "0"}})")});
        const Quote quote = book->quote(book->resolve("x", "m", {}), request("x", "m", tokens));
        QCOMPARE(qint64(quote.cost.nanos), nanos);
    }

    void sumsBeyondSixtyFourBits()
    {
        const auto book = bookOf({overrides(
            R"({"provider": "x", "model": "m", "input": "999.999999", "output": "0.000001"})")});
        // 10^12 x 999,999,999 picos + 10^12 x 1 pico = 10^21 picos.
        QCOMPARE(costOf(*book, request("x", "m", maxTokens, maxTokens)),
                 std::string("1000000000.000000000"));
    }

    void refusesWhatSixtyFourBitsOfNanosCannotHold()
    {
        const auto book = bookOf({overrides(
            R"({"provider": "x", "model": "m", "confirmed": true, "input": "9000", "output": "9000",
                "multipliers": {"priority": "2"}})")});
        PriceRequest question = request("x", "m", maxTokens);
        QCOMPARE(costOf(*book, question), std::string("9000000000.000000000"));
        question.tier = "priority";
        QCOMPARE(costOf(*book, question), std::string("unpriced: cost out of range"));
        const auto handle = book->resolve("x", "m", {});
        QCOMPARE(book->quote(handle, question).status, Quote::Status::OutOfRange);
        question = request("x", "m", -1);
        QCOMPARE(book->quote(handle, question).status, Quote::Status::OutOfRange);
        QCOMPARE(costOf(*book, question), std::string("unpriced: negative count"));
    }

    void aDiscountComesLastAndCoversCalls()
    {
        const PriceBook::Layer discount = {"discount", R"({"outlay_prices": 1, "discounts": [
                {"provider": "anthropic", "percent": "7"}]})"};
        const auto book = bookOf({discount});
        PriceRequest question = request("anthropic", "claude-opus-5-5", 1'000'000);
        question.geo = "us";
        question.usage[TokenClass::WebSearches] = 100;
        const Price price = book->price(question);
        // (4 x 1.1 + 1) x 0.93
        QCOMPARE(toDecimal(*price.cost), std::string("5.022000000"));
        QCOMPARE(price.applied, std::string("base, us x1.1, discount 7%"));
        QCOMPARE(price.terms.at(0).rate, std::string("4.092"));
        QCOMPARE(price.terms.at(1).rate, std::string("9.3"));
    }

    void aDiscountIsExact()
    {
        const PriceBook::Layer discount = {"discount", R"({"outlay_prices": 1, "discounts": [
                {"provider": "google", "model": "gemini-2.5-*", "percent": "7.5555"}]})"};
        const auto book = bookOf({discount});
        // 0.1 x 0.924445 USD per million are 92,444.5 picos a token.
        PriceRequest question = request("google", "gemini-2.5-flash-lite", 1);
        QCOMPARE(costOf(*book, question), std::string("0.000000092"));
        QVERIFY(book->price(question).terms.at(0).picos == 92'444);
        question.usage[TokenClass::Input] = 2;
        QCOMPARE(costOf(*book, question), std::string("0.000000185"));
        QCOMPARE(book->price(question).terms.at(0).rate, std::string("0.0924445"));
    }

    void classesFallBackToTheirParents()
    {
        const auto book = bookOf({overrides(
            R"({"provider": "x", "model": "m", "rates": {"input": "8", "cache_read": "1",
                "cache_write_5m": "10", "output": "40"}})")});
        using enum TokenClass;
        const std::array<std::pair<TokenClass, const char *>, 11> expected = {{
            {CacheRead, "1.000000000"},
            {CacheWrite5m, "10.000000000"},
            {CacheWrite1h, "10.000000000"},
            {InputAudio, "8.000000000"},
            {InputImage, "8.000000000"},
            {CacheReadAudio, "1.000000000"},
            {Output, "40.000000000"},
            {Citation, "40.000000000"},
            {OutputAudio, "40.000000000"},
            {OutputImage, "40.000000000"},
            {Reasoning, "0.000000000"}, // part of output, counted there
        }};
        for (const auto &[tokenClass, cost] : expected) {
            PriceRequest question = request("x", "m", 0);
            question.usage[tokenClass] = 1'000'000;
            QCOMPARE(costOf(*book, question), std::string(cost));
        }
        PriceRequest question = request("x", "m", 0);
        question.usage[CacheWrite1h] = 5;
        QVERIFY(book->price(question).terms.at(0).isFallback);
        question.usage = {};
        question.usage[CacheWrite5m] = 5;
        QVERIFY(!book->price(question).terms.at(0).isFallback);
    }

    void aClassWithoutRateOrParentIsNeverZero()
    {
        const auto book =
            bookOf({overrides(R"({"provider": "x", "model": "m", "rates": {"output": "1"}})")});
        QCOMPARE(costOf(*book, request("x", "m", 10)),
                 std::string("unpriced: no rate for input_tokens"));
    }

    void readsDecimalsAsText_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<int>("places");
        QTest::addColumn<QByteArray>("plain");
        QTest::newRow("exponent") << QByteArray("2.5e-06") << 6 << QByteArray("2.5");
        QTest::newRow("float dust keeps its digits")
            << QByteArray("1.5000020000000002e-05") << 6 << QByteArray("15.000020000000002");
        QTest::newRow("trailing zeros") << QByteArray("0.0500") << 0 << QByteArray("0.05");
        QTest::newRow("large") << QByteArray("3e2") << 0 << QByteArray("300");
        QTest::newRow("zero") << QByteArray("0.0") << 6 << QByteArray("0");
    }

    void readsDecimalsAsText()
    {
        QFETCH(QByteArray, text);
        QFETCH(int, places);
        QFETCH(QByteArray, plain);
        const auto got = shifted(text.toStdString(), places);
        QVERIFY(got.has_value());
        QCOMPARE(QByteArray::fromStdString(*got), plain);
    }

    void roundsDustToAPicoAndRefusesTheRest()
    {
        QCOMPARE(parsePicosPerToken("15.000020000000002").value_or(-1), std::int64_t(15'000'020));
        for (const char *bad : {"-1", "NaN", "1e30", "", "0x1", "10000001"})
            QVERIFY2(!parsePicosPerToken(bad).has_value(), bad);
        for (const char *bad : {"-0.1", "1001", "0.0000001", "x"})
            QVERIFY2(!parseMultiplier(bad).has_value(), bad);
        for (const char *bad : {"-1", "100.1", "0.0000001"})
            QVERIFY2(!parseDiscount(bad).has_value(), bad);
    }
};

QTEST_APPLESS_MAIN(TestArithmetic)
#include "tst_arithmetic.moc"
