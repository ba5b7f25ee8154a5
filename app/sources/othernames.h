// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/ledger/ledgerreader.h"

#include <cstdint>
#include <string>
#include <vector>

namespace outlay::sources {

/// A provider's counts that yield to no bill, as they name a project which the bill does not; and
/// the bill names one which the counts do not: a number here may be a name there.
struct OtherName
{
    std::string counts, bill; ///< sources
    std::string provider;
    std::string countedProject, billedProject; ///< the first of each
    std::int64_t days = 0;                     ///< of which both tell
    std::int64_t tokens = 0;                   ///< counted in that time
};
[[nodiscard]] Result<std::vector<OtherName>> namedOtherwise(LedgerReader &reader);

} // namespace outlay::sources
