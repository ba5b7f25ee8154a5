// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/budgets/budgetssnapshot.h"

#include <QWidget>

#include <vector>

namespace outlay::ui {

/// The last periods of a budget as small bars against their limits; exhausted ones carry a cross.
class PastBars : public QWidget
{
    Q_OBJECT

public:
    explicit PastBars(QWidget *parent = nullptr);
    void setHistory(std::vector<BudgetDetails::Past> history, BudgetUnit unit, const Zone &zone);
    [[nodiscard]] QString describe(int bar) const;
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;

private:
    std::vector<BudgetDetails::Past> m_history;
    BudgetUnit m_unit = BudgetUnit::Money;
    Zone m_zone;
};

} // namespace outlay::ui
