// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/alerting/metrics/metricssnapshot.h"
#include "models/money/instant.h"

#include <string>
#include <string_view>

namespace outlay::alerting {

/// The body of an OTLP/HTTP request for metrics, in its JSON encoding: one gauge for each family,
/// every point dated `at`. Amounts are OTLP's doubles of US dollars, the nearest to the exact
/// decimal: the wire knows no other fraction. Pure.
[[nodiscard]] std::string otlpMetrics(const MetricsSnapshot &snapshot, Instant at);

/// What a collector says it did not take, from the body of its answer; empty: it took all, or says
/// nothing that can be read.
[[nodiscard]] std::string rejectedPoints(std::string_view answer);

} // namespace outlay::alerting
