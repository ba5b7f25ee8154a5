// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ledger/distribution.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <utility>

namespace outlay {

namespace {

constexpr std::int64_t mantissaEnd = 10'000; // four digits
constexpr std::int64_t mantissas = mantissaEnd - mantissaEnd / 10;

using Key = std::vector<std::optional<std::string>>;

} // namespace

Tally::Tally(const std::unordered_map<std::uint32_t, std::int64_t> &counts)
{
    m_entries.reserve(counts.size());
    for (const auto &[id, count] : counts)
        m_entries.push_back({id, count});
    std::sort(m_entries.begin(), m_entries.end(),
              [](const Entry &left, const Entry &right) { return left.id < right.id; });
}

Tally &Tally::combine(const Tally &other, std::int64_t sign)
{
    std::vector<Entry> all;
    all.reserve(m_entries.size() + other.m_entries.size());
    auto own = m_entries.begin();
    for (const Entry &entry : other.m_entries) {
        while (own != m_entries.end() && own->id < entry.id)
            all.push_back(*own++);
        const bool isBoth = own != m_entries.end() && own->id == entry.id;
        const std::int64_t count = (isBoth ? own++->count : 0) + sign * entry.count;
        if (count != 0)
            all.push_back({entry.id, count});
    }
    all.insert(all.end(), own, m_entries.end());
    m_entries = std::move(all);
    return *this;
}

std::int64_t Tally::distinct() const
{
    return static_cast<std::int64_t>(m_entries.size());
}

std::int64_t Tally::total() const
{
    return std::accumulate(m_entries.begin(), m_entries.end(), std::int64_t{0},
                           [](std::int64_t sum, const Entry &entry) { return sum + entry.count; });
}

std::uint32_t latencyBucket(std::int64_t micros)
{
    micros = std::max<std::int64_t>(micros, 0);
    std::int64_t unit = 1, power = 0;
    for (; micros / unit >= mantissaEnd; unit *= 10)
        ++power;
    const std::int64_t mantissa = micros / unit + (unit > 1 && micros % unit >= unit / 2 ? 1 : 0);
    // Rounded up to the next power of ten it is the first bucket of that, as its number says.
    return static_cast<std::uint32_t>(power * mantissas + mantissa);
}

std::int64_t latencyOfBucket(std::uint32_t bucket)
{
    if (bucket < mantissaEnd)
        return bucket;
    std::int64_t micros = mantissaEnd / 10 + (bucket - mantissaEnd / 10) % mantissas;
    for (std::int64_t power = (bucket - mantissaEnd / 10) / mantissas; power > 0; --power)
        micros *= 10;
    return micros;
}

Distribution &Distribution::operator+=(const Distribution &other)
{
    requests += other.requests;
    latencies += other.latencies;
    tasks += other.tasks;
    taskCost += other.taskCost;
    return *this;
}

Distribution &Distribution::operator-=(const Distribution &other)
{
    requests -= other.requests;
    latencies -= other.latencies;
    tasks -= other.tasks;
    taskCost -= other.taskCost;
    return *this;
}

std::int64_t rankOf(int percent, std::int64_t count)
{
    // Rounded up without a product that could leave 64 bits.
    return count / 100 * percent + (count % 100 * percent + 99) / 100;
}

std::optional<std::int64_t> Distribution::latencyMicros(int percent) const
{
    const std::int64_t rank = rankOf(percent, latencies.total());
    std::int64_t before = 0;
    for (const Tally::Entry &entry : latencies.entries()) {
        before += entry.count;
        if (before >= rank)
            return latencyOfBucket(entry.id);
    }
    return {};
}

void add(std::shared_ptr<const Distribution> &to, const std::shared_ptr<const Distribution> &other)
{
    if (!other)
        return;
    if (!to) {
        to = other;
        return;
    }
    auto sum = std::make_shared<Distribution>(*to);
    *sum += *other;
    to = std::move(sum);
}

void subtract(std::shared_ptr<const Distribution> &from,
              const std::shared_ptr<const Distribution> &other)
{
    if (!from || !other)
        return;
    auto rest = std::make_shared<Distribution>(*from);
    *rest -= *other;
    from = std::move(rest);
}

namespace {

/// Of many at once, each of whose tallies is short.
Tally sumOf(const std::vector<std::shared_ptr<const Distribution>> &parts,
            Tally Distribution::*tally)
{
    std::vector<Tally::Entry> all;
    for (const auto &part : parts) {
        const auto &entries = ((*part).*tally).entries();
        all.insert(all.end(), entries.begin(), entries.end());
    }
    std::sort(all.begin(), all.end(), [](const Tally::Entry &left, const Tally::Entry &right) {
        return left.id < right.id;
    });
    std::vector<Tally::Entry> sums;
    for (const Tally::Entry &entry : all) {
        if (sums.empty() || sums.back().id != entry.id)
            sums.push_back(entry);
        else
            sums.back().count += entry.count;
    }
    return Tally::of(std::move(sums));
}

std::shared_ptr<const Distribution>
sumOf(const std::vector<std::shared_ptr<const Distribution>> &parts)
{
    if (parts.size() == 1)
        return parts.front();
    auto sum = std::make_shared<Distribution>();
    for (const auto &part : parts) {
        sum->requests += part->requests;
        sum->taskCost += part->taskCost;
    }
    sum->latencies = sumOf(parts, &Distribution::latencies);
    sum->tasks = sumOf(parts, &Distribution::tasks);
    return sum;
}

} // namespace

std::vector<std::shared_ptr<const Distribution>> distributionsOf(const Answer &answer,
                                                                 const Distributions &distributions)
{
    std::vector<std::shared_ptr<const Distribution>> of(answer.rows.size());
    std::map<std::pair<std::optional<Instant>, Key>, std::size_t> named;
    std::map<std::optional<Instant>, std::size_t> others;
    for (std::size_t i = 0; i < answer.rows.size(); ++i) {
        const Row &row = answer.rows[i];
        if (row.isNotItemised)
            continue;
        of[i] = std::make_shared<const Distribution>();
        if (row.isOther)
            others[row.at] = i;
        else
            named[{row.at, row.key}] = i;
    }
    std::map<std::size_t, std::vector<std::shared_ptr<const Distribution>>> parts;
    for (const DistributionRow &row : distributions.rows) {
        const auto own = named.find({row.at, row.key});
        const auto other = others.find(row.at);
        if (own != named.end())
            parts[own->second].push_back(row.distribution);
        else if (other != others.end())
            parts[other->second].push_back(row.distribution);
    }
    for (const auto &[row, distributionsOfRow] : parts)
        of[row] = sumOf(distributionsOfRow);
    return of;
}

} // namespace outlay
