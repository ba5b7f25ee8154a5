// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

namespace outlay::alerting {

/// What commands have to name with --ledger to mean this one from any folder; empty: nothing, it is
/// the one they use.
[[nodiscard]] std::string ledgerForCommands(const std::string &path);

} // namespace outlay::alerting
