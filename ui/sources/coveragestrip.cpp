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

QString awaitedLabel()
{
    return CoverageStrip::tr("Not due yet");
}

QString legendTitle()
{
    return CoverageStrip::tr("Coverage of the last 30 days");
}

struct Entry
{
    QBrush brush;
    QString label;
};

std::vector<Entry> legendEntries(const QPalette &palette)
{
    std::vector<Entry> entries;
    for (const CoverageKind kind : {CoverageKind::Watched, CoverageKind::Asleep, CoverageKind::Gap})
        entries.push_back({coverageBrush(kind, palette), coverageLabel(kind)});
    entries.push_back({awaitedBrush(palette), awaitedLabel()});
    return entries;
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

QBrush awaitedBrush(const QPalette &palette)
{
    return {Theme::of(palette).muted, Qt::VerPattern};
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

void CoverageStrip::setCoverage(const SourceRow &row, const TimeRange &shown, const Zone &zone)
{
    m_row = row;
    m_shown = shown;
    m_zone = zone;
    setAccessibleName(tr("Coverage, %1", "dates").arg(rangeLabel(shown, zone, locale(), false)));
    setAccessibleDescription(coverageSentence(row, shown, zone, locale()));
    update();
}

Instant CoverageStrip::timeAt(int x) const
{
    const double part = double(x) / std::max(1, width()); // see valuelabels.h
    const auto length = static_cast<double>(m_shown.to.micros - m_shown.from.micros);
    return {m_shown.from.micros + static_cast<std::int64_t>(length * part)};
}

double CoverageStrip::xOf(Instant at) const
{
    const auto length = static_cast<double>(m_shown.to.micros - m_shown.from.micros);
    const Instant within = std::clamp(at, m_shown.from, m_shown.to);
    const double part = static_cast<double>(within.micros - m_shown.from.micros) / length;
    return width() * part;
}

void CoverageStrip::paintStretch(QPainter &painter, const TimeRange &stretch,
                                 const QBrush &brush) const
{
    if (stretch.to <= m_shown.from || stretch.from >= m_shown.to)
        return;
    double from = xOf(stretch.from);
    double to = xOf(stretch.to);
    if (from > to)
        std::swap(from, to);
    // A minute in a month is still to be seen, also at the end.
    to = std::max(to, from + leastWidth);
    from = std::min(from, width() - leastWidth - 1);
    painter.fillRect(QRectF(from, 0, to - from, height()), brush);
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
        for (const Vouched &stretch : m_row.coverage)
            paintStretch(painter, stretch.range, coverageBrush(stretch.kind, palette()));
        if (m_row.awaited)
            paintStretch(painter, m_row.awaited->range, awaitedBrush(palette()));
        painter.setClipping(false);
    }
    painter.setPen(theme.border);
    painter.drawPath(shape);
}

QString CoverageStrip::toolTipAt(int x) const
{
    const Instant at = timeAt(x);
    if (m_row.awaited && m_row.awaited->range.contains(at))
        return tr("%1: %2", "what, dates")
            .arg(awaitedLabel(), publishingSentence(m_row.format, *m_row.awaited));
    for (const Vouched &stretch : m_row.coverage) {
        const auto [from, to] = std::minmax(xOf(stretch.range.from), xOf(stretch.range.to));
        if (x >= from - 1 && x <= to + 1)
            return tr("%1: %2", "what, dates")
                .arg(coverageLabel(stretch.kind),
                     rangeLabel({std::max(stretch.range.from, m_shown.from),
                                 std::min(stretch.range.to, m_shown.to)},
                                m_zone, locale(), false));
    }
    return m_row.since && at < *m_row.since ? tr("Before it was added.")
                                            : tr("Nothing is known of this time.");
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
                         "missing, striped is not due yet"));
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
}

QSize CoverageLegend::sizeHint() const
{
    int width = fontMetrics().horizontalAdvance(legendTitle()) + 14;
    for (const Entry &entry : legendEntries(palette()))
        width += swatch + 6 + fontMetrics().horizontalAdvance(entry.label) + 16;
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
    for (const Entry &entry : legendEntries(palette())) {
        const QRect box = mirrored({x, (height() - 10) / 2, swatch, 10});
        painter.fillRect(box, theme.hover);
        painter.fillRect(box, entry.brush);
        painter.setPen(theme.border);
        painter.drawRect(box.adjusted(0, 0, -1, -1));
        const int wide = fontMetrics().horizontalAdvance(entry.label);
        painter.setPen(theme.muted);
        painter.drawText(mirrored({x + swatch + 6, 0, wide + 2, height()}), Qt::AlignVCenter,
                         entry.label);
        x += swatch + 6 + wide + 16;
    }
}

} // namespace outlay::ui
