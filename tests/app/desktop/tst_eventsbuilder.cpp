// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/eventsbuilder.h"
#include "app/desktop/exploreservice.h"
#include "tests/support/ledgerfixture.h"

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <memory>
#include <tuple>

using namespace outlay;
using namespace outlay::test;
using namespace outlay::ui;

namespace {

Instant at(const char *text)
{
    return parseInstant(text).value();
}

// Hours with more events than a page has.
const TimeRange hours{at("2026-11-02T05:17:00Z"), at("2026-11-02T09:40:30Z")};

} // namespace

/// The list of events against the events themselves.
class TestEventsBuilder : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void everyEventIsListedOnceNewestFirst_data();
    void everyEventIsListedOnceNewestFirst();
    void onlyThoseOfAnHourOfTheWeek();
    void anyPageIsReadWithoutThoseBefore();
    void pagesGoOnAfterAnEventHasGone();
    void neighboursAreOfTheSessionAndNearest();
    void theReceiptSumsToTheEvent();
    void answersComeInTheirOwnTime();

private:
    [[nodiscard]] std::vector<std::int64_t> idsOf(const EventsQuestion &question);
    /// Its dearest value.
    [[nodiscard]] Filter filterOf(const DimensionRef &dimension)
    {
        Filter filter{dimension, {}};
        filter.anyOf.emplace_back(m_reader->values(dimension, 1).value().front());
        return filter;
    }
    [[nodiscard]] std::vector<std::int64_t> expected(const EventsQuestion &question);

    std::unique_ptr<QTemporaryDir> m_folder;
    std::string m_path;
    std::unique_ptr<LedgerFixture> m_ledger;
    std::unique_ptr<LedgerReader> m_reader;
    Zone m_zone = Zone::named("America/New_York").value();
};

void TestEventsBuilder::initTestCase()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_path = m_folder->filePath(QStringLiteral("ledger.sqlite")).toStdString();
    m_ledger = std::make_unique<LedgerFixture>(m_path, "America/New_York");
    fillAtRandom(*m_ledger, 20261129, 3000, hours);
    auto reader = LedgerReader::open(m_path);
    QVERIFY2(reader.has_value(), reader ? "" : reader.error().text.c_str());
    m_reader = std::move(*reader);
}

/// By whole lists, the slow way.
std::vector<std::int64_t> TestEventsBuilder::expected(const EventsQuestion &question)
{
    Query query;
    query.range = question.range;
    query.where = question.where;
    std::vector<std::int64_t> ids;
    const auto rows = m_reader->events(query, 1'000'000).value();
    for (const EventRow &row : rows)
        ids.push_back(row.id);
    return ids;
}

/// By the index and its pages, as the window reads them from top to bottom.
std::vector<std::int64_t> TestEventsBuilder::idsOf(const EventsQuestion &question)
{
    EventIndex index = buildEventIndex(*m_reader, question, m_zone, {}).value();
    EventPages pages(question);
    std::vector<std::int64_t> ids;
    std::int64_t row = 0;
    while (row < index.size()) {
        const EventIndex::Place place = index.placeOf(row);
        const EventPage page = pages.read(*m_reader, index.span(place.span), place, {}).value();
        for (const EventRow &event : page.rows)
            ids.push_back(event.id);
        if (page.spanRows)
            index.setRows(place.span, *page.spanRows);
        row = page.spanRows ? index.firstRow(place.span) + *page.spanRows
                            : row + static_cast<std::int64_t>(page.rows.size());
    }
    return ids;
}

void TestEventsBuilder::everyEventIsListedOnceNewestFirst_data()
{
    QTest::addColumn<int>("dimension");
    QTest::newRow("all") << -1;
    QTest::newRow("sums by the hour") << static_cast<int>(Dimension::Model);
    QTest::newRow("sums by the day") << static_cast<int>(Dimension::Session);
}

