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

/// Ids of the caps that are set at a gateway by a push, and that no later one took back. Oldest
/// push first.
[[nodiscard]] std::set<std::string> pushedCaps(const std::vector<PushRecord> &pushes,
                                               const std::string &source);

/// Lines that pushes have noted at a gateway for caps.
[[nodiscard]] OwnLines ownLines(const std::vector<PushRecord> &pushes, const std::string &source);

/// What of a gateway's limit pushes have set for a cap, as far as it is as they left it.
struct OwnLimit
{
    std::string name; ///< of the cap
    LimitFields fields;
    EnforcedLimit before; ///< in those fields: what was there before anything was written
};
/// nullopt: nothing, or somebody has changed it since, so that it is theirs.
[[nodiscard]] std::optional<OwnLimit> ownLimitAt(const std::vector<PushRecord> &pushes,
                                                 const std::string &source,
                                                 const EnforcedState &state, const NotedCap &cap);

} // namespace outlay::enforcement
