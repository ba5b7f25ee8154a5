// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/output.h"
#include "app/sources/othernames.h"
#include "app/sources/sameaccount.h"
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
    bool isNote = false; ///< all is well, and a person may wonder
};

/// What is to be said of a range's time beside its figures.
struct CoverageNotes
{
    /// How long sources that are watched vouch for nothing; less than an hour in all is 0, the time
    /// reports take to arrive.
    std::int64_t unvouchedHours = 0;
    std::vector<std::string> awaited; ///< see awaitedLines()
};
[[nodiscard]] Result<CoverageNotes> coverageNotes(LedgerReader &reader, const TimeRange &range,
                                                  Instant now);
/// "Not due yet: OpenRouter publishes a day after it ends, so …", a line for each source that is to
/// be waited for.
[[nodiscard]] std::vector<std::string> awaitedLines(const CoverageAnswer &coverage);
/// After a table: where money may be invisible, and what is not due yet.
void printCoverageNotes(Output &out, const CoverageNotes &notes);

/// Where money may be invisible: keys and sources gone quiet, time nobody vouches for, bills that
/// the requests do not explain. Adds to `findings`.
[[nodiscard]] Result<> findInvisible(LedgerReader &reader, Instant now,
                                     std::vector<Finding> &findings);

/// Money that counts twice: one account polled under two names, own keys at a provider that is
/// polled as well. Adds to `findings`.
[[nodiscard]] Result<> findDoubled(LedgerReader &reader, Instant now,
                                   std::vector<Finding> &findings);

/// Of a bill and a polled source that may tell of one account: what to say, and what to do.
[[nodiscard]] std::string billSeenTwice(const sources::SameAccount &same);
[[nodiscard]] std::string coverBill(const sources::SameAccount &same);
/// Of counts whose project may be one of a bill's under another name: likewise.
[[nodiscard]] std::string namedOtherwiseText(const sources::OtherName &name);
[[nodiscard]] std::string nameAlike(const sources::OtherName &name);

} // namespace outlay::cli
