// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/rules/crossing.h"

#include "models/money/hash.h"

#include <algorithm>
#include <array>
#include <deque>

namespace outlay {

std::vector<int> reachedThresholds(const Budget &budget, std::int64_t consumed, std::int64_t limit)
{
    std::vector<int> reached;
    for (const int threshold : budget.thresholds) {
        if (reaches(consumed, limit, threshold))
            reached.push_back(threshold);
    }
    if (reaches(consumed, limit, exhaustedPercent))
        reached.push_back(exhaustedPercent);
    return reached;
}

double utilizationOf(std::int64_t consumed, std::int64_t limit)
{
    constexpr int scale = 10'000;
    if (limit <= 0)
        return 0;
    return static_cast<double>(Int128{consumed} * scale / limit) / scale;
}

std::int64_t windowSum(std::span<const RollingStep> steps, std::int64_t length, Instant at)
{
    const std::int64_t first = at.micros + rollingStep(length) - length;
    std::int64_t sum = 0;
    for (const RollingStep &step : steps) {
        if (step.at.micros >= first && step.at <= at)
            sum += step.consumed;
    }
    return sum;
}

std::vector<Episode> episodes(std::span<const RollingStep> steps, std::int64_t length,
                              std::int64_t limit, int percent, Instant until)
{
    // Ends below 90 % of the threshold: a window that hovers at it is one episode.
    const auto holds = [&](std::int64_t sum) {
        return Int128{sum} * 1000 >= Int128{limit} * percent * 9;
    };
    std::vector<Episode> found;
    // Whole steps only, as in windowSum(): a length that is no multiple of its step holds less.
    const std::int64_t step = rollingStep(length);
    const std::int64_t kept = length / step * step;
    std::deque<RollingStep> window;
    std::int64_t sum = 0;
    bool isOver = false;
    // Between steps with consumption the window only loses; every step start is looked at.
    const auto expire = [&](Instant at, bool isLast) {
        while (!window.empty() && window.front().at.micros + kept <= at.micros) {
            // The step that begins when this one drops out.
            const Instant left{window.front().at.micros + kept};
            sum -= window.front().consumed;
            window.pop_front();
            while (!window.empty() && window.front().at.micros + kept <= left.micros) {
                sum -= window.front().consumed;
                window.pop_front();
            }
            // What the step itself consumes is still to be added.
            if (isOver && !holds(sum) && (left < at || isLast)) {
                found.back().to = left;
                isOver = false;
            }
        }
    };
    for (const RollingStep &one : steps) {
        expire(one.at, false);
        window.push_back(one);
        sum += one.consumed;
        if (!isOver && reaches(sum, limit, percent)) {
            isOver = true;
            found.push_back({one.at, TimeRange{}.to, sum, one.at});
        }
        if (isOver) {
            if (sum > found.back().peak) {
                found.back().peak = sum;
                found.back().peakAt = one.at;
            }
            if (!holds(sum)) {
                found.back().to = one.at;
                isOver = false;
            }
        }
    }
    expire(until, true);
    return found;
}

std::string crossingId(std::string_view budget, std::string_view member, Instant period,
                       int percent, std::int64_t arming)
{
    std::string text(budget);
    text += '\0';
    text += member;
    text += '\0' + std::to_string(period.micros) + '\0' + std::to_string(percent) + '\0' +
            std::to_string(arming);
    // Two halves: 128 bits, so that a page is not lost to a collision.
    std::string id;
    for (const std::uint64_t half : {hash64(text), hash64(text, 1, 1)}) {
        constexpr std::string_view digits = "0123456789abcdef";
        for (int shift = 60; shift >= 0; shift -= 4)
            id += digits[(half >> static_cast<unsigned>(shift)) & 0xfU];
    }
    return id;
}

} // namespace outlay
