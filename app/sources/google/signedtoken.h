// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/money/instant.h"
#include "models/money/result.h"

#include <string>
#include <string_view>

namespace outlay::sources {

/// A token that a service account signs for itself (RS256, an hour), which Google's interfaces take
/// as it is: the account's key never leaves this machine, and no other host is asked. `account`:
/// the JSON file of its key. Usage error, without the key, if it is none.
/// Reference: google.aip.dev/auth/4111.
[[nodiscard]] Result<std::string> signedToken(std::string_view account, std::string_view audience,
                                              Instant now);

} // namespace outlay::sources
