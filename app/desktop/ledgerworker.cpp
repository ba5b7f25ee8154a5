// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/ledgerworker.h"

#include "app/desktop/overviewbuilder.h"
#include "app/sources/demo/demonow.h"
#include "models/receipt/receiptreader.h"

#include <QFileInfo>

#include <algorithm>

namespace outlay {
namespace {

constexpr int pollMs = 1000;       // a commit by another process is on screen within a second
constexpr int rejectedShown = 500; // a dialog nobody scrolls further

} // namespace

LedgerWorker::LedgerWorker(Clock clock, ShownZone zone, const std::atomic<std::uint64_t> &latest)
    : m_clock(std::move(clock))
    , m_zone(std::move(zone))
    , m_latest(latest)
    , m_timer(new QTimer(this))
{
    m_timer->setInterval(pollMs);
    m_timer->setTimerType(Qt::CoarseTimer);
    connect(m_timer, &QTimer::timeout, this, &LedgerWorker::poll);
}

void LedgerWorker::setPath(const std::string &path)
{
    close();
    m_path = path;
    m_hasAnswered = false;
    m_timer->start();
}

void LedgerWorker::close()
{
    m_reader.reset();
    delete m_watcher;
    m_watcher = nullptr;
}

Result<> LedgerWorker::open()
{
    if (m_reader)
        return {};
    auto reader = LedgerReader::open(m_path);
    if (!reader)
        return tl::unexpected<Error>(std::move(reader).error());
    m_reader = std::make_unique<SteadyReader>(*std::move(reader));
    watch();
    return {};
}

/// The notification is a hint that saves up to a second; the poll is what counts.
void LedgerWorker::watch()
{
    m_watcher = new QFileSystemWatcher(this);
    for (const char *suffix : {"", "-wal"}) {
        const QString file = QString::fromStdString(m_path + suffix);
        if (QFileInfo::exists(file))
            m_watcher->addPath(file);
    }
    connect(m_watcher, &QFileSystemWatcher::fileChanged, this, &LedgerWorker::poll);
}

void LedgerWorker::rest()
{
    if (m_reader)
        m_reader->reader().rest();
    m_heap.trim();
}

void LedgerWorker::poll()
{
    if (!m_hasAnswered)
        return;
    if (m_heap.isDue())
        rest();
    if (!m_reader) {
        if (QFileInfo::exists(QString::fromStdString(m_path)))
            emit ledgerChanged();
        return;
    }
    const auto counter = m_reader->reader().changeCounter();
    if (counter && *counter != m_counter) {
        m_counter = *counter; // told once
        emit ledgerChanged();
    }
}

Result<ui::OverviewSnapshot> LedgerWorker::answer(const ui::OverviewRequest &request,
                                                  const CancelToken &cancel)
{
    OverviewQueries queries;
    if (!QFileInfo::exists(QString::fromStdString(m_path))) {
        close(); // no file: nothing was imported yet, which is no error
        return buildOverview(request, queries, m_clock(), m_zone());
    }
    OUTLAY_TRY(open());
    // The counter first: a commit in between is then seen as a change, never missed.
    const auto counter = m_reader->look();
    if (!counter)
        return tl::unexpected<Error>(counter.error());
    auto facts = m_reader->facts();
    if (!facts)
        return tl::unexpected<Error>(std::move(facts).error());
    auto sources = m_reader->sources();
    if (!sources)
        return tl::unexpected<Error>(std::move(sources).error());
    queries.facts = std::move(*facts);
    queries.sources = std::move(*sources);
    auto plans = m_reader->plans();
    if (!plans)
        return tl::unexpected<Error>(std::move(plans).error());
    queries.plans = std::move(*plans);
    // Bills before, after and without any request are figures too.
    const auto all = m_reader->run({}, cancel);
    if (!all)
        return tl::unexpected<Error>(all.error());
    if (all->hasData)
        queries.facts.span = all->range;
    queries.run = [this, &cancel](const Query &query) { return m_reader->run(query, cancel); };
    queries.reconciliation = [this](const TimeRange &range) {
        return m_reader->reader().reconciliation(range);
    };
    queries.fees = [this](const TimeRange &range, const std::vector<Filter> &where) {
        return m_reader->reader().fees(range, where);
    };
    queries.unpricedCounts = [this](const TimeRange &range, const std::vector<Filter> &where) {
        return unpricedCounts(m_reader->reader(), range, where);
    };
    queries.silences = [this](Instant now) { return m_reader->silences(now); };
    const Instant now = shownNow(queries.sources, m_clock());
    queries.coverage = [this, now](const TimeRange &range) {
        return m_reader->reader().coverage(range, now);
    };
    auto snapshot = buildOverview(request, queries, now, m_zone());
    if (snapshot)
        snapshot->writes = m_counter = *counter;
    return snapshot;
}

void LedgerWorker::build(std::uint64_t generation, const ui::OverviewRequest &request,
                         const CancelToken &cancel)
{
    if (generation != m_latest.load())
        return; // overtaken while it waited
    auto snapshot = answer(request, cancel);
    m_hasAnswered = true;
    if (generation != m_latest.load())
        return;
    if (!snapshot) {
        if (snapshot.error().kind != Error::Kind::Cancelled) {
            close(); // the next try starts afresh
            emit failed(generation, snapshot.error());
        }
        return;
    }
    snapshot->generation = generation;
    emit snapshotReady(std::make_shared<const ui::OverviewSnapshot>(std::move(*snapshot)));
}

void LedgerWorker::fetchRejected()
{
    if (!m_reader)
        return;
    if (auto records = m_reader->reader().rejected(rejectedShown))
        emit rejectedReady(*records);
}

} // namespace outlay
