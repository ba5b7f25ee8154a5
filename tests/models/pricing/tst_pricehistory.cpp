// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/pricing/ownprices.h"
#include "models/pricing/pricehistory.h"
#include "tests/models/pricing/support.h"

#include <QTest>

using namespace outlay;
using namespace outlay::test;

namespace {

PriceRow rowOf(const std::string &input, const std::string &output, const std::string &cacheRead)
{
    PriceRow row;
    row.priceId = "acme/thinker";
    row.layer = "catalogue test 2026-11-01";
    if (!input.empty())
        row.rates.emplace_back("input", input);
    if (!cacheRead.empty())
        row.rates.emplace_back("cache_read", cacheRead);
    if (!output.empty())
        row.rates.emplace_back("output", output);
    return row;
}

QString namesOf(const std::vector<PriceDoubt> &doubts)
{
    QStringList names;
    for (const PriceDoubt &doubt : doubts)
        names << QString::fromStdString(std::string(name(doubt.kind)) + " " + doubt.tokenClass);
    return names.join(QStringLiteral(", "));
}

} // namespace

class TestPriceHistory : public QObject
{
    Q_OBJECT

private slots:
    void saysWhichRatesMoved()
    {
        PriceRow before = rowOf("5", "25", "0.5");
        before.conditions = {"batch x0.5", "us x1.1"};
        PriceRow after = rowOf("4.0", "25.00", "");
        after.rates.emplace_back("reasoning", "30");
        after.conditions = {"batch x0.5", "us x1.2"};
        const std::vector<RateChange> expected = {{"input", "5", "4.0"},
                                                  {"cache_read", "0.5", ""},
                                                  {"reasoning", "", "30"},
                                                  {"", "us x1.1", ""},
                                                  {"", "", "us x1.2"}};
        QVERIFY(changesBetween(before, after) == expected);
        QVERIFY(changesBetween(before, before).empty());
    }

    void doubtsWhatNoMakerAsks_data()
    {
        QTest::addColumn<QString>("input");
        QTest::addColumn<QString>("output");
        QTest::addColumn<QString>("cacheRead");
        QTest::addColumn<QString>("doubts");
        const auto row = [](const char *tag, const char *input, const char *output,
                            const char *cacheRead, const char *doubts) {
            QTest::newRow(tag) << QString::fromLatin1(input) << QString::fromLatin1(output)
                               << QString::fromLatin1(cacheRead) << QString::fromLatin1(doubts);
        };
        row("usual", "3", "15", "0.3", "");
        row("output at the price of input", "2", "2", "2", "");
        row("output below input", "2", "1.999999", "", "output_below_input output");
        row("ten times", "0.1", "1", "", "");
        row("beyond ten times", "0.1", "1.000001", "", "output_far_above output");
        row("a cache dearer than input", "1", "5", "1.1", "cache_above_input cache_read");
        row("no output listed", "1", "", "", "");
        row("an output of zero", "1", "0", "", "");
        row("no input listed", "", "5", "1", "");
    }

    void doubtsWhatNoMakerAsks()
    {
        QFETCH(QString, input);
        QFETCH(QString, output);
        QFETCH(QString, cacheRead);
        QFETCH(QString, doubts);
        const PriceRow row =
            rowOf(input.toStdString(), output.toStdString(), cacheRead.toStdString());
        QCOMPARE(namesOf(doubtsAbout(row, nullptr)), doubts);
    }

    void doubtsAJumpAndNotTheSteepestCutThereWas()
    {
        const PriceRow former = rowOf("10", "40", "2.5");
        const PriceRow fifth = rowOf("2", "8", "0.5");
        QCOMPARE(namesOf(doubtsAbout(fifth, &former)), QString());
        const PriceRow beyond = rowOf("1.999999", "8", "0.5");
        QCOMPARE(namesOf(doubtsAbout(beyond, &former)), QStringLiteral("jump input"));
        const PriceRow up = rowOf("50", "200.1", "2.5");
        QCOMPARE(namesOf(doubtsAbout(up, &former)), QStringLiteral("jump output"));
        QCOMPARE(namesOf(doubtsAbout(up, nullptr)), QString());
    }

