// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/ledger/closedperiods.h"

#include <string>

namespace outlay {

struct CloseOrder
{
    std::string month; ///< "2026-10", of the ledger's zone
    std::string note;
    std::string who; ///< the local account
    Instant now;
    bool isDryRun = false; ///< tells what would be stored, and stores nothing
};

/// Freezes a month: rows, digest, and an entry of the change log, in one transaction. Usage errors:
/// no month, not over, closed already. Whether it should be closed is for others to judge, see
/// obstaclesToClosing() of insight.
[[nodiscard]] Result<ClosedPeriod> closeMonth(const std::string &ledger, const CloseOrder &order);

/// Opens a closed month again. Its frozen rows stay, for questions about the time it was closed.
/// Usage errors: it is not closed, no reason.
[[nodiscard]] Result<ClosedPeriod> reopenMonth(const std::string &ledger, const std::string &month,
                                               const ClosedPeriod::Reopening &reopening);

} // namespace outlay
