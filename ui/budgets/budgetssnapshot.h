// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/ledger/query.h"
#include "models/money/instant.h"
#include "models/money/zone.h"
#include "models/rules/pace.h"

#include <QString>

#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace outlay::ui {

/// What a limit counts. Amounts are int64: nano-US-dollars, tokens or attempts.
enum class BudgetUnit : std::uint8_t
{
    Money,
    Tokens,
    Requests,
};

/// What is known of a budget's cap (DESIGN section 1: honest until read back).
enum class CapState : std::uint8_t
{
    WarnsOnly,          ///< no cap, or none that has been read back equal
    Enforced,           ///< read back equal from `capPoint`
    Drifted,            ///< `capPoint` holds another limit
    NoLongerEnforced,   ///< was, until `capSince`
    NoEnforcementPoint, ///< direct provider keys: nothing in between could block
};

/// Whether the period's limit will be reached.
enum class Outlook : std::uint8_t
{
    Unknown,   ///< too early, or no history
    NotBefore, ///< not before the period's end
    Expected,  ///< within `BudgetRow::expected`
    Exhausted, ///< at `BudgetRow::exhaustedAt`
    Ended,     ///< its only period is over
    NotBegun,  ///< its only period is to come
};

/// Quantiles of the total at the period's end, in the budget's unit.
struct BudgetForecast
{
    std::int64_t p10 = 0, p50 = 0, p90 = 0;
    bool operator==(const BudgetForecast &) const = default;
};

struct BudgetPeriodWords
{
    enum class Kind : std::uint8_t
    {
        RollingHours,
        RollingDays,
        Minute, ///< counted by gateways only
        Hour,
        Day,
        Week,
        Month,
        Quarter,
        Once,
        Always, ///< all of time: what a session or a task costs in the end
    };
    Kind kind = Kind::Month;
    int length = 1;   ///< of the rolling kinds
    int startDay = 1; ///< Week: 1 Monday … 7 Sunday; Month, Quarter: 1..28
    TimeRange once;   ///< Once
    std::string zone = "UTC";
    bool operator==(const BudgetPeriodWords &) const = default;
};

/// A row of the table: a budget, or a member of one that is "one for each".
struct BudgetRow
{
    std::string id;
    std::string member;       ///< of a budget for each of a dimension; empty: the budget itself
    bool isNobody = false;    ///< what no member is known to have spent: it fills no limit
    std::int32_t parent = -1; ///< index in `BudgetsSnapshot::rows` of a row before this one
    QString name;
    std::vector<Filter> where;
    std::optional<DimensionRef> each;
    std::string owner;
    BudgetUnit unit = BudgetUnit::Money;
    std::int64_t limit = 0;               ///< in force now, raise included
    std::optional<std::int64_t> consumed; ///< nullopt: unknown
    std::int64_t notItemised = 0;         ///< part of `consumed`: residuals
    bool isAtLeast = false;               ///< more may have been spent than anybody reported
    std::vector<int> thresholds{50, 75, 90};
    std::optional<BudgetForecast> forecast; ///< hidden before 3% of the period
    /// If it goes on as so far, where there is no forecast; hidden as those are.
    std::optional<PaceOutlook> pace;
    BudgetPeriodWords period;
    TimeRange range; ///< the current period
    Outlook outlook = Outlook::Unknown;
    /// Outlook::Expected: between the 10th and 90th percentile; open: or not in this period.
    TimeRange expected;
    Instant exhaustedAt;
    CapState cap = CapState::WarnsOnly;
    bool isCap = false; ///< it is to block
    QString capPoint;   ///< "LiteLLM"
    QString capReason;  ///< why it drifted or is not enforced
    Instant capSince;
    bool isTripwire = false;
    std::optional<Instant> pausedUntil, raisedUntil;
    QString problem; ///< why nothing watches it; empty: it is watched

    bool operator==(const BudgetRow &) const = default;
};

/// Where a member's period will end: costs queries, so that it is asked for by those who see it.
struct BudgetMemberForecast
{
    std::string id, member;
    std::int64_t limit = 0; ///< that it is judged by
    std::optional<BudgetForecast> forecast;
    bool isAtLeast = false;
    Outlook outlook = Outlook::Unknown;
    TimeRange expected;
};

