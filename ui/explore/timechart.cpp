// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/explore/timechart.h"

#include "ui/charts/valuelabels.h"
#include "ui/explore/comparewords.h"
#include "ui/explore/measurewords.h"
#include "ui/text/labels.h"
#include "ui/theme/fonts.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QToolTip>

#include <algorithm>
#include <cmath>

namespace outlay::ui {
namespace {

constexpr double topRoom = 8;
constexpr double dragFrom = 5;   ///< pixels; less is a click
constexpr double lineReach = 14; ///< pixels from a line that still mean it

/// No request is known to be no cost and no token; a mean of no request is nothing at all.
std::optional<std::int64_t> shownParts(Measure measure, const Measured &of, bool isPast)
{
    const auto parts = partsOf(measure, of);
    const bool isEmpty = of.requests == 0 && of.residual == Money{};
    if (!isEmpty || !isStackable(measure))
        return parts;
    return isPast ? std::optional<std::int64_t>(parts.value_or(0)) : std::nullopt;
}

} // namespace

TimeChart::TimeChart(QWidget *parent) : QWidget(parent)
{
    setObjectName(QStringLiteral("timeChart"));
    setMouseTracking(true);
    setFocusPolicy(Qt::StrongFocus);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
}

QSize TimeChart::sizeHint() const
{
    return {640, 240};
}

QSize TimeChart::minimumSizeHint() const
{
    return {320, 150};
}

void TimeChart::setSnapshot(ExploreSnapshotPtr snapshot, std::vector<SeriesLook> looks,
                            bool asLines)
{
    const bool isSame = m_snapshot && snapshot && m_snapshot->buckets == snapshot->buckets &&
                        m_snapshot->series.size() == snapshot->series.size();
    m_snapshot = std::move(snapshot);
    m_looks = std::move(looks);
    m_hasLines = asLines || !isStackable(m_snapshot->request.measure);
    if (!isSame) { // live data keeps the place a person looks at
        m_current = {};
        m_from = m_to = -1;
        m_press.reset();
    }
    setAccessibleName(tr("%1 over time", "measure").arg(measureLabel(m_snapshot->request.measure)));
    takeValues();
    updateScale();
    update();
}

void TimeChart::takeValues()
{
    m_values.clear();
    for (const ExploreSeries &series : m_snapshot->series) {
        Values values;
        for (std::size_t b = 0; b < series.buckets.size(); ++b)
            values.push_back(shownParts(m_snapshot->request.measure, series.buckets[b],
                                        m_snapshot->buckets[b] < m_snapshot->now));
        m_values.push_back(std::move(values));
    }
    m_prior.clear();
    if (isCompared(*m_snapshot)) {
        for (const Measured &before : m_snapshot->priorBuckets)
            m_prior.push_back(shownParts(m_snapshot->request.measure, before, true));
    }
}

void TimeChart::updateScale()
{
    if (!m_snapshot)
        return;
    std::int64_t least = 0, greatest = 0;
    for (std::size_t b = 0; b < m_snapshot->buckets.size(); ++b) {
        std::int64_t up = 0, down = 0;
        for (const Values &values : m_values) {
            const std::int64_t value = values[b].value_or(0);
            if (m_hasLines) {
                up = std::max(up, value);
                down = std::min(down, value);
            } else {
                (value < 0 ? down : up) += value;
            }
        }
        least = std::min(least, down);
        greatest = std::max(greatest, up);
    }
    for (const auto &before : m_prior) {
        least = std::min(least, before.value_or(0));
        greatest = std::max(greatest, before.value_or(0));
    }
    const Measure measure = m_snapshot->request.measure;
    const auto axis = unitOf(measure) == MeasureUnit::Money ? moneyAxis : numberAxis;
    m_scale = axis(least, greatest, std::clamp(height() / 56, 2, 5), emptyAxisEnd(measure));
    const QFontMetrics metrics(uiFont(11));
    int widest = 0;
    for (const std::int64_t mark : m_scale.marks())
        widest = std::max(
            widest, metrics.horizontalAdvance(measureTick(measure, mark, m_scale.step, locale())));
    m_plot = plotBeside(*this, widest + 10, 6, topRoom, TimeAxis::height);
    m_times = TimeAxis(m_snapshot->buckets, m_snapshot->period, m_snapshot->zone, m_plot);
}

std::optional<std::int64_t> TimeChart::valueAt(int series, int bucket) const
{
    return m_values[static_cast<std::size_t>(series)][static_cast<std::size_t>(bucket)];
}

bool TimeChart::isShown(int series, int bucket) const
{
    const auto value = valueAt(series, bucket);
    return m_hasLines ? value.has_value() : value.value_or(0) != 0;
}

double TimeChart::yOf(std::int64_t value) const
{
    return std::round(m_plot.bottom() - m_plot.height() * m_scale.position(value));
}

QRectF TimeChart::slotRect(int bucket) const
{
    return {m_times.xOf(bucket), m_plot.top(), m_times.slotWidth(), m_plot.height()};
}

QRectF TimeChart::markRect(int bucket, int series) const
{
    const QRectF slot = slotRect(bucket);
    const std::int64_t own = valueAt(series, bucket).value_or(0);
    if (m_hasLines)
        return {QPointF(slot.center().x(), yOf(own)), QSizeF(0, 0)};
    std::int64_t base = 0;
    for (int s = 0; s < series; ++s) {
        const std::int64_t value = valueAt(s, bucket).value_or(0);
        if ((value < 0) == (own < 0))
            base += value;
    }
    const double width = std::clamp(std::round(slot.width() * 0.66), 1.0, 44.0);
    const double from = yOf(base), to = yOf(base + own);
    return {std::round(slot.left() + (slot.width() - width) / 2), std::min(from, to), width,
            std::abs(from - to)};
}

void TimeChart::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    updateScale();
}

