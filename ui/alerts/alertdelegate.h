// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPixmap>
#include <QStyledItemDelegate>

#include <map>
#include <utility>

namespace outlay::ui {

/// An alert in two lines: mark, title and money; reason, state and age. Paints, never computes.
class AlertDelegate : public QStyledItemDelegate
{
    Q_OBJECT

public:
    using QStyledItemDelegate::QStyledItemDelegate;
    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem &option,
                                 const QModelIndex &index) const override;
    /// The theme has changed: the marks are drawn anew.
    void forgetMarks() { m_marks.clear(); }

private:
    void paintHeading(QPainter &painter, const QStyleOptionViewItem &option,
                      const QModelIndex &index) const;
    [[nodiscard]] QPixmap mark(int urgency, bool isOver, const QWidget &widget) const;

    mutable std::map<std::pair<int, bool>, QPixmap> m_marks;
};

} // namespace outlay::ui
