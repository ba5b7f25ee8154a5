// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/insight/distribution.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <set>
#include <utility>

namespace outlay {

namespace {

constexpr std::int64_t mantissaEnd = 10'000; // four digits
constexpr std::int64_t mantissas = mantissaEnd - mantissaEnd / 10;

using Key = std::vector<std::optional<std::string>>;

/// One, or several of tags.
Key valuesOf(const EventRow &event, const DimensionRef &dimension)
{
    if (dimension.dimension != Dimension::Tag)
        return {event.dimensions[static_cast<std::size_t>(dimension.dimension)]};
    if (dimension.tagKey == "branch" && !event.branch.empty())
        return {event.branch};
    std::set<std::string> values;
    for (const auto &[key, value] : event.tags) {
        if (dimension.tagKey.empty())
            values.insert(key + ':' + value);
        else if (key == dimension.tagKey)
            values.insert(value);
    }
    return values.empty() ? Key{std::nullopt} : Key(values.begin(), values.end());
}

std::vector<Key> keysOf(const EventRow &event, const std::vector<DimensionRef> &by)
{
    std::vector<Key> keys{{}};
    for (const DimensionRef &dimension : by) {
        std::vector<Key> longer;
        for (const Key &key : keys) {
            for (auto &value : valuesOf(event, dimension)) {
                longer.push_back(key);
                longer.back().push_back(value);
            }
        }
        keys = std::move(longer);
    }
    return keys;
}

/// What the event costs by that basis, as sums have it: a 0 beside tokens is unknown, not free.
std::optional<Money> costOf(const EventRow &event, Basis basis)
{
    std::optional<Money> cost;
    switch (basis) {
    case Basis::Effective:
        return event.cost;
    case Basis::Estimated:
        return event.estimate;
    case Basis::Billed:
        cost = event.billed;
        break;
    case Basis::Reported:
        cost = event.reported;
        break;
    case Basis::Client:
        cost = event.client;
        break;
    }
    return cost && (*cost != Money{} || event.usage.total() == 0) ? cost : std::nullopt;
}

struct Sums
{
    std::int64_t requests = 0;
    std::unordered_map<std::uint32_t, std::int64_t> latencies, tasks;
    Money taskCost;

    [[nodiscard]] std::shared_ptr<const Distribution> finish() const
    {
        return std::make_shared<const Distribution>(
            Distribution{requests, Tally(latencies), Tally(tasks), taskCost});
    }
};

class Gatherer
{
public:
    explicit Gatherer(const Query &query) : m_query(query) {}

    void add(const EventRow &event)
    {
        if (event.isSetAside || event.isControl)
            return;
        findBucket(event.at);
        const std::uint32_t task = taskOf(event);
        const auto addTo = [&](Sums &sums) {
            sums.requests += event.requests;
            if (event.latencyMicros >= 0)
                ++sums.latencies[latencyBucket(event.latencyMicros)];
            if (task == 0)
                return;
            sums.tasks[task] += event.requests;
            sums.taskCost += costOf(event, m_query.basis).value_or(Money{});
        };
        addTo(m_total);
        addTo(m_buckets[{m_bucket, {}}]);
        for (Key &key : keysOf(event, m_query.by))
            addTo(m_rows[{m_bucket, std::move(key)}]);
    }

    [[nodiscard]] Distributions finish() const
    {
        Distributions found;
        for (const auto &[where, sums] : m_rows)
            found.rows.push_back({where.first, where.second, sums.finish()});
        for (const auto &[where, sums] : m_buckets)
            found.buckets.push_back({where.first, {}, sums.finish()});
        found.total = m_total.finish();
        return found;
    }

private:
    using Place = std::pair<std::optional<Instant>, Key>;

    /// Asking a time zone costs more than the rest; events come in order of time.
    void findBucket(Instant at)
    {
        if (m_query.step == Step::None || (m_bucket && *m_bucket <= at && at < m_bucketEnd))
            return;
        m_bucket = m_query.zone.bucketStart(at, m_query.step);
        m_bucketEnd = m_query.zone.nextBucket(*m_bucket, m_query.step);
    }

    /// 0: it has none, or no cost to be a task's.
    [[nodiscard]] std::uint32_t taskOf(const EventRow &event)
    {
        const auto &task = event.dimensions[static_cast<std::size_t>(Dimension::Task)];
        // A plan's fee is the cost of what it pays for, and of no task.
        const bool isPlanned = m_query.basis == Basis::Effective && event.isListValue;
        if (!task || isPlanned || !costOf(event, m_query.basis))
            return 0;
        return m_tasks.try_emplace(*task, static_cast<std::uint32_t>(m_tasks.size()) + 1)
            .first->second;
    }

    const Query &m_query;
    std::optional<Instant> m_bucket;
    Instant m_bucketEnd;
    std::unordered_map<std::string, std::uint32_t> m_tasks;
    std::map<Place, Sums> m_rows, m_buckets;
    Sums m_total;
};

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

std::optional<std::int64_t> Distribution::latencyMicros(int percent) const
{
    const std::int64_t count = latencies.total();
    // Rounded up without a product that could leave 64 bits.
    const std::int64_t rank = count / 100 * percent + (count % 100 * percent + 99) / 100;
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

Result<Distributions> readDistributions(LedgerReader &reader, const Query &query,
                                        const CancelToken &cancel)
{
    Gatherer gatherer(query);
    OUTLAY_TRY(reader.eachEvent(
        query,
        [&gatherer](const EventRow &event) {
            gatherer.add(event);
            return true;
        },
        cancel));
    return gatherer.finish();
}

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
    for (const DistributionRow &row : distributions.rows) {
        const auto own = named.find({row.at, row.key});
        const auto other = others.find(row.at);
        if (own != named.end())
            add(of[own->second], row.distribution);
        else if (other != others.end())
            add(of[other->second], row.distribution);
    }
    return of;
}

} // namespace outlay
