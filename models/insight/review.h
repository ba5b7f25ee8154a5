// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/insight/closing.h"
#include "models/insight/ledgerchanges.h"
#include "models/insight/taskcosts.h"
#include "models/receipt/receiptreader.h"
#include "models/rules/alert.h"

#include <optional>
#include <string>
#include <vector>

namespace outlay {

struct ReviewQuestion
{
    TimeRange period, prior; ///< bounded
    Zone zone;
};

/// The week or month that holds `at`, without it the last one that is over by the ledger's newest
/// request; against the one before. A period that the data end within is cut behind the last day
/// that has any, and the one before it where that day's requests end: like with like, as on the
/// Overview. Usage error: the ledger has no request.
[[nodiscard]] Result<ReviewQuestion> reviewQuestion(const LedgerFacts &facts, Step step,
                                                    const Zone &zone, std::optional<Instant> at);

/// A figure of a review and how it adds up.
struct ReviewFigure
{
    std::vector<Filter> where; ///< what narrows it; empty: all spend
    Measures measures;
    FigureReceipt receipt;
};

struct NamedFigure
{
    std::string name;
    ReviewFigure figure;
};

/// Whose cost the figures of a spread are: of several of that cost the first by name.
struct SpreadFigures
{
    std::optional<NamedFigure> median, p95;
};

/// `dearest` + `rest` + `unknown` + `notItemised` = the period's cost, to the nano-dollar.
struct UserCosts
{
    Spread spread; ///< of the users with a name that have a cost
    std::vector<NamedFigure> dearest;
    Money rest, unknown, notItemised;
};

/// An alert of the period, and what was done about it until the period's end, see putBackTo().
struct ReviewAlert
{
    Alert alert;
    std::vector<AlertLogRow> log; ///< oldest first
};

struct UnpricedModel
{
    std::string model; ///< "provider/model"
    std::int64_t requests = 0;
};

/// What somebody should decide, beside budgets.
struct ReviewDecisions
{
    std::vector<UnpricedModel> unpriced; ///< by name
    Money quarantined;
    std::vector<std::string> unansweredPlans; ///< sources nobody said of how they are paid
    std::vector<std::string> unmappedUsers;   ///< with use in the period, and no person; by name
};

/// The facts of a weekly or monthly review. The same data give the same review.
struct Review
{
    TimeRange period, prior;
    Zone zone;
    bool hasData = false;
    ReviewFigure total, before, unowned; ///< unowned: neither a user nor a team is known
    LedgerChange change;
    TopChanges drivers; ///< by project
    std::int64_t uncoveredMicros = 0;
    Money fees; ///< of plans; part of the cost that is not itemised
    TaskCosts tasks;
    std::vector<NamedFigure> dearestTasks;
    SpreadFigures taskSpread, userSpread;
    UserCosts users;
    std::vector<ReviewAlert> alerts; ///< by the time they happened
    /// The period is, or is of, a month that is closed.
    std::optional<ClosingComparison> closing;
    ReviewDecisions decisions;
};

/// The closing in force of the month that holds the whole period; nullopt: there is none. For
/// Review::closing. Not on the GUI thread.
[[nodiscard]] Result<std::optional<ClosingComparison>> readClosing(const std::string &ledger,
                                                                   const TimeRange &period);

/// Several queries: not on the GUI thread. `book`: see priceBookOf().
[[nodiscard]] Result<Review> readReview(LedgerReader &reader, const PriceBook &book,
                                        const ReviewQuestion &question);

} // namespace outlay
