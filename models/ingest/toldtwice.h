// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/ingest/billdeliveries.h"
#include "models/ingest/billdoubts.h"

#include <vector>

namespace outlay {

/// Exports of one bill that tell the same sums of the same units of sale in different lines, which
/// all count: they may be that bill twice, as Google's standard and detailed tables are, or a daily
/// export beside an hourly one, or days that begin elsewhere. What two exports tell is compared
/// where their times meet: of one use, whatever is cut from it, charge periods that overlap one
/// another without a gap come to one sum. Half of what one of them tells of that time has to come
/// out so.
[[nodiscard]] BillDoubts toldTwice(const std::vector<StatementRow *> &lines,
                                   const BillDeliveries &deliveries);

} // namespace outlay
