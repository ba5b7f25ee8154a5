// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/money/result.h"

#include <string_view>

namespace outlay::sources {

/// Whether what Outlay tells of itself may go there: https, or http to this machine; no user,
/// password or fragment. The error does not quote it: an address may be a secret.
[[nodiscard]] Result<> checkOutgoingUrl(std::string_view url);

} // namespace outlay::sources
