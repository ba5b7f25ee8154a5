// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/ledger/ledgerreader.h"
#include "ui/budgets/budgetssnapshot.h"

#include <string>

namespace outlay {

/// Every limit that applies to a user at an endpoint (empty: any), as the page shows it.
[[nodiscard]] Result<ui::LimitsLadder> budgetLadder(LedgerReader &reader, const std::string &user,
                                                    const std::string &endpoint, Instant now);

} // namespace outlay
