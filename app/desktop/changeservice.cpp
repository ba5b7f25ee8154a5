// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/changeservice.h"

#include <utility>

namespace outlay {

ChangeService::ChangeService(QObject *parent) : ChangeService(buildChange, parent) {}

ChangeService::ChangeService(ExplainChange explain, QObject *parent)
    : QObject(parent)
    , m_worker(new ChangeWorker(std::move(explain)))
{
    m_worker->moveToThread(&m_thread);
    connect(&m_thread, &QThread::finished, m_worker, &QObject::deleteLater);
    connect(m_worker, &ChangeWorker::explained, this,
            [this](std::uint64_t number, const ui::ChangeSnapshotPtr &change) {
                if (number != m_number || !m_running)
                    return;
                m_running.reset();
                m_rest.workEnded();
                emit this->explained(change);
            });
    connect(&m_rest, &QTimer::timeout, this, &ChangeService::beginNext);
    m_thread.setObjectName(QStringLiteral("changes"));
}

ChangeService::~ChangeService()
{
    giveUp();
    if (!m_thread.isRunning()) {
        delete m_worker; // never used: no thread will
        return;
    }
    m_thread.quit();
    m_thread.wait();
}

void ChangeService::setPath(const QString &path)
{
    giveUp();
    QMetaObject::invokeMethod(
        m_worker, [worker = m_worker, file = path.toStdString()] { worker->setPath(file); },
        Qt::QueuedConnection);
}

void ChangeService::explain(const ui::OverviewSnapshotPtr &snapshot)
{
    keepOnly(snapshot->request);
    if (!canCompare(*snapshot)) {
        giveUp();
        emit explained({});
        return;
    }
    if (m_running || m_rest.isActive())
        m_next = snapshot;
    else
        begin(snapshot);
}

void ChangeService::keepOnly(const ui::OverviewRequest &request)
{
    if (m_question && !ui::isSameSpend(*m_question, request))
        giveUp();
}

void ChangeService::beginNext()
{
    if (const auto next = std::exchange(m_next, {}))
        begin(next);
}

void ChangeService::begin(const ui::OverviewSnapshotPtr &snapshot)
{
    if (!m_thread.isRunning())
        m_thread.start();
    m_running = snapshot;
    m_question = snapshot->request;
    m_rest.workBegins();
    m_cancel = std::make_shared<std::atomic<bool>>(false);
    QMetaObject::invokeMethod(
        m_worker,
        [worker = m_worker, number = ++m_number, snapshot, cancel = m_cancel] {
            worker->explain(number, snapshot, cancel);
        },
        Qt::QueuedConnection);
}

void ChangeService::giveUp()
{
    if (m_cancel)
        m_cancel->store(true);
    m_running.reset();
    m_next.reset();
    m_question.reset();
    m_rest.stop();
}

} // namespace outlay
