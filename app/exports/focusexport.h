// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/exports/output.h"
#include "models/ledger/ledgerreader.h"

namespace outlay {

/// What a FOCUS file holds, for the message behind it.
struct FocusSummary
{
    std::int64_t rows = 0;
    Money billed;
    /// In no row: a charge has to have a cost, and theirs is unknown, not 0.
    std::int64_t unpricedRequests = 0;
};

/// The ledger as charges of FOCUS 1.2: a row for each day of the query's zone and each combination
/// of provider, model, tier, price, key, user, team, project, cost center, environment, endpoint,
/// task kind, plan and source. The costs of the rows sum to the report of the same query. One day
/// is in memory at a time. `by`, `step`, `basis` and `top` of the query are not looked at.
[[nodiscard]] Result<FocusSummary> writeFocus(LedgerReader &reader, const Query &query, Output &out,
                                              const CancelToken &cancel = {});

} // namespace outlay
