// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/arguments.h"

namespace outlay::cli {

/// `alerts settings show|set`: quiet hours and kinds.
int alertsSettings(const Arguments &arguments);
/// `alerts metrics [on|off]`: the endpoint for Prometheus.
int alertsMetrics(const Arguments &arguments);

} // namespace outlay::cli
