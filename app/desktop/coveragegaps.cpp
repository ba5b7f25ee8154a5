// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/coveragegaps.h"

#include <algorithm>

namespace outlay {
namespace {

std::vector<TimeRange> joinedRanges(std::vector<TimeRange> ranges,
                                    const std::vector<TimeRange> &more)
{
    ranges.insert(ranges.end(), more.begin(), more.end());
    std::sort(ranges.begin(), ranges.end(),
              [](const TimeRange &l, const TimeRange &r) { return l.from < r.from; });
    std::vector<TimeRange> joined;
    for (const TimeRange &range : ranges) {
        if (!joined.empty() && range.from <= joined.back().to)
            joined.back().to = std::max(joined.back().to, range.to);
        else
            joined.push_back(range);
    }
    return joined;
}

/// What is not due yet is no gap; a chart says that it is not in it, unless somebody else tells of
/// that time. Adds such time to `parts`.
std::vector<ui::AwaitedSource> awaitedOf(const CoverageAnswer &coverage,
                                         std::vector<TimeRange> &parts)
{
    std::vector<ui::AwaitedSource> all;
    for (const SourceCoverage &source : coverage.sources) {
        const auto awaited = source.longAwaited();
        if (!awaited)
            continue;
        all.push_back({source.source, source.format, *awaited});
        Instant from = awaited->range.from;
        for (const TimeRange &known : coverage.told) {
            if (known.to > from && known.from < awaited->range.to) {
                if (known.from > from)
                    parts.push_back({from, known.from});
                from = known.to;
            }
        }
        if (from < awaited->range.to)
            parts.push_back({from, awaited->range.to});
    }
    return all;
}

} // namespace

Result<CoverageGaps> coverageGaps(const TimeRange &range, Instant now, const LedgerFacts &facts,
                                  const std::vector<SourceInfo> &sources,
                                  const CoverageQuery &coverage)
{
    CoverageGaps gaps;
    const TimeRange shown{range.from, std::min(range.to, now)};
    std::vector<TimeRange> told, awaited;
    if (coverage && shown.from < shown.to) {
        auto answer = coverage(shown);
        if (!answer)
            return tl::unexpected<Error>(std::move(answer).error());
        // The last hour is only the time reports take to arrive.
        for (const TimeRange &open : answer->open) {
            if (open.to.micros - open.from.micros >= microsPerHour)
                gaps.unvouched.push_back(open);
        }
        gaps.awaited = awaitedOf(*answer, awaited);
        told = std::move(answer->told);
    }
    gaps.uncovered = uncoveredTime(range, facts, sources, told, now);
    gaps.uncovered = joinedRanges(std::move(gaps.uncovered), gaps.unvouched);
    gaps.uncovered = joinedRanges(std::move(gaps.uncovered), awaited);
    return gaps;
}

std::vector<TimeRange> uncoveredTime(const TimeRange &range, const LedgerFacts &facts,
                                     const std::vector<SourceInfo> &sources,
                                     const std::vector<TimeRange> &told, Instant now)
{
    std::vector<TimeRange> gaps;
    if (!facts.span)
        return gaps;
    // Less than a hundredth of the picture is no gap but the moment since the last reading.
    const auto addPart = [&](Instant from, Instant to) {
        if (to.micros - from.micros > (range.to.micros - range.from.micros) / 100)
            gaps.push_back({from, to});
    };
    const auto add = [&](Instant from, Instant to) {
        for (const TimeRange &known : told) {
            if (known.to <= from)
                continue;
            if (known.from >= to)
                break;
            addPart(from, known.from);
            from = known.to;
        }
        addPart(from, to);
    };
    add(range.from, std::min(range.to, facts.span->from));
    std::optional<Instant> read;
    for (const SourceInfo &source : sources) {
        if (source.lastImport)
            read = std::max(read.value_or(*source.lastImport), *source.lastImport);
    }
    // What was read last may hold events up to then, or up to its own last one.
    const Instant known = std::max(read.value_or(facts.span->to), facts.span->to);
    add(std::max(known, range.from), std::min(now, range.to));
    return gaps;
}

} // namespace outlay
