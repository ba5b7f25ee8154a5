// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/alerting/webhook/outbox.h"
#include "app/alerting/webhook/verdict.h"
#include "app/alerting/webhook/webhooksettings.h"
#include "app/sources/http/httpclient.h"
#include "app/sources/secrets/secretstore.h"

#include <QObject>

#include <memory>
#include <vector>

namespace outlay::alerting {

/// How long a receiver may take and what it may answer.
struct WebhookLimits
{
    int transferTimeoutMs = 10'000; ///< without a byte from the other side
    int totalTimeoutMs = 30'000;
    std::int64_t answerBytes = std::int64_t{64} * 1024; ///< the rest is not read
};

/// One try of one delivery: reads its secrets, signs, sends. They are scrubbed when it goes.
/// Signals come from the event loop of its thread.
class WebhookAttempt : public QObject
{
    Q_OBJECT

public:
    WebhookAttempt(WebhookSettings settings, OutboxRow row, SecretStore &secrets, Clock clock,
                   const WebhookLimits &limits);
    /// Ends it without a signal.
    ~WebhookAttempt() override = default;

    void start();
    [[nodiscard]] const OutboxRow &row() const { return m_row; }

signals:
    void finished(const outlay::alerting::WebhookResult &result);

private:
    /// What is read from the keeper of secrets, one after the other.
    struct Wanted
    {
        std::string what; ///< for error texts: "the address"
        std::string reference;
        Secret *to = nullptr;
    };
    void readNext();
    void took(const Wanted &wanted, SecretAnswer answer);
    void send();
    [[nodiscard]] Result<> open(std::string_view address);
    [[nodiscard]] std::vector<sources::HttpHeader> headers() const;
    void fail(const std::string &reason);

    const WebhookSettings m_settings;
    const OutboxRow m_row;
    SecretStore &m_secrets;
    const Clock m_clock;
    const WebhookLimits m_limits;
    Secret m_address, m_secret;
    std::vector<Secret> m_headerValues; ///< one for each header of the settings
    std::vector<Wanted> m_wanted;       ///< still to be read, the next one last
    std::unique_ptr<sources::HttpClient> m_client;
    std::string m_path; ///< and query, below the client's base; scrubbed once sent
};

} // namespace outlay::alerting
