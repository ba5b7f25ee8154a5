// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/money/result.h"

#include <cstdint>
#include <string>

namespace outlay {

class Database;

/// "Outl" in ASCII: `file` and we recognise a ledger by it.
inline constexpr int ledgerApplicationId = 0x4f75746c;
inline constexpr int ledgerSchemaVersion = 13;

/// Brings a writable connection to the current schema: creates it, or copies the file aside and
/// migrates step by step, each in its own transaction. Refused: newer schema, not our file.
[[nodiscard]] Result<> migrate(Database &db);
/// The same for a ledger that is there; one that is up to date is only read.
[[nodiscard]] Result<> bringUpToDate(const std::string &path);
/// The schema of a ledger no newer than this Outlay, 0 of a file that is still empty. Refused:
/// anything else.
[[nodiscard]] Result<std::int64_t> schemaOf(Database &db);
/// Checks a read-only connection's file: ours, and of the current schema.
[[nodiscard]] Result<> checkSchema(Database &db);

} // namespace outlay
