// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/explore/eventindex.h"

#include <QAbstractTableModel>

#include <cstdint>
#include <list>
#include <optional>

namespace outlay::ui {

/// The few rows of a list of millions that are on the screen. Holds a handful of fetched pages and
/// asks for those it lacks, one at a time; memory does not grow with the list.
class EventListModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column
    {
        Time,
        Model,
        Cost,
        Tokens,
        User,
        Project,
        Outcome,
        Latency,
        Session,
        ColumnCount
    };

    using QAbstractTableModel::QAbstractTableModel;
    void setFound(EventsFoundPtr found);
    /// Taken in if it is of the events shown.
    void setPage(const EventPagePtr &page);
    void sayAgain();
    /// A fetch has failed; the next one is tried when the window moves.
    void setFailed();
    /// Rows `first` to `first + rows` are on the screen.
    void setWindow(std::int64_t first, int rows);
    [[nodiscard]] std::int64_t first() const { return m_first; }
    /// Of the whole list.
    [[nodiscard]] std::int64_t total() const { return m_index.size(); }
    /// nullptr: not fetched yet, or beyond the end.
    [[nodiscard]] const EventRow *eventAt(std::int64_t row) const;
    [[nodiscard]] int pagesHeld() const { return static_cast<int>(m_pages.size()); }

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation,
                                      int role) const override;

signals:
    void pageWanted(std::uint64_t generation, const outlay::ui::EventIndex::Span &span,
                    const outlay::ui::EventIndex::Place &place);
    /// Reading has shown that there are fewer, or more, than expected.
    void totalChanged();

private:
    [[nodiscard]] static EventIndex::Place pageOf(EventIndex::Place place);
    [[nodiscard]] QString text(const EventRow &event, int column) const;
    void fetch();

    EventsFoundPtr m_found;
    EventIndex m_index;
    std::list<EventPagePtr> m_pages; ///< used last in front
    std::optional<EventIndex::Place> m_wanted;
    std::int64_t m_first = 0;
    int m_rows = 0;
};

} // namespace outlay::ui
