// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/money/instant.h"
#include "models/money/result.h"

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace outlay::alerting {

/// One delivery that is due: written in the transaction of the alert it tells, one for each
/// webhook.
struct OutboxRow
{
    std::int64_t id = 0;
    std::string hook; ///< name of the webhook
    std::string deliveryId;
    std::int64_t sequence = 0;
    std::string body; ///< webhookBody(), the same on every try
    int failures = 0; ///< so far
    Instant queuedAt;
};

/// What is to be delivered, as the ledger keeps it. Called on the sender's thread only. Each call
/// is done when it returns: what was settled is not due again.
class Outbox
{
public:
    virtual ~Outbox() = default;
    /// Rows whose next try is not after `now`, neither delivered nor dead, of other webhooks than
    /// those; the earliest next try first, then the smallest sequence. At most `limit`.
    [[nodiscard]] virtual Result<std::vector<OutboxRow>>
    due(Instant now, const std::set<std::string> &exceptHooks, int limit) = 0;
    /// When the next of them is due, those due already included; nothing if none waits.
    [[nodiscard]] virtual Result<std::optional<Instant>>
    nextTry(const std::set<std::string> &exceptHooks) = 0;

    [[nodiscard]] virtual Result<> delivered(std::int64_t id, Instant at) = 0;
    /// One failure more. `reason` is a sentence for people without address or secret.
    [[nodiscard]] virtual Result<> failed(std::int64_t id, Instant at, const std::string &reason,
                                          Instant nextTry) = 0;
    /// Given up.
    [[nodiscard]] virtual Result<> dead(std::int64_t id, Instant at, const std::string &reason) = 0;
};

} // namespace outlay::alerting
