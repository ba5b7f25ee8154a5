// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/budgets/budgetssnapshot.h"

#include <QWidget>

class QLabel;
class QPushButton;

namespace outlay::ui {

class TripwireForm;
class WrappedLabel;

/// The page before the first budget: one proposed with a click, and what watches already.
class FirstBudget : public QWidget
{
    Q_OBJECT

public:
    explicit FirstBudget(QWidget *parent = nullptr);
    void setSnapshot(const BudgetsSnapshotPtr &snapshot);
    void setBusy(bool isBusy);

signals:
    void proposalAccepted(outlay::Money amount);
    void newRequested();
    void tripwiresChosen(const outlay::ui::TripwireSettings &settings);

private:
    std::optional<BudgetProposal> m_proposal;
    QLabel *m_title;
    WrappedLabel *m_reasoning;
    QPushButton *m_accept, *m_other;
    TripwireForm *m_tripwires;
};

} // namespace outlay::ui
