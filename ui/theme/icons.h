// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QIcon>
#include <QPixmap>

class QWidget;

namespace outlay::ui {

enum class Tint
{
    Text,
    Muted,
    Accent,
    OnAccent,
    Ok,
    Warning,
    Critical,
};

/// A symbolic icon of resources/icons, drawn in a colour of the widget's theme.
[[nodiscard]] QIcon symbolicIcon(const char *name, const QWidget &widget, Tint tint = Tint::Text);
[[nodiscard]] QPixmap symbolicPixmap(const char *name, const QWidget &widget, int size,
                                     Tint tint = Tint::Text);

} // namespace outlay::ui
