// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/pricing/pricefile.h"
#include "tests/models/pricing/support.h"

#include <QTest>

using namespace outlay;
using namespace outlay::test;

namespace {

const std::string litellm = R"({"claude-opus-5": {"litellm_provider": "anthropic",
        "input_cost_per_token": 7e-06, "output_cost_per_token": 3e-05},
    "acme/new": {"litellm_provider": "acme", "input_cost_per_token": 1e-06},
    "acme/gift": {"litellm_provider": "acme", "input_cost_per_token": 0}})";

PriceFileQuestion question(std::vector<PriceBook::Layer> others = {})
{
    return {"rise.json", at("2026-11-01"), std::move(others)};
}

std::string ownForm(const std::string &entries)
{
    return R"({"outlay_prices": 1, "kind": "override", "entries": [)" + entries + "]}";
}

const CatalogueChange *changeOf(const PriceFile &file, const std::string &id)
{
    for (const CatalogueChange &change : file.changes) {
        if (change.priceId == id)
            return &change;
    }
    return nullptr;
}

/// What a draft makes of a request of a time long before it.
std::string costUnderDraft(const std::string &bytes, const PriceRequest &asked,
                           std::vector<PriceBook::Layer> others = {})
{
    const auto layers = layersUnderDraft(bytes, question(std::move(others)));
    return layers ? costOf(*bookOf(*layers), asked) : "refused: " + layers.error().text;
}

} // namespace

class TestPriceFile : public QObject
{
    Q_OBJECT

private slots:
    void readsACatalogueWithItsDay()
    {
        const auto file = readPriceFile(litellm, question());
        QVERIFY2(file.has_value(), file ? "" : file.error().text.c_str());
        QCOMPARE(file->layer.name, std::string("catalogue litellm 2026-11-01"));
        QCOMPARE(file->asOf.micros, at("2026-11-01").micros);
        const CatalogueChange *added = changeOf(*file, "acme/new");
        QVERIFY(added != nullptr);
        QCOMPARE(int(added->kind), int(CatalogueChange::Kind::Added));
        QCOMPARE(file->leftOut.size(), std::size_t{1});
        QCOMPARE(file->leftOut[0].priceId, std::string("acme/gift"));
    }

    void comparesOwnFormWithWhatThereIs()
    {
        const std::string known = ownForm(R"({"provider": "acme", "model": "a", "input": "1"})");
        const std::string fresh = ownForm(
            R"({"provider": "acme", "model": "a", "input": "2"},
               {"provider": "acme", "model": "b", "input": "3", "from": "2026-12-01"},
               {"provider": "anthropic", "model": "claude-opus-5", "input": "500"})");
        const auto file = readPriceFile(fresh, question({{"file rise.json", known}}));
        QVERIFY2(file.has_value(), file ? "" : file.error().text.c_str());
        QCOMPARE(file->layer.name, std::string("file rise.json"));
        const CatalogueChange *changed = changeOf(*file, "acme/a");
        QVERIFY(changed != nullptr);
        QCOMPARE(changed->before + " -> " + changed->after, std::string("input 1 -> input 2"));
        const CatalogueChange *coming = changeOf(*file, "acme/b");
        QVERIFY(coming != nullptr);
        QCOMPARE(int(coming->kind), int(CatalogueChange::Kind::Added));
        QCOMPARE(coming->note, std::string("from 2026-12-01T00:00:00Z"));
        const CatalogueChange *held = changeOf(*file, "anthropic/claude-opus-5");
        QVERIFY(held != nullptr);
        QCOMPARE(int(held->kind), int(CatalogueChange::Kind::Quarantined));
        QCOMPARE(file->changes.size(), std::size_t{3});
        const auto again = readPriceFile(known, question({{"file rise.json", known}}));
        QVERIFY(again.has_value() && again->changes.empty());
    }

    void aDraftHoldsForThePastToo()
    {
        const PriceRequest january =
            request("anthropic", "claude-opus-4-5", 1'000'000, 0, at("2026-01-15"));
        const std::string draft =
            ownForm(R"({"provider": "anthropic", "model": "claude-opus-4-5", "periods": [
            {"from": "2027-01-01", "rates": {"input": "9"}},
            {"from": "2026-12-01", "to": "2027-01-01", "rates": {"input": "8"}}]})");
        QCOMPARE(costUnderDraft(draft, january), std::string("9.000000000"));
        QCOMPARE(costUnderDraft(litellm, request("anthropic", "claude-opus-5", 1'000'000, 0,
                                                 at("2026-08-01"))),
                 std::string("7.000000000"));
    }

    void aDraftKeepsTheTiersItDoesNotSpeakOf()
    {
        PriceRequest batch = request("anthropic", "claude-opus-5");
        batch.tier = "batch";
        const std::string draft =
            ownForm(R"({"provider": "anthropic", "model": "claude-opus-5", "input": "9"})");
        QCOMPARE(costUnderDraft(draft, batch), std::string("4.500000000"));
    }

    void whatAPersonSetGivesWayToTheirDraftAlone()
    {
        const std::vector<PriceBook::Layer> own = {
            overrides(R"({"provider": "anthropic", "model": "claude-opus-5", "input": "4"})",
                      R"("discounts": [{"provider": "anthropic", "percent": "50"}], )")};
        const PriceRequest asked = request("anthropic", "claude-opus-5");
        const std::string draft =
            ownForm(R"({"provider": "anthropic", "model": "claude-opus-5", "input": "9"})");
        QCOMPARE(costUnderDraft(draft, asked, own), std::string("4.500000000"));
        QCOMPARE(costUnderDraft(litellm, asked, own), std::string("2.000000000"));
        QCOMPARE(costUnderDraft(litellm, asked), std::string("7.000000000"));
    }

    void aDraftMayBeAShock()
    {
        const std::string draft =
            ownForm(R"({"provider": "anthropic", "model": "claude-opus-5", "input": "500"})");
        QCOMPARE(costUnderDraft(draft, request("anthropic", "claude-opus-5")),
                 std::string("500.000000000"));
    }

    void namesTheFileThatIsNone()
    {
        for (const char *bytes : {"{\"a\": 1}", "not json", ""}) {
            const auto file = readPriceFile(bytes, question());
            QVERIFY(!file);
            QVERIFY2(file.error().text.find("rise.json") != std::string::npos,
                     file.error().text.c_str());
            QVERIFY(!layersUnderDraft(bytes, question()));
        }
        const auto book =
            readPriceFile(R"({"outlay_prices": 1, "kind": "book", "entries": []})", question());
        QVERIFY(!book);
        QVERIFY(book.error().text.find("rise.json") != std::string::npos);
    }
};

QTEST_APPLESS_MAIN(TestPriceFile)
#include "tst_pricefile.moc"
