// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/tasksbuilder.h"

#include "app/desktop/coveragegaps.h"
#include "app/desktop/overviewbuilder.h"
#include "app/sources/demo/demonow.h"
#include "models/receipt/receiptreader.h"

#include <algorithm>
#include <utility>

namespace outlay {
namespace {

constexpr std::size_t mostShown = 200; // tasks that are listed one by one

} // namespace

Result<ui::TasksSnapshot> buildTasks(LedgerReader &reader, const ui::TasksRequest &request,
                                     const Clock &clock, const Zone &zone,
                                     const CancelToken &cancel)
{
    auto facts = reader.facts();
    OUTLAY_TRY(facts);
    const auto sources = reader.sources();
    OUTLAY_TRY(sources);
    const Instant now = shownNow(*sources, clock());
    ui::TasksSnapshot snapshot;
    snapshot.request = request;
    snapshot.zone = zone;
    snapshot.now = now;
    snapshot.facts = *std::move(facts);
    snapshot.period = ui::resolve(request.period, now, zone, snapshot.facts.span);
    if (!snapshot.facts.span)
        return snapshot;
    Query query;
    query.range = snapshot.period.range;
    query.zone = zone;
    query.where = request.where;
    auto costs = taskCosts(reader, query, mostShown, cancel);
    OUTLAY_TRY(costs);
    snapshot.costs = *std::move(costs);
    const std::vector<Money> amounts = std::exchange(snapshot.costs.amounts, {});
    snapshot.bins = ui::costBins(amounts);
    snapshot.freeTasks = std::count_if(amounts.begin(), amounts.end(),
                                       [](Money amount) { return amount <= Money{}; });
    auto gaps = coverageGaps(query.range, now, snapshot.facts, *sources,
                             [&](const TimeRange &range) { return reader.coverage(range, now); });
    OUTLAY_TRY(gaps);
    snapshot.uncovered = std::move(gaps->uncovered);
    return snapshot;
}

Result<ui::TaskDetails> buildTaskDetails(LedgerReader &reader, const std::string &task,
                                         const TimeRange &range, const std::vector<Filter> &where,
                                         const Zone &zone, const CancelToken &cancel)
{
    const auto book = priceBookOf(reader); // prices may have been set since the last one
    OUTLAY_TRY(book);
    auto below = reader.sessionsBelow(task);
    OUTLAY_TRY(below);
    Query query;
    query.range = range;
    query.zone = zone;
    query.where = where;
    std::erase_if(query.where, [](const Filter &filter) {
        return filter.dimension.dimension == Dimension::Task;
    });
    Filter &wanted = query.where.emplace_back();
    wanted.dimension.dimension = Dimension::Task;
    wanted.anyOf.emplace_back(task);
    auto tree = readAgentTree(reader, **book, query, cancel);
    OUTLAY_TRY(tree);
    ui::TaskDetails details;
    details.task = task;
    details.zone = zone;
    details.range = range;
    details.tree = *std::move(tree);
    std::erase(*below, task);
    details.startedElsewhere = *std::move(below);
    return details;
}

} // namespace outlay
