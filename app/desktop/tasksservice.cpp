// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/tasksservice.h"

#include "app/desktop/tasksbuilder.h"

#include <QFileInfo>

#include <utility>

namespace outlay {

TasksWorker::TasksWorker(Clock clock, ShownZone zone)
    : m_clock(std::move(clock))
    , m_zone(std::move(zone))
{
}

void TasksWorker::setPath(const std::string &path)
{
    m_reader.reset();
    m_path = path;
}

Result<> TasksWorker::open()
{
    if (m_reader)
        return {};
    auto reader = LedgerReader::open(m_path);
    if (!reader)
        return tl::unexpected<Error>(std::move(reader).error());
    m_reader = std::move(*reader);
    return {};
}

Result<ui::TasksSnapshot> TasksWorker::answer(const ui::TasksRequest &request,
                                              const CancelToken &cancel)
{
    if (!QFileInfo::exists(QString::fromStdString(m_path))) {
        m_reader.reset(); // no file: nothing was imported yet, which is no error
        ui::TasksSnapshot empty;
        empty.request = request;
        empty.zone = m_zone();
        empty.now = m_clock();
        empty.period = ui::resolve(request.period, empty.now, empty.zone, {});
        return empty;
    }
    OUTLAY_TRY(open());
    return buildTasks(*m_reader, request, m_clock, m_zone(), cancel);
}

void TasksWorker::build(std::uint64_t generation, const ui::TasksRequest &request,
                        const CancelToken &cancel)
{
    if (cancel->load())
        return; // overtaken while it waited
    auto snapshot = answer(request, cancel);
    if (!snapshot) {
        if (snapshot.error().kind != Error::Kind::Cancelled) {
            m_reader.reset(); // the next try starts afresh
            emit failed(generation, snapshot.error());
        }
        return;
    }
    snapshot->generation = generation;
    emit snapshotReady(std::make_shared<const ui::TasksSnapshot>(*std::move(snapshot)));
}

void TasksWorker::buildTask(std::uint64_t generation, const std::string &task,
                            const TimeRange &range, const std::vector<Filter> &where,
                            const CancelToken &cancel)
{
    if (cancel->load())
        return; // overtaken while it waited
    if (auto opened = open(); !opened)
        return emit detailsFailed(generation, opened.error());
    auto details = buildTaskDetails(*m_reader, task, range, where, m_zone(), cancel);
    if (!details) {
        if (details.error().kind != Error::Kind::Cancelled)
            emit detailsFailed(generation, details.error());
        return;
    }
    details->generation = generation;
    emit detailsReady(std::make_shared<const ui::TaskDetails>(*std::move(details)));
}

TasksService::TasksService(Clock clock, ShownZone zone, QObject *parent)
    : QObject(parent)
    , m_worker(new TasksWorker(std::move(clock), std::move(zone)))
{
    m_worker->moveToThread(&m_thread);
    connect(&m_thread, &QThread::finished, m_worker, &QObject::deleteLater);
    connect(m_worker, &TasksWorker::snapshotReady, this,
            [this](const ui::TasksSnapshotPtr &snapshot) {
                if (snapshot->generation == m_latest.load())
                    emit snapshotReady(snapshot);
            });
    connect(m_worker, &TasksWorker::failed, this,
            [this](std::uint64_t generation, const Error &error) {
                if (generation == m_latest.load())
                    emit failed(error);
            });
    connect(m_worker, &TasksWorker::detailsReady, this, [this](const ui::TaskDetailsPtr &details) {
        if (details->generation == m_latestTask.load())
            emit detailsReady(details);
    });
    connect(m_worker, &TasksWorker::detailsFailed, this,
            [this](std::uint64_t generation, const Error &error) {
                if (generation == m_latestTask.load())
                    emit detailsFailed(error);
            });
    m_thread.setObjectName(QStringLiteral("tasks"));
}

TasksService::~TasksService()
{
    forget();
    if (!m_thread.isRunning()) {
        delete m_worker; // never used: no thread will
        return;
    }
    m_thread.quit();
    m_thread.wait();
}

void TasksService::start()
{
    if (!m_thread.isRunning())
        m_thread.start(); // many windows are closed without a look at tasks
}

/// Answers that are under way are of no use any more.
void TasksService::forget()
{
    ++m_latest;
    ++m_latestTask;
    for (const CancelToken &token : {m_cancel, m_taskCancel}) {
        if (token)
            token->store(true);
    }
}

void TasksService::setPath(const QString &path)
{
    forget();
    m_hasPath = !path.isEmpty();
    QMetaObject::invokeMethod(
        m_worker, [worker = m_worker, file = path.toStdString()] { worker->setPath(file); },
        Qt::QueuedConnection);
}

void TasksService::request(const ui::TasksRequest &request)
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

void TasksService::requestTask(const std::string &task, const TimeRange &range,
                               const std::vector<Filter> &where)
{
    if (!m_hasPath)
        return;
    start();
    if (m_taskCancel)
        m_taskCancel->store(true);
    m_taskCancel = std::make_shared<std::atomic<bool>>(false);
    const std::uint64_t generation = ++m_latestTask;
    QMetaObject::invokeMethod(
        m_worker,
        [worker = m_worker, generation, task, range, where, cancel = m_taskCancel] {
            worker->buildTask(generation, task, range, where, cancel);
        },
        Qt::QueuedConnection);
}

} // namespace outlay
