// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/explorebuilder.h"

#include "app/desktop/explorecomparison.h"
#include "models/money/weekhour.h"
#include "ui/theme/theme.h"

#include <algorithm>
#include <map>

namespace outlay {
namespace {

class Builder
{
public:
    Builder(const ui::ExploreRequest &request, const ExploreQueries &queries, Instant now,
            const Zone &zone)
        : m_queries(queries)
    {
        m_snapshot.request = request;
        m_snapshot.zone = zone;
        m_snapshot.now = now;
        m_snapshot.facts = queries.facts;
        m_snapshot.period = ui::resolve(request.period, now, zone, queries.facts.span);
        if (request.step)
            m_snapshot.period.step = ui::fittingStep(*request.step, m_snapshot.period.range);
    }

    Result<ui::ExploreSnapshot> build()
    {
        if (m_snapshot.facts.span) {
            OUTLAY_TRY(addTotals());
            OUTLAY_TRY(addUnpricedCounts());
            OUTLAY_TRY(addRows());
            OUTLAY_TRY(addDistributions());
            sortRows();
            OUTLAY_TRY(addComparison(m_snapshot, m_queries));
            OUTLAY_TRY(addSeries());
            if (isHeat())
                OUTLAY_TRY(addHeat());
        }
        auto gaps = coverageGaps(m_snapshot.period.range, m_snapshot.now, m_snapshot.facts,
                                 m_queries.sources, m_queries.coverage);
        if (!gaps)
            return tl::unexpected<Error>(std::move(gaps).error());
        m_snapshot.uncovered = std::move(gaps->uncovered);
        return std::move(m_snapshot);
    }

private:
    Result<> addUnpricedCounts()
    {
        if (!m_queries.unpricedCounts)
            return {};
        const auto counts =
            m_queries.unpricedCounts(m_snapshot.period.range, m_snapshot.request.where);
        if (!counts)
            return tl::unexpected<Error>(counts.error());
        for (const UnpricedCounts &one : *counts)
            m_snapshot.unpricedTokens += one.tokens;
        return {};
    }
    [[nodiscard]] Query query() const
    {
        Query q;
        q.range = m_snapshot.period.range;
        q.zone = m_snapshot.zone;
        q.where = m_snapshot.request.where;
        return q;
    }

    Result<> addTotals()
    {
        Query q = query();
        q.step = m_snapshot.period.step;
        auto answer = m_queries.run(q);
        if (!answer)
            return tl::unexpected<Error>(std::move(answer).error());
        m_snapshot.total = answer->total;
        m_snapshot.hasData = answer->hasData && (answer->total.requests > 0 || answer->total.cost ||
                                                 answer->total.setAsideRequests > 0);
        layBuckets();
        for (const Row &row : answer->rows) {
            if (const auto bucket = bucketOf(row.at))
                m_snapshot.bucketTotals[*bucket] += row.measures;
        }
        return {};
    }

    void layBuckets()
    {
        const ui::Period &period = m_snapshot.period;
        // A bucket may begin before the range does: the week a range starts in.
        Instant at = m_snapshot.zone.bucketStart(period.range.from, period.step);
        while (at < period.range.to) {
            m_index[at.micros] = m_snapshot.buckets.size();
            m_snapshot.buckets.push_back(at);
            at = m_snapshot.zone.nextBucket(at, period.step);
        }
        m_snapshot.bucketTotals.resize(m_snapshot.buckets.size());
    }

    [[nodiscard]] std::optional<std::size_t> bucketOf(const std::optional<Instant> &at) const
    {
        if (!at || m_index.empty())
            return {};
        const auto after = m_index.upper_bound(at->micros);
        return after == m_index.begin() ? m_index.begin()->second : std::prev(after)->second;
    }

    Result<> addRows()
    {
        Query q = query();
        q.by = m_snapshot.request.by();
        q.top = mostExploreRows;
        auto answer = m_queries.run(q);
        if (!answer)
            return tl::unexpected<Error>(std::move(answer).error());
        m_byValue = *std::move(answer);
        for (const Row &row : m_byValue.rows)
            m_snapshot.rows.push_back({row.key, row.isOther, row.isNotItemised, row.measures});
        return {};
    }

