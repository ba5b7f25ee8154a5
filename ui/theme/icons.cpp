// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/icons.h"

#include "ui/theme/theme.h"

#include <QFile>
#include <QPainter>
#include <QSvgRenderer>
#include <QWidget>

namespace outlay::ui {
namespace {

QColor colourOf(const Theme &theme, Tint tint)
{
    switch (tint) {
    case Tint::Text:
        return theme.text;
    case Tint::Muted:
        return theme.muted;
    case Tint::Accent:
        return theme.accent;
    case Tint::OnAccent:
        return theme.onAccent;
    case Tint::Ok:
        return theme.ok;
    case Tint::Warning:
        return theme.warning;
    case Tint::Critical:
        return theme.critical;
    }
    return theme.text;
}

} // namespace

QPixmap symbolicPixmap(const char *name, const QWidget &widget, int size, Tint tint)
{
    QFile file(QStringLiteral(":/outlay/icons/%1.svg").arg(QLatin1String(name)));
    if (!file.open(QIODevice::ReadOnly))
        return {};
    QByteArray svg = file.readAll();
    svg.replace("currentColor", colourOf(Theme::of(widget), tint).name().toLatin1());
    QSvgRenderer renderer(svg);
    const qreal ratio = widget.devicePixelRatioF();
    QPixmap pixmap(QSize(size, size) * ratio);
    pixmap.setDevicePixelRatio(ratio);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    renderer.render(&painter, QRectF(0, 0, size, size));
    return pixmap;
}

QIcon symbolicIcon(const char *name, const QWidget &widget, Tint tint)
{
    return QIcon(symbolicPixmap(name, widget, 18, tint));
}

} // namespace outlay::ui
