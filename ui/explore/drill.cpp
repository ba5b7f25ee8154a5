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

ExploreRequest drilled(ExploreRequest request, const std::optional<std::string> &value)
{
    request.where = narrowed(std::move(request.where), {request.dimension, {value}});
    if (const auto next = nextDimension(request.dimension, request.where))
        request.dimension = *next;
    return request;
}

ExploreRequest zoomed(ExploreRequest request, const TimeRange &range)
{
    request.period = {Preset::Custom, 0, range};
    request.step.reset();
    return request;
}

} // namespace outlay::ui
