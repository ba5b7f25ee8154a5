// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ingest/ingest.h"
#include "models/insight/priceshock.h"

#include <QTemporaryDir>
#include <QTest>

using namespace outlay;

namespace {

constexpr std::int64_t usd = 1'000'000'000;
constexpr Format gatewayLog{"shock-test", "a test's log", Rank::Gateway, Growth::Once,
                            nullptr,      nullptr,        nullptr};

template <typename T> T sure(Result<T> result)
{
    if (!result)
        qFatal("%s", result.error().text.c_str());
    return *std::move(result);
}

Instant at(const std::string &text)
{
    return parseInstant(text).value_or(Instant{});
}

std::vector<PriceBook::Layer> costing(const std::string &input)
{
    return {{"override", R"({"outlay_prices": 1, "entries": [
        {"provider": "acme", "model": "thinker", "input": ")" +
                             input + "\"}]}"}};
}

} // namespace

class TestPriceShock : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_path =
            m_folder.filePath(QString::number(++m_count) + QStringLiteral(".sqlite")).toStdString();
        m_ingest = sure(Ingest::open(m_path));
        QVERIFY(m_ingest->setPriceLayers(costing("4")).has_value());
        m_reader = sure(LedgerReader::open(m_path));
    }

    void doublePricesDoubleEverything()
    {
        fill("2026-09-15", "2026-11-21");
        const auto shock = sure(priceShock(*m_reader, m_path, question("8")));
        QVERIFY(shock.has_value());
        QCOMPARE(shock->range.from.micros, at("2026-10-01").micros);
        QCOMPARE(shock->range.to.micros, at("2026-11-01").micros);
        QCOMPARE(shock->preview.total.now.nanos, 31 * 4 * usd);
        QCOMPARE(shock->preview.total.then.nanos, 31 * 8 * usd);
        QCOMPARE(shock->now.spent.nanos, 20 * 4 * usd);
        QCOMPARE(shock->then.spent.nanos, 20 * 8 * usd);
        QVERIFY(shock->now.end && shock->then.end);
        QCOMPARE(shock->then.end->p50.nanos, 2 * shock->now.end->p50.nanos);
        QVERIFY(shock->now.end->p50.nanos > shock->now.spent.nanos);
    }

    void theForecastIsThatOfALedgerWithThosePrices()
    {
        fill("2026-09-15", "2026-11-21");
        const auto shock = sure(priceShock(*m_reader, m_path, question("5.5")));
        QVERIFY(m_ingest->setPriceLayers(costing("5.5")).has_value());
        const auto same = sure(priceShock(*m_reader, m_path, question("5.5")));
        QVERIFY(shock && same && shock->then.end && same->now.end);
        QCOMPARE(same->now.spent.nanos, shock->then.spent.nanos);
        QVERIFY(*same->now.end == *shock->then.end);
        QVERIFY(*same->now.end == *same->then.end);
    }

    void withoutALastMonthThisOneIsLookedAt()
    {
        fill("2026-11-03", "2026-11-21");
        const auto shock = sure(priceShock(*m_reader, m_path, question("8")));
        QVERIFY(shock.has_value());
        QCOMPARE(shock->range.from.micros, at("2026-11-01").micros);
        QCOMPARE(shock->preview.total.change().nanos, 18 * 4 * usd);
    }

    void looksBackFromTheNewestRequestOrAMoment()
    {
        fill("2026-09-15", "2026-11-21");
        const auto newest = sure(priceEffect(*m_reader, m_path, costing("5")));
        QVERIFY(newest.has_value());
        QCOMPARE(newest->range.to.micros, at("2026-11-20T12:00:00Z").micros + 1);
        QCOMPARE(newest->preview.total.change().nanos, 30 * usd);
        const auto then =
            sure(priceEffect(*m_reader, m_path, costing("5"), at("2026-09-20T00:00:00Z")));
        QCOMPARE(then->range.to.micros, at("2026-09-20").micros);
        QCOMPARE(then->preview.total.change().nanos, 5 * usd);
    }

    void anEmptyLedgerHasNothingToTell()
    {
        QVERIFY(!sure(priceShock(*m_reader, m_path, question("8"))).has_value());
        QVERIFY(!sure(priceEffect(*m_reader, m_path, costing("5"))).has_value());
    }

private:
    /// A request of a million tokens at noon of each day.
    void fill(const std::string &from, const std::string &to)
    {
        const auto counts = m_ingest->importFrom(gatewayLog, "gateway", [&](Sink &sink) {
            for (Instant day = at(from); day < at(to); day.micros += microsPerDay) {
                Observation o;
                o.at = {day.micros + 12 * microsPerHour};
                o[Field::Provider] = "acme";
                o[Field::Model] = "thinker";
                o.usage[TokenClass::Input] = 1'000'000;
                o.outcome = Outcome::Success;
                const std::string id = "response-" + toRfc3339(day);
                o.addToken(TokenSpace::Response, id);
                sink.observation(o);
            }
        });
        QVERIFY(counts.has_value());
    }
    static PriceShockQuestion question(const std::string &input)
    {
        PriceShockQuestion asked;
        asked.layers = costing(input);
        return asked;
    }

    QTemporaryDir m_folder;
    int m_count = 0;
    std::string m_path;
    std::unique_ptr<Ingest> m_ingest;
    std::unique_ptr<LedgerReader> m_reader;
};

QTEST_GUILESS_MAIN(TestPriceShock)
#include "tst_priceshock.moc"
