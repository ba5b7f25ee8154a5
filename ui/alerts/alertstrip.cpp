// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/alerts/alertstrip.h"

#include "ui/alerts/alertwords.h"
#include "ui/text/labels.h"
#include "ui/text/numbers.h"
#include "ui/text/plurals.h"
#include "ui/theme/fonts.h"
#include "ui/theme/theme.h"

#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QPainterPath>
#include <QToolTip>

#include <algorithm>
#include <cmath>
#include <limits>

namespace outlay::ui {
namespace {

constexpr double laneHeight = 19;
constexpr double axisHeight = 20;
constexpr double markSize = 11;
constexpr double togetherWithin = 13;
constexpr int tickRoom = 76;
constexpr std::size_t namedInTip = 3;

QPainterPath shapeOf(Urgency urgency, const QRectF &box)
{
    QPainterPath path;
    switch (urgency) {
    case Urgency::Critical: { // a diamond
        path.moveTo(box.center().x(), box.top() - 1);
        path.lineTo(box.right() + 1, box.center().y());
        path.lineTo(box.center().x(), box.bottom() + 1);
        path.lineTo(box.left() - 1, box.center().y());
        path.closeSubpath();
        break;
    }
    case Urgency::Normal:
        path.moveTo(box.center().x(), box.top());
        path.lineTo(box.right(), box.bottom() - 1);
        path.lineTo(box.left(), box.bottom() - 1);
        path.closeSubpath();
        break;
    case Urgency::Low:
        path.addEllipse(box.adjusted(1.5, 1.5, -1.5, -1.5));
        break;
    }
    return path;
}

} // namespace

AlertLane laneOf(AlertKind kind)
{
    switch (kind) {
    case AlertKind::BudgetThreshold:
    case AlertKind::BudgetExhausted:
    case AlertKind::CapNotEnforced:
        return AlertLane::Budgets;
    case AlertKind::ForecastExceeds:
    case AlertKind::BurnRateFast:
    case AlertKind::BurnRateSlow:
        return AlertLane::Pace;
    case AlertKind::RetryStorm:
    case AlertKind::TripwireSession:
    case AlertKind::TripwireHourly:
    case AlertKind::RepeatedPrompt:
        return AlertLane::Tripwires;
    case AlertKind::UnpricedSpend:
    case AlertKind::UnpricedUnderCap:
    case AlertKind::PriceChange:
        return AlertLane::Prices;
    case AlertKind::SourceSilent:
    case AlertKind::SourceBroken:
    case AlertKind::WebhookDead:
        break;
    }
    return AlertLane::Sources;
}

QString alertLaneLabel(AlertLane lane)
{
    switch (lane) {
    case AlertLane::Budgets:
        return AlertStrip::tr("Budgets");
    case AlertLane::Pace:
        return AlertStrip::tr("Pace");
    case AlertLane::Tripwires:
        return AlertStrip::tr("Tripwires");
    case AlertLane::Prices:
        return AlertStrip::tr("Prices");
    case AlertLane::Sources:
        return AlertStrip::tr("Sources, webhooks");
    }
    return {};
}

AlertStrip::AlertStrip(QWidget *parent) : QWidget(parent)
{
    setObjectName(QStringLiteral("alertStrip"));
    setFont(uiFont(11));
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setAccessibleName(tr("Alerts over time"));
    for (std::size_t lane = 0; lane < alertLaneCount; ++lane)
        m_labelWidth =
            std::max(m_labelWidth,
                     fontMetrics().horizontalAdvance(alertLaneLabel(static_cast<AlertLane>(lane))));
    m_labelWidth += 14;
}

QSize AlertStrip::sizeHint() const
{
    return {600, static_cast<int>(laneHeight * alertLaneCount + axisHeight)};
}

QSize AlertStrip::minimumSizeHint() const
{
    return {240, sizeHint().height()};
}

int AlertStrip::plotLeft() const
{
    return layoutDirection() == Qt::RightToLeft ? 8 : m_labelWidth;
}

int AlertStrip::plotWidth() const
{
    return std::max(width() - m_labelWidth - 8, 1);
}

double AlertStrip::laneTop(int lane) const
{
    return lane * laneHeight;
}

double AlertStrip::xOf(Instant at) const
{
    const TimeRange &shown = m_snapshot->shown;
    const Instant within = std::clamp(at, shown.from, shown.to);
    const double part = static_cast<double>(within.micros - shown.from.micros) /
                        static_cast<double>(shown.to.micros - shown.from.micros);
    return plotLeft() + plotWidth() * part; // see valuelabels.h
}

void AlertStrip::setSnapshot(const AlertsSnapshotPtr &snapshot)
{
    m_snapshot = snapshot;
    layOut();
}

void AlertStrip::setCurrent(const QString &id)
{
    m_current = id;
    update();
}

/// Marks nearer than their size become one, so that ten thousand alerts are a few hundred marks.
void AlertStrip::layOut()
{
    m_marks.clear();
    if (m_snapshot && m_snapshot->shown.from < m_snapshot->shown.to) {
        const auto &rows = m_snapshot->rows;
        std::array<std::vector<std::size_t>, alertLaneCount> lanes;
        std::int64_t shown = 0;
        for (std::size_t i = 0; i < rows.size(); ++i) {
            if (!m_snapshot->shown.contains(rows[i].happenedAt))
                continue;
            lanes.at(static_cast<std::size_t>(laneOf(rows[i].kind))).push_back(i);
            ++shown;
        }
        for (std::size_t lane = 0; lane < lanes.size(); ++lane) {
            std::vector<std::size_t> &all = lanes.at(lane);
            std::sort(all.begin(), all.end(), [&](std::size_t a, std::size_t b) {
                return rows[a].happenedAt < rows[b].happenedAt;
            });
            const std::size_t first = m_marks.size();
            for (const std::size_t i : all) {
                const double x = xOf(rows[i].happenedAt);
                if (m_marks.size() == first || std::abs(m_marks.back().x - x) > togetherWithin)
                    m_marks.push_back({static_cast<int>(lane), x, x, {}});
                m_marks.back().alerts.push_back(i);
                m_marks.back().end = xOf(rows[i].resolvedAt.value_or(
                    isOver(rows[i]) ? rows[i].happenedAt : m_snapshot->now));
            }
        }
        for (Mark &mark : m_marks)
            std::stable_sort(
                mark.alerts.begin(), mark.alerts.end(),
                [&](std::size_t a, std::size_t b) { return rows[a].urgency > rows[b].urgency; });
        QStringList parts;
        for (std::size_t lane = 0; lane < lanes.size(); ++lane) {
            if (!lanes.at(lane).empty())
                parts << tr("%1: %2", "lane, count")
                             .arg(
                                 alertLaneLabel(static_cast<AlertLane>(lane)),
                                 count(static_cast<std::int64_t>(lanes.at(lane).size()), locale()));
        }
        setAccessibleDescription(
            tr("%1 alert(s) %2. %3 The list below has them all.", nullptr, pluralOf(shown))
                .arg(count(shown, locale()),
                     rangeLabel(m_snapshot->shown, m_snapshot->zone, locale(), true),
                     parts.isEmpty() ? QString() : parts.join(QStringLiteral(", ")) + u'.'));
    } else {
        setAccessibleDescription(tr("No alerts."));
    }
    update();
}

QRectF AlertStrip::rectOf(const Mark &mark) const
{
    return {mark.x - markSize / 2, laneTop(mark.lane) + (laneHeight - markSize) / 2, markSize,
            markSize};
}

const AlertStrip::Mark *AlertStrip::markAt(QPoint at) const
{
    const Mark *best = nullptr;
    double nearest = markSize;
    for (const Mark &mark : m_marks) {
        const double away = std::abs(mark.x - at.x());
        if (at.y() >= laneTop(mark.lane) && at.y() < laneTop(mark.lane) + laneHeight &&
            away < nearest) {
            nearest = away;
            best = &mark;
        }
    }
    return best;
}

QRectF AlertStrip::markOf(const QString &id) const
{
    for (const Mark &mark : m_marks) {
        for (const std::size_t alert : mark.alerts) {
            if (m_snapshot->rows[alert].id == id)
                return rectOf(mark);
        }
    }
    return {};
}

QString AlertStrip::wordsOf(const Mark &mark) const
{
    QStringList lines;
    for (std::size_t i = 0; i < std::min(mark.alerts.size(), namedInTip); ++i) {
        const AlertRow &alert = m_snapshot->rows[mark.alerts[i]];
        lines << tr("%1: %2, %3", "urgency, title, time")
                     .arg(alertUrgencyLabel(alert.urgency), alert.title,
                          alertAge(alert, m_snapshot->now, m_snapshot->zone, locale()));
    }
    if (mark.alerts.size() > namedInTip)
        lines << tr("and %1 more")
                     .arg(count(static_cast<std::int64_t>(mark.alerts.size() - namedInTip),
                                locale()));
    return lines.join(u'\n');
}

QString AlertStrip::describe(QPoint at) const
{
    const Mark *mark = markAt(at);
    return mark ? wordsOf(*mark) : QString();
}

void AlertStrip::paintAxis(QPainter &painter) const
{
    const Theme &theme = Theme::of(*this);
    const bool isMirrored = layoutDirection() == Qt::RightToLeft;
    const double bottom = laneTop(alertLaneCount);
    for (std::size_t lane = 0; lane < alertLaneCount; ++lane) {
        const double middle = laneTop(static_cast<int>(lane)) + laneHeight / 2;
        painter.setPen(theme.grid);
        painter.drawLine(QPointF(plotLeft(), middle), QPointF(plotLeft() + plotWidth(), middle));
        painter.setPen(theme.muted);
        painter.drawText(
            QRectF(isMirrored ? plotLeft() + plotWidth() + 8 : 0, middle - laneHeight / 2,
                   m_labelWidth - 8, laneHeight),
            static_cast<int>((isMirrored ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter),
            alertLaneLabel(static_cast<AlertLane>(lane)));
    }
    if (!m_snapshot || m_snapshot->shown.from >= m_snapshot->shown.to)
        return;
    const Zone &zone = m_snapshot->zone;
    const std::int64_t days =
        zone.dayOf({m_snapshot->shown.to.micros - 1}) - zone.dayOf(m_snapshot->shown.from) + 1;
    const Step step = days <= 2 ? Step::Hour : Step::Day;
    double last = -std::numeric_limits<double>::max();
    Instant at = zone.bucketStart(m_snapshot->shown.from, step);
    for (; at < m_snapshot->shown.to; at = zone.nextBucket(at, step)) {
        const double x = xOf(at);
        if (at < m_snapshot->shown.from || std::abs(x - last) < tickRoom)
            continue;
        const QString label = tickLabel(at, step, zone, locale());
        const double wide = painter.fontMetrics().horizontalAdvance(label) + 4;
        if (x + wide / 2 > plotLeft() + plotWidth() + 8 || x - wide / 2 < 0)
            continue;
        last = x;
        painter.setPen(theme.border);
        painter.drawLine(QPointF(x, bottom - 2), QPointF(x, bottom + 2));
        painter.setPen(theme.muted);
        painter.drawText(QRectF(x - wide / 2, bottom + 3, wide, axisHeight - 4), Qt::AlignCenter,
                         label);
    }
}

void AlertStrip::paintMark(QPainter &painter, const Mark &mark) const
{
    const Theme &theme = Theme::of(*this);
    const AlertRow &alert = m_snapshot->rows[mark.alerts.front()];
    const bool isCurrent =
        std::any_of(mark.alerts.begin(), mark.alerts.end(),
                    [this](std::size_t i) { return m_snapshot->rows[i].id == m_current; });
    const bool isOpen = std::any_of(mark.alerts.begin(), mark.alerts.end(),
                                    [this](std::size_t i) { return !isOver(m_snapshot->rows[i]); });
    const QColor ink = alert.urgency == Urgency::Critical ? theme.critical
                       : alert.urgency == Urgency::Normal ? theme.warning
                                                          : theme.muted;
    const QRectF box = rectOf(mark);
    if (std::abs(mark.end - mark.x) > markSize / 2) {
        QColor line = ink;
        line.setAlphaF(0.45F);
        painter.setPen(QPen(line, 2.5, Qt::SolidLine, Qt::RoundCap));
        painter.drawLine(QPointF(mark.x, box.center().y()), QPointF(mark.end, box.center().y()));
    }
    const QPainterPath shape = shapeOf(alert.urgency, box);
    if (isCurrent) {
        painter.setPen(QPen(theme.accent, 1.5));
        painter.setBrush(Qt::NoBrush);
        painter.drawRoundedRect(box.adjusted(-3, -3, 3, 3), 4, 4);
    }
    painter.setPen(QPen(ink, 1.6, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter.setBrush(isOpen ? ink : theme.card);
    painter.drawPath(shape);
}

void AlertStrip::paintEvent(QPaintEvent *)
{
    const Theme &theme = Theme::of(*this);
    QPainter painter(this);
    painter.setLayoutDirection(Qt::LeftToRight); // see valuelabels.h
    painter.setRenderHint(QPainter::Antialiasing);
    paintAxis(painter);
    for (const Mark &mark : m_marks)
        paintMark(painter, mark);
    // The numbers on top, where there is room for them before the next mark.
    painter.setPen(theme.muted);
    for (std::size_t i = 0; i < m_marks.size(); ++i) {
        const Mark &mark = m_marks[i];
        if (mark.alerts.size() < 2)
            continue;
        const QString number =
            countCompact(static_cast<std::int64_t>(mark.alerts.size()), locale());
        const double wide = painter.fontMetrics().horizontalAdvance(number);
        const double room = wide + markSize;
        const auto isNear = [&](const Mark &other) {
            return other.lane == mark.lane && std::abs(other.x - mark.x) < room + markSize / 2;
        };
        constexpr double gap = 3;
        const double edge = mark.x + markSize / 2;
        const bool isBefore = edge + gap + wide >= width(); // at the strip's end
        const bool isCrowded = isBefore ? i > 0 && isNear(m_marks[i - 1])
                                        : i + 1 < m_marks.size() && isNear(m_marks[i + 1]);
        if (isCrowded)
            continue;
        const double x = isBefore ? mark.x - markSize / 2 - gap - wide : edge + gap;
        // Lines end before it.
        painter.fillRect(
            QRectF(isBefore ? x - gap : edge, laneTop(mark.lane), wide + 2 * gap, laneHeight),
            theme.card);
        painter.drawText(QRectF(x, laneTop(mark.lane), room, laneHeight),
                         Qt::AlignVCenter | Qt::AlignLeft, number);
    }
    if (hasFocus()) {
        painter.setPen(theme.accent);
        painter.setBrush(Qt::NoBrush);
        painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6);
    }
}

bool AlertStrip::event(QEvent *event)
{
    if (event->type() == QEvent::ToolTip) {
        const auto *help = static_cast<QHelpEvent *>(event);
        const QString words = describe(help->pos());
        if (words.isEmpty())
            QToolTip::hideText();
        else // as text: titles from data are never mark-up
            QToolTip::showText(help->globalPos(),
                               words.toHtmlEscaped().replace(u'\n', QStringLiteral("<br>")), this);
        return true;
    }
    return QWidget::event(event);
}

void AlertStrip::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    layOut();
}

void AlertStrip::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::LayoutDirectionChange)
        layOut();
}

