// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/exploreservice.h"

#include "app/desktop/exploreworker.h"

#include <memory>
#include <utility>

namespace outlay {

ExploreService::ExploreService(Clock clock, ShownZone zone, QObject *parent)
    : QObject(parent)
    , m_worker(new ExploreWorker(std::move(clock), std::move(zone), m_latest))
{
    m_worker->moveToThread(&m_thread);
    connect(&m_thread, &QThread::finished, m_worker, &QObject::deleteLater);
    connect(m_worker, &ExploreWorker::snapshotReady, this,
            [this](const ui::ExploreSnapshotPtr &snapshot) {
                if (snapshot->generation == m_latest.load())
                    emit snapshotReady(snapshot);
            });
    connect(m_worker, &ExploreWorker::failed, this,
            [this](std::uint64_t generation, const Error &error) {
                if (generation == m_latest.load())
                    emit failed(error);
            });
    connect(m_worker, &ExploreWorker::eventsFound, this, [this](const ui::EventsFoundPtr &found) {
        if (found->generation == m_eventsNumber)
            emit eventsFound(found);
    });
    connect(m_worker, &ExploreWorker::eventsFailed, this,
            [this](std::uint64_t number, const Error &error) {
                if (number == m_eventsNumber)
                    emit eventsFailed(error);
            });
    connect(m_worker, &ExploreWorker::pageReady, this, &ExploreService::pageReady);
    connect(m_worker, &ExploreWorker::eventReady, this, &ExploreService::eventReady);
    connect(m_worker, &ExploreWorker::eventFailed, this, &ExploreService::eventFailed);
    m_thread.setObjectName(QStringLiteral("explore"));
}

ExploreService::~ExploreService()
{
    ++m_latest;
    for (const CancelToken &token : {m_cancel, m_eventsCancel}) {
        if (token)
            token->store(true);
    }
    if (!m_thread.isRunning()) {
        delete m_worker; // never used: no thread will
        return;
    }
    m_thread.quit();
    m_thread.wait();
}

void ExploreService::start()
{
    if (!m_thread.isRunning())
        m_thread.start(); // many windows are closed without a look at Explore
}

void ExploreService::setPath(const QString &path)
{
    ++m_latest; // answers of the ledger before are of no use
    ++m_eventsNumber;
    for (const CancelToken &token : {m_cancel, m_eventsCancel}) {
        if (token)
            token->store(true);
    }
    m_hasPath = !path.isEmpty();
    QMetaObject::invokeMethod(
        m_worker, [worker = m_worker, file = path.toStdString()] { worker->setPath(file); },
        Qt::QueuedConnection);
}

void ExploreService::request(const ui::ExploreRequest &request)
{
    if (!m_hasPath)
        return;
    start();
    if (m_cancel)
        m_cancel->store(true);
    m_cancel = std::make_shared<std::atomic<bool>>(false);
    const std::uint64_t generation = ++m_latest;
    QMetaObject::invokeMethod(
        m_worker,
        [worker = m_worker, generation, request, cancel = m_cancel] {
            worker->build(generation, request, cancel);
        },
        Qt::QueuedConnection);
}

void ExploreService::requestEvents(const ui::EventsQuestion &question)
{
    if (!m_hasPath)
        return;
    start();
    if (m_eventsCancel)
        m_eventsCancel->store(true);
    m_eventsCancel = std::make_shared<std::atomic<bool>>(false);
    const std::uint64_t number = ++m_eventsNumber;
    QMetaObject::invokeMethod(
        m_worker,
        [worker = m_worker, number, question, cancel = m_eventsCancel] {
            worker->findEvents(number, question, cancel);
        },
        Qt::QueuedConnection);
}

void ExploreService::requestPage(std::uint64_t generation, const ui::EventIndex::Span &span,
                                 const ui::EventIndex::Place &place)
{
    if (generation != m_eventsNumber)
        return;
    QMetaObject::invokeMethod(
        m_worker,
        [worker = m_worker, generation, span, place, cancel = m_eventsCancel] {
            worker->readPage(generation, span, place, cancel);
        },
        Qt::QueuedConnection);
}

void ExploreService::requestEvent(std::int64_t id)
{
    if (!m_hasPath)
        return;
    start();
    QMetaObject::invokeMethod(
        m_worker, [worker = m_worker, id] { worker->readEvent(id); }, Qt::QueuedConnection);
}

} // namespace outlay
