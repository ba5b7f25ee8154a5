// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/receipt/figuretable.h"

#include <QKeyEvent>
#include <QTableView>

namespace outlay::ui {

FigureTable::FigureTable(QTableView &table, int column)
    : QObject(&table)
    , m_table(table)
    , m_column(column)
{
    table.installEventFilter(this);
    connect(&table, &QTableView::clicked, this, [this](const QModelIndex &index) {
        if (index.column() == m_column)
            ask(index.row());
    });
}

void FigureTable::ask(int row)
{
    const QModelIndex index = m_table.model()->index(row, m_column);
    if (index.isValid())
        emit receiptRequested(
            row, m_table.viewport()->mapToGlobal(m_table.visualRect(index).bottomLeft()));
}

bool FigureTable::eventFilter(QObject *watched, QEvent *event)
{
    // The table would take it for a selection.
    if (watched == &m_table && event->type() == QEvent::KeyPress &&
        static_cast<QKeyEvent *>(event)->key() == Qt::Key_Space) {
        ask(m_table.currentIndex().row());
        return true;
    }
    return QObject::eventFilter(watched, event);
}

} // namespace outlay::ui
