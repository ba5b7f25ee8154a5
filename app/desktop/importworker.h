// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/ingest/closings.h"
#include "models/ingest/ingest.h"
#include "ui/welcome/founditem.h"

#include <QElapsedTimer>
#include <QObject>
#include <QStringList>

#include <atomic>
#include <string>
#include <vector>

namespace outlay {

/// Lives on the import thread. Opens the ledger for writing for the length of a job only, so that
/// other processes get their turn.
class ImportWorker : public QObject
{
    Q_OBJECT

public:
    /// Jobs are numbered from 1; those up to `cancelledUpTo`, which the GUI thread sets, are to
    /// stop.
    explicit ImportWorker(const std::atomic<std::uint64_t> &cancelledUpTo);

    /// What is called next is the job of this number.
    void begin(std::uint64_t job) { m_job = job; }

    void importPaths(const std::string &ledger, const std::vector<std::string> &paths);
    /// Plans, what is there, and then what is to be followed. What was cancelled is not followed:
    /// nothing would then stop the rest from being read.
    void importFound(const std::string &ledger, const std::vector<ui::FoundChoice> &choices);
    /// Fills the demo into a file beside `ledger` and moves it there when it is whole.
    void fillDemo(const std::string &ledger);
    void discover();
    void setPlan(const std::string &ledger, const Ingest::Plan &plan);
    void dropRequests(const std::string &ledger, Instant first);
    void setRetention(const std::string &ledger, int months);
    void setZone(const std::string &ledger, const std::string &zone);
    void removeSource(const std::string &ledger, const std::string &source);
    void closeMonth(const std::string &ledger, const CloseOrder &order);
    void reopenMonth(const std::string &ledger, const std::string &month,
                     const ClosedPeriod::Reopening &reopening);

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
    [[nodiscard]] bool isCancelled() const { return m_job <= m_cancelledUpTo.load(); }
    [[nodiscard]] bool report(const ImportProgress &progress);
    [[nodiscard]] Result<ImportCounts> readFound(Ingest &ingest,
                                                 const std::vector<ui::FoundChoice> &choices,
                                                 std::vector<ui::FoundChoice> &whole);
    [[nodiscard]] Result<> writeDemo(const std::string &file);

    const std::atomic<std::uint64_t> &m_cancelledUpTo;
    std::uint64_t m_job = 0;
    QElapsedTimer m_sinceReport;
};

/// One run's counts on top of another's.
void addCounts(ImportCounts &sum, const ImportCounts &more);

} // namespace outlay
