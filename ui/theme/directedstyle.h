// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QProxyStyle>
#include <QStyledItemDelegate>

namespace outlay::ui {

/// Fusion for a window that reads from right to left: whatever stands in it keeps the order of its
/// own language, as in "978 of 7,698 well" and "Import…", which would begin with their ends.
class DirectedStyle : public QProxyStyle
{
    Q_OBJECT

public:
    DirectedStyle();

    void drawItemText(QPainter *painter, const QRect &area, int flags, const QPalette &palette,
                      bool isEnabled, const QString &text, QPalette::ColorRole role) const override;
};

/// The same of what stands in tables, which are drawn past a style that is under a style sheet.
class DirectedDelegate : public QStyledItemDelegate
{
    Q_OBJECT

public:
    using QStyledItemDelegate::QStyledItemDelegate;

    [[nodiscard]] QString displayText(const QVariant &value, const QLocale &locale) const override;
};

} // namespace outlay::ui
