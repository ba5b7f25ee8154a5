// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/budgets/budgetnames.h"

#include "ui/text/names.h"

namespace outlay::ui {
namespace {

void clean(BudgetRow &row)
{
    if (!row.member.empty() && !row.where.empty())
        row.name = shownName(row.where.back().dimension, row.name); // a member's is its value
    else if (!row.isTripwire)
        row.name = shownName(NameKind::Budget, row.name);
    row.owner = shownName({Dimension::User, {}}, QString::fromStdString(row.owner)).toStdString();
    for (QString *text : {&row.capPoint, &row.capReason, &row.problem})
        *text = withoutNames(*text);
}

} // namespace

BudgetsSnapshotPtr withoutNames(const BudgetsSnapshotPtr &snapshot)
{
    if (!areNamesHidden() || !snapshot)
        return snapshot;
    auto shown = std::make_shared<BudgetsSnapshot>(*snapshot);
    for (BudgetRow &row : shown->rows)
        clean(row);
    return shown;
}

BudgetDetails withoutNames(BudgetDetails details)
{
    if (!areNamesHidden())
        return details;
    clean(details.row);
    for (BudgetDetails::Change &change : details.changes) {
        change.who = shownName(NameKind::Account, change.who);
        change.what = withoutNames(change.what);
    }
    return details;
}

} // namespace outlay::ui
