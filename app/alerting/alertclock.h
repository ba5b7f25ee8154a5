// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/sources/ledgerqueue.h"
#include "app/sources/sourcestatus.h"
#include "models/ledger/ledgerreader.h"
#include "models/money/clock.h"
#include "models/rules/alertstate.h"

#include <QObject>
#include <QTimer>

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace outlay::alerting {

/// What of the sources' states a person is to be told: broken, or silent for half a day. Pure;
/// `known` are alerts of these kinds that are not over, which end where their cause has.
[[nodiscard]] std::vector<AlertReport> sourceReports(const std::vector<sources::SourceStatus> &all,
                                                     const std::vector<Alert> &known, Instant now);
/// Requests that nobody could price, by model ("provider/model"). Pure, `known` likewise.
[[nodiscard]] std::vector<AlertReport>
unpricedReports(const LedgerFacts &facts, const std::vector<Alert> &known, Instant now);
/// When the first request to a model ("provider/model") was sent that has no price now; `now` where
/// there is none any more.
[[nodiscard]] Result<Instant> firstUnpriced(LedgerReader &ledger, const std::string &model,
                                            Instant now);

/// Keeps alerts going beside what the transactions of events find: time passes, sources fail. Tells
/// of each that a person is to hear of, in one process of those that look at a ledger.
///
/// Lives on one thread with an event loop, never the GUI's. The queue outlives it.
class AlertClock : public QObject
{
    Q_OBJECT

public:
    AlertClock(LedgerQueue &queue, Clock clock, QObject *parent = nullptr);
    /// What is with the queue is still done; nobody is told any more.
    ~AlertClock() override;

    void start();
    void setStatuses(const std::vector<sources::SourceStatus> &statuses);
    /// Something came in: look soon.
    void poke();
    /// Looks now, where something was written since or it is time; told() follows.
    void look();
    /// What another process has written may be to be told of, and nobody pokes for it: looks for
    /// that, once a second after start().
    void tellOfOthers();
    [[nodiscard]] bool isLooking() const { return m_isLooking; }

signals:
    void told(const outlay::Alert &alert);
    void failed(const outlay::Error &error);

private:
    void tell();
    /// What is to be done to the ledger now and then, a piece after the other.
    void keepUp();
    [[nodiscard]] Result<std::vector<AlertReport>> reports();
    /// What depends on the ledger's requests: burn rates, and now and then forecasts.
    [[nodiscard]] Result<> addPaces(LedgerReader &ledger, const std::vector<Alert> &known,
                                    std::vector<AlertReport> &reports);
    /// Something was written since, or it is time.
    [[nodiscard]] bool isDue();
    [[nodiscard]] Result<LedgerReader *> reader();

    LedgerQueue &m_queue;
    Clock m_clock;
    QTimer m_tick, m_soon;
    QTimer m_second;                 ///< for commits of other processes
    std::int64_t m_toldCounter = -1; ///< of the ledger as it was told of last
    std::vector<sources::SourceStatus> m_statuses;
    std::unique_ptr<LedgerReader> m_reader;
    std::int64_t m_counter = -1; ///< of the ledger as it was looked at last
    Instant m_lookedAt, m_forecastAt, m_pricesAt;
    std::int64_t m_toldThrough = 0; ///< entries of the log before are nothing to tell
    bool m_isLooking = false, m_isKeepingUp = false;
};

} // namespace outlay::alerting
