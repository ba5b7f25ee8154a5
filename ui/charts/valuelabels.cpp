// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/valuelabels.h"

#include <QPainter>
#include <QWidget>

#include <algorithm>

namespace outlay::ui {
namespace {

constexpr double gap = 8, lineHeight = 18;

void paintBeside(QPainter &painter, const QWidget &chart, const QRectF &plot, double y,
                 const QString &text, bool isLeft)
{
    const QRectF room = isLeft ? QRectF(0, y - lineHeight / 2, plot.left() - gap, lineHeight)
                               : QRectF(plot.right() + gap, y - lineHeight / 2,
                                        chart.width() - plot.right() - gap, lineHeight);
    const Qt::Alignment side = isLeft ? Qt::AlignRight : Qt::AlignLeft; // towards the plot
    painter.drawText(room, static_cast<int>(side | Qt::AlignAbsolute | Qt::AlignVCenter), text);
}

} // namespace

QRectF plotBeside(const QWidget &chart, double leading, double trailing, double top, double bottom)
{
    const double left = chart.isRightToLeft() ? trailing : leading;
    return {left, top, std::max(10.0, chart.width() - leading - trailing),
            std::max(10.0, chart.height() - top - bottom)};
}

void paintValueLabel(QPainter &painter, const QWidget &chart, const QRectF &plot, double y,
                     const QString &text)
{
    paintBeside(painter, chart, plot, y, text, !chart.isRightToLeft());
}

void paintTrailingLabel(QPainter &painter, const QWidget &chart, const QRectF &plot, double y,
                        const QString &text)
{
    paintBeside(painter, chart, plot, y, text, chart.isRightToLeft());
}

} // namespace outlay::ui
