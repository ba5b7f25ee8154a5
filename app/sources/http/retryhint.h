// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/money/instant.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace outlay::sources {

/// The value of a reply's header, "" if it has none; names in lower case.
using HeaderLookup = std::function<std::string(std::string_view name)>;

/// The longest wait a server's hint is followed for, lest a slip of its stops a source for good; a
/// longer one is asked about again then.
inline constexpr std::int64_t longestHintMicros = microsPerDay;

/// How long a server asks to wait, in microseconds from now, at most longestHintMicros: from
/// `retry-after-ms`, `retry-after` (seconds, also with a fraction, or an HTTP date, which is
/// measured by the reply's own `date`) and the waits of Azure's several quotas, the longest of
/// them; then for exhausted limits the vendors' reset headers
/// (`anthropic-ratelimit-*-reset`, `x-ratelimit-reset*`). What is in the past is 0, what cannot be
/// understood is as if it were absent.
[[nodiscard]] std::optional<std::int64_t> retryHint(const HeaderLookup &header, Instant now);

/// "Mon, 23 Nov 2026 16:43:45 GMT" and the two older forms of RFC 9110.
[[nodiscard]] std::optional<Instant> parseHttpDate(std::string_view text);

} // namespace outlay::sources
