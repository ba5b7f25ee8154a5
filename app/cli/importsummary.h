// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/output.h"
#include "models/ingest/ingest.h"

#include <chrono>

namespace outlay::cli {

/// What an import did, as the JSON document of the contract.
void writeImport(Output &out, const ImportCounts &counts, std::chrono::milliseconds elapsed);
/// Likewise, for people: with what was rejected and what to do about what is unpriced.
void printImport(Output &out, const ImportCounts &counts, std::chrono::milliseconds elapsed);

} // namespace outlay::cli
