// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Private to models/ledger, and to what makes ledgers without it: fixtures.

#include "models/ledger/cell.h"
#include "models/ledger/database.h"
#include "models/ledger/eventstate.h"
#include "models/ledger/varint.h"
#include "models/money/result.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace outlay {

// Whole days of the ledger's zone by everything that queries ask by: a sum for each subject that
// the day's events have. Written as a whole once a day is over, and gone with the first change of
// anything in it, so that no batch pays for them; a day without is read from its events.
//
// A row holds subjects in their order: thread less the one before (varint), profile, tags, task,
// price, size (varints each), the encoded cell; then the size of what sums do not tell: requests
// that a plan pays for and what they cost (nano-dollars, zigzag), and the requests' latencies as
// latencyBucket()s in their order, each less the one before.
//
// Beside each such row lies one with the times of its sums' requests: the first of all (zigzag),
// and for each sum 0 (it has no request), or 1 + the first less that one, and the last less the
// first.
//
// The same sums lie there once more by the quarter-hour, where the zone's days begin with one, for
// hours and for days of other zones.

/// The row of the table `combined`. Days within 28 bits and a sign.
inline constexpr unsigned combinedPartBits = 20;
[[nodiscard]] constexpr std::int64_t combinedId(std::int64_t day, std::int64_t part)
{
    return day * (std::int64_t{1} << combinedPartBits) + part;
}
/// Added to the number of a part: that of its times.
inline constexpr std::int64_t combinedTimes = std::int64_t{1} << (combinedPartBits - 1);

/// Parts of a day from here on, below those of times, are of its quarter-hours.
inline constexpr std::int64_t combinedQuarters = combinedTimes >> 1;
inline constexpr unsigned quarterPartBits = 11; // of 128 quarter-hours, more than any day has
/// The part of a day's quarter-hour, counted from 0.
[[nodiscard]] constexpr std::int64_t quarterPart(std::int64_t quarter, std::int64_t part)
{
    return combinedQuarters + quarter * (std::int64_t{1} << quarterPartBits) + part;
}
[[nodiscard]] constexpr bool beginsQuarter(Instant at)
{
    return at.micros % microsPerQuarter == 0;
}

/// Parts of a combined day, one by one.
struct CombinedPart
{
    std::string sums, times;
};

class CombinedDay
{
public:
    /// `cell` is the event's contributionOf().
    void add(const StoredEvent &event, const Cell &cell);
    void addResidual(std::uint32_t profile, const Cell &cell);
    /// How many sums there are.
    [[nodiscard]] std::size_t size() const { return m_sums.size(); }
    [[nodiscard]] std::vector<CombinedPart> parts() const;

private:
    struct ByThread
    {
        bool operator()(const Subject &left, const Subject &right) const;
    };
    struct Sum
    {
        Cell cell;
        std::int64_t plannedRequests = 0;
        Money plannedCost;
        std::vector<std::uint32_t> latencies;
        std::optional<Instant> first, last; ///< nullopt: no request counts
    };
    using Placed = std::pair<const Subject, Sum>;
    static void putRest(const Sum &sum, std::string &out);
    [[nodiscard]] static std::string timesOf(const std::vector<const Placed *> &sums);
    std::map<Subject, Sum, ByThread> m_sums;
};

/// Walks the sums of a row; damaged bytes end it early.
class CombinedReader
{
public:
    explicit CombinedReader(std::string_view cells) : m_left(cells) {}

    [[nodiscard]] bool next()
    {
        if (m_left.empty())
            return false;
        const auto id = [this] { return static_cast<std::uint32_t>(takeVarint(m_left)); };
        m_subject.thread += id();
        for (std::uint32_t *value :
             {&m_subject.profile, &m_subject.tags, &m_subject.task, &m_subject.price})
            *value = id();
        m_sums = take();
        m_rest = take();
        return !m_sums.empty();
    }
    [[nodiscard]] const Subject &subject() const { return m_subject; }
    /// See CellReader.
    [[nodiscard]] std::string_view sums() const { return m_sums; }
    /// See CombinedRest.
    [[nodiscard]] std::string_view rest() const { return m_rest; }

private:
    [[nodiscard]] std::string_view take()
    {
        const std::size_t size = takeVarint(m_left);
        if (size > m_left.size()) {
            m_left = {};
            return {};
        }
        const std::string_view bytes = m_left.substr(0, size);
        m_left.remove_prefix(size);
        return bytes;
    }

    std::string_view m_left, m_sums, m_rest;
    Subject m_subject;
};

/// What sums do not tell of a subject's requests.
class CombinedRest
{
public:
    explicit CombinedRest(std::string_view rest) : m_left(rest)
    {
        plannedRequests = static_cast<std::int64_t>(takeVarint(m_left));
        plannedCost = {takeSigned(m_left)};
    }
    /// With a cost, which a plan pays for.
    std::int64_t plannedRequests = 0;
    Money plannedCost;

    [[nodiscard]] bool hasLatency() const { return !m_left.empty(); }
    [[nodiscard]] std::uint32_t takeLatency()
    {
        m_latency += static_cast<std::uint32_t>(takeVarint(m_left));
        return m_latency;
    }

private:
    std::string_view m_left;
    std::uint32_t m_latency = 0;
};

/// Walks what lies beside the row of a CombinedReader, in step with it.
class CombinedTimes
{
public:
    explicit CombinedTimes(std::string_view times) : m_left(times), m_first(takeSigned(m_left)) {}

    /// Of the first and the last request that counts; nullopt: there is none.
    [[nodiscard]] std::optional<std::pair<Instant, Instant>> next()
    {
        const std::uint64_t after = takeVarint(m_left);
        if (after == 0)
            return std::nullopt;
        // Unsigned: damaged bytes may add up to anything, and must not be undefined.
        const std::uint64_t first = static_cast<std::uint64_t>(m_first) + after - 1;
        const std::uint64_t last = first + takeVarint(m_left);
        return std::pair{Instant{static_cast<std::int64_t>(first)},
                         Instant{static_cast<std::int64_t>(last)}};
    }

private:
    std::string_view m_left;
    std::int64_t m_first;
};

} // namespace outlay
