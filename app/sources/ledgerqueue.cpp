// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/sources/ledgerqueue.h"

#include <chrono>

namespace outlay {

namespace {

constexpr auto idleTime = std::chrono::seconds(2);
constexpr int openTries = 30;
constexpr auto betweenTries = std::chrono::milliseconds(500);

} // namespace

LedgerQueue::LedgerQueue(std::string path) : m_path(std::move(path)), m_thread([this] { run(); }) {}

LedgerQueue::~LedgerQueue()
{
    {
        const std::lock_guard lock(m_mutex);
        m_isEnding = true;
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

Result<> LedgerQueue::open()
{
    if (m_ingest)
        return m_ingest->refresh();
    for (int tries = 1;; ++tries) {
        auto ingest = Ingest::open(m_path);
        if (ingest) {
            m_ingest = *std::move(ingest);
            return {};
        }
        if (ingest.error().kind != Error::Kind::Busy || tries == openTries)
            return tl::unexpected<Error>(ingest.error());
        std::unique_lock lock(m_mutex);
        if (m_isEnding)
            return tl::unexpected<Error>(ingest.error());
        m_changed.wait_for(lock, betweenTries, [this] { return m_isEnding; });
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
