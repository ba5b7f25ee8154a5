// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/money/instant.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace outlay {

struct ConfigurationEntry
{
    std::string value; ///< as it was from then on
    Instant at;
    std::string who; ///< the local account; of ledgers before 29 November 2026 "local"
    std::int64_t id = 0;
    std::optional<std::int64_t> undoes; ///< id of the change that this took back
};

/// The change that an undo takes back, and what was in force before it.
struct ConfigurationUndo
{
    ConfigurationEntry change;
    std::string before;
};
/// The last of `history` (oldest first) that no undo took back; nullopt: there is none. `first` was
/// in force before all of them.
[[nodiscard]] std::optional<ConfigurationUndo>
nextUndo(const std::vector<ConfigurationEntry> &history, const std::string &first);

/// Every change of one configuration of the ledger at `path`, oldest first.
[[nodiscard]] Result<std::vector<ConfigurationEntry>> configurationEntries(const std::string &path,
                                                                           const std::string &name);

/// The account this process runs as: "ana", or "uid 1000" where it has no name.
[[nodiscard]] std::string localAccount();

} // namespace outlay
