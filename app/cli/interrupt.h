// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/ledger/query.h"

namespace outlay::cli {

/// From now on the first Ctrl-C (or SIGTERM) asks the running verb to stop at the next safe point;
/// a second one ends the process at once, which the ledger survives as well. A closed pipe becomes
/// a failed write.
void catchInterrupts();

/// True once a person asked to stop.
[[nodiscard]] bool isInterrupted();

/// The same flag, for queries.
[[nodiscard]] CancelToken interruptToken();

} // namespace outlay::cli
