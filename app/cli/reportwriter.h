// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/livefindings.h"
#include "app/cli/output.h"
#include "app/cli/reportmeasures.h"
#include "models/insight/unpricedcounts.h"
#include "models/ledger/closedperiods.h"
#include "models/ledger/ledgerreader.h"
#include "models/ledger/query.h"
#include "models/money/currency.h"

#include <optional>
#include <vector>

namespace outlay::cli {

/// As of when a report answers, and the months it answers as they were closed.
struct AsOf
{
    Instant at;
    std::vector<ClosedPeriod> closed;
};

/// What a report says beside its figures.
struct ReportNotes
{
    LedgerFacts facts;
    std::vector<SourceInfo> sources;
    /// How to price the models without a price, one line each.
    std::vector<std::string> pricing = {};
    /// Providers' counts in the report's time and of its filters that have no price.
    std::vector<UnpricedCounts> counts = {};
    CoverageNotes coverage = {};
    std::optional<AsOf> asOf = std::nullopt;
    /// Something was billed, or counted, and all of it comes to nothing: no rows.
    bool isNothingLeft = false;
    /// To be shown in place of the usual columns.
    AskedMeasures measures = {};
    /// The table shows money in; nullopt: US dollars.
    std::optional<Currency> currency = std::nullopt;
};

/// {"from","to","rows":[…],"total":{…},"unpriced_counts":[…]}, the last where there are any.
/// Measures asked for stand behind what each row has anyway.
void writeReportJson(Output &out, const Query &query, const Answer &answer,
                     const std::optional<AsOf> &asOf = std::nullopt,
                     const AskedMeasures &asked = {},
                     const std::vector<UnpricedCounts> &counts = {});
/// Which months are as they were closed, and that the rest is not.
void printAsOf(Output &out, const Query &query, const AsOf &asOf);
/// A heading and the rows; no total, so that a column's sum is its sum.
void writeReportCsv(Output &out, const Query &query, const Answer &answer,
                    const AskedMeasures &asked = {});
/// A table with totals, basis, what is unpriced and what to do about it.
void printReport(Output &out, const Query &query, const Answer &answer, const ReportNotes &notes);

} // namespace outlay::cli
