// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/desktop/eventsbuilder.h"
#include "app/desktop/shownzone.h"
#include "models/ledger/ledgerreader.h"
#include "models/money/clock.h"
#include "ui/explore/exploresnapshot.h"

#include <QObject>

#include <atomic>
#include <memory>
#include <string>

namespace outlay {

/// Lives on Explore's thread with a reader of its own. Answers the newest request only.
class ExploreWorker : public QObject
{
    Q_OBJECT

public:
    /// `latest` is the generation of the newest request, written by the GUI thread.
    ExploreWorker(Clock clock, ShownZone zone, const std::atomic<std::uint64_t> &latest);

    void setPath(const std::string &path);
    void build(std::uint64_t generation, const ui::ExploreRequest &request,
               const CancelToken &cancel);
    /// `number`: of the newest question, which pages are asked for by.
    void findEvents(std::uint64_t number, const ui::EventsQuestion &question,
                    const CancelToken &cancel);
    /// Of the question answered last; others are ignored.
    void readPage(std::uint64_t number, const ui::EventIndex::Span &span,
                  const ui::EventIndex::Place &place, const CancelToken &cancel);
    void readEvent(std::int64_t id);

signals:
    void snapshotReady(const outlay::ui::ExploreSnapshotPtr &snapshot);
    void failed(std::uint64_t generation, const outlay::Error &error);
    void eventsFound(const outlay::ui::EventsFoundPtr &found);
    void pageReady(const outlay::ui::EventPagePtr &page);
    void eventsFailed(std::uint64_t number, const outlay::Error &error);
    void eventReady(const outlay::ui::EventDetailPtr &detail);
    void eventFailed(std::int64_t id, const outlay::Error &error);

private:
    Result<> open();
    [[nodiscard]] Result<ui::EventDetail> detailOf(std::int64_t id);
    [[nodiscard]] Result<ui::ExploreSnapshot> answer(const ui::ExploreRequest &request,
                                                     const CancelToken &cancel);

    Clock m_clock;
    ShownZone m_zone;
    const std::atomic<std::uint64_t> &m_latest;
    std::string m_path;
    std::unique_ptr<LedgerReader> m_reader;
    EventPages m_pages;
    std::uint64_t m_pagesOf = 0; ///< number of their question
};

} // namespace outlay
