// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/money/dimension.h"
#include "models/money/result.h"

#include <string>
#include <string_view>
#include <vector>

namespace outlay {

/// A value that requests of a ledger have.
struct FoundName
{
    Dimension dimension = Dimension::User;
    std::string value;
    bool operator==(const FoundName &) const = default;
};

/// Users, projects, teams, keys, models, tasks, agents and sessions whose name or id holds `text`,
/// whatever the case of letters: those that begin with it first, then by length. At most `limit`.
/// Nothing for less than two characters.
[[nodiscard]] Result<std::vector<FoundName>> namesLike(const std::string &ledger,
                                                       std::string_view text, int limit);

} // namespace outlay
