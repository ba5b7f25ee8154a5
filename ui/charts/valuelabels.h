// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Charts of time run from left to right in every language, as clocks of logs and charts do; the
// labels of their values stand at the leading side of the window.
#pragma once

#include <QRectF>
#include <QString>

class QPainter;
class QWidget;

namespace outlay::ui {

/// What is left for the plot: `leading` for the labels, `trailing`, `top` and `bottom` free.
[[nodiscard]] QRectF plotBeside(const QWidget &chart, double leading, double trailing, double top,
                                double bottom);
/// In the painter's pen, beside the plot at `y`.
void paintValueLabel(QPainter &painter, const QWidget &chart, const QRectF &plot, double y,
                     const QString &text);
/// At the other side of the plot.
void paintTrailingLabel(QPainter &painter, const QWidget &chart, const QRectF &plot, double y,
                        const QString &text);

} // namespace outlay::ui
