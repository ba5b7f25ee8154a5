// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/enforcement/limit.h"

#include <string>
#include <vector>

namespace outlay::enforcement {

/// How a person is known, from Outlay's people.
struct PersonIds
{
    std::string name, email;
    std::vector<std::string> gatewayUsers; ///< a gateway's user ids
    std::vector<std::string> keys;         ///< aliases or hashes of keys that are theirs alone
};

/// Finds whom a cap is for: `member` is what Outlay calls them, a person's name, an id or an
/// alias. Fills `entity`, or says in `unmapped` why nobody is meant. A person is their user
/// there; without one, their only key: the same amount on several keys would be several times as
/// much. Pure.
[[nodiscard]] DesiredCap mapped(DesiredCap cap, const std::string &member,
                                const std::vector<PersonIds> &people,
                                const std::vector<EnforcedState> &known);

} // namespace outlay::enforcement
