// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/alerting/budgetstatus.h"

#include <map>
#include <string>
#include <vector>

// A budget with members holds where each of them does: one light for it, the same on every screen.
namespace outlay::enforcement {

/// Of members' statuses that are lit: enforced where all are; else that of the first which only
/// warns, named in its reason, with how many more do.
[[nodiscard]] alerting::CapLight
foldedLight(const std::vector<const alerting::BudgetStatus *> &members);

/// How budgets stand now beside what their rules say: lit, all members, without forecasts. Asks no
/// gateway.
[[nodiscard]] Result<std::vector<alerting::BudgetStatus>>
litStatuses(LedgerReader &reader, const BudgetRules &rules, Instant now);

/// Of lit statuses the folded light of each budget, by its id.
[[nodiscard]] std::map<std::string, alerting::CapLight>
foldedLights(const std::vector<alerting::BudgetStatus> &statuses);

} // namespace outlay::enforcement
