// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/budgets/budgetssnapshot.h"

#include <QWidget>

class QCheckBox;
class QGridLayout;
class QLabel;
class QLineEdit;
class QPushButton;
class QSpinBox;

namespace outlay::ui {

/// What watches from the first start, each with its switch and its amounts.
class TripwireForm : public QWidget
{
    Q_OBJECT

public:
    explicit TripwireForm(QWidget *parent = nullptr);
    /// Leaves alone what a person has changed and not stored yet.
    void setTripwires(const TripwireSettings &settings);
    /// nullopt: an amount cannot be read; the form says which.
    [[nodiscard]] std::optional<TripwireSettings> settings();
    void setBusy(bool isBusy);

signals:
    void tripwiresChosen(const outlay::ui::TripwireSettings &settings);

private:
    void changed();
    void save();
    void show(const TripwireSettings &settings);
    [[nodiscard]] QCheckBox *addLine(QGridLayout &grid, int row, const QString &text,
                                     const char *objectName);
    [[nodiscard]] QLineEdit *makeAmount(const char *objectName, const QString &name);
    [[nodiscard]] QSpinBox *makeNumber(int least, int greatest, const char *objectName,
                                       const QString &name);

    TripwireSettings m_stored;
    bool m_isChanged = false, m_isShowing = false;
    QCheckBox *m_sessions = nullptr, *m_people = nullptr, *m_repeats = nullptr, *m_storms = nullptr;
    QLineEdit *m_perSession = nullptr, *m_perHour = nullptr;
    QSpinBox *m_repeatCount = nullptr, *m_repeatMinutes = nullptr, *m_attempts = nullptr,
             *m_seconds = nullptr;
    QLabel *m_problem = nullptr;
    QPushButton *m_save = nullptr;
};

} // namespace outlay::ui
