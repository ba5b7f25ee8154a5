// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/explore/rankedbars.h"

#include "ui/explore/measurewords.h"
#include "ui/text/bidi.h"
#include "ui/text/labels.h"
#include "ui/text/numbers.h"
#include "ui/text/plurals.h"
#include "ui/theme/fonts.h"
#include "ui/theme/theme.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>

#include <algorithm>
#include <cstdlib>

namespace outlay::ui {
namespace {

constexpr int rowHeight = 25;

} // namespace

RankedBars::RankedBars(QWidget *parent) : QWidget(parent)
{
    setObjectName(QStringLiteral("rankedBars"));
    setAccessibleName(tr("Values by rank"));
    setMouseTracking(true);
    setFocusPolicy(Qt::StrongFocus);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
}

QSize RankedBars::sizeHint() const
{
    return {640, 240};
}

QSize RankedBars::minimumSizeHint() const
{
    return {320, 150};
}

void RankedBars::setSnapshot(ExploreSnapshotPtr snapshot, const SeriesColors &colors)
{
    m_snapshot = std::move(snapshot);
    m_looks.clear();
    for (const ExploreRow &row : m_snapshot->rows) {
        const bool isKnown = !row.isOther && isNamed(row.key);
        // One that has no series of its own may share another's colour.
        const int slot = isKnown && seriesOf(*m_snapshot, row) >= 0
                             ? colors.slotOf(m_snapshot->request.by(), row.key)
                             : -1;
        m_looks.push_back({slot, row.isOther || (isKnown && slot < 0), row.isNotItemised, isKnown});
    }
    m_current = std::min(m_current, shownRows() - 1);
    setAccessibleName(
        tr("%1 by %2", "measure, dimension")
            .arg(measureLabel(m_snapshot->request.measure), splitLabel(m_snapshot->request)));
    update();
}

int RankedBars::shownRows() const
{
    if (!m_snapshot)
        return 0;
    const int all = static_cast<int>(m_snapshot->rows.size());
    const int fitting = std::max(1, height() / rowHeight);
    return all <= fitting ? all : fitting - 1; // the last line says what is not shown
}

std::int64_t RankedBars::partsAt(int row) const
{
    return partsOf(m_snapshot->request.measure,
                   m_snapshot->rows[static_cast<std::size_t>(row)].measures)
        .value_or(0);
}

QRectF RankedBars::rowRect(int row) const
{
    return {0, static_cast<double>(row) * rowHeight, static_cast<double>(width()), rowHeight};
}

int RankedBars::rowAt(QPointF position) const
{
    const int row = static_cast<int>(position.y()) / rowHeight;
    return position.y() >= 0 && row < shownRows() ? row : -1;
}

QString RankedBars::describe(int row) const
{
    const ExploreRow &own = m_snapshot->rows[static_cast<std::size_t>(row)];
    QStringList lines{rowLabel(m_snapshot->request, own)};
    lines << tr("%1: %2", "name: amount")
                 .arg(measureLabel(m_snapshot->request.measure),
                      measureExact(m_snapshot->request.measure, own.measures, locale()));
    if (!own.isNotItemised)
        lines << tr("%1 request(s)", nullptr, pluralOf(own.measures.requests))
                     .arg(count(own.measures.requests, locale()));
    return lines.join(QLatin1Char('\n'));
}

void RankedBars::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setFont(uiFont(12));
    if (hasFocus()) {
        painter.setPen(QPen(Theme::of(*this).accent, 1));
        painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 8, 8);
    }
    if (!m_snapshot)
        return;
    const QFontMetrics metrics = painter.fontMetrics();
    const Measure measure = m_snapshot->request.measure;
    int names = 60, figures = 40;
    for (int row = 0; row < shownRows(); ++row) {
        const ExploreRow &own = m_snapshot->rows[static_cast<std::size_t>(row)];
        names = std::max(names, metrics.horizontalAdvance(rowLabel(m_snapshot->request, own)));
        figures = std::max(figures,
                           metrics.horizontalAdvance(figureText(measure, own.measures, locale())));
    }
    names = std::min(names, width() / 3);
    for (int row = 0; row < shownRows(); ++row)
        paintRow(painter, row, names, figures);
    const auto hidden = static_cast<int>(m_snapshot->rows.size()) - shownRows();
    if (hidden > 0) {
        painter.setPen(Theme::of(*this).muted);
        painter.drawText(
            rowRect(shownRows()).adjusted(8, 0, -8, 0), Qt::AlignLeading | Qt::AlignVCenter,
            isolated(tr("%1 more in the table", nullptr, hidden).arg(count(hidden, locale()))));
    }
}

