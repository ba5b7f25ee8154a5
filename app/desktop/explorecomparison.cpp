// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/explorecomparison.h"

#include "app/desktop/priorrange.h"

#include <algorithm>
#include <map>

namespace outlay {
namespace {

using Shapes = std::vector<std::shared_ptr<const Distribution>>;

/// Beside the values that are shown, and below them those that were and are not.
void placeRows(ui::ExploreSnapshot &snapshot, const Answer &answer, const Shapes &shapes)
{
    std::map<std::pair<ui::ValueKey, bool>, Measured> before;
    for (std::size_t i = 0; i < answer.rows.size(); ++i) {
        const Row &row = answer.rows[i];
        before[{row.key, row.isNotItemised}] = Measured(row.measures, shapes[i]);
    }
    bool hasRest = false;
    for (ui::ExploreRow &row : snapshot.rows) {
        hasRest = hasRest || row.isOther;
        if (row.isOther)
            continue;
        auto found = before.extract(std::pair(row.key, row.isNotItemised));
        row.prior = found ? std::move(found.mapped()) : Measured();
    }
    if (hasRest)
        return; // which of them are in it is not told
    for (auto &[key, measures] : before) {
        if (snapshot.rows.size() >= std::size_t{mostExploreRows})
            return;
        ui::ExploreRow gone;
        gone.key = key.first;
        gone.isNotItemised = key.second;
        gone.prior = std::move(measures);
        snapshot.rows.push_back(std::move(gone));
    }
}

/// By the place of the bar, the first with the first.
Result<> addBuckets(ui::ExploreSnapshot &snapshot, const ExploreQueries &queries, Query q)
{
    q.by.clear();
    q.step = snapshot.period.step;
    const auto answer = queries.run(q);
    if (!answer)
        return tl::unexpected<Error>(answer.error());
    std::map<std::int64_t, std::size_t> places;
    for (Instant at = q.zone.bucketStart(q.range.from, q.step); at < q.range.to;
         at = q.zone.nextBucket(at, q.step))
        places.emplace(at.micros, places.size());
    // A month may have had more days than this one has: those have no bar to stand beside.
    snapshot.priorBuckets.resize(std::min(places.size(), snapshot.buckets.size()));
    for (const Row &row : answer->rows) {
        if (!row.at)
            continue;
        const auto after = places.upper_bound(row.at->micros);
        const std::size_t place = after == places.begin() ? 0 : std::prev(after)->second;
        if (place < snapshot.priorBuckets.size())
            snapshot.priorBuckets[place] += row.measures;
    }
    return {};
}

} // namespace

Result<> addComparison(ui::ExploreSnapshot &snapshot, const ExploreQueries &queries)
{
    const auto prior = priorRange(snapshot.period, snapshot.facts.span, snapshot.zone);
    if (!snapshot.request.compares || !prior)
        return {};
    Query q;
    q.range = prior->range;
    q.zone = snapshot.zone;
    q.where = snapshot.request.where;
    q.by = snapshot.request.by();
    const auto answer = queries.run(q);
    if (!answer)
        return tl::unexpected<Error>(answer.error());
    snapshot.prior = answer->total;
    snapshot.isPriorPartial = prior->isPartial;
    Shapes shapes(answer->rows.size());
    if (needsDistribution(snapshot.request.measure) && queries.distributions) {
        const auto found = queries.distributions(q);
        if (!found)
            return tl::unexpected<Error>(found.error());
        snapshot.prior->distribution = found->total;
        shapes = distributionsOf(*answer, *found);
    } else {
        OUTLAY_TRY(addBuckets(snapshot, queries, q));
    }
    placeRows(snapshot, *answer, shapes);
    return {};
}

} // namespace outlay
