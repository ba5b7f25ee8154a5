// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Private to models/ledger.

#include "models/ledger/cell.h"
#include "models/ledger/grouptable.h"
#include "models/ledger/query.h"
#include "models/ledger/selection.h"

namespace outlay {

/// A cell as a query's measures: Effective has the residuals in its cost, the other bases are that
/// basis's own figures.
[[nodiscard]] Measures measuresOf(const Cell &cell, Basis basis);

/// Rows in the order of Query, with `other` behind the dearest. Takes the groups' cells apart.
[[nodiscard]] std::vector<Row> rowsOf(GroupTable &groups, Selection &selection, const Query &query);

} // namespace outlay
