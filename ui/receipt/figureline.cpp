// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/receipt/figureline.h"

#include "ui/theme/theme.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QTextLayout>

#include <algorithm>
#include <cmath>

namespace outlay::ui {

FigureLine::FigureLine(const QFont &font, QWidget *parent) : ElidedLabel(font, parent)
{
    setMouseTracking(true);
}

void FigureLine::setParts(const std::vector<Part> &parts)
{
    const QString between = QStringLiteral(" · ");
    QString all;
    m_places.clear();
    for (const Part &part : parts) {
        if (part.text.isEmpty())
            continue;
        if (!all.isEmpty())
            all += between;
        if (part.figure >= 0)
            m_places.push_back(
                {part.figure, static_cast<int>(all.size()), static_cast<int>(part.text.size())});
        all += part.text;
    }
    m_current = std::min(m_current, m_places.empty() ? 0 : m_places.size() - 1);
    setFocusPolicy(m_places.empty() ? Qt::NoFocus : Qt::StrongFocus);
    setText(all);
    say();
    update();
}

/// What a screen reader says: the figure that Space would ask of comes first.
void FigureLine::say()
{
    setAccessibleName(text());
    if (m_current < m_places.size())
        setAccessibleDescription(
            tr("Space: receipt of %1", "figure")
                .arg(text().mid(m_places[m_current].start, m_places[m_current].length)));
}

/// As ElidedLabel draws it: in the text's own direction, at the window's beginning.
QRect FigureLine::rectOf(const Place &place) const
{
    QTextLayout words(text(), font());
    QTextOption option;
    option.setTextDirection(text().isRightToLeft() ? Qt::RightToLeft : Qt::LeftToRight);
    words.setTextOption(option);
    words.beginLayout();
    QTextLine line = words.createLine();
    line.setLineWidth(1e6);
    words.endLayout();
    const double width = line.naturalTextWidth();
    double from = line.cursorToX(place.start);
    double to = line.cursorToX(place.start + place.length);
    const double first =
        std::min(line.cursorToX(0), line.cursorToX(static_cast<int>(text().size())));
    if (from > to)
        std::swap(from, to);
    const QRect area = contentsRect();
    const bool isAtRight = layoutDirection() == Qt::RightToLeft && width < area.width();
    const double left = (isAtRight ? area.right() + 1 - width : area.left()) - first;
    return QRect(static_cast<int>(std::floor(left + from)), area.top(),
                 static_cast<int>(std::ceil(to - from)), area.height())
        .intersected(area);
}

QRect FigureLine::placeOf(int figure) const
{
    const auto found = std::find_if(m_places.begin(), m_places.end(),
                                    [&](const Place &one) { return one.figure == figure; });
    return found == m_places.end() ? QRect() : rectOf(*found);
}

const FigureLine::Place *FigureLine::at(QPoint position) const
{
    const auto found = std::find_if(m_places.begin(), m_places.end(), [&](const Place &one) {
        return rectOf(one).contains(position);
    });
    return found == m_places.end() ? nullptr : &*found;
}

void FigureLine::ask(const Place &place)
{
    emit receiptRequested(place.figure, mapToGlobal(QPoint(rectOf(place).left(), height() + 4)));
}

void FigureLine::paintEvent(QPaintEvent *event)
{
    ElidedLabel::paintEvent(event);
    if (!hasFocus() || m_current >= m_places.size())
        return;
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(Theme::of(*this).accent, 1));
    const QRectF figure(rectOf(m_places[m_current]).adjusted(-2, 0, 2, 0).intersected(rect()));
    painter.drawRoundedRect(figure.adjusted(0.5, 0.5, -0.5, -0.5), 3, 3);
}

void FigureLine::mouseMoveEvent(QMouseEvent *event)
{
    if (at(event->position().toPoint()))
        setCursor(Qt::PointingHandCursor);
    else
        unsetCursor();
    ElidedLabel::mouseMoveEvent(event);
}

void FigureLine::mouseReleaseEvent(QMouseEvent *event)
{
    const Place *place = at(event->position().toPoint());
    if (event->button() != Qt::LeftButton || !place)
        return ElidedLabel::mouseReleaseEvent(event);
    m_current = static_cast<std::size_t>(place - m_places.data());
    say();
    update();
    ask(*place);
}

void FigureLine::keyPressEvent(QKeyEvent *event)
{
    const int key = event->key();
    if (m_current >= m_places.size())
        return ElidedLabel::keyPressEvent(event);
    if (key == Qt::Key_Space || key == Qt::Key_Return || key == Qt::Key_Enter)
        return ask(m_places[m_current]);
    if (key != Qt::Key_Left && key != Qt::Key_Right)
        return ElidedLabel::keyPressEvent(event);
    const bool isOnward = (key == Qt::Key_Right) == !text().isRightToLeft();
    if (isOnward && m_current + 1 < m_places.size())
        ++m_current;
    else if (!isOnward && m_current > 0)
        --m_current;
    say();
    update();
}

void FigureLine::focusInEvent(QFocusEvent *event)
{
    ElidedLabel::focusInEvent(event);
    update();
}

void FigureLine::focusOutEvent(QFocusEvent *event)
{
    ElidedLabel::focusOutEvent(event);
    update();
}

} // namespace outlay::ui
