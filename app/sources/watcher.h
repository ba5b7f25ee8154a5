// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/sources/ledgerqueue.h"
#include "app/sources/livesource.h"
#include "app/sources/livesources.h"
#include "app/sources/secrets/secretstore.h"
#include "app/sources/sleepmonitor.h"
#include "app/sources/watchlock.h"
#include "models/ledger/ledgerreader.h"

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>

#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

namespace outlay::sources {

struct WatcherOptions
{
    std::string program;        ///< who watches, for others: "outlay-cli"
    std::set<std::string> only; ///< names; empty: all that are configured
    bool doesPoll = true;
    bool doesTail = true;
    bool doesReceive = true;
    bool asksAgain = false; ///< those in `only` were named by a person: refusals are forgotten
    bool isOnce = false;    ///< settled() when everything that is due is done
    Clock clock = systemClock();
    SleepMonitor::Options sleep;
};

/// Runs all sources the ledger's settings name, all writing through one queue: follows changes of
/// the settings and requests other processes leave in the ledger, sleep, and the network; tells the
/// ledger how each source fares. One process a ledger watches; others wait for their turn.
///
/// Lives on one thread with an event loop, never the GUI's. Queue and store outlive it.
class Watcher : public QObject
{
    Q_OBJECT

public:
    Watcher(WatcherOptions options, LedgerQueue &queue, SecretStore &secrets,
            QObject *parent = nullptr);
    ~Watcher() override;

    /// Begins, or waits until no other process watches.
    void start();
    /// Ends every source and tells the ledger; what is with the queue is still written.
    void stop();

    // Wishes of a person; pausing goes by the settings.
    void pollNow(const std::string &name);
    void trip(const std::string &name);
    void reset(const std::string &name);
    /// The network came back, or is another one.
    void networkChanged();

    [[nodiscard]] std::vector<SourceStatus> statuses() const;
    [[nodiscard]] bool isWatching() const { return m_lock.isHeld(); }

signals:
    /// Anything of the sources changed: what they are, or how one fares. At most ten times a
    /// second.
    void statusesChanged(const std::vector<outlay::sources::SourceStatus> &statuses);
    void statusChanged(const outlay::sources::SourceStatus &status);
    void committed(const QString &source, const outlay::ImportCounts &counts);
    /// Another process watches; empty: it no longer does, and this one does.
    void watchedElsewhere(const QString &holder);
    /// The settings or the ledger cannot be read; tried again.
    void failed(const outlay::Error &error);
    void settled();

private:
    void tick();
    void takeOver();
    [[nodiscard]] Result<> look();
    [[nodiscard]] Result<> readBefore();
    void apply(const std::vector<SourceSettings> &all);
    void add(const SourceSettings &settings);
    [[nodiscard]] bool isWanted(const SourceSettings &settings) const;
    void serve(const std::map<std::string, WatchRequest> &requests);
    LiveSource *sourceNamed(const std::string &name) const;
    void changed(const SourceStatus &status);
    void publish();
    void report();
    void sleeps();
    void wokeUp(const TimeRange &slept);
    void settle(const std::string &name);

    WatcherOptions m_options;
    LedgerQueue &m_queue;
    SecretStore &m_secrets;
    WatchLock m_lock;
    SleepMonitor m_sleep;
    std::unique_ptr<LedgerReader> m_reader;
    std::int64_t m_counter = -1;
    std::vector<SourceSettings> m_settings;
    std::map<std::string, std::unique_ptr<LiveSource>> m_live;
    std::map<std::string, SourceStatus> m_told; ///< what the ledger was last told
    /// Of sources that are configured, how each fared before it began; from the ledger, or from the
    /// source of that name whose settings were changed.
    std::map<std::string, SourceStatus> m_before;
    std::set<std::string> m_unsettled; ///< isOnce: still at work
    QTimer m_second, m_publish;
    QElapsedTimer m_sinceReport;
    QString m_holder;
    std::string m_failure;
    bool m_hasLooked = false;
    bool m_isReportDue = false;
    bool m_areFiguresNew = false; ///< since the last report
};

/// From now on the watcher hears of changes of the network. On the main thread.
void watchNetwork(Watcher &watcher);

} // namespace outlay::sources
