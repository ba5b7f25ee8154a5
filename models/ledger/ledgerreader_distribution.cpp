// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ledger/answer.h"
#include "models/ledger/combinedday.h"
#include "models/ledger/distribution.h"
#include "models/ledger/eventrow.h"
#include "models/ledger/grouptable.h"
#include "models/ledger/ledgerreader_p.h"
#include "models/ledger/selection.h"

#include <algorithm>
#include <tuple>

namespace outlay {

namespace {

/// Counts ids: a list of a few, of many a count for each id there may be.
class TallyBuilder
{
public:
    void add(std::uint32_t id)
    {
        if (!m_counts.empty()) {
            count(id);
            return;
        }
        m_ids.push_back(id);
        if (m_ids.size() < many)
            return;
        for (const std::uint32_t one : m_ids)
            count(one);
        m_ids = {};
    }
    [[nodiscard]] Tally finish()
    {
        std::vector<Tally::Entry> entries;
        std::sort(m_ids.begin(), m_ids.end());
        for (const std::uint32_t id : m_ids) {
            if (entries.empty() || entries.back().id != id)
                entries.push_back({id, 0});
            ++entries.back().count;
        }
        for (std::uint32_t id = 0; id < m_counts.size(); ++id) {
            if (m_counts[id] != 0)
                entries.push_back({id, m_counts[id]});
        }
        return Tally::of(std::move(entries));
    }

private:
    // As many bytes as the counts of what latencies there are: no more than a few hundred of a
    // ledger's groups become such.
    static constexpr std::size_t many = 32'768;

    void count(std::uint32_t id)
    {
        if (id >= m_counts.size())
            m_counts.resize(std::size_t{id} + 1 + id / 4);
        ++m_counts[id];
    }

    std::vector<std::uint32_t> m_ids;
    std::vector<std::uint32_t> m_counts; ///< by id
};

/// What one visit adds, but for the latencies.
struct Use
{
    std::int64_t requests = 0;
    TextId task = 0; ///< 0: it has none, or no cost to be a task's
    std::int64_t taskRequests = 0;
    Money taskCost;
};

struct Sums
{
    std::int64_t requests = 0;
    TallyBuilder latencies;
    std::unordered_map<std::uint32_t, std::int64_t> tasks;
    Money taskCost;

    void add(const Use &use)
    {
        requests += use.requests;
        if (use.task == 0)
            return;
        tasks[use.task] += use.taskRequests;
        taskCost += use.taskCost;
    }
    [[nodiscard]] std::shared_ptr<const Distribution> finish()
    {
        return std::make_shared<const Distribution>(
            Distribution{requests, latencies.finish(), Tally(tasks), taskCost});
    }
};

/// What the event costs by that basis, as sums have it: a 0 beside tokens is unknown, not free.
std::optional<Money> costOf(const StoredEvent &event, Basis basis)
{
    std::optional<Money> cost;
    switch (basis) {
    case Basis::Effective:
        return event.derived.cost;
    case Basis::Estimated:
        return event.derived.estimate;
    case Basis::Billed:
        cost = event.state.billed;
        break;
    case Basis::Reported:
        cost = event.state.reported;
        break;
    case Basis::Client:
        cost = event.state.client;
        break;
    }
    return cost && (*cost != Money{} || event.state.usage.total() == 0) ? cost : std::nullopt;
}

Use useOf(const StoredEvent &event, Basis basis)
{
    Use use;
    use.requests = event.state.requests;
    // A plan's fee is the cost of what it pays for, and of no task.
    const bool isPlanned = basis == Basis::Effective && event.derived.isListValue;
    const std::optional<Money> cost = isPlanned ? std::nullopt : costOf(event, basis);
    if (cost) {
        use.task = event.derived.task;
        use.taskRequests = event.state.requests;
        use.taskCost = *cost;
    }
    return use;
}

/// The same of many.
Use useOf(const Subject &subject, const Cell &cell, const CombinedRest &rest, Basis basis)
{
    Use use;
    use.requests = cell[CellField::Requests];
    if (basis == Basis::Effective) {
        use.taskRequests = use.requests - cell[CellField::Unpriced] - rest.plannedRequests;
        use.taskCost = Money{cell[CellField::Cost]} - rest.plannedCost;
    } else {
        const RawFields fields = rawFields(basis);
        use.taskRequests = cell[fields.requests];
        use.taskCost = {cell[fields.sum]};
    }
    use.task = use.taskRequests != 0 || use.taskCost != Money{} ? subject.task : 0;
    return use;
}

class Gatherer
{
public:
    Gatherer(const Query &query, Selection &selection)
        : m_query(query)
        , m_selection(selection)
        , m_buckets(query.zone, query.step)
        , m_rows(query.by.size())
        , m_whole(0)
    {
    }

    void add(const StoredEvent &event)
    {
        const Subject subject = event.subject();
        if (event.derived.isSetAside || event.derived.isControl || !m_selection.accepts(subject))
            return;
        const Use use = useOf(event, m_query.basis);
        eachSums(m_buckets.startOf(event.state.at), subject, [&](Sums &sums) {
            sums.add(use);
            if (event.state.latencyMicros >= 0)
                sums.latencies.add(latencyBucket(event.state.latencyMicros));
        });
    }

