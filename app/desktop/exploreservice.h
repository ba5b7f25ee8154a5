// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/desktop/shownzone.h"
#include "models/ledger/ledgerreader.h"
#include "models/money/clock.h"
#include "ui/explore/eventindex.h"
#include "ui/explore/exploresnapshot.h"

#include <QObject>
#include <QThread>

#include <atomic>

namespace outlay {

class ExploreWorker;

/// The window's way to what Explore shows. Every call returns at once; the work is done on a thread
/// of its own, so that a combination nobody keeps sums of holds up no other page. Older requests
/// are cancelled and their answers dropped.
class ExploreService : public QObject
{
    Q_OBJECT

public:
    ExploreService(Clock clock, ShownZone zone, QObject *parent = nullptr);
    ~ExploreService() override;

    void setPath(const QString &path);
    /// Nothing happens before there is a path.
    void request(const ui::ExploreRequest &request);
    /// Pages are asked for by the generation of what was found.
    void requestEvents(const ui::EventsQuestion &question);
    void requestPage(std::uint64_t generation, const ui::EventIndex::Span &span,
                     const ui::EventIndex::Place &place);
    void requestEvent(std::int64_t id);

signals:
    void snapshotReady(const outlay::ui::ExploreSnapshotPtr &snapshot);
    void failed(const outlay::Error &error);
    void eventsFound(const outlay::ui::EventsFoundPtr &found);
    void pageReady(const outlay::ui::EventPagePtr &page);
    void eventsFailed(const outlay::Error &error);
    void eventReady(const outlay::ui::EventDetailPtr &detail);
    void eventFailed(std::int64_t id, const outlay::Error &error);

private:
    void start();

    std::atomic<std::uint64_t> m_latest{0};
    QThread m_thread;
    ExploreWorker *m_worker; ///< lives on m_thread, deleted when it ends
    CancelToken m_cancel, m_eventsCancel;
    std::uint64_t m_eventsNumber = 0;
    bool m_hasPath = false;
};

} // namespace outlay
