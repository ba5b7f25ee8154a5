// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/ingest/billdoubts.h"
#include "models/ledger/ledgerwriter.h"

#include <vector>

namespace outlay {

/// Decides how often lines of bills count, from all of them, whatever order they came in (sets
/// `standing`). A bill is what one provider charges one billing account for one billing period;
/// where the account is unknown, as one source tells it. Its deliveries are in order of time, then
/// of name (then of the source's, the smaller one newer), and a delivery yields
/// - in a charge period, where newer deliveries repeat at least half of its lines there;
/// - between the first and the last charge period of newer deliveries, where they repeat at least
///   half of all its lines: what they no longer list has been taken back.
/// So the parts of one delivery, and deliveries of different days, add up. Files that are parts of
/// one export (billparts.h) repeat nothing of each other: an equal line in two of them counts
/// twice.
/// Returns the bills of which that is not told for certain (billdoubts.h).
std::vector<DoubtedBill> judgeBills(std::vector<StatementRow> &rows, LedgerWriter &ledger);

} // namespace outlay
