// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ingest/ingest.h"
#include "models/insight/ledgerchanges.h"
#include "models/receipt/receiptreader.h"
#include "tests/support/randomcalls.h"

#include <QTemporaryDir>
#include <QTest>

using namespace outlay;
using namespace outlay::test;

namespace {

constexpr std::int64_t usd = 1'000'000'000;
constexpr Format gatewayLog{"changes-test", "a test's log", Rank::Gateway, Growth::Once,
                            nullptr,        nullptr,        nullptr};

Instant at(const std::string &text)
{
    return parseInstant(text).value_or(Instant{});
}

const TimeRange october{at("2026-10-01T00:00:00Z"), at("2026-11-01T00:00:00Z")};
const TimeRange november{at("2026-11-01T00:00:00Z"), at("2026-12-01T00:00:00Z")};

/// A month's requests, a million tokens each unless told otherwise, spread over its days.
struct Calls
{
    TimeRange month = october;
    std::string model;
    int count = 1;
    std::int64_t tokens = 1'000'000;
    std::string project = "web";
    std::optional<Money> reported = std::nullopt;
    Outcome outcome = Outcome::Success;
    std::string key = {};

    void tell(Sink &sink) const
    {
        for (int i = 0; i < count; ++i) {
            const std::string id = toRfc3339(month.from) + model + project + key +
                                   std::string(name(outcome)) + std::to_string(i);
            Observation o;
            o.at = {month.from.micros + i * 30 * microsPerDay / count + microsPerHour};
            o[Field::Provider] = "acme";
            o[Field::Model] = model;
            o[Field::Project] = project;
            o[Field::Key] = key;
            o.usage[TokenClass::Input] = tokens;
            o.outcome = outcome;
            o.reported = reported;
            o.addToken(TokenSpace::Response, id);
            sink.observation(o);
        }
    }
};

/// In USD per million tokens: "thinker" 4 and, in November, 3; "steady" 2; "dropped" 6 and, from
/// 16 October on, 3.
const PriceBook::Layer prices{"override", R"({"outlay_prices": 1, "entries": [
    {"provider": "acme", "model": "thinker", "input": "4", "to": "2026-11-01"},
    {"provider": "acme", "model": "thinker", "input": "3", "from": "2026-11-01"},
    {"provider": "acme", "model": "dropped", "input": "6", "to": "2026-10-16"},
    {"provider": "acme", "model": "dropped", "input": "3", "from": "2026-10-16"},
    {"provider": "acme", "model": "gift", "input": "7", "to": "2026-11-01"},
    {"provider": "acme", "model": "gift", "free": true, "from": "2026-11-01"},
    {"provider": "acme", "model": "late", "input": "5", "from": "2026-11-01"},
    {"provider": "acme", "model": "steady", "input": "2"}]})"};

using Amounts = std::vector<std::int64_t>;

/// Volume, mix, efficiency, price, not itemised, unpriced; in USD.
Amounts inUsd(const ChangeTerms &terms)
{
    Amounts all;
    for (std::size_t i = 0; i < changeTermCount; ++i) {
        const std::int64_t nanos = terms[static_cast<ChangeTerm>(i)].nanos;
        all.push_back(nanos % usd == 0 ? nanos / usd : nanos);
    }
    return all;
}

template <typename T> T sure(Result<T> result)
{
    if (!result)
        qFatal("%s", result.error().text.c_str());
    return *std::move(result);
}

} // namespace

class TestLedgerChanges : public QObject
{
    Q_OBJECT

private slots:
    void aPriceChangeIsThePriceTerm();
    void aPriceThatChangedWithinThePriorPeriodCountsWhenItHeld();
    void figuresOfAGatewayFollowThePrices();
    void failuresAreNoVolume();
    void subscriptionsAreTheirFee();
    void aModelWithoutAPriceThenIsUnpriced();
    void whatCannotBeRepricedIsSaid();
    void whatIsFreeNowWasDear();
    void requestsThatAreGoneAreSaidToBeUnknown();
    void narrowsToAScope();
    void valuesAddUpToTheSameChange();
    void anEmptyPriorPeriodIsVolume();
    void agreesWithTheReportOfAnyLedger();
    void refusesWhatHasNoEnds();
    void whatIsKnownHoldsWhileThePriorPeriodGrows();
    void whatIsKnownEndsWithTheLedgersState();

private:
    /// A ledger of these calls, imported at the list price of "thinker" and corrected after.
    void fill(const std::vector<Calls> &calls)
    {
        m_path =
            m_folder.filePath(QString::number(++m_count) + QStringLiteral(".sqlite")).toStdString();
        m_ingest = sure(Ingest::open(m_path));
        const auto counts = m_ingest->importFrom(gatewayLog, "gateway", [&](Sink &sink) {
            for (const Calls &some : calls)
                some.tell(sink);
        });
        QVERIFY(counts.has_value());
        QVERIFY(m_ingest->setPriceLayers({prices}).has_value());
        m_reader = sure(LedgerReader::open(m_path));
    }
    [[nodiscard]] LedgerChange change(const std::vector<Filter> &where = {})
    {
        const auto book = sure(priceBookOf(*m_reader));
        return sure(readChange(*m_reader, *book, {october, november, where}));
    }

