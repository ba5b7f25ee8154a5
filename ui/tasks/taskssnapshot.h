// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/insight/agenttree.h"
#include "models/insight/taskcosts.h"
#include "ui/overview/period.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace outlay::ui {

/// Which tasks: those with requests in that time that pass the filters.
struct TasksRequest
{
    PeriodChoice period;
    std::vector<Filter> where;

    bool operator==(const TasksRequest &) const = default;
};

/// How many tasks cost from `from` up to, not including, `to`.
struct CostBin
{
    Money from, to;
    std::int64_t tasks = 0;
};

/// What tasks cost, computed off the GUI thread and immutable from then on.
struct TasksSnapshot
{
    std::uint64_t generation = 0;
    TasksRequest request;
    Zone zone;
    Instant now; ///< when it was computed
    Period period;
    LedgerFacts facts;
    TaskCosts costs;
    std::vector<CostBin>
        bins; ///< in order, without a hole; of the tasks of `costs.cost` above zero
    std::int64_t freeTasks = 0;       ///< that cost nothing, in no bin
    std::vector<TimeRange> uncovered; ///< no source vouches for it
};
using TasksSnapshotPtr = std::shared_ptr<const TasksSnapshot>;

/// One task: its agents, and what working as a team cost.
struct TaskDetails
{
    std::uint64_t generation = 0; ///< of the question
    std::string task;
    Zone zone;
    TimeRange range; ///< what was asked about
    AgentTree tree;
    std::vector<std::string> startedElsewhere; ///< sessions its agents started, tasks of their own
};
using TaskDetailsPtr = std::shared_ptr<const TaskDetails>;

/// Bins of a scale on which each power of ten has three parts (1, 2, 5), from the least to the
/// greatest of the amounts above zero.
[[nodiscard]] std::vector<CostBin> costBins(const std::vector<Money> &amounts);

} // namespace outlay::ui
