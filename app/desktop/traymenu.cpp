// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/traymenu.h"

#include <QAction>
#include <QLocale>

#include <algorithm>

namespace outlay {
namespace {

constexpr std::size_t mostBudgets = 5;

/// A menu takes "&" for the mark of a key.
QString plain(QString text)
{
    return text.replace(u'&', QStringLiteral("&&"));
}

/// Whole percent, as a word and not as a bar: menus go to the panel as text.
QString percentOf(double fraction)
{
    return QLocale().toString(static_cast<int>(std::clamp(fraction * 100, 0.0, 99'999.0))) +
           QStringLiteral("\u2009%");
}

} // namespace

TrayMenu::TrayMenu(QMenu &watching, QWidget *parent)
    : QMenu(parent)
    , m_open(addAction(tr("&Open Outlay")))
{
    m_open->setObjectName(QStringLiteral("trayOpen"));
    connect(m_open, &QAction::triggered, this, &TrayMenu::openRequested);
    addSeparator();
    m_afterBudgets = addSeparator();
    for (QAction *action : watching.actions())
        addAction(action);
    addSeparator();
    QAction *quit = addAction(tr("&Quit"));
    quit->setObjectName(QStringLiteral("trayQuit"));
    connect(quit, &QAction::triggered, this, &TrayMenu::quitRequested);
}

void TrayMenu::setBudgets(const std::vector<TrayBudget> &budgets)
{
    qDeleteAll(m_budgets);
    m_budgets.clear();
    for (std::size_t i = 0; i < std::min(budgets.size(), mostBudgets); ++i) {
        const TrayBudget &budget = budgets[i];
        auto *action =
            new QAction(plain(QStringLiteral("%1  %2  %3")
                                  .arg(percentOf(budget.fraction), budget.name, budget.text)),
                        this);
        connect(action, &QAction::triggered, this,
                [this, i] { emit budgetChosen(static_cast<int>(i)); });
        insertAction(m_afterBudgets, action);
        m_budgets << action;
    }
}

} // namespace outlay
