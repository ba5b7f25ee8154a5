// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/alerting/webhook/webhooksettings.h"
#include "models/ledger/rulerows.h"
#include "models/rules/alertstate.h"

#include <vector>

namespace outlay::alerting {

/// Webhooks whose last message was given up: one alert each, for as long as nothing is delivered
/// again. Pure; `rows` are of the outbox in any order, `known` alerts that are not over.
[[nodiscard]] std::vector<AlertReport> deadLetterReports(const std::vector<outlay::OutboxRow> &rows,
                                                         const std::vector<WebhookSettings> &hooks,
                                                         const std::vector<Alert> &known);

} // namespace outlay::alerting
