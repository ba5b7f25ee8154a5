// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/alerting/metrics/metricspushsettings.h"
#include "app/alerting/metrics/settingreader.h"
#include "app/sources/secretheaders.h"
#include "app/sources/watchlock.h"
#include "models/money/clock.h"

#include <QObject>
#include <QTimer>

#include <memory>
#include <string>

namespace outlay::alerting {

/// Sends Outlay's own figures to an OpenTelemetry collector (OTLP/HTTP, JSON) for as long as the
/// ledger's settings want it; one process at a time does. Every sending tells the figures of its
/// moment, so one that fails is not sent again: the next one is as good.
///
/// Lives on one thread with an event loop, never the GUI's (HttpClient). Secrets outlive it.
class MetricsPush : public QObject
{
    Q_OBJECT

public:
    static constexpr int usualLookMs = 5000;

    MetricsPush(std::string ledger, SecretStore &secrets, Clock clock, int lookMs = usualLookMs,
                QObject *parent = nullptr);

    void start();
    /// Sends if it is time to; a timer asks so every few seconds.
    void look();

signals:
    void sent();
    /// Told once for each reason, and again after it has worked.
    void failed(const outlay::Error &error);

private:
    void begin();
    void send(const sources::SecretHeaders &headers);
    void took(const sources::HttpReply &reply);
    void fail(const Error &error);

    const std::string m_ledger;
    SecretStore &m_secrets;
    Clock m_clock;
    SettingReader m_setting;
    sources::WatchLock m_lock;
    MetricsPushSettings m_settings; ///< as the ledger has them
    std::unique_ptr<sources::HttpClient> m_client;
    Instant m_nextAt;
    bool m_isSending = false;
    std::string m_problem;
    QTimer m_timer;
};

} // namespace outlay::alerting
