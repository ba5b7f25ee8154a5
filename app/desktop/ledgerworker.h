// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/ledger/ledgerreader.h"
#include "models/money/clock.h"
#include "ui/overview/changesnapshot.h"
#include "ui/overview/overviewsnapshot.h"

#include <QFileSystemWatcher>
#include <QObject>
#include <QTimer>

#include <atomic>
#include <memory>

namespace outlay {

/// Lives on the ledger's thread with a reader of its own. Answers the newest request only.
class LedgerWorker : public QObject
{
    Q_OBJECT

public:
    /// `latest` is the generation of the newest request, written by the GUI thread.
    LedgerWorker(Clock clock, Zone zone, const std::atomic<std::uint64_t> &latest);

    void setPath(const std::string &path);
    void build(std::uint64_t generation, const ui::OverviewRequest &request,
               const CancelToken &cancel);
    void fetchRejected();

signals:
    void snapshotReady(const outlay::ui::OverviewSnapshotPtr &snapshot);
    /// After each snapshot, unless a newer request came between: why it differs from the period
    /// before. Null: it has none to compare with, or it could not be told.
    void changeReady(std::uint64_t generation, const outlay::ui::ChangeSnapshotPtr &change);
    void failed(std::uint64_t generation, const outlay::Error &error);
    void rejectedReady(const std::vector<outlay::RejectedRecord> &records);
    /// The ledger differs from what the last snapshot was made of.
    void ledgerChanged();

private:
    Result<> open();
    void close();
    void poll();
    void watch();
    /// Why the figures differ from those before: as it was, where nothing was written since and the
    /// question is the same but for a few minutes. It reads requests, and a window at rest asks
    /// every minute.
    [[nodiscard]] Result<ui::ChangeSnapshotPtr> changeOf(const ui::OverviewSnapshot &snapshot,
                                                         const CancelToken &cancel);
    [[nodiscard]] Result<ui::OverviewSnapshot> answer(const ui::OverviewRequest &request,
                                                      const CancelToken &cancel);

    Clock m_clock;
    Zone m_zone;
    const std::atomic<std::uint64_t> &m_latest;
    std::string m_path;
    std::unique_ptr<LedgerReader> m_reader;
    std::int64_t m_counter = 0;
    bool m_hasAnswered = false;
    struct KnownChange
    {
        std::int64_t counter = 0; ///< of the ledger it was read from
        ui::OverviewRequest request;
        TimeRange prior;
        ui::ChangeSnapshotPtr change; ///< null: none is known
    };
    KnownChange m_change;
    QTimer *m_timer;
    QFileSystemWatcher *m_watcher = nullptr;
};

} // namespace outlay
