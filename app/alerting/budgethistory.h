// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/ledger/ledgerreader.h"
#include "models/rules/budget.h"
#include "models/rules/consumption.h"

#include <optional>
#include <string>
#include <vector>

namespace outlay::alerting {

/// What was consumed between two instants of a budget's time.
struct ConsumedStep
{
    Instant at; ///< its start
    Consumption sum;
};

/// What a budget's scope, of one with members that one's, consumed in steps of the budget's zone,
/// in time order, those with nothing left out. Fees are no consumption. Two queries at most.
[[nodiscard]] Result<std::vector<ConsumedStep>> consumedSteps(LedgerReader &reader,
                                                              const Budget &budget,
                                                              const std::string &member,
                                                              const TimeRange &range, Step step);

/// When what was consumed since `range.from` reached the limit, to the hour: its end, or that of
/// the range. nullopt: it did not within the range. Two queries at most.
[[nodiscard]] Result<std::optional<Instant>>
exhaustedWithin(LedgerReader &reader, const Budget &budget, const std::string &member,
                const TimeRange &range, std::int64_t limit);

/// A period that is over, as a budget would have, or has, seen it.
struct PastPeriod
{
    TimeRange range;
    std::string member;
    Consumption consumed;
    std::int64_t limit = 0;
    std::optional<Instant> exhaustedAt; ///< to the hour: its end
    std::int64_t requestsAfter = 0;     ///< that came after it
    bool isLimitOfThen = false;         ///< else it is the limit of today
};

/// A budget as it was from an instant on, until the next.
struct BudgetVersion
{
    Instant from;
    Budget budget;
};

/// A budget tried on whole periods before now that the ledger knows from their beginning: those of
/// the last ninety days (of hours thirty), and at least six. A rolling window counts in stretches
/// of its length: each is exhausted if the window was at any hour of it.
struct BudgetTrial
{
    int periods = 0;
    int exhausted = 0; ///< with `each`: for one member at least
    std::int64_t requests = 0, requestsAfter = 0;
};
[[nodiscard]] Result<BudgetTrial> tryOnHistory(LedgerReader &reader, const Budget &budget,
                                               Instant now);

/// The last `count` periods of a budget, or of one member, oldest first: a limit and what was
/// consumed never share a row. Each is judged by the limit that was in force at its end, by
/// `versions`, oldest first; where none of them is comparable, by the limit of now.
[[nodiscard]] Result<std::vector<PastPeriod>>
pastPeriods(LedgerReader &reader, const Budget &budget, const std::string &member, Instant now,
            int count, const std::vector<BudgetVersion> &versions = {});

} // namespace outlay::alerting
