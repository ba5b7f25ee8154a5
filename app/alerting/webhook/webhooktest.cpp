// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/alerting/webhook/webhooktest.h"

#include <QUuid>

namespace outlay::alerting {

std::unique_ptr<WebhookAttempt> webhookTest(const WebhookSettings &settings, SecretStore &secrets,
                                            const Clock &clock)
{
    AlertMessage message;
    message.id = "test";
    message.deliveryId = "test-" + QUuid::createUuid().toString(QUuid::WithoutBraces).toStdString();
    message.kind = "test";
    message.state = "open";
    message.urgency = Urgency::Low;
    message.title = "Test of webhook " + settings.name;
    message.text = "Outlay reaches this webhook. Nothing happened.";
    message.happenedAt = message.knownAt = clock();
    message.link = "outlay-cli alerts webhook list";
    OutboxRow row;
    row.hook = settings.name;
    row.deliveryId = message.deliveryId;
    row.body = webhookBody(settings.kind, message);
    row.queuedAt = clock();
    return std::make_unique<WebhookAttempt>(settings, std::move(row), secrets, clock,
                                            WebhookLimits());
}

} // namespace outlay::alerting
