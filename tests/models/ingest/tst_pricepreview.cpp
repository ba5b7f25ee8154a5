// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/format.h"
#include "models/ingest/ingest.h"
#include "models/ingest/pricepreview.h"
#include "models/ledger/ledgerreader.h"
#include "tests/support/answers.h"
#include "tests/support/randomcalls.h"

#include <QTemporaryDir>
#include <QTest>

#include <map>

using namespace outlay;
using namespace outlay::test;

namespace {

constexpr std::int64_t usd = 1'000'000'000;
constexpr Format gatewayLog{"preview-test", "a test's log", Rank::Gateway, Growth::Once,
                            nullptr,        nullptr,        nullptr};

template <typename T> T sure(Result<T> result)
{
    if (!result)
        qFatal("%s", result.error().text.c_str());
    return *std::move(result);
}

PriceBook::Layer layer(const std::string &entries, const std::string &discounts = {})
{
    return {"override", R"({"outlay_prices": 1, "entries": [)" + entries + R"(], "discounts": [)" +
                            discounts + "]}"};
}

/// One request of a million input tokens.
void tell(Sink &sink, const std::string &id, const std::string &model, const std::string &time,
          std::optional<Money> reported = std::nullopt, const std::string &key = {})
{
    Observation o;
    o.at = parseInstant(time).value_or(Instant{});
    o[Field::Provider] = "acme";
    o[Field::Model] = model;
    o[Field::Key] = key;
    o.usage[TokenClass::Input] = 1'000'000;
    o.outcome = Outcome::Success;
    o.reported = reported;
    o.addToken(TokenSpace::Response, id);
    sink.observation(o);
}

const TimeRange day{{1'793'000'000 * microsPerSecond}, {1'794'000'000 * microsPerSecond}};
const TimeRange november{parseInstant("2026-11-01").value_or(Instant{}),
                         parseInstant("2026-12-01").value_or(Instant{})};

} // namespace

