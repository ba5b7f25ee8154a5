// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/money/instant.h"
#include "models/money/money.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace outlay {

/// What one tracker of budgets consumed in one period, or what is to be added to it.
struct ConsumptionRow
{
    std::int64_t tracker = 0;
    Instant period;           ///< its start, or that of a rolling window's step
    std::uint32_t member = 0; ///< text id; 0: the one budget, or unknown
    Money cost, residual;
    std::int64_t tokens = 0, requests = 0, unpriced = 0;

    [[nodiscard]] bool isZero() const
    {
        return cost.nanos == 0 && residual.nanos == 0 && tokens == 0 && requests == 0 &&
               unpriced == 0;
    }
};

/// The same with the member's name, for readers.
struct ConsumedPeriod
{
    std::string member; ///< empty: the one budget, or unknown
    bool isUnknown = false;
    Instant period;
    Money cost, residual;
    std::int64_t tokens = 0, requests = 0, unpriced = 0;
};

/// A threshold that was told, for ever (DESIGN invariant 12).
struct ClaimRow
{
    std::string budget, member;
    Instant period; ///< start of the period, or of the episode
    int threshold = 0;
    std::int64_t arming = 0;
    bool isArmed = false; ///< a raised limit armed it anew; it may be claimed again
    Instant until;        ///< end of the period or episode, the end of time while that lasts
    std::string alert;
    Instant claimedAt;
};

/// What trackers consumed and which claims run, of one state of the ledger.
struct BudgetStandings
{
    std::vector<std::vector<ConsumedPeriod>> consumed; ///< in the order asked for
    struct Claim
    {
        ClaimRow row;
        std::optional<Instant> happenedAt; ///< what its alert says, where there is one
    };
    std::vector<Claim> claims; ///< by budget, member, period and threshold
};

/// An alert, its columns apart and whole as JSON of models/rules.
struct AlertRow
{
    std::string id, kind, state;
    Instant happenedAt, knownAt;
    std::string body;
};

/// One step of an alert's life.
struct AlertLogRow
{
    std::int64_t id = 0;
    std::string alert;
    Instant at;
    std::string what;    ///< opened, pending, raised, acknowledged, snoozed, reopened, resolved …
    std::string who;     ///< empty: Outlay itself
    bool isTold = false; ///< a person is to hear of it
};

/// A message to a webhook that is, was or could not be delivered.
struct OutboxRow
{
    std::int64_t id = 0;
    std::string hook;
    std::int64_t entry = 0; ///< of the log
    std::string alert, delivery, body;
    Instant createdAt, nextTry;
    std::int64_t attempts = 0;
    std::string state = "waiting"; ///< or delivered, dead
    std::string reason;
    std::optional<Instant> endedAt;
};

} // namespace outlay
