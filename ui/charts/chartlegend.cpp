// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/chartlegend.h"

#include "ui/charts/stackedbars.h"
#include "ui/text/bidi.h"
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

void drawPoint(QPainter &painter, QPointF centre, int shape, double size)
{
    const double r = size / 2;
    const auto polygon = [&](std::initializer_list<QPointF> corners) {
        QPolygonF all;
        for (const QPointF &corner : corners)
            all << centre + corner * r;
        painter.drawPolygon(all);
    };
    switch (shape) {
    case 0:
        return painter.drawEllipse(centre, r, r);
    case 1:
        return painter.drawRect(
            QRectF(centre.x() - r * 0.85, centre.y() - r * 0.85, r * 1.7, r * 1.7));
    case 2:
        return polygon({{0, -1}, {1, 0.8}, {-1, 0.8}});
    case 3:
        return polygon({{0, -1.1}, {1.1, 0}, {0, 1.1}, {-1.1, 0}});
    case 4:
        return polygon({{0, 1}, {1, -0.8}, {-1, -0.8}});
    case 5:
        return polygon({{-1, -0.4},
                        {-0.4, -0.4},
                        {-0.4, -1},
                        {0.4, -1},
                        {0.4, -0.4},
                        {1, -0.4},
                        {1, 0.4},
                        {0.4, 0.4},
                        {0.4, 1},
                        {-0.4, 1},
                        {-0.4, 0.4},
                        {-1, 0.4}});
    case 6:
        return polygon({{-1, -1}, {0.8, 0}, {-1, 1}});
    default:
        return painter.drawRect(QRectF(centre.x() - r, centre.y() - r * 0.4, 2 * r, r * 0.8));
    }
}

ChartLegend::ChartLegend(QWidget *parent) : QWidget(parent)
{
    setObjectName(QStringLiteral("chartLegend"));
    setFont(uiFont(12));
    setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    setFixedHeight(rowHeight);
}

void ChartLegend::setSnapshot(const OverviewSnapshot &snapshot,
                              const std::vector<int> &slotsOfSeries)
{
    std::vector<LegendItem> items;
    for (std::size_t s = 0; s < snapshot.series.size(); ++s)
        items.push_back({seriesName(snapshot, snapshot.series[s]),
                         moneyExact(snapshot.series[s].total, locale()),
                         lookOf(snapshot.series[s], slotsOfSeries[s])});
    setItems(std::move(items), !snapshot.uncovered.empty());
}

void ChartLegend::setItems(std::vector<LegendItem> items, bool hasUncovered)
{
    m_items = std::move(items);
    m_hasUncovered = hasUncovered;
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
    for (std::size_t i = 0; i < m_items.size(); ++i)
        entries.push_back({m_items[i].name,
                           brushOf(m_items[i].look, palette()),
                           {},
                           static_cast<int>(i),
                           m_items[i].shape});
    if (m_hasUncovered)
        entries.push_back({tr("no records of this time"),
                           QBrush(Theme::of(*this).muted, Qt::BDiagPattern),
                           {},
                           -1,
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
        if (entry.shape < 0)
            painter.drawRoundedRect(mark, 2.5, 2.5);
        else
            drawPoint(painter, QRectF(mark).center(), entry.shape, 10);
        painter.setPen(theme.muted);
        const QRect words = layoutDirection() == Qt::RightToLeft
                                ? place.adjusted(0, 0, -markWidth, 0)
                                : place.adjusted(markWidth, 0, 0, 0);
        painter.drawText(
            words,
            static_cast<int>(Qt::AlignVCenter) |
                static_cast<int>(QStyle::visualAlignment(layoutDirection(), Qt::AlignLeft)),
            isolated(entry.name));
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
    const LegendItem &item =
        m_items[static_cast<std::size_t>(entries[static_cast<std::size_t>(entry)].series)];
    QToolTip::showText(help->globalPos(), item.name + QLatin1Char('\n') + item.hint, this);
    return true;
}

} // namespace outlay::ui
