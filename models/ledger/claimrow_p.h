// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Private to models/ledger: how a claim lies in its columns.

#include "models/ledger/database.h"
#include "models/ledger/rulerows.h"

namespace outlay {

/// A row selected as budget,member,period,threshold,arming,armed,until,alert,claimed_at.
inline ClaimRow claimFrom(const SqlStatement &row)
{
    ClaimRow claim;
    claim.budget = row.text(0);
    claim.member = row.text(1);
    claim.period = {row.integer(2)};
    claim.threshold = static_cast<int>(row.integer(3));
    claim.arming = row.integer(4);
    claim.isArmed = row.integer(5) != 0;
    claim.until = {row.integer(6)};
    claim.alert = row.text(7);
    claim.claimedAt = {row.integer(8)};
    return claim;
}

} // namespace outlay
