// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/receiptwriter.h"
#include "models/receipt/receipt.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>
#include <random>

using namespace outlay;
using namespace outlay::cli;

namespace {

EventRow request(const std::string &provider, const std::string &model, std::int64_t input,
                 std::int64_t output)
{
    EventRow row;
    row.at = *parseInstant("2026-06-01T12:00:00Z");
    row.dimensions.resize(dimensionCount - 1);
    row.dimensions[static_cast<std::size_t>(Dimension::Provider)] = provider;
    row.dimensions[static_cast<std::size_t>(Dimension::Model)] = model;
    row.usage[TokenClass::Input] = input;
    row.usage[TokenClass::Output] = output;
    return row;
}

/// As ingest prices it: our estimate is the cost.
EventRow estimated(EventRow row)
{
    row.estimate = PriceBook::shipped()->price(priceRequest(row)).cost;
    row.cost = row.estimate;
    row.basis = Basis::Estimated;
    return row;
}

EventRow reported(EventRow row, Money amount)
{
    row.reported = amount;
    row.cost = amount;
    row.basis = Basis::Reported;
    return row;
}

Int128 sumOf(const ReceiptSection &section)
{
    Int128 sum = section.roundingPicos;
    for (const ReceiptTerm &term : section.terms)
        sum += term.picos;
    return sum;
}

Receipt receiptOf(const std::vector<EventRow> &events, Money residual = {})
{
    const std::shared_ptr<const PriceBook> book = PriceBook::shipped();
    ReceiptBuilder builder(*book);
    for (const EventRow &each : events)
        builder.add(each);
    builder.addResidual(residual);
    return builder.finish();
}

constexpr const char *model = "claude-sonnet-4-5";

} // namespace

class TestReceipt : public QObject
{
    Q_OBJECT

private slots:
    void groupsEqualTermsOfManyRequests();
    void addsUpForAnyMixOfRequests();
    void hasOneSectionForEachBasis();
    void leavesOutWhatIsSetAside();
    void namesUnpricedModelsWithTheReason();
    void keepsListValueOutOfTheCost();
    void addsUpWhereNothingIsBilled();
    void jsonAddsUpByHand();
    void nothingPricedIsNull();
};

void TestReceipt::groupsEqualTermsOfManyRequests()
{
    const EventRow one = estimated(request("anthropic", model, 1000, 10));
    QVERIFY(one.cost.has_value());
    const Receipt receipt = receiptOf({one, one, one});
    QCOMPARE(receipt.events, 3);
    QCOMPARE(receipt.sections.size(), 1U);
    QCOMPARE(receipt.basis(), std::string("estimated"));
    QCOMPARE(receipt.sections[0].terms.size(), 2U);
    QCOMPARE(receipt.sections[0].terms[0].tokenClass, std::string("input_tokens"));
    QCOMPARE(receipt.sections[0].terms[0].quantity, 3000);
    QCOMPARE(receipt.cost->nanos, 3 * one.cost->nanos);
}

