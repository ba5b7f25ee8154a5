// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/caps/budgetcaps.h"
#include "app/enforcement/pushrecord.h"

#include <vector>

namespace outlay::enforcement {

/// Adds what this ledger had set at gateways for caps that nobody wants any more, or no more of
/// that user or in that unit: each goes back to what was there before.
[[nodiscard]] Result<> addWithdrawn(std::vector<CapToPush> &caps, LedgerReader &reader,
                                    const std::vector<PushRecord> &pushes);

} // namespace outlay::enforcement
