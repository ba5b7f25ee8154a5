// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/items/fittingcolumns.h"

#include <QEvent>
#include <QFontMetrics>
#include <QHeaderView>
#include <QTableView>

#include <algorithm>
#include <utility>

namespace outlay::ui {
namespace {

constexpr int padding = 24;
constexpr int rowsMeasured = 200; ///< a longer list is sorted: its widest figures are on top
constexpr int leastText = 150;
constexpr int mostText = 220;

} // namespace

FittingColumns::FittingColumns(QTableView &table, std::vector<int> flexible,
                               std::vector<int> leastWanted)
    : QObject(&table)
    , m_table(table)
    , m_flexible(std::move(flexible))
    , m_leastWanted(std::move(leastWanted))
{
    table.horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    for (const int column : m_flexible)
        table.horizontalHeader()->setSectionResizeMode(column, QHeaderView::Stretch);
    table.viewport()->installEventFilter(this);
    connect(table.model(), &QAbstractItemModel::modelReset, this, &FittingColumns::fit);
}

int FittingColumns::widthOf(int column) const
{
    const QFontMetrics metrics(m_table.font());
    const QAbstractItemModel &model = *m_table.model();
    int widest = m_table.horizontalHeader()->fontMetrics().horizontalAdvance(
        model.headerData(column, Qt::Horizontal).toString());
    for (int row = 0; row < std::min(model.rowCount(), rowsMeasured); ++row)
        widest =
            std::max(widest, metrics.horizontalAdvance(model.index(row, column).data().toString()));
    widest += padding;
    const bool isFlexible =
        std::find(m_flexible.begin(), m_flexible.end(), column) != m_flexible.end();
    return isFlexible ? std::clamp(widest, leastText, mostText) : widest;
}

void FittingColumns::fit()
{
    if (m_isFitting)
        return; // hiding a column resizes the viewport
    m_isFitting = true;
    int needed = 0;
    for (int column = 0; column < m_table.model()->columnCount(); ++column)
        needed += widthOf(column);
    const int room = m_table.viewport()->width();
    for (const int column : m_leastWanted) {
        const bool isHidden = needed > room;
        if (isHidden)
            needed -= widthOf(column);
        m_table.setColumnHidden(column, isHidden);
    }
    m_isFitting = false;
}

bool FittingColumns::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::Resize || event->type() == QEvent::Show)
        fit();
    return QObject::eventFilter(watched, event);
}

} // namespace outlay::ui
