// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/insight/teamcost.h"

#include <algorithm>

namespace outlay {

std::optional<std::int64_t> TeamCost::multiplierMillis() const
{
    constexpr int millis = 1000;
    if (oneAgent() <= Money{})
        return std::nullopt;
    return static_cast<std::int64_t>(
        divideHalfEven(Int128{team.nanos} * millis, Int128{oneAgent().nanos}));
}

TeamCost &TeamCost::operator+=(const TeamCost &other)
{
    team += other.team;
    duplicated += other.duplicated;
    duplicatedTokens += other.duplicatedTokens;
    carried += other.carried;
    carriedTokens += other.carriedTokens;
    requests += other.requests;
    unpriced += other.unpriced;
    return *this;
}

SharedPrompt withSharedPrompt(const TokenUsage &usage, std::int64_t common)
{
    using enum TokenClass;
    SharedPrompt shared{usage, 0};
    std::int64_t left = common - usage[CacheRead];
    for (const TokenClass sent : {CacheWrite1h, CacheWrite5m, Input}) {
        const std::int64_t part = std::clamp<std::int64_t>(left, 0, usage[sent]);
        shared.usage[sent] -= part;
        shared.usage[CacheRead] += part;
        shared.moved += part;
        left -= part;
    }
    return shared;
}

} // namespace outlay
