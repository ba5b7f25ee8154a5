// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/alerting/webhook/outbox.h"
#include "app/alerting/webhook/payload.h"
#include "app/sources/http/httpclient.h"
#include "app/sources/schedule/backoff.h"

#include <cstdint>
#include <optional>
#include <string>

namespace outlay::alerting {

/// What came of one try.
struct WebhookResult
{
    enum class Kind : std::uint8_t
    {
        Delivered,
        Trouble, ///< may work later
        Refused, ///< another 4xx, or a redirect: a third one is the last
        Gone,    ///< 410: nobody wants it any more
    };
    Kind kind = Kind::Trouble;
    std::string reason; ///< a sentence without address, secret or body; empty if delivered
    std::optional<std::int64_t> retryAfterMicros;
};

/// By the status alone where there is one: what took the request says so in its first line, and the
/// rest of the answer is not needed. Pure.
[[nodiscard]] WebhookResult judged(const sources::HttpReply &reply, WebhookKind kind);

/// Refusals after which it is given up.
inline constexpr int mostRefusals = 3;
/// Since it was queued.
inline constexpr std::int64_t deliveryDeadlineMicros = 24 * microsPerHour;

/// How long to wait after the n-th failure in a row (n from 1), in microseconds: uniform in
/// [0, 1, 2, 4 … s up to 30 min], above what the receiver asked for.
[[nodiscard]] std::int64_t retryDelay(int failures, std::optional<std::int64_t> floorMicros,
                                      sources::Jitter &jitter);

/// When to try again, or nothing: it is dead. `failures` in a row of the webhook or of the row,
/// this one included; `refusals` of the row likewise. The last try falls on the deadline.
[[nodiscard]] std::optional<Instant> nextTryOf(const WebhookResult &result, const OutboxRow &row,
                                               int failures, int refusals, Instant now,
                                               sources::Jitter &jitter);

} // namespace outlay::alerting
