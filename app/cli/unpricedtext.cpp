// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/unpricedtext.h"

#include "app/cli/pricehint.h"
#include "app/cli/text.h"

#include <algorithm>

namespace outlay::cli {

namespace {

/// What counts know of a dimension; nullptr: nothing.
const std::string *valueOf(const UnpricedCounts &counts, Dimension dimension)
{
    if (dimension == Dimension::Provider)
        return &counts.provider;
    if (dimension == Dimension::Model)
        return &counts.model;
    return dimension == Dimension::Source ? &counts.source : nullptr;
}

bool passes(const UnpricedCounts &counts, const Filter &filter)
{
    const std::string *value = valueOf(counts, filter.dimension.dimension);
    return value != nullptr && std::any_of(filter.anyOf.begin(), filter.anyOf.end(),
                                           [value](const std::optional<std::string> &wanted) {
                                               return wanted.value_or("") == *value;
                                           });
}

} // namespace

std::string countsText(const UnpricedCounts &counts)
{
    const auto buckets = static_cast<std::int64_t>(counts.buckets.size());
    return counts.source + " counts " + compact(counts.tokens) + " tokens of " +
           modelName(counts.id()) + " (" + counted(buckets, "bucket", "buckets") +
           ") without a price";
}

std::string unpricedIn(const ReconciliationRow &row, const std::vector<UnpricedCounts> &counts)
{
    std::string text;
    for (const UnpricedCounts &one : counts) {
        const bool isOfRow =
            row.isEstimated && one.provider == row.provider && one.source == row.source &&
            std::any_of(one.buckets.begin(), one.buckets.end(), [&row](const TimeRange &bucket) {
                const std::int64_t half = (bucket.to.micros - bucket.from.micros) / 2;
                return row.day.contains({bucket.from.micros + half});
            });
        if (isOfRow)
            text += (text.empty() ? "" : ", ") + one.model;
    }
    return text;
}

std::vector<UnpricedCounts> countsOf(const Query &query, std::vector<UnpricedCounts> counts)
{
    std::erase_if(counts, [&query](const UnpricedCounts &one) {
        return !std::all_of(query.where.begin(), query.where.end(),
                            [&one](const Filter &filter) { return passes(one, filter); });
    });
    return counts;
}

} // namespace outlay::cli
