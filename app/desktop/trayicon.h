// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/desktop/traystate.h"

#include <QColor>
#include <QIcon>
#include <QImage>

#include <array>

namespace outlay {

/// The sizes panels ask for, in pixels.
inline constexpr std::array traySizes{16, 22, 24, 32, 48, 64};

/// A vessel that fills toward the cap. Each level has a mark of its own beside its colour: a
/// question mark, none, a triangle, an exclamation mark cut out of the full vessel, a badge.
[[nodiscard]] QImage paintTrayIcon(TrayLevel level, std::optional<double> fraction, int size);
[[nodiscard]] QIcon trayIcon(const TrayState &state);

/// Readable on light and on dark panels: nobody tells which it is.
[[nodiscard]] QColor trayColour(TrayLevel level);
[[nodiscard]] QColor trayOutline();

} // namespace outlay
