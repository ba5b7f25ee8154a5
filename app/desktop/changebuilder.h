// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/ledger/ledgerreader.h"
#include "ui/overview/changesnapshot.h"
#include "ui/overview/overviewsnapshot.h"

namespace outlay {

/// Why the spend that the Overview shows differs from that of the period before it. Null: it has
/// none to be compared with, or one that is only partly on record. On the thread of `reader`.
[[nodiscard]] Result<ui::ChangeSnapshotPtr>
buildChange(LedgerReader &reader, const ui::OverviewSnapshot &snapshot, const CancelToken &cancel);

} // namespace outlay
