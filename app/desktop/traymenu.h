// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/desktop/traystate.h"

#include <QMenu>

class QAction;

namespace outlay {

/// The menu of the icon in the panel.
class TrayMenu : public QMenu
{
    Q_OBJECT

public:
    /// `watching`: the window's menu of pauses, shown here as well.
    explicit TrayMenu(QMenu &watching, QWidget *parent = nullptr);
    void setBudgets(const std::vector<TrayBudget> &budgets);

signals:
    void openRequested();
    void budgetChosen(int index);
    void quitRequested();

private:
    QAction *m_open, *m_afterBudgets;
    QList<QAction *> m_budgets;
};

} // namespace outlay
