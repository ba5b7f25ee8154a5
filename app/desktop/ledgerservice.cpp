// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/ledgerservice.h"

#include "app/desktop/ledgerworker.h"

#include <memory>
#include <utility>

namespace outlay {

namespace {

constexpr int gatherMs = 120; // what is appended is still on the screen at once

} // namespace

LedgerService::LedgerService(Clock clock, ShownZone zone, QObject *parent)
    : QObject(parent)
    , m_worker(new LedgerWorker(std::move(clock), std::move(zone), m_latest))
{
    m_worker->moveToThread(&m_thread);
    connect(&m_thread, &QThread::finished, m_worker, &QObject::deleteLater);
    connect(m_worker, &LedgerWorker::snapshotReady, this,
            [this](const ui::OverviewSnapshotPtr &snapshot) {
                if (snapshot->generation != m_latest.load())
                    return;
                answered();
                emit snapshotReady(snapshot);
                // Whoever heard of it may have asked for something else.
                if (ui::isSameSpend(snapshot->request, m_request))
                    m_changes.explain(snapshot);
            });
    connect(&m_changes, &ChangeService::explained, this, &LedgerService::changeReady);
    connect(m_worker, &LedgerWorker::failed, this,
            [this](std::uint64_t generation, const Error &error) {
                if (generation != m_latest.load())
                    return;
                answered();
                emit failed(error);
            });
    connect(m_worker, &LedgerWorker::rejectedReady, this, &LedgerService::rejectedReady);
    m_soon.setInterval(gatherMs);
    m_soon.setSingleShot(true);
    connect(&m_soon, &QTimer::timeout, this, [this] {
        if (m_isAnswering)
            m_isStale = true;
        else
            refresh();
    });
    connect(m_worker, &LedgerWorker::ledgerChanged, this, &LedgerService::refreshSoon);
    m_thread.setObjectName(QStringLiteral("ledger"));
    m_thread.start();
}

LedgerService::~LedgerService()
{
    ++m_latest;
    if (m_cancel)
        m_cancel->store(true);
    m_thread.quit();
    m_thread.wait();
}

void LedgerService::setPath(const QString &path)
{
    m_changes.setPath(path);
    QMetaObject::invokeMethod(
        m_worker, [worker = m_worker, file = path.toStdString()] { worker->setPath(file); });
}

void LedgerService::request(const ui::OverviewRequest &request)
{
    m_request = request;
    m_changes.keepOnly(request);
    m_isAnswering = true;
    if (m_cancel)
        m_cancel->store(true);
    m_cancel = std::make_shared<std::atomic<bool>>(false);
    const std::uint64_t generation = ++m_latest;
    QMetaObject::invokeMethod(m_worker,
                              [worker = m_worker, generation, request, cancel = m_cancel] {
                                  worker->build(generation, request, cancel);
                              });
}

void LedgerService::refresh()
{
    request(m_request);
}

void LedgerService::refreshSoon()
{
    if (!m_soon.isActive())
        m_soon.start();
}

void LedgerService::answered()
{
    m_isAnswering = false;
    if (std::exchange(m_isStale, false))
        refreshSoon();
}

void LedgerService::fetchRejected()
{
    QMetaObject::invokeMethod(m_worker, &LedgerWorker::fetchRejected);
}

} // namespace outlay
