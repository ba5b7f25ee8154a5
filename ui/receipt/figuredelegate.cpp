// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/receipt/figuredelegate.h"

#include "ui/theme/theme.h"

#include <QPainter>

namespace outlay::ui {

void FigureDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                           const QModelIndex &index) const
{
    DirectedDelegate::paint(painter, option, index);
    if (!option.state.testFlag(QStyle::State_HasFocus))
        return;
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(QPen(Theme::of(option.palette).accent, 1));
    painter->drawRoundedRect(QRectF(option.rect).adjusted(1.5, 3.5, -1.5, -3.5), 3, 3);
    painter->restore();
}

} // namespace outlay::ui