    QTemporaryDir m_folder;
    int m_count = 0;
    std::string m_path;
    std::unique_ptr<Ingest> m_ingest;
    std::unique_ptr<LedgerReader> m_reader;
};

void TestLedgerChanges::aPriceChangeIsThePriceTerm()
{
    fill({{october, "thinker", 10},
          {october, "steady", 10},
          {november, "thinker", 5},
          {november, "steady", 15}});
    const LedgerChange result = change();
    // 40 + 20 -> 15 + 30. As many requests; 5 x 4 + 15 x 2 = 50 by October's prices.
    QCOMPARE(result.split.prior.nanos, 60 * usd);
    QCOMPARE(result.split.now.nanos, 45 * usd);
    QCOMPARE(inUsd(result.split.terms), (Amounts{0, -10, 0, -5, 0, 0}));
    QCOMPARE(result.repricedRequests, 5);
    QCOMPARE(result.unknownRequests, 0);
    QVERIFY(result.hasPrior && result.hasNow);
    // The other way round the price is a rise.
    const auto book = sure(priceBookOf(*m_reader));
    const auto back = sure(readChange(*m_reader, *book, {november, october, {}}));
    // 10 x 3 + 10 x 2 = 50, then 60.
    QCOMPARE(inUsd(back.split.terms), (Amounts{0, 5, 0, 10, 0, 0}));
}

void TestLedgerChanges::aPriceThatChangedWithinThePriorPeriodCountsWhenItHeld()
{
    // 15 at 6 and 15 at 3 USD; a November of the same requests, all at 3, two million tokens each.
    fill({{october, "dropped", 30}, {november, "dropped", 30, 2'000'000}});
    const LedgerChange result = change();
    QCOMPARE(result.split.prior.nanos, 135 * usd);
    QCOMPARE(result.split.now.nanos, 180 * usd);
    QCOMPARE(inUsd(result.split.terms), (Amounts{0, 0, 135, -90, 0, 0}));
    QCOMPARE(result.split.efficiencyOfLength.nanos, 135 * usd);
    QCOMPARE(result.repricedRequests, 15);
}

void TestLedgerChanges::figuresOfAGatewayFollowThePrices()
{
    fill({{october, "thinker", 10, 1'000'000, "web", Money{8 * usd}},
          {november, "thinker", 10, 1'000'000, "web", Money{6 * usd}}});
    const LedgerChange result = change();
    // A gateway that asks twice the list price, which fell by a quarter.
    QCOMPARE(inUsd(result.split.terms), (Amounts{0, 0, 0, -20, 0, 0}));
    QCOMPARE(result.repricedRequests, 10);
}

void TestLedgerChanges::failuresAreNoVolume()
{
    Calls refused{november, "steady", 500, 0};
    refused.outcome = Outcome::Error;
    Calls cutOff{november, "steady", 5, 1'000'000};
    cutOff.outcome = Outcome::Error;
    fill({{october, "steady", 10}, {november, "steady", 10}, refused, cutOff});
    // What the failed ones cost is what the others cost more.
    QCOMPARE(inUsd(change().split.terms), (Amounts{0, 0, 10, 0, 0, 0}));
}

void TestLedgerChanges::subscriptionsAreTheirFee()
{
    Calls flat{november, "thinker", 40};
    flat.key = "seat";
    fill({{october, "steady", 10}, {november, "steady", 10}, flat});
    Ingest::Plan plan;
    plan.key = "seat";
    plan.kind = Ingest::Plan::Kind::Subscription;
    plan.name = "Seats";
    plan.fee = {25 * usd};
    plan.from = "2026-11-02T00:00:00Z";
    QVERIFY(m_ingest->setPlan(plan).has_value());
    QCOMPARE(inUsd(change().split.terms), (Amounts{0, 0, 0, 0, 25, 0}));
}

