// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Private to models/ledger.

#include "models/ledger/grouptable.h"
#include "models/ledger/queryplan.h"
#include "models/ledger/selection.h"

#include <vector>

namespace outlay {

class Database;

/// Is it worth finding the dearest values first? Where day cells alone answer, of a dimension of
/// which most values would be read in full only to be thrown together as `other`.
[[nodiscard]] bool canPickDearest(const Query &query, const CellPlan &plan, const Windows &windows);

/// The values among which the query's dearest rows are, read from day cells with no more than their
/// cost decoded. Nullopt: these cells do not tell, read them in full.
[[nodiscard]] Result<std::optional<std::vector<std::uint32_t>>>
dearestValues(Database &db, Selection &selection, const Query &query, const CellPlan &plan,
              const Windows &windows);

/// The same for combined days, where rows do not overlap.
[[nodiscard]] bool canPickCombined(const Query &query, const CellPlan &plan,
                                   const Selection &selection);

/// True for the ids of keys (bucket 0) among which the query's dearest rows are, by what combined
/// days have and the groups that were read already. Likewise.
using KeySet = GroupTableOf<bool>;
[[nodiscard]] Result<std::optional<KeySet>> dearestKeys(Database &db, Selection &selection,
                                                        const Query &query, const Windows &windows,
                                                        const Zone &ledgerZone,
                                                        const GroupTable &groups);

} // namespace outlay
