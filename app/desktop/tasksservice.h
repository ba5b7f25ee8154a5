// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/desktop/shownzone.h"
#include "models/ledger/ledgerreader.h"
#include "models/money/clock.h"
#include "ui/tasks/taskssnapshot.h"

#include <QObject>
#include <QThread>

#include <atomic>
#include <memory>
#include <string>
#include <vector>

namespace outlay {

class TasksWorker;

/// The window's way to what the Tasks page shows. Every call returns at once; the work is done on a
/// thread of its own. Older requests are cancelled and their answers dropped.
class TasksService : public QObject
{
    Q_OBJECT

public:
    TasksService(Clock clock, ShownZone zone, QObject *parent = nullptr);
    ~TasksService() override;

    void setPath(const QString &path);
    /// Nothing happens before there is a path.
    void request(const ui::TasksRequest &request);
    void requestTask(const std::string &task, const TimeRange &range,
                     const std::vector<Filter> &where);

signals:
    void snapshotReady(const outlay::ui::TasksSnapshotPtr &snapshot);
    void failed(const outlay::Error &error);
    void detailsReady(const outlay::ui::TaskDetailsPtr &details);
    void detailsFailed(const outlay::Error &error);

private:
    void start();
    void forget();

    std::atomic<std::uint64_t> m_latest{0}, m_latestTask{0};
    QThread m_thread;
    TasksWorker *m_worker; ///< lives on m_thread, deleted when it ends
    CancelToken m_cancel, m_taskCancel;
    bool m_hasPath = false;
};

/// Lives on the service's thread with a reader of its own.
class TasksWorker : public QObject
{
    Q_OBJECT

public:
    TasksWorker(Clock clock, ShownZone zone);

    void setPath(const std::string &path);
    void build(std::uint64_t generation, const ui::TasksRequest &request,
               const CancelToken &cancel);
    void buildTask(std::uint64_t generation, const std::string &task, const TimeRange &range,
                   const std::vector<Filter> &where, const CancelToken &cancel);

signals:
    void snapshotReady(const outlay::ui::TasksSnapshotPtr &snapshot);
    void failed(std::uint64_t generation, const outlay::Error &error);
    void detailsReady(const outlay::ui::TaskDetailsPtr &details);
    void detailsFailed(std::uint64_t generation, const outlay::Error &error);

private:
    Result<> open();
    [[nodiscard]] Result<ui::TasksSnapshot> answer(const ui::TasksRequest &request,
                                                   const CancelToken &cancel);

    Clock m_clock;
    ShownZone m_zone;
    std::string m_path;
    std::unique_ptr<LedgerReader> m_reader;
};

} // namespace outlay
