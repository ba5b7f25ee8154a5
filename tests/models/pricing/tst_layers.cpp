// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "support.h"

#include "models/pricing/layer.h"

#include <QTest>

#include <algorithm>

using namespace outlay;
using namespace outlay::test;

namespace {

const std::string threeFields =
    R"({"provider": "acme", "model": "thinker-1", "input": "2", "output": "8"})";

std::string listed(const std::string &model, const std::string &input, const std::string &output)
{
    return R"({"provider": "acme", "model": ")" + model + R"(", "rates": {"input": ")" + input +
           R"(", "output": ")" + output + R"("}})";
}

std::string costAt(const std::shared_ptr<const PriceBook> &book, const std::string &provider,
                   const std::string &model, const std::string &when)
{
    return costOf(*book, request(provider, model, 1'000'000, 0, at(when)));
}

} // namespace

class TestLayers : public QObject
{
    Q_OBJECT

private slots:
    void threeFieldsFixAnUnpricedModel()
    {
        QCOMPARE(costOf(*PriceBook::shipped(), request("acme", "thinker-1")),
                 std::string("unpriced: unknown model"));
        const auto book = bookOf({overrides(threeFields)});
        QVERIFY(book);
        for (const char *when : {"2020-01-01", "2026-11-23", "2090-01-01"})
            QCOMPARE(costAt(book, "acme", "thinker-1", when), std::string("2.000000000"));
        QVERIFY(!book->price(request("acme", "thinker-1")).isAssumed);
    }

