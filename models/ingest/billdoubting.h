// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/ingest/billdeliveries.h"
#include "models/ingest/billdoubts.h"

#include <vector>

namespace outlay {

/// What of a bill's lines, whose `standing` is decided, may count too often or not often enough.
/// Certain is
/// - that a line was delivered again, where newer files repeat three quarters of its export, or
///   where the newer export consists of such lines to three quarters;
/// - that it was taken back, where that holds and the newer export lacks no part: one that is
///   numbered has as many lines as the older one;
/// - that parts of one export each have it, where they have less than a quarter of their lines in
///   common and were written within the hour of one another.
[[nodiscard]] BillDoubts doubtsOf(const std::vector<StatementRow *> &lines,
                                  const BillDeliveries &deliveries, const BillHolders &holders);

} // namespace outlay
