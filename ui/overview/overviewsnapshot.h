// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/insight/ledgeroutlook.h"
#include "models/ledger/ledgerreader.h"
#include "models/ledger/query.h"
#include "ui/alerts/alertssnapshot.h"
#include "ui/overview/period.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace outlay::ui {

/// What the Overview is asked to show.
struct OverviewRequest
{
    PeriodChoice period;
    DimensionRef stackBy{Dimension::Provider, {}};
    std::vector<Filter> where;

    bool operator==(const OverviewRequest &) const = default;
};

/// The same requests and bills, however they are stacked.
[[nodiscard]] inline bool isSameSpend(const OverviewRequest &left, const OverviewRequest &right)
{
    return left.period == right.period && left.where == right.where;
}

/// One colour of the chart: an entity, "other", or what is not itemised.
struct Series
{
    std::optional<std::string> value; ///< nullopt: unknown, unless one of the two below
    bool isOther = false;
    bool isNotItemised = false;
    std::vector<Money> amounts; ///< one per bucket
    Money total;
    std::vector<Measures> measures = {}; ///< what those are the cost of; one per bucket
};

/// The top of one dimension.
struct TopList
{
    DimensionRef dimension;
    std::vector<Row> rows;
};

/// A source that tells of a time later than that.
struct AwaitedSource
{
    std::string source, format;
    Awaited awaited;
};

/// Everything the Overview shows, computed off the GUI thread and immutable from then on.
struct OverviewSnapshot
{
    std::uint64_t generation = 0;
    std::int64_t writes = 0; ///< the ledger's change counter, at least
    OverviewRequest request;
    Zone zone;
    Instant now; ///< when it was computed
    Period period;
    LedgerFacts facts;
    std::vector<SourceInfo> sources;
    std::vector<PlanInfo> plans;
    bool isDemo = false; ///< every source is the demo's

    Measures total;
    Money fees;           ///< of plans, part of the total's residual: no bill's, itemised nowhere
    bool hasData = false; ///< any request in the range
    std::int64_t unpricedTokens = 0; ///< of providers' counts without a price: in no sum
    std::optional<Measures> prior;
    bool isPriorPartial = false; ///< the ledger's first record lies inside the prior range

    /// Starts of the buckets in time order; ends = the next start, the last one period.range.to.
    std::vector<Instant> buckets;
    std::vector<Measures> bucketTotals;
    std::vector<Series> series; ///< in order of amount, "other" last; sums to the bucket totals
    /// Time of the range no source vouches for: before the first record, after the last reading.
    std::vector<TimeRange> uncovered;
    /// Those among it that a watched source left open: money may be invisible there.
    std::vector<TimeRange> unvouched;
    /// What providers have not published yet and nobody misses.
    std::vector<AwaitedSource> awaited;
    /// Keys and sources that went quiet; of the ledger, whatever the range.
    std::vector<Silence> silences;

    std::vector<TopList> tops;

    /// Of the running month and of nothing else: where it ends, and how fast money goes now.
    std::optional<PeriodForecast> forecast;
    std::optional<Pace> pace;
    /// Null: nothing is known of alerts, and no card of theirs is shown.
    AlertsSnapshotPtr alerts;
};

using OverviewSnapshotPtr = std::shared_ptr<const OverviewSnapshot>;

} // namespace outlay::ui
