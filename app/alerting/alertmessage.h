// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/money/instant.h"
#include "models/money/money.h"
#include "models/rules/alert.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace outlay::alerting {

/// What a budget is measured in.
struct Quantity
{
    enum class Unit : std::uint8_t
    {
        Usd, ///< the value is nano-dollars
        Tokens,
        Requests,
    };
    Unit unit = Unit::Usd;
    std::int64_t value = 0;
    bool operator==(const Quantity &) const = default;
};

/// One alert in one state, as it is told to somebody outside. Plain values; an empty text or
/// optional is unknown.
struct AlertMessage
{
    std::string id;
    /// Hash of budget, period, threshold and arming: the same from every desktop that sees the
    /// same, so that a receiver tells once.
    std::string deliveryId;
    std::int64_t sequence = 0; ///< grows with what is told; deliveries may arrive in another order
    std::string kind;          ///< "budget_exhausted", …: also the runbook's name
    std::string state;         ///< "open", "acknowledged", "snoozed", "resolved"
    Urgency urgency = Urgency::Normal;
    std::string title, text;
    /// Dimension and member. Empty: everything.
    std::vector<std::pair<std::string, std::string>> scope;
    std::string owner, budget;
    std::optional<int> thresholdPercent;
    std::optional<double> utilization; ///< consumed / limit; 1 is exhausted
    std::optional<Quantity> limit, consumed;
    std::optional<Money> cost; ///< at stake
    std::int64_t unpriced = 0; ///< requests at stake that have no price, and are in no cost
    std::optional<Instant> happenedAt, knownAt;
    std::optional<std::int64_t> sourceLagMicros;
    std::string runbook; ///< its id
    std::string link;    ///< the command line that opens it

    bool operator==(const AlertMessage &) const = default;
};

/// One JSON object, compact, the same bytes for the same message: money as decimal texts of 9
/// places, times RFC 3339 UTC, null for what is unknown.
[[nodiscard]] std::string toJson(const AlertMessage &message);

} // namespace outlay::alerting
