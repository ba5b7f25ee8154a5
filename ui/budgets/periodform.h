// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/budgets/budgetssnapshot.h"

#include <QDateTime>
#include <QWidget>

class QComboBox;
class QDateEdit;
class QLabel;
class QSpinBox;

namespace outlay::ui {

/// Over what time a limit holds, and in which zone.
class PeriodForm : public QWidget
{
    Q_OBJECT

public:
    explicit PeriodForm(QWidget *parent = nullptr);
    void setPeriod(const BudgetPeriodWords &period, Instant now);
    /// In words what is wrong with it, else empty.
    [[nodiscard]] QString read(BudgetPeriodWords &period) const;
    [[nodiscard]] BudgetPeriodWords::Kind kind() const;

signals:
    void changed();

private:
    void updateParts();

    QComboBox *m_kind, *m_weekday, *m_zone;
    QSpinBox *m_length, *m_startDay;
    QDateEdit *m_from, *m_to;
    QLabel *m_untilWord, *m_startWord;
};

/// The instant of a wall clock's date and time in a zone, and back.
[[nodiscard]] Instant instantOf(const QDateTime &wall, const Zone &zone);
[[nodiscard]] QDateTime wallOf(Instant at, const Zone &zone);

} // namespace outlay::ui
