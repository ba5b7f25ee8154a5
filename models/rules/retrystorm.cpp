// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/rules/retrystorm.h"

#include <algorithm>
#include <deque>
#include <map>

namespace outlay {

namespace {

/// Of one actor and model: refused attempts that may become a storm, or are one.
struct Run
{
    std::deque<Attempt> recent; ///< refused, within stormMicros
    std::optional<RetryStorm> storm;
    /// Between refusals, not yet known whether the storm goes on.
    std::int64_t pendingAttempts = 0, pendingUnpriced = 0;
    std::optional<Money> pendingCost;
};

/// What is not known adds nothing, and is no zero.
void addKnown(std::optional<Money> &sum, const std::optional<Money> &cost)
{
    if (cost)
        sum = sum.value_or(Money{}) + *cost;
}

} // namespace

std::vector<RetryStorm> retryStorms(std::span<const Attempt> attempts, const DetectorLimits &limits)
{
    std::vector<RetryStorm> found;
    std::map<std::pair<std::string, std::string>, Run> runs;
    const auto close = [&found](Run &run) {
        if (run.storm)
            found.push_back(*run.storm);
        run = Run{};
    };
    for (const Attempt &attempt : attempts) {
        if (attempt.actor.empty())
            continue;
        Run &run = runs[{attempt.actor, attempt.model}];
        if (run.storm && attempt.at.micros - run.storm->range.to.micros > stormQuietMicros(limits))
            close(run);
        if (run.storm) {
            ++run.pendingAttempts;
            run.pendingUnpriced += attempt.cost ? 0 : 1;
            addKnown(run.pendingCost, attempt.cost);
            if (attempt.isRefused) {
                ++run.storm->refused;
                run.storm->failed += attempt.isFailure ? 1 : 0;
                run.storm->attempts += std::exchange(run.pendingAttempts, 0);
                run.storm->unpriced += std::exchange(run.pendingUnpriced, 0);
                addKnown(run.storm->cost, std::exchange(run.pendingCost, std::nullopt));
                run.storm->range.to = attempt.at;
            }
            continue;
        }
        while (!run.recent.empty() &&
               attempt.at.micros - run.recent.front().at.micros > limits.stormMicros)
            run.recent.pop_front();
        run.recent.push_back(attempt);
        const auto refused = std::count_if(run.recent.begin(), run.recent.end(),
                                           [](const Attempt &one) { return one.isRefused; });
        if (refused < limits.stormAttempts)
            continue;
        RetryStorm &storm = run.storm.emplace();
        storm.actor = attempt.actor;
        storm.isKey = attempt.isKey;
        storm.model = attempt.model;
        const auto first = std::find_if(run.recent.begin(), run.recent.end(),
                                        [](const Attempt &one) { return one.isRefused; });
        storm.range = {first->at, attempt.at};
        storm.refused = refused;
        for (auto at = first; at != run.recent.end(); ++at) {
            ++storm.attempts;
            storm.failed += at->isRefused && at->isFailure ? 1 : 0;
            storm.unpriced += at->cost ? 0 : 1;
            addKnown(storm.cost, at->cost);
        }
        run.recent.clear();
    }
    for (auto &[key, run] : runs)
        close(run);
    std::sort(found.begin(), found.end(), [](const RetryStorm &l, const RetryStorm &r) {
        return std::tie(l.range.from, l.actor, l.model) < std::tie(r.range.from, r.actor, r.model);
    });
    return found;
}

} // namespace outlay
