// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/arguments.h"

namespace outlay::cli {

/// Finds the verb, parses its arguments and runs it. `words`: the command line without the
/// program's name. Returns the exit code.
int runCommandLine(const std::vector<std::string> &words, std::span<const Verb *const> verbs,
                   Console console);

} // namespace outlay::cli
