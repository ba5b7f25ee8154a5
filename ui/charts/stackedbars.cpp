// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/stackedbars.h"

#include "ui/charts/seriescolors.h"
#include "ui/charts/valuelabels.h"
#include "ui/text/labels.h"
#include "ui/text/numbers.h"
#include "ui/theme/fonts.h"
#include "ui/theme/theme.h"

#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>

#include <algorithm>
#include <cmath>

namespace outlay::ui {
namespace {

constexpr double topRoom = 8;

int sizeOf(const auto &container)
{
    return static_cast<int>(container.size());
}

} // namespace

SeriesLook lookOf(const Series &series, int slot)
{
    return {slot, series.isOther, series.isNotItemised, series.value.has_value()};
}

StackedBars::StackedBars(QWidget *parent) : QWidget(parent)
{
    setObjectName(QStringLiteral("spendChart"));
    setMouseTracking(true);
    setFocusPolicy(Qt::StrongFocus);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
    setAccessibleName(tr("Spend over time"));
}

QSize StackedBars::sizeHint() const
{
    return {640, 240};
}

QSize StackedBars::minimumSizeHint() const
{
    return {320, 110};
}

void StackedBars::setSnapshot(OverviewSnapshotPtr snapshot, std::vector<int> slotsOfSeries)
{
    const bool sameBuckets = m_snapshot && snapshot && m_snapshot->buckets == snapshot->buckets &&
                             m_snapshot->series.size() == snapshot->series.size();
    m_snapshot = std::move(snapshot);
    m_slots = std::move(slotsOfSeries);
    if (!sameBuckets) // live data keeps the place a person looks at
        m_current = {};
    updateScale();
    update();
}

void StackedBars::updateScale()
{
    Money least, greatest;
    if (m_snapshot) {
        for (std::size_t b = 0; b < m_snapshot->buckets.size(); ++b) {
            Money up, down;
            for (const Series &series : m_snapshot->series)
                (series.amounts[b] < Money{} ? down : up) += series.amounts[b];
            least = std::min(least, down);
            greatest = std::max(greatest, up);
        }
    }
    m_scale = axisFor(least, greatest, std::clamp(height() / 56, 2, 5));
    const QFontMetrics metrics(uiFont(11));
    int widest = 0;
    for (const Money mark : m_scale.marks())
        widest =
            std::max(widest, metrics.horizontalAdvance(moneyTick(mark, m_scale.step, locale())));
    m_plot = plotBeside(*this, widest + 10, 6, topRoom, TimeAxis::height);
    if (m_snapshot)
        m_times = TimeAxis(m_snapshot->buckets, m_snapshot->period, m_snapshot->zone, m_plot);
}

double StackedBars::slotWidth() const
{
    return m_times.slotWidth();
}

double StackedBars::xOf(int bucket) const
{
    return m_times.xOf(bucket);
}

QRectF StackedBars::barRect(int bucket) const
{
    const double slot = slotWidth();
    const double width = std::clamp(std::round(slot * 0.66), 1.0, 44.0);
    return {std::round(xOf(bucket) + (slot - width) / 2), m_plot.top(), width, m_plot.height()};
}

QRectF StackedBars::segmentRect(int bucket, int series) const
{
    if (!m_snapshot || bucket < 0 || bucket >= sizeOf(m_snapshot->buckets) || series < 0)
        return {};
    const auto b = static_cast<std::size_t>(bucket);
    const auto &all = m_snapshot->series;
    const Money own = all[static_cast<std::size_t>(series)].amounts[b];
    Money base;
    for (int s = 0; s < series; ++s) {
        const Money amount = all[static_cast<std::size_t>(s)].amounts[b];
        if ((amount < Money{}) == (own < Money{}))
            base += amount;
    }
    const auto y = [this](Money m) {
        return std::round(m_plot.bottom() - m_plot.height() * m_scale.position(m));
    };
    const QRectF bar = barRect(bucket);
    const double from = y(base), to = y(base + own);
    return {bar.left(), std::min(from, to), bar.width(), std::abs(from - to)};
}

bool StackedBars::isShown(int series, int bucket) const
{
    return m_snapshot->series[static_cast<std::size_t>(series)]
               .amounts[static_cast<std::size_t>(bucket)] != Money{};
}

void StackedBars::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setLayoutDirection(Qt::LeftToRight); // see valuelabels.h
    painter.setFont(uiFont(11));
    if (hasFocus())
        paintFocus(painter);
    paintGrid(painter);
    if (!m_snapshot || m_snapshot->buckets.empty())
        return;
    m_times.paintUncovered(painter, m_snapshot->uncovered, Theme::of(*this));
    paintBars(painter);
    m_times.paintLabels(painter, m_current.bucket, *this);
}