class TestPricePreview : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_path =
            m_folder.filePath(QString::number(++m_count) + QStringLiteral(".sqlite")).toStdString();
        m_ingest = sure(Ingest::open(m_path));
    }

    void saysExactlyWhatSettingThePricesDoes_data()
    {
        QTest::addColumn<QString>("json");
        const auto row = [](const char *tag, const PriceBook::Layer &prices) {
            QTest::newRow(tag) << QString::fromStdString(prices.json);
        };
        row("dearer", layer(R"({"provider": "anthropic", "model": "claude-opus-4-5", "input": "6",
                      "cache_read": "0.7", "output": "31", "confirmed": true})"));
        row("a model without a price gets one",
            layer(R"({"provider": "*", "model": "nobody-knows-*", "input": "3", "output": "5"})"));
        row("free",
            layer(R"({"provider": "anthropic", "model": "claude-opus-4-5", "free": true})"));
        row("far off what gateways report",
            layer(R"({"provider": "anthropic", "model": "claude-sonnet-4-5", "input": "90",
                      "output": "400", "confirmed": true})"));
        row("a discount", layer("", R"({"provider": "*", "percent": "12.5"})"));
        row("from the middle on",
            layer(R"({"provider": "anthropic", "model": "claude-sonnet-4-5", "input": "1.234567",
                      "output": "9", "from": "2026-10-31T06:00:00Z"})"));
    }

    void saysExactlyWhatSettingThePricesDoes()
    {
        QFETCH(QString, json);
        const std::vector<PriceBook::Layer> layers = {{"override", json.toStdString()}};
        fillAtRandom();
        const std::string before = answersOf(m_path);
        const auto preview = sure(previewPrices(m_path, {layers, day, day, day, false, {}}));
        QCOMPARE(answersOf(m_path), before);
        const auto now = costs();
        QVERIFY(m_ingest->setPriceLayers(layers).has_value());
        const auto then = costs();
        QVERIFY(preview.total.changed > 0);
        QCOMPARE(preview.models.size(), now.size());
        for (const ModelPreview &model : preview.models) {
            const auto name = std::pair(model.provider, model.model);
            QCOMPARE(model.now.nanos, now.at(name).cost.value_or(Money{}).nanos);
            QCOMPARE(model.then.nanos, then.at(name).cost.value_or(Money{}).nanos);
            QCOMPARE(model.unpricedNow, now.at(name).unpricedRequests);
            QCOMPARE(model.unpricedThen, then.at(name).unpricedRequests);
            QCOMPARE(model.requests, now.at(name).requests);
        }
        Money hours;
        for (const auto &[hour, change] : preview.hours)
            hours += change;
        QCOMPARE(hours.nanos, preview.total.change().nanos);
        QCOMPARE(preview.periodChange.nanos, preview.total.change().nanos);
    }

    void figuresOfOthersStayUnlessTheyFollow()
    {
        QVERIFY(m_ingest
                    ->setPriceLayers(
                        {layer(R"({"provider": "acme", "model": "thinker", "input": "4"})")})
                    .has_value());
        take([](Sink &sink) {
            tell(sink, "resp-estimated", "thinker", "2026-11-02T10:00:00Z");
            tell(sink, "resp-reported", "thinker", "2026-11-02T10:30:00Z", Money{3 * usd});
        });
        const std::vector<PriceBook::Layer> dearer = {
            layer(R"({"provider": "acme", "model": "thinker", "input": "6"})")};
        PricePreviewQuestion question{dearer, november, november, {}, false, {}};
        const auto stays = sure(previewPrices(m_path, question));
        QCOMPARE(stays.total.now.nanos, 7 * usd);
        QCOMPARE(stays.total.then.nanos, 9 * usd);
        QCOMPARE(stays.total.given, 1);
        QCOMPARE(stays.total.givenCost.nanos, 3 * usd);
        QCOMPARE(stays.total.changed, 1);
        question.othersFollow = true;
        const auto follows = sure(previewPrices(m_path, question));
        QCOMPARE(follows.total.then.nanos, 6 * usd + 9 * usd / 2);
        QCOMPARE(follows.total.changed, 2);
    }

    void looksAtNoOtherTimes()
    {
        QVERIFY(m_ingest
                    ->setPriceLayers(
                        {layer(R"({"provider": "acme", "model": "thinker", "input": "4"})")})
                    .has_value());
        take([](Sink &sink) {
            tell(sink, "resp-before", "thinker", "2026-10-31T23:59:59Z");
            tell(sink, "resp-first", "thinker", "2026-11-01T00:00:00Z");
            tell(sink, "resp-last", "thinker", "2026-11-30T23:59:59Z");
            tell(sink, "resp-after", "thinker", "2026-12-01T00:00:00Z");
        });
        const std::vector<PriceBook::Layer> dearer = {
            layer(R"({"provider": "acme", "model": "thinker", "input": "5"})")};
        const TimeRange wide{parseInstant("2026-10-01").value_or(Instant{}), november.to};
        const auto preview =
            sure(previewPrices(m_path, {dearer, november, wide, november, false, {}}));
        QCOMPARE(preview.total.requests, 2);
        QCOMPARE(preview.total.change().nanos, 2 * usd);
        QCOMPARE(preview.hours.size(), std::size_t{3});
        QCOMPARE(preview.periodChange.nanos, 2 * usd);
    }

    void subscriptionsChangeTheirListValueAlone()
    {
        QVERIFY(m_ingest
                    ->setPriceLayers(
                        {layer(R"({"provider": "acme", "model": "thinker", "input": "4"})")})
                    .has_value());
        Ingest::Plan plan;
        plan.key = "ada";
        plan.kind = Ingest::Plan::Kind::Subscription;
        plan.name = "Max";
        QVERIFY(m_ingest->setPlan(plan).has_value());
        take([](Sink &sink) {
            tell(sink, "resp-flat", "thinker", "2026-11-02T10:00:00Z", {}, "ada");
        });
        const std::vector<PriceBook::Layer> dearer = {
            layer(R"({"provider": "acme", "model": "thinker", "input": "7"})")};
        const auto preview =
            sure(previewPrices(m_path, {dearer, november, november, {}, false, {}}));
        QCOMPARE(preview.total.change().nanos, 0);
        QCOMPARE(preview.total.requests, 0);
        QCOMPARE(preview.listValueNow.nanos, 4 * usd);
        QCOMPARE(preview.listValueThen.nanos, 7 * usd);
    }

    void saysWhatABillOutweighs()
    {
        take([](Sink &sink) {
            tell(sink, "resp-billed", "thinker", "2026-11-02T10:00:00Z");
            tell(sink, "resp-open", "thinker", "2026-11-03T10:00:00Z");
        });
        const std::vector<PriceBook::Layer> priced = {
            layer(R"({"provider": "acme", "model": "thinker", "input": "5"})")};
        const TimeRange billed{parseInstant("2026-11-02").value_or(Instant{}),
                               parseInstant("2026-11-03").value_or(Instant{})};
        const auto preview = sure(previewPrices(
            m_path, {priced, november, november, {}, false, {{"acme", billed}, {"other", day}}}));
        QCOMPARE(preview.total.unpricedNow, 2);
        QCOMPARE(preview.total.unpricedThen, 0);
        QCOMPARE(preview.total.change().nanos, 10 * usd);
        QCOMPARE(preview.onBilledDays.nanos, 5 * usd);
    }

    void stopsAndRefuses()
    {
        fillAtRandom();
        const auto stopped = std::make_shared<std::atomic<bool>>(true);
        const auto cancelled = previewPrices(m_path, {{}, day, day, {}, false, {}}, stopped);
        QVERIFY(!cancelled);
        QCOMPARE(int(cancelled.error().kind), int(Error::Kind::Cancelled));
        const auto unbounded = previewPrices(m_path, {{}, {}, day, {}, false, {}});
        QVERIFY(!unbounded);
        QCOMPARE(int(unbounded.error().kind), int(Error::Kind::Usage));
        const auto noBook = previewPrices(m_path, {{{"override", "{}"}}, day, day, {}, false, {}});
        QVERIFY(!noBook);
    }

private:
    void take(const std::function<void(Sink &)> &produce)
    {
        QVERIFY(m_ingest->importFrom(gatewayLog, "gateway", produce).has_value());
    }

    void fillAtRandom()
    {
        const RandomCalls calls(7, 400);
        const auto counts = m_ingest->importFrom(formats().front(), "test", [&](Sink &sink) {
            for (const Observation &observation : calls.observations())
                sink.observation(observation);
        });
        QVERIFY(counts.has_value());
        QVERIFY(m_ingest->setReports("test", Ingest::ReportsKind::List).has_value());
    }

    /// By provider and model, as reports have it.
    [[nodiscard]] std::map<std::pair<std::string, std::string>, Measures> costs() const
    {
        const auto reader = sure(LedgerReader::open(m_path));
        Query query;
        query.range = day;
        query.by = {{Dimension::Provider, {}}, {Dimension::Model, {}}};
        std::map<std::pair<std::string, std::string>, Measures> rows;
        for (const Row &row : sure(reader->run(query)).rows)
            rows[{row.key[0].value_or(""), row.key[1].value_or("")}] = row.measures;
        return rows;
    }

    QTemporaryDir m_folder;
    int m_count = 0;
    std::string m_path;
    std::unique_ptr<Ingest> m_ingest;
};

QTEST_GUILESS_MAIN(TestPricePreview)
#include "tst_pricepreview.moc"
