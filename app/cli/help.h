// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/output.h"
#include "app/cli/verb.h"

namespace outlay::cli {

void printOverview(Output &out, std::span<const Verb *const> verbs);
void printVerbHelp(Output &out, const Verb &verb);

} // namespace outlay::cli
