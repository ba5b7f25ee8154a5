// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QPoint>

class QTableView;

namespace outlay::ui {

/// Lets a table answer Space on a row, or a click on its column of figures, with a receipt.
class FigureTable : public QObject
{
    Q_OBJECT

public:
    /// Belongs to the table.
    FigureTable(QTableView &table, int column);

signals:
    void receiptRequested(int row, QPoint globalPosition);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void ask(int row);

    QTableView &m_table;
    int m_column;
};

} // namespace outlay::ui
