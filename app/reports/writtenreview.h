// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/reports/reviewreport.h"

#include <optional>
#include <string_view>

namespace outlay::reports {

/// Which review, as the command lines and the window ask for it.
struct ReviewRequest
{
    Step step = Step::Month;   ///< Week or Month
    std::optional<Instant> at; ///< a moment of the period; nullopt: the last one that is over
    Zone zone;
};

struct WrittenReview
{
    Review review;
    ReportPage page;
};

/// "week" or "month"; else a Usage error.
[[nodiscard]] Result<Step> parseReviewStep(std::string_view text);

/// The facts and the words, of the ledger's file and a reader of it. Several queries: not on the
/// GUI thread.
[[nodiscard]] Result<WrittenReview> writeReview(const std::string &ledger, LedgerReader &reader,
                                                const ReviewRequest &request);

} // namespace outlay::reports
