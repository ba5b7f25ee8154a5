// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/ingest/ingest.h"

#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

namespace outlay {

/// The one writing thread of a process: jobs run on it one after the other. The ledger is opened
/// when there is work and closed after two seconds without, so that other processes get their turn
/// at anything that needs it alone; while they write, a job waits.
class LedgerQueue
{
public:
    using Job = std::function<void(Ingest &)>;
    /// On the queue's thread. Busy: another process held the ledger for the whole patience.
    using Failure = std::function<void(const Error &)>;

    explicit LedgerQueue(std::string path);
    /// Runs what was posted, then ends; what another process keeps it from for ten seconds fails
    /// as busy. Posting meanwhile is refused.
    ~LedgerQueue();
    LedgerQueue(const LedgerQueue &) = delete;
    LedgerQueue &operator=(const LedgerQueue &) = delete;

    [[nodiscard]] const std::string &path() const { return m_path; }
    /// From any thread. One of the two is called, on the queue's thread; `job` may post, and sends
    /// its results home by queued signals. Jobs handle the errors of what they call themselves.
    void post(Job job, Failure onFailure = {});
    /// Jobs posted and not yet done.
    [[nodiscard]] std::size_t pending() const;
    /// Waits until everything posted before is done; never from a job.
    void drain();

private:
    struct Item
    {
        Job job;
        Failure onFailure;
    };
    void run();
    void perform(const Item &item);
    [[nodiscard]] Result<> open();
    [[nodiscard]] Result<> openOnce();
    /// Whether to try again, after a while.
    [[nodiscard]] bool waitForTurn(int tries);

    std::string m_path;
    mutable std::mutex m_mutex;
    std::condition_variable m_changed;
    std::deque<Item> m_items;
    bool m_isRunning = false; ///< a job is
    bool m_isEnding = false;
    std::chrono::steady_clock::time_point m_endingSince;
    std::unique_ptr<Ingest> m_ingest; ///< of the queue's thread alone
    std::thread m_thread;
};

} // namespace outlay
