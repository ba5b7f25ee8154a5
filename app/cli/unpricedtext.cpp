// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/unpricedtext.h"

#include "app/cli/pricehint.h"
#include "app/cli/text.h"

#include <algorithm>

namespace outlay::cli {

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

} // namespace outlay::cli
