// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/enforcement/limit.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace outlay::enforcement {

/// A gateway's window: so many seconds, or calendar months.
struct BudgetDuration
{
    std::int64_t seconds = 0;
    std::int64_t months = 0;
    bool operator==(const BudgetDuration &) const = default;
};

/// "30s", "5m", "24h", "7d", "1w", "1mo" (LiteLLM); Malformed for everything else, zero included.
[[nodiscard]] Result<BudgetDuration> parseDuration(std::string_view text);

/// Whether two texts name one window: "24h" and "1d". "30d" and "1mo" are one to LiteLLM, which
/// lets both end with the calendar month; where it does not, its reset time tells.
[[nodiscard]] bool isSameDuration(const std::optional<std::string> &left,
                                  const std::optional<std::string> &right);

/// What a budget's period is called there. A Refused error says why a period has no equivalent.
[[nodiscard]] Result<std::string> durationFor(PeriodKind period);

/// The cap with the duration of its period, and why it cannot hold there where it cannot.
[[nodiscard]] Result<DesiredCap> prepared(DesiredCap cap);

} // namespace outlay::enforcement
