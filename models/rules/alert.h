// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/money/instant.h"
#include "models/money/money.h"
#include "models/money/result.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace outlay {

/// What an alert is about; each has a runbook page of its name.
enum class AlertKind : std::uint8_t
{
    BudgetThreshold,
    BudgetExhausted,
    ForecastExceeds,
    BurnRateFast,
    BurnRateSlow,
    SourceSilent,
    SourceBroken,
    UnpricedSpend,
    UnpricedUnderCap,
    PriceChange,
    RetryStorm,
    TripwireSession,
    TripwireHourly,
    RepeatedPrompt,
    CapNotEnforced,
    WebhookDead,
};
inline constexpr std::size_t alertKindCount = 16;
/// "budget_threshold", …
[[nodiscard]] std::string_view name(AlertKind kind);
[[nodiscard]] std::optional<AlertKind> alertKindNamed(std::string_view name);

enum class AlertState : std::uint8_t
{
    Pending, ///< true, but not for long enough to tell anybody
    Open,
    Acknowledged, ///< somebody has it in hand
    Snoozed,      ///< comes back at `snoozedUntil` if it is still true
    Resolved,
};
[[nodiscard]] std::string_view name(AlertState state);
[[nodiscard]] std::optional<AlertState> alertStateNamed(std::string_view name);

/// How much somebody should hurry. Ordered.
enum class Urgency : std::uint8_t
{
    Low,
    Normal,
    Critical, ///< goes through quiet hours: exhausted budgets and storms
};
/// "low", "normal", "critical".
[[nodiscard]] std::string_view name(Urgency urgency);
[[nodiscard]] std::optional<Urgency> urgencyNamed(std::string_view name);
[[nodiscard]] Urgency urgencyOf(AlertKind kind, int threshold);

/// What a person is told. Texts of data are data: never markup.
struct Alert
{
    std::string id; ///< the same on every machine that sees the same
    AlertKind kind = AlertKind::BudgetThreshold;
    AlertState state = AlertState::Open;
    std::vector<std::pair<std::string, std::string>> scope; ///< dimension, value
    std::string budgetId, budgetName, owner;
    std::string unit;  ///< of consumed and limit: usd, tokens, requests; empty: neither
    int threshold = 0; ///< percent; 0: none
    std::int64_t consumed = 0, limit = 0;
    std::optional<Money> atStake; ///< nullopt: none, or nothing of it has a price
    std::int64_t unpriced = 0;    ///< requests at stake without a price: it is at least that
    std::int64_t count = 1;       ///< attempts, requests …
    std::string detail; ///< what cannot be told from the fields: a source's reason, a model
    std::vector<std::pair<std::string, std::string>> evidence; ///< what, figure

    Instant happenedAt;             ///< when it became true
    Instant knownAt;                ///< when Outlay knew
    Instant changedAt;              ///< of the state
    std::optional<Instant> endedAt; ///< it is no longer true
    std::optional<Instant> endsAt;  ///< when it ends by itself: a period's end, quiet after a storm
    std::optional<Instant> lastAt;  ///< newest request it is about
    std::optional<Instant> snoozedUntil, notifiedAt, acknowledgedAt;
    std::string acknowledgedBy, note;
    bool isExpected = false;
    std::string inhibitedBy; ///< id of an alert that says more
    /// It was over, and older than a day, before it was known: listed, never notified.
    bool isListedOnly = false;
    /// It is over because what it was of was taken out or corrected: it opens again, in silence,
    /// should that come back.
    bool isCorrected = false;
    std::string period; ///< RFC 3339 start of the budget's period, or of the episode

    [[nodiscard]] bool isActive() const
    {
        return state != AlertState::Resolved && state != AlertState::Pending;
    }
    bool operator==(const Alert &) const = default;
};

/// As the ledger keeps it.
[[nodiscard]] std::string toJson(const Alert &alert);
[[nodiscard]] Result<Alert> parseAlert(std::string_view json);

} // namespace outlay
