// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/sources/coveragestrip.h"

#include "ui/sources/sourcewords.h"
#include "ui/text/labels.h"
#include "ui/theme/fonts.h"
#include "ui/theme/theme.h"

#include <QHelpEvent>
#include <QPainter>
#include <QPainterPath>
#include <QToolTip>

#include <algorithm>

namespace outlay::ui {
namespace {

constexpr int stripHeight = 14;
constexpr int swatch = 14;
constexpr double leastWidth = 3;
constexpr std::array kinds{CoverageKind::Watched, CoverageKind::Asleep, CoverageKind::Gap};

QString legendTitle()
{
    return CoverageStrip::tr("Coverage of the last 30 days");
}

} // namespace

QBrush coverageBrush(CoverageKind kind, const QPalette &palette)
{
    const Theme &theme = Theme::of(palette);
    switch (kind) {
    case CoverageKind::Watched: {
        QColor filled = theme.ok;
        filled.setAlphaF(theme.isDark ? 0.62F : 0.72F);
        return filled;
    }
    case CoverageKind::Asleep:
        return {theme.muted, Qt::Dense5Pattern};
    case CoverageKind::Gap:
        return {theme.warning, Qt::BDiagPattern};
    }
    return {};
}

QString coverageLabel(CoverageKind kind)
{
    switch (kind) {
    case CoverageKind::Watched:
        return CoverageStrip::tr("Vouched for");
    case CoverageKind::Asleep:
        return CoverageStrip::tr("Machine asleep");
    case CoverageKind::Gap:
        return CoverageStrip::tr("Missing");
    }
    return {};
}

CoverageStrip::CoverageStrip(QWidget *parent) : QWidget(parent)
{
    setObjectName(QStringLiteral("coverageStrip"));
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setMouseTracking(true);
}

QSize CoverageStrip::sizeHint() const
{
    return {300, stripHeight};
}

QSize CoverageStrip::minimumSizeHint() const
{
    return {120, stripHeight};
}

void CoverageStrip::setCoverage(const std::vector<Vouched> &coverage, const TimeRange &shown,
                                const Zone &zone)
{
    m_coverage = coverage;
    m_shown = shown;
    m_zone = zone;
    setAccessibleName(tr("Coverage, %1", "dates").arg(rangeLabel(shown, zone, locale(), false)));
    setAccessibleDescription(coverageSentence(coverage, shown, locale()));
    update();
}

double CoverageStrip::xOf(Instant at) const
{
    const auto length = static_cast<double>(m_shown.to.micros - m_shown.from.micros);
    const Instant within = std::clamp(at, m_shown.from, m_shown.to);
    const double part = static_cast<double>(within.micros - m_shown.from.micros) / length;
    return layoutDirection() == Qt::RightToLeft ? width() * (1 - part) : width() * part;
}

void CoverageStrip::paintEvent(QPaintEvent *)
{
    const Theme &theme = Theme::of(*this);
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF track = QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5);
    QPainterPath shape;
    shape.addRoundedRect(track, 4, 4);
    painter.fillPath(shape, theme.hover);
    if (m_shown.to > m_shown.from) {
        painter.setClipPath(shape);
        for (const Vouched &stretch : m_coverage) {
            double from = xOf(stretch.range.from);
            double to = xOf(stretch.range.to);
            if (from > to)
                std::swap(from, to);
            if (stretch.range.to <= m_shown.from || stretch.range.from >= m_shown.to)
                continue;
            // A minute in a month is still to be seen, also at the end.
            to = std::max(to, from + leastWidth);
            from = std::min(from, width() - leastWidth - 1);
            painter.fillRect(QRectF(from, 0, to - from, height()),
                             coverageBrush(stretch.kind, palette()));
        }
        painter.setClipping(false);
    }
    painter.setPen(theme.border);
    painter.drawPath(shape);
}

QString CoverageStrip::toolTipAt(int x) const
{
    for (const Vouched &stretch : m_coverage) {
        const auto [from, to] = std::minmax(xOf(stretch.range.from), xOf(stretch.range.to));
        if (x >= from - 1 && x <= to + 1)
            return tr("%1: %2", "what, dates")
                .arg(coverageLabel(stretch.kind),
                     rangeLabel({std::max(stretch.range.from, m_shown.from),
                                 std::min(stretch.range.to, m_shown.to)},
                                m_zone, locale(), false));
    }
    return tr("Nothing is known of this time.");
}

bool CoverageStrip::event(QEvent *event)
{
    if (event->type() == QEvent::ToolTip) {
        const auto *help = static_cast<QHelpEvent *>(event);
        QToolTip::showText(help->globalPos(), toolTipAt(help->pos().x()), this);
        return true;
    }
    return QWidget::event(event);
}

CoverageLegend::CoverageLegend(QWidget *parent) : QWidget(parent)
{
    setObjectName(QStringLiteral("coverageLegend"));
    setFont(uiFont(11));
    setAccessibleName(tr("Coverage: filled is vouched for, dotted the machine slept, hatched is "
                         "missing"));
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
}

QSize CoverageLegend::sizeHint() const
{
    int width = fontMetrics().horizontalAdvance(legendTitle()) + 14;
    for (const CoverageKind kind : kinds)
        width += swatch + 6 + fontMetrics().horizontalAdvance(coverageLabel(kind)) + 16;
    return {width - 12, std::max(swatch, fontMetrics().height())};
}

void CoverageLegend::paintEvent(QPaintEvent *)
{
    const Theme &theme = Theme::of(*this);
    QPainter painter(this);
    painter.setLayoutDirection(layoutDirection());
    const auto mirrored = [this](QRect area) {
        return layoutDirection() == Qt::RightToLeft
                   ? QRect(width() - area.right() - 1, area.top(), area.width(), area.height())
                   : area;
    };
    int x = fontMetrics().horizontalAdvance(legendTitle()) + 14;
    painter.setPen(theme.muted);
    painter.drawText(mirrored({0, 0, x, height()}), Qt::AlignVCenter, legendTitle());
    for (const CoverageKind kind : kinds) {
        const QRect box = mirrored({x, (height() - 10) / 2, swatch, 10});
        painter.fillRect(box, theme.hover);
        painter.fillRect(box, coverageBrush(kind, palette()));
        painter.setPen(theme.border);
        painter.drawRect(box.adjusted(0, 0, -1, -1));
        const QString label = coverageLabel(kind);
        const int wide = fontMetrics().horizontalAdvance(label);
        painter.setPen(theme.muted);
        painter.drawText(mirrored({x + swatch + 6, 0, wide + 2, height()}), Qt::AlignVCenter,
                         label);
        x += swatch + 6 + wide + 16;
    }
}

} // namespace outlay::ui