    /// What sums do not tell, from one reading of the requests: of the values, of the bars and
    /// hours, and of the values in each bar.
    Result<> addDistributions()
    {
        if (!needsDistribution(m_snapshot.request.measure) || !m_queries.distributions)
            return {};
        Query q = query();
        q.by = m_snapshot.request.by();
        q.step = isHeat() ? Step::Hour : m_snapshot.period.step;
        auto found = m_queries.distributions(q);
        if (!found)
            return tl::unexpected<Error>(std::move(found).error());
        m_found = *std::move(found);
        m_snapshot.total.distribution = m_found.total;
        for (const DistributionRow &row : m_found.buckets) {
            if (const auto bucket = bucketOf(row.at))
                add(m_snapshot.bucketTotals[*bucket].distribution, row.distribution);
        }
        Distributions all;
        for (const DistributionRow &row : m_found.rows)
            all.rows.push_back({{}, row.key, row.distribution});
        const auto ofRows = distributionsOf(m_byValue, all);
        for (std::size_t i = 0; i < ofRows.size(); ++i)
            m_snapshot.rows[i].measures.distribution = ofRows[i];
        return {};
    }

    [[nodiscard]] bool isHeat() const { return m_snapshot.request.chart == ui::ChartKind::Heatmap; }

    void sortRows()
    {
        const Measure measure = m_snapshot.request.measure;
        const auto known = [measure](const ui::ExploreRow &row) {
            return valueOf(measure, row.measures);
        };
        std::stable_sort(m_snapshot.rows.begin(), m_snapshot.rows.end(),
                         [&](const ui::ExploreRow &left, const ui::ExploreRow &right) {
                             if (left.isOther != right.isOther)
                                 return right.isOther;
                             const auto l = known(left);
                             const auto r = known(right);
                             return l && r ? *l > *r : l.has_value() && !r;
                         });
    }

    /// What stands apart in the chart: the greatest where parts add up to the whole; else those
    /// with the most requests, since the greatest mean is that of a single request.
    [[nodiscard]] std::vector<const ui::ExploreRow *> chosen() const
    {
        const Measure measure = m_snapshot.request.measure;
        std::vector<const ui::ExploreRow *> rows;
        for (const ui::ExploreRow &row : m_snapshot.rows) {
            const auto value = valueOf(measure, row.measures);
            const bool isSeen = value && (!isStackable(measure) || value->numerator != 0);
            if (isSeen && !row.isOther && !row.key.empty())
                rows.push_back(&row);
        }
        if (!isStackable(measure))
            std::stable_sort(rows.begin(), rows.end(),
                             [](const ui::ExploreRow *left, const ui::ExploreRow *right) {
                                 return left->measures.requests > right->measures.requests;
                             });
        rows.resize(std::min(rows.size(), ui::seriesCount));
        return rows;
    }

    Result<> addSeries()
    {
        // What has one value of each dimension; combinations that are no series are left out below.
        std::vector<Filter> filters;
        for (const ui::ExploreRow *row : chosen()) {
            addValues(filters, ui::filtersOf(m_snapshot.request, row->key));
            ui::ExploreSeries series;
            series.key = row->key;
            series.isNotItemised = row->isNotItemised;
            series.buckets.resize(m_snapshot.buckets.size());
            m_snapshot.series.push_back(std::move(series));
        }
        if (!filters.empty()) {
            Query parts = query();
            parts.by = m_snapshot.request.by();
            parts.step = m_snapshot.period.step;
            for (const Filter &filter : filters)
                parts.where = ui::narrowed(std::move(parts.where), filter);
            auto answer = m_queries.run(parts);
            if (!answer)
                return tl::unexpected<Error>(std::move(answer).error());
            fill(*answer);
            fillDistributions();
        }
        addRest();
        return {};
    }

    static void addValues(std::vector<Filter> &filters, std::vector<Filter> own)
    {
        if (filters.empty()) {
            filters = std::move(own);
            return;
        }
        for (std::size_t i = 0; i < filters.size(); ++i) {
            auto &known = filters[i].anyOf;
            const auto &value = own[i].anyOf.front();
            if (std::find(known.begin(), known.end(), value) == known.end())
                known.push_back(value);
        }
    }

