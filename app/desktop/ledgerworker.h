// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/desktop/heaptrim.h"
#include "app/desktop/shownzone.h"
#include "models/ledger/steadyreader.h"
#include "models/money/clock.h"
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
    LedgerWorker(Clock clock, ShownZone zone, const std::atomic<std::uint64_t> &latest);

    void setPath(const std::string &path);
    void build(std::uint64_t generation, const ui::OverviewRequest &request,
               const CancelToken &cancel);
    void fetchRejected();

signals:
    void snapshotReady(const outlay::ui::OverviewSnapshotPtr &snapshot);
    void failed(std::uint64_t generation, const outlay::Error &error);
    void rejectedReady(const std::vector<outlay::RejectedRecord> &records);
    /// The ledger differs from what the last snapshot was made of.
    void ledgerChanged();

private:
    Result<> open();
    void close();
    void poll();
    void rest();
    void watch();
    [[nodiscard]] Result<ui::OverviewSnapshot> answer(const ui::OverviewRequest &request,
                                                      const CancelToken &cancel);

    Clock m_clock;
    ShownZone m_zone;
    const std::atomic<std::uint64_t> &m_latest;
    std::string m_path;
    std::unique_ptr<SteadyReader> m_reader;
    std::int64_t m_counter = 0;
    bool m_hasAnswered = false;
    QTimer *m_timer;
    HeapTrim m_heap; ///< here, as this thread is awake every second anyway
    QFileSystemWatcher *m_watcher = nullptr;
};

} // namespace outlay
