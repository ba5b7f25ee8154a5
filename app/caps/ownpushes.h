// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/enforcement/pushrecord.h"

#include <optional>
#include <set>
#include <string>
#include <vector>

// What this ledger has done at gateways, by its own records.
namespace outlay::enforcement {

/// Members that pushes have set a limit of a budget for. They are whom it caps also while they do
/// nothing: a period that begins takes nobody's cap away.
[[nodiscard]] std::set<std::string> membersPushed(const std::vector<PushRecord> &pushes,
                                                  const std::string &budgetId);

/// A limit that pushes have written for a cap, and that is as it was written.
struct OwnLimit
{
    std::string name; ///< of the cap
    LimitFields fields;
};
/// nullopt: none, or somebody has changed it since, so that it is theirs.
[[nodiscard]] std::optional<OwnLimit> ownLimitAt(const std::vector<PushRecord> &pushes,
                                                 const std::string &source,
                                                 const EnforcedState &state,
                                                 const std::string &capId);

} // namespace outlay::enforcement
