// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/alerting/metrics/metricssnapshot.h"

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace outlay::alerting {

/// Of each family; how many are left out is told in outlay_metrics_left_out.
inline constexpr std::size_t mostMetricRows = 500;

/// One gauge with its rows, as any way of telling metrics takes it.
struct MetricFamily
{
    struct Row
    {
        /// In one order for all rows. Values are UTF-8 of at most 200 characters.
        std::vector<std::pair<std::string, std::string>> labels;
        std::string value; ///< decimal, exact for money: "12.345678901", "NaN"
    };
    std::string name;       ///< OpenTelemetry's way: "outlay.budget.limit"
    std::string prometheus; ///< "outlay_budget_limit_usd"
    std::string unit;       ///< UCUM: "{USD}", "s", "1"
    std::string help;
    bool isCount = false; ///< values are whole numbers
    std::vector<Row> rows;
};

/// Rows with the same labels are one: their first. A family without rows is left out: what is
/// unknown is absent. Pure.
[[nodiscard]] std::vector<MetricFamily> metricFamilies(const MetricsSnapshot &snapshot);

} // namespace outlay::alerting
