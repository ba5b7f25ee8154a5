// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/explore/eventindex.h"

#include <QWidget>

class QBoxLayout;
class QLabel;
class QPushButton;
class QTableView;

namespace outlay::ui {

class PlainTableModel;
class ReceiptTableModel;

/// One event: what is known of it, its receipt, and what went before and after it in its session.
class EventView : public QWidget
{
    Q_OBJECT

public:
    explicit EventView(QWidget *parent = nullptr);
    void setDetail(const EventDetailPtr &detail);
    void setFailure(const QString &sentence);
    /// The same anew, after names were hidden or shown.
    void sayAgain();

signals:
    void backRequested();
    void eventChosen(std::int64_t id);

protected:
    void resizeEvent(QResizeEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    QWidget *makeCardOf(const QString &title, QTableView *table);
    void fillReceipt();
    void fillNeighbours();
    void fitReceipt();
    void openNeighbour(int row);

    EventDetailPtr m_detail;
    std::vector<std::int64_t> m_neighbours; ///< ids, a row each
    QPushButton *m_back;
    QLabel *m_title, *m_subtitle, *m_noSession;
    QBoxLayout *m_columns;
    QTableView *m_facts, *m_receipt, *m_session;
    PlainTableModel *m_factsModel, *m_sessionModel;
    ReceiptTableModel *m_receiptModel;
};

} // namespace outlay::ui