void TestLedgerChanges::aModelWithoutAPriceThenIsUnpriced()
{
    fill({{october, "steady", 10},
          {october, "late", 10},
          {november, "steady", 10},
          {november, "late", 10}});
    const LedgerChange result = change();
    QCOMPARE(result.unpricedPrior, 10);
    QCOMPARE(result.unpricedNow, 0);
    QCOMPARE(inUsd(result.split.terms), (Amounts{0, 0, 0, 0, 0, 50}));
}

void TestLedgerChanges::whatCannotBeRepricedIsSaid()
{
    fill({{october, "steady", 10}, {november, "steady", 10}, {november, "late", 10}});
    const LedgerChange result = change();
    QCOMPARE(result.unknownRequests, 10);
    QCOMPARE(result.unknownCost.nanos, 50 * usd);
    // A new model: it doubles the requests, at 5 instead of 2 USD.
    QCOMPARE(inUsd(result.split.terms), (Amounts{20, 30, 0, 0, 0, 0}));
}

void TestLedgerChanges::whatIsFreeNowWasDear()
{
    fill({{october, "gift", 10}, {november, "gift", 20}});
    const LedgerChange result = change();
    // 10 x 7 -> 20 x 7 by October's price, and nothing.
    QCOMPARE(inUsd(result.split.terms), (Amounts{70, 0, 0, -140, 0, 0}));
}

void TestLedgerChanges::requestsThatAreGoneAreSaidToBeUnknown()
{
    fill({{october, "thinker", 10}, {november, "thinker", 10}});
    QVERIFY(m_ingest->setRetentionHorizon(november.to).has_value());
    const LedgerChange result = change();
    QCOMPARE(result.split.now.nanos, 30 * usd);
    QCOMPARE(result.unknownRequests, 10);
    QCOMPARE(result.unknownCost.nanos, 30 * usd);
    QCOMPARE(inUsd(result.split.terms), (Amounts{0, 0, -10, 0, 0, 0}));
}

void TestLedgerChanges::narrowsToAScope()
{
    fill({{october, "thinker", 10},
          {november, "thinker", 10},
          {october, "thinker", 7, 1'000'000, "app"},
          {november, "thinker", 7, 1'000'000, "app"}});
    const Filter app{{Dimension::Project, {}}, {"app"}};
    QCOMPARE(inUsd(change({app}).split.terms), (Amounts{0, 0, 0, -7, 0, 0}));
    const Filter thinker{{Dimension::Model, {}}, {"thinker"}};
    QCOMPARE(inUsd(change({app, thinker}).split.terms), (Amounts{0, 0, 0, -7, 0, 0}));
    QCOMPARE(inUsd(change().split.terms), (Amounts{0, 0, 0, -17, 0, 0}));
}

void TestLedgerChanges::valuesAddUpToTheSameChange()
{
    fill({{october, "steady", 10, 1'000'000, "a"},
          {november, "steady", 40, 1'000'000, "a"},
          {october, "steady", 20, 1'000'000, "b"},
          {november, "steady", 5, 1'000'000, "b"},
          {november, "steady", 2, 1'000'000, "c"},
          {october, "steady", 3, 1'000'000, "d"},
          {november, "steady", 4, 1'000'000, ""}});
    const ChangeQuestion question{october, november, {}};
    const TopChanges top = sure(readTopChanges(*m_reader, question, {Dimension::Project, {}}));
    QCOMPARE(top.top.size(), std::size_t(3));
    QCOMPARE(*top.top[0].value.value, std::string("a"));
    QCOMPARE(top.top[0].delta.nanos, 60 * usd);
    QCOMPARE(*top.top[1].value.value, std::string("b"));
    QCOMPARE(top.top[1].delta.nanos, -30 * usd);
    QVERIFY(!top.top[2].value.value);
    QCOMPARE(top.top[2].delta.nanos, 8 * usd);
    QCOMPARE(top.restDelta().nanos, -2 * usd);
    QCOMPARE(top.restCount, std::size_t(2));
    QCOMPARE(top.change().nanos, change().split.change().nanos);
}

void TestLedgerChanges::anEmptyPriorPeriodIsVolume()
{
    fill({{november, "thinker", 10}});
    const LedgerChange result = change();
    QVERIFY(!result.hasPrior);
    // 30 now, 40 at October's price.
    QCOMPARE(inUsd(result.split.terms), (Amounts{40, 0, 0, -10, 0, 0}));
}