void TimeChart::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::LocaleChange || event->type() == QEvent::FontChange)
        updateScale();
    if (event->type() == QEvent::PaletteChange)
        update();
}

int TimeChart::nearestLine(int bucket, double y) const
{
    int nearest = -1;
    double least = lineReach;
    for (int s = 0; s < static_cast<int>(m_values.size()); ++s) {
        if (!isShown(s, bucket))
            continue;
        const double distance = std::abs(markRect(bucket, s).top() - y);
        if (distance < least) {
            least = distance;
            nearest = s;
        }
    }
    return nearest;
}

TimeChart::Spot TimeChart::spotAt(QPointF position) const
{
    if (!m_snapshot || m_snapshot->buckets.empty() || position.x() < m_plot.left() ||
        position.x() >= m_plot.right() || position.y() < m_plot.top())
        return {};
    Spot spot{m_times.bucketAt(position.x()), -1};
    if (m_hasLines) {
        spot.series = nearestLine(spot.bucket, position.y());
        return spot;
    }
    for (int s = 0; s < static_cast<int>(m_values.size()); ++s) {
        if (isShown(s, spot.bucket) && markRect(spot.bucket, s).contains(position))
            spot.series = s;
    }
    return spot;
}

void TimeChart::setCurrent(Spot spot)
{
    if (spot == m_current)
        return;
    m_current = spot;
    setCursor(spot.series >= 0 ? Qt::PointingHandCursor : Qt::ArrowCursor);
    if (spot.bucket >= 0)
        setAccessibleDescription(
            describe(spot.bucket).replace(QLatin1Char('\n'), QLatin1String("; ")));
    update();
}

QString TimeChart::describe(int bucket) const
{
    const ExploreRequest &request = m_snapshot->request;
    const auto b = static_cast<std::size_t>(bucket);
    QStringList lines{
        bucketLabel(m_times.range(bucket), m_snapshot->period.step, m_snapshot->zone, locale())};
    for (int s = 0; s < static_cast<int>(m_values.size()); ++s) {
        const ExploreSeries &series = m_snapshot->series[static_cast<std::size_t>(s)];
        if (valueAt(s, bucket).value_or(0) == 0 && isStackable(request.measure))
            continue;
        if (!partsOf(request.measure, series.buckets[b]))
            continue;
        lines << tr("%1: %2", "name: amount")
                     .arg(rowLabel(request, series),
                          measureExact(request.measure, series.buckets[b], locale()));
    }
    const Measured &all = m_snapshot->bucketTotals[b];
    if (all.requests == 0 && all.residual == Money{})
        lines << tr("No requests");
    else
        lines << (isStackable(request.measure) ? tr("Total: %1") : tr("All together: %1"))
                     .arg(measureExact(request.measure, all, locale()));
    if (b < m_prior.size())
        lines << tr("Before, %1: %2", "dates, figure")
                     .arg(priorDates(*m_snapshot, locale()),
                          measureText(request.measure, m_prior[b], locale()));
    return lines.join(QLatin1Char('\n'));
}

