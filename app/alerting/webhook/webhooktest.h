// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/alerting/webhook/webhookattempt.h"

#include <memory>

namespace outlay::alerting {

/// One delivery that says it is a test, to see whether a webhook takes it. Nothing of it is kept
/// and it is not tried again. Tells finished() once it was started.
[[nodiscard]] std::unique_ptr<WebhookAttempt> webhookTest(const WebhookSettings &settings,
                                                          SecretStore &secrets, const Clock &clock);

} // namespace outlay::alerting
