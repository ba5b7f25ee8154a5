// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/sparkline.h"

#include "ui/theme/theme.h"

#include <QLinearGradient>
#include <QPainter>
#include <QPainterPath>

#include <algorithm>

namespace outlay::ui {

Sparkline::Sparkline(QWidget *parent) : QWidget(parent)
{
    setAttribute(Qt::WA_TransparentForMouseEvents);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    setMinimumWidth(24);
    setMaximumWidth(110);
    setFixedHeight(34);
}

void Sparkline::setValues(std::vector<double> values)
{
    m_values = std::move(values);
    update();
}

void Sparkline::paintEvent(QPaintEvent *)
{
    if (m_values.size() < 3)
        return;
    const double greatest = *std::max_element(m_values.begin(), m_values.end());
    if (greatest <= 0)
        return;
    const QRectF box = QRectF(rect()).adjusted(1, 2, -1, -2);
    const auto point = [&](std::size_t i) {
        const double x = box.left() + box.width() * static_cast<double>(i) /
                                          static_cast<double>(m_values.size() - 1);
        return QPointF(x, box.bottom() - box.height() * std::max(0.0, m_values[i]) / greatest);
    };
    QPainterPath line(point(0));
    for (std::size_t i = 1; i < m_values.size(); ++i)
        line.lineTo(point(i));
    QPainterPath area = line;
    area.lineTo(box.bottomRight());
    area.lineTo(box.bottomLeft());
    area.closeSubpath();

    QColor colour = Theme::of(*this).accent;
    QPainter painter(this);
    painter.setLayoutDirection(Qt::LeftToRight); // see valuelabels.h
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(colour, 1.6, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    QLinearGradient gradient(box.topLeft(), box.bottomLeft());
    colour.setAlphaF(0.26F);
    gradient.setColorAt(0, colour);
    colour.setAlphaF(0);
    gradient.setColorAt(1, colour);
    painter.fillPath(area, gradient);
    painter.drawPath(line);
}

} // namespace outlay::ui