void TimeChart::mouseMoveEvent(QMouseEvent *event)
{
    m_hasKeyboard = false;
    const Spot spot = spotAt(event->position());
    if (m_press && std::abs(event->position().x() - m_press->x()) >= dragFrom)
        return selectTo(m_times.bucketAt(event->position().x()));
    setCurrent(spot);
    if (spot.bucket >= 0)
        QToolTip::showText(event->globalPosition().toPoint() + QPoint(12, 8), describe(spot.bucket),
                           this);
    else
        QToolTip::hideText();
}

void TimeChart::selectTo(int bucket)
{
    if (m_from < 0)
        m_from = m_press ? m_times.bucketAt(m_press->x()) : std::max(0, m_current.bucket);
    m_to = bucket;
    const TimeRange range{m_times.range(std::min(m_from, m_to)).from,
                          m_times.range(std::max(m_from, m_to)).to};
    const QString text =
        tr("%1: release to zoom", "dates").arg(rangeLabel(range, m_snapshot->zone, locale(), true));
    if (m_press)
        QToolTip::showText(QCursor::pos() + QPoint(12, 8), text, this);
    setAccessibleDescription(text);
    update();
}

void TimeChart::finishSelection()
{
    const TimeRange range{m_times.range(std::min(m_from, m_to)).from,
                          m_times.range(std::max(m_from, m_to)).to};
    m_from = m_to = -1;
    update();
    emit rangeSelected(range);
}

void TimeChart::mousePressEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton || spotAt(event->position()).bucket < 0)
        return QWidget::mousePressEvent(event);
    m_press = event->position();
}

void TimeChart::mouseReleaseEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton || !m_press)
        return QWidget::mouseReleaseEvent(event);
    const Spot spot = spotAt(*m_press);
    m_press.reset();
    if (m_from >= 0)
        finishSelection();
    else if (spot.series >= 0 && event->position().y() <= m_plot.bottom())
        emit seriesActivated(spot.series);
    else if (spot.bucket >= 0 && m_snapshot->period.step != Step::Hour) // not cut further
        emit rangeSelected(m_times.range(spot.bucket));
}

void TimeChart::leaveEvent(QEvent *)
{
    if (!m_hasKeyboard && m_from < 0)
        setCurrent({});
}

void TimeChart::focusOutEvent(QFocusEvent *event)
{
    QWidget::focusOutEvent(event);
    if (event->reason() != Qt::PopupFocusReason) // its own receipt: the place stays
        setCurrent({});
}

void TimeChart::moveCurrent(int buckets, int series, bool extends)
{
    if (!m_snapshot || m_snapshot->buckets.empty())
        return;
    m_hasKeyboard = true;
    Spot spot = m_current;
    const int last = m_times.size() - 1;
    spot.bucket =
        spot.bucket < 0 ? (buckets < 0 ? last : 0) : std::clamp(spot.bucket + buckets, 0, last);
    const int count = static_cast<int>(m_values.size());
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
    if (extends) {
        selectTo(spot.bucket);
        m_current = spot;
        return;
    }
    m_from = m_to = -1;
    setCurrent(spot);
    update();
    QToolTip::showText(mapToGlobal(slotRect(spot.bucket).topLeft().toPoint()),
                       describe(spot.bucket), this);
}

void TimeChart::keyPressEvent(QKeyEvent *event)
{
    const bool extends = event->modifiers().testFlag(Qt::ShiftModifier);
    switch (event->key()) {
    case Qt::Key_Left:
        return moveCurrent(-1, 0, extends);
    case Qt::Key_Right:
        return moveCurrent(1, 0, extends);
    case Qt::Key_Up:
        return moveCurrent(0, 1, false);
    case Qt::Key_Down:
        return moveCurrent(0, -1, false);
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (m_from >= 0)
            finishSelection();
        else if (m_current.series >= 0)
            emit seriesActivated(m_current.series);
        else if (m_current.bucket >= 0 && m_snapshot->period.step != Step::Hour)
            emit rangeSelected(m_times.range(m_current.bucket));
        return;
    case Qt::Key_Escape:
        if (m_from < 0)
            return QWidget::keyPressEvent(event);
        m_from = m_to = -1;
        m_press.reset();
        return update();
    case Qt::Key_Space:
        if (m_current.bucket >= 0)
            emit receiptRequested(m_current.bucket,
                                  mapToGlobal(slotRect(m_current.bucket).topRight().toPoint()));
        return;
    default:
        QWidget::keyPressEvent(event);
    }
}

bool TimeChart::event(QEvent *event)
{
    if (event->type() == QEvent::ToolTip) // shown at once while the mouse moves
        return true;
    return QWidget::event(event);
}

} // namespace outlay::ui
