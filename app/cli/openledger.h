// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/arguments.h"
#include "models/ingest/ingest.h"
#include "models/ledger/ledgerreader.h"

#include <memory>
#include <string>

namespace outlay::cli {

/// --ledger FILE, else the user's own ledger.
[[nodiscard]] std::string ledgerPath(const Arguments &arguments);

/// For questions. A ledger that does not exist yet is an error that says how to make one.
[[nodiscard]] Result<std::unique_ptr<LedgerReader>> openReader(const Arguments &arguments);

/// For changes: creates the ledger (and its folder) if need be.
[[nodiscard]] Result<std::unique_ptr<Ingest>> openIngest(const Arguments &arguments);

} // namespace outlay::cli
