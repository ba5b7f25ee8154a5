// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/arguments.h"

namespace outlay::cli {

/// What is watched, with how it fares, and what was imported.
int listSources(const Arguments &arguments);
/// `source pause|resume|trip|reset NAME`.
int commandSource(const Arguments &arguments);
/// `source remove NAME [--data]`.
int removeSource(const Arguments &arguments);
/// Usage error with the known names unless the ledger has such a source, watched or imported.
[[nodiscard]] Result<> checkKnownSource(const Arguments &arguments, const std::string &name);

} // namespace outlay::cli
