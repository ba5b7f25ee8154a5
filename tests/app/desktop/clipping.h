// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/app/desktop/showntexts.h"
#include "ui/theme/parts.h"

#include <QAbstractItemView>
#include <QAbstractSpinBox>
#include <QComboBox>
#include <QFontMetrics>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QStyle>
#include <QStyleOptionComboBox>

namespace outlay::test {

/// In words, if the widget shows less than its whole text.
inline QString clipping(const QWidget &widget)
{
    const QFontMetrics metrics(widget.font());
    const auto tooNarrow = [&](int needed, int there, const QString &text) {
        return needed > there ? QStringLiteral("%1: \"%2\" needs %3, has %4")
                                    .arg(nameOf(&widget), text, QString::number(needed),
                                         QString::number(there))
                              : QString();
    };
    if (const auto *label = qobject_cast<const QLabel *>(&widget)) {
        if (label->text().isEmpty())
            return {};
        if (qobject_cast<const ui::WrappedLabel *>(label)) {
            const QRect area = label->contentsRect();
            const QRect needed = metrics.boundingRect(QRect(0, 0, area.width(), 1000),
                                                      Qt::TextWordWrap, label->text());
            return tooNarrow(needed.height(), area.height(), label->text()) +
                   tooNarrow(needed.width(), area.width(), label->text());
        }
        if (label->wordWrap())
            return tooNarrow(label->heightForWidth(label->width()), label->height(), label->text());
        const int needed = label->buddy() // the mark of its key takes no room
                               ? metrics.size(Qt::TextShowMnemonic, label->text()).width()
                               : metrics.horizontalAdvance(label->text());
        return tooNarrow(needed, label->contentsRect().width(), label->text());
    }
    if (const auto *button = qobject_cast<const QAbstractButton *>(&widget))
        return button->text().isEmpty()
                   ? QString()
                   : tooNarrow(button->minimumSizeHint().width(), button->width(), button->text());
    if (const auto *box = qobject_cast<const QComboBox *>(&widget)) {
        QStyleOptionComboBox option;
        option.initFrom(box);
        option.editable = box->isEditable();
        const QRect field = box->style()->subControlRect(QStyle::CC_ComboBox, &option,
                                                         QStyle::SC_ComboBoxEditField, box);
        return tooNarrow(metrics.horizontalAdvance(box->currentText()), field.width(),
                         box->currentText());
    }
    const auto *number = qobject_cast<const QAbstractSpinBox *>(widget.parentWidget());
    if (const auto *line = qobject_cast<const QLineEdit *>(&widget); line && number) // days as well
        return tooNarrow(metrics.horizontalAdvance(line->text()), line->width(), line->text());
    if (const auto *line = qobject_cast<const QLineEdit *>(&widget))
        return tooNarrow(metrics.horizontalAdvance(line->placeholderText()) + 18, line->width(),
                         line->placeholderText());
    if (const auto *header = qobject_cast<const QHeaderView *>(&widget)) {
        if (header->orientation() != Qt::Horizontal)
            return {};
        for (int i = 0; i < header->count(); ++i) {
            const QString bad =
                tooNarrow(header->sectionSizeHint(i), header->sectionSize(i),
                          header->model()->headerData(i, Qt::Horizontal).toString());
            if (!bad.isEmpty())
                return bad;
        }
    }
    return {};
}

/// In words, if a cell on the screen shows less than its whole figure; of the table of budgets, of
/// whatever is no name.
inline QString cutFigure(const QAbstractItemView &view)
{
    const QAbstractItemModel *model = view.model();
    if (!model || !view.isVisible())
        return {};
    constexpr int firstOfBudgets = 2; // behind the name and the owner
    const bool isBudgets = view.objectName() == QLatin1String("budgetTable");
    for (int row = 0; row < model->rowCount(); ++row) {
        for (int column = 0; column < model->columnCount(); ++column) {
            const QModelIndex cell = model->index(row, column);
            const QRect place = view.visualRect(cell);
            const int alignment = cell.data(Qt::TextAlignmentRole).toInt();
            const bool isFigure =
                isBudgets ? column >= firstOfBudgets : (alignment & Qt::AlignRight) != 0;
            if (!isFigure || !place.intersects(view.viewport()->rect()))
                continue;
            if (const int needed = view.sizeHintForIndex(cell).width(); needed > place.width())
                return QStringLiteral("%1: \"%2\" needs %3, has %4")
                    .arg(nameOf(&view), cell.data().toString(), QString::number(needed),
                         QString::number(place.width()));
        }
    }
    return {};
}

} // namespace outlay::test
