// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/insight/taskcosts.h"

#include "models/receipt/receiptentry.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <utility>

namespace outlay {

namespace {

const DimensionRef byTask{Dimension::Task, {}};

/// `sorted` is not empty.
Money nearestRank(const std::vector<Money> &sorted, std::size_t percent)
{
    const std::size_t rank = (sorted.size() * percent + 99) / 100;
    return sorted[rank - 1];
}

bool isDearer(const TaskRow &left, const TaskRow &right)
{
    const Measures &l = left.measures;
    const Measures &r = right.measures;
    if (l.cost != r.cost)
        return l.cost > r.cost; // an unknown one is the least
    if (l.listValue != r.listValue)
        return l.listValue > r.listValue;
    return left.task < right.task;
}

/// Sorts the answer's rows into the parts of `costs`; every named task becomes one of `dearest`.
void takeRows(const Answer &answer, TaskCosts &costs)
{
    costs.range = answer.range;
    costs.total = answer.total;
    for (const Row &row : answer.rows) {
        if (row.isNotItemised)
            costs.notItemised += row.measures.cost.value_or(Money{});
        else if (row.key.front())
            costs.dearest.push_back({*row.key.front(), row.measures, {}});
        else
            costs.unknown = row.measures;
    }
    costs.tasks = static_cast<std::int64_t>(costs.dearest.size());
}

std::optional<TaskAt> taskAt(const std::vector<TaskRow> &rows, const std::optional<Money> &cost)
{
    const TaskRow *found = nullptr;
    for (const TaskRow &row : rows) {
        const bool isOne = cost && row.measures.cost == cost && !isPlanned(row.measures);
        if (isOne && (!found || row.task < found->task))
            found = &row;
    }
    return found ? std::optional(TaskAt{found->task, found->measures}) : std::nullopt;
}

void takeSpreads(TaskCosts &costs)
{
    std::vector<Money> spent;
    std::vector<Money> listed;
    for (const TaskRow &row : costs.dearest) {
        if (row.measures.listValue != Money{})
            listed.push_back(row.measures.listValue);
        if (isPlanned(row.measures))
            continue;
        if (row.measures.cost)
            spent.push_back(*row.measures.cost);
        else
            ++costs.unpricedTasks;
        if (row.measures.cost && row.measures.unpricedRequests > 0)
            ++costs.partlyUnpriced;
    }
    costs.cost = spreadOf(std::move(spent));
    costs.medianTask = taskAt(costs.dearest, costs.cost.median);
    costs.p95Task = taskAt(costs.dearest, costs.cost.p95);
    costs.dearestTask = taskAt(costs.dearest, costs.cost.most);
    costs.listValue = spreadOf(std::move(listed));
}

void keepDearest(TaskCosts &costs, std::size_t top)
{
    std::sort(costs.dearest.begin(), costs.dearest.end(), isDearer);
    for (std::size_t i = top; i < costs.dearest.size(); ++i)
        costs.rest += costs.dearest[i].measures;
    if (costs.dearest.size() > top) {
        costs.restTasks = static_cast<std::int64_t>(costs.dearest.size() - top);
        costs.dearest.resize(top);
    }
}

void count(OutcomeCounts &counts, std::string_view outcome, std::int64_t requests)
{
    switch (outcomeNamed(outcome).value_or(Outcome::Unknown)) {
    case Outcome::Success:
        counts.success += requests;
        break;
    case Outcome::Error:
        counts.error += requests;
        break;
    case Outcome::RefusedByCap:
        counts.refusedByCap += requests;
        break;
    case Outcome::Cancelled:
        counts.cancelled += requests;
        break;
    case Outcome::Unknown:
        counts.unknown += requests;
        break;
    }
}

// OpenTelemetry's vcs.ref.head.revision is the commit, its vcs.change.id the pull request.
constexpr std::array<std::string_view, 5> commitKeys{"commit", "commit_sha", "git.commit",
                                                     "git_commit", "vcs.ref.head.revision"};
constexpr std::array<std::string_view, 6> pullRequestKeys{"pull_request",  "pr", "pr_number",
                                                          "merge_request", "mr", "vcs.change.id"};

template <std::size_t N>
bool isOneOf(std::string_view word, const std::array<std::string_view, N> &words)
{
    return std::find(words.begin(), words.end(), word) != words.end();
}

/// Gathers what rows are to be told of their requests.
class DetailGatherer
{
public:
    explicit DetailGatherer(std::vector<TaskRow> &rows)
    {
        for (TaskRow &row : rows)
            m_parts[row.task].row = &row;
    }
    [[nodiscard]] Filter filter() const
    {
        Filter filter{byTask, {}};
        for (const auto &[task, part] : m_parts)
            filter.anyOf.emplace_back(task);
        return filter;
    }
    void add(const EventRow &event)
    {
        const auto found = m_parts.find(std::string(dimensionOf(event, Dimension::Task)));
        if (event.isControl || event.isSetAside || found == m_parts.end())
            return;
        Part &part = found->second;
        TaskDetail &detail = part.row->detail;
        detail.requests += event.requests;
        detail.first = std::min(detail.first.value_or(event.at), event.at);
        detail.last = std::max(detail.last.value_or(event.at), event.at);
        count(detail.outcomes, dimensionOf(event, Dimension::Outcome), event.requests);
        const std::string session(dimensionOf(event, Dimension::Session));
        const std::string agent(dimensionOf(event, Dimension::Agent));
        if (!session.empty())
            part.sessions.insert(session);
        if (!session.empty() || !agent.empty())
            part.agents.emplace(session, agent);
        if (!event.branch.empty())
            part.branches.insert(event.branch);
        for (const auto &[key, value] : event.tags) {
            if (isOneOf(key, commitKeys))
                part.commits.insert(value);
            else if (isOneOf(key, pullRequestKeys))
                part.pullRequests.insert(value);
        }
        for (const auto &[dimension, values] : {std::pair(Dimension::User, &part.people),
                                                std::pair(Dimension::TaskKind, &part.kinds)}) {
            if (const std::string_view value = dimensionOf(event, dimension); !value.empty())
                values->emplace(value);
        }
    }
    void finish()
    {
        for (auto &[task, part] : m_parts) {
            TaskDetail &detail = part.row->detail;
            detail.sessions = static_cast<std::int64_t>(part.sessions.size());
            detail.agents = static_cast<std::int64_t>(part.agents.size());
            detail.branches.assign(part.branches.begin(), part.branches.end());
            detail.commits.assign(part.commits.begin(), part.commits.end());
            detail.pullRequests.assign(part.pullRequests.begin(), part.pullRequests.end());
            detail.people.assign(part.people.begin(), part.people.end());
            detail.kinds.assign(part.kinds.begin(), part.kinds.end());
        }
    }

private:
    struct Part
    {
        TaskRow *row = nullptr;
        std::set<std::string> sessions, branches, commits, pullRequests, people, kinds;
        std::set<std::pair<std::string, std::string>> agents;
    };
    std::map<std::string, Part> m_parts;
};

Result<TaskCosts> readOnce(LedgerReader &reader, const Query &query, std::size_t top,
                           const CancelToken &cancel)
{
    Query asked;
    asked.range = query.range;
    asked.zone = query.zone;
    asked.where = query.where;
    asked.by = {byTask};
    const Result<Answer> answer = reader.run(asked, cancel);
    if (!answer)
        return tl::unexpected<Error>(answer.error());
    TaskCosts costs;
    takeRows(*answer, costs);
    takeSpreads(costs);
    keepDearest(costs, top);
    if (costs.dearest.empty())
        return costs;
    DetailGatherer gatherer(costs.dearest);
    std::erase_if(asked.where, [](const Filter &filter) { return filter.dimension == byTask; });
    asked.where.push_back(gatherer.filter());
    asked.by.clear();
    OUTLAY_TRY(reader.eachEvent(
        asked,
        [&gatherer](const EventRow &event) {
            gatherer.add(event);
            return true;
        },
        cancel));
    gatherer.finish();
    return costs;
}

} // namespace

bool isPlanned(const Measures &measures)
{
    return measures.listValue != Money{} && measures.cost.value_or(Money{}) == Money{};
}

Spread spreadOf(std::vector<Money> amounts)
{
    Spread spread;
    spread.count = static_cast<std::int64_t>(amounts.size());
    if (amounts.empty())
        return spread;
    std::sort(amounts.begin(), amounts.end());
    for (const Money amount : amounts)
        spread.total += amount;
    spread.median = nearestRank(amounts, 50);
    spread.p95 = nearestRank(amounts, 95);
    spread.most = amounts.back();
    return spread;
}

Result<TaskCosts> taskCosts(LedgerReader &reader, const Query &query, std::size_t top,
                            const CancelToken &cancel)
{
    constexpr int mostTries = 3;
    for (int i = 1;; ++i) {
        const Result<std::int64_t> before = reader.changeCounter();
        Result<TaskCosts> costs = readOnce(reader, query, top, cancel);
        const Result<std::int64_t> after = reader.changeCounter();
        const bool isSteady = before && after && *before == *after;
        if (!costs || isSteady || i == mostTries)
            return costs;
    }
}

} // namespace outlay