void AlertStrip::mouseMoveEvent(QMouseEvent *event)
{
    setCursor(markAt(event->position().toPoint()) ? Qt::PointingHandCursor : Qt::ArrowCursor);
}

void AlertStrip::mousePressEvent(QMouseEvent *event)
{
    const Mark *mark = markAt(event->position().toPoint());
    if (!mark || event->button() != Qt::LeftButton)
        return;
    // Again on the same mark: the next one it stands for.
    std::size_t next = 0;
    for (std::size_t i = 0; i < mark->alerts.size(); ++i) {
        if (m_snapshot->rows[mark->alerts[i]].id == m_current)
            next = (i + 1) % mark->alerts.size();
    }
    emit chosen(m_snapshot->rows[mark->alerts[next]].id);
}

void AlertStrip::moveTo(std::size_t mark)
{
    emit chosen(m_snapshot->rows[m_marks[mark].alerts.front()].id);
}

void AlertStrip::keyPressEvent(QKeyEvent *event)
{
    const int key = event->key();
    const bool isArrow =
        key == Qt::Key_Left || key == Qt::Key_Right || key == Qt::Key_Up || key == Qt::Key_Down;
    if (!isArrow || m_marks.empty()) {
        QWidget::keyPressEvent(event);
        return;
    }
    std::size_t current = m_marks.size();
    for (std::size_t i = 0; i < m_marks.size(); ++i) {
        for (const std::size_t alert : m_marks[i].alerts) {
            if (m_snapshot->rows[alert].id == m_current)
                current = i;
        }
    }
    if (current == m_marks.size())
        return moveTo(m_marks.size() - 1);
    const bool isHorizontal = key == Qt::Key_Left || key == Qt::Key_Right;
    const int sign = key == Qt::Key_Right || key == Qt::Key_Down ? 1 : -1;
    std::size_t best = m_marks.size();
    const auto isBetter = [&](const Mark &mark, const Mark &from) {
        if (isHorizontal)
            return mark.lane == from.lane && (mark.x - from.x) * sign > 0;
        return (mark.lane - from.lane) * sign > 0;
    };
    const auto distance = [&](const Mark &mark, const Mark &from) {
        return std::abs(mark.lane - from.lane) * 100'000.0 + std::abs(mark.x - from.x);
    };
    for (std::size_t i = 0; i < m_marks.size(); ++i) {
        if (isBetter(m_marks[i], m_marks[current]) &&
            (best == m_marks.size() ||
             distance(m_marks[i], m_marks[current]) < distance(m_marks[best], m_marks[current])))
            best = i;
    }
    if (best < m_marks.size())
        moveTo(best);
}

} // namespace outlay::ui
