// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/money/result.h"

#include <string>

namespace outlay::alerting {

/// What commands have to name with --ledger to mean this one from any folder; empty: nothing, it is
/// the one they use.
[[nodiscard]] std::string ledgerForCommands(const std::string &path);

/// Of a path that a person wrote. A ledger may be made in a folder that is there; a folder that is
/// not is a Usage error that names it, unless it is that of the usual ledger: a slip of the pen
/// makes no empty ledger somewhere.
[[nodiscard]] Result<> checkLedgerFolder(const std::string &path);

} // namespace outlay::alerting
