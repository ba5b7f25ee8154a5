// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/overviewbuilder.h"

#include "app/desktop/priorrange.h"
#include "app/sources/demo/demonow.h"
#include "models/insight/ledgeroutlook.h"
#include "models/insight/measure.h"
#include "ui/theme/theme.h"

#include <algorithm>
#include <array>
#include <map>

namespace outlay {
namespace {

constexpr int topRows = 8;
constexpr std::array topDimensions{Dimension::Model, Dimension::User, Dimension::Project,
                                   Dimension::Task};

class Builder
{
public:
    Builder(const ui::OverviewRequest &request, const OverviewQueries &queries, Instant now,
            const Zone &zone)
        : m_queries(queries)
    {
        m_snapshot.request = request;
        m_snapshot.zone = zone;
        m_snapshot.now = now;
        m_snapshot.facts = queries.facts;
        m_snapshot.sources = queries.sources;
        m_snapshot.plans = queries.plans;
        m_snapshot.isDemo = isDemo(queries.sources);
        m_snapshot.period = ui::resolve(request.period, now, zone, queries.facts.span);
    }

    Result<ui::OverviewSnapshot> build()
    {
        if (m_snapshot.facts.span) {
            OUTLAY_TRY(addTotals());
            OUTLAY_TRY(addSeries());
            OUTLAY_TRY(addTops());
            OUTLAY_TRY(addOutlook());
        }
        OUTLAY_TRY(addInvisible());
        return std::move(m_snapshot);
    }

private:
    Result<> addInvisible()
    {
        auto gaps = coverageGaps(m_snapshot.period.range, m_snapshot.now, m_snapshot.facts,
                                 m_snapshot.sources, m_queries.coverage);
        if (!gaps)
            return tl::unexpected<Error>(std::move(gaps).error());
        m_snapshot.uncovered = std::move(gaps->uncovered);
        m_snapshot.unvouched = std::move(gaps->unvouched);
        m_snapshot.awaited = std::move(gaps->awaited);
        if (!m_queries.silences || m_snapshot.isDemo)
            return {};
        auto silences = m_queries.silences(m_snapshot.now);
        if (!silences)
            return tl::unexpected<Error>(std::move(silences).error());
        m_snapshot.silences = *std::move(silences);
        return {};
    }

    [[nodiscard]] Query query(const TimeRange &range) const
    {
        Query q;
        q.range = range;
        q.zone = m_snapshot.zone;
        q.where = m_snapshot.request.where;
        return q;
    }

    Result<> addTotals()
    {
        Query q = query(m_snapshot.period.range);
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
        OUTLAY_TRY(addFees());
        OUTLAY_TRY(addUnpricedCounts());
        return addPrior();
    }

    Result<> addUnpricedCounts()
    {
        if (!m_queries.unpricedCounts)
            return {};
        auto counts = m_queries.unpricedCounts(m_snapshot.period.range, m_snapshot.request.where);
        if (!counts)
            return tl::unexpected<Error>(counts.error());
        for (const UnpricedCounts &one : *counts)
            m_snapshot.unpricedTokens += one.tokens;
        return {};
    }

    /// What of the residual is fees: nothing is missing behind those.
    Result<> addFees()
    {
        if (m_snapshot.total.residual == Money{})
            return {};
        auto within = feesWithin(m_snapshot.plans, m_snapshot.request.where);
        if (!within)
            return {};
        Query q = query(m_snapshot.period.range);
        q.where = *std::move(within);
        const auto answer = m_queries.run(q);
        if (!answer)
            return tl::unexpected<Error>(answer.error());
        m_snapshot.fees = answer->total.residual;
        return {};
    }

