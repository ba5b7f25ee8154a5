// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/import/dropoverlay.h"

#include "ui/theme/fonts.h"
#include "ui/theme/icons.h"
#include "ui/theme/theme.h"

#include <QPainter>

namespace outlay::ui {

DropOverlay::DropOverlay(QWidget *parent) : QWidget(parent)
{
    setObjectName(QStringLiteral("dropOverlay"));
    setAttribute(Qt::WA_TransparentForMouseEvents);
    setAccessibleName(tr("Drop to import"));
    hide();
}

void DropOverlay::paintEvent(QPaintEvent *)
{
    const Theme &theme = Theme::of(*this);
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    QColor veil = theme.window;
    veil.setAlphaF(0.86F);
    painter.fillRect(rect(), veil);
    painter.setPen(QPen(theme.accent, 2, Qt::DashLine));
    painter.drawRoundedRect(QRectF(rect()).adjusted(24, 24, -24, -24), 16, 16);
    const QPoint centre = rect().center();
    painter.drawPixmap(centre - QPoint(20, 62), symbolicPixmap("import", *this, 40, Tint::Accent));
    painter.setPen(theme.text);
    painter.setFont(displayFont(22));
    painter.drawText(QRect(0, centre.y() - 8, width(), 32), Qt::AlignCenter, tr("Drop to import"));
    painter.setPen(theme.muted);
    painter.setFont(uiFont(13));
    painter.drawText(QRect(0, centre.y() + 26, width(), 24), Qt::AlignCenter,
                     tr("Files and folders are read, never changed, and nothing leaves this "
                        "machine."));
}

} // namespace outlay::ui
