// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractButton>
#include <QAction>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QTableView>

#include <vector>

namespace outlay::test {

struct Text
{
    QString where, text;
};

inline QString nameOf(const QObject *object)
{
    QString name = QString::fromLatin1(object->metaObject()->className());
    for (const QObject *o = object; o; o = o->parent()) {
        if (!o->objectName().isEmpty())
            return name + u' ' + o->objectName();
    }
    return name;
}

inline void addModel(std::vector<Text> &texts, const QTableView &table)
{
    const QAbstractItemModel *model = table.model();
    for (int column = 0; column < model->columnCount(); ++column) {
        texts.push_back({nameOf(&table) + QStringLiteral(" header"),
                         model->headerData(column, Qt::Horizontal).toString()});
        for (int row = 0; row < model->rowCount(); ++row) {
            texts.push_back({nameOf(&table), model->index(row, column).data().toString()});
            texts.push_back(
                {nameOf(&table), model->index(row, column).data(Qt::ToolTipRole).toString()});
        }
    }
}

/// Everything a person reads or hears of the widget itself.
inline void addWidget(std::vector<Text> &texts, const QWidget &widget)
{
    const QString where = nameOf(&widget);
    const auto add = [&](const QString &text) { texts.push_back({where, text}); };
    add(widget.toolTip());
    add(widget.accessibleName());
    add(widget.accessibleDescription());
    if (widget.isWindow())
        add(widget.windowTitle());
    if (const auto *label = qobject_cast<const QLabel *>(&widget))
        add(label->text());
    if (const auto *button = qobject_cast<const QAbstractButton *>(&widget))
        add(button->text());
    if (const auto *line = qobject_cast<const QLineEdit *>(&widget))
        add(line->placeholderText());
    if (const auto *menu = qobject_cast<const QMenu *>(&widget))
        add(menu->title());
    for (const QAction *action : widget.actions()) {
        add(action->text());
    }
    if (const auto *box = qobject_cast<const QComboBox *>(&widget)) {
        for (int i = 0; i < box->count(); ++i) {
            add(box->itemText(i));
            add(box->itemData(i, Qt::ToolTipRole).toString());
        }
    }
    if (const auto *table = qobject_cast<const QTableView *>(&widget))
        addModel(texts, *table);
}

} // namespace outlay::test
