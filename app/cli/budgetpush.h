// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/arguments.h"
#include "app/enforcement/mapping.h"

#include <set>
#include <string>
#include <vector>

namespace outlay::cli {

inline constexpr Option pushToOption{"to", "SOURCE", "push: the gateway, as source list names it"};
inline constexpr Option limitsFromOption{"from", "SOURCE", "limits import: the gateway"};

/// A cap and what its member is called: a person, or an id or alias of the gateway's.
struct CapToPush
{
    enforcement::DesiredCap cap; ///< entity.kind says what to look for
    std::string member;
};

/// What the verb `budget` knows of its caps.
struct PushInput
{
    std::vector<CapToPush> caps;
    std::vector<enforcement::PersonIds> people;
    std::set<std::string> freeModels; ///< priced 0 by the user's word: counted as free on purpose
    bool isMasterKeyUsed = false;
};

/// budget push [--dry-run] [--to SOURCE]: shows what it would change, then does it, reads it back
/// and keeps what was there before. Exit code 1: not every cap holds.
int pushCaps(const Arguments &arguments, const PushInput &input);
/// budget drift [--to SOURCE]: reads and compares, writes nothing. Exit code 1: not every cap is
/// enforced.
int checkDrift(const Arguments &arguments, const PushInput &input);
/// budget undo-push [PUSH] [--dry-run]: `push` empty is the last one.
int undoPush(const Arguments &arguments, const std::string &push);
/// budget limits import [--from SOURCE]: the limits there are; sets nothing.
int listLimits(const Arguments &arguments);

} // namespace outlay::cli
