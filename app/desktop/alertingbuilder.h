// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/alerting/webhook/webhooksettings.h"
#include "models/ingest/ingest.h"
#include "models/ledger/ledgerreader.h"
#include "ui/alerts/alertingsettings.h"

namespace outlay {

/// Quiet hours, kinds, webhooks and endpoint, as the ledger has them.
[[nodiscard]] Result<ui::AlertingSettings> alertingSettings(LedgerReader &reader);
/// Stores what a person set. What the window does not show of a webhook (headers, certificates)
/// stays; one that is new is told what happens after `now`. Usage errors name webhook and field;
/// then nothing is stored.
[[nodiscard]] Result<> storeAlertingSettings(Ingest &ingest, const ui::AlertingSettings &settings,
                                             Instant now);
/// `known`: the one it was before, or an empty one.
[[nodiscard]] Result<alerting::WebhookSettings> webhookOf(const ui::WebhookSettings &webhook,
                                                          const alerting::WebhookSettings &known);

} // namespace outlay
