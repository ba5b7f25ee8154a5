// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/caps/capgateway.h"
#include "app/sources/ledgerqueue.h"
#include "models/rules/alertstate.h"

#include <QObject>
#include <QTimer>

#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace outlay::enforcement {

/// What of one gateway a person is to be told: an alert a budget, however many of its members it is
/// about. `held`: those that were read back enforced there; others only warn, which is no news.
/// `known` that are true no more end. Pure.
[[nodiscard]] std::vector<AlertReport> capReports(const std::string &source,
                                                  const std::vector<CapReading> &lights,
                                                  const std::set<std::string> &held,
                                                  const BudgetRules &rules,
                                                  const std::vector<Alert> &known, Instant now);

/// Reads back what was pushed: every half hour, and soon after a push of whatever process. Asks
/// nobody where nothing is enforced. One process of those that look at a ledger is to have one that
/// may ask.
///
/// Lives on one thread with an event loop, never the GUI's. Queue and secrets outlive it.
class CapWatch : public QObject
{
    Q_OBJECT

public:
    static constexpr std::int64_t everyMicros = 30 * microsPerMinute;
    /// So long without a reading a cap is no longer said to hold.
    static constexpr std::int64_t blindMicros = 12 * microsPerHour;

    /// `mayAsk`: asked before each look.
    CapWatch(LedgerQueue &queue, SecretStore &secrets, Clock clock, std::function<bool()> mayAsk,
             QObject *parent = nullptr);
    /// What is with the queue is still done.
    ~CapWatch() override;

    void start();
    /// Looks now, where it is time; looked() follows if it asked anybody.
    void look();

signals:
    /// What gateways hold is in the ledger, with the alerts that follow.
    void looked();
    void failed(const outlay::Error &error);

private:
    struct Gateway
    {
        sources::SourceSettings settings;
        std::set<std::string> pushed;
        std::set<std::string> held;    ///< of those: were read back enforced
        std::optional<Instant> readAt; ///< the oldest reading of those
    };
    struct Plan
    {
        std::deque<Gateway> gateways; ///< still to be asked
        CapInput input;
        BudgetRules rules;
        std::vector<Alert> known;
    };
    [[nodiscard]] Result<std::optional<Plan>> due();
    void ask();
    void take(const Gateway &gateway, const Result<CapsSeen> &seen);
    void finish();

    LedgerQueue &m_queue;
    SecretStore &m_secrets;
    Clock m_clock;
    std::function<bool()> m_mayAsk;
    QTimer m_tick;
    std::unique_ptr<LedgerReader> m_reader;
    std::int64_t m_counter = -1;
    std::optional<Instant> m_askedAt;
    std::string m_lastPush; ///< that was known when asked
    std::unique_ptr<CapGateway> m_gateway;
    Plan m_plan;
    std::vector<AlertReport> m_reports;
    bool m_isLooking = false;
};

} // namespace outlay::enforcement
