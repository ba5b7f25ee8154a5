// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/directedstyle.h"

#include "ui/text/bidi.h"

namespace outlay::ui {

DirectedStyle::DirectedStyle() : QProxyStyle(QStringLiteral("Fusion")) {}

void DirectedStyle::drawItemText(QPainter *painter, const QRect &area, int flags,
                                 const QPalette &palette, bool isEnabled, const QString &text,
                                 QPalette::ColorRole role) const
{
    QProxyStyle::drawItemText(painter, area, flags, palette, isEnabled, isolated(text), role);
}

QString DirectedDelegate::displayText(const QVariant &value, const QLocale &locale) const
{
    return isolated(QStyledItemDelegate::displayText(value, locale));
}

} // namespace outlay::ui
