// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// BudgetsPage: what is foreseen of members, asked for as they are seen.
#include "ui/budgets/budgetnames.h"
#include "ui/budgets/budgetspage.h"

#include "ui/budgets/budgettreemodel.h"

#include <QStackedWidget>
#include <QTreeView>

namespace outlay::ui {

/// With what was foreseen of members already.
BudgetsSnapshotPtr BudgetsPage::withForecasts(const BudgetsSnapshotPtr &snapshot) const
{
    if (m_forecasts.empty())
        return snapshot;
    auto shown = std::make_shared<BudgetsSnapshot>(*snapshot);
    for (BudgetRow &row : shown->rows) {
        const auto known =
            row.member.empty() ? m_forecasts.end() : m_forecasts.find({row.id, row.member});
        if (known == m_forecasts.end() || known->second.limit != row.limit)
            continue;
        row.forecast = known->second.forecast;
        if (row.forecast)
            row.pace.reset();
        row.isAtLeast = known->second.isAtLeast;
        if (row.outlook != Outlook::Exhausted) {
            row.outlook = known->second.outlook;
            row.expected = known->second.expected;
        }
    }
    return shown;
}

void BudgetsPage::setMemberForecasts(const std::vector<BudgetMemberForecast> &forecasts)
{
    for (const BudgetMemberForecast &one : forecasts)
        m_forecasts[{one.id, one.member}] = one;
    if (!m_snapshot || forecasts.empty())
        return;
    m_snapshot = withoutNames(withForecasts(m_named));
    m_model->setSnapshot(m_snapshot);
    m_looking.start(); // they may have moved
}

/// Only of what is seen: each costs several queries.
void BudgetsPage::askForForecasts()
{
    if (!isVisible() || m_stack->currentWidget() != m_tableCard)
        return;
    std::vector<MemberKey> wanted;
    const int bottom = m_table->viewport()->height();
    for (QModelIndex at = m_table->indexAt(QPoint(0, 0));
         at.isValid() && m_table->visualRect(at).top() < bottom; at = m_table->indexBelow(at)) {
        const BudgetRow *row = m_model->rowAt(m_sorted->mapToSource(at));
        if (!row || row->member.empty() || row->unit != BudgetUnit::Money || !row->consumed)
            continue;
        const MemberKey key{row->id, row->member};
        const auto known = m_forecasts.find(key);
        const bool isOutdated = known != m_forecasts.end() && known->second.limit != row->limit;
        if (m_asked.insert(key).second || isOutdated)
            wanted.push_back(key);
    }
    if (!wanted.empty())
        emit memberForecastsRequested(wanted);
}

} // namespace outlay::ui
