// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/money/money.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace outlay::alerting {

/// What the metrics endpoint shows, at one moment. Plain values; what is unknown is left out, never
/// 0.
struct MetricsSnapshot
{
    struct Spend
    {
        std::string provider;
        std::string period; ///< "today" or "month", of the ledger's zone
        Money amount;
    };
    struct Budget
    {
        std::string name;
        std::string scope; ///< "user=ana"; empty: everything
        std::optional<double> utilization;
        std::optional<Money> limit, consumed; ///< of budgets in money
    };
    struct Alerts
    {
        std::string state, kind;
        std::int64_t count = 0;
    };
    struct Source
    {
        std::string name;
        std::optional<std::int64_t> ageMicros; ///< since what it says last; unknown: left out
    };
    std::vector<Spend> spend;
    std::vector<Budget> budgets; ///< the most urgent first: the first 500 are shown
    std::vector<Alerts> alerts;
    std::vector<Source> sources;
    std::string version;
};

} // namespace outlay::alerting
