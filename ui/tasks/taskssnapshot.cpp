// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/tasks/taskssnapshot.h"

#include <algorithm>
#include <limits>

namespace outlay::ui {
namespace {

/// The next of 1, 2, 5, 10, 20, 50 … nano-dollars; the greatest there is stays.
std::int64_t stepAfter(std::int64_t step)
{
    std::int64_t leading = step;
    while (leading >= 10)
        leading /= 10;
    if (step > std::numeric_limits<std::int64_t>::max() / 5)
        return std::numeric_limits<std::int64_t>::max();
    return leading == 2 ? step / 2 * 5 : step * 2;
}

} // namespace

std::vector<CostBin> costBins(const std::vector<Money> &amounts)
{
    std::vector<Money> sorted;
    std::copy_if(amounts.begin(), amounts.end(), std::back_inserter(sorted),
                 [](Money amount) { return amount > Money{}; });
    std::sort(sorted.begin(), sorted.end());
    std::vector<CostBin> bins;
    std::int64_t from = 1;
    for (const Money amount : sorted) {
        while (stepAfter(from) <= amount.nanos && from < std::numeric_limits<std::int64_t>::max()) {
            if (!bins.empty())
                bins.push_back({{stepAfter(from)}, {stepAfter(stepAfter(from))}, 0});
            from = stepAfter(from);
        }
        if (bins.empty())
            bins.push_back({{from}, {stepAfter(from)}, 0});
        ++bins.back().tasks;
    }
    return bins;
}

} // namespace outlay::ui
