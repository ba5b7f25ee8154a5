// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/budgets/budgetssnapshot.h"

#include <QStyledItemDelegate>

class QPainter;

namespace outlay::ui {

/// Paints the cells of the budget table: the name over its scope, the bar over its forecast, the
/// cap with its sign. Computes nothing but pixels.
class BudgetDelegate : public QStyledItemDelegate
{
    Q_OBJECT

public:
    using QStyledItemDelegate::QStyledItemDelegate;
    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem &option,
                                 const QModelIndex &index) const override;
};

/// The bar of a budget: consumed solid, what is not itemised hatched, the forecast as a ghost,
/// marks at the thresholds. Its right end (left in RTL) is the limit.
void paintBudgetBar(QPainter &painter, const QRectF &area, const BudgetRow &row,
                    const QPalette &palette, Qt::LayoutDirection direction);

} // namespace outlay::ui
