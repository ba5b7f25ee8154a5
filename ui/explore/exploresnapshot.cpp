// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/explore/exploresnapshot.h"

#include <algorithm>
#include <utility>

namespace outlay::ui {
namespace {

std::int64_t leastLength(Step step)
{
    switch (step) {
    case Step::None:
        break;
    case Step::Hour:
        return microsPerHour;
    case Step::Day:
        return microsPerDay;
    case Step::Week:
        return 7 * microsPerDay;
    case Step::Month:
        return 28 * microsPerDay;
    }
    return microsPerHour;
}

} // namespace

std::vector<DimensionRef> ExploreRequest::by() const
{
    std::vector<DimensionRef> all{dimension};
    if (thenBy)
        all.push_back(*thenBy);
    return all;
}

bool fits(Step step, const TimeRange &range)
{
    return (range.to.micros - range.from.micros) / leastLength(step) <= mostBuckets;
}

Step fittingStep(Step wanted, const TimeRange &range)
{
    while (wanted != Step::Month && !fits(wanted, range))
        wanted = static_cast<Step>(static_cast<int>(wanted) + 1);
    return wanted;
}

TimeRange bucketRange(const ExploreSnapshot &snapshot, int bucket)
{
    const auto b = static_cast<std::size_t>(bucket);
    const auto &starts = snapshot.buckets;
    return {starts[b], b + 1 < starts.size() ? starts[b + 1] : snapshot.period.range.to};
}

int seriesOf(const ExploreSnapshot &snapshot, const ExploreRow &row)
{
    if (row.isOther || row.key.empty())
        return -1;
    const auto own = std::find_if(snapshot.series.begin(), snapshot.series.end(),
                                  [&row](const ExploreSeries &series) {
                                      return !series.isOther && series.key == row.key &&
                                             series.isNotItemised == row.isNotItemised;
                                  });
    return own == snapshot.series.end() ? -1 : static_cast<int>(own - snapshot.series.begin());
}

bool isNamed(const ValueKey &key)
{
    return std::any_of(key.begin(), key.end(), [](const auto &value) { return value.has_value(); });
}

std::vector<Filter> filtersOf(const ExploreRequest &request, const ValueKey &key)
{
    const std::vector<DimensionRef> by = request.by();
    std::vector<Filter> all;
    for (std::size_t i = 0; i < std::min(by.size(), key.size()); ++i) {
        Filter filter;
        filter.dimension = by[i];
        filter.anyOf.push_back(key[i]);
        all.push_back(std::move(filter));
    }
    return all;
}

std::vector<Filter> narrowed(std::vector<Filter> where, const Filter &by)
{
    // The value passes the filter on its own dimension: it takes its place.
    std::erase_if(where, [&](const Filter &own) { return own.dimension == by.dimension; });
    where.push_back(by);
    return where;
}

} // namespace outlay::ui
