// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/ingest/closings.h"
#include "models/ingest/ingest.h"
#include "ui/welcome/founditem.h"

#include <QObject>
#include <QStringList>
#include <QThread>

#include <atomic>
#include <vector>

namespace outlay {

class ImportWorker;

/// The window's way to write into a ledger: one job after the other, on a thread of its own.
class ImportService : public QObject
{
    Q_OBJECT

public:
    explicit ImportService(QObject *parent = nullptr);
    /// Cancels what runs and waits for its batch to be committed.
    ~ImportService() override;

    void importPaths(const QString &ledger, const QStringList &paths);
    void importFound(const QString &ledger, const std::vector<ui::FoundChoice> &choices);
    void fillDemo(const QString &ledger);
    void discover();
    void setPlan(const QString &ledger, const Ingest::Plan &plan);
    /// The single requests before a start of a day of the ledger; their sums stay.
    void dropRequests(const QString &ledger, Instant first);
    /// 0: they are kept until they are dropped by hand.
    void setRetention(const QString &ledger, int months);
    /// The days its sums are kept by.
    void setZone(const QString &ledger, const std::string &zone);
    void removeSource(const QString &ledger, const QString &source);
    void closeMonth(const QString &ledger, const CloseOrder &order);
    void reopenMonth(const QString &ledger, const std::string &month,
                     const ClosedPeriod::Reopening &reopening);
    /// Stops what runs and what waits, not what is asked for afterwards.
    void cancel();
    [[nodiscard]] bool isBusy() const { return m_jobs > 0; }

signals:
    void started(const QString &what);
    void progressed(const outlay::ImportProgress &progress);
    void finished(const outlay::ImportCounts &counts);
    /// Of importFound(): `watched` are the sources that follow it from now on.
    void foundFinished(const outlay::ImportCounts &counts, const QStringList &watched);
    void failed(const outlay::Error &error);
    void demoReady(const QString &ledger);
    void demoProgressed(std::int64_t done, std::int64_t total);
    /// Nothing of it was kept.
    void demoCancelled();
    /// The plan is set, the source is gone: in a sentence.
    void configuring(const QString &what);
    void configured(const QString &sentence);
    void found(const std::vector<outlay::ui::FoundItem> &items, const QStringList &keys);

private:
    template <typename Job> void post(Job job);

    std::atomic<std::uint64_t> m_cancelledUpTo{0};
    std::uint64_t m_lastJob = 0;
    QThread m_thread;
    ImportWorker *m_worker; ///< lives on m_thread, deleted when it ends
    int m_jobs = 0;
};

} // namespace outlay