    void doubtsACacheThatJumps()
    {
        const PriceRow former = rowOf("3", "12", "0.1");
        const PriceRow listed = rowOf("3", "12", "1.1");
        QCOMPARE(namesOf(doubtsAbout(listed, &former)), QStringLiteral("jump cache_read"));
        const PriceRow without = rowOf("3", "12", ""); // read at the price of input
        const std::vector<PriceDoubt> doubts = doubtsAbout(without, &former);
        QCOMPARE(namesOf(doubts), QStringLiteral("jump cache_read"));
        QCOMPARE(QString::fromStdString(doubts.front().rate), QStringLiteral("3"));
        QCOMPARE(QString::fromStdString(doubts.front().against), QStringLiteral("0.1"));
        const PriceRow mild = rowOf("3", "12", "0.6");
        QCOMPARE(namesOf(doubtsAbout(mild, &former)), QString());
        const PriceRow never = rowOf("3", "12", "");
        QCOMPARE(namesOf(doubtsAbout(without, &never)), QString());
    }

    void aPersonsWordIsDoubtedToo()
    {
        PriceRow row = rowOf("1", "1000", "");
        row.layer = ownLayerName;
        QCOMPARE(namesOf(doubtsAbout(row, nullptr)), QStringLiteral("output_far_above output"));
        row.isDeclaredFree = true;
        QVERIFY(doubtsAbout(row, nullptr).empty());
    }

    void onesOwnPriceIsMeasuredByWhatItTakesThePlaceOf()
    {
        const std::vector<PriceBook::Layer> layers{overrides(
            R"({"provider": "anthropic", "model": "claude-opus-5", "input": "500", "output": "2500",
                "confirmed": true})")};
        const auto book = bookOf(layers);
        const auto listed = listedRows(layers);
        QVERIFY(book && listed);
        int own = 0;
        for (const DatedPrice &price : datedPrices(book->rows(), *listed)) {
            if (price.row.priceId != "anthropic/claude-opus-5")
                continue;
            QCOMPARE(namesOf(price.doubts), QStringLiteral("jump input, jump output"));
            ++own;
        }
        QCOMPARE(own, 1);
    }

    void theShippedBookIsPlausible()
    {
        for (const DatedPrice &price : datedPrices(PriceBook::shipped()->rows()))
            QVERIFY2(price.doubts.empty(),
                     (price.row.priceId + ": " + namesOf(price.doubts).toStdString()).c_str());
    }

    void rowsOfOneModelFollowEachOther()
    {
        const auto book = bookOf({catalogueOf("2026-11-01", R"(
            {"provider": "acme", "model": "a", "input": "1", "to": "2026-10-01"},
            {"provider": "acme", "model": "a", "input": "8", "from": "2026-10-01"},
            {"provider": "acme", "model": "b", "input": "1"})")});
        QVERIFY(book != nullptr);
        std::vector<DatedPrice> ours = datedPrices(book->rows());
        std::erase_if(
            ours, [](const DatedPrice &price) { return !price.row.priceId.starts_with("acme/"); });
        QCOMPARE(ours.size(), std::size_t{4}); // the undated one: before its day, and from it on
        QVERIFY(ours[0].changes.empty());
        QVERIFY((ours[1].changes == std::vector<RateChange>{{"input", "1", "8"}}));
        QCOMPARE(namesOf(ours[1].doubts), QStringLiteral("jump input"));
        for (const std::size_t i : {std::size_t{2}, std::size_t{3}})
            QVERIFY(ours[i].changes.empty() && ours[i].doubts.empty());
    }
};

QTEST_APPLESS_MAIN(TestPriceHistory)
#include "tst_pricehistory.moc"
