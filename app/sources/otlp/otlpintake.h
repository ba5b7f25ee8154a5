// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/sources/ledgerqueue.h"
#include "app/sources/otlp/otlpprotocol.h"
#include "models/money/clock.h"

#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

namespace outlay::sources {

struct OtlpIntakeOptions
{
    std::string source;
    Clock clock = systemClock();
    std::size_t bodyBytes = 64U << 20; ///< unpacked
    /// How long the first request of a group waits for others to share its commit.
    std::chrono::milliseconds gatherTime{50};
    std::size_t groupBytes = 8U << 20; ///< from then on it waits no longer
    /// How long requests wait for the ledger before their senders are told to come again.
    std::chrono::milliseconds patience{10'000};
};

/// What lies between the server and the ledger: unpacks and checks requests on a thread of its own,
/// commits them in groups through the queue, and answers each once its group is on disk. While a
/// group is being written the next one grows, so that the slower the disk, the larger the groups.
class OtlpIntake : public std::enable_shared_from_this<OtlpIntake>
{
public:
    struct Outcome
    {
        std::optional<ImportCounts> counts; ///< of a commit
        std::string problem;                ///< why there was none
    };
    /// `report` is called on the queue's thread after every group.
    OtlpIntake(OtlpIntakeOptions options, LedgerQueue &queue,
               std::function<void(const Outcome &)> report);
    ~OtlpIntake();

    void start();
    /// Answers what waits with 503 and ends; groups that are being written still are.
    void stop();
    /// From any thread.
    void take(std::unique_ptr<HttpExchange> exchange);
    /// From when on requests could come: what a commit vouches for. Nullopt: they no longer can.
    void setWatchedSince(std::optional<Instant> since);
    /// Vouches for the time until now, also if nothing came.
    void vouch();
    /// The machine slept: of that time nothing is vouched for.
    void slept(const TimeRange &range);

private:
    struct Request
    {
        std::unique_ptr<HttpExchange> exchange;
        OtlpSignal signal = OtlpSignal::Traces;
        OtlpEncoding encoding = OtlpEncoding::Protobuf;
        std::string json; ///< with recordPadding behind it
        std::int64_t rejected = 0;
        std::string firstReason;
    };
    struct Group
    {
        std::mutex mutex; ///< of the requests' exchanges: the patience may run out meanwhile
        std::vector<Request> requests;
        std::size_t bytes = 0;
        std::chrono::steady_clock::time_point since;
    };

    void run();
    [[nodiscard]] bool decode(Request &request);
    void addToGroup(Request request);
    void post();
    void write(Group &group, Ingest &ingest);
    void written(Group &group, const Outcome &outcome);
    void expire();
    static void refuse(Group &group, std::string_view reason);
    [[nodiscard]] std::vector<Vouched> vouched();

    const OtlpIntakeOptions m_options;
    LedgerQueue &m_queue;
    const std::function<void(const Outcome &)> m_report;
    std::mutex m_mutex;
    std::condition_variable m_changed;
    std::deque<std::unique_ptr<HttpExchange>> m_raw;
    std::shared_ptr<Group> m_growing;
    std::shared_ptr<Group> m_written; ///< the one with the queue; null: none
    bool m_hasExpired = false;        ///< m_written's senders were sent away
    bool m_isEnding = false;
    std::optional<Instant> m_watchedSince;
    std::thread m_thread;
};

} // namespace outlay::sources
