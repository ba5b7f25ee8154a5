// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/insight/burnrate.h"

#include <algorithm>

namespace outlay {

namespace {

struct Bounds
{
    std::int64_t partOfPeriod; ///< the window is one of so many
    std::int64_t least;        ///< micros
    std::int64_t longestPart;  ///< `least` is no more than one of so many
    std::int64_t factorMillis;
    std::int64_t mostShareMillis; ///< of the limit
};

constexpr Bounds fastBounds{720, 5 * microsPerMinute, 12, 14'400, 250};
constexpr Bounds slowBounds{120, 30 * microsPerMinute, 4, 6'000, 500};

std::int64_t roundedTo(std::int64_t value, std::int64_t unit)
{
    return std::max((value + unit / 2) / unit, std::int64_t{1}) * unit;
}

BurnRule ruleFor(std::int64_t period, const Bounds &bounds)
{
    constexpr std::int64_t shortPart = 12;
    const std::int64_t least = std::min(bounds.least, period / bounds.longestPart);
    BurnRule rule;
    rule.longMicros = roundedTo(std::max(period / bounds.partOfPeriod, least), microsPerMinute);
    rule.shortMicros =
        std::min(std::max(roundedTo(rule.longMicros / shortPart, microsPerSecond), microsPerMinute),
                 rule.longMicros);
    const Int128 most = Int128{bounds.mostShareMillis} * period / rule.longMicros;
    rule.factorMillis = static_cast<std::int64_t>(std::min(Int128{bounds.factorMillis}, most));
    return rule;
}

/// spend / window > factor x limit / period, exactly.
bool exceeds(Money spend, std::int64_t window, const BurnRule &rule, Money limit,
             std::int64_t period)
{
    constexpr Int128 thousand = 1000;
    return thousand * spend.nanos * period > Int128{limit.nanos} * rule.factorMillis * window;
}

} // namespace

BurnRules burnRulesFor(std::int64_t periodMicros)
{
    const std::int64_t period = std::max(periodMicros, microsPerMinute);
    return {ruleFor(period, fastBounds), ruleFor(period, slowBounds)};
}

std::optional<double> burnRate(Money spentInWindow, std::int64_t windowMicros, Money limit,
                               std::int64_t periodMicros)
{
    if (limit <= Money{} || windowMicros <= 0 || periodMicros <= 0)
        return {};
    return double(spentInWindow.nanos) / double(windowMicros) /
           (double(limit.nanos) / double(periodMicros));
}

BurnVerdict judgeBurn(const BurnRule &rule, const WindowSpend &spend, const TimeRange &period,
                      Instant at, Money spent, Money limit)
{
    BurnVerdict verdict;
    const std::int64_t length = period.to.micros - period.from.micros;
    verdict.longRate = burnRate(spend.inLong, rule.longMicros, limit, length);
    verdict.shortRate = burnRate(spend.inShort, rule.shortMicros, limit, length);
    if (!verdict.longRate || !verdict.shortRate)
        return verdict;
    verdict.isBurning = exceeds(spend.inLong, rule.longMicros, rule, limit, length) &&
                        exceeds(spend.inShort, rule.shortMicros, rule, limit, length);
    if (spent >= limit)
        verdict.exhaustedAt = at;
    else if (spend.inLong > Money{}) {
        const Int128 left = Int128{limit.nanos} - spent.nanos;
        const Int128 micros =
            (left * rule.longMicros + spend.inLong.nanos - 1) / spend.inLong.nanos;
        if (micros < period.to.micros - at.micros)
            verdict.exhaustedAt = Instant{at.micros + static_cast<std::int64_t>(micros)};
    }
    return verdict;
}

} // namespace outlay
