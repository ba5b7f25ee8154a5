// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/ledger/ledgerreader.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace outlay {

/// How amounts spread. Quantiles are amounts that occur, by nearest rank: of n in order, the one at
/// place ceil(n x percent / 100), counted from 1, in integers.
struct Spread
{
    std::int64_t count = 0;
    Money total;
    std::optional<Money> median, p95, most; ///< nullopt: there are no amounts

    bool operator==(const Spread &) const = default;
};
[[nodiscard]] Spread spreadOf(std::vector<Money> amounts);

/// Requests by how they ended. Whether the task itself succeeded no source says.
struct OutcomeCounts
{
    std::int64_t success = 0, error = 0, refusedByCap = 0, cancelled = 0;
    std::int64_t unknown = 0; ///< the source cannot tell

    bool operator==(const OutcomeCounts &) const = default;
};

/// What is known of a task's requests beyond their sums.
struct TaskDetail
{
    std::int64_t requests = 0; ///< fewer than the row's: the others are behind the horizon
    std::optional<Instant> first, last;
    std::int64_t sessions = 0;
    std::int64_t agents = 0; ///< distinct agents of distinct sessions, unnamed ones included
    OutcomeCounts outcomes;
    std::vector<std::string> branches;              ///< of git, by name; empty: no source says one
    std::vector<std::string> commits, pullRequests; ///< of tags, as their senders name them
    std::vector<std::string> people;                ///< users, by name
    std::vector<std::string> kinds; ///< task kinds that attribution rules give, by name
};

/// A task at a place in the order of costs.
struct TaskAt
{
    std::string task;
    Measures measures;
};

struct TaskRow
{
    std::string task;
    Measures measures;
    TaskDetail detail;
};

/// Nothing of it is spend, all of it is use within a plan: no cost to measure others by.
[[nodiscard]] bool isPlanned(const Measures &measures);

/// Tasks of a range and what they cost. `dearest` + `rest` + `unknown` + `notItemised` = `total`,
/// to the nano-dollar.
struct TaskCosts
{
    TimeRange range;        ///< as asked, unbounded sides narrowed to the data
    std::int64_t tasks = 0; ///< with a name
    /// Of the tasks that have a cost. A task all of whose use a plan pays for has none to compare:
    /// it is in `listValue`, at list prices, with the share of the others that a plan pays for.
    Spread cost, listValue;
    std::vector<Money> amounts; ///< of every named task that has a cost, planned ones included
    /// The tasks that these amounts of `cost` are of; of several alike the first by name.
    std::optional<TaskAt> medianTask, p95Task, dearestTask;
    std::int64_t unpricedTasks = 0;  ///< nothing of them is priced: in no spread
    std::int64_t partlyUnpriced = 0; ///< in the spread with what is priced: they cost at least that
    std::vector<TaskRow> dearest;    ///< by cost, then list value, then name
    Measures rest;                   ///< of the named tasks that are not among these
    std::int64_t restTasks = 0;
    std::optional<Measures> unknown; ///< of requests no task is known of; nullopt: there are none
    Money notItemised; ///< fees of plans, and what was billed without requests: of no task
    Measures total;
};

/// Two questions: sums by task from cells, and what requests of the dearest `top` have in common.
/// Of `query` the range, zone and filters count. Asked again (a few times) if the ledger changed
/// between the two.
[[nodiscard]] Result<TaskCosts> taskCosts(LedgerReader &reader, const Query &query, std::size_t top,
                                          const CancelToken &cancel = {});

} // namespace outlay
