// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/arguments.h"
#include "app/cli/budgetchange.h"

namespace outlay::cli {

/// budget ladder --user U [--endpoint E]: every limit that applies to somebody.
int showLadder(const Arguments &arguments, const StoredRules &stored);

} // namespace outlay::cli
