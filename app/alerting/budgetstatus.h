// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/insight/exhaustion.h"
#include "models/insight/periodforecast.h"
#include "models/ledger/ledgerreader.h"
#include "models/rules/budget.h"
#include "models/rules/consumption.h"
#include "models/rules/pace.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace outlay::alerting {

/// Does a cap block?
struct CapLight
{
    enum class State : std::uint8_t
    {
        NoCap, ///< it is not to block
        WarnsOnly,
        Enforced, ///< somebody who can refuse requests has the rule
    };
    State state = State::NoCap;
    std::string reason;     ///< of WarnsOnly; of Enforced what was read back
    std::string point;      ///< the gateway it is about; empty: none
    bool isDrifted = false; ///< of WarnsOnly: another limit is set there
};
/// "no_cap", "warns_only", "enforced".
[[nodiscard]] std::string_view name(CapLight::State state);

/// How a budget, or one member of it, stands in the period that runs at an instant.
struct BudgetStatus
{
    std::shared_ptr<const Budget> budget;
    std::string member;       ///< of budget->each; empty: the one there is, or unknown
    bool isUnknown = false;   ///< what nobody is known to have spent: it has no limit
    std::string problem;      ///< why it cannot be judged, such as its time zone; empty: it can
    std::int64_t members = 0; ///< of budget->each: how many consumed anything
    /// Of a rolling one the window, up to the end of its running step. nullopt: none runs.
    std::optional<TimeRange> period;
    bool isOver = false; ///< of a single period that has ended: `period` is that one
    Consumption consumed;
    /// Bills that do not say whose they are could fill a twentieth of the limit and more: what is
    /// consumed is a floor.
    bool isAtLeast = false;
    /// Of what providers count without a price and may be of its scope: in no sum.
    std::int64_t unpricedTokens = 0;
    std::optional<std::int64_t> limit; ///< in force: override, raise and allocation included
    /// consumed / limit, four places; nullopt: no limit, nothing of it is priced, or nothing of it
    /// is known.
    std::optional<double> utilization;
    std::vector<int> thresholdsCrossed; ///< reached by what is consumed, ascending; 100: exhausted
    /// If it goes on as so far: of members too, whom a forecast is too dear for. nullopt: too
    /// little of the period has passed, what is consumed is not known, or it rolls.
    std::optional<PaceOutlook> pace;
    std::optional<PeriodForecast> forecast;
    ExhaustionBand exhaustion;
    /// When it was used up, if it is; to the hour where there is no record of it, of the past.
    std::optional<Instant> exhaustedAt;
    bool isPaused = false;
    CapLight cap;

    [[nodiscard]] std::int64_t amount() const { return consumed.in(budget->unit); }
    /// More may have been spent than any sum has.
    [[nodiscard]] bool isFloor() const
    {
        return isAtLeast ||
               (budget->unit == LimitUnit::Money && (consumed.unpriced > 0 || unpricedTokens > 0));
    }
    /// Nothing is known to be its own, and much may be.
    [[nodiscard]] bool isLeftOpen() const { return isAtLeast && amount() == 0; }
    /// Bills are all that is known: they tell of money, and of tokens and requests nothing.
    [[nodiscard]] bool isUncounted() const
    {
        return budget->unit != LimitUnit::Money && consumed.requests == 0 &&
               consumed.residual != Money{};
    }
};

struct StatusOptions
{
    bool hasMembers = true;          ///< false: of each budget the fullest member
    bool hasForecasts = true;        ///< of budgets in money without members: five queries each
    bool hasMemberForecasts = false; ///< of members too: so many each
    bool hasTripwires = false;
    bool hasOverridden = false; ///< members with a limit of their own, also where they did nothing
    bool hasOver = false;       ///< single periods that have ended: what they came to
    /// `at` is not now: what came later does not count, so requests are read instead of counters.
    bool isPast = false;
};

/// In the order of the rules; members the fullest first, then by name. Several queries: not on the
/// GUI thread.
[[nodiscard]] Result<std::vector<BudgetStatus>> budgetStatuses(LedgerReader &reader,
                                                               const BudgetRules &rules, Instant at,
                                                               const StatusOptions &options);

/// What one member of a budget consumed.
struct MemberConsumption
{
    std::string member;     ///< as in BudgetStatus
    bool isUnknown = false; ///< nobody is known to have
    Consumption consumed;
};
/// Of any range, by its requests and bills: those of members that consumed anything.
[[nodiscard]] Result<std::vector<MemberConsumption>>
consumptionIn(LedgerReader &reader, const Budget &budget, const TimeRange &range);

/// A member's limit at an instant, as the ingest judges it: override, raise, and what follows from
/// `history`, its consumption in the periods before, newest first.
[[nodiscard]] std::int64_t limitInForce(const Budget &budget, const std::string &member, Instant at,
                                        const std::vector<std::int64_t> &history);

/// The rules in force in a reader's ledger.
[[nodiscard]] Result<BudgetRules> budgetRulesOf(LedgerReader &reader);

} // namespace outlay::alerting