void TestEventsBuilder::everyEventIsListedOnceNewestFirst()
{
    QFETCH(int, dimension);
    EventsQuestion question{{at("2026-11-01T05:00:00Z"), at("2026-11-03T05:00:00Z")}, {}};
    if (dimension >= 0) {
        const DimensionRef ref{static_cast<Dimension>(dimension), {}};
        question.where.push_back(filterOf(ref));
    }
    const auto ids = expected(question);
    QVERIFY(ids.size() > 20);
    QCOMPARE(idsOf(question), ids);
    question.range = {at("2026-11-02T06:29:59Z"), at("2026-11-02T08:15:00Z")};
    QCOMPARE(idsOf(question), expected(question));
}

void TestEventsBuilder::onlyThoseOfAnHourOfTheWeek()
{
    const TimeRange range{at("2026-10-20T05:00:00Z"), at("2026-11-08T21:00:00Z")};
    const WeekHour night{0, 2}; // Mondays 2:00–3:00, of the zone
    const EventsQuestion question{range, {}, night};
    std::vector<std::int64_t> of;
    Query query;
    query.range = range;
    for (const EventRow &event : m_reader->events(query, 1'000'000).value()) {
        if (weekHourOf(event.at, m_zone) == night)
            of.push_back(event.id);
    }
    QVERIFY(of.size() > eventPageRows && of.size() < 3000);
    QCOMPARE(idsOf(question), of);
}

void TestEventsBuilder::anyPageIsReadWithoutThoseBefore()
{
    const EventsQuestion question{hours, {}};
    const auto index = buildEventIndex(*m_reader, question, m_zone, {});
    QVERIFY(index);
    Query query;
    query.range = index->span(1).range;
    const auto all = m_reader->events(query, 1'000'000).value();
    QVERIFY(all.size() > 2 * eventPageRows); // an hour of more than two pages
    EventPages pages(question);
    for (const std::int64_t offset : {512, 0, 256, 512}) {
        const auto page = pages.read(*m_reader, index->span(1), {1, offset}, {});
        QVERIFY(page);
        QVERIFY(!page->rows.empty());
        QCOMPARE(page->rows.front().id, all[static_cast<std::size_t>(offset)].id);
        QCOMPARE(page->spanRows.has_value(), page->rows.size() < eventPageRows);
    }
    // Beyond the end: how many there really are.
    const auto beyond = pages.read(*m_reader, index->span(1), {1, 256 * 40}, {});
    QVERIFY(beyond && beyond->rows.empty());
    QCOMPARE(*beyond->spanRows, static_cast<std::int64_t>(all.size()));
}

void TestEventsBuilder::pagesGoOnAfterAnEventHasGone()
{
    const auto folder = std::make_unique<QTemporaryDir>();
    const std::string path = folder->filePath(QStringLiteral("l.sqlite")).toStdString();
    LedgerFixture ledger(path, "UTC");
    fillAtRandom(ledger, 7, 1200, {at("2026-11-02T05:00:00Z"), at("2026-11-02T06:00:00Z")});
    auto reader = LedgerReader::open(path).value();
    const EventsQuestion question{{at("2026-11-02T00:00:00Z"), at("2026-11-03T00:00:00Z")}, {}};
    const EventIndex index = buildEventIndex(*reader, question, Zone(), {}).value();
    EventPages pages(question);
    const auto first = pages.read(*reader, index.span(0), {0, 0}, {});
    QVERIFY(first);
    const std::int64_t gone = first->rows.back().id;
    QVERIFY(ledger.database().exec("DELETE FROM event WHERE id=" + std::to_string(gone)));
    const auto next = pages.read(*reader, index.span(0), {0, 256}, {});
    QVERIFY2(next.has_value(), next ? "" : next.error().text.c_str());
    Query query;
    query.range = index.span(0).range;
    QCOMPARE(next->rows.front().id, reader->events(query, 300).value()[256].id);
}

