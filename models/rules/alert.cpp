// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/rules/alert.h"

#include <algorithm>
#include <array>

namespace outlay {

namespace {

constexpr std::array<std::string_view, alertKindCount> kindNames = {
    "budget_threshold",   "budget_exhausted", "forecast_exceeds", "burn_rate_fast",
    "burn_rate_slow",     "source_silent",    "source_broken",    "unpriced_spend",
    "unpriced_under_cap", "price_change",     "retry_storm",      "tripwire_session",
    "tripwire_hourly",    "repeated_prompt",  "cap_not_enforced", "webhook_dead"};
constexpr std::array<std::string_view, 5> stateNames = {"pending", "open", "acknowledged",
                                                        "snoozed", "resolved"};
constexpr std::array<std::string_view, 3> urgencyNames = {"low", "normal", "critical"};

template <typename Enum, std::size_t Count>
std::optional<Enum> named(const std::array<std::string_view, Count> &names, std::string_view wanted)
{
    const auto found = std::find(names.begin(), names.end(), wanted);
    if (found == names.end())
        return std::nullopt;
    return static_cast<Enum>(found - names.begin());
}

} // namespace

std::string_view name(AlertKind kind)
{
    return kindNames[static_cast<std::size_t>(kind)];
}

std::optional<AlertKind> alertKindNamed(std::string_view wanted)
{
    return named<AlertKind>(kindNames, wanted);
}

std::string_view name(AlertState state)
{
    return stateNames[static_cast<std::size_t>(state)];
}

std::optional<AlertState> alertStateNamed(std::string_view wanted)
{
    return named<AlertState>(stateNames, wanted);
}

std::string_view name(Urgency urgency)
{
    return urgencyNames[static_cast<std::size_t>(urgency)];
}

std::optional<Urgency> urgencyNamed(std::string_view wanted)
{
    return named<Urgency>(urgencyNames, wanted);
}

Urgency urgencyOf(AlertKind kind, int threshold)
{
    using enum AlertKind;
    switch (kind) {
    case BudgetExhausted:
    case RetryStorm:
    case TripwireSession:
    case TripwireHourly:
    case BurnRateFast:
    case CapNotEnforced:
    case UnpricedUnderCap:
        return Urgency::Critical;
    case BudgetThreshold:
        return threshold >= 75 ? Urgency::Normal : Urgency::Low;
    case SourceSilent:
    case SourceBroken:
    case ForecastExceeds:
    case BurnRateSlow:
    case RepeatedPrompt:
        return Urgency::Normal;
    case UnpricedSpend:
    case PriceChange:
    case WebhookDead:
        return Urgency::Low;
    }
    return Urgency::Normal;
}

} // namespace outlay
