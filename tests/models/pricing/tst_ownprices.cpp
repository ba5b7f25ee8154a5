// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/pricing/ownprices.h"
#include "tests/models/pricing/support.h"

#include <QTest>

using namespace outlay;
using namespace outlay::test;

namespace {

OwnPrice priceOf(const std::string &id, const std::string &input, const std::string &output = {})
{
    OwnPrice price;
    price.id = id;
    price.rates.emplace_back(TokenClass::Input, input);
    if (!output.empty())
        price.rates.emplace_back(TokenClass::Output, output);
    return price;
}

std::string costUnder(const LayerData &own, const PriceRequest &question)
{
    const auto layers = withOwnLayer({}, own);
    if (!layers)
        return "refused: " + layers.error().text;
    return costOf(*bookOf(*layers), question);
}

} // namespace

class TestOwnPrices : public QObject
{
    Q_OBJECT

private slots:
    void aPriceTakesThePlaceOfTheOneWithItsDates()
    {
        LayerData own = ownLayer({}).value_or(LayerData{});
        QCOMPARE(own.name, std::string(ownLayerName));
        QVERIFY(setOwnPrice(own, priceOf("acme/a", "2")).has_value());
        QVERIFY(setOwnPrice(own, priceOf("acme/a", "3")).has_value());
        OwnPrice later = priceOf("acme/a", "4");
        later.from = at("2026-12-01");
        QVERIFY(setOwnPrice(own, later).has_value());
        QCOMPARE(costUnder(own, request("acme", "a")), std::string("3.000000000"));
        QCOMPARE(costUnder(own, request("acme", "a", 1'000'000, 0, at("2026-12-02"))),
                 std::string("4.000000000"));
        QCOMPARE(removeOwn(own, "acme/a"), std::size_t{2});
        QCOMPARE(costUnder(own, request("acme", "a")), std::string("unpriced: unknown model"));
    }

    void survivesBeingStored()
    {
        LayerData own;
        own.name = ownLayerName;
        QVERIFY(setOwnPrice(own, priceOf("acme/a", "2", "8")).has_value());
        QVERIFY(setOwnDiscount(own, "acme", "50", {}, {}).has_value());
        QVERIFY(setOwnName(own, "ours", "acme/a").has_value());
        const auto layers = withOwnLayer({}, own);
        QVERIFY(layers.has_value());
        const auto again = ownLayer(*layers);
        QVERIFY(again.has_value());
        QCOMPARE(toJson(*again), toJson(own));
        QCOMPARE(costOf(*bookOf(*layers), request("", "ours", 0, 1'000'000)),
                 std::string("4.000000000"));
    }

    void removesADiscountByItsScope()
    {
        LayerData own;
        own.name = ownLayerName;
        QVERIFY(setOwnDiscount(own, "", "10", {}, {}).has_value());
        QVERIFY(setOwnDiscount(own, "acme", "20", {}, {}).has_value());
        QVERIFY(setOwnDiscount(own, "acme/a-*", "30", {}, {}).has_value());
        QCOMPARE(scopeOf(own.discounts[0]), std::string("*"));
        QCOMPARE(scopeOf(own.discounts[2]), std::string("acme/a-*"));
        QCOMPARE(removeOwn(own, "acme"), std::size_t{1});
        QCOMPARE(removeOwn(own, ""), std::size_t{1});
        QCOMPARE(removeOwn(own, "acme/a-*"), std::size_t{1});
        QVERIFY(own.discounts.empty());
    }

    void refusesWhatCannotBe_data()
    {
        QTest::addColumn<QString>("id");
        QTest::addColumn<QString>("input");
        QTest::addColumn<QString>("words");
        QTest::newRow("no provider") << "thinker"
                                     << "1"
                                     << "PROVIDER/MODEL";
        QTest::newRow("no model") << "acme/"
                                  << "1"
                                  << "PROVIDER/MODEL";
        QTest::newRow("no number") << "acme/a"
                                   << "cheap"
                                   << "input: ";
        QTest::newRow("below zero") << "acme/a"
                                    << "-1"
                                    << "input: ";
    }

    void refusesWhatCannotBe()
    {
        QFETCH(QString, id);
        QFETCH(QString, input);
        QFETCH(QString, words);
        LayerData own;
        const auto set = setOwnPrice(own, priceOf(id.toStdString(), input.toStdString()));
        QVERIFY(!set);
        QCOMPARE(int(set.error().kind), int(Error::Kind::Usage));
        QVERIFY2(set.error().text.find(words.toStdString()) != std::string::npos,
                 set.error().text.c_str());
        QVERIFY(own.entries.empty());
    }

    void refusesContradictions()
    {
        LayerData own;
        OwnPrice both = priceOf("acme/a", "1");
        both.isFree = true;
        QVERIFY(!setOwnPrice(own, both));
        OwnPrice backwards = priceOf("acme/a", "1");
        backwards.from = at("2026-11-02");
        backwards.to = at("2026-11-02");
        QVERIFY(!setOwnPrice(own, backwards));
        OwnPrice outputOnly;
        outputOnly.id = "acme/a";
        outputOnly.rates.emplace_back(TokenClass::Output, "5");
        QVERIFY(!setOwnPrice(own, outputOnly));
        QVERIFY(!setOwnDiscount(own, "acme", "101", {}, {}));
        QVERIFY(!setOwnName(own, "ours", "thinker"));
        QVERIFY(own.entries.empty() && own.discounts.empty() && own.names.empty());
    }

    void aSlipOfTheDecimalPointNeedsAWord()
    {
        LayerData own;
        own.name = ownLayerName;
        OwnPrice slip = priceOf("anthropic/claude-opus-5", "500", "2500");
        QVERIFY(setOwnPrice(own, slip).has_value());
        const auto refused = withOwnLayer({}, own);
        QVERIFY(!refused);
        QVERIFY(refused.error().text.find("confirm it") != std::string::npos);
        slip.isConfirmed = true;
        QVERIFY(setOwnPrice(own, slip).has_value());
        QCOMPARE(costUnder(own, request("anthropic", "claude-opus-5")),
                 std::string("500.000000000"));
    }

    void aHeldPriceIsTakenFromItsSnapshotOn()
    {
        const std::vector<PriceBook::Layer> layers = {
            catalogueOf("2026-11-01", R"({"provider": "acme", "model": "dear", "input": "2000"})")};
        LayerData own = ownLayer(layers).value_or(LayerData{});
        QVERIFY(!confirmHeldPrice(own, layers, "acme/other"));
        QVERIFY(confirmHeldPrice(own, layers, "acme/dear").has_value());
        const auto with = withOwnLayer(layers, own);
        QVERIFY(with.has_value());
        QCOMPARE(costOf(*bookOf(*with), request("acme", "dear")), std::string("2000.000000000"));
        QVERIFY(costOf(*bookOf(*with), request("acme", "dear", 1, 0, at("2026-10-31T23:59:59Z")))
                    .starts_with("unpriced"));
    }
};

QTEST_APPLESS_MAIN(TestOwnPrices)
#include "tst_ownprices.moc"
