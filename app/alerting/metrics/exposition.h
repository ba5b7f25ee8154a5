// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/alerting/metrics/metricssnapshot.h"

#include <cstddef>
#include <string>

namespace outlay::alerting {

/// Of each family; how many are left out is told in
/// outlay_metrics_left_out.
inline constexpr std::size_t mostMetricRows = 500;
inline constexpr const char *expositionType = "text/plain; version=0.0.4; charset=utf-8";

/// The text format of Prometheus, version 0.0.4. Money is an exact decimal. Rows with the same
/// labels are one: their first. Pure.
[[nodiscard]] std::string exposition(const MetricsSnapshot &snapshot);

} // namespace outlay::alerting
