// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/insight/ledgerchanges.h"
#include "ui/overview/changesnapshot.h"
#include "ui/overview/overviewsnapshot.h"

namespace outlay {

/// Whether there is a period before with as much on record.
[[nodiscard]] bool canCompare(const ui::OverviewSnapshot &snapshot);

/// Why the spend that the Overview shows differs from that of the period before it. Null: it has
/// none to be compared with, see canCompare(). `known`: of an earlier call for the same ledger. On
/// the thread of `reader`.
[[nodiscard]] Result<ui::ChangeSnapshotPtr> buildChange(LedgerReader &reader,
                                                        const ui::OverviewSnapshot &snapshot,
                                                        const CancelToken &cancel,
                                                        KnownRepricing &known);

} // namespace outlay
