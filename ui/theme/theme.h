// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QPalette>
#include <QString>

#include <array>
#include <cstddef>

class QWidget;

namespace outlay::ui {

/// Series colours before "other": at most this many entities stand apart in a chart.
inline constexpr std::size_t seriesCount = 7;

/// Colours by meaning, one set for light and one for dark, and both in high contrast. Constant
/// data: widgets ask for the set that fits their palette, so a change of scheme needs no
/// registration.
struct Theme
{
    bool isDark = false;
    QColor window, card, border, text, muted, grid, hover;
    QColor accent, onAccent;
    QColor ok, warning, critical;
    /// Told apart by people with the common colour deficiencies; never the only mark.
    std::array<QColor, seriesCount> series;
    QColor other;   ///< the rest behind the top
    QColor unknown; ///< what no source names

    [[nodiscard]] static const Theme &light();
    [[nodiscard]] static const Theme &dark();
    /// Every text at 7:1 or more on its ground, edges as strong as text.
    [[nodiscard]] static const Theme &highContrast(bool isDark);
    [[nodiscard]] static const Theme &of(const QPalette &palette);
    [[nodiscard]] static const Theme &of(const QWidget &widget);

    [[nodiscard]] QPalette palette() const;
    [[nodiscard]] QString styleSheet() const;
};

enum class Scheme
{
    System, ///< whatever the desktop's palette is
    Light,
    Dark,
    HighContrast, ///< light or dark as the system
};

/// Sets style, palette and font of the application, before any widget exists: fonts by class are
/// resolved when a widget is made. Not the style sheet: under one, each of some thousand widgets is
/// styled anew as it comes into its layout, three quarters of the time until a window is there.
void prepareScheme(Scheme scheme);
/// Sets style, palette, style sheet and font of the application. `prefersDark`: what the system
/// says beside its palette, for Scheme::System.
void applyScheme(Scheme scheme, bool prefersDark = false);

} // namespace outlay::ui
