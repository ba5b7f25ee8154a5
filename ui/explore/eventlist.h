// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/explore/eventindex.h"

#include <QWidget>

class QLabel;
class QScrollBar;
class QTableView;
#include <cstdint>
#include <map>

namespace outlay::ui {

class EventListModel;

/// Events, newest first. The table holds the rows on the screen only and the scroll bar says which:
/// a view of Qt's would lay out all of the millions.
class EventList : public QWidget
{
    Q_OBJECT

public:
    explicit EventList(QWidget *parent = nullptr);
    void setFound(const EventsFoundPtr &found);
    void setPage(const EventPagePtr &page);
    void setFailure(const QString &sentence);
    /// Until setFound(): they are being counted.
    void setWaiting();
    /// The same anew, after names were hidden or shown.
    void sayAgain();
    [[nodiscard]] EventListModel &model() { return *m_model; }

signals:
    void pageWanted(std::uint64_t generation, const outlay::ui::EventIndex::Span &span,
                    const outlay::ui::EventIndex::Place &place);
    void eventChosen(std::int64_t id);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void connectParts();
    bool takeKey(int key);
    void moveTo(std::int64_t row);
    void showWindow();
    void fit();
    void fitColumns();
    void fitFigures();
    void updateWords();
    void open(int row);
    [[nodiscard]] int rowsFitting() const;

    EventListModel *m_model;
    QTableView *m_table;
    QScrollBar *m_bar;
    QLabel *m_words;
    std::int64_t m_current = 0;        ///< row of the whole list
    std::map<int, int> m_figureWidths; ///< by column: the widest seen
};

} // namespace outlay::ui
