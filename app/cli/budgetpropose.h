// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/arguments.h"

namespace outlay::cli {

/// `budget propose`: a monthly budget from the last whole weeks, with the reasoning.
int proposeBudget(const Arguments &arguments);

} // namespace outlay::cli
