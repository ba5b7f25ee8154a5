// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/insight/taskcosts.h"

#include "models/ledger/answerrows.h"
#include "models/ledger/requestgroup.h"

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

/// A named task of an answer. Names are looked up where they decide, or are shown.
struct Listed
{
    std::size_t row = 0;
    std::optional<Money> cost;
    Money listValue;

    [[nodiscard]] bool isPlanned() const
    {
        return listValue != Money{} && cost.value_or(Money{}) == Money{};
    }
};

/// Sorts an answer's rows into the parts of `TaskCosts`.
class RowSorter
{
public:
    RowSorter(AnswerRows &rows, TaskCosts &costs) : m_rows(rows), m_costs(costs) {}

    void sort(std::size_t top)
    {
        for (std::size_t row = 0; row < m_rows.size(); ++row)
            take(row);
        m_costs.tasks = static_cast<std::int64_t>(m_listed.size());
        takeSpreads();
        keepDearest(top);
    }

private:
    void take(std::size_t row)
    {
        const Measures measures = m_rows.measures(row);
        if (m_rows.isNotItemised(row)) {
            m_costs.notItemised += measures.cost.value_or(Money{});
        } else if (!m_rows.isKnown(row, 0)) {
            m_costs.unknown = measures;
        } else {
            const Listed &task =
                m_listed.emplace_back(Listed{row, measures.cost, measures.listValue});
            if (task.cost)
                m_costs.amounts.push_back(*task.cost);
            if (!task.isPlanned() && !task.cost)
                ++m_costs.unpricedTasks;
            if (!task.isPlanned() && task.cost && measures.unpricedRequests > 0)
                ++m_costs.partlyUnpriced;
        }
    }

    void takeSpreads()
    {
        std::vector<Money> spent;
        std::vector<Money> listed;
        for (const Listed &task : m_listed) {
            if (task.listValue != Money{})
                listed.push_back(task.listValue);
            if (!task.isPlanned() && task.cost)
                spent.push_back(*task.cost);
        }
        m_costs.cost = spreadOf(std::move(spent));
        m_costs.medianTask = taskAt(m_costs.cost.median);
        m_costs.p95Task = taskAt(m_costs.cost.p95);
        m_costs.dearestTask = taskAt(m_costs.cost.most);
        m_costs.listValue = spreadOf(std::move(listed));
    }

    [[nodiscard]] std::optional<TaskAt> taskAt(const std::optional<Money> &cost)
    {
        std::optional<TaskAt> found;
        for (const Listed &task : m_listed) {
            if (!cost || task.cost != cost || task.isPlanned())
                continue;
            if (std::string name = nameOf(task); !found || name < found->task)
                found = TaskAt{std::move(name), m_rows.measures(task.row)};
        }
        return found;
    }

    void keepDearest(std::size_t top)
    {
        const std::size_t shown = std::min(top, m_listed.size());
        std::partial_sort(m_listed.begin(), m_listed.begin() + static_cast<std::ptrdiff_t>(shown),
                          m_listed.end(),
                          [this](const Listed &l, const Listed &r) { return isDearer(l, r); });
        for (std::size_t i = 0; i < shown; ++i)
            m_costs.dearest.push_back({nameOf(m_listed[i]), m_rows.measures(m_listed[i].row), {}});
        for (std::size_t i = shown; i < m_listed.size(); ++i)
            m_costs.rest += m_rows.measures(m_listed[i].row);
        m_costs.restTasks = static_cast<std::int64_t>(m_listed.size() - shown);
    }

    [[nodiscard]] bool isDearer(const Listed &left, const Listed &right)
    {
        if (left.cost != right.cost)
            return left.cost > right.cost; // an unknown one is the least
        if (left.listValue != right.listValue)
            return left.listValue > right.listValue;
        return left.row != right.row && nameOf(left) < nameOf(right);
    }

    [[nodiscard]] std::string nameOf(const Listed &task)
    {
        return m_rows.name(task.row, 0).value_or("");
    }

    AnswerRows &m_rows;
    TaskCosts &m_costs;
    std::vector<Listed> m_listed;
};

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
    void add(const RequestGroup &group)
    {
        const auto found = m_parts.find(group[Dimension::Task]);
        if (found == m_parts.end())
            return;
        Part &part = found->second;
        TaskDetail &detail = part.row->detail;
        detail.requests += group.requests;
        detail.first = std::min(detail.first.value_or(group.first), group.first);
        detail.last = std::max(detail.last.value_or(group.last), group.last);
        count(detail.outcomes, group[Dimension::Outcome], group.requests);
        const std::string &session = group[Dimension::Session];
        const std::string &agent = group[Dimension::Agent];
        if (!session.empty())
            part.sessions.insert(session);
        if (!session.empty() || !agent.empty())
            part.agents.emplace(session, agent);
        if (!group.branch.empty())
            part.branches.insert(group.branch);
        for (const auto &[key, value] : group.tags) {
            if (isOneOf(key, commitKeys))
                part.commits.insert(value);
            else if (isOneOf(key, pullRequestKeys))
                part.pullRequests.insert(value);
        }
        for (const auto &[dimension, values] : {std::pair(Dimension::User, &part.people),
                                                std::pair(Dimension::TaskKind, &part.kinds)}) {
            if (const std::string &value = group[dimension]; !value.empty())
                values->insert(value);
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
    TaskCosts costs;
    const Result<Answer> answer = reader.visitRows(
        asked, [&](AnswerRows &rows) { RowSorter(rows, costs).sort(top); }, cancel);
    if (!answer)
        return tl::unexpected<Error>(answer.error());
    costs.range = answer->range;
    costs.total = answer->total;
    if (costs.dearest.empty())
        return costs;
    DetailGatherer gatherer(costs.dearest);
    std::erase_if(asked.where, [](const Filter &filter) { return filter.dimension == byTask; });
    asked.where.push_back(gatherer.filter());
    asked.by.clear();
    OUTLAY_TRY(reader.eachGroup(
        asked, [&gatherer](const RequestGroup &group) { gatherer.add(group); }, cancel));
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
