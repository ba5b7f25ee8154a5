// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/insight/periodforecast.h"
#include "models/ledger/ledgerreader.h"

#include <functional>
#include <optional>
#include <vector>

namespace outlay {

/// Where forecasts find what they need: a ledger's reader, or a table in tests.
struct OutlookQueries
{
    std::function<Result<Answer>(const Query &)> run;
    LedgerFacts facts;
    std::vector<SourceInfo> sources;
    std::vector<PlanInfo> plans;
    /// What sources vouch for, and the providers' own figures; either may be missing.
    std::function<Result<CoverageAnswer>(const TimeRange &)> coverage;
    std::function<Result<std::vector<ReconciliationRow>>(const TimeRange &)> reconciliation;
    /// Plans' fees, as LedgerReader::fees(); missing: there are none.
    std::function<Result<std::vector<FeeDue>>(const TimeRange &, const std::vector<Filter> &)> fees;
};

/// Asks `reader`, which must outlive the answer.
[[nodiscard]] Result<OutlookQueries> outlookQueries(LedgerReader &reader,
                                                    const CancelToken &cancel = {});

/// A period of somebody's, and the moment it is looked at.
struct OutlookQuestion
{
    TimeRange period; ///< bounded
    Instant at;
    Zone zone; ///< in which plans' fees fall due
    std::vector<FlaggedExcess> flagged;
    /// False: of requests and bills alone, as budgets are consumed (DESIGN invariant 6).
    bool countsFees = true;
};

/// The same filters for plans that have a fee, which are the residuals there; nullopt: no plan that
/// passes has one.
[[nodiscard]] std::optional<std::vector<Filter>> feesWithin(const std::vector<PlanInfo> &plans,
                                                            const std::vector<Filter> &where);

/// How fast money goes right now.
struct Pace
{
    Money lastHour;
    Money evenHour; ///< what an hour of the period before `at` cost on average
    /// Up to when anything is known, where that is over an hour before `at`: the last hour is
    /// unknown then, not quiet.
    std::optional<Instant> staleSince;
};

/// Forecasts of one question for several scopes. What is missing is asked for once.
class LedgerOutlook
{
public:
    /// Two questions.
    [[nodiscard]] static Result<LedgerOutlook> open(OutlookQueries queries,
                                                    OutlookQuestion question);
    /// Three queries a scope. `where` as in Query: a budget's
    /// scope.
    [[nodiscard]] Result<ForecastInput> input(const std::vector<Filter> &where) const;
    [[nodiscard]] Result<PeriodForecast> forecast(const std::vector<Filter> &where) const;
    [[nodiscard]] Result<Pace> pace(const std::vector<Filter> &where, Money spent) const;

    [[nodiscard]] const OutlookQuestion &question() const { return m_question; }

private:
    LedgerOutlook(OutlookQueries queries, OutlookQuestion question);
    [[nodiscard]] Result<> findUncovered();
    [[nodiscard]] Result<> findUnfinished();
    [[nodiscard]] Result<std::vector<DatedFee>> fees(const std::vector<Filter> &where) const;

    OutlookQueries m_queries;
    OutlookQuestion m_question;
    TimeRange m_history; ///< of which hours are asked for
    Instant m_known;     ///< up to when anything is recorded
    std::vector<MissingTime> m_missing;
};

/// Up to when a ledger knows what happened: its last event, the last reading of a file of requests,
/// the last moment a source vouched for, the last day a bill tells of. The demo, which is read
/// today, ends with its events.
[[nodiscard]] std::optional<Instant> recordedUntil(const LedgerFacts &facts,
                                                   const std::vector<SourceInfo> &sources,
                                                   const CoverageAnswer &coverage);

} // namespace outlay
