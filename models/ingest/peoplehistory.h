// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/ledger/configurationentry.h"
#include "models/ledger/people.h"

#include <optional>
#include <string>
#include <vector>

namespace outlay {

/// The persons before the last change that nothing took back; nullopt: there was none. A change to
/// what was there before the one in force takes that one back, whoever made it.
[[nodiscard]] Result<std::optional<std::vector<Person>>>
formerPeople(const std::vector<ConfigurationEntry> &history);
/// Of the ledger at `path`.
[[nodiscard]] Result<std::optional<std::vector<Person>>> formerPeople(const std::string &path);

} // namespace outlay
