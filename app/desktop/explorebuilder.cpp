// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/explorebuilder.h"

#include "ui/theme/theme.h"

#include <algorithm>
#include <map>

namespace outlay {
namespace {

constexpr int mostRows = 5'000; // the dearest; the rest is one row

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
            OUTLAY_TRY(addRows());
            OUTLAY_TRY(addSeries());
            if (m_snapshot.request.chart == ui::ChartKind::Heatmap)
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
            if (const auto bucket = bucketOf(row))
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

    [[nodiscard]] std::optional<std::size_t> bucketOf(const Row &row) const
    {
        if (!row.at || m_index.empty())
            return {};
        const auto after = m_index.upper_bound(row.at->micros);
        return after == m_index.begin() ? m_index.begin()->second : std::prev(after)->second;
    }

    Result<> addRows()
    {
        Query q = query();
        q.by = {m_snapshot.request.dimension};
        q.top = mostRows;
        auto answer = m_queries.run(q);
        if (!answer)
            return tl::unexpected<Error>(std::move(answer).error());
        m_snapshot.rows = std::move(answer->rows);
        const Measure measure = m_snapshot.request.measure;
        std::stable_sort(m_snapshot.rows.begin(), m_snapshot.rows.end(),
                         [measure](const Row &left, const Row &right) {
                             if (left.isOther != right.isOther)
                                 return right.isOther;
                             const auto l = valueOf(measure, left.measures);
                             const auto r = valueOf(measure, right.measures);
                             return l && r ? *l > *r : l.has_value() && !r;
                         });
        return {};
    }

    /// What stands apart in the chart: the greatest where parts add up to the whole; else those
    /// with the most requests, since the greatest mean is that of a single request.
    [[nodiscard]] std::vector<const Row *> chosen() const
    {
        const Measure measure = m_snapshot.request.measure;
        std::vector<const Row *> rows;
        for (const Row &row : m_snapshot.rows) {
            const auto value = valueOf(measure, row.measures);
            const bool isSeen = value && (!isStackable(measure) || value->numerator != 0);
            if (isSeen && !row.isOther && !row.key.empty())
                rows.push_back(&row);
        }
        if (!isStackable(measure))
            std::stable_sort(rows.begin(), rows.end(), [](const Row *left, const Row *right) {
                return left->measures.requests > right->measures.requests;
            });
        rows.resize(std::min(rows.size(), ui::seriesCount));
        return rows;
    }

    Result<> addSeries()
    {
        Filter filter{m_snapshot.request.dimension, {}};
        for (const Row *row : chosen()) {
            const auto &value = row->key.front();
            if (std::find(filter.anyOf.begin(), filter.anyOf.end(), value) == filter.anyOf.end())
                filter.anyOf.push_back(value);
            ui::ExploreSeries series;
            series.value = value;
            series.isNotItemised = row->isNotItemised;
            series.buckets.resize(m_snapshot.buckets.size());
            m_snapshot.series.push_back(std::move(series));
        }
        if (!filter.anyOf.empty()) {
            Query parts = query();
            parts.by = {m_snapshot.request.dimension};
            parts.step = m_snapshot.period.step;
            parts.where = ui::narrowed(std::move(parts.where), filter);
            auto answer = m_queries.run(parts);
            if (!answer)
                return tl::unexpected<Error>(std::move(answer).error());
            fill(*answer);
        }
        addRest();
        return {};
    }

    void fill(const Answer &answer)
    {
        for (const Row &row : answer.rows) {
            const auto bucket = bucketOf(row);
            if (!bucket || row.key.empty())
                continue;
            const auto series = std::find_if(m_snapshot.series.begin(), m_snapshot.series.end(),
                                             [&](const ui::ExploreSeries &s) {
                                                 return s.value == row.key.front() &&
                                                        s.isNotItemised == row.isNotItemised;
                                             });
            if (series == m_snapshot.series.end())
                continue;
            series->buckets[*bucket] += row.measures;
            series->total += row.measures;
        }
    }

    /// "Other" is what the bucket totals hold beyond the named ones, so they always sum to them.
    void addRest()
    {
        ui::ExploreSeries other;
        other.isOther = true;
        bool isNeeded = false;
        for (std::size_t b = 0; b < m_snapshot.buckets.size(); ++b) {
            Measures rest = m_snapshot.bucketTotals[b];
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
        return {};
    }

    [[nodiscard]] ui::HeatCell &cellAt(Instant at)
    {
        const Zone &zone = m_snapshot.zone;
        const std::int64_t local = at.micros + zone.offsetSeconds(at) * microsPerSecond;
        const std::int64_t day = floorDivide(local, microsPerDay);
        const std::int64_t hour = (local - day * microsPerDay) / microsPerHour;
        const std::int64_t weekday = day + 3 - floorDivide(day + 3, 7) * 7; // 1970 began Thursday
        return m_snapshot.heat[static_cast<std::size_t>(weekday)].at(
            static_cast<std::size_t>(hour));
    }

    const ExploreQueries &m_queries;
    ui::ExploreSnapshot m_snapshot;
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
