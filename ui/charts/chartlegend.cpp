// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/chartlegend.h"

#include "ui/charts/stackedbars.h"
#include "ui/text/labels.h"
#include "ui/text/numbers.h"
#include "ui/theme/fonts.h"
#include "ui/theme/theme.h"

#include <QHelpEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QStyle>
#include <QToolTip>

namespace outlay::ui {
namespace {

constexpr int rowHeight = 20;
constexpr int markWidth = 16;
constexpr int gap = 16;
constexpr int greatestName = 190;

QString seriesName(const OverviewSnapshot &snapshot, const Series &series)
{
    return rowLabel(snapshot.request.stackBy, series.value, series.isOther, series.isNotItemised);
}

} // namespace

ChartLegend::ChartLegend(QWidget *parent) : QWidget(parent)
{
    setObjectName(QStringLiteral("chartLegend"));
    setFont(uiFont(12));
    setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    setFixedHeight(rowHeight);
}

void ChartLegend::setSnapshot(OverviewSnapshotPtr snapshot, std::vector<int> slotsOfSeries)
{
    m_snapshot = std::move(snapshot);
    m_slots = std::move(slotsOfSeries);
    QStringList names;
    for (const Entry &entry : laidOut(width()))
        names << entry.name;
    setAccessibleName(tr("Legend"));
    setAccessibleDescription(names.join(QStringLiteral(", ")));
    takeHeight();
    update();
}

std::vector<ChartLegend::Entry> ChartLegend::laidOut(int width) const
{
    std::vector<Entry> entries;
    if (!m_snapshot)
        return entries;
    for (std::size_t s = 0; s < m_snapshot->series.size(); ++s)
        entries.push_back({seriesName(*m_snapshot, m_snapshot->series[s]),
                           seriesBrush(m_snapshot->series[s], m_slots[s], palette()),
                           {},
                           static_cast<int>(s)});
    if (!m_snapshot->uncovered.empty())
        entries.push_back({tr("no records of this time"),
                           QBrush(Theme::of(*this).muted, Qt::BDiagPattern),
                           {},
                           -1});
    const QFontMetrics metrics(font());
    int x = 0, y = 0;
    for (Entry &entry : entries) {
        entry.name = metrics.elidedText(entry.name, Qt::ElideMiddle, greatestName);
        const int own = markWidth + metrics.horizontalAdvance(entry.name) + 2;
        if (x > 0 && x + own > width) {
            x = 0;
            y += rowHeight;
        }
        entry.place = QRect(x, y, own, rowHeight);
        x += own + gap;
    }
    return entries;
}

/// By hand and not by heightForWidth(): one such widget makes a scroll area give the whole page its
/// preferred height instead of its least one.
void ChartLegend::takeHeight()
{
    const auto entries = laidOut(width());
    setFixedHeight(entries.empty() ? rowHeight : entries.back().place.bottom() + 1);
}

void ChartLegend::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    takeHeight();
}

void ChartLegend::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const Theme &theme = Theme::of(*this);
    for (const Entry &entry : laidOut(width())) {
        const QRect place = QStyle::visualRect(layoutDirection(), rect(), entry.place);
        QRect mark(entry.place.left(), entry.place.center().y() - 4, 10, 10);
        mark = QStyle::visualRect(layoutDirection(), rect(), mark);
        painter.setPen(entry.brush.style() == Qt::SolidPattern ? QPen(Qt::NoPen)
                                                               : QPen(theme.muted, 1));
        painter.setBrush(entry.brush);
        painter.drawRoundedRect(mark, 2.5, 2.5);
        painter.setPen(theme.muted);
        const QRect words = layoutDirection() == Qt::RightToLeft
                                ? place.adjusted(0, 0, -markWidth, 0)
                                : place.adjusted(markWidth, 0, 0, 0);
        painter.drawText(
            words,
            static_cast<int>(Qt::AlignVCenter) |
                static_cast<int>(QStyle::visualAlignment(layoutDirection(), Qt::AlignLeft)),
            entry.name);
    }
}

int ChartLegend::entryAt(QPoint position) const
{
    const auto entries = laidOut(width());
    for (std::size_t i = 0; i < entries.size(); ++i) {
        if (QStyle::visualRect(layoutDirection(), rect(), entries[i].place).contains(position))
            return static_cast<int>(i);
    }
    return -1;
}

void ChartLegend::mousePressEvent(QMouseEvent *event)
{
    const int entry = entryAt(event->position().toPoint());
    const auto entries = laidOut(width());
    if (entry >= 0 && entries[static_cast<std::size_t>(entry)].series >= 0)
        emit seriesActivated(entries[static_cast<std::size_t>(entry)].series);
}

bool ChartLegend::event(QEvent *event)
{
    if (event->type() != QEvent::ToolTip)
        return QWidget::event(event);
    auto *help = static_cast<QHelpEvent *>(event);
    const int entry = entryAt(help->pos());
    const auto entries = laidOut(width());
    if (entry < 0 || entries[static_cast<std::size_t>(entry)].series < 0) {
        QToolTip::hideText();
        return true;
    }
    const Series &series =
        m_snapshot
            ->series[static_cast<std::size_t>(entries[static_cast<std::size_t>(entry)].series)];
    QToolTip::showText(help->globalPos(),
                       seriesName(*m_snapshot, series) + QLatin1Char('\n') +
                           moneyExact(series.total, locale()),
                       this);
    return true;
}

} // namespace outlay::ui
