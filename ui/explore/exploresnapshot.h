// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/insight/measure.h"
#include "models/ledger/query.h"
#include "ui/overview/period.h"

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace outlay::ui {

enum class ChartKind : std::uint8_t
{
    Bars,
    Lines,
    Heatmap, ///< hour x weekday
    Ranked,
};

/// A value of each dimension that is split by; nullopt: unknown.
using ValueKey = std::vector<std::optional<std::string>>;

/// What Explore is asked to show.
struct ExploreRequest
{
    PeriodChoice period;
    std::optional<Step> step; ///< nullopt: as the range is long
    DimensionRef dimension{Dimension::Model, {}};
    std::optional<DimensionRef> thenBy; ///< splits each value of the dimension
    Measure measure = Measure::Cost;
    ChartKind chart = ChartKind::Bars;
    std::vector<Filter> where;
    bool compares = false; ///< with as much of the period before

    bool operator==(const ExploreRequest &) const = default;
    /// What is split by: one or two.
    [[nodiscard]] std::vector<DimensionRef> by() const;
};

/// One colour of the chart: a value, "other", or what is not itemised of a value.
struct ExploreSeries
{
    ValueKey key; ///< of as many as the request splits by
    bool isOther = false;
    bool isNotItemised = false;
    std::vector<Measured> buckets; ///< as many as the snapshot has
    Measured total;
};

/// A value of the dimension.
struct ExploreRow
{
    ValueKey key;         ///< of as many as the request splits by
    bool isOther = false; ///< the rest beyond the most that are listed
    bool isNotItemised = false;
    Measured measures;
    /// Of the period before; nullopt: not compared, or the rest, which is made of others then.
    std::optional<Measured> prior = {};
};

/// All hours of the range that are that hour of that weekday.
struct HeatCell
{
    Measured measures;
    int hours = 0; ///< so many of the range up to now; 0: it has none, which is no zero
};

/// Everything Explore shows of values, computed off the GUI thread and immutable from then on.
struct ExploreSnapshot
{
    std::uint64_t generation = 0;
    ExploreRequest request;
    Zone zone;
    Instant now;   ///< when it was computed
    Period period; ///< with the step the buckets have
    LedgerFacts facts;
    Measured total;
    bool hasData = false;
    /// That a provider counts, and no price is known for: the cost is at least what it says.
    std::int64_t unpricedTokens = 0;

    /// Starts of the buckets in time order; ends = the next start, the last one period.range.to.
    std::vector<Instant> buckets;
    std::vector<Measured> bucketTotals;
    /// Greatest first, at most seven and "other", which is last; they sum to the bucket totals.
    std::vector<ExploreSeries> series;
    /// The values by the measure, greatest first, unknown ones behind; the rest beyond the most
    /// that are listed last.
    std::vector<ExploreRow> rows;
    /// Monday first, by the hour of the zone; empty unless the chart is a heatmap. Without what is
    /// not itemised: a bill has no hour.
    std::vector<std::array<HeatCell, 24>> heat;
    std::optional<Measured> prior; ///< of all, in period.prior; nullopt: not compared, or unknown
    bool isPriorPartial = false;   ///< the ledger's first record lies inside of it
    /// By the place of the bucket, the first with the first; empty: not compared.
    std::vector<Measured> priorBuckets;
    Money heatWithout;                ///< of that, in the range
    std::vector<TimeRange> uncovered; ///< no source vouches for it
};

using ExploreSnapshotPtr = std::shared_ptr<const ExploreSnapshot>;

/// Buckets a chart and its table can hold.
inline constexpr std::int64_t mostBuckets = 800;

/// Whether a range has no more buckets of that step than that.
[[nodiscard]] bool fits(Step step, const TimeRange &range);
/// `wanted`, or the finest coarser one that fits.
[[nodiscard]] Step fittingStep(Step wanted, const TimeRange &range);

/// From the start of a bucket to the next.
[[nodiscard]] TimeRange bucketRange(const ExploreSnapshot &snapshot, int bucket);

/// The series of a row's value, -1 where it has none of its own.
[[nodiscard]] int seriesOf(const ExploreSnapshot &snapshot, const ExploreRow &row);

/// Whether a source names any part of it.
[[nodiscard]] bool isNamed(const ValueKey &key);

/// What keeps the row's requests: a filter for each dimension.
[[nodiscard]] std::vector<Filter> filtersOf(const ExploreRequest &request, const ValueKey &key);

/// The filters that keep one of the values in view: a filter on the same dimension is narrowed.
[[nodiscard]] std::vector<Filter> narrowed(std::vector<Filter> where, const Filter &by);

} // namespace outlay::ui