    void anOverrideReplacesTheBookWithinItsDates()
    {
        const auto book = bookOf({overrides(
            R"({"provider": "anthropic", "model": "claude-opus-5", "input": "4.5", "output": "22",
                "from": "2026-10-01", "to": "2026-11-01"})")});
        QCOMPARE(costAt(book, "anthropic", "claude-opus-5", "2026-09-30T23:59:59Z"),
                 std::string("5.000000000"));
        QCOMPARE(costAt(book, "anthropic", "claude-opus-5", "2026-10-01"),
                 std::string("4.500000000"));
        QCOMPARE(costAt(book, "anthropic", "claude-opus-5", "2026-11-01"),
                 std::string("5.000000000"));
        // Dated names of the model are the model; tiers it does not name stay the book's.
        PriceRequest question =
            request("anthropic", "claude-opus-5-20260724", 1'000'000, 0, at("2026-10-05"));
        question.tier = "batch";
        QCOMPARE(costOf(*book, question), std::string("2.250000000"));
    }

    void anOverrideOfAnUndatedModelLeavesTheRestOfTimeAlone()
    {
        const auto book = bookOf({overrides(
            R"({"provider": "x-ai", "model": "grok-4", "input": "2", "output": "9",
                "from": "2026-12-01"})")});
        QCOMPARE(costAt(book, "x-ai", "grok-4", "2026-03-01"), std::string("3.000000000"));
        QCOMPARE(costAt(book, "x-ai", "grok-4", "2026-12-01"), std::string("2.000000000"));
    }

    void anUndatedListHoldsFromItsDayAndIsAssumedBefore()
    {
        const auto book = bookOf({catalogueOf("2026-08-01", listed("m", "1", "4"))});
        const Price before = book->price(request("acme", "m", 1'000'000, 0, at("2026-07-31")));
        QCOMPARE(toDecimal(*before.cost), std::string("1.000000000"));
        QVERIFY(before.isAssumed);
        QVERIFY(!book->price(request("acme", "m", 1, 0, at("2026-08-01"))).isAssumed);
    }

    void aLaterListChangesThePriceFromItsDayOn()
    {
        const auto book = bookOf({catalogueOf("2026-10-01", listed("m", "2", "8")),
                                  catalogueOf("2026-08-01", listed("m", "1", "4"))});
        QCOMPARE(costAt(book, "acme", "m", "2026-01-01"), std::string("1.000000000"));
        QCOMPARE(costAt(book, "acme", "m", "2026-09-30T23:59:59Z"), std::string("1.000000000"));
        QCOMPARE(costAt(book, "acme", "m", "2026-10-01"), std::string("2.000000000"));
    }

    void anUndatedListNeverBeatsADatedEntry()
    {
        // Opus 5.5 is dated from 2026-09-22 in the shipped book, and has no price before.
        const std::string wrong =
            R"({"provider": "anthropic", "model": "claude-opus-5-5", "input": "5", "output": "25"})";
        for (const char *day : {"2026-01-01", "2026-10-01", "2027-06-01"}) {
            const auto book = bookOf({catalogueOf(day, wrong)});
            QCOMPARE(costAt(book, "anthropic", "claude-opus-5-5", "2027-08-01"),
                     std::string("4.000000000"));
        }
        const auto book = bookOf({catalogueOf("2026-10-01", wrong)});
        QCOMPARE(costAt(book, "anthropic", "claude-opus-5-5", "2026-09-01"),
                 std::string("unpriced: no price in force at that time"));
    }

    void anUndatedListNeverRepricesThePast()
    {
        // grok-4 is undated in the shipped book of 2026-11-23.
        const std::string dearer =
            R"({"provider": "x-ai", "model": "grok-4", "input": "4", "output": "20"})";
        const auto older = bookOf({catalogueOf("2026-08-01", dearer)});
        QCOMPARE(costAt(older, "x-ai", "grok-4", "2026-09-01"), std::string("3.000000000"));
        QCOMPARE(costAt(older, "x-ai", "grok-4", "2026-12-01"), std::string("3.000000000"));
        const auto newer = bookOf({catalogueOf("2027-02-01", dearer)});
        QCOMPARE(costAt(newer, "x-ai", "grok-4", "2027-01-31"), std::string("3.000000000"));
        QCOMPARE(costAt(newer, "x-ai", "grok-4", "2027-02-01"), std::string("4.000000000"));
    }

    void aDatedListIdWithAPriceOfItsOwnKeepsIt()
    {
        const std::string snapshots =
            R"({"provider": "openai", "model": "gpt-5-2027-01-15", "input": "3", "output": "12"},
               {"provider": "openai", "model": "gpt-5-2025-12-01", "input": "1.25",
                "output": "10"})";
        const auto book = bookOf({catalogueOf("2027-02-01", snapshots)});
        QCOMPARE(book->price(request("openai", "gpt-5-2027-01-15")).priceId,
                 std::string("openai/gpt-5-2027-01-15"));
        QCOMPARE(book->price(request("openai", "gpt-5-2025-12-01")).priceId,
                 std::string("openai/gpt-5"));
        QCOMPARE(book->price(request("openai", "gpt-5-2026-03-03")).priceId,
                 std::string("openai/gpt-5"));
    }

    void theOrderOfLayersDoesNotMatter()
    {
        std::vector<PriceBook::Layer> layers = {
            overrides(threeFields),
            {"more", R"({"outlay_prices": 1, "entries": [)" + listed("m", "1.5", "5") + "]}"},
            catalogueOf("2026-08-01", listed("m", "1", "4") + "," + listed("n", "1", "4")),
            catalogueOf("2026-10-01", listed("n", "2", "8")),
        };
        std::sort(layers.begin(), layers.end(),
                  [](const auto &a, const auto &b) { return a.name < b.name; });
        std::string expected;
        do {
            const auto book = bookOf(layers);
            std::string answers;
            for (const char *model : {"m", "n", "thinker-1"}) {
                for (const char *when : {"2026-01-01", "2026-09-01", "2026-11-01"})
                    answers += costAt(book, "acme", model, when) + ' ';
            }
            if (expected.empty())
                expected = answers;
            QCOMPARE(answers, expected);
        } while (
            std::next_permutation(layers.begin(), layers.end(),
                                  [](const auto &a, const auto &b) { return a.name < b.name; }));
    }

    void implausiblePricesWaitForAConfirmation_data()
    {
        QTest::addColumn<QByteArray>("entry");
        QTest::addColumn<QByteArray>("cost");
        const QByteArray opus = R"({"provider": "anthropic", "model": "claude-opus-5", )";
        QTest::newRow("above 1,000 USD per million")
            << QByteArray(
                   R"({"provider": "acme", "model": "m", "input": "1000.000001", "output": "1"})")
            << QByteArray("unpriced: price in quarantine: above 1,000 USD per million tokens");
        QTest::newRow("1,000 itself passes")
            << QByteArray(R"({"provider": "acme", "model": "m", "input": "1000", "output": "1"})")
            << QByteArray("1000.000000000");
        QTest::newRow("more than ten times up keeps the old price")
            << opus + R"("input": "50.000001", "output": "25"})" << QByteArray("5.000000000");
        QTest::newRow("ten times up passes")
            << opus + R"("input": "50", "output": "250"})" << QByteArray("50.000000000");
        QTest::newRow("more than ten times down keeps the old price")
            << opus + R"("input": "0.49", "output": "25"})" << QByteArray("5.000000000");
        QTest::newRow("a jump of the output counts too")
            << opus + R"("input": "5", "output": "251"})" << QByteArray("5.000000000");
        QTest::newRow("confirmed") << opus + R"("input": "60", "output": "25", "confirmed": true})"
                                   << QByteArray("60.000000000");
        QTest::newRow("zero by the user's word")
            << opus + R"("free": true})" << QByteArray("0.000000000");
    }

    void implausiblePricesWaitForAConfirmation()
    {
        QFETCH(QByteArray, entry);
        QFETCH(QByteArray, cost);
        const auto book = bookOf({overrides(entry.toStdString())});
        QVERIFY(book);
        const bool isOpus = entry.contains("claude-opus-5");
        const PriceRequest question =
            isOpus ? request("anthropic", "claude-opus-5") : request("acme", "m");
        QCOMPARE(QByteArray::fromStdString(costOf(*book, question)), cost);
        const bool isHeld = cost.startsWith("unpriced") || cost == "5.000000000";
        QCOMPARE(book->quarantined().size(), std::size_t(isHeld ? 1 : 0));
        if (!isHeld || isOpus)
            return;
        const auto handle = book->resolve("acme", "m", {});
        QCOMPARE(book->quote(handle, question).status, Quote::Status::Quarantined);
    }

    void aLaterListIsMeasuredByTheEarlierOne()
    {
        const auto book = bookOf({catalogueOf("2026-08-01", listed("m", "1", "4")),
                                  catalogueOf("2026-10-01", listed("m", "15", "60"))});
        QCOMPARE(costAt(book, "acme", "m", "2026-11-01"), std::string("1.000000000"));
        QCOMPARE(book->quarantined().size(), std::size_t(1));
    }

    void localModelsAreFreeByTheUsersWord()
    {
        const auto book = bookOf({overrides(
            R"({"provider": "ollama", "model": "*", "free": true},
               {"provider": "ollama", "model": "qwen3:480b", "input": "1", "output": "2"})")});
        const auto free = book->resolve("ollama", "llama3:8b", {});
        const Quote quote = book->quote(free, request("ollama", "llama3:8b"));
        QCOMPARE(quote.status, Quote::Status::Priced);
        QVERIFY(quote.isDeclaredFree);
        QCOMPARE(quote.cost, Money{});
        QCOMPARE(book->price(request("ollama", "llama3:8b")).resolution, std::string("pattern"));
        QCOMPARE(costOf(*book, request("ollama", "qwen3:480b")), std::string("1.000000000"));
        const auto catalogue = bookOf({catalogueOf("2026-08-01", listed("m", "0", "0"))});
        QVERIFY(!catalogue->quote(catalogue->resolve("acme", "m", {}), request("acme", "m"))
                     .isDeclaredFree);
    }

    void theMostExactDiscountWins()
    {
        const PriceBook::Layer discounts = {"discounts", R"({"outlay_prices": 1, "discounts": [
                {"percent": "1"},
                {"provider": "openai", "percent": "10"},
                {"provider": "openai", "model": "gpt-5*", "percent": "20"},
                {"provider": "openai", "model": "gpt-5.5", "percent": "50", "to": "2026-06-01"}]})"};
        const auto book = bookOf({discounts});
        QVERIFY(book);
        QCOMPARE(costAt(book, "anthropic", "claude-opus-5", "2026-11-01"),
                 std::string("4.950000000"));
        QCOMPARE(costAt(book, "openai", "o3", "2026-11-01"), std::string("1.800000000"));
        PriceRequest question = request("openai", "gpt-5.5", 100'000, 0, at("2026-11-01"));
        QCOMPARE(costOf(*book, question), std::string("0.400000000"));
        question.at = at("2026-05-31T23:59:59Z");
        QCOMPARE(costOf(*book, question), std::string("0.250000000"));
        const auto handle = book->resolve("openai", "gpt-5.5", {});
        QCOMPARE(book->discounted(handle, question, Money{101}), Money{50}); // half to even
        // A model nobody knows has the discounts on its names.
        question.model = "gpt-5-unheard";
        QCOMPARE(book->discounted(0, question, Money{101}), Money{81}); // 80.8
        question.provider = "acme";
        QCOMPARE(book->discounted(0, question, Money{1000}), Money{990});
    }

    void badLayersNameTheLayerAndTheField_data()
    {
        QTest::addColumn<QByteArray>("entry");
        QTest::addColumn<QByteArray>("field");
        QTest::newRow("no model") << QByteArray(R"({"provider": "x"})") << QByteArray(".model");
        QTest::newRow("no price") << QByteArray(R"({"provider": "x", "model": "m"})")
                                  << QByteArray(".entries[0]: an entry needs");
        QTest::newRow("negative")
            << QByteArray(R"({"provider": "x", "model": "m", "input": "-1", "output": "1"})")
            << QByteArray(".entries[0].input");
        QTest::newRow("not a number")
            << QByteArray(
                   R"({"provider": "x", "model": "m", "periods": [{"rates": {"input": "NaN"}}]})")
            << QByteArray(".entries[0].periods[0].rates.input");
        QTest::newRow("unknown class")
            << QByteArray(R"({"provider": "x", "model": "m", "rates": {"inptu": "1"}})")
            << QByteArray(".rates.inptu");
        QTest::newRow("bad time")
            << QByteArray(R"({"provider": "x", "model": "m", "input": "1", "from": "soon"})")
            << QByteArray(".from");
        QTest::newRow("to before from")
            << QByteArray(
                   R"({"provider": "x", "model": "m", "input": "1", "from": "2026-02-01", "to": "2026-01-01"})")
            << QByteArray(".to");
        QTest::newRow("bad multiplier")
            << QByteArray(
                   R"({"provider": "x", "model": "m", "input": "1", "multipliers": {"batch": "half"}})")
            << QByteArray(".multipliers.batch");
        QTest::newRow("bad hours")
            << QByteArray(
                   R"({"provider": "x", "model": "m", "periods": [{"rates": {}, "windows": [{"utc": [["9", "10"]], "rates": {}}]}]})")
            << QByteArray(".windows[0].utc");
        QTest::newRow("bad threshold")
            << QByteArray(
                   R"({"provider": "x", "model": "m", "periods": [{"rates": {}, "steps": [{"over": -5, "rates": {}}]}]})")
            << QByteArray(".steps[0].over");
    }

    void badLayersNameTheLayerAndTheField()
    {
        QFETCH(QByteArray, entry);
        QFETCH(QByteArray, field);
        const auto book = PriceBook::build({overrides(entry.toStdString())});
        QVERIFY(!book.has_value());
        const QByteArray text = QByteArray::fromStdString(book.error().text);
        QVERIFY2(text.contains("\"override\"") && text.contains(field), text.constData());
    }

    void refusesWhatIsNoLayer()
    {
        for (const char *json : {"", "[]", "{}", "null", "{\"outlay_prices\": 2}", "{\"a\": 1} {}",
                                 "{\"outlay_prices\": 1, \"kind\": \"catalogue\"}",
                                 "{\"outlay_prices\": 1, \"entries\": 5}", "{\"outlay_prices\": 1"})
            QVERIFY2(!PriceBook::build({{"bad", json}}).has_value(), json);
    }

    void aLayerSurvivesBeingWrittenAndRead()
    {
        const auto shipped = parseLayer(PriceBook::shippedLayer());
        QVERIFY2(shipped.has_value(), shipped ? "" : shipped.error().text.c_str());
        const std::string text = toJson(*shipped);
        const auto again = parseLayer({"shipped", text});
        QVERIFY2(again.has_value(), again ? "" : again.error().text.c_str());
        QCOMPARE(toJson(*again), text);
        QCOMPARE(again->entries.size(), shipped->entries.size());
        for (std::size_t i = 0; i < shipped->entries.size(); ++i) {
            QVERIFY(again->entries[i].periods == shipped->entries[i].periods);
            QVERIFY(again->entries[i].multipliers == shipped->entries[i].multipliers);
        }
        QVERIFY(again->calendars == shipped->calendars);
    }

    void onesOwnPriceOfAListedModelHoldsWithinItsDates()
    {
        const auto book = bookOf(
            {catalogueOf("2026-10-01", R"({"provider": "acme", "model": "new", "input": "4"})"),
             overrides(R"({"provider": "acme", "model": "new", "input": "3",
                           "from": "2026-11-01"})")});
        QVERIFY(book != nullptr);
        QCOMPARE(costOf(*book, request("acme", "new")), std::string("3.000000000"));
        QCOMPARE(costOf(*book, request("acme", "new", 1'000'000, 0, at("2026-10-31"))),
                 std::string("4.000000000"));
        int rows = 0;
        for (const PriceRow &row : book->rows())
            rows += row.priceId == "acme/new" && row.range.contains(now) ? 1 : 0;
        QCOMPARE(rows, 1);
    }
};

QTEST_APPLESS_MAIN(TestLayers)
#include "tst_layers.moc"
