// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/pricing/bookdata.h"

#include <algorithm>

namespace outlay {

namespace {

/// What a class without a rate of its own bills as (pricing.md section 4). Input and Output are
/// their own parents.
constexpr std::array<TokenClass, ratedClassCount> parents = {
    TokenClass::Input,        // input
    TokenClass::Input,        // cache read
    TokenClass::Input,        // cache write 5 m
    TokenClass::CacheWrite5m, // cache write 1 h
    TokenClass::Output,       // output
    TokenClass::Output,       // reasoning
    TokenClass::Output,       // citation
    TokenClass::Input,        // input audio
    TokenClass::CacheRead,    // cache read audio
    TokenClass::Output,       // output audio
    TokenClass::Input,        // input image
    TokenClass::Output,       // output image
};

std::int64_t rateWithFallback(const RateSet &rates, TokenClass tokenClass)
{
    for (;;) {
        const auto index = static_cast<std::size_t>(tokenClass);
        if (rates[index])
            return rates[index]->picos;
        if (parents[index] == tokenClass)
            return -1;
        tokenClass = parents[index];
    }
}

} // namespace

bool RateTable::isAllZero() const
{
    for (std::size_t i = 0; i < ratedClassCount; ++i) {
        if (has(static_cast<TokenClass>(i)) && picos[i] != 0)
            return false;
    }
    return own != 0;
}

RateTable compileRates(const RateSet &rates)
{
    RateTable table;
    for (std::size_t i = 0; i < ratedClassCount; ++i) {
        table.picos[i] = rateWithFallback(rates, static_cast<TokenClass>(i));
        if (rates[i])
            table.own |= 1U << i;
    }
    return table;
}

bool CompiledWindow::holdsAt(Instant at) const
{
    const std::int64_t day = floorDivide(at.micros, microsPerDay);
    // 1970-01-01 was a Thursday, 4 with Sunday as 0.
    constexpr std::int64_t daysPerWeek = 7;
    constexpr std::int64_t firstWeekday = 4;
    const std::int64_t weekday =
        day + firstWeekday - floorDivide(day + firstWeekday, daysPerWeek) * daysPerWeek;
    if (((weekdays >> static_cast<unsigned>(weekday)) & 1U) == 0)
        return false;
    if (std::binary_search(exceptDays.begin(), exceptDays.end(), day))
        return false;
    const auto minute = static_cast<int>((at.micros - day * microsPerDay) / microsPerMinute);
    return std::any_of(minutes.begin(), minutes.end(), [minute](const std::pair<int, int> &pair) {
        return pair.first < pair.second ? pair.first <= minute && minute < pair.second
                                        : pair.first <= minute || minute < pair.second;
    });
}

const Multiplier *CompiledPeriod::multiplier(std::string_view name) const
{
    const auto found = std::find_if(multipliers.begin(), multipliers.end(),
                                    [name](const Multiplier &m) { return m.name == name; });
    return found != multipliers.end() ? &*found : nullptr;
}

const CompiledSchedule *CompiledPeriod::tier(std::string_view name) const
{
    const auto found =
        std::find_if(tiers.begin(), tiers.end(), [name](const auto &t) { return t.first == name; });
    return found != tiers.end() ? &found->second : nullptr;
}

} // namespace outlay
