// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ingest/spantree.h"

#include <algorithm>
#include <unordered_map>

namespace outlay {

namespace {

using Index = std::unordered_map<std::uint64_t, std::size_t>;

/// Calls `visit` for the span's ancestors, nearest first, until it returns false. Bounded: a
/// damaged trace may be a ring.
template <typename Visit>
void eachAncestor(const std::vector<TraceSpan> &spans, const Index &index, std::size_t start,
                  Visit visit)
{
    std::size_t at = start;
    for (std::size_t steps = 0; steps < spans.size() && spans[at].parent != 0; ++steps) {
        const auto it = index.find(spans[at].parent);
        if (it == index.end() || it->second == start)
            return;
        at = it->second;
        if (!visit(at))
            return;
    }
}

SpanVerdict agentsOf(const std::vector<TraceSpan> &spans, const Index &index, std::size_t i)
{
    SpanVerdict verdict;
    verdict.agent = spans[i].agent;
    eachAncestor(spans, index, i, [&](std::size_t ancestor) {
        const std::uint32_t agent = spans[ancestor].agent;
        if (agent == 0 || agent == verdict.agent)
            return true;
        if (verdict.agent == 0) {
            verdict.agent = agent;
            return true;
        }
        verdict.parentAgent = agent;
        return false;
    });
    return verdict;
}

} // namespace

std::vector<SpanVerdict> judgeTrace(const std::vector<TraceSpan> &spans)
{
    using Kind = SpanRecord::Kind;
    Index index;
    for (std::size_t i = 0; i < spans.size(); ++i)
        index.emplace(spans[i].id, i);

    std::vector<bool> wrapsUsage(spans.size(), false);
    for (std::size_t i = 0; i < spans.size(); ++i) {
        if (spans[i].kind != Kind::Usage)
            continue;
        eachAncestor(spans, index, i, [&](std::size_t ancestor) {
            wrapsUsage[ancestor] = true;
            return true;
        });
    }
    std::vector<SpanVerdict> verdicts;
    verdicts.reserve(spans.size());
    for (std::size_t i = 0; i < spans.size(); ++i) {
        SpanVerdict verdict = agentsOf(spans, index, i);
        if (spans[i].kind == Kind::Usage) {
            verdict.counts = !wrapsUsage[i];
        } else if (spans[i].kind == Kind::RollUp) {
            verdict.counts =
                !wrapsUsage[i] && std::none_of(spans.begin(), spans.end(), [&](const TraceSpan &s) {
                    return s.kind == Kind::Usage && s.start >= spans[i].start &&
                           s.end <= spans[i].end;
                });
        }
        verdicts.push_back(verdict);
    }
    // Of nested roll-ups without any call inside, the outermost holds the others' sums.
    std::vector<std::size_t> inner;
    for (std::size_t i = 0; i < spans.size(); ++i) {
        if (spans[i].kind != Kind::RollUp || !verdicts[i].counts)
            continue;
        eachAncestor(spans, index, i, [&](std::size_t ancestor) {
            if (spans[ancestor].kind != Kind::RollUp || !verdicts[ancestor].counts)
                return true;
            inner.push_back(i);
            return false;
        });
    }
    for (const std::size_t i : inner)
        verdicts[i].counts = false;
    return verdicts;
}

} // namespace outlay
