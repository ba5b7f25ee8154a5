// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/money/filter.h"
#include "models/money/instant.h"
#include "models/money/money.h"
#include "models/rules/budgetperiod.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace outlay {

/// What a limit counts.
enum class LimitUnit : std::uint8_t
{
    Money,    ///< amounts are nano-US-dollars
    Tokens,   ///< all tokens, see TokenUsage::total()
    Requests, ///< attempts, failed ones included
};
/// "usd", "tokens", "requests".
[[nodiscard]] std::string_view name(LimitUnit unit);
[[nodiscard]] std::optional<LimitUnit> limitUnitNamed(std::string_view name);

/// A limit that follows history: the percentile of the last periods, and a margin, never more than
/// `bound`.
struct Allocation
{
    int percentile = 75;    ///< 1..100, nearest rank
    int periods = 4;        ///< how many whole periods before, 1..26
    int marginPercent = 20; ///< 0..500
    std::int64_t bound = 0; ///< in the limit's unit; > 0
    bool operator==(const Allocation &) const = default;
};

/// A limit for a scope over a period (DESIGN section 1). Holds no consumption: changing a limit
/// never changes what was consumed.
struct Budget
{
    std::string id;            ///< never changes and is never used again; claims and alerts name it
    std::string name;          ///< unique, what people call it
    std::vector<Filter> scope; ///< all of them hold; empty: everything
    std::optional<DimensionRef> each; ///< one budget for each of its values
    struct Override
    {
        std::string member; ///< a value of `each`
        std::int64_t limit = 0;
        bool operator==(const Override &) const = default;
    };
    std::vector<Override> overrides; ///< sorted by member, each once
    std::string parent;              ///< id of another budget; empty: none

    LimitUnit unit = LimitUnit::Money;
    std::int64_t limit = 0;               ///< > 0; of one member where there is `each`
    std::optional<Allocation> allocation; ///< `limit` then holds until there is history
    BudgetPeriod period;
    std::vector<int> thresholds{50, 75, 90}; ///< percent, 1..99, ascending; 100 is always one
    bool isCap = false;                      ///< is to block; else it warns
    bool isTripwire = false;

    std::string owner, deputy, note;
    struct Raise
    {
        std::int64_t limit = 0; ///< in place of a lower one
        Instant until;
        bool operator==(const Raise &) const = default;
    };
    std::optional<Raise> raise;
    std::optional<Instant> pausedUntil;
    /// Periods that ended before are not judged: a new budget does not warn of last year.
    Instant from{std::numeric_limits<std::int64_t>::min()};

    bool operator==(const Budget &) const = default;
};

inline constexpr int exhaustedPercent = 100;

/// The limit of a member at an instant, without allocation: override, then raise.
[[nodiscard]] std::int64_t fixedLimitOf(const Budget &budget, const std::string &member,
                                        Instant at);
/// Of consumption of whole periods before, newest first; those before the first with any do not
/// count. nullopt: no history yet, or it comes to nothing.
[[nodiscard]] std::optional<std::int64_t> allocated(const Allocation &allocation,
                                                    const std::vector<std::int64_t> &history);
[[nodiscard]] inline bool isPaused(const Budget &budget, Instant at)
{
    return budget.pausedUntil && at < *budget.pausedUntil;
}

/// What the retry storm and repeated prompt are judged by; the tripwires in money are budgets.
struct DetectorLimits
{
    bool watchesStorms = true;
    int stormAttempts = 20;
    std::int64_t stormMicros = 60 * microsPerSecond;
    bool watchesRepeats = true;
    int repeatCount = 10;
    std::int64_t repeatMicros = 10 * microsPerMinute;
    bool operator==(const DetectorLimits &) const = default;
};

/// All rules that watch spend, as kept in the ledger's configuration "budgets".
struct BudgetRules
{
    std::vector<Budget> budgets; ///< sorted by name
    DetectorLimits detectors;
    /// Of budgets there were, where Ingest::changeBudgets() asks for a change: what was told of
    /// them is not to speak for a new one. Not kept with the rules.
    std::vector<std::string> formerIds;
    bool operator==(const BudgetRules &) const = default;
};

/// What is in force where nobody has said anything: no budgets, and the tripwires (a session over
/// 25 USD; a person, or a key, over 20 USD an hour).
[[nodiscard]] BudgetRules shippedRules();

/// Usage error naming the budget and the field: names and ids unique, limits positive, thresholds
/// ascending, parents that exist and have no circle, children that do not sum up to more than their
/// parent (same unit and period), dimensions that can be counted.
[[nodiscard]] Result<> checkBudgets(const BudgetRules &rules);

/// An id for a new budget, of its name; none of the rules' or of former ones.
[[nodiscard]] std::string newBudgetId(std::string_view name, const BudgetRules &rules);

/// "every user · model gpt-6", for lists and errors; never translated.
[[nodiscard]] std::string scopeText(const Budget &budget);

/// As kept, exported and imported; the same rules are the same bytes. Empty text: shippedRules().
/// Errors name the budget, by number and name, and the field.
[[nodiscard]] std::string toJson(const BudgetRules &rules);
[[nodiscard]] Result<BudgetRules> parseBudgets(std::string_view json);

/// Budgets of one tracker are consumed by the same sums: scope, members and period, not limits.
[[nodiscard]] std::string trackerKey(const Budget &budget);

} // namespace outlay
