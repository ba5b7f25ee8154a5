// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/alerting/metrics/metricsendpoint.h"
#include "app/alerting/metrics/settingreader.h"
#include "app/sources/secrets/secretstore.h"
#include "app/sources/watchlock.h"
#include "models/ledger/ledgerreader.h"
#include "models/money/clock.h"

#include <QObject>
#include <QTimer>

#include <memory>
#include <string>

namespace outlay::alerting {

/// What the endpoint shows of a ledger. Several queries.
[[nodiscard]] Result<MetricsSnapshot> metricsOf(LedgerReader &reader, Instant now);

/// The metrics endpoint of a ledger, for as long as its settings want one; one process at a time
/// serves it.
///
/// Lives on one thread with an event loop, never the GUI's. Secrets outlive it.
class MetricsHost : public QObject
{
    Q_OBJECT

public:
    MetricsHost(std::string ledger, SecretStore &secrets, Clock clock, QObject *parent = nullptr);

    void start();
    /// 0: it does not listen.
    [[nodiscard]] int port() const { return m_port; }

signals:
    void listening(int port);
    /// Told once for each reason.
    void failed(const outlay::Error &error);

private:
    void look();
    void apply();
    void listen(const std::string &token);
    void close();
    void fail(const Error &error);

    const std::string m_ledger;
    SecretStore &m_secrets;
    Clock m_clock;
    SettingReader m_setting;
    sources::WatchLock m_lock;
    MetricsSettings m_settings; ///< as the ledger has them
    std::unique_ptr<MetricsEndpoint> m_endpoint;
    int m_port = 0;
    bool m_isOpening = false;
    int m_restSeconds = 0; ///< until it is tried again
    std::string m_problem;
    QTimer m_second;
};

} // namespace outlay::alerting