void TestReceipt::addsUpForAnyMixOfRequests()
{
    std::mt19937_64 random(20261123);
    const std::vector<std::pair<std::string, std::string>> models = {
        {"anthropic", model},     {"anthropic", "claude-haiku-4-5"}, {"openai", "gpt-5"},
        {"openai", "gpt-5-mini"}, {"google", "gemini-2.5-pro"},      {"nobody", "no-such-model"}};
    for (int round = 0; round < 50; ++round) {
        std::vector<EventRow> events;
        Money expected;
        for (int i = 0; i < 40; ++i) {
            const auto &[provider, name] = models[random() % models.size()];
            EventRow row = request(provider, name, static_cast<std::int64_t>(random() % 400'000),
                                   static_cast<std::int64_t>(random() % 9'999));
            row.usage[TokenClass::CacheRead] = static_cast<std::int64_t>(random() % 77'777);
            row.usage[TokenClass::CacheWrite5m] = static_cast<std::int64_t>(random() % 333);
            row = random() % 4 == 0
                      ? reported(row, Money{static_cast<std::int64_t>(random() % 1'000'000'007)})
                      : estimated(row);
            expected += row.cost.value_or(Money{});
            events.push_back(row);
        }
        const Receipt receipt = receiptOf(events, Money{-12'345});
        Int128 sum = 0;
        for (const ReceiptSection &section : receipt.sections) {
            QVERIFY(sumOf(section) == Int128{section.cost.nanos} * 1000);
            sum += sumOf(section);
        }
        QCOMPARE(receipt.cost->nanos, expected.nanos - 12'345);
        QVERIFY(sum == Int128{receipt.cost->nanos} * 1000);
        // Half a nano-dollar a request at most.
        const Int128 rounding = receipt.roundingPicos;
        QVERIFY(rounding <= 40 * 500 && rounding >= -40 * 500);
    }
}

void TestReceipt::hasOneSectionForEachBasis()
{
    const Receipt receipt = receiptOf({estimated(request("anthropic", model, 1000, 10)),
                                       reported(request("x", "y", 1, 1), Money{5}),
                                       reported(request("x", "y", 1, 1), Money{6})},
                                      Money{7});
    QCOMPARE(receipt.basis(), std::string("effective"));
    QCOMPARE(receipt.sections.size(), 3U);
    QCOMPARE(receipt.sections[0].basis, std::string("reported"));
    QCOMPARE(receipt.sections[0].terms.size(), 1U);
    QCOMPARE(receipt.sections[0].terms[0].quantity, 2);
    QVERIFY(!receipt.sections[0].terms[0].rate.has_value());
    QCOMPARE(receipt.sections[0].cost.nanos, 11);
    QCOMPARE(receipt.sections[2].basis, std::string("residual"));
    QCOMPARE(receipt.sections[2].cost.nanos, 7);
}

void TestReceipt::leavesOutWhatIsSetAside()
{
    EventRow aside = estimated(request("anthropic", model, 1000, 10));
    aside.isSetAside = true;
    EventRow control = estimated(request("anthropic", model, 9000, 10));
    control.isControl = true;
    const Receipt receipt = receiptOf({aside, control});
    QCOMPARE(receipt.events, 0);
    QVERIFY(!receipt.cost.has_value());
    QCOMPARE(receipt.setAsideRequests, 1);
    QCOMPARE(receipt.setAside.nanos, aside.cost->nanos);
}

void TestReceipt::namesUnpricedModelsWithTheReason()
{
    const Receipt receipt = receiptOf({estimated(request("nobody", "no-such-model", 5, 5)),
                                       estimated(request("nobody", "no-such-model", 5, 5))});
    QCOMPARE(receipt.unpricedRequests, 2);
    QCOMPARE(receipt.unpriced.size(), 1U);
    QCOMPARE(receipt.unpriced.begin()->first, std::string("nobody/no-such-model"));
    QVERIFY(!receipt.unpriced.begin()->second.empty());
}

void TestReceipt::keepsListValueOutOfTheCost()
{
    EventRow row = estimated(request("anthropic", model, 1000, 10));
    row.isListValue = true;
    row.cost = Money{0};
    const Receipt receipt = receiptOf({row});
    QCOMPARE(receipt.cost->nanos, 0);
    QCOMPARE(receipt.listValue.nanos, row.estimate->nanos);
    QVERIFY(sumOf(receipt.sections[0]) == 0);
}

void TestReceipt::addsUpWhereNothingIsBilled()
{
    EventRow failed = request("anthropic", model, 0, 0);
    failed.isFree = true;
    failed.cost = Money{0};
    EventRow hit = request("anthropic", model, 1000, 10);
    hit.isFree = true;
    hit.isGatewayCacheHit = true;
    hit.cost = Money{0};
    const Receipt receipt = receiptOf({failed, hit});
    QCOMPARE(receipt.cost->nanos, 0);
    QVERIFY(sumOf(receipt.sections[0]) == 0);
}

void TestReceipt::jsonAddsUpByHand()
{
    Output out{nullptr};
    EventRow awkward = estimated(request("anthropic", model, 1234567, 7));
    writeReceipt(out, receiptOf({awkward, reported(awkward, Money{1})}), &awkward);
    const QJsonObject document =
        QJsonDocument::fromJson(QByteArray::fromStdString(out.text())).object();
    const auto picos = [](const QJsonValue &decimal) {
        const Result<Decimal> parsed = parseDecimal(decimal.toString().toStdString());
        return parsed ? *scaled(*parsed, 12) : 0;
    };
    qint64 sum = picos(document[QStringLiteral("rounding_usd")]);
    for (const QJsonValue &term : document[QStringLiteral("terms")].toArray()) {
        for (const char *name : {"class", "quantity", "rate", "usd", "price_id", "applied"})
            QVERIFY2(term.toObject().contains(QLatin1String(name)), name);
        sum += picos(term.toObject()[QStringLiteral("usd")]);
    }
    QCOMPARE(sum, picos(document[QStringLiteral("cost_usd")]));
    QCOMPARE(document[QStringLiteral("basis")].toString(), QStringLiteral("effective"));
    QCOMPARE(document[QStringLiteral("events")].toInt(), 2);
    QCOMPARE(document[QStringLiteral("event")].toObject()[QStringLiteral("model")].toString(),
             QString::fromLatin1(model));
}

void TestReceipt::nothingPricedIsNull()
{
    Output out{nullptr};
    writeReceipt(out, receiptOf({}), nullptr);
    const QJsonObject document =
        QJsonDocument::fromJson(QByteArray::fromStdString(out.text())).object();
    QVERIFY(document[QStringLiteral("cost_usd")].isNull());
    QVERIFY(document[QStringLiteral("terms")].toArray().isEmpty());
}

QTEST_APPLESS_MAIN(TestReceipt)
#include "tst_receipt.moc"
