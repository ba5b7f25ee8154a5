// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/ledger/distribution.h"
#include "models/ledger/query.h"

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string_view>

namespace outlay {

/// What of a set of requests is looked at.
enum class Measure : std::uint8_t
{
    Cost,
    Requests,
    Errors,
    Tokens, ///< of all classes
    UncachedInput,
    CacheReads,
    CacheWrites,
    Output,
    Reasoning, ///< part of Output
    MeanLatency,
    CostPerRequest, ///< of those that are priced, without what is not itemised
    CacheHitRate,   ///< cache reads among everything that went in
    OutputPerInput, ///< tokens out for each token in
    LatencyP50,     ///< by nearest rank, to 0.05 %
    LatencyP95,
    CostPerTask, ///< mean of tasks with a name, of what is priced and no plan pays for
};
inline constexpr std::array allMeasures{
    Measure::Cost,           Measure::Requests,    Measure::Errors,         Measure::Tokens,
    Measure::UncachedInput,  Measure::CacheReads,  Measure::CacheWrites,    Measure::Output,
    Measure::Reasoning,      Measure::MeanLatency, Measure::CostPerRequest, Measure::CacheHitRate,
    Measure::OutputPerInput, Measure::LatencyP50,  Measure::LatencyP95,     Measure::CostPerTask,
};

/// "cost", "cache_hit_rate": as links and command lines name it.
[[nodiscard]] std::string_view name(Measure measure);
/// Usage error that lists the names.
[[nodiscard]] Result<Measure> parseMeasure(std::string_view text);

enum class MeasureUnit : std::uint8_t
{
    Money,  ///< parts: nano-dollars
    Count,  ///< parts: ones
    Tokens, ///< parts: tokens
    Time,   ///< parts: microseconds
    Share,  ///< parts: millionths of the whole
    Ratio,  ///< parts: millionths of one
};
[[nodiscard]] MeasureUnit unitOf(Measure measure);

/// Whether values of parts add up to the value of the whole: sums do, means and rates do not.
[[nodiscard]] bool isStackable(Measure measure);

/// Whether it is read from requests, see LedgerReader::distributions(): sums do not tell it.
[[nodiscard]] bool needsDistribution(Measure measure);

/// Of a percentile's measure which one it is: 50 of LatencyP50; of others 0.
[[nodiscard]] int percentOf(Measure measure);

/// A value: numerator / denominator, in nano-dollars, counts, microseconds, or plain. Of
/// stackable measures the denominator is 1.
struct MeasureValue
{
    std::int64_t numerator = 0;
    std::int64_t denominator = 1; ///< > 0

    [[nodiscard]] std::strong_ordering operator<=>(const MeasureValue &other) const;
    [[nodiscard]] bool operator==(const MeasureValue &other) const;
};

/// Sums, with what sums do not tell where it was asked for.
struct Measured : Measures
{
    std::shared_ptr<const Distribution> distribution; ///< null: not asked for

    Measured() = default;
    // NOLINTNEXTLINE(google-explicit-constructor): measures are measured, as far as sums tell.
    Measured(const Measures &sums, std::shared_ptr<const Distribution> of = {});
    Measured &operator+=(const Measured &other);
};

/// nullopt: not known of these requests (nothing priced, no source that sees failures, no latency
/// told, no task named, requests of which sums alone are kept where those do not tell, no input to
/// compare with; of a bill without requests: how many there were).
[[nodiscard]] std::optional<MeasureValue> valueOf(Measure measure, const Measured &of);

/// The value in the parts of its unit, rounded once, half to even; exact for stackable measures.
/// For axes and words: nothing is summed after this.
[[nodiscard]] std::int64_t partsOf(Measure measure, const MeasureValue &value);
[[nodiscard]] std::optional<std::int64_t> partsOf(Measure measure, const Measured &of);

/// What remains of a whole without one of its disjoint parts.
[[nodiscard]] Measured without(Measured whole, const Measured &part);

} // namespace outlay