/// Tripwires: on from the first start, no history needed.
struct TripwireSettings
{
    bool watchesSessions = true, watchesPeople = true, watchesRepeats = true, watchesStorms = true;
    Money perSession{25'000'000'000};
    Money perHour{20'000'000'000};
    int repeats = 10;
    int repeatMinutes = 10;
    int stormAttempts = 20;
    int stormSeconds = 60;
    bool operator==(const TripwireSettings &) const = default;
};

/// Offered where there is no budget yet.
struct BudgetProposal
{
    Money amount;
    QString reasoning; ///< "The last four full weeks came to …"
};

/// All of the page, made off the GUI thread and immutable from then on.
struct BudgetsSnapshot
{
    std::uint64_t generation = 0;
    Instant now;
    Zone zone; ///< the user's
    std::vector<BudgetRow> rows;
    std::optional<BudgetProposal> proposal;
    TripwireSettings tripwires;
    /// Known values, for suggestions: dimension and value.
    std::vector<std::pair<DimensionRef, std::vector<std::string>>> known;
    std::vector<std::string> users; ///< all of the ledger
};
using BudgetsSnapshotPtr = std::shared_ptr<const BudgetsSnapshot>;

/// A budget being written.
struct BudgetDraft
{
    struct Override
    {
        std::string member;
        std::int64_t limit = 0;
        bool operator==(const Override &) const = default;
    };
    struct Allocation
    {
        int percentile = 75;
        int periods = 4;
        int marginPercent = 20;
        std::int64_t bound = 0; ///< in the budget's unit; > 0
        bool operator==(const Allocation &) const = default;
    };
    struct Raise
    {
        std::int64_t limit = 0;
        Instant until;
        bool operator==(const Raise &) const = default;
    };
    std::string id; ///< empty: new
    std::string name;
    std::vector<Filter> where;
    std::optional<DimensionRef> each;
    std::vector<Override> overrides;
    std::string parent; ///< id; empty: none
    BudgetUnit unit = BudgetUnit::Money;
    std::int64_t limit = 0;
    std::optional<Allocation> allocation;
    BudgetPeriodWords period;
    std::vector<int> thresholds{50, 75, 90};
    bool isCap = false;
    std::string owner, deputy, note;
    std::optional<Raise> raise;
    std::optional<Instant> pausedUntil;

    bool operator==(const BudgetDraft &) const = default;
};

/// What is wrong with a draft, and where.
struct BudgetFieldError
{
    enum class Field : std::uint8_t
    {
        Name,
        Scope,
        Overrides,
        Parent,
        Limit,
        Period,
        Thresholds,
        Owner,
        Raise,
        Pause,
        Allocation,
    };
    Field field = Field::Name;
    QString text;
};

/// What a draft would have done, and what saving it does.
struct BudgetPreview
{
    int periods = 0;   ///< of history looked at; 0: there is none
    int exhausted = 0; ///< of those
    /// Of all requests in those periods, how many came after the limit was reached.
    std::int64_t requests = 0, requestsAfter = 0;
    std::vector<QString> effects; ///< sentences: "Arms 75% and 90% anew."
    std::vector<BudgetFieldError> errors;
};

/// The chart and lists of one budget.
struct BudgetDetails
{
    struct Point
    {
        Instant at;
        std::int64_t consumed = 0; ///< since the period's start
        bool operator==(const Point &) const = default;
    };
    struct BandPoint
    {
        Instant at;
        BudgetForecast total; ///< since the period's start
        bool operator==(const BandPoint &) const = default;
    };
    struct Past
    {
        TimeRange range;
        std::int64_t consumed = 0;
        std::int64_t limit = 0;
        std::optional<Instant> exhaustedAt;
        bool isLimitOfThen = true; ///< else of today: it is not known what was in force
    };
    struct Change
    {
        std::uint64_t number = 0; ///< for undo
        Instant at;
        QString who;
        QString what; ///< the difference in words
        bool canUndo = false;
    };
    std::string id, member;
    BudgetRow row;
    std::vector<Point> consumed;     ///< in time order, the last one is now
    std::vector<BandPoint> forecast; ///< from now to the period's end; empty: hidden
    QString method;                  ///< of the forecast, with its track record
    std::vector<Past> history;       ///< oldest first
    std::vector<Change> changes;     ///< newest first
};

/// One person's cap in the grid.
struct UserCap
{
    std::string user;
    std::optional<Money> limit; ///< nullopt: none
    BudgetPeriodWords::Kind period = BudgetPeriodWords::Kind::Month;
    bool isCap = true;
    bool operator==(const UserCap &) const = default;
};

/// A reviewed line of a bulk change.
struct UserCapDiff
{
    std::string user;
    QString before, after;
    QString warning;
};
struct UserCapResult
{
    std::string user;
    bool isDone = false;
    QString text;
};

/// One limit that applies to a user and an endpoint.
struct LadderLimit
{
    enum class Level : std::uint8_t
    {
        System,
        Endpoint,
        Team,
        User,
    };
    Level level = Level::System;
    QString name;
    BudgetUnit unit = BudgetUnit::Money;
    BudgetPeriodWords::Kind per = BudgetPeriodWords::Kind::Month;
    int minutes = 0; ///< > 0: a window of minutes in place of `per`
    std::int64_t limit = 0;
    std::optional<std::int64_t> used; ///< nullopt: unknown
    bool isBinding = false;           ///< reached first at today's pace
    bool isEnforced = false;
    std::optional<Instant> readAt = {}; ///< of a gateway's: when it said so
    bool isAtLeast = false;             ///< of `used`: requests without a price are in no sum
};
/// A budget that counts only a part of what the user does.
struct LadderPart
{
    QString name, scope;
    BudgetUnit unit = BudgetUnit::Money;
    BudgetPeriodWords::Kind per = BudgetPeriodWords::Kind::Month;
    int minutes = 0; ///< as LadderLimit
    std::int64_t limit = 0;
};
struct LimitsLadder
{
    std::string user, endpoint;
    std::vector<LadderLimit> limits;
    std::vector<LadderPart> parts;
    bool isKnown = true;       ///< false: no request names the user
    std::string likeUser = {}; ///< then: a name that is close; empty: there is none
};

} // namespace outlay::ui
