// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/overview/overviewsnapshot.h"

namespace outlay::ui {

/// 2026-11-23T16:45:00Z.
inline constexpr Instant sampleNow{1'795'452'300LL * microsPerSecond};

/// A month to date with seven providers' models, unknown users, unpriced and quarantined figures.
/// Its series sum to its bucket totals, those to its total.
[[nodiscard]] OverviewSnapshot fullSnapshot();
/// Two requests of one model today.
[[nodiscard]] OverviewSnapshot littleSnapshot();
/// A ledger without anything in it.
[[nodiscard]] OverviewSnapshot emptySnapshot();

[[nodiscard]] OverviewSnapshotPtr shared(OverviewSnapshot snapshot);

} // namespace outlay::ui
