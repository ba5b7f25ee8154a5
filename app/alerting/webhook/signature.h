// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace outlay::alerting {

/// Value of X-Outlay-Signature: "v1=" and the HMAC-SHA256, in hex, of "SECONDS.BODY" under the
/// secret. SECONDS is what X-Outlay-Timestamp says, since 1970: a receiver refuses old ones, so
/// that what was overheard cannot be told again.
[[nodiscard]] std::string webhookSignature(std::string_view secret, std::int64_t seconds,
                                           std::string_view body);

} // namespace outlay::alerting
