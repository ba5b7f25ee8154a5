// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/receipt/receiptreader.h"
#include "ui/explore/eventindex.h"
#include "ui/receipt/figure.h"
#include "ui/tasks/taskssnapshot.h"

#include <QWidget>

#include <string>
#include <vector>

class QBoxLayout;
class QLabel;
class QStackedWidget;
class QTableView;

namespace outlay::ui {

class CostSpread;
class EmptyState;
class FilterBar;
class RangePicker;
class ReceiptDesk;
class TaskListModel;
class TaskView;

/// What tasks cost, and one of them with its agents. It is given snapshots and asks for others; it
/// never looks into a ledger.
class TasksPage : public QWidget
{
    Q_OBJECT

public:
    explicit TasksPage(QWidget *parent = nullptr);

    [[nodiscard]] const TasksRequest &request() const { return m_request; }
    /// What another page shows: true if that is something else than before.
    bool setScope(const PeriodChoice &period, const std::vector<Filter> &where);
    void setSnapshot(const TasksSnapshotPtr &snapshot);
    /// Shows that the figures are old because they could not be read anew; empty text ends it.
    void setFailure(const QString &text);
    /// Everything shown anew, after names were hidden or shown.
    void sayAgain();
    /// The answers to taskRequested().
    void setDetails(const TaskDetailsPtr &details);
    void setDetailsFailure(const QString &sentence);

    [[nodiscard]] RangePicker &rangePicker() { return *m_range; }
    [[nodiscard]] FilterBar &filterBar() { return *m_filters; }

    /// The answer to receiptRequested(); one that came too late is dropped.
    void setReceipt(std::uint64_t number, const FigureReceipt &receipt);
    void setReceiptFailure(std::uint64_t number, const QString &sentence);

public slots:
    /// From a task to the list.
    void goUp();

signals:
    void requestChanged(const outlay::ui::TasksRequest &request);
    /// Its agents are wanted, in that time with those filters.
    void taskRequested(const std::string &task, const outlay::TimeRange &range,
                       const std::vector<outlay::Filter> &where);
    void receiptRequested(std::uint64_t number, const outlay::ReceiptQuestion &question);
    void receiptClosed();
    /// The requests behind a figure, to be listed.
    void rowsRequested(const outlay::ui::EventsQuestion &rows);

protected:
    void resizeEvent(QResizeEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    QLayout *makeHeader();
    QWidget *makeList();
    QWidget *makeFigures(QWidget *parent);
    void connectParts();
    void change(const TasksRequest &request);
    void openTask(int row);
    void showAgentReceipt(int index, QPoint position);
    void showReceipt(const Figure &figure, QPoint position);
    void showReceiptOf(int row);
    void showReceiptAt(std::size_t place, QPoint position);
    [[nodiscard]] bool takeKey(int key);
    void updateWords();
    void updateView();
    void fitColumns();

    TasksRequest m_request;
    TasksSnapshotPtr m_snapshot;
    TaskDetailsPtr m_details;
    std::string m_task; ///< opened; empty: the list is shown
    QLabel *m_subtitle, *m_banner;
    RangePicker *m_range;
    FilterBar *m_filters;
    QBoxLayout *m_firstRow = nullptr, *m_secondRow = nullptr; ///< of the header
    QStackedWidget *m_views;
    EmptyState *m_empty;
    std::vector<QLabel *> m_figures, m_notes;
    CostSpread *m_spread = nullptr;
    TaskListModel *m_model;
    QTableView *m_table;
    TaskView *m_view;
    ReceiptDesk *m_receipts;
    bool m_isWide = true;
};

} // namespace outlay::ui
