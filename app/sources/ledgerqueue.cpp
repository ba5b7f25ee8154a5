// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/sources/ledgerqueue.h"

namespace outlay {

namespace {

constexpr auto idleTime = std::chrono::seconds(2);
constexpr int openTries = 30;
constexpr auto betweenTries = std::chrono::milliseconds(500);
constexpr auto endingPatience = std::chrono::seconds(10); ///< for all that is left together
constexpr auto betweenTriesEnding = std::chrono::milliseconds(50);

} // namespace

LedgerQueue::LedgerQueue(std::string path) : m_path(std::move(path)), m_thread([this] { run(); }) {}

LedgerQueue::~LedgerQueue()
{
    {
        const std::lock_guard lock(m_mutex);
        m_isEnding = true;
        m_endingSince = std::chrono::steady_clock::now();
    }
    m_changed.notify_all();
    m_thread.join();
}

void LedgerQueue::post(Job job, Failure onFailure)
{
    {
        const std::lock_guard lock(m_mutex);
        if (!m_isEnding) {
            m_items.push_back({std::move(job), std::move(onFailure)});
            m_changed.notify_all();
            return;
        }
    }
    if (onFailure)
        onFailure({Error::Kind::Cancelled, "the ledger is being closed"});
}

std::size_t LedgerQueue::pending() const
{
    const std::lock_guard lock(m_mutex);
    return m_items.size() + (m_isRunning ? 1 : 0);
}

void LedgerQueue::drain()
{
    std::unique_lock lock(m_mutex);
    m_changed.wait(lock, [this] { return m_items.empty() && !m_isRunning; });
}

Result<> LedgerQueue::openOnce()
{
    if (m_ingest)
        return m_ingest->refresh();
    auto ingest = Ingest::open(m_path);
    if (!ingest)
        return tl::unexpected<Error>(std::move(ingest).error());
    m_ingest = *std::move(ingest);
    return {};
}

bool LedgerQueue::waitForTurn(int tries)
{
    std::unique_lock lock(m_mutex);
    if (!m_isEnding) {
        if (tries == openTries)
            return false;
        m_changed.wait_for(lock, betweenTries, [this] { return m_isEnding; });
        return true;
    }
    // What was posted is to be done, yet nobody waits long for a program to end.
    if (std::chrono::steady_clock::now() >= m_endingSince + endingPatience)
        return false;
    lock.unlock();
    std::this_thread::sleep_for(betweenTriesEnding);
    return true;
}

Result<> LedgerQueue::open()
{
    for (int tries = 1;; ++tries) {
        auto opened = openOnce();
        if (opened || opened.error().kind != Error::Kind::Busy)
            return opened;
        m_ingest.reset();
        if (!waitForTurn(tries))
            return opened;
    }
}

void LedgerQueue::perform(const Item &item)
{
    if (auto opened = open(); !opened) {
        m_ingest.reset();
        if (item.onFailure)
            item.onFailure(opened.error());
        return;
    }
    item.job(*m_ingest);
}

void LedgerQueue::run()
{
    std::unique_lock lock(m_mutex);
    while (true) {
        const auto hasWork = [this] { return !m_items.empty() || m_isEnding; };
        if (m_ingest) {
            if (!m_changed.wait_for(lock, idleTime, hasWork)) {
                lock.unlock();
                m_ingest.reset();
                lock.lock();
                continue;
            }
        } else {
            m_changed.wait(lock, hasWork);
        }
        if (m_items.empty())
            break; // ending, and everything is done
        const Item item = std::move(m_items.front());
        m_items.pop_front();
        m_isRunning = true;
        lock.unlock();
        perform(item);
        lock.lock();
        m_isRunning = false;
        m_changed.notify_all();
    }
    lock.unlock();
    m_ingest.reset();
}

} // namespace outlay
