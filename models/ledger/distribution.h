// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/ledger/query.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace outlay {

/// How often each of some ids occurs. Adds up and is taken away exactly, so that parts make the
/// whole and the whole without a part is the rest.
class Tally
{
public:
    struct Entry
    {
        std::uint32_t id = 0;
        std::int64_t count = 0; ///< > 0
        bool operator==(const Entry &) const = default;
    };

    Tally() = default;
    explicit Tally(const std::unordered_map<std::uint32_t, std::int64_t> &counts);
    /// By id, each once.
    [[nodiscard]] static Tally of(std::vector<Entry> entries)
    {
        Tally tally;
        tally.m_entries = std::move(entries);
        return tally;
    }

    Tally &operator+=(const Tally &other) { return combine(other, 1); }
    Tally &operator-=(const Tally &other) { return combine(other, -1); }
    bool operator==(const Tally &) const = default;

    /// By id.
    [[nodiscard]] const std::vector<Entry> &entries() const { return m_entries; }
    [[nodiscard]] std::int64_t distinct() const;
    [[nodiscard]] std::int64_t total() const;

private:
    Tally &combine(const Tally &other, std::int64_t sign);

    std::vector<Entry> m_entries;
};

/// Latencies are counted to four digits: exact below 10 ms, else at most 0.05 % off.
[[nodiscard]] std::uint32_t latencyBucket(std::int64_t micros);
[[nodiscard]] std::int64_t latencyOfBucket(std::uint32_t bucket);

/// The nearest rank of a percentile: of `count` in order, ceil(count x percent / 100), from 1.
[[nodiscard]] std::int64_t rankOf(int percent, std::int64_t count);

/// What sums do not tell of a set of requests; see LedgerReader::distributions().
struct Distribution
{
    std::int64_t requests = 0; ///< fewer than the set's: of the others sums alone are kept
    Tally latencies;           ///< by latencyBucket(), of those that tell it
    Tally tasks; ///< priced requests no plan pays for, by a number that a ledger has for the task
    Money taskCost; ///< of those

    Distribution &operator+=(const Distribution &other);
    Distribution &operator-=(const Distribution &other);

    /// The one at place rankOf() of those in order. nullopt: none is told.
    [[nodiscard]] std::optional<std::int64_t> latencyMicros(int percent) const;
};

/// Of values that are shared once they are told; null has nothing to add.
void add(std::shared_ptr<const Distribution> &to, const std::shared_ptr<const Distribution> &other);
void subtract(std::shared_ptr<const Distribution> &from,
              const std::shared_ptr<const Distribution> &other);

struct DistributionRow
{
    std::optional<Instant> at; ///< start of the step's bucket
    std::vector<std::optional<std::string>> key;
    std::shared_ptr<const Distribution> distribution; ///< not null
};

struct Distributions
{
    std::vector<DistributionRow> rows;         ///< one for each bucket and key, by these
    std::vector<DistributionRow> buckets;      ///< without a key, each request once
    std::shared_ptr<const Distribution> total; ///< not null
};

/// Those of an answer's rows, in their order: what has no row is of the row `other` of its time.
/// Null for what is not itemised. `distributions` are of the answer's query.
[[nodiscard]] std::vector<std::shared_ptr<const Distribution>>
distributionsOf(const Answer &answer, const Distributions &distributions);

} // namespace outlay
