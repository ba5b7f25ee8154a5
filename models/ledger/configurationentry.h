// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/money/instant.h"

#include <string>
#include <vector>

namespace outlay {

struct ConfigurationEntry
{
    std::string value; ///< as it was from then on
    Instant at;
    std::string who; ///< the local account; of ledgers before 29 November 2026 "local"
};

/// Every change of one configuration of the ledger at `path`, oldest first.
[[nodiscard]] Result<std::vector<ConfigurationEntry>> configurationEntries(const std::string &path,
                                                                           const std::string &name);

/// The account this process runs as: "ana", or "uid 1000" where it has no name.
[[nodiscard]] std::string localAccount();

} // namespace outlay
