// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/alerting/budgetorder.h"

#include "models/rules/crossing.h"

#include <algorithm>
#include <map>
#include <string>

namespace outlay::alerting {

namespace {

/// Statuses of one budget after the other, as the page's tree is read from top to bottom.
class Sorter
{
public:
    explicit Sorter(std::vector<BudgetStatus> statuses)
    {
        for (BudgetStatus &status : statuses) {
            const std::string id = status.budget->id;
            if (m_own[id].empty())
                m_order.push_back(id);
            m_own[id].push_back(std::move(status));
        }
        for (const std::string &id : m_order) {
            const std::string &parent = m_own[id].front().budget->parent;
            m_parts[m_own.count(parent) > 0 ? parent : std::string()].push_back(id);
        }
    }

    std::vector<BudgetStatus> sorted()
    {
        addParts({});
        return std::move(m_sorted);
    }

private:
    void addParts(const std::string &parent)
    {
        std::vector<std::pair<Standing, std::string>> parts;
        for (const std::string &id : m_parts[parent]) // the first speaks for a budget of many
            parts.emplace_back(standingOf(m_own[id].front()), id);
        std::stable_sort(parts.begin(), parts.end(),
                         [](const auto &l, const auto &r) { return l.first < r.first; });
        for (const auto &[standing, id] : parts) {
            std::vector<BudgetStatus> &own = m_own[id];
            std::stable_sort(own.begin(), own.end(),
                             [](const BudgetStatus &l, const BudgetStatus &r) {
                                 return standingOf(l) < standingOf(r);
                             });
            std::move(own.begin(), own.end(), std::back_inserter(m_sorted));
            addParts(id);
        }
    }

    std::map<std::string, std::vector<BudgetStatus>> m_own;
    std::map<std::string, std::vector<std::string>> m_parts;
    std::vector<std::string> m_order;
    std::vector<BudgetStatus> m_sorted;
};

} // namespace

Standing standingOf(const BudgetStatus &status)
{
    using enum Standing::Group;
    Standing standing;
    const bool isKnown = !status.isUnknown && status.limit && *status.limit > 0;
    standing.used = isKnown ? status.utilization.value_or(-1) : -1;
    if (status.isOver) {
        standing.group = Ended;
    } else if (!status.period && status.problem.empty()) {
        standing.group = NotBegun;
    } else if (isKnown && reaches(status.amount(), *status.limit, exhaustedPercent)) {
        standing.group = Exhausted;
        standing.at = status.exhaustedAt.value_or(Instant{});
    } else if (status.exhaustion.state == ExhaustionBand::State::Foreseen &&
               status.exhaustion.earliest) {
        standing.group = Expected;
        standing.at = *status.exhaustion.earliest;
    } else if (isKnown && !(status.forecast && status.forecast->end) && status.pace &&
               status.pace->limitAt) {
        standing.group = Expected;
        standing.at = *status.pace->limitAt;
    }
    return standing;
}

std::vector<BudgetStatus> byTimeToLimit(std::vector<BudgetStatus> statuses)
{
    return Sorter(std::move(statuses)).sorted();
}

} // namespace outlay::alerting
