// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/sources/ledgerqueue.h"
#include "app/sources/otlp/httpserver.h"
#include "app/sources/otlp/otlpintake.h"
#include "app/sources/sourcesettings.h"
#include "app/sources/sourcestatus.h"

#include <QObject>
#include <QString>
#include <QTimer>

#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

namespace outlay::sources {

struct OtlpReceiverOptions
{
    Clock clock = systemClock();
    HttpLimits limits;
    std::chrono::milliseconds gatherTime{50};
    std::chrono::milliseconds patience{10'000}; ///< with a ledger that is busy
    std::chrono::milliseconds portRetry{15'000};
    std::chrono::milliseconds vouchEvery{60'000};
};

/// The next port above that could be listened on; 0: none of the twenty tried.
[[nodiscard]] int freePortNear(int port, const HttpLimits &limits = {});

/// Receives OpenTelemetry over HTTP on 127.0.0.1 and commits it through the ledger's queue: traces,
/// logs and metrics, protobuf and JSON. A sender is told 200 only once what it sent is on disk.
///
/// Lives on one thread with an event loop; the server and the decoding have their own. Signals come
/// from the object's thread. The queue outlives it.
class OtlpReceiver : public QObject
{
    Q_OBJECT

public:
    OtlpReceiver(SourceSettings settings, LedgerQueue &queue, QObject *parent = nullptr);
    OtlpReceiver(SourceSettings settings, OtlpReceiverOptions options, LedgerQueue &queue,
                 QObject *parent = nullptr);
    /// As stop().
    ~OtlpReceiver() override;

    /// What senders must show as "Authorization: Bearer …" from now on; empty: nothing.
    void setToken(std::string_view token);

    /// Listens. Where the port is taken portTaken() names its holder, and it is tried again.
    void start();
    /// Closes the port; who waits for an answer gets 503. What is with the queue is still written.
    void stop();
    void pause();
    void resume();
    /// Tries a port that was taken again.
    void pollNow();
    /// The machine slept: of that time nothing is vouched for.
    void slept(const TimeRange &range);

    [[nodiscard]] const SourceStatus &status() const { return m_status; }
    /// 0: it does not listen.
    [[nodiscard]] int port() const { return m_status.port; }

signals:
    void statusChanged(const outlay::sources::SourceStatus &status);
    /// A group of requests is in the ledger.
    void committed(const outlay::ImportCounts &counts);
    void listening(int port);
    /// `holder`: "name (process 123)", empty if unknown. `freePort`: one that could be set instead.
    void portTaken(const QString &holder, int freePort);

private:
    struct Home;
    void listen();
    void close();
    void taken(const Error &error);
    void report(const OtlpIntake::Outcome &outcome);
    void update();

    SourceSettings m_settings;
    const OtlpReceiverOptions m_options;
    LedgerQueue &m_queue;
    std::shared_ptr<Home> m_home; ///< through which other threads reach this, while it lives
    std::shared_ptr<OtlpIntake> m_intake;
    std::unique_ptr<HttpServer> m_server;
    QTimer m_timer;
    SourceStatus m_status;
    bool m_isStarted = false;
    int m_offeredFor = 0; ///< the port portTaken() was said of
    std::string m_saidHolder;
};

/// What to set so that senders find this port: lines for a shell. `hasToken`: with the header that
/// shows it, its value left to fill in.
[[nodiscard]] std::string otlpSenderSettings(int port, bool hasToken);

} // namespace outlay::sources
