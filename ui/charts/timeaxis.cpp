// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/timeaxis.h"

#include "ui/text/labels.h"

#include <QPainter>
#include <QWidget>

#include <algorithm>
#include <array>

namespace outlay::ui {

TimeAxis::TimeAxis(std::vector<Instant> starts, const Period &period, const Zone &zone,
                   const QRectF &plot)
    : m_starts(std::move(starts))
    , m_period(period)
    , m_zone(zone)
    , m_plot(plot)
{
}

double TimeAxis::slotWidth() const
{
    return m_plot.width() / std::max<double>(1, static_cast<double>(m_starts.size()));
}

double TimeAxis::xOf(int bucket) const
{
    return m_plot.left() + slotWidth() * bucket;
}

double TimeAxis::xOf(Instant at) const
{
    // Buckets differ in length: 23-hour days, months.
    const auto after = std::upper_bound(m_starts.begin(), m_starts.end(), at);
    if (after == m_starts.begin())
        return m_plot.left();
    const int bucket = static_cast<int>(after - m_starts.begin()) - 1;
    const TimeRange own = range(bucket);
    const double part = static_cast<double>(at.micros - own.from.micros) /
                        static_cast<double>(own.to.micros - own.from.micros);
    return xOf(bucket) + slotWidth() * std::min(1.0, part);
}

int TimeAxis::bucketAt(double x) const
{
    return std::clamp(static_cast<int>((x - m_plot.left()) / slotWidth()), 0,
                      std::max(0, size() - 1));
}

TimeRange TimeAxis::range(int bucket) const
{
    const auto b = static_cast<std::size_t>(bucket);
    return {m_starts[b], b + 1 < m_starts.size() ? m_starts[b + 1] : m_period.range.to};
}

void TimeAxis::paintUncovered(QPainter &painter, const std::vector<TimeRange> &gaps,
                              const Theme &theme) const
{
    QColor colour = theme.muted;
    colour.setAlphaF(0.22F);
    for (const TimeRange &gap : gaps) {
        const double from = xOf(std::max(gap.from, m_period.range.from));
        const double to = xOf(std::min(gap.to, m_period.range.to));
        if (to - from >= 2)
            painter.fillRect(QRectF(from, m_plot.top(), to - from, m_plot.height()),
                             QBrush(colour, Qt::BDiagPattern));
    }
}

void TimeAxis::paintLabels(QPainter &painter, int current, const QWidget &widget) const
{
    const QFontMetrics metrics(painter.font());
    std::vector<QString> labels;
    int widest = 1;
    for (const Instant start : m_starts) {
        labels.push_back(tickLabel(start, m_period.step, m_zone, widget.locale()));
        widest = std::max(widest, metrics.horizontalAdvance(labels.back()));
    }
    const bool isHour = m_period.step == Step::Hour;
    const std::array<int, 9> every = isHour ? std::array<int, 9>{1, 2, 3, 6, 12, 24, 48, 96, 192}
                                            : std::array<int, 9>{1, 2, 3, 5, 7, 14, 28, 56, 112};
    int stride = every.back();
    for (const int candidate : every) {
        if (slotWidth() * candidate >= widest + 14) {
            stride = candidate;
            break;
        }
    }
    const Theme &theme = Theme::of(widget);
    for (int b = 0; b < size(); b += stride) {
        const QString &label = labels[static_cast<std::size_t>(b)];
        const double width = metrics.horizontalAdvance(label) + 2;
        double x = xOf(b) + slotWidth() / 2 - width / 2;
        x = std::clamp(x, 0.0, std::max(0.0, widget.width() - width)); // edges are not cut
        painter.setPen(b == current ? theme.text : theme.muted);
        painter.drawText(QRectF(x, m_plot.bottom() + 5, width, height - 5), Qt::AlignCenter, label);
    }
}

} // namespace outlay::ui