void RankedBars::paintRow(QPainter &painter, int row, int nameWidth, int figureWidth) const
{
    const Theme &theme = Theme::of(*this);
    const QRectF line = rowRect(row);
    if (row == m_current) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(theme.hover);
        painter.drawRoundedRect(line.adjusted(2, 1, -2, -1), 5, 5);
    }
    const ExploreRow &own = m_snapshot->rows[static_cast<std::size_t>(row)];
    const Measure measure = m_snapshot->request.measure;
    std::int64_t greatest = 1;
    for (int r = 0; r < shownRows(); ++r)
        greatest = std::max<std::int64_t>(greatest, std::abs(partsAt(r)));
    painter.setPen(theme.text);
    painter.drawText(QRectF(8, line.top(), nameWidth, line.height()),
                     Qt::AlignLeading | Qt::AlignVCenter,
                     isolated(painter.fontMetrics().elidedText(rowLabel(m_snapshot->request, own),
                                                               Qt::ElideMiddle, nameWidth)));
    const double from = nameWidth + 20;
    const double room = std::max(10.0, width() - from - figureWidth - 26);
    const std::int64_t parts = partsAt(row);
    const double length =
        room * static_cast<double>(std::abs(parts)) / static_cast<double>(greatest);
    const QRectF bar(from, line.top() + 6, parts == 0 ? 0 : std::max(2.0, length),
                     line.height() - 12);
    QBrush brush = brushOf(m_looks[static_cast<std::size_t>(row)], palette());
    if (parts < 0) // a credit is no cost
        brush.setStyle(Qt::FDiagPattern);
    painter.setPen(Qt::NoPen);
    painter.setBrush(brush);
    painter.drawRoundedRect(bar, 2.5, 2.5);
    painter.setPen(theme.text);
    painter.drawText(QRectF(bar.right() + 8, line.top(), figureWidth + 10, line.height()),
                     Qt::AlignLeft | Qt::AlignVCenter, figureText(measure, own.measures, locale()));
}

void RankedBars::setCurrent(int row)
{
    if (row == m_current)
        return;
    m_current = row;
    setCursor(row >= 0 ? Qt::PointingHandCursor : Qt::ArrowCursor);
    if (row >= 0)
        setAccessibleDescription(describe(row).replace(QLatin1Char('\n'), QLatin1String("; ")));
    update();
}

void RankedBars::mouseMoveEvent(QMouseEvent *event)
{
    setCurrent(rowAt(event->position()));
    if (m_current >= 0)
        QToolTip::showText(event->globalPosition().toPoint() + QPoint(12, 8), describe(m_current),
                           this);
    else
        QToolTip::hideText();
}

void RankedBars::mousePressEvent(QMouseEvent *event)
{
    const int row = rowAt(event->position());
    if (event->button() == Qt::LeftButton && row >= 0)
        emit rowActivated(row);
    else
        QWidget::mousePressEvent(event);
}

void RankedBars::leaveEvent(QEvent *)
{
    if (!hasFocus())
        setCurrent(-1);
}

void RankedBars::focusOutEvent(QFocusEvent *event)
{
    QWidget::focusOutEvent(event);
    if (event->reason() != Qt::PopupFocusReason) // its own receipt: the place stays
        setCurrent(-1);
    update();
}

void RankedBars::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        update();
}

void RankedBars::keyPressEvent(QKeyEvent *event)
{
    const int last = shownRows() - 1;
    switch (event->key()) {
    case Qt::Key_Up:
    case Qt::Key_K:
        return setCurrent(std::clamp(m_current - 1, last < 0 ? -1 : 0, last));
    case Qt::Key_Down:
    case Qt::Key_J:
        return setCurrent(std::min(m_current + 1, last));
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (m_current >= 0)
            emit rowActivated(m_current);
        return;
    case Qt::Key_Space:
        if (m_current >= 0)
            emit receiptRequested(m_current,
                                  mapToGlobal(rowRect(m_current).bottomLeft().toPoint()));
        return;
    default:
        QWidget::keyPressEvent(event);
    }
}

bool RankedBars::event(QEvent *event)
{
    if (event->type() == QEvent::ToolTip) // shown at once while the mouse moves
        return true;
    return QWidget::event(event);
}

} // namespace outlay::ui