    void fill(const Answer &answer)
    {
        for (const Row &row : answer.rows) {
            const auto bucket = bucketOf(row.at);
            ui::ExploreSeries *series = seriesOf(row.key, row.isNotItemised);
            if (!bucket || !series)
                continue;
            series->buckets[*bucket] += row.measures;
            series->total += row.measures;
        }
    }

    [[nodiscard]] ui::ExploreSeries *seriesOf(const std::vector<std::optional<std::string>> &key,
                                              bool isNotItemised)
    {
        const auto found = std::find_if(m_snapshot.series.begin(), m_snapshot.series.end(),
                                        [&](const ui::ExploreSeries &s) {
                                            return s.key == key && s.isNotItemised == isNotItemised;
                                        });
        return found == m_snapshot.series.end() ? nullptr : &*found;
    }

    void fillDistributions()
    {
        for (const DistributionRow &row : m_found.rows) {
            const auto bucket = bucketOf(row.at);
            ui::ExploreSeries *series = seriesOf(row.key, false);
            if (!bucket || !series)
                continue;
            add(series->buckets[*bucket].distribution, row.distribution);
            add(series->total.distribution, row.distribution);
        }
    }

    /// "Other" is what the bucket totals hold beyond the named ones, so they always sum to them.
    void addRest()
    {
        ui::ExploreSeries other;
        other.isOther = true;
        bool isNeeded = false;
        for (std::size_t b = 0; b < m_snapshot.buckets.size(); ++b) {
            Measured rest = m_snapshot.bucketTotals[b];
            for (const ui::ExploreSeries &series : m_snapshot.series)
                rest = without(rest, series.buckets[b]);
            const auto value = valueOf(m_snapshot.request.measure, rest);
            isNeeded = isNeeded || (value && value->numerator != 0);
            other.total += rest;
            other.buckets.push_back(std::move(rest));
        }
        if (isNeeded)
            m_snapshot.series.push_back(std::move(other));
    }

    Result<> addHeat()
    {
        Query q = query();
        q.step = Step::Hour;
        auto answer = m_queries.run(q);
        if (!answer)
            return tl::unexpected<Error>(std::move(answer).error());
        m_snapshot.heat.resize(7);
        const TimeRange &range = m_snapshot.period.range;
        const Instant end = std::min(range.to, m_snapshot.now);
        const Zone &zone = m_snapshot.zone;
        for (Instant at = zone.bucketStart(range.from, Step::Hour); at < end;
             at = zone.nextBucket(at, Step::Hour))
            ++cellAt(at).hours;
        for (Row &row : answer->rows) {
            Measures &m = row.measures;
            m_snapshot.heatWithout += m.residual;
            if (m.cost)
                m.cost = *m.cost - m.residual;
            m.residual = {};
            if (m.requests == 0 && m.cost == Money{})
                m.cost.reset();
            if (row.at)
                cellAt(*row.at).measures += m;
        }
        for (const DistributionRow &row : m_found.buckets)
            add(cellAt(*row.at).measures.distribution, row.distribution);
        return {};
    }

    [[nodiscard]] ui::HeatCell &cellAt(Instant at)
    {
        const WeekHour of = weekHourOf(at, m_snapshot.zone);
        return m_snapshot.heat[static_cast<std::size_t>(of.weekday)].at(
            static_cast<std::size_t>(of.hour));
    }

    const ExploreQueries &m_queries;
    ui::ExploreSnapshot m_snapshot;
    Answer m_byValue;      ///< in the order of the snapshot's rows, until they are sorted
    Distributions m_found; ///< by value and bar (or hour); empty where sums tell
    std::map<std::int64_t, std::size_t> m_index; ///< bucket start -> index
};

} // namespace

Result<ui::ExploreSnapshot> buildExplore(const ui::ExploreRequest &request,
                                         const ExploreQueries &queries, Instant now,
                                         const Zone &zone)
{
    return Builder(request, queries, now, zone).build();
}

} // namespace outlay
