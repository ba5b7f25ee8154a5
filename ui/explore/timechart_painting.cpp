// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/chartlegend.h"
#include "ui/charts/valuelabels.h"
#include "ui/explore/measurewords.h"
#include "ui/explore/timechart.h"
#include "ui/theme/fonts.h"
#include "ui/theme/theme.h"

#include <QPainter>
#include <QPainterPath>

#include <algorithm>

namespace outlay::ui {
namespace {

constexpr double pointsFrom = 9; ///< slots narrower than this have no room for points

} // namespace

void TimeChart::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setLayoutDirection(Qt::LeftToRight); // see valuelabels.h
    painter.setFont(uiFont(11));
    if (hasFocus())
        paintFrame(painter);
    if (!m_snapshot)
        return;
    paintGrid(painter);
    if (m_snapshot->buckets.empty())
        return;
    m_times.paintUncovered(painter, m_snapshot->uncovered, Theme::of(*this));
    paintSelection(painter);
    if (m_hasLines)
        paintLines(painter);
    else
        paintBars(painter);
    paintPrior(painter);
    m_times.paintLabels(painter, m_current.bucket, *this);
}

void TimeChart::paintFrame(QPainter &painter) const
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(Theme::of(*this).accent, 1));
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 8, 8);
    painter.restore();
}

void TimeChart::paintGrid(QPainter &painter) const
{
    const Theme &theme = Theme::of(*this);
    const Measure measure = m_snapshot->request.measure;
    for (const std::int64_t mark : m_scale.marks()) {
        const double y = yOf(mark);
        painter.setPen(QPen(mark == 0 ? theme.border : theme.grid, 1));
        painter.drawLine(QPointF(m_plot.left(), y + 0.5), QPointF(m_plot.right(), y + 0.5));
        painter.setPen(theme.muted);
        paintValueLabel(painter, *this, m_plot, y,
                        measureTick(measure, mark, m_scale.step, locale()));
    }
}

void TimeChart::paintSelection(QPainter &painter) const
{
    const Theme &theme = Theme::of(*this);
    if (m_from >= 0) {
        const QRectF band =
            slotRect(std::min(m_from, m_to)).united(slotRect(std::max(m_from, m_to)));
        QColor fill = theme.accent;
        fill.setAlphaF(0.16F);
        painter.fillRect(band, fill);
        painter.setPen(QPen(theme.accent, 1));
        painter.drawLine(band.topLeft(), band.bottomLeft());
        painter.drawLine(band.topRight(), band.bottomRight());
    } else if (m_current.bucket >= 0) {
        painter.fillRect(slotRect(m_current.bucket), theme.hover);
    }
}

void TimeChart::paintBars(QPainter &painter) const
{
    const Theme &theme = Theme::of(*this);
    for (int s = 0; s < static_cast<int>(m_values.size()); ++s) {
        const QBrush brush = brushOf(m_looks[static_cast<std::size_t>(s)], palette());
        for (int b = 0; b < m_times.size(); ++b) {
            if (!isShown(s, b))
                continue;
            QRectF rect = markRect(b, s);
            if (rect.height() < 1) // something is there: never nothing to see
                rect.setTop(rect.bottom() - 1);
            else if (rect.height() > 4)
                rect.setTop(rect.top() + 1); // a hairline between neighbours
            painter.fillRect(rect, brush);
        }
    }
    if (m_current.series >= 0 && m_current.bucket >= 0) {
        painter.setPen(QPen(m_hasKeyboard ? theme.accent : theme.text, m_hasKeyboard ? 2 : 1));
        painter.setBrush(Qt::NoBrush);
        painter.drawRect(markRect(m_current.bucket, m_current.series).adjusted(0, 0, -1, -1));
    }
}

/// A ghost over what there is: dashed, in the colour of words.
void TimeChart::paintPrior(QPainter &painter) const
{
    QPainterPath path;
    bool isOpen = false;
    for (int b = 0; b < std::min(m_times.size(), static_cast<int>(m_prior.size())); ++b) {
        const auto &value = m_prior[static_cast<std::size_t>(b)];
        if (!value) {
            isOpen = false;
            continue;
        }
        const QPointF point(slotRect(b).center().x(), yOf(*value));
        if (isOpen)
            path.lineTo(point);
        else
            path.moveTo(point);
        isOpen = true;
    }
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(Theme::of(*this).muted, 1.5, Qt::DashLine));
    painter.setBrush(Qt::NoBrush);
    painter.drawPath(path);
    painter.restore();
}

void TimeChart::paintLines(QPainter &painter) const
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    // The first, which are the greatest, over the others.
    for (int s = static_cast<int>(m_values.size()) - 1; s >= 0; --s)
        paintLine(painter, s);
    if (m_current.series >= 0 && m_current.bucket >= 0) {
        painter.setPen(QPen(m_hasKeyboard ? Theme::of(*this).accent : Theme::of(*this).text, 2));
        painter.setBrush(Qt::NoBrush);
        painter.drawEllipse(markRect(m_current.bucket, m_current.series).topLeft(), 7, 7);
    }
    painter.restore();
}

void TimeChart::paintLine(QPainter &painter, int series) const
{
    const SeriesLook &look = m_looks[static_cast<std::size_t>(series)];
    const bool hasPoints = m_times.slotWidth() >= pointsFrom;
    QPen pen(brushOf(look, palette()).color(), 1.7);
    if (look.isNotItemised)
        pen.setStyle(Qt::DashLine);
    QPainterPath path;
    std::vector<QPointF> points;
    for (int b = 0; b < m_times.size(); ++b) {
        if (!isShown(series, b))
            continue;
        const QPointF point = markRect(b, series).topLeft();
        const bool isJoined = b > 0 && isShown(series, b - 1);
        if (isJoined)
            path.lineTo(point);
        else
            path.moveTo(point);
        const bool isLonely = !isJoined && (b + 1 == m_times.size() || !isShown(series, b + 1));
        if (hasPoints || isLonely)
            points.push_back(point);
    }
    painter.setPen(pen);
    painter.setBrush(Qt::NoBrush);
    painter.drawPath(path);
    painter.setPen(Qt::NoPen);
    painter.setBrush(pen.color());
    for (const QPointF &point : points)
        drawPoint(painter, point, look.isOther ? static_cast<int>(seriesCount) : look.slot, 6.5);
}

} // namespace outlay::ui
