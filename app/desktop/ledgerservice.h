// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/desktop/changeservice.h"
#include "app/desktop/shownzone.h"
#include "models/ledger/ledgerreader.h"
#include "models/money/clock.h"
#include "ui/overview/changesnapshot.h"
#include "ui/overview/overviewsnapshot.h"

#include <QObject>
#include <QThread>
#include <QTimer>

#include <atomic>

namespace outlay {

class LedgerWorker;

/// The window's way to a ledger. Every call returns at once; the work is done on a thread of its
/// own, older requests are cancelled and their answers dropped.
class LedgerService : public QObject
{
    Q_OBJECT

public:
    LedgerService(Clock clock, ShownZone zone, QObject *parent = nullptr);
    ~LedgerService() override;

    void setPath(const QString &path);
    void request(const ui::OverviewRequest &request);
    /// The last request again.
    void refresh();
    /// The same in a moment, and not before what is being answered has been: for changes that may
    /// come without end.
    void refreshSoon();
    void fetchRejected();

signals:
    void snapshotReady(const outlay::ui::OverviewSnapshotPtr &snapshot);
    /// Of a snapshot before it with the same request; null: nothing to compare with, or it could
    /// not be told.
    void changeReady(const outlay::ui::ChangeSnapshotPtr &change);
    void failed(const outlay::Error &error);
    void rejectedReady(const std::vector<outlay::RejectedRecord> &records);

private:
    void answered();

    std::atomic<std::uint64_t> m_latest{0};
    QThread m_thread;
    LedgerWorker *m_worker; ///< lives on m_thread, deleted when it ends
    ChangeService m_changes;
    CancelToken m_cancel;
    ui::OverviewRequest m_request;
    QTimer m_soon; ///< gathers commits: a stream of them is no stream of queries
    bool m_isAnswering = false;
    bool m_isStale = false; ///< the ledger has changed since that was asked
};

} // namespace outlay
