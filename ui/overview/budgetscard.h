// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/budgets/budgetssnapshot.h"

#include <QFrame>

#include <string>
#include <vector>

class QBoxLayout;
class QPushButton;

namespace outlay::ui {

/// The budgets whose limits are nearest in time, each with its bar; hidden while there is none.
class BudgetsCard : public QFrame
{
    Q_OBJECT

public:
    explicit BudgetsCard(QWidget *parent = nullptr);
    void setSnapshot(const BudgetsSnapshotPtr &snapshot);
    /// Beside each other, where it has the width of the page.
    void setSpread(bool isSpread);

signals:
    /// A budget's id; empty: the page as a whole.
    void openRequested(const std::string &id);
    void receiptRequested(const std::string &id, const std::string &member, QPoint globalPosition);

protected:
    void changeEvent(QEvent *event) override;

private:
    void rebuild();
    [[nodiscard]] QWidget *makeRow(const BudgetRow &row, int number);

    BudgetsSnapshotPtr m_snapshot;
    bool m_isSpread = false;
    QBoxLayout *m_list;
    QPushButton *m_all;
};

} // namespace outlay::ui
