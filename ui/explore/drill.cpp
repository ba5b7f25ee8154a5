// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/explore/drill.h"

#include <algorithm>
#include <array>

namespace outlay::ui {
namespace {

constexpr std::array path{Dimension::Provider, Dimension::Model, Dimension::User,
                          Dimension::Project,  Dimension::Task,  Dimension::Session};

/// The place in the path a dimension that is not on it leads to.
Dimension entryOf(Dimension dimension)
{
    switch (dimension) {
    case Dimension::Team:
    case Dimension::CostCenter:
    case Dimension::Key:
        return Dimension::User;
    case Dimension::TaskKind:
        return Dimension::Task;
    case Dimension::Agent:
        return Dimension::Session;
    default:
        return Dimension::Model;
    }
}

} // namespace

std::optional<DimensionRef> nextDimension(const DimensionRef &below,
                                          const std::vector<Filter> &where)
{
    const auto isFree = [&](Dimension dimension) {
        return dimension != below.dimension &&
               std::none_of(where.begin(), where.end(), [dimension](const Filter &filter) {
                   return filter.dimension.dimension == dimension;
               });
    };
    auto from = std::find(path.begin(), path.end(), below.dimension);
    if (from == path.end())
        from = std::find(path.begin(), path.end(), entryOf(below.dimension));
    const auto next = std::find_if(from, path.end(), isFree);
    return next == path.end() ? std::nullopt : std::optional(DimensionRef{*next, {}});
}

ExploreRequest drilled(ExploreRequest request, const ValueKey &key)
{
    for (const Filter &filter : filtersOf(request, key))
        request.where = narrowed(std::move(request.where), filter);
    const DimensionRef lowest = request.by().back();
    request.thenBy.reset();
    request.dimension = nextDimension(lowest, request.where).value_or(lowest);
    return request;
}

ExploreRequest zoomed(ExploreRequest request, const TimeRange &range)
{
    request.period = {Preset::Custom, 0, range};
    request.step.reset();
    return request;
}

} // namespace outlay::ui
