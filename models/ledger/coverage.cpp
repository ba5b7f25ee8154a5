// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ledger/coverage.h"

#include <algorithm>

namespace outlay {

std::string_view name(CoverageKind kind)
{
    switch (kind) {
    case CoverageKind::Watched:
        return "watched";
    case CoverageKind::Asleep:
        return "asleep";
    case CoverageKind::Gap:
        return "gap";
    }
    return {};
}

std::vector<Vouched> SourceCoverage::withGaps() const
{
    std::vector<Vouched> all = ranges;
    for (const TimeRange &one : open) {
        if (one.to.micros - one.from.micros >= microsPerHour)
            all.push_back({one, CoverageKind::Gap});
    }
    std::sort(all.begin(), all.end(),
              [](const Vouched &l, const Vouched &r) { return l.range.from < r.range.from; });
    return all;
}

std::optional<Awaited> SourceCoverage::longAwaited() const
{
    const bool isLong =
        awaited && awaited->range.to.micros - awaited->range.from.micros >= microsPerHour;
    return isLong ? awaited : std::nullopt;
}

CoverageShares sharesOf(const std::vector<Vouched> &coverage)
{
    CoverageShares shares;
    for (const Vouched &one : coverage) {
        const std::int64_t length = one.range.to.micros - one.range.from.micros;
        switch (one.kind) {
        case CoverageKind::Watched:
            shares.watched += length;
            break;
        case CoverageKind::Asleep:
            shares.asleep += length;
            break;
        case CoverageKind::Gap:
            shares.gap += length;
            break;
        }
    }
    return shares;
}

std::vector<Vouched> withVouched(std::vector<Vouched> known, const Vouched &more)
{
    if (more.range.from >= more.range.to)
        return known;
    // The edges of all ranges cut time into pieces; each piece is the best that is said of it.
    std::vector<Instant> edges;
    known.push_back(more);
    for (const Vouched &one : known) {
        edges.push_back(one.range.from);
        edges.push_back(one.range.to);
    }
    std::sort(edges.begin(), edges.end());
    edges.erase(std::unique(edges.begin(), edges.end()), edges.end());
    std::sort(known.begin(), known.end(),
              [](const Vouched &l, const Vouched &r) { return l.range.from < r.range.from; });
    std::vector<Vouched> joined;
    for (std::size_t i = 0; i + 1 < edges.size(); ++i) {
        const Vouched *best = nullptr;
        for (const Vouched &one : known) {
            if (one.range.from > edges[i])
                break;
            if (one.range.contains(edges[i]) && (!best || one.kind < best->kind))
                best = &one;
        }
        if (!best)
            continue;
        if (!joined.empty() && joined.back().range.to == edges[i] &&
            joined.back().kind == best->kind)
            joined.back().range.to = edges[i + 1];
        else
            joined.push_back({{edges[i], edges[i + 1]}, best->kind});
    }
    return joined;
}

} // namespace outlay
