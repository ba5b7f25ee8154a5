// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/items/sharedelegate.h"

#include "ui/charts/seriescolors.h"
#include "ui/items/toplistmodel.h"
#include "ui/theme/theme.h"

#include <QApplication>
#include <QPainter>
#include <QStyle>

#include <algorithm>

namespace outlay::ui {
namespace {

constexpr int percentWidth = 50;

void paintBase(QPainter *painter, const QStyleOptionViewItem &option)
{
    QStyleOptionViewItem base = option;
    base.text.clear();
    const QWidget *widget = option.widget;
    QStyle *style = widget ? widget->style() : QApplication::style();
    style->drawControl(QStyle::CE_ItemViewItem, &base, painter, widget);
}

} // namespace

void ShareDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                          const QModelIndex &index) const
{
    QStyleOptionViewItem item = option;
    initStyleOption(&item, index);
    const QString text = item.text;
    paintBase(painter, item);

    const Theme &theme = Theme::of(option.palette);
    const QRect inner = option.rect.adjusted(9, 0, -8, 0);
    const int barWidth = std::max(0, inner.width() - percentWidth - 6);
    QRect bar(inner.left(), inner.center().y() - 2, barWidth, 5);
    QRect label(inner.right() - percentWidth, inner.top(), percentWidth, inner.height());
    const double part = std::clamp(index.data(TopListModel::ShareRole).toDouble(), 0.0, 1.0);
    QRect filled(bar.left(), bar.top(), static_cast<int>(bar.width() * part), bar.height());
    const auto visual = [&](const QRect &r) {
        return QStyle::visualRect(option.direction, option.rect, r);
    };
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(Qt::NoPen);
    if (barWidth > 12) {
        painter->setBrush(theme.grid);
        painter->drawRoundedRect(visual(bar), 2.5, 2.5);
        painter->setBrush(theme.accent);
        if (part > 0) {
            filled.setWidth(std::max(3, filled.width()));
            painter->drawRoundedRect(visual(filled), 2.5, 2.5);
        }
    }
    painter->setFont(option.font);
    painter->setPen(theme.muted);
    painter->drawText(visual(label), static_cast<int>(Qt::AlignVCenter | Qt::AlignRight), text);
    painter->restore();
}

void NameDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                         const QModelIndex &index) const
{
    QStyleOptionViewItem item = option;
    initStyleOption(&item, index);
    const QString text = item.text;
    paintBase(painter, item);

    const Theme &theme = Theme::of(option.palette);
    const int slot = index.data(TopListModel::SlotRole).toInt();
    QRect inner = option.rect.adjusted(9, 0, -6, 0);
    painter->save();
    if (slot >= 0) {
        const QRect mark(inner.left(), inner.center().y() - 4, 9, 9);
        painter->setRenderHint(QPainter::Antialiasing);
        painter->setPen(Qt::NoPen);
        painter->setBrush(colourOf(theme, slot));
        painter->drawRoundedRect(QStyle::visualRect(option.direction, option.rect, mark), 2, 2);
        inner.setLeft(inner.left() + 17);
    }
    painter->setFont(option.font);
    painter->setPen(theme.text);
    const QString shown = painter->fontMetrics().elidedText(text, Qt::ElideMiddle, inner.width());
    painter->drawText(QStyle::visualRect(option.direction, option.rect, inner),
                      static_cast<int>(Qt::AlignVCenter) | static_cast<int>(QStyle::visualAlignment(
                                                               option.direction, Qt::AlignLeft)),
                      shown);
    painter->restore();
}

} // namespace outlay::ui
