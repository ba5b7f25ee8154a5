// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/alerting/webhook/outbox.h"
#include "app/alerting/webhook/webhookattempt.h"
#include "app/alerting/webhook/webhooksettings.h"
#include "models/money/clock.h"

#include <QObject>
#include <QString>
#include <QTimer>

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

namespace outlay::alerting {

/// Why what waited for a webhook that a person switched off is dead.
inline constexpr std::string_view switchedOffReason = "the webhook is switched off";

struct WebhookSenderOptions
{
    Clock clock = systemClock();
    WebhookLimits limits;
    std::uint64_t seed = 0; ///< of the jitter; another one in each process
};

/// Takes what is due out of the outbox and sends it: at least once, with the same delivery id and
/// body on every try, one at a time for each webhook. A webhook that fails rests as a whole; what
/// is not taken within 24 hours, or is refused for good, is dead. Secrets are read for each try.
///
/// Lives on one thread with an event loop, not the GUI's (HttpClient). Outbox and secrets outlive
/// it.
class WebhookSender : public QObject
{
    Q_OBJECT

public:
    WebhookSender(Outbox &outbox, SecretStore &secrets, WebhookSenderOptions options = {},
                  QObject *parent = nullptr);
    /// As stop().
    ~WebhookSender() override;

    /// What is configured from now on. What waits for a webhook that is gone or switched off is
    /// dead.
    void setHooks(std::vector<WebhookSettings> hooks);
    void start();
    /// Breaks off what is under way; it is due again after the next start.
    void stop();
    /// Something was queued, or the network is back: what rests is tried at once.
    void wake();
    /// Webhooks that are being told something now.
    [[nodiscard]] int inFlight() const { return int(m_attempts.size()); }

signals:
    void delivered(qint64 id);
    void failed(qint64 id, const QString &hook, const QString &reason);
    /// For the alert "webhook_dead".
    void deadLetter(qint64 id, const QString &hook, const QString &reason);

private:
    /// How a webhook fares, in this process.
    struct Health
    {
        int failures = 0; ///< in a row
        Instant restsUntil;
        std::map<std::int64_t, int> refusals; ///< of rows not settled yet
    };
    using Write = std::function<Result<>()>;

    void pump();
    [[nodiscard]] bool begin(const OutboxRow &row);
    void took(const std::string &hook, const WebhookResult &result);
    void bury(const OutboxRow &row, const std::string &reason);
    /// Tells the outbox; what it cannot write now comes before everything else later.
    void settle(Write write);
    [[nodiscard]] bool settleRest();
    [[nodiscard]] std::set<std::string> unavailable(Instant now) const;
    void sleepUntil(std::optional<Instant> next);

    Outbox &m_outbox;
    SecretStore &m_secrets;
    const WebhookSenderOptions m_options;
    sources::Jitter m_jitter;
    std::map<std::string, WebhookSettings> m_hooks;
    std::map<std::string, Health> m_health;
    std::map<std::string, std::unique_ptr<WebhookAttempt>> m_attempts; ///< by webhook
    std::vector<Write> m_unwritten;
    QTimer m_timer;
    bool m_isStarted = false;
};

} // namespace outlay::alerting
