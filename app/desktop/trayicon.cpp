// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/trayicon.h"

#include <QPainter>
#include <QPainterPath>
#include <QPixmap>

#include <algorithm>
#include <cmath>

namespace outlay {
namespace {

/// Whole pixels: a blurred edge is a third of what there is at 16.
struct Vessel
{
    explicit Vessel(int pixels)
        : size(pixels)
        , line(std::max(1, qRound(pixels / 16.0)))
        , gap(std::max(1, pixels / 22))
    {
        const int margin = std::max(1, pixels / 12);
        outer = QRect(margin, margin, pixels - 2 * margin, pixels - 2 * margin);
        inner = outer.adjusted(line + gap, line + gap, -line - gap, -line - gap);
    }
    int size, line, gap;
    QRect outer, inner;
};

void paintOutline(QPainter &painter, const Vessel &vessel, const QColor &colour)
{
    const qreal radius = vessel.size / 6.0;
    QPainterPath frame;
    frame.addRoundedRect(vessel.outer, radius, radius);
    QPainterPath hole;
    const QRect inside =
        vessel.outer.adjusted(vessel.line, vessel.line, -vessel.line, -vessel.line);
    hole.addRoundedRect(inside, radius - vessel.line, radius - vessel.line);
    painter.fillPath(frame.subtracted(hole), colour);
}

/// At least a row for anything that is not nothing, and never full before it is.
int filledRows(const Vessel &vessel, double fraction)
{
    const int rows = vessel.inner.height();
    if (!(fraction > 0)) // also not a number
        return 0;
    return fraction >= 1 ? rows : std::clamp(static_cast<int>(fraction * rows), 1, rows - 1);
}

void paintFill(QPainter &painter, const Vessel &vessel, int rows, const QColor &colour)
{
    QRect filled = vessel.inner;
    filled.setTop(filled.bottom() - rows + 1);
    painter.fillRect(filled, colour);
}

void cut(QPainter &painter, const QRect &area)
{
    painter.setCompositionMode(QPainter::CompositionMode_Clear);
    painter.fillRect(area, Qt::transparent);
    painter.setCompositionMode(QPainter::CompositionMode_SourceOver);
}

/// An exclamation mark cut out of the full vessel.
void cutExclamation(QPainter &painter, const Vessel &vessel)
{
    const QRect &in = vessel.inner;
    // As even or odd as the vessel, to stand in its middle.
    const int width = std::max(2, in.width() / 5) + (std::max(2, in.width() / 5) + in.width()) % 2;
    const int left = in.left() + (in.width() - width) / 2;
    const int dot = std::max(2, in.height() / 6);
    const int top = in.top() + std::max(1, in.height() / 8);
    const int foot = in.bottom() - std::max(1, in.height() / 8) + 1;
    cut(painter, QRect(left, foot - dot, width, dot));
    cut(painter, QRect(left, top, width, foot - dot - vessel.gap - top));
}

/// A warning triangle: cut out of what is filled, painted where it is not.
void paintTriangle(QPainter &painter, const Vessel &vessel, int rows, const QColor &colour)
{
    const QRect &in = vessel.inner;
    const int height = std::max(3, in.height() / 2);
    const int foot = in.bottom() - std::max(1, in.height() / 10); // its last row
    const int parity = in.width() % 2;
    for (int row = 0; row < height; ++row) {
        const int half = std::max(1, row * in.width() * 2 / (5 * height) + 1);
        const int width = 2 * half - parity;
        const int y = foot - height + 1 + row;
        const QRect line(in.left() + (in.width() - width) / 2, y, width, 1);
        if (y > in.bottom() - rows)
            cut(painter, line);
        else
            painter.fillRect(line, colour);
    }
}

void paintQuestion(QPainter &painter, const Vessel &vessel, const QColor &colour)
{
    const QRect &in = vessel.inner;
    const qreal u = in.height() / 8.0;
    QPainterPath hook;
    const QPointF middle(vessel.size / 2.0, in.top() + 2.6 * u);
    hook.arcMoveTo(QRectF(middle.x() - 1.9 * u, middle.y() - 1.9 * u, 3.8 * u, 3.8 * u), 180);
    hook.arcTo(QRectF(middle.x() - 1.9 * u, middle.y() - 1.9 * u, 3.8 * u, 3.8 * u), 180, -225);
    hook.lineTo(middle.x(), middle.y() + 2.8 * u);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.strokePath(hook, QPen(colour, std::max(1.3, vessel.size / 11.0), Qt::SolidLine,
                                  Qt::FlatCap, Qt::RoundJoin));
    painter.setRenderHint(QPainter::Antialiasing, false);
    const int dot = std::max(2, vessel.size / 11);
    painter.fillRect(QRect((vessel.size - dot) / 2, in.bottom() + 1 - dot, dot, dot), colour);
}

/// A round badge over the upper right corner, with a ring of nothing about it.
void paintBadge(QPainter &painter, const Vessel &vessel, const QColor &colour)
{
    const qreal diameter = std::round(vessel.size * 0.5);
    const QRectF badge(vessel.size - diameter, 0, diameter, diameter);
    const qreal ring = std::max(1.0, vessel.size / 16.0);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setCompositionMode(QPainter::CompositionMode_Clear);
    painter.setBrush(Qt::black);
    painter.drawEllipse(badge.adjusted(-ring, -ring, ring, ring));
    painter.setCompositionMode(QPainter::CompositionMode_SourceOver);
    painter.setBrush(colour);
    painter.drawEllipse(badge);
    painter.setRenderHint(QPainter::Antialiasing, false);
}

} // namespace

QColor trayColour(TrayLevel level)
{
    // 3:1 or more on white as on the near black of panels.
    switch (level) {
    case TrayLevel::Unknown:
        return trayOutline();
    case TrayLevel::Ok:
        return QColor(0x1f9d68);
    case TrayLevel::Near:
        return QColor(0xc67a0a);
    case TrayLevel::Over:
    case TrayLevel::Alert:
        return QColor(0xe0445c);
    }
    return trayOutline();
}

QColor trayOutline()
{
    return QColor(0x7f8896);
}

QImage paintTrayIcon(TrayLevel level, std::optional<double> fraction, int size)
{
    QImage image(size, size, QImage::Format_ARGB32_Premultiplied);
    image.fill(Qt::transparent);
    QPainter painter(&image);
    const Vessel vessel(size);
    const QColor colour = trayColour(level);
    painter.setRenderHint(QPainter::Antialiasing);
    paintOutline(painter, vessel, level == TrayLevel::Over ? colour : trayOutline());
    painter.setRenderHint(QPainter::Antialiasing, false);
    const int rows =
        level == TrayLevel::Over ? vessel.inner.height() : filledRows(vessel, fraction.value_or(0));
    if (level == TrayLevel::Unknown)
        paintQuestion(painter, vessel, colour);
    else
        paintFill(painter, vessel, rows, colour);
    if (level == TrayLevel::Near)
        paintTriangle(painter, vessel, rows, colour);
    else if (level == TrayLevel::Over)
        cutExclamation(painter, vessel);
    else if (level == TrayLevel::Alert)
        paintBadge(painter, vessel, colour);
    return image;
}

QIcon trayIcon(const TrayState &state)
{
    QIcon icon;
    for (const int size : traySizes)
        icon.addPixmap(QPixmap::fromImage(paintTrayIcon(state.level, state.fraction, size)));
    return icon;
}

} // namespace outlay
