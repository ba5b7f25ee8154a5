// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/arguments.h"
#include "app/cli/budgetchange.h"
#include "models/money/zone.h"

#include <optional>
#include <string>

namespace outlay::cli {

/// The zone dates are read in: --tz, else `otherwise`.
[[nodiscard]] Result<Zone> zoneOf(const Arguments &arguments, const std::string &otherwise);
/// The word behind the verb's own; nullopt: there is none, or there are several.
[[nodiscard]] std::optional<std::string> nameOf(const Arguments &arguments);

// What changes one budget, each with its exit code.
int addBudget(const Arguments &arguments, const StoredRules &stored);
int setBudget(const Arguments &arguments, const StoredRules &stored);
int removeBudget(const Arguments &arguments, const StoredRules &stored);
int pauseBudget(const Arguments &arguments, const StoredRules &stored);
int resumeBudget(const Arguments &arguments, const StoredRules &stored);
int raiseBudget(const Arguments &arguments, const StoredRules &stored);

} // namespace outlay::cli
