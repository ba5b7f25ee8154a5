// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/arguments.h"

namespace outlay::cli {

/// "people pseudonymise NAME": says what it would do; does it with --yes.
int pseudonymise(const Arguments &arguments);

} // namespace outlay::cli
