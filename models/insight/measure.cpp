// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/insight/measure.h"

#include <algorithm>
#include <limits>
#include <utility>

namespace outlay {
namespace {

constexpr std::int64_t millionths = 1'000'000;

/// Of a bill without requests behind it nobody knows how many there were.
std::optional<MeasureValue> counted(std::int64_t number, const Measures &of)
{
    if (number == 0 && of.requests == 0 && of.residual != Money{})
        return {};
    return MeasureValue{number, 1};
}

std::optional<MeasureValue> ratio(std::int64_t numerator, std::int64_t denominator)
{
    if (denominator <= 0)
        return {};
    return MeasureValue{numerator, denominator};
}

std::int64_t cacheReads(const TokenUsage &usage)
{
    return usage[TokenClass::CacheRead] + usage[TokenClass::CacheReadAudio];
}

std::int64_t cacheWrites(const TokenUsage &usage)
{
    return usage[TokenClass::CacheWrite5m] + usage[TokenClass::CacheWrite1h];
}

std::int64_t output(const TokenUsage &usage)
{
    return usage.total() - usage.prompt();
}

std::optional<MeasureValue> ofDistribution(Measure measure, const Measured &of)
{
    // Part of the requests would speak for all of them. More: there are some since the sums.
    if (!of.distribution || of.distribution->requests < of.requests)
        return {};
    if (measure == Measure::CostPerTask)
        return ratio(of.distribution->taskCost.nanos, of.distribution->tasks.distinct());
    const auto micros = of.distribution->latencyMicros(percentOf(measure));
    return micros ? std::optional(MeasureValue{*micros, 1}) : std::nullopt;
}

std::optional<MeasureValue> tokensOf(Measure measure, const Measures &of)
{
    const TokenUsage &usage = of.usage;
    switch (measure) {
    case Measure::UncachedInput:
        return counted(usage.prompt() - cacheReads(usage) - cacheWrites(usage), of);
    case Measure::CacheReads:
        return counted(cacheReads(usage), of);
    case Measure::CacheWrites:
        return counted(cacheWrites(usage), of);
    case Measure::Output:
        return counted(output(usage), of);
    case Measure::Reasoning:
        return counted(usage[TokenClass::Reasoning], of);
    default:
        return counted(usage.total(), of);
    }
}

} // namespace

std::string_view name(Measure measure)
{
    switch (measure) {
    case Measure::Cost:
        return "cost";
    case Measure::Requests:
        return "requests";
    case Measure::Errors:
        return "errors";
    case Measure::Tokens:
        return "tokens";
    case Measure::UncachedInput:
        return "uncached_input";
    case Measure::CacheReads:
        return "cache_reads";
    case Measure::CacheWrites:
        return "cache_writes";
    case Measure::Output:
        return "output";
    case Measure::Reasoning:
        return "reasoning";
    case Measure::MeanLatency:
        return "mean_latency";
    case Measure::CostPerRequest:
        return "cost_per_request";
    case Measure::CacheHitRate:
        return "cache_hit_rate";
    case Measure::OutputPerInput:
        return "output_per_input";
    case Measure::LatencyP50:
        return "latency_p50";
    case Measure::LatencyP95:
        return "latency_p95";
    case Measure::CostPerTask:
        return "cost_per_task";
    }
    return "cost";
}

Result<Measure> parseMeasure(std::string_view text)
{
    std::string known;
    for (const Measure measure : allMeasures) {
        if (name(measure) == text)
            return measure;
        known += (known.empty() ? "" : ", ") + std::string(name(measure));
    }
    return failure(Error::Kind::Usage,
                   "there is no measure \"" + std::string(text) + "\"; measures: " + known);
}

MeasureUnit unitOf(Measure measure)
{
    switch (measure) {
    case Measure::Cost:
    case Measure::CostPerRequest:
    case Measure::CostPerTask:
        return MeasureUnit::Money;
    case Measure::Requests:
    case Measure::Errors:
        return MeasureUnit::Count;
    case Measure::MeanLatency:
    case Measure::LatencyP50:
    case Measure::LatencyP95:
        return MeasureUnit::Time;
    case Measure::CacheHitRate:
        return MeasureUnit::Share;
    case Measure::OutputPerInput:
        return MeasureUnit::Ratio;
    default:
        return MeasureUnit::Tokens;
    }
}

bool isStackable(Measure measure)
{
    return measure < Measure::MeanLatency;
}

int percentOf(Measure measure)
{
    return measure == Measure::LatencyP50 ? 50 : measure == Measure::LatencyP95 ? 95 : 0;
}

bool needsDistribution(Measure measure)
{
    return measure > Measure::OutputPerInput;
}

Measured::Measured(const Measures &sums, std::shared_ptr<const Distribution> of)
    : Measures(sums)
    , distribution(std::move(of))
{
}

Measured &Measured::operator+=(const Measured &other)
{
    Measures::operator+=(other);
    add(distribution, other.distribution);
    return *this;
}

std::strong_ordering MeasureValue::operator<=>(const MeasureValue &other) const
{
    return Int128{numerator} * other.denominator <=> Int128{other.numerator} * denominator;
}

bool MeasureValue::operator==(const MeasureValue &other) const
{
    return std::is_eq(*this <=> other);
}

std::optional<MeasureValue> valueOf(Measure measure, const Measured &of)
{
    switch (measure) {
    case Measure::Cost:
        return of.cost ? std::optional(MeasureValue{of.cost->nanos, 1}) : std::nullopt;
    case Measure::Requests:
        return counted(of.requests, of);
    case Measure::Errors:
        return of.errors ? counted(*of.errors, of) : std::nullopt;
    case Measure::MeanLatency:
        return ratio(of.latencyMicros, of.latencySamples);
    case Measure::CostPerRequest:
        return of.cost ? ratio((*of.cost - of.residual).nanos, of.requests - of.unpricedRequests)
                       : std::nullopt;
    case Measure::CacheHitRate:
        return ratio(cacheReads(of.usage), of.usage.prompt());
    case Measure::OutputPerInput:
        return ratio(output(of.usage), of.usage.prompt());
    case Measure::LatencyP50:
    case Measure::LatencyP95:
    case Measure::CostPerTask:
        return ofDistribution(measure, of);
    default:
        return tokensOf(measure, of);
    }
}

std::int64_t partsOf(Measure measure, const MeasureValue &value)
{
    const MeasureUnit unit = unitOf(measure);
    const bool isPlain = unit == MeasureUnit::Share || unit == MeasureUnit::Ratio;
    const Int128 scaled = Int128{value.numerator} * (isPlain ? millionths : 1);
    const Int128 whole = scaled < 0 ? -divideHalfEven(-scaled, value.denominator)
                                    : divideHalfEven(scaled, value.denominator);
    using Limits = std::numeric_limits<std::int64_t>;
    return static_cast<std::int64_t>(
        std::clamp<Int128>(whole, Int128{Limits::min()}, Int128{Limits::max()}));
}

std::optional<std::int64_t> partsOf(Measure measure, const Measured &of)
{
    const auto value = valueOf(measure, of);
    return value ? std::optional(partsOf(measure, *value)) : std::nullopt;
}

Measured without(Measured whole, const Measured &part)
{
    whole.requests -= part.requests;
    if (whole.errors)
        whole.errors = *whole.errors - part.errors.value_or(0);
    for (std::size_t i = 0; i < whole.usage.counts.size(); ++i)
        whole.usage.counts[i] -= part.usage.counts[i];
    whole.cacheHits -= part.cacheHits;
    whole.servedTokens -= part.servedTokens;
    whole.unpricedRequests -= part.unpricedRequests;
    whole.quarantined -= part.quarantined;
    whole.listValue -= part.listValue;
    whole.setAside -= part.setAside;
    whole.setAsideRequests -= part.setAsideRequests;
    whole.residual -= part.residual;
    whole.billed -= part.billed;
    whole.reported -= part.reported;
    whole.estimated -= part.estimated;
    whole.client -= part.client;
    whole.latencySamples -= part.latencySamples;
    whole.latencyMicros -= part.latencyMicros;
    subtract(whole.distribution, part.distribution);
    if (whole.cost)
        whole.cost = *whole.cost - part.cost.value_or(Money{});
    // A zero of which nothing was priced is no price of zero.
    if (whole.cost == Money{} && whole.residual == Money{} &&
        whole.requests == whole.unpricedRequests)
        whole.cost.reset();
    return whole;
}

} // namespace outlay