void StackedBars::paintFocus(QPainter &painter) const
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(Theme::of(*this).accent, 1));
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 8, 8);
    painter.restore();
}

void StackedBars::paintGrid(QPainter &painter) const
{
    const Theme &theme = Theme::of(*this);
    for (const Money mark : m_scale.marks()) {
        const double y = std::round(m_plot.bottom() - m_plot.height() * m_scale.position(mark));
        painter.setPen(QPen(mark == Money{} ? theme.border : theme.grid, 1));
        painter.drawLine(QPointF(m_plot.left(), y + 0.5), QPointF(m_plot.right(), y + 0.5));
        painter.setPen(theme.muted);
        paintValueLabel(painter, *this, m_plot, y, moneyTick(mark, m_scale.step, locale()));
    }
}

void StackedBars::paintBars(QPainter &painter) const
{
    const Theme &theme = Theme::of(*this);
    if (m_current.bucket >= 0) {
        QColor glow = theme.hover;
        painter.fillRect(QRectF(xOf(m_current.bucket), m_plot.top(), slotWidth(), m_plot.height()),
                         glow);
    }
    std::vector<QBrush> brushes;
    for (std::size_t s = 0; s < m_snapshot->series.size(); ++s)
        brushes.push_back(brushOf(lookOf(m_snapshot->series[s], m_slots[s]), palette()));
    for (int b = 0; b < sizeOf(m_snapshot->buckets); ++b) {
        for (int s = 0; s < sizeOf(m_snapshot->series); ++s) {
            if (!isShown(s, b))
                continue;
            QRectF rect = segmentRect(b, s);
            if (rect.height() < 1) // something is there: never nothing to see
                rect.setTop(rect.bottom() - 1);
            else if (rect.height() > 4)
                rect.setTop(rect.top() + 1); // a hairline between neighbours
            painter.fillRect(rect, brushes[static_cast<std::size_t>(s)]);
        }
    }
    if (m_current.series >= 0 && m_current.bucket >= 0) {
        painter.setPen(QPen(m_hasKeyboard ? theme.accent : theme.text, m_hasKeyboard ? 2 : 1));
        painter.setBrush(Qt::NoBrush);
        painter.drawRect(segmentRect(m_current.bucket, m_current.series).adjusted(0, 0, -1, -1));
    }
}

void StackedBars::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    updateScale();
}

void StackedBars::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::LocaleChange || event->type() == QEvent::FontChange)
        updateScale();
    if (event->type() == QEvent::PaletteChange)
        update();
}

StackedBars::Spot StackedBars::spotAt(QPointF position) const
{
    if (!m_snapshot || m_snapshot->buckets.empty() || position.x() < m_plot.left() ||
        position.x() >= m_plot.right() || position.y() < m_plot.top())
        return {};
    Spot spot;
    spot.bucket = m_times.bucketAt(position.x());
    for (int s = 0; s < sizeOf(m_snapshot->series); ++s) {
        if (isShown(s, spot.bucket) && segmentRect(spot.bucket, s).contains(position))
            spot.series = s;
    }
    return spot;
}

void StackedBars::setCurrent(Spot spot)
{
    if (spot == m_current)
        return;
    m_current = spot;
    setCursor(spot.bucket >= 0 ? Qt::PointingHandCursor : Qt::ArrowCursor);
    if (spot.bucket >= 0)
        setAccessibleDescription(
            describe(spot.bucket).replace(QLatin1Char('\n'), QLatin1String("; ")));
    update();
}

