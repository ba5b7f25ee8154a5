// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/alerting/webhook/ledgeroutbox.h"
#include "app/alerting/webhook/webhooksender.h"
#include "app/sources/watchlock.h"

#include <QObject>
#include <QTimer>

#include <memory>
#include <string>
#include <vector>

namespace outlay::alerting {

/// Sends alerts of a ledger to the webhooks that are configured in it, whatever process raised
/// them; looks for new ones, and for other settings, every second. One process at a time delivers
/// for a ledger; another takes over when it is gone.
///
/// Lives on one thread with an event loop, never the GUI's. Queue and secrets outlive it.
class AlertDelivery : public QObject
{
    Q_OBJECT

public:
    AlertDelivery(LedgerQueue &queue, SecretStore &secrets, Clock clock, QObject *parent = nullptr);
    /// What was sent is written.
    ~AlertDelivery() override;

    void start();
    /// Something came in: look soon.
    void poke();
    /// The network is back, or the machine: what rests is tried at once.
    void wake();
    /// This process delivers.
    [[nodiscard]] bool isDelivering() const { return m_lock.isHeld(); }

signals:
    void failed(const outlay::Error &error);

private:
    void look();
    [[nodiscard]] Result<> read();
    void setHooks(std::vector<WebhookSettings> hooks);
    void dispatch();
    void reportDeadLetters();
    [[nodiscard]] Result<> report(Ingest &ingest, const std::vector<WebhookSettings> &hooks) const;
    void fail(const Error &error);

    LedgerQueue &m_queue;
    Clock m_clock;
    sources::WatchLock m_lock;
    LedgerOutbox m_outbox;
    WebhookSender m_sender;
    std::unique_ptr<LedgerReader> m_reader;
    std::int64_t m_counter = -1;
    std::int64_t m_lookedThrough = 0; ///< entries of the log before are in the outbox
    std::string m_setting;            ///< that m_hooks are read from
    std::vector<WebhookSettings> m_hooks;
    bool m_isDispatching = false, m_isAskedAgain = false;
    std::string m_problem; ///< told once
    QTimer m_second, m_soon;
};

} // namespace outlay::alerting
