// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/caps/capgateway.h"
#include "app/cli/arguments.h"

#include <string>

namespace outlay::cli {

using enforcement::CapInput;

/// budget push [--dry-run] [--to SOURCE]: shows what it would change, then does it, reads it back
/// and keeps what was there before. Exit code 1: not every cap holds.
int pushCaps(const Arguments &arguments, const CapInput &input);
/// budget drift [--to SOURCE]: reads and compares, writes nothing. Exit code 1: not every cap is
/// enforced.
int checkDrift(const Arguments &arguments, const CapInput &input);
/// budget undo-push [PUSH] [--dry-run]: `push` empty is the last one.
int undoPush(const Arguments &arguments, const std::string &push);
/// budget limits [--from SOURCE]: the limits there are; sets nothing.
int listLimits(const Arguments &arguments);

} // namespace outlay::cli
