// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/rules/budget.h"

namespace outlay {

/// What a budget's scope used up in one period: events, and what providers billed beyond them.
struct Consumption
{
    Money cost;     ///< effective, of events
    Money residual; ///< not itemised, DESIGN invariant 6
    std::int64_t tokens = 0;
    std::int64_t requests = 0;
    std::int64_t unpriced = 0; ///< requests without a cost: counted, never free

    bool operator==(const Consumption &) const = default;
    Consumption &operator+=(const Consumption &other)
    {
        cost += other.cost;
        residual += other.residual;
        tokens += other.tokens;
        requests += other.requests;
        unpriced += other.unpriced;
        return *this;
    }
    [[nodiscard]] bool isZero() const { return *this == Consumption{}; }
    /// In the unit's smallest part.
    [[nodiscard]] std::int64_t in(LimitUnit unit) const
    {
        switch (unit) {
        case LimitUnit::Money:
            return (cost + residual).nanos;
        case LimitUnit::Tokens:
            return tokens;
        case LimitUnit::Requests:
            return requests;
        }
        return 0;
    }
};

} // namespace outlay
