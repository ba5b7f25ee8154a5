// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ingest/lineage.h"

#include <algorithm>

namespace outlay {

namespace {

// A fork without its parent writes the copied history in one burst.
constexpr std::int64_t burstMicros = 5 * microsPerSecond;

bool isPresent(const LineageVector::Counts &counts)
{
    return counts[0] >= 0;
}

bool isSame(const LineageEntry &left, const LineageEntry &right)
{
    return left.last == right.last && left.total == right.total;
}

std::size_t commonPrefix(const LineageSession &left, const LineageSession &right)
{
    const std::size_t longest = std::min(left.entries.size(), right.entries.size());
    std::size_t length = 0;
    while (length < longest && isSame(left.entries[length], right.entries[length]))
        ++length;
    return length;
}

std::size_t burstLength(const LineageSession &session)
{
    std::size_t length = 0;
    while (length < session.entries.size() &&
           session.entries[length].at.micros - session.entries.front().at.micros <= burstMicros)
        ++length;
    // One record alone is no burst: a session that starts is not a copy.
    return length > 1 ? length : 0;
}

std::size_t copiedPrefix(const LineageSession &session, const std::vector<LineageSession> &family)
{
    if (session.parent.empty())
        return 0;
    std::size_t copied = 0;
    bool hasSiblings = false;
    for (const LineageSession &other : family) {
        if (session.hasParentVectors) {
            if (other.id == session.parent)
                return commonPrefix(session, other);
        } else if (other.parent == session.parent && other.id != session.id) {
            hasSiblings = true;
            if (other.id < session.id)
                copied = std::max(copied, commonPrefix(session, other));
        }
    }
    if (!session.hasParentVectors && !hasSiblings)
        return burstLength(session);
    return copied;
}

TokenUsage usageOf(const LineageVector::Counts &counts)
{
    const auto known = [&counts](std::size_t i) { return std::max<std::int64_t>(counts[i], 0); };
    const std::int64_t input = known(0);
    const std::int64_t cached = std::min(known(1), input);
    const std::int64_t written = std::min(known(2), input - cached);
    TokenUsage usage;
    using enum TokenClass;
    usage[Input] = input - cached - written;
    usage[CacheRead] = cached;
    usage[CacheWrite5m] = written;
    usage[Output] = known(3);
    usage[Reasoning] = std::min(known(4), known(3));
    return usage;
}

enum class Step
{
    Nothing,
    Forward,
    Back,
};

Step difference(const LineageVector::Counts &now, const LineageVector::Counts &before,
                LineageVector::Counts &delta)
{
    Step step = Step::Nothing;
    for (std::size_t i = 0; i < now.size(); ++i) {
        delta[i] = std::max<std::int64_t>(now[i], 0) - std::max<std::int64_t>(before[i], 0);
        if (delta[i] < 0)
            return Step::Back;
        if (delta[i] > 0)
            step = Step::Forward;
    }
    return step;
}

std::vector<LineageRequest> requestsOf(const LineageSession &session, std::size_t copied)
{
    std::vector<LineageRequest> requests;
    LineageVector::Counts before{};
    if (copied > 0)
        before = session.entries[copied - 1].total;
    for (std::size_t i = copied; i < session.entries.size(); ++i) {
        const LineageEntry &entry = session.entries[i];
        LineageVector::Counts counted{};
        if (!isPresent(entry.total)) {
            counted = entry.last; // a record that knows only itself
        } else {
            const Step step = difference(entry.total, before, counted);
            before = entry.total;
            if (step == Step::Nothing)
                continue; // re-emitted for new rate limits
            if (step == Step::Back)
                counted = entry.last; // the counter was reset, or two threads share it
        }
        const TokenUsage usage = usageOf(counted);
        if (!usage.isZero())
            requests.push_back({i, usage});
    }
    return requests;
}

} // namespace

std::vector<std::vector<LineageRequest>> deriveRequests(const std::vector<LineageSession> &family)
{
    std::vector<std::vector<LineageRequest>> requests;
    requests.reserve(family.size());
    for (const LineageSession &session : family)
        requests.push_back(requestsOf(session, copiedPrefix(session, family)));
    return requests;
}

} // namespace outlay