    Result<> addPrior()
    {
        const auto prior = priorRange(m_snapshot.period, m_snapshot.facts.span, m_snapshot.zone);
        if (!prior)
            return {};
        auto answer = m_queries.run(query(prior->range));
        if (!answer)
            return tl::unexpected<Error>(std::move(answer).error());
        m_snapshot.prior = answer->total;
        m_snapshot.isPriorPartial = prior->isPartial;
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

    Result<> addSeries()
    {
        const DimensionRef &dimension = m_snapshot.request.stackBy;
        Query q = query(m_snapshot.period.range);
        q.by = {dimension};
        q.top = static_cast<int>(ui::seriesCount);
        auto best = m_queries.run(q);
        if (!best)
            return tl::unexpected<Error>(std::move(best).error());
        Filter filter{dimension, {}};
        for (const Row &row : best->rows) {
            if (!row.isOther && row.measures.cost && !row.key.empty())
                addSeriesOf(row, filter);
        }
        if (!filter.anyOf.empty()) {
            Query parts = query(m_snapshot.period.range);
            parts.by = {dimension};
            parts.step = m_snapshot.period.step;
            // The names already pass a filter on their own dimension: one takes the other's place.
            std::erase_if(parts.where,
                          [&](const Filter &own) { return own.dimension == dimension; });
            parts.where.push_back(filter);
            auto answer = m_queries.run(parts);
            if (!answer)
                return tl::unexpected<Error>(std::move(answer).error());
            fill(*answer);
        }
        addRest();
        return {};
    }

    void addSeriesOf(const Row &row, Filter &filter)
    {
        const auto known = std::find(filter.anyOf.begin(), filter.anyOf.end(), row.key.front());
        if (known == filter.anyOf.end())
            filter.anyOf.push_back(row.key.front());
        ui::Series series;
        series.value = row.key.front();
        series.isNotItemised = row.isNotItemised;
        series.amounts.resize(m_snapshot.buckets.size());
        series.measures.resize(m_snapshot.buckets.size());
        m_snapshot.series.push_back(std::move(series));
    }

    void fill(const Answer &answer)
    {
        for (const Row &row : answer.rows) {
            const auto bucket = bucketOf(row);
            if (!bucket || row.key.empty())
                continue;
            const auto series = std::find_if(
                m_snapshot.series.begin(), m_snapshot.series.end(), [&](const ui::Series &s) {
                    return s.value == row.key.front() && s.isNotItemised == row.isNotItemised;
                });
            if (series == m_snapshot.series.end())
                continue;
            series->measures[*bucket] += row.measures;
            series->amounts[*bucket] += row.measures.cost.value_or(Money{});
            series->total += row.measures.cost.value_or(Money{});
        }
    }

    /// "Other" is what the bucket totals hold beyond the named ones, so the bars always sum to
    /// them.
    void addRest()
    {
        ui::Series other;
        other.isOther = true;
        bool isNeeded = false;
        for (std::size_t b = 0; b < m_snapshot.buckets.size(); ++b) {
            Measured left = m_snapshot.bucketTotals[b];
            for (const ui::Series &series : m_snapshot.series)
                left = without(std::move(left), series.measures[b]);
            const Money rest = left.cost.value_or(Money{});
            other.measures.push_back(left);
            other.amounts.push_back(rest);
            other.total += rest;
            isNeeded = isNeeded || rest != Money{};
        }
        if (isNeeded)
            m_snapshot.series.push_back(std::move(other));
    }

    Result<> addTops()
    {
        for (const Dimension dimension : topDimensions) {
            Query q = query(m_snapshot.period.range);
            q.by = {{dimension, {}}};
            q.top = topRows;
            auto answer = m_queries.run(q);
            if (!answer)
                return tl::unexpected<Error>(std::move(answer).error());
            m_snapshot.tops.push_back({{dimension, {}}, std::move(answer->rows)});
        }
        return {};
    }

    /// Dimensions whose hours are kept as sums: a forecast by another would read the requests of
    /// four months.
    [[nodiscard]] bool isCheap() const
    {
        static constexpr std::array cheap{Dimension::Provider,    Dimension::Model,
                                          Dimension::User,        Dimension::Project,
                                          Dimension::Environment, Dimension::Source};
        const auto &where = m_snapshot.request.where;
        return where.empty() ||
               (where.size() == 1 && std::find(cheap.begin(), cheap.end(),
                                               where.front().dimension.dimension) != cheap.end());
    }

    Result<> addOutlook()
    {
        if (m_snapshot.request.period.preset != ui::Preset::MonthToDate ||
            !m_snapshot.period.isRunning || !m_snapshot.hasData || !isCheap())
            return {};
        OutlookQueries queries{m_queries.run,   m_queries.facts,    m_queries.sources,
                               m_queries.plans, m_queries.coverage, m_queries.reconciliation,
                               m_queries.fees};
        // It reads every day there is; where all is itemised, there is nothing to learn.
        const bool hasStatements = m_snapshot.total.residual != Money{} ||
                                   (m_snapshot.prior && m_snapshot.prior->residual != Money{});
        if (!hasStatements)
            queries.reconciliation = {};
        auto outlook = LedgerOutlook::open(
            std::move(queries), {m_snapshot.period.range, m_snapshot.now, m_snapshot.zone, {}});
        if (!outlook)
            return tl::unexpected<Error>(std::move(outlook).error());
        auto forecast = outlook->forecast(m_snapshot.request.where);
        if (!forecast)
            return tl::unexpected<Error>(std::move(forecast).error());
        auto pace = outlook->pace(m_snapshot.request.where, forecast->spent);
        if (!pace)
            return tl::unexpected<Error>(std::move(pace).error());
        m_snapshot.forecast = *std::move(forecast);
        m_snapshot.pace = *pace;
        return {};
    }

    const OverviewQueries &m_queries;
    ui::OverviewSnapshot m_snapshot;
    std::map<std::int64_t, std::size_t> m_index; ///< bucket start -> index
};

} // namespace

Result<ui::OverviewSnapshot> buildOverview(const ui::OverviewRequest &request,
                                           const OverviewQueries &queries, Instant now,
                                           const Zone &zone)
{
    return Builder(request, queries, now, zone).build();
}

} // namespace outlay
