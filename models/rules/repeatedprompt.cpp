// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/rules/repeatedprompt.h"

#include <algorithm>
#include <deque>
#include <map>

namespace outlay {

namespace {

/// What has no price is counted apart, and is no zero.
void add(RepeatedPrompt &found, const PromptUse &use)
{
    if (use.cost)
        found.cost = found.cost.value_or(Money{}) + *use.cost;
    else
        ++found.unpriced;
}

} // namespace

std::vector<RepeatedPrompt> repeatedPrompts(std::span<const PromptUse> uses,
                                            const DetectorLimits &limits)
{
    struct Run
    {
        std::deque<PromptUse> recent;
        std::optional<RepeatedPrompt> found;
    };
    std::map<std::uint64_t, Run> runs;
    std::vector<RepeatedPrompt> all;
    for (const PromptUse &use : uses) {
        if (use.prompt == 0)
            continue;
        Run &run = runs[use.prompt];
        if (run.found) {
            if (use.at.micros - run.found->range.to.micros <= limits.repeatMicros) {
                ++run.found->count;
                add(*run.found, use);
                run.found->range.to = use.at;
                continue;
            }
            all.push_back(*run.found);
            run = Run{};
        }
        while (!run.recent.empty() &&
               use.at.micros - run.recent.front().at.micros > limits.repeatMicros)
            run.recent.pop_front();
        run.recent.push_back(use);
        if (std::ssize(run.recent) < limits.repeatCount)
            continue;
        const PromptUse &first = run.recent.front();
        RepeatedPrompt &found = run.found.emplace();
        found.prompt = use.prompt;
        found.actor = first.actor;
        found.isKey = first.isKey;
        found.model = first.model;
        found.range = {first.at, use.at};
        found.count = std::ssize(run.recent);
        for (std::size_t i = 1; i < run.recent.size(); ++i)
            add(found, run.recent[i]);
        run.recent.clear();
    }
    for (const auto &[prompt, run] : runs) {
        if (run.found)
            all.push_back(*run.found);
    }
    std::sort(all.begin(), all.end(), [](const RepeatedPrompt &l, const RepeatedPrompt &r) {
        return std::tie(l.range.from, l.prompt) < std::tie(r.range.from, r.prompt);
    });
    return all;
}

} // namespace outlay
