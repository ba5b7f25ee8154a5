// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/alerts/alertssnapshot.h"

namespace outlay::ui {

/// As it is to be shown: itself, or a copy without names while they are hidden. What leads to
/// receipts keeps its values; who shows them cleans them.
[[nodiscard]] AlertsSnapshotPtr withoutNames(const AlertsSnapshotPtr &snapshot);
[[nodiscard]] AlertDetail withoutNames(AlertDetail detail);

} // namespace outlay::ui
