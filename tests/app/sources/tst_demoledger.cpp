// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/sources/demo/demo.h"

#include "models/ledger/ledgerreader.h"

#include <QTemporaryDir>
#include <QTest>

using namespace outlay;

class TestDemoLedger : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void holdsEveryRequestOnce();
    void totalsEqualTheManifest();
    void plantedCasesAreFoundByTheirFilter_data();
    void plantedCasesAreFoundByTheirFilter();
    void everySourceIsMarkedAsDemo();
    void fillingAgainChangesNothing();
    void stoppedItIsConsistentAndCanBeCompleted();

private:
    [[nodiscard]] Measures total(const Query &query) const;

    QTemporaryDir m_folder;
    std::string m_path;
    DemoManifest m_manifest;
    std::unique_ptr<LedgerReader> m_reader;
    std::int64_t m_lastDone = 0;
    bool m_isOrderly = true;
};

void TestDemoLedger::initTestCase()
{
    QVERIFY(m_folder.isValid());
    m_path = m_folder.filePath(QStringLiteral("demo.sqlite")).toStdString();
    {
        auto ingest = Ingest::open(m_path);
        QVERIFY2(ingest, ingest ? "" : ingest.error().text.c_str());
        const auto filled = fillDemo(**ingest, [this](std::int64_t done, std::int64_t total) {
            m_isOrderly = m_isOrderly && done >= m_lastDone && done <= total;
            m_lastDone = done;
            return true;
        });
        QVERIFY(m_isOrderly);
        QVERIFY2(filled, filled ? "" : filled.error().text.c_str());
        m_manifest = *filled;
        const auto faults = (*ingest)->check();
        QVERIFY(faults);
        QVERIFY2(faults->empty(), faults->empty() ? "" : faults->front().c_str());
    }
    auto reader = LedgerReader::open(m_path);
    QVERIFY2(reader, reader ? "" : reader.error().text.c_str());
    m_reader = std::move(*reader);
}

Measures TestDemoLedger::total(const Query &query) const
{
    const auto answer = m_reader->run(query);
    if (!answer) {
        QTest::qFail(answer.error().text.c_str(), __FILE__, __LINE__);
        return {};
    }
    return answer->total;
}

void TestDemoLedger::holdsEveryRequestOnce()
{
    const auto facts = m_reader->facts();
    QVERIFY(facts);
    QCOMPARE(facts->events, m_manifest.events);
    QCOMPARE(facts->unpricedRequests, m_manifest.unpriced);
    QCOMPARE(facts->rejectedRecords, 0);
}

void TestDemoLedger::totalsEqualTheManifest()
{
    Query query;
    // The fee of the subscription is spend beside the requests; filters leave it out.
    Filter metering;
    metering.dimension.dimension = Dimension::Key;
    metering.anyOf.emplace_back(std::nullopt);
    const auto keys = m_reader->values({Dimension::Key, {}}, 100);
    QVERIFY(keys);
    for (const std::string &value : *keys) {
        if (value != m_manifest.subscription.key)
            metering.anyOf.emplace_back(value);
    }
    query.where.push_back(metering);
    const Measures metered = total(query);
    QVERIFY(metered.cost);
    QCOMPARE(toDecimal(*metered.cost), toDecimal(m_manifest.cost));
    const Measures all = total({});
    QCOMPARE(all.requests, m_manifest.events);
    QCOMPARE(toDecimal(all.listValue), toDecimal(m_manifest.listValue));
    QCOMPARE(toDecimal(all.quarantined), std::string("0.000000000"));
}

void TestDemoLedger::plantedCasesAreFoundByTheirFilter_data()
{
    QTest::addColumn<int>("index");
    for (std::size_t i = 0; i < m_manifest.planted.size(); ++i)
        QTest::newRow(m_manifest.planted[i].name.c_str()) << static_cast<int>(i);
}

void TestDemoLedger::plantedCasesAreFoundByTheirFilter()
{
    QFETCH(int, index);
    const PlantedCase &planted = m_manifest.planted[static_cast<std::size_t>(index)];
    Query query;
    query.range = planted.range;
    for (const auto &[dimension, value] : planted.where)
        query.where.push_back({{dimension, {}}, {value}});
    const Measures found = total(query);
    QCOMPARE(found.requests, planted.events);
    QCOMPARE(found.cost.has_value(), planted.cost.has_value());
    if (planted.cost)
        QCOMPARE(toDecimal(*found.cost), toDecimal(*planted.cost));
    else
        QCOMPARE(found.unpricedRequests, planted.events);
    if (planted.errors > 0)
        QCOMPARE(found.errors.value_or(-1), planted.errors);
}

void TestDemoLedger::everySourceIsMarkedAsDemo()
{
    const auto sources = m_reader->sources();
    QVERIFY(sources);
    QCOMPARE(sources->size(), demoSources.size());
    for (const SourceInfo &source : *sources) {
        QVERIFY2(source.name.rfind("demo ", 0) == 0, source.name.c_str());
        QCOMPARE(source.plan, std::string("metered"));
    }
}

void TestDemoLedger::fillingAgainChangesNothing()
{
    Query query;
    query.step = Step::Day;
    query.by = {{Dimension::Model, {}}, {Dimension::Source, {}}};
    const auto before = m_reader->run(query);
    QVERIFY(before);
    {
        auto ingest = Ingest::open(m_path);
        QVERIFY(ingest);
        const auto filled = fillDemo(**ingest);
        QVERIFY2(filled, filled ? "" : filled.error().text.c_str());
    }
    const auto after = m_reader->run(query);
    QVERIFY(after);
    QCOMPARE(after->rows.size(), before->rows.size());
    for (std::size_t i = 0; i < before->rows.size(); ++i) {
        const Measures &was = before->rows[i].measures;
        const Measures &is = after->rows[i].measures;
        QVERIFY(after->rows[i].key == before->rows[i].key);
        QCOMPARE(is.requests, was.requests);
        QVERIFY(is.cost == was.cost);
    }
}

void TestDemoLedger::stoppedItIsConsistentAndCanBeCompleted()
{
    const std::string path = m_folder.filePath(QStringLiteral("stopped.sqlite")).toStdString();
    auto ingest = Ingest::open(path);
    QVERIFY(ingest);
    std::int64_t handedOver = 0;
    const auto stopped = fillDemo(**ingest, [&](std::int64_t done, std::int64_t) {
        handedOver = done;
        return done < 30'000;
    });
    QVERIFY(!stopped);
    QVERIFY(stopped.error().kind == Error::Kind::Cancelled);
    QVERIFY(handedOver < 40'000);
    auto faults = (*ingest)->check();
    QVERIFY(faults && faults->empty());
    auto reader = LedgerReader::open(path);
    QVERIFY(reader);
    auto facts = (*reader)->facts();
    QVERIFY(facts && facts->events > 0 && facts->events <= handedOver);

    const auto whole = fillDemo(**ingest);
    QVERIFY(whole);
    faults = (*ingest)->check();
    QVERIFY(faults && faults->empty());
    Query query;
    query.range = m_manifest.range;
    const auto answer = (*reader)->run(query);
    QVERIFY(answer);
    const Measures expected = total(query);
    QCOMPARE(answer->total.requests, expected.requests);
    QVERIFY(answer->total.cost == expected.cost);
}

QTEST_GUILESS_MAIN(TestDemoLedger)
#include "tst_demoledger.moc"