void TestEventsBuilder::neighboursAreOfTheSessionAndNearest()
{
    const DimensionRef ref{Dimension::Session, {}};
    Query query;
    query.where.push_back(filterOf(ref));
    auto all = m_reader->events(query, 1'000'000).value();
    std::reverse(all.begin(), all.end());
    QVERIFY(all.size() > 14);
    for (const std::size_t i : {std::size_t{0}, std::size_t{3}, all.size() / 2, all.size() - 1}) {
        const auto detail = buildEventDetail(*m_reader, *PriceBook::shipped(), all[i].id);
        QVERIFY2(detail.has_value(), detail ? "" : detail.error().text.c_str());
        QCOMPARE(detail->event.id, all[i].id);
        const std::size_t before = std::min<std::size_t>(i, 6);
        const std::size_t after = std::min<std::size_t>(all.size() - 1 - i, 6);
        QCOMPARE(detail->before.size(), before);
        QCOMPARE(detail->after.size(), after);
        for (std::size_t k = 0; k < before; ++k)
            QCOMPARE(detail->before[k].id, all[i - before + k].id);
        for (std::size_t k = 0; k < after; ++k)
            QCOMPARE(detail->after[k].id, all[i + 1 + k].id);
    }
    QVERIFY(!buildEventDetail(*m_reader, *PriceBook::shipped(), 999'999'999));
}

void TestEventsBuilder::theReceiptSumsToTheEvent()
{
    Query query;
    int priced = 0;
    const auto events = m_reader->events(query, 200).value();
    for (const EventRow &event : events) {
        const auto detail = buildEventDetail(*m_reader, *PriceBook::shipped(), event.id);
        QVERIFY(detail);
        if (event.isSetAside || event.isListValue || !event.cost)
            continue;
        ++priced;
        QCOMPARE(detail->receipt.cost, event.cost);
        Money sum = detail->receipt.rest + detail->receipt.residual;
        for (const ReceiptEntry &entry : detail->receipt.entries)
            sum += entry.cost;
        QCOMPARE(sum, *event.cost);
    }
    QVERIFY(priced > 20);
}

void TestEventsBuilder::answersComeInTheirOwnTime()
{
    ExploreService service([] { return at("2026-11-02T10:00:00Z"); }, m_zone);
    QSignalSpy snapshots(&service, &ExploreService::snapshotReady);
    QSignalSpy found(&service, &ExploreService::eventsFound);
    QSignalSpy pages(&service, &ExploreService::pageReady);
    QSignalSpy events(&service, &ExploreService::eventReady);
    service.request({}); // no ledger yet: nothing to say
    service.setPath(QString::fromStdString(m_path));
    ExploreRequest other;
    other.dimension = {Dimension::User, {}};
    service.request({});
    service.request(other);
    QTRY_COMPARE(snapshots.count(), 1); // the newest alone
    QVERIFY(snapshots.at(0).at(0).value<ExploreSnapshotPtr>()->request == other);
    QVERIFY(snapshots.at(0).at(0).value<ExploreSnapshotPtr>()->hasData);

    service.requestEvents({hours, {}});
    QTRY_COMPARE(found.count(), 1);
    const auto answer = found.at(0).at(0).value<EventsFoundPtr>();
    service.requestPage(answer->generation - 1, answer->index.span(0), {0, 0}); // long past
    service.requestPage(answer->generation, answer->index.span(0), {0, 0});
    QTRY_COMPARE(pages.count(), 1);
    const auto page = pages.at(0).at(0).value<EventPagePtr>();
    QCOMPARE(page->generation, answer->generation);
    service.requestEvent(page->rows.front().id);
    QTRY_COMPARE(events.count(), 1);
    QCOMPARE(events.at(0).at(0).value<EventDetailPtr>()->event.id, page->rows.front().id);
    service.setPath(m_folder->filePath(QStringLiteral("none.sqlite")));
    service.request({});
    QTRY_COMPARE(snapshots.count(), 2);
    QVERIFY(!snapshots.at(1).at(0).value<ExploreSnapshotPtr>()->facts.span);
}

QTEST_GUILESS_MAIN(TestEventsBuilder)
#include "tst_eventsbuilder.moc"