void TestLedgerChanges::agreesWithTheReportOfAnyLedger()
{
    for (const std::uint32_t seed : {5U, 6U}) {
        fill({});
        const RandomCalls calls(seed, 400);
        const auto counts = m_ingest->importFrom(formats().front(), "test", [&](Sink &sink) {
            for (const Observation &observation : calls.observations())
                sink.observation(observation);
        });
        QVERIFY(counts.has_value());
        const LedgerFacts facts = sure(m_reader->facts());
        QVERIFY(facts.span.has_value());
        const Instant middle{facts.span->from.micros +
                             (facts.span->to.micros - facts.span->from.micros) / 2};
        const ChangeQuestion question{{facts.span->from, middle}, {middle, facts.span->to}, {}};
        const auto book = sure(priceBookOf(*m_reader));
        const LedgerChange result = sure(readChange(*m_reader, *book, question));
        Money totals[2];
        for (int i = 0; i < 2; ++i) {
            Query query;
            query.range = i == 0 ? question.prior : question.now;
            totals[i] = sure(m_reader->run(query)).total.cost.value_or(Money{});
            QVERIFY(totals[i] != Money{});
        }
        QCOMPARE(result.split.prior.nanos, totals[0].nanos);
        QCOMPARE(result.split.now.nanos, totals[1].nanos);
        QCOMPARE(result.split.change().nanos, (totals[1] - totals[0]).nanos);
        for (const Dimension dimension : {Dimension::Model, Dimension::User, Dimension::Task}) {
            const TopChanges top = sure(readTopChanges(*m_reader, question, {dimension, {}}));
            QCOMPARE(top.change().nanos, result.split.change().nanos);
        }
    }
}

void TestLedgerChanges::refusesWhatHasNoEnds()
{
    fill({{october, "steady", 1}});
    const auto book = sure(priceBookOf(*m_reader));
    const auto endless = readChange(*m_reader, *book, {{}, november, {}});
    QVERIFY(!endless && endless.error().kind == Error::Kind::Usage);
    const auto tags = readTopChanges(*m_reader, {october, november, {}}, {Dimension::Tag, {}});
    QVERIFY(!tags && tags.error().kind == Error::Kind::Usage);
}

void TestLedgerChanges::whatIsKnownHoldsWhileThePriorPeriodGrows()
{
    fill({{october, "dropped", 30},
          {october, "thinker", 60},
          {november, "dropped", 30},
          {november, "thinker", 20}});
    const auto book = sure(priceBookOf(*m_reader));
    KnownRepricing known;
    bool wasTaken = false;
    // From before the drop of 16 October, in which every later request is cut to the last list, to
    // the whole month, beyond which no request is.
    for (int days = 10; days <= 31; ++days) {
        for (const std::int64_t more : {std::int64_t{0}, microsPerMinute}) {
            const Instant end{october.from.micros + days * microsPerDay - microsPerHour + more};
            const ChangeQuestion question{{october.from, end}, november, {}};
            const LedgerChange kept = sure(readChange(*m_reader, *book, question, {}, &known));
            const LedgerChange anew = sure(readChange(*m_reader, *book, question));
            QCOMPARE(kept.split.terms, anew.split.terms);
            QCOMPARE(kept.split.prior, anew.split.prior);
            QCOMPARE(kept.repricedRequests, anew.repricedRequests);
            wasTaken = wasTaken || known.question.prior.to != end;
        }
    }
    QVERIFY(wasTaken);
}

void TestLedgerChanges::whatIsKnownEndsWithTheLedgersState()
{
    fill({{october, "thinker", 10}, {november, "thinker", 5}});
    const auto book = sure(priceBookOf(*m_reader));
    const ChangeQuestion question{october, november, {}};
    KnownRepricing known;
    QCOMPARE(sure(readChange(*m_reader, *book, question, {}, &known)).repricedRequests, 5);
    // Another scope is another question.
    ChangeQuestion narrowed = question;
    Filter nobody;
    nobody.dimension = {Dimension::Project, {}};
    nobody.anyOf = {"nobody's"};
    narrowed.where.push_back(nobody);
    QCOMPARE(sure(readChange(*m_reader, *book, narrowed, {}, &known)).repricedRequests, 0);
    QCOMPARE(sure(readChange(*m_reader, *book, question, {}, &known)).repricedRequests, 5);
    QVERIFY(m_ingest
                ->importFrom(gatewayLog, "gateway",
                             [](Sink &sink) {
                                 Calls{november, "thinker", 3, 1'000'000, "api"}.tell(sink);
                             })
                .has_value());
    QCOMPARE(sure(readChange(*m_reader, *book, question, {}, &known)).repricedRequests, 8);
}

QTEST_GUILESS_MAIN(TestLedgerChanges)
#include "tst_ledgerchanges.moc"
