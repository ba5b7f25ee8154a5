// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/rules/repeatedprompt.h"

#include <algorithm>
#include <deque>
#include <map>

namespace outlay {

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
        const Money cost = use.cost.value_or(Money{});
        if (run.found) {
            if (use.at.micros - run.found->range.to.micros <= limits.repeatMicros) {
                ++run.found->count;
                run.found->cost += cost;
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
            found.cost += run.recent[i].cost.value_or(Money{});
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
