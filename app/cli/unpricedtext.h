// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/insight/unpricedcounts.h"
#include "models/ledger/ledgerreader.h"

#include <optional>
#include <string>
#include <vector>

namespace outlay::cli {

/// "vertex counts 1.1M tokens of google/claude-opus-4-1 (2 buckets) without a price".
[[nodiscard]] std::string countsText(const UnpricedCounts &counts);

/// The models of those that are in a row of the two books, separated by commas; empty: none.
[[nodiscard]] std::string unpricedIn(const ReconciliationRow &row,
                                     const std::vector<UnpricedCounts> &counts);

} // namespace outlay::cli
