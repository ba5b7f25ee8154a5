// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/alerting/metrics/metricfamilies.h"

#include <string>

namespace outlay::alerting {

inline constexpr const char *expositionType = "text/plain; version=0.0.4; charset=utf-8";

/// The text format of Prometheus, version 0.0.4. Money is an exact decimal. Pure.
[[nodiscard]] std::string exposition(const MetricsSnapshot &snapshot);

} // namespace outlay::alerting
