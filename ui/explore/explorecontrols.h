// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/explore/exploresnapshot.h"

#include <QWidget>

class QButtonGroup;
class QComboBox;
class QToolButton;

namespace outlay::ui {

/// What is looked at, by what, in which steps, and how it is drawn.
class ExploreControls : public QWidget
{
    Q_OBJECT

public:
    explicit ExploreControls(QWidget *parent = nullptr);
    /// `range`: steps too fine for it cannot be chosen.
    void setRequest(const ExploreRequest &request, const TimeRange &range);
    void setCanGoUp(bool canGoUp);
    [[nodiscard]] bool wantsTable() const;
    /// How it is drawn: at the end of the row, or elsewhere where the row is too short for both.
    [[nodiscard]] QWidget *look() const { return m_look; }
    void takeLook();

signals:
    void requestEdited(const outlay::ui::ExploreRequest &request);
    void tableToggled(bool isTable);
    void upRequested();

protected:
    void changeEvent(QEvent *event) override;

private:
    void fill();
    void connectParts();
    void updateIcons();
    void chooseDimension(const DimensionRef &dimension);
    void updateThenBy();
    void updateSteps(const TimeRange &range);

    ExploreRequest m_request;
    QToolButton *m_up;
    QComboBox *m_measure, *m_dimension, *m_thenBy, *m_step;
    QButtonGroup *m_charts;
    QToolButton *m_asTable;
    QWidget *m_look;
};

} // namespace outlay::ui
