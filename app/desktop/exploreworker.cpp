// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/exploreworker.h"

#include "app/desktop/explorebuilder.h"
#include "app/desktop/overviewbuilder.h"
#include "app/sources/demo/demonow.h"
#include "models/receipt/receiptreader.h"

#include <QFileInfo>

#include <algorithm>

namespace outlay {

ExploreWorker::ExploreWorker(Clock clock, ShownZone zone, const std::atomic<std::uint64_t> &latest)
    : m_clock(std::move(clock))
    , m_zone(std::move(zone))
    , m_latest(latest)
{
}

void ExploreWorker::setPath(const std::string &path)
{
    m_reader.reset();
    m_pagesOf = 0;
    m_path = path;
}

Result<> ExploreWorker::open()
{
    if (m_reader)
        return {};
    auto reader = LedgerReader::open(m_path);
    if (!reader)
        return tl::unexpected<Error>(std::move(reader).error());
    m_reader = std::move(*reader);
    return {};
}

Result<ui::ExploreSnapshot> ExploreWorker::answer(const ui::ExploreRequest &request,
                                                  const CancelToken &cancel)
{
    ExploreQueries queries;
    if (!QFileInfo::exists(QString::fromStdString(m_path))) {
        m_reader.reset(); // no file: nothing was imported yet, which is no error
        return buildExplore(request, queries, m_clock(), m_zone());
    }
    OUTLAY_TRY(open());
    auto facts = m_reader->facts();
    if (!facts)
        return tl::unexpected<Error>(std::move(facts).error());
    auto sources = m_reader->sources();
    if (!sources)
        return tl::unexpected<Error>(std::move(sources).error());
    queries.facts = std::move(*facts);
    queries.sources = std::move(*sources);
    queries.run = [this, &cancel](const Query &query) { return m_reader->run(query, cancel); };
    queries.distributions = [this, &cancel](const Query &query) {
        return m_reader->distributions(query, cancel);
    };
    // Bills before, after and without any request are figures too.
    const auto all = m_reader->run({}, cancel);
    if (!all)
        return tl::unexpected<Error>(all.error());
    if (all->hasData)
        queries.facts.span = all->range;
    queries.unpricedCounts = [this](const TimeRange &range, const std::vector<Filter> &where) {
        return unpricedCounts(*m_reader, range, where);
    };
    const Instant now = shownNow(queries.sources, m_clock());
    queries.coverage = [this, now](const TimeRange &range) {
        return m_reader->coverage(range, now);
    };
    return buildExplore(request, queries, now, m_zone());
}

void ExploreWorker::build(std::uint64_t generation, const ui::ExploreRequest &request,
                          const CancelToken &cancel)
{
    if (generation != m_latest.load())
        return; // overtaken while it waited
    auto snapshot = answer(request, cancel);
    if (generation != m_latest.load())
        return;
    if (!snapshot) {
        if (snapshot.error().kind != Error::Kind::Cancelled) {
            m_reader.reset(); // the next try starts afresh
            emit failed(generation, snapshot.error());
        }
        return;
    }
    snapshot->generation = generation;
    emit snapshotReady(std::make_shared<const ui::ExploreSnapshot>(std::move(*snapshot)));
}

void ExploreWorker::findEvents(std::uint64_t number, const ui::EventsQuestion &question,
                               const CancelToken &cancel)
{
    if (cancel->load())
        return; // overtaken while it waited
    if (auto opened = open(); !opened)
        return emit eventsFailed(number, opened.error());
    const Zone zone = m_zone();
    auto index = buildEventIndex(*m_reader, question, zone, cancel);
    if (!index) {
        if (index.error().kind != Error::Kind::Cancelled)
            emit eventsFailed(number, index.error());
        return;
    }
    m_pages = EventPages(question);
    m_pagesOf = number;
    emit eventsFound(std::make_shared<const ui::EventsFound>(
        ui::EventsFound{number, question, zone, *std::move(index)}));
}

void ExploreWorker::readPage(std::uint64_t number, const ui::EventIndex::Span &span,
                             const ui::EventIndex::Place &place, const CancelToken &cancel)
{
    if (cancel->load() || number != m_pagesOf || !m_reader)
        return;
    auto page = m_pages.read(*m_reader, span, place, cancel);
    if (!page) {
        if (page.error().kind != Error::Kind::Cancelled)
            emit eventsFailed(number, page.error());
        return;
    }
    page->generation = number;
    emit pageReady(std::make_shared<const ui::EventPage>(*std::move(page)));
}

Result<ui::EventDetail> ExploreWorker::detailOf(std::int64_t id)
{
    OUTLAY_TRY(open());
    const auto book = priceBookOf(*m_reader); // prices may have been set since the last one
    if (!book)
        return tl::unexpected<Error>(book.error());
    return buildEventDetail(*m_reader, **book, id);
}

void ExploreWorker::readEvent(std::int64_t id)
{
    auto detail = detailOf(id);
    if (!detail)
        return emit eventFailed(id, detail.error());
    detail->zone = m_zone();
    emit eventReady(std::make_shared<const ui::EventDetail>(*std::move(detail)));
}

} // namespace outlay
