// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace outlay {

/// What the desktop knows Outlay by: the name of its desktop file, icon, D-Bus service and Wayland
/// application id. A notification whose hint says otherwise has no settings of its own in GNOME.
inline constexpr char desktopId[] = "io.github.outlay.Outlay";
/// The same as a D-Bus object path.
inline constexpr char desktopObjectPath[] = "/io/github/outlay/Outlay";

} // namespace outlay
