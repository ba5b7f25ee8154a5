// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/basisbar.h"

#include "ui/theme/theme.h"

#include <QPainter>
#include <QPainterPath>

#include <algorithm>

namespace outlay::ui {

std::array<Money, 4> basisParts(const Measures &measures)
{
    return {measures.billed, measures.reported, measures.estimated, measures.client};
}

QBrush basisBrush(Basis basis, const QPalette &palette)
{
    const Theme &theme = Theme::of(palette);
    switch (basis) {
    case Basis::Billed:
        return theme.accent;
    case Basis::Reported:
        return theme.series[5];
    case Basis::Estimated:
        return QBrush(theme.accent, Qt::BDiagPattern);
    case Basis::Client:
    case Basis::Effective:
        break;
    }
    return QBrush(theme.muted, Qt::Dense5Pattern);
}

BasisBar::BasisBar(QWidget *parent) : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setAttribute(Qt::WA_TransparentForMouseEvents);
}

void BasisBar::setMeasures(const Measures &measures)
{
    m_parts = basisParts(measures);
    update();
}

void BasisBar::paintEvent(QPaintEvent *)
{
    double whole = 0;
    for (const Money part : m_parts)
        whole += std::max(0.0, static_cast<double>(part.nanos));
    const QRectF box = QRectF(rect());
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    QPainterPath shape;
    shape.addRoundedRect(box, box.height() / 2, box.height() / 2);
    painter.setClipPath(shape);
    painter.fillRect(box, Theme::of(*this).hover);
    double x = box.left();
    for (std::size_t i = 0; i < m_parts.size() && whole > 0; ++i) {
        const double part = std::max(0.0, static_cast<double>(m_parts.at(i).nanos));
        const double width = box.width() * part / whole;
        const bool mirrored = layoutDirection() == Qt::RightToLeft;
        const double left = mirrored ? box.right() - (x - box.left()) - width : x;
        painter.fillRect(QRectF(left, box.top(), width, box.height()),
                         basisBrush(basisOrder.at(i), palette()));
        x += width;
    }
}

} // namespace outlay::ui
