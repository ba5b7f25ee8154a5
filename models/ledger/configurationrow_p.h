// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Private to models/ledger: a change of the configuration as a row.

#include "models/ledger/configurationentry.h"
#include "models/ledger/database.h"

namespace outlay {

/// The changes of the name ?1, oldest first.
inline constexpr const char *configurationRowsSql =
    "SELECT value,changed_at,changed_by,id,undoes FROM configuration WHERE name=?1 ORDER BY id";

[[nodiscard]] inline ConfigurationEntry configurationEntryOf(const SqlStatement &row)
{
    return {std::string(row.text(0)),
            {row.integer(1)},
            std::string(row.text(2)),
            row.integer(3),
            row.optionalInteger(4)};
}

} // namespace outlay
