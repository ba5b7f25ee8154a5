// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/arguments.h"

namespace outlay::cli {

/// What every `undo` says where no change is left to be taken back; exit 0.
int sayNothingToUndo(const Arguments &arguments);

} // namespace outlay::cli
