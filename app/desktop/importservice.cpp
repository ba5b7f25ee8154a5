// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/importservice.h"

#include "app/desktop/importworker.h"

namespace outlay {
namespace {

std::vector<std::string> plain(const QStringList &paths)
{
    std::vector<std::string> all;
    for (const QString &path : paths)
        all.push_back(path.toStdString());
    return all;
}

} // namespace

ImportService::ImportService(QObject *parent)
    : QObject(parent)
    , m_worker(new ImportWorker(m_cancelledUpTo))
{
    m_worker->moveToThread(&m_thread);
    connect(&m_thread, &QThread::finished, m_worker, &QObject::deleteLater);
    connect(m_worker, &ImportWorker::started, this, &ImportService::started);
    connect(m_worker, &ImportWorker::progressed, this, &ImportService::progressed);
    connect(m_worker, &ImportWorker::found, this, &ImportService::found);
    connect(m_worker, &ImportWorker::finished, this, [this](const ImportCounts &counts) {
        --m_jobs;
        emit finished(counts);
    });
    connect(m_worker, &ImportWorker::foundFinished, this,
            [this](const ImportCounts &counts, const QStringList &watched) {
                --m_jobs;
                emit foundFinished(counts, watched);
            });
    connect(m_worker, &ImportWorker::failed, this, [this](const Error &error) {
        --m_jobs;
        emit failed(error);
    });
    connect(m_worker, &ImportWorker::demoReady, this, [this](const QString &ledger) {
        --m_jobs;
        emit demoReady(ledger);
    });
    connect(m_worker, &ImportWorker::demoProgressed, this, &ImportService::demoProgressed);
    connect(m_worker, &ImportWorker::demoCancelled, this, [this] {
        --m_jobs;
        emit demoCancelled();
    });
    connect(m_worker, &ImportWorker::configuring, this, &ImportService::configuring);
    connect(m_worker, &ImportWorker::configured, this, [this](const QString &sentence) {
        --m_jobs;
        emit configured(sentence);
    });
    m_thread.setObjectName(QStringLiteral("import"));
    m_thread.start();
}

ImportService::~ImportService()
{
    cancel();
    m_thread.quit();
    m_thread.wait();
}

// Each job has a number of its own: with one flag for all, a job asked for right after a
// cancellation would take it back before the thread had seen it.
template <typename Job> void ImportService::post(Job job)
{
    ++m_jobs;
    QMetaObject::invokeMethod(m_worker,
                              [worker = m_worker, number = ++m_lastJob, job = std::move(job)] {
                                  worker->begin(number);
                                  job(*worker);
                              });
}

void ImportService::importPaths(const QString &ledger, const QStringList &paths)
{
    post([file = ledger.toStdString(), all = plain(paths)](ImportWorker &worker) {
        worker.importPaths(file, all);
    });
}

void ImportService::importFound(const QString &ledger, const std::vector<ui::FoundChoice> &choices)
{
    post([file = ledger.toStdString(), choices](ImportWorker &worker) {
        worker.importFound(file, choices);
    });
}

void ImportService::fillDemo(const QString &ledger)
{
    post([file = ledger.toStdString()](ImportWorker &worker) { worker.fillDemo(file); });
}

void ImportService::discover()
{
    QMetaObject::invokeMethod(m_worker, &ImportWorker::discover);
}

void ImportService::setPlan(const QString &ledger, const Ingest::Plan &plan)
{
    post([file = ledger.toStdString(), plan](ImportWorker &worker) { worker.setPlan(file, plan); });
}

void ImportService::removeSource(const QString &ledger, const QString &source)
{
    post([file = ledger.toStdString(), name = source.toStdString()](ImportWorker &worker) {
        worker.removeSource(file, name);
    });
}

void ImportService::dropRequests(const QString &ledger, Instant first)
{
    post([file = ledger.toStdString(), first](ImportWorker &worker) {
        worker.dropRequests(file, first);
    });
}

void ImportService::closeMonth(const QString &ledger, const CloseOrder &order)
{
    post([file = ledger.toStdString(), order](ImportWorker &worker) {
        worker.closeMonth(file, order);
    });
}

void ImportService::reopenMonth(const QString &ledger, const std::string &month,
                                const ClosedPeriod::Reopening &reopening)
{
    post([file = ledger.toStdString(), month, reopening](ImportWorker &worker) {
        worker.reopenMonth(file, month, reopening);
    });
}

void ImportService::setRetention(const QString &ledger, int months)
{
    post([file = ledger.toStdString(), months](ImportWorker &worker) {
        worker.setRetention(file, months);
    });
}

void ImportService::setZone(const QString &ledger, const std::string &zone)
{
    post([file = ledger.toStdString(), zone](ImportWorker &worker) { worker.setZone(file, zone); });
}

void ImportService::cancel()
{
    m_cancelledUpTo = m_lastJob;
}

} // namespace outlay
