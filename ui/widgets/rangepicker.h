// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/overview/period.h"

#include <QWidget>

class QButtonGroup;
class QToolButton;

namespace outlay::ui {

/// Presets, a range of one's own, and steps to the period before and after. What is no preset as it
/// stands, as the month before, is named in the place of "Custom".
class RangePicker : public QWidget
{
    Q_OBJECT

public:
    explicit RangePicker(QWidget *parent = nullptr);
    /// `span` is what the ledger holds.
    void setChoice(const PeriodChoice &choice, const Zone &zone, Instant now,
                   const std::optional<TimeRange> &span);
    [[nodiscard]] const PeriodChoice &choice() const { return m_choice; }

public slots:
    void goBack();
    void goForward();
    void goToToday();

signals:
    void choiceMade(const outlay::ui::PeriodChoice &choice);

protected:
    void changeEvent(QEvent *event) override;

private:
    void choose(const PeriodChoice &choice);
    void presetClicked(int id);
    void askForRange();
    void updateArrows();
    void updatePresets();
    [[nodiscard]] QString ownName() const;

    PeriodChoice m_choice;
    Zone m_zone;
    Instant m_now;
    std::optional<TimeRange> m_span;
    QButtonGroup *m_presets;
    QToolButton *m_back, *m_forward;
};

} // namespace outlay::ui
