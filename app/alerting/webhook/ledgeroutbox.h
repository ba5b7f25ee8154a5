// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/alerting/webhook/outbox.h"
#include "app/sources/ledgerqueue.h"
#include "models/ledger/ledgerreader.h"

#include <QObject>
#include <QTimer>

#include <map>
#include <memory>

namespace outlay::alerting {

/// The outbox of a ledger. Reads by itself and writes through the queue without waiting for it:
/// what was settled counts at once, and is written again until it is in the ledger.
///
/// Lives on one thread with an event loop. The queue outlives it.
class LedgerOutbox : public QObject, public Outbox
{
    Q_OBJECT

public:
    explicit LedgerOutbox(LedgerQueue &queue, QObject *parent = nullptr);
    /// What was settled is written first.
    ~LedgerOutbox() override;

    [[nodiscard]] Result<std::vector<OutboxRow>>
    due(Instant now, const std::set<std::string> &exceptHooks, int limit) override;
    [[nodiscard]] Result<std::optional<Instant>>
    nextTry(const std::set<std::string> &exceptHooks) override;
    [[nodiscard]] Result<> delivered(std::int64_t id, Instant at) override;
    [[nodiscard]] Result<> failed(std::int64_t id, Instant at, const std::string &reason,
                                  Instant nextTry) override;
    [[nodiscard]] Result<> dead(std::int64_t id, Instant at, const std::string &reason) override;

private:
    using Row = outlay::OutboxRow; ///< as the ledger keeps it
    struct Pending
    {
        Row row;
        std::int64_t version = 0;
        bool isWritten = false; ///< it is with the queue
    };
    /// Waiting ones of other webhooks, the earliest next try first, as they are by now.
    [[nodiscard]] Result<std::vector<Row>> waiting(const std::set<std::string> &exceptHooks,
                                                   std::size_t least);
    [[nodiscard]] Result<LedgerReader *> reader();
    [[nodiscard]] Result<> settle(std::int64_t id, const std::function<void(Row &)> &change);
    void write();

    LedgerQueue &m_queue;
    std::unique_ptr<LedgerReader> m_reader;
    std::map<std::int64_t, Row> m_shown;       ///< handed out and not settled for good
    std::map<std::int64_t, Pending> m_pending; ///< settled, and not in the ledger yet
    std::int64_t m_version = 0;
    QTimer m_again;
};

} // namespace outlay::alerting
