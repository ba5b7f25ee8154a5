// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/ledger/ledgerreader.h"

#include <string>
#include <vector>

namespace outlay::cli {

/// One thing `doctor` has to say.
struct Finding
{
    bool isError = false; ///< figures may be wrong; else they are right as far as they go
    std::string text;
    std::string advice;
};

/// In the range, how long sources that are watched vouch for nothing; less than an hour in all is
/// 0, the time reports take to arrive.
[[nodiscard]] Result<std::int64_t> unvouchedHours(LedgerReader &reader, const TimeRange &range);

/// Where money may be invisible: keys and sources gone quiet, time nobody vouches for, bills that
/// the requests do not explain. Adds to `findings`.
[[nodiscard]] Result<> findInvisible(LedgerReader &reader, Instant now,
                                     std::vector<Finding> &findings);

/// Money that counts twice: one account polled under two names, own keys at a provider that is
/// polled as well. Adds to `findings`.
[[nodiscard]] Result<> findDoubled(LedgerReader &reader, Instant now,
                                   std::vector<Finding> &findings);

} // namespace outlay::cli
