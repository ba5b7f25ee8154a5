// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFont>

namespace outlay::ui {

/// Loads the bundled fonts, icons and style sheet once. Call after the application object exists.
void loadFonts();

/// Text, with tabular digits. Sizes are logical pixels.
[[nodiscard]] QFont uiFont(int pixels, QFont::Weight weight = QFont::Normal);
/// Headline figures and titles.
[[nodiscard]] QFont displayFont(int pixels);

} // namespace outlay::ui