    /// Of a day or a quarter-hour that begins there.
    void add(Instant start, const CombinedReader &sum)
    {
        if (!m_selection.accepts(sum.subject()))
            return;
        Cell cell;
        addEncoded(sum.sums(), cell);
        const Use use = useOf(sum.subject(), cell, CombinedRest(sum.rest()), m_query.basis);
        if (use.requests == 0 && use.task == 0)
            return; // set aside, or a residual
        if (start != m_start) {
            m_start = start;
            m_bucket = m_buckets.startOf(start);
        }
        eachSums(m_bucket, sum.subject(), [&](Sums &sums) {
            sums.add(use);
            for (CombinedRest rest(sum.rest()); rest.hasLatency();)
                sums.latencies.add(rest.takeLatency());
        });
    }

    [[nodiscard]] Distributions finish()
    {
        Distributions found;
        for (std::size_t group = 0; group < m_rows.size(); ++group) {
            DistributionRow &row = found.rows.emplace_back();
            row.at = startOf(m_rows.bucket(group));
            for (std::size_t by = 0; by < m_query.by.size(); ++by)
                row.key.push_back(m_selection.textOf(by, m_rows.ids(group)[by]));
            row.distribution = m_rows.cell(group).finish();
        }
        std::vector<Distribution> parts;
        for (std::size_t group = 0; group < m_whole.size(); ++group) {
            DistributionRow &row = found.buckets.emplace_back();
            row.at = startOf(m_whole.bucket(group));
            row.distribution = m_whole.cell(group).finish();
            parts.push_back(*row.distribution);
        }
        found.total = std::make_shared<const Distribution>(sumOf(std::move(parts)));
        const auto isBefore = [](const DistributionRow &left, const DistributionRow &right) {
            return std::tie(left.at, left.key) < std::tie(right.at, right.key);
        };
        std::sort(found.rows.begin(), found.rows.end(), isBefore);
        std::sort(found.buckets.begin(), found.buckets.end(), isBefore);
        return found;
    }

private:
    /// Those of each of the subject's keys, and of all keys together.
    template <typename Visit>
    void eachSums(std::int64_t bucket, const Subject &subject, Visit visit)
    {
        const std::uint32_t none = 0;
        visit(m_whole.at(bucket, &none));
        m_selection.eachKey(subject,
                            [&](const std::uint32_t *ids) { visit(m_rows.at(bucket, ids)); });
    }
    /// In pairs: what there is much of is then copied a few times, not for each bucket.
    [[nodiscard]] static Distribution sumOf(std::vector<Distribution> parts)
    {
        for (std::size_t apart = 1; apart < parts.size(); apart *= 2) {
            for (std::size_t i = 0; i + apart < parts.size(); i += 2 * apart)
                parts[i] += parts[i + apart];
        }
        return parts.empty() ? Distribution{} : std::move(parts.front());
    }
    [[nodiscard]] std::optional<Instant> startOf(std::int64_t bucket) const
    {
        return m_query.step == Step::None ? std::nullopt : std::optional(Instant{bucket});
    }

    const Query &m_query;
    Selection &m_selection;
    BucketFinder m_buckets;
    GroupTableOf<Sums> m_rows, m_whole;
    std::optional<Instant> m_start; ///< of the sum before
    std::int64_t m_bucket = 0;      ///< likewise
};

} // namespace

Result<Distributions> LedgerReader::distributions(const Query &query, const CancelToken &cancel)
{
    Data &d = *m_data;
    const ReadTransaction transaction(*d.db, cancel);
    OUTLAY_TRY(transaction.status());
    OUTLAY_TRY(d.begin());
    const auto span = d.span(false);
    if (!span)
        return tl::unexpected<Error>(span.error());
    Selection selection(query, d.dictionary);
    Gatherer gatherer(query, selection);
    if (!*span)
        return gatherer.finish();
    auto windows = d.combinedWindows(query, selection, **span);
    if (!windows)
        return tl::unexpected<Error>(windows.error());
    OUTLAY_TRY(d.takeQuarters(*windows, query));
    OUTLAY_TRY(d.narrow(windows->events, selection));
    OUTLAY_TRY(d.narrow(windows->combined, selection));
    OUTLAY_TRY(d.dictionary.loadProfiles());
    const std::string sql =
        "SELECT " + std::string(eventColumns) + " FROM event " +
        (d.isMostOf(windows->events, **span) ? "NOT INDEXED" : "INDEXED BY event_at") +
        " WHERE at>=?1 AND at<?2";
    StoredEvent event;
    for (const TimeRange &range : windows->events) {
        OUTLAY_TRY(
            eachRow(*d.db, sql, {range.from.micros, range.to.micros}, [&](const SqlStatement &row) {
                readEvent(row, 0, event);
                gatherer.add(event);
                return true;
            }));
    }
    std::pair<std::int64_t, Instant> start{everyBlock, {}}; // of a day
    for (const BucketRange &days : windows->days) {
        OUTLAY_TRY(eachCombined(*d.db, days, [&](std::int64_t day, const CombinedReader &sum) {
            if (day != start.first)
                start = {day, firstInstantOfDay(d.zone, day)};
            gatherer.add(start.second, sum);
            return true;
        }));
    }
    for (const TimeRange &range : windows->combined) {
        OUTLAY_TRY(eachCombinedQuarter(*d.db, range, d.zone,
                                       [&](std::int64_t quarter, const CombinedReader &sum) {
                                           gatherer.add({quarter * microsPerQuarter}, sum);
                                       }));
    }
    Distributions found = gatherer.finish();
    OUTLAY_TRY(d.dictionary.status());
    return found;
}

} // namespace outlay
