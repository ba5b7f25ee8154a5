// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace outlay {

/// For a process that handles secrets: no core dumps (RLIMIT_CORE 0), no reading of its memory by
/// other processes of the user (PR_SET_DUMPABLE 0, not within Flatpak and Snap, whose portals look
/// into /proc), redacted logs. Safe to call again.
void protectProcess();

} // namespace outlay