QString StackedBars::describe(int bucket) const
{
    const auto b = static_cast<std::size_t>(bucket);
    const Measures &total = m_snapshot->bucketTotals[b];
    QStringList lines{
        bucketLabel(m_times.range(bucket), m_snapshot->period.step, m_snapshot->zone, locale())};
    for (const Series &series : m_snapshot->series) {
        if (series.amounts[b] == Money{})
            continue;
        const QString name = rowLabel(m_snapshot->request.stackBy, series.value, series.isOther,
                                      series.isNotItemised);
        lines << tr("%1: %2", "name: amount").arg(name, moneyExact(series.amounts[b], locale()));
    }
    lines << (total.cost           ? tr("Total: %1").arg(moneyExact(*total.cost, locale()))
              : total.requests > 0 ? tr("Nothing priced")
                                   : tr("No requests"));
    if (total.unpricedRequests > 0)
        lines << tr("%1 request(s) unpriced", nullptr, static_cast<int>(total.unpricedRequests))
                     .arg(count(total.unpricedRequests, locale()));
    return lines.join(QLatin1Char('\n'));
}

void StackedBars::mouseMoveEvent(QMouseEvent *event)
{
    m_hasKeyboard = false;
    setCurrent(spotAt(event->position()));
    if (m_current.bucket >= 0)
        QToolTip::showText(event->globalPosition().toPoint() + QPoint(12, 8),
                           describe(m_current.bucket), this);
    else
        QToolTip::hideText();
}

void StackedBars::mousePressEvent(QMouseEvent *event)
{
    const Spot spot = spotAt(event->position());
    if (event->button() != Qt::LeftButton || spot.bucket < 0)
        return QWidget::mousePressEvent(event);
    if (spot.series >= 0 && event->position().y() <= m_plot.bottom())
        emit seriesActivated(spot.series);
    else
        emit bucketActivated(spot.bucket);
}

void StackedBars::leaveEvent(QEvent *)
{
    if (!m_hasKeyboard)
        setCurrent({});
}

void StackedBars::focusOutEvent(QFocusEvent *event)
{
    QWidget::focusOutEvent(event);
    if (event->reason() != Qt::PopupFocusReason) // its own receipt: the place stays
        setCurrent({});
}

void StackedBars::moveCurrent(int buckets, int series)
{
    if (!m_snapshot || m_snapshot->buckets.empty())
        return;
    m_hasKeyboard = true;
    Spot spot = m_current;
    const int last = sizeOf(m_snapshot->buckets) - 1;
    spot.bucket =
        spot.bucket < 0 ? (buckets < 0 ? last : 0) : std::clamp(spot.bucket + buckets, 0, last);
    const int count = sizeOf(m_snapshot->series);
    if (series != 0 && count > 0) {
        int next = spot.series;
        do {
            next += series;
        } while (next >= 0 && next < count && !isShown(next, spot.bucket));
        if (next >= 0 && next < count)
            spot.series = next;
    }
    if (spot.series >= 0 && !isShown(spot.series, spot.bucket))
        spot.series = -1;
    setCurrent(spot);
    const QPoint at = mapToGlobal(QPointF(xOf(spot.bucket), m_plot.top()).toPoint());
    QToolTip::showText(at, describe(spot.bucket), this);
}

void StackedBars::keyPressEvent(QKeyEvent *event)
{
    switch (event->key()) {
    case Qt::Key_Left:
        return moveCurrent(-1, 0);
    case Qt::Key_Right:
        return moveCurrent(1, 0);
    case Qt::Key_Up:
        return moveCurrent(0, 1);
    case Qt::Key_Down:
        return moveCurrent(0, -1);
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (m_current.series >= 0)
            emit seriesActivated(m_current.series);
        else if (m_current.bucket >= 0)
            emit bucketActivated(m_current.bucket);
        return;
    case Qt::Key_Space:
        if (m_current.bucket >= 0)
            emit receiptRequested(m_current.bucket,
                                  mapToGlobal(barRect(m_current.bucket).topRight().toPoint()));
        return;
    default:
        QWidget::keyPressEvent(event);
    }
}

bool StackedBars::event(QEvent *event)
{
    if (event->type() == QEvent::ToolTip) // shown at once while the mouse moves
        return true;
    return QWidget::event(event);
}

} // namespace outlay::ui
