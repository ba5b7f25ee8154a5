// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/alerting/webhook/webhooksettings.h"
#include "models/ingest/ingest.h"
#include "models/ledger/ledgerreader.h"
#include "models/money/zone.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace outlay::alerting {

/// What somebody outside is told by an entry of the log: "open", "acknowledged", "snoozed",
/// "resolved"; nullopt: nothing. What nobody was told of does not end, either. Pure.
[[nodiscard]] std::optional<std::string_view> stateTold(const AlertLogRow &entry,
                                                        const Alert &alert);

/// The same from every desktop that sees the same: of the alert, which names budget, period,
/// threshold and arming, its state, and how often it was in that state before. Pure.
[[nodiscard]] std::string deliveryIdOf(const std::string &alert, std::string_view state,
                                       int repetition);

/// An alert in a state, for somebody outside. Pure.
[[nodiscard]] AlertMessage messageOf(const Alert &alert, const AlertLogRow &entry,
                                     std::string_view state, int repetition, const Zone &zone);

/// Goes through the log behind where it was last looked through, and puts a message for each
/// webhook that it is routed to into the outbox, in the transaction that says how far it is. What
/// happened before a webhook was added is not for it. Returns how many messages there are.
/// `reader` is of the same ledger.
[[nodiscard]] Result<int> dispatchAlerts(Ingest &ingest, LedgerReader &reader,
                                         const std::vector<WebhookSettings> &hooks, Instant now);

} // namespace outlay::alerting
