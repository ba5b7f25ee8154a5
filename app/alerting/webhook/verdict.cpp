// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/alerting/webhook/verdict.h"

#include <algorithm>

namespace outlay::alerting {

namespace {

constexpr std::int64_t longestPause = 30 * microsPerMinute;

/// Teams's older connectors answer 200 for what Teams itself refused, and say so in the body.
bool isRefusedInside(const QByteArray &body)
{
    return body.startsWith("Webhook message delivery failed");
}

std::string reasonOf(int status)
{
    const std::string code = " (HTTP " + std::to_string(status) + ")";
    if (status == 401 || status == 403)
        return "the receiver does not accept this sender" + code;
    if (status == 404)
        return "there is nothing at that address" + code;
    if (status == 410)
        return "the receiver is gone for good" + code;
    if (status == 413)
        return "the message is too long for the receiver" + code;
    if (status == 407)
        return "the proxy asks for a user and a password" + code;
    if (status == 429)
        return "the receiver was told too much at once" + code;
    if (status >= 300 && status < 400)
        return "the address redirects, and no redirect is followed" + code +
               "; put the final address in";
    return (status >= 500 ? "the receiver is in trouble" : "the receiver refuses the message") +
           code;
}

} // namespace

WebhookResult judged(const sources::HttpReply &reply, WebhookKind kind)
{
    using Kind = WebhookResult::Kind;
    const int status = reply.status;
    if (status >= 200 && status < 300) {
        if (kind == WebhookKind::Teams && isRefusedInside(reply.body))
            return {Kind::Trouble, "Teams refused the message behind its connector", {}};
        return {Kind::Delivered, {}, {}};
    }
    if (status < 200)
        return {Kind::Trouble, reply.reason.empty() ? "no answer" : reply.reason, {}};
    WebhookResult result{Kind::Refused, reasonOf(status), reply.retryAfterMicros};
    if (status == 410)
        result.kind = Kind::Gone;
    else if (status == 407 || status == 408 || status == 409 || status == 425 || status == 429 ||
             status >= 500)
        result.kind = Kind::Trouble;
    return result;
}

std::int64_t retryDelay(int failures, std::optional<std::int64_t> floorMicros,
                        sources::Jitter &jitter)
{
    constexpr int mostDoublings = 11; // 2,048 s: past the longest pause
    const std::int64_t span =
        std::min(microsPerSecond << std::clamp(failures - 1, 0, mostDoublings), longestPause);
    return std::max<std::int64_t>(floorMicros.value_or(0), 0) + jitter.upTo(span);
}

std::optional<Instant> nextTryOf(const WebhookResult &result, const OutboxRow &row, int failures,
                                 int refusals, Instant now, sources::Jitter &jitter)
{
    using Kind = WebhookResult::Kind;
    const Instant deadline{row.queuedAt.micros + deliveryDeadlineMicros};
    const Instant earliest{now.micros + result.retryAfterMicros.value_or(0)};
    const bool isOver = now >= deadline || earliest > deadline;
    if (result.kind == Kind::Gone || (result.kind == Kind::Refused && refusals >= mostRefusals) ||
        isOver)
        return std::nullopt;
    const Instant next{now.micros + retryDelay(failures, result.retryAfterMicros, jitter)};
    return std::min(next, deadline);
}

} // namespace outlay::alerting
